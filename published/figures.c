#include "published/figures.h"

#include <math.h>
#include <stddef.h>

#define NDR12(scenario, label, low, high, source, miss)                                            \
  { scenario, NULL, 0, label, FIGURE_NDR, NULL, NULL, 0.5, 12, low, high, source, miss }
#define MONTHS(scenario, milestone, segment, label, low, high, miss)                               \
  { scenario, NULL, 0, label, FIGURE_MEDIAN, milestone, segment, 0.5, 0, low, high, "S1", miss }

const figure figures[] = {
    NDR12("agent-product", "agent product, early", 130, 180, "S0", NULL),
    {"agent-product", NULL, 0, "  of which workflows and capacity", FIGURE_SHARE, NULL, NULL, 0.5,
     12, 50, 100, "S0", NULL},
    NDR12("agent-seats-only", "agent product, seats only", 0, 125, "S0, S1", NULL),
    NDR12("seat-expansion", "seat expansion", 105, 120, "S1", NULL),
    {"seat-expansion", NULL, 120, "  highest in any year of ten", FIGURE_PEAK, NULL, NULL, 0.5, 0,
     105, 125, "S1 (ceiling)", NULL},
    MONTHS("seat-expansion", "seats_plus_20", "smb", "  20% more seats, smb", 8, 12, NULL),
    MONTHS("seat-expansion", "seats_plus_20", "mid_market", "  20% more seats, mid-market", 10, 14,
           NULL),
    MONTHS("seat-expansion", "seats_plus_20", "enterprise", "  20% more seats, enterprise", 12, 18,
           NULL),
};

const int n_figures = (int)(sizeof figures / sizeof *figures);
