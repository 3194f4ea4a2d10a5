/* What a sweep found: the best setting and whether it is one, then the points. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "report/studies.h"
#include "report/vary.h"

#define SHOWN 40   /* points that a screen shows: of more the best ones come first */
#define NAMED 6    /* settings that are told one by one */
#define COLUMNS 24 /* at most, of the tables */

static const ndrsim_outcome *objective(const ndrsim_sweep *self) {
  return &self->outcome[0];
}

static void setting(const ndrsim_sweep *self, int model, char out[NDRSIM_VARY_POINT]) {
  const char *text[NDRSIM_VARY_MOST];
  for (int k = 0; k < self->n_vary; k++) {
    text[k] = ndrsim_sweep_text(self, model, k);
  }
  ndrsim_vary_point(self->vary, self->n_vary, text, out);
}

/* Whether the replicates cannot tell it from the best. */
static bool is_close(const ndrsim_sweep *self, int model) {
  const ndrsim_choice_option *option = &self->choice.option[model];
  return model != self->choice.best && isfinite(option->mean) &&
         !ndrsim_choice_certain(option->lead, option->lead_se);
}

/* --- sentences -------------------------------------------------------------------------------- */

static void say_gain(const ndrsim_sweep *self, ndrsim_section *section) {
  ndrsim_estimate now = ndrsim_section_estimate(section, &self->study, self->now, 0);
  ndrsim_estimate gain =
      ndrsim_section_difference(section, &self->study, self->choice.best, self->now, 0);
  ndrsim_pairing pairing;
  char point[NDRSIM_VARY_POINT], more[96], se[96], share[48] = "";
  ndrsim_study_pairing(&self->study, self->choice.best, self->now, 0, &pairing);
  if (!gain.valid) return;
  double higher = self->choice.sign > 0 ? pairing.higher : 1 - pairing.higher;
  setting(self, self->now, point);
  ndrsim_outcome_amount(objective(self), gain.mean, more, sizeof more);
  ndrsim_outcome_amount(objective(self), gain.se, se, sizeof se);
  if (objective(self)->unit[0] != '%' && now.mean > 0)
    snprintf(share, sizeof share, " (%.1f%%)", 100 * fabs(gain.mean) / now.mean);
  if (ndrsim_choice_certain(gain.mean, gain.se))
    ndrsim_section_say(
        section,
        "That is %s %s%s than with the current setting, %s, and more than chance: the "
        "standard error of the difference is %s. It is the better one in %.0f%% of "
        "the simulated futures.",
        more, gain.mean < 0 ? "less" : "more", share, point, se, 100 * higher);
  else
    ndrsim_section_say(
        section,
        "That is %s %s%s than with the current setting, %s, but the standard error of the "
        "difference is %s: these replicates cannot tell the two apart.",
        more, gain.mean < 0 ? "less" : "more", share, point, se);
}

static void say_best(const ndrsim_sweep *self, ndrsim_section *section) {
  const ndrsim_choice *choice = &self->choice;
  char point[NDRSIM_VARY_POINT], value[96], name[160];
  ndrsim_outcome_said(objective(self), name);
  if (choice->best < 0) {
    ndrsim_section_say(section, "There is no value of %s to choose by.", name);
    return;
  }
  setting(self, choice->best, point);
  ndrsim_outcome_text(objective(self), choice->option[choice->best].mean, false, value,
                      sizeof value);
  if (choice->best == self->now) {
    ndrsim_section_say(section,
                       "By %s nothing that was tried is better than the current setting: %s, with "
                       "%s on average.",
                       name, point, value);
    return;
  }
  ndrsim_section_say(section, "Best by %s: %s, with %s on average.", name, point, value);
  say_gain(self, section);
}

