/* What an anti-pattern costs: the shipped scenario with its switch on against off, on common random
 * numbers. Each must cost the figure that its row names, by more than four standard errors of the
 * paired difference; all figures are printed, those that rise too (docs/model.md reads them). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "tests/helpers/lab.h"

enum { RUNS = 100, MOST = 4, END = 24 };
typedef enum figure { NDR, MRR, CUSTOMERS, TRUST, WORKFLOWS, WON, FIGURES } figure;

static const char *const figure_name[FIGURES] = {"NDR at 24", "MRR",       "customers",
                                                 "trust",     "workflows", "plays won"};

typedef struct anti_pattern {
  const char *name, *source;
  const char *both[MOST]; /* what the comparison needs */
  const char *bad[MOST];
  figure falls;
} anti_pattern;

static const anti_pattern pattern[] = {
    {"pitching too early", "S0", {NULL}, {"playbook.pitch_early=true"}, CUSTOMERS},
    {"seats before workflows", "S0", {NULL}, {"playbook.seats_first=true"}, CUSTOMERS},
    {"hit the cap, then upgrade; contact on the day",
     "S0, S2",
     {NULL},
     {"playbook.timing=reactive"},
     CUSTOMERS},
    {"workflows by discovery alone", "S0", {NULL}, {"workflow.discovery_only=true"}, NDR},
    {"mixed talk tracks", "S2", {NULL}, {"playbook.mixed_tracks=true"}, NDR},
    {"pitching while signs of churn are open",
     "S2",
     {NULL},
     {"playbook.pitch_at_risk=true"},
     CUSTOMERS},
    {"three pricing dimensions", "S1", {NULL}, {"playbook.dimensions=3"}, WON},
    {"a department onboarded like a new customer",
     "S2",
     {"rollout.review=2"},
     {"rollout.onboarding_days=10"},
     NDR},
    {"a prompt at every visit",
     "S4",
     {"prompt.memory_days=7"},
     {"prompt.memory_days=0"},
     CUSTOMERS},
    {"prompts that push", "S4", {"prompt.memory_days=7"}, {"prompt.pushy=true"}, CUSTOMERS},
    {"discounts for expansions", "S2", {"discount.commit=0"}, {"discount.expansion=0.2"}, NDR},
    {"no volume discount for large teams",
     "S4",
     {"billing.large_seats=50"},
     {"billing.volume1_seats=0", "billing.volume2_seats=0"},
     CUSTOMERS},
    {"invitations blocked at the licence",
     "S4",
     {"licence.block=5", "licence.idle_trust=0"},
     {"licence.invites=hard_block"},
     NDR},
    {"a call to sales for every seat",
     "S4",
     {"licence.block=5", "licence.idle_trust=0"},
     {"licence.add=0"},
     NDR},
    {"charging for seats that are hardly used",
     "S4",
     {"licence.seat=active"},
     {"licence.seat=named"},
     CUSTOMERS},
};
enum { PATTERNS = sizeof pattern / sizeof *pattern };

static void figures_of(const anti_pattern *p, bool bad, double (*out)[RUNS]) {
  lab l;
  lab_init(&l);
  lab_set(&l, "acquisition.initial=%lld", (long long)lab_accounts(1500));
  lab_set(&l, "acquisition.per_month=0");
  lab_set(&l, "horizon=%d", END);
  for (int k = 0; k < MOST && p->both[k] != NULL; k++)
    lab_set(&l, "%s", p->both[k]);
  for (int k = 0; k < MOST && bad && p->bad[k] != NULL; k++)
    lab_set(&l, "%s", p->bad[k]);
  lab_build(&l, "agent-product.json");
  lab_run(&l, NULL, 0, RUNS);
  for (int k = 0; k < RUNS; k++) {
    double customers = (double)lab_counter(&l, k, "customers", END);
    out[NDR][k] = 100 * ndrsim_record_ndr(&l.layout, lab_record(&l, k), NDRSIM_ANCHOR_AGE, END);
    out[MRR][k] = (double)lab_counter(&l, k, "mrr", END) / 100;
    out[CUSTOMERS][k] = customers;
    out[TRUST][k] = (double)lab_counter(&l, k, "trust", END) / 1e6 / customers;
    out[WORKFLOWS][k] = (double)lab_counter(&l, k, "user_workflows", END) /
                        (double)lab_counter(&l, k, "seats", END);
    out[WON][k] = 0;
    for (int t = 0; t <= END; t++)
      out[WON][k] += (double)lab_counter(&l, k, "plays_won", t);
  }
  lab_free(&l);
}

/* Mean of a, mean and standard error of b - a. */
static void paired(const double *a, const double *b, double *mean, double *change, double *se) {
  double squares = 0;
  *mean = *change = 0;
  for (int k = 0; k < RUNS; k++) {
    *mean += a[k] / RUNS;
    *change += (b[k] - a[k]) / RUNS;
  }
  for (int k = 0; k < RUNS; k++)
    squares += (b[k] - a[k] - *change) * (b[k] - a[k] - *change);
  *se = sqrt(squares / (RUNS - 1) / RUNS);
}

static void costs(void **state) {
  (void)state;
  static double without[FIGURES][RUNS], with[FIGURES][RUNS];
  int missing = 0;
  for (int i = 0; i < PATTERNS; i++) {
    const anti_pattern *p = &pattern[i];
    figures_of(p, false, without);
    figures_of(p, true, with);
    printf("  %s (%s)\n", p->name, p->source);
    for (int f = 0; f < FIGURES; f++) {
      double mean, change, se;
      paired(without[f], with[f], &mean, &change, &se);
      bool falls = change < -4 * se;
      printf("    %-10s %12.4f %+11.4f +- %.4f%s\n", figure_name[f], mean, change, se,
             f == (int)p->falls ? (falls ? "  falls" : "  DOES NOT FALL") : "");
      missing += f == (int)p->falls && !falls;
    }
  }
  if (lab_full_size()) assert_int_equal(missing, 0); /* small ones have larger errors */
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(costs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
