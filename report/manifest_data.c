/* A manifest in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/manifest.h"

void ndrsim_manifest_init(ndrsim_manifest *self) {
  memset(self, 0, sizeof *self);
}

static void free_texts(char **text, int n) {
  for (int k = 0; text != NULL && k < n; k++) {
    free(text[k]);
  }
  free(text);
}

void ndrsim_manifest_free(ndrsim_manifest *self) {
  free_texts(self->override, self->n_overrides);
  free_texts(self->argument, self->n_arguments);
  free(self->book_path);
  free(self->convention);
  free(self->charts);
  free(self->chart_formats);
  ndrsim_manifest_init(self);
}

const ndrsim_manifest_file *ndrsim_manifest_find(const ndrsim_manifest *self, const char *name) {
  for (int k = 0; k < self->n_files; k++) {
    if (strcmp(self->file[k].name, name) == 0) return &self->file[k];
  }
  return NULL;
}

bool ndrsim_manifest_is_chart(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot != NULL &&
         (strcmp(dot, ".png") == 0 || strcmp(dot, ".svg") == 0 || strcmp(dot, ".pdf") == 0);
}

void ndrsim_manifest_copy_name(int index, char *out, size_t size) {
  if (index == 0)
    snprintf(out, size, "%s", NDRSIM_SCENARIO_NAME);
  else
    snprintf(out, size, "scenario-%d.json", index + 1);
}

int ndrsim_version_compare(const char *a, const char *b) {
  for (;;) {
    char *end_a, *end_b;
    long x = strtol(a, &end_a, 10), y = strtol(b, &end_b, 10);
    if (x != y) return x < y ? -1 : 1;
    if (*end_a != '.' || *end_b != '.') return (*end_a == '.') - (*end_b == '.');
    a = end_a + 1;
    b = end_b + 1;
  }
}
