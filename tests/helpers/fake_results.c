#include "tests/helpers/fake_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/account.h"
#include "sim/concentration.h"

#define COHORTS_LANDING 6 /* landings in months 0..5 */

static const ndrsim_counter_def counters[] = {
    {"seats", "seats", "seats"},
    {"accounts_*", "accounts", "accounts on a tier"},
};
static const ndrsim_metric_def metrics[] = {
    {"seats", "seats", NDRSIM_FORMAT_COUNT, "seats", NULL, 1, "Seats, \"named\" and billed",
     .source = "test"},
    {"seats_ever", "seats", NDRSIM_FORMAT_COUNT, "+seats", NULL, 1, "Sum of seats over months",
     .source = "test"},
    {"tier_share_*", "%", NDRSIM_FORMAT_PERCENT, "accounts_*", "logos", 1, "Accounts on a tier",
     .source = "test"},
    {"seats_per_account", "seats/account", NDRSIM_FORMAT_RATIO, "seats", "logos", 1, "Mean seats",
     .source = "test"},
};
static const ndrsim_mechanism mechanism = {
    .name = "fake",
    .doc = "made-up counters",
    .counter = counters,
    .metric = metrics,
    .n_counters = 2,
    .n_metrics = 4,
};
static const ndrsim_mechanism *const mechanisms[] = {&mechanism};
static const ndrsim_catalogue catalogue = {
    .isa = "portable", .width = 4, .mechanism = mechanisms, .n_mechanisms = 1};

/* A small stream of numbers; the tests need variety, not randomness. */
static int64_t draw(uint64_t *state, int64_t below) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((*state >> 33) % (uint64_t)below);
}

/* One cohort of one replicate: its MRR and its flows [c/60] in each month since its first. */
typedef struct path {
  int first;
  int64_t mrr[128];
  int64_t flow[128][NDRSIM_FLOW_COLUMNS];
} path;

static void make_path(path *out, int first, int horizon, uint64_t *state, int64_t tilt) {
  memset(out, 0, sizeof *out);
  out->first = first;
  out->mrr[first] = 100000 + draw(state, 20000);
  for (int t = first + 1; t <= horizon; t++) {
    int64_t before = out->mrr[t - 1], *f = out->flow[t];
    f[NDRSIM_DRIVER_SEAT] = 60 * draw(state, before / 60);
    f[NDRSIM_DRIVER_WORKFLOW] = 60 * draw(state, before / 100);
    f[NDRSIM_DRIVER_CAPACITY] = 60 * draw(state, before / 30 + tilt);
    f[NDRSIM_FLOW_CONTRACTION] = -60 * draw(state, before / 150);
    f[NDRSIM_FLOW_CHURN] = -60 * draw(state, before / 60);
    int64_t moved = f[NDRSIM_DRIVER_CAPACITY] / 3 + 7; /* not a whole cent on purpose */
    f[NDRSIM_FLOW_CAUSE_SEAT] = f[NDRSIM_DRIVER_SEAT];
    f[NDRSIM_FLOW_CAUSE_WORKFLOW] = f[NDRSIM_DRIVER_WORKFLOW] + moved;
    f[NDRSIM_FLOW_CAUSE_CAPACITY] = f[NDRSIM_DRIVER_CAPACITY] - moved;
    int64_t change = 0;
    for (int c = 0; c < NDRSIM_FLOWS; c++) {
      change += f[c];
    }
    out->mrr[t] = before + change / 60;
  }
}

static void add_flows(int64_t *to, const path *p, int from, int last) {
  for (int t = from; t <= last; t++) {
    for (int c = 0; c < NDRSIM_FLOW_COLUMNS; c++) {
      to[c] += p->flow[t][c];
    }
  }
}

/* The anchor row of a window of one path. A cohort never leaves, so its endpoint parts are its
 * flows, with contraction and churn given to price, which has none of its own here. */
static void add_anchor(int64_t *row, const path *p, int start, int end) {
  int64_t sum[NDRSIM_FLOW_COLUMNS] = {0};
  add_flows(sum, p, start + 1, end);
  int64_t base = p->mrr[start], now = p->mrr[end];
  row[NDRSIM_ANCHOR_BASE] += base;
  row[NDRSIM_ANCHOR_NOW] += now;
  row[NDRSIM_ANCHOR_KEPT] += now < base ? now : base;
  row[NDRSIM_ANCHOR_LOGOS] += 1;
  for (int c = 0; c < NDRSIM_DRIVERS; c++) {
    row[NDRSIM_ANCHOR_PARTS + c] += sum[c];
  }
  row[NDRSIM_ANCHOR_PARTS + NDRSIM_DRIVER_PRICE] +=
      sum[NDRSIM_FLOW_CONTRACTION] + sum[NDRSIM_FLOW_CHURN];
  for (int c = 0; c < 3; c++) {
    row[NDRSIM_ANCHOR_PARTS + NDRSIM_ENDPOINT_CAUSE + c] += sum[NDRSIM_FLOW_CAUSE_SEAT + c];
  }
}

