#include "plots/gnuplot.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "plots/process.h"
#include "report/number.h"
#include "sim/text.h"

extern char **environ;

#define WIDTH 1200 /* pixels: 16:9, fits a slide */
#define HEIGHT 675
#define NAME 64
#define LONGEST 60.0 /* seconds a chart may take: a tenth of one is usual */

ndrsim_status ndrsim_gnuplot_init(ndrsim_gnuplot *self, ndrsim_output *output, const char *name,
                                  ndrsim_error *err) {
  *self = (ndrsim_gnuplot){.output = output, .name = name};
  return ndrsim_output_scratch(output, &self->path, &self->script, err);
}

static void quote(FILE *script, const char *text) {
  fputc('\'', script);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\'') fputc('\'', script);
    fputc(*p, script);
  }
  fputc('\'', script);
}

void ndrsim_gnuplot_text(ndrsim_gnuplot *self, const char *variable, const char *text) {
  char line[512]; /* one line whatever the text holds: a line break would end the string */
  ndrsim_text_escape(line, sizeof line, text, strlen(text));
  fprintf(self->script, "%s = ", variable);
  quote(self->script, line);
  fputc('\n', self->script);
}

void ndrsim_gnuplot_number(ndrsim_gnuplot *self, const char *variable, double value) {
  char text[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, text);
  /* 1.0, not 1: integers divide differently in gnuplot */
  const char *point = strpbrk(text, ".e") == NULL ? ".0" : "";
  fprintf(self->script, "%s = %s%s\n", variable, text, point);
}

static void draw(ndrsim_gnuplot *self, const char *terminal, const char *path, const char *palette,
                 const char *templ) {
  fprintf(self->script,
          "reset\nset terminal %s size %d,%d noenhanced font 'DejaVu Sans,13' background rgb "
          "'white'\nset output ",
          terminal, WIDTH, HEIGHT);
  quote(self->script, path);
  fputs("\nload ", self->script);
  quote(self->script, palette);
  fputs("\nload ", self->script);
  quote(self->script, templ);
  fputs("\nunset output\n", self->script);
}

/* The environment without what could change a chart from one user to the next. NULL: no memory. */
static char **plain_environment(void) {
  static const char *const drop[] = {"LC_", "LANG", "GNUPLOT_", "GNUTERM", "GDFONTPATH"};
  static char utf8[] = "LC_ALL=C.UTF-8";
  size_t count = 0, kept = 0;
  while (environ[count] != NULL) {
    count++;
  }
  char **out = calloc(count + 2, sizeof *out);
  if (out == NULL) return NULL;
  for (size_t k = 0; k < count; k++) {
    int dropped = 0;
    for (size_t d = 0; d < sizeof drop / sizeof drop[0]; d++) {
      if (strncmp(environ[k], drop[d], strlen(drop[d])) == 0) dropped = 1;
    }
    if (!dropped) out[kept++] = environ[k];
  }
  out[kept] = utf8;
  return out;
}

/* Runs `program -d script` with all its words going to `messages`. Returns 0 and the wait status,
 * or an errno. */
static int spawn(const ndrsim_gnuplot *self, const char *program, const char *messages,
                 int *exit_status) {
  char *argv[] = {(char *)(size_t)program, (char[]){"-d"}, (char *)(size_t)self->path, NULL};
  char **environment = plain_environment();
  if (environment == NULL) return ENOMEM;
  ndrsim_process child;
  int failed = ndrsim_process_start(&child, program, argv, environment, messages);
  free(environment);
  if (!failed) failed = ndrsim_process_wait(&child, LONGEST, self->cancel, self->cancel_user);
  *exit_status = child.exit_status;
  return failed;
}

/* What gnuplot said, in one line: its echo of the script and blank lines are left out. */
static void read_message(const char *path, char *out, size_t size) {
  char line[256];
  snprintf(out, size, "no message");
  FILE *file = fopen(path, "r");
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) {
    size_t length = strcspn(line, "\r\n");
    size_t blank = strspn(line, " \t^");
    if (blank >= length) continue;
    ndrsim_text_escape(out, size, line + blank, length - blank);
    /* gnuplot prints the faulty command first and the reason after it, with the word "line" */
    if (strstr(line, "line ") != NULL) break;
  }
  fclose(file);
}

