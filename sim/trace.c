#include "sim/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/block.h"
#include "sim/scalar.h"

ndrsim_status ndrsim_trace_init(ndrsim_trace *self, const ndrsim_model *model, int segment,
                                uint64_t id, ndrsim_error *err) {
  *self = (ndrsim_trace){.segment = segment, .id = id, .lane = -1};
  self->n_parameters = model->n_draws;
  self->parameter = calloc((size_t)model->n_draws + 1, sizeof *self->parameter);
  self->trait = calloc((size_t)model->n_traits + 1, sizeof *self->trait);
  if (self->parameter && self->trait) return NDRSIM_OK;
  ndrsim_trace_free(self);
  return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a trace");
}

void ndrsim_trace_free(ndrsim_trace *self) {
  free(self->entry);
  free(self->factor);
  free(self->parameter);
  free(self->trait);
  memset(self, 0, sizeof *self);
}

void ndrsim_trace_find(ndrsim_trace *self, const ndrsim_block *block) {
  self->lane = -1;
  for (int i = 0; i < block->n; i++)
    if (ndrsim_block_id(block, i) == self->id) self->lane = i;
}

/* One more element of a growing array; NULL (and the flag) when memory is out. */
static void *append(ndrsim_trace *self, void **array, int *n, int *room, size_t size) {
  if (*n == *room) {
    int wanted = *room > 0 ? 2 * *room : 256;
    void *larger = realloc(*array, size * (size_t)wanted);
    if (!larger) {
      self->failed = true;
      return NULL;
    }
    *array = larger;
    *room = wanted;
  }
  return (char *)*array + size * (size_t)(*n)++;
}

void ndrsim_trace_add(ndrsim_trace *self, const ndrsim_trace_entry *entry) {
  void *array = self->entry;
  ndrsim_trace_entry *e =
      append(self, &array, &self->n_entries, &self->entry_room, sizeof *self->entry);
  self->entry = array;
  if (!e) return;
  *e = *entry;
  e->first_factor = self->n_factors;
  e->n_factors = 0;
}

void ndrsim_trace_factor_add(ndrsim_trace *self, const char *name, double value) {
  void *array = self->factor;
  if (self->n_entries == 0) return;
  ndrsim_trace_factor *f =
      append(self, &array, &self->n_factors, &self->factor_room, sizeof *self->factor);
  self->factor = array;
  if (!f) return;
  *f = (ndrsim_trace_factor){name, value};
  self->entry[self->n_entries - 1].n_factors++;
}

static void add_draw(const ndrsim_step_context *ctx, ndrsim_trace_entry entry) {
  entry.month = ctx->month;
  entry.mechanism = ctx->mechanism->name;
  ndrsim_trace_add(ctx->trace, &entry);
}

void ndrsim_trace_event(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, float low, float high, bool happened) {
  add_draw(ctx, (ndrsim_trace_entry){.name = name,
                                     .rule = NDRSIM_RULE_EVENT,
                                     .site = site,
                                     .word = word,
                                     .low = low,
                                     .high = high,
                                     .trials = 1,
                                     .outcome = happened});
}

void ndrsim_trace_event_at(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                           unsigned index, uint32_t word, float p, bool happened) {
  add_draw(ctx, (ndrsim_trace_entry){.name = name,
                                     .rule = NDRSIM_RULE_EVENT,
                                     .site = site,
                                     .index = index,
                                     .word = word,
                                     .high = p,
                                     .trials = 1,
                                     .outcome = happened});
}

void ndrsim_trace_count(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, int32_t trials, float rate, int32_t outcome) {
  add_draw(ctx, (ndrsim_trace_entry){.name = name,
                                     .rule = NDRSIM_RULE_COUNT,
                                     .site = site,
                                     .word = word,
                                     .high = rate,
                                     .trials = trials,
                                     .outcome = outcome});
}

void ndrsim_trace_normal(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                         uint32_t word, float value) {
  add_draw(
      ctx,
      (ndrsim_trace_entry){
          .name = name, .rule = NDRSIM_RULE_NORMAL, .site = site, .word = word, .high = value});
}

void ndrsim_trace_three(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                        uint32_t word, float low, float high, int outcome) {
  add_draw(ctx, (ndrsim_trace_entry){.name = name,
                                     .rule = NDRSIM_RULE_THREE,
                                     .site = site,
                                     .word = word,
                                     .low = low,
                                     .high = high,
                                     .outcome = outcome});
}

void ndrsim_trace_wait(const ndrsim_step_context *ctx, const char *name, ndrsim_site site,
                       uint32_t word, float hazard, float fade, int32_t months) {
  add_draw(ctx, (ndrsim_trace_entry){.name = name,
                                     .rule = NDRSIM_RULE_WAIT,
                                     .site = site,
                                     .word = word,
                                     .low = fade,
                                     .high = hazard,
                                     .trials = ctx->horizon - ctx->month + 1,
                                     .outcome = months});
}

void ndrsim_trace_fact(const ndrsim_step_context *ctx, const char *name, int32_t amount) {
  add_draw(ctx,
           (ndrsim_trace_entry){
               .name = name, .rule = NDRSIM_RULE_FACT, .site = NDRSIM_SITES, .outcome = amount});
}

void ndrsim_trace_given(ndrsim_block *block, int column, int lane, double at_least) {
  ndrsim_trace *self = block->trace;
  if (!self || lane != self->lane || column >= self->n_traits) return;
  self->trait[column].given = 1;
  self->trait[column].at_least = at_least;
  self->trait[column].value = block->trait[column][lane];
}

/* Months until the summed hazard passes the exponential: the rule, not the mechanism's code. */
static int32_t wait_of(const ndrsim_trace_entry *e) {
  float target = -ndrsim_log1(ndrsim_uniform1(e->word)), sum = 0, hazard = e->high;
  for (int k = 1; k <= e->trials; k++, hazard *= e->low) {
    sum += hazard;
    if (sum > target) return k;
  }
  return NDRSIM_NEVER;
}

bool ndrsim_trace_agrees(const ndrsim_trace_entry *e) {
  float u;
  switch (e->rule) {
  case NDRSIM_RULE_EVENT:
    return e->outcome ==
           (ndrsim_bernoulli1(e->word, e->high) && !ndrsim_bernoulli1(e->word, e->low));
  case NDRSIM_RULE_COUNT:
    return e->outcome == ndrsim_binomial1(e->word, e->trials, e->high);
  case NDRSIM_RULE_NORMAL: {
    float value = ndrsim_normal1(e->word);
    return value >= e->high && value <= e->high;
  }
  case NDRSIM_RULE_THREE:
    u = ndrsim_uniform1(e->word);
    return e->outcome == (u < e->low ? 1 : u > e->high ? -1 : 0);
  case NDRSIM_RULE_WAIT:
    return e->outcome == wait_of(e);
  default:
    return e->site == NDRSIM_SITES;
  }
}

double ndrsim_trace_uniform(const ndrsim_trace_entry *e) {
  switch (e->rule) {
  case NDRSIM_RULE_EVENT:
    return (double)(e->word >> 1) * 0x1p-31;
  case NDRSIM_RULE_COUNT:
  case NDRSIM_RULE_NORMAL:
    return ((double)e->word + 0.5) * 0x1p-32;
  case NDRSIM_RULE_THREE:
  case NDRSIM_RULE_WAIT:
    return (double)ndrsim_uniform1(e->word);
  default:
    return NAN;
  }
}
