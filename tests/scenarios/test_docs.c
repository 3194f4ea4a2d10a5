/* Every JSON example of docs/scenario-format.md loads, and so does every shipped scenario. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/scenario.h"
#include "sim/engine.h"

static char *read_file(const char *name) {
  FILE *file = fopen(name, "rb");
  if (file == NULL) fail_msg("cannot open %s", name);
  char *text = calloc(1, 1 << 20);
  assert_non_null(text);
  size_t n = fread(text, 1, (1 << 20) - 1, file);
  assert_true(n > 0 && n < (1 << 20) - 1);
  fclose(file);
  return text;
}

static void must_parse(const char *text, const char *name) {
  ndrsim_model model;
  ndrsim_error err;
  char line[1024];
  ndrsim_model_init(&model);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  ndrsim_status status =
      ndrsim_scenario_parse(&model, catalogue, text, strlen(text), name, NULL, 0, &err);
  ndrsim_model_free(&model);
  if (status == NDRSIM_OK) return;
  ndrsim_error_format(&err, line, sizeof line);
  fail_msg("%s\n%s", line, text);
}

/* A fragment is the members that matter: the rest of a scenario goes around it. */
static void must_parse_fragment(const char *text, int number) {
  static const char head[] = "{\"schema_version\": 1, \"name\": \"fragment\","
                             "\"segments\": {\"smb\": {\"share\": 1}, \"mid\": {\"share\": 0}},";
  static const char tiers[] = "\"tiers\": {\"lite\": {\"price\": 1}, \"pro\": {\"price\": 2}},";
  char *whole = NULL, name[32];
  snprintf(name, sizeof name, "example %d", number);
  const char *brace = strchr(text, '{');
  assert_non_null(brace);
  const char *own = strstr(text, "\"tiers\": {\"pro\": {");
  if (own != NULL) { /* the fragment has tiers: give them what they need */
    const char *inside = own + strlen("\"tiers\": {\"pro\": {");
    assert_true(asprintf(&whole, "%s%.*s\"price\": 2, %s", head, (int)(inside - brace - 1),
                         brace + 1, inside) > 0);
  } else {
    assert_true(asprintf(&whole, "%s%s%s", head, tiers, brace + 1) > 0);
  }
  must_parse(whole, name);
  free(whole);
}

static void test_examples(void **state) {
  (void)state;
  char *text = read_file(NDRSIM_SOURCE_DIR "/docs/scenario-format.md"), *at = text;
  int n = 0;
  while ((at = strstr(at, "```json\n")) != NULL) {
    char *end = strstr(at += 8, "\n```");
    assert_non_null(end);
    char *example = strndup(at, (size_t)(end - at));
    assert_non_null(example);
    n++;
    if (strstr(example, "schema_version") != NULL)
      must_parse(example, "example");
    else
      must_parse_fragment(example, n);
    free(example);
    at = end;
  }
  free(text);
  assert_true(n >= 9);
}

static void test_shipped_scenarios(void **state) {
  (void)state;
  static const char *const pattern[] = {NDRSIM_SOURCE_DIR "/scenarios/*.json",
                                        NDRSIM_SOURCE_DIR "/examples/*.json"};
  int n = 0;
  for (int p = 0; p < 2; p++) {
    glob_t found;
    int status = glob(pattern[p], 0, NULL, &found);
    assert_true(status == 0 || status == GLOB_NOMATCH);
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++) {
      if (strstr(found.gl_pathv[i], ".schema.json") != NULL) continue;
      n++;
      char *text = read_file(found.gl_pathv[i]);
      must_parse(text, found.gl_pathv[i]);
      free(text);
    }
    if (status == 0) globfree(&found);
  }
  assert_true(n >= 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_examples),
      cmocka_unit_test(test_shipped_scenarios),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
