/* Parameters at their bounds: one at a time, then random corners of many. The table is walked, so a
 * new parameter is covered by being declared.
 *
 * The engine runs in debug mode on a small portfolio in which every mechanism is at work. Whatever
 * the values, the month's movements and the bridges must add up, floats must be finite, counts must
 * not be negative, and the block size must not show. A run may be refused when its money outgrows
 * 64 bits, with a message; it may not go wrong in silence. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/param_list.h"
#include "scenarios/scenario.h"
#include "sim/block.h"
#include "tests/helpers/lab.h"

enum { SETTINGS = 320, REPLICATES = 2 };

static const char base[] =
    "{\"schema_version\":1,\"name\":\"extremes\",\"horizon\":14,\"replicates\":2,"
    "\"segments\":{\"smb\":{\"share\":0.75},\"enterprise\":{\"share\":0.25}},"
    "\"tiers\":{\"lite\":{\"price\":20,\"cap\":200,\"overage\":0.1},"
    "\"pro\":{\"price\":45,\"cap\":1000}},"
    "\"acquisition\":{\"initial\":12,\"per_month\":0.5},"
    "\"activation\":{\"hazard\":0.7,\"fade\":0.9,\"give_up\":0.1},"
    "\"workflow\":{\"explore\":0.5,\"loss\":0.02},\"demand\":{\"level\":150,\"noise_sd\":0.2,"
    "\"novelty\":0.3,\"trial_uplift\":0.2},\"capacity\":{\"prompt\":0.1,\"at_cap\":0.3,"
    "\"downgrade\":0.3},\"contract\":{\"annual_share\":0.4},"
    "\"seat\":{\"initial\":3,\"headcount\":100,\"innovation\":0.01,\"imitation\":0.1},"
    "\"signals\":{\"inquiry\":0.2,\"habit_gain\":0.1},\"playbook\":{\"on\":true,\"arpa\":100},"
    "\"contraction\":{\"cut\":0.05,\"champion\":0.05},\"churn\":{\"base\":0.05,\"hard_stop\":1,"
    "\"distrust\":1,\"low_usage\":0.5,\"dependency\":1},\"reactivation\":{\"hazard\":0.2},"
    "\"billing\":{\"annual_discount\":0.1,\"volume1_seats\":10,\"volume1_discount\":0.1},"
    "\"features\":{\"count\":6,\"explore\":0.8,\"controls\":0.1,\"gated\":0.2,\"lock_month\":7},"
    "\"add_ons\":{\"analytics\":{\"fee\":9,\"hazard\":0.3,\"drop\":0.1,\"product\":true},"
    "\"support\":{\"share_of_plan\":0.2,\"per_seat\":0.5,\"one_time\":99,\"hazard\":0.2,"
    "\"ceiling\":0.7,\"per_unit\":0.002,\"included\":500,\"tier_units\":4000,"
    "\"tier_price\":0.001}},\"cross_sell\":{\"macro\":0.1},"
    "\"cost\":{\"task\":0.02,\"task_decline\":0.2,\"support\":1.5,\"unit\":0.001},"
    "\"usage\":{\"level\":3000,\"growth\":0.1,\"noise_sd\":0.3,\"quiet\":0.1,\"spike\":0.1,"
    "\"commit_share\":0.3,\"shock\":0.5,\"optimise\":0.1},\"ladder\":{"
    "\"n1\":{\"units\":2000,\"bill\":20,\"price\":0.01},"
    "\"n2\":{\"units\":9000,\"bill\":60,\"price\":0.006}},"
    "\"key_account\":{\"above\":100,\"loss\":0.1},"
    "\"macro\":{\"sd\":1,\"down\":0.1}}";

/* --- changes -----------------------------------------------------------------------------------
 */

typedef struct changes {
  char text[SETTINGS][256];
  ndrsim_override override[SETTINGS];
  int n;
} changes;

