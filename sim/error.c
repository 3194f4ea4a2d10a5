#include "ndrsim/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "sim/error_list.h"
#include "sim/text.h"

ndrsim_status ndrsim_error_set(ndrsim_error *err, ndrsim_status status, const char *format, ...) {
  if (err == NULL) return status;
  /* Formatted first: the arguments may point into *err. */
  char message[sizeof err->message];
  va_list args;
  va_start(args, format);
  if (vsnprintf(message, sizeof message, format, args) < 0) message[0] = '\0';
  va_end(args);
  memset(err, 0, sizeof *err);
  err->status = status;
  memcpy(err->message, message, sizeof message);
  return status;
}

/* A line under construction: appends never overflow, and know what separator is due. */
typedef struct line {
  char *text;
  size_t size, used;
  const char *separator;
} line;

static void add(line *self, const char *before, const char *text, const char *after) {
  char safe[512];
  ndrsim_text_escape(safe, sizeof safe, text, strlen(text));
  int n = snprintf(self->text + self->used, self->size - self->used, "%s%s%s%s",
                   self->used > 0 ? self->separator : "", before, safe, after);
  if (n > 0) self->used += (size_t)n;
  if (self->used >= self->size) self->used = self->size - 1;
}

static void add_place(line *self, const ndrsim_error *err) {
  char place[sizeof err->file + 48];
  const char *file = strcmp(err->file, "-") == 0 ? "standard input" : err->file;
  if (err->line > 0 && err->column > 0)
    snprintf(place, sizeof place, "%s%s%ld:%ld", file, file[0] ? ":" : "", err->line, err->column);
  else if (err->line > 0)
    snprintf(place, sizeof place, "%s%s%ld", file, file[0] ? ":" : "", err->line);
  else
    snprintf(place, sizeof place, "%s", file);
  if (place[0] != '\0') add(self, "", place, "");
}

/* The buffer may end in the middle of a UTF-8 character. */
static void trim_partial_character(char *text) {
  size_t n = strlen(text), start = n;
  while (start > 0 && ((unsigned char)text[start - 1] & 0xc0u) == 0x80u)
    start--;
  if (start > 0 && ((unsigned char)text[start - 1] & 0x80u)) start--;
  if (start < n && ndrsim_text_utf8(text + start, n - start) != n - start) text[start] = '\0';
}

void ndrsim_error_format(const ndrsim_error *err, char *buffer, unsigned long size) {
  ndrsim_error_format_as(err, "", buffer, size);
}

void ndrsim_error_format_as(const ndrsim_error *err, const char *label, char *buffer,
                            unsigned long size) {
  if (buffer == NULL || size == 0) return;
  buffer[0] = '\0';
  if (err == NULL) return;
  line self = {buffer, size, 0, ": "};
  add_place(&self, err);
  if (label[0]) add(&self, "", label, "");
  if (err->path[0]) add(&self, "", err->path, "");
  /* The bare text of the status only when nothing more telling is there. */
  int told = err->message[0] || err->expected[0] || err->found[0];
  if (err->message[0]) add(&self, "", err->message, "");
  if (!told) add(&self, "", ndrsim_status_text(err->status), "");
  if (err->expected[0]) {
    add(&self, "expected ", err->expected, "");
    self.separator = ", ";
  }
  if (err->found[0]) add(&self, "found ", err->found, "");
  self.separator = "; ";
  if (err->suggestion[0]) add(&self, "did you mean `", err->suggestion, "`?");
  trim_partial_character(buffer);
}

const char *ndrsim_status_name(ndrsim_status status) {
  switch (status) {
#define NDRSIM_STATUS_CASE(name, code, text)                                                       \
  case NDRSIM_##name:                                                                              \
    return #name;
    NDRSIM_STATUS_LIST(NDRSIM_STATUS_CASE)
#undef NDRSIM_STATUS_CASE
  case NDRSIM_STATUS_COUNT:
    break;
  }
  return "UNKNOWN";
}

const char *ndrsim_status_text(ndrsim_status status) {
  switch (status) {
#define NDRSIM_STATUS_CASE(name, code, text)                                                       \
  case NDRSIM_##name:                                                                              \
    return text;
    NDRSIM_STATUS_LIST(NDRSIM_STATUS_CASE)
#undef NDRSIM_STATUS_CASE
  case NDRSIM_STATUS_COUNT:
    break;
  }
  return "unknown status";
}

int ndrsim_status_exit_code(ndrsim_status status) {
  switch (status) {
#define NDRSIM_STATUS_CASE(name, code, text)                                                       \
  case NDRSIM_##name:                                                                              \
    return code;
    NDRSIM_STATUS_LIST(NDRSIM_STATUS_CASE)
#undef NDRSIM_STATUS_CASE
  case NDRSIM_STATUS_COUNT:
    break;
  }
  return 70; /* a status that is not in the list is a bug of ours */
}
