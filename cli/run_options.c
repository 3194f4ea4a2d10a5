#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/run_options.h"
#include "sim/text.h"

#define THREADS_MAX 1024
#define BLOCK_MAX (1 << 24)
#define LAYERS_MAX 1000000
#define REPLICATES_MAX 1000000 /* the bound of the scenario's `replicates` */

enum {
  OPT_BOOK = 256,
  OPT_REPLICATES,
  OPT_SEED,
  OPT_THREADS,
  OPT_HORIZON,
  OPT_SET,
  OPT_LAYERS,
  OPT_JSON
};

static const struct option options[] = {
    {"book", required_argument, NULL, OPT_BOOK},
    {"output", required_argument, NULL, 'o'},
    {"replicates", required_argument, NULL, OPT_REPLICATES},
    {"seed", required_argument, NULL, OPT_SEED},
    {"threads", required_argument, NULL, OPT_THREADS},
    {"horizon", required_argument, NULL, OPT_HORIZON},
    {"set", required_argument, NULL, OPT_SET},
    {"layers", required_argument, NULL, OPT_LAYERS},
    {"json", no_argument, NULL, OPT_JSON},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

void ndrsim_cli_run_usage(FILE *out) {
  fputs(
      "Usage: ndrsim run SCENARIO.json [OPTIONS]\n\n"
      "Simulates the accounts that a scenario describes, or a book of real ones, and writes\n"
      "MRR, net dollar retention and what drives it. SCENARIO may be - for standard input.\n\n"
      "  --book FILE.csv      start from these accounts, one in a row\n"
      "  -o, --output DIR     where the files go (default: ndrsim-out)\n"
      "  --replicates N       simulated futures (default: the scenario's)\n"
      "  --seed S             number that fixes all random draws (default: the scenario's)\n"
      "  --horizon M          months to simulate (default: the scenario's)\n"
      "  --set PATH=VALUE     change the scenario, e.g. --set tiers.pro.cap=1200; repeatable\n"
      "  --layers K           samples for the split of variance into parameters, economy and\n"
      "                       luck, 4 runs each (default: a quarter of N if that is >= 25; 0: "
      "none)\n"
      "  --threads T          cores to use (default: all); never changes results\n"
      "  --json               print summary.json instead of the text\n"
      "  -q, --quiet          print nothing but errors\n"
      "  -h, --help           this text\n\n"
      "Files: summary.json, series.csv, bridge.csv, cohorts.csv, metrics.csv, manifest.json and,\n"
      "with gnuplot, ndr-fan and ndr-bridge as PNG and SVG. They appear together or not at all.\n\n"
      "Environment: NDRSIM_ISA (avx512, avx2, portable), NDRSIM_BLOCK (accounts in a block),\n"
      "NDRSIM_PLOTS (directory of chart templates), NO_COLOR. None changes a number.\n",
      out);
}

void ndrsim_cli_run_free(ndrsim_cli_run *self) {
  for (int k = 0; k < self->n_overrides; k++) {
    free(self->text[k]);
  }
  free(self->text);
  free(self->override);
  memset(self, 0, sizeof *self);
}

/* Adds "path=value" with the value between `quote`s; takes `path` NULL for a whole text. */
static ndrsim_status add_override(ndrsim_cli_run *self, const char *path, const char *value,
                                  const char *quote, ndrsim_error *err) {
  size_t size = strlen(value) + 64;
  char *text = malloc(size);
  if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  if (path == NULL) {
    snprintf(text, size, "%s", value);
  } else {
    snprintf(text, size, "%s=%s%s%s", path, quote, value, quote);
  }
  self->text[self->n_overrides] = text;
  self->override[self->n_overrides].text = text;
  self->n_overrides++;
  return NDRSIM_OK;
}

/* --replicates N and the like: checked here so that messages name the option, then an override. */
static ndrsim_status add_count(ndrsim_cli_run *self, const char *option, const char *path,
                               const char *quote, const char *value, uint64_t low, uint64_t high,
                               ndrsim_error *err) {
  uint64_t number;
  char digits[32];
  ndrsim_status status = ndrsim_cli_count(option, value, low, high, &number, err);
  if (status != NDRSIM_OK) return status;
  snprintf(digits, sizeof digits, "%llu", (unsigned long long)number); /* 007 is no JSON */
  return add_override(self, path, digits, quote, err);
}

static ndrsim_status take_int(const char *name, const char *value, uint64_t low, uint64_t high,
                              int *out, ndrsim_error *err) {
  uint64_t number;
  ndrsim_status status = ndrsim_cli_count(name, value, low, high, &number, err);
  if (status == NDRSIM_OK) *out = (int)number;
  return status;
}

static ndrsim_status take_option(ndrsim_cli_run *self, int code, char **argv, ndrsim_error *err) {
  switch (code) {
  case OPT_BOOK:
    self->book = optarg;
    return NDRSIM_OK;
  case 'o':
    self->directory = optarg;
    return NDRSIM_OK;
  case 'q':
    self->quiet = true;
    return NDRSIM_OK;
  case 'h':
    self->help = true;
    return NDRSIM_OK;
  case OPT_JSON:
    self->json = true;
    return NDRSIM_OK;
  case OPT_SET:
    return add_override(self, NULL, optarg, "", err);
  case OPT_REPLICATES:
    return add_count(self, "--replicates", "replicates", "", optarg, 1, REPLICATES_MAX, err);
  case OPT_HORIZON:
    return add_count(self, "--horizon", "horizon", "", optarg, 1, NDRSIM_MAX_HORIZON, err);
  case OPT_SEED: /* as a string: JSON numbers lose integers above 2^53 */
    return add_count(self, "--seed", "seed", "\"", optarg, 0, UINT64_MAX, err);
  case OPT_THREADS:
    return take_int("--threads", optarg, 1, THREADS_MAX, &self->threads, err);
  case OPT_LAYERS:
    return take_int("--layers", optarg, 0, LAYERS_MAX, &self->layer_samples, err);
  default:
    return ndrsim_cli_bad_option(code, argv, options, err);
  }
}

static ndrsim_status take_arguments(ndrsim_cli_run *self, int argc, char **argv,
                                    ndrsim_error *err) {
  if (optind >= argc) {
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the scenario file is missing (see ndrsim run --help)");
  }
  self->scenario = argv[optind++];
  if (optind < argc) {
    char shown[96];
    ndrsim_text_escape(shown, sizeof shown, argv[optind], strlen(argv[optind]));
    return ndrsim_error_set(err, NDRSIM_USAGE, "one scenario at a time: unexpected argument `%s`",
                            shown);
  }
  if (self->book != NULL && strcmp(self->book, "-") == 0 && strcmp(self->scenario, "-") == 0) {
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the scenario and the book cannot both be standard input");
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_cli_run_parse(ndrsim_cli_run *self, int argc, char **argv, ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->directory = "ndrsim-out";
  self->layer_samples = -1;
  /* every option is at most one override */
  self->override = calloc((size_t)argc + 1, sizeof *self->override);
  self->text = calloc((size_t)argc + 1, sizeof *self->text);
  if (self->override == NULL || self->text == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
  }
  ndrsim_status status = NDRSIM_OK;
  optind = 1;
  opterr = 0;
  for (int code; status == NDRSIM_OK && !self->help;) {
    code = getopt_long(argc, argv, ":o:qh", options, NULL);
    if (code == -1) break;
    status = take_option(self, code, argv, err);
  }
  if (status != NDRSIM_OK || self->help) return status;
  status = take_arguments(self, argc, argv, err);
  const char *block = getenv("NDRSIM_BLOCK");
  if (status == NDRSIM_OK && block != NULL && block[0] != '\0') {
    status = take_int("NDRSIM_BLOCK", block, 1, BLOCK_MAX, &self->block_size, err);
  }
  return status;
}
