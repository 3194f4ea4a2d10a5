/* Waits for milestones, a second time from each account's own history: for every account of several
 * scenarios, when it happened, when it left, when it was last seen; then every count of the record,
 * by group, milestone and age. And the Aalen-Johansen curve of a table worked by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/incidence.h"
#include "data/book.h"
#include "sim/milestone.h"
#include "tests/helpers/history.h"
#include "tests/helpers/lab.h"

typedef struct story {
  const history_month *h;
  const ndrsim_row *row; /* NULL: described */
  int months, entered, landing, left;
} story;

/* Whether the account expanded in month t, and whether this driver has a part of it by cause. */
static bool expands(const story *s, int t, int driver) {
  const history_month *h = s->h;
  if (s->landing < 0 || t <= s->landing || h[t - 1].mrr <= 0 || h[t].mrr <= h[t - 1].mrr)
    return false;
  int column = driver == NDRSIM_DRIVER_SEAT       ? NDRSIM_ENDPOINT_CAUSE
               : driver == NDRSIM_DRIVER_WORKFLOW ? NDRSIM_ENDPOINT_CAUSE + 1
               : driver == NDRSIM_DRIVER_CAPACITY ? NDRSIM_ENDPOINT_CAUSE + 2
                                                  : driver;
  return driver == NDRSIM_MILESTONE_ANY_DRIVER || h[t].since[column] > h[t - 1].since[column];
}

static bool happens(const story *s, const ndrsim_milestone_def *def, int t) {
  const history_month *h = s->h;
  if (def->driver != NDRSIM_MILESTONE_POSTED) return expands(s, t, def->driver);
  if (strcmp(def->name, "activation") == 0) return h[t].fst == t;
  if (strcmp(def->name, "first_upgrade") == 0)
    return t > s->entered ? h[t].tier > h[t - 1].tier : !s->row && h[t].tier > 0;
  assert_string_equal(def->name, "seats_plus_20");
  /* seats of customers only; they do not move before the first bill */
  return s->landing >= 0 && t > s->landing && 5 * h[t].seats >= 6 * h[s->landing].seats;
}

static story read_story(const lab *l, const history_month *h, uint64_t id) {
  story s = {.h = h, .months = l->layout.months, .entered = -1, .landing = -1, .left = -1};
  for (int64_t k = 0; k < l->model.n_rows; k++)
    if (l->model.row[k].id == id) s.row = &l->model.row[k];
  for (int t = 0; t < s.months; t++) {
    if (s.entered < 0 && h[t].status >= 0) s.entered = t;
    if (s.landing < 0 && h[t].mrr > 0) s.landing = t;
    bool churned = s.landing >= 0 && t > s.landing && h[t].mrr <= 0;
    bool gave_up = s.landing < 0 && h[t].status == NDRSIM_DROPPED;
    if (s.left < 0 && (churned || gave_up)) s.left = t;
  }
  return s;
}

static void add_story(const lab *l, const ndrsim_milestones *m, const story *s, int segment,
                      int64_t *want) {
  for (int k = 0; k < m->n; k++) {
    bool from_start = m->def[k]->clock == NDRSIM_CLOCK_START;
    bool book = s->row && (from_start || s->landing == 0);
    int since = from_start ? (s->row ? 0 : s->entered) : s->landing;
    if (since < 0 || (from_start && s->row && s->row->mrr > 0)) continue;
    int t = since, column = NDRSIM_INCIDENCE_CENSORED;
    for (; t < s->months; t++) {
      if (t == s->left) column = NDRSIM_INCIDENCE_LEFT;
      /* month 0 of a book is over when the run begins */
      else if ((t > 0 || l->model.n_rows == 0) && happens(s, m->def[k], t))
        column = NDRSIM_INCIDENCE_REACHED;
      else
        continue;
      break;
    }
    if (t == s->months) t--;
    int group = segment + (book ? l->model.n_segments : 0);
    want[ndrsim_at_incidence(&l->layout, group, k, t - since) - l->layout.incidence +
         (size_t)column]++;
  }
}

/* Ids of described accounts are a function of segment, month and number. */
static int segment_of(const ndrsim_model *model, uint64_t id) {
  for (int64_t k = 0; k < model->n_rows; k++)
    if (model->row[k].id == id) return model->row[k].segment;
  for (int i = 0; i < model->n_intakes; i++)
    for (int64_t k = 0; k < model->intake[i].number; k++)
      if (ndrsim_population_id(model, model->intake[i].segment, model->intake[i].month, k) == id)
        return model->intake[i].segment;
  fail_msg("no account %016llx", (unsigned long long)id);
  return -1;
}

static void check(lab *l, const char *name) {
  int64_t accounts = l->model.n_rows, ended[NDRSIM_INCIDENCE_COLUMNS] = {0};
  for (int i = 0; i < l->model.n_intakes; i++)
    accounts += l->model.intake[i].number;
  history h;
  history_init(&h, &l->model, accounts);
  ndrsim_observer observer = {history_see, &h};
  ndrsim_engine_options options = {.threads = 1, .debug = true, .observer = &observer};
  ndrsim_milestones m;
  ndrsim_milestones_list(&m, l->model.catalogue);
  assert_int_equal(m.n, l->layout.milestones);
  lab_run(l, &options, 3, 1);
  size_t size = l->layout.spread - l->layout.incidence;
  int64_t *want = calloc(size, sizeof *want);
  assert_non_null(want);
  for (size_t i = 0; i < h.capacity; i++) {
    const history_month *month = history_at(&h, i);
    if (!month) continue;
    story s = read_story(l, month, h.id[i]);
    add_story(l, &m, &s, segment_of(&l->model, h.id[i]), want);
  }
  const int64_t *have = lab_record(l, 0) + l->layout.incidence;
  for (size_t i = 0; i < size; i++) {
    size_t row = i / NDRSIM_INCIDENCE_COLUMNS, months = (size_t)l->layout.months;
    ended[i % NDRSIM_INCIDENCE_COLUMNS] += want[i];
    if (have[i] != want[i])
      fail_msg("%s: %s, group %zu, age %zu, column %zu: accounts give %lld, the engine %lld", name,
               m.def[row / months % (size_t)m.n]->name, row / months / (size_t)m.n, row % months,
               i % NDRSIM_INCIDENCE_COLUMNS, (long long)want[i], (long long)have[i]);
  }
  printf("  %-16s %lld accounts: waits reached %lld, left %lld, censored %lld\n", name,
         (long long)accounts, (long long)ended[0], (long long)ended[1], (long long)ended[2]);
  assert_true(ended[0] > 100 && ended[1] > 100 && ended[2] > 100);
  free(want);
  history_free(&h);
}

