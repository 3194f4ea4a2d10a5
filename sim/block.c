#include "sim/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/trace.h"
#include "sim/trait.h"

enum { COMPACT_FROM = 16 }; /* lanes are moved when one in so many was dropped */

static size_t width_of(ndrsim_type type) {
  return type == NDRSIM_I64 ? 8 : 4;
}

static size_t lanes_of(int64_t capacity) {
  return ((size_t)capacity + NDRSIM_LANES - 1) / NDRSIM_LANES * NDRSIM_LANES + NDRSIM_LANES;
}

static int total_uses(const ndrsim_plan *plan) {
  int n = 0;
  for (int m = 0; m < plan->n_mechanisms; m++)
    n += plan->mechanism[m]->n_uses;
  return n;
}

static ndrsim_status allocate(ndrsim_block *self, ndrsim_error *err) {
  const ndrsim_plan *plan = self->plan;
  size_t lanes = (size_t)self->capacity, slots = (size_t)plan->model->n_slots + 1;
  size_t lane = 4 * (size_t)plan->trait_columns;
  for (int c = 0; c < plan->n_columns; c++)
    lane += width_of(plan->column[c].type);
  size_t bytes = lane * lanes + 64;
  self->memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  self->trait = calloc((size_t)plan->max_traits + 1, sizeof *self->trait);
  self->acting = calloc((size_t)plan->max_traits + 1, sizeof *self->acting);
  self->acting_memory = calloc((size_t)plan->max_traits + 1, sizeof *self->acting_memory);
  self->trait_hash = calloc((size_t)plan->max_traits + 1, sizeof *self->trait_hash);
  self->trait_index = calloc((size_t)plan->max_traits + 1, sizeof *self->trait_index);
  self->trait_of_slot = calloc(slots, sizeof *self->trait_of_slot);
  self->load = calloc(slots, sizeof *self->load);
  self->splat = aligned_alloc(64, sizeof *self->splat * slots);
  self->scalar = calloc(slots, sizeof *self->scalar);
  self->moving = calloc(slots, sizeof *self->moving);
  self->hole = malloc(2 * sizeof *self->hole * lanes);
  self->bound = calloc((size_t)total_uses(plan) + 1, sizeof *self->bound);
  self->rng = ndrsim_rng_new();
  if (!self->memory || !self->trait || !self->acting || !self->acting_memory || !self->trait_hash ||
      !self->trait_index || !self->trait_of_slot || !self->load || !self->splat || !self->scalar ||
      !self->moving || !self->hole || !self->bound || !self->rng) {
    ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a block of %d accounts",
                     self->capacity);
    return NDRSIM_MEMORY;
  }
  memset(self->memory, 0, bytes);
  char *at = self->memory;
  for (int c = 0; c < plan->n_columns; c++) {
    self->column[c] = at;
    at += width_of(plan->column[c].type) * lanes;
  }
  for (int t = 0; t < plan->max_traits; t++, at += 4 * lanes)
    self->trait[t] = (float *)(void *)at;
  for (int t = 0; t < plan->trait_columns - plan->max_traits; t++, at += 4 * lanes)
    self->acting_memory[t] = (float *)(void *)at;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_block_init(ndrsim_block *self, const ndrsim_plan *plan, int64_t capacity,
                                ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->plan = plan;
  self->capacity = (int)lanes_of(capacity);
  ndrsim_status st = allocate(self, err);
  if (st) {
    ndrsim_block_free(self);
    return st;
  }
  void **bound = self->bound;
  for (int m = 0; m < plan->n_mechanisms; m++) {
    ndrsim_step_context *ctx = &self->context[m];
    *ctx = (ndrsim_step_context){.block = self,
                                 .mechanism = plan->mechanism[m],
                                 .p = self->load + plan->first_slot[m],
                                 .s = self->scalar + plan->first_slot[m],
                                 .column = bound,
                                 .n_tiers = plan->model->n_tiers,
                                 .lists = ndrsim_model_lists(plan->model),
                                 .seed = plan->model->seed,
                                 .horizon = plan->model->horizon,
                                 .first_slot = plan->first_slot[m],
                                 .stride = plan->n_counters,
                                 .milestone = plan->milestones.first[m]};
    for (int u = 0; u < plan->mechanism[m]->n_uses; u++)
      *bound++ = plan->use[m][u] < 0 ? NULL : self->column[plan->use[m][u]];
  }
  return NDRSIM_OK;
}

void ndrsim_block_free(ndrsim_block *self) {
  free(self->memory);
  free(self->trait);
  free(self->acting);
  free(self->acting_memory);
  free(self->trait_hash);
  free(self->trait_index);
  free(self->trait_of_slot);
  free(self->load);
  free(self->splat);
  free(self->scalar);
  free(self->moving);
  free(self->hole);
  free(self->bound);
  ndrsim_rng_free(self->rng);
  memset(self, 0, sizeof *self);
}

