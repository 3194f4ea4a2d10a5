/* The man page and the completions of shells, from the tables of the verbs. */
#ifndef NDRSIM_CLI_GENERATE_H
#define NDRSIM_CLI_GENERATE_H

#include <stdio.h>
#include "cli/verb.h"

/* `ndrsim --man`: the page docs/man/ndrsim.1, in roff. */
void ndrsim_man_print(FILE *out);

#define NDRSIM_SHELLS "bash zsh fish"

/* `ndrsim --completion SHELL`. Errors: USAGE when there is none for this shell. */
ndrsim_status ndrsim_completion_print(const char *shell, FILE *out, ndrsim_error *err);

/* One writer for each shell. */
void ndrsim_completion_bash(FILE *out);
void ndrsim_completion_zsh(FILE *out);
void ndrsim_completion_fish(FILE *out);

/* The options of the program itself, for help, man page and completions; *n of them. */
const ndrsim_option *ndrsim_program_options(int *n);

#endif
