/* A bill of a replay, and what moved it, in words. */
#include <stdio.h>
#include <string.h>
#include "report/replay_words.h"

static void say_base(const ndrsim_replay *r, const ndrsim_trace_entry *e, int64_t cents, char *out,
                     size_t size) {
  char price[48], total[48], a[48], b[48];
  double volume = ndrsim_replay_factor(r, e, "volume_discount_bp");
  double annual = ndrsim_replay_factor(r, e, "annual_discount_bp");
  int64_t num = (int64_t)ndrsim_replay_factor(r, e, "paid_num");
  int64_t den = (int64_t)ndrsim_replay_factor(r, e, "paid_den");
  double seats = ndrsim_replay_factor(r, e, "seats");
  ndrsim_words_money((int64_t)ndrsim_replay_factor(r, e, "price_cents"), false, price,
                     sizeof price);
  ndrsim_words_money(cents, false, total, sizeof total);
  double flat = ndrsim_replay_factor(r, e, "flat_cents");
  if (flat > 0) {
    ndrsim_words_money((int64_t)flat, false, a, sizeof a);
    ndrsim_words_add(out, size, "a flat fee of %s and ", a);
  }
  ndrsim_words_add(out, size, "%.0f seat%s x %s", seats, seats == 1 ? "" : "s", price);
  if (volume > 0) ndrsim_words_add(out, size, ", less %.2f%% for volume", volume / 100);
  if (annual > 0)
    ndrsim_words_add(out, size, ", less %.2f%% for the annual contract", annual / 100);
  double own = ndrsim_replay_factor(r, e, "discount_bp");
  if (own > 0) ndrsim_words_add(out, size, ", less %.2f%% by its own discount", own / 100);
  if (num != den) {
    ndrsim_words_money(num, false, a, sizeof a);
    ndrsim_words_money(den, false, b, sizeof b);
    ndrsim_words_add(out, size, ", at the %s that the row pays for a list bill of %s", a, b);
  }
  ndrsim_words_add(out, size, " = %s", total);
}

static void say_overage(const ndrsim_replay *r, const ndrsim_trace_entry *e, int64_t cents,
                        char *out, size_t size) {
  char total[48];
  ndrsim_words_money(cents, false, total, sizeof total);
  ndrsim_words_add(out, size, "overage %.4f tasks x %.0f seats x %.8f = %s",
                   ndrsim_replay_factor(r, e, "tasks_over_16") / 16,
                   ndrsim_replay_factor(r, e, "seats"),
                   ndrsim_replay_factor(r, e, "price_microcents") / 1e8, total);
}

static void say_outcome_fee(const ndrsim_replay *r, const ndrsim_trace_entry *e, int64_t cents,
                            char *out, size_t size) {
  char contract[48], total[48];
  ndrsim_words_money((int64_t)ndrsim_replay_factor(r, e, "contract_cents"), false, contract,
                     sizeof contract);
  ndrsim_words_money(cents, false, total, sizeof total);
  ndrsim_words_add(out, size, "by outcome %+.2f%% of %s = %s",
                   ndrsim_replay_factor(r, e, "fee_bp") / 100, contract, total);
}

static void say_usage(const ndrsim_replay *r, const ndrsim_trace_entry *e, int64_t cents, char *out,
                      size_t size) {
  static const char *const name[] = {"units_0", "units_1", "units_2"};
  char total[48];
  double committed = ndrsim_replay_factor(r, e, "committed");
  int months = 0;
  ndrsim_words_money(cents, false, total, sizeof total);
  ndrsim_words_add(out, size, "usage ");
  for (int k = 0; k < 3; k++) {
    double units = ndrsim_replay_factor(r, e, name[k]);
    if (units < 0) continue;
    ndrsim_words_add(out, size, "%s%.0f", months++ ? ", " : "", units);
  }
  ndrsim_words_add(out, size, " unit%s", months == 1 ? "" : "s");
  if (committed > 0) ndrsim_words_add(out, size, ", %.0f committed", committed);
  ndrsim_words_add(out, size, "%s = %s", months > 1 ? ", mean of the months" : "", total);
}

void ndrsim_words_bill(const ndrsim_replay *replay, int month, char *out, size_t size) {
  const ndrsim_replay_month *m = &replay->month[month];
  out[0] = '\0';
  for (int k = 0; k < replay->plan.n_terms; k++) {
    if (m->term[k] == 0) continue;
    const char *name = replay->plan.term[k].name;
    const ndrsim_trace_entry *e = ndrsim_replay_entry(replay, name, month);
    if (out[0]) ndrsim_words_add(out, size, "; ");
    if (e && strcmp(name, "base") == 0)
      say_base(replay, e, m->term[k], out, size);
    else if (e && strcmp(name, "overage") == 0)
      say_overage(replay, e, m->term[k], out, size);
    else if (e && strcmp(name, "outcome_fee") == 0)
      say_outcome_fee(replay, e, m->term[k], out, size);
    else if (e && strcmp(name, "usage") == 0)
      say_usage(replay, e, m->term[k], out, size);
    else {
      static const char *const plain[][2] = {{"add_on_fees", "add-ons"},
                                             {"add_on_seats", "add-ons by seats"},
                                             {"add_on_shares", "add-ons as shares of the plan"},
                                             {"add_on_units", "add-ons by metered units"}};
      char money[48];
      ndrsim_words_money(m->term[k], false, money, sizeof money);
      for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(name, plain[i][0]) == 0) name = plain[i][1];
      ndrsim_words_add(out, size, "%s %s", name, money);
    }
  }
}

void ndrsim_words_parts(const ndrsim_replay_month *m, ndrsim_lens lens, char *out, size_t size) {
  int64_t part[NDRSIM_DRIVERS], cents[NDRSIM_DRIVERS];
  memcpy(part, m->part, sizeof part);
  if (lens == NDRSIM_LENS_CAUSE) {
    part[NDRSIM_DRIVER_SEAT] = m->part[NDRSIM_ENDPOINT_CAUSE];
    part[NDRSIM_DRIVER_WORKFLOW] = m->part[NDRSIM_ENDPOINT_CAUSE + 1];
    part[NDRSIM_DRIVER_CAPACITY] = m->part[NDRSIM_ENDPOINT_CAUSE + 2];
  }
  ndrsim_parts_round(part, NDRSIM_DRIVERS, cents);
  out[0] = '\0';
  for (int d = 0; d < NDRSIM_DRIVERS; d++) {
    char money[48];
    if (part[d] == 0) continue;
    ndrsim_words_money(cents[d], true, money, sizeof money);
    ndrsim_words_add(out, size, "%s%s %s", out[0] ? ", " : "", ndrsim_driver_name(d), money);
  }
}
