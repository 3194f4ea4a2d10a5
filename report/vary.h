/* Settings of a sweep or a search as columns of tables. */
#ifndef NDRSIM_REPORT_VARY_H
#define NDRSIM_REPORT_VARY_H

#include "analysis/vary.h"
#include "report/document.h"

typedef struct ndrsim_axes {
  char key[NDRSIM_VARY_MOST][64], head[NDRSIM_VARY_MOST][64];
} ndrsim_axes;

/* column[n]: one for each parameter; returns n. `self` must outlive the columns until the table is
 * made. "tiers.pro.cap" has the key tiers_pro_cap and the head "pro.cap". */
int ndrsim_axes_make(ndrsim_axes *self, const ndrsim_vary *vary, int n, ndrsim_column *column);

/* Says so when a price or a cap is varied and the number of customers that come does not follow. */
void ndrsim_axes_mind(const ndrsim_vary *vary, int n, const ndrsim_model *model,
                      ndrsim_section *section);

#endif
