/* What the files of the add-ons share: the order of parameters, columns and counters. The mechanism
 * is in add_on.c. */
#ifndef NDRSIM_MODELS_ADD_ON_H
#define NDRSIM_MODELS_ADD_ON_H

#include "models/step.h"
#include "models/trace.h"

enum {
  P_LIGHT,
  P_PROACTIVE,
  P_STRATEGIC,
  P_RENEWAL,
  P_EXPLORED_SHARE,
  P_EXPLORED,
  P_MACRO,
  P_LANDMARK,
  P_SCALARS
};
/* rows of the list stand after the scalar ones */
enum {
  A_FEE,
  A_SEAT,
  A_SHARE,
  A_UNIT,
  A_INCLUDED,
  A_TIER_UNITS,
  A_TIER_PRICE,
  A_ONCE,
  A_HAZARD,
  A_CEILING,
  A_DROP,
  A_PRODUCT
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_START,
  U_STATUS,
  U_FST,
  U_LANDING,
  U_DUE,
  U_ANNUAL,
  U_EXPLORED,
  U_DIRTY,
  U_HELD,
  U_OPEN,
  U_BOUGHT,
  U_LANDMARK
};
enum {
  C_HELD,
  C_MRR,
  C_PRODUCTS,
  C_EXPLORED,
  C_JUDGED_OTHERS,
  C_JUDGED_EXPLORED,
  C_BOUGHT_OTHERS,
  C_BOUGHT_EXPLORED,
  C_SCALARS
};
/* and so do counters of the list */
enum { M_HOLDERS, M_BOUGHT, M_DROPPED, M_ONCE, M_MRR };
enum { NOWHERE, OTHERS, EXPLORERS }; /* column landmark_group */

static inline int add_ons(const ndrsim_step_context *ctx) {
  return ctx->lists.n[NDRSIM_LIST_ADD_ONS];
}

/* A row of the k-th add-on, and a counter of it. */
static inline int add_on_slot(const ndrsim_step_context *ctx, int row, int k) {
  return P_SCALARS + row * add_ons(ctx) + k;
}
static inline int64_t *add_on_counter(const ndrsim_step_context *ctx, int row, int k) {
  return ctx->counter + C_SCALARS + row * add_ons(ctx) + k;
}

/* The files are compiled once for each instruction set, and so are the functions between them. */
#define ndrsim_add_on_fees NDRSIM_MECHANISM(add_on_fees)
#define ndrsim_add_on_seats NDRSIM_MECHANISM(add_on_seats)
#define ndrsim_add_on_shares NDRSIM_MECHANISM(add_on_shares)
#define ndrsim_add_on_units NDRSIM_MECHANISM(add_on_units)
#define ndrsim_add_on_metered NDRSIM_MECHANISM(add_on_metered)
#define ndrsim_add_on_bills NDRSIM_MECHANISM(add_on_bills)
#define ndrsim_add_on_count NDRSIM_MECHANISM(add_on_count)

/* --- add_on_bill.c: bill terms, and what is counted ------------------------------------------- */
int64_t ndrsim_add_on_fees(const void *context, const ndrsim_bill_state *state);
int64_t ndrsim_add_on_seats(const void *context, const ndrsim_bill_state *state);
int64_t ndrsim_add_on_shares(const void *context, const ndrsim_bill_state *state);
int64_t ndrsim_add_on_units(const void *context, const ndrsim_bill_state *state);
/* Units have a price, sometime, and MRR counts usage. */
bool ndrsim_add_on_metered(const ndrsim_step_context *ctx);
/* Any of the prices is above zero, sometime. */
bool ndrsim_add_on_bills(const ndrsim_step_context *ctx);
void ndrsim_add_on_count(ndrsim_step_context *ctx);

#endif
