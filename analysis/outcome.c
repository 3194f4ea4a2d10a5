#include "analysis/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/reading.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

#define PERCENT 100.0
#define YEAR 12

/* Outcomes that are no metrics. NULL for label: made from the component. */
static const struct {
  const char *name, *label, *unit, *doc;
  ndrsim_outcome_kind kind;
  ndrsim_better better;
  int decimals;
} special[] = {
    {"ndr", "NDR", "%", "net dollar retention, in the convention of the headline",
     NDRSIM_OUTCOME_NDR, NDRSIM_BETTER_HIGHER, 1},
    {"grr", "GRR", "%", "gross retention of the same window: each account at most at its base",
     NDRSIM_OUTCOME_GRR, NDRSIM_BETTER_HIGHER, 1},
    {"profit", "Gross profit", "currency", "gross profit of months 1 to the month, added up",
     NDRSIM_OUTCOME_PROFIT, NDRSIM_BETTER_HIGHER, 0},
    {"revenue", "Revenue", "currency", "MRR of months 1 to the month, added up",
     NDRSIM_OUTCOME_REVENUE, NDRSIM_BETTER_HIGHER, 0},
    {"margin", "Gross margin", "%", "profit over revenue, months 1 to the month",
     NDRSIM_OUTCOME_MARGIN, NDRSIM_BETTER_HIGHER, 1},
    {"logo_churn", "Logo churn", "%/month",
     "customers that went to zero, a month, mean of the twelve months to the month",
     NDRSIM_OUTCOME_LOGO_CHURN, NDRSIM_BETTER_LOWER, 2},
};
enum { SPECIALS = sizeof special / sizeof special[0] };

/* Metrics of which everybody knows which way is up, and what they are called; others are counts. */
static const struct {
  const char *name, *label;
  ndrsim_better better;
} direction[] = {
    {"mrr", "MRR", NDRSIM_BETTER_HIGHER},
    {"arr", "ARR", NDRSIM_BETTER_HIGHER},
    {"arpa", "ARPA", NDRSIM_BETTER_HIGHER},
    {"customers", "Customers", NDRSIM_BETTER_HIGHER},
    {"logos", "Paying customers", NDRSIM_BETTER_HIGHER},
    {"activated", "Activated customers", NDRSIM_BETTER_HIGHER},
    {"gross_profit", "Gross profit a month", NDRSIM_BETTER_HIGHER},
    {"gross_margin", "Gross margin of the month", NDRSIM_BETTER_HIGHER},
    {"gross_profit_per_signup", "Gross profit per signup", NDRSIM_BETTER_HIGHER},
    {"cost_to_serve", "Cost to serve a month", NDRSIM_BETTER_LOWER},
    {"cancelled", "Cancellations a month", NDRSIM_BETTER_LOWER},
    {"logos_churned", "Lost customers a month", NDRSIM_BETTER_LOWER},
    {"hard_stopped_share", "Customers stopped at a cap", NDRSIM_BETTER_LOWER},
};

#define PART_PREFIX "ndr."
#define SHARE_PREFIX "share."

