#include "data/whole_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ndrsim_status io_error(ndrsim_error *err, const char *path, const char *what, int number) {
  ndrsim_error_set(err, NDRSIM_IO, "%s: %s", what, strerror(number));
  if (err != NULL) snprintf(err->file, sizeof err->file, "%s", path);
  return NDRSIM_IO;
}

static ndrsim_status read_stream(FILE *stream, const char *path, size_t most, char **text,
                                 size_t *size, ndrsim_error *err) {
  size_t capacity = 0;
  for (;;) {
    if (*size + 1 >= capacity) {
      capacity = capacity > 0 ? 2 * capacity : 16384;
      char *grown = realloc(*text, capacity);
      if (grown == NULL) {
        return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory to read `%.200s`", path);
      }
      *text = grown;
    }
    errno = 0;
    size_t n = fread(*text + *size, 1, capacity - 1 - *size, stream);
    *size += n;
    if (ferror(stream)) return io_error(err, path, "cannot be read", errno);
    if (*size > most) {
      return ndrsim_error_set(err, NDRSIM_LIMIT, "`%.200s` has more than %zu bytes", path, most);
    }
    if (n == 0) {
      (*text)[*size] = '\0';
      return NDRSIM_OK;
    }
  }
}

ndrsim_status ndrsim_whole_file_read(const char *path, size_t most, char **text, size_t *size,
                                     ndrsim_error *err) {
  *text = NULL;
  *size = 0;
  bool standard_input = strcmp(path, "-") == 0;
  FILE *stream = standard_input ? stdin : fopen(path, "rbe");
  if (stream == NULL) return io_error(err, path, "cannot be opened", errno);
  ndrsim_status status = read_stream(stream, path, most, text, size, err);
  if (!standard_input) fclose(stream);
  if (status != NDRSIM_OK) {
    free(*text);
    *text = NULL;
    *size = 0;
  }
  return status;
}
