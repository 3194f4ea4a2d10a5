#include "analysis/voi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>

enum { FOLDS = 10, DEGREES = 3, PAIRED = 16, TERMS_MOST = 40, REPLICATES_A_TERM = 8 };

#define INDEPENDENT 1e-8 /* of a column's own size that is left beside those chosen */

void ndrsim_voi_init(ndrsim_voi *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_voi_free(ndrsim_voi *self) {
  free(self->first);
  free(self->second);
  free(self->column);
  free(self->gram);
  ndrsim_voi_init(self);
}

void ndrsim_voi_mean(const double *value, int n, double *mean, double *se) {
  double sum = 0, squares = 0;
  for (int r = 0; r < n; r++) {
    sum += value[r];
  }
  *mean = sum / n;
  for (int r = 0; r < n; r++) {
    squares += (value[r] - *mean) * (value[r] - *mean);
  }
  *se = n > 1 ? sqrt(squares / (n - 1) / n) : (double)NAN;
}

/* --- terms ------------------------------------------------------------------------------------ */

typedef struct ranked {
  double value;
  int at;
} ranked;

static int by_value(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return x->at - y->at;
}

/* Normal scores of x[n]: quantiles at the middle of each rank; equal values share one. */
static void scores(const double *x, int n, ranked *room, double *out) {
  for (int r = 0; r < n; r++) {
    room[r] = (ranked){x[r], r};
  }
  qsort(room, (size_t)n, sizeof *room, by_value);
  for (int from = 0, to; from < n; from = to) {
    for (to = from; to < n && room[to].value == room[from].value;)
      to++;
    double z = gsl_cdf_ugaussian_Pinv(0.5 * (from + to) / n);
    for (int k = from; k < to; k++) {
      out[room[k].at] = z;
    }
  }
}

static double *column_at(const ndrsim_voi *self, int column) {
  return self->column + (size_t)column * (size_t)self->n;
}

static int columns_of(const ndrsim_voi *self) {
  return 1 + self->terms + self->options - 1;
}

/* Powers of parameter p are the terms DEGREES p, ...: in columns one further, because of the 1. */
static int power_column(int parameter, int degree) {
  return 1 + DEGREES * parameter + degree - 1;
}

static void fill_powers(ndrsim_voi *self, int parameter) {
  const double *z = column_at(self, power_column(parameter, 1));
  double *square = column_at(self, power_column(parameter, 2));
  double *cube = column_at(self, power_column(parameter, 3));
  for (int r = 0; r < self->n; r++) {
    square[r] = (z[r] * z[r] - 1) / M_SQRT2;
    cube[r] = (z[r] * z[r] * z[r] - 3 * z[r]) / sqrt(6);
  }
  for (int d = 0; d < DEGREES; d++) {
    self->first[DEGREES * parameter + d] = parameter;
    self->second[DEGREES * parameter + d] = -1;
  }
}

/* How much a parameter's score goes with what the options differ by. */
static double linear_size(const ndrsim_voi *self, int parameter) {
  const double *z = column_at(self, power_column(parameter, 1));
  double most = 0;
  for (int o = 1; o < self->options; o++) {
    const double *d = column_at(self, self->terms + o);
    double sum = 0, mean = 0;
    for (int r = 0; r < self->n; r++) {
      mean += d[r] / self->n;
    }
    for (int r = 0; r < self->n; r++) {
      sum += z[r] * (d[r] - mean);
    }
    most = fmax(most, fabs(sum));
  }
  return most;
}

/* The parameters of which pairs are formed: those with the largest effects. */
static int choose_paired(const ndrsim_voi *self, int chosen[PAIRED]) {
  int n = self->parameters < PAIRED ? self->parameters : PAIRED;
  double size[PAIRED];
  int filled = 0;
  for (int p = 0; p < self->parameters; p++) {
    double own = linear_size(self, p);
    int at = filled;
    while (at > 0 && size[at - 1] < own)
      at--;
    if (at == n) continue;
    int last = filled < n ? filled++ : n - 1;
    for (int k = last; k > at; k--) {
      size[k] = size[k - 1];
      chosen[k] = chosen[k - 1];
    }
    size[at] = own;
    chosen[at] = p;
  }
  return n;
}

static void fill_pairs(ndrsim_voi *self) {
  int chosen[PAIRED], n = choose_paired(self, chosen), term = DEGREES * self->parameters;
  for (int a = 0; a < n; a++) {
    for (int b = a + 1; b < n; b++, term++) {
      const double *x = column_at(self, power_column(chosen[a], 1));
      const double *y = column_at(self, power_column(chosen[b], 1));
      double *out = column_at(self, 1 + term);
      for (int r = 0; r < self->n; r++) {
        out[r] = x[r] * y[r];
      }
      self->first[term] = chosen[a];
      self->second[term] = chosen[b];
    }
  }
}

/* Sums of products of all columns, over the replicates of each fold, and over all. */
static void fill_gram(ndrsim_voi *self) {
  size_t columns = (size_t)columns_of(self), size = columns * columns;
  double *all = self->gram + FOLDS * size;
  for (size_t a = 0; a < columns; a++) {
    for (size_t b = a; b < columns; b++) {
      const double *x = column_at(self, (int)a), *y = column_at(self, (int)b);
      double sum[FOLDS] = {0};
      for (int r = 0; r < self->n; r++) {
        sum[r % FOLDS] += x[r] * y[r];
      }
      for (size_t f = 0; f < FOLDS; f++) {
        self->gram[f * size + a * columns + b] = self->gram[f * size + b * columns + a] = sum[f];
        all[a * columns + b] += sum[f];
      }
      all[b * columns + a] = all[a * columns + b];
    }
  }
}

ndrsim_status ndrsim_voi_make(ndrsim_voi *self, int n, int parameters, const double *x, int options,
                              const double *y, ndrsim_error *err) {
  int paired = parameters < PAIRED ? parameters : PAIRED;
  ndrsim_voi_free(self);
  self->n = n;
  self->parameters = parameters;
  self->options = options;
  self->terms = DEGREES * parameters + paired * (paired - 1) / 2;
  self->y = y;
  size_t columns = (size_t)columns_of(self), rows = (size_t)n, terms = (size_t)self->terms;
  ranked *room = malloc(rows * sizeof *room);
  self->first = malloc((terms + 1) * sizeof *self->first);
  self->second = malloc((terms + 1) * sizeof *self->second);
  self->column = calloc(columns * rows, sizeof *self->column);
  self->gram = calloc((FOLDS + 1) * columns * columns, sizeof *self->gram);
  if (room == NULL || self->first == NULL || self->second == NULL || self->column == NULL ||
      self->gram == NULL) {
    free(room);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a regression on %d parameters",
                            parameters);
  }
  for (int r = 0; r < n; r++) {
    self->column[r] = 1;
    for (int o = 1; o < options; o++) {
      column_at(self, self->terms + o)[r] = y[(size_t)o * rows + (size_t)r] - y[r];
    }
  }
  for (int p = 0; p < parameters; p++) {
    scores(x + (size_t)p * rows, n, room, column_at(self, power_column(p, 1)));
    fill_powers(self, p);
  }
  fill_pairs(self);
  fill_gram(self);
  free(room);
  return NDRSIM_OK;
}

