/* The eight runs of an attribution: each is the run that --set would give, the base is the same in
 * all, engines that are off do not grow, what does not interact does not, and an interruption
 * leaves the first replicates. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "data/book.h"
#include "tests/helpers/fake_causal.h"
#include "tests/helpers/lab.h"

static void must(ndrsim_status status, const ndrsim_error *err) {
  if (status == NDRSIM_OK) return;
  char text[1024];
  ndrsim_error_format(err, text, sizeof text);
  fail_msg("%s", text);
}

/* agent-product, small, with a book when `book`; settings stay, so that more can follow. */
static void load(lab *l, int replicates, bool book) {
  ndrsim_error err;
  lab_set(l, "acquisition.initial=150");
  lab_set(l, "acquisition.per_month=4");
  lab_set(l, "horizon=26");
  lab_set(l, "replicates=%d", replicates);
  lab_set(l, "playbook.pitch_early=true");
  lab_set(l, "contraction.cut=0.03");
  lab_build(l, "agent-product.json");
  if (book)
    must(ndrsim_book_read(&l->model, NDRSIM_SOURCE_DIR "/scenarios/sample-book.csv", &err), &err);
  ndrsim_engine_layout(&l->model, &l->layout);
}

static void attribute(ndrsim_causal *out, const ndrsim_model *model, int month) {
  ndrsim_error err;
  ndrsim_run_options options = {0};
  ndrsim_causal_init(out);
  must(ndrsim_causal_run(out, model, month, &options, &err), &err);
  assert_int_equal(out->n, model->replicates);
  assert_true(out->same_base);
}

/* --- the models of the runs ------------------------------------------------------------------- */

static const char *const engine[3] = {"seat", "workflow", "capacity"};

static int64_t *records_of(const ndrsim_model *model, int n, size_t *size) {
  lab l;
  lab_init(&l);
  l.model = *model;
  ndrsim_engine_layout(model, &l.layout);
  lab_run(&l, NULL, 0, n);
  *size = (size_t)n * l.layout.size * sizeof(int64_t);
  return l.records;
}

/* Every set, from the start and from month 13 on: the bytes of a run with the same by --set. */
static void a_run_is_that_of_set(void **state) {
  (void)state;
  for (int from = 0; from <= 13; from += 13)
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
      lab plain, changed;
      ndrsim_causal_variant variant;
      ndrsim_error err;
      size_t size, other;
      lab_init(&plain);
      lab_init(&changed);
      load(&plain, 2, false);
      for (int e = 0; e < 3; e++) {
        if (set >> e & 1) continue;
        const char *off = from == 0 ? "false" : "{\"schedule\":{\"0\":true,\"13\":false}}";
        lab_set(&changed, "%s.growth=%s", engine[e], off);
        lab_set(&changed, "playbook.%s_plays=%s", engine[e], off);
      }
      load(&changed, 2, false);
      must(ndrsim_causal_variant_init(&variant, &plain.model, set, from, &err), &err);
      int64_t *a = records_of(&variant.model, 2, &size), *b = records_of(&changed.model, 2, &other);
      assert_int_equal(size, other);
      assert_memory_equal(a, b, size);
      free(a);
      free(b);
      ndrsim_causal_variant_free(&variant);
      ndrsim_causal_variant_free(&variant);
      lab_free(&plain);
      lab_free(&changed);
    }
}

static int64_t sum_of(const lab *l, const char *counter, int from) {
  int64_t sum = 0;
  for (int k = 0; k < l->n; k++)
    for (int t = from; t <= l->model.horizon; t++)
      sum += lab_counter(l, k, counter, t);
  return sum;
}

/* Nothing of an engine that is off grows, by whatever path, and none of its plays begins; before,
 * and when it is on, all of it does. Losses go on. */
static void frozen_engines_do_not_grow(void **state) {
  (void)state;
  static const char *const growth[3][4] = {
      {"seats_added", "plays_started_seat"},
      {"plays_started_workflow"},
      {"upgrades", "trials", "plays_started_capacity", "pitches_early"},
  };
  enum { FROM = 11 };
  lab plain;
  lab_init(&plain);
  load(&plain, 3, true);
  for (int e = 0; e < 3; e++)
    for (int off = 0; off < 2; off++) {
      ndrsim_causal_variant variant;
      ndrsim_error err;
      int set = off ? NDRSIM_CAUSAL_ALL ^ 1 << e : NDRSIM_CAUSAL_ALL;
      must(ndrsim_causal_variant_init(&variant, &plain.model, set, FROM, &err), &err);
      lab l = {.model = variant.model, .layout = plain.layout};
      lab_run(&l, NULL, 0, 3);
      for (int k = 0; k < 4 && growth[e][k] != NULL; k++) {
        /* a trial that was agreed before is held in the first month */
        int64_t after =
            sum_of(&l, growth[e][k], strcmp(growth[e][k], "trials") == 0 ? FROM + 1 : FROM);
        assert_true(sum_of(&l, growth[e][k], 1) > after);
        if (off ? after != 0 : after == 0)
          fail_msg("%s: %lld with %s %s", growth[e][k], (long long)after, engine[e],
                   off ? "off" : "on");
      }
      if (e == 0) assert_true(sum_of(&l, "seats_cut", FROM) > 0);
      free(l.records);
      ndrsim_causal_variant_free(&variant);
    }
  lab_free(&plain);
}

