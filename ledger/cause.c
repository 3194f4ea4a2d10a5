/* The cause lens: what a tier change was bought for. Source: MODEL section 6.
 *
 * Four operations of arithmetic on doubles and no libm, so the same bytes on every machine.
 */
#include <float.h>
#include "ledger/movement.h"

/* Growth in the direction of the change; anything that is not a finite growth counts as none. */
static double aligned(double growth, bool up) {
  double g = up ? growth : -growth;
  return g > 0 && g <= DBL_MAX ? g : 0;
}

/* magnitude * share to the nearest whole, never more than magnitude. */
static uint64_t portion(uint64_t magnitude, double share) {
  double x = (double)magnitude * share + 0.5;
  /* above 2^53 the product may round up past the whole */
  uint64_t whole = x < 0x1p63 ? (uint64_t)x : magnitude;
  return whole < magnitude ? whole : magnitude;
}

void ndrsim_cause_split(int64_t capacity_part, double workflow_growth, double seat_growth,
                        double other_growth, int64_t *to_workflow, int64_t *to_seat) {
  bool up = capacity_part > 0;
  uint64_t magnitude = up ? (uint64_t)capacity_part : 0U - (uint64_t)capacity_part;
  double w = aligned(workflow_growth, up), s = aligned(seat_growth, up);
  double both = w + s, total = both + aligned(other_growth, up);
  *to_workflow = *to_seat = 0;
  if (!(total > 0 && total <= DBL_MAX)) return;
  /* Cumulative shares: with no other growth both == total, so the two take everything exactly. */
  uint64_t first = portion(magnitude, w / total), second = portion(magnitude, both / total);
  if (first > second) first = second;
  *to_workflow = up ? (int64_t)first : (int64_t)(0U - first);
  *to_seat = up ? (int64_t)(second - first) : (int64_t)(first - second);
}
