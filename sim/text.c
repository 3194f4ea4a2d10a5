#include "sim/text.h"

#include <stdio.h>
#include <string.h>

size_t ndrsim_text_utf8(const char *text, size_t length) {
  if (length == 0) return 0;
  const unsigned char *s = (const unsigned char *)text;
  size_t n;
  unsigned long code;
  if (s[0] < 0x80) return 1;
  if (s[0] >= 0xc2 && s[0] <= 0xdf) {
    n = 2;
    code = s[0] & 0x1fu;
  } else if (s[0] >= 0xe0 && s[0] <= 0xef) {
    n = 3;
    code = s[0] & 0x0fu;
  } else if (s[0] >= 0xf0 && s[0] <= 0xf4) {
    n = 4;
    code = s[0] & 0x07u;
  } else {
    return 0;
  }
  if (length < n) return 0;
  for (size_t i = 1; i < n; i++) {
    if ((s[i] & 0xc0u) != 0x80u) return 0;
    code = code << 6 | (s[i] & 0x3fu);
  }
  if (n == 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) return 0;
  if (n == 4 && (code < 0x10000 || code > 0x10ffff)) return 0;
  return n;
}

/* Writes the safe form of the character at text[0..length) to piece, returns the bytes consumed. */
static size_t escape_one(char piece[8], const char *text, size_t length) {
  unsigned char c = (unsigned char)text[0];
  size_t n = ndrsim_text_utf8(text, length);
  /* U+0080..U+009F are control characters too: some terminals obey them */
  int control = c < 0x20 || c == 0x7f || (n == 2 && c == 0xc2 && (unsigned char)text[1] < 0xa0);
  if (n > 0 && !control) {
    memcpy(piece, text, n);
    piece[n] = '\0';
    return n;
  }
  if (c == '\n')
    memcpy(piece, "\\n", 3);
  else if (c == '\t')
    memcpy(piece, "\\t", 3);
  else
    snprintf(piece, 8, "\\x%02X", c);
  return 1;
}

void ndrsim_text_escape(char *out, size_t size, const char *text, size_t length) {
  if (size == 0) return;
  size_t used = 0, safe = 0; /* safe: where "..." still fits */
  for (size_t i = 0; i < length;) {
    char piece[8];
    size_t eaten = escape_one(piece, text + i, length - i), n = strlen(piece);
    if (used + n + 1 > size) {
      used = safe;
      if (used + 4 <= size) {
        memcpy(out + used, "...", 3);
        used += 3;
      }
      break;
    }
    memcpy(out + used, piece, n);
    used += n;
    if (used + 4 <= size) safe = used;
    i += eaten;
  }
  out[used] = '\0';
}
