#include "analysis/replay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/billing.h"
#include "sim/catalogue.h"

static void fail(ndrsim_replay *self, int month, const char *what, int64_t sum, int64_t expected) {
  if (self->status) return;
  self->status = ndrsim_error_set(self->err, NDRSIM_INTERNAL,
                                  "month %d of the replay: %s sum to %lld and not to %lld", month,
                                  what, (long long)sum, (long long)expected);
}

static void keep_state(ndrsim_replay *self, const ndrsim_block *block, int lane, int month) {
  ndrsim_replay_value *out = self->state + (size_t)month * (size_t)self->plan.n_columns;
  for (int c = 0; c < self->plan.n_columns; c++) {
    if (self->plan.column[c].type == NDRSIM_F32)
      out[c].real = ndrsim_block_f32(block, c)[lane];
    else if (self->plan.column[c].type == NDRSIM_I64)
      out[c].whole = ndrsim_block_i64(block, c)[lane];
    else
      out[c].whole = ndrsim_block_i32(block, c)[lane];
  }
}

/* The change of the running parts is what moved the bill this month. */
static void keep_parts(ndrsim_replay *self, const ndrsim_block *block, int lane, int month) {
  ndrsim_replay_month *m = &self->month[month];
  int64_t invoice = 0, cause = 0, change = NDRSIM_SIXTIETHS * (m->mrr - m->before);
  for (int k = 0; k < NDRSIM_ENDPOINT_COLUMNS; k++) {
    int64_t since = ndrsim_block_i64(block, NDRSIM_COL_SINCE + k)[lane];
    m->part[k] = since - self->since[k];
    self->since[k] = since;
    if (k < NDRSIM_DRIVERS) invoice += m->part[k];
    if (k > NDRSIM_DRIVER_CAPACITY) cause += m->part[k];
  }
  if (m->before <= 0 || m->mrr <= 0) return;
  if (invoice != change) fail(self, month, "the drivers of the invoice lens", invoice, change);
  if (cause != change) fail(self, month, "the drivers of the cause lens", cause, change);
}

static void keep_bill(ndrsim_replay *self, const ndrsim_block *block, int lane, int month) {
  ndrsim_replay_month *m = &self->month[month];
  self->trace.in_question = true;
  int64_t sum = ndrsim_billing_terms(block, lane, m->term);
  self->trace.in_question = false;
  if (sum != m->mrr) fail(self, month, "the terms of the bill", sum, m->mrr);
}

static void see_month(void *user, const ndrsim_block *block, int month) {
  ndrsim_replay *self = user;
  ndrsim_replay_month *m = &self->month[month];
  int lane = self->trace.lane;
  m->factor = block->values->factor[month];
  m->regime = block->values->regime[month];
  m->before = self->mrr;
  /* how long a dropped lane stays in the panel depends on its neighbours: it is gone at once here
   */
  m->status = month > 0 ? self->month[month - 1].status : NDRSIM_PROSPECT;
  if (lane < 0) return;
  m->status = ndrsim_block_i32(block, NDRSIM_COL_STATUS)[lane];
  m->present = m->status != NDRSIM_DROPPED;
  if (!m->present && m->before == 0) return;
  m->mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR)[lane];
  m->moved = ndrsim_movement_classify(m->before, m->mrr, self->landed);
  keep_state(self, block, lane, month);
  keep_parts(self, block, lane, month);
  keep_bill(self, block, lane, month);
  self->mrr = m->mrr;
  self->landed = self->landed || m->mrr > 0;
}

/* Entries stand in the order of time, those of the economy before all others. */
static void divide_entries(ndrsim_replay *self) {
  const ndrsim_trace *t = &self->trace;
  int at = 0;
  for (; at < t->n_entries && t->entry[at].site >= NDRSIM_SITE_MACRO_FACTOR &&
         t->entry[at].site <= NDRSIM_SITE_MACRO_REGIME;
       at++) {
    ndrsim_replay_month *m = &self->month[t->entry[at].month];
    if (m->n_macro++ == 0) m->macro = at;
  }
  for (; at < t->n_entries; at++) {
    ndrsim_replay_month *m = &self->month[t->entry[at].month];
    if (m->n_entries++ == 0) m->first_entry = at;
  }
}

