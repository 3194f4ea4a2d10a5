/* ndrsim verify: are the files in this directory those of the run that its manifest describes?
 * First by their digests; then the run is done again and compared byte by byte. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/study.h"
#include "cli/templates.h"
#include "cli/verbs.h"
#include "cli/verify.h"
#include "sim/whole_file.h"
#include "plots/plot.h"
#include "report/number.h"
#include "report/report.h"
#include "scenarios/json_scan.h"
#include "sim/text.h"

enum { OPTION_FILES = NDRSIM_OPTION_OWN, OPTION_NO_CHARTS, OPTION_QUIET };

static const ndrsim_option verify_option[] = {
    {NDRSIM_INPUT_BOOK, 0, "book", "FILE.csv", NDRSIM_OFFER_CSV, NULL,
     "the book of the run, if it is not where the run found it",
     "A book is not copied into the directory of a run. It is recognised by its digest."},
    {OPTION_FILES, 0, "files", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "check the digests alone; do not run again", NULL},
    {OPTION_NO_CHARTS, 0, "no-charts", NULL, NDRSIM_OFFER_NOTHING, NULL,
     "do not draw the charts again; their digests are checked",
     "Another version of gnuplot or of a font may draw other bytes from the same data."},
    NDRSIM_ROW_THREADS,
    {OPTION_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL, "print nothing but errors",
     NULL},
};

typedef struct verify_job {
  ndrsim_cli_input input;
  bool files_only, no_charts, quiet;
  ndrsim_verify verify;
  ndrsim_study_job study; /* what is done again; of a run it only holds the input */
  ndrsim_results results; /* of a run */
  ndrsim_output output;   /* never committed: its temporary files are compared */
  char scratch[4096];     /* the directory of the output; "" = not made */
  ndrsim_override *override;
  ndrsim_progress progress;
  bool drawn;            /* charts were drawn again */
  const char *not_drawn; /* why not; NULL = there are none */
} verify_job;

static ndrsim_status take(void *user, const ndrsim_option *option, const char *value,
                          ndrsim_error *err) {
  verify_job *self = user;
  switch (option->id) {
  case OPTION_FILES:
    self->files_only = true;
    return NDRSIM_OK;
  case OPTION_NO_CHARTS:
    self->no_charts = true;
    return NDRSIM_OK;
  case OPTION_QUIET:
    self->quiet = true;
    return NDRSIM_OK;
  default:
    return ndrsim_input_take(&self->input, option, value, err);
  }
}

/* --- the run, again -------------------------------------------------------------------------- */

static ndrsim_status find_study(verify_job *job, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  const ndrsim_study_kind *kind = m->verb[0] != '\0' ? ndrsim_study_find(m->verb) : NULL;
  if (m->verb[0] != '\0' && kind == NULL)
    return ndrsim_error_set(err, NDRSIM_INPUT, "this program has no verb `%s` to do again",
                            m->verb);
  ndrsim_status status = ndrsim_study_job_init(&job->study, kind, err);
  for (int k = 0; k < m->n_arguments && status == NDRSIM_OK; k++) {
    status = ndrsim_study_job_argument(&job->study, m->argument[k], err);
  }
  return status;
}

static ndrsim_status find_book(verify_job *job, char *out, size_t size, ndrsim_error *err) {
  if (job->verify.manifest.book)
    return ndrsim_verify_book(&job->verify, job->input.book, out, size, err);
  if (job->input.book == NULL) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "--book: this run had no book");
}

/* The copies of the scenarios, which were called otherwise when they were run. */
static ndrsim_status load(verify_job *job, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  char path[4352], book[8704] = "", name[32];
  job->override = calloc((size_t)m->n_overrides + 1, sizeof *job->override);
  if (job->override == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for changes");
  for (int k = 0; k < m->n_overrides; k++) {
    job->override[k].text = m->override[k];
  }
  ndrsim_status status = find_book(job, book, sizeof book, err);
  for (int k = 0; k <= m->n_others && status == NDRSIM_OK; k++) {
    ndrsim_manifest_copy_name(k, name, sizeof name);
    status = ndrsim_verify_path(&job->verify, name, path, sizeof path, err);
    if (status == NDRSIM_OK)
      status = ndrsim_study_job_add(&job->study, path, m->book ? book : NULL, job->override,
                                    m->n_overrides, err);
    if (status != NDRSIM_OK) return status;
    ndrsim_model *model = &job->study.input.model[k];
    snprintf(model->scenario_file, sizeof model->scenario_file, "%s",
             k == 0 ? m->scenario_file : m->other[k - 1].file);
    if (m->book) snprintf(model->book_file, sizeof model->book_file, "%s", m->book_file);
  }
  return status;
}

/* The manifest repeats what follows from scenario and changes; when it contradicts them it was
 * edited, and there is no telling which run it means. */
static ndrsim_status check_size(const verify_job *job, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  const ndrsim_model *model = &job->study.input.model[0];
  const char *key = NULL;
  if (model->seed != m->seed) key = "seed";
  if (model->horizon != m->horizon) key = "horizon";
  if (model->replicates != m->replicates_requested) key = "replicates_requested";
  if (key == NULL) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_INPUT,
                          "the manifest contradicts itself: `%s` is not what its scenario and its "
                          "changes give",
                          key);
}

