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

static int64_t portfolios_of(int64_t members, int64_t size) {
  return members > size ? (members + size - 1) / size : 1;
}

static int by_month(const void *a, const void *b) {
  const ndrsim_intake *x = a, *y = b;
  return x->month < y->month ? -1 : x->month > y->month;
}

/* Everybody in the order of the start month: rows of the book first, then the intakes. */
static void list_accounts(const ndrsim_model *model, const ndrsim_intake *intake,
                          ndrsim_account *account) {
  int64_t n = 0;
  for (int64_t r = 0; r < model->n_rows; r++)
    account[n++] = (ndrsim_account){
        .id = model->row[r].id, .row = (int32_t)r, .start = 0, .segment = model->row[r].segment};
  for (int i = 0; i < model->n_intakes; i++) {
    const ndrsim_intake *in = &intake[i];
    for (int64_t k = 0; k < in->number; k++)
      account[n++] = (ndrsim_account){
          .id = ndrsim_population_id(model, in->segment, in->month, k),
          .row = -1,
          /* month 0 is the book's closing month: described accounts then begin in month 1 */
          .start = (int16_t)(model->n_rows > 0 && in->month == 0 ? 1 : in->month),
          .segment = (int16_t)in->segment};
  }
}

/* Portfolios of all segments in one row: first[s] is the index of the segment's first one. */
typedef struct portfolios {
  int64_t number[NDRSIM_MAX_SEGMENTS], first[NDRSIM_MAX_SEGMENTS], total;
  int64_t *members; /* [total] */
  int32_t *block;   /* [total] */
} portfolios;

static ndrsim_status deal_portfolios(portfolios *p, const ndrsim_plan *plan,
                                     ndrsim_account *account, int64_t n, ndrsim_error *err) {
  int64_t members[NDRSIM_MAX_SEGMENTS] = {0};
  for (int64_t i = 0; i < n; i++)
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.ArraySubscript): n accounts are listed */
    members[account[i].segment]++;
  for (int s = 0; s < plan->model->n_segments; s++) {
    int64_t size = portfolio_size(plan, s);
    p->number[s] = portfolios_of(members[s], size);
    p->first[s] = p->total;
    p->total += p->number[s];
  }
  p->members = calloc((size_t)p->total + 1, sizeof *p->members);
  p->block = calloc((size_t)p->total + 1, sizeof *p->block);
  if (!p->members || !p->block)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the portfolios");
  for (int64_t i = 0; i < n; i++) {
    int s = account[i].segment;
    account[i].portfolio = portfolio_of(account[i].id, p->number[s]);
    p->members[p->first[s] + account[i].portfolio]++;
  }
  return NDRSIM_OK;
}

/* Neighbouring portfolios of a segment form a block until it has about `target` accounts. */
static ndrsim_status form_blocks(ndrsim_population *self, portfolios *p, int n_segments, int target,
                                 ndrsim_error *err) {
  self->block = calloc((size_t)p->total + 1, sizeof *self->block);
  if (!self->block) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the blocks");
  int64_t at = 0;
  for (int s = 0; s < n_segments; s++) {
    int64_t from = at;
    for (int64_t k = p->first[s]; k < p->first[s] + p->number[s]; k++) {
      p->block[k] = self->n_blocks;
      at += p->members[k];
      bool last = k + 1 == p->first[s] + p->number[s];
      if (at == from || (!last && at - from < target)) continue;
      self->block[self->n_blocks++] = (ndrsim_extent){from, at};
      if (at - from > self->largest) self->largest = at - from;
      from = at;
    }
  }
  return NDRSIM_OK;
}

/* Moves accounts to their blocks, keeping the order of their start months. */
static ndrsim_status fill_blocks(ndrsim_population *self, const portfolios *p,
                                 const ndrsim_account *listed, ndrsim_error *err) {
  int64_t *next = malloc(sizeof *next * ((size_t)self->n_blocks + 1));
  if (!next) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the blocks");
  for (int b = 0; b < self->n_blocks; b++)
    next[b] = self->block[b].from;
  for (int64_t i = 0; i < self->n; i++) {
    const ndrsim_account *a = &listed[i];
    self->account[next[p->block[p->first[a->segment] + a->portfolio]]++] = *a;
  }
  free(next);
  return NDRSIM_OK;
}

/* Equal ids meet in one block, since the portfolio is a function of the id: a small hash table per
 * block finds them. */
