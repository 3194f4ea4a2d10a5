/* An SVG document as a part of a page. gnuplot gives the same names in every picture, a title to
 * every curve, and a size in pixels; and a template is anybody's to edit. So only known elements
 * and attributes are kept, and names get the picture's key in front. */
#include <string.h>
#include "report/html.h"

#define NAME 48

/* What is kept; of all else the content goes too. */
static const char *const elements[] = {
    "svg",  "g",     "defs", "path",    "circle",  "rect",   "polygon", "polyline",    "line",
    "text", "tspan", "use",  "ellipse", "pattern", "filter", "feFlood", "feComposite", "clipPath"};
static const char *const attributes[] = {"id",
                                         "d",
                                         "x",
                                         "y",
                                         "x1",
                                         "x2",
                                         "y1",
                                         "y2",
                                         "cx",
                                         "cy",
                                         "r",
                                         "rx",
                                         "ry",
                                         "width",
                                         "height",
                                         "points",
                                         "transform",
                                         "fill",
                                         "fill-opacity",
                                         "fill-rule",
                                         "stroke",
                                         "stroke-width",
                                         "stroke-opacity",
                                         "stroke-dasharray",
                                         "stroke-linejoin",
                                         "stroke-linecap",
                                         "opacity",
                                         "color",
                                         "font-family",
                                         "font-size",
                                         "font-weight",
                                         "font-style",
                                         "text-anchor",
                                         "dy",
                                         "dx",
                                         "xlink:href",
                                         "href",
                                         "filter",
                                         "flood-color",
                                         "flood-opacity",
                                         "in",
                                         "in2",
                                         "operator",
                                         "result",
                                         "patternUnits",
                                         "patternContentUnits",
                                         "shape-rendering",
                                         "viewBox",
                                         "xml:space",
                                         "clip-path",
                                         "dominant-baseline",
                                         "letter-spacing",
                                         "word-spacing"};

typedef struct svg {
  const char *at, *end, *key;
  FILE *out;
} svg;

static bool one_of(const char *const *list, size_t n, const char *name, size_t length) {
  for (size_t k = 0; k < n; k++)
    if (strlen(list[k]) == length && strncmp(list[k], name, length) == 0) return true;
  return false;
}
#define ONE_OF(list, name, length) one_of(list, sizeof list / sizeof list[0], name, length)

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == ':';
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The value of an attribute, with the names it gives or refers to. */
static void put_value(const svg *self, const char *value, size_t n, bool names) {
  if (names) fprintf(self->out, "%s-", self->key);
  for (size_t k = 0; k < n; k++) {
    if (value[k] == '"')
      fputs("&quot;", self->out);
    else if (value[k] == '<')
      fputs("&lt;", self->out);
    else if (value[k] == '#' && k > 0 && value[k - 1] == '(')
      fprintf(self->out, "#%s-", self->key); /* url(#...) */
    else
      fputc(value[k], self->out);
  }
}

/* One attribute, or nothing. `at` stands on its name and moves behind its value; false: no more. */
static bool attribute(svg *self, bool root) {
  while (self->at < self->end && is_blank(*self->at))
    self->at++;
  const char *name = self->at;
  while (self->at < self->end && is_name(*self->at))
    self->at++;
  size_t length = (size_t)(self->at - name);
  while (self->at < self->end && is_blank(*self->at))
    self->at++;
  if (length == 0 || self->at >= self->end || *self->at != '=') return false;
  self->at++;
  while (self->at < self->end && is_blank(*self->at))
    self->at++;
  if (self->at >= self->end || (*self->at != '"' && *self->at != '\'')) return false;
  char quote = *self->at++;
  const char *value = self->at, *close = memchr(value, quote, (size_t)(self->end - value));
  if (close == NULL) return false;
  self->at = close + 1;
  size_t n = (size_t)(close - value);
  bool href = (length == 4 && strncmp(name, "href", 4) == 0) ||
              (length == 10 && strncmp(name, "xlink:href", 10) == 0);
  bool keep = ONE_OF(attributes, name, length);
  if (href && (n == 0 || value[0] != '#')) keep = false; /* nothing from outside */
  if (memmem(value, n, "url(", 4) != NULL && memmem(value, n, "url(#", 5) == NULL) keep = false;
  /* the page gives the picture its size */
  if (root && strncmp(name, "viewBox", length) != 0) keep = false;
  if (!keep) return true;
  if (href) {
    fprintf(self->out, " href=\"#%s-", self->key);
    put_value(self, value + 1, n - 1, false);
  } else {
    fprintf(self->out, " %.*s=\"", (int)length, name);
    put_value(self, value, n, length == 2 && strncmp(name, "id", 2) == 0);
  }
  fputc('"', self->out);
  return true;
}

