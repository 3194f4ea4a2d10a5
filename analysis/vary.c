#include "analysis/vary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/difference.h"
#include "scenarios/override.h"
#include "scenarios/structure.h"
#include "sim/catalogue.h"
#include "sim/text.h"

#define MOST_VALUES 1e6
#define CENTS 100.0

void ndrsim_vary_init(ndrsim_vary *self) {
  memset(self, 0, sizeof *self);
  self->now = NAN;
}

void ndrsim_vary_free(ndrsim_vary *self) {
  for (int k = 0; k < self->n; k++) {
    free(self->text[k]);
  }
  free(self->text);
  free(self->value);
  ndrsim_vary_init(self);
}

/* --- reading ---------------------------------------------------------------------------------- */

static ndrsim_status refuse(const char *text, const char *why, ndrsim_error *err) {
  char shown[160];
  ndrsim_text_escape(shown, sizeof shown, text, strlen(text));
  return ndrsim_error_set(err, NDRSIM_USAGE, "--vary %s: %s", shown, why);
}

static bool number_of(const char *text, double *out) {
  char *end;
  *out = strtod(text, &end);
  return end != text && *end == '\0' && isfinite(*out) && strchr("+-.0123456789", text[0]) != NULL;
}

static ndrsim_status add(ndrsim_vary *self, const char *text, size_t length, ndrsim_error *err) {
  size_t n = (size_t)self->n + 1;
  char **texts = realloc(self->text, n * sizeof *texts);
  if (texts != NULL) self->text = texts;
  double *values = realloc(self->value, n * sizeof *values);
  if (values != NULL) self->value = values;
  char *copy = malloc(length + 1);
  if (texts == NULL || values == NULL || copy == NULL) {
    free(copy);
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the values of %s", self->path);
  }
  memcpy(copy, text, length);
  copy[length] = '\0';
  self->text[self->n] = copy;
  if (!number_of(copy, &self->value[self->n])) self->value[self->n] = NAN;
  self->n++;
  return NDRSIM_OK;
}

/* Length of the value at `text`: to a comma that stands in no text, list or object. */
static size_t value_length(const char *text) {
  int depth = 0;
  bool quoted = false;
  size_t k = 0;
  for (; text[k] != '\0'; k++) {
    if (quoted) {
      if (text[k] == '\\' && text[k + 1] != '\0')
        k++;
      else if (text[k] == '"')
        quoted = false;
      continue;
    }
    if (text[k] == '"') quoted = true;
    depth += (text[k] == '{' || text[k] == '[') - (text[k] == '}' || text[k] == ']');
    if (text[k] == ',' && depth <= 0) break;
  }
  return k;
}

static ndrsim_status read_list(const char *text, const char *at, ndrsim_vary *out,
                               ndrsim_error *err) {
  for (bool more = true; more;) {
    size_t length = value_length(at);
    if (length == 0) return refuse(text, "a value is missing", err);
    if (length >= NDRSIM_VARY_TEXT) return refuse(text, "a value is too long", err);
    ndrsim_status status = add(out, at, length, err);
    if (status != NDRSIM_OK) return status;
    for (int k = 0; k + 1 < out->n; k++) {
      const double *value = out->value;
      if (strcmp(out->text[k], out->text[out->n - 1]) == 0 || value[k] == value[out->n - 1])
        return refuse(text, "a value is given twice", err);
    }
    more = at[length] == ',';
    at += length + 1;
  }
  out->count = out->n;
  return NDRSIM_OK;
}