static void agent(lab *l) {
  lab_init(l);
  lab_set(l, "acquisition.initial=400");
  lab_set(l, "acquisition.per_month=20");
  lab_set(l, "reactivation.hazard=0.1");
}

static void as_shipped(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_build(&l, "agent-product.json");
  check(&l, "as shipped");
  lab_free(&l);
}

static void overage_from_the_start(void **state) {
  (void)state;
  lab l;
  agent(&l);
  lab_set(&l, "activation.lands=at_start");
  lab_set(&l, "capacity.over_cap=overage");
  lab_set(&l, "capacity.pooled=true");
  lab_set(&l, "tiers.lite.overage=0.071");
  lab_set(&l, "tiers.lite.cap=1500");
  lab_set(&l, "tiers.pro.cap=9000");
  lab_set(&l, "tiers.ultra.cap=40000");
  lab_build(&l, "agent-product.json");
  check(&l, "overage");
  lab_free(&l);
}

static void a_book(void **state) {
  (void)state;
  ndrsim_error err = {0};
  lab l;
  agent(&l);
  lab_build(&l, "agent-product.json");
  if (ndrsim_book_read(&l.model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err))
    fail_msg("%s", err.message);
  ndrsim_engine_layout(&l.model, &l.layout);
  check(&l, "book");
  lab_free(&l);
}

/* Twelve accounts, some of which landed so late that they are seen only up to age 2. (The worked
 * example of docs/definitions.md is in test_worked_examples.c.) */
static void by_hand(void **state) {
  (void)state;
  ndrsim_layout l;
  ndrsim_layout_init(&l, 4, 1, 4, 0, 1, 1);
  int64_t *record = calloc(l.size, sizeof *record);
  assert_non_null(record);
  static const int64_t count[4][NDRSIM_INCIDENCE_COLUMNS] = {
      {0, 0, 0}, {1, 1, 0}, {2, 2, 1}, {2, 0, 3}};
  for (int age = 0; age < 4; age++)
    memcpy(record + ndrsim_at_incidence(&l, 0, 0, age), count[age], sizeof count[age]);
  double f[4], g[4];
  assert_int_equal(ndrsim_incidence_curve(&l, record, 0, 0, f, g), 12);
  /* at risk 12, 12, 10, 5 */
  double s1 = 10.0 / 12, s2 = s1 * 6 / 10;
  assert_true(f[0] == 0 && g[0] == 0);
  assert_true(fabs(f[1] - 1.0 / 12) < 1e-15 && fabs(g[1] - 1.0 / 12) < 1e-15);
  assert_true(fabs(f[2] - (f[1] + s1 * 2 / 10)) < 1e-15);
  assert_true(fabs(f[3] - (f[2] + s2 * 2 / 5)) < 1e-15);
  assert_true(isinf(ndrsim_incidence_median(&l, record, 0, 0))); /* 45% by the last age */
  record[ndrsim_at_incidence(&l, 0, 0, 3)] = 5;
  record[ndrsim_at_incidence(&l, 0, 0, 3) + NDRSIM_INCIDENCE_CENSORED] = 0;
  assert_true(ndrsim_incidence_median(&l, record, 0, 0) == 3);
  free(record);
}

/* Nobody is seen at an age although some still wait: the curve ends, it does not go on flat. */
static void what_is_not_observed_is_not_known(void **state) {
  (void)state;
  ndrsim_layout l;
  ndrsim_layout_init(&l, 5, 1, 5, 0, 1, 1);
  int64_t *record = calloc(l.size, sizeof *record);
  assert_non_null(record);
  double f[5], g[5];
  assert_int_equal(ndrsim_incidence_curve(&l, record, 0, 0, f, g), 0);
  record[ndrsim_at_incidence(&l, 0, 0, 1)] = 3;
  record[ndrsim_at_incidence(&l, 0, 0, 1) + NDRSIM_INCIDENCE_CENSORED] = 1;
  assert_int_equal(ndrsim_incidence_curve(&l, record, 0, 0, f, g), 4);
  assert_true(f[1] == 0.75 && isnan(f[2]) && isnan(g[4]));
  record[ndrsim_at_incidence(&l, 0, 0, 1) + NDRSIM_INCIDENCE_CENSORED] = 0;
  record[ndrsim_at_incidence(&l, 0, 0, 1) + NDRSIM_INCIDENCE_LEFT] = 1;
  assert_int_equal(ndrsim_incidence_curve(&l, record, 0, 0, f, g), 4);
  assert_true(f[4] == 0.75 && g[4] == 0.25);
  free(record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_shipped),
      cmocka_unit_test(overage_from_the_start),
      cmocka_unit_test(a_book),
      cmocka_unit_test(by_hand),
      cmocka_unit_test(what_is_not_observed_is_not_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
