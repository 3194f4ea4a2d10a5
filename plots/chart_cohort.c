/* NDR by cohort and age, as a heatmap. Landing months are taken together when there are many. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/quantity.h"
#include "plots/chart.h"
#include "report/report.h"

#define MOST_ROWS 30     /* a label on each must be readable */
#define MOST_LANDING 18  /* of them for landing cohorts: with numbers, also at half the size */
#define LEAST_LANDING 12 /* however many rows a book has */
#define MOST_COLUMNS 40  /* ages */
#define MOST_NUMBERED 26 /* rows, for numbers in the cells */

typedef struct band {
  int first, last; /* cohorts */
  char label[64];
} band;

typedef struct heatmap {
  band *row;
  int rows;
  int stride; /* months between the columns */
  double low, high;
  int oldest; /* age of the last column with a cell */
} heatmap;

/* Whether somebody lands in one of these cohorts in at least half of the replicates. */
static bool lands(const ndrsim_results *results, int cohort, int end) {
  const ndrsim_layout *l = &results->layout;
  int n = 0;
  for (int k = 0; k < results->n; k++) {
    const int64_t *record = results->records + (size_t)k * l->size;
    int any = 0;
    for (int c = cohort; c <= end; c++) {
      if (record[ndrsim_at_cohort(l, c, ndrsim_cohort_first(l, c), NDRSIM_COHORT_BASE)] != 0)
        any = 1;
    }
    n += any;
  }
  return n > 0 && 2 * n >= results->n;
}

/* How many landing months make a row so that there are few enough rows. */
static int months_in_row(int cohorts, int most) {
  static const int size[] = {1, 3, 6, 12, 24, 36, 60};
  for (size_t k = 0; k < sizeof size / sizeof size[0]; k++) {
    if ((cohorts + size[k] - 1) / size[k] <= most) return size[k];
  }
  return 120;
}

static void add_row(heatmap *self, const ndrsim_results *results, int first, int last) {
  band *row = &self->row[self->rows++];
  char label[24];
  *row = (band){.first = first, .last = last};
  ndrsim_cohort_label(results, first, label, sizeof label);
  if (first == last) {
    snprintf(row->label, sizeof row->label, "%s%s", label,
             first < results->layout.book_cohorts ? " (book)" : "");
  } else {
    char end[24];
    ndrsim_cohort_label(results, last, end, sizeof end);
    snprintf(row->label, sizeof row->label, "%s .. %s", label, end);
  }
}

/* Rows: the book's cohorts, then landing months in bands, both without those where nobody lands. */
static ndrsim_status make_rows(heatmap *self, const ndrsim_results *results) {
  const ndrsim_layout *l = &results->layout;
  self->row = calloc((size_t)l->cohorts + 1, sizeof *self->row);
  if (self->row == NULL) return NDRSIM_MEMORY;
  int last = -1;
  for (int c = 0; c < l->cohorts; c++) {
    if (!lands(results, c, c)) continue;
    if (c < l->book_cohorts) {
      add_row(self, results, c, c);
    } else {
      last = c;
    }
  }
  int room = MOST_ROWS - self->rows;
  room = room > MOST_LANDING ? MOST_LANDING : room < LEAST_LANDING ? LEAST_LANDING : room;
  int size = months_in_row(last + 1 - l->book_cohorts, room);
  for (int c = l->book_cohorts; c <= last; c += size) {
    int end = c + size - 1 < last ? c + size - 1 : last;
    /* a row that is too young for the first column would be empty */
    if (lands(results, c, end) && ndrsim_cohort_first(l, end) + self->stride < l->months)
      add_row(self, results, c, end);
  }
  return NDRSIM_OK;
}

/* NDR of a row at an age in a replicate [%]: only when all its cohorts are that old, so that a cell
 * never changes because the young ones drop out. */
static double cell_value(const ndrsim_results *results, const band *row, int age, int replicate) {
  const ndrsim_layout *l = &results->layout;
  const int64_t *record = results->records + (size_t)replicate * l->size;
  int64_t base = 0, now = 0;
  for (int c = row->first; c <= row->last; c++) {
    int first = ndrsim_cohort_first(l, c);
    if (first + age >= l->months) return NAN;
    base += record[ndrsim_at_cohort(l, c, first, NDRSIM_COHORT_BASE)];
    now += record[ndrsim_at_cohort(l, c, first + age, NDRSIM_COHORT_MRR)];
  }
  return base > 0 ? 100 * ((double)now / (double)base) : NAN;
}

/* P50 over the replicates in which somebody landed; NAN when that is less than half of them: one
 * late account is no cohort. */
static ndrsim_status cell(const ndrsim_results *results, const band *row, int age, double *value,
                          double *out) {
  ndrsim_estimate estimate;
  int n = 0;
  *out = NAN;
  for (int k = 0; k < results->n; k++) {
    double one = cell_value(results, row, age, k);
    if (isfinite(one)) value[n++] = one;
  }
  if (2 * n < results->n) return NDRSIM_OK;
  ndrsim_status status = ndrsim_estimate_values(value, n, &estimate);
  if (status == NDRSIM_OK && estimate.valid) *out = estimate.quantile[NDRSIM_P50];
  return status;
}

