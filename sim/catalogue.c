#include "sim/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int ndrsim_catalogue_param_count(const ndrsim_catalogue *self) {
  int n = 0;
  for (int m = 0; m < self->n_mechanisms; m++)
    n += self->mechanism[m]->n_params;
  return n;
}

const ndrsim_param_def *ndrsim_catalogue_param(const ndrsim_catalogue *self, int row,
                                               int *mechanism) {
  if (row < 0) return NULL;
  for (int m = 0; m < self->n_mechanisms; m++) {
    if (row < self->mechanism[m]->n_params) {
      if (mechanism != NULL) *mechanism = m;
      return &self->mechanism[m]->param[row];
    }
    row -= self->mechanism[m]->n_params;
  }
  return NULL;
}

int ndrsim_catalogue_find(const ndrsim_catalogue *self, const char *path) {
  int n = ndrsim_catalogue_param_count(self);
  for (int row = 0; row < n; row++)
    if (strcmp(ndrsim_catalogue_param(self, row, NULL)->path, path) == 0) return row;
  return -1;
}

static int width(const ndrsim_param_def *def, int n_tiers) {
  return def->may & NDRSIM_PER_TIER ? n_tiers : 1;
}

int ndrsim_catalogue_first_slot(const ndrsim_catalogue *self, int mechanism, int n_tiers) {
  int slot = 0;
  for (int m = 0; m < mechanism && m < self->n_mechanisms; m++)
    for (int i = 0; i < self->mechanism[m]->n_params; i++)
      slot += width(&self->mechanism[m]->param[i], n_tiers);
  return slot;
}

int ndrsim_catalogue_slot_count(const ndrsim_catalogue *self, int n_tiers) {
  return ndrsim_catalogue_first_slot(self, self->n_mechanisms, n_tiers);
}

int ndrsim_catalogue_row_slot(const ndrsim_catalogue *self, int row, int n_tiers) {
  int slot = 0;
  for (int i = 0; i < row; i++)
    slot += width(ndrsim_catalogue_param(self, i, NULL), n_tiers);
  return slot;
}

int ndrsim_catalogue_expand(const char *pattern, const char *name, char *out, size_t size) {
  const char *star = strchr(pattern, '*');
  int n = star == NULL
              ? snprintf(out, size, "%s", pattern)
              : snprintf(out, size, "%.*s%s%s", (int)(star - pattern), pattern, name, star + 1);
  return n >= 0 && (size_t)n < size ? 0 : -1;
}

/* Components of [a-z][a-z0-9_]* joined by dots; '*' may stand for the second one. */
static bool path_is_sound(const char *path, bool starred) {
  int component = 0, stars = 0;
  const char *p = path;
  for (;; component++) {
    if (*p == '*') {
      if (component != 1) return false;
      stars++;
      p++;
    } else {
      if (!(*p >= 'a' && *p <= 'z')) return false;
      while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_')
        p++;
    }
    if (*p == '\0') return component >= 1 && stars == (starred ? 1 : 0);
    if (*p++ != '.') return false;
  }
}

/* Whether `inner` lies inside `outer` ("a.b.c" in "a.b") or is the same. */
static bool path_within(const char *outer, const char *inner) {
  size_t n = strlen(outer);
  return strncmp(outer, inner, n) == 0 && (inner[n] == '\0' || inner[n] == '.');
}

static const char *row_fault(const ndrsim_param_def *def) {
  bool starred = (def->may & NDRSIM_PER_TIER) != 0;
  bool choice = def->kind == NDRSIM_CHOICE, boolean = def->kind == NDRSIM_SWITCH;
  if (strlen(def->path) >= 64) return "the path is longer than 63 bytes";
  if (!path_is_sound(def->path, starred)) return "the path is not well-formed";
  if (starred && strncmp(def->path, "tiers.*.", 8) != 0) return "a row per tier is not in `tiers`";
  if (choice != (def->choices != NULL)) return "choices go with the kind CHOICE";
  if (choice && isnan(def->value)) return "a choice needs a default";
  if ((choice || boolean) && (def->may & NDRSIM_MAY_ACCOUNT)) return "a switch cannot be a trait";
  if (!(def->low <= def->high)) return "the bounds are not in order";
  if (def->value < def->low || def->value > def->high) return "the default is out of bounds";
  if (def->kind != NDRSIM_REAL && def->kind != NDRSIM_MONEY && !isnan(def->value) &&
      def->value != floor(def->value))
    return "the default is not a whole number";
  if (boolean && !isnan(def->value) && def->value != 0 && def->value != 1)
    return "the default of a switch is 0 or 1";
  if (def->unit == NULL || def->doc == NULL || def->source == NULL || def->doc[0] == '\0')
    return "unit, doc and source must be given";
  return NULL;
}

static const char *place_fault(const ndrsim_catalogue *self, int row) {
  int mechanism = 0, other_mechanism = 0;
  const ndrsim_param_def *def = ndrsim_catalogue_param(self, row, &mechanism);
  for (int i = 0; i < row; i++) {
    const ndrsim_param_def *other = ndrsim_catalogue_param(self, i, &other_mechanism);
    if (path_within(def->path, other->path) || path_within(other->path, def->path))
      return "the path is declared twice or lies inside another";
    if (other_mechanism == mechanism && (other->may & NDRSIM_PER_TIER) &&
        !(def->may & NDRSIM_PER_TIER))
      return "rows per tier must come last in a table";
  }
  return NULL;
}

ndrsim_status ndrsim_catalogue_check(const ndrsim_catalogue *self, ndrsim_error *err) {
  int n = ndrsim_catalogue_param_count(self);
  for (int row = 0; row < n; row++) {
    const ndrsim_param_def *def = ndrsim_catalogue_param(self, row, NULL);
    const char *fault = row_fault(def);
    if (fault == NULL) fault = place_fault(self, row);
    if (fault != NULL)
      return ndrsim_error_set(err, NDRSIM_INTERNAL, "parameter table, row `%s`: %s", def->path,
                              fault);
  }
  return NDRSIM_OK;
}
