/* Every allocation fails in turn in a comparison: from two scenarios and a book to its text, JSON
 * and CSV (see test_allocations.c). */
#include "analysis/choice.h"
#include "analysis/compare.h"
#include "data/source.h"
#include "report/document_out.h"
#include "report/number.h"
#include "report/studies.h"
#include "report/text_stream.h"
#include "scenarios/difference.h"
#include "tests/faults/every_allocation.h"

static const ndrsim_override more[] = {{"tiers.lite.price=25"}};
static ndrsim_model other;     /* the same with another price */
static ndrsim_compare compare; /* of both, run */
static ndrsim_choice choice;

static ndrsim_status make_models(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_source source;
  ndrsim_model made;
  char path[2][128];
  snprintf(path[0], sizeof path[0], "%s/s.json", root);
  snprintf(path[1], sizeof path[1], "%s/b.csv", root);
  ndrsim_source_init(&source);
  ndrsim_model_init(&made);
  ndrsim_status status =
      ndrsim_source_read(&source, catalogue, path[0], path[1], change, CHANGES, err);
  if (status == NDRSIM_OK) status = ndrsim_source_model(&source, more, 1, &made, err);
  if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, made.scenario_digest, sizeof made.scenario_digest);
  ndrsim_model_free(&made);
  ndrsim_source_free(&source);
  return status;
}

static void count(void *user, const char *path, const char *from, const char *to) {
  ndrsim_digest *digest = user;
  ndrsim_digest_update(digest, path, strlen(path));
  ndrsim_digest_update(digest, from, strlen(from));
  ndrsim_digest_update(digest, to, strlen(to));
}

static ndrsim_status find_difference(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_difference_side a = {scenario, sizeof scenario - 1, "a", change, CHANGES};
  ndrsim_difference_side b = {scenario, sizeof scenario - 1, "b", more, 1};
  return ndrsim_scenario_difference(&a, &b, count, digest, err);
}

static ndrsim_status run_compare(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_compare made;
  ndrsim_choice chosen;
  const ndrsim_model *both[] = {&model, &other};
  ndrsim_run_options options = {.engine = {.threads = 1, .block_size = 2}};
  ndrsim_compare_init(&made);
  ndrsim_choice_init(&chosen);
  ndrsim_status status = ndrsim_compare_prepare(&made, both, 2, err);
  if (status == NDRSIM_OK) status = ndrsim_compare_run(&made, &options, err);
  if (status == NDRSIM_OK) status = ndrsim_choice_make(&chosen, &made.study, 0, 0, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, &chosen.option[1], sizeof chosen.option[1]);
  ndrsim_choice_free(&chosen);
  ndrsim_compare_free(&made);
  return status;
}

static ndrsim_status write_all(const ndrsim_document *document, FILE *out, ndrsim_error *err) {
  ndrsim_report self = report();
  ndrsim_status status = ndrsim_document_text(document, true, out, err);
  if (status == NDRSIM_OK) status = ndrsim_document_json(document, &self, out, err);
  if (status == NDRSIM_OK)
    status = ndrsim_table_csv(ndrsim_document_find(document, "differences"), out, err);
  return status;
}

static ndrsim_status tell(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_document document;
  ndrsim_plain_locale locale;
  ndrsim_text_stream out = {0};
  char *text = NULL;
  size_t size = 0;
  ndrsim_report self = report();
  ndrsim_comparison comparison = {.compare = &compare, .choice = &choice};
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_init(&document, "compare", "t");
  ndrsim_report_comparison(&comparison, &self, &document);
  status = ndrsim_document_check(&document, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_init(&out, err);
  if (status == NDRSIM_OK) status = write_all(&document, out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, text, size);
  ndrsim_text_stream_free(&out);
  free(text);
  ndrsim_document_free(&document);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

static int put_file(const char *name, const char *text, size_t size) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", root, name);
  FILE *file = fopen(path, "w");
  if (file == NULL) return -1;
  fwrite(text, 1, size, file);
  return fclose(file);
}

static int prepare_study(void **state) {
  ndrsim_error err;
  const ndrsim_model *both[] = {&model, &other};
  ndrsim_run_options options = {.engine = {.threads = 1}};
  if (prepare(state) != 0 || put_file("s.json", scenario, sizeof scenario - 1) != 0 ||
      put_file("b.csv", book, sizeof book - 1) != 0)
    return -1;
  ndrsim_model_init(&other);
  ndrsim_compare_init(&compare);
  ndrsim_choice_init(&choice);
  ndrsim_override all[CHANGES + 1];
  memcpy(all, change, sizeof change);
  all[CHANGES] = more[0];
  if (ndrsim_scenario_parse(&other, catalogue, scenario, sizeof scenario - 1, "s", all, CHANGES + 1,
                            &err) != NDRSIM_OK ||
      ndrsim_book_parse(&other, book, sizeof book - 1, "b", &err) != NDRSIM_OK ||
      ndrsim_compare_prepare(&compare, both, 2, &err) != NDRSIM_OK ||
      ndrsim_compare_run(&compare, &options, &err) != NDRSIM_OK ||
      ndrsim_choice_make(&choice, &compare.study, 0, 0, &err) != NDRSIM_OK)
    return -1;
  snprintf(compare.label[0], sizeof compare.label[0], "first");
  snprintf(compare.label[1], sizeof compare.label[1], "second");
  return 0;
}

static int clear_study(void **state) {
  char path[128];
  ndrsim_compare_free(&compare);
  ndrsim_choice_free(&choice);
  ndrsim_model_free(&other);
  snprintf(path, sizeof path, "%s/s.json", root);
  remove(path);
  snprintf(path, sizeof path, "%s/b.csv", root);
  remove(path);
  return clear_up(state);
}

TEST(models, make_models, 1)
TEST(difference, find_difference, 1)
TEST(compare, run_compare, 1)
TEST(tell, tell, sampled(7))

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_models),
      cmocka_unit_test(test_difference),
      cmocka_unit_test(test_compare),
      cmocka_unit_test(test_tell),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_text */
  return cmocka_run_group_tests(tests, prepare_study, clear_study);
}
