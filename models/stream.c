/* The words of the sites that are needed every month, drawn once for all mechanisms.
 * Groups 16 and 17 of sim/site.h: two Philox calls per account and month. */
#include "models/step.h"

enum { U_ID_LOW, U_ID_HIGH, U_WORDS };

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_WORDS + 0] = SCRATCH_I32("word_workflow_gain", "site WORKFLOW_GAIN"),
    [U_WORDS + 1] = SCRATCH_I32("word_workflow_loss", "site WORKFLOW_LOSS"),
    [U_WORDS + 2] = SCRATCH_I32("word_demand_noise", "site DEMAND_NOISE"),
    [U_WORDS + 3] = SCRATCH_I32("word_seat_gain", "site SEAT_GAIN"),
    [U_WORDS + 4] = SCRATCH_I32("word_churn", "site CHURN"),
    [U_WORDS + 5] = SCRATCH_I32("word_upgrade", "site UPGRADE"),
    [U_WORDS + 6] = SCRATCH_I32("word_contraction", "site CONTRACTION"),
    [U_WORDS + 7] = SCRATCH_I32("word_inquiry", "site INQUIRY"),
};

static void draw(ndrsim_step_context *ctx) {
  const int32_t *low = column_i32(ctx, U_ID_LOW), *high = column_i32(ctx, U_ID_HIGH);
  for (int i = 0; i < ctx->n; i += NDRSIM_WIDTH) {
    vwords a = lane_words(ctx, low, high, i, 16), b = lane_words(ctx, low, high, i, 17);
    for (int w = 0; w < 4; w++) {
      vi_store(column_i32(ctx, U_WORDS + w) + i, (vi)a.w[w]);
      vi_store(column_i32(ctx, U_WORDS + 4 + w) + i, (vi)b.w[w]);
    }
  }
}

static const ndrsim_step steps[] = {{NDRSIM_PHASE_CONTRACT, draw}};

const ndrsim_mechanism NDRSIM_MECHANISM(stream) = {
    .name = "stream", .doc = "random words shared by the mechanisms", NDRSIM_USES, NDRSIM_STEPS};
