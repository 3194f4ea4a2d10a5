/* Stresses: which hurts most, what is left of NDR and which engine it takes it from; then all of
 * them by what they cost, and what NDR is made of without and with the worst. */
#include <math.h>
#include <string.h>
#include "analysis/reading.h"
#include "report/number.h"
#include "report/stress.h"
#include "report/studies.h"

#define WORST 4      /* stresses whose composition is shown beside that of the scenario */
#define PARTS_SAID 3 /* parts of a loss that are named */
#define LINE 512

const char *ndrsim_stress_case_name(const ndrsim_stress_case *self) {
  return self->stress != NULL ? self->stress->name : "all together";
}

static const char *title_of(const ndrsim_stress_case *self) {
  return self->stress != NULL ? self->stress->title : "All of them together";
}

static const ndrsim_outcome *outcome_of(const ndrsim_stress_study *self) {
  return &self->outcome[NDRSIM_STRESS_OUTCOME];
}

static bool is_percent(const ndrsim_outcome *outcome) {
  return outcome->unit[0] == '%';
}

static bool is_ndr(const ndrsim_stress_study *self) {
  return outcome_of(self)->kind == NDRSIM_OUTCOME_NDR;
}

/* A value of the outcome, and a loss of it, in words. */
static const char *value_text(const ndrsim_outcome *outcome, double value, char out[96]) {
  char number[NDRSIM_NUMBER_SIZE + 16];
  ndrsim_number_grouped(value, outcome->decimals, number, sizeof number);
  snprintf(out, 96, is_percent(outcome) ? "%s%.30s" : "%s %.30s", number, outcome->unit);
  return out;
}

static const char *loss_text(const ndrsim_outcome *outcome, double value, char out[96]) {
  if (!is_percent(outcome)) return value_text(outcome, value, out);
  char number[NDRSIM_NUMBER_SIZE + 16];
  ndrsim_number_grouped(value, outcome->decimals, number, sizeof number);
  snprintf(out, 96, "%s points%.30s", number, outcome->unit + 1);
  return out;
}

static ndrsim_estimate estimate(const ndrsim_stress_study *self, int run, int outcome) {
  return *ndrsim_stress_value(self, run, outcome);
}

/* --- what hurts ------------------------------------------------------------------------------- */

/* "Workflows 38.2, Capacity 10.1 and Seats 2.0 points" of what is lost; "" = nothing is. */
static void parts_text(const ndrsim_stress_study *self, int run, char out[LINE]) {
  bool said[NDRSIM_FLOWS] = {false};
  size_t n = 0;
  out[0] = '\0';
  for (int k = 0; k < PARTS_SAID; k++) {
    int worst = -1;
    double most = 0.05;
    for (int c = 0; c < NDRSIM_FLOWS; c++) {
      double lost = ndrsim_stress_part(self, 0, c) - ndrsim_stress_part(self, run, c);
      if (said[c] || !(lost >= most)) continue;
      worst = c;
      most = lost;
    }
    if (worst < 0) return;
    said[worst] = true;
    n += (size_t)snprintf(out + n, LINE - n, "%s%s %.1f", n > 0 ? ", " : "",
                          ndrsim_driver_label(worst), most);
  }
}

/* "; Capacity is 14.8 points higher": the part that gains most, if it is worth a word. */
static void gain_text(const ndrsim_stress_study *self, int run, char out[160]) {
  int best = -1;
  double most = 1;
  for (int c = 0; c < NDRSIM_FLOWS; c++) {
    double gained = ndrsim_stress_part(self, run, c) - ndrsim_stress_part(self, 0, c);
    if (!(gained >= most)) continue;
    best = c;
    most = gained;
  }
  out[0] = '\0';
  if (best >= 0)
    snprintf(out, 160, "; %s makes up for %.1f of it", ndrsim_driver_label(best), most);
}

