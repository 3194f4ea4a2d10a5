/* docs/parameters.md is what the tables say: it is made here from the catalogue and compared. With
 * NDRSIM_UPDATE_DOCS=1 it is written anew, so that nobody types a default twice. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "scenarios/structure.h"
#include "sim/catalogue.h"
#include "sim/dist.h"
#include "sim/engine.h"

#define PAGE NDRSIM_SOURCE_DIR "/docs/parameters.md"

/* A page that grows. */
typedef struct page {
  char *text;
  size_t length, size;
} page;

static void add(page *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(page *self, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  assert_true(n >= 0);
  size_t need = self->length + (size_t)n + 1;
  if (need > self->size) {
    self->size = 2 * need;
    self->text = realloc(self->text, self->size);
    assert_non_null(self->text);
  }
  va_start(args, format);
  vsnprintf(self->text + self->length, (size_t)n + 1, format, args);
  va_end(args);
  self->length += (size_t)n;
}

static const char *const intro =
    "# Parameters\n"
    "\n"
    "This page is written from the tables of the program (`tests/models/test_parameter_docs.c`): "
    "do not edit it.\n"
    "What each mechanism does with its parameters is in [model.md](model.md).\n"
    "\n"
    "* **path**: where the value stands in a scenario, and the name for `--set`. `*` is the name "
    "of a tier or a segment.\n"
    "* **may be**: what may stand in place of a plain value. *draw*: a distribution, drawn once "
    "per replicate. *segment*: `by_segment`.\n"
    "  *month*: a `schedule`. *account*: a distribution with `\"per\": \"account\"`. Without any, "
    "one constant for the whole run.\n"
    "* **unit**: 1 is a pure number; *currency* is the scenario's.\n"
    "* **source**: S0 to S4 are the documents listed in [model.md](model.md#sources); "
    "*assumption* is our own judgement.\n";

/* Text for a cell of a table. */
static void add_cell(page *self, const char *text) {
  for (; *text; text++)
    add(self, *text == '|' ? "\\|" : "%c", *text);
}

static void add_value(page *self, const ndrsim_param_def *def) {
  if (isnan(def->value)) {
    add(self, "required");
  } else if (def->kind == NDRSIM_SWITCH) {
    add(self, def->value != 0 ? "`true`" : "`false`");
  } else if (def->kind == NDRSIM_CHOICE) {
    const char *at = def->choices;
    for (int k = 0; k < (int)def->value; k++)
      at = strchr(at, '|') + 1;
    add(self, "`%.*s`", (int)strcspn(at, "|"), at);
  } else {
    add(self, "%.10g", def->value);
  }
}

static void add_bounds(page *self, const ndrsim_param_def *def) {
  if (def->kind == NDRSIM_SWITCH) {
    add(self, "`true`, `false`");
    return;
  }
  if (def->kind != NDRSIM_CHOICE) {
    if (def->kind == NDRSIM_COUNT) add(self, "whole, ");
    add(self, "%.10g to %.10g", def->low, def->high);
    return;
  }
  const char *separator = "";
  for (const char *at = def->choices; *at;) {
    size_t n = strcspn(at, "|");
    add(self, "%s`%.*s`", separator, (int)n, at);
    separator = ", ";
    at += n + (at[n] == '|');
  }
}

static void add_may(page *self, unsigned may) {
  static const struct {
    unsigned flag;
    const char *name;
  } flag[] = {{NDRSIM_MAY_DRAW, "draw"},
              {NDRSIM_MAY_SEGMENT, "segment"},
              {NDRSIM_MAY_MONTH, "month"},
              {NDRSIM_MAY_ACCOUNT, "account"}};
  const char *separator = "";
  for (size_t k = 0; k < sizeof flag / sizeof flag[0]; k++) {
    if ((may & flag[k].flag) == 0) continue;
    add(self, "%s%s", separator, flag[k].name);
    separator = ", ";
  }
}

static void add_row(page *self, const ndrsim_param_def *def) {
  add(self, "| `%s` | %s | ", def->path, def->unit);
  add_value(self, def);
  add(self, " | ");
  add_bounds(self, def);
  add(self, " | ");
  add_may(self, def->may);
  add(self, " | ");
  add_cell(self, def->doc);
  add(self, " | %s |\n", def->source);
}

static void add_heading(page *self, const char *name, const char *doc) {
  add(self, "\n## %s\n\n", name);
  add_cell(self, doc);
  add(self, "\n\n| path | unit | default | bounds | may be | meaning | source |\n"
            "|---|---|---|---|---|---|---|\n");
}

static void add_distributions(page *self) {
  add(self, "\n## Distributions\n\n"
            "The kinds that `\"dist\"` takes, with their first set of arguments. normal, "
            "lognormal, beta, gamma and uniform also take\n"
            "`mean` and `sd`; lognormal also takes `median` and `sigma`. All take `min` and `max`, "
            "which truncate.\n\n"
            "| kind | arguments |\n|---|---|\n");
  for (int k = 0; k < NDRSIM_DIST_KINDS; k++)
    add(self, "| `%s` | %s |\n", ndrsim_dist_name((ndrsim_dist_kind)k),
        ndrsim_dist_arguments((ndrsim_dist_kind)k));
}

static void make_page(page *self) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  assert_non_null(catalogue);
  add(self, "%s", intro);
  int n, last = -1;
  const ndrsim_param_def *setting = ndrsim_structure_params(&n);
  add_heading(self, "settings", "the size of the run and who arrives");
  for (int k = 0; k < n; k++)
    add_row(self, &setting[k]);
  for (int row = 0; row < ndrsim_catalogue_param_count(catalogue); row++) {
    int mechanism;
    const ndrsim_param_def *def = ndrsim_catalogue_param(catalogue, row, &mechanism);
    const ndrsim_mechanism *owner = catalogue->mechanism[mechanism];
    if (mechanism != last) add_heading(self, owner->name, owner->doc);
    last = mechanism;
    add_row(self, def);
  }
  add_distributions(self);
}

