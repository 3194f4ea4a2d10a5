/* The month's bills: who joins and leaves, what moved, and what moved it. */
#ifndef NDRSIM_SIM_BILLING_H
#define NDRSIM_SIM_BILLING_H

#include "sim/block.h"
#include "sim/tally.h"

/* Bills every lane that mechanisms marked as dirty (or that joins, leaves, returns), classifies its
 * movement, attributes it, and adds it to the tally. Then evaluates the anchor windows. */
void ndrsim_billing_month(ndrsim_block *block, ndrsim_tally *tally);

/* Opening of a book: the lane of a row lands in month 0 with the MRR of its row. What the customer
 * pays is not the list price: the base term of every later bill keeps the exact proportion. */
ndrsim_status ndrsim_billing_open(ndrsim_block *block, ndrsim_tally *tally, int lane,
                                  const ndrsim_row *row, ndrsim_error *err);
/* After the last lane: opens the first anchor window. */
void ndrsim_billing_opened(ndrsim_block *block, ndrsim_tally *tally);

/* The values of the drivers of a lane's bill as they are now; 0 for those that no bill of the block
 * depends on. */
ndrsim_bill_state ndrsim_billing_state(const ndrsim_block *block, int lane);
/* The term "base" of the bill of ctx->lane in a state, for terms that are a share of it. */
int64_t ndrsim_billing_base(const ndrsim_step_context *ctx, const ndrsim_bill_state *state);

/* Bill of a lane from its current state [cents] (0 unless alive). */
int64_t ndrsim_billing_now(ndrsim_block *block, int lane);
/* The same term by term, cents[plan->n_terms] (0 for terms that the block does not need); returns
 * their sum. */
int64_t ndrsim_billing_terms(const ndrsim_block *block, int lane, int64_t *cents);

#endif
