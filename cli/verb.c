/* The command line of a verb, from its table. */
#include "cli/verb.h"

#include <getopt.h>
#include <string.h>
#include "cli/cli.h"
#include "scenarios/suggest.h"
#include "sim/text.h"

#define MAX_OPTIONS 48
#define CODE_HELP 1
#define CODE_FIRST 1000 /* getopt's code of option k is CODE_FIRST + k, whether long or short */

typedef struct tables {
  struct option known[MAX_OPTIONS + 2];
  char letters[2 * MAX_OPTIONS + 4];
} tables;

static void fill(const ndrsim_verb *verb, tables *out) {
  memset(out, 0, sizeof *out);
  char *letter = out->letters;
  *letter++ = ':'; /* a missing value is told apart from an unknown option */
  int n = verb->n_options < MAX_OPTIONS ? verb->n_options : MAX_OPTIONS;
  for (int k = 0; k < n; k++) {
    const ndrsim_option *option = &verb->option[k];
    out->known[k] =
        (struct option){.name = option->name,
                        .has_arg = option->value != NULL ? required_argument : no_argument,
                        .val = CODE_FIRST + k};
    if (option->letter == 0) continue;
    *letter++ = option->letter;
    if (option->value != NULL) *letter++ = ':';
  }
  out->known[n] = (struct option){.name = "help", .val = CODE_HELP};
  *letter = 'h';
}

static const ndrsim_option *find(const ndrsim_verb *verb, int code) {
  if (code >= CODE_FIRST && code < CODE_FIRST + verb->n_options) {
    return &verb->option[code - CODE_FIRST];
  }
  for (int k = 0; k < verb->n_options; k++) {
    if (code != 0 && verb->option[k].letter == code) return &verb->option[k];
  }
  return NULL;
}

/* What getopt_long could not take: '?' an unknown option or a value that is none of its business,
 * ':' a missing value. It only tells that it has moved past the word. */
static ndrsim_status bad_option(const ndrsim_verb *verb, int code, char **argv, ndrsim_error *err) {
  const ndrsim_option *known = find(verb, optopt);
  if (known != NULL || optopt == CODE_HELP) {
    return ndrsim_error_set(err, NDRSIM_USAGE, "option `--%s` %s (see ndrsim %s --help)",
                            known != NULL ? known->name : "help",
                            code == ':' ? "needs a value" : "takes no value", verb->name);
  }
  char word[128], shown[160];
  if (optopt != 0) {
    snprintf(word, sizeof word, "-%c", optopt);
  } else {
    snprintf(word, sizeof word, "%s", argv[optind - 1]);
    word[strcspn(word, "=")] = '\0';
  }
  ndrsim_text_escape(shown, sizeof shown, word, strlen(word));
  ndrsim_error_set(err, NDRSIM_USAGE, "unknown option `%s` (see ndrsim %s --help)", shown,
                   verb->name);
  const char *name[MAX_OPTIONS + 1] = {"help"};
  int n = 1;
  for (int k = 0; k < verb->n_options && n < MAX_OPTIONS; k++) {
    name[n++] = verb->option[k].name;
  }
  const char *near = strncmp(word, "--", 2) == 0 ? ndrsim_suggest(word + 2, name, n) : NULL;
  if (near != NULL && err != NULL) {
    snprintf(err->suggestion, sizeof err->suggestion, "--%s", near);
  }
  return NDRSIM_USAGE;
}

static ndrsim_status take_operands(const ndrsim_verb *verb, int argc, char **argv,
                                   ndrsim_cli_line *line, ndrsim_error *err) {
  for (; optind < argc; optind++) {
    int room = (int)(sizeof line->operand / sizeof line->operand[0]);
    if (line->n_operands >= verb->operands_max || line->n_operands >= room) {
      char shown[96];
      ndrsim_text_escape(shown, sizeof shown, argv[optind], strlen(argv[optind]));
      return ndrsim_error_set(err, NDRSIM_USAGE, "unexpected argument `%s` (see ndrsim %s --help)",
                              shown, verb->name);
    }
    if (argv[optind][0] == '\0')
      return ndrsim_error_set(err, NDRSIM_USAGE, "%s has an empty name (see ndrsim %s --help)",
                              verb->operands, verb->name);
    line->operand[line->n_operands++] = argv[optind];
  }
  if (line->n_operands < verb->operands_min) {
    return ndrsim_error_set(err, NDRSIM_USAGE, "%s is missing (see ndrsim %s --help)",
                            verb->operands, verb->name);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_verb_parse(const ndrsim_verb *verb, int argc, char **argv,
                                ndrsim_option_take *take, void *user, ndrsim_cli_line *line,
                                ndrsim_error *err) {
  memset(line, 0, sizeof *line);
  if (verb->n_options > MAX_OPTIONS) {
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "verb %s has too many options", verb->name);
  }
  tables table;
  fill(verb, &table);
  ndrsim_status status = NDRSIM_OK;
  optind = 1;
  opterr = 0;
  while (status == NDRSIM_OK) {
    int code = getopt_long(argc, argv, table.letters, table.known, NULL);
    if (code == -1) break;
    if (code == CODE_HELP || code == 'h') {
      line->help = true;
      ndrsim_verb_usage(verb, stdout);
      return ndrsim_cli_flush(err);
    }
    const ndrsim_option *option = code == '?' || code == ':' ? NULL : find(verb, code);
    if (option == NULL) {
      status = bad_option(verb, code, argv, err);
    } else {
      status = take(user, option, option->value != NULL ? optarg : NULL, err);
    }
  }
  return status == NDRSIM_OK ? take_operands(verb, argc, argv, line, err) : status;
}
