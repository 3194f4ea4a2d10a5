/* A document as one page: a single file with its charts inside, which needs no script, no network
 * and no other file; for screens, phones, screen readers and paper. Whatever comes from a user is
 * escaped, and the page forbids itself everything but its own style. */
#ifndef NDRSIM_REPORT_HTML_H
#define NDRSIM_REPORT_HTML_H

#include <stdio.h>
#include "report/document.h"

/* Writes to `out` (not closed; a failed write shows in ferror). Errors: MEMORY, INTERNAL. */
ndrsim_status ndrsim_html_write(const ndrsim_document *document, FILE *out, ndrsim_error *err);

/* A text as it may stand between tags and in quotes. */
void ndrsim_html_text(const char *text, FILE *out);
/* The picture of a figure inside a page: names inside it get `key` in front, so that two pictures
 * do not meet, and nothing but shapes and texts remains. `label` is read out in its place. False
 * when it is no SVG document; nothing is written then. */
bool ndrsim_html_svg(const char *svg, size_t size, const char *key, const char *label, FILE *out);

#endif
