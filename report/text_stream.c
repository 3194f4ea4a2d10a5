#include "report/text_stream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST 4096 /* [bytes] */

static bool grow(ndrsim_text_stream *self, size_t size) {
  size_t capacity = self->capacity > 0 ? self->capacity : FIRST;
  while (capacity < size)
    capacity *= 2;
  char *text = realloc(self->text, capacity);
  if (text == NULL) return false;
  self->text = text;
  self->capacity = capacity;
  return true;
}

static ssize_t take(void *user, const char *bytes, size_t n) {
  ndrsim_text_stream *self = user;
  if (n >= self->capacity - self->size && !grow(self, self->size + n + 1)) {
    errno = ENOMEM;
    return 0; /* which sets the error of the stream */
  }
  memcpy(self->text + self->size, bytes, n);
  self->size += n;
  return (ssize_t)n;
}

static ndrsim_status no_memory(ndrsim_error *err) {
  return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a text");
}

ndrsim_status ndrsim_text_stream_init(ndrsim_text_stream *self, ndrsim_error *err) {
  static const cookie_io_functions_t calls = {.write = take};
  memset(self, 0, sizeof *self);
  if (!grow(self, FIRST)) return no_memory(err);
  self->stream = fopencookie(self, "w", calls);
  if (self->stream != NULL) return NDRSIM_OK;
  ndrsim_text_stream_free(self);
  return no_memory(err);
}

void ndrsim_text_stream_free(ndrsim_text_stream *self) {
  if (self->stream != NULL) fclose(self->stream);
  free(self->text);
  memset(self, 0, sizeof *self);
}

ndrsim_status ndrsim_text_stream_finish(ndrsim_text_stream *self, char **text, size_t *size,
                                        ndrsim_error *err) {
  *text = NULL;
  *size = 0;
  bool failed = fflush(self->stream) != 0 || ferror(self->stream) != 0;
  failed = fclose(self->stream) != 0 || failed;
  self->stream = NULL;
  if (!failed) {
    self->text[self->size] = '\0';
    *text = self->text;
    *size = self->size;
    self->text = NULL;
  }
  ndrsim_text_stream_free(self);
  return failed ? no_memory(err) : NDRSIM_OK;
}
