#include "report/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/whole_file.h"
#include "scenarios/json_doc.h"
#include "sim/text.h"

#define LARGEST ((size_t)1 << 32)

typedef struct span {
  const char *text;
  size_t size;
} span;

static bool ends_with(const char *name, const char *end) {
  size_t length = strlen(name), wanted = strlen(end);
  return length > wanted && strcmp(name + length - wanted, end) == 0;
}

static size_t first_difference(span a, span b) {
  size_t most = a.size < b.size ? a.size : b.size, at = 0;
  while (at < most && a.text[at] == b.text[at]) {
    at++;
  }
  return at;
}

/* The rest of the line at `from`, cleaned for a message. */
static void show_line(char *out, size_t size, span in, size_t from) {
  if (from >= in.size) {
    snprintf(out, size, "the end of the file");
    return;
  }
  size_t length = 0;
  while (from + length < in.size && in.text[from + length] != '\n') {
    length++;
  }
  if (length > 0 && in.text[from + length - 1] == ',') length--; /* of JSON, after a value */
  ndrsim_text_escape(out, size, in.text + from, length);
  if (length == 0) snprintf(out, size, "nothing");
}

/* --- CSV ------------------------------------------------------------------------------------- */

/* Where byte `at` stands: its row's first byte, the cell's first byte and the cell's number. */
typedef struct csv_place {
  size_t row, cell;
  int number;
} csv_place;

static csv_place csv_find(span in, size_t at) {
  csv_place place = {0, 0, 0};
  bool quoted = false;
  for (size_t k = 0; k < at; k++) {
    char c = in.text[k];
    if (c == '"') quoted = !quoted; /* a doubled quote flips twice */
    if (quoted) continue;
    if (c == '\n') {
      place = (csv_place){k + 1, k + 1, 0};
    } else if (c == ',') {
      place.cell = k + 1;
      place.number++;
    }
  }
  return place;
}

/* Length of the cell at `from`, quotes included. */
static size_t csv_length(span in, size_t from) {
  bool quoted = false;
  size_t k = from;
  for (; k < in.size; k++) {
    char c = in.text[k];
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ',' || c == '\n')) break;
  }
  return k - from;
}

static void show_cell(char *out, size_t size, span in, size_t from) {
  if (from >= in.size) {
    snprintf(out, size, "the end of the file");
    return;
  }
  size_t length = csv_length(in, from);
  ndrsim_text_escape(out, size, in.text + from, length);
  if (length == 0) snprintf(out, size, "nothing");
}

static void csv_field(span a, span b, ndrsim_difference *out) {
  csv_place place = csv_find(a, out->offset);
  size_t head = 0, end = csv_length(a, 0);
  int named = 0; /* the cell of the header that stands above */
  while (named < place.number && head + end < a.size && a.text[head + end] == ',') {
    head += end + 1;
    end = csv_length(a, head);
    named++;
  }
  char name[128];
  ndrsim_text_escape(name, sizeof name, a.text + head, end);
  if (place.row == 0) {
    snprintf(out->field, sizeof out->field, "the header");
  } else if (named == place.number) {
    snprintf(out->field, sizeof out->field, "column %s", name);
  } else {
    snprintf(out->field, sizeof out->field, "cell %d", place.number + 1);
  }
  show_cell(out->value[0], sizeof out->value[0], a, place.cell);
  show_cell(out->value[1], sizeof out->value[1], b, place.cell);
}

/* --- JSON ------------------------------------------------------------------------------------ */

/* The last value that begins at or before `at`, with the path to it. The spots are in document
 * order, as the walk is. */
static const cJSON *json_find(const ndrsim_json *doc, const cJSON *item, const char *path,
                              size_t at, size_t *next, size_t *start, char out[NDRSIM_JSON_PATH]) {
  const cJSON *found = NULL, *child;
  if (*next >= doc->n || doc->place[*next].spot.key > at) return NULL;
  *start = doc->place[(*next)++].spot.value;
  snprintf(out, NDRSIM_JSON_PATH, "%s", path);
  found = item;
  int index = 0;
  cJSON_ArrayForEach(child, item) {
    char full[2 * NDRSIM_JSON_PATH];
    if (child->string != NULL) {
      snprintf(full, sizeof full, "%s%s%s", path, path[0] != '\0' ? "." : "", child->string);
    } else {
      snprintf(full, sizeof full, "%s[%d]", path, index);
    }
    full[NDRSIM_JSON_PATH - 1] = '\0';
    index++;
    const cJSON *inside = json_find(doc, child, full, at, next, start, out);
    if (inside == NULL) return found; /* it and all that follow begin later */
    found = inside;
  }
  return found;
}

static void json_field(span a, span b, ndrsim_difference *out) {
  ndrsim_json doc;
  ndrsim_error ignored;
  size_t next = 0, start = 0;
  char path[NDRSIM_JSON_PATH] = "", safe[NDRSIM_JSON_PATH];
  ndrsim_json_init(&doc);
  if (ndrsim_json_parse(&doc, a.text, a.size, "", &ignored) == NDRSIM_OK) {
    const cJSON *item = json_find(&doc, doc.root, "", out->offset, &next, &start, path);
    if (item != NULL && item->child == NULL && start <= out->offset) {
      ndrsim_text_escape(safe, sizeof safe, path, strlen(path));
      snprintf(out->field, sizeof out->field, "%s", safe);
      show_line(out->value[0], sizeof out->value[0], a, start);
      show_line(out->value[1], sizeof out->value[1], b, start);
    }
  }
  ndrsim_json_free(&doc);
}

/* --------------------------------------------------------------------------------------------- */

void ndrsim_texts_compare(const char *name, const char *first, size_t first_size,
                          const char *second, size_t second_size, ndrsim_difference *out) {
  span a = {first, first_size}, b = {second, second_size};
  memset(out, 0, sizeof *out);
  size_t at = first_difference(a, b);
  out->offset = at;
  out->same = at == a.size && at == b.size;
  bool csv = ends_with(name, ".csv"), json = ends_with(name, ".json");
  if (out->same || !(csv || json || ends_with(name, ".svg"))) return;
  size_t line = 0;
  out->line = 1;
  for (size_t k = 0; k < at; k++) {
    if (a.text[k] != '\n') continue;
    out->line++;
    line = k + 1;
  }
  out->column = (long)(at - line) + 1;
  if (csv) csv_field(a, b, out);
  if (json) json_field(a, b, out);
  if (out->field[0] != '\0') return;
  show_line(out->value[0], sizeof out->value[0], a, line);
  show_line(out->value[1], sizeof out->value[1], b, line);
}

ndrsim_status ndrsim_files_compare(const char *name, const char *first, const char *second,
                                   ndrsim_difference *out, ndrsim_error *err) {
  char *text[2] = {NULL, NULL};
  size_t size[2];
  memset(out, 0, sizeof *out);
  ndrsim_status status = ndrsim_whole_file_read(first, LARGEST, &text[0], &size[0], err);
  if (status == NDRSIM_OK) {
    status = ndrsim_whole_file_read(second, LARGEST, &text[1], &size[1], err);
  }
  if (status == NDRSIM_OK) ndrsim_texts_compare(name, text[0], size[0], text[1], size[1], out);
  free(text[0]);
  free(text[1]);
  return status;
}
