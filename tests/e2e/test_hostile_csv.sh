#!/bin/sh
# Books that are wrong: exit 2, one line with file, line, column and reason, nothing left behind.
# And books that look odd but are right: they run.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
book="$work/book.csv"
header='account_id,start_month,segment,tier,seats,workflows,tasks,mrr'
good='a1,-3,smb,lite,5,2,300,100.00'

try() { run run "$scenario" --book "$book" --replicates 2 --horizon 13 -o out; }

# refuse NAME TEXT REGEX: TEXT is printf's format.
refuse() {
  begin "$1"
  # shellcheck disable=SC2059
  printf "$2" >"$book"
  try
  expect_refused "book\.csv.*($3)"
}

# row NAME ROW REGEX: a good row, then this one (line 3 of the file).
row() { refuse "$1" "$header\n$good\n$2\n" "$3"; }

accept() {
  begin "$1"
  # shellcheck disable=SC2059
  printf "$2" >"$book"
  try
  expect_status 0
  expect_file out/summary.json
}

accept "a plain book" "$header\n$good\na2,0,enterprise,pro,50,3,9000,2500.00\n"
accept "carriage returns before line feeds" "$header\r\n$good\r\na2,0,smb,pro,5,3,900,250.00\r\n"
accept "a byte order mark" "\357\273\277$header\n$good\n"
accept "quoted cells, a comma and a quote inside" "$header\n\"a \"\"1\"\", b\",-3,smb,lite,5,2,300,100.00\n"
accept "a line break inside a quoted cell" "$header\n\"a\n1\",-3,smb,lite,5,2,300,100.00\n"
accept "no line feed at the end" "$header\n$good"
accept "columns in another order and only the required ones" \
  "mrr,tier,segment,start_month,account_id\n100,lite,smb,0,a1\n"
accept "empty optional cells" "$header\na1,-3,smb,lite,,,,100.00\n"
accept "a column of one's own that starts with x_" "$header,x_owner\n$good,Kim\n"

row "a negative number of seats" 'a2,0,smb,lite,-5,2,300,100.00' '3.*seats'
row "seats that are not a number" 'a2,0,smb,lite,many,2,300,100.00' '3.*seats'
row "a fraction of a seat" 'a2,0,smb,lite,2.5,2,300,100.00' '3.*seats'
row "NaN" 'a2,0,smb,lite,5,2,300,nan' '3.*mrr'
row "infinity" 'a2,0,smb,lite,5,2,inf,100.00' '3.*tasks'
row "a hexadecimal number" 'a2,0,smb,lite,0x10,2,300,100.00' '3.*seats'
row "a negative MRR" 'a2,0,smb,lite,5,2,300,-1' '3.*mrr'
row "an MRR with three decimals" 'a2,0,smb,lite,5,2,300,1.005' '3.*mrr'
row "an MRR that overflows" 'a2,0,smb,lite,5,2,300,99999999999999999999' '3.*mrr'
# shellcheck disable=SC2016
row "an MRR with a currency sign" 'a2,0,smb,lite,5,2,300,$100' '3.*mrr'
row "an MRR with thousands separators" 'a2,0,smb,lite,5,2,300,"1,000"' '3.*mrr'
row "an empty MRR" 'a2,0,smb,lite,5,2,300,' '3.*mrr'
row "an empty id" ',0,smb,lite,5,2,300,100' '3.*account_id'
row "a duplicate id" 'a1,0,smb,lite,5,2,300,100' '3.*a1'
row "an unknown segment, with a suggestion" 'a2,0,smbb,lite,5,2,300,100' '3.*segment.*did you mean .*smb'
row "an unknown tier, with a suggestion" 'a2,0,smb,lit,5,2,300,100' '3.*tier.*did you mean .*lite'
row "a start in the future" 'a2,5,smb,lite,5,2,300,100' '3.*start_month'
row "a start that is no month" 'a2,2022-13,smb,lite,5,2,300,100' '3.*start_month'
row "too few cells" 'a2,0,smb' '3'
row "too many cells" 'a2,0,smb,lite,5,2,300,100,7,8' '3'
row "a quote that never ends" 'a2,0,"smb,lite,5,2,300,100' 'quot'
row "a quote in the middle of a cell" 'a2,0,s"mb"x,lite,5,2,300,100' '3'
row "a NUL byte" 'a2\0000,0,smb,lite,5,2,300,100' '3'
refuse "an unknown column, with a suggestion" \
  "$header,seets\n$good,5\n" 'did you mean .*seats'
refuse "a column twice" "$header,seats\n$good,5\n" 'seats'
refuse "a required column is missing" \
  "account_id,start_month,segment,tier,seats\na1,0,smb,lite,5\n" 'mrr'
refuse "an empty file" '' 'empty|header'
refuse "only a header" "$header\n" 'row|account'
refuse "only blank lines" '\n\n\n' 'empty|header|column'
refuse "a JSON file" '{"a": 1}\n' 'column'

begin "the right line is named after a line break inside quotes"
printf '%s\n"a\n1",-3,smb,lite,5,2,300,100.00\na2,0,smb,lite,-5,2,300,100\n' "$header" >"$book"
try
expect_refused 'book\.csv:4.*seats'

begin "10 MB of junk"
awk 'BEGIN { for (i = 0; i < 100000; ++i) print "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" }' >"$book"
try
expect_refused 'book\.csv'

begin "10 MB inside one quoted cell"
{
  printf '%s\n"' "$header"
  awk 'BEGIN { for (i = 0; i < 1000000; ++i) printf "xxxxxxxxxx" }'
} >"$book"
try
expect_refused 'book\.csv'

begin "a book that is not there"
run run "$scenario" --book "$work/none.csv" --replicates 2 -o out
[ "$status" -ne 0 ] || fail "exit status 0"
expect_stderr 'none\.csv'
expect_no_file out

begin "the order of the rows does not show"
{
  printf '%s\n' "$header"
  for i in 1 2 3 4 5 6 7 8 9; do printf 'acc-%d,-%d,smb,lite,%d,2,,100.00\n' $i $i $i; done
} >"$book"
run run "$scenario" --book "$book" --replicates 4 --horizon 13 -o one --quiet
{
  printf '%s\n' "$header"
  for i in 9 1 8 2 7 3 6 4 5; do printf 'acc-%d,-%d,smb,lite,%d,2,,100.00\n' $i $i $i; done
} >"$book"
run run "$scenario" --book "$book" --replicates 4 --horizon 13 -o two --quiet
expect_status 0
for name in series.csv bridge.csv cohorts.csv metrics.csv incidence.csv quarters.csv; do
  cmp "$work/box/one/$name" "$work/box/two/$name" || fail "$name differs"
done

finish
