/* One kernel, compiled for each instruction set like models/: every vector function on given words
 * and reals. tests/sim/test_bytes.c compares what comes out. */
#ifndef NDRSIM_TESTS_SIM_KERNEL_H
#define NDRSIM_TESTS_SIM_KERNEL_H

#include <stdint.h>

enum { KERNEL_COLUMNS = 24 };

/* n is a multiple of 16. out has KERNEL_COLUMNS columns of n words each. */
typedef void kernel_fn(int n, const uint32_t *word, const float *real, uint32_t *out);

kernel_fn ndrsim_test_kernel_portable, ndrsim_test_kernel_avx2, ndrsim_test_kernel_avx512;

#endif
