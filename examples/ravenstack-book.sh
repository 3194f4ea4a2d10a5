#!/bin/sh
# A book of accounts from the "RavenStack" data set (synthetic SaaS, by River @ Rivalytics): the
# subscriptions that run on one day, added up per account, as `ndrsim run --book` reads them.
#
#   sh examples/ravenstack-book.sh DIR [DATE] > ravenstack-book.csv
#   ndrsim run examples/ravenstack.json --book ravenstack-book.csv
#
# DIR holds ravenstack_subscriptions.csv. DATE is the as-of day, 2024-12-31 unless given: the last
# day of the data, so month 0 is 2024-12 (for another, set the scenario's start_month too).
#
# Decisions:
#   subscriptions  run on DATE: start_date <= DATE, and end_date empty or later. An account holds
#                  about nine overlapping ones; they are added up.
#   trials         bill nothing: they count neither for seats nor for MRR. An account with nothing
#                  but trials stays in the book with mrr 0 and the seats and plan of its trials.
#   churn_flag, churn_events  are not used: they do not agree with the end dates.
#   start_month    month of the first subscription of the account, ended ones included.
#   tier           the plan with the largest part of the account's MRR (the higher one in a tie). The
#                  row's mrr remains the true sum: ndrsim scales the list bill to it.
#   segment        by annual contract value: up to $15K smb, up to $100K mid_market, above enterprise.
#   renewal_in     0 when most of the MRR is billed monthly; else months to the next anniversary of the
#                  largest annual subscription, 1..12.
#   workflows, tasks  are not in the data: ndrsim draws them.
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: sh $0 DIR [DATE] > BOOK.csv" >&2
  exit 2
fi
date=${2:-2024-12-31}
awk -F, -v date="$date" '
  function index_of(text) { return substr(text, 1, 4) * 12 + substr(text, 6, 2) - 1 }
  function segment_of(mrr) {
    return 12 * mrr <= 15000 ? "smb" : 12 * mrr <= 100000 ? "mid_market" : "enterprise"
  }
  { sub(/\r$/, "") }
  FNR == 1 {
    for (i = 1; i <= NF; i++) at[$i] = i
    n = split("subscription_id account_id start_date end_date plan_tier seats mrr_amount is_trial " \
              "billing_frequency", need, " ")
    for (i = 1; i <= n; i++)
      if (!(need[i] in at)) { print "no column " need[i] | "cat >&2"; failed = 1; exit 2 }
    next
  }
  $at["start_date"] <= date {
    id = $at["account_id"]; start = $at["start_date"]; end = $at["end_date"]
    if (!(id in first)) { order[++accounts] = id; first[id] = start }
    if (start < first[id]) first[id] = start
    if (end != "" && end <= date) next
    running[id]++
    if ($at["is_trial"] == "TRUE") {
      trial_seats[id] += $at["seats"]
      trial_plan[id] = $at["plan_tier"]
      next
    }
    amount = $at["mrr_amount"] + 0
    mrr[id] += amount
    seats[id] += $at["seats"]
    by_plan[id, $at["plan_tier"]] += amount
    if ($at["billing_frequency"] == "annual") {
      annual[id] += amount
      if (amount > largest[id]) { largest[id] = amount; anchor[id] = index_of(start) }
    }
  }
  END {
    if (failed) exit 2
    print "account_id,start_month,mrr,segment,tier,seats,renewal_in"
    plans = split("Basic Pro Enterprise", plan, " ")
    for (k = 1; k <= accounts; k++) {
      id = order[k]
      if (!(id in running)) continue
      tier = 1
      for (i = 2; i <= plans; i++)
        if (by_plan[id, plan[i]] >= by_plan[id, plan[tier]] && by_plan[id, plan[i]] > 0) tier = i
      name = mrr[id] > 0 || !(id in trial_plan) ? plan[tier] : trial_plan[id]
      renewal = 0
      if (2 * annual[id] > mrr[id]) renewal = 12 - (index_of(date) - anchor[id]) % 12
      s = seats[id] > 0 ? seats[id] : trial_seats[id]
      printf "%s,%s,%.2f,%s,%s,%s,%d\n", id, substr(first[id], 1, 7), mrr[id],
             segment_of(mrr[id]), tolower(name), (s > 0 ? s : ""), renewal
      rows++
    }
    if (rows == 0) { print "no subscription runs on " date | "cat >&2"; exit 1 }
  }
' "$1/ravenstack_subscriptions.csv"
