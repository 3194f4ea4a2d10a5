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

/* Code points that a terminal or a chart obeys instead of showing them: U+0080 to U+009F, line and
 * paragraph separators, and those that turn the direction of what follows, so that a title could
 * reverse the program's own words. text[n] is well-formed. */
static bool is_obeyed(const char *text, size_t n) {
  const unsigned char *s = (const unsigned char *)text;
  if (n == 1) return s[0] < 0x20 || s[0] == 0x7f;
  unsigned code = n == 2   ? (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu)
                  : n == 3 ? (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu)
                           : 0;
  return (code >= 0x80 && code < 0xa0) || code == 0x061c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

bool ndrsim_text_is_plain(const char *text) {
  for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
    n = ndrsim_text_utf8(text, left);
    if (n == 0 || is_obeyed(text, n)) return false;
  }
  return true;
}

/* Writes the safe form of the character at text[0..length) to piece, returns the bytes consumed. */
static size_t escape_one(char piece[8], const char *text, size_t length) {
  unsigned char c = (unsigned char)text[0];
  size_t n = ndrsim_text_utf8(text, length);
  if (n > 0 && !is_obeyed(text, n)) {
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
