/* The price ladder of metered usage: what its nodes must be to each other, and what is said when
 * they are not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/scenario.h"
#include "sim/engine.h"

static ndrsim_status read(const char *rest, ndrsim_error *err) {
  char text[1024];
  ndrsim_model model;
  snprintf(text, sizeof text,
           "{\"schema_version\":1,\"name\":\"x\",\"horizon\":12,"
           "\"tiers\":{\"plan\":{\"price\":1}},\n%s}",
           rest);
  memset(err, 0, sizeof *err);
  ndrsim_model_init(&model);
  ndrsim_status st = ndrsim_scenario_parse(&model, ndrsim_catalogue_choose(NULL, err), text,
                                           strlen(text), "x.json", NULL, 0, err);
  ndrsim_model_free(&model);
  return st;
}

static void refused(const char *rest, const char *path, const char *says) {
  ndrsim_error err;
  assert_int_equal(read(rest, &err), NDRSIM_INPUT);
  if (strcmp(err.path, path) != 0 || strstr(err.message, says) == NULL || err.line != 2)
    fail_msg("%s\n  line %ld, %s: %s", rest, (long)err.line, err.path, err.message);
}

static void accepted(const char *rest) {
  ndrsim_error err;
  if (read(rest, &err) != NDRSIM_OK) fail_msg("%s\n  %s: %s", rest, err.path, err.message);
}

static void nodes_must_rise(void **state) {
  (void)state;
  accepted("\"ladder\":{\"a\":{\"units\":0,\"bill\":5},\"b\":{\"units\":10,\"bill\":5}}");
  refused("\"ladder\":{\"a\":{\"units\":10,\"bill\":1},\"b\":{\"units\":10,\"bill\":2}}",
          "ladder.b.units", "not above that of node `a`");
  refused("\"ladder\":{\"a\":{\"units\":10,\"bill\":1},\"b\":{\"units\":9,\"bill\":2}}",
          "ladder.b.units", "not above");
  refused("\"ladder\":{\"a\":{\"units\":10,\"bill\":3},\"b\":{\"units\":20,\"bill\":2}}",
          "ladder.b.bill", "below that of node `a`");
  /* in some month, in some segment */
  refused("\"ladder\":{\"a\":{\"units\":10,\"bill\":{\"schedule\":{\"0\":1,\"7\":4}}},"
          "\"b\":{\"units\":20,\"bill\":{\"schedule\":{\"0\":3,\"8\":5}}}}",
          "ladder.b.bill", "below");
  accepted("\"ladder\":{\"a\":{\"units\":10,\"bill\":{\"schedule\":{\"0\":1,\"7\":4}}},"
           "\"b\":{\"units\":20,\"bill\":{\"schedule\":{\"0\":3,\"7\":5}}}}");
  refused("\"segments\":{\"s\":{\"share\":0.5},\"t\":{\"share\":0.5}},"
          "\"ladder\":{\"a\":{\"units\":10,\"bill\":{\"by_segment\":{\"s\":1,\"t\":6}}},"
          "\"b\":{\"units\":20,\"bill\":3}}",
          "ladder.b.bill", "below");
  /* bands have prices, which may fall */
  accepted("\"usage\":{\"ladder\":\"volume\"},\"ladder\":{\"a\":{\"units\":10,\"price\":3},"
           "\"b\":{\"units\":20,\"price\":2}}");
  refused("\"ladder\":{\"a\":{\"bill\":1}}", "ladder.a.units", "missing");
}

static void usage_needs_a_ladder(void **state) {
  (void)state;
  refused("\"usage\":{\"level\":5}", "ladder", "missing");
  refused("\"usage\":{\"level\":5},\"ladder\":{}", "ladder", "");
  accepted("\"demand\":{\"level\":5}");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(nodes_must_rise),
                                     cmocka_unit_test(usage_needs_a_ladder)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