/* Blocks of licences are bought because seats are used: frozen with them, and the base is the same.
 */
static void licences_are_frozen_with_seats(void **state) {
  (void)state;
  enum { FROM = 11 };
  lab plain;
  ndrsim_causal causal;
  ndrsim_causal_variant variant;
  ndrsim_error err;
  lab_init(&plain);
  lab_set(&plain, "licence.block=5");
  load(&plain, 3, false);
  must(ndrsim_causal_variant_init(&variant, &plain.model, 6, FROM, &err), &err);
  lab l = {.model = variant.model, .layout = plain.layout};
  lab_run(&l, NULL, 0, 3);
  lab_run(&plain, NULL, 0, 3);
  assert_true(sum_of(&l, "licences_added", 1) > 0);
  assert_true(sum_of(&l, "licences_added", FROM) == 0);
  assert_true(sum_of(&plain, "licences_added", FROM) > 0);
  free(l.records);
  ndrsim_causal_variant_free(&variant);
  attribute(&causal, &plain.model, 12);
  ndrsim_causal_free(&causal);
  lab_free(&plain);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* The run in which all grow is `ndrsim run`; all runs have its base; each replicate adds up. */
static void all_engines_are_the_ordinary_run(void **state) {
  (void)state;
  for (int book = 0; book < 2; book++) {
    lab l;
    ndrsim_causal causal;
    lab_init(&l);
    load(&l, 20, book != 0); /* more than a batch */
    attribute(&causal, &l.model, 24);
    assert_int_equal(causal.on.convention, book ? NDRSIM_ANCHOR_POINT : NDRSIM_ANCHOR_AGE);
    assert_int_equal(causal.frozen_from, book ? 13 : 0);
    lab_run(&l, NULL, 0, 20);
    assert_memory_equal(l.records, causal.on.records, 20 * l.layout.size * sizeof(int64_t));
    for (int k = 0; k < 20; k++) {
      const int64_t *v = causal.now + (size_t)k * NDRSIM_CAUSAL_RUNS;
      const int64_t *base = causal.then + (size_t)k * NDRSIM_CAUSAL_RUNS;
      int64_t sixfold[3];
      ndrsim_causal_shapley(v, sixfold);
      assert_true(sixfold[0] + sixfold[1] + sixfold[2] == 6 * (v[7] - v[0]));
      for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++)
        assert_true(base[set] == base[7] && base[set] > 0);
      double ndr = ndrsim_record_ndr(&l.layout, lab_record(&l, k), causal.on.convention, 24);
      assert_true(fabs(100 * ndr - ndrsim_causal_value(&causal, NDRSIM_CAUSAL_NDR, 7, k)) < 1e-9);
    }
    ndrsim_causal_free(&causal);
    lab_free(&l);
  }
}

