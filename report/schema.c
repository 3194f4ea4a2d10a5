/* The JSON Schema of scenarios.
 *
 * Draft-07: the newest that the JSON services of the common editors (VS Code, the JetBrains family)
 * check in full; of the later drafts they know a part. Nothing here needs more. A description next
 * to "$ref" would be ignored in draft-07, so each parameter has "allOf" around its reference. */
#include "report/schema.h"

#include <math.h>
#include <string.h>
#include "report/number.h"
#include "report/schema_build.h"
#include "scenarios/param_list.h"
#include "scenarios/scenario.h"
#include "scenarios/words.h"
#include "sim/model.h"

#define MAX_CORRELATIONS 500

cJSON *ndrsim_schema_object(ndrsim_schema *self, cJSON *into, const char *about) {
  ndrsim_json_out *json = &self->json;
  int n;
  const char *const *annotation = ndrsim_annotations(&n);
  ndrsim_json_out_text(json, into, "type", "object");
  if (about != NULL) ndrsim_json_out_text(json, into, "description", about);
  ndrsim_json_out_bool(json, into, "additionalProperties", false);
  cJSON *properties = ndrsim_json_out_object(json, into, "properties");
  for (int k = 0; k < n; k++)
    ndrsim_schema_ref(self, properties, annotation[k], "annotation");
  return properties;
}

void ndrsim_schema_ref(ndrsim_schema *self, cJSON *into, const char *key, const char *name) {
  char target[NDRSIM_SCHEMA_NAME + 20];
  snprintf(target, sizeof target, "#/definitions/%s", name);
  ndrsim_json_out_text(&self->json, ndrsim_json_out_object(&self->json, into, key), "$ref", target);
}

void ndrsim_schema_required(ndrsim_schema *self, cJSON *into, const char *const *name, int n) {
  cJSON *list = ndrsim_json_out_array(&self->json, into, "required");
  for (int k = 0; k < n; k++)
    ndrsim_json_out_text(&self->json, list, NULL, name[k]);
}

/* --- header ---------------------------------------------------------------------------------- */

static cJSON *text_key(ndrsim_schema *self, cJSON *properties, const char *key, const char *about,
                       const char *pattern, int longest) {
  ndrsim_json_out *json = &self->json;
  cJSON *item = ndrsim_json_out_object(json, properties, key);
  ndrsim_json_out_text(json, item, "type", "string");
  ndrsim_json_out_text(json, item, "description", about);
  if (pattern != NULL) ndrsim_json_out_text(json, item, "pattern", pattern);
  if (longest > 0) ndrsim_json_out_integer(json, item, "maxLength", longest);
  return item;
}

static void header(ndrsim_schema *self, cJSON *properties) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = NULL;
  text_key(self, properties, "$schema", "Where an editor finds this schema; not read otherwise.",
           NULL, 0);
  cJSON *version = ndrsim_json_out_object(json, properties, "schema_version");
  ndrsim_json_out_text(json, version, "description", "Version of the scenario format.");
  ndrsim_json_out_integer(json, version, "const", NDRSIM_SCHEMA_VERSION);
  text_key(self, properties, "name", "Short name; used in file names.",
           "^[A-Za-z0-9][A-Za-z0-9._-]*$", (int)sizeof model->name - 1);
  text_key(self, properties, "title", "One line for charts and the summary.",
           "^[^\\u0000-\\u001f\\u007f]*$", (int)sizeof model->title - 1);
  text_key(self, properties, "description", "Text for readers.", NULL, 0);
  cJSON *currency = text_key(self, properties, "currency", "Currency of all amounts. Default USD.",
                             "^[A-Z]{3}$", 0);
  ndrsim_json_out_text(json, currency, "default", "USD");
  text_key(self, properties, "start_month",
           "Calendar month of month 0, such as 2026-01. Without it months have numbers only.",
           "^(19|[2-9][0-9])[0-9]{2}-(0[1-9]|1[0-2])$", 0);
  cJSON *fiscal = ndrsim_json_out_object(json, properties, "fiscal_year_start");
  ndrsim_json_out_text(json, fiscal, "type", "integer");
  ndrsim_json_out_text(json, fiscal, "description",
                       "Calendar month in which a fiscal year begins; its number is that of the "
                       "year in which it ends. Default 1.");
  ndrsim_json_out_integer(json, fiscal, "minimum", 1);
  ndrsim_json_out_integer(json, fiscal, "maximum", 12);
  cJSON *seed = ndrsim_json_out_object(json, properties, "seed");
  ndrsim_json_out_text(json, seed, "description",
                       "Number that fixes all random draws: whole, or a string of digits up to "
                       "2^64 - 1. Default 1.");
  cJSON *any = ndrsim_json_out_array(json, seed, "anyOf");
  cJSON *number = ndrsim_json_out_object(json, any, NULL);
  ndrsim_json_out_text(json, number, "type", "integer");
  ndrsim_json_out_integer(json, number, "minimum", 0);
  ndrsim_json_out_integer(json, number, "maximum", 1LL << 53);
  cJSON *digits = ndrsim_json_out_object(json, any, NULL);
  ndrsim_json_out_text(json, digits, "type", "string");
  ndrsim_json_out_text(json, digits, "pattern", "^[0-9]+$");
}

