#include "sim/engine.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/billing.h"
#include "sim/cost.h"
#include "sim/debug.h"
#include "sim/trace.h"

enum { CHUNKS_PER_THREAD = 8 };

/* A run: (replicate x chunk of blocks) tasks, dealt to threads. Sums are exact integers, so a
 * record is the same whoever ran its chunks. */
typedef struct run {
  const ndrsim_model *model;
  const ndrsim_engine_options *options;
  const ndrsim_replicate *replicate;
  int n;
  int64_t *records;
  ndrsim_plan plan;
  ndrsim_population population;
  ndrsim_layout layout;
  int chunks;           /* of blocks, per replicate */
  ndrsim_tally **tally; /* [n] sums of the chunks done so far; NULL = none or finished */
  int *left;            /* [n] chunks still to come */
  omp_lock_t lock;      /* of this run, not of the process: runs do not wait for each other */
  int64_t done;
  int stop;           /* asked to stop, or failed */
  ndrsim_error error; /* the first failure */
} run;

typedef struct worker {
  ndrsim_block block;
  ndrsim_values values;
  ndrsim_tally tally;
  ndrsim_guard guard;
  int replicate; /* whose values are set, -1 = none */
  bool ready;
} worker;

void ndrsim_engine_layout(const ndrsim_model *model, ndrsim_layout *layout) {
  const ndrsim_lists lists = ndrsim_model_lists(model);
  int counters = ndrsim_mechanism_counters(&ndrsim_account_mechanism, &lists);
  for (int m = 0; m < model->catalogue->n_mechanisms; m++)
    counters += ndrsim_mechanism_counters(model->catalogue->mechanism[m], &lists);
  ndrsim_milestones milestones;
  ndrsim_milestones_list(&milestones, model->catalogue);
  ndrsim_layout_init(layout, model->horizon + 1, counters,
                     model->n_book_cohorts + model->horizon + 1, model->n_book_cohorts,
                     milestones.n, model->n_segments * (model->n_rows > 0 ? 2 : 1));
}

static ndrsim_status open_book(ndrsim_block *block, ndrsim_tally *tally,
                               const ndrsim_account *account, ndrsim_error *err) {
  const ndrsim_model *model = block->plan->model;
  for (int i = 0; i < block->n; i++) {
    if (account[i].row < 0) continue;
    ndrsim_status st = ndrsim_billing_open(block, tally, i, &model->row[account[i].row], err);
    if (st) return st;
  }
  ndrsim_billing_opened(block, tally);
  return NDRSIM_OK;
}

/* The month, phase by phase. */
static ndrsim_status run_steps(ndrsim_block *block, ndrsim_guard *guard, int from, int to,
                               ndrsim_error *err) {
  const ndrsim_plan *plan = block->plan;
  for (int k = from; k < to; k++) {
    const ndrsim_step_plan *step = &plan->step[k];
    if (guard->on) ndrsim_guard_before(guard, block, step->mechanism);
    step->run(&block->context[step->mechanism]);
    if (guard->on) {
      ndrsim_status st = ndrsim_guard_after(guard, block, step->mechanism, err);
      if (st) return st;
    }
  }
  return NDRSIM_OK;
}

