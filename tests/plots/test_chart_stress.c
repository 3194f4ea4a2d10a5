/* The charts of stresses, of their reverse and of concentration: their words against a golden file,
 * the same bytes twice, text that would like to be executed. NDRSIM_GOLDEN_WRITE=1 renews the file.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/concentration.h"
#include "plots/chart.h"
#include "plots/chart_stress.h"
#include "tests/plots/drawing.h"

static const char plain[] =
    "{\"schema_version\":1,\"name\":\"plain\",\"title\":\"Plain\",\"seed\":\"7\",\"horizon\":12,"
    "\"replicates\":12,\"segments\":{\"all\":{\"share\":1}},\"acquisition\":{\"initial\":300},"
    "\"tiers\":{\"one\":{\"price\":10}},\"churn\":{\"base\":0.02},"
    "\"seat\":{\"initial\":3,\"headcount\":30,\"imitation\":0.08}}";
static const char stresses[] =
    "{\"schema_version\":1,\"stresses\":["
    "{\"name\":\"freeze\",\"title\":\"T\",\"set\":{\"seat.imitation\":{\"times\":0}}},"
    "{\"name\":\"fire\",\"title\":\"Fire\",\"set\":{\"churn.base\":{\"times\":2}}},"
    "{\"name\":\"nothing\",\"title\":\"Nothing\",\"set\":{\"cost.task\":{\"times\":2}}}]}";

typedef struct pictures {
  ndrsim_source source;
  ndrsim_model model;
  ndrsim_results head;
  ndrsim_stress_list list;
  ndrsim_stress_study study;
  ndrsim_reverse reverse;
  ndrsim_concentration concentration;
  ndrsim_stress_charts charts;
} pictures;

static void make(pictures *self, const char *title) {
  static const int chosen[] = {0, 1, 2};
  static const int64_t sizes[] = {10, 50};
  ndrsim_run_options options = {.engine = {.threads = 1}};
  ndrsim_error err;
  memset(self, 0, sizeof *self);
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, &err);
  self->source.catalogue = catalogue;
  self->source.scenario = strdup(plain);
  self->source.scenario_size = sizeof plain - 1;
  ndrsim_model_init(&self->model);
  assert_int_equal(ndrsim_source_model(&self->source, NULL, 0, &self->model, &err), NDRSIM_OK);
  assert_int_equal(
      ndrsim_stress_list_parse(&self->list, catalogue, stresses, sizeof stresses - 1, "s", &err),
      NDRSIM_OK);
  /* past the reader, which refuses line breaks: the charts are safe by themselves */
  snprintf(self->list.stress[0].title, sizeof self->list.stress[0].title, "%s", title);
  ndrsim_stress_request request = {.list = &self->list,
                                   .chosen = chosen,
                                   .n_chosen = 3,
                                   .together = true,
                                   .outcome = "ndr@12",
                                   .severity = 1};
  assert_int_equal(
      ndrsim_stress_study_prepare(&self->study, &self->source, &self->model, &request, &err),
      NDRSIM_OK);
  assert_int_equal(ndrsim_stress_study_run(&self->study, &options, &err), NDRSIM_OK);
  ndrsim_reverse_request asked = {.stress = &self->list.stress[0],
                                  .outcome = "ndr@12",
                                  .threshold = 130,
                                  .quantile = NDRSIM_P50};
  assert_int_equal(
      ndrsim_reverse_run(&self->reverse, &self->source, &self->model, &asked, &options, 0, 1, &err),
      NDRSIM_OK);
  assert_int_equal(
      ndrsim_concentration_run(&self->concentration, &self->model, 12, sizes, 2, &options, &err),
      NDRSIM_OK);
  self->charts = (ndrsim_stress_charts){&self->study, &self->reverse, 1};
  self->head.model = &self->model;
  self->head.n = self->head.requested = self->model.replicates;
  self->head.convention = self->head.bridge = NDRSIM_CONVENTION_AGE;
}

static void unmake(pictures *self) {
  ndrsim_stress_study_free(&self->study);
  ndrsim_concentration_free(&self->concentration);
  ndrsim_stress_list_free(&self->list);
  ndrsim_model_free(&self->model);
  ndrsim_source_free(&self->source);
}

