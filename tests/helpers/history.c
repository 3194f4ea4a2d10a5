#include "tests/helpers/history.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

void history_init(history *self, const ndrsim_model *model, int64_t accounts) {
  ndrsim_plan plan;
  memset(self, 0, sizeof *self);
  self->months = model->horizon + 1;
  self->capacity = 64;
  while ((int64_t)self->capacity < 2 * accounts)
    self->capacity *= 2;
  self->id = calloc(self->capacity, sizeof *self->id);
  self->month = calloc(self->capacity * (size_t)self->months, sizeof *self->month);
  assert_non_null(self->id);
  assert_non_null(self->month);
  assert_int_equal(ndrsim_plan_init(&plan, model, NULL), NDRSIM_OK);
  self->seats_column = ndrsim_plan_column(&plan, "seats");
  self->fst_column = ndrsim_plan_column(&plan, "fst");
  self->tier_column = ndrsim_plan_column(&plan, "tier");
  ndrsim_plan_free(&plan);
  assert_true(self->seats_column >= 0 && self->fst_column >= 0 && self->tier_column >= 0);
  history_clear(self);
}

void history_free(history *self) {
  free(self->id);
  free(self->month);
  memset(self, 0, sizeof *self);
}

void history_clear(history *self) {
  memset(self->id, 0, self->capacity * sizeof *self->id);
  memset(self->month, 0, self->capacity * (size_t)self->months * sizeof *self->month);
  for (size_t k = 0; k < self->capacity * (size_t)self->months; k++)
    self->month[k].status = self->month[k].start = self->month[k].fst = self->month[k].tier = -1;
  self->n = 0;
  self->seen = 0;
}

static size_t place_of(const history *self, uint64_t id) {
  size_t i = (size_t)id & (self->capacity - 1);
  while (self->id[i] != 0 && self->id[i] != id)
    i = (i + 1) & (self->capacity - 1);
  return i;
}

const history_month *history_at(const history *self, size_t index) {
  return self->id[index] != 0 ? self->month + index * (size_t)self->months : NULL;
}

const history_month *history_find(const history *self, uint64_t id) {
  return history_at(self, place_of(self, id));
}

void history_see(void *user, const ndrsim_block *block, int month) {
  history *self = user;
  for (int i = 0; i < block->n; i++) {
    uint64_t id = ndrsim_block_id(block, i);
    size_t place = place_of(self, id);
    if (self->id[place] == 0) {
      assert_true(id != 0 && 2 * ++self->n <= self->capacity);
      self->id[place] = id;
    }
    history_month *at = self->month + place * (size_t)self->months;
    at[month].mrr = ndrsim_block_i64(block, NDRSIM_COL_MRR)[i];
    for (int k = 0; k < NDRSIM_ENDPOINT_COLUMNS; k++)
      at[month].since[k] = ndrsim_block_i64(block, NDRSIM_COL_SINCE + k)[i];
    if (ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i] == NDRSIM_ALIVE)
      at[month].seats = ndrsim_block_i32(block, self->seats_column)[i];
    at[month].status = ndrsim_block_i32(block, NDRSIM_COL_STATUS)[i];
    at[month].start = ndrsim_block_i32(block, NDRSIM_COL_START)[i];
    at[month].fst = ndrsim_block_i32(block, self->fst_column)[i];
    at[month].tier = ndrsim_block_i32(block, self->tier_column)[i];
    self->seen++;
    /* nobody who was dropped comes back, so later months may keep these parts */
    for (int t = month + 1; t < self->months; t++) {
      memcpy(at[t].since, at[month].since, sizeof at[t].since);
      at[t].status = at[month].status;
      at[t].start = at[month].start;
      at[t].fst = at[month].fst;
      at[t].tier = at[month].tier;
    }
  }
}
