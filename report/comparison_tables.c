/* The figures of a comparison: differences, bridges side by side, all values. */
#include <math.h>
#include <string.h>
#include "report/comparison_part.h"

#define MANY 4 /* scenarios whose tables do not fit a screen any more */

static const char *label(const ndrsim_comparison *self, int scenario) {
  return self->compare->label[scenario];
}

static void put_difference_cells(const ndrsim_comparison *self, int scenario, int index,
                                 ndrsim_section *section, ndrsim_table *table, bool view) {
  const ndrsim_study *study = &self->compare->study;
  const ndrsim_outcome *outcome = &self->compare->outcome[index];
  ndrsim_form form = ndrsim_outcome_form(outcome, false),
              change = ndrsim_outcome_form(outcome, true);
  ndrsim_form plain = ndrsim_outcome_amount_form(outcome);
  ndrsim_pairing pairing;
  ndrsim_estimate own = ndrsim_section_estimate(section, study, scenario, index);
  ndrsim_estimate base = ndrsim_section_estimate(section, study, 0, index);
  ndrsim_estimate difference = ndrsim_section_difference(section, study, scenario, 0, index);
  ndrsim_study_pairing(study, scenario, 0, index, &pairing);
  ndrsim_table_number_as(table, base.mean, form);
  ndrsim_table_number_as(table, own.mean, form);
  ndrsim_table_number_as(table, difference.mean, change);
  ndrsim_table_number_as(table, difference.se, plain);
  ndrsim_table_number_as(table, difference.quantile[NDRSIM_P10], change);
  if (!view) ndrsim_table_number_as(table, difference.quantile[NDRSIM_P50], change);
  ndrsim_table_number_as(table, difference.quantile[NDRSIM_P90], change);
  double better = outcome->better < 0 ? 1 - pairing.higher : pairing.higher;
  ndrsim_table_number(table, better);
  if (view) return;
  ndrsim_table_number(table, pairing.higher_se);
  ndrsim_table_number(table, pairing.equal);
  ndrsim_table_number(table, pairing.correlation);
  ndrsim_table_number(table, pairing.saved);
}

/* For readers: one table for each scenario. */
static void put_against(const ndrsim_comparison *self, int scenario, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  static const ndrsim_column column[] = {
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"first", "First", "", NDRSIM_FORM_TEXT, 0},
      {"other", "This one", "", NDRSIM_FORM_TEXT, 0},
      {"difference", "Difference", "", NDRSIM_FORM_TEXT, 0},
      {"se", "(se)", "", NDRSIM_FORM_TEXT, 0},
      {"p10", "P10", "", NDRSIM_FORM_TEXT, 0},
      {"p90", "P90", "", NDRSIM_FORM_TEXT, 0},
      {"better", "Better", "", NDRSIM_FORM_SHARE, 0},
  };
  char title[400], key[32];
  snprintf(title, sizeof title, "%s against %s (means; better in ... of the futures)",
           label(self, scenario), label(self, 0));
  snprintf(key, sizeof key, "against_%d", scenario + 1);
  ndrsim_table *table =
      ndrsim_section_table(section, key, title, column, (int)(sizeof column / sizeof column[0]));
  /* more than a reader wants to see at once: the same stands in differences.csv */
  if (table != NULL)
    table->flags |= NDRSIM_TABLE_VIEW | (compare->n > MANY ? NDRSIM_TABLE_DATA : 0);
  for (int m = 0; m < compare->n_months; m++) {
    for (int k = 0; k < compare->main; k++) {
      int index = ndrsim_compare_main(compare, k, m);
      ndrsim_table_text(table, compare->outcome[index].label);
      put_difference_cells(self, scenario, index, section, table, true);
    }
  }
}