static void set(changes *self, const char *path, const char *value) {
  assert_true(self->n < SETTINGS);
  snprintf(self->text[self->n], sizeof self->text[0], "%s=%s", path, value);
  self->override[self->n].text = self->text[self->n];
  self->n++;
}

static void set_text(changes *self, const char *text) {
  assert_true(self->n < SETTINGS);
  snprintf(self->text[self->n], sizeof self->text[0], "%s", text);
  self->override[self->n].text = self->text[self->n];
  self->n++;
}

/* Horizon and replicates are the size of this test, and shares sum to 1. */
static bool is_fixed(const ndrsim_param_def *def) {
  return strcmp(def->path, "horizon") == 0 || strcmp(def->path, "replicates") == 0 ||
         strcmp(def->path, "segments.*.share") == 0;
}

static void value_text(const ndrsim_param_def *def, int side, char *out, size_t size) {
  double value = side == 0 ? def->low : def->high;
  if (strncmp(def->path, "acquisition.", 12) == 0 && side > 0) value = 3; /* keep it small */
  if (strstr(def->path, "acquisition.") == def->path && strstr(def->path, "elasticity") && side > 0)
    value = 0.3;
  if (def->kind == NDRSIM_SWITCH) {
    snprintf(out, size, "%s", side ? "true" : "false");
  } else if (def->kind == NDRSIM_CHOICE) {
    const char *first = def->choices, *last = strrchr(first, '|');
    const char *at = side && last != NULL ? last + 1 : first;
    snprintf(out, size, "%.*s", (int)strcspn(at, "|"), at);
  } else {
    if (!isfinite(value)) value = side == 0 ? -1e6 : 1e6;
    snprintf(out, size, "%.17g", value);
  }
}

/* Puts a parameter on the lower (0) or upper (1) bound, for every member if it is of a list. */
static void put_on_bound(changes *self, const ndrsim_param_def *def, int side) {
  static const char *const tiers[] = {"lite", "pro"}, *const add_ons[] = {"analytics", "support"};
  static const char *const nodes[] = {"n1", "n2"};
  char value[64], path[128];
  value_text(def, side, value, sizeof value);
  bool starred = strchr(def->path, '*') != NULL;
  bool rising = strcmp(def->path, "ladder.*.units") == 0; /* nodes cannot be on one bound */
  const char *const *name = (def->may & NDRSIM_PER_ADD_ON) != 0 ? add_ons
                            : (def->may & NDRSIM_PER_NODE) != 0 ? nodes
                                                                : tiers;
  for (int k = 0; k < (starred ? 2 : 1); k++) {
    if (rising && k != side) continue;
    assert_int_equal(ndrsim_catalogue_expand(def->path, name[k], path, sizeof path), 0);
    set(self, path, value);
  }
}

static void describe(const changes *self, char *out, size_t size) {
  out[0] = '\0';
  for (int k = 0; k < self->n; k++) {
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%s", k ? ", " : "", self->text[k]);
  }
}

/* --- what must hold ----------------------------------------------------------------------------
 */

typedef struct watch {
  char what[160]; /* the first thing that is wrong, "" = nothing */
} watch;

