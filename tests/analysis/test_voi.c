/* The value of information against closed forms. Two options whose difference is
 *   a + b z1 + c z2 + luck,   z1, z2 independent standard normals
 * so knowing z1 is worth s f(a / s) with s = |b| and f(t) = phi(t) - |t| Phi(-|t|), both s^2 = b^2
 * + c^2, and luck must not be counted. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include "analysis/voi.h"
#include "sim/philox.h"

enum { N = 4000, MOST = 12 };

static double normal(uint64_t seed, int what, int r) {
  ndrsim_words w = ndrsim_philox(seed, (uint64_t)what, (uint32_t)r, 0, 0, 0);
  return gsl_cdf_ugaussian_Pinv(ndrsim_uniform53(w.w[0], w.w[1]));
}

/* max(a + s z, 0) on average, less max(a, 0) */
static double closed(double a, double s) {
  double t = fabs(a) / s;
  return s * (gsl_ran_ugaussian_pdf(t) - t * gsl_cdf_ugaussian_Q(t));
}

typedef struct sample {
  double x[MOST * N], y[3 * N];
  int parameters, options, n;
  ndrsim_voi voi;
} sample;

static sample own;

static sample *draw(uint64_t seed, int n, int parameters, int options) {
  own.n = n;
  own.parameters = parameters;
  own.options = options;
  for (int p = 0; p < parameters; p++)
    for (int r = 0; r < n; r++)
      own.x[p * n + r] = normal(seed, p, r);
  for (int o = 0; o < options; o++)
    for (int r = 0; r < n; r++)
      own.y[o * n + r] = 100 + 20 * normal(seed, 100, r); /* what all options share */
  return &own;
}

static void make(sample *self) {
  ndrsim_error err;
  ndrsim_voi_init(&self->voi);
  assert_int_equal(
      ndrsim_voi_make(&self->voi, self->n, self->parameters, self->x, self->options, self->y, &err),
      NDRSIM_OK);
}

static ndrsim_worth worth(const sample *self, unsigned set, double *gain) {
  bool known[MOST];
  ndrsim_worth out;
  ndrsim_error err;
  for (int p = 0; p < self->parameters; p++)
    known[p] = set >> p & 1;
  assert_int_equal(ndrsim_voi_of(&self->voi, known, gain, &out, &err), NDRSIM_OK);
  return out;
}

static void two_options(sample *self, uint64_t seed, double a, double b, double c, double luck) {
  for (int r = 0; r < self->n; r++)
    self->y[self->n + r] +=
        a + b * self->x[r] + c * self->x[self->n + r] + luck * normal(seed, 101, r);
}

static void near(const char *what, const ndrsim_worth *w, double truth, double se_most) {
  printf("  %-28s %8.4f (%.4f), as fitted %8.4f, truth %8.4f\n", what, w->value, w->se, w->fitted,
         truth);
  if (!(fabs(w->value - truth) <= 4 * w->se + 1e-9))
    fail_msg("%s: %g is %.1f standard errors from %g", what, w->value, (w->value - truth) / w->se,
             truth);
  if (!(w->se < se_most)) fail_msg("%s: standard error %g", what, w->se);
}

static void closed_forms(void **state) {
  (void)state;
  static const double a[] = {0, 1, -1.5}, luck[] = {0, 3};
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 2; k++) {
      uint64_t seed = 10 * (uint64_t)i + (uint64_t)k;
      sample *s = draw(seed, N, 4, 2);
      two_options(s, seed, a[i], 2, 1, luck[k]);
      make(s);
      ndrsim_worth one = worth(s, 1, NULL), other = worth(s, 2, NULL), both = worth(s, 3, NULL);
      ndrsim_worth none = worth(s, 4, NULL), all = worth(s, 15, NULL);
      near("z1", &one, closed(a[i], 2), 0.08);
      near("z2", &other, closed(a[i], 1), 0.08);
      near("both", &both, closed(a[i], sqrt(5)), 0.08);
      near("all four", &all, closed(a[i], sqrt(5)), 0.08);
      near("one that does nothing", &none, 0, 0.08);
      ndrsim_voi_free(&s->voi);
    }
}

