#include "tests/helpers/bookkeeping.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ledger/movement.h"
#include "tests/helpers/history.h"

/* The record as it must be, from histories alone: same layout, counters other than ours left 0. */
typedef struct ledger {
  const lab *l;
  int64_t *r;
  int64_t returns, kept_parts, periods; /* how much there was to check */
} ledger;

static int64_t sum_of(const int64_t *part, int n) {
  int64_t sum = 0;
  for (int k = 0; k < n; k++)
    sum += part[k];
  return sum;
}

/* Drivers in the cause lens: three of them are replaced. */
static int64_t cause_sum(const int64_t *part) {
  return sum_of(part, NDRSIM_DRIVERS) - part[NDRSIM_DRIVER_SEAT] - part[NDRSIM_DRIVER_WORKFLOW] -
         part[NDRSIM_DRIVER_CAPACITY] + sum_of(part + NDRSIM_DRIVERS, 3);
}

/* One account's movement in a month as a row of flows; its parts must sum to the change. */
static ndrsim_movement_kind flow_of(const history_month *h, int t, bool billed, int64_t *flow) {
  int64_t before = h[t - 1].mrr, now = h[t].mrr, part[NDRSIM_ENDPOINT_COLUMNS];
  ndrsim_movement_kind kind = ndrsim_movement_classify(before, now, billed);
  memset(flow, 0, NDRSIM_FLOW_COLUMNS * sizeof *flow);
  for (int k = 0; k < NDRSIM_ENDPOINT_COLUMNS; k++)
    part[k] = h[t].since[k] - h[t - 1].since[k];
  if (before > 0 && now > 0) {
    assert_int_equal(sum_of(part, NDRSIM_DRIVERS), 60 * (now - before));
    assert_int_equal(cause_sum(part), 60 * (now - before));
  }
  switch (kind) {
  case NDRSIM_MOVE_EXPANSION:
    memcpy(flow, part, NDRSIM_DRIVERS * sizeof *flow);
    memcpy(flow + NDRSIM_FLOW_CAUSE_SEAT, part + NDRSIM_DRIVERS, 3 * sizeof *flow);
    break;
  case NDRSIM_MOVE_CONTRACTION:
    flow[NDRSIM_FLOW_CONTRACTION] = 60 * (now - before);
    break;
  case NDRSIM_MOVE_CHURN:
    flow[NDRSIM_FLOW_CHURN] = -60 * before;
    break;
  case NDRSIM_MOVE_REACTIVATION:
    flow[NDRSIM_FLOW_REACTIVATION] = 60 * now;
    break;
  default:
    break;
  }
  return kind;
}

static void add_anchor(ledger *g, int convention, int k, const history_month *h, int from, int to) {
  int64_t base = h[from].mrr, now = h[to].mrr;
  int64_t *out = g->r + ndrsim_at_anchor(&g->l->layout, convention, k, 0);
  if (base <= 0) return;
  out[NDRSIM_ANCHOR_BASE] += base;
  out[NDRSIM_ANCHOR_NOW] += now;
  out[NDRSIM_ANCHOR_KEPT] += now < base ? now : base;
  out[NDRSIM_ANCHOR_CHURNED] += now > 0 ? 0 : base;
  out[NDRSIM_ANCHOR_LOGOS] += 1;
  out[NDRSIM_ANCHOR_LEFT] += now <= 0;
  if (now <= 0) return;
  int64_t part[NDRSIM_ENDPOINT_COLUMNS];
  for (int c = 0; c < NDRSIM_ENDPOINT_COLUMNS; c++) {
    part[c] = h[to].since[c] - h[from].since[c];
    out[NDRSIM_ANCHOR_PARTS + c] += part[c];
  }
  assert_int_equal(sum_of(part, NDRSIM_DRIVERS), 60 * (now - base));
  assert_int_equal(cause_sum(part), 60 * (now - base));
  g->kept_parts++;
}

/* Windows of one account. flow[t] is its row of month t. `book`: its cohort is not a landing. */
static void add_windows(ledger *g, const history_month *h, int landing, bool book,
                        int64_t (*flow)[NDRSIM_FLOW_COLUMNS]) {
  const ndrsim_layout *l = &g->l->layout;
  for (int t = 12; t < l->months; t++) {
    if (h[t - 12].mrr <= 0) continue;
    for (int s = t - 11; s <= t; s++)
      for (int c = 0; c < NDRSIM_FLOW_COLUMNS; c++)
        g->r[ndrsim_at_point(l, t, c)] += flow[s][c];
    if (t % 12 == 0 && t <= 36) add_anchor(g, NDRSIM_ANCHOR_POINT, t / 12 - 1, h, t - 12, t);
  }
  for (int a = 0; !book && landing + a < l->months; a++) {
    g->r[l->age_base + (size_t)a] += h[landing].mrr;
    g->r[l->age_now + (size_t)a] += h[landing + a].mrr;
    for (int s = landing + 1; s <= landing + a; s++)
      for (int c = 0; c < NDRSIM_FLOW_COLUMNS; c++)
        g->r[ndrsim_at_age(l, a, c)] += flow[s][c];
    if (a > 0 && a % 12 == 0 && a <= 36)
      add_anchor(g, NDRSIM_ANCHOR_AGE, a / 12 - 1, h, landing, landing + a);
  }
}

