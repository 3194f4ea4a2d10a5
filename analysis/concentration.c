#include "analysis/concentration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/account_mrr.h"
#include "analysis/stage.h"
#include "sim/block.h"
#include "sim/philox.h"

#define CHUNK 16 /* replicates whose accounts are held at once */
#define YEAR 12
#define HELD 64

/* --- holdings --------------------------------------------------------------------------------- */

typedef struct entries {
  int64_t n, capacity;
  ndrsim_account_mrr *at;
} entries;

/* What an observer of the engine sees, from several threads. */
typedef struct collector {
  int first, month;
  bool by_age; /* else the window of calendar months (month - 12, month] */
  int last;    /* by age: last month of landing that is seen at that age */
  entries *then, *now;
  int book_cohorts;
  bool failed;
} collector;

static void append(collector *self, entries *list, uint64_t id, int64_t mrr) {
  if (list->n == list->capacity) {
    int64_t capacity = list->capacity > 0 ? 2 * list->capacity : 1024;
    ndrsim_account_mrr *grown = realloc(list->at, (size_t)capacity * sizeof *grown);
    if (grown == NULL) {
      self->failed = true;
      return;
    }
    list->at = grown;
    list->capacity = capacity;
  }
  list->at[list->n++] = (ndrsim_account_mrr){id, mrr};
}

static void see_month(void *user, const ndrsim_block *block, int month) {
  collector *self = user;
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  const int32_t *landing = ndrsim_block_i32(block, NDRSIM_COL_LANDING);
  const int32_t *cohort = ndrsim_block_i32(block, NDRSIM_COL_COHORT);
  bool opens = month == self->month - YEAR, closes = month == self->month;
  if (!self->by_age && !opens && !closes) return;
  ptrdiff_t r = (ptrdiff_t)block->values->replicate.idiosyncratic - self->first;
#pragma omp critical(ndrsim_holdings)
  for (int i = 0; i < block->n; i++) {
    bool then = opens, now = closes;
    if (mrr[i] <= 0) continue;
    if (self->by_age) {
      if (cohort[i] < self->book_cohorts) continue;
      then = month == landing[i] && month <= self->last;
      now = month == landing[i] + self->month;
    }
    if (then) append(self, &self->then[r], ndrsim_block_id(block, i), mrr[i]);
    if (now) append(self, &self->now[r], ndrsim_block_id(block, i), mrr[i]);
  }
}

/* Both lists by id, side by side: who is not in the second pays nothing now. */
static ndrsim_status join(entries *then, entries *now, ndrsim_holdings *out, ndrsim_error *err) {
  if (then->n > 0) qsort(then->at, (size_t)then->n, sizeof *then->at, ndrsim_account_mrr_by_id);
  if (now->n > 0) qsort(now->at, (size_t)now->n, sizeof *now->at, ndrsim_account_mrr_by_id);
  out->n = 0;
  out->account = malloc(((size_t)then->n + 1) * sizeof *out->account);
  if (out->account == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for accounts");
  for (int64_t i = 0, j = 0; i < then->n; i++) {
    while (j < now->n && now->at[j].id < then->at[i].id) {
      j++;
    }
    bool there = j < now->n && now->at[j].id == then->at[i].id;
    out->account[out->n++] =
        (ndrsim_holding){then->at[i].id, then->at[i].mrr, there ? now->at[j].mrr : 0};
  }
  return NDRSIM_OK;
}

/* Runs the replicates and collects; an outcome is needed for it and not looked at. */
static ndrsim_status collect(collector *seen, const ndrsim_model *model, const char *outcome_name,
                             int month, int n, const ndrsim_run_options *options,
                             ndrsim_error *err) {
  ndrsim_outcome outcome;
  ndrsim_study study;
  ndrsim_observer observer = {see_month, seen};
  ndrsim_run_options inner = *options;
  inner.engine.observer = &observer;
  inner.stop_early = false;
  ndrsim_study_init(&study);
  ndrsim_status status = ndrsim_outcome_parse(outcome_name, model, month, &outcome, err);
  ndrsim_study_plan plan = {.model = &model,
                            .n_models = 1,
                            .outcome = &outcome,
                            .n_outcomes = 1,
                            .replicates = n,
                            .first = seen->first};
  if (status == NDRSIM_OK) status = ndrsim_study_run(&study, &plan, &inner, err);
  if (status == NDRSIM_OK && seen->failed)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the accounts of %d replicates", n);
  ndrsim_study_free(&study);
  return status;
}

ndrsim_status ndrsim_holdings_run(const ndrsim_model *model, int month, int first, int n,
                                  const ndrsim_run_options *options, ndrsim_holdings *out,
                                  ndrsim_error *err) {
  entries then[HELD] = {{0}}, now[HELD] = {{0}};
  ndrsim_layout layout;
  ndrsim_engine_layout(model, &layout);
  collector seen = {.first = first,
                    .month = month,
                    .by_age = model->n_rows == 0,
                    .last = model->horizon - month,
                    .then = then,
                    .now = now,
                    .book_cohorts = layout.book_cohorts};
  memset(out, 0, (size_t)n * sizeof *out);
  ndrsim_status status = collect(&seen, model, "ndr", month, n, options, err);
  for (int r = 0; r < n; r++) {
    if (status == NDRSIM_OK) status = join(&then[r], &now[r], &out[r], err);
    free(then[r].at);
    free(now[r].at);
  }
  return status;
}

static int by_amount(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x < y) - (x > y);
}

