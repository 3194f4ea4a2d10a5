/* Running text for the terminal. */
#ifndef NDRSIM_REPORT_PARAGRAPH_H
#define NDRSIM_REPORT_PARAGRAPH_H

#include <stdio.h>

/* Words at most 92 columns wide, indented by two. */
void ndrsim_paragraph(const char *words, FILE *out);

#endif
