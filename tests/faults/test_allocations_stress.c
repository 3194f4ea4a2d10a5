/* Every allocation fails in turn in a stress, in its reverse and in concentration: from the JSON of
 * the stresses to what is told (see test_allocations.c). */
#include "analysis/concentration.h"
#include "analysis/reverse.h"
#include "data/source.h"
#include "report/concentration.h"
#include "report/document_out.h"
#include "report/number.h"
#include "report/stress.h"
#include "report/text_stream.h"
#include "tests/faults/every_allocation.h"

static const char stresses[] =
    "{\"schema_version\":1,\"stresses\":[{\"name\":\"churn\",\"title\":\"C\",\"ramp\":2,\"set\":{"
    "\"churn.base\":{\"times\":2},\"tiers.*.price\":{\"plus\":-1},\"workflow.loss\":0.1}},"
    "{\"name\":\"downturn\",\"title\":\"D\",\"regime\":\"downturn\"},"
    "{\"name\":\"top\",\"title\":\"T\",\"from\":6,\"set\":{\"key_account.loss\":1},"
    "\"whole_run\":{\"key_account.above\":{\"top\":0.2},\"capacity.over_cap\":\"hard_stop\"}}]}";
static const int chosen[] = {0, 1, 2};
static const ndrsim_run_options options = {.engine = {.threads = 1, .block_size = 2}};

static ndrsim_stress_list list;
static ndrsim_source source;
static ndrsim_stress_study study; /* run */
static ndrsim_reverse reverse;
static ndrsim_concentration concentration;

static ndrsim_stress_request request(const ndrsim_stress_list *of) {
  return (ndrsim_stress_request){.list = of,
                                 .chosen = chosen,
                                 .n_chosen = 3,
                                 .together = true,
                                 .outcome = "ndr@12",
                                 .severity = 0.5};
}

static ndrsim_status parse(ndrsim_stress_list *out, ndrsim_error *err) {
  ndrsim_stress_list_init(out);
  return ndrsim_stress_list_parse(out, catalogue, stresses, sizeof stresses - 1, "s", err);
}

static ndrsim_status run_stress(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_stress_list own;
  ndrsim_stress_study made;
  ndrsim_stress_study_init(&made);
  ndrsim_status status = parse(&own, err);
  if (status == NDRSIM_OK)
    status = ndrsim_stress_settle_run(&own.stress[2], &model, 0, &options, err);
  ndrsim_stress_request asked = request(&own);
  if (status == NDRSIM_OK)
    status = ndrsim_stress_study_prepare(&made, &source, &model, &asked, err);
  if (status == NDRSIM_OK) status = ndrsim_stress_study_run(&made, &options, err);
  if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, &made.entry[0].loss.mean, sizeof made.entry[0].loss.mean);
  ndrsim_stress_study_free(&made);
  ndrsim_stress_list_free(&own);
  return status;
}

static ndrsim_status search(ndrsim_reverse *out, double threshold, ndrsim_error *err) {
  ndrsim_reverse_request asked = {
      .stress = &list.stress[1], .outcome = "ndr@12", .threshold = threshold, .quantile = 2};
  return ndrsim_reverse_run(out, &source, &model, &asked, &options, 0, 1, err);
}

static ndrsim_status run_reverse(ndrsim_digest *digest, ndrsim_error *err) {
  static ndrsim_reverse made;
  ndrsim_status status = search(&made, 0, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, &made.severity, sizeof made.severity);
  return status;
}

static ndrsim_status run_concentration(ndrsim_digest *digest, ndrsim_error *err) {
  static const int64_t sizes[] = {1, 2};
  ndrsim_concentration made;
  ndrsim_concentration_init(&made);
  ndrsim_status status = ndrsim_concentration_run(&made, &model, 12, sizes, 2, &options, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, &made.size[0].ndr.mean, sizeof(double));
  ndrsim_concentration_free(&made);
  return status;
}

static ndrsim_status write_all(const ndrsim_document *document, FILE *out, ndrsim_error *err) {
  ndrsim_report self = report();
  ndrsim_status status = ndrsim_document_text(document, true, out, err);
  if (status == NDRSIM_OK) status = ndrsim_document_json(document, &self, out, err);
  return status;
}

/* kind: 0 stress, 1 reverse, 2 concentration */
static ndrsim_status tell(int kind, ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_document document;
  ndrsim_plain_locale locale;
  ndrsim_text_stream out = {0};
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_init(&document, "stress", "t");
  if (kind == 0) ndrsim_report_stress(&study, &document);
  if (kind == 1) ndrsim_report_reverse(&reverse, 1, &model, &document);
  if (kind == 2) ndrsim_report_concentration(&concentration, &document);
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

static ndrsim_status tell_stress(ndrsim_digest *digest, ndrsim_error *err) {
  return tell(0, digest, err);
}

static ndrsim_status tell_reverse(ndrsim_digest *digest, ndrsim_error *err) {
  return tell(1, digest, err);
}

static ndrsim_status tell_concentration(ndrsim_digest *digest, ndrsim_error *err) {
  return tell(2, digest, err);
}

static int prepare_stress(void **state) {
  ndrsim_error err;
  if (prepare(state) != 0) return -1;
  ndrsim_source_init(&source);
  ndrsim_stress_study_init(&study);
  ndrsim_concentration_init(&concentration);
  source.catalogue = catalogue;
  source.scenario = strdup(scenario);
  source.scenario_size = sizeof scenario - 1;
  source.book = strdup(book);
  source.book_size = sizeof book - 1;
  source.override = change;
  source.n_overrides = CHANGES;
  snprintf(source.scenario_name, sizeof source.scenario_name, "s");
  snprintf(source.book_name, sizeof source.book_name, "b");
  if (source.scenario == NULL || source.book == NULL || parse(&list, &err) != NDRSIM_OK ||
      ndrsim_stress_settle_run(&list.stress[2], &model, 0, &options, &err) != NDRSIM_OK)
    return -1;
  ndrsim_stress_request asked = request(&list);
  if (ndrsim_stress_study_prepare(&study, &source, &model, &asked, &err) != NDRSIM_OK ||
      ndrsim_stress_study_run(&study, &options, &err) != NDRSIM_OK ||
      search(&reverse, 0, &err) != NDRSIM_OK ||
      ndrsim_concentration_run(&concentration, &model, 12, NULL, 0, &options, &err) != NDRSIM_OK)
    return -1;
  return 0;
}

static int clear_stress(void **state) {
  ndrsim_stress_study_free(&study);
  ndrsim_concentration_free(&concentration);
  ndrsim_stress_list_free(&list);
  ndrsim_source_free(&source);
  return clear_up(state);
}

TEST(stress, run_stress, sampled(5))
TEST(reverse, run_reverse, sampled(5))
TEST(concentration, run_concentration, 1)
TEST(tell_stress, tell_stress, sampled(7))
TEST(tell_reverse, tell_reverse, sampled(7))
TEST(tell_concentration, tell_concentration, sampled(7))

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stress),        cmocka_unit_test(test_reverse),
      cmocka_unit_test(test_concentration), cmocka_unit_test(test_tell_stress),
      cmocka_unit_test(test_tell_reverse),  cmocka_unit_test(test_tell_concentration),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, prepare_stress, clear_stress);
}
