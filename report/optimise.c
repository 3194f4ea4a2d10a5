/* What a search found: the optimum and whether it is one, how flat it is, what holds it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "report/studies.h"
#include "report/vary.h"

#define CERTAIN 2    /* standard errors */
#define PERCENT 0.01 /* of the objective: what counts as flat */
#define COLUMNS 24

static const ndrsim_outcome *objective(const ndrsim_optimise *self) {
  return &self->outcome[self->goal.outcome];
}

/* "gross profit of 24 months", "P10 of NDR at 24 months" */
static void goal_text(const ndrsim_optimise *self, ndrsim_goal goal, char out[192]) {
  char name[160];
  ndrsim_outcome_said(&self->outcome[goal.outcome], name);
  if (goal.statistic == NDRSIM_STATISTIC_MEAN)
    snprintf(out, 192, "%s", name);
  else
    snprintf(out, 192, "P%s of %s", ndrsim_statistic_name(goal.statistic) + 1, name);
}

static void setting(const ndrsim_optimise *self, bool now, char out[NDRSIM_VARY_POINT]) {
  char number[NDRSIM_VARY_MOST][NDRSIM_VARY_TEXT];
  const char *text[NDRSIM_VARY_MOST];
  for (int k = 0; k < self->n_vary; k++) {
    ndrsim_vary_number(&self->vary[k], ndrsim_optimise_best(self, k), number[k]);
    text[k] = now ? self->vary[k].now_text : number[k];
  }
  ndrsim_vary_point(self->vary, self->n_vary, text, out);
}

static void remember(ndrsim_section *section, ndrsim_status status) {
  if (status != NDRSIM_OK && section != NULL) ndrsim_arena_fail(section->document->arena);
}

static double fresh(const ndrsim_optimise *self, ndrsim_section *section, int model,
                    ndrsim_goal goal, double *se) {
  double value = NAN;
  remember(section, ndrsim_optimise_fresh(self, model, goal, &value, se));
  return value;
}

static bool is_now(const ndrsim_optimise *self) {
  for (int k = 0; k < self->n_vary; k++) {
    if (ndrsim_optimise_best(self, k) != self->vary[k].now) return false;
  }
  return true;
}

/* --- sentences -------------------------------------------------------------------------------- */

static void say_infeasible(const ndrsim_optimise *self, ndrsim_section *section) {
  char point[NDRSIM_VARY_POINT];
  setting(self, false, point);
  ndrsim_section_say(section,
                     "None of the %d settings that were tried meets all constraints. Nearest comes "
                     "%s.",
                     self->n_evaluations, point);
}

static void say_gain(const ndrsim_optimise *self, ndrsim_section *section) {
  char point[NDRSIM_VARY_POINT], more[96], error[96], seen[96], share[48] = "";
  double gain = NAN, se = NAN, searched = NAN, searched_se, now_se;
  double now = fresh(self, section, NDRSIM_FRESH_NOW, self->goal, &now_se);
  remember(section, ndrsim_optimise_gain(self, true, &gain, &se));
  remember(section, ndrsim_optimise_gain(self, false, &searched, &searched_se));
  setting(self, true, point);
  ndrsim_outcome_amount(objective(self), gain, more, sizeof more);
  ndrsim_outcome_amount(objective(self), se, error, sizeof error);
  ndrsim_outcome_amount(objective(self), searched, seen, sizeof seen);
  if (objective(self)->unit[0] != '%' && now > 0)
    snprintf(share, sizeof share, " (%.1f%%)", 100 * fabs(gain) / now);
  if (is_now(self)) {
    ndrsim_section_say(section, "That is the current setting: the search found nothing better.");
    return;
  }
  ndrsim_section_say(section,
                     "That is %s %s%s than with the current setting, %s%s. The standard "
                     "error of the difference is %s.",
                     more, gain < 0 ? "less" : "more", share, point,
                     ndrsim_choice_certain(gain, se)
                         ? ", and more than chance"
                         : ", but these replicates cannot tell the two apart: by this there is no "
                           "case for a change",
                     error);
  ndrsim_section_say(section, "The search itself, on the replicates by which it chose, saw %s %s.",
                     seen, searched < 0 ? "less" : "more");
}

