/* docs/parameters.md is what `ndrsim params --markdown` writes, and the page of each mechanism has
 * its part. With NDRSIM_UPDATE_DOCS=1 they are written anew, so that nobody types a default twice.
 */
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

/* --- the page of each mechanism --------------------------------------------------------------- */

static void page_name(const ndrsim_mechanism *mechanism, char *out, size_t size) {
  snprintf(out, size, "%s/docs/mechanisms/%s.md", NDRSIM_SOURCE_DIR, mechanism->name);
}

static char *table_of(const ndrsim_catalogue *catalogue, const char *mechanism) {
  const ndrsim_parameters_options options = {.format = NDRSIM_PARAMETERS_MARKDOWN,
                                             .mechanism = mechanism};
  char *made = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&made, &size);
  assert_non_null(out);
  assert_int_equal(ndrsim_report_parameters(catalogue, &options, out, NULL), NDRSIM_OK);
  assert_int_equal(fclose(out), 0);
  return made;
}

/* The table stands between two markers; with NDRSIM_UPDATE_DOCS=1 it is written anew. */
static void check_page(const ndrsim_catalogue *catalogue, const ndrsim_mechanism *mechanism) {
  static const char end[] = "<!-- end -->";
  char name[512], head[96], image[160];
  page_name(mechanism, name, sizeof name);
  snprintf(head, sizeof head, "<!-- parameters: %s -->\n", mechanism->name);
  snprintf(image, sizeof image, "](../images/mechanisms/%s.svg)", mechanism->name);
  char *page = read_file(name), *table = table_of(catalogue, mechanism->name);
  if (!page) fail_msg("%s is missing: every mechanism has a page", name);
  char *at = strstr(page, head), *stop = at ? strstr(at, end) : NULL;
  if (!stop) fail_msg("%s: no `%s` ... `%s`", name, head, end);
  at += strlen(head);
  bool same = strlen(table) == (size_t)(stop - at) && strncmp(at, table, strlen(table)) == 0;
  const char *update = getenv("NDRSIM_UPDATE_DOCS");
  if (!same && update && strcmp(update, "1") == 0) {
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_true(fprintf(file, "%.*s%s%s", (int)(at - page), page, table, stop) > 0);
    assert_int_equal(fclose(file), 0);
    same = true;
  }
  if (!same)
    fail_msg("%s: the parameters differ from the tables; NDRSIM_UPDATE_DOCS=1 writes them", name);
  if (!strstr(page, image)) fail_msg("%s shows no chart; ./dev mechanisms draws it", name);
  snprintf(name, sizeof name, "%s/docs/images/mechanisms/%s.svg", NDRSIM_SOURCE_DIR,
           mechanism->name);
  char *drawn = read_file(name);
  if (!drawn) fail_msg("%s is missing; ./dev mechanisms draws it", name);
  free(drawn);
  free(page);
  free(table);
}

static void every_mechanism_has_a_page(void **state) {
  (void)state;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  char *model = read_file(NDRSIM_SOURCE_DIR "/docs/model.md");
  assert_non_null(model);
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    const ndrsim_mechanism *mechanism = catalogue->mechanism[m];
    char link[96];
    if (mechanism->n_params == 0) continue;
    snprintf(link, sizeof link, "](mechanisms/%s.md)", mechanism->name);
    if (!strstr(model, link)) fail_msg("docs/model.md does not lead to %s", link);
    check_page(catalogue, mechanism);
  }
  free(model);
}

static bool is_parameter(const ndrsim_catalogue *catalogue, const char *path) {
  for (int k = 0; k < ndrsim_param_list_count(catalogue); k++) {
    ndrsim_param_entry row;
    ndrsim_param_list_get(catalogue, k, &row);
    if (strcmp(row.def->path, path) == 0) return true;
  }
  return false;
}

/* `mechanism.name` in a page is a parameter. */
static void check_paths(const ndrsim_catalogue *catalogue, const char *name) {
  char *text = read_file(name);
  assert_non_null(text);
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    char prefix[64];
    int n = snprintf(prefix, sizeof prefix, "`%s.", catalogue->mechanism[m]->name);
    for (char *at = text; (at = strstr(at, prefix)) != NULL; at += n) {
      char path[96];
      snprintf(path, sizeof path, "%.*s", (int)strcspn(at + 1, "`= "), at + 1);
      bool file = strstr(path, ".c") != NULL && strchr(path, '/') != NULL;
      bool structural = strcmp(path, "macro.forced") == 0; /* a list, not a row of a table */
      if (!file && !structural && !is_parameter(catalogue, path))
        fail_msg("%s names `%s`, which is no parameter", name, path);
    }
  }
  free(text);
}

static void the_pages_name_parameters_that_exist(void **state) {
  (void)state;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  check_paths(catalogue, NDRSIM_SOURCE_DIR "/docs/model.md");
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    char name[512];
    page_name(catalogue->mechanism[m], name, sizeof name);
    if (catalogue->mechanism[m]->n_params > 0) check_paths(catalogue, name);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_is_what_the_program_writes),
                                     cmocka_unit_test(every_mechanism_has_a_page),
                                     cmocka_unit_test(the_pages_name_parameters_that_exist)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