static ndrsim_status find_twins(const ndrsim_population *self, ndrsim_error *err) {
  size_t room = 64;
  while (room < 2 * (size_t)self->largest)
    room *= 2;
  int64_t *slot = malloc(sizeof *slot * room);
  if (!slot) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory to compare ids");
  ndrsim_status st = NDRSIM_OK;
  for (int b = 0; b < self->n_blocks && !st; b++) {
    for (size_t k = 0; k < room; k++)
      slot[k] = -1;
    for (int64_t i = self->block[b].from; i < self->block[b].to && !st; i++) {
      uint64_t id = self->account[i].id;
      size_t k = (size_t)id & (room - 1);
      for (; slot[k] >= 0 && self->account[slot[k]].id != id; k = (k + 1) & (room - 1)) {
      }
      if (slot[k] >= 0)
        st = ndrsim_error_set(err, NDRSIM_INPUT, "two accounts have the same 64-bit id %016llx",
                              (unsigned long long)id);
      slot[k] = i;
    }
  }
  free(slot);
  return st;
}

/* Intakes in the order of their months. The caller frees *out, also after a failure. */
static ndrsim_status sort_intakes(const ndrsim_model *model, ndrsim_intake **out,
                                  ndrsim_error *err) {
  *out = malloc(sizeof **out * ((size_t)model->n_intakes + 1));
  if (!*out) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the intakes");
  if (model->n_intakes > 0) memcpy(*out, model->intake, sizeof **out * (size_t)model->n_intakes);
  qsort(*out, (size_t)model->n_intakes, sizeof **out, by_month);
  return NDRSIM_OK;
}

static ndrsim_status sort_out(ndrsim_population *self, const ndrsim_plan *plan,
                              ndrsim_account *listed, int block_size, ndrsim_error *err) {
  const ndrsim_model *model = plan->model;
  portfolios p = {.total = 0};
  ndrsim_intake *intake;
  ndrsim_status st = sort_intakes(model, &intake, err);
  if (st) goto out;
  list_accounts(model, intake, listed);
  st = deal_portfolios(&p, plan, listed, self->n, err);
  if (!st) st = form_blocks(self, &p, model->n_segments, block_size, err);
  if (!st) st = fill_blocks(self, &p, listed, err);
  if (!st) st = find_twins(self, err);
out:
  free(intake);
  free(p.members);
  free(p.block);
  return st;
}

/* Counts everybody. */
static ndrsim_status count_accounts(ndrsim_population *self, const ndrsim_model *model,
                                    ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->n = model->n_rows;
  for (int i = 0; i < model->n_intakes; i++)
    self->n += model->intake[i].number;
  if (self->n > INT32_MAX)
    return ndrsim_error_set(err, NDRSIM_LIMIT, "%lld accounts; at most %d can be simulated",
                            (long long)self->n, INT32_MAX);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_population_init(ndrsim_population *self, const ndrsim_plan *plan,
                                     int block_size, ndrsim_error *err) {
  ndrsim_status st = count_accounts(self, plan->model, err);
  if (st) return st;
  ndrsim_account *listed = calloc((size_t)self->n + 1, sizeof *listed);
  self->account = malloc(sizeof *self->account * ((size_t)self->n + 1));
  st = listed && self->account
           ? sort_out(self, plan, listed, block_size, err)
           : ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %lld accounts",
                              (long long)self->n);
  free(listed);
  if (st) ndrsim_population_free(self);
  return st;
}

/* Keeps the accounts of one portfolio, in their order. */
static void keep_portfolio(ndrsim_population *self, const ndrsim_plan *plan, int segment,
                           uint64_t id) {
  int64_t members = 0, kept = 0, size = portfolio_size(plan, segment);
  for (int64_t i = 0; i < self->n; i++)
    members += self->account[i].segment == segment;
  int64_t number = portfolios_of(members, size);
  int32_t mine = portfolio_of(id, number);
  for (int64_t i = 0; i < self->n; i++) {
    ndrsim_account a = self->account[i];
    if (a.segment != segment) continue;
    a.portfolio = portfolio_of(a.id, number);
    if (a.portfolio == mine) self->account[kept++] = a;
  }
  self->n = self->largest = kept;
}

ndrsim_status ndrsim_population_portfolio(ndrsim_population *self, const ndrsim_plan *plan,
                                          int segment, uint64_t id, ndrsim_error *err) {
  ndrsim_intake *intake = NULL;
  ndrsim_status st = count_accounts(self, plan->model, err);
  if (st) return st;
  self->account = calloc((size_t)self->n + 1, sizeof *self->account);
  self->block = calloc(1, sizeof *self->block);
  if (!self->account || !self->block)
    st =
        ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %lld accounts", (long long)self->n);
  if (!st) st = sort_intakes(plan->model, &intake, err);
  if (st) goto out;
  list_accounts(plan->model, intake, self->account);
  keep_portfolio(self, plan, segment, id);
  self->block[0] = (ndrsim_extent){0, self->n};
  self->n_blocks = 1;
out:
  free(intake);
  if (st) ndrsim_population_free(self);
  return st;
}

void ndrsim_population_free(ndrsim_population *self) {
  free(self->account);
  free(self->block);
  memset(self, 0, sizeof *self);
}
