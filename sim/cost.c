#include "sim/cost.h"

#include <math.h>
#include <stdio.h>

#include "sim/machine.h"
#include "sim/population.h"
#include "sim/tally.h"

/* Measured on two cores of a 2023 server (AVX2) with the scenario that ships: CPU time of an
 * account in a month, and of a cohort in a month when a record is finished and read. Other machines
 * and scenarios differ by a factor of two or so, which is what an estimate here is good for. */
#define SECONDS_ACCOUNT_MONTH 1e-7
#define SECONDS_COHORT_MONTH 1e-6

#define CHUNKED_RUNS 4 /* runs per thread below which a run is split: its sums are kept apart */

/* Records and sums grow with the square of the months. Three layouts of few months give the
 * polynomial, whatever it is made of, also where no layout could be made. */
static double at_months(const double y[3], double months) {
  double x = months - 1, slope = y[1] - y[0], bend = (y[2] - 2 * y[1] + y[0]) / 2;
  return y[0] + x * slope + bend * x * (x - 1);
}

void ndrsim_cost_of(const ndrsim_cost_size *size, ndrsim_cost *out) {
  double record[3], tally[3], months = size->horizon + 1;
  for (int m = 1; m <= 3; m++) {
    ndrsim_layout layout;
    ndrsim_layout_init(&layout, m, (int)size->counters, (int)size->book_cohorts + m,
                       (int)size->book_cohorts, (int)size->milestones, (int)size->groups);
    record[m - 1] = 8.0 * (double)layout.size;
    tally[m - 1] = 8.0 * (double)ndrsim_tally_size(&layout);
  }
  int cores = size->threads > 0 ? size->threads : ndrsim_machine_cores();
  double sums = cores + fmin(size->runs, CHUNKED_RUNS * (double)cores);
  *out = (ndrsim_cost){.accounts = size->accounts,
                       .account_months = size->account_months * size->runs,
                       .runs = size->runs,
                       .threads = cores};
  out->record_bytes = size->kept * at_months(record, months);
  /* accounts are listed once and then put in order */
  out->account_bytes =
      2 * size->accounts * sizeof(ndrsim_account) + size->rows * (double)sizeof(ndrsim_row);
  out->work_bytes = cores * size->block * size->lane_bytes + sums * at_months(tally, months);
  out->bytes = out->record_bytes + out->account_bytes + out->work_bytes;
  double cohorts = months + size->book_cohorts;
  out->seconds = (out->account_months * SECONDS_ACCOUNT_MONTH +
                  size->runs * cohorts * months * SECONDS_COHORT_MONTH) /
                 cores;
}

static double account_months(const ndrsim_model *model) {
  double sum = (double)model->n_rows * model->horizon;
  for (int i = 0; i < model->n_intakes; i++)
    sum += (double)model->intake[i].number * (model->horizon - model->intake[i].month + 1);
  return sum;
}

/* Accounts of the largest block, about: a block takes whole portfolios. */
static double largest_block(const ndrsim_plan *plan, int block_size, double accounts) {
  double most = block_size > 0 ? block_size : NDRSIM_BLOCK_DEFAULT;
  for (int s = 0; s < plan->model->n_segments && plan->portfolio_slot >= 0; s++)
    most = fmax(most, plan->model->slot[plan->portfolio_slot].spec[s].knot[0].leaf.value);
  return fmin(2 * most, accounts);
}

ndrsim_status ndrsim_engine_cost(const ndrsim_model *model, const ndrsim_engine_options *options,
                                 double kept, double runs, ndrsim_cost *out, ndrsim_error *err) {
  ndrsim_plan plan;
  ndrsim_status st = ndrsim_plan_init(&plan, model, err);
  if (st) return st;
  ndrsim_cost_size size = {.rows = (double)model->n_rows,
                           .accounts = (double)model->n_rows,
                           .account_months = account_months(model),
                           .horizon = model->horizon,
                           .kept = kept,
                           .runs = runs,
                           .counters = plan.n_counters,
                           .book_cohorts = model->n_book_cohorts,
                           .milestones = plan.milestones.n,
                           .groups = model->n_segments * (model->n_rows > 0 ? 2.0 : 1.0),
                           .threads = options->threads};
  for (int i = 0; i < model->n_intakes; i++)
    size.accounts += (double)model->intake[i].number;
  size.block = largest_block(&plan, options->block_size, size.accounts);
  size.lane_bytes = 4.0 * plan.trait_columns;
  for (int c = 0; c < plan.n_columns; c++)
    size.lane_bytes += plan.column[c].type == NDRSIM_I64 ? 8 : 4;
  ndrsim_plan_free(&plan);
  ndrsim_cost_of(&size, out);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_cost_check(const ndrsim_cost *self, int64_t limit, ndrsim_error *err) {
  char cost[96], room[32];
  int64_t most = limit > 0 ? limit : ndrsim_machine_memory();
  ndrsim_cost_text(self, cost, sizeof cost);
  if (self->accounts > NDRSIM_MOST_ACCOUNTS)
    return ndrsim_error_set(err, NDRSIM_LIMIT,
                            "%.0f accounts, of which at most %d can be simulated: this run would "
                            "need %s",
                            self->accounts, NDRSIM_MOST_ACCOUNTS, cost);
  if (self->bytes <= (double)most) return NDRSIM_OK;
  ndrsim_cost_text_bytes((double)most, room, sizeof room);
  return ndrsim_error_set(err, NDRSIM_LIMIT,
                          "this run would need %s, and %s %s: ask for fewer replicates, a shorter "
                          "horizon or fewer accounts",
                          cost, room, limit > 0 ? "is the limit" : "are available");
}

void ndrsim_cost_text_bytes(double bytes, char *out, size_t size) {
  static const char *const unit[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
  int k = 0;
  for (; bytes >= 999.5 && k < 6; k++)
    bytes /= 1000;
  snprintf(out, size, bytes < 9.95 && k > 0 ? "%.1f %s" : "%.0f %s", bytes, unit[k]);
}

void ndrsim_cost_text_seconds(double seconds, char *out, size_t size) {
  static const struct {
    double from, length;
    const char *one, *many;
  } unit[] = {
      {1.5 * 365.25 * 86400, 365.25 * 86400, "year", "years"},
      {2 * 86400.0, 86400, "day", "days"},
      {2 * 3600.0, 3600, "hour", "hours"},
      {2 * 60.0, 60, "minute", "minutes"},
      {0.95, 1, "second", "seconds"},
  };
  for (size_t k = 0; k < sizeof unit / sizeof *unit; k++) {
    double n = floor(seconds / unit[k].length + 0.5);
    if (seconds < unit[k].from) continue;
    if (n > 999999)
      snprintf(out, size, "over a million years");
    else
      snprintf(out, size, "%.0f %s", n, n == 1 ? unit[k].one : unit[k].many);
    return;
  }
  snprintf(out, size, "less than a second");
}

void ndrsim_cost_text(const ndrsim_cost *self, char *out, size_t size) {
  char bytes[32], time[32];
  ndrsim_cost_text_bytes(self->bytes, bytes, sizeof bytes);
  ndrsim_cost_text_seconds(self->seconds, time, sizeof time);
  snprintf(out, size, "about %s of memory and %s on %d core%s", bytes, time, self->threads,
           self->threads == 1 ? "" : "s");
}