static ndrsim_status allocate(ndrsim_replay *self, size_t record, ndrsim_error *err) {
  size_t months = (size_t)self->months;
  self->month = calloc(months, sizeof *self->month);
  self->state = calloc(months * (size_t)self->plan.n_columns, sizeof *self->state);
  self->record = calloc(record, sizeof *self->record);
  if (self->month && self->state && self->record) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a replay of %d months",
                          self->months);
}

ndrsim_status ndrsim_replay_run(ndrsim_replay *self, const ndrsim_model *model,
                                const ndrsim_account_key *key, uint32_t replicate,
                                ndrsim_error *err) {
  ndrsim_layout layout;
  memset(self, 0, sizeof *self);
  self->model = *model;
  self->model.catalogue = ndrsim_catalogue_traced();
  if (model->absent) {
    ndrsim_status reduced =
        ndrsim_catalogue_reduce(self->model.catalogue, model->absent, &self->reduced, err);
    if (reduced) return reduced;
    self->model.catalogue = self->reduced;
  }
  self->key = *key;
  self->replicate = (ndrsim_replicate){replicate, replicate, replicate};
  self->months = model->horizon + 1;
  self->err = err;
  ndrsim_engine_layout(&self->model, &layout);
  ndrsim_observer observer = {see_month, self};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer, .trace = &self->trace};
  int complete;
  ndrsim_status st = ndrsim_plan_init(&self->plan, &self->model, err);
  if (!st) st = allocate(self, layout.size, err);
  if (!st) st = ndrsim_trace_init(&self->trace, &self->model, key->segment, key->id, err);
  if (!st)
    st = ndrsim_engine_run(&self->model, &options, &self->replicate, 1, self->record, &complete,
                           err);
  self->err = NULL;
  if (!st) st = self->status;
  if (!st) divide_entries(self);
  return st;
}

void ndrsim_replay_free(ndrsim_replay *self) {
  ndrsim_plan_free(&self->plan);
  ndrsim_trace_free(&self->trace);
  free(self->month);
  free(self->state);
  free(self->record);
  free(self->reduced);
  memset(self, 0, sizeof *self);
}

static const ndrsim_replay_value *value_of(const ndrsim_replay *self, const char *column,
                                           int month) {
  static const ndrsim_replay_value none = {0};
  int c = ndrsim_plan_column(&self->plan, column);
  return c < 0 || month < 0
             ? &none
             : &self->state[(size_t)month * (size_t)self->plan.n_columns + (size_t)c];
}

int64_t ndrsim_replay_whole(const ndrsim_replay *self, const char *column, int month) {
  return value_of(self, column, month)->whole;
}

float ndrsim_replay_real(const ndrsim_replay *self, const char *column, int month) {
  return value_of(self, column, month)->real;
}

const ndrsim_trace_entry *ndrsim_replay_entry(const ndrsim_replay *self, const char *name,
                                              int month) {
  const ndrsim_replay_month *m = &self->month[month];
  for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++)
    if (strcmp(self->trace.entry[k].name, name) == 0) return &self->trace.entry[k];
  return NULL;
}

double ndrsim_replay_factor(const ndrsim_replay *self, const ndrsim_trace_entry *entry,
                            const char *name) {
  for (int k = entry->first_factor; k < entry->first_factor + entry->n_factors; k++)
    if (strcmp(self->trace.factor[k].name, name) == 0) return self->trace.factor[k].value;
  return NAN;
}

bool ndrsim_replay_is_state(const ndrsim_replay *self, int column, const char **doc) {
  const ndrsim_column_plan *c = &self->plan.column[column];
  const ndrsim_mechanism *owner = self->plan.mechanism[c->owner];
  if (c->scratch || (column >= NDRSIM_COL_BILLED && column < NDRSIM_ACCOUNT_COLUMNS)) return false;
  if (column == NDRSIM_COL_ID_LOW || column == NDRSIM_COL_ID_HIGH || column == NDRSIM_COL_DIRTY)
    return false;
  for (int u = 0; u < owner->n_uses; u++)
    if (strcmp(owner->use[u].column, c->name) == 0) *doc = owner->use[u].doc;
  return strncmp(*doc, "posting:", 8) != 0;
}
