#!/bin/sh
# A made-up book of N accounts for scenarios/agent-product.json, to try things on (scenarios/
# sample-book.csv is `sh examples/make-book.sh 48 6`) or to test a large book:
#
#   sh examples/make-book.sh 1000000 > book.csv
#   ndrsim run scenarios/agent-product.json --book book.csv --horizon 36
#
# Usage: sh examples/make-book.sh N [SEED]. The same N and SEED give the same bytes with any awk: the
# generator is its own (Park and Miller's minimal standard). Nothing here is measured; all shares
# and ranges are assumptions that look like a young product: mostly small accounts, more recent
# ones, the tier in line with the tasks. Start months count back from month 0, so the book fits a
# scenario with any start_month. Some optional cells are empty on purpose.
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: sh $0 N [SEED] > BOOK.csv" >&2
  exit 2
fi
awk -v n="$1" -v seed="${2:-1}" '
  # uniform in (0,1); 16807 * 2^31 is exact in a double
  function u() { x = (x * 16807) % 2147483647; return x / 2147483647 }
  function between(low, high) { return low + int(u() * (high - low + 1)) }
  # low..high with many small values and few large ones
  function skewed(low, high, v) { v = u(); return low + int((high - low + 1) * v * v * v) }
  function maybe(p, text) { return u() < p ? text : "" }
  BEGIN {
    if (n !~ /^[0-9]+$/ || n < 1 || seed !~ /^[0-9]+$/) {
      print "N must be 1 or more, SEED a whole number" | "cat >&2"
      exit 2
    }
    x = (seed * 7919 + 104729) % 2147483646 + 1
    for (i = 0; i < 10; i++) u()
    split("lite pro ultra", tier, " "); split("2000 6000 20000", price, " "); split("200 1000", cap, " ")
    print "account_id,start_month,mrr,segment,tier,seats,workflows,tasks,headcount,renewal_in," \
          "completion_rate,return_rate"
    for (k = 1; k <= n; k++) {
      v = u()
      if (v < 0.70) { segment = "smb"; seats = skewed(2, 60); people = seats + skewed(0, 3 * seats) }
      else if (v < 0.93) { segment = "mid_market"; seats = skewed(25, 300); people = seats * between(2, 8) }
      else { segment = "enterprise"; seats = skewed(150, 1500); people = seats * between(3, 20) }
      start = -skewed(1, 48)
      flows = 1 + int(u() * (1 + (-start > 18 ? 18 : -start) * 0.35))
      tasks = flows * (60 + 180 * u())
      t = tasks < 180 ? 1 : tasks < 900 ? 2 : 3
      # some stay a tier lower, close under its cap: the next to be asked to upgrade
      if (u() < 0.2 && t > 1) { t--; tasks = cap[t] * (0.8 + 0.2 * u()) }
      off = seats >= 500 ? 0.25 : seats >= 100 ? 0.15 : seats >= 25 ? 0.05 : 0
      cents = int(seats * price[t] * (1 - off) + 0.5)
      if (u() < 0.02) cents = 0
      annual = segment == "smb" ? 0.2 : segment == "mid_market" ? 0.6 : 0.95
      printf "acct-%07d,%d,%d.%02d,%s,%s,%d,%s,%s,%s,%s,%s,%s\n", k, start, int(cents / 100),
             cents % 100, segment, tier[t], seats, maybe(0.9, flows),
             maybe(0.95, sprintf("%.1f", tasks)), maybe(0.7, people),
             u() < annual ? between(1, 12) : 0, maybe(0.8, sprintf("%.3f", 0.80 + 0.19 * u())),
             maybe(0.8, sprintf("%.3f", 0.35 + 0.6 * u()))
    }
  }'