static ndrsim_status simulate(verify_job *job, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  ndrsim_run_options options = {.layer_samples = m->layer_samples_requested,
                                .stop_early = true,
                                .stop_replicates = m->replicates,
                                .stop_layers = m->layer_samples,
                                .convention = m->convention,
                                .watch = &job->progress.watch};
  options.engine.threads = job->input.threads;
  options.engine.block_size = job->input.block_size;
  options.engine.progress = ndrsim_progress_step;
  options.engine.give_up = ndrsim_progress_give_up;
  options.engine.give_up_user = &job->progress;
  options.engine.progress_user = &job->progress;
  const ndrsim_study_kind *kind = job->study.kind;
  if (kind != NULL && kind->whole == NULL) options.stop_early = false;
  ndrsim_progress_init(&job->progress, job->quiet, m->replicates, m->layer_samples);
  if (kind != NULL) return ndrsim_study_job_again(&job->study, &options, err);
  return ndrsim_results_run(&job->results, &job->study.input.model[0], &options, err);
}

static bool cancelled(void *user) {
  (void)user;
  return ndrsim_cli_interrupts() > 0;
}

static int count(const verify_job *job, bool charts) {
  int n = 0;
  for (int k = 0; k < job->verify.manifest.n_files; k++) {
    n += ndrsim_manifest_is_chart(job->verify.manifest.file[k].name) == charts;
  }
  return n;
}

