#include "report/csv.h"

#include <string.h>
#include "report/guard.h"
#include "report/number.h"

static void separate(ndrsim_csv *self) {
  if (self->cells++ > 0) fputc(',', self->stream);
}

void ndrsim_csv_text(ndrsim_csv *self, const char *text) {
  separate(self);
  bool formula = ndrsim_guard_needed(text);
  int quoted = strpbrk(text, ",\"\r\n") != NULL;
  if (quoted) fputc('"', self->stream);
  if (formula) fputc('\'', self->stream);
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"') fputc('"', self->stream);
    fputc(*p, self->stream);
  }
  if (quoted) fputc('"', self->stream);
}

void ndrsim_csv_number(ndrsim_csv *self, double value) {
  char text[NDRSIM_NUMBER_SIZE];
  ndrsim_number_shortest(value, text);
  separate(self);
  fputs(text, self->stream);
}

void ndrsim_csv_integer(ndrsim_csv *self, long long value) {
  separate(self);
  fprintf(self->stream, "%lld", value);
}

void ndrsim_csv_estimate(ndrsim_csv *self, const ndrsim_estimate *estimate) {
  ndrsim_csv_number(self, estimate->mean);
  ndrsim_csv_number(self, estimate->se);
  for (int q = 0; q < NDRSIM_QUANTILES; q++) {
    ndrsim_csv_number(self, estimate->quantile[q]);
  }
}

void ndrsim_csv_estimate_header(ndrsim_csv *self) {
  static const char *const name[] = {"mean", "se", "p5", "p10", "p50", "p90", "p95"};
  for (size_t k = 0; k < sizeof name / sizeof name[0]; k++) {
    ndrsim_csv_text(self, name[k]);
  }
}

void ndrsim_csv_end(ndrsim_csv *self) {
  fputc('\n', self->stream);
  self->cells = 0;
}
