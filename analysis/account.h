/* Accounts by the names that people use.
 *
 *   a row of a book         its account_id: ACME-17
 *   a described account     segment/month/number: smb/3/17 is the 17th account that the scenario
 * lets start in month 3 in the segment smb. The month may be written as a calendar month
 * (smb/2026-04/17) when the scenario has a start_month.
 */
#ifndef NDRSIM_ANALYSIS_ACCOUNT_H
#define NDRSIM_ANALYSIS_ACCOUNT_H

#include "sim/model.h"

#define NDRSIM_ACCOUNT_NAME 160

typedef struct ndrsim_account_key {
  uint64_t id; /* the engine's: the hash that addresses its draws */
  int segment;
  int64_t row;    /* of the book, -1 = described */
  int month;      /* described: month of its intake */
  int64_t number; /* described: 1 .. accounts of the intake */
} ndrsim_account_key;

/* The account of that name. Errors: INPUT with the nearest thing that exists. */
ndrsim_status ndrsim_account_find(const ndrsim_model *model, const char *name,
                                  ndrsim_account_key *out, ndrsim_error *err);
/* Name of a described account; "" for a row (the model keeps no texts of a book). */
void ndrsim_account_name(const ndrsim_account_key *key, const ndrsim_model *model,
                         char out[NDRSIM_ACCOUNT_NAME]);

/* Fills segment, row, month and number of n keys from their ids. O(accounts of the model). */
ndrsim_status ndrsim_account_identify(const ndrsim_model *model, ndrsim_account_key *key, int n,
                                      ndrsim_error *err);

#endif
