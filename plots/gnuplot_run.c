/* Running prepared scripts: several gnuplots at a time, each watched, none left behind. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "plots/gnuplot.h"
#include "sim/text.h"

extern char **environ;

#define LONGEST 60.0 /* [s] that a chart may take: a tenth of one is usual */
#define NAP 2000000  /* [ns] between looks at the running ones */
#define AT_ONCE 8    /* more gain nothing: each is done in a moment */

/* The environment without what could change a chart from one user to the next. NULL: no memory. */
static char **plain_environment(void) {
  static const char *const drop[] = {"LC_", "LANG", "GNUPLOT_", "GNUTERM", "GDFONTPATH", "TZ="};
  static char utf8[] = "LC_ALL=C.UTF-8", utc[] = "TZ=UTC";
  size_t count = 0, kept = 0;
  while (environ[count] != NULL) {
    count++;
  }
  char **out = calloc(count + 3, sizeof *out);
  if (out == NULL) return NULL;
  for (size_t k = 0; k < count; k++) {
    int dropped = 0;
    for (size_t d = 0; d < sizeof drop / sizeof drop[0]; d++) {
      if (strncmp(environ[k], drop[d], strlen(drop[d])) == 0) dropped = 1;
    }
    if (!dropped) out[kept++] = environ[k];
  }
  out[kept++] = utf8;
  out[kept] = utc;
  return out;
}

static double now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time) != 0) return 0;
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool is_done(const char *line) {
  return strncmp(line, NDRSIM_GNUPLOT_DONE, sizeof NDRSIM_GNUPLOT_DONE - 1) == 0;
}

/* Whether the script was carried out to its last line. */
static bool came_to_the_end(const char *messages) {
  char line[256];
  bool done = false;
  FILE *file = fopen(messages, "r");
  if (file == NULL) return false;
  while (!done && fgets(line, sizeof line, file) != NULL)
    done = is_done(line);
  fclose(file);
  return done;
}

/* What gnuplot said, in one line: its echo of the script and blank lines are left out. False when
 * it said nothing. */
static bool read_message(const char *path, char *out, size_t size) {
  char line[256];
  out[0] = '\0';
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  while (fgets(line, sizeof line, file) != NULL) {
    size_t length = strcspn(line, "\r\n");
    size_t blank = strspn(line, " \t^");
    if (blank >= length || is_done(line)) continue;
    ndrsim_text_escape(out, size, line + blank, length - blank);
    /* gnuplot prints the faulty command first and the reason after it, with the word "line" */
    if (strstr(line, "line ") != NULL) break;
  }
  fclose(file);
  return out[0] != '\0';
}

/* Cairo writes the time of day into a PDF: the same digits every time instead. */
static void fix_pdf_date(const char *path) {
  static const char key[] = "/CreationDate (D:", fixed[] = "19700101000000";
  FILE *file = fopen(path, "r+b");
  if (file == NULL) return;
  size_t matched = 0;
  for (int c; matched < sizeof key - 1 && (c = fgetc(file)) != EOF;) {
    matched = c == key[matched] ? matched + 1 : c == key[0];
  }
  long at = matched == sizeof key - 1 ? ftell(file) : -1;
  if (at >= 0 && fseek(file, at, SEEK_SET) == 0) fwrite(fixed, 1, sizeof fixed - 1, file);
  fclose(file);
}

/* Whether a file ends as its format does. gnuplot succeeds when the disk was full: it does not look
 * at what becomes of its writes. */
static bool whole(const char *path, int format) {
  static const char png[] = "IEND\xae\x42\x60\x82";
  char tail[32];
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  size_t length = 0;
  if (fseek(file, 0, SEEK_END) == 0 && ftell(file) > 0) {
    long start = ftell(file) - (long)sizeof tail;
    if (fseek(file, start > 0 ? start : 0, SEEK_SET) == 0) {
      length = fread(tail, 1, sizeof tail, file);
    }
  }
  fclose(file);
  switch (format) {
  case NDRSIM_PLOT_PNG:
    return length >= sizeof png - 1 &&
           memcmp(tail + length - (sizeof png - 1), png, sizeof png - 1) == 0;
  case NDRSIM_PLOT_SVG:
    return memmem(tail, length, "</svg>\n", 7) != NULL;
  case NDRSIM_PLOT_PDF:
    return memmem(tail, length, "%%EOF", 5) != NULL;
  default:
    return length > 0;
  }
}

/* The first image that is not whole; NULL when all are. */
static const char *half_drawn(const ndrsim_gnuplot *self) {
  for (int f = 0; f < NDRSIM_PLOT_FORMATS; f++) {
    bool text = (self->formats >> f & 1) == 0; /* a preview */
    if (self->image[f] == NULL) continue;
    if (!whole(self->image[f], text ? NDRSIM_PLOT_FORMATS : f)) {
      return text ? "preview" : self->file[f];
    }
  }
  return NULL;
}

/* What became of a script whose gnuplot has ended. Without an exit status, that it came to its last
 * line says as much: an error ends a script where it is. */
