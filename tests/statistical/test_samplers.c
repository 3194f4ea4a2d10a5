/* Every sampler against GSL's distribution function: chi-square on equiprobable cells and the DKW
 * bound, a million draws or more, fixed seed, rejected at p < 1e-6, one retry with another seed.
 * And the same sampler with a fault of 2% planted in it, which must be rejected both times. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "sim/philox.h"
#include "sim/qtable.h"
#include "sim/scalar.h"
#include "tests/statistical/goodness.h"

static const double level = 1e-6;
static const double fault = 1.02;
enum { CELLS = 64, MILLION = 1000000 };

typedef enum family {
  UNIFORM,
  NORMAL,    /* sd a */
  LOGNORMAL, /* exp(a z) by the vector exp */
  BERNOULLI, /* p = a */
  BINOMIAL,  /* n, rate = a */
  TABLE,     /* quantile table of dist */
  CUT        /* the table's draw given X > a, as books are completed */
} family;

typedef struct subject {
  const char *name;
  family family;
  double a;
  int n; /* trials */
  int64_t draws;
  ndrsim_dist_kind kind;
  double arg[3]; /* TABLE: canonical arguments */
  int faulty;    /* which of arg the planted fault multiplies */
} subject;

static const subject subjects[] = {
    {.name = "uniform", .family = UNIFORM, .draws = MILLION},
    {.name = "normal", .family = NORMAL, .a = 1, .draws = 2 * MILLION},
    {.name = "lognormal by exp", .family = LOGNORMAL, .a = 0.5, .draws = 2 * MILLION},
    {.name = "bernoulli 0.03", .family = BERNOULLI, .a = 0.03, .draws = 5 * MILLION},
    {.name = "bernoulli 0.4", .family = BERNOULLI, .a = 0.4, .draws = MILLION},
    {.name = "binomial 12 x 0.01", .family = BINOMIAL, .n = 12, .a = 0.01, .draws = 3 * MILLION},
    {.name = "binomial 8 x 0.3", .family = BINOMIAL, .n = 8, .a = 0.3, .draws = MILLION},
    {.name = "binomial 120 x 0.04", .family = BINOMIAL, .n = 120, .a = 0.04, .draws = MILLION},
    {.name = "binomial 400 x 0.05", .family = BINOMIAL, .n = 400, .a = 0.05, .draws = MILLION},
    {.name = "binomial 15 x 2.5", .family = BINOMIAL, .n = 15, .a = 2.5, .draws = 4 * MILLION},
    {.name = "binomial 1e6 x 1e-4", .family = BINOMIAL, .n = 1000000, .a = 1e-4, .draws = MILLION},
    /* mean 0.03, sd 0.006: GSL's own inverse fails here */
    {.name = "table: beta",
     .family = TABLE,
     .kind = NDRSIM_DIST_BETA,
     .arg = {24.22, 783.11333333333334}},
    /* a value 2% larger hardly moves this one; a shape 2% larger does */
    {.name = "table: gamma 0.05", .family = TABLE, .kind = NDRSIM_DIST_GAMMA, .arg = {0.05, 20}},
    {.name = "table: gamma 3",
     .family = TABLE,
     .kind = NDRSIM_DIST_GAMMA,
     .arg = {3, 0.5},
     .faulty = 1},
    {.name = "table: normal", .family = TABLE, .kind = NDRSIM_DIST_NORMAL, .arg = {10, 2}},
    {.name = "table: lognormal", .family = TABLE, .kind = NDRSIM_DIST_LOGNORMAL, .arg = {1, 0.8}},
    {.name = "table: uniform",
     .family = TABLE,
     .kind = NDRSIM_DIST_UNIFORM,
     .arg = {-1, 4},
     .faulty = 1},
    {.name = "table: triangular",
     .family = TABLE,
     .kind = NDRSIM_DIST_TRIANGULAR,
     .arg = {0, 3, 10},
     .faulty = 1},
    {.name = "table: pert",
     .family = TABLE,
     .kind = NDRSIM_DIST_PERT,
     .arg = {0, 3, 10},
     .faulty = 1},
    {.name = "table: exponential", .family = TABLE, .kind = NDRSIM_DIST_EXPONENTIAL, .arg = {2.5}},
    {.name = "table: discrete", .family = TABLE, .kind = NDRSIM_DIST_DISCRETE},
    {.name = "table, cut: gamma 3 given > 2",
     .family = CUT,
     .a = 2,
     .kind = NDRSIM_DIST_GAMMA,
     .arg = {3, 0.5},
     .faulty = 1},
};
enum { N_SUBJECTS = sizeof subjects / sizeof *subjects };

