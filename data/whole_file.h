/* A file read into memory as a whole. */
#ifndef NDRSIM_DATA_WHOLE_FILE_H
#define NDRSIM_DATA_WHOLE_FILE_H

#include <stddef.h>
#include "ndrsim/error.h"

/* "-" is standard input. *text is from malloc (the caller's), with a zero byte after its *size
 * bytes; NULL after an error. Errors: IO with the file's name, also when it is a directory; LIMIT
 * above `most` bytes; MEMORY.
 */
ndrsim_status ndrsim_whole_file_read(const char *path, size_t most, char **text, size_t *size,
                                     ndrsim_error *err);

#endif
