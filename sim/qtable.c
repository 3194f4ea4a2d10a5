/* Builds quantile tables.
 *
 * A table whose arguments are drawn is rebuilt for every replicate, so beta, gamma and pert take a
 * short cut: the quantile is solved at every eighth node only, and between two solved nodes log x
 * is a quintic in log u that has the exact values, slopes and curvatures at both ends. Density and
 * its logarithmic derivative give slope and curvature in closed form. Against nodes solved one by
 * one the error is below one bit of float (tests/sim/test_dist.c).
 */
#include "sim/qtable.h"

#include <math.h>
#include <gsl/gsl_randist.h>
#include "sim/dist_invert.h"

#define STRIDE 8         /* half an octave; divides NDRSIM_QTABLE_LAST */
#define SMOOTH_SHAPE 0.8 /* below, log x bends too sharply for the short cut */

static float as_float(double x) {
  if (x > 3.4e38) return 3.4e38f;
  if (x < -3.4e38) return -3.4e38f;
  return (float)x;
}

static void discrete_table(const ndrsim_dist *dist, ndrsim_qtable *table) {
  double sum = 0;
  for (int i = 0; i < dist->n_values; i++) {
    if (dist->value[i] < dist->low || dist->value[i] > dist->high || dist->weight[i] == 0) continue;
    sum += dist->weight[i];
    table->step_end[table->n_steps] = sum;
    table->step_value[table->n_steps] = as_float(dist->value[i]);
    table->n_steps++;
  }
  for (int i = 0; i < table->n_steps; i++)
    table->step_end[i] = i + 1 < table->n_steps ? table->step_end[i] / sum : 1;
}

/* --- node by node ---------------------------------------------------------------------------- */

static ndrsim_status plain_table(const ndrsim_dist *dist, ndrsim_qtable *table) {
  for (int side = 0; side < 2; side++)
    for (int k = 0; k < NDRSIM_QTABLE_SIDE; k++) {
      double x;
      ndrsim_status status = ndrsim_dist_quantile_tail(dist, side, ndrsim_qtable_distance(k), &x);
      if (status != NDRSIM_OK) return status;
      table->node[ndrsim_qtable_index(side, k)] = as_float(x);
    }
  return NDRSIM_OK;
}

/* --- beta and gamma -------------------------------------------------------------------------- */

/* A standard beta or gamma, and how it is moved and stretched. */
typedef struct standard {
  bool beta;
  double a, b, offset, scale;
} standard;

static bool standardise(const ndrsim_dist *dist, standard *out) {
  const double *arg = dist->arg;
  if (!isinf(dist->low) || !isinf(dist->high)) return false;
  if (dist->kind == NDRSIM_DIST_BETA) {
    *out = (standard){true, arg[0], arg[1], 0, 1};
  } else if (dist->kind == NDRSIM_DIST_GAMMA) {
    *out = (standard){false, arg[0], 0, 0, arg[1]};
  } else if (dist->kind == NDRSIM_DIST_PERT) {
    *out = (standard){true, 0, 0, arg[0], arg[2] - arg[0]};
    ndrsim_pert_shapes(arg, &out->a, &out->b);
  } else {
    return false;
  }
  return out->a >= SMOOTH_SHAPE && (!out->beta || out->b >= SMOOTH_SHAPE);
}

/* A solved node: y = log x (of the mirrored x, if so) as a function of t = logit(distance). */
typedef struct solved {
  double t, y, slope, curvature;
  bool mirrored, smooth; /* smooth: slope and curvature are finite */
} solved;

static ndrsim_status solve(const standard *s, int side, int k, ndrsim_hint *hint, double *x) {
  double d = ndrsim_qtable_distance(k);
  ndrsim_tails u = side ? (ndrsim_tails){1 - d, d} : (ndrsim_tails){d, 1 - d};
  return s->beta ? ndrsim_beta_quantile(s->a, s->b, u, hint, x)
                 : ndrsim_gamma_quantile(s->a, u, hint, x);
}

