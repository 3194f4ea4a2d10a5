/* Verbs that run a scenario more than once ("studies"): compare, attribute, initiatives and the
 * like. A verb gives one table row, ndrsim_study_kind: its own options, how it runs, the files and
 * charts that come of it. Everything around is the same for all and is here: input, progress and
 * interruption, files placed together, manifest, `ndrsim verify`.
 *
 * A study's state is one struct of the verb's, zeroed at first. Options of its own are kept as
 * texts "name=value" and written into the manifest: with these, the copies of the scenarios, the
 * changes and the book, verify does the study again. */
#ifndef NDRSIM_CLI_STUDY_H
#define NDRSIM_CLI_STUDY_H

#include "cli/handout.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "data/source.h"
#include "plots/chart.h"
#include "plots/plot.h"
#include "report/document.h"
#include "report/report.h"

/* The scenarios of a study, in the order in which they were given. */
typedef struct ndrsim_study_input {
  int n;
  ndrsim_source source[NDRSIM_MANIFEST_SCENARIOS]; /* with the changes of the command line */
  ndrsim_model model[NDRSIM_MANIFEST_SCENARIOS];   /* of each source */
} ndrsim_study_input;

typedef struct ndrsim_study_file {
  const char *name; /* "compare.json"; the first is also what --json prints */
  const char *what; /* one line for the list of files */
  ndrsim_status (*write)(const void *state, const ndrsim_report *report, FILE *out,
                         ndrsim_error *err);
} ndrsim_study_file;

/* What run() works with. */
typedef struct ndrsim_study_work {
  const ndrsim_study_input *input;
  const ndrsim_run_options *options;
} ndrsim_study_work;

typedef struct ndrsim_study_kind {
  const char *verb;      /* "compare" */
  const char *directory; /* where files go by default */
  size_t size;           /* of the state */
  void (*init)(void *state);
  void (*free)(void *state);
  /* An option of the verb's own (`value` NULL: a switch). Errors: USAGE. */
  ndrsim_status (*take)(void *state, const char *option, const char *value, ndrsim_error *err);
  /* NULL; else what the manifest keeps of an option just taken, in place of its value. */
  const char *(*kept)(const void *state, const char *option, const char *value);
  /* Checks what only the loaded scenarios can tell and tells what all runs together cost. */
  ndrsim_status (*prepare)(void *state, const ndrsim_study_work *work, ndrsim_cost *cost,
                           ndrsim_error *err);
  ndrsim_status (*run)(void *state, const ndrsim_study_work *work, ndrsim_error *err);
  int least; /* replicates without which nothing can be said; 0 = one will do */
  /* Replicates that are whole in all runs; NULL: a study is worth nothing unless it is whole. */
  int (*whole)(const void *state);
  /* The heading's results: at least model, n, requested; NULL: made from the first scenario. */
  const ndrsim_results *(*results)(const void *state);
  /* What was found, as a document (report/document.h): its text, VERB.json and a CSV file for each
   * table are made of it. NULL: the verb has the writers below instead. */
  void (*tell)(const void *state, const ndrsim_report *report, ndrsim_document *out);
  /* The same for what is handed on (--xlsx and the like), of a verb that does not tell. */
  ndrsim_status (*hand)(const void *state, const ndrsim_report *report, ndrsim_document *out,
                        ndrsim_error *err);
  ndrsim_status (*text)(const void *state, const ndrsim_report *report, bool color, FILE *out,
                        ndrsim_error *err);
  const ndrsim_study_file *file;
  int n_files;
  ndrsim_chart_table charts;
  size_t drawn;     /* where in the state that is which the charts get as work->study */
  const char *runs; /* "eight runs", "runs": for messages */
} ndrsim_study_kind;

/* Options that every study takes; then those of input.h, and its own from NDRSIM_STUDY_OWN on. */
enum {
  NDRSIM_STUDY_OUTPUT = NDRSIM_OPTION_OWN,
  NDRSIM_STUDY_CHARTS,
  NDRSIM_STUDY_CHART_FORMAT,
  NDRSIM_STUDY_JSON,
  NDRSIM_STUDY_QUIET,
  NDRSIM_STUDY_OWN
};

/* clang-format off */
#define NDRSIM_STUDY_ROW_OUTPUT(directory)                                                         \
  {NDRSIM_STUDY_OUTPUT, 'o', "output", "DIR", NDRSIM_OFFER_DIRECTORY, NULL,                        \
   "where the files go (default: " directory ")",                                                  \
   "The directory is made if need be; files of an earlier run of this verb in it are replaced."}
