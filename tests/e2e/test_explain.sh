#!/bin/sh
# ndrsim explain: every column of every CSV file of a run, every word that names a row in them, and every
# key of summary.json is explained.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# unexplained FILE: the words of the file, one in a line, that are not, or not in full, into $work/unknown.
unexplained() {
  : >"$work/unknown"
  while read -r word; do
    "$NDRSIM_BINARY" explain "$word" >"$work/out" 2>"$work/err" || echo "$word" >>"$work/unknown"
    for field in definition where example; do
      grep -q "^  $field " "$work/out" || echo "$word:$field" >>"$work/unknown"
    done
  done <"$1"
}
explained() {
  unexplained "$1"
  [ ! -s "$work/unknown" ] ||
    fail "not explained (add it to analysis/terms_*.c): $(sort -u "$work/unknown" | tr '\n' ' ')"
}

# A run with everything in it: 36 months, a described population and a book.
mkdir "$work/runs"
for book in "" "--book $sample_book"; do
  # shellcheck disable=SC2086
  (cd "$work/runs" && "$NDRSIM_BINARY" run "$scenario" $book --replicates 30 --layers 4 \
    --set acquisition.initial=60 --set acquisition.per_month=3 --set features.explore=1.5 \
    --set rollout.coverage=0.5 --set add_ons.analytics.fee=9 --set add_ons.analytics.hazard=0.05 \
    --set acquisition.reference_price=20 --set margin.marginal_task=as_billed --set licence.block=5 \
    --set prompt.visits=20 --set discount.share=0.5 --set discount.commit=0.2 --set outcome.share=0.8 \
    -o "run${book:+-book}" --quiet) \
    2>"$work/err" || { begin "a run"; fail "the run failed"; }
done
# What is free cannot be the tier of the book's accounts, which pay.
(cd "$work/runs" && "$NDRSIM_BINARY" run "$scenario" --replicates 30 --layers 0 --charts none \
  --set acquisition.initial=60 --set acquisition.per_month=3 --set free_plan.convert=0.1 \
  --set tiers.lite.price=0 -o run-free --quiet) 2>"$work/err" || { begin "a free plan"; fail "the run failed"; }

# Metered usage beside the plan: some commit, some grow fast, bills may shock.
(cd "$work/runs" && "$NDRSIM_BINARY" run "$scenario" --replicates 30 --layers 0 --charts none \
  --set acquisition.initial=100 --set acquisition.per_month=3 --set terms.accept=0.5 \
  --set key_account.above=900 --set key_account.loss=0.02 \
  --set 'usage.level={"dist":"lognormal","mean":9000,"sd":9000,"per":"account"}' \
  --set 'usage.growth={"dist":"normal","mean":0.1,"sd":0.1,"per":"account"}' --set usage.noise_sd=0.3 \
  --set ladder.first.units=5000 --set ladder.first.bill=50 --set ladder.last.units=500000 \
  --set ladder.last.bill=1800 --set usage.commit_share=0.4 --set usage.commit_later=0.1 --set usage.spike=0.1 \
  --set usage.quiet=0.05 --set usage.shock=1 -o run-usage --quiet) 2>"$work/err" ||
  { begin "metered usage"; fail "the run failed"; }