static ndrsim_status check_readable(const char *path, ndrsim_error *err) {
  if (access(path, R_OK) == 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_IO, "cannot read the chart template `%s`: %s", path,
                          strerror(errno));
}

static ndrsim_status run_script(ndrsim_gnuplot *self, const char *program,
                                const char *const image[2], bool *found, ndrsim_error *err) {
  const char *messages;
  FILE *stream;
  ndrsim_status status = ndrsim_output_scratch(self->output, &messages, &stream, err);
  if (status != NDRSIM_OK) return status;
  if (fflush(self->script) != 0 || ferror(self->script)) {
    return ndrsim_error_set(err, NDRSIM_IO, "cannot write the script of chart %s", self->name);
  }
  int exit_status = 0, failed = spawn(self, program, messages, &exit_status);
  *found = failed != ENOENT &&
           !(failed == 0 && WIFEXITED(exit_status) && WEXITSTATUS(exit_status) == 127);
  if (!*found) return NDRSIM_OK;
  if (failed == EINTR) {
    return ndrsim_error_set(err, NDRSIM_INTERRUPTED, "interrupted: the charts were given up");
  }
  if (failed == ETIMEDOUT) {
    return ndrsim_error_set(err, NDRSIM_IO,
                            "gnuplot took more than %.0f seconds for chart %s and was ended",
                            LONGEST, self->name);
  }
  if (WIFSIGNALED(exit_status)) {
    return ndrsim_error_set(err, NDRSIM_IO, "gnuplot was ended by signal %d (%s) on chart %s",
                            WTERMSIG(exit_status), strsignal(WTERMSIG(exit_status)), self->name);
  }
  if (failed) {
    return ndrsim_error_set(err, NDRSIM_IO, "cannot run gnuplot: %s", strerror(failed));
  }
  struct stat info[2];
  int missing = stat(image[0], &info[0]) != 0 || info[0].st_size == 0 ||
                stat(image[1], &info[1]) != 0 || info[1].st_size == 0;
  if (!WIFEXITED(exit_status) || WEXITSTATUS(exit_status) != 0 || missing) {
    char said[160];
    read_message(messages, said, sizeof said);
    return ndrsim_error_set(err, NDRSIM_IO, "gnuplot failed on chart %s: %s", self->name, said);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_gnuplot_run(ndrsim_gnuplot *self, const char *program, const char *templates,
                                 const char *templ, bool *found, ndrsim_error *err) {
  static const char *const extension[2] = {"png", "svg"};
  static const char *const terminal[2] = {"pngcairo", "svg name 'ndrsim'"};
  char name[2][NAME];
  const char *image[2];
  size_t size = strlen(templates) + strlen(templ) + NAME;
  char *palette = malloc(size), *body = malloc(size);
  ndrsim_status status = NDRSIM_OK;
  *found = false;
  for (int k = 0; k < 2; k++) {
    snprintf(name[k], NAME, "%.*s.%s", NAME - 8, self->name, extension[k]);
  }
  if (palette == NULL || body == NULL) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for chart %s", self->name);
    goto out;
  }
  snprintf(palette, size, "%s/palette.gp", templates);
  snprintf(body, size, "%s/%s", templates, templ);
  status = check_readable(palette, err);
  if (status == NDRSIM_OK) status = check_readable(body, err);
  for (int k = 0; k < 2 && status == NDRSIM_OK; k++) {
    status = ndrsim_output_reserve(self->output, name[k], &image[k], err);
    if (status == NDRSIM_OK) draw(self, terminal[k], image[k], palette, body);
  }
  if (status == NDRSIM_OK) {
    status = run_script(self, program != NULL ? program : "gnuplot", image, found, err);
  }
out:
  if (status != NDRSIM_OK || !*found) {
    for (int k = 0; k < 2; k++) {
      ndrsim_output_drop(self->output, name[k]);
    }
  }
  free(palette);
  free(body);
  return status;
}