static ndrsim_status run_block(const run *r, worker *w, ndrsim_extent extent, ndrsim_error *err) {
  ndrsim_block *block = &w->block;
  const ndrsim_plan *plan = &r->plan;
  const ndrsim_account *from = r->population.account + extent.from;
  bool book = r->model->n_rows > 0;
  size_t k = (size_t)plan->n_counters;
  ndrsim_block_assign(block, &w->values, from, r->population.account + extent.to);
  for (int t = 0; t <= r->model->horizon; t++) {
    ndrsim_status st = ndrsim_block_open_month(block, t, w->tally.series + (size_t)t * k, err);
    if (st) return st;
    if (book && t == 0) { /* the closing month of the book: counted, not simulated */
      st = open_book(block, &w->tally, from, err);
      if (!st)
        st = run_steps(block, &w->guard, plan->first_step[NDRSIM_PHASE_COSTS], plan->n_steps, err);
    } else {
      st = run_steps(block, &w->guard, 0, plan->first_step[NDRSIM_PHASE_COSTS], err);
      if (!st && w->guard.on) st = ndrsim_guard_bills(block, err);
      if (st) return st;
      ndrsim_billing_month(block, &w->tally);
      if (w->tally.volume > NDRSIM_VOLUME_MOST) return ndrsim_tally_check(&w->tally, err);
      st = run_steps(block, &w->guard, plan->first_step[NDRSIM_PHASE_COSTS], plan->n_steps, err);
    }
    if (st) return st;
    if (r->options->observer) r->options->observer->month(r->options->observer->user, block, t);
    ndrsim_block_compact(block);
  }
  return NDRSIM_OK;
}

static ndrsim_status prepare_worker(run *r, worker *w, ndrsim_error *err) {
  ndrsim_status st = ndrsim_block_init(&w->block, &r->plan, r->population.largest, err);
  if (!st) st = ndrsim_values_init(&w->values, &r->plan, err);
  if (!st) st = ndrsim_tally_init(&w->tally, &r->layout, err);
  if (!st && r->options->trace) {
    w->values.trace = r->options->trace;
    ndrsim_block_trace(&w->block, r->options->trace);
  }
  ndrsim_guard_init(&w->guard, &r->plan, r->options->debug);
  w->replicate = -1;
  w->ready = st == NDRSIM_OK;
  return st;
}

static void free_worker(worker *w) {
  ndrsim_block_free(&w->block);
  ndrsim_values_free(&w->values);
  ndrsim_tally_free(&w->tally);
}

/* Adds a chunk's sums to its replicate; the last chunk writes the record. Caller holds the lock. */
static ndrsim_status merge(run *r, worker *w, int k, ndrsim_error *err) {
  if (r->left[k] > 1) {
    if (!r->tally[k]) { /* a chunk that fails here stays missing, so its replicate is never whole */
      ndrsim_tally *t = calloc(1, sizeof *t);
      if (!t) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for a tally");
      ndrsim_status st = ndrsim_tally_init(t, &r->layout, err);
      if (st) {
        free(t);
        return st;
      }
      r->tally[k] = t;
    }
    ndrsim_tally_add(r->tally[k], &w->tally);
    ndrsim_status st = ndrsim_tally_check(r->tally[k], err);
    if (!st) r->left[k]--;
    return st;
  }
  if (r->tally[k]) {
    ndrsim_tally_add(&w->tally, r->tally[k]);
    ndrsim_tally_free(r->tally[k]);
    free(r->tally[k]);
    r->tally[k] = NULL;
  }
  ndrsim_status st = ndrsim_tally_check(&w->tally, err);
  if (st) return st;
  int64_t *record = r->records + (size_t)k * r->layout.size;
  ndrsim_tally_finish(&w->tally, record);
  r->left[k] = 0;
  if (r->options->finished) r->options->finished(r->options->finished_user, k, record);
  return NDRSIM_OK;
}

static bool given_up(const run *r) {
  return r->options->give_up && r->options->give_up(r->options->give_up_user);
}