void ndrsim_block_trace(ndrsim_block *self, ndrsim_trace *trace) {
  self->trace = trace;
  for (int m = 0; m < self->plan->n_mechanisms; m++)
    self->context[m].trace = trace;
}

int ndrsim_block_segment(const ndrsim_block *self) {
  return self->segment;
}

/* Constant slots are set once per assignment, moving ones every month. */
static void set_slot(ndrsim_block *self, int slot, int month) {
  double x = ndrsim_values_get(self->values, slot, self->segment, month);
  self->scalar[slot] = x;
  for (int i = 0; i < NDRSIM_LANES; i++)
    self->splat[slot][i] = (float)x;
}

static void choose_terms(ndrsim_block *self) {
  const ndrsim_plan *plan = self->plan;
  unsigned drivers = 0;
  int first = 0; /* term of its mechanism */
  self->n_terms = self->n_drivers = 0;
  for (int k = 0; k < plan->n_terms; k++) {
    const ndrsim_step_context *ctx = &self->context[plan->term_mechanism[k]];
    if (k == 0 || plan->term_mechanism[k - 1] != plan->term_mechanism[k]) first = k;
    if (ctx->mechanism->bills && !ctx->mechanism->bills(ctx)) continue;
    if (ctx->mechanism->bills_term && !ctx->mechanism->bills_term(ctx, k - first)) continue;
    self->term[self->n_terms++] = k;
    drivers |= plan->term[k].drivers;
  }
  for (int k = 0; k < plan->n_drivers; k++)
    if (drivers >> plan->driver[k] & 1) self->driver[self->n_drivers++] = plan->driver[k];
  self->metered = (drivers >> NDRSIM_DRIVER_USAGE & 1) != 0 && plan->metered_column[0] >= 0;
  for (int c = 0; c < plan->n_columns; c++)
    self->idle[c] = plan->column[c].scratch;
  for (int k = 0; k < NDRSIM_METERED; k++)
    self->idle[NDRSIM_COL_METERED + k] = !self->metered;
  for (int d = 0; d < NDRSIM_DRIVERS; d++) {
    bool idle = (drivers >> d & 1) == 0;
    self->idle[NDRSIM_COL_BILLED + d] = idle;
    self->idle[NDRSIM_COL_SINCE + d] = self->idle[NDRSIM_COL_MARK + d] = idle;
  }
}

void ndrsim_block_assign(ndrsim_block *self, const ndrsim_values *values,
                         const ndrsim_account *from, const ndrsim_account *to) {
  const ndrsim_model *model = self->plan->model;
  self->values = values;
  self->segment = from < to ? from->segment : 0;
  self->waiting = from;
  self->last = to;
  self->n = 0;
  self->n_moving = 0;
  for (int i = 0; i < model->n_slots; i++)
    self->trait_of_slot[i] = -1;
  int traits = 0;
  for (int t = 0; t < model->n_traits; t++)
    if (model->trait[t].segment == self->segment) {
      self->trait_index[traits] = t;
      self->trait_hash[traits] = ndrsim_hash_string(model->slot[model->trait[t].slot].path);
      self->acting[traits] = (ndrsim_acting_trait){.scale = 1};
      if (ndrsim_trait_spec(model, t)->n_changes > 0)
        self->acting[traits].column = self->acting_memory[traits];
      self->trait_of_slot[model->trait[t].slot] = traits++;
    }
  for (int i = 0; i < model->n_slots; i++) {
    set_slot(self, i, 0);
    int t = self->trait_of_slot[i];
    const float *read = t < 0 ? self->splat[i] : self->trait[t];
    if (t >= 0 && self->acting[t].column) read = self->acting[t].column;
    self->load[i] = (ndrsim_load){read, t < 0 ? 0 : ~0U};
    if (ndrsim_values_moves(values, i, self->segment)) self->moving[self->n_moving++] = i;
  }
  for (int m = 0; m < self->plan->n_mechanisms; m++) {
    self->context[m].values = values;
    self->context[m].replicate = values->replicate.idiosyncratic;
  }
  choose_terms(self);
}

/* Fills lanes [from, to) of a column with its start value, column by column: lane by lane would
 * touch every column's memory once per account. */
static void fill_column(const ndrsim_block *self, int c, int from, int to) {
  double x = self->plan->column[c].start;
  int32_t *i32 = ndrsim_block_i32(self, c);
  float *f32 = ndrsim_block_f32(self, c);
  int64_t *i64 = ndrsim_block_i64(self, c);
  switch (self->plan->column[c].type) {
  case NDRSIM_I32:
    for (int i = from; i < to; i++)
      i32[i] = (int32_t)x;
    break;
  case NDRSIM_F32:
    for (int i = from; i < to; i++)
      f32[i] = (float)x;
    break;
  case NDRSIM_I64:
    for (int i = from; i < to; i++)
      i64[i] = (int64_t)x;
    break;
  }
}

