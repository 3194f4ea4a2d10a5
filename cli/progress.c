#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "cli/cli.h"

#define WIDTH 30
#define FIRST_AFTER 1.0 /* seconds: a shorter run needs no line */
#define EVERY 0.1

static double now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) return 0;
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

void ndrsim_progress_init(ndrsim_progress *self, bool quiet, int64_t runs) {
  *self = (ndrsim_progress){.enabled = !quiet && isatty(STDERR_FILENO), .runs = runs};
  self->started = self->drawn = now();
}

static void draw(const ndrsim_progress *self, double part, double seconds) {
  char bar[WIDTH + 1];
  for (int k = 0; k < WIDTH; k++) {
    bar[k] = (double)k < part * WIDTH ? '#' : '.';
  }
  bar[WIDTH] = '\0';
  double rate = part * (double)self->runs / seconds;
  double left = part > 0 ? seconds * (1 - part) / part : 0;
  long minutes = (long)(left / 60);
  fprintf(stderr, "\r[%s] %3.0f%%  %.*f runs/s  %ld:%02ld left \033[K", bar, 100 * part,
          rate < 10 ? 1 : 0, rate, minutes, (long)left - 60 * minutes);
  fflush(stderr);
}

int ndrsim_progress_step(void *user, int64_t done, int64_t total) {
  ndrsim_progress *self = user;
  if (self->enabled && total > 0) {
    double time = now();
    if (time - self->started >= FIRST_AFTER && time - self->drawn >= EVERY) {
      draw(self, (double)done / (double)total, time - self->started);
      self->drawn = time;
      self->shown = true;
    }
  }
  return ndrsim_cli_interrupted();
}

void ndrsim_progress_end(ndrsim_progress *self) {
  if (self->shown) {
    fputs("\r\033[K", stderr);
    fflush(stderr);
  }
  self->shown = false;
}
