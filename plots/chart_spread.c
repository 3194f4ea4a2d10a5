/* What the replicates say together: the engines against each other, and variance by layer. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include "analysis/layers.h"
#include "analysis/quantity.h"
#include "plots/chart.h"

/* --- engines against each other -------------------------------------------------------------- */

#define PAIRS 3
#define MOST_POINTS 2000 /* drawn; the ellipse is of all replicates */
#define LEAST_POINTS 10  /* for an ellipse */
#define INSIDE 0.80
#define CORNERS 72

enum { ENGINES = 3 };
static const int engine[ENGINES] = {NDRSIM_DRIVER_SEAT, NDRSIM_DRIVER_WORKFLOW,
                                    NDRSIM_DRIVER_CAPACITY};
static const int pair[PAIRS][2] = {{0, 1}, {0, 2}, {1, 2}}; /* of engines */

/* x and y of all replicates, and the ellipse around them. */
typedef struct cloud {
  const int *pair; /* indices of its two engines */
  double *x, *y;
  int n;
  double mean_x, mean_y, sd_x, sd_y, correlation;
  double radius; /* Mahalanobis distance within which INSIDE of the points lie; NAN = none */
} cloud;

static void measure(cloud *self, double *distance) {
  size_t n = (size_t)self->n;
  self->mean_x = gsl_stats_mean(self->x, 1, n);
  self->mean_y = gsl_stats_mean(self->y, 1, n);
  self->radius = self->correlation = NAN;
  if (self->n < LEAST_POINTS) return;
  self->sd_x = gsl_stats_sd_m(self->x, 1, n, self->mean_x);
  self->sd_y = gsl_stats_sd_m(self->y, 1, n, self->mean_y);
  if (self->sd_x <= 0 || self->sd_y <= 0) return;
  double r = gsl_stats_covariance_m(self->x, 1, self->y, 1, n, self->mean_x, self->mean_y) /
             (self->sd_x * self->sd_y);
  self->correlation = r;
  if (fabs(r) > 1 - 1e-9) return; /* a line has no width */
  for (size_t k = 0; k < n; k++) {
    double u = (self->x[k] - self->mean_x) / self->sd_x,
           v = (self->y[k] - self->mean_y) / self->sd_y;
    distance[k] = sqrt((u * u - 2 * r * u * v + v * v) / (1 - r * r));
  }
  gsl_sort(distance, 1, n);
  self->radius = gsl_stats_quantile_from_sorted_data(distance, 1, n, INSIDE);
}

/* Points and ellipse of a panel, each as one index of its block. */
static void put_points(ndrsim_chart_work *work, const cloud *self) {
  int shown = self->n < MOST_POINTS ? self->n : MOST_POINTS;
  for (int k = 0; k < shown; k++) {
    ndrsim_gnuplot_row(work->plot, 2, (double[]){self->x[k], self->y[k]});
  }
  fputs("\n\n", work->plot->script);
}

static void put_ellipse(ndrsim_chart_work *work, const cloud *self) {
  double r = self->correlation;
  for (int k = 0; k <= CORNERS; k++) {
    double angle = 2 * M_PI * k / CORNERS;
    double u = cos(angle), v = r * u + sqrt(fmax(1 - r * r, 0)) * sin(angle); /* by Cholesky */
    ndrsim_gnuplot_row(work->plot, 2,
                       (double[]){self->mean_x + self->sd_x * self->radius * u,
                                  self->mean_y + self->sd_y * self->radius * v});
  }
  fputs("\n\n", work->plot->script);
}

static void put_panel_texts(ndrsim_chart_work *work, const cloud *list, int panels) {
  static const char *const side[2] = {"panel_x", "panel_y"};
  ndrsim_gnuplot_number(work->plot, "panels", panels);
  ndrsim_gnuplot_array(work->plot, "panel_x", panels);
  ndrsim_gnuplot_array(work->plot, "panel_y", panels);
  ndrsim_gnuplot_array(work->plot, "panel_label", panels);
  for (int p = 0; p < panels; p++) {
    char text[NDRSIM_CHART_LINE];
    for (int s = 0; s < 2; s++) {
      snprintf(text, sizeof text, "%s [points of NDR]",
               ndrsim_driver_label(engine[list[p].pair[s]]));
      ndrsim_gnuplot_item(work->plot, side[s], p + 1, text);
    }
    text[0] = '\0';
    if (isfinite(list[p].correlation)) {
      snprintf(text, sizeof text, "correlation %+.2f", list[p].correlation);
    }
    ndrsim_gnuplot_item(work->plot, "panel_label", p + 1, text);
  }
}

/* Contributions of the engines, replicate by replicate; `moves` says of which there are any. */
static void read_engines(const ndrsim_results *results, double *const value[ENGINES],
                         bool moves[ENGINES]) {
  for (int e = 0; e < ENGINES; e++) {
    moves[e] = false;
    ndrsim_quantity quantity = {.kind = NDRSIM_QUANTITY_FLOW,
                                .convention = results->bridge,
                                .month = results->basis_month,
                                .lens = NDRSIM_LENS_CAUSE,
                                .component = engine[e]};
    for (int k = 0; k < results->n; k++) {
      value[e][k] = ndrsim_quantity_value(results, &quantity, k);
      moves[e] = moves[e] || value[e][k] != 0;
    }
  }
}