/* --- parameters ------------------------------------------------------------------------------ */

/* An object whose members are named by the user: tiers, segments. Gives the properties of one. */
static cJSON *named_members(ndrsim_schema *self, cJSON *container, int most) {
  ndrsim_json_out *json = &self->json;
  cJSON *patterns = cJSON_GetObjectItemCaseSensitive(container, "patternProperties");
  if (patterns != NULL)
    return cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(patterns, self->name_pattern), "properties");
  int n;
  const char *const *annotation = ndrsim_annotations(&n);
  /* annotations may stand among them, and alone they are no tier: what is left is not counted */
  ndrsim_json_out_integer(json, container, "minProperties", 1);
  ndrsim_json_out_integer(json, container, "maxProperties", most + n);
  cJSON *only =
      ndrsim_json_out_object(json, ndrsim_json_out_object(json, container, "not"), "propertyNames");
  cJSON *words = ndrsim_json_out_array(json, only, "enum");
  for (int k = 0; k < n; k++)
    ndrsim_json_out_text(json, words, NULL, annotation[k]);
  patterns = ndrsim_json_out_object(json, container, "patternProperties");
  return ndrsim_schema_object(self, ndrsim_json_out_object(json, patterns, self->name_pattern),
                              NULL);
}

static const char *group_about(const ndrsim_param_entry *row, const char *key) {
  if (strcmp(key, "tiers") == 0)
    return "The tiers of the price page, from low to high: 1 to 8 names, each with its parameters.";
  for (int list = 0; list < NDRSIM_LISTS; list++)
    if (strcmp(key, ndrsim_list_describe(list)->key) == 0) return ndrsim_list_describe(list)->about;
  if (strcmp(key, "segments") == 0)
    return "1 to 8 named segments, each with its share of the described accounts.";
  if (strcmp(key, "acquisition") == 0) return "Described accounts: how many start, and when.";
  return strcmp(key, row->group) == 0 ? row->about : NULL;
}

/* The properties in which the last key of a path stands; makes the objects on the way. */
static cJSON *place(ndrsim_schema *self, cJSON *properties, const ndrsim_param_entry *row,
                    char last[NDRSIM_NAME]) {
  const char *at = row->def->path;
  cJSON *object = NULL;
  for (size_t n; at[n = strcspn(at, ".")] != '\0'; at += n + 1) {
    char key[NDRSIM_NAME];
    snprintf(key, sizeof key, "%.*s", (int)n, at);
    if (strcmp(key, "*") == 0) {
      bool listed = ndrsim_list_of_row(row->def) >= 0;
      properties = named_members(self, object, listed ? NDRSIM_MAX_MEMBERS : NDRSIM_MAX_SEGMENTS);
      continue;
    }
    object = cJSON_GetObjectItemCaseSensitive(properties, key);
    if (object == NULL) {
      object = ndrsim_json_out_object(&self->json, properties, key);
      ndrsim_schema_object(self, object, group_about(row, key));
    }
    properties = cJSON_GetObjectItemCaseSensitive(object, "properties");
  }
  snprintf(last, NDRSIM_NAME, "%s", at);
  return properties;
}

static void describe(ndrsim_schema *self, cJSON *item, const ndrsim_param_def *def) {
  ndrsim_json_out *json = &self->json;
  char text[640], value[NDRSIM_NAME] = "required";
  int length = 0;
  const char *word = ndrsim_param_choice(def->choices, (int)def->value, &length);
  if (def->kind == NDRSIM_SWITCH) {
    snprintf(value, sizeof value, "%s", def->value != 0 ? "true" : "false");
  } else if (def->kind == NDRSIM_CHOICE && word != NULL) {
    snprintf(value, sizeof value, "%.*s", length, word);
  } else if (isfinite(def->value)) {
    snprintf(value, sizeof value, "%.10g", def->value);
  }
  snprintf(text, sizeof text, "%s [%s]. Default: %s. Source: %s.", def->doc, def->unit, value,
           def->source);
  ndrsim_json_out_text(json, item, "description", text);
  if (def->kind == NDRSIM_SWITCH) {
    ndrsim_json_out_bool(json, item, "default", def->value != 0);
  } else if (def->kind == NDRSIM_CHOICE) {
    ndrsim_json_out_text(json, item, "default", value);
  } else if (isfinite(def->value)) {
    ndrsim_json_out_number(json, item, "default", def->value);
  }
}