static void say_optimum(const ndrsim_optimise *self, ndrsim_section *section) {
  char point[NDRSIM_VARY_POINT], name[192], value[96], error[96];
  double se, best = fresh(self, section, NDRSIM_FRESH_BEST, self->goal, &se);
  setting(self, false, point);
  goal_text(self, self->goal, name);
  ndrsim_outcome_text(objective(self), best, false, value, sizeof value);
  ndrsim_outcome_amount(objective(self), se, error, sizeof error);
  if (!self->feasible) say_infeasible(self, section);
  ndrsim_section_say(section,
                     "%s %s%s: %s, with %s on %d fresh replicates, which the search has not seen "
                     "(standard error %s).",
                     self->sign > 0 ? "Most" : "Least", name,
                     self->n_constraints > 0 && self->feasible ? " under the constraints" : "",
                     point, value, self->replicates, error);
  say_gain(self, section);
}

static void say_bounds(const ndrsim_optimise *self, ndrsim_section *section) {
  for (int k = 0; k < self->n_vary; k++) {
    int edge = ndrsim_optimise_edge(self, k);
    if (edge == 0) continue;
    ndrsim_section_say(section,
                       "%s ran to its %s bound, %.12g: the bound, not the market, chose it.",
                       self->vary[k].path, edge < 0 ? "lower" : "upper",
                       edge < 0 ? self->vary[k].low : self->vary[k].high);
  }
}

static const char *verdict(double slack, double se) {
  if (slack >= CERTAIN * se) return "holds";
  if (slack <= -CERTAIN * se) return "fails";
  return slack >= 0 ? "holds, within noise" : "fails, within noise";
}

static double slack_of(const ndrsim_constraint *constraint, double value) {
  return constraint->at_least ? value - constraint->bound : constraint->bound - value;
}

static void say_constraints(const ndrsim_optimise *self, ndrsim_section *section) {
  for (int c = 0; c < self->n_constraints; c++) {
    const ndrsim_constraint *constraint = &self->constraint[c];
    const ndrsim_outcome *outcome = &self->outcome[constraint->goal.outcome];
    char text[96], error[96];
    double se, value = fresh(self, section, NDRSIM_FRESH_BEST, constraint->goal, &se);
    double slack = slack_of(constraint, value);
    ndrsim_outcome_text(outcome, value, false, text, sizeof text);
    ndrsim_outcome_amount(outcome, se, error, sizeof error);
    ndrsim_section_say(
        section, "%s: %s on the fresh replicates (standard error %s); it %s.%s", constraint->text,
        text, error,
        slack >= CERTAIN * se    ? "holds"
        : slack <= -CERTAIN * se ? "fails there: leave more room in the constraint"
        : slack >= 0             ? "holds, by less than noise"
                                 : "fails, by less than noise",
        fabs(slack) < CERTAIN * se ? " The constraint, not the market, chose the setting." : "");
  }
}

static double loss_of_percent(const ndrsim_optimise *self, ndrsim_section *section) {
  double se;
  return PERCENT * fabs(fresh(self, section, NDRSIM_FRESH_BEST, self->goal, &se));
}

static void say_flat(const ndrsim_optimise *self, ndrsim_section *section) {
  double loss = loss_of_percent(self, section);
  char list[NDRSIM_VARY_POINT] = "", name[192];
  size_t used = 0;
  for (int k = 0; k < self->n_vary && used < sizeof list; k++) {
    ndrsim_flatness flat;
    remember(section, ndrsim_optimise_flat(self, k, loss, &flat));
    int more = snprintf(list + used, sizeof list - used, "%s%s from %.4g to %.4g",
                        k > 0 ? ", " : "", self->vary[k].path, flat.low, flat.high);
    if (more > 0) used += (size_t)more;
  }
  goal_text(self, self->goal, name);
  ndrsim_section_say(section, "How flat it is: %s stays within 1%% of the optimum for %s%s%s.",
                     name, list, self->n_vary > 1 ? ", one at a time" : "",
                     self->n_constraints > 0 ? ", constraints aside" : "");
}

