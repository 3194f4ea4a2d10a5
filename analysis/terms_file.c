/* Columns and keys of the files of a run that are no figures themselves. */
#include "analysis/glossary.h"

static const ndrsim_term term[] = {
    {"metric", "metrics", "", "The name of the figure in the row.", "", "",
     "series.csv, cohorts.csv, metrics.csv: column metric\nsummary.json: metrics",
     "metric = penetration; ndrsim explain penetration says what it is."},
    {"unit", "", "", "The unit of the numbers of the row: 1 is a pure number.", "", "",
     "series.csv, cohorts.csv, metrics.csv: column unit\nsummary.json: unit", "unit = USD/month."},
    {"definition", "", "", "What the metric is, in one line.", "", "",
     "metrics.csv: column definition", "MRR / logos."},
    {"formula", "", "", "How the metric is computed: counters, or words.", "", "",
     "metrics.csv: column formula", "seats / headcount."},
    {"source", "", "", "Who asks for the metric: S0 to S4 are documents listed in docs/model.md.",
     "", "", "metrics.csv: column source", "source = S2."},
    {"basis", "", "", "What a value of the metric stands for: which accounts, which months.", "",
     "", "metrics.csv: column basis", "basis = this calendar month."},
    {"milestone", "", "", "What happens to an account at most once, and is waited for.", "", "",
     "incidence.csv: column milestone", "milestone = first_upgrade."},
    {"origin", "", "",
     "Whose wait it is: landing, accounts that started in the run; book, rows of the book.", "",
     "The past of a book is not known: its accounts wait from month 0.",
     "incidence.csv: column origin", "origin = book."},
    {"segment", "", "", "The segment of the accounts, or all.", "", "",
     "incidence.csv: column segment", "segment = smb."},
    {"clock", "", "", "From when the wait is counted: landing, start, or month 0.", "", "",
     "incidence.csv: column clock", "clock = landing."},
    {"measure", "reached median", "",
     "reached: the share of accounts that have reached the milestone by this age. median: the age "
     "by "
     "which half have.",
     "", "", "incidence.csv: rows with measure = reached", "measure = median."},
    {"incidence_*",
     "activation first_expansion first_seat first_workflow first_capacity first_usage first_add_on "
     "first_outcome first_upgrade seats_plus_20",
     "%",
     "Share of accounts that have reached a milestone by an age; docs/definitions.md lists them.",
     "F(a) = F(a-1) + S(a-1) reached(a) / waiting(a)",
     "Leaving before it competes: those who left never get there, and count.",
     "metrics.csv: rows whose metric begins with incidence_\nincidence.csv: rows with measure = "
     "reached",
     "incidence_first_upgrade, age 12, p50 = 48: a year after landing 48% have moved up a tier."},
    {"time_to_*", "", "months", "Months by which half of all accounts have reached a milestone.",
     "first age a with incidence >= 50%",
     "Empty where that is not reached within the horizon; never a median of those who got there.",
     "metrics.csv: rows whose metric begins with time_to_\nincidence.csv: rows with measure = "
     "median",
     "time_to_first_expansion, p50 = 5: half of all accounts have expanded within 5 months."},
    {"month", "months", "months",
     "Months since the start of the run; month 0 is the opening state.", "",
     "In bridge.csv the end of the window: a calendar month (point) or an age (cohort_age).",
     "every CSV file: column month\nsummary.json: month", "month = 12: after the first year."},
    {"quarter", "quarters first_month last_month", "",
     "A quarter of the fiscal calendar, and the months of the run that belong to it.", "",
     "A fiscal year begins in the month fiscal_year_start and has the number of the year in which "
     "it ends; without a start_month, month 0 begins year 1. The convention of NDR of this name is "
     "ndr_quarter, of quarters of the run.",
     "quarters.csv: column quarter\nsummary.json: quarters[]; retention.quarter[] is the "
     "convention",
     "FY2026-Q1."},
    {"recognised_revenue", "", "currency", "Revenue of a quarter: the sum of its months' MRR.",
     "sum of mrr over the months of the quarter",
     "Exact to the cent in every replicate. Of an incomplete quarter, the months that are there.",
     "quarters.csv: column metric", "FY2026-Q1, p50 = 600,000."},
    {"age", "", "months",
     "Months since landing; of a book's cohorts, whose past is not simulated, months "
     "since month 0.",
     "", "",
     "cohorts.csv: column age\nseries.csv: column month where axis = age\nsummary.json: "
     "retention.cohort_age[].age",
     "age = 12: a year after the first bill."},
    {"axis", "", "",
     "What column month counts in this row: month (calendar), age (since landing), or nothing "
     "(run).",
     "", "", "series.csv, metrics.csv: column axis", "axis = age."},
    {"label", "", "", "The calendar month, when the scenario has a start_month.", "", "",
     "series.csv: column label", "2027-03."},
    {"cohort", "", "",
     "Accounts with the same landing month; of a book, those that share its column "
     "`cohort`.",
     "", "", "cohorts.csv: column cohort", "cohort = 2026-01."},
    {"kind", "book", "", "Where a cohort comes from: landing (in the run) or book.", "", "",
     "cohorts.csv: column kind", "kind = book: NDR refers to month 0, not to landing."},
    {"component", "", "",
     "The part of a bridge: a driver, or contraction, churn, reactivation, churned.", "", "",
     "bridge.csv: column component", "component = workflow."},
    {"convention", "", "",
     "Which accounts are the base of NDR, and when: point, cohort_age, cohort_age_no_return, "
     "quarter, quarter_year, trailing_year, trailing_average, survivors or monthly. A bridge is "
     "of point or cohort_age, whichever goes with it.",
     "", "", "bridge.csv: column convention\nsummary.json: bridge.convention, retention.headline",
     "convention = cohort_age."},
    {"headline", "headline_month", "",
     "The convention and month of the NDR that is printed first and read.", "",
     "point at month 12 for a book, cohort_age at 12 months otherwise.",
     "summary.json: retention.headline, retention.headline_month", "headline = cohort_age."},
    {"summary_version", "", "",
     "Version of the layout of summary.json; keys are only added within one.", "", "",
     "summary.json: summary_version", "1."},
    {"ndrsim_version", "version program", "", "Version of the program that wrote the file.", "", "",
     "summary.json: ndrsim_version\nmanifest.json: version", "0.1.0."},
    {"scenario", "name title currency start_month tiers segments scenario_name", "",
     "What the scenario says about itself: name, title, currency, first month, tiers and segments.",
     "", "", "summary.json: scenario", "tiers = lite, pro, ultra."},
    {"digest", "sha256", "",
     "SHA-256 of the scenario and the changes of the command line, or of the book.", "",
     "Two runs with the same digests, seed and program have the same bytes.",
     "summary.json: scenario.digest, population.book.digest\nmanifest.json: sha256",
     "64 hex digits."},
    {"run", "", "", "Seed, horizon and number of replicates of the run.", "", "",
     "summary.json: run", "horizon = 36."},
    {"seed", "", "", "The number that fixes all random draws.", "", "",
     "summary.json: run.seed\n"
     "manifest.json: seed",
     "The same seed gives two scenarios the same luck (common random numbers)."},
    {"horizon", "", "months", "Months simulated after month 0.", "", "",
     "summary.json: run.horizon", "36."},
    {"population", "described_accounts book_accounts given drawn", "accounts",
     "How many accounts: described by the scenario, and read from the book. given and drawn: "
     "columns "
     "that the book has, and traits drawn conditional on the row for want of them.",
     "", "", "summary.json: population",
     "drawn = headcount: the book does not say how large companies are."},
};

const ndrsim_term *ndrsim_terms_file(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