ndrsim_status ndrsim_holdings_at(const ndrsim_model *model, int month, int n,
                                 const ndrsim_run_options *options, int64_t **amount,
                                 int64_t *count, ndrsim_error *err) {
  entries then[HELD] = {{0}}, now[HELD] = {{0}};
  collector seen = {.month = month + YEAR, .then = then, .now = now};
  int64_t all = 0;
  *count = 0;
  ndrsim_status status = collect(&seen, model, "mrr", month, n, options, err);
  for (int r = 0; r < n; r++) {
    all += then[r].n;
  }
  *amount = malloc(((size_t)all + 1) * sizeof **amount);
  if (status == NDRSIM_OK && *amount == NULL)
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for %lld accounts", (long long)all);
  for (int r = 0; r < n; r++) {
    for (int64_t k = 0; k < then[r].n && status == NDRSIM_OK && *amount != NULL; k++) {
      (*amount)[(*count)++] = then[r].at[k].mrr;
    }
    free(then[r].at);
    free(now[r].at);
  }
  if (*count > 0) qsort(*amount, (size_t)*count, sizeof **amount, by_amount);
  return status;
}

double ndrsim_holdings_ndr(const ndrsim_holding *account, int64_t n) {
  int64_t then = 0, now = 0;
  for (int64_t k = 0; k < n; k++) {
    then += account[k].then;
    now += account[k].now;
  }
  return then > 0 ? 100 * (double)now / (double)then : NAN;
}

/* --- one replicate ---------------------------------------------------------------------------- */

/* Largest first; who is equal, by id. */
static int by_then(const void *a, const void *b) {
  const ndrsim_holding *x = a, *y = b;
  if (x->then != y->then) return x->then < y->then ? 1 : -1;
  return (x->id > y->id) - (x->id < y->id);
}

static void sums(const ndrsim_holding *account, int64_t n, double *then, double *now) {
  *then = *now = 0; /* of at most 2^27 accounts, in whole cents: exact in a double up to 2^53 */
  for (int64_t k = 0; k < n; k++) {
    *then += (double)account[k].then;
    *now += (double)account[k].now;
  }
}

static double percent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : NAN;
}

