#include "tests/twin/twin_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/block.h"

typedef struct column {
  const char *name;
  ndrsim_type type;
  size_t offset;
  bool maybe; /* of an optional mechanism */
} column;

#define I32(name, field)                                                                           \
  { name, NDRSIM_I32, offsetof(twin_account, field), false }
#define F32(name, field)                                                                           \
  { name, NDRSIM_F32, offsetof(twin_account, field), false }
#define I64(name, field)                                                                           \
  { name, NDRSIM_I64, offsetof(twin_account, field), false }
#define MAYBE_I32(name, field)                                                                     \
  { name, NDRSIM_I32, offsetof(twin_account, field), true }
#define MAYBE_I64(name, field)                                                                     \
  { name, NDRSIM_I64, offsetof(twin_account, field), true }
#define MAYBE_F32(name, field)                                                                     \
  { name, NDRSIM_F32, offsetof(twin_account, field), true }

static const column columns[] = {
    I32("status", status),
    I32("annual", annual),
    I32("renewal", renewal),
    I32("due", due),
    I32("fst", fst),
    I32("workflows", workflows),
    I32("workflow_post", workflow_post),
    F32("log_noise", log_noise),
    I32("usage", usage),
    I32("tasks", tasks),
    I32("tasks_before", tasks_before),
    I32("tier", tier),
    I32("plan", plan),
    I32("cap", cap),
    I32("cap_next", cap_next),
    I32("served", served),
    I64("account_cost", account_cost),
    MAYBE_I32("margin_base", margin_base),
    I32("over", over),
    I32("hard_stopped", hard_stopped),
    I32("trial", trial),
    I32("low_months", low_months),
    I32("tier_workflows", tier_origin.workflows),
    I32("tier_seats", tier_origin.seats),
    I32("tier_usage", tier_origin.usage),
    F32("growth_workflow", growth_workflow),
    F32("growth_seat", growth_seat),
    F32("growth_other", growth_other),
    I32("signals", signals),
    I32("signal_count", signal_count),
    I32("sustained", sustained),
    I32("churn_signals", churn_signals),
    I32("play", play),
    I32("play_stage", play_stage),
    I32("play_since", play_since),
    I32("play_cooldown", play_cooldown),
    I32("play_queued", play_queued),
    I32("play_mark", play_mark),
    I32("play_until", play_until),
    MAYBE_I32("rollout_people", rollout_people),
    MAYBE_I32("rollout_active", rollout_active),
    MAYBE_I32("rollout_since", rollout_since),
    MAYBE_I32("rollout_result", rollout_result),
    MAYBE_I32("rollout_idle", rollout_idle),
    MAYBE_I32("seats_rolled", seats_rolled),
    MAYBE_I32("billed_seats", billed_seats),
    MAYBE_I32("overage_terms", overage_terms),
    MAYBE_I32("seat_limit", seat_limit),
    MAYBE_I32("licence_state", licence_state),
    MAYBE_I32("licence_seats", licence_seats),
    MAYBE_I32("licence_group", licence_group),
    I32("play_won", play_won),
    I32("play_contact", play_contact),
    I32("tier_seen", tier_seen),
    I32("seats_first", seats_first),
    I32("play_seen", play_seen),
    I32("trial_offer", trial_offer),
    I32("seats_then", seats_then),
    I64("tasks_then", tasks_then),
    I32("seats", seats),
    F32("penetration", penetration),
    F32("trust", trust),
    F32("churn_eta", churn_eta),
    I32("hard_before", hard_before),
    I32("return_month", return_month),
    MAYBE_I32("explored", explored),
    MAYBE_F32("explored_share", explored_share),
    MAYBE_I32("add_ons_held", add_ons_held),
    MAYBE_I32("add_ons_open", add_ons_open),
    MAYBE_I32("landmark_group", landmark_group),
    I32("price_version", price_version),
    I32("list_since", list_since),
    I32("churn_post", churn_post),
    MAYBE_I32("promotion", promotion),
    MAYBE_I32("discount", discount),
    MAYBE_I32("committed", committed),
    MAYBE_I32("granted", granted),
    MAYBE_I32("outcome_contract", outcome_contract),
    MAYBE_I32("outcome_fee", outcome_fee),
    I32("landing", landing),
    I32("cohort", cohort),
    I64("mrr", mrr),
    I64("base", base),
    MAYBE_I32("units", units),
    MAYBE_I32("usage_month_0", metered[0]),
    MAYBE_I32("usage_month_1", metered[1]),
    MAYBE_I32("usage_month_2", metered[2]),
    MAYBE_I32("usage_committed", metered[3]),
    MAYBE_I32("usage_idle", usage_idle),
    MAYBE_I32("usage_pure", usage_pure),
    MAYBE_I32("usage_units_first", units_first),
    MAYBE_I32("usage_mark", usage_mark),
    MAYBE_F32("usage_trend", usage_trend),
    MAYBE_F32("usage_noise", usage_noise),
    MAYBE_I64("usage_bill", usage_bill),
    MAYBE_I64("usage_bill_first", usage_bill_first),
    I64("anchor", anchor),
    I64("scale_num", scale_num),
    I64("scale_den", scale_den),
    I32("billed_seat", billed.value[NDRSIM_DRIVER_SEAT]),
    I32("billed_capacity", billed.value[NDRSIM_DRIVER_CAPACITY]),
    /* the engine keeps the billed workflows and usage only where overage has a price; what follows
     * from them is compared: mrr and the parts */
    I32("billed_price", billed.value[NDRSIM_DRIVER_PRICE]),
    I32("billed_discount", billed.value[NDRSIM_DRIVER_DISCOUNT]),
    I64("since_seat", since[NDRSIM_DRIVER_SEAT]),
    I64("since_workflow", since[NDRSIM_DRIVER_WORKFLOW]),
    I64("since_capacity", since[NDRSIM_DRIVER_CAPACITY]),
    I64("since_usage", since[NDRSIM_DRIVER_USAGE]),
    I64("since_add_on", since[NDRSIM_DRIVER_ADD_ON]),
    I64("since_outcome", since[NDRSIM_DRIVER_OUTCOME]),
    I64("since_price", since[NDRSIM_DRIVER_PRICE]),
    I64("since_discount", since[NDRSIM_DRIVER_DISCOUNT]),
    I64("since_cause_seat", since[NDRSIM_ENDPOINT_CAUSE]),
    I64("since_cause_workflow", since[NDRSIM_ENDPOINT_CAUSE + 1]),
    I64("since_cause_capacity", since[NDRSIM_ENDPOINT_CAUSE + 2]),
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* The bytes of a value in the low end of a word: equal words, equal bits. */
static uint64_t bits_at(const void *base, ndrsim_type type, size_t at) {
  uint64_t word = 0;
  memcpy(&word, (const char *)base + at, type == NDRSIM_I64 ? 8 : 4);
  return word;
}

static double value_of(uint64_t word, ndrsim_type type) {
  int32_t i;
  float f;
  memcpy(&i, &word, sizeof i);
  memcpy(&f, &word, sizeof f);
  return type == NDRSIM_I32 ? (double)i : type == NDRSIM_F32 ? (double)f : (double)(int64_t)word;
}

/* --- what the engine did --------------------------------------------------------------------- */

typedef struct row {
  uint64_t id;
  int month;
  uint64_t value[COLUMNS];
} row;

typedef struct history {
  row *row;
  size_t n, room;
  int at[COLUMNS]; /* the engine's column, -1 = it has none of this name */
  bool failed;
  twin_difference *difference;
} history;

static void watch_engine(void *user, const ndrsim_block *block, int month) {
  history *h = user;
  for (int i = 0; i < block->n && !h->failed; i++) {
    if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i] == NDRSIM_DROPPED) continue;
    if (h->n == h->room) {
      size_t room = h->room ? 2 * h->room : 4096;
      row *more = realloc(h->row, room * sizeof *more);
      h->failed = !more;
      if (!more) return;
      h->row = more;
      h->room = room;
    }
    row *r = &h->row[h->n++];
    r->id = ndrsim_block_id(block, i);
    r->month = month;
    for (int c = 0; c < COLUMNS; c++) {
      if (h->at[c] < 0) continue;
      size_t width = columns[c].type == NDRSIM_I64 ? 8 : 4;
      r->value[c] = bits_at(block->column[h->at[c]], columns[c].type, width * (size_t)i);
    }
  }
}

