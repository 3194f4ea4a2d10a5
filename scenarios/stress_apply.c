/* What a stress comes to in a scenario: texts as after --set. Timed changes become initiatives
 * without cost (sim/initiative.h), appended to those that the scenario has. */
#include "scenarios/stress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT 4096 /* of one change of the scenario */

/* --- what the scenario has -------------------------------------------------------------------- */

static bool concerns(const ndrsim_stress_change *change, const ndrsim_slot *slot) {
  return ndrsim_stress_matches(change->path, slot->path);
}

/* The next slot from `from` on that is changed, or -1. */
static int next_slot(const ndrsim_stress_change *change, const ndrsim_model *model, int from) {
  for (int k = from; k < model->n_slots; k++) {
    if (concerns(change, &model->slot[k])) return k;
  }
  return -1;
}

static bool is_here(const ndrsim_stress_change *change, const ndrsim_model *model) {
  return next_slot(change, model, 0) >= 0;
}

bool ndrsim_stress_applies(const ndrsim_stress *self, const ndrsim_model *model) {
  bool any = self->downturn || self->adds;
  for (int k = 0; k < self->n_changes; k++) {
    any = any || is_here(&self->change[k], model);
  }
  return any;
}

/* The value of a slot in the JSON's unit when it is one plain number for all; else NAN. */
static double plain_value(const ndrsim_stress_change *change, const ndrsim_model *model, int slot) {
  double unit = change->def->kind == NDRSIM_MONEY ? 100 : 1, value = NAN;
  for (int s = 0; s < model->n_segments; s++) {
    const ndrsim_spec *spec = &model->slot[slot].spec[s];
    if (spec->trait >= 0 || spec->n_knots != 1 || spec->knot[0].leaf.draw >= 0) return NAN;
    double one = spec->knot[0].leaf.value / unit;
    if (s > 0 && one != value) return NAN;
    value = one;
  }
  return value;
}

static bool is_number(const ndrsim_stress_change *change) {
  return change->def->kind != NDRSIM_SWITCH && change->def->kind != NDRSIM_CHOICE;
}

static bool change_scales(const ndrsim_stress_change *change, const ndrsim_model *model,
                          bool adds) {
  int slot = next_slot(change, model, 0);
  if (slot < 0) return adds && !change->whole_run && is_number(change);
  if (change->how != NDRSIM_STRESS_TO) return true;
  if (!is_number(change)) return false;
  if (!change->whole_run) return !ndrsim_initiative_at_once(change->def);
  double value = plain_value(change, model, slot);
  return isfinite(value) && value != change->number;
}

bool ndrsim_stress_scales(const ndrsim_stress *self, const ndrsim_model *model) {
  bool any = self->downturn;
  for (int k = 0; k < self->n_changes; k++) {
    any = any || change_scales(&self->change[k], model, self->adds);
  }
  return any;
}

double ndrsim_stress_most(const ndrsim_stress *self, const ndrsim_model *model) {
  double most = 0;
  if (self->downturn && self->months > 0) {
    most = (double)(model->horizon - self->from + 1) / self->months;
    if (most < 1) most = 1;
  }
  for (int k = 0; k < self->n_changes; k++) {
    const ndrsim_stress_change *change = &self->change[k];
    if (!change_scales(change, model, self->adds)) continue;
    double end = 1; /* a value is reached */
    if (change->how == NDRSIM_STRESS_PLUS)
      end = INFINITY;
    else if (change->how == NDRSIM_STRESS_TIMES)
      end = change->number < 1 ? 1 / (1 - change->number) : INFINITY;
    if (end > most) most = end;
  }
  return most > 0 ? most : 1;
}

/* --- texts ------------------------------------------------------------------------------------ */

typedef struct writer {
  char text[TEXT];
  size_t n;
  bool full;
} writer;

