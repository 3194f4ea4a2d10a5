/* Outcomes in words and in tables. */
#include <math.h>
#include <string.h>
#include "report/number.h"
#include "report/studies.h"
#include "analysis/vary.h"

static bool is_percent(const ndrsim_outcome *outcome) {
  return outcome->unit[0] == '%';
}

static bool is_money(const ndrsim_outcome *outcome) {
  return outcome->kind == NDRSIM_OUTCOME_PROFIT || outcome->kind == NDRSIM_OUTCOME_REVENUE ||
         (outcome->kind == NDRSIM_OUTCOME_METRIC && outcome->metric.format == NDRSIM_FORMAT_MONEY);
}

ndrsim_form ndrsim_outcome_form(const ndrsim_outcome *outcome, bool difference) {
  if (is_money(outcome)) return difference ? NDRSIM_FORM_CHANGE : NDRSIM_FORM_MONEY;
  if (outcome->kind == NDRSIM_OUTCOME_PART) return NDRSIM_FORM_POINTS;
  if (outcome->kind == NDRSIM_OUTCOME_LOGO_CHURN)
    return difference ? NDRSIM_FORM_FINE : NDRSIM_FORM_FINE_PERCENT;
  if (is_percent(outcome)) return difference ? NDRSIM_FORM_POINTS : NDRSIM_FORM_PERCENT;
  if (outcome->decimals > 0) return NDRSIM_FORM_RATIO;
  return difference ? NDRSIM_FORM_CHANGE : NDRSIM_FORM_COUNT;
}

void ndrsim_outcome_text(const ndrsim_outcome *outcome, double value, bool difference, char *out,
                         size_t size) {
  char number[NDRSIM_NUMBER_SIZE + 16];
  int decimals = outcome->decimals;
  bool part = outcome->kind == NDRSIM_OUTCOME_PART;
  if (decimals == 0 && fabs(value) < 10 && value != rint(value)) decimals = 2;
  ndrsim_number_grouped(value, decimals, number, sizeof number);
  const char *sign = (difference || part) && number[0] != '-' ? "+" : "";
  if (!is_percent(outcome))
    snprintf(out, size, "%s%s %s", sign, number, outcome->unit);
  else if (!difference)
    snprintf(out, size, "%s%s", number, outcome->unit);
  else
    snprintf(out, size, "%s%s points%s", sign, number, outcome->unit + 1);
}

void ndrsim_outcome_amount(const ndrsim_outcome *outcome, double value, char *out, size_t size) {
  char text[128];
  ndrsim_outcome_text(outcome, fabs(value), true, text, sizeof text);
  snprintf(out, size, "%s", text[0] == '+' ? text + 1 : text);
}

static void check(ndrsim_section *section, ndrsim_status status) {
  if (status != NDRSIM_OK && section != NULL) ndrsim_arena_fail(section->document->arena);
}

ndrsim_estimate ndrsim_section_estimate(ndrsim_section *section, const ndrsim_study *study,
                                        int model, int outcome) {
  ndrsim_estimate estimate;
  check(section, ndrsim_study_estimate(study, model, outcome, &estimate));
  return estimate;
}

ndrsim_estimate ndrsim_section_difference(ndrsim_section *section, const ndrsim_study *study,
                                          int model, int base, int outcome) {
  ndrsim_estimate estimate;
  check(section, ndrsim_study_difference(study, model, base, outcome, &estimate));
  return estimate;
}

const char *ndrsim_outcome_said(const ndrsim_outcome *outcome, char out[160]) {
  snprintf(out, 160, "%s", outcome->label);
  if (out[0] >= 'A' && out[0] <= 'Z' && out[1] >= 'a' && out[1] <= 'z')
    out[0] = (char)(out[0] - 'A' + 'a');
  return out;
}

ndrsim_form ndrsim_outcome_amount_form(const ndrsim_outcome *outcome) {
  ndrsim_form form = ndrsim_outcome_form(outcome, true);
  return form == NDRSIM_FORM_POINTS ? NDRSIM_FORM_TENTHS
         : form == NDRSIM_FORM_FINE ? NDRSIM_FORM_HUNDREDTHS
                                    : ndrsim_outcome_form(outcome, false);
}

/* --- who does not sign up --------------------------------------------------------------------- */

static bool ends_with(const char *path, const char *end) {
  size_t n = strlen(path), m = strlen(end);
  return n > m && strcmp(path + n - m, end) == 0;
}

void ndrsim_signup_path(ndrsim_signup_paths *self, const ndrsim_model *model, const char *path) {
  static const char tiers[] = "tiers.";
  const char *name = path + sizeof tiers - 1;
  if (strncmp(path, tiers, sizeof tiers - 1) != 0) return;
  size_t length = strlen(model->tier[0]);
  bool entry = strncmp(name, model->tier[0], length) == 0 && name[length] == '.';
  if (ends_with(path, ".price") && !(entry && ndrsim_acquisition_follows(model, false)))
    self->price = true;
  if (ends_with(path, ".cap") && !(entry && ndrsim_acquisition_follows(model, true)))
    self->cap = true;
}

void ndrsim_section_mind_signups(ndrsim_section *section, const ndrsim_signup_paths *paths,
                                 const ndrsim_model *model) {
  if (!paths->price && !paths->cap) return;
  const char *what = paths->price && paths->cap ? "prices and caps"
                     : paths->price             ? "prices"
                                                : "caps";
  const char *kind = paths->price ? "price" : "cap";
  ndrsim_section_say(section,
                     "Mind: in %s as many customers come whatever these %s. Sign-ups answer to the "
                     "entry tier alone, and only with acquisition.%s_elasticity and "
                     "acquisition.reference_%s. Whoever would stay away is not in these figures.",
                     model->name, what, kind, kind);
}
