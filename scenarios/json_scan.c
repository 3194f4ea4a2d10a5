#include "scenarios/json_scan.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/text.h"

#define LONGEST_NUMBER 60 /* cJSON copies numbers into 64 bytes and drops the rest */
#define LONGEST_KEY 128
#define LARGEST_WHOLE 9007199254740992u /* 2^53 */

/* An object or array that is being read, for the path of a message. */
typedef struct frame {
  const char *key; /* raw text between the quotes; NULL in an array */
  size_t key_size;
  long index;
} frame;

typedef struct scanner {
  const char *text, *name;
  size_t size, at;
  int depth;
  frame open[NDRSIM_JSON_DEPTH];
  ndrsim_json_spots *spots;
  ndrsim_error *err;
} scanner;

void ndrsim_json_position(const char *text, size_t offset, long *line, long *column) {
  *line = 1;
  *column = 1;
  for (size_t i = 0; i < offset; i++) {
    if (text[i] == '\n') {
      (*line)++;
      *column = 1;
    } else {
      (*column)++;
    }
  }
}

static void write_path(const scanner *s, char *out, size_t size) {
  size_t used = 0;
  out[0] = '\0';
  for (int i = 0; i < s->depth; i++) {
    const frame *f = &s->open[i];
    char piece[LONGEST_KEY + 8] = "";
    if (f->key != NULL)
      ndrsim_text_escape(piece, sizeof piece, f->key, f->key_size);
    else if (f->index >= 0)
      snprintf(piece, sizeof piece, "[%ld]", f->index);
    if (piece[0] == '\0') continue;
    int n = snprintf(out + used, size - used, "%s%s", f->key != NULL && used > 0 ? "." : "", piece);
    if (n < 0 || used + (size_t)n >= size) {
      out[used] = '\0'; /* whole steps only */
      return;
    }
    used += (size_t)n;
  }
}

/* What stands at `offset`: a word, a character or the end. */
static void describe(const scanner *s, size_t offset, char *out, size_t size) {
  size_t n = 0;
  if (offset >= s->size) {
    snprintf(out, size, "the end of the text");
    return;
  }
  while (offset + n < s->size && n < 40 &&
         (isalnum((unsigned char)s->text[offset + n]) || strchr("+-._", s->text[offset + n])) &&
         s->text[offset + n] != '\0')
    n++;
  if (n == 0) {
    n = ndrsim_text_utf8(s->text + offset, s->size - offset);
    if (n == 0) n = 1;
  }
  char safe[176];
  ndrsim_text_escape(safe, sizeof safe, s->text + offset, n);
  snprintf(out, size, "`%.150s`", safe);
}

static ndrsim_status fail_as(scanner *s, ndrsim_status status, size_t offset, const char *message,
                             const char *expected) {
  ndrsim_error_set(s->err, status, "%s", message);
  snprintf(s->err->file, sizeof s->err->file, "%s", s->name);
  snprintf(s->err->expected, sizeof s->err->expected, "%s", expected);
  if (status == NDRSIM_INPUT) describe(s, offset, s->err->found, sizeof s->err->found);
  write_path(s, s->err->path, sizeof s->err->path);
  ndrsim_json_position(s->text, offset < s->size ? offset : s->size, &s->err->line,
                       &s->err->column);
  return status;
}

static ndrsim_status fail(scanner *s, size_t offset, const char *message, const char *expected) {
  return fail_as(s, NDRSIM_INPUT, offset, message, expected);
}

static int peek(const scanner *s) {
  return s->at < s->size ? (unsigned char)s->text[s->at] : -1;
}

static void skip_space(scanner *s) {
  int c;
  while ((c = peek(s)) == ' ' || c == '\t' || c == '\n' || c == '\r')
    s->at++;
}

static ndrsim_status note(scanner *s, size_t key, size_t value) {
  ndrsim_json_spots *spots = s->spots;
  if (spots->n >= NDRSIM_JSON_VALUES)
    return fail_as(s, NDRSIM_LIMIT, value, "more than 200000 values in one text", "");
  if (spots->n == spots->capacity) {
    size_t capacity = spots->capacity > 0 ? 2 * spots->capacity : 256;
    ndrsim_json_spot *grown = realloc(spots->spot, capacity * sizeof *grown);
    if (grown == NULL) return ndrsim_error_set(s->err, NDRSIM_MEMORY, "out of memory");
    spots->spot = grown;
    spots->capacity = capacity;
  }
  spots->spot[spots->n++] = (ndrsim_json_spot){(uint32_t)key, (uint32_t)value};
  return NDRSIM_OK;
}

