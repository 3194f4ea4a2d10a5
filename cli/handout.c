#include "cli/handout.h"

#include <stdio.h>

bool ndrsim_handout_take(ndrsim_handout *self, const ndrsim_option *option, const char *value) {
  switch (option->id) {
  case NDRSIM_HANDOUT_XLSX:
    self->xlsx = value;
    return true;
  case NDRSIM_HANDOUT_HTML:
    self->html = value;
    return true;
  case NDRSIM_HANDOUT_DB:
    self->database = value;
    return true;
  default:
    return false;
  }
}

ndrsim_status ndrsim_handout_ready(const ndrsim_handout *self, const ndrsim_reads *reads,
                                   unsigned charts, unsigned formats, ndrsim_error *err) {
  if (self->html != NULL && charts != 0 && (formats >> NDRSIM_PLOT_SVG & 1) == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--html shows charts as SVG: add svg to --chart-format, or leave the "
                            "charts out with --charts none");
  return ndrsim_handout_check(self, reads, err);
}

void ndrsim_handout_print(const ndrsim_handout *self) {
  if (!ndrsim_handout_wanted(self)) return;
  printf("Handed on\n");
  if (self->xlsx != NULL) printf("  %-17s the workbook\n", self->xlsx);
  if (self->html != NULL) printf("  %-17s the page\n", self->html);
  if (self->database != NULL)
    printf("  %-17s run %lld of the database\n", self->database, (long long)self->run_number);
}
