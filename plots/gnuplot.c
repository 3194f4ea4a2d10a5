#include "plots/gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "plots/glyphs.h"
#include "report/number.h"
#include "sim/text.h"

static const char *const extension[NDRSIM_PLOT_FORMATS] = {
#define EXTENSION(name, text, terminal) text,
    NDRSIM_PLOT_FORMAT_LIST(EXTENSION)
#undef EXTENSION
};
static const char *const terminals[NDRSIM_PLOT_FORMATS] = {
#define TERMINAL(name, text, terminal) terminal,
    NDRSIM_PLOT_FORMAT_LIST(TERMINAL)
#undef TERMINAL
};

const char *ndrsim_plot_format_name(int format) {
  return extension[format];
}

ndrsim_status ndrsim_gnuplot_init(ndrsim_gnuplot *self, ndrsim_output *output, const char *name,
                                  ndrsim_error *err) {
  *self = (ndrsim_gnuplot){.output = output, .name = name};
  return ndrsim_output_scratch(output, &self->path, &self->script, err);
}

/* --- the script ------------------------------------------------------------------------------ */

/* A quote inside becomes '."'".': the doubled one that gnuplot documents is misread at the start.
 */
static void quote(FILE *script, const char *text) {
  fputc('\'', script);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\'') {
      fputs("'.\"'\".'", script);
    } else {
      fputc(*p, script);
    }
  }
  fputc('\'', script);
}

static void put_name(FILE *script, const char *variable, int k) {
  if (k > 0) {
    fprintf(script, "%s[%d]", variable, k);
  } else {
    fputs(variable, script);
  }
}

/* variable = 'text', in one line whatever the text holds: a line break would end the string. What
 * cannot be drawn has a second form beside it; each page chooses (choose_texts). */
static void put_text(ndrsim_gnuplot *self, const char *variable, int k, const char *text) {
  char line[512], drawn[512];
  ndrsim_text_escape(line, sizeof line, text, strlen(text));
  put_name(self->script, variable, k);
  fputs(" = ", self->script);
  quote(self->script, line);
  fputc('\n', self->script);
  if (self->n_foreign == NDRSIM_PLOT_FOREIGN) return;
  if (!ndrsim_glyphs_replace(line, drawn, sizeof drawn)) return;
  int n = self->n_foreign++;
  snprintf(self->foreign[n].variable, sizeof self->foreign[n].variable, "%s", variable);
  self->foreign[n].k = k;
  fprintf(self->script, "text_%d_0 = ", n);
  quote(self->script, line);
  fprintf(self->script, "\ntext_%d_1 = ", n);
  quote(self->script, drawn);
  fputc('\n', self->script);
}

/* SVG names its characters and leaves drawing them to who shows it. */
static void choose_texts(const ndrsim_gnuplot *self, bool needs_fonts) {
  for (int n = 0; n < self->n_foreign; n++) {
    put_name(self->script, self->foreign[n].variable, self->foreign[n].k);
    fprintf(self->script, " = text_%d_%d\n", n, needs_fonts);
  }
}

void ndrsim_gnuplot_text(ndrsim_gnuplot *self, const char *variable, const char *text) {
  put_text(self, variable, 0, text);
}

void ndrsim_gnuplot_array(ndrsim_gnuplot *self, const char *variable, int n) {
  fprintf(self->script, "array %s[%d]\n", variable, n);
}

void ndrsim_gnuplot_item(ndrsim_gnuplot *self, const char *variable, int k, const char *text) {
  put_text(self, variable, k, text);
}

void ndrsim_gnuplot_number(ndrsim_gnuplot *self, const char *variable, double value) {
  char text[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, text);
  if (text[0] == '\0') snprintf(text, sizeof text, "NaN");
  /* 1.0, not 1: integers divide differently in gnuplot */
  const char *point = strpbrk(text, ".eN") == NULL ? ".0" : "";
  fprintf(self->script, "%s = %s%s\n", variable, text, point);
}

void ndrsim_gnuplot_begin(ndrsim_gnuplot *self, const char *name) {
  fprintf(self->script, "$%s << END_OF_DATA\n", name);
}