static void wrong(watch *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void wrong(watch *self, const char *format, ...) {
  if (self->what[0] != '\0') return;
  va_list args;
  va_start(args, format);
  vsnprintf(self->what, sizeof self->what, format, args);
  va_end(args);
}

static bool is_count(const char *column) {
  static const char *const name[] = {"seats", "workflows", "tasks", "served", "headcount",
                                     "tier",  "mrr",       "cap",   "units",  "usage_bill"};
  for (size_t k = 0; k < sizeof name / sizeof *name; k++)
    if (strcmp(column, name[k]) == 0) return true;
  return false;
}

static void look_at_column(watch *self, const ndrsim_block *block, int c, int month) {
  const ndrsim_column_plan *column = &block->plan->column[c];
  for (int i = 0; i < block->n; i++) {
    double x = column->type == NDRSIM_F32   ? (double)ndrsim_block_f32(block, c)[i]
               : column->type == NDRSIM_I32 ? (double)ndrsim_block_i32(block, c)[i]
                                            : (double)ndrsim_block_i64(block, c)[i];
    if (!isfinite(x)) wrong(self, "month %d: `%s` is %g", month, column->name, x);
    if (is_count(column->name) && x < 0)
      wrong(self, "month %d: `%s` is %.0f", month, column->name, x);
  }
}

/* Scratch and posting columns hold what the last step left; the others are state. */
static void look(void *user, const ndrsim_block *block, int month) {
  for (int c = 0; c < block->plan->n_columns; c++)
    if (!block->plan->column[c].scratch) look_at_column(user, block, c, month);
}

static int64_t sum_of(const int64_t *part, int n) {
  int64_t sum = 0;
  for (int k = 0; k < n; k++)
    sum += part[k];
  return sum;
}

/* The month's movements explain the change of MRR, in both lenses. */
static void movements_add_up(watch *self, const ndrsim_layout *l, const int64_t *r) {
  for (int t = 1; t < l->months; t++) {
    const int64_t *moved = r + ndrsim_at_moved(l, t, 0);
    int64_t change = 60 * (r[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] -
                           r[ndrsim_at_series(l, t - 1, NDRSIM_COUNT_MRR)]);
    int64_t invoiced = sum_of(moved, NDRSIM_FLOWS) + 60 * moved[NDRSIM_MOVED_NEW];
    int64_t cause = invoiced - moved[NDRSIM_DRIVER_SEAT] - moved[NDRSIM_DRIVER_WORKFLOW] -
                    moved[NDRSIM_DRIVER_CAPACITY] + sum_of(moved + NDRSIM_FLOW_CAUSE_SEAT, 3);
    if (invoiced != change || cause != change)
      wrong(self, "month %d: MRR moved by %lld c/60, movements say %lld (by cause %lld)", t,
            (long long)change, (long long)invoiced, (long long)cause);
    if (r[ndrsim_at_series(l, t, NDRSIM_COUNT_MRR)] < 0 ||
        r[ndrsim_at_series(l, t, NDRSIM_COUNT_LOGOS)] < 0)
      wrong(self, "month %d: negative MRR or logos", t);
  }
}

/* 1 + bridge = NDR in both conventions and lenses. */
static void bridges_add_up(watch *self, const ndrsim_layout *l, const int64_t *r) {
  for (int convention = 0; convention < 2; convention++)
    for (int t = 0; t < l->months; t++)
      for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
        double part[NDRSIM_FLOWS], ndr = ndrsim_record_ndr(l, r, convention, t), sum = 1, size = 1;
        if (!ndrsim_record_flow(l, r, convention, t, (ndrsim_lens)lens, part)) continue;
        for (int c = 0; c < NDRSIM_FLOWS; c++) {
          sum += part[c];
          size += fabs(part[c]);
        }
        if (!(fabs(sum - ndr) <= 1e-12 * size))
          wrong(self, "convention %d, month %d: NDR %.15g, its bridge %.15g", convention, t, ndr,
                sum);
      }
}

/* What is counted is not negative: accounts, tasks, seats, and what they cost. Only profit may be.
 */
static void counters_are_counts(watch *self, const ndrsim_model *model, const ndrsim_layout *l,
                                const int64_t *r) {
  int n = 0;
  for (int m = 0; m < model->catalogue->n_mechanisms; m++) {
    const ndrsim_mechanism *mechanism = model->catalogue->mechanism[m];
    for (int k = 0; k < mechanism->n_counters; k++) {
      const char *name = mechanism->counter[k].name;
      int counter = strchr(name, '*') == NULL ? ndrsim_counter_find(model, name) : -1;
      if (counter < 0 || strstr(name, "profit") != NULL || strstr(name, "_gained") != NULL)
        continue;
      for (int t = 0; t < l->months; t++)
        if (r[ndrsim_at_series(l, t, counter)] < 0)
          wrong(self, "month %d: %lld %s", t, (long long)r[ndrsim_at_series(l, t, counter)], name);
      n++;
    }
  }
  assert_true(n > 10);
}