/* 2% of a value must be seen when there is no luck. */
static void a_planted_bias_is_seen(void **state) {
  (void)state;
  sample *s = draw(3, N, 2, 2);
  two_options(s, 3, 0, 2, 0, 0);
  make(s);
  ndrsim_worth w = worth(s, 1, NULL);
  /* the mean of max(2 z, 0) less max(mean, 0) of this very sample, to which the rule is exact */
  double high = 0, mean = 0;
  for (int r = 0; r < N; r++) {
    double d = s->y[N + r] - s->y[r];
    high += fmax(d, 0) / N;
    mean += d / N;
  }
  double truth = high - fmax(mean, 0);
  assert_true(fabs(w.value - truth) < 0.01 * truth);
  assert_false(fabs(1.02 * w.value - truth) < 0.01 * truth);
  ndrsim_voi_free(&s->voi);
}

/* Luck alone is worth nothing: a value above two standard errors in no more than 2.3% of the
 * studies, within three standard errors of a binomial. What was fitted is above in most. */
static void luck_is_worth_nothing(void **state) {
  (void)state;
  enum { STUDIES = 200, MANY = 11 };
  int above = 0, fitted = 0;
  for (uint64_t seed = 0; seed < STUDIES; seed++) {
    sample *s = draw(seed, 200, MOST, 2);
    two_options(s, seed, 0, 0, 0, 5);
    make(s);
    ndrsim_worth all = worth(s, (1U << MOST) - 1, NULL);
    above += all.value > 2 * all.se;
    fitted += all.fitted > 2 * all.se;
    ndrsim_voi_free(&s->voi);
  }
  printf("  more than two standard errors above 0: %d of %d; as fitted %d\n", above, STUDIES,
         fitted);
  assert_true(above <= MANY);
  assert_true(fitted > 5 * MANY);
}

/* Of 200 studies the truth lies within two standard errors in 95.4%, within three errors of a
 * binomial (4.4%); within half of that in 68%. */
static void errors_cover(void **state) {
  (void)state;
  enum { STUDIES = 200, LOW = 182, HALF = 160 };
  static const double a[] = {0, 1.5};
  for (int k = 0; k < 2; k++)
    for (unsigned set = 1; set < 4; set += 2) {
      double truth = closed(a[k], set == 1 ? 2 : sqrt(5));
      int near = 0, half = 0;
      for (uint64_t seed = 500; seed < 500 + STUDIES; seed++) {
        sample *s = draw(seed, 300, 6, 2);
        two_options(s, seed, a[k], 2, 1, 2);
        make(s);
        ndrsim_worth w = worth(s, set, NULL);
        near += fabs(w.value - truth) <= 2 * w.se;
        half += fabs(w.value - truth) <= w.se;
        ndrsim_voi_free(&s->voi);
      }
      printf("  a = %g, set %u: within two standard errors %d of %d, within one %d\n", a[k], set,
             near, STUDIES, half);
      assert_true(near >= LOW && half <= HALF);
    }
}

static void curves_and_products_are_found(void **state) {
  (void)state;
  sample *s = draw(5, N, 5, 3);
  for (int r = 0; r < N; r++) {
    const double *x = s->x + r;
    s->y[N + r] += x[0] * x[N] + normal(5, 101, r); /* a product */
    s->y[2 * N + r] +=
        x[2 * N] * x[2 * N] - 1.2 + normal(5, 102, r); /* a curve, worse on average */
  }
  make(s);
  ndrsim_worth alone = worth(s, 1, NULL), product = worth(s, 3, NULL), curve = worth(s, 4, NULL);
  near("one factor of a product", &alone, 0, 0.08);
  near("both", &product, 1 / M_PI, 0.08); /* E|x1 x2| / 2 */
  /* E max(x^2 - 1.2, 0) */
  double t = sqrt(1.2), truth = 2 * (gsl_cdf_ugaussian_Q(t) + t * gsl_ran_ugaussian_pdf(t)) -
                                1.2 * 2 * gsl_cdf_ugaussian_Q(t);
  near("a curve", &curve, truth, 0.08);
  ndrsim_voi_free(&s->voi);
}