#define NDRSIM_STUDY_ROWS_CHARTS(names)                                                            \
  {NDRSIM_STUDY_CHARTS, 0, "charts", "LIST", NDRSIM_OFFER_WORDS, "all none " names,                \
   "charts to draw: all, none, or names between commas (default: all)", NULL},                     \
  {NDRSIM_STUDY_CHART_FORMAT, 0, "chart-format", "LIST", NDRSIM_OFFER_WORDS, "png svg pdf",        \
   "formats of the charts: png, svg, pdf, between commas (default: png,svg)", NULL}
#define NDRSIM_STUDY_ROWS_PRINT(file)                                                              \
  NDRSIM_ROWS_HANDOUT,                                                                             \
  {NDRSIM_STUDY_JSON, 0, "json", NULL, NDRSIM_OFFER_NOTHING, NULL,                                 \
   "print " file " instead of the text", NULL},                                                    \
  {NDRSIM_STUDY_QUIET, 'q', "quiet", NULL, NDRSIM_OFFER_NOTHING, NULL,                             \
   "print nothing but errors", NULL}
#define NDRSIM_STUDY_ROWS_RUN                                                                      \
  NDRSIM_ROW_REPLICATES, NDRSIM_ROW_SEED, NDRSIM_ROW_HORIZON, NDRSIM_ROW_SET, NDRSIM_ROW_THREADS,  \
  NDRSIM_ROW_MEMORY
/* clang-format on */

/* One study, from its options to its files. Verbs and verify go through the same steps. */
typedef struct ndrsim_study_job {
  const ndrsim_study_kind *kind;
  void *state;
  char **argument; /* "name=value" of the verb's own options */
  int n_arguments;
  ndrsim_study_input input;
  const ndrsim_model *scenario[NDRSIM_MANIFEST_SCENARIOS];
  ndrsim_results head;
  ndrsim_report_verb verb;
  ndrsim_report report;
  ndrsim_document document; /* of a verb that tells one, after the runs */
  ndrsim_plot_report charts;
} ndrsim_study_job;

/* NULL when there is no such study. */
const ndrsim_study_kind *ndrsim_study_find(const char *verb);

/* `kind` NULL: only for its input. Errors: MEMORY. */
ndrsim_status ndrsim_study_job_init(ndrsim_study_job *self, const ndrsim_study_kind *kind,
                                    ndrsim_error *err);
void ndrsim_study_job_free(ndrsim_study_job *self);
/* Hands an option to the verb and keeps it for the manifest. Errors: those of take; MEMORY. */
ndrsim_status ndrsim_study_job_take(ndrsim_study_job *self, const char *option, const char *value,
                                    ndrsim_error *err);
/* The same from a manifest: "name=value", or "name". */
ndrsim_status ndrsim_study_job_argument(ndrsim_study_job *self, const char *text,
                                        ndrsim_error *err);
/* Reads a scenario with the book (NULL = none) and the changes, and adds it to the input. */
ndrsim_status ndrsim_study_job_add(ndrsim_study_job *self, const char *scenario, const char *book,
                                   const ndrsim_override *override, int n, ndrsim_error *err);
/* Prepares and runs as `ndrsim verify` does, without a word to the user. */
ndrsim_status ndrsim_study_job_again(ndrsim_study_job *self, const ndrsim_run_options *options,
                                     ndrsim_error *err);
/* Runs, and makes the report: afterwards self->report stands but for override, book_path, charts.
 * After INTERRUPTED it stands too if anything is whole. */
ndrsim_status ndrsim_study_job_run(ndrsim_study_job *self, const ndrsim_run_options *options,
                                   ndrsim_error *err);
/* The text for the terminal, and what --json prints. */
ndrsim_status ndrsim_study_job_text(const ndrsim_study_job *self, bool color, FILE *out,
                                    ndrsim_error *err);
ndrsim_status ndrsim_study_job_json(const ndrsim_study_job *self, FILE *out, ndrsim_error *err);
/* Name and line of the file `index`; false when there are no more. */
bool ndrsim_study_job_file(const ndrsim_study_job *self, int index, char name[64],
                           const char **what);
/* Writes all files but charts and manifest. */
ndrsim_status ndrsim_study_job_files(ndrsim_study_job *self, ndrsim_output *output,
                                     ndrsim_error *err);
/* Draws what the options say; those of an earlier study are removed by the commit. */
ndrsim_status ndrsim_study_job_charts(ndrsim_study_job *self, const ndrsim_plot_options *options,
                                      ndrsim_output *output, ndrsim_error *err);

/* Prepares what is handed on, with the charts among the files of an output that is not committed
 * yet. Errors: as ndrsim_handout_prepare. */
ndrsim_status ndrsim_study_job_hand(const ndrsim_study_job *self, ndrsim_output *output,
                                    ndrsim_handout *handout, ndrsim_error *err);

/* The `run` of every verb that is a study. */
int ndrsim_study_verb_run(const ndrsim_verb *verb, int argc, char **argv);

#endif
