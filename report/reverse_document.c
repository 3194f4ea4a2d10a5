/* Reverse stress: how severe each stress has to be, in its own units and in standard deviations of
 * what we do not know. */
#include <math.h>
#include <string.h>
#include "report/number.h"
#include "report/stress.h"
#include "report/studies.h"

#define LINE 512

static const ndrsim_outcome *outcome_of(const ndrsim_reverse *self) {
  return &self->outcome[NDRSIM_STRESS_OUTCOME];
}

static bool is_percent(const ndrsim_outcome *outcome) {
  return outcome->unit[0] == '%';
}

static const char *value_text(const ndrsim_outcome *outcome, double value, char out[96]) {
  char number[NDRSIM_NUMBER_SIZE + 16];
  ndrsim_number_grouped(value, outcome->decimals, number, sizeof number);
  snprintf(out, 96, is_percent(outcome) ? "%s%.30s" : "%s %.30s", number, outcome->unit);
  return out;
}

static const char *quantile_name(int quantile) {
  static const char *const name[] = {"P5", "P10", "P50", "P90", "P95"};
  return name[quantile];
}

static const ndrsim_reverse_step *step_at(const ndrsim_reverse *self, double severity) {
  for (int k = 0; k < self->n_steps; k++) {
    if (self->step[k].severity == severity) return &self->step[k];
  }
  return &self->step[0];
}

/* --- words ------------------------------------------------------------------------------------ */

/* Whether the segments of a parameter, from k to `end`, are equally far away. */
static bool alike(const ndrsim_reverse *self, int k, int end) {
  for (int j = k + 1; j < end; j++) {
    if (!(fabs(self->unit[j].distance - self->unit[k].distance) < 0.05)) return false;
  }
  return true;
}

static void say_units(const ndrsim_reverse *self, ndrsim_section *section) {
  char known[LINE] = "", unknown[LINE] = "";
  size_t n = 0, m = 0;
  for (int k = 0, end; k < self->n_units; k = end) {
    const ndrsim_reverse_unit *unit = &self->unit[k];
    for (end = k + 1; end < self->n_units && strcmp(self->unit[end].path, unit->path) == 0;) {
      end++;
    }
    bool one = alike(self, k, end), any = false;
    for (int j = k; j < (one ? k + 1 : end) && n < sizeof known; j++) {
      const ndrsim_reverse_unit *at = &self->unit[j];
      if (!isfinite(at->distance)) continue;
      any = true;
      n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n > 0 ? ", " : "", at->path);
      if (!one && n < sizeof known)
        n += (size_t)snprintf(known + n, sizeof known - n, " (%s)", at->segment);
      if (n < sizeof known)
        n += (size_t)snprintf(known + n, sizeof known - n, " %+.1f sd", at->distance);
    }
    if (!any && m < sizeof unknown)
      m += (size_t)snprintf(unknown + m, sizeof unknown - m, "%s%s", m > 0 ? ", " : "", unit->path);
  }
  if (n > 0)
    ndrsim_section_say(section, "In standard deviations of what we do not know: %s.", known);
  if (m > 0)
    ndrsim_section_say(section,
                       "No distribution says how sure the scenario is of %s, so there is no such "
                       "measure.",
                       unknown);
}