static ndrsim_status judge(ndrsim_gnuplot *self, ndrsim_error *err) {
  int end = self->process.exit_status;
  if (WIFSIGNALED(end)) {
    return ndrsim_error_set(err, NDRSIM_IO, "gnuplot was ended by signal %d (%s) on chart %s",
                            WTERMSIG(end), strsignal(WTERMSIG(end)), self->name);
  }
  if (WIFEXITED(end) && WEXITSTATUS(end) == 127) { /* a wrapper that found no gnuplot */
    self->found = false;
    return NDRSIM_OK;
  }
  const char *half = half_drawn(self);
  bool well = end == NDRSIM_PROCESS_UNKNOWN ? came_to_the_end(self->messages)
                                            : WIFEXITED(end) && WEXITSTATUS(end) == 0;
  if (!well || half != NULL) {
    char said[160];
    if (!read_message(self->messages, said, sizeof said)) {
      if (WIFEXITED(end) && WEXITSTATUS(end) != 0)
        snprintf(said, sizeof said, "it ended with status %d and said nothing", WEXITSTATUS(end));
      else
        snprintf(said, sizeof said, "%s is not whole (is the disk full?)",
                 half != NULL ? half : "it");
    }
    return ndrsim_error_set(err, NDRSIM_IO, "gnuplot failed on chart %s: %s", self->name, said);
  }
  if (self->formats >> NDRSIM_PLOT_PDF & 1) fix_pdf_date(self->image[NDRSIM_PLOT_PDF]);
  return NDRSIM_OK;
}

static void drop_files(ndrsim_gnuplot *self) {
  for (int f = 0; f < NDRSIM_PLOT_FORMATS; f++) {
    if (self->formats >> f & 1) ndrsim_output_drop(self->output, self->file[f]);
  }
}

/* Starts a script. OK with found = false: there is no such program. */
static ndrsim_status start(ndrsim_gnuplot *self, const char *program, char **environment,
                           ndrsim_error *err) {
  char *argv[] = {(char *)(size_t)program, (char[]){"-d"}, (char *)(size_t)self->path, NULL};
  self->started = now();
  int failed = ndrsim_process_start(&self->process, program, argv, environment, self->messages);
  self->found = failed != ENOENT;
  if (failed && self->found) {
    return ndrsim_error_set(err, NDRSIM_IO, "cannot run gnuplot: %s", strerror(failed));
  }
  return NDRSIM_OK;
}

typedef struct runner {
  ndrsim_gnuplot *script;
  int n, next, running; /* scripts; the first that is not started; started and not ended */
  const ndrsim_gnuplot_options *options;
  ndrsim_status *status;
  ndrsim_error *err;
  bool *done;
} runner;

static void finish(runner *self, int k, ndrsim_status status) {
  self->status[k] = status;
  self->done[k] = true;
  if (status != NDRSIM_OK || !self->script[k].found) drop_files(&self->script[k]);
}

/* Ends everything that is not done; `reason` says why, or the hanging one has its own message. */
static void give_up(runner *self, ndrsim_status status, const char *reason) {
  for (int k = 0; k < self->n; k++) {
    if (self->done[k]) continue;
    self->script[k].found = true;
    if (k < self->next) ndrsim_process_end(&self->script[k].process);
    finish(self, k, ndrsim_error_set(&self->err[k], status, "%s", reason));
  }
  self->next = self->n;
  self->running = 0;
}

static void look(runner *self, int k, double limit) {
  ndrsim_gnuplot *script = &self->script[k];
  if (ndrsim_process_ended(&script->process)) {
    self->running--;
    finish(self, k, judge(script, &self->err[k]));
  } else if (now() - script->started > limit) {
    char reason[128];
    snprintf(reason, sizeof reason, "gnuplot took more than %g seconds for chart %s and was ended",
             limit, script->name);
    give_up(self, NDRSIM_IO, reason);
  }
}

static int most_at_once(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 2 ? 2 : cores > AT_ONCE ? AT_ONCE : (int)cores;
}

static void run_all(runner *self, char **environment) {
  const struct timespec nap = {.tv_nsec = NAP};
  const ndrsim_gnuplot_options *options = self->options;
  const char *program = options->program != NULL ? options->program : "gnuplot";
  double limit = options->seconds > 0 ? options->seconds : LONGEST;
  int most = most_at_once();
  while (self->next < self->n || self->running > 0) {
    if (options->cancel != NULL && options->cancel(options->cancel_user)) {
      give_up(self, NDRSIM_INTERRUPTED, "interrupted: the charts were given up");
      return;
    }
    while (self->next < self->n && self->running < most) {
      int k = self->next++;
      ndrsim_status status = start(&self->script[k], program, environment, &self->err[k]);
      if (status == NDRSIM_OK && self->script[k].found) {
        self->running++;
      } else {
        finish(self, k, status);
      }
    }
    for (int k = 0; k < self->next; k++) {
      if (!self->done[k]) look(self, k, limit);
    }
    if (self->running > 0) nanosleep(&nap, NULL);
  }
}

void ndrsim_gnuplot_run(ndrsim_gnuplot *script, int n, const ndrsim_gnuplot_options *options,
                        ndrsim_status *status, ndrsim_error *err) {
  bool *done = calloc((size_t)(n > 0 ? n : 1), sizeof *done);
  char **environment = plain_environment();
  if (done != NULL && environment != NULL) {
    runner all = {script, n, 0, 0, options, status, err, done};
    run_all(&all, environment);
  } else {
    for (int k = 0; k < n; k++) {
      script[k].found = true;
      drop_files(&script[k]);
      status[k] = ndrsim_error_set(&err[k], NDRSIM_MEMORY, "no memory to run gnuplot");
    }
  }
  free(environment);
  free(done);
}