/* Takes in the accounts whose month it is; returns the first of the new lanes. */
static int take_in(ndrsim_block *self, int month) {
  int from = self->n;
  const ndrsim_account *a = self->waiting;
  while (a < self->last && a->start <= month)
    a++;
  int to = from + (int)(a - self->waiting);
  for (int c = 0; c < self->plan->n_columns && to > from; c++)
    fill_column(self, c, from, to);
  for (int i = from; i < to; i++) {
    const ndrsim_account *account = self->waiting + (i - from);
    ndrsim_block_i32(self, NDRSIM_COL_ID_LOW)[i] = (int32_t)(uint32_t)account->id;
    ndrsim_block_i32(self, NDRSIM_COL_ID_HIGH)[i] = (int32_t)(uint32_t)(account->id >> 32);
    ndrsim_block_i32(self, NDRSIM_COL_START)[i] =
        account->row < 0 ? account->start : self->plan->model->row[account->row].start;
    ndrsim_block_i32(self, NDRSIM_COL_PORTFOLIO)[i] = account->portfolio;
  }
  self->n = to;
  return from;
}

ndrsim_status ndrsim_block_open_month(ndrsim_block *self, int month, int64_t *counters,
                                      ndrsim_error *err) {
  const ndrsim_plan *plan = self->plan;
  self->month = month;
  if (month > 0) {
    for (int k = 0; k < self->n_moving; k++)
      set_slot(self, self->moving[k], month);
    ndrsim_traits_act(self);
  }
  for (int m = 0; m < plan->n_mechanisms; m++) {
    ndrsim_step_context *ctx = &self->context[m];
    ctx->month = month;
    ctx->macro = self->values->factor[month];
    ctx->regime = self->values->regime[month];
    ctx->counter = counters + plan->first_counter[m];
  }
  const ndrsim_account *account = self->waiting;
  int first = take_in(self, month);
  if (self->trace) ndrsim_trace_find(self->trace, self);
  ndrsim_status st = ndrsim_traits_draw(self, first, self->n, err);
  if (st) return st;
  for (int lane = first; lane < self->n; lane++, account++) {
    for (int m = 0; m < plan->n_mechanisms; m++) {
      const ndrsim_mechanism *mech = plan->mechanism[m];
      self->context[m].n = self->n;
      if (account->row < 0 && mech->start) mech->start(&self->context[m], lane);
      if (account->row >= 0 && mech->condition)
        mech->condition(&self->context[m], lane, &plan->model->row[account->row]);
    }
  }
  self->waiting = account;
  for (int m = 0; m < plan->n_mechanisms; m++)
    self->context[m].n = self->n;
  return NDRSIM_OK;
}

/* Column by column: which lane goes where is listed once, and every column is one pass. */
static void fill_holes(char *column, size_t width, const int32_t *hole, const int32_t *from,
                       int n) {
  if (width == 8)
    for (int i = 0; i < n; i++)
      memcpy(column + 8 * (size_t)hole[i], column + 8 * (size_t)from[i], 8);
  else
    for (int i = 0; i < n; i++)
      memcpy(column + 4 * (size_t)hole[i], column + 4 * (size_t)from[i], 4);
}

/* Lists the dropped lanes below `kept` and the live ones from there on: they are equally many. */
static int list_holes(const int32_t *status, int kept, int n, int32_t *hole, int32_t *from) {
  int holes = 0, movers = 0;
  for (int i = 0; i < kept; i++) {
    hole[holes] = i;
    holes += status[i] == NDRSIM_DROPPED;
  }
  for (int i = kept; i < n; i++) {
    from[movers] = i;
    movers += status[i] != NDRSIM_DROPPED;
  }
  return holes;
}

/* No result depends on the order of lanes, so the last ones fill the holes of those that left: only
 * as many move as were dropped. */
void ndrsim_block_compact(ndrsim_block *self) {
  const int32_t *status = ndrsim_block_i32(self, NDRSIM_COL_STATUS);
  int kept = 0, n = self->n;
  for (int i = 0; i < n; i++)
    kept += status[i] != NDRSIM_DROPPED;
  if (kept == n || (n - kept) * COMPACT_FROM < n) return;
  int32_t *hole = self->hole, *from = self->hole + self->capacity;
  int holes = list_holes(status, kept, n, hole, from);
  for (int c = 0; c < self->plan->n_columns; c++)
    if (!self->idle[c])
      fill_holes(self->column[c], width_of(self->plan->column[c].type), hole, from, holes);
  for (int t = 0; t < self->plan->traits[self->segment]; t++) {
    fill_holes((char *)self->trait[t], 4, hole, from, holes);
    if (self->acting[t].column) fill_holes((char *)self->acting[t].column, 4, hole, from, holes);
  }
  self->n = kept;
  for (int m = 0; m < self->plan->n_mechanisms; m++)
    self->context[m].n = kept;
}
