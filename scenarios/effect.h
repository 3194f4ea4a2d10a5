/* Parameters that do nothing while others are switched off: for warnings. */
#ifndef NDRSIM_SCENARIOS_EFFECT_H
#define NDRSIM_SCENARIOS_EFFECT_H

/* `path` has no effect while each of `need` (up to two, NULL past the last) has the value `off`
 * everywhere: in all tiers, segments and months. Paths as declared, '*' for a tier. A path that
 * ends in a dot stands for all below it but the needs themselves. */
typedef struct ndrsim_effect {
  const char *path;
  const char *need[2];
  double off[2];    /* in the JSON's unit; an index for a choice */
  const char *says; /* "capacity.over_cap is hard_stop" */
} ndrsim_effect;

/* The table; *n rows. tests/scenarios/test_effect.c runs the engine with and without each row. */
const ndrsim_effect *ndrsim_effects(int *n);

#endif