static void say_case(const ndrsim_stress_study *self, const ndrsim_stress_case *entry,
                     const char *opening, ndrsim_section *section) {
  const ndrsim_outcome *outcome = outcome_of(self);
  ndrsim_estimate before = estimate(self, 0, NDRSIM_STRESS_OUTCOME);
  ndrsim_estimate after = estimate(self, entry->run, NDRSIM_STRESS_OUTCOME);
  char a[4][96], lost[96], se[96], name[160];
  ndrsim_outcome_said(outcome, name);
  bool lower = outcome->better == NDRSIM_BETTER_LOWER;
  int bad = lower ? NDRSIM_P90 : NDRSIM_P10;
  value_text(outcome, before.quantile[NDRSIM_P50], a[0]);
  value_text(outcome, after.quantile[NDRSIM_P50], a[1]);
  value_text(outcome, before.quantile[bad], a[2]);
  value_text(outcome, after.quantile[bad], a[3]);
  loss_text(outcome, fabs(entry->loss.mean), lost);
  loss_text(outcome, entry->loss.se, se);
  if (entry->inert) {
    ndrsim_section_say(section, "%s: nothing moves, %s stays %s in every simulated future.",
                       opening, name, a[0]);
    return;
  }
  bool better = entry->loss.mean < 0;
  ndrsim_section_say(section,
                     "%s: %s %s from %s to %s (P50), on average by %s (se %s). In the worst tenth "
                     "of the futures it is %s or %s instead of %s.",
                     opening, name, (lower != better) ? "rises" : "falls", a[0], a[1], lost, se,
                     a[3], lower ? "more" : "less", a[2]);
  if (is_ndr(self) && !better) {
    char parts[LINE], gain[160];
    parts_text(self, entry->run, parts);
    gain_text(self, entry->run, gain);
    if (parts[0] != '\0')
      ndrsim_section_say(section, "What is lost: %s points (by cause, means)%s.", parts, gain);
  }
}

static void say_bands(const ndrsim_stress_study *self, const ndrsim_stress_case *entry,
                      ndrsim_section *section) {
  double before = estimate(self, 0, NDRSIM_STRESS_OUTCOME).quantile[NDRSIM_P50];
  double after = estimate(self, entry->run, NDRSIM_STRESS_OUTCOME).quantile[NDRSIM_P50];
  if (!is_ndr(self) || entry->inert) return;
  ndrsim_band a = ndrsim_band_of(before), b = ndrsim_band_of(after);
  if (a == b)
    ndrsim_section_say(section, "That is still %s: %s.", ndrsim_band_name(b),
                       ndrsim_band_meaning(b));
  else
    ndrsim_section_say(section, "That is %s instead of %s: %s.", ndrsim_band_name(b),
                       ndrsim_band_name(a), ndrsim_band_meaning(b));
}

/* How many take the median of NDR below 100%. */
static void say_below(const ndrsim_stress_study *self, int n_run, ndrsim_section *section) {
  char names[LINE] = "";
  size_t used = 0;
  int below = 0;
  if (!is_ndr(self) || n_run < 2 ||
      estimate(self, 0, NDRSIM_STRESS_OUTCOME).quantile[NDRSIM_P50] < 100)
    return;
  for (int k = 0; k < self->n; k++) {
    const ndrsim_stress_case *entry = &self->entry[k];
    if (entry->run < 0 || entry->stress == NULL) continue;
    if (estimate(self, entry->run, NDRSIM_STRESS_OUTCOME).quantile[NDRSIM_P50] >= 100) continue;
    below++;
    if (used < sizeof names)
      used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
                               entry->stress->name);
  }
  if (below == 0)
    ndrsim_section_say(section, "None of the %d stresses alone takes the P50 below 100%%.", n_run);
  else
    ndrsim_section_say(section, "Below 100%% (P50) it is after %d of the %d stresses: %s.", below,
                       n_run, names);
}

static void say_together(const ndrsim_stress_study *self, ndrsim_section *section) {
  const ndrsim_stress_case *all = &self->entry[0];
  double sum = 0;
  char a[96], b[96];
  if (self->n < 2 || all->stress != NULL) return;
  for (int k = 1; k < self->n; k++) {
    if (self->entry[k].run >= 0) sum += self->entry[k].loss.mean;
  }
  say_case(self, all, title_of(all), section);
  double gap = sum - all->loss.mean;
  loss_text(outcome_of(self), sum, a);
  loss_text(outcome_of(self), fabs(gap), b);
  if (fabs(gap) <= 3 * all->loss.se)
    ndrsim_section_say(section, "That is about the sum of the single losses (%s).", a);
  else
    ndrsim_section_say(section, "The single losses add up to %s: together they cost %s %s, %s.", a,
                       b, gap > 0 ? "less" : "more",
                       gap > 0 ? "because what is lost once cannot be lost again"
                               : "because each makes the others worse");
}