/* Of the continuous distributions, straight from GSL. */
static double cdf(const subject *s, double x) {
  const double *a = s->arg, width = a[2] - a[0];
  if (s->family == UNIFORM) return gsl_cdf_flat_P(x, 0, 1);
  if (s->family == NORMAL) return gsl_cdf_gaussian_P(x, s->a);
  if (s->family == LOGNORMAL) return gsl_cdf_lognormal_P(x, 0, s->a);
  if (s->family == CUT) {
    double cut = gsl_cdf_gamma_Q(s->a, a[0], a[1]);
    return x <= s->a ? 0 : 1 - gsl_cdf_gamma_Q(x, a[0], a[1]) / cut;
  }
  switch (s->kind) {
  case NDRSIM_DIST_NORMAL:
    return gsl_cdf_gaussian_P(x - a[0], a[1]);
  case NDRSIM_DIST_LOGNORMAL:
    return gsl_cdf_lognormal_P(x, a[0], a[1]);
  case NDRSIM_DIST_BETA:
    return gsl_cdf_beta_P(x, a[0], a[1]);
  case NDRSIM_DIST_GAMMA:
    return gsl_cdf_gamma_P(x, a[0], a[1]);
  case NDRSIM_DIST_UNIFORM:
    return gsl_cdf_flat_P(x, a[0], a[1]);
  case NDRSIM_DIST_TRIANGULAR: /* GSL has none: the integral of two straight lines */
    if (x <= a[0] || x >= a[2]) return x >= a[2];
    return x < a[1] ? (x - a[0]) * (x - a[0]) / (width * (a[1] - a[0]))
                    : 1 - (a[2] - x) * (a[2] - x) / (width * (a[2] - a[1]));
  case NDRSIM_DIST_PERT:
    return gsl_cdf_beta_P((x - a[0]) / width, 1 + 4 * (a[1] - a[0]) / width,
                          1 + 4 * (a[2] - a[1]) / width);
  default:
    return gsl_cdf_exponential_P(x, a[0]);
  }
}

static const double values[] = {1, 3, 8}, weights[] = {5, 3, 2};

/* Probability of the whole number k. */
static double pmf(const subject *s, int k) {
  if (s->family == BERNOULLI) return k == 1 ? s->a : k == 0 ? 1 - s->a : 0;
  if (s->family == BINOMIAL)
    return k > s->n ? 0 : gsl_ran_binomial_pdf((unsigned)k, -expm1(-s->a), (unsigned)s->n);
  for (int i = 0; i < 3; i++)
    if ((int)values[i] == k) return weights[i] / 10;
  return 0;
}

static int discrete(const subject *s) {
  return s->family == BERNOULLI || s->family == BINOMIAL ||
         (s->family == TABLE && s->kind == NDRSIM_DIST_DISCRETE);
}

/* Solves cdf = u by bisection, of the logarithm above 0: the small gamma has quantiles of 1e-37. */
static double edge_at(const subject *s, double u) {
  int negative = cdf(s, 0) >= u;
  double low = negative ? -1e3 : 1e-300, high = negative ? 0 : 1e6;
  for (int i = 0; i < 200; i++) {
    double middle = negative ? 0.5 * (low + high) : sqrt(low) * sqrt(high);
    if (cdf(s, middle) < u)
      low = middle;
    else
      high = middle;
  }
  return high;
}

/* Cells: upper edges and their probabilities. Whole numbers: one each around the mean. */
static void make_cells(const subject *s, goodness *g, double *edge) {
  if (!discrete(s)) {
    double before = 0;
    g->n_cells = CELLS;
    for (int i = 0; i < CELLS; i++) {
      edge[i] = i < CELLS - 1 ? edge_at(s, (double)(i + 1) / CELLS) : (double)INFINITY;
      double p = i < CELLS - 1 ? cdf(s, edge[i]) : 1;
      g->probability[i] = p - before;
      before = p;
    }
    return;
  }
  double rest = 1;
  g->n_cells = GOODNESS_CELLS;
  for (int i = 0; i < GOODNESS_CELLS; i++) {
    edge[i] = i < GOODNESS_CELLS - 1 ? (double)i : (double)INFINITY;
    g->probability[i] = i < GOODNESS_CELLS - 1 ? pmf(s, i) : fmax(rest, 0);
    rest -= g->probability[i];
  }
}

static void make_table(const subject *s, ndrsim_qtable *table) {
  ndrsim_dist dist;
  ndrsim_dist_init(&dist, s->kind);
  memcpy(dist.arg, s->arg, sizeof s->arg);
  if (s->kind == NDRSIM_DIST_DISCRETE) {
    dist.n_values = 3;
    memcpy(dist.value, values, sizeof values);
    memcpy(dist.weight, weights, sizeof weights);
    dist.weight[0] *= s->arg[0] > 0 ? s->arg[0] : 1;
  }
  assert_int_equal(ndrsim_qtable_build(&dist, table), NDRSIM_OK);
}

