/* Metrics: the tables of all mechanisms, concatenated: the account's own, then the catalogue's in
 * order; rows whose name holds the mark of a list ('*' of tiers, '#' of add-ons) have one instance
 * for each member, next to each other. Counters are laid out the same way. After them, two metrics
 * for each milestone. */
#include <stdio.h>
#include <string.h>
#include "analysis/results.h"
#include "sim/account.h"
#include "sim/catalogue.h"
#include "sim/milestone.h"

/* The account itself comes first, as in the engine's plan; then the catalogue. NULL at the end. */
static const ndrsim_mechanism *mechanism_at(const ndrsim_model *model, int k) {
  if (k == 0) return &ndrsim_account_mechanism;
  return k <= model->catalogue->n_mechanisms ? model->catalogue->mechanism[k - 1] : NULL;
}

static int instances(const ndrsim_model *model, const char *name) {
  int list = ndrsim_list_of_name(name);
  return list >= 0 ? ndrsim_model_lists(model).n[list] : 1;
}

/* Copies `name` with a mark replaced by the member's name. Returns 0 when it does not fit. */
static int expand(const ndrsim_model *model, const char *name, int member, char *out, size_t size) {
  int list = ndrsim_list_of_name(name);
  const char *by = list >= 0 ? ndrsim_model_members(model, list)[member] : "";
  return ndrsim_catalogue_expand(name, by, out, size) == 0;
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

bool ndrsim_metric_gives_way(const ndrsim_catalogue *catalogue, const ndrsim_metric_def *row) {
  if (row == NULL || row->kind != NDRSIM_METRIC_ABSENT) return false;
  for (int m = 0; m < catalogue->n_mechanisms; m++)
    for (int k = 0; k < catalogue->mechanism[m]->n_metrics; k++) {
      const ndrsim_metric_def *other = &catalogue->mechanism[m]->metric[k];
      if (other != row && strcmp(other->name, row->name) == 0) return true;
    }
  return false;
}

/* How many metrics a row stands for. */
static int metrics_of(const ndrsim_model *model, const ndrsim_metric_def *row) {
  bool none = row == NULL || ndrsim_metric_gives_way(model->catalogue, row);
  return none ? 0 : instances(model, row->name);
}

static int row_count(const ndrsim_model *model) {
  const ndrsim_mechanism *mechanism;
  int count = 0;
  for (int m = 0; (mechanism = mechanism_at(model, m)) != NULL; m++) {
    for (int k = 0; k < mechanism->n_metrics; k++) {
      count += metrics_of(model, &mechanism->metric[k]);
    }
  }
  return count;
}

int ndrsim_metric_count(const ndrsim_model *model) {
  ndrsim_milestones milestones;
  ndrsim_milestones_list(&milestones, model->catalogue);
  return row_count(model) + 2 * milestones.n;
}

/* Finds the row and the tier of the index-th metric of the tables; NULL when out of range. */
static const ndrsim_metric_def *metric_row(const ndrsim_model *model, int index, int *tier) {
  const ndrsim_mechanism *mechanism;
  for (int m = 0; index >= 0 && (mechanism = mechanism_at(model, m)) != NULL; m++) {
    for (int k = 0; k < mechanism->n_metrics; k++) {
      int n = metrics_of(model, &mechanism->metric[k]);
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

/* "sum of plays_won since month 0", "seats": what stands for a counter in a formula. */
static void term_text(char *out, size_t size, const char *counter, int cumulative) {
  snprintf(out, size, cumulative ? "sum of %s since month 0" : "%s", counter);
}

/* A counter by its name in a row ("+" in front: the sum since month 0); -1 when there is none. */
static int read_term(const ndrsim_model *model, const char *text, int tier, int *cumulative,
                     char *name, size_t size) {
  *cumulative = text[0] == '+';
  if (!expand(model, text + *cumulative, tier, name, size)) return -1;
  return ndrsim_counter_find(model, name);
}

static ndrsim_status get_ratio(const ndrsim_model *model, const ndrsim_metric_def *row, int tier,
                               ndrsim_metric *out) {
  char counter[96], above[128], below[128];
  out->numerator =
      read_term(model, row->numerator, tier, &out->cumulative, counter, sizeof counter);
  if (out->numerator < 0) return NDRSIM_INTERNAL;
  term_text(above, sizeof above, counter, out->cumulative);
  if (row->denominator != NULL) {
    out->denominator = read_term(model, row->denominator, tier, &out->cumulative_denominator,
                                 counter, sizeof counter);
    if (out->denominator < 0) return NDRSIM_INTERNAL;
    term_text(below, sizeof below, counter, out->cumulative_denominator);
  }
  char scale[24] = "";
  /* counters are in small whole units; what a formula names is the quantity, not its unit */
  if (row->scale > 1) snprintf(scale, sizeof scale, "%.0f x ", row->scale);
  if (row->formula == NULL) {
    snprintf(out->formula, sizeof out->formula, row->denominator ? "%s%s / %s" : "%s%s", scale,
             above, below);
  }
  if (row->convention == NULL) {
    snprintf(out->convention, sizeof out->convention, "%s",
             out->cumulative               ? "from month 0 to the end of this calendar month"
             : strstr(row->unit, "/month") ? "this calendar month"
             : row->denominator == NULL    ? "state at the end of the calendar month"
                                           : "at the end of the calendar month");
  }
  return NDRSIM_OK;
}

/* A quotient of two ratios: the counters of the one above, and of the one below. */
static ndrsim_status get_quotient(const ndrsim_model *model, const ndrsim_metric_def *row,
                                  ndrsim_metric *out) {
  ndrsim_metric part[2];
  const char *const name[] = {row->numerator, row->denominator};
  for (int k = 0; k < 2; k++) {
    int index = ndrsim_metric_find(model, name[k]);
    if (index < 0 || ndrsim_metric_get(model, index, &part[k]) != NDRSIM_OK ||
        part[k].kind != NDRSIM_METRIC_COUNTER || part[k].denominator < 0)
      return NDRSIM_INTERNAL;
  }
  out->numerator = part[0].numerator;
  out->denominator = part[0].denominator;
  out->cumulative = part[0].cumulative;
  out->cumulative_denominator = part[0].cumulative_denominator;
  out->over[0] = part[1].numerator;
  out->over[1] = part[1].denominator;
  out->cumulative_over[0] = part[1].cumulative;
  out->cumulative_over[1] = part[1].cumulative_denominator;
  if (row->formula == NULL)
    snprintf(out->formula, sizeof out->formula, "%s / %s", row->numerator, row->denominator);
  return NDRSIM_OK;
}

static int is_by_age(const ndrsim_metric *metric) {
  return (metric->kind == NDRSIM_METRIC_NDR || metric->kind == NDRSIM_METRIC_GRR_FLOW ||
          metric->kind == NDRSIM_METRIC_GRR_ENDPOINT) &&
         ndrsim_convention_at(metric->argument)->by_age;
}

/* The two metrics of a milestone: the share that has reached it by an age, and the median time. */
static ndrsim_status get_milestone(const ndrsim_model *model, int index, ndrsim_metric *out) {
  ndrsim_milestones milestones;
  ndrsim_milestones_list(&milestones, model->catalogue);
  if (index < 0 || index >= 2 * milestones.n) return NDRSIM_INTERNAL;
  const ndrsim_milestone_def *def = milestones.def[index / 2];
  const char *clock = def->clock == NDRSIM_CLOCK_START ? "start" : "landing";
  int time = index % 2;
  out->kind = time ? NDRSIM_METRIC_TIME : NDRSIM_METRIC_INCIDENCE;
  out->axis = time ? NDRSIM_AXIS_NONE : NDRSIM_AXIS_AGE;
  out->argument = index / 2;
  out->format = time ? NDRSIM_FORMAT_COUNT : NDRSIM_FORMAT_PERCENT;
  out->source = def->source;
  snprintf(out->name, sizeof out->name, "%s_%s", time ? "time_to" : "incidence", def->name);
  snprintf(out->unit, sizeof out->unit, "%s", time ? "months" : "%");
  snprintf(out->doc, sizeof out->doc,
           time ? "Months by which half of all accounts have reached it: %s"
                : "Share of accounts that have reached it by this age: %s",
           def->doc);
  snprintf(
      out->formula, sizeof out->formula, "%s",
      time ? "first age at which the cumulative incidence is 50% or more; else not reached"
           : "sum over ages of S(a-1) reached(a) / waiting(a); S(a) = S(a-1) (1 - (reached(a) + "
             "left(a)) / waiting(a))");
  snprintf(out->convention, sizeof out->convention,
           "months since %s (of a book: since month 0); leaving before it competes", clock);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_metric_get(const ndrsim_model *model, int index, ndrsim_metric *out) {
  int tier = 0;
  const ndrsim_metric_def *row = metric_row(model, index, &tier);
  memset(out, 0, sizeof *out);
  out->numerator = out->denominator = -1;
  out->scale = 1;
  if (row == NULL) return get_milestone(model, index < 0 ? -1 : index - row_count(model), out);
  if (!expand(model, row->name, tier, out->name, sizeof out->name)) return NDRSIM_INTERNAL;
  if (!unit_text(model, row->unit, out->unit, sizeof out->unit)) return NDRSIM_INTERNAL;
  snprintf(out->doc, sizeof out->doc, "%s", row->doc);
  snprintf(out->formula, sizeof out->formula, "%s", row->formula ? row->formula : "");
  snprintf(out->convention, sizeof out->convention, "%s", row->convention ? row->convention : "");
  out->source = row->source;
  out->kind = row->kind;
  out->argument = row->argument;
  out->format = row->format;
  out->scale = row->scale;
  out->axis = is_by_age(out)                      ? NDRSIM_AXIS_AGE
              : row->kind == NDRSIM_METRIC_ABSENT ? NDRSIM_AXIS_NONE
                                                  : NDRSIM_AXIS_MONTH;
  if (row->kind == NDRSIM_METRIC_QUOTIENT) return get_quotient(model, row, out);
  return row->kind == NDRSIM_METRIC_COUNTER ? get_ratio(model, row, tier, out) : NDRSIM_OK;
}

int ndrsim_metric_find(const ndrsim_model *model, const char *name) {
  int rows = row_count(model), count = ndrsim_metric_count(model);
  for (int index = 0; index < rows; index++) {
    int tier = 0;
    char text[160];
    const ndrsim_metric_def *row = metric_row(model, index, &tier);
    if (expand(model, row->name, tier, text, sizeof text) && strcmp(text, name) == 0) return index;
  }
  for (int index = rows; index < count; index++) {
    ndrsim_metric metric;
    if (ndrsim_metric_get(model, index, &metric) == NDRSIM_OK && strcmp(metric.name, name) == 0)
      return index;
  }
  return -1;
}
