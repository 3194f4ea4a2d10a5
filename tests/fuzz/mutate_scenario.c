/* A mutator for the scenario target that keeps the JSON whole: bytes alone rarely get past the
 * scan, and never put a legal distribution on a parameter they have not met.
 *
 * Half of the mutations are libFuzzer's own, on bytes. The others change the tree: a parameter of
 * the tables gets a value of one of the forms that the format has, at or beside its bounds; or a
 * node is removed, copied elsewhere, or replaced by a number. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cjson/cJSON.h>
#include "scenarios/structure.h"
#include "sim/catalogue.h"
#include "sim/philox.h"
#include "tests/fuzz/fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static uint64_t state; /* of the mutator's own generator, set by libFuzzer's seed each time */

static unsigned pick(unsigned n) {
  state = ndrsim_hash_combine(state, 0x6d757461746f72u);
  return (unsigned)((state >> 33) % n);
}

static double uniform(void) {
  return (double)pick(1u << 30) / (1u << 30);
}

/* --- numbers -----------------------------------------------------------------------------------
 */

static double odd_number(void) {
  static const double odd[] = {0,    -0.0,  1,     -1,   0.5,  1e-9,        5e-324,
                               1e6,  1e9,   1e15,  1e18, 1e19, 1e100,       1e308,
                               -1e9, 65536, 32768, 255,  100,  2147483648., 9007199254740992.};
  return odd[pick(sizeof odd / sizeof *odd)];
}

static double inside(const ndrsim_param_def *def) {
  double low = isfinite(def->low) ? def->low : -1e6, high = isfinite(def->high) ? def->high : 1e6;
  double x = low + (high - low) * (pick(3) ? uniform() : pow(uniform(), 12));
  return def->kind == NDRSIM_COUNT   ? floor(x + 0.5)
         : def->kind == NDRSIM_MONEY ? floor(100 * x + 0.5) / 100
                                     : x;
}

static double near_bounds(const ndrsim_param_def *def) {
  switch (pick(8)) {
  case 0:
    return def->low;
  case 1:
    return def->high;
  case 2:
    return nextafter(def->high, INFINITY);
  case 3:
    return nextafter(def->low, -INFINITY);
  case 4:
    return odd_number();
  case 5:
    return isnan(def->value) ? 1 : def->value;
  default:
    return inside(def);
  }
}

static cJSON *plain(const ndrsim_param_def *def) {
  char word[128];
  if (pick(20) == 0) return pick(2) ? cJSON_CreateNull() : cJSON_CreateString("word");
  if (def->kind == NDRSIM_SWITCH) return cJSON_CreateBool((int)pick(2));
  if (def->kind != NDRSIM_CHOICE) {
    double x = near_bounds(def);
    return cJSON_CreateNumber(isfinite(x) ? x : 0);
  }
  const char *at = def->choices;
  for (unsigned k = pick(4); k > 0 && strchr(at, '|') != NULL; k--)
    at = strchr(at, '|') + 1;
  snprintf(word, sizeof word, "%.*s", (int)strcspn(at, "|"), at);
  return cJSON_CreateString(word);
}

/* --- forms of a value --------------------------------------------------------------------------
 */

static cJSON *distribution(const ndrsim_param_def *def, bool may_nest);

/* An argument: a number or, for a value per account, a distribution of the next layer. */
static void argument(cJSON *dist, const char *key, const ndrsim_param_def *def, double x,
                     bool may_nest) {
  bool nested = may_nest && pick(8) == 0;
  if (pick(12) == 0) x = odd_number();
  cJSON_AddItemToObject(dist, key, nested ? distribution(def, false) : cJSON_CreateNumber(x));
}

