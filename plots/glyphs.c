#include "plots/glyphs.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "plots/process.h"
#include "sim/text.h"

#define MOST 128       /* different foreign characters of one text */
#define NAP 1000000    /* [ns] between looks at fc-list */
#define PATIENCE 10000 /* looks: ten seconds, of which a thousandth is usual */
#define BOX "\xe2\x96\xa1"

extern char **environ;

static uint32_t code_point(const char *text, size_t length) {
  static const unsigned char mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t c = (unsigned char)text[0] & mask[length];
  for (size_t k = 1; k < length; k++) {
    c = c << 6 | ((unsigned char)text[k] & 0x3f);
  }
  return c;
}

/* What the charts' own font has: Latin, dashes and quotes, the euro. */
static bool is_plain(uint32_t c) {
  return c < 0x250 || (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205e) || c == 0x20ac;
}

static size_t next(const char *text, uint32_t *c) {
  size_t length = ndrsim_text_utf8(text, strlen(text));
  if (length == 0) length = 1; /* no UTF-8: not for us to say */
  *c = code_point(text, length);
  return length;
}

/* Whether one font has all of these. */
static bool some_font_has(const uint32_t *c, int n) {
  char pattern[16 + 8 * MOST] = ":charset=";
  char *argv[] = {(char[]){"fc-list"}, pattern, (char[]){"file"}, NULL};
  char answer[64], first = '\0';
  ndrsim_process process;
  const struct timespec nap = {.tv_nsec = NAP};
  for (int k = 0; k < n; k++) {
    size_t at = strlen(pattern);
    snprintf(pattern + at, sizeof pattern - at, "%s%x", k > 0 ? " " : "", (unsigned)c[k]);
  }
  int memory = memfd_create("fonts", 0);
  if (memory < 0) return false;
  snprintf(answer, sizeof answer, "/proc/self/fd/%d", memory); /* the child's own, inherited */
  if (ndrsim_process_start(&process, argv[0], argv, environ, answer) == 0) {
    for (int look = 0; !ndrsim_process_ended(&process); look++) {
      if (look == PATIENCE) ndrsim_process_end(&process);
      nanosleep(&nap, NULL);
    }
  }
  ssize_t length = pread(memory, &first, 1, 0);
  close(memory);
  return length == 1 && first == '/'; /* the path of a font, and no message of its own */
}

static bool is_among(uint32_t c, const uint32_t *list, int n) {
  for (int k = 0; k < n; k++) {
    if (list[k] == c) return true;
  }
  return false;
}

bool ndrsim_glyphs_replace(const char *text, char *out, size_t size) {
  uint32_t foreign[MOST], c;
  int n = 0, missing = 0;
  for (const char *p = text; *p != '\0' && n < MOST;) {
    p += next(p, &c);
    if (!is_plain(c) && !is_among(c, foreign, n)) foreign[n++] = c;
  }
  if (n == 0 || some_font_has(foreign, n)) return false;
  for (int k = 0; k < n; k++) { /* one by one: several fonts may have them between them */
    if (n == 1 || !some_font_has(&foreign[k], 1)) foreign[missing++] = foreign[k];
  }
  if (missing == 0) return false;
  size_t at = 0;
  for (const char *p = text; *p != '\0' && at + 5 < size;) {
    size_t length = next(p, &c);
    const char *from = is_among(c, foreign, missing) ? BOX : p;
    size_t taken = from == p ? length : strlen(BOX);
    memcpy(out + at, from, taken);
    at += taken;
    p += length;
  }
  out[at] = '\0';
  return true;
}
