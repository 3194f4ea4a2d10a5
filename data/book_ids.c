/* The rows read so far, and which ids they have.
 *
 * Random numbers are addressed by the 64-bit hash of the user's id, so two accounts with one hash
 * would live the same life: refused, whether the ids are equal or not.
 */
#include <stdlib.h>
#include <string.h>
#include "data/book_reader.h"
#include "sim/philox.h"

#define MOST_ROWS INT64_C(100000000)
/* ten thousand billion currency units a month; see MOST_CENTS in book_row.c */
#define MOST_TOTAL_CENTS INT64_C(1000000000000000)

/* Differs from ndrsim_hash_string in every step, so that ids which collide there differ here. */
static uint64_t check_hash(const char *text) {
  uint64_t h = strlen(text);
  for (; *text != '\0'; text++) {
    h = (h + (unsigned char)*text) * 0x9e3779b97f4a7c15U;
    h ^= h >> 29;
  }
  return h;
}

/* The slot that holds `id`, or the free one where it belongs. */
static uint64_t find_slot(const ndrsim_book_reader *self, uint64_t id) {
  uint64_t at = id & (self->n_slots - 1);
  while (self->slot[at] != 0 && self->row[self->slot[at] - 1].id != id)
    at = (at + 1) & (self->n_slots - 1);
  return at;
}

static ndrsim_status no_memory(const ndrsim_book_reader *self) {
  return ndrsim_error_set(self->err, NDRSIM_MEMORY, "no memory for the %lld accounts of %s",
                          (long long)self->capacity, self->name);
}

/* Doubles the room: rows, ids, and a table that stays at most half full. */
static ndrsim_status grow(ndrsim_book_reader *self) {
  int64_t capacity = self->capacity > 0 ? 2 * self->capacity : 1024;
  ndrsim_row *row = realloc(self->row, (size_t)capacity * sizeof *row);
  if (row == NULL) return no_memory(self);
  self->row = row;
  ndrsim_book_id *id = realloc(self->id, (size_t)capacity * sizeof *id);
  if (id == NULL) return no_memory(self);
  self->id = id;
  uint64_t n_slots = 2 * (uint64_t)capacity;
  uint32_t *slot = calloc(n_slots, sizeof *slot);
  if (slot == NULL) return no_memory(self);
  free(self->slot);
  self->slot = slot;
  self->n_slots = n_slots;
  self->capacity = capacity;
  for (int64_t i = 0; i < self->n; i++)
    slot[find_slot(self, row[i].id)] = (uint32_t)i + 1;
  return NDRSIM_OK;
}

static ndrsim_status seen_before(const ndrsim_book_reader *self, long line, const char *account_id,
                                 const ndrsim_book_id *earlier) {
  if (earlier->check == check_hash(account_id))
    return ndrsim_book_fail(self, line, "account_id", account_id,
                            "each account once (it is on line %lld as well)",
                            (long long)earlier->line);
  return ndrsim_book_fail(self, line, "account_id", account_id,
                          "ids with different 64-bit hashes (the id on line %lld has the same one: "
                          "rename either)",
                          (long long)earlier->line);
}

ndrsim_status ndrsim_book_add(ndrsim_book_reader *self, long line, const char *account_id,
                              const ndrsim_row *row) {
  if (self->n == MOST_ROWS)
    return ndrsim_error_set(self->err, NDRSIM_LIMIT, "%s has more than %lld accounts", self->name,
                            (long long)MOST_ROWS);
  if (self->n == self->capacity) {
    ndrsim_status st = grow(self);
    if (st != NDRSIM_OK) return st;
  }
  uint64_t hash = ndrsim_hash_string(account_id), at = find_slot(self, hash);
  if (self->slot[at] != 0)
    return seen_before(self, line, account_id, &self->id[self->slot[at] - 1]);
  self->mrr += row->mrr;
  if (self->mrr > MOST_TOTAL_CENTS)
    return ndrsim_error_set(self->err, NDRSIM_LIMIT,
                            "the MRR of %s is above 10000000000000.00 by line %ld", self->name,
                            line);
  self->row[self->n] = *row;
  self->row[self->n].id = hash;
  self->id[self->n] = (ndrsim_book_id){check_hash(account_id), line};
  self->slot[at] = (uint32_t)++self->n;
  return NDRSIM_OK;
}
