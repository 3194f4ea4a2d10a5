#include "report/reading_text.h"

#include <stdio.h>
#include "ledger/driver.h"

/* A driver that is none of the three engines and adds more than any of them. */
static void say_beside(const ndrsim_reading *reading, void (*say)(void *user, const char *sentence),
                       void *user) {
  char line[160];
  if (reading->beside < 0) return;
  for (int k = 0; k < NDRSIM_ENGINES; k++)
    if (reading->points[k] >= reading->most) return;
  snprintf(line, sizeof line,
           "Beside the three engines, %s adds %+.1f points, more than any of them.",
           ndrsim_driver_name(reading->beside), reading->most);
  say(user, line);
}

void ndrsim_reading_say(const ndrsim_reading *reading,
                        void (*say)(void *user, const char *sentence), void *user) {
  char line[640], *end = line + sizeof line;
  if (!reading->valid) return;
  snprintf(line, sizeof line, "NDR of %.1f%% at %d months is %s: %s.", reading->ndr, reading->month,
           ndrsim_band_name(reading->band), ndrsim_band_meaning(reading->band));
  say(user, line);
  if (reading->leader < 0) {
    snprintf(line, sizeof line, "No engine leads: %s.", ndrsim_engine_risk(-1));
    say(user, line);
    say_beside(reading, say, user);
    return;
  }
  char *p = line;
  for (int k = 0; k < NDRSIM_ENGINES; k++) {
    p += snprintf(p, (size_t)(end - p), "%s%s %.0f%%", k > 0 ? ", " : "Of the three engines: ",
                  ndrsim_driver_name((int)ndrsim_engine_driver(k)), 100 * reading->share[k]);
  }
  const char *leader = ndrsim_driver_name((int)ndrsim_engine_driver(reading->leader));
  snprintf(p, (size_t)(end - p), ". It is %s-led in %.0f%% of the replicates.", leader,
           100 * reading->leads[reading->leader]);
  say(user, line);
  snprintf(line, sizeof line, "%s-led: %s.", leader, ndrsim_engine_risk(reading->leader));
  line[0] = (char)(line[0] - 'a' + 'A'); /* names of drivers are lower-case ASCII */
  say(user, line);
  say_beside(reading, say, user);
  if (reading->band == NDRSIM_BAND_ELITE) {
    say(user, "Caution: an entry tier that is priced too low flatters NDR, since every later "
              "upgrade counts from a small base.");
  }
}
