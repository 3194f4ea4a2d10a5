#include "report/panel.h"

#include <math.h>
#include <string.h>
#include "analysis/quantity.h"

enum { CELL = 24 };         /* columns of a window */
enum { PANEL_MONTHS = 12 }; /* from one window to the next */

typedef struct panel {
  const ndrsim_results *results;
  FILE *out;
  bool color;
  int windows; /* 12, 24, 36 months within the horizon */
} panel;

static void heading(const panel *self, const char *words) {
  fprintf(self->out, self->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", words);
  fprintf(self->out, "  %-22s", "");
  for (int w = 0; w < self->windows; w++)
    fprintf(self->out, "%*d months", CELL - 7, PANEL_MONTHS * (w + 1));
  fputc('\n', self->out);
}

static void label(const panel *self, int convention) {
  char text[32];
  snprintf(text, sizeof text, "%s%s", ndrsim_convention_name(convention),
           convention == self->results->convention ? " *" : "");
  fprintf(self->out, "  %-22s", text);
}

/* Eight columns; a number that has more is shortened. */
static void number(const panel *self, double value) {
  fprintf(self->out, fabs(value) < 99999.95 ? "%8.1f" : "%8.1e", value);
}

static ndrsim_status put_ndr(const panel *self, int convention) {
  static const int shown[3] = {NDRSIM_P10, NDRSIM_P50, NDRSIM_P90};
  label(self, convention);
  for (int w = 0; w < self->windows; w++) {
    ndrsim_estimate estimate;
    ndrsim_quantity quantity = {
        .kind = NDRSIM_QUANTITY_NDR, .convention = convention, .month = PANEL_MONTHS * (w + 1)};
    ndrsim_status status = ndrsim_quantity_estimate(self->results, &quantity, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) fprintf(self->out, "%*s", CELL, "not known");
    for (int q = 0; q < 3 && estimate.valid; q++)
      number(self, estimate.quantile[shown[q]]);
  }
  fputc('\n', self->out);
  return NDRSIM_OK;
}

static ndrsim_status put_grr(const panel *self, int convention) {
  static const ndrsim_quantity_kind form[2] = {NDRSIM_QUANTITY_GRR_ENDPOINT,
                                               NDRSIM_QUANTITY_GRR_FLOW};
  label(self, convention);
  for (int w = 0; w < self->windows; w++) {
    fprintf(self->out, "%8s", "");
    for (int k = 0; k < 2; k++) {
      ndrsim_estimate estimate;
      ndrsim_quantity quantity = {
          .kind = form[k], .convention = convention, .month = PANEL_MONTHS * (w + 1)};
      ndrsim_status status = ndrsim_quantity_estimate(self->results, &quantity, &estimate);
      if (status != NDRSIM_OK) return status;
      if (estimate.valid)
        number(self, estimate.quantile[NDRSIM_P50]);
      else
        fprintf(self->out, "%8s", "-");
    }
  }
  fputc('\n', self->out);
  return NDRSIM_OK;
}

/* One line for each convention and reason: "quarter at 12: ..." */
static void put_reasons(const panel *self, int convention) {
  const char *before = NULL;
  for (int w = 0; w < self->windows; w++) {
    int month = PANEL_MONTHS * (w + 1);
    const char *reason = ndrsim_results_missing(self->results, convention, month);
    if (reason != NULL && before != NULL && strcmp(reason, before) == 0) continue;
    before = reason;
    if (reason == NULL) continue;
    fprintf(self->out, "  %s at %d", ndrsim_convention_name(convention), month);
    for (int v = w + 1; v < self->windows; v++) {
      int later = PANEL_MONTHS * (v + 1);
      const char *same = ndrsim_results_missing(self->results, convention, later);
      if (same == NULL || strcmp(same, reason) != 0) break;
      fprintf(self->out, ", %d", later);
    }
    fprintf(self->out, ": %s\n", reason);
  }
}

ndrsim_status ndrsim_report_panel(const ndrsim_results *results, bool color, FILE *out) {
  panel self = {results, out, color, (results->layout.months - 1) / PANEL_MONTHS};
  ndrsim_status status = NDRSIM_OK;
  if (self.windows > NDRSIM_ANCHORS) self.windows = NDRSIM_ANCHORS;
  if (self.windows == 0 || results->n == 0) return NDRSIM_OK;
  heading(&self, "NDR by convention, on the same paths (%: P10, P50, P90; * the one above)");
  for (int k = 0; k < NDRSIM_CONVENTIONS && status == NDRSIM_OK; k++)
    status = put_ndr(&self, k);
  for (int k = 0; k < NDRSIM_CONVENTIONS; k++)
    put_reasons(&self, k);
  if (status == NDRSIM_OK)
    heading(&self, "GRR by convention (%: P50 of the endpoint form, P50 of the flow form)");
  for (int k = 0; k < NDRSIM_CONVENTIONS && status == NDRSIM_OK; k++)
    status = put_grr(&self, k);
  fputs("  cohort_age is at that age, the others end in that month of the run\n", out);
  return status;
}