/* Which others it cannot be told from. */
static void say_close(const ndrsim_sweep *self, ndrsim_section *section) {
  int close = 0;
  char list[NAMED * 128] = "";
  if (self->choice.best < 0 || self->n_models < 2) return;
  for (int m = 0; m < self->n_models; m++) {
    char point[NDRSIM_VARY_POINT];
    if (!is_close(self, m)) continue;
    setting(self, m, point);
    size_t used = strlen(list);
    if (close++ < NAMED)
      snprintf(list + used, sizeof list - used, "%s%.120s", used > 0 ? "; " : "", point);
  }
  if (close == 0)
    ndrsim_section_say(section,
                       "Every other point is worse by more than two standard errors of the paired "
                       "difference, so these %d replicates can tell.",
                       self->study.n);
  else if (close <= NAMED)
    ndrsim_section_say(section, "These %d replicates cannot tell it from %s.", self->study.n, list);
  else
    ndrsim_section_say(section,
                       "These %d replicates cannot tell it from %d other points, which the table "
                       "marks \"close\".",
                       self->study.n, close);
}

static void say_edges(const ndrsim_sweep *self, ndrsim_section *section) {
  for (int k = 0; k < self->n_vary && self->choice.best >= 0; k++) {
    int edge =
        self->choice.best < self->n_points ? ndrsim_sweep_edge(self, self->choice.best, k) : 0;
    if (edge == 0) continue;
    ndrsim_section_say(section,
                       "The best lies at the edge of what was tried: %s = %s is the %s value. The "
                       "sweep, not the market, ended there: try %s ones.",
                       self->vary[k].path, ndrsim_sweep_text(self, self->choice.best, k),
                       edge < 0 ? "lowest" : "highest", edge < 0 ? "lower" : "higher");
  }
}

