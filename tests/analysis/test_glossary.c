/* The glossary: every name once, nothing left out, metrics not declared twice. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "analysis/glossary.h"
#include "analysis/results.h"
#include "sim/engine.h"

static const ndrsim_catalogue *catalogue(void) {
  const ndrsim_catalogue *made = ndrsim_catalogue_choose("portable", NULL);
  assert_non_null(made);
  return made;
}

/* Every name and other name leads to the entry that has it, so none is there twice. */
static void names_are_unique(void **state) {
  (void)state;
  int n = ndrsim_glossary_count(catalogue());
  assert_true(n > 100);
  for (int k = 0; k < n; k++) {
    ndrsim_explanation what, found;
    ndrsim_glossary_get(catalogue(), k, &what);
    assert_true(ndrsim_glossary_find(catalogue(), what.name, &found));
    assert_ptr_equal(found.name, what.name);
    const char *also = what.term != NULL ? what.term->also : "";
    while (*also != '\0') {
      char word[64];
      size_t length = strcspn(also, " ");
      snprintf(word, sizeof word, "%.*s", (int)length, also);
      also += length + (also[length] == ' ');
      assert_true(ndrsim_glossary_find(catalogue(), word, &found));
      if (found.name != what.name) fail_msg("`%s` is %s and %s", word, found.name, what.name);
    }
  }
}

static void nothing_is_left_out(void **state) {
  (void)state;
  for (int k = 0; k < ndrsim_glossary_count(catalogue()); k++) {
    ndrsim_explanation what;
    ndrsim_glossary_get(catalogue(), k, &what);
    assert_true(what.term != NULL || what.metric != NULL);
    if (what.metric != NULL) {
      assert_non_null(what.owner);
      assert_true(what.metric->doc[0] != '\0');
      /* its counters are there to be named, or a formula that needs none */
      ndrsim_explanation part;
      bool quotient = what.metric->kind == NDRSIM_METRIC_QUOTIENT;
      if (what.metric->kind == NDRSIM_METRIC_COUNTER)
        assert_non_null(ndrsim_glossary_counter(catalogue(), what.metric->numerator));
      else
        assert_non_null(what.metric->formula);
      if (quotient) assert_true(ndrsim_glossary_find(catalogue(), what.metric->numerator, &part));
      if (quotient) assert_true(ndrsim_glossary_find(catalogue(), what.metric->denominator, &part));
      if (what.metric->denominator != NULL && !quotient)
        assert_non_null(ndrsim_glossary_counter(catalogue(), what.metric->denominator));
    }
    if (what.term == NULL) continue;
    const ndrsim_term *t = what.term;
    bool said = t->definition[0] != '\0' && t->where[0] != '\0';
    bool by_table = what.metric != NULL && t->definition[0] == '\0' && t->unit[0] == '\0' &&
                    t->formula[0] == '\0';
    if (!(what.metric != NULL ? by_table : said))
      fail_msg("%s: said twice, or not at all", t->name);
    if (t->reading[0] == '\0') fail_msg("%s has no example", t->name);
    /* "reading" is a sentence, "definition" begins one */
    if (t->definition[0] != '\0' && t->definition[strlen(t->definition) - 1] != '.')
      fail_msg("%s: the definition does not end", t->name);
  }
}

static void every_metric_is_found(void **state) {
  (void)state;
  ndrsim_explanation what;
  const ndrsim_catalogue *all = catalogue();
  for (int m = 0; m < all->n_mechanisms; m++)
    for (int k = 0; k < all->mechanism[m]->n_metrics; k++) {
      const ndrsim_metric_def *metric = &all->mechanism[m]->metric[k];
      if (ndrsim_metric_gives_way(all, metric)) continue;
      assert_true(ndrsim_glossary_find(all, metric->name, &what));
      assert_ptr_equal(what.metric, metric);
      assert_ptr_equal(what.owner, all->mechanism[m]);
    }
  assert_true(ndrsim_glossary_find(all, "mrr_pro", &what));
  assert_string_equal(what.name, "mrr_*");
  assert_true(ndrsim_glossary_find(all, "MRR", &what)); /* the account's own */
  assert_string_equal(what.metric->name, "mrr");
  assert_true(ndrsim_glossary_find(all, "p90_se", &what));
  assert_string_equal(what.name, "se");
}

static void what_is_not_there(void **state) {
  (void)state;
  ndrsim_explanation what;
  static const char *const word[] = {"", " ", "ndrs", "mrr_", "tier_share_", "p5 p10", "*"};
  for (size_t k = 0; k < sizeof word / sizeof word[0]; k++) {
    if (ndrsim_glossary_find(catalogue(), word[k], &what))
      fail_msg("`%s` is %s", word[k], what.name);
    assert_null(what.name);
  }
  ndrsim_glossary_get(catalogue(), -1, &what);
  assert_null(what.name);
  ndrsim_glossary_get(catalogue(), ndrsim_glossary_count(catalogue()), &what);
  assert_null(what.name);
  assert_null(ndrsim_glossary_counter(catalogue(), "no_counter"));
  assert_null(ndrsim_glossary_counter(catalogue(), NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_unique),
      cmocka_unit_test(nothing_is_left_out),
      cmocka_unit_test(every_metric_is_found),
      cmocka_unit_test(what_is_not_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
