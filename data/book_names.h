/* The account_id texts of a book, which the model does not keep: read from the file when a person
 * must be told which account it is, or which one was meant. */
#ifndef NDRSIM_DATA_BOOK_NAMES_H
#define NDRSIM_DATA_BOOK_NAMES_H

#include "sim/model.h"

#define NDRSIM_BOOK_NAME 160 /* longer ids are cut */

/* Texts of the ids wanted[n] (hashes, as in ndrsim_row.id): name[n], "" where the file has none. */
ndrsim_status ndrsim_book_names(const char *file, const uint64_t *wanted, int n,
                                char (*name)[NDRSIM_BOOK_NAME], ndrsim_error *err);
/* The account_id nearest to `word` by edit distance, or "" when none is within a third of its
 * length. */
ndrsim_status ndrsim_book_nearest(const char *file, const char *word, char name[NDRSIM_BOOK_NAME],
                                  ndrsim_error *err);

#endif