/* The total was asked for: what a signup brings is told too. */
static void say_signups(const ndrsim_optimise *self, ndrsim_section *section) {
  if (self->per_signup || !ndrsim_objective_per_signup(self->base)) return;
  for (int o = 0; o < self->n_outcomes; o++) {
    const ndrsim_outcome *outcome = &self->outcome[o];
    if (strncmp(outcome->name, "gross_profit_per_signup@", 24) != 0) continue;
    char now[96], best[96];
    ndrsim_outcome_text(outcome,
                        ndrsim_section_estimate(section, &self->fresh, NDRSIM_FRESH_NOW, o).mean,
                        false, now, sizeof now);
    ndrsim_outcome_text(outcome,
                        ndrsim_section_estimate(section, &self->fresh, NDRSIM_FRESH_BEST, o).mean,
                        false, best, sizeof best);
    ndrsim_section_say(section,
                       "The number of customers that start follows the entry price or cap in this "
                       "scenario. Per signup gross profit is %s, and %s now.",
                       best, now);
  }
}

static void say_search(const ndrsim_optimise *self, ndrsim_section *section) {
  ndrsim_section_say(
      section,
      "The search: %d settings, %d by DIRECT-L over the whole range, then %s (NLopt), "
      "each on the same %d replicates; then %d settings on fresh ones.",
      self->n_evaluations, self->global, self->n_constraints > 0 ? "COBYLA" : "BOBYQA",
      self->replicates, self->n_points);
  if (!self->converged)
    ndrsim_section_say(section, "It used up its evaluations; --evaluations N allows more.");
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_parameters(const ndrsim_optimise *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"now", "Now", "", NDRSIM_FORM_REAL, 0},
      {"optimum", "Optimum", "", NDRSIM_FORM_REAL, 0},
      {"low", "Lower", "bound", NDRSIM_FORM_REAL, 0},
      {"high", "Upper", "bound", NDRSIM_FORM_REAL, 0},
      {"percent_low", "Within 1%", "from", NDRSIM_FORM_REAL, 0},
      {"percent_high", "", "to", NDRSIM_FORM_REAL, 0},
      {"se_low", "Within SE", "from", NDRSIM_FORM_REAL, 0},
      {"se_high", "", "to", NDRSIM_FORM_REAL, 0},
      {"edge", "At bound", "", NDRSIM_FORM_TEXT, 0},
  };
  double se, percent = loss_of_percent(self, section);
  ndrsim_table *table = ndrsim_section_table(section, "optimum", "The optimum, and how flat it is",
                                             column, (int)(sizeof column / sizeof column[0]));
  fresh(self, section, NDRSIM_FRESH_BEST, self->goal, &se);
  for (int k = 0; k < self->n_vary; k++) {
    const ndrsim_vary *vary = &self->vary[k];
    ndrsim_flatness within[2];
    int edge = ndrsim_optimise_edge(self, k);
    remember(section, ndrsim_optimise_flat(self, k, percent, &within[0]));
    remember(section, ndrsim_optimise_flat(self, k, se, &within[1]));
    ndrsim_table_text(table, vary->path);
    if (isfinite(vary->now))
      ndrsim_table_number(table, vary->now);
    else
      ndrsim_table_text(table, vary->now_text);
    ndrsim_table_number(table, ndrsim_optimise_best(self, k));
    ndrsim_table_number(table, vary->low);
    ndrsim_table_number(table, vary->high);
    for (int w = 0; w < 2; w++) { /* four digits: they lie between points of the profile */
      char low[32], high[32];
      snprintf(low, sizeof low, "%.4g", within[w].low);
      snprintf(high, sizeof high, "%.4g", within[w].high);
      ndrsim_table_number(table, strtod(low, NULL));
      ndrsim_table_number(table, strtod(high, NULL));
    }
    ndrsim_table_text(table, edge < 0 ? "lower" : edge > 0 ? "upper" : "");
  }
}