/* A row of a list without a default: each member must give it. */
static void demand(ndrsim_schema *self, cJSON *properties, const ndrsim_param_def *def,
                   const char *key) {
  int list = ndrsim_list_of_row(def);
  if (list < 0 || !isnan(def->value)) return;
  const cJSON *group =
      cJSON_GetObjectItemCaseSensitive(properties, ndrsim_list_describe(list)->key);
  const cJSON *patterns = cJSON_GetObjectItemCaseSensitive(group, "patternProperties");
  cJSON *member = cJSON_GetObjectItemCaseSensitive(patterns, self->name_pattern);
  ndrsim_schema_required(self, member, &key, 1);
}

static void parameter(ndrsim_schema *self, cJSON *properties, const ndrsim_param_entry *row) {
  ndrsim_json_out *json = &self->json;
  char key[NDRSIM_NAME], value[NDRSIM_SCHEMA_NAME];
  cJSON *item = ndrsim_json_out_object(json, place(self, properties, row, key), key);
  describe(self, item, row->def);
  ndrsim_schema_value(self, row->def, row->def->may, value);
  ndrsim_schema_ref(self, ndrsim_json_out_array(json, item, "allOf"), NULL, value);
  demand(self, properties, row->def, key);
}

/* --- lists ----------------------------------------------------------------------------------- */

static cJSON *list(ndrsim_schema *self, cJSON *properties, const char *key, const char *about,
                   int most, cJSON **element) {
  ndrsim_json_out *json = &self->json;
  cJSON *array = ndrsim_json_out_object(json, properties, key);
  ndrsim_json_out_text(json, array, "type", "array");
  ndrsim_json_out_text(json, array, "description", about);
  ndrsim_json_out_integer(json, array, "maxItems", most);
  *element = ndrsim_json_out_object(json, array, "items");
  return ndrsim_schema_object(self, *element, NULL);
}

static void correlations(ndrsim_schema *self, cJSON *properties) {
  ndrsim_json_out *json = &self->json;
  cJSON *element = NULL;
  cJSON *pair = list(self, properties, "correlations",
                     "Pairs of distributions that move together (a Gaussian copula).",
                     MAX_CORRELATIONS, &element);
  cJSON *between = ndrsim_json_out_object(json, pair, "between");
  ndrsim_json_out_text(json, between, "type", "array");
  ndrsim_json_out_text(json, between, "description",
                       "Paths of two distributions of this scenario, of the same layer.");
  ndrsim_json_out_text(json, ndrsim_json_out_object(json, between, "items"), "type", "string");
  ndrsim_json_out_integer(json, between, "minItems", 2);
  ndrsim_json_out_integer(json, between, "maxItems", 2);
  ndrsim_json_out_bool(json, between, "uniqueItems", true);
  cJSON *rho = ndrsim_json_out_object(json, pair, "rho");
  ndrsim_json_out_text(json, rho, "type", "number");
  ndrsim_json_out_text(json, rho, "description", "Correlation of the underlying normals.");
  ndrsim_json_out_integer(json, rho, "exclusiveMinimum", -1);
  ndrsim_json_out_integer(json, rho, "exclusiveMaximum", 1);
  ndrsim_schema_required(self, element, (const char *const[]){"between", "rho"}, 2);
}

