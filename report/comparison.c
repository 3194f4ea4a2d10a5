/* What a comparison of scenarios found: the choice first, then what differs, then the figures. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/number.h"
#include "report/comparison_part.h"

#define FEW 8 /* differences of a scenario that are told in a sentence of their own */

static const char *label(const ndrsim_comparison *self, int scenario) {
  return self->compare->label[scenario];
}

/* --- the choice ------------------------------------------------------------------------------- */

static void say_best(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_choice *choice = self->choice;
  const ndrsim_outcome *outcome = &self->compare->outcome[self->objective];
  char value[96], lead[96], se[96], name[160];
  if (choice->best < 0) {
    ndrsim_section_say(section, "There is no value of %s to choose by.",
                       ndrsim_outcome_said(outcome, name));
    return;
  }
  ndrsim_outcome_text(outcome, choice->option[choice->best].mean, false, value, sizeof value);
  if (choice->second < 0) return;
  ndrsim_outcome_amount(outcome, choice->lead, lead, sizeof lead);
  ndrsim_outcome_amount(outcome, choice->lead_se, se, sizeof se);
  if (choice->lead == 0) {
    ndrsim_section_say(section,
                       "By %s there is no difference: %s either way, in every one of the "
                       "simulated futures.",
                       ndrsim_outcome_said(outcome, name), value);
  } else if (ndrsim_choice_certain(choice->lead, choice->lead_se)) {
    ndrsim_section_say(section,
                       "Best by %s: %s, with %s on average. It is the best in %.0f%% of the "
                       "simulated futures, and %s better than %s (standard error %s).",
                       ndrsim_outcome_said(outcome, name), label(self, choice->best), value,
                       100 * choice->option[choice->best].best, lead, label(self, choice->second),
                       se);
  } else {
    ndrsim_section_say(section,
                       "By %s these replicates cannot tell %s from %s: the difference is %s, its "
                       "standard error %s.",
                       ndrsim_outcome_said(outcome, name), label(self, choice->best),
                       label(self, choice->second), lead, se);
  }
}

static void say_against(const ndrsim_comparison *self, int scenario, ndrsim_section *section) {
  const ndrsim_compare *compare = self->compare;
  int m = compare->n_months - 1;
  int index = ndrsim_compare_main(compare, 0, m);
  const ndrsim_outcome *outcome = &compare->outcome[index];
  ndrsim_pairing pairing;
  char a[96], b[96], d[96], name[160];
  ndrsim_estimate own = ndrsim_section_estimate(section, &compare->study, scenario, index);
  ndrsim_estimate base = ndrsim_section_estimate(section, &compare->study, 0, index);
  ndrsim_estimate difference =
      ndrsim_section_difference(section, &compare->study, scenario, 0, index);
  ndrsim_study_pairing(&compare->study, scenario, 0, index, &pairing);
  if (!difference.valid) return;
  ndrsim_outcome_text(outcome, own.mean, false, a, sizeof a);
  ndrsim_outcome_text(outcome, base.mean, false, b, sizeof b);
  ndrsim_outcome_amount(outcome, difference.mean, d, sizeof d);
  if (pairing.equal == 1) {
    ndrsim_section_say(section, "%s does not move %s: %s in both, in every replicate.",
                       label(self, scenario), ndrsim_outcome_said(outcome, name), a);
    return;
  }
  ndrsim_section_say(section,
                     "With %s %s is %s instead of %s: %s %s, and %s in %.0f%% of the "
                     "simulated futures.",
                     label(self, scenario), ndrsim_outcome_said(outcome, name), a, b, d,
                     difference.mean < 0 ? "lower" : "higher",
                     difference.mean < 0 ? "lower" : "higher",
                     100 * (difference.mean < 0 ? 1 - pairing.higher : pairing.higher));
}

static void say_pairing(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_outcome *outcome = &self->compare->outcome[self->objective];
  double least = INFINITY;
  char name[160];
  for (int s = 1; s < self->compare->n; s++) {
    ndrsim_pairing pairing;
    ndrsim_study_pairing(&self->compare->study, s, 0, self->objective, &pairing);
    if (pairing.saved < least) least = pairing.saved;
  }
  if (!isfinite(least)) return;
  if (least >= 1.5) {
    char saved[NDRSIM_NUMBER_SIZE];
    ndrsim_number_grouped(least * self->compare->study.n, 0, saved, sizeof saved);
    ndrsim_section_say(
        section,
        "All ran on the same random numbers. Without that the difference of %s would "
        "need %s replicates to be as certain, %.1f times as many.",
        ndrsim_outcome_said(outcome, name), saved, least);
  } else {
    ndrsim_section_say(section,
                       "All ran on the same random numbers, which for the difference of %s hardly "
                       "matters (%.1f times fewer replicates).",
                       ndrsim_outcome_said(outcome, name), least);
  }
}

