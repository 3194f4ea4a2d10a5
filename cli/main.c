/* ndrsim: the program. The verbs are listed in cli/verbs.c. */
#include <signal.h>
#include <string.h>
#include <gsl/gsl_errno.h>
#include "cli/cli.h"
#include "cli/generate.h"
#include "cli/verb.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

#define VERBS_MAX 64

static int finish(void) {
  ndrsim_error err;
  return ndrsim_cli_flush(&err) == NDRSIM_OK ? 0 : ndrsim_cli_fail(&err);
}

static int unknown_verb(const char *word) {
  ndrsim_error err;
  char shown[96];
  const char *name[VERBS_MAX + 4] = {"--help", "--version", "--completion", "--man"};
  int n = 4, verbs;
  const ndrsim_verb *const *verb = ndrsim_verbs(&verbs);
  for (int k = 0; k < verbs && k < VERBS_MAX; k++) {
    name[n++] = verb[k]->name;
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

static int missing(const char *what) {
  ndrsim_error err;
  ndrsim_error_set(&err, NDRSIM_USAGE, "%s is missing (see ndrsim --help)", what);
  return ndrsim_cli_fail(&err);
}

static int completion(const char *shell) {
  ndrsim_error err;
  if (shell == NULL) return missing("the shell of --completion (" NDRSIM_SHELLS ")");
  if (ndrsim_completion_print(shell, stdout, &err) != NDRSIM_OK) return ndrsim_cli_fail(&err);
  return finish();
}

int main(int argc, char **argv) {
  ndrsim_cli_open_streams();
  /* GSL's default handler aborts the process; every status is checked instead */
  gsl_set_error_handler_off();
  /* a reader that goes away shows as EPIPE on the next write, when files are already in place */
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a limit of the size of files is a failed write like any other */
  if (argc < 2) return missing("a verb");
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    ndrsim_cli_usage(stdout);
    return finish();
  }
  if (strcmp(word, "--version") == 0) {
    printf("ndrsim %s\n", NDRSIM_VERSION);
    return finish();
  }
  if (strcmp(word, "--man") == 0) {
    ndrsim_man_print(stdout);
    return finish();
  }
  if (strcmp(word, "--completion") == 0) return completion(argv[2]);
  int verbs;
  const ndrsim_verb *const *verb = ndrsim_verbs(&verbs);
  for (int k = 0; k < verbs; k++) {
    if (strcmp(word, verb[k]->name) == 0) return verb[k]->run(verb[k], argc - 1, argv + 1);
  }
  return unknown_verb(word);
}
