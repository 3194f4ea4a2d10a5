/* What differs between two scenarios, in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "scenarios/difference.h"

typedef struct lines {
  char text[2048];
} lines;

static void keep(void *user, const char *path, const char *from, const char *to) {
  lines *self = user;
  size_t used = strlen(self->text);
  snprintf(self->text + used, sizeof self->text - used, "%s: %s -> %s\n", path, from, to);
}

static ndrsim_difference_side side(const char *text, const ndrsim_override *override, int n) {
  return (ndrsim_difference_side){text, strlen(text), "s.json", override, n};
}

static void expect(const char *a, const char *b, const ndrsim_override *override, int n,
                   const char *expected) {
  ndrsim_error err;
  lines found = {""};
  ndrsim_difference_side left = side(a, NULL, 0), right = side(b, override, n);
  if (ndrsim_scenario_difference(&left, &right, keep, &found, &err) != NDRSIM_OK)
    fail_msg("%s", err.message);
  assert_string_equal(found.text, expected);
}

static void values_by_path(void **state) {
  (void)state;
  const char *a = "{\"churn\": {\"base\": {\"value\": 0.02, \"source\": \"S1\"}, \"x\": 1}, "
                  "\"name\": \"a\", \"seed\": \"1\"}";
  expect(a, a, NULL, 0, "");
  expect(a,
         "{\"churn\": {\"base\": 0.02, \"x\": {\"value\": 1, \"note\": \"n\"}}, \"name\": \"b\", "
         "\"seed\": \"2\"}",
         NULL, 0, "");
  const ndrsim_override change[] = {{"churn.base=0.03"}, {"churn.y=true"}};
  expect(a, a, change, 2, "churn.base: 0.02 -> 0.03\nchurn.y:  -> true\n");
  expect(a, "{\"name\": \"a\"}", NULL, 0, "churn: {\"base\":{\"value\":0.02},\"x\":1} -> \n");
}

static void distributions(void **state) {
  (void)state;
  const char *a = "{\"p\": {\"dist\": \"beta\", \"mean\": 0.1, \"sd\": 0.02}}";
  expect(a, "{\"p\": {\"dist\": \"beta\", \"mean\": 0.2, \"sd\": 0.02}}", NULL, 0,
         "p.mean: 0.1 -> 0.2\n");
  expect(a, "{\"p\": {\"dist\": \"normal\", \"mean\": 0.1, \"sd\": 0.02}}", NULL, 0,
         "p: {\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.02} -> "
         "{\"dist\":\"normal\",\"mean\":0.1,\"sd\":0.02}\n");
  expect(a, "{\"p\": 0.1}", NULL, 0, "p: {\"dist\":\"beta\",\"mean\":0.1,\"sd\":0.02} -> 0.1\n");
  expect("{\"l\": [1, 2]}", "{\"l\": [1, 3]}", NULL, 0, "l: [1,2] -> [1,3]\n");
}

static void hostile_texts_stay_on_their_line(void **state) {
  (void)state;
  expect("{\"p\": \"a\"}", "{\"p\": \"\\n\\u001b[2J\"}", NULL, 0,
         "p: \"a\" -> \"\\n\\u001b[2J\"\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_by_path),
      cmocka_unit_test(distributions),
      cmocka_unit_test(hostile_texts_stay_on_their_line),
  };
  return cmocka_run_group_tests_name("scenarios/difference", tests, NULL, NULL);
}
