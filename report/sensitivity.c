/* What an outcome hangs on, as a document: sentences first, then a section for each method. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "report/studies.h"

#define COLUMNS(table) ((int)(sizeof(table) / sizeof *(table)))

enum { LAST = NDRSIM_TWO_WAY_LEVELS - 1 };

/* "tornado", "tornado_2", ...: keys are unique in a document. */
static void key_of(const char *name, int outcome, char out[32]) {
  if (outcome == 0)
    snprintf(out, 32, "%s", name);
  else
    snprintf(out, 32, "%s_%d", name, outcome + 1);
}

const char *ndrsim_factor_text(double value, char out[32]) {
  if (fabs(value) >= 1000)
    ndrsim_number_grouped(value, 0, out, 32);
  else
    snprintf(out, 32, "%.4g", value);
  return out;
}

typedef double factor_size(const ndrsim_sensitivity *self, int factor, int outcome);

/* Factors by size, the largest first; NULL without memory, which the document remembers. */
static int *ranked(const ndrsim_sensitivity *self, ndrsim_section *section, factor_size *size,
                   int outcome) {
  int *order = calloc((size_t)self->n_factors, sizeof *order);
  double *key = calloc((size_t)self->n_factors, sizeof *key);
  if (order == NULL || key == NULL) {
    ndrsim_section_fail(section);
    free(order);
    order = NULL;
  } else {
    for (int f = 0; f < self->n_factors; f++) {
      key[f] = size(self, f, outcome);
    }
    ndrsim_sensitivity_rank(key, self->n_factors, order);
  }
  free(key);
  return order;
}

/* --- tornado ---------------------------------------------------------------------------------- */

static void put_bars(const ndrsim_sensitivity *self, const ndrsim_tornado_bar *bar, int outcome,
                     ndrsim_section *section) {
  const ndrsim_outcome *of = &self->outcome[outcome];
  ndrsim_form form = ndrsim_outcome_form(of, false), change = ndrsim_outcome_form(of, true);
  const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"low_text", "Low", "", NDRSIM_FORM_TEXT, 0},
      {"high_text", "High", "", NDRSIM_FORM_TEXT, 0},
      {"low", "Low", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"high", "High", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_HELPER},
      {"drawn", "Drawn", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_HELPER},
      {"at_low", "At low", of->unit, form, 0},
      {"at_high", "At high", of->unit, form, 0},
      {"swing", "Swing", "", change, 0},
      {"swing_se", "(se)", "", ndrsim_outcome_amount_form(of), 0},
  };
  char key[32], title[256];
  key_of("tornado", outcome, key);
  snprintf(title, sizeof title, "%s, one parameter at a time", of->label);
  ndrsim_table *table = ndrsim_section_table(section, key, title, column, COLUMNS(column));
  for (int k = 0; k < self->n_factors; k++) {
    const ndrsim_factor *factor = &self->factor[bar[k].factor];
    char low[32], high[32];
    ndrsim_table_text(table, factor->path);
    ndrsim_table_text(table, ndrsim_factor_text(factor->level[0], low));
    ndrsim_table_text(table, ndrsim_factor_text(factor->level[LAST], high));
    ndrsim_table_number(table, factor->level[0]);
    ndrsim_table_number(table, factor->level[LAST]);
    ndrsim_table_text(table, factor->unit);
    ndrsim_table_number(table, factor->draw >= 0);
    ndrsim_table_number(table, bar[k].low.mean);
    ndrsim_table_number(table, bar[k].high.mean);
    ndrsim_table_number(table, bar[k].swing.mean);
    ndrsim_table_number(table, bar[k].swing.se);
  }
  ndrsim_table_note(table,
                    self->n_drawn == self->n_factors
                        ? "Low and high are the P10 and the P90 of the parameter; the others "
                          "are as they are drawn."
                        : "Low and high are the P10 and the P90 of what is drawn, and 10%% less "
                          "and more of what is fixed; the others are as they are.");
  if (outcome > 0) return;
  ndrsim_figure *figure = ndrsim_section_figure(section, "sensitivity-tornado", title,
                                                "A bar for each parameter, from the outcome at its "
                                                "P10 to that at its P90, the widest on top.");
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_BAR, table, "parameter", "", "Swing");
  ndrsim_figure_series(figure, "swing", 0x5E4B8B);
}

static void put_tornado(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "tornado", "Tornado");
  ndrsim_tornado_bar *bar = calloc((size_t)self->n_factors, sizeof *bar);
  for (int k = 0; k < self->n_outcomes; k++) {
    if (bar == NULL || ndrsim_sensitivity_tornado(self, k, bar) != NDRSIM_OK)
      ndrsim_section_fail(section);
    else
      put_bars(self, bar, k, section);
  }
  free(bar);
}

/* --- elasticities ----------------------------------------------------------------------------- */

