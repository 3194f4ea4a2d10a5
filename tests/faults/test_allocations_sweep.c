/* Every allocation fails in turn in sweeps and searches: from what is varied to the texts, NLopt's
 * own allocations too (see test_allocations.c). */
#include "analysis/optimise.h"
#include "analysis/sweep.h"
#include "report/document_out.h"
#include "report/number.h"
#include "report/studies.h"
#include "report/text_stream.h"
#include "tests/faults/every_allocation.h"

static ndrsim_source source;
static ndrsim_model base; /* of the source */
static ndrsim_sweep sweep;
static ndrsim_optimise optimise;

static const ndrsim_run_options one_thread = {.engine = {.threads = 1}};

static ndrsim_status make_sweep(ndrsim_sweep *self, int hypercube, ndrsim_error *err) {
  ndrsim_cost cost;
  ndrsim_sweep_init(self);
  self->hypercube = hypercube;
  ndrsim_status status = ndrsim_sweep_vary(
      self, hypercube > 0 ? "tiers.lite.price=18:24" : "tiers.lite.price=18:24:3", err);
  if (status == NDRSIM_OK)
    status = ndrsim_sweep_vary(
        self, hypercube > 0 ? "tiers.lite.cap=200:300" : "playbook.on=true,false", err);
  if (status == NDRSIM_OK)
    status = ndrsim_sweep_prepare(self, &source, &base, &one_thread, &cost, err);
  return status == NDRSIM_OK ? ndrsim_sweep_run(self, &one_thread, err) : status;
}

static ndrsim_status run_grid(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_sweep made;
  ndrsim_status status = make_sweep(&made, 0, err);
  if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, made.study.value, 6 * sizeof *made.study.value);
  ndrsim_sweep_free(&made);
  return status;
}

static ndrsim_status run_hypercube(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_sweep made;
  ndrsim_status status = make_sweep(&made, 3, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, made.value, 6 * sizeof *made.value);
  ndrsim_sweep_free(&made);
  return status;
}

static ndrsim_status make_optimise(ndrsim_optimise *self, bool constrained, ndrsim_error *err) {
  ndrsim_cost cost;
  ndrsim_optimise_init(self);
  self->evaluations = 6;
  ndrsim_status status = ndrsim_optimise_vary(self, "tiers.lite.price=18:24", err);
  if (status == NDRSIM_OK && constrained)
    status = ndrsim_optimise_subject(self, "mrr@12:p10>=1", err);
  if (status == NDRSIM_OK)
    status = ndrsim_optimise_prepare(self, &source, &base, &one_thread, &cost, err);
  return status == NDRSIM_OK ? ndrsim_optimise_run(self, &one_thread, err) : status;
}

static ndrsim_status run_optimise(bool constrained, ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_optimise made;
  ndrsim_status status = make_optimise(&made, constrained, err);
  if (status == NDRSIM_OK)
    ndrsim_digest_update(digest, made.evaluation[made.best].x, sizeof made.evaluation[0].x[0]);
  ndrsim_optimise_free(&made);
  return status;
}

static ndrsim_status run_free(ndrsim_digest *digest, ndrsim_error *err) {
  return run_optimise(false, digest, err);
}

static ndrsim_status run_constrained(ndrsim_digest *digest, ndrsim_error *err) {
  return run_optimise(true, digest, err);
}

static ndrsim_status tell(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_document document;
  ndrsim_plain_locale locale;
  ndrsim_text_stream out = {0};
  char *text = NULL;
  size_t size = 0;
  ndrsim_report self = report();
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_document_init(&document, "sweep", "t");
  ndrsim_report_sweep(&sweep, &self, &document);
  status = ndrsim_document_check(&document, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_init(&out, err);
  if (status == NDRSIM_OK) status = ndrsim_document_text(&document, true, out.stream, err);
  ndrsim_document_free(&document);
  ndrsim_document_init(&document, "optimise", "t");
  ndrsim_report_optimise(&optimise, &self, &document);
  if (status == NDRSIM_OK) status = ndrsim_document_check(&document, err);
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
  ndrsim_error err;
  if (prepare(state) != 0) return -1;
  ndrsim_source_init(&source);
  ndrsim_model_init(&base);
  source.catalogue = catalogue;
  source.scenario = strdup(scenario);
  source.scenario_size = sizeof scenario - 1;
  source.override = change;
  source.n_overrides = CHANGES;
  return source.scenario == NULL ||
                 ndrsim_source_model(&source, NULL, 0, &base, &err) != NDRSIM_OK ||
                 make_sweep(&sweep, 0, &err) != NDRSIM_OK ||
                 make_optimise(&optimise, true, &err) != NDRSIM_OK
             ? -1
             : 0;
}

static int clear_studies(void **state) {
  ndrsim_sweep_free(&sweep);
  ndrsim_optimise_free(&optimise);
  ndrsim_model_free(&base);
  ndrsim_source_free(&source);
  return clear_up(state);
}

TEST(grid, run_grid, sampled(197))
TEST(hypercube, run_hypercube, sampled(211))
TEST(search, run_free, sampled(397))
TEST(constrained, run_constrained, sampled(401))
TEST(tell, tell, sampled(7))

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_grid),   cmocka_unit_test(test_hypercube),
      cmocka_unit_test(test_search), cmocka_unit_test(test_constrained),
      cmocka_unit_test(test_tell),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]); /* test_grid */
  return cmocka_run_group_tests(tests, prepare_studies, clear_studies);
}