static void add_path(const ndrsim_layout *l, int64_t *r, int cohort, const path *p) {
  int horizon = l->months - 1, book = cohort < l->book_cohorts;
  for (int t = p->first; t <= horizon; t++) {
    int64_t *at = r + ndrsim_at_cohort(l, cohort, t, 0);
    at[NDRSIM_COHORT_MRR] = p->mrr[t];
    at[NDRSIM_COHORT_LOGOS] = 1;
    at[NDRSIM_COHORT_LOST] =
        (p->flow[t][NDRSIM_FLOW_CONTRACTION] + p->flow[t][NDRSIM_FLOW_CHURN]) / 60;
    at[NDRSIM_COHORT_GROWN] = 0;
    for (int d = 0; d < NDRSIM_DRIVERS; d++)
      at[NDRSIM_COHORT_GROWN] += p->flow[t][d] / 60;
    at[NDRSIM_COHORT_BASE] = t == p->first ? p->mrr[t] : 0;
    r[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] += p->mrr[t];
    r[ndrsim_at_series(l, t, NDRSIM_COUNT_LOGOS)] += 1;
    r[ndrsim_at_series(l, t, 2)] += p->mrr[t] / 2000;
    r[ndrsim_at_series(l, t, 3 + cohort % 2)] += 1;
    add_flows(r + ndrsim_at_moved(l, t, 0), p, t, t);
    if (t >= 12 && t - 12 >= p->first) add_flows(r + ndrsim_at_point(l, t, 0), p, t - 11, t);
    if (book) continue;
    int age = t - p->first;
    r[l->age_base + (size_t)age] += p->mrr[p->first];
    r[l->age_now + (size_t)age] += p->mrr[t];
    add_flows(r + ndrsim_at_age(l, age, 0), p, p->first + 1, t);
  }
  r[ndrsim_at_moved(l, p->first, NDRSIM_MOVED_NEW)] += p->mrr[p->first];
  r[ndrsim_at_moved(l, p->first, NDRSIM_MOVED_NEW_LOGOS)] += 1;
  for (int a = 0; a < NDRSIM_ANCHORS; a++) {
    int end = 12 * (a + 1);
    if (end <= horizon && end - 12 >= p->first) {
      add_anchor(r + ndrsim_at_anchor(l, NDRSIM_ANCHOR_POINT, a, 0), p, end - 12, end);
    }
    if (!book && p->first + end <= horizon) {
      add_anchor(r + ndrsim_at_anchor(l, NDRSIM_ANCHOR_AGE, a, 0), p, p->first, p->first + end);
    }
  }
}

/* Revenue of quarters and years; a cohort never comes to zero, so nobody returns. */
static void add_revenue(const ndrsim_layout *l, int64_t *r, int cohort, const path *p) {
  static const struct {
    int length, column;
  } period[] = {{3, NDRSIM_REVENUE_BASE}, {12, NDRSIM_REVENUE_YEAR}};
  for (int k = 0; k < 2; k++)
    for (int end = 12 + period[k].length; end < l->months; end += period[k].length) {
      int64_t now = 0, then = 0, *row = r + ndrsim_at_revenue(l, end, period[k].column);
      for (int t = end - period[k].length + 1; t <= end; t++) {
        now += p->mrr[t];
        then += p->mrr[t - 12];
      }
      if (then == 0 || (k == 1 && p->mrr[end - 23] == 0)) continue;
      row[NDRSIM_REVENUE_BASE] += then;
      row[NDRSIM_REVENUE_NOW] += now;
      row[NDRSIM_REVENUE_KEPT] += now < then ? now : then;
    }
  for (int a = 12; a <= 36 && cohort >= l->book_cohorts && p->first + a < l->months; a += 12) {
    int64_t then = p->mrr[p->first], now = p->mrr[p->first + a];
    r[ndrsim_at_returned(l, a, NDRSIM_RETURN_KEPT)] += now < then ? now : then;
  }
}

/* Each cohort is one account: it waits a few months for its first expansion. */
static void add_wait(const ndrsim_layout *l, int64_t *r, int cohort, const path *p) {
  int age = 1 + cohort % 4, last = l->months - 1 - p->first;
  size_t at = ndrsim_at_incidence(l, cohort < l->book_cohorts ? l->groups - 1 : 0, 0,
                                  age < last ? age : last);
  r[at + (age <= last ? NDRSIM_INCIDENCE_REACHED : NDRSIM_INCIDENCE_CENSORED)]++;
}

