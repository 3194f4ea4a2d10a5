/* A book of existing accounts: CSV in, rows of the model out. */
#ifndef NDRSIM_DATA_BOOK_H
#define NDRSIM_DATA_BOOK_H

#include "sim/error_list.h"
#include "sim/model.h"

/* Most of a book that is read as a text, whole: rows of 80 bytes for as many accounts as there may
 * be. A book that is read as a file has no such limit. */
#define NDRSIM_BOOK_BYTES ((size_t)1 << 33)

/* Reads `file` ("-" = standard input) into model->row. The model must hold a loaded scenario (its
 * segments, tiers and start_month are the names that rows may use). Columns, in any order:
 *   account_id   required, unique
 *   start_month  required: "2022-03" (calendar; needs the scenario's start_month as month 0) or a
 *                whole number of months before month 0 as a value <= 0
 *   mrr          required, currency units, at most two decimals, >= 0
 *   segment      required when the scenario has more than one
 *   tier         required when the scenario has more than one
 *   seats, workflows, tasks, headcount, renewal_in, completion_rate, return_rate
 *                optional; an empty cell is missing and drawn conditional on the row.
 *   units        optional; a row without is not metered.
 * Unknown columns are an error with a suggestion unless they start with "x_". */
ndrsim_status ndrsim_book_read(ndrsim_model *model, const char *file, ndrsim_error *err);
ndrsim_status ndrsim_book_parse(ndrsim_model *model, const char *text, size_t size,
                                const char *name, ndrsim_error *err);

/* Like ndrsim_book_read, but goes on after an error and lists all of them in the order of the file
 * (`errors`: set up by the caller). Of the model only segments, tiers and start_month are needed.
 * Returns the status of the first error, which is also in err. The rows are handed to the model
 * when there is none. */
ndrsim_status ndrsim_book_check(ndrsim_model *model, const char *file, ndrsim_error_list *errors,
                                ndrsim_error *err);
ndrsim_status ndrsim_book_check_text(ndrsim_model *model, const char *text, size_t size,
                                     const char *name, ndrsim_error_list *errors,
                                     ndrsim_error *err);

/* Warnings about who is simulated: nobody; described accounts beside a book; a book in other units
 * than the price list. Of a model that is fit to run; `book` is not looked at without rows. Errors:
 * MEMORY. */
ndrsim_status ndrsim_book_warn(const ndrsim_model *model, const char *scenario, const char *book,
                               ndrsim_error_list *warnings, ndrsim_error *err);

#endif