static ndrsim_status read_range(const char *text, const char *at, ndrsim_vary *out,
                                ndrsim_error *err) {
  double part[3] = {0, 0, 0};
  int n = 0;
  for (bool more = true; more;) {
    char one[64];
    size_t length = strcspn(at, ":");
    if (n == 3 || length >= sizeof one)
      return refuse(text, "expected LOW:HIGH or LOW:HIGH:STEP", err);
    snprintf(one, sizeof one, "%.*s", (int)length, at);
    if (!number_of(one, &part[n++])) return refuse(text, "a range has numbers only", err);
    more = at[length] == ':';
    at += length + 1;
  }
  if (n < 2 || !(part[1] > part[0]))
    return refuse(text, "a range goes from a lower to a higher number", err);
  if (n == 3 && !(part[2] > 0)) return refuse(text, "a step is above zero", err);
  out->range = true;
  out->low = part[0];
  out->high = part[1];
  out->step = part[2];
  /* 0.1 fits into 0 to 1 ten times, whatever doubles make of it */
  if (n == 3) out->count = floor((part[1] - part[0]) / part[2] + 1e-9) + 1;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_vary_parse(const char *text, ndrsim_vary *out, ndrsim_error *err) {
  static const char *const fixed[] = {"seed", "replicates", "horizon", "schema_version"};
  const char *equals = strchr(text, '=');
  ndrsim_vary_init(out);
  if (equals == NULL || equals == text || equals[1] == '\0')
    return refuse(text, "expected PATH=LOW:HIGH:STEP, PATH=LOW:HIGH or PATH=VALUE,VALUE,...", err);
  if ((size_t)(equals - text) >= sizeof out->path) return refuse(text, "the path is too long", err);
  snprintf(out->path, sizeof out->path, "%.*s", (int)(equals - text), text);
  for (size_t k = 0; k < sizeof fixed / sizeof fixed[0]; k++) {
    if (strcmp(out->path, fixed[k]) == 0)
      return refuse(text, "it must be the same for all points, or they cannot be compared", err);
  }
  bool range = strchr(equals, ':') != NULL && strpbrk(equals, "{[\"") == NULL;
  ndrsim_status status =
      range ? read_range(text, equals + 1, out, err) : read_list(text, equals + 1, out, err);
  if (status != NDRSIM_OK) ndrsim_vary_free(out);
  return status;
}

/* --- what the scenario says ------------------------------------------------------------------- */

/* "tiers.*.cap" against "tiers.pro.cap", or a part of it: "tiers.pro.cap.by_segment.smb". */
static bool declares(const char *pattern, const char *path) {
  while (*pattern != '\0') {
    if (*pattern == '*') {
      size_t name = strcspn(path, ".");
      if (name == 0) return false;
      path += name;
      pattern++;
    } else if (*pattern++ != *path++) {
      return false;
    }
  }
  return *path == '\0' || strcmp(path, ".value") == 0 || strncmp(path, ".by_segment.", 12) == 0;
}

static const ndrsim_param_def *row_of(const ndrsim_catalogue *catalogue, const char *path) {
  int structural, n = ndrsim_catalogue_param_count(catalogue);
  const ndrsim_param_def *structure = ndrsim_structure_params(&structural);
  for (int k = 0; k < structural; k++) {
    if (declares(structure[k].path, path)) return &structure[k];
  }
  for (int k = 0; k < n; k++) {
    const ndrsim_param_def *row = ndrsim_catalogue_param(catalogue, k, NULL);
    if (declares(row->path, path)) return row;
  }
  return NULL;
}

/* "initiatives[0].from", "initiatives[0].ramp": in no table, and whole. */
static bool is_month(const char *path) {
  const char *last = strrchr(path, '.');
  return strncmp(path, "initiatives[", 12) == 0 && last != NULL &&
         (strcmp(last, ".from") == 0 || strcmp(last, ".ramp") == 0);
}

/* The value of a slot that is one number for all segments and months; NAN when it is not. */
static double constant(const ndrsim_model *model, const char *path) {
  int slot = ndrsim_model_slot(model, path);
  if (slot < 0) return NAN;
  const ndrsim_slot *of = &model->slot[slot];
  const ndrsim_param_def *def = ndrsim_catalogue_param(model->catalogue, of->def, NULL);
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE) return NAN;
  double value = of->spec[0].knot[0].leaf.value;
  for (int s = 0; s < model->n_segments; s++) {
    const ndrsim_spec *spec = &of->spec[s];
    if (spec->n_knots != 1 || spec->trait >= 0 || spec->n_changes > 0 ||
        spec->knot[0].leaf.draw >= 0 || spec->knot[0].leaf.value != value)
      return NAN;
  }
  return def->kind == NDRSIM_MONEY ? value / CENTS : value;
}