static int by_month_and_id(const void *x, const void *y) {
  const row *a = x, *b = y;
  if (a->month != b->month) return a->month < b->month ? -1 : 1;
  return a->id < b->id ? -1 : a->id > b->id;
}

static void differ(history *h, const twin_account *a, int month, const char *name, double engine,
                   double other) {
  twin_difference *d = h->difference;
  if (d->found && (d->month < month || (d->month == month && d->account <= a->id))) return;
  d->found = true;
  d->account = a->id;
  d->month = month;
  d->column = name;
  d->engine = engine;
  d->twin = other;
}

static void watch_twin(void *user, const twin_account *a, int month) {
  history *h = user;
  if (a->status == NDRSIM_DROPPED) return;
  row key = {.id = a->id, .month = month};
  const row *r = bsearch(&key, h->row, h->n, sizeof key, by_month_and_id);
  h->difference->compared++;
  if (!r) {
    differ(h, a, month, "(the account is not there)", 0, 1);
    return;
  }
  for (int c = 0; c < COLUMNS; c++) {
    if (h->at[c] < 0) continue;
    uint64_t mine = bits_at(a, columns[c].type, columns[c].offset);
    if (h->at[c] < 0 || mine == r->value[c]) continue;
    differ(h, a, month, columns[c].name, value_of(r->value[c], columns[c].type),
           value_of(mine, columns[c].type));
    return;
  }
}

