/* Files read into memory as a whole. */
#ifndef NDRSIM_SIM_WHOLE_FILE_H
#define NDRSIM_SIM_WHOLE_FILE_H

#include <stddef.h>
#include <stdio.h>
#include "ndrsim/error.h"

/* "-" is standard input. *text is from malloc (the caller's), with a zero byte after its *size
 * bytes; NULL after an error. Errors, all with the file's name: IO, also when it is a directory;
 * LIMIT above `most` bytes, of which no more are read; MEMORY. */
ndrsim_status ndrsim_whole_file_read(const char *path, size_t most, char **text, size_t *size,
                                     ndrsim_error *err);
/* The same of `stream`, which fopen just returned for the file that messages call `name`, whatever
 * that is: NULL gives the error of errno. Closes it. */
ndrsim_status ndrsim_whole_file_take(FILE *stream, const char *name, size_t most, char **text,
                                     size_t *size, ndrsim_error *err);

#endif
