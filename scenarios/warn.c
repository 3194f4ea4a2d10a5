/* Warnings: what a scenario may say and most likely does not mean. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/effect.h"
#include "scenarios/loader.h"

#define LARGE_LOSS 0.2 /* [1/month] 93% a year: a yearly rate, or a percentage */

static void warn(ndrsim_loader *self, const cJSON *item, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void warn(ndrsim_loader *self, const cJSON *item, const char *path, const char *format,
                 ...) {
  char message[sizeof self->err->message];
  ndrsim_error err;
  va_list args;
  va_start(args, format);
  if (vsnprintf(message, sizeof message, format, args) < 0) message[0] = '\0';
  va_end(args);
  ndrsim_json_fail(&self->json, item, false, path, NDRSIM_INPUT, &err, "%s", message);
  ndrsim_error_list_add(self->warnings, self->json.order, &err);
}

/* Whether a target's path is that of a row: '*' stands for one name, a dot at the end for all. */
static bool matches(const char *pattern, const char *path) {
  for (; *pattern != '\0'; pattern++, path++) {
    if (*pattern == '*') {
      path += strcspn(path, ".") - 1;
      continue;
    }
    if (*pattern != *path) return false;
  }
  return *path == '\0' || pattern[-1] == '.';
}

/* A typical value in the JSON's unit: a constant, or the median of what is drawn. NAN when that
 * cannot be told (medians that are themselves drawn). */
static double typical(const ndrsim_loader *self, const ndrsim_target *target, int segment,
                      int knot) {
  const ndrsim_model *model = self->model;
  const ndrsim_spec *spec = &target->slot->spec[segment];
  const ndrsim_dist *dist = NULL;
  double value;
  if (spec->trait >= 0) {
    if (model->trait[spec->trait].random_args) return NAN;
    dist = &model->trait[spec->trait].dist;
  } else if (spec->knot[knot].leaf.draw >= 0) {
    dist = &model->draw[spec->knot[knot].leaf.draw].dist;
  }
  if (dist != NULL) return ndrsim_dist_quantile(dist, 0.5, &value) == NDRSIM_OK ? value : NAN;
  value = spec->knot[knot].leaf.value;
  return target->def->kind == NDRSIM_MONEY ? value / 100 : value;
}

static bool drawn(const ndrsim_spec *spec, int knot) {
  return spec->trait >= 0 || spec->knot[knot].leaf.draw >= 0;
}

/* Whether every target of a row has this constant value in all segments and months. */
static bool always(const ndrsim_loader *self, const char *pattern, double value) {
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    if (!matches(pattern, target->slot->path)) continue;
    for (int s = 0; s < self->model->n_segments; s++) {
      const ndrsim_spec *spec = &target->slot->spec[s];
      if (spec->n_changes > 0) return false;
      for (int k = 0; k < spec->n_knots; k++)
        if (drawn(spec, k) || typical(self, target, s, k) != value) return false;
    }
  }
  return true;
}

static bool economy_is_forced(const ndrsim_loader *self) {
  return self->model->n_forced > 0 || !always(self, "macro.initial", 0);
}

static void warn_no_effect(ndrsim_loader *self, const ndrsim_effect *effect) {
  for (int k = 0; k < 2 && effect->need[k] != NULL; k++) {
    if (!always(self, effect->need[k], effect->off[k])) return;
    if (strncmp(effect->need[k], "macro.", 6) == 0 && strcmp(effect->path, "macro.rho") != 0 &&
        economy_is_forced(self))
      return;
  }
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    const char *path = target->slot->path;
    if (!target->given || !matches(effect->path, path)) continue;
    if (effect->need[0] != NULL && strcmp(path, effect->need[0]) == 0) continue;
    /* its own zero, or false, is no claim that it does something */
    if (always(self, path, 0)) continue;
    warn(self, target->item, path, "has no effect while %s", effect->says);
  }
}

/* Whether a value, or an object around it, says where it comes from. */
static bool has_source(const ndrsim_loader *self, const char *path) {
  const cJSON *at = self->json.root;
  char key[NDRSIM_JSON_PATH];
  for (;;) {
    if (cJSON_GetObjectItemCaseSensitive(at, "source") != NULL) return true;
    size_t n = strcspn(path, ".");
    if (n == 0) return false;
    memcpy(key, path, n);
    key[n] = '\0';
    at = cJSON_GetObjectItemCaseSensitive(at, key);
    if (at == NULL) return false;
    path += n + (path[n] == '.');
  }
}

/* Where most numbers say where they come from, those that do not stand out. Settings need none, and
 * neither does what was tried out on the command line. */
static void warn_no_source(ndrsim_loader *self) {
  int with = 0, without = 0;
  for (int pass = 0; pass < 2; pass++)
    for (int i = self->n_structure; i < self->n_targets; i++) {
      const ndrsim_target *target = &self->target[i];
      if (!target->given || ndrsim_json_is_override(&self->json, target->item)) continue;
      if (has_source(self, target->slot->path)) {
        with += pass == 0;
        continue;
      }
      without += pass == 0;
      if (pass == 1 && with > without)
        warn(self, target->item, target->slot->path,
             "has no \"source\", as %d of the %d numbers here have", with, with + without);
    }
}