static const struct {
  ndrsim_chart chart;
  size_t study; /* offset in pictures */
} all[] = {
    {{"stress-rank", "", ndrsim_chart_stress_rank}, offsetof(pictures, study)},
    {{"stress-composition", "", ndrsim_chart_stress_composition}, offsetof(pictures, study)},
    {{"stress-reverse", "", ndrsim_chart_stress_reverse}, offsetof(pictures, charts)},
    {{"concentration", "", ndrsim_chart_concentration}, offsetof(pictures, concentration)},
};
enum { CHARTS = sizeof all / sizeof all[0] };

static void draw(drawing *self, const pictures *of, int k, const char *name) {
  char directory[160];
  ndrsim_output output;
  const ndrsim_chart_table table = {&all[k].chart, 1};
  ndrsim_plot_report report;
  snprintf(directory, sizeof directory, "%s/%s", self->root, name);
  ndrsim_output_init(&output);
  assert_int_equal(ndrsim_output_open(&output, directory, &self->err), NDRSIM_OK);
  ndrsim_status status = ndrsim_plot_table(&table, &of->head, (const char *)of + all[k].study,
                                           &self->options, &output, &report, &self->err);
  if (status != NDRSIM_OK || report.outcome[0] != NDRSIM_PLOT_DRAWN)
    fail_msg("%s: %s%s", all[k].chart.name, self->err.message, report.reason[0]);
  assert_int_equal(ndrsim_output_commit(&output, &self->err), NDRSIM_OK);
  ndrsim_output_free(&output);
}

static void the_charts_say_what_they_should(void **state) {
  drawing *self = *state;
  static pictures made;
  char *text = NULL, file_name[64];
  size_t size = 0;
  if (!drawing_have_gnuplot()) skip();
  self->options.formats = 1U << NDRSIM_PLOT_SVG;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  make(&made, "Frozen seats");
  for (int k = 0; k < CHARTS; k++) {
    draw(self, &made, k, "a");
    draw(self, &made, k, "b");
    assert_int_equal(drawing_shell(self, "diff -r a b"), 0);
    snprintf(file_name, sizeof file_name, "%s.svg", all[k].chart.name);
    fprintf(out, "== %s\n", all[k].chart.name);
    size_t length;
    char *svg = drawing_read(self, "a", file_name, &length);
    drawing_words(svg, out);
    free(svg);
  }
  unmake(&made);
  fclose(out);
  drawing_golden("chart-stress.txt", text);
  free(text);
}

static void text_is_never_executed(void **state) {
  drawing *self = *state;
  static pictures made;
  static const char *const hostile[] = {"a'; system('touch w'); b='", "`touch w`",
                                        "x\nsystem('touch w')\n", "@{system('touch w')}"};
  if (!drawing_have_gnuplot()) skip();
  for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
    make(&made, hostile[k]);
    for (int c = 0; c < CHARTS; c++) {
      draw(self, &made, c, "a");
      assert_int_equal(drawing_shell(self, "test ! -e w -a ! -e a/w"), 0);
      assert_int_equal(system("test ! -e w"), 0);
    }
    unmake(&made);
  }
}

static void nothing_to_draw(void **state) {
  drawing *self = *state;
  static pictures made;
  make(&made, "Frozen seats");
  made.charts.n_reverse = 0;
  ndrsim_chart_work work = {.results = &made.head, .study = &made.charts};
  assert_int_equal(ndrsim_chart_stress_reverse(&work, &self->err), NDRSIM_OK);
  assert_non_null(strstr(work.missing, "--reverse"));
  made.concentration.n_sizes = 1;
  work = (ndrsim_chart_work){.results = &made.head, .study = &made.concentration};
  assert_int_equal(ndrsim_chart_concentration(&work, &self->err), NDRSIM_OK);
  assert_true(work.missing[0] != '\0');
  made.concentration.n_sizes = 3;
  for (int k = 0; k < made.study.n; k++)
    made.study.entry[k].inert = true,
    made.study.entry[k].loss.mean = made.study.entry[k].loss.se = 0;
  work = (ndrsim_chart_work){.results = &made.head, .study = &made.study};
  assert_int_equal(ndrsim_chart_stress_rank(&work, &self->err), NDRSIM_OK);
  assert_non_null(strstr(work.missing, "no stress has an effect"));
  unmake(&made);
}

int main(void) {
#define IN_ROOT(test) cmocka_unit_test_setup_teardown(test, drawing_setup, drawing_teardown)
  const struct CMUnitTest tests[] = {
      IN_ROOT(the_charts_say_what_they_should),
      IN_ROOT(text_is_never_executed),
      IN_ROOT(nothing_to_draw),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