/* For programs: all of them, parts of NDR too. */
static void put_differences(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  static const ndrsim_column column[] = {
      {"scenario", "Scenario", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"first", "First, mean", "", NDRSIM_FORM_REAL, 0},
      {"other", "This one, mean", "", NDRSIM_FORM_REAL, 0},
      {"difference", "Difference, mean", "", NDRSIM_FORM_REAL, 0},
      {"se", "SE of difference", "", NDRSIM_FORM_REAL, 0},
      {"p10", "P10", "", NDRSIM_FORM_REAL, 0},
      {"p50", "P50", "", NDRSIM_FORM_REAL, 0},
      {"p90", "P90", "", NDRSIM_FORM_REAL, 0},
      {"better", "Better in", "", NDRSIM_FORM_SHARE, 0},
      {"better_se", "SE", "", NDRSIM_FORM_SHARE, 0},
      {"equal", "Equal in", "", NDRSIM_FORM_SHARE, 0},
      {"correlation", "Correlation", "", NDRSIM_FORM_RATIO, 0},
      {"saved", "Replicates saved", "times", NDRSIM_FORM_RATIO, 0},
  };
  ndrsim_table *table = ndrsim_section_table(section, "differences",
                                             "each scenario less the first, replicate by replicate",
                                             column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  int all = compare->n_months * (compare->main + compare->parts);
  for (int s = 1; s < compare->n; s++) {
    for (int index = 0; index < all; index++) {
      ndrsim_table_text(table, label(self, s));
      ndrsim_table_text(table, compare->outcome[index].name);
      ndrsim_table_text(table, compare->outcome[index].unit);
      put_difference_cells(self, s, index, section, table, false);
    }
  }
}

static void put_values(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  static const ndrsim_column column[] = {
      {"scenario", "Scenario", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  ndrsim_table *table =
      ndrsim_section_table(section, "values", "every outcome of every scenario, MRR by month",
                           column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int s = 0; s < compare->n; s++) {
    for (int index = 0; index < compare->n_outcomes; index++) {
      const ndrsim_outcome *outcome = &compare->outcome[index];
      ndrsim_estimate estimate = ndrsim_section_estimate(section, &compare->study, s, index);
      ndrsim_table_text(table, label(self, s));
      ndrsim_table_text(table, outcome->name);
      ndrsim_table_number(table, outcome->month);
      ndrsim_table_text(table, outcome->unit);
      ndrsim_table_estimate(table, &estimate, ndrsim_outcome_form(outcome, false));
    }
  }
}

/* From 100% to NDR, side by side. */
static void put_bridge(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  ndrsim_column column[NDRSIM_COMPARE_MOST + 1] = {
      {"part", "Part", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME}};
  char key[NDRSIM_COMPARE_MOST][24], title[160];
  int m = compare->n_months - 1;
  for (int s = 0; s < compare->n; s++) {
    snprintf(key[s], sizeof key[s], "scenario_%d", s + 1);
    column[s + 1] = (ndrsim_column){key[s], label(self, s), "points", NDRSIM_FORM_POINTS, 0};
  }
  snprintf(title, sizeof title, "From 100%% to NDR at %d months (by cause, means)",
           compare->months[m]);
  ndrsim_table *table = ndrsim_section_table(section, "bridge", title, column, compare->n + 1);
  for (int k = 0; k < NDRSIM_FLOWS + 1; k++) {
    bool total = k == NDRSIM_FLOWS, any = total;
    int index = total ? ndrsim_compare_main(compare, 0, m) : ndrsim_compare_part(compare, k, m);
    double mean[NDRSIM_COMPARE_MOST];
    for (int s = 0; s < compare->n; s++) {
      ndrsim_estimate estimate = ndrsim_section_estimate(section, &compare->study, s, index);
      mean[s] = estimate.mean;
      any = any || mean[s] != 0;
    }
    if (!any) continue; /* what no scenario has */
    ndrsim_table_text(table, total ? "NDR" : ndrsim_driver_label(k));
    for (int s = 0; s < compare->n; s++) {
      ndrsim_table_number_as(table, mean[s], total ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_POINTS);
    }
  }
}

/* Medians of MRR side by side, which a workbook's chart is drawn from. */
static void put_mrr(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  ndrsim_column column[NDRSIM_COMPARE_MOST + 1] = {
      {"month", "Month", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_NAME}};
  char key[NDRSIM_COMPARE_MOST][24];
  for (int s = 0; s < compare->n; s++) {
    snprintf(key[s], sizeof key[s], "scenario_%d", s + 1);
    column[s + 1] = (ndrsim_column){key[s], label(self, s), "", NDRSIM_FORM_MONEY, 0};
  }
  ndrsim_table *table =
      ndrsim_section_table(section, "mrr_medians", "MRR by month, medians", column, compare->n + 1);
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA | NDRSIM_TABLE_VIEW;
  int last = compare->horizon;
  for (int month = 0; month <= last; month++) {
    int index = ndrsim_compare_mrr(compare, month);
    ndrsim_table_number(table, month);
    for (int s = 0; s < compare->n; s++) {
      ndrsim_estimate estimate = ndrsim_section_estimate(section, &compare->study, s, index);
      ndrsim_table_number(table, estimate.valid ? estimate.quantile[NDRSIM_P50] : NAN);
    }
  }
}

/* How a workbook draws them: the same as in plots/, from the tables. */
static void draw_figures(const ndrsim_comparison *self, const ndrsim_document *document) {
  static const char *const name[] = {"compare-fan", "compare-bridge"};
  static const char *const table[] = {"mrr_medians", "bridge"};
  const char *currency = self->compare->model[0]->currency;
  for (int k = 0; k < 2; k++) {
    ndrsim_figure *figure = ndrsim_document_figure(document, name[k]);
    ndrsim_figure_draw(figure, k == 0 ? NDRSIM_FIGURE_LINE : NDRSIM_FIGURE_COLUMN,
                       ndrsim_document_find(document, table[k]), k == 0 ? "month" : "part",
                       k == 0 ? "Month" : "", k == 0 ? currency : "points");
    for (int s = 0; s < self->compare->n; s++) {
      char key[24];
      snprintf(key, sizeof key, "scenario_%d", s + 1);
      ndrsim_figure_series(figure, key, ndrsim_figure_colour(s));
    }
  }
}

void ndrsim_comparison_tables(const ndrsim_comparison *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "differences", "Differences");
  for (int s = 1; s < self->compare->n; s++) {
    put_against(self, s, section);
  }
  put_bridge(self, section);
  put_differences(self, section);
  put_values(self, ndrsim_document_section(out, "values", "All values"));
  put_mrr(self, ndrsim_document_section(out, "medians", "MRR medians"));
  draw_figures(self, out);
}
