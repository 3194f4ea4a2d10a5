/* Verbs and their options, declared once: the parser, --help, the man page and the completions of
 * bash, zsh and fish all read these tables (cli/verbs.c lists the verbs). */
#ifndef NDRSIM_CLI_VERB_H
#define NDRSIM_CLI_VERB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "ndrsim/error.h"

/* What a shell offers for a value or an operand. */
typedef enum ndrsim_offer {
  NDRSIM_OFFER_NOTHING, /* numbers and free text */
  NDRSIM_OFFER_JSON,    /* files *.json */
  NDRSIM_OFFER_CSV,     /* files *.csv */
  NDRSIM_OFFER_FILE,    /* files that end in the row's `words`: "xlsx" */
  NDRSIM_OFFER_DIRECTORY,
  NDRSIM_OFFER_PARAMETER, /* the paths of `ndrsim params --names`, followed by = */
  NDRSIM_OFFER_METRIC,    /* the names of `ndrsim explain --names` */
  NDRSIM_OFFER_WORDS      /* `words` of the row, separated by spaces */
} ndrsim_offer;

typedef struct ndrsim_option {
  int id;            /* what take() gets; unique in the verb, >= 1 */
  char letter;       /* 'o' for -o; 0 = none */
  const char *name;  /* "output" for --output */
  const char *value; /* name of the value in texts, "DIR"; NULL = a switch */
  ndrsim_offer offer;
  const char *words; /* for NDRSIM_OFFER_WORDS and _FILE */
  const char *help;  /* one line for --help, without a final full stop: "where the files go" */
  const char *more;  /* further sentences for the man page; NULL = none */
} ndrsim_option;

typedef struct ndrsim_verb {
  const char *name;
  const char *operands; /* "SCENARIO.json", "DIR", "[METRIC]": as shown after the verb */
  ndrsim_offer offer;   /* for the operands */
  const char *words;
  int operands_min, operands_max;
  const char *summary;     /* one line for the list of verbs, without a final full stop */
  const char *description; /* paragraphs for --help and the man page, separated by "\n\n" */
  const ndrsim_option *option;
  int n_options; /* --help is not listed: every verb has it */
  /* Commands for the man page that run as they stand beside scenarios/, one in a line; "" = none.
   */
  const char *examples;
  int (*run)(const struct ndrsim_verb *verb, int argc, char **argv); /* returns the exit code */
} ndrsim_verb;

/* All verbs, in the order in which they are shown; *n of them. */
const ndrsim_verb *const *ndrsim_verbs(int *n);

typedef struct ndrsim_cli_line {
  bool help; /* --help was given: the text is printed already, the verb returns 0 */
  const char *operand[8];
  int n_operands;
} ndrsim_cli_line;

/* Called for each option in the order given; value is NULL for a switch. */
typedef ndrsim_status ndrsim_option_take(void *user, const ndrsim_option *option, const char *value,
                                         ndrsim_error *err);

/* Parses argv (argv[0] is the verb). Errors: USAGE with one message and the nearest option; IO when
 * the help cannot be printed. */
ndrsim_status ndrsim_verb_parse(const ndrsim_verb *verb, int argc, char **argv,
                                ndrsim_option_take *take, void *user, ndrsim_cli_line *line,
                                ndrsim_error *err);
void ndrsim_verb_usage(const ndrsim_verb *verb, FILE *out);

/* A verb's own options have ids from here on; the smaller ones are those of cli/input.h, which
 * every verb with a scenario shares. */
enum { NDRSIM_OPTION_OWN = 100 };

#endif