/* Names of cases that have something in common, as a sentence. */
static void say_names(const ndrsim_stress_study *self, bool inert, const char *format,
                      ndrsim_section *section) {
  char names[LINE] = "";
  size_t used = 0;
  for (int k = 0; k < self->n; k++) {
    const ndrsim_stress_case *entry = &self->entry[k];
    if (inert ? entry->run < 0 || !entry->inert : entry->run >= 0) continue;
    if (used < sizeof names)
      used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
                               ndrsim_stress_case_name(entry));
  }
  if (used > 0) ndrsim_section_say(section, "%s: %s.", format, names);
}

static void say(const ndrsim_stress_study *self, ndrsim_section *section) {
  const ndrsim_stress_case *worst = NULL;
  char opening[256];
  int n_run = 0;
  for (int k = 0; k < self->n; k++) {
    const ndrsim_stress_case *entry = &self->entry[k];
    if (entry->run < 0 || entry->stress == NULL) continue;
    if (worst == NULL) worst = entry;
    n_run++;
  }
  if (worst != NULL && (n_run == 1 || worst->loss.mean > 0)) {
    snprintf(opening, sizeof opening, n_run > 1 ? "%s (%s) hurts most" : "%s (%s)",
             worst->stress->title, worst->stress->name);
    say_case(self, worst, opening, section);
    say_bands(self, worst, section);
    if (n_run == 1 && worst->stress->what[0] != '\0')
      ndrsim_section_say(section, "What is assumed: %s", worst->stress->what);
  } else if (worst != NULL) {
    char name[160];
    ndrsim_section_say(section, "None of the %d stresses makes %s worse.", n_run,
                       ndrsim_outcome_said(outcome_of(self), name));
  }
  say_together(self, section);
  say_below(self, n_run, section);
  if (n_run > 1) say_names(self, true, "Without any effect here", section);
  say_names(self, false, "Not in this scenario, so not run", section);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_row(const ndrsim_stress_study *self, const ndrsim_stress_case *entry,
                    ndrsim_table *table) {
  int run = entry != NULL ? entry->run : 0;
  ndrsim_estimate value = estimate(self, run, NDRSIM_STRESS_OUTCOME);
  ndrsim_estimate profit = estimate(self, run, NDRSIM_STRESS_PROFIT),
                  plain = estimate(self, 0, NDRSIM_STRESS_PROFIT),
                  profit_gap = *ndrsim_stress_difference(self, run, NDRSIM_STRESS_PROFIT);
  double points = NAN, sign = outcome_of(self)->better == NDRSIM_BETTER_LOWER ? 1 : -1;
  int part = run > 0 ? ndrsim_stress_worst_part(self, run, &points) : -1;
  ndrsim_table_text(table, entry != NULL ? ndrsim_stress_case_name(entry) : "as it is");
  ndrsim_table_number(table, value.quantile[NDRSIM_P50]);
  ndrsim_table_number(table, value.quantile[NDRSIM_P10]);
  ndrsim_table_number(table, run > 0 ? sign * entry->loss.mean : NAN);
  ndrsim_table_number(table, run > 0 ? entry->loss.se : NAN);
  ndrsim_table_number(table, run > 0 && plain.mean > 0 ? 100 * profit_gap.mean / plain.mean : NAN);
  ndrsim_table_number(table, estimate(self, run, NDRSIM_STRESS_CHURN).mean);
  ndrsim_table_text(table, part >= 0 && points >= 0.05 ? ndrsim_driver_label(part) : "");
  ndrsim_table_number(table, part >= 0 && points >= 0.05 ? -points : NAN);
  ndrsim_table_number(table, value.quantile[NDRSIM_P90]);
  int low = sign < 0 ? NDRSIM_P90 : NDRSIM_P10, high = sign < 0 ? NDRSIM_P10 : NDRSIM_P90;
  ndrsim_table_number(table, run > 0 ? sign * entry->loss.quantile[low] : NAN);
  ndrsim_table_number(table, run > 0 ? sign * entry->loss.quantile[high] : NAN);
  ndrsim_table_number(table, estimate(self, run, NDRSIM_STRESS_GRR).mean);
  ndrsim_table_number(table, profit.mean);
  ndrsim_table_number(table, run > 0 ? profit_gap.mean : NAN);
  ndrsim_table_number(table, run > 0 ? profit_gap.se : NAN);
}

static void put_rank(const ndrsim_stress_study *self, ndrsim_section *section) {
  const ndrsim_outcome *outcome = outcome_of(self);
  bool percent = is_percent(outcome);
  ndrsim_form form = ndrsim_outcome_form(outcome, false);
  ndrsim_form change = ndrsim_outcome_form(outcome, true);
  ndrsim_form tenths = outcome->decimals > 1 ? NDRSIM_FORM_RATIO : NDRSIM_FORM_TENTHS;
  ndrsim_form se = percent ? tenths : form;
  const char *unit = percent ? "" : outcome->unit;
  const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"p50", "P50", unit, form, 0},
      {"p10", "P10", unit, form, 0},
      {"change", "Change", percent ? "points" : unit, change, 0},
      {"se", "(se)", "", se, 0},
      {"profit_change", "Profit", "change, %", NDRSIM_FORM_POINTS, 0},
      {"logo_churn", "Churn", "%/month", NDRSIM_FORM_RATIO, 0},
      {"part", "Takes most from", "", NDRSIM_FORM_TEXT, 0},
      {"part_points", "", "points", NDRSIM_FORM_POINTS, 0},
      {"p90", "P90", unit, form, NDRSIM_COLUMN_HELPER},
      {"change_p10", "Change, P10", unit, change, NDRSIM_COLUMN_HELPER},
      {"change_p90", "Change, P90", unit, change, NDRSIM_COLUMN_HELPER},
      {"grr", "GRR", "%", NDRSIM_FORM_PERCENT, NDRSIM_COLUMN_HELPER},
      {"profit", "Gross profit", self->outcome[NDRSIM_STRESS_PROFIT].unit, NDRSIM_FORM_MONEY,
       NDRSIM_COLUMN_HELPER},
      {"profit_difference", "Gross profit, change", self->outcome[NDRSIM_STRESS_PROFIT].unit,
       NDRSIM_FORM_CHANGE, NDRSIM_COLUMN_HELPER},
      {"profit_se", "Gross profit, SE of change", self->outcome[NDRSIM_STRESS_PROFIT].unit,
       NDRSIM_FORM_MONEY, NDRSIM_COLUMN_HELPER},
  };
  char title[224];
  snprintf(title, sizeof title, "By what they cost: %s", outcome->label);
  ndrsim_table *table = ndrsim_section_table(section, "stresses", title, column,
                                             (int)(sizeof column / sizeof column[0]));
  put_row(self, NULL, table);
  for (int k = 0; k < self->n; k++) {
    if (self->entry[k].run >= 0 && !(self->entry[k].inert && self->n > WORST))
      put_row(self, &self->entry[k], table);
  }
  ndrsim_table_note(table,
                    "Change is the mean over futures that differ in nothing but the stress; "
                    "profit: gross profit of months 1 to %d; churn: customers lost a month.",
                    outcome->month);
}

