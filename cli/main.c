/* ndrsim: the program. One row in the table below for each verb. */
#include <signal.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include "cli/cli.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

static const ndrsim_verb verbs[] = {
    {"run", ndrsim_cmd_run, "simulate a scenario, or a book of real accounts under it"},
};
#define VERBS ((int)(sizeof verbs / sizeof verbs[0]))

static void print_usage(FILE *out) {
  fputs("Usage: ndrsim VERB [ARGUMENTS]\n\n"
        "Monte Carlo simulation of recurring revenue and net dollar retention.\n\nVerbs:\n",
        out);
  for (int k = 0; k < VERBS; k++) {
    fprintf(out, "  %-10s %s\n", verbs[k].name, verbs[k].summary);
  }
  fputs("\n  ndrsim VERB --help   the arguments of a verb\n"
        "  ndrsim --version     the version\n\n"
        "Exit codes: 0 success, 1 a file or memory failed, 2 bad input or command line,\n"
        "70 an internal check failed, 130 interrupted (what was complete is written).\n",
        out);
}

static int finish(void) {
  ndrsim_error err;
  return ndrsim_cli_flush(&err) == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

static int unknown_verb(const char *word) {
  ndrsim_error err;
  char shown[96];
  const char *name[VERBS + 2] = {"--help", "--version"};
  int n = 2;
  for (int k = 0; k < VERBS; k++) {
    name[n++] = verbs[k].name;
  }
  ndrsim_text_escape(shown, sizeof shown, word, strlen(word));
  ndrsim_error_set(&err, NDRSIM_USAGE, "unknown %s `%s` (see ndrsim --help)",
                   word[0] == '-' ? "option" : "verb", shown);
  const char *near = ndrsim_suggest(word, name, n);
  /* a swapped letter is two thirds of a short name, so look at the distance itself as well */
  for (int k = 0; near == NULL && k < n; k++) {
    if (ndrsim_suggest_distance(word, name[k]) <= 1) near = name[k];
  }
  if (near != NULL) snprintf(err.suggestion, sizeof err.suggestion, "%s", near);
  return ndrsim_cli_fail(&err);
}

int main(int argc, char **argv) {
  /* GSL's default handler aborts the process; every status is checked instead */
  gsl_set_error_handler_off();
  /* a reader that goes away shows as EPIPE on the next write, when files are already in place */
  signal(SIGPIPE, SIG_IGN);
  if (argc < 2) {
    ndrsim_error err;
    ndrsim_error_set(&err, NDRSIM_USAGE, "a verb is missing (see ndrsim --help)");
    return ndrsim_cli_fail(&err);
  }
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    print_usage(stdout);
    return finish();
  }
  if (strcmp(word, "--version") == 0) {
    printf("ndrsim %s\n", NDRSIM_VERSION);
    return finish();
  }
  for (int k = 0; k < VERBS; k++) {
    if (strcmp(word, verbs[k].name) == 0) return verbs[k].run(argc - 1, argv + 1);
  }
  return unknown_verb(word);
}