static double logit(double d) {
  return log(d / (1 - d));
}

/* With g the density of y: dT/dy = +-g for the tail T, and dT/dt = T (1 - T), so
 * y' = +-T (1 - T) / g and y'' = y' (1 - 2 T) - y'^2 (log g)'. */
static void differentiate(const standard *s, int side, int k, const ndrsim_hint *hint,
                          solved *out) {
  double d = ndrsim_qtable_distance(k), w = exp(hint->y), g, log_g;
  double a = hint->mirrored ? s->b : s->a, b = hint->mirrored ? s->a : s->b;
  if (s->beta) {
    g = w * gsl_ran_beta_pdf(w, a, b);
    log_g = a - (b - 1) * w / (1 - w);
  } else {
    g = w * gsl_ran_gamma_pdf(w, a, 1);
    log_g = a - w;
  }
  bool lower = (side == 0) != hint->mirrored;
  out->t = logit(d);
  out->y = hint->y;
  out->mirrored = hint->mirrored;
  out->slope = (lower ? d : -d) * (1 - d) / g;
  out->curvature = out->slope * (1 - 2 * d) - out->slope * out->slope * log_g;
  out->smooth = isfinite(out->y) && isfinite(out->slope) && isfinite(out->curvature);
}

/* The quintic between two solved nodes, at t. */
static double between(const solved *p, const solved *q, double t) {
  double h = q->t - p->t, s = (t - p->t) / h;
  double m0 = p->slope * h, m1 = q->slope * h, c0 = p->curvature * h * h, c1 = q->curvature * h * h;
  double r = q->y - p->y - m0 - 0.5 * c0, e = m1 - m0 - c0, f = c1 - c0;
  double c = 10 * r - 4 * e + 0.5 * f, d = -15 * r + 7 * e - f, b = 6 * r - 3 * e + 0.5 * f;
  return p->y + s * (m0 + s * (0.5 * c0 + s * (c + s * (d + s * b))));
}

static ndrsim_status standard_side(const standard *s, int side, float *node) {
  ndrsim_hint hint = NDRSIM_NO_HINT;
  solved last = {0}, now;
  for (int k = 0; k < NDRSIM_QTABLE_SIDE; k += STRIDE) {
    double x;
    ndrsim_status status = solve(s, side, k, &hint, &x);
    if (status != NDRSIM_OK) return status;
    node[k] = as_float(s->offset + s->scale * x);
    differentiate(s, side, k, &hint, &now);
    bool smooth = k > 0 && last.smooth && now.smooth && last.mirrored == now.mirrored;
    ndrsim_hint inner = {last.y, last.mirrored};
    for (int j = k - STRIDE + 1; k > 0 && j < k; j++) {
      if (smooth) {
        x = exp(between(&last, &now, logit(ndrsim_qtable_distance(j))));
        if (now.mirrored) x = 1 - x;
      } else {
        status = solve(s, side, j, &inner, &x);
        if (status != NDRSIM_OK) return status;
      }
      node[j] = as_float(s->offset + s->scale * x);
    }
    last = now;
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_qtable_build(const ndrsim_dist *dist, ndrsim_qtable *table) {
  standard s;
  ndrsim_status status = NDRSIM_OK;
  *table = (ndrsim_qtable){0};
  if (dist->kind == NDRSIM_DIST_DISCRETE) {
    discrete_table(dist, table);
    return table->n_steps > 0 ? NDRSIM_OK : NDRSIM_NUMERIC;
  }
  if (standardise(dist, &s)) {
    for (int side = 0; side < 2 && status == NDRSIM_OK; side++)
      status = standard_side(&s, side, table->node + ndrsim_qtable_index(side, 0));
  } else {
    status = plain_table(dist, table);
  }
  if (status == NDRSIM_OK) ndrsim_qtable_finish(table);
  return status;
}
