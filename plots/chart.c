/* What all charts share: title and notes, axes, money. */
#include "plots/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/quantity.h"
#include "report/number.h"
#include "report/report.h"
#include "sim/text.h"

#define SUBTITLE_ROOM 96 /* bytes of a scenario's title in front of the rest of the line */
#define TICKS 9          /* at most, on a calendar axis: labels must not touch */

/* --- frame ----------------------------------------------------------------------------------- */

void ndrsim_chart_convention(int convention, char *out, size_t size) {
  snprintf(out, size, "convention %s", ndrsim_convention_name(convention));
}

void ndrsim_chart_frame(ndrsim_chart_work *work, const char *title, const char *detail,
                        const char *remark) {
  const ndrsim_results *results = work->results;
  const ndrsim_model *model = results->model;
  const char *named = model->title[0] != '\0' ? model->title : model->name;
  char line[2 * NDRSIM_CHART_LINE], head[SUBTITLE_ROOM], count[NDRSIM_NUMBER_SIZE], book[80] = "";
  ndrsim_text_escape(head, sizeof head, named, strlen(named));
  ndrsim_number_grouped((double)results->n, 0, count, sizeof count);
  snprintf(line, sizeof line, "%s  |  %s%s replicate%s%s%s", head,
           results->n < results->requested ? "first " : "", count, results->n == 1 ? "" : "s",
           detail[0] != '\0' ? "  |  " : "", detail);
  ndrsim_gnuplot_text(work->plot, "chart_title", title);
  ndrsim_gnuplot_text(work->plot, "chart_subtitle", line);
  ndrsim_gnuplot_text(work->plot, "chart_remark", remark);
  if (model->book_file[0] != '\0') snprintf(book, sizeof book, "book %.60s, ", model->book_file);
  ndrsim_text_escape(head, sizeof head, model->name, strlen(model->name));
  snprintf(line, sizeof line, "scenario %s, %sseed %llu, ndrsim %s", head, book,
           (unsigned long long)model->seed, work->version);
  ndrsim_gnuplot_text(work->plot, "chart_note", line);
}

/* --- axes ------------------------------------------------------------------------------------ */

/* A round step so that `span` takes at most `most` of them. */
static double round_step(double span, int most) {
  static const double mantissa[] = {1, 2, 2.5, 5, 10};
  double scale = pow(10, floor(log10(span / most)));
  for (size_t k = 0; k < sizeof mantissa / sizeof mantissa[0]; k++) {
    if (mantissa[k] * scale >= span / most) return mantissa[k] * scale;
  }
  return 10 * scale;
}

double ndrsim_chart_axis(ndrsim_chart_work *work, const char *axis, double low, double high) {
  char name[16], format[16];
  double step = round_step(fmax(high - low, 1e-6), axis[0] == 'x' ? 9 : 6);
  int decimals = 0;
  for (double scaled = step; decimals < 6 && fabs(scaled - round(scaled)) > 1e-9 * scaled;) {
    scaled *= 10;
    decimals++;
  }
  snprintf(name, sizeof name, "%s_low", axis);
  ndrsim_gnuplot_number(work->plot, name, low);
  snprintf(name, sizeof name, "%s_high", axis);
  ndrsim_gnuplot_number(work->plot, name, high);
  snprintf(name, sizeof name, "%s_step", axis);
  ndrsim_gnuplot_number(work->plot, name, step);
  snprintf(name, sizeof name, "%s_format", axis);
  snprintf(format, sizeof format, "%%.%df", decimals);
  ndrsim_gnuplot_text(work->plot, name, format);
  return step;
}

void ndrsim_chart_months(ndrsim_chart_work *work, int first, int last, double room) {
  static const int steps[] = {1, 2, 3, 6, 12, 24, 36, 48, 60};
  const ndrsim_model *model = work->results->model;
  bool calendar = model->start_month[0] != '\0';
  int step = steps[0];
  for (size_t k = 0; k < sizeof steps / sizeof steps[0] && (last - first) / step > TICKS; k++) {
    step = steps[k];
  }
  ndrsim_gnuplot_text(work->plot, "x_label",
                      calendar ? "Month [year-month]" : "Month of the forecast [months]");
  ndrsim_gnuplot_number(work->plot, "x_low", first == last ? first - 1 : first);
  ndrsim_gnuplot_number(work->plot, "x_high", first == last ? last + 1 : last + room);
  fputs("$ticks << END_OF_DATA\n", work->plot->script);
  for (int month = first + (step - first % step) % step; month <= last; month += step) {
    char label[24];
    ndrsim_month_label(model, month, label, sizeof label); /* digits and a hyphen */
    fprintf(work->plot->script, "%d \"%s\"\n", month, label);
  }
  ndrsim_gnuplot_end(work->plot);
}

/* --- money ----------------------------------------------------------------------------------- */

void ndrsim_chart_money_init(ndrsim_chart_money *self, const ndrsim_results *results,
                             double highest) {
  static const struct {
    double divisor;
    const char *word, *letter;
  } scale[] = {
      {1e9, "billion ", "bn"}, {1e6, "million ", "m"}, {1e3, "thousand ", "k"}, {1, "", ""}};
  size_t k = 0;
  while (k < 3 && highest < 2 * scale[k].divisor) {
    k++;
  }
  double shown = highest / scale[k].divisor;
  self->divisor = scale[k].divisor;
  self->letter = scale[k].letter;
  self->decimals = shown < 10 ? 2 : shown < 100 ? 1 : 0;
  snprintf(self->unit, sizeof self->unit, "%s%s/month", scale[k].word, results->model->currency);
}

double ndrsim_chart_scale(const ndrsim_chart_work *work, const char *unit, double highest,
                          char out[96]) {
  const char *currency = work->results->model->currency;
  size_t length = strlen(currency);
  snprintf(out, 96, "%s", unit);
  if (length == 0 || strncmp(unit, currency, length) != 0) return 1;
  ndrsim_chart_money money;
  ndrsim_chart_money_init(&money, work->results, highest);
  const char *word = strstr(money.unit, currency);
  snprintf(out, 96, "%.*s%.60s", word != NULL ? (int)(word - money.unit) : 0, money.unit, unit);
  return money.divisor;
}

void ndrsim_chart_money_text(const ndrsim_chart_money *self, double amount, char *out,
                             size_t size) {
  char number[NDRSIM_NUMBER_SIZE];
  ndrsim_number_grouped(amount / self->divisor, self->decimals, number, sizeof number);
  snprintf(out, size, "%s%s", number, self->letter);
}

/* --- fans ------------------------------------------------------------------------------------ */

void ndrsim_chart_fan_row(ndrsim_chart_work *work, double x, const ndrsim_estimate *estimate,
                          double divisor) {
  double row[1 + NDRSIM_QUANTILES] = {x};
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    row[1 + q] = estimate->quantile[q] / divisor;
  }
  ndrsim_gnuplot_row(work->plot, 1 + NDRSIM_QUANTILES, row);
}
