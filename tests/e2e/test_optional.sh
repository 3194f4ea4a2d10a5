#!/bin/sh
# Optional mechanisms: a scenario without them is as if the program had none; with them, and nothing
# sold, all that was there before keeps its bytes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
fast='--replicates 5 --horizon 13 --quiet'
new='(,|^)(attach_rate_|add_on|one_time_|multi_product_adoption|customers_explored|features_|controls_|incidence_first_add_on|time_to_first_add_on)'

begin "without a key of theirs there is no trace of them"
# shellcheck disable=SC2086
run run "$scenario" $fast -o plain
expect_status 0
if grep -qE 'attach_rate|add_on_mrr|features_explored' "$work/box/plain/series.csv"; then
  fail "series.csv speaks of add-ons"
fi
grep -q multi_product_adoption "$work/box/plain/metrics.csv" || fail "no row for what is absent"

begin "with add-ons that nobody buys every other row keeps its bytes"
# shellcheck disable=SC2086
run run "$scenario" $fast -o plain
# shellcheck disable=SC2086
run run "$scenario" $fast --set add_ons.analytics.fee=5 --set features.explore=0 -o with
expect_status 0
for file in series.csv metrics.csv; do
  grep -q attach_rate_analytics "$work/box/with/$file" || fail "$file lacks the attach rate"
  grep -vE "$new" "$work/box/plain/$file" >"$work/before"
  grep -vE "$new" "$work/box/with/$file" >"$work/after"
  cmp -s "$work/before" "$work/after" || fail "$file: other rows changed"
done
for file in bridge.csv cohorts.csv; do
  cmp -s "$work/box/plain/$file" "$work/box/with/$file" || fail "$file changed"
done

begin "a slip in a name is found, whatever the scenario has"
run run "$scenario" --set add_on.analytics.fee=5
expect_refused 'add_ons'
run run "$scenario" --set add_ons.analytics.fees=5
expect_refused 'add_ons\.analytics\.fee'

finish
