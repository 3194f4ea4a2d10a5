/* ndrsim: the tables - parameters that a scenario may hold, components of a bridge, conventions.
 *
 * Threads: any. Ownership: all strings are static.
 */
#ifndef NDRSIM_TABLES_H
#define NDRSIM_TABLES_H

#include <stddef.h>
#include "ndrsim/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ndrsim_parameter_info {
  size_t struct_size;
  const char *path;    /* "churn.base"; a '*' stands for a tier's name: "tiers.*.cap" */
  const char *unit;    /* "1/month" */
  const char *doc;     /* one line */
  const char *source;  /* where the default comes from */
  const char *choices; /* "overage|hard_stop"; NULL when it is a number */
  double value;        /* default, in the unit; NAN = must be given */
  double low, high;    /* inclusive bounds; infinite = none */
} ndrsim_parameter_info;
#define NDRSIM_PARAMETER_INFO_INIT                                                                 \
  { sizeof(ndrsim_parameter_info), NULL, NULL, NULL, NULL, NULL, 0, 0, 0 }

/* The parameters of all mechanisms, in the order of docs/parameters.md. Errors: INPUT (index). */
NDRSIM_API int ndrsim_parameter_count(void);
NDRSIM_API ndrsim_status ndrsim_parameter(int index, ndrsim_parameter_info *out, ndrsim_error *err);

/* Components of the flow bridge ("seat", ..., "contraction", "churn", "reactivation") and of the
 * endpoint bridge ("seat", ..., "churned"); NULL when the index is out of range. */
NDRSIM_API int ndrsim_flow_component_count(void);
NDRSIM_API const char *ndrsim_flow_component(int index);
NDRSIM_API int ndrsim_endpoint_component_count(void);
NDRSIM_API const char *ndrsim_endpoint_component(int index);

/* Conventions of NDR: "point", "cohort_age", ...; NULL when the index is out of range. */
NDRSIM_API int ndrsim_convention_count(void);
NDRSIM_API const char *ndrsim_convention(int index);

#ifdef __cplusplus
}
#endif
#endif