static cJSON *distribution(const ndrsim_param_def *def, bool may_nest) {
  static const struct {
    const char *kind, *arg[3];
  } form[] = {
      {"normal", {"mean", "sd"}},
      {"lognormal", {"mu", "sigma"}},
      {"lognormal", {"mean", "sd"}},
      {"lognormal", {"median", "sigma"}},
      {"beta", {"a", "b"}},
      {"beta", {"mean", "sd"}},
      {"gamma", {"shape", "scale"}},
      {"gamma", {"mean", "sd"}},
      {"uniform", {"low", "high"}},
      {"uniform", {"mean", "sd"}},
      {"triangular", {"low", "mode", "high"}},
      {"pert", {"low", "mode", "high"}},
      {"exponential", {"mean"}},
      {"discrete", {"values"}},
  };
  size_t f = pick(sizeof form / sizeof *form);
  cJSON *dist = cJSON_CreateObject();
  double low = inside(def), high = inside(def);
  if (low > high) {
    double swap = low;
    low = high;
    high = swap;
  }
  cJSON_AddStringToObject(dist, "dist", form[f].kind);
  for (int k = 0; k < 3 && form[f].arg[k] != NULL; k++) {
    const char *key = form[f].arg[k];
    if (strcmp(key, "values") == 0) {
      double value[3] = {low, (low + high) / 2, high}, weight[3] = {uniform(), 1, uniform()};
      cJSON_AddItemToObject(dist, key, cJSON_CreateDoubleArray(value, 1 + (int)pick(3)));
      if (pick(2))
        cJSON_AddItemToObject(dist, "weights", cJSON_CreateDoubleArray(weight, 1 + (int)pick(3)));
      continue;
    }
    double x = strcmp(key, "low") == 0                   ? low
               : strcmp(key, "high") == 0                ? high
               : strcmp(key, "sd") == 0                  ? (high - low) / (double)(1 + pick(40))
               : strcmp(key, "mu") == 0                  ? log(low > 0 ? low : 1)
               : strstr("mean mode median", key) != NULL ? (low + high) / 2
                                                         : pow(10, 4 * uniform() - 2);
    argument(dist, key, def, x, may_nest);
  }
  if (pick(4) == 0) argument(dist, "min", def, low, may_nest);
  if (pick(4) == 0) argument(dist, "max", def, high, may_nest);
  return dist;
}

static cJSON *value_of(const ndrsim_param_def *def, int depth) {
  static const char *const segment[] = {"default", "smb", "enterprise", "all", "mid_market"};
  bool legal = pick(10) != 0; /* now and then a form that the row does not allow */
  cJSON *object;
  switch (pick(6)) {
  case 0:
    if (legal && !(def->may & NDRSIM_MAY_DRAW)) break;
    return distribution(def, false);
  case 1:
    if (legal && !(def->may & NDRSIM_MAY_ACCOUNT)) break;
    object = distribution(def, true);
    cJSON_AddStringToObject(object, "per", "account");
    return object;
  case 2:
    if (depth > 2 || (legal && !(def->may & NDRSIM_MAY_MONTH))) break;
    object = cJSON_CreateObject();
    cJSON *knots = cJSON_AddObjectToObject(object, "schedule");
    cJSON_AddItemToObject(knots, "0", value_of(def, depth + 2));
    for (unsigned k = pick(4); k > 0; k--) {
      char month[16];
      snprintf(month, sizeof month, "%u", 1 + pick(k == 3 ? 700 : 14));
      cJSON_AddItemToObject(knots, month, value_of(def, depth + 2));
    }
    if (pick(3) == 0) cJSON_AddStringToObject(object, "interpolate", pick(4) ? "linear" : "step");
    return object;
  case 3:
    if (depth > 0 || (legal && !(def->may & NDRSIM_MAY_SEGMENT))) break;
    object = cJSON_CreateObject();
    cJSON *by = cJSON_AddObjectToObject(object, "by_segment");
    for (unsigned k = 0; k < 1 + pick(3); k++)
      cJSON_AddItemToObject(by, segment[k == 0 ? 0 : pick(5)], value_of(def, depth + 1));
    return object;
  case 4:
    object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, "value", plain(def));
    return object;
  default:
    break;
  }
  return plain(def);
}

/* --- places in the tree ------------------------------------------------------------------------
 */

static int count_nodes(const cJSON *node) {
  int n = 1;
  const cJSON *child;
  cJSON_ArrayForEach(child, node) n += count_nodes(child);
  return n;
}

/* The node of this number below `node`, and its parent. */
static cJSON *find_node(cJSON *node, int *number, cJSON **parent) {
  cJSON *child;
  cJSON_ArrayForEach(child, node) {
    *parent = node;
    if (--*number == 0) return child;
    cJSON *found = find_node(child, number, parent);
    if (found != NULL) return found;
  }
  return NULL;
}

static cJSON *any_node(cJSON *root, cJSON **parent) {
  int n = count_nodes(root);
  if (n < 2) return NULL;
  int number = 1 + (int)pick((unsigned)n - 1);
  return find_node(root, &number, parent);
}