/* --- regression ------------------------------------------------------------------------------- */

/* One regression: 1, candidates, and what is to be explained, with the sums of their products. */
typedef struct fit {
  int n;               /* replicates */
  int size;            /* candidates + 2 */
  const int *column;   /* [candidates] of the sample */
  double *matrix;      /* [size][size] */
  double *own;         /* [size] what each column had before anything was chosen */
  double *coefficient; /* [candidates + 1]: of 1, then of the candidates; 0 = not chosen */
  int chosen;
} fit;

/* Gauss and Jordan's elimination of one column; those that were swept hold the regression. */
static void sweep(double *m, int size, int k) {
  double pivot = m[k * size + k];
  for (int j = 0; j < size; j++) {
    m[k * size + j] /= pivot;
  }
  for (int i = 0; i < size; i++) {
    double factor = m[i * size + k];
    if (i == k || factor == 0) continue;
    for (int j = 0; j < size; j++) {
      m[i * size + j] -= factor * m[k * size + j];
    }
    m[i * size + k] = -factor / pivot;
  }
  m[k * size + k] = 1 / pivot;
}

static bool is_chosen(const fit *self, int j) {
  return self->coefficient[j] != 0;
}

/* The candidate that takes most from the rest; 0 = none is worth its term. */
static int next_term(const fit *self) {
  int size = self->size, y = size - 1, best = 0;
  double rest = self->matrix[y * size + y], most = 0;
  for (int j = 1; j < y; j++) {
    double left = self->matrix[j * size + j], with = self->matrix[j * size + y];
    if (is_chosen(self, j) || !(left > INDEPENDENT * self->own[j])) continue;
    if (with * with / left <= most) continue;
    most = with * with / left;
    best = j;
  }
  if (best == 0 || !(most > 0)) return 0;
  if (most >= rest) return best; /* all of it: rounding */
  return self->n * -log1p(-most / rest) > log(self->n) ? best : 0;
}