/* The composition of the worst, and of all together, beside that of the scenario. */
static void put_composition(const ndrsim_stress_study *self, ndrsim_section *section) {
  ndrsim_column column[WORST + 2] = {{"part", "Part", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
                                     {"as_it_is", "as it is", "points", NDRSIM_FORM_POINTS, 0}};
  static const char *const key[WORST] = {"worst", "second", "third", "fourth"};
  int run[WORST + 1] = {0}, n = 1;
  char title[160];
  for (int k = 0; k < self->n && n <= WORST; k++) {
    if (self->entry[k].run < 0 || self->entry[k].inert) continue;
    column[n + 1] = (ndrsim_column){key[n - 1], ndrsim_stress_case_name(&self->entry[k]), "points",
                                    NDRSIM_FORM_POINTS, 0};
    run[n++] = self->entry[k].run;
  }
  int month = outcome_of(self)->month;
  snprintf(title, sizeof title, "What NDR at %d months is made of (by cause, means)", month);
  ndrsim_table *table = ndrsim_section_table(section, "composition", title, column, n + 1);
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  for (int c = 0; c <= NDRSIM_FLOWS; c++) {
    bool total = c == NDRSIM_FLOWS, any = total;
    double value[WORST + 1];
    for (int k = 0; k < n; k++) {
      value[k] = total ? estimate(self, run[k], NDRSIM_STRESS_NDR).mean
                       : ndrsim_stress_part(self, run[k], c);
      any = any || value[k] != 0;
    }
    if (!any) continue; /* what there is nowhere */
    ndrsim_table_text(table, total ? "NDR" : ndrsim_driver_label(c));
    for (int k = 0; k < n; k++) {
      ndrsim_table_number_as(table, value[k], total ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_POINTS);
    }
  }
}

/* For programs: every part of every stress. */
static void put_parts(const ndrsim_stress_study *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"part", "Part", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"before", "As it is", "points", NDRSIM_FORM_REAL, 0},
      {"after", "Stressed", "points", NDRSIM_FORM_REAL, 0},
      {"change", "Change", "points", NDRSIM_FORM_REAL, 0},
      {"se", "SE of change", "points", NDRSIM_FORM_REAL, 0},
  };
  ndrsim_table *table =
      ndrsim_section_table(section, "parts", "what NDR is made of, without and with each stress",
                           column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < self->n; k++) {
    const ndrsim_stress_case *entry = &self->entry[k];
    for (int c = 0; c < NDRSIM_FLOWS && entry->run >= 0; c++) {
      ndrsim_estimate change = *ndrsim_stress_difference(self, entry->run, NDRSIM_STRESS_PARTS + c);
      ndrsim_table_text(table, ndrsim_stress_case_name(entry));
      ndrsim_table_text(table, ndrsim_driver_name(c));
      ndrsim_table_number(table, ndrsim_stress_part(self, 0, c));
      ndrsim_table_number(table, ndrsim_stress_part(self, entry->run, c));
      ndrsim_table_number(table, change.mean);
      ndrsim_table_number(table, change.se);
    }
  }
}