static void set_parameter(cJSON *root) {
  const ndrsim_catalogue *catalogue = fuzz_catalogue();
  int n_structure, n_rows = ndrsim_catalogue_param_count(catalogue);
  const ndrsim_param_def *structure = ndrsim_structure_params(&n_structure);
  int row = (int)pick((unsigned)(n_structure + n_rows));
  const ndrsim_param_def *def = row < n_structure
                                    ? &structure[row]
                                    : ndrsim_catalogue_param(catalogue, row - n_structure, NULL);
  cJSON *at = root;
  for (const char *part = def->path; cJSON_IsObject(at);) {
    char key[64];
    size_t n = strcspn(part, ".");
    snprintf(key, sizeof key, "%.*s", (int)n, part);
    if (strcmp(key, "*") == 0) { /* one of the tiers or segments that are there */
      cJSON *child = cJSON_GetArrayItem(at, (int)pick(1 + (unsigned)cJSON_GetArraySize(at)));
      snprintf(key, sizeof key, "%s", child != NULL ? child->string : "extra");
    }
    if (part[n] == '\0') {
      cJSON_DeleteItemFromObjectCaseSensitive(at, key);
      cJSON_AddItemToObject(at, key, value_of(def, 0));
      return;
    }
    cJSON *next = cJSON_GetObjectItemCaseSensitive(at, key);
    if (next == NULL) next = cJSON_AddObjectToObject(at, key);
    at = next;
    part += n + 1;
  }
}

static void correlate(cJSON *root) {
  cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "correlations");
  if (list == NULL) list = cJSON_AddArrayToObject(root, "correlations");
  cJSON *pair = cJSON_CreateObject(), *between = cJSON_AddArrayToObject(pair, "between");
  for (int k = 0; k < 2; k++) {
    int row = (int)pick((unsigned)ndrsim_catalogue_param_count(fuzz_catalogue()));
    const ndrsim_param_def *def = ndrsim_catalogue_param(fuzz_catalogue(), row, NULL);
    cJSON_AddItemToArray(between, cJSON_CreateString(def->path));
    cJSON *below = root; /* make it something that can correlate */
    char group[64];
    snprintf(group, sizeof group, "%.*s", (int)strcspn(def->path, "."), def->path);
    if (strchr(def->path, '*') != NULL) continue;
    below = cJSON_GetObjectItemCaseSensitive(root, group);
    if (below == NULL) below = cJSON_AddObjectToObject(root, group);
    if (!cJSON_IsObject(below)) continue;
    cJSON_DeleteItemFromObjectCaseSensitive(below, strchr(def->path, '.') + 1);
    cJSON_AddItemToObject(below, strchr(def->path, '.') + 1, distribution(def, false));
  }
  cJSON_AddNumberToObject(pair, "rho", 2.2 * uniform() - 1.1);
  cJSON_AddItemToArray(list, pair);
}

/* Replaces `node` by a copy of another, by a number, or takes it away. */
static void disturb(cJSON *root) {
  cJSON *parent = NULL, *other = NULL, *with;
  cJSON *node = any_node(root, &parent), *from = any_node(root, &other);
  if (node == NULL || from == NULL) return;
  switch (pick(4)) {
  case 0:
    cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
    return;
  case 1:
    with = cJSON_Duplicate(from, 1);
    break;
  case 2:
    with = cJSON_CreateString(pick(2) ? "a\"`$(x)'\n,=" : "\x1b[31m\xc3\xa9");
    break;
  default:
    with = cJSON_CreateNumber(odd_number());
    break;
  }
  if (cJSON_IsObject(parent)) {
    char key[256];
    snprintf(key, sizeof key, "%s", node->string);
    cJSON_DeleteItemFromObjectCaseSensitive(parent, key);
    cJSON_AddItemToObject(parent, key, with);
  } else if (!cJSON_ReplaceItemViaPointer(parent, node, with)) {
    cJSON_Delete(with);
  }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
  state = seed;
  cJSON *root = pick(2) ? cJSON_ParseWithLength((const char *)data, size) : NULL;
  if (!cJSON_IsObject(root)) {
    cJSON_Delete(root);
    return LLVMFuzzerMutate(data, size, max_size);
  }
  for (unsigned k = 0; k < 1 + pick(3); k++) {
    unsigned what = pick(10);
    if (what < 7)
      set_parameter(root);
    else if (what < 8)
      correlate(root);
    else
      disturb(root);
  }
  char *text = cJSON_PrintUnformatted(root);
  cJSON_Delete(root);
  size_t length = text != NULL ? strlen(text) : 0;
  if (length > 0 && length <= max_size) memcpy(data, text, length);
  free(text);
  if (length == 0 || length > max_size) return LLVMFuzzerMutate(data, size, max_size);
  return length;
}
