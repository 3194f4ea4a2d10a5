/* A strict scan of JSON text before cJSON parses it.
 *
 * cJSON accepts what RFC 8259 does not (leading zeros, control characters, invalid UTF-8, trailing
 * text), turns 1e999 into infinity, cuts strings at \u0000 and keeps no positions. So the text is
 * checked here first, with a message for each fault, and the place of every value is noted in
 * document order: cJSON's tree, walked in the same order, gets its positions from that list.
 */
#ifndef NDRSIM_SCENARIOS_JSON_SCAN_H
#define NDRSIM_SCENARIOS_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include "ndrsim/error.h"

#define NDRSIM_JSON_DEPTH 64                  /* objects and arrays inside each other */
#define NDRSIM_JSON_BYTES (10u * 1024 * 1024) /* longest text */
#define NDRSIM_JSON_FILE_BYTES ((size_t)NDRSIM_JSON_BYTES + 3) /* the same with a BOM */
#define NDRSIM_JSON_VALUES 200000u /* cJSON takes 40 to 100 bytes for each */

typedef struct ndrsim_json_spot {
  uint32_t key, value; /* byte offsets; of an element of an array both are the value's */
} ndrsim_json_spot;

typedef struct ndrsim_json_spots {
  size_t n, capacity;
  ndrsim_json_spot *spot; /* in document order: a value before what it holds */
} ndrsim_json_spots;

/* Scans text[size] (no BOM). Fills `spots` (free spots->spot also after a failure). Errors: INPUT
 * with line, column, JSON path, expected and found; LIMIT; MEMORY. `err` must not be NULL. */
ndrsim_status ndrsim_json_scan(const char *text, size_t size, const char *name,
                               ndrsim_json_spots *spots, ndrsim_error *err);

/* Line and column (1-based, in bytes) of an offset. */
void ndrsim_json_position(const char *text, size_t offset, long *line, long *column);

#endif
