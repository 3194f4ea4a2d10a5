/* Grows scenarios: values for the parameters of the program's tables, in every form that the format
 * has. What to grow is chosen by the bytes of a fuzzer's input, or by a generator. */
#ifndef NDRSIM_TESTS_FUZZ_GROW_H
#define NDRSIM_TESTS_FUZZ_GROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cjson/cJSON.h>
#include "sim/param.h"

typedef struct fuzz_choice {
  const uint8_t *data; /* NULL = the generator */
  size_t left;         /* bytes; when they are spent every choice is the first */
  uint64_t state;
  unsigned illegal; /* of 100 values, how many break a rule of their parameter */
} fuzz_choice;

/* A number below n, n > 0. */
unsigned fuzz_pick(fuzz_choice *self, unsigned n);
/* Numbers that programs stumble over. */
double fuzz_odd_number(fuzz_choice *self);
/* Sets a parameter of the tables; tiers and segments are those of the scenario. */
void fuzz_grow_parameter(fuzz_choice *self, cJSON *scenario);
/* Correlates two parameters, and makes them distributions. */
void fuzz_grow_correlation(fuzz_choice *self, cJSON *scenario);

#endif
