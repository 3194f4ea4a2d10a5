/* Calendar months and the cohorts of a book. */
#ifndef NDRSIM_DATA_CALENDAR_H
#define NDRSIM_DATA_CALENDAR_H

#include <stdbool.h>
#include "sim/model.h"

#define NDRSIM_BOOK_MONTHS                                                                         \
  1200 /* the oldest account of a book started so many months before month 0 */

/* "2022-03" -> months since year 0; false unless exactly that form with month 01..12. */
bool ndrsim_calendar_parse(const char *text, int *month);
/* The inverse, for years 0..9999. */
void ndrsim_calendar_format(int month, char out[8]);

/* Sorts the rows of the book into start cohorts and names them in model->book_cohort: by start
 * month while there are at most NDRSIM_MAX_BOOK_COHORTS, else by year, the oldest years merged
 * ("before 2019"). Without a calendar months are relative to month 0 ("-14", "-24..-13"). */
void ndrsim_calendar_cohorts(ndrsim_model *model);

#endif
