#include "sim/machine.h"

#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* "MemAvailable:   12345 kB" of /proc/meminfo. */
static int64_t available(void) {
  char line[160];
  int64_t kilobytes = -1;
  FILE *file = fopen("/proc/meminfo", "re");
  if (file == NULL) return INT64_MAX;
  while (kilobytes < 0 && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "MemAvailable: %" SCNd64 " kB", &kilobytes) != 1) kilobytes = -1;
  fclose(file);
  return kilobytes < 0 || kilobytes > INT64_MAX / 1024 ? INT64_MAX : 1024 * kilobytes;
}

/* A file that holds one number; -1 when it is not there or says "max". */
static int64_t number_in(const char *name) {
  int64_t value = -1;
  FILE *file = fopen(name, "re");
  if (file == NULL) return -1;
  if (fscanf(file, "%" SCNd64, &value) != 1) value = -1;
  fclose(file);
  return value;
}

/* What is left of a control group's memory, as a container sees it: version 2, then version 1. */
static int64_t left_in_group(const char *limit, const char *used) {
  int64_t most = number_in(limit), now = number_in(used);
  if (most < 0 || now < 0) return INT64_MAX;
  return most > now ? most - now : 0;
}

static int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

int64_t ndrsim_machine_memory(void) {
  int64_t bytes = available();
  bytes = least(bytes, left_in_group("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"));
  bytes = least(bytes, left_in_group("/sys/fs/cgroup/memory/memory.limit_in_bytes",
                                     "/sys/fs/cgroup/memory/memory.usage_in_bytes"));
  struct rlimit space;
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY &&
      space.rlim_cur < (rlim_t)INT64_MAX)
    bytes = least(bytes, (int64_t)space.rlim_cur);
  return bytes;
}

int ndrsim_machine_cores(void) {
  return omp_get_num_procs();
}
