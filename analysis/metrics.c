/* Metrics: the tables of all mechanisms, concatenated: the account's own, then the
 * catalogue's in order; rows whose name holds a
 * '*' have one instance for each tier, next to each other. Counters are laid out the same way. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "analysis/results.h"
#include "sim/account.h"

/* The account itself comes first, as in the engine's plan; then the catalogue. NULL at the end. */
static const ndrsim_mechanism *mechanism_at(const ndrsim_model *model, int k) {
  if (k == 0) return &ndrsim_account_mechanism;
  return k <= model->catalogue->n_mechanisms ? model->catalogue->mechanism[k - 1] : NULL;
}

static int instances(const ndrsim_model *model, const char *name) {
  return strchr(name, '*') != NULL ? model->n_tiers : 1;
}

/* Copies `name` with '*' replaced by the tier's name. Returns 0 when it does not fit. */
static int expand(const ndrsim_model *model, const char *name, int tier, char *out, size_t size) {
  const char *star = strchr(name, '*');
  int written = star == NULL ? snprintf(out, size, "%s", name)
                             : snprintf(out, size, "%.*s%s%s", (int)(star - name), name,
                                        model->tier[tier], star + 1);
  return written >= 0 && (size_t)written < size;
}

int ndrsim_counter_find(const ndrsim_model *model, const char *name) {
  const ndrsim_mechanism *mechanism;
  int index = 0;
  for (int m = 0; (mechanism = mechanism_at(model, m)) != NULL; m++) {
    for (int c = 0; c < mechanism->n_counters; c++) {
      int n = instances(model, mechanism->counter[c].name);
      for (int tier = 0; tier < n; tier++, index++) {
        char text[160];
        if (expand(model, mechanism->counter[c].name, tier, text, sizeof text) &&
            strcmp(text, name) == 0) {
          return index;
        }
      }
    }
  }
  return -1;
}

int ndrsim_metric_count(const ndrsim_model *model) {
  const ndrsim_mechanism *mechanism;
  int count = 0;
  for (int m = 0; (mechanism = mechanism_at(model, m)) != NULL; m++) {
    for (int k = 0; k < mechanism->n_metrics; k++) {
      count += instances(model, mechanism->metric[k].name);
    }
  }
  return count;
}

/* Finds the row and the tier of the index-th metric; NULL when out of range. */
static const ndrsim_metric_def *metric_row(const ndrsim_model *model, int index, int *tier) {
  const ndrsim_mechanism *mechanism;
  for (int m = 0; index >= 0 && (mechanism = mechanism_at(model, m)) != NULL; m++) {
    for (int k = 0; k < mechanism->n_metrics; k++) {
      int n = instances(model, mechanism->metric[k].name);
      if (index < n) {
        *tier = index;
        return &mechanism->metric[k];
      }
      index -= n;
    }
  }
  return NULL;
}

/* A unit may name the scenario's currency: "currency/month" reads "USD/month". */
static int unit_text(const ndrsim_model *model, const char *unit, char *out, size_t size) {
  static const char word[] = "currency";
  const char *at = strstr(unit, word);
  int written;
  if (at == NULL || model->currency[0] == '\0') {
    written = snprintf(out, size, "%s", unit);
  } else {
    written = snprintf(out, size, "%.*s%s%s", (int)(at - unit), unit, model->currency,
                       at + sizeof word - 1);
  }
  return written >= 0 && (size_t)written < size;
}

ndrsim_status ndrsim_metric_get(const ndrsim_model *model, int index, ndrsim_metric *out) {
  int tier = 0;
  const ndrsim_metric_def *row = metric_row(model, index, &tier);
  memset(out, 0, sizeof *out);
  if (row == NULL) return NDRSIM_INTERNAL;
  char counter[160];
  const char *numerator = row->numerator;
  out->cumulative = numerator[0] == '+';
  if (out->cumulative) numerator++;
  if (!expand(model, row->name, tier, out->name, sizeof out->name)) return NDRSIM_INTERNAL;
  if (!unit_text(model, row->unit, out->unit, sizeof out->unit)) return NDRSIM_INTERNAL;
  if (!expand(model, numerator, tier, counter, sizeof counter)) return NDRSIM_INTERNAL;
  snprintf(out->doc, sizeof out->doc, "%s", row->doc);
  out->format = row->format;
  out->scale = row->scale;
  out->numerator = ndrsim_counter_find(model, counter);
  out->denominator = -1;
  if (row->denominator != NULL) {
    const char *denominator = row->denominator;
    out->cumulative_denominator = denominator[0] == '+';
    if (out->cumulative_denominator) denominator++;
    if (!expand(model, denominator, tier, counter, sizeof counter)) return NDRSIM_INTERNAL;
    out->denominator = ndrsim_counter_find(model, counter);
    if (out->denominator < 0) return NDRSIM_INTERNAL;
  }
  return out->numerator < 0 ? NDRSIM_INTERNAL : NDRSIM_OK;
}

int ndrsim_metric_find(const ndrsim_model *model, const char *name) {
  int count = ndrsim_metric_count(model);
  for (int index = 0; index < count; index++) {
    int tier = 0;
    char text[160];
    const ndrsim_metric_def *row = metric_row(model, index, &tier);
    if (expand(model, row->name, tier, text, sizeof text) && strcmp(text, name) == 0) return index;
  }
  return -1;
}

static int64_t counter_sum(const ndrsim_layout *l, const int64_t *record, int counter, int from,
                           int to) {
  int64_t sum = 0;
  for (int t = from; t <= to; t++)
    sum += record[ndrsim_at_series(l, t, counter)];
  return sum;
}

double ndrsim_metric_value(const ndrsim_results *self, const ndrsim_metric *metric, int replicate,
                           int month) {
  const ndrsim_layout *l = &self->layout;
  if (month < 0 || month >= l->months || replicate < 0 || replicate >= self->n) return NAN;
  const int64_t *record = self->records + (size_t)replicate * l->size;
  double value = metric->scale * (double)counter_sum(l, record, metric->numerator,
                                                     metric->cumulative ? 0 : month, month);
  if (metric->denominator >= 0) {
    int64_t denominator = counter_sum(l, record, metric->denominator,
                                      metric->cumulative_denominator ? 0 : month, month);
    if (denominator == 0) return NAN;
    value /= (double)denominator;
  }
  switch (metric->format) {
  case NDRSIM_FORMAT_MONEY:
    return value / 100.0;
  case NDRSIM_FORMAT_PERCENT:
    return value * 100.0;
  case NDRSIM_FORMAT_COUNT:
  case NDRSIM_FORMAT_RATIO:
    break;
  }
  return value;
}
