#include "scenarios/structure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/loader.h"
#include "sim/acquisition.h"
#include "sim/cost.h"

#define MOST_ACCOUNTS 1e8 /* described accounts of one run */

static const ndrsim_param_def params[NDRSIM_STRUCTURE_ROWS] = {
    [NDRSIM_STRUCTURE_HORIZON] = {"horizon", "months", NDRSIM_COUNT, 0, 36, 1, NDRSIM_MAX_HORIZON,
                                  NULL, "Months to simulate after month 0", "setting"},
    [NDRSIM_STRUCTURE_REPLICATES] = {"replicates", "runs", NDRSIM_COUNT, 0, 400, 1, 1e6, NULL,
                                     "Monte Carlo replicates", "setting"},
    [NDRSIM_STRUCTURE_INITIAL] = {"acquisition.initial", "accounts", NDRSIM_COUNT, 0, 0, 0, 1e8,
                                  NULL, "Described accounts that start in month 0", "setting"},
    [NDRSIM_STRUCTURE_PER_MONTH] = {"acquisition.per_month", "accounts/month", NDRSIM_REAL,
                                    NDRSIM_MAY_MONTH, 0, 0, 1e7, NULL,
                                    "Described accounts that start in each month from month 1",
                                    "setting"},
    [NDRSIM_STRUCTURE_MONTHS] = {"acquisition.months", "months", NDRSIM_COUNT, 0,
                                 NDRSIM_MAX_HORIZON, 0, NDRSIM_MAX_HORIZON, NULL,
                                 "Last month with new accounts (never beyond the horizon)",
                                 "setting"},
    [NDRSIM_STRUCTURE_SHARE] = {"segments.*.share", "1", NDRSIM_REAL, 0, NAN, 0, 1, NULL,
                                "Share of the described accounts; the shares sum to 1", "setting"},
};

const ndrsim_param_def *ndrsim_structure_params(int *n) {
  *n = NDRSIM_STRUCTURE_ROWS;
  return params;
}

bool ndrsim_structure_has(const ndrsim_param_def *def) {
  for (int i = 0; i < NDRSIM_STRUCTURE_ROWS; i++)
    if (def == &params[i]) return true;
  return false;
}

/* --- what is asked for ----------------------------------------------------------------------- */

/* The largest number in a value: of a schedule its highest knot. */
static double largest(const cJSON *item, double most) {
  const cJSON *child;
  if (cJSON_IsNumber(item)) return fmax(most, item->valuedouble);
  cJSON_ArrayForEach(child, item) {
    most = largest(child, most);
  }
  return most;
}

/* A structural number as the document has it, or its default. */
static double asked(const ndrsim_loader *self, int row) {
  char key[64];
  const cJSON *at = self->json.root;
  for (const char *path = params[row].path; *path != '\0' && at != NULL;) {
    size_t n = strcspn(path, ".");
    memcpy(key, path, n);
    key[n] = '\0';
    at = cJSON_GetObjectItemCaseSensitive(at, key);
    path += n + (path[n] == '.');
  }
  double value = at != NULL ? largest(at, -INFINITY) : params[row].value;
  return value >= 0 ? value : params[row].value;
}

void ndrsim_loader_asked(const ndrsim_loader *self, char *out, size_t size) {
  const ndrsim_model *model = self->model;
  double horizon = asked(self, NDRSIM_STRUCTURE_HORIZON),
         initial = asked(self, NDRSIM_STRUCTURE_INITIAL),
         months = fmin(asked(self, NDRSIM_STRUCTURE_MONTHS), horizon),
         more = asked(self, NDRSIM_STRUCTURE_PER_MONTH) * months;
  ndrsim_layout layout;
  ndrsim_engine_layout(model, &layout);
  ndrsim_cost_size asks = {.accounts = initial + more,
                           .account_months =
                               initial * (horizon + 1) + more * (horizon - months / 2),
                           .horizon = horizon,
                           .kept = asked(self, NDRSIM_STRUCTURE_REPLICATES),
                           .runs = asked(self, NDRSIM_STRUCTURE_REPLICATES),
                           .counters = layout.counters,
                           .milestones = layout.milestones,
                           .groups = layout.groups};
  ndrsim_cost cost;
  ndrsim_cost_of(&asks, &cost);
  ndrsim_cost_text(&cost, out, size);
}

/* --- targets --------------------------------------------------------------------------------- */

/* Whether the document has the first key of a path: "add_ons" of "add_ons.*.fee". Keys of the
 * structure stand in every scenario: there the whole path counts. */
static bool stands(const ndrsim_loader *self, const char *path) {
  char key[NDRSIM_NAME];
  size_t n = strcspn(path, ".");
  snprintf(key, sizeof key, "%.*s", (int)n, path);
  const cJSON *group = cJSON_GetObjectItemCaseSensitive(self->json.root, key);
  for (int row = 0; row < NDRSIM_STRUCTURE_ROWS && path[n] == '.'; row++)
    if (strncmp(params[row].path, path, n + 1) == 0)
      return cJSON_GetObjectItemCaseSensitive(group, path + n + 1) != NULL;
  return group != NULL;
}