static void put_constraints(const ndrsim_optimise *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"constraint", "Constraint", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"now", "Now", "", NDRSIM_FORM_REAL, 0},
      {"searched", "Search", "", NDRSIM_FORM_REAL, 0},
      {"fresh", "Fresh", "", NDRSIM_FORM_REAL, 0},
      {"se", "(se)", "", NDRSIM_FORM_REAL, 0},
      {"verdict", "", "", NDRSIM_FORM_TEXT, 0},
  };
  if (self->n_constraints == 0) return;
  ndrsim_table *table =
      ndrsim_section_table(section, "constraints", "The constraints, with the optimum", column,
                           (int)(sizeof column / sizeof column[0]));
  for (int c = 0; c < self->n_constraints; c++) {
    const ndrsim_constraint *constraint = &self->constraint[c];
    const ndrsim_outcome *outcome = &self->outcome[constraint->goal.outcome];
    ndrsim_form form = ndrsim_outcome_form(outcome, false);
    double se, ignored, slack = self->evaluation[self->best].slack[c];
    double value = fresh(self, section, NDRSIM_FRESH_BEST, constraint->goal, &se);
    double searched = constraint->bound + (constraint->at_least ? slack : -slack);
    ndrsim_table_text(table, constraint->text);
    ndrsim_table_number_as(
        table, fresh(self, section, NDRSIM_FRESH_NOW, constraint->goal, &ignored), form);
    ndrsim_table_number_as(table, searched, form);
    ndrsim_table_number_as(table, value, form);
    ndrsim_table_number_as(table, se, ndrsim_outcome_amount_form(outcome));
    ndrsim_table_text(table, verdict(slack_of(constraint, value), se));
  }
}

static void put_outcomes(const ndrsim_optimise *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"outcome", "Outcome", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"now", "Now", "", NDRSIM_FORM_REAL, 0},
      {"optimum", "Optimum", "", NDRSIM_FORM_REAL, 0},
      {"difference", "Difference", "", NDRSIM_FORM_REAL, 0},
      {"se", "(se)", "", NDRSIM_FORM_REAL, 0},
      {"p10", "P10", "", NDRSIM_FORM_REAL, 0},
      {"p90", "P90", "", NDRSIM_FORM_REAL, 0},
  };
  ndrsim_table *table = ndrsim_section_table(
      section, "outcomes", "What else changes (means of the fresh replicates, paired differences)",
      column, (int)(sizeof column / sizeof column[0]));
  for (int o = 0; o < self->n_outcomes; o++) {
    const ndrsim_outcome *outcome = &self->outcome[o];
    ndrsim_form form = ndrsim_outcome_form(outcome, false);
    ndrsim_form change = ndrsim_outcome_form(outcome, true);
    ndrsim_estimate now = ndrsim_section_estimate(section, &self->fresh, NDRSIM_FRESH_NOW, o);
    ndrsim_estimate best = ndrsim_section_estimate(section, &self->fresh, NDRSIM_FRESH_BEST, o);
    ndrsim_estimate difference =
        ndrsim_section_difference(section, &self->fresh, NDRSIM_FRESH_BEST, NDRSIM_FRESH_NOW, o);
    ndrsim_table_text(table, outcome->label);
    ndrsim_table_number_as(table, now.mean, form);
    ndrsim_table_number_as(table, best.mean, form);
    ndrsim_table_number_as(table, difference.mean, change);
    ndrsim_table_number_as(table, difference.se, ndrsim_outcome_amount_form(outcome));
    ndrsim_table_number_as(table, difference.quantile[NDRSIM_P10], change);
    ndrsim_table_number_as(table, difference.quantile[NDRSIM_P90], change);
  }
}

