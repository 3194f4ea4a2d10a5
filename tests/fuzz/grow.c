#include "tests/fuzz/grow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include "scenarios/structure.h"
#include "sim/catalogue.h"
#include "sim/philox.h"
#include "tests/fuzz/fuzz.h"

unsigned fuzz_pick(fuzz_choice *self, unsigned n) {
  unsigned x = 0;
  if (self->data == NULL) {
    self->state = ndrsim_hash_combine(self->state, 0x6d757461746f72u);
    return (unsigned)((self->state >> 33) % n);
  }
  for (unsigned span = 1; span < n && self->left > 0; span = span > (1u << 23) ? n : span << 8) {
    x = x << 8 | *self->data++;
    self->left--;
  }
  return x % n;
}

static double uniform(fuzz_choice *self) {
  return (double)fuzz_pick(self, 1u << 16) / (1u << 16);
}

static bool illegal(fuzz_choice *self) {
  return self->illegal > 0 && fuzz_pick(self, 100) < self->illegal;
}

/* --- numbers -----------------------------------------------------------------------------------
 */

double fuzz_odd_number(fuzz_choice *self) {
  static const double odd[] = {0,    -0.0,  1,     -1,   0.5,  1e-9,        5e-324,
                               1e6,  1e9,   1e15,  1e18, 1e19, 1e100,       1e308,
                               -1e9, 65536, 32768, 255,  100,  2147483648., 9007199254740992.};
  return odd[fuzz_pick(self, sizeof odd / sizeof *odd)];
}

/* Between the bounds, also many powers of ten below them. */
static double inside(fuzz_choice *self, const ndrsim_param_def *def) {
  double low = isfinite(def->low) ? def->low : -1e6, high = isfinite(def->high) ? def->high : 1e6;
  double share = uniform(self);
  double x = low + (high - low) * (fuzz_pick(self, 3) > 0 ? share : pow(share, 12));
  x = def->kind == NDRSIM_COUNT   ? floor(x + 0.5)
      : def->kind == NDRSIM_MONEY ? floor(100 * x + 0.5) / 100
                                  : x;
  return x < low ? low : x > high ? high : x;
}

static double legal_number(fuzz_choice *self, const ndrsim_param_def *def) {
  switch (fuzz_pick(self, 8)) {
  case 0:
    return isfinite(def->low) ? def->low : 0;
  case 1:
    return isfinite(def->high) ? def->high : 1e6;
  case 2:
    return isnan(def->value) ? inside(self, def) : def->value;
  default:
    return inside(self, def);
  }
}

static double illegal_number(fuzz_choice *self, const ndrsim_param_def *def) {
  switch (fuzz_pick(self, 3)) {
  case 0:
    return isfinite(def->high) ? nextafter(def->high, INFINITY) : 1e308;
  case 1:
    return isfinite(def->low) ? nextafter(def->low, -INFINITY) : -1e308;
  default:
    return fuzz_odd_number(self);
  }
}

static cJSON *plain(fuzz_choice *self, const ndrsim_param_def *def) {
  char word[128];
  bool bad = illegal(self);
  if (bad && fuzz_pick(self, 4) == 0)
    return fuzz_pick(self, 2) ? cJSON_CreateNull() : cJSON_CreateString("word");
  if (def->kind == NDRSIM_SWITCH) return cJSON_CreateBool((int)fuzz_pick(self, 2));
  if (def->kind != NDRSIM_CHOICE)
    return cJSON_CreateNumber(bad ? illegal_number(self, def) : legal_number(self, def));
  const char *at = def->choices;
  for (unsigned k = fuzz_pick(self, 4); k > 0 && strchr(at, '|') != NULL; k--)
    at = strchr(at, '|') + 1;
  snprintf(word, sizeof word, "%.*s", (int)strcspn(at, "|"), at);
  return cJSON_CreateString(word);
}

/* --- distributions -----------------------------------------------------------------------------
 */

static cJSON *distribution(fuzz_choice *self, const ndrsim_param_def *def, bool may_nest);

/* An argument: a number or, for a value per account, a distribution of the next layer. */
static void argument(fuzz_choice *self, cJSON *dist, const char *key, const ndrsim_param_def *def,
                     double x, bool may_nest) {
  bool nested = may_nest && fuzz_pick(self, 8) == 0;
  if (illegal(self)) x = fuzz_odd_number(self);
  cJSON_AddItemToObject(dist, key, nested ? distribution(self, def, false) : cJSON_CreateNumber(x));
}

static void discrete_arguments(fuzz_choice *self, cJSON *dist, double low, double high) {
  double value[3] = {low, (low + high) / 2, high};
  double weight[3] = {uniform(self), 1, uniform(self)};
  int n = low < high ? 1 + (int)fuzz_pick(self, 3) : 1;
  cJSON_AddItemToObject(dist, "values", cJSON_CreateDoubleArray(value, n));
  if (illegal(self)) n = 1 + (int)fuzz_pick(self, 3);
  if (fuzz_pick(self, 2))
    cJSON_AddItemToObject(dist, "weights", cJSON_CreateDoubleArray(weight, n));
}

