/* What was drawn and decided, in words. Internal to report/. */
#ifndef NDRSIM_REPORT_REPLAY_WORDS_H
#define NDRSIM_REPORT_REPLAY_WORDS_H

#include "analysis/replay.h"

#define NDRSIM_WORDS 512

/* Exact cents as "-1,234.56"; with `sign` also "+1,234.56". */
/* A number as it is shown with so many decimals: without a minus when that is zero. */
double ndrsim_words_shown(double value, int decimals);
void ndrsim_words_money(int64_t cents, bool sign, char *out, size_t size);
/* How much an entry weighs: EVENT makes a month worth telling, BESIDE is told where a month is
 * told, DETAIL only where all of it is. */
enum { NDRSIM_WORDS_DETAIL, NDRSIM_WORDS_BESIDE, NDRSIM_WORDS_EVENT };
/* One line for an entry, without its draw: "finds 2 more workflows", "stays". Returns its weight.
 * Empty when there is nothing to say. */
int ndrsim_words_entry(const ndrsim_replay *replay, const ndrsim_trace_entry *entry, char *out,
                       size_t size);
/* The draw and what it was compared with: "draw 0.0134 < 0.0210"; "" for facts. Digits are enough
 * to tell the two sides apart. */
void ndrsim_words_draw(const ndrsim_trace_entry *entry, char *out, size_t size);
/* The bill in words: "9 seats x 20.00, less 10.00% for the annual contract = 162.00". */
void ndrsim_words_bill(const ndrsim_replay *replay, int month, char *out, size_t size);
/* What moved the bill, in both lenses, rounded to cents that add up. Empty when nothing is split.
 */
void ndrsim_words_parts(const ndrsim_replay_month *m, ndrsim_lens lens, char *out, size_t size);
/* State after the month: "9 seats (12% of 75 people), lite, ...". */
void ndrsim_words_state(const ndrsim_replay *replay, int month, char *out, size_t size);
/* "beta(a 58, b 38.7)" */
void ndrsim_words_dist(const ndrsim_dist *dist, char *out, size_t size);
/* Appends printf style to out[size], which holds a text; cuts silently. */
void ndrsim_words_add(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