static double draw(const subject *s, const ndrsim_qtable *table, double below, uint32_t word) {
  float a = (float)s->a;
  switch (s->family) {
  case UNIFORM:
    return (double)ndrsim_uniform1(word) * (s->a > 0 ? s->a : 1);
  case NORMAL:
    return (double)(a * ndrsim_normal1(word));
  case LOGNORMAL:
    return (double)ndrsim_exp1(a * ndrsim_normal1(word));
  case BERNOULLI:
    return ndrsim_bernoulli1(word, a);
  case BINOMIAL:
    return ndrsim_binomial1(word, s->n, a);
  case CUT: {
    double u = ((double)word + 0.5) / 4294967296.0;
    return ndrsim_qtable_at(table, below + (1 - below) * u);
  }
  default:
    return (double)ndrsim_qtable_read(table, word);
  }
}

static int cell_of(const goodness *g, const double *edge, double x) {
  int low = 0, high = g->n_cells - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (x <= edge[middle])
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* p-value of `sampler` against the distribution of `truth`. */
static double p_value(const subject *truth, const subject *sampler, uint64_t seed) {
  static goodness g;
  static double edge[GOODNESS_CELLS];
  static ndrsim_qtable table;
  int64_t n = truth->draws ? truth->draws : MILLION;
  memset(&g, 0, sizeof g);
  make_cells(truth, &g, edge);
  if (sampler->family >= TABLE) make_table(sampler, &table);
  double below = sampler->family == CUT ? ndrsim_qtable_invert(&table, sampler->a) : 0;
  for (int64_t i = 0; i < n; i += 4) {
    ndrsim_words w = ndrsim_philox(seed, (uint64_t)i, 1, 2, 3, 4);
    for (int k = 0; k < 4; k++)
      g.count[cell_of(&g, edge, draw(sampler, &table, below, w.w[k]))]++;
  }
  return goodness_p(&g);
}

static void is_accepted(void **state) {
  const subject *s = *state;
  double p = p_value(s, s, 1);
  if (p < level) p = p_value(s, s, 2);
  print_message("%-30s p = %.3g\n", s->name, p);
  assert_true(p >= level);
}

static void fault_is_rejected(void **state) {
  const subject *truth = *state;
  subject faulty = *truth;
  if (faulty.family == UNIFORM)
    faulty.a = fault;
  else if (faulty.family < TABLE)
    faulty.a *= fault;
  else if (faulty.kind == NDRSIM_DIST_DISCRETE)
    faulty.arg[0] = fault; /* the first weight */
  else
    faulty.arg[faulty.faulty] *= fault;
  double first = p_value(truth, &faulty, 1), second = p_value(truth, &faulty, 2);
  print_message("%-30s with a fault: p = %.3g, %.3g\n", truth->name, first, second);
  assert_true(first < level && second < level);
}

/* The verdict itself: fair counts pass, impossible ones do not. */
static void goodness_works(void **state) {
  (void)state;
  goodness g = {
      .n_cells = 4, .probability = {0.25, 0.25, 0.25, 0.25}, .count = {250, 251, 249, 250}};
  assert_true(goodness_p(&g) > 0.9);
  g.count[0] = 400;
  assert_true(goodness_p(&g) < level);
  goodness never = {.n_cells = 3, .probability = {0.5, 0.5, 0}, .count = {470, 460, 70}};
  assert_true(goodness_p(&never) < level);
  /* by hand: (60-50)^2/50 * 2 = 4, one degree of freedom: 0.0455 */
  goodness coin = {.n_cells = 2, .probability = {0.5, 0.5}, .count = {60, 40}};
  assert_true(fabs(goodness_chi_square(&coin) - 0.04550026) < 1e-6);
  assert_true(fabs(goodness_dkw(&coin) - 2 * exp(-2.0)) < 1e-12);
}

int main(void) {
  static struct CMUnitTest tests[2 * N_SUBJECTS + 1];
  static char names[2 * N_SUBJECTS][64];
  int n = 0;
  for (int i = 0; i < N_SUBJECTS; i++) {
    for (int planted = 0; planted < 2; planted++, n++) {
      snprintf(names[n], sizeof names[n], "%s%s", subjects[i].name, planted ? ", 2% fault" : "");
      tests[n] = (struct CMUnitTest){.name = names[n],
                                     .test_func = planted ? fault_is_rejected : is_accepted,
                                     .initial_state = (void *)(uintptr_t)&subjects[i]};
    }
  }
  tests[n++] = (struct CMUnitTest)cmocka_unit_test(goodness_works);
  return _cmocka_run_group_tests("samplers", tests, (size_t)n, NULL, NULL);
}