static cJSON *distribution(fuzz_choice *self, const ndrsim_param_def *def, bool may_nest) {
  static const struct {
    const char *kind, *arg[3];
    bool unbounded; /* needs min and max to stay within the parameter's bounds */
  } form[] = {
      {"uniform", {"low", "high"}, false},
      {"triangular", {"low", "mode", "high"}, false},
      {"pert", {"low", "mode", "high"}, false},
      {"discrete", {"values"}, false},
      {"normal", {"mean", "sd"}, true},
      {"lognormal", {"mu", "sigma"}, true},
      {"lognormal", {"mean", "sd"}, true},
      {"lognormal", {"median", "sigma"}, true},
      {"beta", {"a", "b"}, true},
      {"beta", {"mean", "sd"}, true},
      {"gamma", {"shape", "scale"}, true},
      {"gamma", {"mean", "sd"}, true},
      {"uniform", {"mean", "sd"}, true},
      {"exponential", {"mean"}, true},
  };
  size_t f = fuzz_pick(self, sizeof form / sizeof *form);
  cJSON *dist = cJSON_CreateObject();
  double low = inside(self, def), high = inside(self, def);
  if (low > high) {
    double swap = low;
    low = high;
    high = swap;
  }
  cJSON_AddStringToObject(dist, "dist", form[f].kind);
  if (strcmp(form[f].kind, "discrete") == 0) {
    discrete_arguments(self, dist, low, high);
    return dist;
  }
  for (int k = 0; k < 3 && form[f].arg[k] != NULL; k++) {
    const char *key = form[f].arg[k];
    double x = strcmp(key, "low") == 0                   ? low
               : strcmp(key, "high") == 0                ? high
               : strcmp(key, "sd") == 0                  ? (high - low) / (4 + 36 * uniform(self))
               : strcmp(key, "mu") == 0                  ? log(low > 0 ? low : 1)
               : strstr("mean mode median", key) != NULL ? low + (high - low) * uniform(self)
                                                         : pow(10, 4 * uniform(self) - 2);
    argument(self, dist, key, def, x, may_nest);
  }
  bool both = form[f].unbounded && !illegal(self);
  if (both || fuzz_pick(self, 4) == 0) argument(self, dist, "min", def, def->low, false);
  if (both || fuzz_pick(self, 4) == 0)
    argument(self, dist, "max", def, isfinite(def->high) ? def->high : 1e6, false);
  return dist;
}

/* --- values in time and by segment -------------------------------------------------------------
 */

static bool allowed(fuzz_choice *self, const ndrsim_param_def *def, unsigned flag) {
  return (def->may & flag) != 0 || illegal(self);
}

static cJSON *in_time(fuzz_choice *self, const ndrsim_param_def *def);

/* One value: plain, or a distribution per replicate. */
static cJSON *leaf(fuzz_choice *self, const ndrsim_param_def *def) {
  if (fuzz_pick(self, 3) == 0 && allowed(self, def, NDRSIM_MAY_DRAW))
    return distribution(self, def, false);
  if (fuzz_pick(self, 8) != 0) return plain(self, def);
  cJSON *object = cJSON_CreateObject();
  cJSON_AddItemToObject(object, "value", plain(self, def));
  return object;
}

static cJSON *schedule(fuzz_choice *self, const ndrsim_param_def *def) {
  cJSON *object = cJSON_CreateObject(), *knots = cJSON_AddObjectToObject(object, "schedule");
  bool words = def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE;
  unsigned month = 0;
  for (unsigned k = 1 + fuzz_pick(self, 4); k > 0; k--) {
    char key[16];
    snprintf(key, sizeof key, "%u", month);
    cJSON_AddItemToObject(knots, key, leaf(self, def));
    month += illegal(self) ? fuzz_pick(self, 700) : 1 + fuzz_pick(self, 14);
  }
  if (fuzz_pick(self, 2) && (!words || illegal(self)))
    cJSON_AddStringToObject(object, "interpolate", fuzz_pick(self, 4) ? "linear" : "step");
  return object;
}

static cJSON *in_time(fuzz_choice *self, const ndrsim_param_def *def) {
  unsigned how = fuzz_pick(self, 4);
  if (how == 0 && allowed(self, def, NDRSIM_MAY_MONTH)) return schedule(self, def);
  if (how != 1 || !allowed(self, def, NDRSIM_MAY_ACCOUNT)) return leaf(self, def);
  cJSON *trait = distribution(self, def, true);
  cJSON_AddStringToObject(trait, "per", "account");
  return trait;
}