static void say_one(const ndrsim_reverse *self, const ndrsim_model *base, ndrsim_section *section) {
  const ndrsim_stress *stress = self->request.stress;
  const ndrsim_outcome *outcome = outcome_of(self);
  char threshold[96], plain[96], there[96], words[LINE], said[160];
  ndrsim_outcome_said(outcome, said);
  int q = self->request.quantile;
  const char *name = quantile_name(q);
  bool lower = outcome->better == NDRSIM_BETTER_LOWER;
  const char *beyond = lower ? "above" : "below";
  value_text(outcome, self->request.threshold, threshold);
  value_text(outcome, self->step[0].value.quantile[q], plain);
  value_text(outcome, step_at(self, self->severity)->value.quantile[q], there);
  ndrsim_stress_words(stress, base, self->severity, words, sizeof words);
  switch (self->state) {
  case NDRSIM_REVERSE_ALREADY:
    ndrsim_section_say(section, "%s: the %s of %s is %s %s without any stress: %s.", stress->title,
                       name, said, beyond, threshold, plain);
    return;
  case NDRSIM_REVERSE_NEVER:
    ndrsim_section_say(section,
                       "%s (%s): the %s of %s does not come %s %s. Even at severity %.3g (%s) it "
                       "is %s; without stress %s.",
                       stress->title, stress->name, name, said, beyond, threshold, self->severity,
                       words, there, plain);
    if (self->severity < NDRSIM_REVERSE_MOST)
      ndrsim_section_say(section, "Beyond that severity nothing changes any more.");
    return;
  case NDRSIM_REVERSE_FOUND:
    break;
  }
  ndrsim_section_say(section,
                     "%s (%s): the %s of %s comes %s %s at severity %.3f: %s. Without stress it is "
                     "%s.",
                     stress->title, stress->name, name, said, beyond, threshold, self->severity,
                     words, plain);
  say_units(self, section);
  if (isfinite(self->se))
    ndrsim_section_say(section,
                       "The search ended between %.3f and %.3f; the standard error of the %s is "
                       "worth %.3f of severity.",
                       self->inside, self->severity, name, self->se);
  else
    ndrsim_section_say(section, "The search ended between %.3f and %.3f.", self->inside,
                       self->severity);
}

/* --- tables ----------------------------------------------------------------------------------- */

static const char *state_text(ndrsim_reverse_state state) {
  return state == NDRSIM_REVERSE_FOUND     ? "found"
         : state == NDRSIM_REVERSE_ALREADY ? "already there"
                                           : "not reached";
}

static void put_thresholds(const ndrsim_reverse *self, int n, const ndrsim_model *base,
                           ndrsim_section *section) {
  const ndrsim_outcome *outcome = outcome_of(self);
  ndrsim_form form = ndrsim_outcome_form(outcome, false);
  const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"state", "Threshold", "", NDRSIM_FORM_TEXT, 0},
      {"severity", "Severity", "", NDRSIM_FORM_RATIO, 0},
      {"severity_se", "(se)", "", NDRSIM_FORM_RATIO, 0},
      {"without", "Without", "", form, 0},
      {"value", "There", "", form, 0},
      {"in_full", "In full", "", form, 0},
      {"inside", "Severity before it", "", NDRSIM_FORM_RATIO, NDRSIM_COLUMN_HELPER},
      {"slope", "Slope", "per unit of severity", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"threshold", "Threshold", outcome->unit, NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"changes", "Changes", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_HELPER},
  };
  char title[400], threshold[96];
  int q = self->request.quantile;
  value_text(outcome, self->request.threshold, threshold);
  char said[160];
  snprintf(title, sizeof title, "How severe until the %s of %s is %s %s", quantile_name(q),
           ndrsim_outcome_said(outcome, said),
           outcome->better == NDRSIM_BETTER_LOWER ? "above" : "below", threshold);
  ndrsim_table *table = ndrsim_section_table(section, "thresholds", title, column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int k = 0; k < n; k++) {
    const ndrsim_reverse *one = &self[k];
    const ndrsim_reverse_step *full = step_at(one, 1);
    char words[LINE];
    ndrsim_stress_words(one->request.stress, base, one->severity, words, sizeof words);
    ndrsim_table_text(table, one->request.stress->name);
    ndrsim_table_text(table, state_text(one->state));
    ndrsim_table_number(table, one->severity);
    ndrsim_table_number(table, one->se);
    ndrsim_table_number(table, one->step[0].value.quantile[q]);
    ndrsim_table_number(table, step_at(one, one->severity)->value.quantile[q]);
    ndrsim_table_number(table, full->severity == 1 ? full->value.quantile[q] : NAN);
    ndrsim_table_number(table, one->inside);
    ndrsim_table_number(table, one->slope);
    ndrsim_table_number(table, one->request.threshold);
    ndrsim_table_text(table, words);
  }
  ndrsim_table_note(table, "Severity 1 is the stress as it is described, in full.");
}

static void put_unit_value(ndrsim_table *table, double value) {
  char text[40] = "";
  if (isfinite(value)) snprintf(text, sizeof text, "%.4g", value);
  ndrsim_table_text(table, text);
}