void ndrsim_gnuplot_row(ndrsim_gnuplot *self, int n, const double *value) {
  for (int k = 0; k < n; k++) {
    char text[NDRSIM_NUMBER_SIZE];
    ndrsim_number_shortest(value[k], text);
    fprintf(self->script, "%s%s", k > 0 ? " " : "", text[0] != '\0' ? text : "NaN");
  }
  fputc('\n', self->script);
}

void ndrsim_gnuplot_end(ndrsim_gnuplot *self) {
  fputs("END_OF_DATA\n", self->script);
}

/* load 'DIR/FILE' of a template that can be read. */
static ndrsim_status put_load(ndrsim_gnuplot *self, const char *templates, const char *name,
                              ndrsim_error *err) {
  size_t size = strlen(templates) + strlen(name) + 8;
  char *path = malloc(size);
  if (path == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for chart %s", self->name);
  }
  snprintf(path, size, "%s/%s.gp", templates, name);
  ndrsim_status status = NDRSIM_OK;
  errno = 0;
  FILE *file = fopen(path, "r");
  if (file == NULL || fgetc(file) == EOF) {
    status = ndrsim_error_set(err, NDRSIM_IO, "cannot read the chart template `%s`: %s", path,
                              errno != 0 ? strerror(errno) : "it is empty");
  } else {
    fputs("load ", self->script);
    quote(self->script, path);
    fputc('\n', self->script);
  }
  if (file != NULL) fclose(file);
  free(path);
  return status;
}

static ndrsim_status put_page(ndrsim_gnuplot *self, const char *terminal, const char *image,
                              const char *templates, const char *body, ndrsim_error *err) {
  fprintf(self->script, "reset\nset terminal %s\nset output ", terminal);
  quote(self->script, image);
  fputc('\n', self->script);
  ndrsim_status status = put_load(self, templates, "palette", err);
  if (status == NDRSIM_OK) status = put_load(self, templates, "frame", err);
  if (status == NDRSIM_OK) status = put_load(self, templates, body, err);
  fputs("unset output\n", self->script);
  return status;
}

/* Flushes the script and makes room for what gnuplot will say. */
static ndrsim_status close_script(ndrsim_gnuplot *self, ndrsim_error *err) {
  FILE *stream;
  fputs("print '" NDRSIM_GNUPLOT_DONE "'\n", self->script);
  ndrsim_status status = ndrsim_output_scratch(self->output, &self->messages, &stream, err);
  if (status == NDRSIM_OK && (fflush(self->script) != 0 || ferror(self->script))) {
    status = ndrsim_error_set(err, NDRSIM_IO, "cannot write the script of chart %s", self->name);
  }
  return status;
}

ndrsim_status ndrsim_gnuplot_prepare(ndrsim_gnuplot *self, const char *templates, unsigned formats,
                                     ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int f = 0; f < NDRSIM_PLOT_FORMATS && status == NDRSIM_OK; f++) {
    if ((formats >> f & 1) == 0) continue;
    char terminal[160];
    snprintf(self->file[f], sizeof self->file[f], "%.48s.%s", self->name, extension[f]);
    status = ndrsim_output_reserve(self->output, self->file[f], &self->image[f], err);
    if (status != NDRSIM_OK) break;
    self->formats |= 1U << f;
    snprintf(terminal, sizeof terminal,
             "%s noenhanced font 'DejaVu Sans,13' background rgb 'white'", terminals[f]);
    choose_texts(self, f != NDRSIM_PLOT_SVG);
    status = put_page(self, terminal, self->image[f], templates, self->name, err);
  }
  return status == NDRSIM_OK ? close_script(self, err) : status;
}

ndrsim_status ndrsim_gnuplot_prepare_text(ndrsim_gnuplot *self, const char *templates, int width,
                                          int height, ndrsim_error *err) {
  char terminal[96];
  FILE *stream;
  ndrsim_status status = ndrsim_output_scratch(self->output, &self->image[0], &stream, err);
  if (status != NDRSIM_OK) return status;
  snprintf(terminal, sizeof terminal, "dumb noenhanced mono size %d,%d aspect 2,1", width, height);
  status = put_page(self, terminal, self->image[0], templates, "preview", err);
  return status == NDRSIM_OK ? close_script(self, err) : status;
}