static cJSON *value_of(fuzz_choice *self, const ndrsim_param_def *def, const cJSON *scenario) {
  const cJSON *segments = cJSON_GetObjectItemCaseSensitive(scenario, "segments"), *segment;
  if (fuzz_pick(self, 4) != 0 || !allowed(self, def, NDRSIM_MAY_SEGMENT)) return in_time(self, def);
  cJSON *object = cJSON_CreateObject(), *by = cJSON_AddObjectToObject(object, "by_segment");
  cJSON_AddItemToObject(by, "default", in_time(self, def));
  cJSON_ArrayForEach(segment, segments) {
    if (segment->string != NULL && fuzz_pick(self, 2))
      cJSON_AddItemToObject(by, segment->string, in_time(self, def));
  }
  if (illegal(self)) cJSON_AddItemToObject(by, "nowhere", in_time(self, def));
  return object;
}

/* --- places in a scenario ----------------------------------------------------------------------
 */

static const ndrsim_param_def *any_parameter(fuzz_choice *self) {
  const ndrsim_catalogue *catalogue = fuzz_catalogue();
  int n_structure, n_rows = ndrsim_catalogue_param_count(catalogue);
  const ndrsim_param_def *structure = ndrsim_structure_params(&n_structure);
  int row = (int)fuzz_pick(self, (unsigned)(n_structure + n_rows));
  if (row >= n_rows) return &structure[row - n_rows];
  return ndrsim_catalogue_param(catalogue, row, NULL);
}

/* Gives the member of `parent` a value, or takes a new one in. */
static void put(cJSON *parent, const char *key, cJSON *value) {
  cJSON_DeleteItemFromObjectCaseSensitive(parent, key);
  cJSON_AddItemToObject(parent, key, value);
}

/* The object that holds the parameter, made if need be, and its key there. NULL when something
 * else stands in the way. */
static cJSON *place_of(fuzz_choice *self, cJSON *scenario, const char *path, char key[64]) {
  cJSON *at = scenario;
  for (;;) {
    size_t n = strcspn(path, ".");
    snprintf(key, 64, "%.*s", (int)n, path);
    if (!cJSON_IsObject(at)) return NULL;
    if (strcmp(key, "*") == 0) { /* one of the members that are there, or the first */
      int children = cJSON_GetArraySize(at);
      cJSON *child = NULL;
      if (children > 0) child = cJSON_GetArrayItem(at, (int)fuzz_pick(self, (unsigned)children));
      snprintf(key, 64, "%s", child != NULL ? child->string : "first");
      if (illegal(self)) snprintf(key, 64, "more");
    }
    if (path[n] == '\0') return at;
    cJSON *next = cJSON_GetObjectItemCaseSensitive(at, key);
    at = next != NULL ? next : cJSON_AddObjectToObject(at, key);
    path += n + 1;
  }
}

void fuzz_grow_parameter(fuzz_choice *self, cJSON *scenario) {
  const ndrsim_param_def *def = any_parameter(self);
  char key[64];
  /* shares sum to 1, so a single one cannot be changed */
  if (strcmp(def->path, "segments.*.share") == 0 && !illegal(self)) return;
  cJSON *parent = place_of(self, scenario, def->path, key);
  if (parent != NULL) put(parent, key, value_of(self, def, scenario));
}

void fuzz_grow_correlation(fuzz_choice *self, cJSON *scenario) {
  const ndrsim_param_def *def[2];
  char key[64];
  bool per_account = fuzz_pick(self, 2) != 0;
  unsigned need = per_account ? NDRSIM_MAY_ACCOUNT : NDRSIM_MAY_DRAW;
  for (int k = 0; k < 2; k++) {
    def[k] = any_parameter(self);
    if (((def[k]->may & need) == 0 || strchr(def[k]->path, '*') != NULL) && !illegal(self)) return;
  }
  if (def[0] == def[1] && !illegal(self)) return;
  cJSON *pair = cJSON_CreateObject(), *between = cJSON_AddArrayToObject(pair, "between");
  for (int k = 0; k < 2; k++) {
    cJSON_AddItemToArray(between, cJSON_CreateString(def[k]->path));
    cJSON *parent = place_of(self, scenario, def[k]->path, key);
    if (parent == NULL) continue;
    cJSON *dist = distribution(self, def[k], per_account);
    if (per_account) cJSON_AddStringToObject(dist, "per", "account");
    put(parent, key, dist);
  }
  cJSON_AddNumberToObject(pair, "rho", (illegal(self) ? 3 : 1.98) * (uniform(self) - 0.5));
  cJSON *list = cJSON_GetObjectItemCaseSensitive(scenario, "correlations");
  if (list == NULL) list = cJSON_AddArrayToObject(scenario, "correlations");
  if (!cJSON_AddItemToArray(list, pair)) cJSON_Delete(pair);
}
