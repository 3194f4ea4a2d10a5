/* A stream that ends up as a text in memory.
 *
 * open_memstream will not do: when its buffer cannot grow, glibc drops what was written and leaves
 * ferror at 0, so a text that was cut would pass for a whole one. */
#ifndef NDRSIM_REPORT_TEXT_STREAM_H
#define NDRSIM_REPORT_TEXT_STREAM_H

#include <stddef.h>
#include <stdio.h>
#include "ndrsim/error.h"

typedef struct ndrsim_text_stream {
  FILE *stream; /* to write to; a failed write shows in ferror */
  char *text;   /* for ndrsim_text_stream_finish */
  size_t size, capacity;
} ndrsim_text_stream;

/* `self` must stay where it is until it is freed. Errors: MEMORY. */
ndrsim_status ndrsim_text_stream_init(ndrsim_text_stream *self, ndrsim_error *err);
/* Safe after a failed init and after finish. */
void ndrsim_text_stream_free(ndrsim_text_stream *self);
/* Closes the stream; *text is its *size bytes and a zero after them, the caller's to free. Errors:
 * MEMORY when anything could not be written; *text is then NULL. */
ndrsim_status ndrsim_text_stream_finish(ndrsim_text_stream *self, char **text, size_t *size,
                                        ndrsim_error *err);

#endif
