#include "sim/catalogue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

static int width(const ndrsim_param_def *def, const ndrsim_lists *lists) {
  int list = ndrsim_list_of_row(def);
  return list >= 0 ? lists->n[list] : 1;
}

int ndrsim_catalogue_first_slot(const ndrsim_catalogue *self, int mechanism,
                                const ndrsim_lists *lists) {
  int slot = 0;
  for (int m = 0; m < mechanism && m < self->n_mechanisms; m++)
    for (int i = 0; i < self->mechanism[m]->n_params; i++)
      slot += width(&self->mechanism[m]->param[i], lists);
  return slot;
}

int ndrsim_catalogue_slot_count(const ndrsim_catalogue *self, const ndrsim_lists *lists) {
  return ndrsim_catalogue_first_slot(self, self->n_mechanisms, lists);
}

int ndrsim_catalogue_row_slot(const ndrsim_catalogue *self, int row, const ndrsim_lists *lists) {
  int slot = 0;
  for (int i = 0; i < row; i++)
    slot += width(ndrsim_catalogue_param(self, i, NULL), lists);
  return slot;
}

int ndrsim_catalogue_expand(const char *pattern, const char *name, char *out, size_t size) {
  const char *star = strpbrk(pattern, "*#");
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

/* "tiers.*.price" in "tiers". */
static bool begins(const char *path, const char *key) {
  size_t n = strlen(key);
  return strncmp(path, key, n) == 0 && strncmp(path + n, ".*.", 3) == 0;
}

static const char *row_fault(const ndrsim_param_def *def) {
  int list = ndrsim_list_of_row(def);
  bool starred = list >= 0;
  bool choice = def->kind == NDRSIM_CHOICE, boolean = def->kind == NDRSIM_SWITCH;
  if (strlen(def->path) >= 64) return "the path is longer than 63 bytes";
  if (!path_is_sound(def->path, starred)) return "the path is not well-formed";
  if (starred && !begins(def->path, ndrsim_list_describe(list)->key))
    return "a row of a list does not stand in it";
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
    if (other_mechanism == mechanism && ndrsim_list_of_row(other) >= 0 &&
        ndrsim_list_of_row(def) < 0)
      return "rows of lists must come last in a table";
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

ndrsim_status ndrsim_catalogue_reduce(const ndrsim_catalogue *self, uint64_t absent,
                                      ndrsim_catalogue **out, ndrsim_error *err) {
  typedef struct {
    ndrsim_catalogue catalogue;
    const ndrsim_mechanism *mechanism[];
  } whole;
  whole *made = malloc(sizeof *made + (size_t)self->n_mechanisms * sizeof *made->mechanism);
  *out = NULL;
  if (made == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory");
  made->catalogue = *self;
  made->catalogue.mechanism = made->mechanism;
  made->catalogue.n_mechanisms = 0;
  for (int m = 0; m < self->n_mechanisms; m++)
    if ((absent >> m & 1) == 0)
      made->mechanism[made->catalogue.n_mechanisms++] = self->mechanism[m];
  *out = &made->catalogue; /* the first member: freed as the whole */
  return NDRSIM_OK;
}