static void run_task(run *r, worker *w, int64_t task) {
  int k = (int)(task / r->chunks), chunk = (int)(task % r->chunks);
  ndrsim_error err = {0};
  ndrsim_status st = NDRSIM_OK;
  if (!w->ready) st = prepare_worker(r, w, &err);
  if (!st && w->replicate != k) {
    const double *draws = r->options->draws;
    if (draws) draws += (size_t)k * (size_t)r->model->n_draws;
    st = ndrsim_values_set(&w->values, r->replicate[k], draws, &err);
    w->replicate = st ? -1 : k;
  }
  if (!st) {
    int64_t blocks = r->population.n_blocks;
    ndrsim_tally_clear(&w->tally);
    for (int64_t b = blocks * chunk / r->chunks; b < blocks * (chunk + 1) / r->chunks && !st; b++)
      st = given_up(r) ? ndrsim_error_set(&err, NDRSIM_INTERRUPTED, "stopped on request")
                       : run_block(r, w, r->population.block[b], &err);
  }
  omp_set_lock(&r->lock);
  if (!st) st = merge(r, w, k, &err);
  if (st && r->error.status == NDRSIM_OK) {
    r->error = err;
    r->error.status = st;
  }
  r->done++;
  if (!st && r->options->progress &&
      r->options->progress(r->options->progress_user, r->done, (int64_t)r->n * r->chunks)) {
    if (r->error.status == NDRSIM_OK)
      ndrsim_error_set(&r->error, NDRSIM_INTERRUPTED, "stopped on request");
  }
  if (r->error.status != NDRSIM_OK) {
#pragma omp atomic write
    r->stop = 1;
  }
  omp_unset_lock(&r->lock);
}

static void run_all(run *r, int threads) {
  int64_t tasks = (int64_t)r->n * r->chunks;
#pragma omp parallel num_threads(threads)
  {
    worker w;
    memset(&w, 0, sizeof w);
#pragma omp for schedule(dynamic, 1)
    for (int64_t task = 0; task < tasks; task++) {
      int stop;
#pragma omp atomic read
      stop = r->stop;
      if (!stop) run_task(r, &w, task);
    }
    free_worker(&w);
  }
}

static int chunks_for(const run *r, int threads) {
  if (threads == 1 || r->n >= 4 * threads) return 1;
  int chunks = CHUNKS_PER_THREAD * threads;
  if (chunks > r->population.n_blocks) chunks = r->population.n_blocks;
  return chunks < 1 ? 1 : chunks;
}

ndrsim_status ndrsim_engine_run(const ndrsim_model *model, const ndrsim_engine_options *options,
                                const ndrsim_replicate *replicate, int n, int64_t *records,
                                int *complete, ndrsim_error *err) {
  run r = {.model = model, .options = options, .replicate = replicate, .n = n, .records = records};
  int threads = options->threads > 0 ? options->threads : omp_get_num_procs();
  if (options->trace) threads = 1;
  *complete = 0;
  ndrsim_cost cost;
  ndrsim_status affordable = ndrsim_engine_cost(model, options, 0, n, &cost, err);
  if (!affordable) affordable = ndrsim_cost_check(&cost, options->memory, err);
  if (affordable) return affordable;
  ndrsim_engine_layout(model, &r.layout);
  ndrsim_status st = ndrsim_plan_init(&r.plan, model, err);
  if (st) return st;
  st = options->trace
           ? ndrsim_population_portfolio(&r.population, &r.plan, options->trace->segment,
                                         options->trace->id, err)
           : ndrsim_population_init(
                 &r.population, &r.plan,
                 options->block_size > 0 ? options->block_size : NDRSIM_BLOCK_DEFAULT, err);
  if (st) goto out;
  r.chunks = chunks_for(&r, threads);
  r.tally = calloc((size_t)n + 1, sizeof(ndrsim_tally *));
  r.left = malloc(sizeof *r.left * ((size_t)n + 1));
  if (!r.tally || !r.left) {
    st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %d replicates", n);
    goto out;
  }
  for (int k = 0; k < n; k++)
    r.left[k] = r.chunks;
  omp_init_lock(&r.lock);
  run_all(&r, threads);
  omp_destroy_lock(&r.lock);
  while (*complete < n && r.left[*complete] == 0)
    ++*complete;
  st = r.error.status;
  if (st && err) *err = r.error;
  if (!st && options->trace && options->trace->failed)
    st = ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for the trace of an account");
out:
  for (int k = 0; r.tally && k < n; k++)
    if (r.tally[k]) {
      ndrsim_tally_free(r.tally[k]);
      free(r.tally[k]);
    }
  free(r.tally);
  free(r.left);
  ndrsim_population_free(&r.population);
  ndrsim_plan_free(&r.plan);
  return st;
}