/* The item that a path leads to, through keys (which may have dots themselves) and elements. */
static const cJSON *item_at(const cJSON *item, const char *path) {
  while (item != NULL && *path != '\0') {
    const cJSON *next = NULL;
    size_t used = 0;
    if (*path == '[') {
      char *end;
      long k = strtol(path + 1, &end, 10);
      if (*end != ']' || k < 0 || k > NDRSIM_MAX_INITIATIVES) return NULL;
      next = cJSON_GetArrayItem(item, (int)k);
      used = (size_t)(end - path) + 1;
    } else {
      for (const cJSON *child = item->child; child != NULL && next == NULL; child = child->next) {
        size_t n = child->string != NULL ? strlen(child->string) : 0;
        if (n == 0 || strncmp(child->string, path, n) != 0 || strchr(".[", path[n]) == NULL)
          continue; /* strchr finds the end of the path too */
        next = child;
        used = n;
      }
    }
    path += used + (path[used] == '.');
    item = next;
  }
  return item;
}

/* The number at the path, inside a list too; NAN when there is none. */
static ndrsim_status number_in_text(const ndrsim_vary *self, const ndrsim_source *source,
                                    double *out, ndrsim_error *err) {
  ndrsim_json json;
  ndrsim_json_init(&json);
  ndrsim_status status =
      ndrsim_json_parse(&json, source->scenario, source->scenario_size, source->scenario_name, err);
  if (status == NDRSIM_OK)
    status = ndrsim_override_apply(&json, source->override, source->n_overrides, err);
  const cJSON *item = status == NDRSIM_OK ? item_at(json.root, self->path) : NULL;
  const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "value");
  if (value != NULL && cJSON_IsNumber(value)) item = value;
  *out = item != NULL && cJSON_IsNumber(item) ? item->valuedouble : NAN;
  ndrsim_json_free(&json);
  return status;
}

/* What stands at the path in the text: the whole of it, whatever it is. */
static void keep_text(void *user, const char *path, const char *from, const char *to) {
  ndrsim_vary *self = user;
  (void)path;
  (void)to;
  size_t n = strlen(from);
  bool word = n >= 2 && from[0] == '"' && from[n - 1] == '"'; /* as a user types it */
  snprintf(self->now_text, sizeof self->now_text, "%.*s", (int)(word ? n - 2 : n), from + word);
}