ndrsim_status ndrsim_loader_presence(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  for (int m = 0; m < self->whole->n_mechanisms; m++) {
    const ndrsim_mechanism *mechanism = self->whole->mechanism[m];
    bool present = !mechanism->optional;
    for (int i = 0; i < mechanism->n_params && !present; i++)
      present = stands(self, mechanism->param[i].path);
    if (!present) model->absent |= UINT64_C(1) << m;
  }
  if (model->absent == 0) return NDRSIM_OK;
  ndrsim_status status =
      ndrsim_catalogue_reduce(self->whole, model->absent, &model->reduced, self->err);
  if (status == NDRSIM_OK) model->catalogue = model->reduced;
  return status;
}

static ndrsim_status add_target(ndrsim_loader *self, ndrsim_slot *slot, int row, int tier,
                                const ndrsim_param_def *def, const char *name) {
  slot->def = row;
  slot->tier = tier;
  for (int s = 0; s < NDRSIM_MAX_SEGMENTS; s++)
    slot->spec[s].trait = -1;
  self->target[self->n_targets++] = (ndrsim_target){.def = def, .slot = slot};
  if (ndrsim_catalogue_expand(def->path, name, slot->path, sizeof slot->path) == 0)
    return NDRSIM_OK;
  return ndrsim_error_set(self->err, NDRSIM_INTERNAL, "the path `%s` is too long", def->path);
}

ndrsim_status ndrsim_loader_targets(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  const ndrsim_catalogue *catalogue = model->catalogue;
  int rows = ndrsim_catalogue_param_count(catalogue), used = 0;
  const ndrsim_lists lists = ndrsim_model_lists(model);
  model->n_slots = ndrsim_catalogue_slot_count(catalogue, &lists);
  self->n_structure = NDRSIM_STRUCTURE_SHARE + model->n_segments;
  model->slot = calloc((size_t)model->n_slots + 1, sizeof *model->slot);
  self->structure = calloc((size_t)self->n_structure, sizeof *self->structure);
  self->target = calloc((size_t)self->n_structure + (size_t)model->n_slots, sizeof *self->target);
  if (model->slot == NULL || self->structure == NULL || self->target == NULL) {
    if (model->slot == NULL) model->n_slots = 0;
    return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
  }
  ndrsim_status status = NDRSIM_OK;
  for (int i = 0; i < self->n_structure && status == NDRSIM_OK; i++) {
    int row = i < NDRSIM_STRUCTURE_SHARE ? i : NDRSIM_STRUCTURE_SHARE;
    status = add_target(self, &self->structure[i], row, -1, &params[row],
                        model->segment[i - row < model->n_segments ? i - row : 0]);
  }
  for (int row = 0; row < rows && status == NDRSIM_OK; row++) {
    const ndrsim_param_def *def = ndrsim_catalogue_param(catalogue, row, NULL);
    int list = ndrsim_list_of_row(def), n = list >= 0 ? lists.n[list] : 1;
    for (int t = 0; t < n && status == NDRSIM_OK; t++)
      status = add_target(self, &model->slot[used++], row, list >= 0 ? t : -1, def,
                          list >= 0 ? ndrsim_model_members(model, list)[t] : "");
  }
  return status;
}

/* --- acquisition ----------------------------------------------------------------------------- */

/* A structural value in a month: constants only, so no draws are involved. */
static double value_at(const ndrsim_loader *self, int row, int month) {
  const ndrsim_spec *spec = &self->structure[row].spec[0];
  int i = spec->n_knots - 1;
  while (i > 0 && spec->knot[i].month > month)
    i--;
  double x = spec->knot[i].leaf.value;
  if (!spec->linear || i + 1 == spec->n_knots) return x;
  const ndrsim_knot *a = &spec->knot[i], *b = &spec->knot[i + 1];
  return x + (b->leaf.value - x) * (month - a->month) / (b->month - a->month);
}

static ndrsim_status shares(ndrsim_loader *self, double share[NDRSIM_MAX_SEGMENTS]) {
  const ndrsim_model *model = self->model;
  const cJSON *segments = cJSON_GetObjectItemCaseSensitive(self->json.root, "segments");
  double sum = 0;
  int64_t before = self->json.faults;
  ndrsim_status status = NDRSIM_OK;
  for (int s = 0; s < model->n_segments && status == NDRSIM_OK; s++) {
    const ndrsim_target *target = &self->target[NDRSIM_STRUCTURE_SHARE + s];
    if (!target->given && model->n_segments > 1)
      status = ndrsim_loader_carry_on(
          self, ndrsim_loader_expected(
                    self, cJSON_GetObjectItemCaseSensitive(segments, model->segment[s]),
                    target->slot->path, "missing",
                    "the segment's share of the new accounts, between 0 and 1"));
    share[s] = target->given ? target->slot->spec[0].knot[0].leaf.value : 1;
    sum += share[s];
  }
  if (status == NDRSIM_OK) status = ndrsim_loader_since(self, before);
  if (status != NDRSIM_OK) return status;
  if (fabs(sum - 1) <= 1e-9) return NDRSIM_OK;
  ndrsim_loader_expected(self, segments, "segments", "the shares do not sum to 1", "a sum of 1");
  snprintf(self->err->found, sizeof self->err->found, "%.12g", sum);
  return NDRSIM_INPUT;
}

