/* A mechanism of functions whose sensitivities are known, among all others of the program: what a
 * study finds has then gone the whole way from a scenario's distributions through the engine to
 * outcomes. Its parameters are published.x1 .. x8, published.noise; its metrics:
 *
 *   ishigami  sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1
 *   g         product of (|4 x_i - 2| + a_i) / (1 + a_i), a = 0, 1, 4.5, 9, 99, 99, 99, 99
 *   linear    x1 + 2 x2 + ... + 8 x8
 *   power     x1^2 / x2
 *
 * each with noise times a standard normal of the idiosyncratic layer. */
#ifndef NDRSIM_TESTS_PUBLISHED_H
#define NDRSIM_TESTS_PUBLISHED_H

#include "data/source.h"

/* That of the program and the mechanism; NULL = there is no room. */
const ndrsim_catalogue *published_catalogue(void);
/* One account, one month, `replicates`; `more` stands in the scenario ("" or ", \"key\": ..."):
 * distributions of x1.. and so on. Fails the test on an error. */
void published_source(ndrsim_source *source, ndrsim_model *model, int replicates, const char *more);

#endif
