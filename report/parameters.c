#include "report/parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/json_out.h"
#include "report/number.h"
#include "scenarios/suggest.h"
#include "sim/dist.h"
#include "sim/text.h"

typedef struct listing {
  const ndrsim_catalogue *catalogue;
  const ndrsim_parameters_options *options;
  FILE *out;
  const char *group; /* of the row before */
  bool by_meaning;   /* no path has the pattern */
  ndrsim_json_out json;
  cJSON *rows;
} listing;

/* One row as it is shown: with a scenario, once for each tier or segment. */
typedef struct shown {
  ndrsim_param_entry row;
  char path[NDRSIM_NAME + 64];
} shown;

static const struct {
  unsigned flag;
  const char *name, *meaning;
} may_be[] = {
#define X(flag, name, meaning) {flag, name, meaning},
    NDRSIM_PARAM_MAY_LIST(X)
#undef X
};
#define N_MAY (sizeof may_be / sizeof may_be[0])

/* --- cells ----------------------------------------------------------------------------------- */

static void put_default(FILE *out, const ndrsim_param_def *def, const char *quote) {
  if (isnan(def->value)) {
    fputs("required", out);
  } else if (def->kind == NDRSIM_SWITCH) {
    fprintf(out, "%s%s%s", quote, def->value != 0 ? "true" : "false", quote);
  } else if (def->kind == NDRSIM_CHOICE) {
    int length = 0;
    const char *word = ndrsim_param_choice(def->choices, (int)def->value, &length);
    fprintf(out, "%s%.*s%s", quote, length, word != NULL ? word : "", quote);
  } else {
    fprintf(out, "%.10g", def->value);
  }
}

static void put_bounds(FILE *out, const ndrsim_param_def *def, const char *quote) {
  const char *choices = def->kind == NDRSIM_SWITCH ? "true|false" : def->choices, *word;
  if (def->kind == NDRSIM_SWITCH || def->kind == NDRSIM_CHOICE) {
    int length = 0;
    for (int k = 0; (word = ndrsim_param_choice(choices, k, &length)) != NULL; k++)
      fprintf(out, "%s%s%.*s%s", k > 0 ? ", " : "", quote, length, word, quote);
    return;
  }
  if (def->kind == NDRSIM_COUNT) fputs("whole, ", out);
  fprintf(out, "%.10g to %.10g", def->low, def->high);
}

static void put_may(FILE *out, unsigned may) {
  const char *separator = "";
  for (size_t k = 0; k < N_MAY; k++) {
    if ((may & may_be[k].flag) == 0) continue;
    fprintf(out, "%s%s", separator, may_be[k].name);
    separator = ", ";
  }
}

/* --- text ------------------------------------------------------------------------------------ */

static void text_row(listing *self, const shown *row) {
  const ndrsim_param_def *def = row->row.def;
  FILE *out = self->out;
  if (self->group == NULL || strcmp(self->group, row->row.group) != 0)
    fprintf(out, "%s%s: %s\n", self->group != NULL ? "\n" : "", row->row.group, row->row.about);
  self->group = row->row.group;
  fprintf(out, "\n  %s = ", row->path);
  put_default(out, def, "");
  fprintf(out, "  [%s]  ", def->unit);
  put_bounds(out, def, "");
  fprintf(out, "\n      %s\n      source: %s", def->doc, def->source);
  if ((def->may & NDRSIM_TRAIT) != 0) {
    fputs("; may be: ", out);
    put_may(out, def->may);
  }
  fputc('\n', out);
}

static void text_legend(FILE *out) {
  fputs("\nA value may be a plain one, or where the list says so:\n", out);
  for (size_t k = 0; k < N_MAY; k++)
    fprintf(out, "  %-8s %s\n", may_be[k].name, may_be[k].meaning);
  fputs("Units: 1 is a pure number, currency the scenario's. * is the name of a tier or segment.\n"
        "Change a value for one run with --set PATH=VALUE.\n",
        out);
}

/* --- markdown -------------------------------------------------------------------------------- */

static const char intro[] =
    "# Parameters\n"
    "\n"
    "This page is written by `ndrsim params --markdown` from the tables of the program: do not "
    "edit it.\n"
    "What each mechanism does with its parameters stands on its page; [model.md](model.md) has "
    "the order of the month.\n"
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
static void put_cell(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    if (*text == '|') fputc('\\', out);
    fputc(*text, out);
  }
}