static double elasticity_size(const ndrsim_sensitivity *self, int factor, int outcome) {
  (void)outcome;
  return fabs(ndrsim_sensitivity_elasticity(self, factor, self->n_outcomes).value);
}

static void put_elasticities(const ndrsim_sensitivity *self, ndrsim_document *out) {
  static const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"ndr", "NDR", "% per 1%", NDRSIM_FORM_RATIO, 0},
      {"ndr_se", "(se)", "", NDRSIM_FORM_RATIO, 0},
      {"seat", "Seats", "% per 1%", NDRSIM_FORM_RATIO, 0},
      {"seat_se", "(se)", "", NDRSIM_FORM_RATIO, 0},
      {"workflow", "Workflows", "% per 1%", NDRSIM_FORM_RATIO, 0},
      {"workflow_se", "(se)", "", NDRSIM_FORM_RATIO, 0},
      {"capacity", "Capacity", "% per 1%", NDRSIM_FORM_RATIO, 0},
      {"capacity_se", "(se)", "", NDRSIM_FORM_RATIO, 0},
  };
  char title[160];
  snprintf(title, sizeof title, "Elasticities of NDR and of the engines' shares at %d months",
           ndrsim_sensitivity_elastic(self, 0)->month);
  ndrsim_section *section = ndrsim_document_section(out, "elasticity", "Elasticities");
  ndrsim_table *table =
      ndrsim_section_table(section, "elasticities", title, column, COLUMNS(column));
  int *order = ranked(self, section, elasticity_size, 0);
  for (int k = 0; order != NULL && k < self->n_factors; k++) {
    ndrsim_table_text(table, self->factor[order[k]].path);
    for (int e = 0; e < NDRSIM_ELASTIC_OUTCOMES; e++) {
      ndrsim_elasticity one = ndrsim_sensitivity_elasticity(self, order[k], self->n_outcomes + e);
      ndrsim_table_number(table, one.value);
      ndrsim_table_number(table, one.se);
    }
  }
  ndrsim_table_note(table,
                    "By how many per cent it changes when the parameter is 1%% larger in every "
                    "replicate; taken from 5%% less to 5%% more (fixed values: 10%%). Shares "
                    "are of growth, by cause.");
  free(order);
}

/* --- Sobol ------------------------------------------------------------------------------------ */

static double total_size(const ndrsim_sensitivity *self, int factor, int outcome) {
  return factor < self->n_drawn ? self->sobol[outcome].total[factor].value : -INFINITY;
}

static void put_index(ndrsim_table *table, const ndrsim_sobol_index *index) {
  ndrsim_table_number(table, index->value);
  ndrsim_table_number(table, index->low);
  ndrsim_table_number(table, index->high);
  ndrsim_table_number(table, index->se);
}

static void put_indices(const ndrsim_sensitivity *self, int outcome, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"first", "Alone", "", NDRSIM_FORM_SHARE, 0},
      {"first_low", "from", "", NDRSIM_FORM_SHARE, 0},
      {"first_high", "to", "", NDRSIM_FORM_SHARE, 0},
      {"first_se", "(se)", "", NDRSIM_FORM_RATIO, NDRSIM_COLUMN_HELPER},
      {"total", "In all", "", NDRSIM_FORM_SHARE, 0},
      {"total_low", "from", "", NDRSIM_FORM_SHARE, 0},
      {"total_high", "to", "", NDRSIM_FORM_SHARE, 0},
      {"total_se", "(se)", "", NDRSIM_FORM_RATIO, NDRSIM_COLUMN_HELPER},
  };
  const ndrsim_sobol *sobol = &self->sobol[outcome];
  char key[32], title[256];
  if (!sobol->valid) return; /* the sentences say why */
  key_of("sobol", outcome, key);
  snprintf(title, sizeof title, "Shares of what parameters make of the variance of %s",
           self->outcome[outcome].label);
  ndrsim_table *table = ndrsim_section_table(section, key, title, column, COLUMNS(column));
  int *order = ranked(self, section, total_size, outcome);
  for (int k = 0; order != NULL && k < self->n_drawn; k++) {
    ndrsim_table_text(table, self->factor[order[k]].path);
    put_index(table, &sobol->first[order[k]]);
    put_index(table, &sobol->total[order[k]]);
  }
  free(order);
  ndrsim_table_note(
      table,
      "Sobol indices with 95%% intervals, of the mean over luck and the economy, which are not in "
      "these shares. Alone: what is known once the parameter is. In all: what is left to know "
      "while only it is not.%s",
      self->model->n_correlated > 0 ? " Some parameters are correlated: the shares are those of "
                                      "the independent uniforms behind "
                                      "them, so what two have in common counts for the one that "
                                      "stands first in `correlations`."
                                    : "");
  if (outcome > 0) return;
  ndrsim_figure *figure = ndrsim_section_figure(
      section, "sensitivity-sobol", title,
      "Two bars for each parameter with their 95% intervals: its share alone, "
      "and its share in all.");
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_BAR, table, "parameter", "", "Share of variance");
  ndrsim_figure_series(figure, "first", 0x5E4B8B);
  ndrsim_figure_series(figure, "total", 0xC2B5DA);
}