/* Moves behind the end of an element whose start tag was just read, whatever it holds. */
static void skip_element(svg *self) {
  for (int depth = 1; depth > 0 && self->at < self->end;) {
    const char *open = memchr(self->at, '<', (size_t)(self->end - self->at));
    const char *close = open != NULL ? memchr(open, '>', (size_t)(self->end - open)) : NULL;
    if (close == NULL) {
      self->at = self->end;
      return;
    }
    if (open[1] == '/')
      depth--;
    else if (open[1] != '!' && open[1] != '?' && close[-1] != '/')
      depth++;
    self->at = close + 1;
  }
}

/* A start tag at `<`; returns false when the text ends inside it. */
static bool start_tag(svg *self, bool root, const char *label) {
  const char *name = ++self->at;
  while (self->at < self->end && is_name(*self->at))
    self->at++;
  size_t length = (size_t)(self->at - name);
  if (!ONE_OF(elements, name, length)) {
    const char *close = memchr(self->at, '>', (size_t)(self->end - self->at));
    if (close == NULL) return false;
    self->at = close + 1;
    if (close[-1] != '/') skip_element(self);
    return true;
  }
  fprintf(self->out, "<%.*s", (int)length, name);
  while (attribute(self, root)) {
  }
  if (root) {
    fputs(" role=\"img\" aria-label=\"", self->out);
    ndrsim_html_text(label, self->out);
    fputc('"', self->out);
  }
  const char *close = memchr(self->at, '>', (size_t)(self->end - self->at));
  if (close == NULL) return false;
  fputs(close[-1] == '/' ? "/>" : ">", self->out);
  self->at = close + 1;
  return true;
}

static void text_node(svg *self) {
  while (self->at < self->end && *self->at != '<') {
    if (*self->at == '>')
      fputs("&gt;", self->out);
    else if ((unsigned char)*self->at >= 0x20 || *self->at == '\n')
      fputc(*self->at, self->out);
    self->at++;
  }
}

/* A comment, an instruction, an end tag. */
static void other_tag(svg *self) {
  const char *from = self->at;
  bool comment = (size_t)(self->end - from) > 4 && strncmp(from, "<!--", 4) == 0;
  const char *close = comment ? memmem(from, (size_t)(self->end - from), "-->", 3)
                              : memchr(from, '>', (size_t)(self->end - from));
  if (close == NULL) {
    self->at = self->end;
    return;
  }
  self->at = close + (comment ? 3 : 1);
  if (from[1] != '/') return;
  size_t length = 0;
  while (is_name(from[2 + length]))
    length++;
  if (ONE_OF(elements, from + 2, length)) fprintf(self->out, "</%.*s>", (int)length, from + 2);
}

bool ndrsim_html_svg(const char *text, size_t size, const char *key, const char *label, FILE *out) {
  const char *root = memmem(text, size, "<svg", 4);
  if (root == NULL || memmem(text, size, "</svg>", 6) == NULL) return false;
  svg self = {.at = root, .end = text + size, .key = key, .out = out};
  bool first = true;
  while (self.at < self.end) {
    if (*self.at != '<') {
      text_node(&self);
    } else if (self.at + 1 < self.end && is_name(self.at[1])) {
      if (!start_tag(&self, first, label)) break;
      first = false;
    } else {
      other_tag(&self);
    }
  }
  return true;
}