static int hex4(const scanner *s, size_t at) {
  int code = 0;
  if (at + 4 > s->size) return -1;
  for (size_t i = 0; i < 4; i++) {
    int c = (unsigned char)s->text[at + i];
    if (!isxdigit(c)) return -1;
    code = code * 16 + (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
  }
  return code;
}

/* After the backslash. */
static ndrsim_status scan_escape(scanner *s) {
  int c = peek(s);
  if (c != 'u') {
    if (c < 0 || c == 0 || !strchr("\"\\/bfnrt", c))
      return fail(s, s->at, "unknown escape in a string",
                  "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    s->at++;
    return NDRSIM_OK;
  }
  int code = hex4(s, s->at + 1);
  if (code < 0) return fail(s, s->at, "bad \\u escape", "four hexadecimal digits after \\u");
  if (code == 0) return fail(s, s->at, "\\u0000 is not allowed in a string", "");
  if (code >= 0xdc00 && code <= 0xdfff)
    return fail(s, s->at, "half of a surrogate pair", "\\uD800 to \\uDBFF before it");
  s->at += 5;
  if (code < 0xd800 || code > 0xdbff) return NDRSIM_OK;
  int low = s->at + 6 <= s->size && s->text[s->at] == '\\' && s->text[s->at + 1] == 'u'
                ? hex4(s, s->at + 2)
                : -1;
  if (low < 0xdc00 || low > 0xdfff)
    return fail(s, s->at, "half of a surrogate pair", "\\uDC00 to \\uDFFF after it");
  s->at += 6;
  return NDRSIM_OK;
}

/* At the opening quote; leaves s->at behind the closing one. */
static ndrsim_status scan_string(scanner *s) {
  size_t start = s->at++;
  for (;;) {
    int c = peek(s);
    if (c < 0) return fail(s, start, "a string is not closed", "a closing \"");
    if (c == '"') {
      s->at++;
      return NDRSIM_OK;
    }
    if (c < 0x20)
      return fail(s, s->at, "a control character in a string",
                  c == '\n' ? "the closing \" on the same line" : "an escape such as \\n or \\t");
    if (c == '\\') {
      s->at++;
      ndrsim_status status = scan_escape(s);
      if (status != NDRSIM_OK) return status;
      continue;
    }
    size_t n = ndrsim_text_utf8(s->text + s->at, s->size - s->at);
    if (n == 0) return fail(s, s->at, "invalid UTF-8 in a string", "");
    s->at += n;
  }
}

static size_t digits(scanner *s) {
  size_t start = s->at;
  while (isdigit(peek(s)))
    s->at++;
  return s->at - start;
}

static ndrsim_status scan_number(scanner *s) {
  size_t start = s->at;
  bool whole = true;
  if (peek(s) == '-') s->at++;
  size_t first = s->at;
  if (digits(s) == 0) return fail(s, start, "not a number", "a digit after the minus sign");
  if (s->text[first] == '0' && s->at - first > 1)
    return fail(s, start, "a number with a leading zero", "a number without leading zeros");
  if (peek(s) == '.') {
    whole = false;
    s->at++;
    if (digits(s) == 0) return fail(s, start, "not a number", "a digit after the decimal point");
  }
  if (peek(s) == 'e' || peek(s) == 'E') {
    whole = false;
    s->at++;
    if (peek(s) == '+' || peek(s) == '-') s->at++;
    if (digits(s) == 0) return fail(s, start, "not a number", "a digit in the exponent");
  }
  if (s->at - start > LONGEST_NUMBER)
    return fail(s, start, "a number with more than 60 characters", "a shorter number");
  char copy[LONGEST_NUMBER + 1];
  memcpy(copy, s->text + start, s->at - start);
  copy[s->at - start] = '\0';
  char *point = strchr(copy, '.');
  if (point != NULL) *point = localeconv()->decimal_point[0]; /* strtod minds it, and cJSON too */
  double value = strtod(copy, NULL);
  if (!isfinite(value)) return fail(s, start, "a number too large for a double", "a finite number");
  /* as a double 2^53 + 1 is 2^53 already; strtoull stays at its largest when it overflows */
  if (whole && strtoull(copy + (first - start), NULL, 10) > LARGEST_WHOLE)
    return fail(s, start, "a whole number beyond 2^53 loses digits",
                "a number up to 9007199254740992 (a seed may be a string of digits)");
  return NDRSIM_OK;
}

static ndrsim_status scan_word(scanner *s) {
  static const char *const word[] = {"true", "false", "null"};
  for (int i = 0; i < 3; i++) {
    size_t n = strlen(word[i]);
    bool fits = s->size - s->at >= n && memcmp(s->text + s->at, word[i], n) == 0;
    int next = s->at + n < s->size ? (unsigned char)s->text[s->at + n] : -1;
    if (fits && !isalnum(next) && next != '_') {
      s->at += n;
      return NDRSIM_OK;
    }
  }
  int c = peek(s);
  if (c == '/' || c == '#')
    return fail(s, s->at, "JSON has no comments", "a value (a \"$comment\" key may hold text)");
  if (c == '\'') return fail(s, s->at, "JSON strings have double quotes", "a value");
  if (c == '+' || c == '.') return fail(s, s->at, "not a number", "a number such as 0.5");
  if (c == 'N' || c == 'n' || c == 'I' || c == 'i')
    return fail(s, s->at, "JSON has no NaN and no Infinity", "a value");
  return fail(s, s->at, c < 0 ? "the text is cut off" : "not JSON", "a value");
}

static ndrsim_status scan_value(scanner *s, size_t key);

/* The comma or the closing bracket after an item; *done says which. */
static ndrsim_status scan_separator(scanner *s, char close, bool *done) {
  skip_space(s);
  int c = peek(s);
  *done = c == close;
  if (c != ',' && c != close)
    return fail(s, s->at, c < 0 ? "the text is cut off" : "not JSON",
                close == '}' ? "a comma or }" : "a comma or ]");
  s->at++;
  if (*done) return NDRSIM_OK;
  skip_space(s);
  if (peek(s) == close) return fail(s, s->at, "a comma before the end of a list", "another item");
  return NDRSIM_OK;
}

static ndrsim_status scan_key(scanner *s, frame *f, size_t *at) {
  *at = s->at;
  if (peek(s) != '"')
    return fail(s, s->at, peek(s) < 0 ? "the text is cut off" : "not JSON",
                "a key in double quotes");
  ndrsim_status status = scan_string(s);
  if (status != NDRSIM_OK) return status;
  f->key = s->text + *at + 1;
  f->key_size = s->at - *at - 2;
  if (f->key_size > LONGEST_KEY)
    return fail(s, *at, "a key with more than 128 bytes", "a shorter key");
  skip_space(s);
  if (peek(s) != ':')
    return fail(s, s->at, peek(s) < 0 ? "the text is cut off" : "not JSON",
                "a colon after the key");
  s->at++;
  return NDRSIM_OK;
}

static ndrsim_status scan_container(scanner *s, bool array) {
  char close = array ? ']' : '}';
  ndrsim_status status = NDRSIM_OK;
  bool done = false;
  if (s->depth == NDRSIM_JSON_DEPTH) return fail(s, s->at, "nested deeper than 64 levels", "");
  frame *f = &s->open[s->depth++];
  *f = (frame){NULL, 0, array ? 0 : -1};
  s->at++;
  skip_space(s);
  if (peek(s) == close) {
    s->at++;
    done = true;
  }
  while (status == NDRSIM_OK && !done) {
    size_t key = s->at;
    if (!array) status = scan_key(s, f, &key);
    skip_space(s);
    if (array) key = s->at;
    if (status == NDRSIM_OK) status = scan_value(s, key);
    if (status == NDRSIM_OK) status = scan_separator(s, close, &done);
    if (array) f->index++;
  }
  if (status == NDRSIM_OK) s->depth--;
  return status;
}

static ndrsim_status scan_value(scanner *s, size_t key) {
  skip_space(s);
  int c = peek(s);
  ndrsim_status status = note(s, key, s->at);
  if (status != NDRSIM_OK) return status;
  if (c == '{' || c == '[') return scan_container(s, c == '[');
  if (c == '"') return scan_string(s);
  if (c == '-' || isdigit(c)) return scan_number(s);
  return scan_word(s);
}

ndrsim_status ndrsim_json_scan(const char *text, size_t size, const char *name,
                               ndrsim_json_spots *spots, ndrsim_error *err) {
  scanner s = {.text = text, .name = name, .size = size, .spots = spots, .err = err};
  if (size > NDRSIM_JSON_BYTES) {
    ndrsim_error_set(err, NDRSIM_LIMIT, "the text is longer than 10 MB");
    snprintf(err->file, sizeof err->file, "%s", name);
    return NDRSIM_LIMIT;
  }
  skip_space(&s);
  if (peek(&s) < 0) return fail(&s, s.at, "the text is empty", "a JSON object");
  ndrsim_status status = scan_value(&s, s.at);
  if (status != NDRSIM_OK) return status;
  skip_space(&s);
  if (s.at < s.size) return fail(&s, s.at, "text after the end of the JSON value", "the end");
  return NDRSIM_OK;
}
