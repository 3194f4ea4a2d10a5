#!/bin/sh
# `ndrsim replay` as a user meets it: the same path as the run, lists, names, messages.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
small='--set acquisition.initial=1 --set acquisition.per_month=0 --set activation.lands=at_start
  --set reactivation.hazard=0.3 --horizon 30 --replicates 1'

# MRR by month in cents, from the two outputs.
cents_of_replay() { sed -n 's/^.*"mrr_cents":[^0-9]*\([0-9]*\),.*$/\1/p' "$1"; }
cents_of_series() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) col[$i] = i; next }
    $col["metric"] == "mrr" { printf "%.0f\n", 100 * $col["mean"] }' "$1"
}

begin "a run of one account is its replay, month by month and to the cent"
for seed in 1 2 3; do
  # shellcheck disable=SC2086
  run run "$scenario" $small --seed $seed -o "out$seed" --quiet
  expect_status 0
  cents_of_series "$work/box/out$seed/series.csv" >"$work/series"
  for segment in smb mid_market enterprise; do
    # shellcheck disable=SC2086
    run replay "$scenario" $small --seed $seed --account $segment/0/1 --json
    [ "$status" -ne 0 ] || break
  done
  expect_status 0
  cents_of_replay "$work/out" >"$work/replay"
  [ "$(wc -l <"$work/series")" -eq 31 ] || fail "series.csv has $(wc -l <"$work/series") months"
  diff "$work/series" "$work/replay" >/dev/null || fail "seed $seed: MRR differs"
  [ "$(sort -u "$work/replay" | wc -l)" -gt 1 ] || fail "seed $seed: MRR never moved"
done

begin "the same bytes for any instruction set and block size"
run replay "$scenario" --account enterprise/0/8 --replicate 3 --json
cp "$work/out" "$work/first"
for setting in NDRSIM_ISA=portable NDRSIM_ISA=avx2 NDRSIM_BLOCK=7; do
  export "${setting?}"
  run replay "$scenario" --account enterprise/0/8 --replicate 3 --json
  unset "${setting%%=*}"
  grep -q 'does not have' "$work/err" || cmp -s "$work/out" "$work/first" || fail "$setting: other bytes"
done

begin "a list names accounts that can be replayed, with the MRR it says"
for by in mrr growth loss; do
  run replay "$scenario" --replicate 2 --month 14 --top 4 --by $by
  expect_status 0
  expect_quiet_stderr
  tail -n 4 "$work/out" >"$work/list"
  while read -r mrr change name; do
    run replay "$scenario" --replicate 2 --month 14 --account "$name"
    expect_status 0
    grep -F -- "MRR $mrr, " "$work/out" | grep -qF -- " $change" || fail "$name: MRR is not $mrr, $change"
  done <"$work/list"
done

begin "rows of a book are listed by their account_id and replayed by it"
run replay "$scenario" --book "$sample_book" --top 2 --month 0
expect_status 0
expect_stdout '^ *143,250\.00 +\+143,250\.00 +acct-0000006$'
run replay "$scenario" --book "$sample_book" --account acct-0000006
expect_status 0
expect_stdout 'its row: MRR 143,250\.00 on ultra since month -12, seats 955'
expect_stdout 'Month 0 .*MRR 143,250\.00, opening of the book'
expect_stdout 'seat\.headcount = 10505: given the row'

begin "a calendar month names the same account"
run replay "$scenario" --account smb/3/2 --json
grep '"id"' "$work/out" >"$work/first"
run replay "$scenario" --account smb/2026-04/2 --json
grep '"id"' "$work/out" | cmp -s - "$work/first" || fail "another account"

begin "a scenario from standard input"
cp "$scenario" "$work/in"
run replay - --account smb/0/1
expect_status 0
expect_stdout 'Month by month'

begin "a narrow terminal"
COLUMNS=50
export COLUMNS
run replay "$scenario" --replicate 3 --account mid_market/0/5
unset COLUMNS
expect_status 0
[ "$(awk 'length > 50 && !/^[A-Z]/' "$work/out" | wc -l)" -eq 0 ] || fail "lines are longer than 50"

begin "messages: unknown accounts"
run replay "$scenario" --account smd/0/1
expect_refused 'did you mean .smb/0/1.'
run replay "$scenario" --account smb/0/4000
expect_refused '1 \.\. 650.*smb.*month 0'
run replay "$scenario" --account ACME
expect_refused 'segment/month/number.*did you mean'
run replay "$scenario" --book "$sample_book" --account acct-000006
expect_refused 'did you mean .acct-0000006.'
run replay "$scenario" --account "$(printf '\033[31m/0/1')"
expect_refused 'segment'

begin "messages: replicate, month, order, options that do not go together"
run replay "$scenario" --account smb/0/1 --replicate 400
expect_refused '0 \.\. 399'
run replay "$scenario" --account smb/0/1 --replicate -1
expect_refused '--replicate'
run replay "$scenario" --account smb/0/1 --month 37
expect_refused '0 \.\. 36'
run replay "$scenario" --by size
expect_refused 'mrr, growth or loss'
run replay "$scenario" --account smb/0/1 --top 3
expect_refused '--account'
run replay "$scenario" --top 0
expect_refused '--top'
run replay
expect_refused 'SCENARIO'
cp "$sample_book" "$work/in"
run replay "$scenario" --book - --top 2 --month 0
expect_refused 'standard input'

begin "ids of a book cannot reach the terminal as they are"
printf 'account_id,start_month,mrr,segment,tier\n"\033[31m`touch x`\n$(touch y)",-3,9000.00,smb,lite\n' >"$work/hostile.csv"
nobody='--set acquisition.initial=0 --set acquisition.per_month=0'
# shellcheck disable=SC2086
run replay "$scenario" $nobody --book "$work/hostile.csv" --top 1 --month 0
expect_status 0
expect_stdout 'x1B\[31m`touch x`'
if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]')" "$work/out"; then fail "control characters"; fi
# shellcheck disable=SC2086
run replay "$scenario" $nobody --book "$work/hostile.csv" --json --account "$(printf '\033[31m`touch x`\n$(touch y)')"
expect_status 0
if LC_ALL=C grep -q "$(printf '[\001-\010\013-\037]')" "$work/out"; then fail "control characters"; fi

begin "the name in JSON is the id itself, which --account takes"
printf 'account_id,start_month,mrr,segment,tier\n"a\nb \303\251 \302\233 \177 \\n",-3,9000.00,smb,lite\n"c\377",-3,100,smb,lite\n' >"$work/odd.csv"
if command -v python3 >/dev/null; then
  # shellcheck disable=SC2086
  run replay "$scenario" $nobody --book "$work/odd.csv" --top 1 --month 0 --json
  expect_status 0
  if LC_ALL=C grep -q "$(printf '[\177\233]')" "$work/out"; then fail "control characters"; fi
  cp "$work/out" "$work/list"
  id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1], encoding="utf-8"))["accounts"][0]["name"])' "$work/list")
  # shellcheck disable=SC2086
  run replay "$scenario" $nobody --book "$work/odd.csv" --account "$id" --json
  expect_status 0
  [ "$(grep '"name"' "$work/out" | head -n 1 | tr -d '\t,')" = "$(grep '"name"' "$work/list" | tr -d '\t,')" ] ||
    fail "two names for one account"
else
  skip "python3 is not installed"
fi

begin "an id that is not UTF-8 is no broken JSON"
# shellcheck disable=SC2086
run replay "$scenario" $nobody --book "$work/odd.csv" --account "$(printf 'c\377')" --json
expect_status 0
expect_stdout '"name":.*"c\\\\xFF"'

finish
