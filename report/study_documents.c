/* What `ndrsim attribute` and `ndrsim initiatives` hand on: their files' figures as documents. */
#include <math.h>
#include "report/initiatives_part.h"
#include "report/run_document.h"

static ndrsim_status no_memory(ndrsim_status status, ndrsim_error *err) {
  if (status == NDRSIM_OK) return NDRSIM_OK;
  return ndrsim_error_set(err, status, "no memory for an estimate");
}

/* --- attribute -------------------------------------------------------------------------------- */

/* Every figure of attribute.csv. */
static ndrsim_status causal_rows(const ndrsim_causal *causal, ndrsim_table *table) {
  for (int split = 0; split < NDRSIM_CAUSAL_SPLITS; split++)
    for (int component = 0; component < ndrsim_causal_components(split); component++) {
      ndrsim_estimate estimate;
      char name[64];
      ndrsim_status status = ndrsim_causal_estimate(causal, split, component, &estimate);
      if (status != NDRSIM_OK) return status;
      ndrsim_causal_component_name(split, component, name, sizeof name);
      ndrsim_table_text(table, ndrsim_causal_split_name(split));
      ndrsim_table_text(table, name);
      ndrsim_table_text(table, ndrsim_causal_split_unit(split));
      ndrsim_table_estimate(table, &estimate,
                            split == NDRSIM_CAUSAL_NDR ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_POINTS);
    }
  return NDRSIM_OK;
}

