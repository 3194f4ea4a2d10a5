/* Recorders inside the kernels: what a replay prints, written down where it is computed.
 *
 * Only the kernels compiled with NDRSIM_TRACED look for the traced account; in all others the
 * questions below are the constants "no", and the compiler drops what would follow (decision 0006).
 *
 *   int k = traced_lane(ctx, i, at_risk);
 *   if (k >= 0) ndrsim_trace_event(ctx, "cancel", NDRSIM_SITE_CHURN, word[k], 0, p[k], quits[k]);
 */
#ifndef NDRSIM_MODELS_TRACE_H
#define NDRSIM_MODELS_TRACE_H

#include "sim/trace.h"
#include "sim/vector.h"

#ifdef NDRSIM_TRACED
#define NDRSIM_IS_TRACED 1
#else
#define NDRSIM_IS_TRACED 0
#endif

/* Whether `lane` is the traced account. */
static inline bool traced(const ndrsim_step_context *ctx, int lane) {
  return NDRSIM_IS_TRACED && ctx->trace != NULL && lane == ctx->trace->lane;
}

/* Place of the traced account among lanes i..i+width-1, if it is there and `mask` holds for it;
 * else -1. */
NDRSIM_VECTOR int traced_lane(const ndrsim_step_context *ctx, int i, vi mask) {
  if (!NDRSIM_IS_TRACED || ctx->trace == NULL) return -1;
  int k = ctx->trace->lane - i;
  return k >= 0 && k < NDRSIM_WIDTH && mask[k] != 0 ? k : -1;
}

/* Whether a bill term is asked for the factors of its amount. */
static inline bool questioned(const ndrsim_step_context *ctx) {
  return NDRSIM_IS_TRACED && ctx->trace != NULL && ctx->trace->in_question;
}

static inline void trace_factor(const ndrsim_step_context *ctx, const char *name, double value) {
  ndrsim_trace_factor_add(ctx->trace, name, value);
}

#endif
