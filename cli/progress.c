#include "cli/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cli/cli.h"
#include "report/number.h"

#define FIRST_AFTER 1.0 /* seconds: a shorter run needs no line */
#define EVERY 0.1
#define WIDTH_MOST 120 /* a longer line is harder to read, not easier */
#define BAR_MOST 30
#define BAR_LEAST 8
#define PIECE 80

static double now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) return 0;
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Whether the terminal can wipe a line. */
static bool capable(void) {
  const char *terminal = getenv("TERM");
  return isatty(STDERR_FILENO) && terminal != NULL && terminal[0] != '\0' &&
         strcmp(terminal, "dumb") != 0;
}

static int columns(void) {
  int width = ndrsim_cli_columns(STDERR_FILENO);
  return width < WIDTH_MOST ? width : WIDTH_MOST;
}

void ndrsim_progress_init(ndrsim_progress *self, bool quiet, int replicates, int layer_samples) {
  *self = (ndrsim_progress){.enabled = !quiet && capable(),
                            .quiet = quiet,
                            .replicates = replicates,
                            .runs = replicates + 4 * (int64_t)layer_samples};
  self->started = self->drawn = now();
}

static void put_time(double seconds, char out[PIECE]) {
  long left = seconds < 1e7 ? lround(seconds) : 9999999;
  if (left < 3600) {
    snprintf(out, PIECE, "%ld:%02ld left", left / 60, left % 60);
  } else {
    snprintf(out, PIECE, "%ld:%02ld:%02ld left", left / 3600, left / 60 % 60, left % 60);
  }
}

static void put_bar(double part, int length, char out[PIECE]) {
  out[0] = '[';
  for (int k = 0; k < length; k++) {
    out[k + 1] = (double)k < part * length ? '#' : '.';
  }
  out[length + 1] = ']';
  out[length + 2] = '\0';
}

/* The line after `seconds` with `part` in 0..1 done, cut to `width` columns. Pieces in the order in
 * which they stand; those that do not fit go by importance. */
enum { PHASE, BAR, PERCENT, COUNT, RATE, LEFT, NDR, PIECES };

static void compose(const ndrsim_progress *self, double part, double seconds, int width, char *out,
                    size_t size) {
  static const int importance[] = {PERCENT, PHASE, LEFT, NDR, RATE, COUNT};
  char piece[PIECES][PIECE] = {{0}}, done[NDRSIM_NUMBER_SIZE], all[NDRSIM_NUMBER_SIZE];
  bool chosen[PIECES] = {false};
  double rate = seconds > 0 ? part * (double)self->runs / seconds : 0;
  snprintf(piece[PHASE], PIECE, "%s", self->watch.layers ? "variance layers" : "simulating");
  snprintf(piece[PERCENT], PIECE, "%.0f%%", floor(100 * part));
  ndrsim_number_grouped(self->watch.n, 0, done, sizeof done);
  ndrsim_number_grouped(self->replicates, 0, all, sizeof all);
  snprintf(piece[COUNT], PIECE, "%s of %s", done, all);
  if (part > 0) {
    snprintf(piece[RATE], PIECE, "%.*f replicates/s", rate < 10 ? 1 : 0, rate);
    put_time(seconds * (1 - part) / part, piece[LEFT]);
  }
  double error = ndrsim_run_watch_se(&self->watch);
  if (isfinite(error) && isfinite(self->watch.mean)) {
    snprintf(piece[NDR], PIECE, "NDR %.2f%% (se %.2f)", self->watch.mean, error);
  }
  int used = 0;
  for (size_t k = 0; k < sizeof importance / sizeof importance[0]; k++) {
    int length = (int)strlen(piece[importance[k]]), gap = used > 0 ? 2 : 0;
    if (length == 0 || used + gap + length > width) continue;
    chosen[importance[k]] = true;
    used += gap + length;
  }
  int bar = width - used - 4 < BAR_MOST ? width - used - 4 : BAR_MOST;
  if (bar >= BAR_LEAST) {
    put_bar(part, bar, piece[BAR]);
    chosen[BAR] = true;
  }
  size_t at = 0;
  out[0] = '\0';
  for (int k = 0; k < PIECES; k++) {
    if (!chosen[k] || at + PIECE + 2 > size) continue;
    at += (size_t)snprintf(out + at, size - at, "%s%s", at > 0 ? "  " : "", piece[k]);
  }
}

static void draw(ndrsim_progress *self, const char *line) {
  pid_t foreground = tcgetpgrp(STDERR_FILENO);
  if (foreground > 0 && foreground != getpgrp()) return; /* another job has the terminal */
  fprintf(stderr, "\r%s\033[K", line);
  fflush(stderr);
  self->shown = true;
}

int ndrsim_progress_step(void *user, int64_t done, int64_t total) {
  ndrsim_progress *self = user;
  double time;
  if (self->enabled && total > 0 && (time = now()) - self->started >= FIRST_AFTER &&
      time - self->drawn >= EVERY) {
    char line[512];
    compose(self, (double)done / (double)total, time - self->started, columns() - 1, line,
            sizeof line);
    draw(self, line);
    self->drawn = time;
  }
  return ndrsim_cli_interrupts() > 0;
}

int ndrsim_progress_give_up(void *user) {
  ndrsim_progress *self = user;
  int signals = ndrsim_cli_interrupts();
  if (signals == 0) return 0;
  long long time = (long long)(1000 * now()), never = 0;
  if (atomic_compare_exchange_strong(&self->asked, &never, time)) return signals > 1;
  bool waits = signals == 1 && time - atomic_load(&self->asked) > 1000;
  if (waits && !self->quiet && !atomic_exchange(&self->told, true)) {
    if (self->enabled) fputs("\r\033[K", stderr);
    ndrsim_cli_note("interrupted: what is in progress comes to its end; a second time gives it up");
  }
  return signals > 1;
}

void ndrsim_progress_phase(ndrsim_progress *self, const char *name) {
  if (!self->enabled || columns() <= (int)strlen(name)) return;
  if (self->shown || now() - self->started >= FIRST_AFTER) draw(self, name);
}

void ndrsim_progress_end(ndrsim_progress *self) {
  if (self->shown) {
    fputs("\r\033[K", stderr);
    fflush(stderr);
  }
  self->shown = false;
}
