#include "cli/stress_pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "api/share.h"
#include "sim/whole_file.h"
#include "scenarios/suggest.h"
#include "sim/catalogue.h"
#include "sim/text.h"

#define LIBRARY "library.json"
#define FILE_MOST ((size_t)1 << 20)

void ndrsim_stress_pick_init(ndrsim_stress_pick *self) {
  memset(self, 0, sizeof *self);
  ndrsim_stress_list_init(&self->list);
}

void ndrsim_stress_pick_free(ndrsim_stress_pick *self) {
  for (int k = 0; k < self->n_given; k++) {
    free(self->given[k]);
  }
  free(self->given);
  ndrsim_stress_list_free(&self->list);
  ndrsim_stress_pick_init(self);
}

static bool is_file(const char *value) {
  size_t n = strlen(value);
  return strchr(value, '/') != NULL || strcmp(value, "-") == 0 ||
         (n > 5 && strcmp(value + n - 5, ".json") == 0);
}

static bool is_text(const char *value) {
  return value[strspn(value, " \t\r\n")] == '{';
}

ndrsim_status ndrsim_stress_pick_take(ndrsim_stress_pick *self, const char *value,
                                      ndrsim_error *err) {
  char **grown = realloc(self->given, ((size_t)self->n_given + 1) * sizeof *grown);
  char *text = NULL;
  size_t size;
  if (grown == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  self->given = grown;
  if (!is_text(value) && is_file(value)) {
    ndrsim_stress_list list;
    ndrsim_stress_list_init(&list);
    const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
    if (catalogue == NULL) return err->status;
    ndrsim_status status = ndrsim_whole_file_read(value, FILE_MOST, &text, &size, err);
    if (status == NDRSIM_OK)
      status = ndrsim_stress_list_parse(&list, catalogue, text, size, value, err);
    ndrsim_stress_list_free(&list);
    if (status != NDRSIM_OK) {
      free(text);
      return status;
    }
  } else {
    text = strdup(value);
    if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  }
  self->given[self->n_given++] = text;
  return NDRSIM_OK;
}

/* --- which of them ---------------------------------------------------------------------------- */

static ndrsim_status read_library(ndrsim_stress_pick *self, const ndrsim_catalogue *catalogue,
                                  ndrsim_error *err) {
  char directory[4096], path[4608], *text = NULL;
  size_t size;
  ndrsim_share_directory("stresses", directory, sizeof directory);
  snprintf(path, sizeof path, "%s/" LIBRARY, directory);
  ndrsim_status status = ndrsim_whole_file_read(path, FILE_MOST, &text, &size, err);
  if (status == NDRSIM_OK)
    status = ndrsim_stress_list_parse(&self->list, catalogue, text, size, path, err);
  free(text);
  return status;
}

static ndrsim_status choose(ndrsim_stress_pick *self, int index, ndrsim_error *err) {
  for (int k = 0; k < self->n_chosen; k++) {
    if (self->chosen[k] == index) return NDRSIM_OK;
  }
  if (self->n_chosen == NDRSIM_STRESS_MOST)
    return ndrsim_error_set(err, NDRSIM_USAGE, "more than %d stresses", NDRSIM_STRESS_MOST);
  self->chosen[self->n_chosen++] = index;
  return NDRSIM_OK;
}

/* "shocks", "anti-patterns" or the one of this name. */
static ndrsim_status choose_named(ndrsim_stress_pick *self, const char *name, int shipped,
                                  ndrsim_error *err) {
  bool shocks = strcmp(name, "shocks") == 0, patterns = strcmp(name, "anti-patterns") == 0;
  const char *candidate[NDRSIM_STRESS_MOST + 2] = {"shocks", "anti-patterns"};
  char shown[96];
  int found = 0;
  for (int k = 0; k < shipped; k++) {
    const ndrsim_stress *stress = &self->list.stress[k];
    candidate[k + 2] = stress->name;
    bool wanted =
        shocks || patterns ? stress->anti_pattern == patterns : strcmp(stress->name, name) == 0;
    if (!wanted) continue;
    ndrsim_status status = choose(self, k, err);
    if (status != NDRSIM_OK) return status;
    found++;
  }
  if (found > 0) return NDRSIM_OK;
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  ndrsim_error_set(err, NDRSIM_USAGE, "--stress: no stress of the name `%s` ships", shown);
  size_t n = 0;
  for (int k = 0; k < shipped && n < sizeof err->expected; k++) {
    n += (size_t)snprintf(err->expected + n, sizeof err->expected - n, "%s%s", k > 0 ? ", " : "",
                          self->list.stress[k].name);
  }
  const char *near = ndrsim_suggest(name, candidate, shipped + 2);
  if (near != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  return NDRSIM_USAGE;
}

ndrsim_status ndrsim_stress_pick_gather(ndrsim_stress_pick *self, ndrsim_error *err) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status = read_library(self, catalogue, err);
  int shipped = self->list.n;
  for (int k = 0; k < shipped && self->n_given == 0 && status == NDRSIM_OK; k++) {
    status = choose(self, k, err);
  }
  for (int k = 0; k < self->n_given && status == NDRSIM_OK; k++) {
    int before = self->list.n;
    if (!is_text(self->given[k])) {
      status = choose_named(self, self->given[k], shipped, err);
      continue;
    }
    status = ndrsim_stress_list_parse(&self->list, catalogue, self->given[k],
                                      strlen(self->given[k]), "--stress", err);
    for (int j = before; j < self->list.n && status == NDRSIM_OK; j++) {
      status = choose(self, j, err);
    }
  }
  return status;
}