static void keep_top(ndrsim_concentration *self, int replicate, ndrsim_holdings *base) {
  double then, now, top_then, top_now;
  int64_t top = base->n / 10;
  if (base->n > 0) qsort(base->account, (size_t)base->n, sizeof *base->account, by_then);
  sums(base->account, base->n, &then, &now);
  sums(base->account, top, &top_then, &top_now);
  bool some = top > 0; /* nine customers have no tenth */
  const double value[NDRSIM_TOP_FIGURES] = {
      [NDRSIM_TOP_NDR] = percent(now, then),
      [NDRSIM_TOP_REST] = some ? percent(now - top_now, then - top_then) : NAN,
      [NDRSIM_TOP_ALONE] = percent(top_now, top_then),
      [NDRSIM_TOP_GONE] = some ? percent(now - top_now, then) : NAN,
      [NDRSIM_TOP_SHARE_THEN] = some ? percent(top_then, then) : NAN,
      [NDRSIM_TOP_SHARE_NOW] = some ? percent(top_now, now) : NAN,
      [NDRSIM_TOP_ACCOUNTS] = (double)base->n,
  };
  for (int k = 0; k < NDRSIM_TOP_FIGURES; k++) {
    self->figure[(size_t)k * (size_t)self->requested + (size_t)replicate] = value[k];
  }
}

