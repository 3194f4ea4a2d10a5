/* Warnings about who is simulated: described accounts, the book, and both together. */
#include <stdio.h>
#include <stdlib.h>
#include "data/book.h"

#define SAMPLE_LEAST 5   /* rows from which a typical price can be told */
#define FAR_FROM_LIST 20 /* times dearer or cheaper than the list: another unit, not a discount */

static void warn(ndrsim_error_list *warnings, const char *file, const char *path,
                 ndrsim_error *err) {
  snprintf(err->file, sizeof err->file, "%s", file);
  snprintf(err->path, sizeof err->path, "%s", path);
  ndrsim_error_list_add(warnings, UINT64_MAX, err);
}

static int by_size(const void *a, const void *b) {
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* List price of a seat on the tier in month 0 [cents]; 0 when it is drawn or there is none. */
static double list_price(const ndrsim_model *model, int tier, int segment) {
  char path[128];
  snprintf(path, sizeof path, "tiers.%s.price", model->tier[tier]);
  int slot = ndrsim_model_slot(model, path);
  if (slot < 0) return 0;
  const ndrsim_leaf *leaf = &model->slot[slot].spec[segment].knot[0].leaf;
  return leaf->draw >= 0 ? 0 : leaf->value;
}

/* The median over the rows of what is paid for a seat over its list price; 0 when there are too few
 * rows to tell. */
static ndrsim_status typical_ratio(const ndrsim_model *model, double *out, ndrsim_error *err) {
  double *ratio = malloc(((size_t)model->n_rows + 1) * sizeof *ratio);
  size_t n = 0;
  *out = 0;
  if (ratio == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the warnings");
  for (int64_t r = 0; r < model->n_rows; r++) {
    const ndrsim_row *row = &model->row[r];
    double list = row->seats * list_price(model, row->tier, row->segment);
    if (row->seats > 0 && row->mrr > 0 && list > 0) ratio[n++] = (double)row->mrr / list;
  }
  if (n >= SAMPLE_LEAST) {
    qsort(ratio, n, sizeof *ratio, by_size);
    *out = ratio[n / 2];
  }
  free(ratio);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_book_warn(const ndrsim_model *model, const char *scenario, const char *book,
                               ndrsim_error_list *warnings, ndrsim_error *err) {
  int64_t described = 0;
  ndrsim_error said;
  double ratio;
  for (int i = 0; i < model->n_intakes; i++)
    described += model->intake[i].number;
  if (described == 0 && model->n_rows == 0) {
    ndrsim_error_set(&said, NDRSIM_INPUT, "nobody is simulated: no described accounts and no book");
    warn(warnings, scenario, "acquisition", &said);
  }
  if (model->n_rows == 0) return NDRSIM_OK;
  if (described > 0) {
    ndrsim_error_set(&said, NDRSIM_INPUT,
                     "the %lld account%s of the book and %lld described one%s are simulated: set "
                     "acquisition.initial and acquisition.per_month to 0 for the book alone",
                     (long long)model->n_rows, model->n_rows == 1 ? "" : "s", (long long)described,
                     described == 1 ? "" : "s");
    warn(warnings, book, "", &said);
  }
  ndrsim_status status = typical_ratio(model, &ratio, err);
  if (status != NDRSIM_OK) return status;
  if (ratio > FAR_FROM_LIST || (ratio > 0 && ratio < 1.0 / FAR_FROM_LIST)) {
    ndrsim_error_set(&said, NDRSIM_INPUT,
                     "a typical account pays %.3g times seats x list price: other units, a year "
                     "instead of a month?",
                     ratio);
    warn(warnings, book, "mrr", &said);
  }
  return NDRSIM_OK;
}
