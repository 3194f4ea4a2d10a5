#include "data/source.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/book.h"
#include "scenarios/json_scan.h"
#include "sim/whole_file.h"

void ndrsim_source_init(ndrsim_source *self) {
  memset(self, 0, sizeof *self);
}

void ndrsim_source_free(ndrsim_source *self) {
  free(self->scenario);
  free(self->book);
  ndrsim_source_init(self);
}

ndrsim_status ndrsim_source_read(ndrsim_source *self, const ndrsim_catalogue *catalogue,
                                 const char *scenario, const char *book,
                                 const ndrsim_override *override, int n_overrides,
                                 ndrsim_error *err) {
  ndrsim_source_free(self);
  self->catalogue = catalogue;
  self->override = override;
  self->n_overrides = n_overrides;
  snprintf(self->scenario_name, sizeof self->scenario_name, "%s", scenario);
  ndrsim_status status = ndrsim_whole_file_read(scenario, NDRSIM_JSON_FILE_BYTES, &self->scenario,
                                                &self->scenario_size, err);
  if (status != NDRSIM_OK || book == NULL) return status;
  snprintf(self->book_name, sizeof self->book_name, "%s", book);
  return ndrsim_whole_file_read(book, NDRSIM_BOOK_BYTES, &self->book, &self->book_size, err);
}

ndrsim_status ndrsim_source_model(const ndrsim_source *self, const ndrsim_override *more, int n,
                                  ndrsim_model *out, ndrsim_error *err) {
  int all = self->n_overrides + n;
  ndrsim_override *override = malloc(((size_t)all + 1) * sizeof *override);
  if (override == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the changes");
  for (int k = 0; k < all; k++) {
    override[k] = k < self->n_overrides ? self->override[k] : more[k - self->n_overrides];
  }
  ndrsim_status status =
      ndrsim_scenario_parse(out, self->catalogue, self->scenario, self->scenario_size,
                            self->scenario_name, override, all, err);
  free(override);
  if (status != NDRSIM_OK || self->book == NULL) return status;
  return ndrsim_book_parse(out, self->book, self->book_size, self->book_name, err);
}