/* --- a run -------------------------------------------------------------------------------------
 */

static ndrsim_status run(const ndrsim_model *model, int block_size, const ndrsim_observer *observer,
                         const ndrsim_layout *layout, int64_t **records, ndrsim_error *err) {
  static const ndrsim_replicate at[REPLICATES] = {{0, 0, 0}, {1, 1, 1}};
  ndrsim_engine_options options = {
      .threads = 1, .block_size = block_size, .debug = observer != NULL, .observer = observer};
  int complete = 0;
  *records = calloc(REPLICATES * layout->size, sizeof **records);
  assert_non_null(*records);
  return ndrsim_engine_run(model, &options, at, REPLICATES, *records, &complete, err);
}

/* Returns whether it ran. */
static bool compare(watch *self, const ndrsim_model *model) {
  ndrsim_observer observer = {look, self};
  ndrsim_layout layout;
  ndrsim_error err = {0}, again = {0};
  int64_t *one = NULL, *other = NULL;
  ndrsim_engine_layout(model, &layout);
  ndrsim_status status = run(model, 8, &observer, &layout, &one, &err);
  if (run(model, 256, NULL, &layout, &other, &again) != status)
    wrong(self, "the block size decides whether it runs: %s", err.message);
  if (status == NDRSIM_OK) {
    if (memcmp(one, other, REPLICATES * layout.size * sizeof *one) != 0)
      wrong(self, "the block size shows");
    for (int k = 0; k < REPLICATES; k++) {
      movements_add_up(self, &layout, one + (size_t)k * layout.size);
      bridges_add_up(self, &layout, one + (size_t)k * layout.size);
      counters_are_counts(self, model, &layout, one + (size_t)k * layout.size);
    }
  } else if (status != NDRSIM_LIMIT || err.message[0] == '\0') {
    wrong(self, "%s: %s", ndrsim_status_name(status), err.message);
  }
  free(one);
  free(other);
  return status == NDRSIM_OK;
}

typedef struct score {
  int tried, ran, refused, broken; /* refused: by the loader, or because money outgrows 64 bits */
} score;

/* Refusals of the loader are none of this test's business, but a single bound must load. */
static void try(const changes *at, bool must_load, score *total) {
  ndrsim_model model;
  ndrsim_error err = {0};
  watch seen = {""};
  char line[1024], text[16384];
  ndrsim_model_init(&model);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  assert_non_null(catalogue);
  ndrsim_status status = ndrsim_scenario_parse(&model, catalogue, base, sizeof base - 1,
                                               "extremes.json", at->override, at->n, &err);
  bool loaded = status == NDRSIM_OK, ran = loaded && compare(&seen, &model);
  ndrsim_model_free(&model);
  ndrsim_error_format(&err, line, sizeof line);
  if (!loaded && (must_load || status != NDRSIM_INPUT)) wrong(&seen, "refused: %.120s", line);
  total->tried++;
  total->ran += ran;
  total->refused += !ran;
  if (seen.what[0] == '\0') return;
  total->broken++;
  describe(at, text, sizeof text);
  print_message("%s\n    %s\n", text, seen.what);
}

static void judge(const score *total) {
  print_message("%d tried, %d ran, %d refused, %d broken\n", total->tried, total->ran,
                total->refused, total->broken);
  assert_int_equal(total->broken, 0);
  assert_true(total->ran > total->tried / 2);
}

/* --- tests -------------------------------------------------------------------------------------
 */

static int rows(ndrsim_param_entry *entry, int most) {
  ndrsim_error err = {0};
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  int all = ndrsim_param_list_count(catalogue), n = 0;
  for (int k = 0; k < all; k++) {
    assert_true(n < most);
    ndrsim_param_list_get(catalogue, k, &entry[n]);
    n += !is_fixed(entry[n].def);
  }
  return n;
}

enum { MOST = 512 };

static void test_the_base_runs(void **state) {
  (void)state;
  changes none = {.n = 0};
  score total = {0};
  try(&none, true, &total);
  judge(&total);
}