/* age  row  NDR, and into $numbers at whole years: age  row  NDR  "label". */
static ndrsim_status put_cells(ndrsim_chart_work *work, heatmap *self, double *value) {
  const ndrsim_results *results = work->results;
  ndrsim_status status = NDRSIM_OK;
  for (int numbers = 0; numbers < 2 && status == NDRSIM_OK; numbers++) {
    ndrsim_gnuplot_begin(work->plot, numbers ? "numbers" : "cells");
    for (int r = 0; r < self->rows && status == NDRSIM_OK; r++) {
      for (int age = self->stride; age < results->layout.months; age += self->stride) {
        double ndr;
        if (numbers && (age % 12 != 0 || self->rows > MOST_NUMBERED)) continue;
        status = cell(results, &self->row[r], age, value, &ndr);
        if (status != NDRSIM_OK) break;
        if (!isfinite(ndr)) continue;
        self->low = fmin(self->low, ndr);
        self->high = fmax(self->high, ndr);
        self->oldest = age > self->oldest ? age : self->oldest;
        fprintf(work->plot->script, "%d %d %.6f", age, r + 1, ndr);
        if (numbers) fprintf(work->plot->script, " \"%.0f\"", ndr);
        fputc('\n', work->plot->script);
      }
    }
    ndrsim_gnuplot_end(work->plot);
  }
  return status;
}

static void put_labels(ndrsim_chart_work *work, const heatmap *self) {
  int every = (self->rows + MOST_ROWS - 1) / MOST_ROWS;
  ndrsim_gnuplot_number(work->plot, "rows", self->rows);
  ndrsim_gnuplot_number(work->plot, "label_every", every);
  ndrsim_gnuplot_array(work->plot, "row_label", self->rows);
  for (int r = 0; r < self->rows; r++) {
    ndrsim_gnuplot_item(work->plot, "row_label", r + 1, self->row[r].label);
  }
}

static void put_texts(ndrsim_chart_work *work, const heatmap *self) {
  const ndrsim_layout *l = &work->results->layout;
  bool book = l->book_cohorts > 0;
  int months =
      self->rows > 0 ? self->row[self->rows - 1].last - self->row[self->rows - 1].first : 0;
  ndrsim_chart_frame(work, "NDR by cohort and age", "P50 of replicates",
                     months > 0 ? "A row shows an age once all its months have reached it." : "");
  ndrsim_gnuplot_text(work->plot, "x_label",
                      book ? "Age [months since landing; a book's cohorts: since month 0]"
                           : "Age [months since landing]");
  ndrsim_gnuplot_text(work->plot, "y_label", "Cohort [landing month]");
  ndrsim_gnuplot_text(work->plot, "cb_label", "NDR [%]");
  ndrsim_gnuplot_number(work->plot, "stride", self->stride);
  ndrsim_gnuplot_number(work->plot, "x_low", 0.5 * self->stride);
  ndrsim_gnuplot_number(work->plot, "x_high", self->oldest + 0.5 * self->stride);
  int span = self->oldest;
  ndrsim_gnuplot_number(work->plot, "x_step", span > 288 ? 60 : span > 72 ? 12 : span > 24 ? 6 : 3);
  /* at least ten points to each side of 100%, so that noise does not look like news */
  ndrsim_gnuplot_number(work->plot, "ndr_low", fmin(self->low, 90));
  ndrsim_gnuplot_number(work->plot, "ndr_high", fmax(self->high, 110));
}

ndrsim_status ndrsim_chart_cohort_heatmap(ndrsim_chart_work *work, ndrsim_error *err) {
  const ndrsim_results *results = work->results;
  heatmap map = {.low = 100, .high = 100};
  int ages = results->layout.months - 1;
  map.stride = ages <= MOST_COLUMNS ? 1 : ages <= 3 * MOST_COLUMNS ? 3 : 12;
  double *value = malloc((size_t)(results->n > 0 ? results->n : 1) * sizeof *value);
  ndrsim_status status = value == NULL ? NDRSIM_MEMORY : make_rows(&map, results);
  if (status == NDRSIM_OK) status = put_cells(work, &map, value);
  if (status == NDRSIM_OK && map.oldest == 0) {
    snprintf(work->missing, sizeof work->missing, "no cohort is observed for %d month%s",
             map.stride, map.stride == 1 ? "" : "s");
  } else if (status == NDRSIM_OK) {
    put_labels(work, &map);
    put_texts(work, &map);
  }
  free(map.row);
  free(value);
  if (status == NDRSIM_OK) return status;
  return ndrsim_error_set(err, status, "no memory for the chart of cohorts");
}