static void markdown_heading(listing *self, const shown *row) {
  FILE *out = self->out;
  if (self->options->mechanism == NULL) {
    fprintf(out, "\n## %s\n\n", row->row.group);
    put_cell(out, row->row.about);
    if (strcmp(row->row.group, "settings") != 0)
      fprintf(out, " ([its page](mechanisms/%s.md))", row->row.group);
    fputs("\n\n", out);
  }
  fputs("| path | unit | default | bounds | may be | meaning | source |\n"
        "|---|---|---|---|---|---|---|\n",
        out);
}

static void markdown_row(listing *self, const shown *row) {
  const ndrsim_param_def *def = row->row.def;
  FILE *out = self->out;
  if (self->group == NULL || strcmp(self->group, row->row.group) != 0) markdown_heading(self, row);
  self->group = row->row.group;
  fprintf(out, "| `%s` | %s | ", row->path, def->unit);
  put_default(out, def, "`");
  fputs(" | ", out);
  put_bounds(out, def, "`");
  fputs(" | ", out);
  put_may(out, def->may);
  fputs(" | ", out);
  put_cell(out, def->doc);
  fprintf(out, " | %s |\n", def->source);
}

static void markdown_distributions(FILE *out) {
  fputs("\n## Distributions\n\n"
        "The kinds that `\"dist\"` takes, with their first set of arguments. normal, "
        "lognormal, beta, gamma and uniform also take\n"
        "`mean` and `sd`; lognormal also takes `median` and `sigma`. All take `min` and `max`, "
        "which truncate.\n\n"
        "| kind | arguments |\n|---|---|\n",
        out);
  for (int k = 0; k < NDRSIM_DIST_KINDS; k++)
    fprintf(out, "| `%s` | %s |\n", ndrsim_dist_name((ndrsim_dist_kind)k),
            ndrsim_dist_arguments((ndrsim_dist_kind)k));
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void json_default(ndrsim_json_out *json, cJSON *object, const ndrsim_param_def *def) {
  ndrsim_json_out_bool(json, object, "required", isnan(def->value));
  if (def->kind == NDRSIM_SWITCH) {
    ndrsim_json_out_bool(json, object, "default", def->value != 0);
  } else if (def->kind == NDRSIM_CHOICE) {
    char word[NDRSIM_NAME];
    int length = 0;
    const char *choice = ndrsim_param_choice(def->choices, (int)def->value, &length);
    snprintf(word, sizeof word, "%.*s", length, choice != NULL ? choice : "");
    ndrsim_json_out_text(json, object, "default", word);
  } else {
    ndrsim_json_out_number(json, object, "default", def->value);
  }
}

static void json_row(listing *self, const shown *row) {
  const ndrsim_param_def *def = row->row.def;
  ndrsim_json_out *json = &self->json;
  cJSON *object = ndrsim_json_out_object(json, self->rows, NULL);
  ndrsim_json_out_text(json, object, "path", row->path);
  ndrsim_json_out_text(json, object, "mechanism", row->row.group);
  ndrsim_json_out_text(json, object, "kind", ndrsim_param_kind_name(def->kind));
  ndrsim_json_out_text(json, object, "unit", def->unit);
  json_default(json, object, def);
  if (def->kind == NDRSIM_CHOICE) {
    char word[NDRSIM_NAME];
    const char *choice;
    int length = 0;
    cJSON *choices = ndrsim_json_out_array(json, object, "choices");
    for (int k = 0; (choice = ndrsim_param_choice(def->choices, k, &length)) != NULL; k++) {
      snprintf(word, sizeof word, "%.*s", length, choice);
      ndrsim_json_out_text(json, choices, NULL, word);
    }
  } else if (def->kind != NDRSIM_SWITCH) {
    ndrsim_json_out_number(json, object, "low", def->low);
    ndrsim_json_out_number(json, object, "high", def->high);
  }
  cJSON *may = ndrsim_json_out_array(json, object, "may_be");
  for (size_t k = 0; k < N_MAY; k++)
    if ((def->may & may_be[k].flag) != 0) ndrsim_json_out_text(json, may, NULL, may_be[k].name);
  ndrsim_json_out_bool(json, object, "per_tier", (def->may & NDRSIM_PER_TIER) != 0);
  cJSON *layers = ndrsim_json_out_array(json, object, "layers");
  if ((def->may & NDRSIM_MAY_DRAW) != 0) ndrsim_json_out_text(json, layers, NULL, "parameter");
  if ((def->may & NDRSIM_MAY_ACCOUNT) != 0)
    ndrsim_json_out_text(json, layers, NULL, "idiosyncratic");
  ndrsim_json_out_text(json, object, "doc", def->doc);
  ndrsim_json_out_text(json, object, "source", def->source);
}

/* --- which rows ------------------------------------------------------------------------------ */

static bool matches(const listing *self, const shown *row) {
  const char *pattern = self->options->pattern, *mechanism = self->options->mechanism;
  if (mechanism != NULL && strcmp(row->row.group, mechanism) != 0) return false;
  return pattern == NULL ||
         strcasestr(self->by_meaning ? row->row.def->doc : row->path, pattern) != NULL;
}

/* Names that '*' stands for in the scenario; without one, '*' itself. */
static int instances(const ndrsim_model *model, const ndrsim_param_def *def,
                     const char (**name)[NDRSIM_NAME]) {
  static const char star[1][NDRSIM_NAME] = {"*"};
  *name = star;
  if (model == NULL || strchr(def->path, '*') == NULL) return 1;
  int list = ndrsim_list_of_row(def), n = list >= 0 ? ndrsim_model_lists(model).n[list] : 0;
  if (list >= 0 && n == 0) return 1; /* the scenario has no such list */
  *name = list >= 0 ? ndrsim_model_members(model, list) : model->segment;
  return list >= 0 ? n : model->n_segments;
}

/* Visits the rows that match; returns how many. */
static int each(listing *self, void (*put)(listing *self, const shown *row)) {
  int n = 0;
  for (int k = 0; k < ndrsim_param_list_count(self->catalogue); k++) {
    shown row;
    const char(*name)[NDRSIM_NAME];
    ndrsim_param_list_get(self->catalogue, k, &row.row);
    int times = instances(self->options->model, row.row.def, &name);
    for (int i = 0; i < times; i++) {
      if (ndrsim_catalogue_expand(row.row.def->path, name[i], row.path, sizeof row.path) != 0)
        continue;
      if (!matches(self, &row)) continue;
      n++;
      if (put != NULL) put(self, &row);
    }
  }
  return n;
}

static ndrsim_status nothing_matches(const listing *self, ndrsim_error *err) {
  char word[96];
  const char *pattern = self->options->pattern;
  int n = ndrsim_param_list_count(self->catalogue), used = 0;
  ndrsim_text_escape(word, sizeof word, pattern, strlen(pattern));
  ndrsim_error_set(err, NDRSIM_USAGE, "no parameter matches `%s` (ndrsim params lists them)", word);
  const char **candidate = calloc(3 * (size_t)n, sizeof *candidate);
  if (candidate == NULL) return NDRSIM_USAGE; /* the message serves without a suggestion */
  for (int k = 0; k < n; k++) {               /* a whole path, its last key, or its group */
    ndrsim_param_entry row;
    ndrsim_param_list_get(self->catalogue, k, &row);
    const char *dot = strrchr(row.def->path, '.');
    candidate[used++] = row.def->path;
    if (dot != NULL) candidate[used++] = dot + 1;
    candidate[used++] = row.group;
  }
  const char *near = ndrsim_suggest(pattern, candidate, used);
  if (near != NULL && err != NULL) snprintf(err->suggestion, sizeof err->suggestion, "%s", near);
  free(candidate);
  return NDRSIM_USAGE;
}

static void names_row(listing *self, const shown *row) {
  fprintf(self->out, "%s\n", row->path);
}

static ndrsim_status write_json(listing *self, ndrsim_error *err) {
  ndrsim_json_out_init(&self->json);
  self->rows = ndrsim_json_out_array(&self->json, self->json.root, "parameters");
  each(self, json_row);
  ndrsim_status status = ndrsim_json_out_write(&self->json, self->out, err);
  ndrsim_json_out_free(&self->json);
  return status;
}

ndrsim_status ndrsim_report_parameters(const ndrsim_catalogue *catalogue,
                                       const ndrsim_parameters_options *options, FILE *out,
                                       ndrsim_error *err) {
  listing self = {.catalogue = catalogue, .options = options, .out = out};
  ndrsim_plain_locale locale;
  self.by_meaning = each(&self, NULL) == 0;
  if (self.by_meaning && each(&self, NULL) == 0) return nothing_matches(&self, err);
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  switch (options->format) {
  case NDRSIM_PARAMETERS_TEXT:
    each(&self, text_row);
    text_legend(out);
    break;
  case NDRSIM_PARAMETERS_MARKDOWN:
    if (options->mechanism == NULL) fputs(intro, out);
    each(&self, markdown_row);
    if (options->mechanism == NULL) markdown_distributions(out);
    break;
  case NDRSIM_PARAMETERS_JSON:
    status = write_json(&self, err);
    break;
  case NDRSIM_PARAMETERS_NAMES:
    each(&self, names_row);
    break;
  }
  ndrsim_plain_locale_leave(&locale);
  return status;
}