static void put_descriptions(const ndrsim_stress_study *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"title", "Title", "", NDRSIM_FORM_TEXT, 0},
      {"run", "Run", "", NDRSIM_FORM_TEXT, 0},
      {"changes", "Changes", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
      {"from", "From month", "", NDRSIM_FORM_PLAIN, 0},
      {"what", "What happens", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
      {"source", "Source", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_WIDE},
  };
  ndrsim_table *table = ndrsim_section_table(section, "descriptions", "what each stress is", column,
                                             (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < self->n; k++) {
    const ndrsim_stress_case *entry = &self->entry[k];
    char words[LINE];
    if (entry->stress == NULL) continue;
    ndrsim_stress_words(entry->stress, self->base, self->request.severity, words, sizeof words);
    ndrsim_table_text(table, entry->stress->name);
    ndrsim_table_text(table, entry->stress->title);
    ndrsim_table_text(table, entry->run < 0 ? "not in this scenario"
                             : entry->inert ? "no effect"
                                            : "yes");
    ndrsim_table_text(table, words);
    ndrsim_table_number(table, entry->stress->from + self->request.late);
    ndrsim_table_text(table, entry->stress->what);
    ndrsim_table_text(table, entry->stress->source);
  }
}

/* How a workbook draws them. */
static void draw_figures(const ndrsim_stress_study *self, const ndrsim_section *section) {
  static const char *const key[] = {"as_it_is", "worst", "second", "third", "fourth"};
  if (section == NULL) return;
  const ndrsim_document *document = section->document;
  const ndrsim_table *parts = ndrsim_document_find(document, "composition");
  ndrsim_figure *rank = ndrsim_document_figure(document, "stress-rank"),
                *composition = ndrsim_document_figure(document, "stress-composition");
  const char *unit = is_percent(outcome_of(self)) ? "points" : outcome_of(self)->unit;
  ndrsim_figure_draw(rank, NDRSIM_FIGURE_BAR, ndrsim_document_find(document, "stresses"), "stress",
                     "", unit);
  ndrsim_figure_series(rank, "change", 0xD55E00);
  ndrsim_figure_draw(composition, NDRSIM_FIGURE_COLUMN, parts, "part", "", "points");
  for (int k = 0; k < (int)(sizeof key / sizeof key[0]); k++) {
    ndrsim_figure_series(composition, key[k], ndrsim_figure_colour(k));
  }
}

void ndrsim_report_stress(const ndrsim_stress_study *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "decision", "What hurts most");
  bool composed = isfinite(ndrsim_stress_part(self, 0, 0));
  say(self, section);
  put_rank(self, section);
  if (composed) put_composition(self, section);
  ndrsim_section_figure(section, "stress-rank", "What each stress costs, and in which engine",
                        "Bars of what each stress takes from NDR, by cause, the worst on top.");
  ndrsim_section_figure(section, "stress-composition",
                        "What NDR is made of, without and with the worst stresses",
                        "Columns from 100% to NDR by cause, one for the scenario as it is and one "
                        "for each of the worst stresses.");
  draw_figures(self, section);
  section = ndrsim_document_section(out, "details", "Details");
  if (composed) put_parts(self, section);
  put_descriptions(self, section);
}