static int64_t revenue_of(const history_month *h, int from, int to) {
  int64_t sum = 0;
  for (int t = from; t <= to; t++)
    sum += h[t].mrr;
  return sum;
}

/* Revenue of a period that ends in month t against the same twelve months before. */
static void add_period(ledger *g, int t, int column, int64_t now, int64_t then) {
  int64_t *row = g->r + ndrsim_at_revenue(&g->l->layout, t, column);
  if (then <= 0) return;
  row[NDRSIM_REVENUE_BASE] += then;
  row[NDRSIM_REVENUE_NOW] += now;
  row[NDRSIM_REVENUE_KEPT] += now < then ? now : then;
  g->periods++;
}

static void add_revenue(ledger *g, const history_month *h) {
  for (int t = 15; t < g->l->layout.months; t += 3)
    add_period(g, t, NDRSIM_REVENUE_BASE, revenue_of(h, t - 2, t), revenue_of(h, t - 14, t - 12));
  for (int t = 24; t < g->l->layout.months; t += 12)
    if (h[t - 23].mrr > 0)
      add_period(g, t, NDRSIM_REVENUE_YEAR, revenue_of(h, t - 11, t),
                 revenue_of(h, t - 23, t - 12));
}

/* What the account did once it had been at zero; and whether it never was, at the anchors. */
static void add_returns(ledger *g, const history_month *h, int landing) {
  const ndrsim_layout *l = &g->l->layout;
  int first_zero = landing;
  while (first_zero < l->months && h[first_zero].mrr > 0)
    first_zero++;
  for (int a = 0; landing + a < l->months; a++) {
    int64_t *out = g->r + ndrsim_at_returned(l, a, 0);
    for (int t = first_zero + 1; t <= landing + a; t++) {
      int64_t change = h[t].mrr - h[t - 1].mrr;
      out[NDRSIM_RETURN_CHANGE] += change;
      if (change < 0) out[NDRSIM_RETURN_LOST] += change;
    }
    if (a > 0 && a % 12 == 0 && a <= 36 && landing + a < first_zero) {
      int64_t now = h[landing + a].mrr, then = h[landing].mrr;
      out[NDRSIM_RETURN_KEPT] += now < then ? now : then;
    }
  }
}

static void add_account(ledger *g, const history_month *h, int book_cohort, int seats_counter) {
  const ndrsim_layout *l = &g->l->layout;
  int64_t(*flow)[NDRSIM_FLOW_COLUMNS] = calloc((size_t)l->months, sizeof *flow);
  assert_non_null(flow);
  int landing = -1, cohort = -1;
  for (int t = 0; t < l->months; t++) {
    int64_t *moved = g->r + ndrsim_at_moved(l, t, 0);
    g->r[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] += h[t].mrr;
    g->r[ndrsim_at_series(l, t, NDRSIM_COUNT_LOGOS)] += h[t].mrr > 0;
    g->r[ndrsim_at_series(l, t, seats_counter)] += h[t].seats;
    if (landing < 0 && h[t].mrr > 0) {
      landing = t;
      cohort = t == 0 && book_cohort >= 0 ? book_cohort : l->book_cohorts + t;
      moved[NDRSIM_MOVED_NEW] += h[t].mrr;
      moved[NDRSIM_MOVED_NEW_LOGOS]++;
      g->r[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_BASE)] += h[t].mrr;
    } else if (landing >= 0) {
      ndrsim_movement_kind kind = flow_of(h, t, true, flow[t]);
      moved[NDRSIM_MOVED_CHURNED_LOGOS] += kind == NDRSIM_MOVE_CHURN;
      moved[NDRSIM_MOVED_RETURNED_LOGOS] += kind == NDRSIM_MOVE_REACTIVATION;
      g->returns += kind == NDRSIM_MOVE_REACTIVATION;
      for (int c = 0; c < NDRSIM_FLOW_COLUMNS; c++)
        moved[c] += flow[t][c];
      /* movements sum to the change of MRR */
      assert_int_equal(sum_of(flow[t], NDRSIM_FLOWS), 60 * (h[t].mrr - h[t - 1].mrr));
      g->r[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_LOST)] +=
          (flow[t][NDRSIM_FLOW_CONTRACTION] + flow[t][NDRSIM_FLOW_CHURN]) / 60;
      g->r[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_GROWN)] +=
          sum_of(flow[t], NDRSIM_DRIVERS) / 60;
      /* since landing too, whatever happened in between */
      if (h[t].mrr > 0) {
        int64_t change = 60 * (h[t].mrr - h[landing].mrr);
        assert_int_equal(sum_of(h[t].since, NDRSIM_DRIVERS), change);
        assert_int_equal(cause_sum(h[t].since), change);
      }
    }
    if (cohort >= 0) {
      g->r[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_MRR)] += h[t].mrr;
      g->r[ndrsim_at_cohort(l, cohort, t, NDRSIM_COHORT_LOGOS)] += h[t].mrr > 0;
    }
  }
  if (landing >= 0) add_windows(g, h, landing, cohort < l->book_cohorts, flow);
  if (landing >= 0 && cohort >= l->book_cohorts) add_returns(g, h, landing);
  if (landing >= 0) add_revenue(g, h);
  free(flow);
}

