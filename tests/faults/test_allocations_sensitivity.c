/* Every allocation fails in turn in studies of what outcomes hang on and of what knowing is worth:
 * from a source to indices, worths and their texts (see test_allocations.c). */
#include "analysis/evpi.h"
#include "analysis/sensitivity.h"
#include "report/document_out.h"
#include "report/number.h"
#include "report/studies.h"
#include "report/text_stream.h"
#include "tests/faults/every_allocation.h"

static ndrsim_source source;
static ndrsim_model many, dearer; /* with replicates enough; and with another price */
static ndrsim_sensitivity sensitivity;
static ndrsim_evpi evpi;

static const ndrsim_run_options one_thread = {.engine = {.threads = 1}};

static ndrsim_status make_sensitivity(ndrsim_sensitivity *self, unsigned methods,
                                      ndrsim_error *err) {
  static const char *const of[] = {"workflow", "capacity.at_cap", "tiers.lite.price"};
  static const char *const looked_at[] = {"ndr", "profit@12"};
  ndrsim_sensitivity_ask ask = {.methods = methods,
                                .of = of,
                                .n_of = 3,
                                .outcome = looked_at,
                                .n_outcomes = 2,
                                .pair = "workflow.explore,tiers.lite.price"};
  ndrsim_sensitivity_init(self);
  ndrsim_status status = ndrsim_sensitivity_prepare(self, &source, &many, &ask, err);
  return status == NDRSIM_OK ? ndrsim_sensitivity_run(self, &one_thread, err) : status;
}

static ndrsim_status run_methods(unsigned methods, ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_sensitivity made;
  ndrsim_status status = make_sensitivity(&made, methods, err);
  if (status == NDRSIM_OK && (methods & NDRSIM_METHOD_SOBOL))
    ndrsim_digest_update(digest, &made.sobol[0].total[0], sizeof made.sobol[0].total[0]);
  else if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, made.single.value, sizeof *made.single.value);
  ndrsim_sensitivity_free(&made);
  return status;
}

static ndrsim_status run_bars(ndrsim_digest *digest, ndrsim_error *err) {
  return run_methods(NDRSIM_METHOD_TORNADO | NDRSIM_METHOD_SHAPLEY, digest, err);
}

static ndrsim_status run_sobol(ndrsim_digest *digest, ndrsim_error *err) {
  return run_methods(NDRSIM_METHOD_SOBOL, digest, err);
}

static ndrsim_status make_evpi(ndrsim_evpi *self, ndrsim_error *err) {
  static const char *const set[] = {"workflow,capacity"};
  ndrsim_evpi_init(self);
  self->n_options = 2;
  self->model[0] = &many;
  self->model[1] = &dearer;
  ndrsim_status status = ndrsim_evpi_prepare(self, "profit@12", set, 1, err);
  return status == NDRSIM_OK ? ndrsim_evpi_run(self, &one_thread, err) : status;
}

static ndrsim_status run_evpi(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_evpi made;
  ndrsim_status status = make_evpi(&made, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, &made.all.value, sizeof made.all.value);
  ndrsim_evpi_free(&made);
  return status;
}

static ndrsim_status tell(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_document document;
  ndrsim_plain_locale locale;
  ndrsim_text_stream out = {0};
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_init(&document, "sensitivity", "t");
  ndrsim_report_sensitivity(&sensitivity, &document);
  ndrsim_report_evpi(&evpi, &document);
  status = ndrsim_document_check(&document, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_init(&out, err);
  ndrsim_report self = report();
  if (status == NDRSIM_OK) status = ndrsim_document_text(&document, true, out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_document_json(&document, &self, out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, text, size);
  ndrsim_text_stream_free(&out);
  free(text);
  ndrsim_document_free(&document);
  ndrsim_plain_locale_leave(&locale);
  return status;
}

static int prepare_studies(void **state) {
  static ndrsim_override all[CHANGES + 1];
  static const ndrsim_override more[] = {{"tiers.lite.price=25"}};
  ndrsim_error err;
  if (prepare(state) != 0) return -1;
  memcpy(all, change, sizeof change);
  all[CHANGES] = (ndrsim_override){"replicates=64"};
  ndrsim_source_init(&source);
  ndrsim_model_init(&many);
  ndrsim_model_init(&dearer);
  source.catalogue = catalogue;
  source.scenario = strdup(scenario);
  source.scenario_size = sizeof scenario - 1;
  source.override = all;
  source.n_overrides = CHANGES + 1;
  return source.scenario == NULL ||
                 ndrsim_source_model(&source, NULL, 0, &many, &err) != NDRSIM_OK ||
                 ndrsim_source_model(&source, more, 1, &dearer, &err) != NDRSIM_OK ||
                 make_sensitivity(&sensitivity, NDRSIM_METHOD_ALL, &err) != NDRSIM_OK ||
                 make_evpi(&evpi, &err) != NDRSIM_OK
             ? -1
             : 0;
}

static int clear_studies(void **state) {
  ndrsim_sensitivity_free(&sensitivity);
  ndrsim_evpi_free(&evpi);
  ndrsim_model_free(&many);
  ndrsim_model_free(&dearer);
  ndrsim_source_free(&source);
  return clear_up(state);
}

TEST(bars, run_bars, sampled(211))
TEST(sobol, run_sobol, sampled(199))
TEST(evpi, run_evpi, sampled(29))
TEST(tell, tell, sampled(7))

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bars),
      cmocka_unit_test(test_sobol),
      cmocka_unit_test(test_evpi),
      cmocka_unit_test(test_tell),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_evpi */
  return cmocka_run_group_tests(tests, prepare_studies, clear_studies);
}
