#include "tests/helpers/story.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "sim/population.h"
#include "sim/scalar.h"

enum { U_ID_LOW, U_ID_HIGH, U_STATUS, U_WISH, U_DIRTY, U_SEATS, U_TIER, U_GW, U_GS, U_GO };

static const ndrsim_use uses[] = {
    [U_ID_LOW] = {"id_low", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_ID_HIGH] = {"id_high", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_STATUS] = {"status", NDRSIM_I32, NDRSIM_READ, 0, NULL, false},
    [U_WISH] = {"status_post", NDRSIM_I32, NDRSIM_POST, 0, NULL, false},
    [U_DIRTY] = {"dirty", NDRSIM_I32, NDRSIM_POST, 0, NULL, false},
    [U_SEATS] = {"seats", NDRSIM_I32, NDRSIM_OWN, 1, "seats", false},
    [U_TIER] = {"tier", NDRSIM_I32, NDRSIM_OWN, 0, "tier", false},
    [U_GW] = {"growth_workflow", NDRSIM_F32, NDRSIM_OWN, 0, "log-growth of workflows", false},
    [U_GS] = {"growth_seat", NDRSIM_F32, NDRSIM_OWN, 0, "none: caps are per user", false},
    [U_GO] = {"growth_other", NDRSIM_F32, NDRSIM_OWN, 0, "log-growth of demand per workflow",
              false},
};

/* The step has no other way to them. */
static const story *now_told;
static const ndrsim_model *now_model;

/* Which account of the story a lane is: ids are those that the population gives. */
static int account_of(const ndrsim_step_context *ctx, int lane) {
  uint64_t id = (uint64_t)(uint32_t)((int32_t *)ctx->column[U_ID_LOW])[lane] |
                (uint64_t)(uint32_t)((int32_t *)ctx->column[U_ID_HIGH])[lane] << 32;
  for (int k = 0; k < now_told->accounts; k++)
    if (id == ndrsim_population_id(now_model, 0, 0, k)) return k;
  fail_msg("an account that is not in the story");
  return 0;
}

static const story_scene *scene_of(int account, int month) {
  const story_scene *s = now_told->scene[account];
  for (int k = 1; k < STORY_SCENES && s[1].from > 0 && s[1].from <= month; k++)
    s++;
  return s;
}

static void play(ndrsim_step_context *ctx) {
  for (int i = 0; i < ctx->n; i++) {
    const story_scene *s = scene_of(account_of(ctx, i), ctx->month);
    int32_t *tier = (int32_t *)ctx->column[U_TIER] + i, *status = ctx->column[U_STATUS],
            *wish = (int32_t *)ctx->column[U_WISH] + i;
    if (s->seats == 0) {
      if (status[i] == NDRSIM_ALIVE) *wish |= NDRSIM_WISH_QUIT;
      continue;
    }
    if (status[i] == NDRSIM_PROSPECT) *wish |= NDRSIM_WISH_JOIN;
    if (status[i] == NDRSIM_GONE) *wish |= NDRSIM_WISH_RETURN;
    if (s->tier != *tier) { /* demand per workflow did not grow: all growth is of workflows */
      ((float *)ctx->column[U_GW])[i] = ndrsim_log1((float)s->workflows / 1.0f);
      ((float *)ctx->column[U_GO])[i] = ndrsim_log1(2.0f);
    }
    *tier = s->tier;
    ((int32_t *)ctx->column[U_SEATS])[i] = s->seats;
    ((int32_t *)ctx->column[U_DIRTY])[i] = 1;
  }
}

static int64_t base_cents(const void *context, const ndrsim_bill_state *state) {
  (void)context;
  return (int64_t)state->value[NDRSIM_DRIVER_SEAT] *
         (state->value[NDRSIM_DRIVER_CAPACITY] ? 2500 : 1000);
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_SEATS, play}};
static const ndrsim_driver_source sources[] = {{NDRSIM_DRIVER_SEAT, "seats"},
                                               {NDRSIM_DRIVER_CAPACITY, "tier"}};
static const ndrsim_bill_term terms[] = {
    {"base", 1U << NDRSIM_DRIVER_SEAT | 1U << NDRSIM_DRIVER_CAPACITY, base_cents}};
static const ndrsim_mechanism player = {
    .name = "player",
    .doc = "plays a table",
    .use = uses,
    .n_uses = (int)(sizeof uses / sizeof *uses),
    .step = steps,
    .n_steps = 1,
    .source = sources,
    .n_sources = 2,
    .term = terms,
    .n_terms = 1,
    .cause = {"growth_workflow", "growth_seat", "growth_other"},
};
static const ndrsim_mechanism *const mechanisms[] = {&player};
static const ndrsim_catalogue catalogue = {
    .isa = "portable", .width = 4, .mechanism = mechanisms, .n_mechanisms = 1};

int story_play(story_run *self, const story *told) {
  ndrsim_model *model = &self->model;
  self->record = NULL;
  ndrsim_model_init(model);
  model->catalogue = &catalogue;
  model->n_segments = model->n_tiers = 1;
  strcpy(model->segment[0], "all");
  strcpy(model->tier[0], "one");
  model->horizon = told->months - 1;
  model->replicates = 1;
  model->intake = calloc(1, sizeof *model->intake);
  if (!model->intake) return -1;
  model->intake[0] = (ndrsim_intake){0, 0, told->accounts, told->accounts};
  model->n_intakes = 1;
  ndrsim_engine_layout(model, &self->layout);
  self->record = calloc(self->layout.size, sizeof *self->record);
  if (!self->record) return -1;
  now_told = told;
  now_model = model;
  ndrsim_engine_options options = {.threads = 1, .debug = true};
  ndrsim_replicate first = {0, 0, 0};
  ndrsim_error err;
  int complete;
  if (ndrsim_engine_run(model, &options, &first, 1, self->record, &complete, &err) != NDRSIM_OK)
    fail_msg("%s", err.message);
  return complete == 1 ? 0 : -1;
}

void story_end(story_run *self) {
  free(self->record);
  self->record = NULL;
  ndrsim_model_free(&self->model);
}
