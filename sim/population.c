#include "sim/population.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORTFOLIO = 64 };

uint64_t ndrsim_population_id(const ndrsim_model *model, int segment, int month, int64_t k) {
  uint64_t a = ndrsim_hash_combine(ndrsim_hash_string(model->segment[segment]), (uint64_t)month);
  return ndrsim_hash_combine(a, (uint64_t)k);
}

/* The portfolio of an account is a function of its id and of the number of portfolios only. */
static int32_t portfolio_of(uint64_t id, int64_t portfolios) {
  uint64_t h = ndrsim_hash_combine(id, 0x706f7274666f6c69u);
  return (int32_t)(((unsigned __int128)h * (unsigned __int128)portfolios) >> 64);
}

static int64_t portfolio_size(const ndrsim_plan *plan, int segment) {
  if (plan->portfolio_slot < 0) return DEFAULT_PORTFOLIO;
  const ndrsim_spec *spec = &plan->model->slot[plan->portfolio_slot].spec[segment];
  double size = spec->knot[0].leaf.value;
  return size >= 1 ? (int64_t)size : 1;
}

static int by_portfolio(const void *a, const void *b) {
  const ndrsim_account *x = a, *y = b;
  if (x->segment != y->segment) return x->segment < y->segment ? -1 : 1;
  if (x->portfolio != y->portfolio) return x->portfolio < y->portfolio ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static int by_start(const void *a, const void *b) {
  const ndrsim_account *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->portfolio != y->portfolio) return x->portfolio < y->portfolio ? -1 : 1;
  return x->id < y->id ? -1 : x->id > y->id;
}

static void list_accounts(ndrsim_population *self, const ndrsim_model *model) {
  int64_t n = 0;
  for (int i = 0; i < model->n_intakes; i++) {
    const ndrsim_intake *in = &model->intake[i];
    for (int64_t k = 0; k < in->number; k++)
      self->account[n++] = (ndrsim_account){
          .id = ndrsim_population_id(model, in->segment, in->month, k),
          .row = -1,
          /* month 0 is the book's closing month: described accounts then begin in month 1 */
          .start = (int16_t)(model->n_rows > 0 && in->month == 0 ? 1 : in->month),
          .segment = (int16_t)in->segment};
  }
  for (int64_t r = 0; r < model->n_rows; r++)
    self->account[n++] = (ndrsim_account){
        .id = model->row[r].id, .row = (int32_t)r, .start = 0, .segment = model->row[r].segment};
  self->n = n;
}

static ndrsim_status deal_portfolios(ndrsim_population *self, const ndrsim_plan *plan,
                                     ndrsim_error *err) {
  int64_t members[NDRSIM_MAX_SEGMENTS] = {0}, portfolios[NDRSIM_MAX_SEGMENTS];
  for (int64_t i = 0; i < self->n; i++)
    members[self->account[i].segment]++;
  for (int s = 0; s < plan->model->n_segments; s++) {
    int64_t size = portfolio_size(plan, s);
    portfolios[s] = (members[s] + size - 1) / size;
    if (portfolios[s] < 1) portfolios[s] = 1;
  }
  for (int64_t i = 0; i < self->n; i++) {
    ndrsim_account *a = &self->account[i];
    a->portfolio = portfolio_of(a->id, portfolios[a->segment]);
  }
  qsort(self->account, (size_t)self->n, sizeof *self->account, by_portfolio);
  for (int64_t i = 1; i < self->n; i++)
    if (self->account[i].id == self->account[i - 1].id &&
        self->account[i].segment == self->account[i - 1].segment)
      return ndrsim_error_set(err, NDRSIM_INPUT, "two accounts have the same 64-bit id %016llx",
                              (unsigned long long)self->account[i].id);
  return NDRSIM_OK;
}

/* Cuts the sorted accounts into blocks of about `target`, at portfolio boundaries. */
static ndrsim_status cut_blocks(ndrsim_population *self, int target, ndrsim_error *err) {
  int64_t from = 0, most = self->n / (target > 0 ? target : 1) + 2 * NDRSIM_MAX_SEGMENTS + 2;
  self->block = malloc(sizeof *self->block * (size_t)most);
  if (!self->block) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the blocks");
  for (int64_t i = 1; i <= self->n; i++) {
    const ndrsim_account *a = &self->account[i - 1], *b = i < self->n ? &self->account[i] : NULL;
    bool segment_ends = !b || b->segment != a->segment;
    bool portfolio_ends = segment_ends || b->portfolio != a->portfolio;
    if (!segment_ends && !(portfolio_ends && i - from >= target)) continue;
    self->block[self->n_blocks++] = (ndrsim_extent){from, i};
    if (i - from > self->largest) self->largest = i - from;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): the accounts were allocated */
    qsort(self->account + from, (size_t)(i - from), sizeof *self->account, by_start);
    from = i;
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_population_init(ndrsim_population *self, const ndrsim_plan *plan,
                                     int block_size, ndrsim_error *err) {
  const ndrsim_model *model = plan->model;
  int64_t n = model->n_rows;
  memset(self, 0, sizeof *self);
  for (int i = 0; i < model->n_intakes; i++)
    n += model->intake[i].number;
  if (n > INT32_MAX)
    return ndrsim_error_set(err, NDRSIM_LIMIT, "%lld accounts; at most %d can be simulated",
                            (long long)n, INT32_MAX);
  self->account = malloc(sizeof *self->account * (size_t)(n + 1));
  if (!self->account)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %lld accounts", (long long)n);
  list_accounts(self, model);
  ndrsim_status st = deal_portfolios(self, plan, err);
  if (!st) st = cut_blocks(self, block_size, err);
  if (st) ndrsim_population_free(self);
  return st;
}

void ndrsim_population_free(ndrsim_population *self) {
  free(self->account);
  free(self->block);
  memset(self, 0, sizeof *self);
}