static ndrsim_status find_columns(history *h, const ndrsim_plan *plan, ndrsim_error *err) {
  for (int c = 0; c < COLUMNS; c++) {
    h->at[c] = ndrsim_plan_column(plan, columns[c].name);
    if (h->at[c] < 0 && columns[c].maybe) continue;
    if (h->at[c] < 0 || plan->column[h->at[c]].type != columns[c].type)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "the engine has no column `%s` of this type",
                              columns[c].name);
  }
  return NDRSIM_OK;
}

void twin_record_difference(const ndrsim_layout *l, const int64_t *a, const int64_t *b, char *text,
                            size_t size) {
  const struct {
    const char *name;
    size_t from;
    int columns;
  } part[] = {{"series: month", l->series, l->counters},
              {"moved: month", l->moved, NDRSIM_MOVED_COLUMNS},
              {"point: month", l->point, NDRSIM_FLOW_COLUMNS},
              {"age: month", l->age, NDRSIM_FLOW_COLUMNS},
              {"age_base: month", l->age_base, 1},
              {"age_now: month", l->age_now, 1},
              {"cohort: cohort * months + month", l->cohort, NDRSIM_COHORT_COLUMNS},
              {"anchor: convention * anchors + anchor", l->anchor, NDRSIM_ANCHOR_COLUMNS},
              {"returned: age", l->returned, NDRSIM_RETURN_COLUMNS},
              {"revenue: month", l->revenue, NDRSIM_REVENUE_COLUMNS},
              {"incidence: (group * milestones + milestone) * months + age", l->incidence,
               NDRSIM_INCIDENCE_COLUMNS},
              {"spread: what * months + month", l->spread, NDRSIM_SPREAD_COLUMNS}};
  text[0] = '\0';
  for (size_t i = 0; i < l->size; i++) {
    if (a[i] == b[i]) continue;
    int k = (int)(sizeof part / sizeof *part) - 1;
    while (k > 0 && part[k].from > i)
      k--;
    size_t at = i - part[k].from, width = (size_t)part[k].columns;
    snprintf(text, size, "%s %zu, column %zu: %lld and %lld", part[k].name, at / width, at % width,
             (long long)a[i], (long long)b[i]);
    return;
  }
}

ndrsim_status twin_compare(const ndrsim_model *model, ndrsim_replicate replicate, int block_size,
                           twin_difference *difference, ndrsim_error *err) {
  twin t;
  history h = {.difference = difference};
  ndrsim_observer observer = {watch_engine, &h};
  ndrsim_engine_options options = {
      .threads = 1, .block_size = block_size, .debug = true, .observer = &observer};
  int64_t *records = NULL;
  int complete = 0;
  memset(difference, 0, sizeof *difference);
  ndrsim_status st = twin_init(&t, model, 0, err);
  if (st) return st;
  st = find_columns(&h, &t.plan, err);
  if (st) goto out;
  size_t size = t.layout.size;
  records = calloc(2 * size, sizeof *records);
  if (!records) st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for two records");
  if (!st) st = ndrsim_engine_run(model, &options, &replicate, 1, records, &complete, err);
  if (!st && h.failed) st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a history");
  if (st) goto out;
  if (h.n > 1) qsort(h.row, h.n, sizeof *h.row, by_month_and_id);
  t.observer = watch_twin;
  t.observer_user = &h;
  st = twin_run(&t, replicate, records + size, err);
  if (!st)
    twin_record_difference(&t.layout, records, records + size, difference->record,
                           sizeof difference->record);
  if (!st && !difference->found && (size_t)difference->compared != h.n)
    difference->found = true, difference->column = "(number of account-months)",
    difference->engine = (double)h.n, difference->twin = (double)difference->compared;
out:
  free(h.row);
  free(records);
  twin_free(&t);
  return st;
}

ndrsim_status twin_compare_records(const ndrsim_model *model, int n, int block_size, int threads,
                                   int *first, ndrsim_error *err) {
  twin t;
  ndrsim_engine_options options = {.threads = threads, .block_size = block_size};
  ndrsim_replicate *replicate = NULL;
  int64_t *records = NULL;
  int complete = 0;
  *first = -1;
  ndrsim_status st = twin_init(&t, model, 0, err);
  if (st) return st;
  size_t size = t.layout.size;
  replicate = calloc((size_t)n, sizeof *replicate);
  records = calloc((size_t)(n + 1) * size, sizeof *records);
  if (!replicate || !records) {
    st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %d records", n);
    goto out;
  }
  for (int k = 0; k < n; k++) {
    uint32_t i = (uint32_t)k;
    replicate[k] = (ndrsim_replicate){i, i, i};
  }
  st = ndrsim_engine_run(model, &options, replicate, n, records, &complete, err);
  for (int k = 0; k < n && !st && *first < 0; k++) {
    st = twin_run(&t, replicate[k], records + (size_t)n * size, err);
    if (memcmp(records + (size_t)k * size, records + (size_t)n * size, size * sizeof *records))
      *first = k;
  }
out:
  free(replicate);
  free(records);
  twin_free(&t);
  return st;
}
