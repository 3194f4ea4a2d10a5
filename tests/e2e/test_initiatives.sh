#!/bin/sh
# ndrsim initiatives: the run with all of them is that of `ndrsim run`, the one without any is
# `--without-initiatives`; its directory can be verified; what is wrong is said and nothing written.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
list='initiatives=[{"name":"dashboard","from":6,"ramp":3,"adoption":0.8,"cost":20000,
"cost_per_month":1000,"set":{"churn.base":{"times":0.8}}},
{"name":"dearer","from":9,"set":{"tiers.pro.price":{"by_segment":{"smb":55}}}}]'

# mean OF FILE: the mean of MRR in month 24, from series.csv or initiatives.csv (with ALL,SIDE).
series_mean() { sed -n 's/^24,month,[^,]*,mrr,[^,]*,\([^,]*\),.*/\1/p' "$1"; }
pair_mean() { sed -n "s|^all,24,mrr,USD/month,$2,\\([^,]*\\),.*|\\1|p" "$1"; }

begin "text, JSON and files"
run initiatives "$scenario" --replicates 12 --set "$list" -o out
expect_status 0
expect_quiet_stderr
for words in 'dashboard  ' 'All of them' 'ROI (%)' 'payback in month, P50' "S4's arithmetic" \
  'What each adds to the others' 'Files in out/'; do
  grep -qF -- "$words" "$work/out" || fail "no '$words' in the text"
done
[ "$(LC_ALL=C awk 'length > 96' "$work/out" | wc -l)" -eq 0 ] || fail "a line is longer than 96"
(cd "$work/box/out" && LC_ALL=C ls) >"$work/files"
printf '%s\n' initiatives.csv initiatives.json manifest.json scenario.json | cmp -s - "$work/files" ||
  fail "other files: $(cat "$work/files")"
cp "$work/box/out/initiatives.json" "$work/json"
cp "$work/box/out/initiatives.csv" "$work/csv"
run initiatives "$scenario" --replicates 12 --set "$list" -o again --json --threads 1
expect_status 0
cmp -s "$work/out" "$work/json" || fail "--json prints other bytes than the file holds"
cmp -s "$work/box/again/initiatives.csv" "$work/csv" || fail "one thread gives other bytes"

begin "the pair is what two runs give"
run run "$scenario" --replicates 12 --set "$list" -q --charts none --layers 0 -o with
expect_status 0
run run "$scenario" --replicates 12 --set "$list" --without-initiatives -q --charts none --layers 0 \
  -o without
expect_status 0
run run "$scenario" --replicates 12 -q --charts none --layers 0 -o plain
expect_status 0
[ "$(series_mean "$work/box/with/series.csv")" = "$(pair_mean "$work/csv" with)" ] ||
  fail "with: not the run"
[ "$(series_mean "$work/box/without/series.csv")" = "$(pair_mean "$work/csv" without)" ] ||
  fail "without: not the run"
cmp -s "$work/box/without/series.csv" "$work/box/plain/series.csv" ||
  fail "without initiatives is not the scenario that has none"
[ -n "$(pair_mean "$work/csv" difference)" ] || fail "no difference in the CSV"

begin "verify does it again"
run initiatives "$scenario" --replicates 12 --set "$list" -q -o out
expect_status 0
run verify out
expect_status 0
grep -q '^verified$' "$work/out" || fail "not verified"
sed 's/"share_within_horizon"/"share_within"/' "$work/box/out/initiatives.json" >"$work/edited"
cp "$work/edited" "$work/box/out/initiatives.json"
run verify out
expect_status 3

begin "what is wrong is said, and nothing is written"
run initiatives "$scenario" -o out
expect_status 2
grep -q 'has no initiatives' "$work/err" || fail "another message"
[ ! -e "$work/box/out" ] || fail "a directory was made"
run initiatives "$scenario" --set 'initiatives=[{"name":"a","from":1,"set":{"churn.bse":1}}]'
expect_status 2
grep -q 'did you mean `churn.base`' "$work/err" || fail "no suggestion"

begin "an initiative beyond the horizon is warned of"
run validate "$scenario" --horizon 24 --set 'initiatives=[{"name":"a","from":30,"set":{"churn.base":0.01}}]'
expect_status 0
grep -q 'begins beyond the horizon of 24 months' "$work/out" "$work/err" || fail "no warning"

finish
