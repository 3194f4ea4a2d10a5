/* Two files byte by byte, and where they part, in words: line, column, and the field of a CSV or
 * JSON file. */
#ifndef NDRSIM_REPORT_COMPARE_H
#define NDRSIM_REPORT_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "ndrsim/error.h"

typedef struct ndrsim_difference {
  bool same;         /* the rest is empty then */
  uint64_t offset;   /* of the first byte that differs, or the size of the shorter file */
  long line;         /* 1-based; 0 = the files are not text */
  long column;       /* 1-based, in bytes */
  char field[192];   /* "column p50", "retention.point[0].ndr.mean"; "" = none */
  char value[2][96]; /* of the field in each, else the rest of the line; escaped, cut */
} ndrsim_difference;

/* `name` tells the format by its end (.csv, .json, .svg; others are not text). Errors: IO, LIMIT
 * above 4 GB, MEMORY. */
ndrsim_status ndrsim_files_compare(const char *name, const char *first, const char *second,
                                   ndrsim_difference *out, ndrsim_error *err);
/* The same for texts in memory, which end with a zero byte. */
void ndrsim_texts_compare(const char *name, const char *first, size_t first_size,
                          const char *second, size_t second_size, ndrsim_difference *out);

#endif