static int add_spreads(const ndrsim_layout *l, int64_t *r) {
  int64_t *sums = malloc(2 * NDRSIM_SPREAD_SUMS * sizeof *sums),
          *growth = sums + NDRSIM_SPREAD_SUMS;
  if (sums == NULL) return -1;
  for (int k = 0; k < NDRSIM_SPREAD_MONTHS && 12 * k < l->months; k++) {
    int64_t accounts = 0, base = 0;
    memset(sums, 0, 2 * NDRSIM_SPREAD_SUMS * sizeof *sums);
    for (int c = 0; c < l->cohorts; c++) {
      int64_t now = r[ndrsim_at_cohort(l, c, 12 * k, NDRSIM_COHORT_MRR)];
      int64_t then = k > 0 ? r[ndrsim_at_cohort(l, c, 12 * k - 12, NDRSIM_COHORT_MRR)] : 0;
      if (now > 0) ndrsim_spread_add(sums, now);
      if (now > then && then > 0) ndrsim_spread_add(growth, now - then);
      accounts += now > 0;
      base += then > 0;
    }
    ndrsim_spread_finish(sums, accounts, r + ndrsim_at_spread(l, NDRSIM_SPREAD_MRR, k));
    if (k > 0) ndrsim_spread_finish(growth, base, r + ndrsim_at_spread(l, NDRSIM_SPREAD_GROWTH, k));
  }
  free(sums);
  return 0;
}

static void describe(fake_run *self, int horizon, int replicates, int book) {
  ndrsim_model *m = &self->model;
  m->catalogue = &catalogue;
  snprintf(m->name, sizeof m->name, "made-up");
  snprintf(m->title, sizeof m->title, "A made-up company's cohorts");
  snprintf(m->currency, sizeof m->currency, "USD");
  snprintf(m->start_month, sizeof m->start_month, "2025-11");
  snprintf(m->scenario_digest, sizeof m->scenario_digest, "00ff");
  snprintf(m->scenario_file, sizeof m->scenario_file, "made-up.json");
  static char text[] = "{\"name\": \"made-up\"}";
  m->scenario_text = text;
  m->scenario_size = sizeof text - 1;
  m->n_tiers = 2;
  snprintf(m->tier[0], NDRSIM_NAME, "lite");
  snprintf(m->tier[1], NDRSIM_NAME, "pro");
  m->n_segments = 1;
  snprintf(m->segment[0], NDRSIM_NAME, "all");
  m->horizon = horizon;
  m->replicates = replicates;
  m->seed = UINT64_C(18446744073709551615);
  m->intake = self->intake;
  m->n_intakes = COHORTS_LANDING;
  for (int k = 0; k < COHORTS_LANDING; k++) {
    self->intake[k] = (ndrsim_intake){.month = k, .number = 1};
  }
  if (!book) return;
  m->row = self->row;
  m->n_rows = 1;
  m->book_has = NDRSIM_BOOK_SEATS | NDRSIM_BOOK_TASKS;
  m->n_book_cohorts = 2;
  snprintf(m->book_cohort[0], 16, "before 2019");
  snprintf(m->book_cohort[1], 16, "2021");
  snprintf(m->book_digest, sizeof m->book_digest, "abcd");
  snprintf(m->book_file, sizeof m->book_file, "book.csv");
}

int fake_run_init(fake_run *self, int horizon, int replicates, int book) {
  memset(self, 0, sizeof *self);
  ndrsim_results *results = &self->results;
  ndrsim_results_init(results);
  describe(self, horizon, replicates, book);
  int cohorts = self->model.n_book_cohorts + horizon + 1;
  ndrsim_layout_init(&results->layout, horizon + 1, 2 + 3, cohorts, self->model.n_book_cohorts, 1,
                     book ? 2 : 1);
  results->model = &self->model;
  results->n = results->requested = replicates;
  results->convention = book ? NDRSIM_ANCHOR_POINT : NDRSIM_ANCHOR_AGE;
  results->bridge = results->convention;
  results->basis_month = 12;
  results->records = calloc((size_t)replicates * results->layout.size, sizeof(int64_t));
  if (results->records == NULL) return -1;
  for (int k = 0; k < replicates; k++) {
    uint64_t state = (uint64_t)k + 1;
    int64_t tilt = draw(&state, 2000);
    for (int c = 0; c < self->model.n_book_cohorts + COHORTS_LANDING && c < cohorts; c++) {
      path p;
      int first = c < self->model.n_book_cohorts ? 0 : c - self->model.n_book_cohorts;
      if (first > horizon) continue;
      make_path(&p, first, horizon, &state, tilt);
      add_path(&results->layout, results->records + (size_t)k * results->layout.size, c, &p);
      add_revenue(&results->layout, results->records + (size_t)k * results->layout.size, c, &p);
      add_wait(&results->layout, results->records + (size_t)k * results->layout.size, c, &p);
    }
    if (add_spreads(&results->layout, results->records + (size_t)k * results->layout.size))
      return -1;
  }
  return 0;
}

void fake_run_free(fake_run *self) {
  ndrsim_results_free(&self->results);
}
