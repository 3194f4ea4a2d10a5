#include "sim/whole_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST 65536 /* [bytes] of memory */
#define MEGABYTE ((size_t)1 << 20)

static ndrsim_status named(ndrsim_error *err, const char *name, ndrsim_status status) {
  if (err != NULL) snprintf(err->file, sizeof err->file, "%s", name);
  return status;
}

static ndrsim_status io_error(ndrsim_error *err, const char *name, const char *what, int number) {
  return named(err, name, ndrsim_error_set(err, NDRSIM_IO, "%s: %s", what, strerror(number)));
}

static ndrsim_status too_long(ndrsim_error *err, const char *name, size_t most) {
  bool mega = most >= MEGABYTE;
  return named(err, name,
               ndrsim_error_set(err, NDRSIM_LIMIT, "the text is longer than %zu %s",
                                mega ? most / MEGABYTE : most, mega ? "MB" : "bytes"));
}

/* Doubles the room for a text of at most `most` bytes, the zero byte and one that is too many. */
static bool grow(char **text, size_t *capacity, size_t most) {
  size_t more = *capacity > 0 ? 2 * *capacity : FIRST;
  if (more > most + 2) more = most + 2;
  char *grown = realloc(*text, more);
  if (grown == NULL) return false;
  *text = grown;
  *capacity = more;
  return true;
}

static ndrsim_status read_stream(FILE *stream, const char *name, size_t most, char **text,
                                 size_t *size, ndrsim_error *err) {
  size_t capacity = 0;
  for (;;) {
    if (*size + 1 >= capacity && !grow(text, &capacity, most)) {
      return named(err, name, ndrsim_error_set(err, NDRSIM_MEMORY, "no memory to read it"));
    }
    errno = 0;
    size_t n = fread(*text + *size, 1, capacity - 1 - *size, stream);
    *size += n;
    if (ferror(stream)) return io_error(err, name, "cannot be read", errno);
    if (*size > most) return too_long(err, name, most);
    if (n == 0) {
      (*text)[*size] = '\0';
      return NDRSIM_OK;
    }
  }
}

static ndrsim_status read_all(FILE *stream, const char *name, size_t most, char **text,
                              size_t *size, ndrsim_error *err) {
  *text = NULL;
  *size = 0;
  ndrsim_status status = read_stream(stream, name, most, text, size, err);
  if (status != NDRSIM_OK) {
    free(*text);
    *text = NULL;
    *size = 0;
  }
  return status;
}

ndrsim_status ndrsim_whole_file_take(FILE *stream, const char *name, size_t most, char **text,
                                     size_t *size, ndrsim_error *err) {
  struct stat about;
  *text = NULL;
  *size = 0;
  if (stream == NULL) return io_error(err, name, "cannot be opened", errno);
  /* a file that says that it is too long need not be read to find out */
  bool larger = fstat(fileno(stream), &about) == 0 && S_ISREG(about.st_mode) &&
                (unsigned long long)about.st_size > most;
  ndrsim_status status =
      larger ? too_long(err, name, most) : read_all(stream, name, most, text, size, err);
  fclose(stream);
  return status;
}

ndrsim_status ndrsim_whole_file_read(const char *path, size_t most, char **text, size_t *size,
                                     ndrsim_error *err) {
  if (strcmp(path, "-") == 0) return read_all(stdin, path, most, text, size, err);
  return ndrsim_whole_file_take(fopen(path, "rbe"), path, most, text, size, err);
}
