#!/bin/sh
# The scripts that make books: their rules on small made-up inputs, and that the program runs them.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
examples="$NDRSIM_SOURCE_DIR/examples"

same() { [ "$2" = "$3" ] || fail "$1: expected \`$2\`, found \`$3\`"; }
row_of() { grep "^$1," "$work/box/book.csv"; }

begin "the sample book is what its generator makes"
sh "$examples/make-book.sh" 48 6 | cmp - "$sample_book" || fail "scenarios/sample-book.csv differs"

begin "the sample book runs"
run run "$scenario" --book "$sample_book" --replicates 2 --horizon 13 -o out
expect_status 0
expect_file out/summary.json

begin "the generator refuses what is not a number"
sh "$examples/make-book.sh" many >"$work/out" 2>"$work/err" && fail "accepted"
expect_stderr 'N must be'

begin "crm5: discounts, add-ons, renewals, and who is left out"
cat >"$work/box/crm5_account_month.csv" <<'END'
account_id,month,tenure_month,plan,bill_period_months,seats,active_users,base_mrr,addon_meetings_mrr,addon_search_unlimited_mrr,discount,mrr,status,events_total,distinct_event_types
a,2022-11,6,basic,1,10,4,150.0,0,0,0.25,150.0,active,80,12
a,2022-12,7,basic,1,10,4,150.0,300.0,200.0,0.25,150.0,active,100,12
b,2022-10,1,premier,1,100,9,2000.0,0,0,0,2000.0,active,10,9
b,2022-11,2,premier,12,100,9,1800.0,0,0,0,1800.0,active,10,9
b,2022-12,3,premier,12,100,9,1800.0,0,0,0,1800.0,active,50,9
c,2022-12,30,starter,6,5,5,95.0,0,0,0,95.0,churned_at_period_end,50,9
d,2023-01,0,starter,1,5,5,100.0,0,0,0,100.0,active,50,9
END
sh "$examples/crm5-book.sh" "$work/box" >"$work/box/book.csv" 2>"$work/err" || fail "failed"
same "rows" 3 "$(wc -l <"$work/box/book.csv" | tr -d ' ')"
same "a" "a,2022-05,650.00,smb,plan,10,10.000,0,basic,4,12" "$(row_of a)"
same "b" "b,2022-09,1800.00,mid_market,plan,100,0.500,11,premier,9,9" "$(row_of b)"
run run "$examples/crm5.json" --book book.csv --replicates 2 --horizon 13 -o out
expect_status 0
expect_file out/summary.json

begin "crm5: a month without accounts is an error"
cat >"$work/box/crm5_account_month.csv" <<'END'
account_id,month,tenure_month,plan,bill_period_months,seats,active_users,base_mrr,addon_meetings_mrr,addon_search_unlimited_mrr,discount,mrr,status,events_total,distinct_event_types
a,2022-12,7,basic,1,10,4,150.0,300.0,200.0,0.25,150.0,active,100,12
END
sh "$examples/crm5-book.sh" "$work/box" 1999-01 >"$work/out" 2>"$work/err" && fail "accepted"
expect_stderr 'no active account'

begin "ravenstack: overlapping subscriptions, trials, ends"
cat >"$work/box/ravenstack_subscriptions.csv" <<'END'
subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,upgrade_flag,downgrade_flag,churn_flag,billing_frequency,auto_renew_flag
s1,a,2023-02-10,2023-09-01,Basic,5,95,1140,FALSE,FALSE,FALSE,FALSE,monthly,TRUE
s2,a,2024-03-05,,Basic,10,190,2280,FALSE,FALSE,FALSE,FALSE,monthly,TRUE
s3,a,2024-05-20,2025-01-15,Pro,6,294,3528,FALSE,FALSE,FALSE,TRUE,annual,TRUE
s4,a,2024-12-30,,Enterprise,50,0,0,TRUE,FALSE,FALSE,FALSE,annual,TRUE
s5,b,2024-12-31,2025-06-30,Enterprise,40,7960,95520,FALSE,FALSE,FALSE,FALSE,monthly,TRUE
s6,b,2024-01-01,2024-12-31,Enterprise,40,7960,95520,FALSE,FALSE,FALSE,FALSE,annual,TRUE
s7,c,2024-06-01,2024-07-01,Pro,1,49,588,FALSE,FALSE,FALSE,FALSE,monthly,TRUE
s8,d,2024-12-01,,Pro,7,0,0,TRUE,FALSE,FALSE,FALSE,monthly,TRUE
s9,e,2025-01-01,,Pro,7,343,4116,FALSE,FALSE,FALSE,FALSE,monthly,TRUE
END
sh "$examples/ravenstack-book.sh" "$work/box" >"$work/box/book.csv" 2>"$work/err" || fail "failed"
same "rows" 4 "$(wc -l <"$work/box/book.csv" | tr -d ' ')"
same "a" "a,2023-02,484.00,smb,pro,16,5" "$(row_of a)"
same "b" "b,2024-01,7960.00,mid_market,enterprise,40,0" "$(row_of b)"
same "d" "d,2024-12,0.00,smb,pro,7,0" "$(row_of d)"
run run "$examples/ravenstack.json" --book book.csv --replicates 2 --horizon 13 -o out
expect_status 0
expect_file out/summary.json