static void test_one_at_a_time(void **state) {
  (void)state;
  ndrsim_param_entry entry[MOST];
  int n = rows(entry, MOST);
  score total = {0};
  assert_true(n > 80);
  for (int k = 0; k < n; k++)
    for (int side = 0; side < 2; side++) {
      changes at = {.n = 0};
      put_on_bound(&at, entry[k].def, side);
      try(&at, true, &total);
    }
  judge(&total);
}

/* Corner `number`: one of `one_of` parameters on a bound, on the upper one with `upper` of 4. */
static void corner(changes *at, const ndrsim_param_entry *entry, int n, int number, unsigned one_of,
                   unsigned upper) {
  for (int k = 0; k < n; k++) {
    uint64_t h = ndrsim_hash_combine((uint64_t)number + 1, ndrsim_hash_string(entry[k].def->path));
    if ((unsigned)(h >> 40) % one_of == 0)
      put_on_bound(at, entry[k].def, (unsigned)(h & 3) < upper ? 1 : 0);
  }
}

static void test_corners(void **state) {
  (void)state;
  ndrsim_param_entry entry[MOST];
  int n = rows(entry, MOST), corners = lab_full_size() ? 96 : 24;
  score total = {0};
  for (int number = 0; number < corners; number++) {
    changes at = {.n = 0};
    corner(&at, entry, n, number, 1U << number % 4, 1 + (unsigned)number / 4 % 4);
    try(&at, false, &total);
  }
  judge(&total);
}

/* One account's bill, all bills together, tasks, costs: each past 64 bits on its own, and each a
 * little below where it must run. */
static void test_what_outgrows_64_bits(void **state) {
  (void)state;
  static const char *const all[] = {"seat.initial=1000000", "seat.headcount=1000000",
                                    "acquisition.initial=100", "churn.base=0"};
  static const struct {
    const char *set[4];
    const char *says; /* NULL: it runs */
  } at[] = {
      {{"tiers.lite.price=1000000"}, "outgrow"},
      {{"tiers.lite.price=999999"}, "outgrow"},
      {{"tiers.lite.price=100000", "tiers.pro.price=100000"}, NULL},
      {{"tiers.lite.price=20", "tiers.lite.overage=1000", "demand.level=1000000"}, "outgrow"},
      {{"cost.support=1000000"}, "outgrow"},
      {{"cost.support=100000"}, "outgrow"},
      {{"cost.support=1000"}, NULL},
      {{"cost.task=1000", "demand.level=1000000"}, "outgrow"},
      {{"demand.level=1000000", "workflow.ceiling=100", "workflow.explore=100",
        "tiers.lite.overage=0"},
       "outgrow"},
  };
  for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
    changes made = {.n = 0};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
      set_text(&made, all[i]);
    for (int i = 0; i < 4 && at[k].set[i] != NULL; i++)
      set_text(&made, at[k].set[i]);
    ndrsim_model model;
    ndrsim_layout layout;
    ndrsim_error err = {0};
    int64_t *records = NULL;
    ndrsim_model_init(&model);
    assert_int_equal(ndrsim_scenario_parse(&model, ndrsim_catalogue_choose(NULL, &err), base,
                                           sizeof base - 1, "e.json", made.override, made.n, &err),
                     NDRSIM_OK);
    ndrsim_engine_layout(&model, &layout);
    ndrsim_status status = run(&model, 64, NULL, &layout, &records, &err);
    if (status != (at[k].says ? NDRSIM_LIMIT : NDRSIM_OK) ||
        (at[k].says != NULL && strstr(err.message, at[k].says) == NULL))
      fail_msg("%s: %s %s", at[k].set[0], ndrsim_status_name(status), err.message);
    free(records);
    ndrsim_model_free(&model);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_the_base_runs),
      cmocka_unit_test(test_one_at_a_time),
      cmocka_unit_test(test_corners),
      cmocka_unit_test(test_what_outgrows_64_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
