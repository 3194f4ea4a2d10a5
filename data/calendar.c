#include "data/calendar.h"

#include <stdio.h>
#include <string.h>

static bool two_digits(const char *text, int *out) {
  if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
  *out = (text[0] - '0') * 10 + (text[1] - '0');
  return true;
}

bool ndrsim_calendar_parse(const char *text, int *month) {
  int century, year, m;
  if (strlen(text) != 7 || !two_digits(text, &century) || !two_digits(text + 2, &year) ||
      text[4] != '-' || !two_digits(text + 5, &m) || m < 1 || m > 12)
    return false;
  *month = (century * 100 + year) * 12 + m - 1;
  return true;
}

void ndrsim_calendar_format(int month, char out[8]) {
  unsigned m = (unsigned)month % (12U * 10000U);
  snprintf(out, 8, "%04u-%02u", m / 12U, m % 12U + 1U);
}

enum { SPAN = NDRSIM_BOOK_MONTHS + 1 }; /* start months are in -NDRSIM_BOOK_MONTHS..0 */

/* How start months become cohorts: month m belongs to period (origin + m) / length. */
typedef struct periods {
  int origin, length; /* origin: the calendar month of month 0, or of its year's end */
  bool calendar;
  int oldest; /* the first period with a cohort of its own; those before are merged */
} periods;

/* Periods of relative years end in month 0: -11..0, -23..-12, ... */
static int period_of(const periods *p, int start) {
  return (p->origin + start) / p->length;
}

static void name_period(const periods *p, int period, char out[16]) {
  if (p->calendar && p->length == 1)
    ndrsim_calendar_format(period, out);
  else if (p->calendar)
    snprintf(out, 16, "%04u", (unsigned)period % 10000U);
  else if (p->length == 1)
    snprintf(out, 16, "%d", (period - p->origin) % 10000);
  else
    snprintf(out, 16, "%d..%d", (period * p->length - p->origin) % 10000,
             (period * p->length - p->origin + p->length - 1) % 10000);
}

static void name_before(const periods *p, char out[16]) {
  if (p->calendar)
    snprintf(out, 16, "before %04u", (unsigned)p->oldest % 10000U);
  else
    snprintf(out, 16, "before %d", (p->oldest * p->length - p->origin) % 10000);
}

/* Distinct periods with accounts, newest first, counted until `most`; *last is the oldest counted.
 */
static int count_periods(const periods *p, const bool *used, int most, int *last) {
  int n = 0;
  for (int start = 0; start > -SPAN && n < most; start--) {
    if (!used[-start]) continue;
    int period = period_of(p, start);
    if (n == 0 || period != *last) n++;
    *last = period;
  }
  return n;
}

static void choose_periods(const ndrsim_model *model, const bool *used, periods *p) {
  int month0 = 0, last = 0;
  p->calendar = model->start_month[0] != '\0' && ndrsim_calendar_parse(model->start_month, &month0);
  p->origin = p->calendar ? month0 : SPAN;
  p->length = 1;
  p->oldest = -1; /* nothing is merged */
  if (count_periods(p, used, NDRSIM_MAX_BOOK_COHORTS + 1, &last) <= NDRSIM_MAX_BOOK_COHORTS) return;
  p->length = 12;
  /* a multiple of 12 less one, so that a relative year ends with month 0 */
  if (!p->calendar) p->origin = SPAN / 12 * 12 + 11;
  if (count_periods(p, used, NDRSIM_MAX_BOOK_COHORTS + 1, &last) <= NDRSIM_MAX_BOOK_COHORTS) return;
  count_periods(p, used, NDRSIM_MAX_BOOK_COHORTS - 1, &last);
  p->oldest = last;
}

void ndrsim_calendar_cohorts(ndrsim_model *model) {
  bool used[SPAN] = {false};
  int16_t cohort[SPAN] = {0};
  periods p;
  for (int64_t i = 0; i < model->n_rows; i++)
    used[-model->row[i].start] = true;
  choose_periods(model, used, &p);
  int n = 0, last = -1;
  for (int start = -SPAN + 1; start <= 0; start++) {
    if (!used[-start]) continue;
    int period = period_of(&p, start);
    if (period < p.oldest) period = -1;
    if (n == 0 || period != last) {
      if (period < 0)
        name_before(&p, model->book_cohort[n]);
      else
        name_period(&p, period, model->book_cohort[n]);
      n++;
    }
    last = period;
    cohort[-start] = (int16_t)(n - 1);
  }
  model->n_book_cohorts = n;
  for (int64_t i = 0; i < model->n_rows; i++)
    model->row[i].cohort = cohort[-model->row[i].start];
}
