/* Goodness of fit of counts in cells of known probability. */
#ifndef NDRSIM_TESTS_STATISTICAL_GOODNESS_H
#define NDRSIM_TESTS_STATISTICAL_GOODNESS_H

#include <stdint.h>

enum { GOODNESS_CELLS = 256 };

typedef struct goodness {
  int n_cells;
  double probability[GOODNESS_CELLS]; /* ascending in the variable; they sum to 1 */
  int64_t count[GOODNESS_CELLS];
} goodness;

/* p-value of Pearson's chi-square; neighbours are merged until 20 are expected in each. */
double goodness_chi_square(const goodness *g);
/* Bound of the p-value by Dvoretzky, Kiefer, Wolfowitz (constant by Massart): 2 exp(-2 n D^2), D
 * the largest distance of the distribution functions at the ends of the cells. */
double goodness_dkw(const goodness *g);
/* The smaller of both. */
double goodness_p(const goodness *g);

#endif