bool ndrsim_outcome_known(int k, char name[NDRSIM_OUTCOME_NAME], const char **doc) {
  if (k < 0 || k >= SPECIALS + NDRSIM_FLOWS + NDRSIM_ENGINES) return false;
  const char *text = "points of NDR that come from it, by cause";
  if (k < SPECIALS) {
    snprintf(name, NDRSIM_OUTCOME_NAME, "%s", special[k].name);
    text = special[k].doc;
  } else if (k < SPECIALS + NDRSIM_FLOWS) {
    snprintf(name, NDRSIM_OUTCOME_NAME, PART_PREFIX "%s", ndrsim_driver_name(k - SPECIALS));
  } else {
    ndrsim_driver driver = ndrsim_engine_driver(k - SPECIALS - NDRSIM_FLOWS);
    snprintf(name, NDRSIM_OUTCOME_NAME, SHARE_PREFIX "%s", ndrsim_driver_name((int)driver));
    text = "its share of what the three engines add to NDR, by cause";
  }
  if (doc != NULL) *doc = text;
  return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void unit_of(const ndrsim_model *model, const char *unit, char out[48]) {
  bool money = strncmp(unit, "currency", 8) == 0 && model->currency[0] != '\0';
  snprintf(out, 48, "%s%s", money ? model->currency : "", money ? unit + 8 : unit);
}

static bool is_special(const char *name, const ndrsim_model *model, ndrsim_outcome *out) {
  for (int k = 0; k < SPECIALS; k++) {
    if (strcmp(name, special[k].name) != 0) continue;
    out->kind = special[k].kind;
    out->better = special[k].better;
    out->decimals = special[k].decimals;
    unit_of(model, special[k].unit, out->unit);
    snprintf(out->label, sizeof out->label, "%s at %d months", special[k].label, out->month);
    if (out->kind == NDRSIM_OUTCOME_PROFIT || out->kind == NDRSIM_OUTCOME_REVENUE)
      snprintf(out->label, sizeof out->label, "%s of %d months", special[k].label, out->month);
    return true;
  }
  return false;
}

/* "ndr.seat", "share.seat" */
static bool is_component(const char *name, ndrsim_outcome *out) {
  bool part = strncmp(name, PART_PREFIX, strlen(PART_PREFIX)) == 0;
  bool share = strncmp(name, SHARE_PREFIX, strlen(SHARE_PREFIX)) == 0;
  if (!part && !share) return false;
  const char *which = strchr(name, '.') + 1;
  out->decimals = 1;
  for (int k = 0; part && k < NDRSIM_FLOWS; k++) {
    if (strcmp(which, ndrsim_driver_name(k)) != 0) continue;
    out->kind = NDRSIM_OUTCOME_PART;
    out->component = k;
    out->better = NDRSIM_BETTER_HIGHER; /* losses are negative */
    snprintf(out->unit, sizeof out->unit, "points");
    snprintf(out->label, sizeof out->label, "%s in NDR at %d months", ndrsim_driver_label(k),
             out->month);
    return true;
  }
  for (int e = 0; share && e < NDRSIM_ENGINES; e++) {
    int driver = (int)ndrsim_engine_driver(e);
    if (strcmp(which, ndrsim_driver_name(driver)) != 0) continue;
    out->kind = NDRSIM_OUTCOME_SHARE;
    out->component = driver;
    out->better = NDRSIM_BETTER_UNKNOWN;
    snprintf(out->unit, sizeof out->unit, "%%");
    snprintf(out->label, sizeof out->label, "Share of %s in growth at %d months",
             ndrsim_driver_name(driver), out->month);
    return true;
  }
  return false;
}

static ndrsim_better better_of(const ndrsim_metric *metric) {
  switch (metric->kind) {
  case NDRSIM_METRIC_NDR:
  case NDRSIM_METRIC_GRR_FLOW:
  case NDRSIM_METRIC_GRR_ENDPOINT:
    return NDRSIM_BETTER_HIGHER;
  case NDRSIM_METRIC_TIME:
    return NDRSIM_BETTER_LOWER;
  default:
    break;
  }
  for (size_t k = 0; k < sizeof direction / sizeof direction[0]; k++) {
    if (strcmp(metric->name, direction[k].name) == 0) return direction[k].better;
  }
  return NDRSIM_BETTER_UNKNOWN;
}

static const char *label_of(const char *name) {
  for (size_t k = 0; k < sizeof direction / sizeof direction[0]; k++) {
    if (strcmp(name, direction[k].name) == 0) return direction[k].label;
  }
  return name;
}

static bool is_metric(const char *name, const ndrsim_model *model, ndrsim_outcome *out) {
  int index = ndrsim_metric_find(model, name);
  if (index < 0 || ndrsim_metric_get(model, index, &out->metric) != NDRSIM_OK ||
      out->metric.kind == NDRSIM_METRIC_ABSENT)
    return false;
  bool age = out->metric.axis == NDRSIM_AXIS_AGE;
  out->kind = NDRSIM_OUTCOME_METRIC;
  out->better = better_of(&out->metric);
  out->decimals = out->metric.format == NDRSIM_FORMAT_MONEY     ? 0
                  : out->metric.format == NDRSIM_FORMAT_RATIO   ? 2
                  : out->metric.format == NDRSIM_FORMAT_PERCENT ? 1
                                                                : 0;
  snprintf(out->unit, sizeof out->unit, "%s", out->metric.unit);
  if (out->metric.axis == NDRSIM_AXIS_NONE)
    snprintf(out->label, sizeof out->label, "%s", name);
  else
    snprintf(out->label, sizeof out->label, "%s at %s%d%s", label_of(name), age ? "age " : "",
             out->month, age ? "" : " months");
  return true;
}

static ndrsim_status unknown(const char *name, const ndrsim_model *model, ndrsim_error *err) {
  char shown[96], own[64][NDRSIM_OUTCOME_NAME];
  const char *known[1024];
  ndrsim_metric *metric = calloc(1024, sizeof *metric);
  int n = 0, count = ndrsim_metric_count(model);
  if (metric == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the metrics");
  for (; n < 64 && ndrsim_outcome_known(n, own[n], NULL); n++) {
    known[n] = own[n];
  }
  for (int k = 0; k < count && n < 1024; k++) {
    if (ndrsim_metric_get(model, k, &metric[k]) == NDRSIM_OK) known[n++] = metric[k].name;
  }
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  ndrsim_error_set(err, NDRSIM_USAGE,
                   "there is no outcome `%s`: expected ndr, grr, profit, revenue, margin, "
                   "logo_churn, or a metric of this scenario, each with @MONTH if need be",
                   shown);
  const char *near = ndrsim_suggest(name, known, n);
  if (near != NULL && err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  free(metric);
  return NDRSIM_USAGE;
}

static ndrsim_status read_month(const char *text, const char *at, const ndrsim_model *model,
                                int *month, ndrsim_error *err) {
  if (at != NULL) {
    char *end;
    long value = strtol(at + 1, &end, 10);
    if (at[1] < '0' || at[1] > '9' || *end != '\0' || value > model->horizon) value = -1;
    *month = (int)value;
  }
  if (*month >= 0 && *month <= model->horizon) return NDRSIM_OK;
  char shown[96];
  ndrsim_text_escape(shown, sizeof shown, text, strlen(text));
  return ndrsim_error_set(err, NDRSIM_USAGE, "`%s`: expected a month in 0 .. %d, the horizon",
                          shown, model->horizon);
}

ndrsim_status ndrsim_outcome_parse(const char *text, const ndrsim_model *model, int month,
                                   ndrsim_outcome *out, ndrsim_error *err) {
  char name[NDRSIM_OUTCOME_NAME - 8];
  const char *at = strchr(text, '@');
  size_t length = at != NULL ? (size_t)(at - text) : strlen(text);
  memset(out, 0, sizeof *out);
  out->month = month;
  ndrsim_status status = read_month(text, at, model, &out->month, err);
  if (status != NDRSIM_OK) return status;
  if (length >= sizeof name) length = sizeof name - 1;
  snprintf(name, sizeof name, "%.*s", (int)length, text);
  out->convention = model->n_rows > 0 ? NDRSIM_CONVENTION_POINT : NDRSIM_CONVENTION_AGE;
  if (!is_special(name, model, out) && !is_component(name, out) && !is_metric(name, model, out))
    return unknown(name, model, err);
  snprintf(out->name, sizeof out->name, "%s@%d", name, out->month);
  ndrsim_outcome read = *out;
  ndrsim_outcome_bind(&read, model, out);
  return NDRSIM_OK;
}

static void bind_metric(const ndrsim_model *model, const char *name, ndrsim_metric *out) {
  int index = name != NULL ? ndrsim_metric_find(model, name) : -1;
  if (index < 0 || ndrsim_metric_get(model, index, out) != NDRSIM_OK) {
    memset(out, 0, sizeof *out);
    out->kind = NDRSIM_METRIC_ABSENT;
  }
}

void ndrsim_outcome_bind(const ndrsim_outcome *self, const ndrsim_model *model,
                         ndrsim_outcome *out) {
  char name[sizeof self->metric.name];
  const char *metric = NULL, *base = NULL;
  snprintf(name, sizeof name, "%s", self->metric.name);
  *out = *self;
  switch (self->kind) {
  case NDRSIM_OUTCOME_METRIC:
    metric = name;
    break;
  case NDRSIM_OUTCOME_REVENUE:
    metric = "mrr";
    break;
  case NDRSIM_OUTCOME_PROFIT:
  case NDRSIM_OUTCOME_MARGIN:
    metric = "gross_profit";
    base = "mrr";
    break;
  case NDRSIM_OUTCOME_LOGO_CHURN:
    base = "logos";
    break;
  case NDRSIM_OUTCOME_NDR:
  case NDRSIM_OUTCOME_GRR:
  case NDRSIM_OUTCOME_PART:
  case NDRSIM_OUTCOME_SHARE:
    return;
  }
  bind_metric(model, metric, &out->metric);
  bind_metric(model, base, &out->base);
}

/* --- values ----------------------------------------------------------------------------------- */

static double sum_of(const ndrsim_results *results, const ndrsim_metric *metric, int replicate,
                     int from, int to) {
  double sum = 0;
  for (int t = from; t <= to; t++) {
    sum += ndrsim_metric_value(results, metric, replicate, t);
  }
  return sum;
}

static double logo_churn(const ndrsim_outcome *self, const ndrsim_results *results,
                         const int64_t *record, int replicate) {
  const ndrsim_layout *l = &results->layout;
  int from = self->month - YEAR + 1 < 1 ? 1 : self->month - YEAR + 1;
  int64_t lost = 0;
  if (self->month >= l->months) return NAN;
  for (int t = from; t <= self->month; t++) {
    lost += record[ndrsim_at_moved(l, t, NDRSIM_MOVED_CHURNED_LOGOS)];
  }
  double exposed = sum_of(results, &self->base, replicate, from - 1, self->month - 1);
  return exposed > 0 ? PERCENT * (double)lost / exposed : NAN;
}

static double part(const ndrsim_outcome *self, const ndrsim_results *results,
                   const int64_t *record) {
  double flow[NDRSIM_FLOWS], sum = 0;
  if (!ndrsim_record_flow(&results->layout, record, self->convention, self->month,
                          NDRSIM_LENS_CAUSE, flow))
    return NAN;
  if (self->kind == NDRSIM_OUTCOME_PART) return PERCENT * flow[self->component];
  for (int e = 0; e < NDRSIM_ENGINES; e++) {
    sum += flow[ndrsim_engine_driver(e)];
  }
  return sum > 0 ? PERCENT * flow[self->component] / sum : NAN;
}

double ndrsim_outcome_value(const ndrsim_outcome *self, const ndrsim_results *results,
                            int replicate) {
  if (replicate < 0 || replicate >= results->n) return NAN;
  const ndrsim_layout *l = &results->layout;
  const int64_t *record = results->records + (size_t)replicate * l->size;
  switch (self->kind) {
  case NDRSIM_OUTCOME_METRIC:
    return ndrsim_metric_value(results, &self->metric, replicate, self->month);
  case NDRSIM_OUTCOME_NDR:
    return PERCENT * ndrsim_record_ndr(l, record, self->convention, self->month);
  case NDRSIM_OUTCOME_GRR:
    return PERCENT * ndrsim_record_grr_endpoint(l, record, self->convention, self->month);
  case NDRSIM_OUTCOME_PART:
  case NDRSIM_OUTCOME_SHARE:
    return part(self, results, record);
  case NDRSIM_OUTCOME_PROFIT:
  case NDRSIM_OUTCOME_REVENUE:
    return sum_of(results, &self->metric, replicate, 1, self->month);
  case NDRSIM_OUTCOME_MARGIN: {
    double revenue = sum_of(results, &self->base, replicate, 1, self->month);
    double profit = sum_of(results, &self->metric, replicate, 1, self->month);
    return revenue > 0 ? PERCENT * profit / revenue : NAN;
  }
  case NDRSIM_OUTCOME_LOGO_CHURN:
    return logo_churn(self, results, record, replicate);
  }
  return NAN;
}
