/* The program: messages, interruption. Only this room prints and exits. */
#ifndef NDRSIM_CLI_CLI_H
#define NDRSIM_CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "ndrsim/error.h"

/* --help of the program. */
void ndrsim_cli_usage(FILE *out);

/* Prints "ndrsim: <error>" as one line on standard error; returns the exit code of its status. */
int ndrsim_cli_fail(const ndrsim_error *err);
/* Prints "ndrsim: <text>" as one line on standard error. */
void ndrsim_cli_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Flushes standard output. A reader that went away is no failure; a full disk is (IO). */
ndrsim_status ndrsim_cli_flush(ndrsim_error *err);

/* Whether standard output may have colours: a terminal that is not dumb, and no NO_COLOR. */
bool ndrsim_cli_color(void);

/* Columns of the terminal behind a stream (STDOUT_FILENO); 80 when nobody knows. COLUMNS goes
 * first.
 */
int ndrsim_cli_columns(int stream);

/* A whole number in [low, high], digits only; `name` is the option or variable for messages. */
ndrsim_status ndrsim_cli_count(const char *name, const char *text, uint64_t low, uint64_t high,
                               uint64_t *out, ndrsim_error *err);

/* Gives standard input, output and error a place when the caller closed them: else the first file
 * that is opened would get their number, and be written to by printf. First of all in main. */
void ndrsim_cli_open_streams(void);

/* From here on Ctrl-C, SIGTERM and SIGHUP (unless it is ignored, as under nohup) are counted; a run
 * polls the count and ends with what it has. */
void ndrsim_cli_catch_interrupts(void);
int ndrsim_cli_interrupts(void);

#endif
