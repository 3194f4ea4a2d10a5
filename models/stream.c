/* The words of the sites that are needed every month, drawn once for all mechanisms.
 * Groups 16 and 17 of sim/site.h: two Philox calls per account and month. */
#include "models/step.h"

enum { U_ID_LOW, U_ID_HIGH, U_WORDS };

static const ndrsim_use uses[] = {
    [U_ID_LOW] = READ_I32("id_low"),
    [U_ID_HIGH] = READ_I32("id_high"),
    [U_WORDS + 0] = OWN_I32("word_workflow_gain", 0, "site WORKFLOW_GAIN"),
    [U_WORDS + 1] = OWN_I32("word_workflow_loss", 0, "site WORKFLOW_LOSS"),
    [U_WORDS + 2] = OWN_I32("word_demand_noise", 0, "site DEMAND_NOISE"),
    [U_WORDS + 3] = OWN_I32("word_seat_gain", 0, "site SEAT_GAIN"),
    [U_WORDS + 4] = OWN_I32("word_churn", 0, "site CHURN"),
    [U_WORDS + 5] = OWN_I32("word_upgrade", 0, "site UPGRADE"),
    [U_WORDS + 6] = OWN_I32("word_contraction", 0, "site CONTRACTION"),
    [U_WORDS + 7] = OWN_I32("word_inquiry", 0, "site INQUIRY"),
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
