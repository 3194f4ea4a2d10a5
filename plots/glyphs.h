/* Characters that no font of this machine has.
 *
 * gnuplot's cairo terminals scale the page twenty times up and down again, and Pango's box for a
 * missing character is scaled only up: one foreign letter in a title covers the chart. */
#ifndef NDRSIM_PLOTS_GLYPHS_H
#define NDRSIM_PLOTS_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>

/* Writes `text` (UTF-8, one line) to out[size] with U+25A1, a small box, in place of characters
 * that cannot be drawn. False, and nothing written, when all of them can. Fontconfig's fc-list is
 * asked, which comes with Pango; without it nobody knows, and what is not plain Latin is replaced.
 */
bool ndrsim_glyphs_replace(const char *text, char *out, size_t size);

#endif