static void put_units(const ndrsim_reverse *self, int n, ndrsim_section *section) {
  unsigned many = n > 1 ? NDRSIM_COLUMN_HELPER : 0, single = n > 1 ? 0 : NDRSIM_COLUMN_HELPER;
  const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, single},
      {"parameter", "Parameter", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"segment", "Segment", "", NDRSIM_FORM_TEXT, 0},
      {"as_it_is", "As it is", "", NDRSIM_FORM_TEXT, 0},
      {"there", "There", "", NDRSIM_FORM_TEXT, 0},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, many},
      {"distance", "Change", "sd", NDRSIM_FORM_POINTS, 0},
      {"before", "As it is, all digits", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"after", "There, all digits", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"sd", "SD", "", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
  };
  ndrsim_table *table = ndrsim_section_table(section, "units", "In its own units", column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int k = 0; k < n; k++) {
    for (int u = 0; u < self[k].n_units; u++) {
      const ndrsim_reverse_unit *unit = &self[k].unit[u];
      ndrsim_table_text(table, self[k].request.stress->name);
      ndrsim_table_text(table, unit->path);
      ndrsim_table_text(table, unit->segment[0] != '\0' ? unit->segment : "all");
      put_unit_value(table, unit->before);
      put_unit_value(table, unit->after);
      ndrsim_table_text(table, unit->unit);
      ndrsim_table_number(table, unit->distance);
      ndrsim_table_number(table, unit->before);
      ndrsim_table_number(table, unit->after);
      ndrsim_table_number(table, unit->sd);
    }
  }
  ndrsim_table_note(table, "Means of what is drawn. sd: of what the scenario does not know of the "
                           "parameter, its distribution over replicates; empty: it has none.");
}

static void put_parts(const ndrsim_reverse *self, int n, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"part", "Part", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"before", "As it is", "points", NDRSIM_FORM_POINTS, 0},
      {"after", "There", "points", NDRSIM_FORM_POINTS, 0},
  };
  char title[128];
  snprintf(title, sizeof title, "What NDR at %d months is made of, there (by cause, means)",
           outcome_of(self)->month);
  ndrsim_table *table = ndrsim_section_table(section, "composition", title, column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int k = 0; k < n; k++) {
    for (int c = 0; c <= NDRSIM_FLOWS; c++) {
      bool total = c == NDRSIM_FLOWS;
      double a = total ? self[k].ndr[0] : self[k].part[0][c];
      double b = total ? self[k].ndr[1] : self[k].part[1][c];
      if (!isfinite(a) || (a == 0 && b == 0)) continue;
      ndrsim_table_text(table, self[k].request.stress->name);
      ndrsim_table_text(table, total ? "NDR" : ndrsim_driver_label(c));
      ndrsim_table_number_as(table, a, total ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_POINTS);
      ndrsim_table_number_as(table, b, total ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_POINTS);
    }
  }
}

static void put_steps(const ndrsim_reverse *self, int n, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"stress", "Stress", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"severity", "Severity", "", NDRSIM_FORM_REAL, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  ndrsim_table *table = ndrsim_section_table(section, "severities", "every severity that was run",
                                             column, (int)(sizeof column / sizeof column[0]));
  if (table != NULL) table->flags |= NDRSIM_TABLE_DATA;
  for (int k = 0; k < n; k++) {
    for (int s = 0; s < self[k].n_steps; s++) {
      ndrsim_table_text(table, self[k].request.stress->name);
      ndrsim_table_number(table, self[k].step[s].severity);
      ndrsim_table_estimate(table, &self[k].step[s].value, NDRSIM_FORM_REAL);
    }
  }
}

void ndrsim_report_reverse(const ndrsim_reverse *self, int n, const ndrsim_model *base,
                           ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "decision", "How much it takes");
  for (int k = 0; k < n; k++) {
    say_one(&self[k], base, section);
  }
  put_thresholds(self, n, base, section);
  int units = 0;
  for (int k = 0; k < n; k++) {
    units += self[k].n_units;
  }
  if (units > 0) put_units(self, n, section);
  put_parts(self, n, section);
  ndrsim_section_figure(section, "stress-reverse", "The outcome by severity, and the threshold",
                        "Median and the band from P10 to P90 of the outcome against the severity "
                        "of the stress, with the threshold and where it is crossed.");
  put_steps(self, n, ndrsim_document_section(out, "details", "Details"));
}
