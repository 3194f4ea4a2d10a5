/* What every verb with a scenario takes: the scenario, a book, changes to it, and cores. */
#ifndef NDRSIM_CLI_INPUT_H
#define NDRSIM_CLI_INPUT_H

#include "cli/verb.h"
#include "scenarios/scenario.h"

typedef struct ndrsim_cli_input {
  const char *scenario, *book; /* book NULL: none; both may be "-" but not together */
  int threads;                 /* 0 = all cores */
  int block_size;              /* 0 = default; from NDRSIM_BLOCK */
  int64_t memory;              /* [bytes] 0 = what the machine has available */
  ndrsim_override *override;   /* --set and the shorthands, in the order given */
  char **text;                 /* storage of their texts */
  const char **option;         /* what asked for each: "--horizon"; NULL: --set */
  int n_overrides, capacity;
  char shipped[4608]; /* path of a scenario that was given by the name under which it ships */
} ndrsim_cli_input;

/* Ids of the rows below; ndrsim_input_take knows them, a verb's own ids begin at
 * NDRSIM_OPTION_OWN. */
enum {
  NDRSIM_INPUT_BOOK = 1,
  NDRSIM_INPUT_SET,
  NDRSIM_INPUT_REPLICATES,
  NDRSIM_INPUT_SEED,
  NDRSIM_INPUT_HORIZON,
  NDRSIM_INPUT_WITHOUT_INITIATIVES,
  NDRSIM_INPUT_THREADS,
  NDRSIM_INPUT_MEMORY
};

/* Rows for a verb's table. */
#define NDRSIM_ROW_BOOK                                                                            \
  {                                                                                                \
    NDRSIM_INPUT_BOOK, 0, "book", "FILE.csv", NDRSIM_OFFER_CSV, NULL,                              \
        "start from these accounts, one in a row",                                                 \
        "They stand in the file as they are in month 0, and come on top of the accounts that the " \
        "scenario describes. - reads standard input."                                              \
  }
#define NDRSIM_ROW_SET                                                                             \
  {                                                                                                \
    NDRSIM_INPUT_SET, 0, "set", "PATH=VALUE", NDRSIM_OFFER_PARAMETER, NULL,                        \
        "change the scenario, e.g. --set tiers.pro.cap=1200; repeatable",                          \
        "The value is JSON; a bare word is a string."                                              \
  }
#define NDRSIM_ROW_REPLICATES                                                                      \
  {                                                                                                \
    NDRSIM_INPUT_REPLICATES, 0, "replicates", "N", NDRSIM_OFFER_NOTHING, NULL,                     \
        "simulated futures (default: the scenario's)", NULL                                        \
  }
#define NDRSIM_ROW_SEED                                                                            \
  {                                                                                                \
    NDRSIM_INPUT_SEED, 0, "seed", "S", NDRSIM_OFFER_NOTHING, NULL,                                 \
        "number that fixes all random draws (default: the scenario's)", "At most 2^64 - 1."        \
  }
#define NDRSIM_ROW_HORIZON                                                                         \
  {                                                                                                \
    NDRSIM_INPUT_HORIZON, 0, "horizon", "M", NDRSIM_OFFER_NOTHING, NULL,                           \
        "months to simulate (default: the scenario's)", "Months after month 0, at most 600."       \
  }
#define NDRSIM_ROW_WITHOUT_INITIATIVES                                                             \
  {                                                                                                \
    NDRSIM_INPUT_WITHOUT_INITIATIVES, 0, "without-initiatives", NULL, NDRSIM_OFFER_NOTHING, NULL,  \
        "leave out the scenario's initiatives",                                                    \
        "Short for --set initiatives=[]. All draws stay where they were, so that the run can be "  \
        "compared with one that has them; `ndrsim initiatives` does so."                           \
  }
#define NDRSIM_ROW_THREADS                                                                         \
  {                                                                                                \
    NDRSIM_INPUT_THREADS, 0, "threads", "T", NDRSIM_OFFER_NOTHING, NULL,                           \
        "cores to use (default: all); never changes results", NULL                                 \
  }

#define NDRSIM_ROW_MEMORY                                                                          \
  {                                                                                                \
    NDRSIM_INPUT_MEMORY, 0, "memory", "SIZE", NDRSIM_OFFER_NOTHING, NULL,                          \
        "memory the run may take, e.g. 500M, 8G (default: what is available)",                     \
        "A run that would need more is refused before it begins, with the memory and the time it " \
        "would take. K, M, G and T are powers of 1000."                                            \
  }

/* Zeroes, and reads NDRSIM_BLOCK. Errors: USAGE. */
ndrsim_status ndrsim_input_init(ndrsim_cli_input *self, ndrsim_error *err);
void ndrsim_input_free(ndrsim_cli_input *self); /* safe after a failed init and twice */

/* The loader knows changes only and calls each --set: names the option that asked for this one. */
void ndrsim_input_name_option(const ndrsim_cli_input *self, ndrsim_error *err);

/* Takes one of the options above. Errors: USAGE, MEMORY. */
ndrsim_status ndrsim_input_take(ndrsim_cli_input *self, const ndrsim_option *option,
                                const char *value, ndrsim_error *err);
/* Names the scenario: a file, or the name of one that ships. Refuses two readers of standard input.
 * After the whole line is parsed. */
ndrsim_status ndrsim_input_scenario(ndrsim_cli_input *self, const char *scenario,
                                    ndrsim_error *err);
/* Loads scenario and book into an initialised model. */
ndrsim_status ndrsim_input_load(const ndrsim_cli_input *self, ndrsim_model *model,
                                ndrsim_error *err);

/* "--option": a whole number in [low, high] into an int. */
ndrsim_status ndrsim_input_int(const char *name, const char *value, uint64_t low, uint64_t high,
                               int *out, ndrsim_error *err);

#endif