static char *read_file(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) return NULL;
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  long size = ftell(file);
  assert_true(size >= 0);
  rewind(file);
  char *text = malloc((size_t)size + 1);
  assert_non_null(text);
  assert_int_equal(fread(text, 1, (size_t)size, file), size);
  text[size] = '\0';
  fclose(file);
  return text;
}

static void the_page_is_what_the_tables_say(void **state) {
  (void)state;
  page made = {0};
  make_page(&made);
  const char *update = getenv("NDRSIM_UPDATE_DOCS");
  if (update && strcmp(update, "1") == 0) {
    FILE *file = fopen(PAGE, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(made.text, 1, made.length, file), made.length);
    assert_int_equal(fclose(file), 0);
  }
  char *there = read_file(PAGE);
  if (!there) fail_msg("docs/parameters.md is missing; NDRSIM_UPDATE_DOCS=1 writes it");
  size_t same = 0, line = 1;
  for (; there[same] && there[same] == made.text[same]; same++)
    line += there[same] == '\n';
  if (there[same] != made.text[same])
    fail_msg("docs/parameters.md, line %zu: differs from the tables; NDRSIM_UPDATE_DOCS=1 writes "
             "it anew",
             line);
  free(there);
  free(made.text);
}

/* model.md speaks of every mechanism that has parameters, and names no path that does not exist. */
static void the_model_page_covers_every_mechanism(void **state) {
  (void)state;
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose("portable", NULL);
  char *text = read_file(NDRSIM_SOURCE_DIR "/docs/model.md");
  assert_non_null(text);
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    const ndrsim_mechanism *mechanism = catalogue->mechanism[m];
    char link[96];
    snprintf(link, sizeof link, "](parameters.md#%s)", mechanism->name);
    if (mechanism->n_params > 0 && !strstr(text, link))
      fail_msg("docs/model.md does not lead to the parameters of %s", mechanism->name);
  }
  for (int m = 0; m < catalogue->n_mechanisms; m++) {
    char prefix[64];
    int n = snprintf(prefix, sizeof prefix, "`%s.", catalogue->mechanism[m]->name);
    for (char *at = text; (at = strstr(at, prefix)) != NULL; at += n) {
      char path[96];
      snprintf(path, sizeof path, "%.*s", (int)strcspn(at + 1, "`= "), at + 1);
      bool file = strstr(path, ".c") != NULL && strchr(path, '/') != NULL;
      bool structural = strcmp(path, "macro.forced") == 0; /* a list, not a row of a table */
      if (!file && !structural && ndrsim_catalogue_find(catalogue, path) < 0)
        fail_msg("docs/model.md names `%s`, which is no parameter", path);
    }
  }
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_is_what_the_tables_say),
                                     cmocka_unit_test(the_model_page_covers_every_mechanism)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
