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
    {"month", "months", "months",
     "Months since the start of the run; month 0 is the opening state.", "",
     "In bridge.csv the end of the window: a calendar month (point) or an age (cohort_age).",
     "every CSV file: column month\nsummary.json: month", "month = 12: after the first year."},
    {"age", "", "months",
     "Months since landing; of a book's cohorts, whose past is not simulated, months "
     "since month 0.",
     "", "",
     "cohorts.csv: column age\nseries.csv: column month where axis = age\nsummary.json: "
     "retention.cohort_age[].age",
     "age = 12: a year after the first bill."},
    {"axis", "", "",
     "What column month counts in this row: month (calendar) or age (since landing).", "", "",
     "series.csv: column axis", "axis = age."},
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
    {"convention", "", "", "Which accounts are the base of NDR, and when: point or cohort_age.", "",
     "", "bridge.csv: column convention\nsummary.json: bridge.convention",
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
