/* A lab in which nobody pays for anything but usage. */
#ifndef NDRSIM_TESTS_USAGE_LAB_H
#define NDRSIM_TESTS_USAGE_LAB_H

#include "tests/helpers/lab.h"

static const char usage_lab_scenario[] =
    "{\"schema_version\":1,\"name\":\"lab\",\"seed\":\"20260421\",\"horizon\":24,"
    "\"tiers\":{\"plan\":{\"price\":0}},\"usage\":{\"mrr\":\"billed\"}}";

/* S4's four points, also as bands that make the same bills. */
#define S4                                                                                         \
  "ladder={\"a\":{\"units\":10000,\"bill\":100,\"price\":%.17g},"                                  \
  "\"b\":{\"units\":50000,\"bill\":350,\"price\":%.17g},"                                          \
  "\"c\":{\"units\":200000,\"bill\":900,\"price\":%.17g},"                                         \
  "\"d\":{\"units\":500000,\"bill\":1800,\"price\":%.17g}}"
/* A unit at six cents: shared out over two or three months it stays whole cents. */
#define SIX_CENTS "ladder={\"a\":{\"units\":1000000,\"bill\":60000}}"

static inline void usage_lab_run(lab *l, int64_t accounts, int replicates) {
  lab_set(l, "acquisition.initial=%lld", (long long)accounts);
  lab_build(l, usage_lab_scenario);
  lab_run(l, NULL, 0, replicates);
}

#endif