/* Shares out `number` more accounts so that the running totals follow the shares: each account goes
 * to the segment that is furthest behind its share of all accounts so far. Unlike the largest
 * remainder of each total, this never takes an account back. Bulk first, then one by one. */
static void share_out(int n, const double *share, double total, int64_t number, int64_t *have,
                      int64_t *gain) {
  int64_t left = number;
  for (int s = 0; s < n; s++) {
    double behind = floor(share[s] * total - (double)have[s]) - n;
    gain[s] = behind > 0 ? (int64_t)behind : 0;
    left -= gain[s];
  }
  for (; left > 0; left--) {
    int most = 0;
    double furthest = -INFINITY;
    for (int s = 0; s < n; s++) {
      double behind = share[s] * total - (double)(have[s] + gain[s]);
      if (share[s] > 0 && behind > furthest) {
        furthest = behind;
        most = s;
      }
    }
    gain[most]++;
  }
  for (int s = 0; s < n; s++)
    have[s] += gain[s];
}

static ndrsim_status too_many(ndrsim_loader *self, double all) {
  char cost[96];
  ndrsim_loader_asked(self, cost, sizeof cost);
  return ndrsim_json_fail(&self->json,
                          cJSON_GetObjectItemCaseSensitive(self->json.root, "acquisition"), false,
                          "acquisition", NDRSIM_LIMIT, self->err,
                          "%.0f accounts start in one run, of at most %.0f: it would need %s", all,
                          MOST_ACCOUNTS, cost);
}

static ndrsim_status intakes(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  int n = model->n_segments, last = (int)value_at(self, NDRSIM_STRUCTURE_MONTHS, 0);
  double share[NDRSIM_MAX_SEGMENTS] = {0}, exact = value_at(self, NDRSIM_STRUCTURE_INITIAL, 0);
  int64_t have[NDRSIM_MAX_SEGMENTS] = {0}, gain[NDRSIM_MAX_SEGMENTS] = {0}, before = 0;
  double all = exact;
  if (last > model->horizon) last = model->horizon;
  for (int month = 1; month <= last; month++)
    all += value_at(self, NDRSIM_STRUCTURE_PER_MONTH, month);
  if (all > MOST_ACCOUNTS) return too_many(self, all);
  if (!(all >= 0.5)) return NDRSIM_OK;
  ndrsim_status status = shares(self, share);
  if (status != NDRSIM_OK) return status;
  model->intake = calloc((size_t)(last + 1) * (size_t)n, sizeof *model->intake);
  if (model->intake == NULL) return ndrsim_error_set(self->err, NDRSIM_MEMORY, "out of memory");
  for (int month = 0; month <= last; month++) {
    if (month > 0) exact += value_at(self, NDRSIM_STRUCTURE_PER_MONTH, month);
    /* the running total is rounded, not the month, so fractions do not get lost */
    int64_t total = (int64_t)floor(exact + 0.5);
    share_out(n, share, (double)total, total - before, have, gain);
    before = total;
    for (int s = 0; s < n; s++)
      if (gain[s] > 0)
        model->intake[model->n_intakes++] = (ndrsim_intake){s, month, gain[s], gain[s]};
  }
  return NDRSIM_OK;
}

/* Accounts that do not start, or start as well, because of the entry price and cap. */
static ndrsim_status by_price(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  const char *drawn = ndrsim_acquisition_drawn(model);
  if (drawn != NULL) {
    const ndrsim_target *target = ndrsim_loader_target(self, drawn);
    return NDRSIM_LOADER_FAIL(self, target->item, false, drawn,
                              "how many accounts start follows from it, so it must be the same in "
                              "all replicates (or leave acquisition.reference_price and "
                              "reference_cap at 0)");
  }
  ndrsim_status status = ndrsim_acquisition_apply(model, self->err);
  if (status == NDRSIM_OK) return status;
  char message[sizeof self->err->message];
  memcpy(message, self->err->message, sizeof message);
  return ndrsim_json_fail(&self->json,
                          cJSON_GetObjectItemCaseSensitive(self->json.root, "acquisition"), false,
                          "acquisition", status, self->err, "%s", message);
}

ndrsim_status ndrsim_loader_structure(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  model->horizon = (int)value_at(self, NDRSIM_STRUCTURE_HORIZON, 0);
  model->replicates = (int)value_at(self, NDRSIM_STRUCTURE_REPLICATES, 0);
  for (int i = 0; i < self->n_structure; i++) /* a sum of what is wrong says nothing */
    if (self->target[i].faulty) return NDRSIM_OK;
  if (self->doubtful_segments) return NDRSIM_OK;
  ndrsim_status status = intakes(self);
  if (status != NDRSIM_OK || self->json.faults > 0) return status;
  return by_price(self);
}
