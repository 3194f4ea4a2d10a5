/* Variance by layer: see layers.h for the estimators. Standard errors by the jackknife, because the
 * covariance term is not a plain mean and the three terms share runs. */
#include <math.h>
#include "analysis/layers.h"

#define LEAST_TO_SPLIT 3 /* samples from which there are standard errors */
#define LEAST 25         /* below this many samples the standard errors swamp the shares */

int ndrsim_layers_default(const ndrsim_model *model) {
  int samples = model->replicates / 4;
  return samples >= LEAST && model->horizon >= 12 ? samples : 0;
}

const char *ndrsim_layers_missing(const ndrsim_results *results) {
  if (results->layers.samples > 0) return NULL;
  if (results->model->horizon < results->basis_month)
    return "the horizon is shorter than the window of NDR";
  if (results->layer_samples_requested == 0) return "no samples were asked for (see --layers)";
  if (results->layer_samples < LEAST_TO_SPLIT)
    return "at least 3 whole samples are needed (see --layers)";
  return "some of its samples have no NDR";
}

void ndrsim_layers_address(int sample, ndrsim_replicate out[NDRSIM_LAYER_RUNS]) {
  uint32_t s = (uint32_t)sample;
  for (uint32_t run = 0; run < NDRSIM_LAYER_RUNS; run++) {
    out[run].parameter = NDRSIM_LAYER_FIRST + s;
    out[run].macro = NDRSIM_LAYER_FIRST + 2 * s + run / 2;
    out[run].idiosyncratic = NDRSIM_LAYER_FIRST + 4 * s + run;
  }
}

/* One sample: the two halves whose covariance is V_P, and the other two terms. */
typedef struct layer_sample {
  double x, y, macro, idiosyncratic;
} layer_sample;

static layer_sample sample_of(const double *run) {
  double a = run[0], b = run[1], c = run[2], d = run[3];
  return (layer_sample){
      .x = 0.5 * (a + b),
      .y = 0.5 * (c + d),
      .macro = 0.25 * ((a - c) * (b - d) + (a - d) * (b - c)),
      .idiosyncratic = 0.25 * ((a - b) * (a - b) + (c - d) * (c - d)),
  };
}

static int all_finite(const double *y, long n) {
  for (long k = 0; k < n; k++) {
    if (!isfinite(y[k])) return 0;
  }
  return 1;
}

/* Sums over all samples, centred where it matters. */
typedef struct layer_sums {
  double n, mean_x, mean_y, xy, macro, idiosyncratic;
} layer_sums;

static layer_sums sums_of(const double *y, int samples) {
  layer_sums sums = {.n = (double)samples};
  for (int s = 0; s < samples; s++) {
    layer_sample one = sample_of(y + (size_t)s * NDRSIM_LAYER_RUNS);
    sums.mean_x += one.x;
    sums.mean_y += one.y;
    sums.macro += one.macro;
    sums.idiosyncratic += one.idiosyncratic;
  }
  sums.mean_x /= sums.n;
  sums.mean_y /= sums.n;
  for (int s = 0; s < samples; s++) {
    layer_sample one = sample_of(y + (size_t)s * NDRSIM_LAYER_RUNS);
    sums.xy += (one.x - sums.mean_x) * (one.y - sums.mean_y);
  }
  return sums;
}

void ndrsim_layers_estimate(const double *y, int samples, ndrsim_layers *out) {
  out->samples = 0;
  for (int k = 0; k < 3; k++) {
    out->variance[k] = out->se[k] = NAN;
  }
  out->sum = out->sum_se = NAN;
  if (samples < LEAST_TO_SPLIT || !all_finite(y, (long)samples * NDRSIM_LAYER_RUNS)) return;

  layer_sums sums = sums_of(y, samples);
  double n = sums.n;
  out->samples = samples;
  out->variance[0] = sums.xy / (n - 1);
  out->variance[1] = sums.macro / n;
  out->variance[2] = sums.idiosyncratic / n;
  out->sum = out->variance[0] + out->variance[1] + out->variance[2];

  /* leave one out: the estimates without sample s follow from the sums in closed form; their mean
   * over s equals the estimate (all are U-statistics), so spread is taken about it */
  double spread[3] = {0, 0, 0}, sum_spread = 0;
  for (int s = 0; s < samples; s++) {
    layer_sample one = sample_of(y + (size_t)s * NDRSIM_LAYER_RUNS);
    double dx = one.x - sums.mean_x, dy = one.y - sums.mean_y;
    double without[3] = {
        (sums.xy - dx * dy * n / (n - 1)) / (n - 2),
        (sums.macro - one.macro) / (n - 1),
        (sums.idiosyncratic - one.idiosyncratic) / (n - 1),
    };
    double moved = 0;
    for (int k = 0; k < 3; k++) {
      double step = without[k] - out->variance[k];
      spread[k] += step * step;
      moved += step;
    }
    sum_spread += moved * moved;
  }
  for (int k = 0; k < 3; k++) {
    out->se[k] = sqrt(spread[k] * (n - 1) / n);
  }
  out->sum_se = sqrt(sum_spread * (n - 1) / n);
}

void ndrsim_layers_total(const double *y, int n, ndrsim_layers *out) {
  out->total = out->total_se = NAN;
  if (n < 3 || !all_finite(y, n)) return;
  double count = (double)n, mean = 0, squares = 0, spread = 0;
  for (int k = 0; k < n; k++) {
    mean += y[k];
  }
  mean /= count;
  for (int k = 0; k < n; k++) {
    squares += (y[k] - mean) * (y[k] - mean);
  }
  out->total = squares / (count - 1);
  for (int k = 0; k < n; k++) {
    double d = y[k] - mean;
    double step = (squares - d * d * count / (count - 1)) / (count - 2) - out->total;
    spread += step * step;
  }
  out->total_se = sqrt(spread * (count - 1) / count);
}

int ndrsim_layers_agree(const ndrsim_layers *self) {
  double error = sqrt(self->sum_se * self->sum_se + self->total_se * self->total_se);
  double gap = fabs(self->sum - self->total);
  /* with nothing random at all both are 0 with no error, up to rounding of the points */
  return gap <= 4 * error + 1e-9;
}
