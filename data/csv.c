#include "data/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char byte_order_mark[3] = {0xef, 0xbb, 0xbf};

/* Records the first failure; the callbacks of libcsv cannot stop it, so they look at it. */
static ndrsim_status fail(ndrsim_csv *self, ndrsim_status status, long line, const char *expected,
                          const char *found) {
  self->status = status;
  ndrsim_error_set(self->err, status, "%s", "");
  if (self->err != NULL) {
    snprintf(self->err->file, sizeof self->err->file, "%s", self->name);
    self->err->line = line;
    snprintf(self->err->expected, sizeof self->err->expected, "%s", expected);
    snprintf(self->err->found, sizeof self->err->found, "%s", found);
  }
  return status;
}

static void take_cell(void *bytes, size_t size, void *user) {
  ndrsim_csv *self = user;
  if (self->status != NDRSIM_OK) return;
  if (self->n == NDRSIM_CSV_CELLS) {
    fail(self, NDRSIM_INPUT, self->row_line, "at most 256 cells in a row", "more");
    return;
  }
  /* A row has at most NDRSIM_CSV_BYTES bytes, its cells no more, and each gets one end. */
  self->offset[self->n++] = self->used;
  if (size > 0) memcpy(self->text + self->used, bytes, size);
  self->used += size;
  self->text[self->used++] = '\0';
}

static void take_row(int terminator, void *user) {
  (void)terminator;
  ndrsim_csv *self = user;
  if (self->status != NDRSIM_OK) return;
  for (int i = 0; i < self->n; i++)
    self->cell[i] = self->text + self->offset[i];
  ndrsim_csv_row row = {self->row_line, self->n, self->cell};
  self->status = self->take(self->user, &row, self->err);
  self->n = 0;
  self->used = self->row_bytes = 0;
}

ndrsim_status ndrsim_csv_init(ndrsim_csv *self, const char *name, ndrsim_csv_row_fn *take,
                              void *user, ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  self->name = name;
  self->take = take;
  self->user = user;
  self->err = err;
  self->line = self->row_line = 1;
  self->text = malloc(NDRSIM_CSV_BYTES + NDRSIM_CSV_CELLS);
  self->parser_ready = csv_init(&self->parser, CSV_STRICT | CSV_STRICT_FINI) == 0;
  if (self->text == NULL || !self->parser_ready)
    return self->status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory to read %s", name);
  return NDRSIM_OK;
}

void ndrsim_csv_free(ndrsim_csv *self) {
  if (self == NULL) return;
  if (self->parser_ready) csv_free(&self->parser);
  free(self->text);
  memset(self, 0, sizeof *self);
}

/* libcsv says only that a quote is out of place; the two ways are a bare cell with a quote in it
 * and text after a closing quote. */
static ndrsim_status parse_failure(ndrsim_csv *self) {
  int code = csv_error(&self->parser);
  if (code == CSV_ENOMEM || code == CSV_ETOOBIG)
    return fail(self, NDRSIM_MEMORY, self->row_line, "enough memory for a row", "none");
  char found[64];
  snprintf(found, sizeof found, "a quote out of place in column %d", self->n + 1);
  return fail(self, NDRSIM_INPUT, self->line, "quotes only around whole cells, doubled inside them",
              found);
}

/* Parses bytes that hold at most one line break, at their end. What is wrong first is reported,
 * whatever pieces the file comes in: so the bytes before a NUL or the limit are parsed before it.
 */
static ndrsim_status parse_line(ndrsim_csv *self, const char *bytes, size_t size) {
  /* Between rows (a blank line leaves the parser there) the next row starts on this line. */
  if (self->n == 0 && self->row_bytes == 0) self->row_line = self->line;
  const char *nul = memchr(bytes, '\0', size);
  size_t text = nul != NULL ? (size_t)(nul - bytes) : size;
  size_t room = NDRSIM_CSV_BYTES - self->row_bytes, n = text < room ? text : room;
  self->row_bytes += n;
  if (csv_parse(&self->parser, bytes, n, take_cell, take_row, self) != n &&
      self->status == NDRSIM_OK)
    return parse_failure(self);
  if (self->status != NDRSIM_OK) return self->status;
  if (n < text)
    return fail(self, NDRSIM_INPUT, self->row_line, "rows of at most 65536 bytes",
                "a longer one (a quote that is not closed?)");
  /* a mark and one character at most go before the first zero byte of UTF-16 */
  if (nul != NULL && self->line == 1 && self->row_bytes <= 3)
    return fail(self, NDRSIM_INPUT, self->line, "UTF-8",
                "what looks like UTF-16: save the file as UTF-8");
  if (nul != NULL)
    return fail(self, NDRSIM_INPUT, self->line, "text", "a NUL byte: this is not a CSV file");
  return NDRSIM_OK;
}

/* Bytes between rows of which libcsv keeps nothing, so many as a row may have: it begins after
 * them.
 */
static size_t blank_length(const char *bytes, size_t size) {
  size_t n = 0;
  while (n < size && n < NDRSIM_CSV_BYTES && (bytes[n] == ' ' || bytes[n] == '\t'))
    n++;
  return n;
}

/* Bytes up to and with the first line break, or all of them. *ended says whether there is one; a CR
 * ends a line, and an LF right after it belongs to the same break. */
static size_t line_length(ndrsim_csv *self, const char *bytes, size_t size, bool *ended) {
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] == '\n' || bytes[i] == '\r') {
      self->after_cr = bytes[i] == '\r';
      *ended = true;
      return i + 1;
    }
  }
  if (size > 0) self->after_cr = false;
  *ended = false;
  return size;
}

ndrsim_status ndrsim_csv_feed(ndrsim_csv *self, const char *bytes, size_t size) {
  while (self->seen < 3 && size > 0 && self->status == NDRSIM_OK) {
    if ((unsigned char)*bytes == byte_order_mark[self->seen]) {
      self->seen++;
      bytes++;
      size--;
    } else {
      size_t held = self->seen; /* the start of a mark that was none */
      self->seen = 3;
      parse_line(self, (const char *)byte_order_mark, held);
    }
  }
  while (size > 0 && self->status == NDRSIM_OK) {
    bool between = self->n == 0 && self->row_bytes == 0, ended = false;
    bool second_half = self->after_cr && *bytes == '\n';
    size_t n = between ? blank_length(bytes, size) : 0;
    bool blank = n > 0 || (between && (*bytes == '\n' || *bytes == '\r'));
    if (second_half) {
      n = 1;
      self->after_cr = false;
      self->line--; /* counted at the CR */
      ended = true;
    } else if (n == 0) {
      n = line_length(self, bytes, size, &ended);
    } else {
      self->after_cr = false;
    }
    parse_line(self, bytes, n);
    if (blank) self->row_bytes = 0;
    if (ended) self->line++;
    bytes += n;
    size -= n;
  }
  return self->status;
}

ndrsim_status ndrsim_csv_finish(ndrsim_csv *self) {
  if (self->status != NDRSIM_OK) return self->status;
  if (self->seen < 3 && self->seen > 0) {
    size_t held = self->seen;
    self->seen = 3;
    if (held < 3 && parse_line(self, (const char *)byte_order_mark, held) != NDRSIM_OK)
      return self->status;
  }
  if (csv_fini(&self->parser, take_cell, take_row, self) != 0 && self->status == NDRSIM_OK)
    return fail(self, NDRSIM_INPUT, self->row_line, "a closing quote",
                "the end of the file inside a quoted cell that starts in this row");
  return self->status;
}