static void run_fit(fit *self) {
  int size = self->size, y = size - 1;
  int most = self->n / REPLICATES_A_TERM < TERMS_MOST ? self->n / REPLICATES_A_TERM : TERMS_MOST;
  memset(self->coefficient, 0, (size_t)y * sizeof *self->coefficient);
  self->chosen = 0;
  sweep(self->matrix, size, 0);
  for (int j = 0; j < size; j++) {
    self->own[j] = self->matrix[j * size + j];
  }
  double least = 1e-12 * self->own[y]; /* nothing is left to explain */
  while (self->chosen < most && self->matrix[y * size + y] > least) {
    int j = next_term(self);
    if (j == 0) break;
    sweep(self->matrix, size, j);
    self->coefficient[j] = 1;
    self->chosen++;
  }
  for (int j = 0; j < y; j++) {
    if (j == 0 || is_chosen(self, j)) self->coefficient[j] = self->matrix[j * size + y];
  }
}

/* The sums of a training sample: those of all, less those of a fold (FOLDS: less nothing). */
static void load_fit(fit *self, const ndrsim_voi *voi, int fold, int option) {
  size_t columns = (size_t)columns_of(voi), block = columns * columns;
  const double *all = voi->gram + FOLDS * block;
  const double *less = fold < FOLDS ? voi->gram + (size_t)fold * block : NULL;
  int size = self->size;
  for (int i = 0; i < size; i++) {
    for (int j = 0; j < size; j++) {
      size_t a = (size_t)(i == 0 ? 0 : i == size - 1 ? voi->terms + option : self->column[i - 1]);
      size_t b = (size_t)(j == 0 ? 0 : j == size - 1 ? voi->terms + option : self->column[j - 1]);
      double sum = all[a * columns + b];
      self->matrix[i * size + j] = less != NULL ? sum - less[a * columns + b] : sum;
    }
  }
  self->n = (int)lround(self->matrix[0]);
}

static double predict(const fit *self, const ndrsim_voi *voi, int r) {
  double sum = self->coefficient[0];
  for (int j = 1; j < self->size - 1; j++) {
    if (is_chosen(self, j)) sum += self->coefficient[j] * column_at(voi, self->column[j - 1])[r];
  }
  return sum;
}

/* --- values ----------------------------------------------------------------------------------- */

/* What a rule is made of: for each option but the first what the regression says, and the mean. */
typedef struct rule {
  fit fit;
  double *said; /* [options][n]; of option 0 all 0 */
  double *mean; /* [options] in the training sample */
} rule;

static void make_rule(rule *self, const ndrsim_voi *voi, int fold, int *terms) {
  self->mean[0] = 0;
  for (int o = 1; o < voi->options; o++) {
    load_fit(&self->fit, voi, fold, o);
    self->mean[o] = self->fit.matrix[self->fit.size - 1] / self->fit.matrix[0];
    run_fit(&self->fit);
    if (terms != NULL) *terms += self->fit.chosen;
    for (int r = fold < FOLDS ? fold : 0; r < voi->n; r += fold < FOLDS ? FOLDS : 1) {
      self->said[(size_t)o * (size_t)voi->n + (size_t)r] = predict(&self->fit, voi, r);
    }
  }
}