static ndrsim_status draw_study(verify_job *job, ndrsim_plot_options *plots, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  const ndrsim_chart_table *table = &job->study.kind->charts;
  ndrsim_status status = NDRSIM_OK;
  if (m->charts != NULL) status = ndrsim_chart_table_parse(table, m->charts, &plots->charts, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_progress_phase(&job->progress, "drawing charts");
  status = ndrsim_study_job_charts(&job->study, plots, &job->output, err);
  job->drawn = job->study.charts.no_program == 0;
  return status;
}

static ndrsim_status draw_run(verify_job *job, ndrsim_plot_options *plots, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  ndrsim_plot_report report;
  ndrsim_status status = NDRSIM_OK;
  if (m->charts != NULL) status = ndrsim_charts_parse(m->charts, &plots->charts, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_progress_phase(&job->progress, "drawing charts");
  status = ndrsim_plot_charts(&job->results, plots, &job->output, &report, err);
  job->drawn = report.no_program == 0;
  return status;
}

static ndrsim_status draw(verify_job *job, ndrsim_error *err) {
  if (count(job, true) == 0) return NDRSIM_OK;
  if (job->no_charts) {
    job->not_drawn = "as --no-charts asks";
    return NDRSIM_OK;
  }
  char templates[4608];
  ndrsim_cli_templates(templates, sizeof templates);
  ndrsim_plot_options plots = {
      .templates = templates, .version = NDRSIM_VERSION, .cancel = cancelled};
  const ndrsim_manifest *m = &job->verify.manifest;
  ndrsim_status status = NDRSIM_OK;
  if (m->chart_formats != NULL) {
    status = ndrsim_plot_formats_parse(m->chart_formats, &plots.formats, err);
  }
  if (status != NDRSIM_OK) return status;
  status = job->study.kind != NULL ? draw_study(job, &plots, err) : draw_run(job, &plots, err);
  if (!job->drawn) job->not_drawn = "gnuplot is not installed";
  return status;
}

static ndrsim_status make_scratch(verify_job *job, ndrsim_error *err) {
  const char *place = getenv("TMPDIR");
  if (place == NULL || place[0] == '\0') place = "/tmp";
  int length = snprintf(job->scratch, sizeof job->scratch, "%s/ndrsim-verify-XXXXXX", place);
  if (length < 0 || (size_t)length >= sizeof job->scratch || mkdtemp(job->scratch) == NULL) {
    job->scratch[0] = '\0';
    return ndrsim_error_set(err, NDRSIM_IO, "cannot make a directory in `%.200s`: %s", place,
                            strerror(errno));
  }
  return ndrsim_output_open(&job->output, job->scratch, err);
}

/* The manifest itself, when all that it lists could be written again. */
static ndrsim_status check_manifest(verify_job *job, const ndrsim_report *report,
                                    ndrsim_error *err) {
  char path[4352], *text = NULL, *made = NULL;
  size_t size = 0, made_size = 0;
  const ndrsim_manifest *m = &job->verify.manifest;
  ndrsim_status status =
      ndrsim_verify_path(&job->verify, NDRSIM_MANIFEST_NAME, path, sizeof path, err);
  if (status == NDRSIM_OK)
    status = ndrsim_whole_file_read(path, NDRSIM_JSON_BYTES, &text, &size, err);
  if (status != NDRSIM_OK) return status;
  FILE *out = open_memstream(&made, &made_size);
  status = out == NULL ? ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the manifest")
                       : ndrsim_report_manifest(report, m->file, m->n_files, out, err);
  if (out != NULL && fclose(out) != 0 && status == NDRSIM_OK) {
    status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the manifest");
  }
  ndrsim_difference difference;
  if (status == NDRSIM_OK) {
    ndrsim_texts_compare(NDRSIM_MANIFEST_NAME, text, size, made, made_size, &difference);
    if (!difference.same) {
      status =
          ndrsim_error_set(err, NDRSIM_DIFFERS, "line %ld, column %ld: not what the run writes",
                           difference.line, difference.column);
      snprintf(err->file, sizeof err->file, "%.255s", path);
    }
  }
  free(text);
  free(made);
  return status;
}

static ndrsim_status write_again(verify_job *job, ndrsim_error *err) {
  const ndrsim_manifest *m = &job->verify.manifest;
  ndrsim_report report = {.results = &job->results, .version = NDRSIM_VERSION};
  ndrsim_report *own = job->study.kind != NULL ? &job->study.report : &report;
  own->override = job->override;
  own->n_overrides = m->n_overrides;
  own->book_path = m->book_path;
  own->convention = m->convention;
  own->charts = m->charts;
  own->chart_formats = m->chart_formats;
  ndrsim_progress_phase(&job->progress, "writing files");
  ndrsim_status status = make_scratch(job, err);
  if (status == NDRSIM_OK)
    status = job->study.kind != NULL ? ndrsim_study_job_files(&job->study, &job->output, err)
                                     : ndrsim_report_files(own, &job->output, err);
  if (status == NDRSIM_OK) status = draw(job, err);
  if (status == NDRSIM_OK)
    status = ndrsim_verify_output(&job->verify, &job->output, job->drawn, err);
  if (status == NDRSIM_OK) status = check_manifest(job, own, err);
  return status;
}

static ndrsim_status run_again(verify_job *job, ndrsim_error *err) {
  ndrsim_status status = ndrsim_verify_versions(&job->verify, NDRSIM_VERSION, err);
  if (status == NDRSIM_OK) status = find_study(job, err);
  if (status == NDRSIM_OK) status = load(job, err);
  if (status == NDRSIM_OK) status = check_size(job, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_cli_catch_interrupts();
  status = simulate(job, err);
  if (status == NDRSIM_OK) status = write_again(job, err);
  ndrsim_progress_end(&job->progress);
  if (status == NDRSIM_INTERRUPTED) {
    return ndrsim_error_set(err, status, "interrupted: nothing was verified");
  }
  return status;
}

/* --- what was found -------------------------------------------------------------------------- */

static void print_findings(const verify_job *job) {
  for (int k = 0; k < job->verify.manifest.n_files; k++) {
    char line[1024];
    if (ndrsim_verify_line(&job->verify, k, line, sizeof line)) printf("%s\n", line);
  }
}

static ndrsim_status judge(const verify_job *job, ndrsim_error *err) {
  int data = ndrsim_verify_bad(&job->verify, false), charts = ndrsim_verify_bad(&job->verify, true);
  char shown[300];
  ndrsim_text_escape(shown, sizeof shown, job->verify.directory, strlen(job->verify.directory));
  if (data > 0) {
    return ndrsim_error_set(err, NDRSIM_DIFFERS,
                            "`%s` is not as the run left it: %d of %d data "
                            "files and %d of %d charts differ",
                            shown, data, count(job, false), charts, count(job, true));
  }
  if (charts > 0) {
    return ndrsim_error_set(
        err, NDRSIM_DIFFERS, "the data in `%s` are verified, %d of %d charts differ%s", shown,
        charts, count(job, true),
        ndrsim_verify_redrawn(&job->verify) ? ": another gnuplot or font may draw other bytes"
                                            : "");
  }
  return NDRSIM_OK;
}

static void print_verdict(const verify_job *job, bool again) {
  const ndrsim_manifest *m = &job->verify.manifest;
  int data = count(job, false), charts = count(job, true);
  char number[NDRSIM_NUMBER_SIZE];
  printf("%d files are as the manifest lists them\n", m->n_files);
  if (!again) return;
  ndrsim_number_grouped(m->replicates, 0, number, sizeof number);
  printf("%s replicate%s", number, m->replicates == 1 ? "" : "s");
  if (m->replicates < m->replicates_requested) {
    ndrsim_number_grouped(m->replicates_requested, 0, number, sizeof number);
    printf(" of %s, where the run was interrupted,", number);
  }
  if (m->layer_samples > 0) {
    ndrsim_number_grouped(m->layer_samples, 0, number, sizeof number);
    printf(" and %s samples of the variance", number);
  }
  printf(" done again: %d data file%s, same bytes\n", data, data == 1 ? "" : "s");
  if (charts > 0)
    printf("%d chart%s %s%s\n", charts, charts == 1 ? "" : "s",
           job->drawn ? "drawn again, same bytes" : "not drawn again: ",
           job->drawn ? "" : job->not_drawn);
  printf("verified\n");
}

static ndrsim_status work(verify_job *job, const char *directory, ndrsim_error *err) {
  ndrsim_status status = ndrsim_verify_open(&job->verify, directory, err);
  if (status == NDRSIM_OK) status = ndrsim_verify_digests(&job->verify, err);
  if (status != NDRSIM_OK) return status;
  bool again = !job->files_only && ndrsim_verify_intact(&job->verify, NDRSIM_SCENARIO_NAME);
  if (again) status = run_again(job, err);
  if (!job->quiet) print_findings(job);
  if (status == NDRSIM_OK) status = judge(job, err);
  if (status == NDRSIM_OK && !job->quiet) print_verdict(job, again);
  ndrsim_status flushed = ndrsim_cli_flush(status == NDRSIM_OK ? err : NULL);
  return status == NDRSIM_OK ? flushed : status;
}

static int run(const ndrsim_verb *verb, int argc, char **argv) {
  ndrsim_cli_line line;
  ndrsim_error err;
  int code = 0;
  verify_job *job = calloc(1, sizeof *job); /* a manifest is large for a stack */
  if (job == NULL) {
    ndrsim_error_set(&err, NDRSIM_MEMORY, "out of memory");
    return ndrsim_cli_fail(&err);
  }
  ndrsim_manifest_init(&job->verify.manifest);
  ndrsim_results_init(&job->results);
  ndrsim_output_init(&job->output);
  ndrsim_status status = ndrsim_input_init(&job->input, &err);
  if (status == NDRSIM_OK) status = ndrsim_verb_parse(verb, argc, argv, take, job, &line, &err);
  if (status == NDRSIM_OK && !line.help) status = work(job, line.operand[0], &err);
  if (status != NDRSIM_OK) code = ndrsim_cli_fail(&err);
  ndrsim_output_free(&job->output);
  if (job->scratch[0] != '\0') rmdir(job->scratch);
  ndrsim_results_free(&job->results);
  ndrsim_study_job_free(&job->study);
  ndrsim_manifest_free(&job->verify.manifest);
  ndrsim_input_free(&job->input);
  free(job->override);
  free(job);
  return code;
}

const ndrsim_verb ndrsim_verb_verify = {
    .name = "verify",
    .operands = "DIR",
    .offer = NDRSIM_OFFER_DIRECTORY,
    .operands_min = 1,
    .operands_max = 1,
    .summary = "do a run again from its manifest and compare byte by byte",
    .description =
        "Tells whether the files in DIR are those of the run that DIR/manifest.json describes. "
        "First each file is compared with its size and SHA-256 in the manifest. Then the run is "
        "done again, from the scenario kept in DIR, with the same changes, book, seed and number "
        "of replicates, and what it writes is compared with what is there, byte by byte; the "
        "first difference of each file is named. An interrupted run is verified up to where it "
        "came.\n\n"
        "The exit code is 0 when everything is the same and 3 when something differs.",
    .option = verify_option,
    .n_options = (int)(sizeof verify_option / sizeof verify_option[0]),
    .examples = "ndrsim run scenarios/agent-product.json --replicates 20 -q -o checked\n"
                "ndrsim verify checked",
    .run = run,
};
