/* ndrsim: errors.
 *
 * One X-macro list makes the enum, its names and its texts. Every fallible function returns an
 * ndrsim_status and fills an optional ndrsim_error; the library never prints and never exits.
 */
#ifndef NDRSIM_ERROR_H
#define NDRSIM_ERROR_H

#include "ndrsim/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(NAME, exit code of the CLI, text) */
#define NDRSIM_STATUS_LIST(X)                                                                      \
  X(OK, 0, "success")                                                                              \
  X(INPUT, 2, "the input is not valid")                                                            \
  X(USAGE, 2, "the command line is not valid")                                                     \
  X(LIMIT, 2, "the request exceeds a resource limit")                                              \
  X(MEMORY, 1, "out of memory")                                                                    \
  X(IO, 1, "a file could not be read or written")                                                  \
  X(NUMERIC, 1, "a numerical routine failed")                                                      \
  X(INTERRUPTED, 130, "interrupted")                                                               \
  X(INTERNAL, 70, "an internal invariant failed: please report this")                              \
  X(DIFFERS, 3, "what was compared is not the same")

typedef enum ndrsim_status {
#define NDRSIM_STATUS_ENUM(name, code, text) NDRSIM_##name,
  NDRSIM_STATUS_LIST(NDRSIM_STATUS_ENUM)
#undef NDRSIM_STATUS_ENUM
      NDRSIM_STATUS_COUNT
} ndrsim_status;

/* Where and why. Empty strings and zeros mean "does not apply". */
typedef struct ndrsim_error {
  ndrsim_status status;
  char file[256];       /* input file, "-" for standard input, "--set" for the command line */
  long line;            /* 1-based; 0 = none */
  long column;          /* 1-based, in bytes; 0 = none */
  char path[192];       /* JSON path ("churn.base") or CSV column */
  char expected[256];   /* what would have been right */
  char found[160];      /* what was there, control characters escaped */
  char suggestion[160]; /* the nearest valid name, without "did you mean" */
  char message[384];    /* free text when expected/found do not fit */
} ndrsim_error;

#ifdef NDRSIM_INSIDE /* the library's own sources; a program only reads errors */
/* Sets status and message (printf style), clears the rest; returns status. `err` may be NULL. */
ndrsim_status ndrsim_error_set(ndrsim_error *err, ndrsim_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#endif

/* Writes the whole error as one line of text without a newline, cut to `size`. */
NDRSIM_API void ndrsim_error_format(const ndrsim_error *err, char *buffer, unsigned long size);

NDRSIM_API const char *ndrsim_status_name(ndrsim_status status); /* "INPUT" */
NDRSIM_API const char *ndrsim_status_text(ndrsim_status status);
NDRSIM_API int ndrsim_status_exit_code(ndrsim_status status);

#ifdef __cplusplus
}
#endif
#endif