static ndrsim_status read_text(ndrsim_vary *self, const ndrsim_source *source, ndrsim_error *err) {
  char change[NDRSIM_VARY_PATH + 8];
  int n = source->n_overrides;
  ndrsim_override *override = malloc(((size_t)n + 1) * sizeof *override);
  if (override == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
  for (int k = 0; k < n; k++) {
    override[k] = source->override[k];
  }
  snprintf(change, sizeof change, "%s=null", self->path);
  override[n].text = change;
  ndrsim_difference_side side = {source->scenario, source->scenario_size, source->scenario_name,
                                 source->override, n};
  ndrsim_difference_side without = side;
  without.override = override;
  without.n_overrides = n + 1;
  ndrsim_status status = ndrsim_scenario_difference(&side, &without, keep_text, self, err);
  if (status == NDRSIM_INPUT) snprintf(err->file, sizeof err->file, "--vary");
  free(override);
  return status;
}

ndrsim_status ndrsim_vary_look(ndrsim_vary *self, const ndrsim_source *source,
                               const ndrsim_model *model, ndrsim_error *err) {
  const ndrsim_param_def *row = row_of(source->catalogue, self->path);
  self->now_text[0] = '\0';
  ndrsim_status status = read_text(self, source, err);
  if (status != NDRSIM_OK) return status;
  if (row != NULL)
    self->grain = row->kind == NDRSIM_COUNT ? 1 : row->kind == NDRSIM_MONEY ? 1 / CENTS : 0;
  else
    self->grain = is_month(self->path) ? 1 : 0;
  bool money = row != NULL && strncmp(row->unit, "currency", 8) == 0;
  if (row != NULL && strcmp(row->unit, "1") != 0)
    snprintf(self->unit, sizeof self->unit, "%s%s", money ? model->currency : "",
             money ? row->unit + 8 : row->unit);
  status = number_in_text(self, source, &self->now, err);
  if (status != NDRSIM_OK) return status;
  if (isnan(self->now)) self->now = constant(model, self->path);
  bool shown = self->now_text[0] != '\0' && strchr("{[", self->now_text[0]) == NULL;
  if (!shown) snprintf(self->now_text, sizeof self->now_text, "as given"); /* a distribution */
  if (!shown && isfinite(self->now)) ndrsim_vary_number(self, self->now, self->now_text);
  return NDRSIM_OK;
}

/* --- values ----------------------------------------------------------------------------------- */

ndrsim_status ndrsim_vary_fill(ndrsim_vary *self, ndrsim_error *err) {
  if (!self->range || self->n > 0 || self->count > MOST_VALUES) return NDRSIM_OK;
  for (int k = 0; k < (int)self->count; k++) {
    char text[NDRSIM_VARY_TEXT];
    snprintf(text, sizeof text, "%.12g", self->low + k * self->step);
    ndrsim_status status = add(self, text, strlen(text), err);
    if (status != NDRSIM_OK) return status;
  }
  return NDRSIM_OK;
}

double ndrsim_vary_round(const ndrsim_vary *self, double value) {
  double low = self->low, high = self->high;
  if (self->grain > 0) {
    double per = round(1 / self->grain); /* 0.01 is no double, 100 is */
    value = round(value * per) / per;
    low = ceil(low * per - 1e-9) / per;
    high = floor(high * per + 1e-9) / per;
  } else if (self->fine > 0) {
    char text[48];
    snprintf(text, sizeof text, "%.12g", round(value / self->fine) * self->fine);
    value = strtod(text, NULL);
  } else {
    char text[48]; /* digits that a reader would type again */
    snprintf(text, sizeof text, "%.6g", value);
    value = strtod(text, NULL);
  }
  return self->range ? fmin(fmax(value, low), high) : value;
}

void ndrsim_vary_number(const ndrsim_vary *self, double value, char out[NDRSIM_VARY_TEXT]) {
  (void)self;
  snprintf(out, NDRSIM_VARY_TEXT, "%.12g", value);
}

/* --- points ----------------------------------------------------------------------------------- */

void ndrsim_vary_point(const ndrsim_vary *vary, int n, const char *const *text,
                       char out[NDRSIM_VARY_POINT]) {
  size_t used = 0;
  out[0] = '\0';
  for (int k = 0; k < n && used < NDRSIM_VARY_POINT; k++) {
    int more = snprintf(out + used, NDRSIM_VARY_POINT - used, "%s%s = %.60s", k > 0 ? ", " : "",
                        vary[k].path, text[k]);
    if (more > 0) used += (size_t)more;
  }
}

ndrsim_status ndrsim_vary_model(const ndrsim_source *source, const ndrsim_vary *vary, int n,
                                const char *const *text, ndrsim_model *out, ndrsim_error *err) {
  char change[NDRSIM_VARY_MOST][NDRSIM_VARY_PATH + NDRSIM_VARY_TEXT];
  ndrsim_override more[NDRSIM_VARY_MOST] = {{NULL}};
  for (int k = 0; k < n; k++) {
    snprintf(change[k], sizeof change[k], "%s=%s", vary[k].path, text[k]);
    more[k].text = change[k];
  }
  ndrsim_status status = ndrsim_source_model(source, more, n, out, err);
  if (status != NDRSIM_INPUT && status != NDRSIM_LIMIT) return status;
  char point[NDRSIM_VARY_POINT];
  ndrsim_vary_point(vary, n, text, point);
  snprintf(err->file, sizeof err->file, "point %.240s", point);
  err->line = err->column = 0;
  return status;
}

/* --- what is compared unless the user says otherwise ------------------------------------------ */

bool ndrsim_acquisition_follows(const ndrsim_model *model, bool cap) {
  double reference =
      constant(model, cap ? "acquisition.reference_cap" : "acquisition.reference_price");
  double elasticity =
      constant(model, cap ? "acquisition.cap_elasticity" : "acquisition.price_elasticity");
  return elasticity > 0 && reference > 0;
}

bool ndrsim_objective_per_signup(const ndrsim_model *model) {
  return ndrsim_acquisition_follows(model, false) || ndrsim_acquisition_follows(model, true);
}

int ndrsim_objective_month(const ndrsim_model *model) {
  return model->horizon >= 24 ? 24 : model->horizon >= 12 ? 12 : model->horizon;
}

const char *ndrsim_objective_name(const ndrsim_model *model) {
  return ndrsim_objective_per_signup(model) ? "gross_profit_per_signup" : "profit";
}