/* Seats grow in one segment, workflows (billed as overage) in another: they cannot interact. */
static void engines_that_do_not_meet_do_not_interact(void **state) {
  (void)state;
  static const char scenario[] =
      "{\"schema_version\":1,\"name\":\"apart\",\"seed\":\"7\",\"horizon\":12,\"replicates\":9,"
      "\"segments\":{\"a\":{\"share\":0.5},\"b\":{\"share\":0.5}},"
      "\"acquisition\":{\"initial\":400},"
      "\"tiers\":{\"only\":{\"price\":10,\"cap\":100,\"overage\":0.01}},"
      "\"seat\":{\"headcount\":40,\"saturation\":1,"
      "\"innovation\":{\"by_segment\":{\"a\":0.03,\"b\":0}}},"
      "\"workflow\":{\"ceiling\":8,\"explore\":{\"by_segment\":{\"a\":0,\"b\":0.4}}},"
      "\"demand\":{\"level\":100},\"capacity\":{\"over_cap\":\"overage\"}}";
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  lab_build(&l, scenario);
  attribute(&causal, &l.model, 12);
  for (int k = 0; k < causal.n; k++) {
    const int64_t *v = causal.now + (size_t)k * NDRSIM_CAUSAL_RUNS;
    int64_t dividend[NDRSIM_CAUSAL_RUNS], sixfold[3];
    ndrsim_causal_dividends(v, dividend);
    ndrsim_causal_shapley(v, sixfold);
    assert_true(dividend[1] > 0 && dividend[2] > 0);
    assert_true(dividend[3] == 0 && dividend[4] == 0 && dividend[5] == 0 && dividend[6] == 0 &&
                dividend[7] == 0);
    assert_true(sixfold[0] == 6 * (v[1] - v[0]) && sixfold[1] == 6 * (v[2] - v[0]));
    assert_true(sixfold[2] == 0);
    assert_true(v[0] == causal.then[(size_t)k * NDRSIM_CAUSAL_RUNS]); /* nothing else moves */
  }
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* An engine that the scenario itself has switched off causes exactly nothing. */
static void an_engine_that_is_off_anyway_causes_nothing(void **state) {
  (void)state;
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  lab_set(&l, "workflow.growth=false");
  lab_set(&l, "playbook.workflow_plays=false");
  load(&l, 4, false);
  attribute(&causal, &l.model, 12);
  for (int k = 0; k < causal.n; k++) {
    int64_t sixfold[3];
    ndrsim_causal_shapley(causal.now + (size_t)k * NDRSIM_CAUSAL_RUNS, sixfold);
    assert_true(sixfold[1] == 0 && sixfold[0] != 0 && sixfold[2] != 0);
  }
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* The error of paired differences against that of eight runs with random numbers of their own,
 * whose variances add up. Capacity is printed only: without it little is left that could vary, so
 * its effect varies as much as NDR itself, and eight independent samples would average that out. */
static void pairing_pays(void **state) {
  (void)state;
  lab l;
  ndrsim_causal causal;
  lab_init(&l);
  load(&l, 60, false);
  attribute(&causal, &l.model, 12);
  ndrsim_estimate ndr[NDRSIM_CAUSAL_RUNS];
  for (int c = 0; c < NDRSIM_CAUSAL_RUNS; c++)
    assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_NDR, c,
                                            &ndr[ndrsim_causal_set(NDRSIM_CAUSAL_NDR, c)]),
                     NDRSIM_OK);
  for (int e = 0; e < 3; e++) {
    static const double weight[3] = {1.0 / 3, 1.0 / 6, 1.0 / 3};
    ndrsim_estimate paired;
    double unpaired = 0;
    for (int set = 0; set < NDRSIM_CAUSAL_RUNS; set++) {
      double w = weight[__builtin_popcount((unsigned)set & ~(1U << e))];
      unpaired += w * w * ndr[set].se * ndr[set].se;
    }
    assert_int_equal(ndrsim_causal_estimate(&causal, NDRSIM_CAUSAL_SHAPLEY, e, &paired), NDRSIM_OK);
    printf("  %-8s %+7.2f points, standard error %.2f paired, %.2f unpaired\n", engine[e],
           paired.mean, paired.se, sqrt(unpaired));
    if (e != NDRSIM_ENGINE_CAPACITY) assert_true(paired.se * 1.5 < sqrt(unpaired));
  }
  ndrsim_causal_free(&causal);
  lab_free(&l);
}

/* --- how it runs ------------------------------------------------------------------------------ */

static void threads_and_blocks_do_not_show(void **state) {
  (void)state;
  lab l;
  ndrsim_causal one, three;
  ndrsim_error err;
  ndrsim_run_options options = {.engine = {.threads = 3, .block_size = 17}};
  lab_init(&l);
  load(&l, 18, true);
  attribute(&one, &l.model, 12);
  ndrsim_causal_init(&three);
  must(ndrsim_causal_run(&three, &l.model, 12, &options, &err), &err);
  size_t cells = 18 * NDRSIM_CAUSAL_RUNS * sizeof(int64_t);
  assert_memory_equal(one.now, three.now, cells);
  assert_memory_equal(one.then, three.then, cells);
  ndrsim_causal_free(&one);
  ndrsim_causal_free(&three);
  lab_free(&l);
}

typedef struct stop {
  int64_t last, total, at; /* at: thousandths of the whole; -1 = never */
  int went_back;
} stop;

static int look(void *user, int64_t done, int64_t total) {
  stop *self = user;
  self->went_back |= done < self->last || (self->total != 0 && total != self->total);
  self->last = done;
  self->total = total;
  return self->at >= 0 && done * 1000 >= total * self->at;
}

/* Stopped anywhere, the first replicates are whole in all eight runs and as they would have been;
 * and a run that stops early on purpose is the same. */
