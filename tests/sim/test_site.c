/* The list of draw sites is frozen: results of published runs depend on it. A new site is appended
 * in sim/site.h and here; a change of any other line of this table is a mistake. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "sim/site.h"

typedef struct site {
  const char *name;
  unsigned group, word;
  const char *layer;
} site;

static const site locked[] = {
    {"PARAMETER", 0, 0, "PARAMETER"},
    {"MACRO_FACTOR", 1, 0, "MACRO"},
    {"MACRO_REGIME", 1, 1, "MACRO"},
    {"TRAIT", 2, 0, "IDIOSYNCRATIC"},
    {"BOOK", 3, 0, "IDIOSYNCRATIC"},
    {"WORKFLOW_GAIN", 16, 0, "IDIOSYNCRATIC"},
    {"WORKFLOW_LOSS", 16, 1, "IDIOSYNCRATIC"},
    {"DEMAND_NOISE", 16, 2, "IDIOSYNCRATIC"},
    {"SEAT_GAIN", 16, 3, "IDIOSYNCRATIC"},
    {"CHURN", 17, 0, "IDIOSYNCRATIC"},
    {"UPGRADE", 17, 1, "IDIOSYNCRATIC"},
    {"CONTRACTION", 17, 2, "IDIOSYNCRATIC"},
    {"INQUIRY", 17, 3, "IDIOSYNCRATIC"},
    {"ACTIVATION", 18, 0, "IDIOSYNCRATIC"},
    {"ONBOARDING_CHURN", 18, 1, "IDIOSYNCRATIC"},
    {"CONTRACT_TERM", 19, 0, "IDIOSYNCRATIC"},
    {"DOWNGRADE", 19, 1, "IDIOSYNCRATIC"},
    {"RETURN_TIME", 19, 2, "IDIOSYNCRATIC"},
    {"PLAY_PUSH", 20, 0, "IDIOSYNCRATIC"},
    {"PLAY_CLOSE", 20, 1, "IDIOSYNCRATIC"},
    {"PLAY_ROLLOUT", 20, 2, "IDIOSYNCRATIC"},
    {"SEATS_INITIAL", 21, 0, "IDIOSYNCRATIC"},
    {"PREMATURE", 20, 3, "IDIOSYNCRATIC"},
    {"ROLLOUT_FIRST", 24, 0, "IDIOSYNCRATIC"},
    {"ROLLOUT_LATER", 24, 1, "IDIOSYNCRATIC"},
    {"PLAY_FRICTION", 24, 2, "IDIOSYNCRATIC"},
    {"ADD_ON_BUY", 27, 0, "IDIOSYNCRATIC"},
    {"ADD_ON_DROP", 27, 1, "IDIOSYNCRATIC"},
    {"ADD_ON_TYPE", 28, 0, "IDIOSYNCRATIC"},
    {"FEATURE_GAIN", 28, 1, "IDIOSYNCRATIC"},
    {"FEATURE_CONTROL", 28, 2, "IDIOSYNCRATIC"},
    {"LICENCE_ADD", 24, 3, "IDIOSYNCRATIC"},
    {"PROMOTION", 22, 0, "IDIOSYNCRATIC"},
    {"COMMIT", 22, 1, "IDIOSYNCRATIC"},
    {"OUTCOME_CONTRACT", 23, 0, "IDIOSYNCRATIC"},
    {"OUTCOME", 23, 1, "IDIOSYNCRATIC"},
    {"CONVERSION", 22, 2, "IDIOSYNCRATIC"},
    {"TERMS", 25, 0, "IDIOSYNCRATIC"},
    {"USAGE_NOISE", 29, 0, "IDIOSYNCRATIC"},
    {"USAGE_SPIKE", 29, 1, "IDIOSYNCRATIC"},
    {"USAGE_QUIET", 29, 2, "IDIOSYNCRATIC"},
    {"USAGE_OPTIMISE", 29, 3, "IDIOSYNCRATIC"},
    {"USAGE_COMMIT", 30, 0, "IDIOSYNCRATIC"},
    {"DESIGN", 31, 0, "PARAMETER"},
    {"KEY_ACCOUNT", 32, 0, "IDIOSYNCRATIC"},
};
enum { N_LOCKED = sizeof locked / sizeof *locked };

static const site declared[] = {
#define SITE_ROW(name, group, word, layer, doc) {#name, group, word, #layer},
    NDRSIM_SITE_LIST(SITE_ROW)
#undef SITE_ROW
};

static void list_is_locked(void **state) {
  (void)state;
  assert_int_equal(NDRSIM_SITES, N_LOCKED);
  for (int i = 0; i < N_LOCKED; i++) {
    assert_string_equal(declared[i].name, locked[i].name);
    assert_int_equal(declared[i].group, locked[i].group);
    assert_int_equal(declared[i].word, locked[i].word);
    assert_string_equal(declared[i].layer, locked[i].layer);
  }
}

/* Two sites on one word would share their randomness. */
static void words_are_distinct(void **state) {
  (void)state;
  for (int i = 0; i < NDRSIM_SITES; i++) {
    assert_true(declared[i].group < 256 && declared[i].word < 4);
    for (int j = 0; j < i; j++) {
      assert_true(declared[i].group != declared[j].group || declared[i].word != declared[j].word);
      assert_string_not_equal(declared[i].name, declared[j].name);
    }
  }
}

/* One call serves sites of one layer only: it has one replicate index. */
static void groups_have_one_layer(void **state) {
  (void)state;
  for (int i = 0; i < NDRSIM_SITES; i++)
    for (int j = 0; j < i; j++)
      if (declared[i].group == declared[j].group)
        assert_string_equal(declared[i].layer, declared[j].layer);
}

static void constants_agree(void **state) {
  (void)state;
#define SITE_CHECK(name, g, w, l, doc)                                                             \
  assert_int_equal(NDRSIM_GROUP_##name, g);                                                        \
  assert_int_equal(NDRSIM_WORD_##name, w);                                                         \
  assert_int_equal(declared[NDRSIM_SITE_##name].group, g);                                         \
  assert_int_equal(declared[NDRSIM_SITE_##name].word, w);
  NDRSIM_SITE_LIST(SITE_CHECK)
#undef SITE_CHECK
}

/* The three parts of the last counter word do not overlap. */
static void counter_layout(void **state) {
  (void)state;
  assert_int_equal(NDRSIM_COUNTER3(0xfff, 0, 0), 0xfff00000u);
  assert_int_equal(NDRSIM_COUNTER3(0, 0xff, 0), 0x000ff000u);
  assert_int_equal(NDRSIM_COUNTER3(0, 0, 0xfff), 0x00000fffu);
  assert_int_equal(NDRSIM_COUNTER3(600, 17, 5), 600u << 20 | 17u << 12 | 5u);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(list_is_locked),        cmocka_unit_test(words_are_distinct),
      cmocka_unit_test(groups_have_one_layer), cmocka_unit_test(constants_agree),
      cmocka_unit_test(counter_layout),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
