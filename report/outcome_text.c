/* Outcomes in words and in tables. */
#include <math.h>
#include <string.h>
#include "report/number.h"
#include "report/studies.h"

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
