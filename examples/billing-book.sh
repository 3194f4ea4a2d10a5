#!/bin/sh
# A book from the invoices of a billing system: one line for each customer and month (or for each
# invoice), as most systems export them. What stands in it as the last month becomes month 0.
#
#   sh examples/billing-book.sh BILLING.csv > book.csv
#   ndrsim run SCENARIO.json --book book.csv --set acquisition.initial=0 --set acquisition.per_month=0
#
# Columns, in any order, named in the first line:
#   customer   any text
#   month      2025-12, or a date in it: 2025-12-31
#   amount     what was invoiced for that month; several lines of a month are added up
#   plan       the plan; the scenario needs a tier of this name, in small letters
#   seats      licensed seats; may be absent, then ndrsim draws them
# Other columns are left out. Cells may be in quotes, but must not go over several lines.
#
# Decisions:
#   accounts     customers with a positive amount in the last month of the file; the others are gone.
#   start_month  months from the first month with a positive amount to the last of the file.
#   segment      by annual value: up to 15,000 smb, up to 100,000 mid_market, above enterprise.
#   mrr          the amount of the last month. Spread what is billed by the year over its months first.
#   seats, plan  those of the customer's last line in the last month.
set -eu
if [ $# -ne 1 ]; then
  echo "usage: sh $0 BILLING.csv > BOOK.csv" >&2
  exit 2
fi
awk '
  function fail(text) { print FILENAME ": " text | "cat >&2"; failed = 1; exit 2 }
  function index_of(text) { return substr(text, 1, 4) * 12 + substr(text, 6, 2) }
  function segment_of(mrr) {
    return 12 * mrr <= 15000 ? "smb" : 12 * mrr <= 100000 ? "mid_market" : "enterprise"
  }
  # The cells of a line into cell[1..n]; n. In quotes a comma is text, and two quotes are one.
  function cells_of(line,   n, i, c, quoted) {
    n = 1
    cell[1] = ""
    for (i = 1; i <= length(line); i++) {
      c = substr(line, i, 1)
      if (c == "\"" && quoted && substr(line, i + 1, 1) == "\"") { cell[n] = cell[n] c; i++ }
      else if (c == "\"") quoted = !quoted
      else if (c == "," && !quoted) cell[++n] = ""
      else cell[n] = cell[n] c
    }
    if (quoted) fail("line " FNR ": a quoted cell does not end")
    return n
  }
  function quote(text) {
    if (text !~ /[",]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
  }
  { sub(/\r$/, "") }
  FNR == 1 {
    sub(/^\357\273\277/, "")
    columns = cells_of($0)
    for (i = 1; i <= columns; i++) at[tolower(cell[i])] = i
    n = split("customer month amount plan", need, " ")
    for (i = 1; i <= n; i++) if (!(need[i] in at)) fail("no column " need[i])
    next
  }
  $0 == "" { next }
  {
    n = cells_of($0)
    if (n != columns) fail("line " FNR ": " n " cells, and " columns " in the first line")
    amount = cell[at["amount"]]
    if (cell[at["month"]] !~ /^[0-9][0-9][0-9][0-9]-[01][0-9]/)
      fail("line " FNR ": month: expected 2025-12, found " cell[at["month"]])
    if (amount !~ /^-?[0-9]+(\.[0-9]+)?$/)
      fail("line " FNR ": amount: expected a number such as 1234.50, found " amount)
    id = cell[at["customer"]]
    month = index_of(cell[at["month"]])
    if (month > last) last = month
    if (amount > 0 && (!(id in first) || month < first[id])) first[id] = month
    paid[id, month] += amount
    plan[id, month] = tolower(cell[at["plan"]])
    if ("seats" in at) seats[id, month] = cell[at["seats"]]
    if (!(id in seen)) { seen[id] = 1; order[++customers] = id }
  }
  END {
    if (failed) exit 2
    print "account_id,start_month,mrr,segment,tier" ("seats" in at ? ",seats" : "")
    for (k = 1; k <= customers; k++) {
      id = order[k]
      mrr = paid[id, last]
      if (!(mrr > 0)) continue
      printf "%s,%d,%.2f,%s,%s", quote(id), first[id] - last, mrr, segment_of(mrr), quote(plan[id, last])
      print ("seats" in at ? "," seats[id, last] : "")
    }
  }
' "$1"
