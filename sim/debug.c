#include "sim/debug.h"

#include <string.h>

#include "sim/billing.h"

void ndrsim_guard_init(ndrsim_guard *self, const ndrsim_plan *plan, bool on) {
  memset(self, 0, sizeof *self);
  self->plan = plan;
  self->on = on;
}

static uint64_t column_hash(const ndrsim_guard *self, const ndrsim_block *block, int c) {
  size_t w = self->plan->column[c].type == NDRSIM_I64 ? 8 : 4;
  return ndrsim_hash(block->column[c], w * (size_t)block->n);
}

static bool may_write(const ndrsim_plan *plan, int mechanism, int c) {
  const ndrsim_mechanism *mech = plan->mechanism[mechanism];
  for (int u = 0; u < mech->n_uses; u++)
    if (plan->use[mechanism][u] == c && mech->use[u].mode != NDRSIM_READ) return true;
  return false;
}

void ndrsim_guard_before(ndrsim_guard *self, const ndrsim_block *block, int mechanism) {
  for (int c = 0; c < self->plan->n_columns; c++)
    if (!may_write(self->plan, mechanism, c)) self->hash[c] = column_hash(self, block, c);
}

ndrsim_status ndrsim_guard_after(ndrsim_guard *self, const ndrsim_block *block, int mechanism,
                                 ndrsim_error *err) {
  for (int c = 0; c < self->plan->n_columns; c++)
    if (!may_write(self->plan, mechanism, c) && self->hash[c] != column_hash(self, block, c))
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "%s wrote column `%s`, which belongs to %s",
                              self->plan->mechanism[mechanism]->name, self->plan->column[c].name,
                              self->plan->mechanism[self->plan->column[c].owner]->name);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_guard_bills(ndrsim_block *block, ndrsim_error *err) {
  const int32_t *dirty = ndrsim_block_i32(block, NDRSIM_COL_DIRTY);
  const int32_t *post = ndrsim_block_i32(block, NDRSIM_COL_STATUS_POST);
  const int64_t *mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR);
  for (int i = 0; i < block->n; i++) {
    if (dirty[i] || post[i]) continue;
    int64_t now = ndrsim_billing_now(block, i);
    if (now != mrr[i])
      return ndrsim_error_set(err, NDRSIM_INTERNAL,
                              "month %d: the bill of account %016llx went from %lld to %lld cents "
                              "without being marked",
                              block->month, (unsigned long long)ndrsim_block_id(block, i),
                              (long long)mrr[i], (long long)now);
  }
  return NDRSIM_OK;
}
