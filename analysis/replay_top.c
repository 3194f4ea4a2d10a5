/* Accounts worth a look: one replicate of everybody, of which the extremes of a month are kept. */
#include <stdlib.h>
#include <string.h>

#include "analysis/account_mrr.h"
#include "analysis/replay.h"
#include "sim/block.h"

typedef struct top {
  int month, most, n;
  ndrsim_top_by by;
  ndrsim_top_row *row; /* [most], in order */
  /* of a block in the month before, by id: it is seen again before any other (one thread) */
  ndrsim_account_mrr *before;
  int lanes, room;
  bool failed;
} top;

static int64_t rank(const top *self, const ndrsim_top_row *row) {
  if (self->by == NDRSIM_TOP_MRR) return row->mrr;
  return self->by == NDRSIM_TOP_GROWTH ? row->mrr - row->before : row->before - row->mrr;
}

static void consider(top *self, const ndrsim_top_row *row) {
  int64_t mine = rank(self, row);
  if (mine <= 0) return;
  int at = self->n;
  while (at > 0 &&
         (mine > rank(self, &self->row[at - 1]) ||
          (mine == rank(self, &self->row[at - 1]) && row->key.id < self->row[at - 1].key.id)))
    at--;
  if (at == self->most) return;
  int last = self->n < self->most ? self->n++ : self->most - 1;
  memmove(&self->row[at + 1], &self->row[at], sizeof *row * (size_t)(last - at));
  self->row[at] = *row;
}

static void remember(top *self, const ndrsim_block *block) {
  if (block->n > self->room) {
    free(self->before);
    self->room = block->n;
    self->before = malloc(sizeof *self->before * (size_t)self->room);
    self->failed = self->failed || !self->before;
  }
  self->lanes = self->failed ? 0 : block->n;
  for (int i = 0; i < self->lanes; i++)
    self->before[i] =
        (ndrsim_account_mrr){ndrsim_block_id(block, i), ndrsim_block_i64(block, NDRSIM_COL_MRR)[i]};
  if (self->lanes > 0)
    qsort(self->before, (size_t)self->lanes, sizeof *self->before, ndrsim_account_mrr_by_id);
}

static void see_month(void *user, const ndrsim_block *block, int month) {
  top *self = user;
  if (month == 0) self->lanes = 0;
  if (month == self->month - 1) remember(self, block);
  if (month != self->month) return;
  for (int i = 0; i < block->n; i++) {
    ndrsim_top_row row = {.key.id = ndrsim_block_id(block, i),
                          .mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR)[i]};
    const ndrsim_account_mrr key = {.id = row.key.id}, *then = NULL;
    if (self->lanes > 0)
      then = bsearch(&key, self->before, (size_t)self->lanes, sizeof key, ndrsim_account_mrr_by_id);
    if (then != NULL) row.before = then->mrr;
    consider(self, &row);
  }
}

ndrsim_status ndrsim_replay_top(const ndrsim_model *model, uint32_t replicate, int month,
                                ndrsim_top_by by, int most, ndrsim_top_row *out, int *n,
                                ndrsim_error *err) {
  top self = {.month = month, .most = most, .by = by, .row = out};
  ndrsim_observer observer = {see_month, &self};
  ndrsim_engine_options options = {.threads = 1, .observer = &observer};
  ndrsim_replicate at = {replicate, replicate, replicate};
  ndrsim_layout layout;
  int complete;
  *n = 0;
  ndrsim_engine_layout(model, &layout);
  int64_t *record = calloc(layout.size, sizeof *record);
  ndrsim_account_key *key = calloc((size_t)most + 1, sizeof *key);
  ndrsim_status st = record && key ? NDRSIM_OK : NDRSIM_MEMORY;
  if (!st) st = ndrsim_engine_run(model, &options, &at, 1, record, &complete, err);
  if (self.failed) st = NDRSIM_MEMORY;
  if (st == NDRSIM_MEMORY) ndrsim_error_set(err, st, "out of memory for a list of accounts");
  for (int i = 0; !st && i < self.n; i++)
    key[i].id = out[i].key.id;
  if (!st) st = ndrsim_account_identify(model, key, self.n, err);
  for (int i = 0; !st && i < self.n; i++)
    out[i].key = key[i];
  if (!st) *n = self.n;
  free(record);
  free(key);
  free(self.before);
  return st;
}
