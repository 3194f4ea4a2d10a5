/* The scenario library: one customer population for all. Every scenario of the library has the
 * population of agent-product but for at most five overrides, each of which says that it is one and
 * where it comes from; and every number says where it comes from. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <cjson/cJSON.h>

enum { MOST_OVERRIDES = 5 };

/* What customers are like and how they are sold to; the rest of a scenario is packaging. */
static const char *const population[] = {
    "segments", "acquisition", "activation", "workflow",    "demand", "seat",  "signals",
    "playbook", "contract",    "churn",      "contraction", "cost",   "macro", "reactivation"};

static const char *const library[] = {
    "agent-seats-only",   "seat-expansion",    "add-on-modules",   "usage-based",
    "usage-hypergrowth",  "outcome-based",     "seat-add-on",      "seat-usage",
    "usage-add-on",       "population-seat",   "population-usage", "collaboration-tool",
    "developer-platform", "vertical-software", "ai-product"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static cJSON *read_scenario(const char *name) {
  char path[512];
  const char *root = getenv("NDRSIM_SOURCE_DIR");
  snprintf(path, sizeof path, "%s/scenarios/%s.json", root ? root : NDRSIM_SOURCE_DIR, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail_msg("cannot open %s", path);
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = calloc(1, (size_t)size + 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, (size_t)size, file), size);
  fclose(file);
  cJSON *json = cJSON_Parse(text);
  free(text);
  assert_non_null(json);
  return json;
}

static const char *text_of(const cJSON *object, const char *key) {
  return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static bool annotated(const cJSON *item) {
  return strcmp(item->string, "source") == 0 || strcmp(item->string, "note") == 0;
}

/* Overrides of a group: members that differ from the base's, or are missing on one side. */
static int overrides(const char *scenario, const cJSON *group, const cJSON *base) {
  int n = 0;
  const cJSON *item;
  cJSON_ArrayForEach(item, group) {
    const cJSON *same = cJSON_GetObjectItemCaseSensitive(base, item->string);
    if (annotated(item) || (same != NULL && cJSON_Compare(item, same, true))) continue;
    const char *note = text_of(item, "note"), *source = text_of(item, "source");
    if (note == NULL || strncmp(note, "override", 8) != 0 || source == NULL)
      fail_msg("%s: %s.%s differs from agent-product and does not say \"note\": \"override: ...\" "
               "and its source",
               scenario, group->string, item->string);
    n++;
  }
  cJSON_ArrayForEach(item, base) {
    if (cJSON_GetObjectItemCaseSensitive(group, item->string) == NULL)
      fail_msg("%s: %s.%s of agent-product is missing", scenario, base->string, item->string);
  }
  return n;
}

static void test_one_population(void **state) {
  (void)state;
  cJSON *base = read_scenario("agent-product");
  for (size_t k = 0; k < COUNT(library); k++) {
    cJSON *scenario = read_scenario(library[k]);
    int n = 0;
    for (size_t g = 0; g < COUNT(population); g++) {
      const cJSON *group = cJSON_GetObjectItemCaseSensitive(scenario, population[g]);
      const cJSON *its = cJSON_GetObjectItemCaseSensitive(base, population[g]);
      assert_non_null(its);
      if (group == NULL) fail_msg("%s has no `%s`", library[k], population[g]);
      n += overrides(library[k], group, its);
    }
    if (n > MOST_OVERRIDES) fail_msg("%s has %d overrides", library[k], n);
    cJSON_Delete(scenario);
  }
  cJSON_Delete(base);
}

/* Whether a value, or the object around it, has a source. */
static void sources(const char *scenario, const char *path, const cJSON *item, bool above) {
  char below[256];
  bool here = above || (cJSON_IsObject(item) && text_of(item, "source") != NULL);
  const cJSON *child;
  if (cJSON_IsString(item) || here) return;
  if (!cJSON_IsObject(item)) fail_msg("%s: %s has no source", scenario, path);
  cJSON_ArrayForEach(child, item) {
    snprintf(below, sizeof below, "%s.%s", path, child->string);
    sources(scenario, below, child, here);
  }
}

static void test_every_number_has_a_source(void **state) {
  (void)state;
  for (size_t k = 0; k < COUNT(library); k++) {
    cJSON *scenario = read_scenario(library[k]);
    const cJSON *group;
    cJSON_ArrayForEach(group, scenario) {
      if (cJSON_IsObject(group)) sources(library[k], group->string, group, false);
    }
    cJSON_Delete(scenario);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_population),
      cmocka_unit_test(test_every_number_has_a_source),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
