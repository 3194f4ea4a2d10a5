/* quarters.csv: MRR, ARR, recognised revenue, movements and NDR by quarter of the fiscal calendar.
 */
#include "analysis/quarters.h"
#include "report/csv.h"
#include "report/number.h"
#include "report/report.h"

static ndrsim_status quarter_rows(ndrsim_csv *csv, const ndrsim_results *results,
                                  const ndrsim_quarter *quarter) {
  char label[32], unit[32];
  ndrsim_quarter_label(results->model, quarter, label, sizeof label);
  for (int value = 0; value < NDRSIM_QUARTER_VALUES; value++) {
    ndrsim_estimate estimate;
    ndrsim_status status =
        ndrsim_quarter_estimate(results, quarter, (ndrsim_quarter_value)value, &estimate);
    if (status != NDRSIM_OK) return status;
    if (!estimate.valid) continue;
    ndrsim_quarter_value_unit(results->model, (ndrsim_quarter_value)value, unit, sizeof unit);
    ndrsim_csv_text(csv, label);
    ndrsim_csv_integer(csv, quarter->first);
    ndrsim_csv_integer(csv, quarter->last);
    ndrsim_csv_text(csv, quarter->complete ? "yes" : "no");
    ndrsim_csv_text(csv, ndrsim_quarter_value_name((ndrsim_quarter_value)value));
    ndrsim_csv_text(csv, unit);
    ndrsim_csv_estimate(csv, &estimate);
    ndrsim_csv_end(csv);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_quarters(const ndrsim_report *self, FILE *out, ndrsim_error *err) {
  static const char *const name[] = {"quarter",  "first_month", "last_month",
                                     "complete", "metric",      "unit"};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_csv csv = {.stream = out};
  for (size_t k = 0; k < sizeof name / sizeof name[0]; k++)
    ndrsim_csv_text(&csv, name[k]);
  ndrsim_csv_estimate_header(&csv);
  ndrsim_csv_end(&csv);
  for (int k = 0; k < ndrsim_quarter_count(self->results->model) && status == NDRSIM_OK; k++) {
    ndrsim_quarter quarter;
    ndrsim_quarter_get(self->results->model, k, &quarter);
    status = quarter_rows(&csv, self->results, &quarter);
  }
  ndrsim_plain_locale_leave(&locale);
  return status == NDRSIM_OK ? status : ndrsim_error_set(err, status, "no memory for an estimate");
}