static void warn_large_losses(ndrsim_loader *self) {
  static const char *const loss[] = {"churn.base", "contraction.cut", "contraction.champion"};
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    bool is_loss = false;
    double most = 0;
    for (size_t k = 0; k < sizeof loss / sizeof *loss; k++)
      is_loss = is_loss || strcmp(loss[k], target->slot->path) == 0;
    if (!is_loss || !target->given) continue;
    for (int s = 0; s < self->model->n_segments; s++)
      for (int k = 0; k < target->slot->spec[s].n_knots; k++)
        most = fmax(most, typical(self, target, s, k));
    if (most > LARGE_LOSS)
      warn(self, target->item, target->slot->path,
           "%.3g a month is %.3g%% a year: a rate per year, or a percentage?", most,
           100 * (1 - pow(1 - most, 12)));
  }
}

/* Calls `judge` with each two neighbouring tiers of a row, in the first segment that shows it. */
static void warn_ladder(ndrsim_loader *self, const char *pattern, bool none_is_zero,
                        const char *says) {
  const ndrsim_target *below = NULL;
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    if (!matches(pattern, target->slot->path)) continue;
    for (int s = 0; s < self->model->n_segments && below != NULL; s++) {
      double low = typical(self, below, s, 0), high = typical(self, target, s, 0);
      if (none_is_zero && low == 0) low = INFINITY;
      if (none_is_zero && high == 0) high = INFINITY;
      if ((low == 0 && high == 0) || !(high <= low)) continue;
      if (isinf(low) && isinf(high)) continue;
      const cJSON *item = target->item != NULL ? target->item : below->item;
      warn(self, item, target->slot->path, "%s (tiers stand from low to high)", says);
      break;
    }
    below = target;
  }
}

static void warn_prices(ndrsim_loader *self) {
  if (self->model->n_tiers == 0) return;
  bool metered = ndrsim_model_slot(self->model, "usage.mrr") >= 0;
  bool flat = !always(self, "tiers.*.flat", 0);
  if (metered && !flat && always(self, "tiers.*.price", 0) && always(self, "usage.mrr", 2)) {
    warn(self, cJSON_GetObjectItemCaseSensitive(self->json.root, "usage"), "usage.mrr",
         "every price is 0 and MRR excludes usage: no account ever lands");
    return;
  }
  if (metered && always(self, "ladder.*.bill", 0) && always(self, "ladder.*.price", 0))
    warn(self, cJSON_GetObjectItemCaseSensitive(self->json.root, "ladder"), "ladder",
         "every bill and price is 0: usage costs nothing");
  if (!metered && !flat && always(self, "tiers.*.price", 0)) {
    warn(self, cJSON_GetObjectItemCaseSensitive(self->json.root, "tiers"), "tiers",
         "every price is 0: nothing is billed");
    return;
  }
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    double price;
    if (!target->given || !matches("tiers.*.price", target->slot->path)) continue;
    if ((price = typical(self, target, 0, 0)) > 0 && price < 1)
      warn(self, target->item, target->slot->path,
           "%.2f %s a seat and month: prices are in %s, not in hundreds of it", price,
           self->model->currency, self->model->currency);
  }
  if (!flat) warn_ladder(self, "tiers.*.price", false, "costs no more than the tier below it");
  warn_ladder(self, "tiers.*.cap", true, "allows no more than the tier below it");
}

static void warn_time(ndrsim_loader *self) {
  int horizon = self->model->horizon;
  const ndrsim_target *months = &self->target[NDRSIM_STRUCTURE_HORIZON];
  if (horizon < 12)
    warn(self, months->item, "horizon", "NDR needs 12 months: this run will have none");
  for (int i = 0; i < self->n_targets; i++) {
    const ndrsim_target *target = &self->target[i];
    int late = NDRSIM_MAX_HORIZON + 1;
    for (int s = 0; target->given && s < self->model->n_segments; s++) {
      const ndrsim_spec *spec = &target->slot->spec[s];
      /* a line goes towards its next knot, wherever that is */
      for (int k = 1; k < spec->n_knots && !spec->linear; k++)
        if (spec->knot[k].month > horizon && spec->knot[k].month < late) late = spec->knot[k].month;
    }
    if (late <= NDRSIM_MAX_HORIZON)
      warn(self, target->item, target->slot->path,
           "what is scheduled from month %d on lies beyond the horizon of %d months", late,
           horizon);
  }
  const cJSON *initiatives = cJSON_GetObjectItemCaseSensitive(self->json.root, "initiatives");
  for (int i = 0; i < self->model->n_initiatives; i++) {
    char path[64];
    snprintf(path, sizeof path, "initiatives[%d].from", i);
    if (self->model->initiative[i].from > horizon)
      warn(self, cJSON_GetArrayItem(initiatives, i), path,
           "the initiative begins beyond the horizon of %d months", horizon);
  }
  const cJSON *forced = cJSON_GetObjectItemCaseSensitive(
      cJSON_GetObjectItemCaseSensitive(self->json.root, "macro"), "forced");
  for (int i = 0; i < self->model->n_forced; i++) {
    char path[64];
    snprintf(path, sizeof path, "macro.forced[%d]", i);
    if (self->model->forced[i].from > horizon)
      warn(self, cJSON_GetArrayItem(forced, i), path,
           "the window lies beyond the horizon of %d months", horizon);
  }
}

void ndrsim_loader_warn(ndrsim_loader *self) {
  int n;
  const ndrsim_effect *effect = ndrsim_effects(&n);
  for (int k = 0; k < n; k++)
    warn_no_effect(self, &effect[k]);
  warn_no_source(self);
  warn_large_losses(self);
  warn_prices(self);
  warn_time(self);
  for (int i = 0; i < self->n_targets; i++)
    if (strcmp(self->target[i].slot->path, "churn.base") == 0 && always(self, "churn.base", 0))
      warn(self, self->target[i].item != NULL ? self->target[i].item : self->json.root,
           "churn.base", "is 0: no account ever cancels");
}