begin "invoices: several lines a month, who left, who came back, quotes"
cat >"$work/box/billing.csv" <<'END'
Month,Plan,Customer,Amount,Seats,Remark
2025-09-30,Pro,"Fine, ""Dine"" & Co",100.10,2,
2025-11-30,Pro,"Fine, ""Dine"" & Co",100.10,2,"after a pause, again"
2025-12-31,Pro,"Fine, ""Dine"" & Co",100.10,2,
2025-12-31,Pro,"Fine, ""Dine"" & Co",50.05,3,one more seat
2025-12-31,Lite,b,1250,40,
2025-11-30,Lite,gone,10,1,
2025-12-31,Lite,refund,10,1,
2025-12-31,Lite,refund,-10,1,
2025-01-31,Lite,old,0,1,free
2025-12-31,Lite,old,8333.34,,
END
sh "$examples/billing-book.sh" "$work/box/billing.csv" >"$work/box/book.csv" 2>"$work/err" || fail "failed"
same "rows" 4 "$(wc -l <"$work/box/book.csv" | tr -d ' ')"
same "quotes" '"Fine, ""Dine"" & Co",-3,150.15,smb,pro,3' "$(row_of '"Fine')"
same "b" "b,0,1250.00,smb,lite,40" "$(row_of b)"
same "old" "old,0,8333.34,enterprise,lite," "$(row_of old)"
run run "$scenario" --book book.csv --replicates 2 --horizon 13 -o out
expect_status 0
expect_file out/summary.json

begin "invoices that cannot be read are refused with line and column"
for slip in 'a,2025-12,lite,$10' 'a,12/2025,lite,10' 'a,2025-12,lite' 'a,2025-12,lite,"10'; do
  printf 'customer,month,plan,amount\nb,2025-12,pro,45\n%s\n' "$slip" >"$work/box/billing.csv"
  sh "$examples/billing-book.sh" "$work/box/billing.csv" >"$work/out" 2>"$work/err" && fail "accepted: $slip"
  expect_stderr 'billing.csv: line 3: '
  [ ! -s "$work/out" ] || fail "half a book"
done

begin "metered units of a row: billed by the ladder, and what is left by the seats"
cat >"$work/box/metered.csv" <<'END'
account_id,start_month,mrr,segment,tier,seats,units
seats-and-units,-7,640.00,smb,team,12,50000
seats-alone,-3,120.00,smb,team,6,
END
run run "$NDRSIM_SOURCE_DIR/scenarios/seat-usage.json" --book metered.csv --set acquisition.initial=0 \
  --set acquisition.per_month=0 --replicates 2 --horizon 13 --charts none -o out
expect_status 0
grep -q '^0,month,[^,]*,mrr,[^,]*,760,' "$work/box/out/series.csv" || fail "month 0 is not what the rows pay"
tr -d ' \n\t' <"$work/box/out/summary.json" | grep -q '"given":\["seats","units"\]' || fail "units are not among what is given"

begin "a row that pays for nothing but usage must pay what its units cost"
printf 'account_id,start_month,mrr,segment,tier,units\na,-7,350.00,smb,metered,50000\n' >"$work/box/pure.csv"
run run "$NDRSIM_SOURCE_DIR/scenarios/usage-based.json" --book pure.csv --set acquisition.initial=0 \
  --set acquisition.per_month=0 --replicates 2 --horizon 13 --charts none -o out
expect_status 0
sed -i 's/350.00/351.00/' "$work/box/pure.csv"
run run "$NDRSIM_SOURCE_DIR/scenarios/usage-based.json" --book pure.csv --set acquisition.initial=0 \
  --set acquisition.per_month=0 --replicates 2 --horizon 13 --charts none -o out
expect_status 2
expect_stderr 'pure.csv:2: mrr: .*overage and usage are 35000: the rest cannot explain 35100'

begin "a file of another shape is refused with the column that lacks"
printf 'account_id,month\n' >"$work/box/crm5_account_month.csv"
sh "$examples/crm5-book.sh" "$work/box" >"$work/out" 2>"$work/err" && fail "accepted"
expect_stderr 'no column tenure_month'
printf 'customer,month,plan\n' >"$work/box/billing.csv"
sh "$examples/billing-book.sh" "$work/box/billing.csv" >"$work/out" 2>"$work/err" && fail "accepted"
expect_stderr 'no column amount'

finish
