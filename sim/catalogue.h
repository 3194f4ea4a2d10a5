/* Access to the tables of a catalogue: the parameter rows of all mechanisms as one list.
 *
 *   row   index into the concatenated tables: mechanisms in catalogue order, rows in table order
 *   slot  index into model->slot: rows in the same order, a row of a list takes one slot for
 *         each member, neighbours
 */
#ifndef NDRSIM_SIM_CATALOGUE_H
#define NDRSIM_SIM_CATALOGUE_H

#include "sim/mechanism.h"

int ndrsim_catalogue_param_count(const ndrsim_catalogue *self);
/* The row, or NULL when out of range; *mechanism (may be NULL) is the index of its mechanism. */
const ndrsim_param_def *ndrsim_catalogue_param(const ndrsim_catalogue *self, int row,
                                               int *mechanism);
/* Row whose path is `path` as declared ("tiers.*.cap"), or -1. */
int ndrsim_catalogue_find(const ndrsim_catalogue *self, const char *path);

int ndrsim_catalogue_slot_count(const ndrsim_catalogue *self, const ndrsim_lists *lists);
/* First slot of a mechanism; of n_mechanisms: the number of slots. */
int ndrsim_catalogue_first_slot(const ndrsim_catalogue *self, int mechanism,
                                const ndrsim_lists *lists);
/* First slot of a row. */
int ndrsim_catalogue_row_slot(const ndrsim_catalogue *self, int row, const ndrsim_lists *lists);

/* "tiers.*.cap" with '*' (or '#') replaced by `name`. Returns 0, or -1 when it does not fit. */
int ndrsim_catalogue_expand(const char *pattern, const char *name, char *out, size_t size);

/* Checks the tables themselves: paths well-formed and unique, no path inside another, '*' exactly
 * in rows of lists, defaults within bounds, choices where a choice is meant, rows of lists last in
 * their table. NDRSIM_INTERNAL with a message on the first fault. */
ndrsim_status ndrsim_catalogue_check(const ndrsim_catalogue *self, ndrsim_error *err);

/* The catalogue without mechanism m for each bit m of `absent`: for a scenario that does not have
 * them. The caller frees *out. NDRSIM_MEMORY. */
ndrsim_status ndrsim_catalogue_reduce(const ndrsim_catalogue *self, uint64_t absent,
                                      ndrsim_catalogue **out, ndrsim_error *err);

#endif