/* As standard deviations for readers, as variances for programs. */
static void put_variance(const ndrsim_sensitivity *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"mean", "Mean", "", NDRSIM_FORM_TEXT, 0},
      {"mean_se", "(se)", "", NDRSIM_FORM_TEXT, 0},
      {"parameters_sd", "Parameters", "sd", NDRSIM_FORM_TEXT, 0},
      {"luck_sd", "Luck", "sd", NDRSIM_FORM_TEXT, 0},
      {"known", "Parameters", "of variance", NDRSIM_FORM_SHARE, 0},
      {"known_se", "(se)", "", NDRSIM_FORM_SHARE, 0},
      {"additive", "One by one", "of that", NDRSIM_FORM_SHARE, 0},
      {"additive_se", "(se)", "", NDRSIM_FORM_SHARE, 0},
      {"parameters", "Variance by parameters", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"parameters_se", "(se)", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"luck", "Variance by luck", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"luck_se", "(se)", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
  };
  ndrsim_table *table =
      ndrsim_section_table(section, "variance", "What there is to split", column, COLUMNS(column));
  for (int k = 0; k < self->n_outcomes; k++) {
    const ndrsim_sobol *sobol = &self->sobol[k];
    const ndrsim_outcome *of = &self->outcome[k];
    double none = sobol->complete ? 0 : NAN, split = sobol->valid ? 0 : NAN;
    ndrsim_table_text(table, of->label);
    ndrsim_table_number_as(table, sobol->mean + none, ndrsim_outcome_form(of, false));
    ndrsim_table_number_as(table, sobol->mean_se + none, ndrsim_outcome_amount_form(of));
    ndrsim_table_number_as(table, sqrt(fmax(sobol->variance.value, 0)) + none,
                           ndrsim_outcome_amount_form(of));
    ndrsim_table_number_as(table, sqrt(sobol->luck.value) + none, ndrsim_outcome_amount_form(of));
    ndrsim_table_number(table, sobol->known.value + split);
    ndrsim_table_number(table, sobol->known.se + split);
    ndrsim_table_number(table, sobol->additive.value + split);
    ndrsim_table_number(table, sobol->additive.se + split);
    ndrsim_table_number(table, sobol->variance.value + none);
    ndrsim_table_number(table, sobol->variance.se + none);
    ndrsim_table_number(table, sobol->luck.value + none);
    ndrsim_table_number(table, sobol->luck.se + none);
  }
  ndrsim_table_note(
      table,
      "%d points of a Sobol sequence in %d independently shifted copies, %d runs; luck is "
      "that of customers and the economy%s; sd: standard deviation.",
      self->points, NDRSIM_SOBOL_SHIFTS, self->points * ndrsim_sobol_runs(&self->design),
      self->n_drawn < self->model->n_draws ? ", and parameters not named with --of" : "");
}

static void put_sobol(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "sobol", "Sobol indices");
  for (int k = 0; k < self->n_outcomes; k++) {
    put_indices(self, k, section);
  }
  put_variance(self, section);
}

/* --- Shapley ---------------------------------------------------------------------------------- */

static double effect_size(const ndrsim_sensitivity *self, int factor, int outcome) {
  return factor < self->n_drawn ? self->shapley[outcome].effect[factor].variance : -INFINITY;
}

static void put_effects(const ndrsim_sensitivity *self, int outcome, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"share", "Share", "", NDRSIM_FORM_SHARE, 0},
      {"share_se", "(se)", "", NDRSIM_FORM_SHARE, 0},
      {"variance", "Variance", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"variance_se", "(se)", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
  };
  const ndrsim_shapley *shapley = &self->shapley[outcome];
  char key[32], title[256], name[160];
  if (!shapley->valid) return; /* the sentences say why */
  key_of("shapley", outcome, key);
  snprintf(title, sizeof title, "Shapley effects: what each makes of the variance of %s",
           ndrsim_outcome_said(&self->outcome[outcome], name));
  ndrsim_table *table = ndrsim_section_table(section, key, title, column, COLUMNS(column));
  int *order = ranked(self, section, effect_size, outcome);
  for (int k = 0; order != NULL && k < self->n_drawn; k++) {
    const ndrsim_shapley_effect *effect = &shapley->effect[order[k]];
    ndrsim_table_text(table, self->factor[order[k]].path);
    ndrsim_table_number(table, effect->share);
    ndrsim_table_number(table, effect->share_se);
    ndrsim_table_number(table, effect->variance);
    ndrsim_table_number(table, effect->variance_se);
  }
  free(order);
  ndrsim_table_note(
      table,
      "Shares of what a regression on all parameters explains: %.0f%% of the "
      "variance. What correlated parameters have in common, and what some do together, "
      "is divided evenly.",
      100 * shapley->known.share);
}