for file in "$work"/runs/run/*.csv; do
  begin "every column of $(basename "$file") is explained"
  head -n 1 "$file" | tr -d '"' | tr ',' '\n' >"$work/words"
  [ "$(wc -l <"$work/words")" -ge 8 ] || fail "fewer than eight columns"
  explained "$work/words"
done

# The words in the columns that name a row; quoted cells with commas stand behind them.
column() { # FILE COLUMN
  awk -F, -v name="$2" 'NR == 1 { for (k = 1; k <= NF; k++) if ($k == name) at = k; next }
    at { print $at }' "$1"
}
begin "every word that names a row of a CSV file is explained"
for file in "$work"/runs/run/*.csv "$work"/runs/run-book/*.csv; do
  for name in axis metric convention decomposition lens component kind; do
    column "$file" "$name"
  done
done | sort -u >"$work/words"
[ "$(wc -l <"$work/words")" -ge 70 ] || fail "only $(wc -l <"$work/words") words"
explained "$work/words"

(cd "$work/runs" && "$NDRSIM_BINARY" initiatives "$scenario" --replicates 3 --horizon 12 \
  --set acquisition.initial=60 --set acquisition.per_month=0 -o initiatives --quiet \
  --set 'initiatives=[{"name":"x","from":2,"cost":9,"set":{"churn.base":0.01}}]') \
  2>"$work/err" || { begin "initiatives"; fail "it failed"; }
begin "every column, word and key of initiatives is explained"
for name in metric side; do
  column "$work/runs/initiatives/initiatives.csv" "$name"
done | sort -u >"$work/words"
head -n 1 "$work/runs/initiatives/initiatives.csv" | tr ',' '\n' >>"$work/words"
grep -oE '"[A-Za-z0-9_]+":' "$work/runs/initiatives/initiatives.json" | tr -d '":' |
  sort -u >>"$work/words"
[ "$(wc -l <"$work/words")" -ge 40 ] || fail "only $(wc -l <"$work/words") words"
explained "$work/words"

(cd "$work/runs" && "$NDRSIM_BINARY" attribute "$scenario" --replicates 3 --horizon 12 --charts none \
  --set acquisition.initial=60 --set acquisition.per_month=0 -o causes --quiet) \
  2>"$work/err" || { begin "an attribution"; fail "it failed"; }
begin "every column, word and key of an attribution is explained"
for name in convention split component unit; do
  column "$work/runs/causes/attribute.csv" "$name" | tr '+' '\n'
done | grep -v '^%$' | sort -u >"$work/words"
head -n 1 "$work/runs/causes/attribute.csv" | tr ',' '\n' >>"$work/words"
grep -oE '"[A-Za-z0-9_]+":' "$work/runs/causes/attribute.json" | tr -d '":' | sort -u >>"$work/words"
[ "$(wc -l <"$work/words")" -ge 40 ] || fail "only $(wc -l <"$work/words") words"
explained "$work/words"

begin "every key of summary.json is explained"
for run in run run-book; do
  run_json="$work/runs/$run/summary.json"
  grep -oE '"[A-Za-z0-9_]+":' "$run_json" | tr -d '":'
done | sort -u >"$work/words"
[ "$(wc -l <"$work/words")" -ge 100 ] || fail "only $(wc -l <"$work/words") keys"
explained "$work/words"

begin "a word that is not explained is found"
printf 'ndr\nndr_of_the_moon\n' >"$work/words"
unexplained "$work/words"
[ "$(grep -cx ndr_of_the_moon "$work/unknown")" -eq 1 ] || fail "not found"
if grep -qx ndr "$work/unknown"; then fail "ndr is said to be unknown"; fi

begin "the rows that explanations name are there"
"$NDRSIM_BINARY" explain --json >"$work/json"
grep -oE '[a-z]+\.csv: rows with [a-z]+ = [a-z_0-9*#]+' "$work/json" | sort -u >"$work/places"
[ "$(wc -l <"$work/places")" -ge 100 ] || fail "only $(wc -l <"$work/places") places"
while read -r file _ _ name _ word; do
  file=${file%:}
  word=$(echo "$word" | sed 's/\*/pro/; s/#/analytics/')
  for run in run run-book run-free run-usage; do column "$work/runs/$run/$file" "$name"; done | grep -qxF -- "$word" ||
    echo "$file $name $word" >>"$work/absent"
done <"$work/places"
[ ! -e "$work/absent" ] || fail "not there: $(tr '\n' ';' <"$work/absent")"

begin "the list, the names and JSON have the same entries"
run explain --names
expect_status 0
cp "$work/out" "$work/names"
[ "$(sort "$work/names" | uniq -d | wc -l)" -eq 0 ] || fail "twice: $(sort "$work/names" | uniq -d)"
run explain
expect_status 0
expect_quiet_stderr
sed -n 's/^  \([a-z0-9_*#]*\) .*/\1/p' "$work/out" | sort >"$work/listed"
sort "$work/names" | cmp -s - "$work/listed" || fail "the list differs from --names"
run explain --json
expect_status 0
sed -n 's/^.*"name":	"\(.*\)",$/\1/p' "$work/out" | sort >"$work/listed"
sort "$work/names" | cmp -s - "$work/listed" || fail "--json differs from --names"

begin "a metric says what its table says"
run explain tier_share_pro
expect_status 0
expect_stdout '^tier_share_\*$'
expect_stdout 'formula .*100 x accounts_\* / customers'
run explain attach_rate_analytics
expect_stdout '^attach_rate_#$'
run explain play_success
expect_stdout '100 x plays_confirmed since month 0 / plays_judged since month 0'
run explain ARR
expect_stdout 'formula .*12 x mrr'
expect_stdout 'unit .*currency/year'
run explain p50_se
expect_stdout '^se$'

begin "what is refused"
run explain penetraton
expect_refused 'penetraton. is not explained.*did you mean .penetration'
run explain "$(printf 'a\033[31mb')"
expect_refused 'is not explained'
run explain ''
expect_refused 'empty name'
run explain --names ndr
expect_refused 'NAME has no place'
run explain --names --json
expect_refused 'one of --names and --json'
finish