static void an_interruption_leaves_the_first_replicates(void **state) {
  (void)state;
  static const int at[] = {0, 300, 430, 700, 990, -1};
  lab l;
  ndrsim_causal whole;
  lab_init(&l);
  load(&l, 40, false);
  attribute(&whole, &l.model, 12);
  for (size_t k = 0; k < sizeof at / sizeof at[0]; k++) {
    ndrsim_causal part;
    ndrsim_error err;
    ndrsim_run_watch watch;
    stop seen = {.at = at[k]};
    ndrsim_run_options options = {
        .watch = &watch, .engine = {.threads = 1, .progress = look, .progress_user = &seen}};
    ndrsim_causal_init(&part);
    ndrsim_status status = ndrsim_causal_run(&part, &l.model, 12, &options, &err);
    assert_false(seen.went_back);
    assert_int_equal(status, at[k] < 0 ? NDRSIM_OK : NDRSIM_INTERRUPTED);
    assert_int_equal(part.n, part.on.n);
    assert_int_equal(watch.n, part.n);
    if (at[k] < 0) {
      assert_int_equal(part.n, 40);
      assert_true(seen.last == seen.total);
    } else {
      assert_in_range(part.n, 0, 40 * (at[k] + 1) / 1000);
      if (at[k] >= 430) assert_true(part.n >= 16);
    }
    size_t cells = (size_t)part.n * NDRSIM_CAUSAL_RUNS * sizeof(int64_t);
    assert_memory_equal(part.now, whole.now, cells);
    assert_memory_equal(part.on.records, whole.on.records,
                        (size_t)part.n * l.layout.size * sizeof(int64_t));
    if (part.n > 0) {
      ndrsim_causal again;
      ndrsim_run_options early = {.stop_early = true, .stop_replicates = part.n};
      ndrsim_causal_init(&again);
      must(ndrsim_causal_run(&again, &l.model, 12, &early, &err), &err);
      assert_int_equal(again.n, part.n);
      assert_int_equal(again.on.requested, 40);
      assert_memory_equal(again.now, part.now, cells);
      ndrsim_causal_free(&again);
    }
    ndrsim_causal_free(&part);
  }
  ndrsim_causal_free(&whole);
  lab_free(&l);
}

static void expect_refused(const ndrsim_model *model, int month, const ndrsim_run_options *options,
                           ndrsim_status expected, const char *says) {
  ndrsim_causal causal;
  ndrsim_error err;
  ndrsim_causal_init(&causal);
  assert_int_equal(ndrsim_causal_run(&causal, model, month, options, &err), expected);
  if (strstr(err.message, says) == NULL) fail_msg("`%s` does not say `%s`", err.message, says);
  ndrsim_causal_free(&causal);
}

static void what_cannot_be_answered_is_refused(void **state) {
  (void)state;
  ndrsim_run_options plain = {0}, poor = {.engine = {.memory = 1000}};
  ndrsim_run_options none = {.stop_early = true}, many = {.stop_early = true, .stop_replicates = 9};
  lab l;
  lab_init(&l);
  load(&l, 2, false);
  expect_refused(&l.model, 36, &plain, NDRSIM_USAGE, "the horizon is 26");
  expect_refused(&l.model, 13, &plain, NDRSIM_USAGE, "12, 24 or 36");
  expect_refused(&l.model, 0, &plain, NDRSIM_USAGE, "12, 24 or 36");
  expect_refused(&l.model, 12, &poor, NDRSIM_LIMIT, "memory");
  expect_refused(&l.model, 12, &none, NDRSIM_LIMIT, "1 .. 2");
  expect_refused(&l.model, 12, &many, NDRSIM_LIMIT, "1 .. 2");
  lab_free(&l);
  lab_init(&l);
  load(&l, 2, false);
  lab_set(&l, "acquisition.initial=0");
  lab_set(&l, "acquisition.per_month=0");
  lab_free(&l);
  lab_build(&l, "agent-product.json");
  expect_refused(&l.model, 12, &plain, NDRSIM_INPUT, "no NDR at 12 months to attribute");
  lab_free(&l);
  /* a catalogue without the switches, as in a made-up run */
  fake_run run;
  ndrsim_causal_variant variant;
  ndrsim_error err;
  assert_int_equal(fake_run_init(&run, 12, 2, 0), 0);
  assert_int_equal(ndrsim_causal_variant_init(&variant, &run.model, 0, 0, &err), NDRSIM_INTERNAL);
  fake_run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_run_is_that_of_set),
      cmocka_unit_test(frozen_engines_do_not_grow),
      cmocka_unit_test(licences_are_frozen_with_seats),
      cmocka_unit_test(all_engines_are_the_ordinary_run),
      cmocka_unit_test(engines_that_do_not_meet_do_not_interact),
      cmocka_unit_test(an_engine_that_is_off_anyway_causes_nothing),
      cmocka_unit_test(pairing_pays),
      cmocka_unit_test(threads_and_blocks_do_not_show),
      cmocka_unit_test(an_interruption_leaves_the_first_replicates),
      cmocka_unit_test(what_cannot_be_answered_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