static void put_shapley(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "shapley", "Shapley effects");
  for (int k = 0; k < self->n_outcomes; k++) {
    put_effects(self, k, section);
  }
}

/* --- two parameters --------------------------------------------------------------------------- */

static void level_text(const ndrsim_factor *factor, int level, char out[64]) {
  static const char *const fixed[] = {"-10%", "-5%", "", "+5%", "+10%"};
  char name[16], value[32];
  snprintf(name, sizeof name, "P%.0f", 100 * ndrsim_two_way_level[level]);
  snprintf(out, 64, "%s %s", factor->draw >= 0 ? name : fixed[level],
           ndrsim_factor_text(factor->level[level], value));
}

static void put_grid(const ndrsim_sensitivity *self, int outcome, ndrsim_section *section) {
  enum { N = NDRSIM_TWO_WAY_LEVELS };
  const ndrsim_outcome *of = &self->outcome[outcome];
  const ndrsim_factor *down = &self->factor[self->pair[0]], *across = &self->factor[self->pair[1]];
  ndrsim_form form = ndrsim_outcome_form(of, false);
  ndrsim_column column[N + 1] = {{"level", down->path, "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME}};
  char key[32], title[560], head[N][64], name[N][16];
  for (int k = 0; k < N; k++) {
    snprintf(name[k], sizeof name[k], "across_%d", k + 1);
    level_text(across, k, head[k]);
    column[k + 1] = (ndrsim_column){name[k], head[k], of->unit, form, 0};
  }
  key_of("two_way", outcome, key);
  snprintf(title, sizeof title, "%s by %s (down) and %s (across)", of->label, down->path,
           across->path);
  ndrsim_table *table = ndrsim_section_table(section, key, title, column, N + 1);
  for (int r = 0; r < N; r++) {
    char text[64];
    level_text(down, r, text);
    ndrsim_table_text(table, text);
    for (int c = 0; c < N; c++) {
      ndrsim_estimate estimate;
      if (ndrsim_sensitivity_cell(self, outcome, r, c, &estimate) != NDRSIM_OK)
        ndrsim_section_fail(section);
      ndrsim_table_number(table, estimate.mean);
    }
  }
}

static void put_cells(const ndrsim_sensitivity *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"first", "First", "", NDRSIM_FORM_REAL, 0},
      {"second", "Second", "", NDRSIM_FORM_REAL, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  char title[480];
  snprintf(title, sizeof title, "Cells: %s and %s", self->factor[self->pair[0]].path,
           self->factor[self->pair[1]].path);
  ndrsim_table *table =
      ndrsim_section_table(section, "two_way_cells", title, column, COLUMNS(column));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < self->n_outcomes; k++) {
    for (int cell = 0; cell < NDRSIM_TWO_WAY_LEVELS * NDRSIM_TWO_WAY_LEVELS; cell++) {
      int first = cell / NDRSIM_TWO_WAY_LEVELS, second = cell % NDRSIM_TWO_WAY_LEVELS;
      ndrsim_estimate estimate;
      if (ndrsim_sensitivity_cell(self, k, first, second, &estimate) != NDRSIM_OK)
        ndrsim_section_fail(section);
      ndrsim_table_text(table, self->outcome[k].name);
      ndrsim_table_number(table, self->factor[self->pair[0]].level[first]);
      ndrsim_table_number(table, self->factor[self->pair[1]].level[second]);
      ndrsim_table_estimate(table, &estimate, NDRSIM_FORM_REAL);
    }
  }
}

static void put_two_way(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "two_way", "Two parameters");
  for (int k = 0; k < self->n_outcomes; k++) {
    put_grid(self, k, section);
  }
  ndrsim_section_figure(section, "sensitivity-two-way", "The outcome over two parameters",
                        "A map of five by five cells, coloured by the difference from the middle.");
  put_cells(self, section);
}

void ndrsim_report_sensitivity(const ndrsim_sensitivity *self, ndrsim_document *out) {
  ndrsim_sensitivity_say(self, out);
  if (self->methods & NDRSIM_METHOD_TORNADO) put_tornado(self, out);
  if (self->methods & NDRSIM_METHOD_ELASTICITY) put_elasticities(self, out);
  if (self->methods & NDRSIM_METHOD_TWO_WAY) put_two_way(self, out);
  if (self->methods & NDRSIM_METHOD_SOBOL) put_sobol(self, out);
  if (self->methods & NDRSIM_METHOD_SHAPLEY) put_shapley(self, out);
}
