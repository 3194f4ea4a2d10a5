#!/bin/sh
# A book of accounts from the "crm5" data set (ChurnSim, github.com/carl24k/fight-churn): the
# accounts active in one month, as `ndrsim run --book` reads them.
#
#   sh examples/crm5-book.sh DIR [MONTH] > crm5-book.csv
#   ndrsim run examples/crm5.json --book crm5-book.csv
#
# DIR holds crm5_account_month.csv. MONTH is month 0 of the simulation, 2022-12 unless given (then
# set the scenario's start_month too).
#
# Decisions:
#   accounts     status `active` in MONTH; those marked as churned at the end of a period in that
#                month are already leaving and are left out.
#   start_month  MONTH less tenure_month.
#   segment      by annual contract value: up to $15K smb, up to $100K mid_market, above enterprise.
#   tier         one, `plan`: all five plans of the product cost $20 per licensed seat and have no
#                cap on tasks, so a plan change is a change of seats. The plan's name is kept as x_plan.
#   seats        licensed seats, not active users (kept as x_active_users).
#   tasks        events_total / seats: events per licensed seat and month.
#   workflows    missing, so that ndrsim draws them. distinct_event_types counts kinds of clicks
#                (search, meeting, edit, ...) and is flat at 17-18 from the first month to the
#                24th: it does not grow as use spreads. Kept as x_event_types.
#   mrr          base_mrr (which already holds the discount) plus both add-on columns. The data's own
#                mrr drops an add-on in some rows after a change of billing period alone.
#   renewal_in   0 for monthly billing. Otherwise periods run from the first month with the account's
#                present plan and billing period, because both change only at the end of a period.
#                ndrsim knows annual contracts: a 6-month one renews on time once, then annually.
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: sh $0 DIR [MONTH] > BOOK.csv" >&2
  exit 2
fi
month=${2:-2022-12}
awk -F, -v month="$month" '
  function index_of(text) { return substr(text, 1, 4) * 12 + substr(text, 6, 2) - 1 }
  function name_of(i) { return sprintf("%04d-%02d", int(i / 12), i % 12 + 1) }
  function segment_of(mrr) {
    return 12 * mrr <= 15000 ? "smb" : 12 * mrr <= 100000 ? "mid_market" : "enterprise"
  }
  { sub(/\r$/, "") }
  FNR == 1 {
    for (i = 1; i <= NF; i++) at[$i] = i
    n = split("account_id month tenure_month plan bill_period_months seats active_users base_mrr " \
              "addon_meetings_mrr addon_search_unlimited_mrr status events_total " \
              "distinct_event_types", need, " ")
    for (i = 1; i <= n; i++)
      if (!(need[i] in at)) { print "no column " need[i] | "cat >&2"; failed = 1; exit 2 }
    print "account_id,start_month,mrr,segment,tier,seats,tasks,renewal_in," \
          "x_plan,x_active_users,x_event_types"
    next
  }
  $at["month"] <= month {
    id = $at["account_id"]
    terms = $at["plan"] "/" $at["bill_period_months"]
    tenure = $at["tenure_month"]
    if (terms != last_terms[id]) { last_terms[id] = terms; since[id] = tenure }
    if ($at["month"] != month || $at["status"] != "active") next
    period = $at["bill_period_months"]
    renewal = period == 1 ? 0 : period - (tenure - since[id]) % period
    mrr = $at["base_mrr"] + $at["addon_meetings_mrr"] + $at["addon_search_unlimited_mrr"]
    printf "%s,%s,%.2f,%s,plan,%d,%.3f,%d,%s,%d,%d\n", id, name_of(index_of(month) - tenure), mrr,
           segment_of(mrr), $at["seats"], $at["events_total"] / $at["seats"], renewal,
           $at["plan"], $at["active_users"], $at["distinct_event_types"]
    rows++
  }
  END {
    if (!failed && rows == 0) { print "no active account in " month | "cat >&2"; exit 1 }
  }
' "$1/crm5_account_month.csv"