static void say_who_stays_away(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_model *model = self->compare->model[0];
  ndrsim_signup_paths paths = {0};
  for (int k = 0; k < self->n_changes; k++) {
    ndrsim_signup_path(&paths, model, self->change[k].path);
  }
  ndrsim_section_mind_signups(section, &paths, model);
}

static void put_choice(const ndrsim_comparison *self, ndrsim_section *section) {
  const ndrsim_outcome *outcome = &self->compare->outcome[self->objective];
  ndrsim_form form = ndrsim_outcome_form(outcome, false);
  ndrsim_form amount = ndrsim_outcome_amount_form(outcome);
  const ndrsim_column column[] = {
      {"scenario", "Scenario", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"mean", "Mean", outcome->unit, form, 0},
      {"se", "(se)", "", amount, 0},
      {"p10", "P10", "", form, 0},
      {"p90", "P90", "", form, 0},
      {"p_best", "Is best", "of futures", NDRSIM_FORM_SHARE, 0},
      {"regret", "Regret", outcome->unit[0] == '%' ? "points" : outcome->unit, amount, 0},
  };
  char title[224], name[160];
  snprintf(title, sizeof title, "By %s", ndrsim_outcome_said(outcome, name));
  ndrsim_table *table = ndrsim_section_table(section, "choice", title, column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int s = 0; s < self->compare->n; s++) {
    ndrsim_estimate estimate =
        ndrsim_section_estimate(section, &self->compare->study, s, self->objective);
    ndrsim_table_text(table, label(self, s));
    ndrsim_table_number(table, estimate.mean);
    ndrsim_table_number(table, estimate.se);
    ndrsim_table_number(table, estimate.quantile[NDRSIM_P10]);
    ndrsim_table_number(table, estimate.quantile[NDRSIM_P90]);
    ndrsim_table_number(table, self->choice->option[s].best);
    ndrsim_table_number(table, self->choice->option[s].regret);
  }
  ndrsim_table_note(table, "Regret is what one gives up on average by choosing it, against whoever "
                           "chooses with the future known.");
}

/* --- what differs ----------------------------------------------------------------------------- */

static void put_changes(const ndrsim_comparison *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"scenario", "Scenario", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, 0},
      {"from", "From", "", NDRSIM_FORM_TEXT, 0},
      {"to", "To", "", NDRSIM_FORM_TEXT, 0},
  };
  for (int s = 1; s < self->compare->n; s++) {
    int n = 0;
    for (int k = 0; k < self->n_changes; k++) {
      n += self->change[k].scenario == s;
    }
    if (n == 0)
      ndrsim_section_say(section, "%s differs from %s in nothing.", label(self, s), label(self, 0));
    for (int k = 0; k < self->n_changes && n > 0 && n <= FEW; k++) {
      const ndrsim_comparison_change *change = &self->change[k];
      if (change->scenario != s) continue;
      ndrsim_section_say(section, "%s: %s %s -> %s", label(self, s), change->path,
                         change->from[0] != '\0' ? change->from : "(not given)",
                         change->to[0] != '\0' ? change->to : "(not given)");
    }
    if (n > FEW)
      ndrsim_section_say(section, "%s differs from %s in %d places: changes.csv.", label(self, s),
                         label(self, 0), n);
  }
  ndrsim_table *table = ndrsim_section_table(section, "changes", "What differs from the first",
                                             column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < self->n_changes; k++) {
    ndrsim_table_text(table, label(self, self->change[k].scenario));
    ndrsim_table_text(table, self->change[k].path);
    ndrsim_table_text(table, self->change[k].from);
    ndrsim_table_text(table, self->change[k].to);
  }
}

static void put_figures(ndrsim_section *section) {
  ndrsim_section_figure(section, "compare-fan", "MRR of each scenario with its band",
                        "MRR by month, median and the band from P10 to P90 of each scenario.");
  ndrsim_section_figure(section, "compare-bridge", "What NDR is made of, side by side",
                        "Bars from 100% to NDR by cause, one group for each scenario.");
}

void ndrsim_report_comparison(const ndrsim_comparison *self, const ndrsim_report *report,
                              ndrsim_document *out) {
  (void)report;
  ndrsim_section *section = ndrsim_document_section(out, "choice", "Which one");
  say_best(self, section);
  for (int s = 1; s < self->compare->n; s++) {
    say_against(self, s, section);
  }
  say_who_stays_away(self, section);
  say_pairing(self, section);
  put_choice(self, section);
  put_figures(section);
  put_changes(self, ndrsim_document_section(out, "changes", "What differs"));
  ndrsim_comparison_tables(self, out);
}
