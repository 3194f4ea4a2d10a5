/* The one table that lists the mechanisms, in the order in which a phase runs those that share it,
 * and the choice of an instruction set. Adding a mechanism: its file, and one row here. */
#include "sim/acquisition.h"
#include "sim/engine.h"

#include <stdlib.h>
#include <string.h>

/* X(name) */
#define MECHANISMS(X)                                                                              \
  X(stream)                                                                                        \
  X(macro)                                                                                         \
  X(contract)                                                                                      \
  X(activation)                                                                                    \
  X(rollout)                                                                                       \
  X(seat)                                                                                          \
  X(licence)                                                                                       \
  X(workflow)                                                                                      \
  X(demand)                                                                                        \
  X(terms)                                                                                         \
  X(capacity)                                                                                      \
  X(prompt)                                                                                        \
  X(signals)                                                                                       \
  X(playbook)                                                                                      \
  X(feature)                                                                                       \
  X(add_on)                                                                                        \
  X(free_plan)                                                                                     \
  X(usage)                                                                                         \
  X(contraction)                                                                                   \
  X(trust)                                                                                         \
  X(churn)                                                                                         \
  X(key_account)                                                                                   \
  X(reactivation)                                                                                  \
  X(billing)                                                                                       \
  X(discount)                                                                                      \
  X(outcome)                                                                                       \
  X(cost)                                                                                          \
  X(measure)                                                                                       \
  X(acquisition)                                                                                   \
  X(margin)

static const ndrsim_acquisition_paths acquisition = {
    .price_elasticity = "acquisition.price_elasticity",
    .cap_elasticity = "acquisition.cap_elasticity",
    .reference_price = "acquisition.reference_price",
    .reference_cap = "acquisition.reference_cap",
    .price = "tiers.*.price",
    .cap = "tiers.*.cap"};

#define DECLARE_portable(name) extern const ndrsim_mechanism ndrsim_##name##_portable;
#define DECLARE_avx2(name) extern const ndrsim_mechanism ndrsim_##name##_avx2;
#define DECLARE_avx512(name) extern const ndrsim_mechanism ndrsim_##name##_avx512;
#define DECLARE_traced(name) extern const ndrsim_mechanism ndrsim_##name##_traced;
#define POINT_portable(name) &ndrsim_##name##_portable,
#define POINT_avx2(name) &ndrsim_##name##_avx2,
#define POINT_avx512(name) &ndrsim_##name##_avx512,
#define POINT_traced(name) &ndrsim_##name##_traced,

#define CATALOGUE(isa, lanes)                                                                      \
  MECHANISMS(DECLARE_##isa)                                                                        \
  static const ndrsim_mechanism *const mechanisms_##isa[] = {MECHANISMS(POINT_##isa)};             \
  static const ndrsim_catalogue catalogue_##isa = {                                                \
      #isa,                                                                                        \
      lanes,                                                                                       \
      mechanisms_##isa,                                                                            \
      (int)(sizeof mechanisms_##isa / sizeof *mechanisms_##isa),                                   \
      "playbook.portfolio_accounts",                                                               \
      &acquisition};

CATALOGUE(portable, 4)
#ifdef NDRSIM_HAVE_AVX2
CATALOGUE(avx2, 8)
#endif
#ifdef NDRSIM_HAVE_AVX512
CATALOGUE(avx512, 16)
#endif

CATALOGUE(traced, 4) /* the portable one, with the recorder of sim/trace.h in it */

const ndrsim_catalogue *ndrsim_catalogue_traced(void) {
  return &catalogue_traced;
}

/* Widest first. */
static const ndrsim_catalogue *const catalogues[] = {
#ifdef NDRSIM_HAVE_AVX512
    &catalogue_avx512,
#endif
#ifdef NDRSIM_HAVE_AVX2
    &catalogue_avx2,
#endif
    &catalogue_portable,
};

static bool processor_has(const char *isa) {
#if defined NDRSIM_HAVE_AVX512
  if (strcmp(isa, "avx512") == 0)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
#if defined NDRSIM_HAVE_AVX2
  if (strcmp(isa, "avx2") == 0) return __builtin_cpu_supports("avx2");
#endif
  return strcmp(isa, "portable") == 0;
}

const ndrsim_catalogue *ndrsim_catalogue_choose(const char *isa, ndrsim_error *err) {
  if (!isa) isa = getenv("NDRSIM_ISA");
  if (isa && !*isa) isa = NULL;
  for (size_t k = 0; k < sizeof catalogues / sizeof *catalogues; k++) {
    const ndrsim_catalogue *c = catalogues[k];
    if (isa && strcmp(isa, c->isa) != 0) continue;
    if (processor_has(c->isa)) return c;
    if (isa) {
      ndrsim_error_set(err, NDRSIM_USAGE, "this processor does not have the instruction set `%s`",
                       isa);
      return NULL;
    }
  }
  ndrsim_error_set(err, NDRSIM_USAGE,
                   "unknown instruction set `%s`: expected avx512, avx2 or portable", isa);
  return NULL;
}