static void put_profile(const ndrsim_optimise *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"value", "Value", "", NDRSIM_FORM_REAL, 0},
      {"objective", "Objective", "", NDRSIM_FORM_REAL, 0},
      {"se", "(se)", "", NDRSIM_FORM_REAL, 0},
      {"difference", "Mean less optimum", "", NDRSIM_FORM_REAL, 0},
      {"difference_se", "(se)", "", NDRSIM_FORM_REAL, 0},
  };
  ndrsim_table *table = ndrsim_section_table(
      section, "profile", "the objective around the optimum, one parameter at a time", column,
      (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int p = NDRSIM_FRESH_NOW + 1; p < self->n_points; p++) {
    double se, value = fresh(self, section, p, self->goal, &se);
    ndrsim_estimate difference =
        ndrsim_section_difference(section, &self->fresh, p, NDRSIM_FRESH_BEST, self->goal.outcome);
    ndrsim_table_text(table, self->vary[self->point[p].vary].path);
    ndrsim_table_number(table, self->point[p].x);
    ndrsim_table_number(table, value);
    ndrsim_table_number(table, se);
    ndrsim_table_number(table, difference.mean);
    ndrsim_table_number(table, difference.se);
  }
}

static void put_path(const ndrsim_optimise *self, ndrsim_section *section) {
  ndrsim_axes axes;
  ndrsim_column column[COLUMNS] = {{"evaluation", "Evaluation", "", NDRSIM_FORM_PLAIN, 0}};
  char key[NDRSIM_OPTIMISE_CONSTRAINTS][24];
  int n = 1 + ndrsim_axes_make(&axes, self->vary, self->n_vary, column + 1);
  column[n++] = (ndrsim_column){"objective", "Objective", "", NDRSIM_FORM_REAL, 0};
  for (int c = 0; c < self->n_constraints; c++) {
    snprintf(key[c], sizeof key[c], "slack_%d", c + 1);
    column[n++] = (ndrsim_column){key[c], key[c], "", NDRSIM_FORM_REAL, 0};
  }
  column[n++] = (ndrsim_column){"stage", "Stage", "", NDRSIM_FORM_TEXT, 0};
  ndrsim_table *table = ndrsim_section_table(
      section, "path", "every setting that the search tried, in its order", column, n);
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int e = 0; e < self->n_evaluations; e++) {
    const ndrsim_evaluation *evaluation = &self->evaluation[e];
    ndrsim_table_number(table, e + 1);
    for (int k = 0; k < self->n_vary; k++) {
      ndrsim_table_number(table, evaluation->x[k]);
    }
    ndrsim_table_number(table, evaluation->objective);
    for (int c = 0; c < self->n_constraints; c++) {
      ndrsim_table_number(table, evaluation->slack[c]);
    }
    ndrsim_table_text(table, e == 0                    ? "start"
                             : e < self->global        ? "DIRECT-L"
                             : self->n_constraints > 0 ? "COBYLA"
                                                       : "BOBYQA");
  }
}

/* --- all -------------------------------------------------------------------------------------- */

void ndrsim_report_optimise(const ndrsim_optimise *self, const ndrsim_report *report,
                            ndrsim_document *out) {
  (void)report;
  ndrsim_section *section = ndrsim_document_section(out, "optimum", "The best setting");
  say_optimum(self, section);
  say_bounds(self, section);
  say_constraints(self, section);
  say_flat(self, section);
  say_signups(self, section);
  if (self->per_signup)
    ndrsim_section_say(section, "The number of customers that start follows the entry price or cap "
                                "in this scenario, so profit is judged per signup.");
  ndrsim_axes_mind(self->vary, self->n_vary, self->base, section);
  say_search(self, section);
  put_parameters(self, section);
  put_constraints(self, section);
  ndrsim_section_figure(
      section, "optimise-profile", "The objective around the optimum",
      "For each parameter the objective on fresh replicates against its value, "
      "the others at the optimum; the optimum and the current setting are marked.");
  ndrsim_figure *way = ndrsim_section_figure(
      section, "optimise-path", "The way of the search",
      "The objective of each setting in the order in which the search tried them, and the best so "
      "far.");
  section = ndrsim_document_section(out, "outcomes", "Outcomes");
  put_outcomes(self, section);
  put_profile(self, section);
  put_path(self, section);
  ndrsim_figure_draw(way, NDRSIM_FIGURE_LINE, ndrsim_document_find(out, "path"), "evaluation",
                     "Evaluation", objective(self)->unit);
  ndrsim_figure_series(way, "objective", 0x0072B2);
}
