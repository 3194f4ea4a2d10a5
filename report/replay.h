/* The story of an account, for people and for programs (docs/replay.md). Streams are not closed; a
 * failed write shows in ferror. */
#ifndef NDRSIM_REPORT_REPLAY_H
#define NDRSIM_REPORT_REPLAY_H

#include <stdio.h>
#include "analysis/replay.h"

typedef struct ndrsim_replay_report {
  const ndrsim_replay *replay;
  const char *name; /* of the account, as the user knows it */
  int month;        /* the only month to tell, in full; -1 = all, in short */
  int width;        /* columns of the terminal, >= 40 */
  bool color;       /* bold headings */
  const char *version;
} ndrsim_replay_report;

ndrsim_status ndrsim_report_replay_text(const ndrsim_replay_report *self, FILE *out,
                                        ndrsim_error *err);
ndrsim_status ndrsim_report_replay_json(const ndrsim_replay_report *self, FILE *out,
                                        ndrsim_error *err);

/* A list of accounts (ndrsim_replay_top); name[n]. */
typedef struct ndrsim_top_report {
  const ndrsim_model *model;
  const ndrsim_top_row *row;
  const char *const *name;
  int n, month;
  uint32_t replicate;
  ndrsim_top_by by;
  bool color;
} ndrsim_top_report;
ndrsim_status ndrsim_report_top_text(const ndrsim_top_report *self, FILE *out, ndrsim_error *err);
ndrsim_status ndrsim_report_top_json(const ndrsim_top_report *self, FILE *out, ndrsim_error *err);
const char *ndrsim_top_name(ndrsim_top_by by); /* "mrr", "growth", "loss" */

#endif