/* What the ledger does not keep is taken over, so that whole records can be compared: counters, and
 * the waits and spreads, which test_milestones.c and test_concentration.c compare. */
static void compare(const ledger *g, const int64_t *record, int seats_counter) {
  const ndrsim_layout *l = &g->l->layout;
  for (int t = 0; t < l->months; t++)
    for (int c = 0; c < l->counters; c++)
      if (c != NDRSIM_COUNT_MRR && c != NDRSIM_COUNT_LOGOS && c != seats_counter)
        g->r[ndrsim_at_series(l, t, c)] = record[ndrsim_at_series(l, t, c)];
  memcpy(g->r + l->incidence, record + l->incidence, (l->size - l->incidence) * sizeof *record);
  for (size_t i = 0; i < l->size; i++)
    if (g->r[i] != record[i])
      fail_msg("word %zu of the record (series %zu, moved %zu, point %zu, age %zu, cohort %zu, "
               "anchor %zu, returned %zu, revenue %zu): accounts give %lld, the engine says %lld",
               i, l->series, l->moved, l->point, l->age, l->cohort, l->anchor, l->returned,
               l->revenue, (long long)g->r[i], (long long)record[i]);
}

/* 1 + bridge = NDR, for what people read: exact up to the rounding of a few doubles. */
static void bridges_sum(const lab *l, const int64_t *record) {
  for (int convention = 0; convention < 2; convention++)
    for (int t = 0; t < l->layout.months; t++) {
      double ndr = ndrsim_record_ndr(&l->layout, record, convention, t), out[NDRSIM_FLOWS];
      for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
        int k = t / 12 - 1;
        double sum = 1, end[NDRSIM_ENDPOINTS];
        int valid = ndrsim_record_flow(&l->layout, record, convention, t, (ndrsim_lens)lens, out);
        assert_true(valid == !isnan(ndr));
        for (int c = 0; valid && c < NDRSIM_FLOWS; c++)
          sum += out[c];
        if (valid) assert_true(fabs(sum - ndr) < 1e-12);
        if (t % 12 != 0 || t == 0 || t > 36 ||
            !ndrsim_record_endpoint(&l->layout, record, convention, k, (ndrsim_lens)lens, end))
          continue;
        sum = 1;
        for (int c = 0; c < NDRSIM_ENDPOINTS; c++)
          sum += end[c];
        assert_true(fabs(sum - ndr) < 1e-12);
      }
    }
}

static int book_cohort_of(const ndrsim_model *model, uint64_t id) {
  for (int64_t k = 0; k < model->n_rows; k++)
    if (model->row[k].id == id) return model->row[k].cohort;
  return -1;
}

void bookkeeping_check(lab *l, const char *name, int replicates, bool returns) {
  int64_t accounts = l->model.n_rows;
  for (int i = 0; i < l->model.n_intakes; i++)
    accounts += l->model.intake[i].number;
  history h;
  history_init(&h, &l->model, accounts);
  ndrsim_observer observer = {history_see, &h};
  ndrsim_engine_options options = {.threads = 1, .debug = true, .observer = &observer};
  int seats = ndrsim_counter_find(&l->model, "seats");
  int64_t back = 0, survivors = 0, lanes = 0, periods = 0;
  for (int k = 0; k < replicates; k++) {
    history_clear(&h);
    lab_run(l, &options, (uint32_t)k, 1);
    ledger g = {.l = l, .r = calloc(l->layout.size, sizeof *g.r)};
    assert_non_null(g.r);
    assert_int_equal(h.n, accounts);
    for (size_t i = 0; i < h.capacity; i++) {
      const history_month *m = history_at(&h, i);
      if (m != NULL) add_account(&g, m, book_cohort_of(&l->model, h.id[i]), seats);
    }
    compare(&g, lab_record(l, 0), seats);
    bridges_sum(l, lab_record(l, 0));
    back += g.returns;
    survivors += g.kept_parts;
    periods += g.periods;
    lanes += h.seen;
    free(g.r);
  }
  history_free(&h);
  printf("  %-18s %d replicates x %lld accounts: %lld account-months, %lld returns\n", name,
         replicates, (long long)accounts, (long long)lanes, (long long)back);
  assert_true(survivors > 0 && periods > 0);
  if (returns) assert_true(back > 0);
}
