#!/bin/sh
# Scenario files that are wrong: exit 2, one line with file, place and reason, nothing left behind.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
bad="$work/bad.json"

# change NAME SED-SCRIPT REGEX: the shipped scenario edited so, which must be refused with REGEX.
change() {
  begin "$1"
  sed "$2" "$scenario" >"$bad"
  if cmp -s "$scenario" "$bad"; then fail "the edit changed nothing"; fi
  run run "$bad" --replicates 2 -o out
  expect_refused "bad\.json.*($3)"
}

# Puts text after the first brace of the file.
insert() { change "$1" "1,/{/ s/{/{ $2/" "$3"; }
# Replaces the value of "horizon".
horizon() { change "$1" "s/\"horizon\": *[0-9]*/\"horizon\": $2/" "$3"; }

# given NAME REGEX: $bad was written by the caller.
given() {
  begin "$1"
  run run "$bad" --replicates 2 -o out
  expect_refused "$2"
}

horizon "a string where a number belongs" '"soon"' 'horizon.*expected.*found'
horizon "a number below its bounds" '-5' 'horizon'
horizon "a number above its bounds" '1000000' 'horizon'
horizon "a fraction where a whole number belongs" '12.5' 'horizon'
horizon "NaN" 'NaN' ':[0-9]+'
horizon "Infinity" '-Infinity' ':[0-9]+'
horizon "a number that overflows" '1e999' ':[0-9]+'
horizon "a leading zero" '012' ':[0-9]+'
horizon "null" 'null' 'horizon'
horizon "an object without a meaning" '{"vlaue": 3}' 'horizon'
insert "a duplicate key" '"horizon": 12,' 'horizon'
insert "an unknown key, with a suggestion" '"horizn": 12,' 'did you mean .*horizon'
insert "a misspelt parameter, with a suggestion" '"churn": {"bsae": 0.1},' 'churn'
insert "a control character in a string" "\"note\": \"a$(printf '\001')b\"," ':[0-9]+'
insert "invalid UTF-8" "\"note\": \"$(printf '\377\376')\"," ':[0-9]+'
insert "a NUL in a string" '"note": "a\\u0000b",' ':[0-9]+'
insert "half a surrogate pair" '"note": "\\ud800",' ':[0-9]+'
insert "a comment" '\/\/ hello\n' ':[0-9]+'
insert "a key without quotes" 'horizon: 3,' ':[0-9]+'
change "a schema of the future" 's/"schema_version": *1/"schema_version": 99/' 'schema_version'
change "a schema of the past" 's/"schema_version": *1/"schema_version": 0/' 'schema_version'
change "no schema" '/"schema_version"/d' 'schema_version'
change "a trailing comma" '$ s/}$/,}/' ':[0-9]+'
change "junk after the end" '$ s/$/ junk/' ':[0-9]+'
change "a second document" '$ s/$/ {}/' ':[0-9]+'
change "a name of a path" 's/"name": *"[^"]*"/"name": 7/' 'name'

# cut NAME BYTES
cut_at() {
  begin "$1"
  head -c "$2" "$scenario" >"$bad"
  run run "$bad" --replicates 2 -o out
  expect_refused 'bad\.json'
}
size=$(wc -c <"$scenario")
cut_at "cut in the middle" $((size / 2))
cut_at "cut after one byte" 1
cut_at "cut before the last brace" $((size - 3))

: >"$bad"
given "an empty file" 'bad\.json'
printf '\357\273\277' >"$bad"
given "nothing but a byte order mark" 'bad\.json'
printf '   \n\n' >"$bad"
given "nothing but white space" 'bad\.json'
printf '[]\n' >"$bad"
given "an array at the top" 'bad\.json.*object'
printf '3\n' >"$bad"
given "a number at the top" 'bad\.json'
printf '{}\n' >"$bad"
given "an empty object" 'bad\.json.*schema_version'
printf '{\000}\n' >"$bad"
given "a NUL byte between tokens" 'bad\.json'
awk 'BEGIN { for (i = 0; i < 100000; ++i) printf "["; }' >"$bad"
given "100,000 open brackets" 'bad\.json.*(deep|nest)'
awk 'BEGIN { for (i = 0; i < 100000; ++i) printf "{\"a\":"; }' >"$bad"
given "100,000 open objects" 'bad\.json.*(deep|nest)'
awk 'BEGIN { for (i = 0; i < 105000; ++i) print "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" }' >"$bad"
given "10 MB of letters" 'bad\.json'
awk 'BEGIN { printf "{\"a\":["; for (i = 0; i < 6000000; ++i) printf "1,"; print "1]}" }' >"$bad"
given "a well-formed array of 12 MB" 'bad\.json'
awk 'BEGIN { printf "{\"schema_version\":1,\"name\":\""; for (i = 0; i < 90000; ++i) printf "a long name that does not end "; print "\"}" }' >"$bad"
given "a string of 2.6 MB" 'bad\.json'

begin "a file that is not there"
run run "$work/none.json" -o out
[ "$status" -ne 0 ] || fail "exit status 0"
expect_stderr 'none\.json'
expect_no_file out

begin "a directory instead of a file"
run run "$work" -o out
[ "$status" -ne 0 ] || fail "exit status 0"
expect_no_file out

begin "the scenario on standard input is checked too"
printf '{"schema_version": 1,' >"$work/in"
run run - -o out
expect_refused 'standard input|stdin'

finish