static void put(writer *self, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(writer *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(self->text + self->n, sizeof self->text - self->n, format, args);
  va_end(args);
  if (n < 0 || (size_t)n >= sizeof self->text - self->n) {
    self->full = true;
    self->text[self->n] = '\0';
    return;
  }
  self->n += (size_t)n;
}

void ndrsim_stress_texts_init(ndrsim_stress_texts *self, const ndrsim_model *model) {
  memset(self, 0, sizeof *self);
  self->initiatives = model->n_initiatives;
}

void ndrsim_stress_texts_free(ndrsim_stress_texts *self) {
  for (int k = 0; k < self->n; k++) {
    free(self->text[k]);
  }
  free(self->text);
  memset(self, 0, sizeof *self);
}

static ndrsim_status append(ndrsim_stress_texts *self, const ndrsim_stress *stress,
                            const writer *text, ndrsim_error *err) {
  if (text->full)
    return ndrsim_error_set(err, NDRSIM_LIMIT, "the stress `%s` changes too much at once",
                            stress->name);
  char **grown = realloc(self->text, ((size_t)self->n + 1) * sizeof *grown);
  if (grown != NULL) self->text = grown;
  char *copy = grown != NULL ? strdup(text->text) : NULL;
  if (copy == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a stress");
  self->text[self->n++] = copy;
  return NDRSIM_OK;
}

static double factor_at(double factor, double severity) {
  double x = 1 + (factor - 1) * severity;
  return x < 0 ? 0 : x > 1000 ? 1000 : x;
}

/* Values on their way to a target stand in an initiative of their own, whose adoption is the
 * severity; factors and amounts in one of full adoption. */
static bool belongs(const ndrsim_stress_change *change, bool targets) {
  return !change->whole_run && (change->how == NDRSIM_STRESS_TO) == targets;
}

/* The paths of a change in this scenario, one after the other: those of its slots; or its own,
 * where there are none and the stress brings the mechanism along. *at: -1 at first. NULL: no more.
 */
static const char *next_path(const ndrsim_stress *stress, const ndrsim_stress_change *change,
                             const ndrsim_model *model, int *at) {
  int slot = next_slot(change, model, *at + 1);
  if (slot >= 0) {
    *at = slot;
    return model->slot[slot].path;
  }
  bool own = *at < 0 && stress->adds;
  *at = model->n_slots;
  return own ? change->path : NULL;
}

static int put_settings(writer *text, const ndrsim_stress *stress, const ndrsim_model *model,
                        double severity, bool targets) {
  int n = 0;
  for (int k = 0; k < stress->n_changes; k++) {
    const ndrsim_stress_change *change = &stress->change[k];
    if (!belongs(change, targets)) continue;
    const char *path;
    for (int at = -1; (path = next_path(stress, change, model, &at)) != NULL;) {
      put(text, "%s\"%s\": ", n++ > 0 ? ", " : "", path);
      if (targets)
        put(text, "%s", change->text);
      else if (change->how == NDRSIM_STRESS_TIMES)
        put(text, "{\"times\": %.17g}", factor_at(change->number, severity));
      else
        put(text, "{\"plus\": %.17g}", change->number * severity);
    }
  }
  return n;
}

static ndrsim_status add_timed(ndrsim_stress_texts *self, const ndrsim_stress *stress,
                               const ndrsim_model *model, double severity, int late,
                               ndrsim_error *err) {
  static const writer list = {.text = "initiatives=[]"}; /* elements need one to stand in */
  ndrsim_status status = NDRSIM_OK;
  for (int targets = 0; targets < 2 && status == NDRSIM_OK; targets++) {
    writer text = {.n = 0};
    double adoption = targets && severity < 1 ? severity : 1;
    put(&text,
        "initiatives[%d]={\"name\": \"stress-%.40s%s\", \"from\": %d, \"ramp\": %d, \"months\": "
        "%d, "
        "\"adoption\": %.17g, \"set\": {",
        self->initiatives, stress->name, targets ? "-to" : "", stress->from + late, stress->ramp,
        stress->months, adoption);
    if (put_settings(&text, stress, model, severity, targets != 0) == 0) continue;
    put(&text, "}}");
    if (self->initiatives == NDRSIM_MAX_INITIATIVES)
      return ndrsim_error_set(err, NDRSIM_LIMIT,
                              "too many stresses at once: with the initiatives of the scenario "
                              "more than %d",
                              NDRSIM_MAX_INITIATIVES);
    if (self->initiatives == 0) status = append(self, stress, &list, err);
    if (status == NDRSIM_OK) status = append(self, stress, &text, err);
    if (status == NDRSIM_OK) self->initiatives++;
  }
  return status;
}

static ndrsim_status add_whole_run(ndrsim_stress_texts *self, const ndrsim_stress *stress,
                                   const ndrsim_model *model, double severity, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < stress->n_changes; k++) {
    const ndrsim_stress_change *change = &stress->change[k];
    if (!change->whole_run) continue;
    const char *path;
    for (int at = -1;
         status == NDRSIM_OK && (path = next_path(stress, change, model, &at)) != NULL;) {
      writer text = {.n = 0};
      bool scaled = is_number(change) && at < model->n_slots && !stress->adds;
      double from = scaled ? plain_value(change, model, at) : NAN;
      put(&text, "%s=", path);
      if (isfinite(from) && severity < 1) {
        double x = from + (change->number - from) * severity;
        if (change->def->kind == NDRSIM_COUNT) x = floor(x + 0.5);
        if (change->def->kind == NDRSIM_MONEY) x = floor(x * 100 + 0.5) / 100;
        put(&text, "%.17g", x);
      } else {
        put(&text, "%s", change->text);
      }
      status = append(self, stress, &text, err);
    }
  }
  return status;
}

ndrsim_status ndrsim_stress_texts_add(ndrsim_stress_texts *self, const ndrsim_stress *stress,
                                      const ndrsim_model *model, double severity, int late,
                                      ndrsim_error *err) {
  if (!(severity > 0)) return NDRSIM_OK;
  ndrsim_status status = add_timed(self, stress, model, severity, late, err);
  if (status == NDRSIM_OK) status = add_whole_run(self, stress, model, severity, err);
  int months = (int)floor(stress->months * severity + 0.5), from = stress->from + late;
  if (status != NDRSIM_OK || !stress->downturn || months == 0) return status;
  writer text = {.n = 0};
  int to = from + months - 1 < NDRSIM_MAX_HORIZON ? from + months - 1 : NDRSIM_MAX_HORIZON;
  put(&text, "macro.forced=[{\"from\": %d, \"to\": %d, \"regime\": \"downturn\"}]", from, to);
  return append(self, stress, &text, err);
}

/* --- words ------------------------------------------------------------------------------------ */

void ndrsim_stress_change_words(const ndrsim_stress_change *self, double severity, char *out,
                                size_t size) {
  if (self->how == NDRSIM_STRESS_TIMES)
    snprintf(out, size, "x %.4g", factor_at(self->number, severity));
  else if (self->how == NDRSIM_STRESS_PLUS)
    snprintf(out, size, "%+.4g", self->number * severity);
  else if (self->how == NDRSIM_STRESS_TOP)
    snprintf(out, size, "= what the top %.4g%% pay at least", 100 * self->number);
  else if (severity >= 1 || !is_number(self) || self->settled)
    snprintf(out, size, "= %s", self->text);
  else
    snprintf(out, size, "%.4g%% of the way to %.6g", 100 * severity, self->number);
}

void ndrsim_stress_words(const ndrsim_stress *self, const ndrsim_model *model, double severity,
                         char *out, size_t size) {
  size_t n = 0;
  out[0] = '\0';
  if (self->downturn) {
    int months = (int)floor(self->months * severity + 0.5);
    n += (size_t)snprintf(out, size, "a downturn of %d month%s", months, months == 1 ? "" : "s");
  }
  for (int k = 0; k < self->n_changes && n < size; k++) {
    char words[96];
    if (!is_here(&self->change[k], model) && !self->adds) continue;
    ndrsim_stress_change_words(&self->change[k], severity, words, sizeof words);
    n += (size_t)snprintf(out + n, size - n, "%s%s %s", n > 0 ? ", " : "", self->change[k].path,
                          words);
  }
}

/* --- amounts that a run has to tell ----------------------------------------------------------- */

double ndrsim_stress_top(const ndrsim_stress *self) {
  for (int k = 0; k < self->n_changes; k++) {
    if (self->change[k].how == NDRSIM_STRESS_TOP) return self->change[k].number;
  }
  return 0;
}

void ndrsim_stress_settle(ndrsim_stress *self, int64_t cents) {
  for (int k = 0; k < self->n_changes; k++) {
    ndrsim_stress_change *change = &self->change[k];
    if (change->how != NDRSIM_STRESS_TOP) continue;
    change->how = NDRSIM_STRESS_TO;
    change->settled = true;
    change->number = (double)cents / 100;
    snprintf(change->text, sizeof change->text, "%.2f", change->number);
  }
}