static int by_holding_id(const void *a, const void *b) {
  const ndrsim_holding *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

/* Puts the accounts into a random order, which depends on the seed, the replicate and their ids
 * alone. Their ids are lost. */
static void shuffle(ndrsim_holdings *base, uint64_t seed, int replicate) {
  uint64_t salt = ndrsim_hash_combine(ndrsim_hash_combine(seed, ndrsim_hash_string("portfolio")),
                                      (uint64_t)replicate);
  for (int64_t k = 0; k < base->n; k++) {
    base->account[k].id = ndrsim_hash_combine(salt, base->account[k].id);
  }
  if (base->n > 0) qsort(base->account, (size_t)base->n, sizeof *base->account, by_holding_id);
}

/* Disjoint portfolios of each size: neighbours in the random order. */
static ndrsim_status keep_portfolios(ndrsim_concentration *self, int replicate,
                                     ndrsim_holdings *base, ndrsim_error *err) {
  shuffle(base, self->model->seed, replicate);
  for (int s = 0; s < self->n_sizes; s++) {
    ndrsim_portfolio_size *size = &self->size[s];
    int64_t n = size->accounts > 0 ? size->accounts : base->n;
    int64_t draws = n > 0 ? base->n / n : 0;
    if (draws > NDRSIM_PORTFOLIO_DRAWS) draws = NDRSIM_PORTFOLIO_DRAWS;
    if (draws == 0) continue;
    double *grown = realloc(size->value, (size_t)(size->drawn + draws) * sizeof *grown);
    if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for portfolios");
    size->value = grown;
    for (int64_t k = 0; k < draws; k++) {
      size->value[size->drawn++] = ndrsim_holdings_ndr(base->account + k * n, n);
    }
  }
  return NDRSIM_OK;
}

/* --- all of them ------------------------------------------------------------------------------ */

void ndrsim_concentration_init(ndrsim_concentration *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_concentration_free(ndrsim_concentration *self) {
  for (int s = 0; s < self->n_sizes; s++) {
    free(self->size[s].value);
  }
  free(self->figure);
  ndrsim_concentration_init(self);
}

ndrsim_status ndrsim_concentration_cost(const ndrsim_model *model,
                                        const ndrsim_run_options *options, ndrsim_cost *out,
                                        ndrsim_error *err) {
  ndrsim_status status =
      ndrsim_engine_cost(model, &options->engine, CHUNK, (double)model->replicates, out, err);
  double held =
      out->accounts * CHUNK * (double)(2 * 2 * sizeof(ndrsim_account_mrr) + sizeof(ndrsim_holding));
  out->bytes += held;
  out->account_bytes += held;
  return status;
}

/* 10, 20, 50, 100, ... and all */
static ndrsim_status choose_sizes(ndrsim_concentration *self, const int64_t *sizes, int n,
                                  ndrsim_error *err) {
  static const int64_t step[] = {1, 2, 5};
  if (n >= NDRSIM_PORTFOLIO_SIZES)
    return ndrsim_error_set(err, NDRSIM_USAGE, "at most %d sizes", NDRSIM_PORTFOLIO_SIZES - 1);
  for (int k = 0; sizes != NULL && k < n; k++) {
    self->size[self->n_sizes++].accounts = sizes[k];
  }
  int64_t power = 10;
  for (int k = 0; sizes == NULL && k < 18; k++) {
    self->size[self->n_sizes++].accounts = power * step[k % 3];
    if (k % 3 == 2) power *= 10;
  }
  self->size[self->n_sizes++].accounts = 0;
  return NDRSIM_OK;
}

static ndrsim_status run_chunk(ndrsim_concentration *self, int n, const ndrsim_run_options *options,
                               ndrsim_error *err) {
  ndrsim_holdings base[CHUNK];
  ndrsim_stage stage = {&options->engine, self->n, n, self->requested};
  ndrsim_run_options inner = *options;
  inner.engine = ndrsim_stage_options(&stage);
  inner.watch = NULL;
  ndrsim_status status =
      ndrsim_holdings_run(self->model, self->month, self->n, n, &inner, base, err);
  for (int r = 0; r < n; r++) {
    if (status == NDRSIM_OK && base[r].n == 0)
      status = ndrsim_error_set(err, NDRSIM_USAGE,
                                "there is no NDR at %d months: nobody is in its base", self->month);
    if (status == NDRSIM_OK) {
      keep_top(self, self->n + r, &base[r]);
      status = keep_portfolios(self, self->n + r, &base[r], err);
    }
    free(base[r].account);
  }
  if (status == NDRSIM_OK) self->n += n;
  return status;
}

static ndrsim_status estimate_top(ndrsim_concentration *self, ndrsim_error *err) {
  const double *ndr = self->figure + (size_t)NDRSIM_TOP_NDR * (size_t)self->requested;
  double *gap = malloc(((size_t)self->n + 1) * sizeof *gap);
  bool good = gap != NULL;
  for (int k = 0; k < NDRSIM_TOP_FIGURES && good; k++) {
    const double *value = self->figure + (size_t)k * (size_t)self->requested;
    for (int r = 0; r < self->n; r++) {
      gap[r] = value[r] - ndr[r];
    }
    good = ndrsim_estimate_values(value, self->n, &self->top[k]) == NDRSIM_OK &&
           ndrsim_estimate_values(gap, self->n, &self->change[k]) == NDRSIM_OK;
  }
  free(gap);
  return good ? NDRSIM_OK : ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the estimates");
}

/* Sizes rise, so those of which no replicate had enough accounts stand before the last, which is
 * all: they are left out. */
static ndrsim_status finish(ndrsim_concentration *self, ndrsim_error *err) {
  int last = self->n_sizes - 1, kept = 0;
  while (kept < last && self->size[kept].drawn > 0) {
    kept++;
  }
  if (kept < last) {
    self->size[kept] = self->size[last];
    self->size[last].value = NULL;
  }
  self->n_sizes = kept + 1;
  for (int s = 0; s < self->n_sizes; s++) {
    ndrsim_portfolio_size *size = &self->size[s];
    if (ndrsim_estimate_values(size->value, (int)size->drawn, &size->ndr) != NDRSIM_OK)
      return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the estimates");
  }
  return estimate_top(self, err);
}

ndrsim_status ndrsim_concentration_run(ndrsim_concentration *self, const ndrsim_model *model,
                                       int month, const int64_t *sizes, int n_sizes,
                                       const ndrsim_run_options *options, ndrsim_error *err) {
  ndrsim_concentration_free(self);
  *self = (ndrsim_concentration){.model = model, .month = month, .requested = model->replicates};
  int wanted = options->stop_early ? options->stop_replicates : model->replicates;
  if (month > model->horizon)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "NDR at %d months needs a horizon of as many; it is %d", month,
                            model->horizon);
  ndrsim_status status = choose_sizes(self, sizes, n_sizes, err);
  if (status != NDRSIM_OK) return status;
  self->figure = calloc(NDRSIM_TOP_FIGURES * (size_t)self->requested, sizeof *self->figure);
  if (self->figure == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for figures");
  while (self->n < wanted && status == NDRSIM_OK) {
    int left = wanted - self->n;
    status = run_chunk(self, left < CHUNK ? left : CHUNK, options, err);
  }
  if ((status != NDRSIM_OK && status != NDRSIM_INTERRUPTED) || self->n == 0) return status;
  ndrsim_status finished = finish(self, err);
  return finished == NDRSIM_OK ? status : finished;
}
