#include "tests/fuzz/fuzz.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/engine.h"
#include "sim/text.h"

const ndrsim_status fuzz_bad_input[] = {NDRSIM_INPUT, NDRSIM_LIMIT, NDRSIM_OK};

void fuzz_promise(bool holds, const char *format, ...) {
  if (holds) return;
  va_list args;
  va_start(args, format);
  fputs("broken promise: ", stderr);
  vfprintf(stderr, format, args);
  fputc('\n', stderr);
  va_end(args);
  abort();
}

const ndrsim_catalogue *fuzz_catalogue(void) {
  ndrsim_error err = {0};
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", &err);
  fuzz_promise(catalogue != NULL, "%s", err.message);
  return catalogue;
}

static void check_line(const char *line) {
  size_t n = strlen(line);
  fuzz_promise(n > 0, "an error without a word");
  for (size_t i = 0; i < n;) {
    size_t width = ndrsim_text_utf8(line + i, n - i);
    fuzz_promise(width > 0 && (unsigned char)line[i] >= 0x20 && line[i] != 0x7f,
                 "byte %02x at %zu of an error", (unsigned)(unsigned char)line[i], i);
    i += width;
  }
}

void fuzz_check_error(ndrsim_status status, const ndrsim_error *err, const ndrsim_status *allowed) {
  if (status == NDRSIM_OK) return;
  char line[2048], cut[64];
  ndrsim_error_format(err, line, sizeof line);
  for (; *allowed != NDRSIM_OK && *allowed != status; allowed++) {
  }
  fuzz_promise(*allowed == status, "status %s: %s", ndrsim_status_name(status), line);
  fuzz_promise(err->status == status, "status %s, but the error says %s: %s",
               ndrsim_status_name(status), ndrsim_status_name(err->status), line);
  check_line(line);
  ndrsim_error_format(err, cut, sizeof cut);
  check_line(cut);
}

void fuzz_check_errors(ndrsim_status status, const ndrsim_error_list *errors) {
  fuzz_promise((status == NDRSIM_OK) == (errors->found == 0) && errors->n <= errors->found,
               "status %s, but %lld errors are listed", ndrsim_status_name(status),
               (long long)errors->found);
  for (int k = 0; k < errors->n; k++) {
    fuzz_promise(errors->item[k].error.status != NDRSIM_OK, "entry %d is no error", k);
    fuzz_check_error(errors->item[k].error.status, &errors->item[k].error, fuzz_bad_input);
  }
}

char *fuzz_file(const char *name, size_t *size) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", NDRSIM_SOURCE_DIR, name);
  FILE *file = fopen(path, "rb");
  char *text = malloc(1 << 20);
  if (file == NULL || text == NULL) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(1);
  }
  *size = fread(text, 1, 1 << 20, file);
  fclose(file);
  return text;
}
