#include "tests/plots/drawing.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int drawing_setup(void **state) {
  static drawing one;
  memset(&one, 0, sizeof one);
  snprintf(one.root, sizeof one.root, "/tmp/ndrsim-plot-XXXXXX");
  if (mkdtemp(one.root) == NULL) return -1;
  one.options = (ndrsim_plot_options){.templates = NDRSIM_SOURCE_DIR "/plots",
                                      .version = "1.2.3",
                                      .charts = NDRSIM_CHARTS_ALL,
                                      .formats = NDRSIM_PLOT_FORMATS_DEFAULT};
  *state = &one;
  return 0;
}

int drawing_teardown(void **state) {
  const drawing *self = *state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf %s", self->root);
  return system(command);
}

int drawing_have_gnuplot(void) {
  return system("command -v gnuplot >/dev/null 2>&1") == 0;
}

ndrsim_status drawing_draw(drawing *self, const fake_run *run, const char *name) {
  char directory[160];
  ndrsim_output output;
  ndrsim_error *err = &self->err, commit_error;
  snprintf(directory, sizeof directory, "%s/%s", self->root, name);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, directory, err), NDRSIM_OK);
  ndrsim_status status =
      ndrsim_plot_charts(&run->results, &self->options, &output, &self->report, err);
  assert_int_equal(status != NDRSIM_OK, self->report.failed > 0);
  assert_int_equal(ndrsim_output_commit(&output, &commit_error), NDRSIM_OK);
  ndrsim_output_free(&output);
  return status;
}

int drawing_entries(const drawing *self, const char *name) {
  char path[160];
  int n = 0;
  snprintf(path, sizeof path, "%s/%s", self->root, name);
  DIR *directory = opendir(path);
  if (directory == NULL) return -1;
  for (struct dirent *e; (e = readdir(directory)) != NULL;) {
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) n++;
  }
  closedir(directory);
  return n;
}

char *drawing_read(const drawing *self, const char *name, const char *file, size_t *size) {
  char path[224];
  snprintf(path, sizeof path, "%s/%s/%s", self->root, name, file);
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) fail_msg("no %s", path);
  fseek(stream, 0, SEEK_END);
  *size = (size_t)ftell(stream);
  rewind(stream);
  char *text = malloc(*size + 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, *size, stream), *size);
  text[*size] = '\0';
  fclose(stream);
  return text;
}

int drawing_shell(const drawing *self, const char *command) {
  char line[1024];
  snprintf(line, sizeof line, "cd %s && { %s; }", self->root, command);
  return system(line);
}

void drawing_words(const char *svg, FILE *out) {
  for (const char *at = svg; (at = strstr(at, "<text")) != NULL;) {
    const char *end = strstr(at, "</text>");
    assert_non_null(end);
    bool inside = false;
    char words[512];
    size_t n = 0;
    for (; at < end; at++) {
      if (*at == '>') {
        inside = true;
      } else if (*at == '<') {
        inside = false;
      } else if (inside && *at != '\n') {
        if (n + 1 < sizeof words) words[n++] = *at;
      }
    }
    words[n] = '\0';
    if (n > 0) fprintf(out, "  %s\n", words + strspn(words, " "));
  }
}

ndrsim_status drawing_study(drawing *self, const ndrsim_chart_table *table,
                            const ndrsim_results *results, const void *study, const char *name) {
  char directory[160];
  ndrsim_output output;
  ndrsim_error ignored;
  snprintf(directory, sizeof directory, "%s/%s", self->root, name);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, directory, &self->err), NDRSIM_OK);
  ndrsim_status status =
      ndrsim_plot_table(table, results, study, &self->options, &output, &self->report, &self->err);
  assert_int_equal(ndrsim_output_commit(&output, &ignored), NDRSIM_OK);
  ndrsim_output_free(&output);
  return status;
}

void drawing_golden(const char *file, const char *text) {
  static char golden[1 << 16];
  char path[1024];
  snprintf(path, sizeof path, "%s/tests/golden/%s", NDRSIM_SOURCE_DIR, file);
  if (getenv("NDRSIM_GOLDEN_WRITE") != NULL) {
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
  }
  FILE *in = fopen(path, "r");
  if (in == NULL) fail_msg("no golden file %s", path);
  golden[fread(golden, 1, sizeof golden - 1, in)] = '\0';
  fclose(in);
  assert_string_equal(text, golden);
}