/* The engines side by side: caused, and in both accounts. */
static ndrsim_status causal_engines(const ndrsim_causal *causal, ndrsim_table *table,
                                    double points[NDRSIM_ENGINES + 1]) {
  static const int split[] = {NDRSIM_CAUSAL_SHAPLEY, NDRSIM_CAUSAL_CAUSE, NDRSIM_CAUSAL_INVOICE};
  for (int c = 0; c <= NDRSIM_ENGINES; c++) {
    ndrsim_table_text(table, c < NDRSIM_ENGINES ? ndrsim_driver_label((int)ndrsim_engine_driver(c))
                                                : "everything else");
    for (int k = 0; k < 3; k++) {
      ndrsim_estimate estimate;
      ndrsim_status status = ndrsim_causal_estimate(causal, split[k], c, &estimate);
      if (status != NDRSIM_OK) return status;
      if (k == 0) points[c] = estimate.mean;
      ndrsim_table_number(table, estimate.mean);
      if (k == 0) ndrsim_table_number(table, estimate.se);
    }
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_document_attribute(ndrsim_document *self, const ndrsim_report *report,
                                        ndrsim_error *err) {
  static const ndrsim_column engine[] = {
      {"engine", "Engine", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"caused", "Caused by its growth", "points", NDRSIM_FORM_POINTS, 0},
      {"caused_se", "SE", "", NDRSIM_FORM_RATIO, 0},
      {"cause", "Account by cause", "points", NDRSIM_FORM_POINTS, 0},
      {"invoice", "Account as invoiced", "points", NDRSIM_FORM_POINTS, 0},
  };
  static const ndrsim_column column[] = {
      {"split", "Split", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"component", "Component", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  const ndrsim_causal *causal = report->causal;
  double points[NDRSIM_ENGINES + 1];
  ndrsim_section *section = ndrsim_document_section(self, "causes", "Causes of NDR");
  ndrsim_figure *figure = ndrsim_section_figure(section, "ndr-causal", "What causes NDR", "");
  ndrsim_table *table = ndrsim_section_table(
      section, "engines", "Points of NDR: what growth causes, beside the accounts", engine, 5);
  if (table != NULL) table->flags |= NDRSIM_TABLE_VIEW;
  ndrsim_status status = causal_engines(causal, table, points);
  if (status != NDRSIM_OK) return no_memory(status, err);
  ndrsim_section_say(section,
                     "At %d months (%s) the growth of seats causes %+.1f points of NDR, that of "
                     "workflows %+.1f and of capacity %+.1f: Shapley values over eight runs of %d "
                     "replicates on the same random numbers. Without any of them NDR would be "
                     "%.1f%%.",
                     causal->on.basis_month, ndrsim_convention_name(causal->on.convention),
                     points[NDRSIM_ENGINE_SEAT], points[NDRSIM_ENGINE_WORKFLOW],
                     points[NDRSIM_ENGINE_CAPACITY], causal->n, 100 + points[NDRSIM_ENGINES]);
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_COLUMN, table, "engine", "", "points of NDR");
  ndrsim_figure_series(figure, "caused", 0x0072B2);
  ndrsim_figure_series(figure, "cause", 0x9CC7E3);
  ndrsim_figure_series(figure, "invoice", 0xC3C8CE);
  ndrsim_figure_alt(
      self, figure,
      "Bars: points of NDR that growth causes, seats %+.1f, workflows %+.1f, capacity "
      "%+.1f, beside what the accounts by cause and as invoiced give them.",
      points[NDRSIM_ENGINE_SEAT], points[NDRSIM_ENGINE_WORKFLOW], points[NDRSIM_ENGINE_CAPACITY]);
  ndrsim_table *all = ndrsim_section_table(section, "attribute", "Every figure of the splits",
                                           column, (int)(sizeof column / sizeof column[0]));
  return no_memory(causal_rows(causal, all), err);
}

/* --- initiatives ------------------------------------------------------------------------------ */

/* One initiative, or all, at the end of the run. */
static ndrsim_status gain_row(const ndrsim_initiative_study *study, int k, ndrsim_table *table) {
  static const ndrsim_gain_kind kind[] = {NDRSIM_GAIN_PROFIT_SUM, NDRSIM_GAIN_NET, NDRSIM_GAIN_ROI};
  int last = study->model->horizon;
  ndrsim_estimate estimate;
  ndrsim_table_text(table, ndrsim_gain_name(study, k));
  ndrsim_table_number(table, ndrsim_gain_cost(study, k, last));
  for (int q = 0; q < 3; q++) {
    ndrsim_status status =
        ndrsim_gain_estimate(study, k, kind[q], NDRSIM_SIDE_DIFFERENCE, last, &estimate);
    if (status != NDRSIM_OK) return status;
    ndrsim_table_number(table, estimate.valid ? estimate.mean : NAN);
    ndrsim_table_number(table, estimate.valid ? estimate.se : NAN);
  }
  ndrsim_status status =
      ndrsim_gain_estimate(study, k, NDRSIM_GAIN_PAYBACK, NDRSIM_SIDE_DIFFERENCE, 0, &estimate);
  if (status != NDRSIM_OK) return status;
  ndrsim_table_number(table, estimate.valid ? estimate.quantile[NDRSIM_P50] : NAN);
  ndrsim_table_number(table, ndrsim_gain_paid_share(study, k));
  return NDRSIM_OK;
}

/* Every month of every kind: the rows of initiatives.csv that are estimates. */
static ndrsim_status gain_months(const ndrsim_initiative_study *study, int initiative,
                                 const ndrsim_gain_row *row, ndrsim_table *table) {
  char unit[48];
  int every = row->anchors ? 12 : 1;
  ndrsim_form form = row->unit[0] == '%' ? NDRSIM_FORM_PERCENT : NDRSIM_FORM_MONEY;
  ndrsim_gain_unit(study->model, row->unit, unit);
  for (int month = row->anchors ? 12 : 0; month <= study->model->horizon; month += every)
    for (int side = row->sides ? NDRSIM_SIDE_WITHOUT : NDRSIM_SIDE_DIFFERENCE;
         side <= NDRSIM_SIDE_DIFFERENCE; side++) {
      ndrsim_estimate estimate;
      ndrsim_status status = ndrsim_gain_estimate(study, initiative, row->kind,
                                                  (ndrsim_gain_side)side, month, &estimate);
      if (status != NDRSIM_OK) return status;
      if (!estimate.valid) continue;
      ndrsim_table_text(table, ndrsim_gain_name(study, initiative));
      ndrsim_table_number(table, month);
      ndrsim_table_text(table, row->name);
      ndrsim_table_text(table, unit);
      ndrsim_table_text(table, ndrsim_gain_side_name[side]);
      ndrsim_table_estimate(table, &estimate, form);
    }
  return NDRSIM_OK;
}

/* Gain less cost so far, month by month, of all initiatives together. */
static ndrsim_status net_months(const ndrsim_initiative_study *study, ndrsim_table *table) {
  for (int month = 1; month <= study->model->horizon; month++) {
    ndrsim_estimate estimate;
    ndrsim_status status = ndrsim_gain_estimate(study, NDRSIM_INITIATIVES_ALL, NDRSIM_GAIN_NET,
                                                NDRSIM_SIDE_DIFFERENCE, month, &estimate);
    if (status != NDRSIM_OK) return status;
    ndrsim_table_number(table, month);
    ndrsim_table_number(table, estimate.valid ? estimate.quantile[NDRSIM_P10] : NAN);
    ndrsim_table_number(table, estimate.valid ? estimate.quantile[NDRSIM_P50] : NAN);
    ndrsim_table_number(table, estimate.valid ? estimate.quantile[NDRSIM_P90] : NAN);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_document_initiatives(ndrsim_document *self, const ndrsim_report *report,
                                          ndrsim_error *err) {
  const ndrsim_initiative_study *study = report->study;
  const char *currency = study->model->currency;
  const ndrsim_column gain[] = {
      {"initiative", "Initiative", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"cost", "Cost", currency, NDRSIM_FORM_MONEY, 0},
      {"profit", "Gross profit gained", currency, NDRSIM_FORM_CHANGE, 0},
      {"profit_se", "SE", "", NDRSIM_FORM_MONEY, 0},
      {"net", "Less cost", currency, NDRSIM_FORM_CHANGE, 0},
      {"net_se", "SE", "", NDRSIM_FORM_MONEY, 0},
      {"roi", "ROI", "", NDRSIM_FORM_PERCENT, 0},
      {"roi_se", "SE", "", NDRSIM_FORM_PERCENT, 0},
      {"payback", "Payback, P50", "month", NDRSIM_FORM_PLAIN, 0},
      {"paid", "Paid back within the run", "", NDRSIM_FORM_SHARE, 0},
  };
  const ndrsim_column net[] = {
      {"month", "Month", "", NDRSIM_FORM_PLAIN, NDRSIM_COLUMN_NAME},
      {"p10", "P10", currency, NDRSIM_FORM_CHANGE, 0},
      {"p50", "P50", currency, NDRSIM_FORM_CHANGE, 0},
      {"p90", "P90", currency, NDRSIM_FORM_CHANGE, 0},
  };
  static const ndrsim_column column[] = {
      {"initiative", "Initiative", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"month", "Month", "", NDRSIM_FORM_PLAIN, 0},
      {"metric", "Metric", "", NDRSIM_FORM_TEXT, 0},
      {"unit", "Unit", "", NDRSIM_FORM_TEXT, 0},
      {"side", "Side", "", NDRSIM_FORM_TEXT, 0},
      NDRSIM_COLUMNS_ESTIMATE("", NDRSIM_FORM_REAL),
  };
  int n = study->model->n_initiatives;
  ndrsim_status status = NDRSIM_OK;
  ndrsim_section *section = ndrsim_document_section(self, "initiatives", "Initiatives");
  ndrsim_section_say(section,
                     "What each initiative brings on top of the others until month %d, "
                     "replicate by replicate on the same random numbers.",
                     study->model->horizon);
  ndrsim_figure *figure = ndrsim_section_figure(
      section, "initiatives-net", "Gross profit gained less cost so far, all initiatives", "");
  ndrsim_table *gains = ndrsim_section_table(section, "initiative_gains", "What they bring", gain,
                                             (int)(sizeof gain / sizeof gain[0]));
  for (int k = NDRSIM_INITIATIVES_ALL; k < n && status == NDRSIM_OK; k++)
    status = gain_row(study, k, gains);
  ndrsim_table *months =
      ndrsim_section_table(section, "initiative_net", "Gain less cost so far, by month", net, 4);
  if (status == NDRSIM_OK) status = net_months(study, months);
  ndrsim_figure_draw(figure, NDRSIM_FIGURE_LINE, months, "month", "Month", currency);
  ndrsim_figure_series(figure, "p10", 0x9CC7E3);
  ndrsim_figure_series(figure, "p50", 0x0072B2);
  ndrsim_figure_series(figure, "p90", 0x9CC7E3);
  ndrsim_section *data = ndrsim_document_section(self, "initiative_months", "Data initiatives");
  ndrsim_table *all = ndrsim_section_table(data, "initiatives", "Data initiatives", column,
                                           (int)(sizeof column / sizeof column[0]));
  if (all != NULL) all->flags |= NDRSIM_TABLE_DATA;
  for (int k = NDRSIM_INITIATIVES_ALL; k < n && status == NDRSIM_OK; k++)
    for (int r = 0; r < NDRSIM_GAIN_ROWS && status == NDRSIM_OK; r++)
      status = gain_months(study, k, &ndrsim_gain_rows[r], all);
  return no_memory(status, err);
}