static void say_front(const ndrsim_sweep *self, ndrsim_section *section) {
  int front = 0;
  char name[160];
  for (int m = 0; m < self->n_models; m++) {
    front += self->front[m];
  }
  bool best = self->choice.best >= 0 && self->front[self->choice.best];
  if (front == 0 || self->n_models < 3) return;
  ndrsim_section_say(section,
                     "%d of the %d points %s on the Pareto front of NDR, gross margin and logo "
                     "churn (marked *): no other is at least as good in all three. The best by %s "
                     "is%s one of them.",
                     front, self->n_models, front == 1 ? "is" : "are",
                     ndrsim_outcome_said(objective(self), name), best ? "" : " not");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_setting(const ndrsim_sweep *self, int model, ndrsim_table *table) {
  for (int k = 0; k < self->n_vary; k++) {
    double value = ndrsim_sweep_value(self, model, k);
    if (isfinite(value))
      ndrsim_table_number(table, value);
    else
      ndrsim_table_text(table, ndrsim_sweep_text(self, model, k));
  }
}

/* The models in the order of the tables. */
static void order_of(const ndrsim_sweep *self, int *order) {
  int n = self->n_models;
  for (int m = 0; m < n; m++) {
    order[m] = m;
  }
  bool best_first = n > SHOWN || (self->hypercube > 0 && self->n_vary > 1);
  for (int k = 1; k < n && (best_first || self->hypercube > 0); k++) { /* stable, n is small */
    int model = order[k], place = k;
    for (; place > 0; place--) {
      int other = order[place - 1];
      double a = best_first ? self->choice.sign * self->choice.option[model].mean
                            : -ndrsim_sweep_value(self, model, 0);
      double b = best_first ? self->choice.sign * self->choice.option[other].mean
                            : -ndrsim_sweep_value(self, other, 0);
      if (!(a > b)) break;
      order[place] = other;
    }
    order[place] = model;
  }
}

static void mark(const ndrsim_sweep *self, int model, char out[32]) {
  const char *now = model == self->now ? "now" : "";
  const char *rank = model == self->choice.best ? "best" : is_close(self, model) ? "close" : "";
  snprintf(out, 32, "%s%s%s", rank, rank[0] != '\0' && now[0] != '\0' ? ", " : "", now);
}

static void put_points(const ndrsim_sweep *self, const int *order, ndrsim_section *section) {
  const ndrsim_outcome *outcome = objective(self);
  ndrsim_form form = ndrsim_outcome_form(outcome, false), se = ndrsim_outcome_amount_form(outcome);
  const ndrsim_column own[] = {
      {"mean", "Mean", outcome->unit, form, 0},
      {"se", "(se)", "", se, 0},
      {"p10", "P10", "", form, NDRSIM_COLUMN_HELPER},
      {"p90", "P90", "", form, NDRSIM_COLUMN_HELPER},
      {"difference", "To now", "", ndrsim_outcome_form(outcome, true), 0},
      {"difference_se", "(se)", "", se, 0},
      {"p_best", "Is best", "of futures", NDRSIM_FORM_SHARE, 0},
      {"regret", "Regret", "", form, 0},
      {"mark", "", "", NDRSIM_FORM_TEXT, 0},
  };
  ndrsim_axes axes;
  ndrsim_column column[COLUMNS];
  char title[256], name[160];
  int n = ndrsim_axes_make(&axes, self->vary, self->n_vary, column);
  memcpy(column + n, own, sizeof own);
  n += (int)(sizeof own / sizeof own[0]);
  snprintf(title, sizeof title, "%d points by %s", self->n_models,
           ndrsim_outcome_said(outcome, name));
  ndrsim_table *table = ndrsim_section_table(section, "points", title, column, n);
  for (int k = 0; k < self->n_models; k++) {
    int m = order[k];
    ndrsim_estimate estimate = ndrsim_section_estimate(section, &self->study, m, 0);
    ndrsim_estimate difference = ndrsim_section_difference(section, &self->study, m, self->now, 0);
    char text[32];
    put_setting(self, m, table);
    ndrsim_table_number(table, estimate.mean);
    ndrsim_table_number(table, estimate.se);
    ndrsim_table_number(table, estimate.quantile[NDRSIM_P10]);
    ndrsim_table_number(table, estimate.quantile[NDRSIM_P90]);
    ndrsim_table_number(table, m == self->now ? NAN : difference.mean);
    ndrsim_table_number(table, m == self->now ? NAN : difference.se);
    ndrsim_table_number(table, self->choice.option[m].best);
    ndrsim_table_number(table, self->choice.option[m].regret);
    mark(self, m, text);
    ndrsim_table_text(table, text);
  }
  ndrsim_table_note(table,
                    "\"Is best\" counts the simulated futures in which a point beats all others; "
                    "regret is what one gives up on average by choosing it, against whoever "
                    "chooses with the future known.");
}

static void put_outcomes(const ndrsim_sweep *self, const int *order, ndrsim_section *section) {
  static const char *const head[] = {"NDR", "GRR", "Margin", "Churn", "Profit", "MRR"};
  static const char *const word[] = {"ndr", "grr", "margin", "logo_churn", "profit", "mrr"};
  ndrsim_axes axes;
  ndrsim_column column[COLUMNS];
  int place[NDRSIM_SWEEP_OUTCOMES], shown = 0;
  int axis = ndrsim_axes_make(&axes, self->vary, self->n_vary, column);
  for (int k = 0; k < 6; k++) {
    for (int o = 0; o < self->n_outcomes; o++) {
      const ndrsim_outcome *outcome = &self->outcome[o];
      size_t length = strlen(word[k]);
      if (strncmp(outcome->name, word[k], length) != 0 || outcome->name[length] != '@') continue;
      if (o == 0 && outcome->month != self->outcome[self->ndr].month) continue;
      column[axis + shown] =
          (ndrsim_column){word[k], head[k], outcome->unit, ndrsim_outcome_form(outcome, false), 0};
      place[shown++] = o;
      break;
    }
  }
  column[axis + shown] = (ndrsim_column){"front", "", "", NDRSIM_FORM_TEXT, 0};
  char title[160];
  snprintf(title, sizeof title, "What else changes, at %d months (means; * on the Pareto front)",
           self->outcome[self->ndr].month);
  ndrsim_table *table = ndrsim_section_table(section, "outcomes", title, column, axis + shown + 1);
  for (int k = 0; k < self->n_models; k++) {
    put_setting(self, order[k], table);
    for (int o = 0; o < shown; o++) {
      ndrsim_estimate estimate = ndrsim_section_estimate(section, &self->study, order[k], place[o]);
      ndrsim_table_number(table, estimate.mean);
    }
    ndrsim_table_text(table, self->front[order[k]] ? "*" : "");
  }
}

static void put_values(const ndrsim_sweep *self, const int *order, ndrsim_section *section) {
  static const ndrsim_column own[] = {
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  ndrsim_axes axes;
  ndrsim_column column[COLUMNS];
  int n = ndrsim_axes_make(&axes, self->vary, self->n_vary, column);
  memcpy(column + n, own, sizeof own);
  n += (int)(sizeof own / sizeof own[0]);
  ndrsim_table *table = ndrsim_section_table(
      section, "values", "every outcome of every point, with its bands", column, n);
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < self->n_models; k++) {
    for (int o = 0; o < self->n_outcomes; o++) {
      ndrsim_estimate estimate = ndrsim_section_estimate(section, &self->study, order[k], o);
      put_setting(self, order[k], table);
      ndrsim_table_text(table, self->outcome[o].name);
      ndrsim_table_text(table, self->outcome[o].unit);
      ndrsim_table_estimate(table, &estimate, ndrsim_outcome_form(&self->outcome[o], false));
    }
  }
}

/* --- all -------------------------------------------------------------------------------------- */

static void put_figures(const ndrsim_sweep *self, ndrsim_section *section) {
  char title[512], alt[640], name[160];
  ndrsim_outcome_said(objective(self), name);
  if (self->n_vary == 1) {
    snprintf(title, sizeof title, "%s by %s", objective(self)->label, self->vary[0].path);
    snprintf(alt, sizeof alt,
             "A line of the mean of %s over the values of %s with its band from P10 to P90, and "
             "beside it the paired difference from the current setting.",
             name, self->vary[0].path);
    ndrsim_figure *figure = ndrsim_section_figure(section, "sweep-line", title, alt);
    const ndrsim_table *points = ndrsim_document_find(section->document, "points");
    if (points == NULL || self->n_models > SHOWN) return; /* of more the best come first */
    ndrsim_figure_draw(figure, NDRSIM_FIGURE_LINE, points, points->column[0].key,
                       self->vary[0].path, objective(self)->unit);
    ndrsim_figure_series(figure, "p10", 0x9CC7E3);
    ndrsim_figure_series(figure, "mean", 0x0072B2);
    ndrsim_figure_series(figure, "p90", 0x9CC7E3);
  } else if (self->n_vary == 2) {
    snprintf(title, sizeof title, "%s by %s and %s", objective(self)->label, self->vary[0].path,
             self->vary[1].path);
    snprintf(alt, sizeof alt, "A map of the mean of %s: %s across, %s upwards.", name,
             self->vary[0].path, self->vary[1].path);
    ndrsim_section_figure(section, "sweep-heatmap", title, alt);
  }
}

void ndrsim_report_sweep(const ndrsim_sweep *self, const ndrsim_report *report,
                         ndrsim_document *out) {
  (void)report;
  int *order = calloc((size_t)self->n_models, sizeof *order);
  ndrsim_section *section = ndrsim_document_section(out, "best", "Which setting");
  if (order == NULL) {
    ndrsim_arena_fail(out->arena);
    return;
  }
  order_of(self, order);
  say_best(self, section);
  say_close(self, section);
  say_edges(self, section);
  if (self->per_signup)
    ndrsim_section_say(section, "The number of customers that start follows the entry price or cap "
                                "in this scenario, so profit is compared per signup.");
  if (objective(self)->better == NDRSIM_BETTER_UNKNOWN)
    ndrsim_section_say(section, "More of %s was taken to be better.", objective(self)->name);
  ndrsim_axes_mind(self->vary, self->n_vary, self->model[self->n_models - 1], section);
  say_front(self, section);
  put_points(self, order, section);
  put_figures(self, section);
  section = ndrsim_document_section(out, "outcomes", "Outcomes");
  put_outcomes(self, order, section);
  put_values(self, order, section);
  free(order);
}