static void forced_regimes(ndrsim_schema *self, cJSON *properties) {
  ndrsim_json_out *json = &self->json;
  cJSON *macro = cJSON_GetObjectItemCaseSensitive(properties, "macro"), *element = NULL;
  if (macro == NULL) { /* a catalogue without that mechanism */
    macro = ndrsim_json_out_object(json, properties, "macro");
    ndrsim_schema_object(self, macro, NULL);
  }
  cJSON *window = list(self, cJSON_GetObjectItemCaseSensitive(macro, "properties"), "forced",
                       "Windows of months in which the regime is not drawn; they do not overlap.",
                       NDRSIM_MAX_FORCED, &element);
  static const char *const end[] = {"from", "to"};
  for (int k = 0; k < 2; k++) {
    cJSON *month = ndrsim_json_out_object(json, window, end[k]);
    ndrsim_json_out_text(json, month, "type", "integer");
    ndrsim_json_out_text(json, month, "description", "Month, both ends included.");
    ndrsim_json_out_integer(json, month, "minimum", 0);
    ndrsim_json_out_integer(json, month, "maximum", NDRSIM_MAX_HORIZON);
  }
  cJSON *regime =
      ndrsim_json_out_array(json, ndrsim_json_out_object(json, window, "regime"), "enum");
  ndrsim_json_out_text(json, regime, NULL, "normal");
  ndrsim_json_out_text(json, regime, NULL, "downturn");
  ndrsim_schema_required(self, element, (const char *const[]){"from", "to", "regime"}, 3);
}

static void initiatives(ndrsim_schema *self, const ndrsim_catalogue *catalogue, cJSON *properties) {
  cJSON *element = NULL;
  cJSON *members = list(self, properties, "initiatives",
                        "Timed interventions: what changes, from when on, and what it costs.",
                        NDRSIM_MAX_INITIATIVES, &element);
  ndrsim_schema_initiatives(self, catalogue, members, element);
}

/* --- whole ----------------------------------------------------------------------------------- */

static void name_patterns(ndrsim_schema *self) {
  char words[160] = "";
  int n;
  const char *const *reserved = ndrsim_reserved_names(&n);
  for (int k = 0; k < n; k++) {
    size_t used = strlen(words);
    snprintf(words + used, sizeof words - used, "%s%s", k > 0 ? "|" : "", reserved[k]);
  }
  snprintf(self->name_pattern, sizeof self->name_pattern, "^(?!(%s)$)[a-z][a-z0-9_]{0,%d}$", words,
           NDRSIM_LONGEST_NAME - 1);
  snprintf(self->name_default_pattern, sizeof self->name_default_pattern,
           "^(default|(?!(%s)$)[a-z][a-z0-9_]{0,%d})$", words, NDRSIM_LONGEST_NAME - 1);
}

static void fill(ndrsim_schema *self, const ndrsim_catalogue *catalogue) {
  ndrsim_json_out *json = &self->json;
  ndrsim_json_out_text(json, json->root, "$schema", "http://json-schema.org/draft-07/schema#");
  ndrsim_json_out_text(json, json->root, "$comment",
                       "Written by `ndrsim schema` from the tables of the program: do not edit.");
  ndrsim_json_out_text(json, json->root, "title", "ndrsim scenario");
  /* made first and moved to the end, where readers of the file do not mind its length */
  self->definitions = ndrsim_json_out_object(json, json->root, "definitions");
  cJSON *annotation = ndrsim_json_out_object(json, self->definitions, "annotation");
  ndrsim_json_out_text(json, annotation, "type", "string");
  ndrsim_json_out_text(json, annotation, "description", "For readers; the program does not look.");
  ndrsim_schema_distributions(self);
  cJSON *properties = ndrsim_schema_object(
      self, json->root,
      "The price page, the customers and how they behave. See docs/scenario-format.md.");
  ndrsim_schema_required(self, json->root, (const char *const[]){"schema_version", "name", "tiers"},
                         3);
  /* what is metered has a price: scenarios/ladder.c */
  cJSON *needs = ndrsim_json_out_object(json, json->root, "dependencies");
  ndrsim_json_out_text(json, ndrsim_json_out_array(json, needs, "usage"), NULL, "ladder");
  header(self, properties);
  for (int k = 0; k < ndrsim_param_list_count(catalogue); k++) {
    ndrsim_param_entry row;
    ndrsim_param_list_get(catalogue, k, &row);
    parameter(self, properties, &row);
  }
  forced_regimes(self, properties);
  initiatives(self, catalogue, properties);
  correlations(self, properties);
}

ndrsim_status ndrsim_report_schema(const ndrsim_catalogue *catalogue, FILE *out,
                                   ndrsim_error *err) {
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_schema self = {.definitions = NULL};
  name_patterns(&self);
  ndrsim_json_out_init(&self.json);
  fill(&self, catalogue);
  cJSON *definitions = cJSON_DetachItemFromObjectCaseSensitive(self.json.root, "definitions");
  if (definitions != NULL && !cJSON_AddItemToObject(self.json.root, "definitions", definitions)) {
    cJSON_Delete(definitions);
    self.json.failed = true;
  }
  status = ndrsim_json_out_write(&self.json, out, err);
  ndrsim_json_out_free(&self.json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
