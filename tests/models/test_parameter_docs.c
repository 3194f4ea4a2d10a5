/* docs/parameters.md is what `ndrsim params --markdown` writes. With NDRSIM_UPDATE_DOCS=1 it is
 * written anew, so that nobody types a default twice. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "report/parameters.h"
#include "sim/engine.h"

#define PAGE NDRSIM_SOURCE_DIR "/docs/parameters.md"

static char *read_file(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) return NULL;
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  long size = ftell(file);
  assert_true(size >= 0);
  rewind(file);
  char *text = malloc((size_t)size + 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, (size_t)size, file), size);
  text[size] = '\0';
  fclose(file);
  return text;
}

static void the_page_is_what_the_program_writes(void **state) {
  (void)state;
  const ndrsim_parameters_options options = {.format = NDRSIM_PARAMETERS_MARKDOWN};
  char *made = NULL;
  size_t size = 0, same = 0, line = 1;
  FILE *out = open_memstream(&made, &size);
  assert_non_null(out);
  assert_int_equal(
      ndrsim_report_parameters(ndrsim_catalogue_choose("portable", NULL), &options, out, NULL),
      NDRSIM_OK);
  assert_int_equal(fclose(out), 0);
  const char *update = getenv("NDRSIM_UPDATE_DOCS");
  if (update && strcmp(update, "1") == 0) {
    FILE *file = fopen(PAGE, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(made, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
  }
  char *there = read_file(PAGE);
  if (!there) fail_msg("docs/parameters.md is missing; NDRSIM_UPDATE_DOCS=1 writes it");
  for (; there[same] && there[same] == made[same]; same++)
    line += there[same] == '\n';
  if (there[same] != made[same])
    fail_msg("docs/parameters.md, line %zu: differs from the tables; NDRSIM_UPDATE_DOCS=1 writes "
             "it anew",
             line);
  free(there);
  free(made);
}

/* model.md speaks of every mechanism that has parameters, and names no path that does not exist. */
static void the_model_page_covers_every_mechanism(void **state) {
  (void)state;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  char *text = read_file(NDRSIM_SOURCE_DIR "/docs/model.md");
  assert_non_null(text);
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    const ndrsim_mechanism *mechanism = catalogue->mechanism[m];
    char link[96];
    snprintf(link, sizeof link, "](parameters.md#%s)", mechanism->name);
    if (mechanism->n_params > 0 && !strstr(text, link))
      fail_msg("docs/model.md does not lead to the parameters of %s", mechanism->name);
  }
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    char prefix[64];
    int n = snprintf(prefix, sizeof prefix, "`%s.", catalogue->mechanism[m]->name);
    for (char *at = text; (at = strstr(at, prefix)) != NULL; at += n) {
      char path[96];
      snprintf(path, sizeof path, "%.*s", (int)strcspn(at + 1, "`= "), at + 1);
      bool file = strstr(path, ".c") != NULL && strchr(path, '/') != NULL;
      bool structural = strcmp(path, "macro.forced") == 0; /* a list, not a row of a table */
      if (!file && !structural && ndrsim_catalogue_find(catalogue, path) < 0)
        fail_msg("docs/model.md names `%s`, which is no parameter", path);
    }
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_is_what_the_program_writes),
                                     cmocka_unit_test(the_model_page_covers_every_mechanism)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