/* The first of the largest, with a stride between the options. */
static int best_of(const double *value, int options, int stride) {
  int best = 0;
  for (int o = 1; o < options; o++) {
    if (value[(size_t)o * (size_t)stride] > value[(size_t)best * (size_t)stride]) best = o;
  }
  return best;
}

static double fitted_value(const rule *self, const ndrsim_voi *voi) {
  double sum = 0;
  for (int r = 0; r < voi->n; r++) {
    const double *said = self->said + r;
    sum += said[(size_t)best_of(said, voi->options, voi->n) * (size_t)voi->n];
  }
  return sum / voi->n - self->mean[best_of(self->mean, voi->options, 1)];
}

/* The option that is best on average in all replicates. */
static size_t habit_of(const ndrsim_voi *self) {
  const double *all =
      self->gram + (size_t)FOLDS * (size_t)columns_of(self) * (size_t)columns_of(self);
  int best = 0;
  double most = 0;
  for (int o = 1; o < self->options; o++) { /* sums of what it brings more than option 0 */
    if (all[self->terms + o] <= most) continue;
    most = all[self->terms + o];
    best = o;
  }
  return (size_t)best;
}

/* A regression without terms says nothing about any replicate: the habit stays. */
static void earn(rule *self, const ndrsim_voi *voi, double *gain) {
  size_t n = (size_t)voi->n, habit = habit_of(voi);
  for (int fold = 0; fold < FOLDS; fold++) {
    int terms = 0;
    make_rule(self, voi, fold, &terms);
    for (size_t r = (size_t)fold; r < n; r += FOLDS) {
      size_t now = terms > 0 ? (size_t)best_of(self->said + r, voi->options, voi->n) : habit;
      gain[r] = voi->y[now * n + r] - voi->y[habit * n + r];
    }
  }
}

static int candidates_of(const ndrsim_voi *self, const bool *known, int *out) {
  int n = 0;
  for (int t = 0; t < self->terms; t++) {
    bool pair = self->second[t] >= 0;
    if (known[self->first[t]] && (!pair || known[self->second[t]])) out[n++] = 1 + t;
  }
  return n;
}

ndrsim_status ndrsim_voi_of(const ndrsim_voi *self, const bool *known, double *gain,
                            ndrsim_worth *out, ndrsim_error *err) {
  size_t n = (size_t)self->n, options = (size_t)self->options;
  int *column = malloc(((size_t)self->terms + 1) * sizeof *column);
  int size = column != NULL ? candidates_of(self, known, column) + 2 : 2;
  size_t square = (size_t)size * (size_t)size;
  double *room = calloc(square + 2 * (size_t)size + options * (n + 1) + n, sizeof *room);
  *out = (ndrsim_worth){NAN, NAN, NAN, 0};
  if (column == NULL || room == NULL) {
    free(column);
    free(room);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a regression");
  }
  rule work = {.fit = {.size = size,
                       .column = column,
                       .matrix = room,
                       .own = room + square,
                       .coefficient = room + square + size},
               .said = room + square + 2 * size,
               .mean = room + square + 2 * (size_t)size + options * n};
  double *own = gain != NULL ? gain : work.mean + options;
  make_rule(&work, self, FOLDS, &out->terms);
  out->fitted = fitted_value(&work, self);
  earn(&work, self, own);
  ndrsim_voi_mean(own, self->n, &out->value, &out->se);
  free(column);
  free(room);
  return NDRSIM_OK;
}

void ndrsim_voi_foresight(const ndrsim_voi *self, double *gain) {
  size_t n = (size_t)self->n, habit = habit_of(self);
  for (size_t r = 0; r < n; r++) {
    size_t best = (size_t)best_of(self->y + r, self->options, self->n);
    gain[r] = self->y[best * n + r] - self->y[habit * n + r];
  }
}