/* Whatever is added to a set, its value does not fall by more than two standard errors of the
 * difference: over orders of adding, sizes of luck and seeds. */
static void more_knowledge_is_not_worth_less(void **state) {
  (void)state;
  static double before[N], after[N];
  int steps = 0, fell = 0;
  double worst = 0;
  for (uint64_t seed = 100; seed < 130; seed++) {
    int n = seed % 2 ? 300 : 1000;
    sample *s = draw(seed, n, 10, 2);
    two_options(s, seed, 0.3, 1, 0.5, seed % 3 ? 2 : 0.5);
    for (int r = 0; r < n; r++)
      s->y[n + r] += 0.3 * s->x[2 * n + r] + 0.4 * s->x[3 * n + r] * s->x[r];
    make(s);
    unsigned set = 0;
    worth(s, 0, before);
    for (int k = 0; k < 10; k++) {
      set |= 1U << ((k * 7 + (int)seed) % 10);
      worth(s, set, after);
      double mean, se;
      for (int r = 0; r < n; r++)
        before[r] = after[r] - before[r];
      ndrsim_voi_mean(before, n, &mean, &se);
      double z = se > 0 ? mean / se : 0;
      if (z < worst) worst = z;
      fell += z < -2;
      steps++;
      memcpy(before, after, sizeof after);
    }
    ndrsim_voi_free(&s->voi);
  }
  printf("  %d of %d steps fell by more than two standard errors, the worst by %.1f\n", fell, steps,
         -worst);
  assert_true(fell <= 3); /* 1%: by chance alone 2.3% would */
  assert_true(worst > -3.5);
}

/* Whoever knows luck too never gains less, replicate by replicate; means and errors by hand. */
static void foresight_is_a_bound(void **state) {
  (void)state;
  static double gain[N], most[N];
  for (uint64_t seed = 0; seed < 10; seed++) {
    sample *s = draw(seed, 300, 4, 3);
    two_options(s, seed, 0.1, 1, 1, 2);
    make(s);
    ndrsim_voi_foresight(&s->voi, most);
    for (unsigned set = 0; set < 16; set++) {
      worth(s, set, gain);
      for (int r = 0; r < 300; r++)
        assert_true(gain[r] <= most[r]);
    }
    ndrsim_voi_free(&s->voi);
  }
  double mean, se;
  ndrsim_voi_mean((const double[]){1, 2, 3, 6}, 4, &mean, &se);
  assert_true(fabs(mean - 3) < 1e-12 && fabs(se - sqrt(14.0 / 3 / 4)) < 1e-12);
}

static void nothing_to_know_is_nothing(void **state) {
  (void)state;
  sample *s = draw(6, 60, 2, 2);
  make(s); /* options that are the same */
  ndrsim_worth none = worth(s, 0, NULL), all = worth(s, 3, NULL);
  assert_true(none.value == 0 && none.se == 0 && none.terms == 0);
  assert_true(all.value == 0 && all.se == 0 && all.fitted == 0);
  ndrsim_voi_free(&s->voi);
  ndrsim_voi_free(&s->voi);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closed_forms),
      cmocka_unit_test(a_planted_bias_is_seen),
      cmocka_unit_test(luck_is_worth_nothing),
      cmocka_unit_test(errors_cover),
      cmocka_unit_test(curves_and_products_are_found),
      cmocka_unit_test(more_knowledge_is_not_worth_less),
      cmocka_unit_test(foresight_is_a_bound),
      cmocka_unit_test(nothing_to_know_is_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