static void put_joint(ndrsim_chart_work *work, const cloud *list, int panels) {
  char title[NDRSIM_CHART_LINE], convention[64], remark[NDRSIM_CHART_LINE];
  int n = work->results->n;
  bool ellipse = false;
  for (int p = 0; p < panels; p++) {
    ellipse = ellipse || isfinite(list[p].radius);
  }
  snprintf(title, sizeof title, "Do the engines rise together? Contributions to NDR at %d months",
           work->results->basis_month);
  ndrsim_chart_convention(work->results->bridge, convention, sizeof convention);
  int used = snprintf(remark, sizeof remark, "By cause. %s",
                      ellipse ? "Each ellipse holds 80% of the replicates." : "");
  if (n > MOST_POINTS) {
    snprintf(remark + used, sizeof remark - (size_t)used, " Points: the first %d replicates.",
             MOST_POINTS);
  }
  ndrsim_chart_frame(work, title, convention, remark);
  put_panel_texts(work, list, panels);
  ndrsim_gnuplot_begin(work->plot, "points");
  for (int p = 0; p < panels; p++) {
    put_points(work, &list[p]);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "ellipses");
  for (int p = 0; p < panels; p++) {
    put_ellipse(work, &list[p]);
  }
  ndrsim_gnuplot_end(work->plot);
  ndrsim_gnuplot_begin(work->plot, "means");
  for (int p = 0; p < panels; p++) {
    ndrsim_gnuplot_row(work->plot, 2, (double[]){list[p].mean_x, list[p].mean_y});
    fputs("\n\n", work->plot->script);
  }
  ndrsim_gnuplot_end(work->plot);
}

ndrsim_status ndrsim_chart_ndr_joint(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  const char *missing = ndrsim_results_missing(results, results->bridge, results->basis_month);
  if (missing == NULL && results->n < 3) missing = "fewer than 3 replicates have no joint spread";
  if (missing != NULL) {
    snprintf(work->missing, sizeof work->missing, "%s", missing);
    return NDRSIM_OK;
  }
  size_t n = (size_t)results->n;
  double *storage = malloc(4 * n * sizeof *storage);
  if (storage == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the chart of the engines");
  }
  double *const value[ENGINES] = {storage, storage + n, storage + 2 * n};
  bool moves[ENGINES];
  read_engines(results, value, moves);
  cloud list[PAIRS];
  int panels = 0;
  for (int p = 0; p < PAIRS; p++) {
    const int *of = pair[p];
    if (!moves[of[0]] || !moves[of[1]]) continue; /* a straight line shows nothing */
    list[panels] = (cloud){.pair = of, .x = value[of[0]], .y = value[of[1]], .n = results->n};
    measure(&list[panels++], storage + 3 * n);
  }
  if (panels > 0) {
    put_joint(work, list, panels);
  } else {
    snprintf(work->missing, sizeof work->missing,
             "fewer than two of seats, workflows and capacity move NDR");
  }
  free(storage);
  return NDRSIM_OK;
}

/* --- variance by layer ----------------------------------------------------------------------- */

ndrsim_status ndrsim_chart_ndr_variance(ndrsim_chart_work *work, ndrsim_error *err) {
  static const char *const name[5] = {"Parameters: what we do not know", "Economy: the macro path",
                                      "Luck of single accounts", "Sum of the three",
                                      "Total, estimated apart"};
  static const char *const color[5] = {"color_parameter", "color_economy", "color_luck",
                                       "color_total", "color_total"};
  const ndrsim_layers *layers = &work->results->layers;
  (void)err;
  if (layers->samples == 0) {
    snprintf(work->missing, sizeof work->missing, "the variance was not split: %s",
             ndrsim_layers_missing(work->results));
    return NDRSIM_OK;
  }
  double low = 0, high = 0;
  char detail[128], convention[64];
  ndrsim_chart_convention(work->results->convention, convention, sizeof convention);
  snprintf(detail, sizeof detail, "%s at %d months  |  %d pick-freeze samples", convention,
           work->results->basis_month, layers->samples);
  ndrsim_chart_frame(
      work, "Where the uncertainty of NDR comes from", detail,
      "Whiskers: one standard error to each side. No layer is a residual, so the sum "
      "may differ from the total.");
  ndrsim_gnuplot_text(work->plot, "x_label", "Variance of NDR [points squared]");
  ndrsim_gnuplot_number(work->plot, "bars", 5);
  ndrsim_gnuplot_array(work->plot, "bar_label", 5);
  ndrsim_gnuplot_array(work->plot, "bar_color", 5);
  ndrsim_gnuplot_begin(work->plot, "variance");
  for (int k = 0; k < 5; k++) {
    double value = k < 3 ? layers->variance[k] : k == 3 ? layers->sum : layers->total;
    double se = k < 3 ? layers->se[k] : k == 3 ? layers->sum_se : layers->total_se;
    double error = isfinite(se) ? se : 0;
    char label[64];
    int used = snprintf(label, sizeof label, "%.4g", value);
    if (k < 3 && layers->sum > 0) {
      snprintf(label + used, sizeof label - (size_t)used, "  (%.0f%% of the sum)",
               100 * value / layers->sum);
    }
    fprintf(work->plot->script, "%d %.9g %.9g \"%s\"\n", k + 1, value, error, label);
    low = fmin(low, value - error);
    high = fmax(high, value + error);
  }
  ndrsim_gnuplot_end(work->plot);
  for (int k = 0; k < 5; k++) {
    ndrsim_gnuplot_item(work->plot, "bar_label", k + 1, name[k]);
    ndrsim_gnuplot_item(work->plot, "bar_color", k + 1, color[k]);
  }
  double span = fmax(high - low, 1e-6);
  ndrsim_chart_axis(work, "x", low < 0 ? low - 0.03 * span : 0, high + 0.24 * span);
  return NDRSIM_OK;
}
