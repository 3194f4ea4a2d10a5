/* Which movement an account's change of MRR is. Source: MODEL section 6. */
#include "ledger/movement.h"

ndrsim_movement_kind ndrsim_movement_classify(int64_t before, int64_t now, bool billed_before) {
  if (before <= 0 && now > 0) return billed_before ? NDRSIM_MOVE_REACTIVATION : NDRSIM_MOVE_NEW;
  if (before > 0 && now <= 0) return NDRSIM_MOVE_CHURN;
  /* Credits can make a real history negative: the sign of the change still decides, so that the
   * amounts of all movements sum to the change of MRR whatever the data. */
  if (now > before) return NDRSIM_MOVE_EXPANSION;
  if (now < before) return NDRSIM_MOVE_CONTRACTION;
  return NDRSIM_MOVE_NONE;
}

const char *ndrsim_movement_name(ndrsim_movement_kind kind) {
  static const char *const name[NDRSIM_MOVES] = {"none",        "new",   "expansion",
                                                 "contraction", "churn", "reactivation"};
  return (unsigned)kind < NDRSIM_MOVES ? name[kind] : "unknown";
}
