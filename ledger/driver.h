/* Drivers of revenue and the components of a bridge: the vocabulary of every decomposition. */
#ifndef NDRSIM_LEDGER_DRIVER_H
#define NDRSIM_LEDGER_DRIVER_H

#include <stdint.h>

/* X(NAME, name, label). The order is also the order of the largest-remainder rounding. */
#define NDRSIM_DRIVER_LIST(X)                                                                      \
  X(SEAT, "seat", "Seats")                                                                         \
  X(WORKFLOW, "workflow", "Workflows")                                                             \
  X(CAPACITY, "capacity", "Capacity")                                                              \
  X(USAGE, "usage", "Usage")                                                                       \
  X(ADD_ON, "add_on", "Add-ons")                                                                   \
  X(OUTCOME, "outcome", "Outcome")                                                                 \
  X(PRICE, "price", "Price")                                                                       \
  X(DISCOUNT, "discount", "Discounts")

typedef enum ndrsim_driver {
#define NDRSIM_DRIVER_ENUM(name, text, label) NDRSIM_DRIVER_##name,
  NDRSIM_DRIVER_LIST(NDRSIM_DRIVER_ENUM)
#undef NDRSIM_DRIVER_ENUM
      NDRSIM_DRIVERS
} ndrsim_driver;

/* Components of a `flow` bridge: the drivers (of accounts that expanded in the month), then: */
enum {
  NDRSIM_FLOW_CONTRACTION = NDRSIM_DRIVERS,
  NDRSIM_FLOW_CHURN,
  NDRSIM_FLOW_REACTIVATION,
  NDRSIM_FLOWS
};
/* Components of an `endpoint` bridge: the drivers (of survivors), then: */
enum { NDRSIM_ENDPOINT_CHURNED = NDRSIM_DRIVERS, NDRSIM_ENDPOINTS };

typedef enum ndrsim_lens { NDRSIM_LENS_INVOICE, NDRSIM_LENS_CAUSE, NDRSIM_LENSES } ndrsim_lens;

const char *ndrsim_driver_name(int component);   /* also "contraction", "churn", "reactivation" */
const char *ndrsim_driver_label(int component);  /* for charts */
const char *ndrsim_endpoint_name(int component); /* drivers, then "churned" */
const char *ndrsim_lens_name(int lens);

/* Money inside attributions is in sixtieths of a cent: the Shapley weights of up to six drivers
 * have denominators that divide 60, so parts are exact integers. */
#define NDRSIM_SIXTIETHS 60

#endif
