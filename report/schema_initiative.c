/* The list "initiatives" in the JSON Schema: its numbers, and for every parameter that may change
 * from month to month what an initiative may set it to. */
#include <math.h>
#include <string.h>
#include "report/schema_build.h"
#include "scenarios/initiative.h"
#include "scenarios/param_list.h"

static void number(ndrsim_schema *self, cJSON *properties, const ndrsim_param_def *def) {
  ndrsim_json_out *json = &self->json;
  cJSON *item = ndrsim_json_out_object(json, properties, def->path);
  char text[200];
  snprintf(text, sizeof text, "%s [%s].", def->doc, def->unit);
  ndrsim_json_out_text(json, item, "type", def->kind == NDRSIM_COUNT ? "integer" : "number");
  ndrsim_json_out_text(json, item, "description", text);
  ndrsim_json_out_number(json, item, "minimum", def->low);
  ndrsim_json_out_number(json, item, "maximum", def->high);
  if (isfinite(def->value)) ndrsim_json_out_number(json, item, "default", def->value);
}

/* {"times": a factor or a distribution of it}, {"plus": an amount or a distribution of it} */
static void by(ndrsim_schema *self, cJSON *any, const ndrsim_param_def *def) {
  char value[NDRSIM_SCHEMA_NAME];
  cJSON *object = ndrsim_json_out_object(&self->json, any, NULL);
  ndrsim_schema_value(self, def, NDRSIM_MAY_DRAW, value);
  ndrsim_schema_ref(self, ndrsim_schema_object(self, object, NULL), def->path, value);
  ndrsim_schema_required(self, object, &def->path, 1);
}

static bool has_between(const ndrsim_param_def *def) {
  return def->kind != NDRSIM_SWITCH && def->kind != NDRSIM_CHOICE;
}

/* The definition of what one segment, or all, may be set to. */
static void one(ndrsim_schema *self, const ndrsim_param_def *def, char out[NDRSIM_SCHEMA_NAME]) {
  char value[NDRSIM_SCHEMA_NAME];
  ndrsim_schema_value(self, def, def->may & NDRSIM_MAY_DRAW, value);
  snprintf(out, NDRSIM_SCHEMA_NAME, "change-%.140s", value);
  if (cJSON_GetObjectItemCaseSensitive(self->definitions, out) != NULL) return;
  cJSON *definition = ndrsim_json_out_object(&self->json, self->definitions, out);
  cJSON *any = ndrsim_json_out_array(&self->json, definition, "anyOf");
  ndrsim_schema_ref(self, any, NULL, value);
  if (!has_between(def)) return;
  by(self, any, ndrsim_initiative_factor());
  by(self, any, ndrsim_initiative_amount());
}

/* The same, or by segment; segments that are not named stay as they are. */
static void change(ndrsim_schema *self, const ndrsim_param_def *def, char out[NDRSIM_SCHEMA_NAME]) {
  ndrsim_json_out *json = &self->json;
  char each[NDRSIM_SCHEMA_NAME];
  one(self, def, each);
  if ((def->may & NDRSIM_MAY_SEGMENT) == 0) {
    memcpy(out, each, sizeof each);
    return;
  }
  snprintf(out, NDRSIM_SCHEMA_NAME, "%.140s-or-segment", each);
  if (cJSON_GetObjectItemCaseSensitive(self->definitions, out) != NULL) return;
  cJSON *definition = ndrsim_json_out_object(json, self->definitions, out);
  cJSON *any = ndrsim_json_out_array(json, definition, "anyOf");
  ndrsim_schema_ref(self, any, NULL, each);
  cJSON *object = ndrsim_json_out_object(json, any, NULL);
  cJSON *segments =
      ndrsim_json_out_object(json, ndrsim_schema_object(self, object, NULL), "by_segment");
  ndrsim_schema_object(self, segments, "Segments that are not named stay as they are.");
  ndrsim_schema_ref(self, ndrsim_json_out_object(json, segments, "patternProperties"),
                    self->name_default_pattern, each);
  ndrsim_schema_required(self, object, (const char *const[]){"by_segment"}, 1);
}

/* "tiers.*.price" -> "^tiers\.NAME\.price$" */
static void path_pattern(const ndrsim_schema *self, const char *path, char *out, size_t size) {
  size_t n = 0;
  const char *name = self->name_pattern + 1; /* without ^ and $ */
  n += (size_t)snprintf(out + n, size - n, "^");
  for (; *path != '\0' && n + sizeof self->name_pattern < size; path++) {
    if (*path == '*')
      n += (size_t)snprintf(out + n, size - n, "%.*s", (int)strlen(name) - 1, name);
    else
      n += (size_t)snprintf(out + n, size - n, *path == '.' ? "\\." : "%c", *path);
  }
  snprintf(out + n, size - n, "$");
}

static void settings(ndrsim_schema *self, const ndrsim_catalogue *catalogue, cJSON *set) {
  ndrsim_json_out *json = &self->json;
  cJSON *properties = ndrsim_schema_object(self, set,
                                           "Parameters by their path, and what they become: a "
                                           "value, {\"times\": factor} or {\"plus\": amount}.");
  cJSON *patterns = ndrsim_json_out_object(json, set, "patternProperties");
  ndrsim_json_out_integer(json, set, "minProperties", 1);
  for (int k = 0; k < ndrsim_param_list_count(catalogue); k++) {
    ndrsim_param_entry row;
    char value[NDRSIM_SCHEMA_NAME], pattern[1024];
    ndrsim_param_list_get(catalogue, k, &row);
    if ((row.def->may & NDRSIM_MAY_MONTH) == 0 || strcmp(row.group, "settings") == 0) continue;
    change(self, row.def, value);
    if (strchr(row.def->path, '*') == NULL) {
      ndrsim_schema_ref(self, properties, row.def->path, value);
      continue;
    }
    path_pattern(self, row.def->path, pattern, sizeof pattern);
    ndrsim_schema_ref(self, patterns, pattern, value);
  }
}

void ndrsim_schema_initiatives(ndrsim_schema *self, const ndrsim_catalogue *catalogue,
                               cJSON *properties, cJSON *element) {
  ndrsim_json_out *json = &self->json;
  cJSON *name = ndrsim_json_out_object(json, properties, "name");
  ndrsim_json_out_text(json, name, "type", "string");
  ndrsim_json_out_text(json, name, "description", "Its name in the outputs; each its own.");
  ndrsim_json_out_text(json, name, "pattern", "^[A-Za-z0-9][A-Za-z0-9._-]*$");
  ndrsim_json_out_integer(json, name, "maxLength", NDRSIM_NAME - 1);
  for (int k = 0; k < NDRSIM_INITIATIVE_NUMBERS; k++)
    number(self, properties, &ndrsim_initiative_numbers()[k]);
  settings(self, catalogue, ndrsim_json_out_object(json, properties, "set"));
  ndrsim_schema_required(self, element, (const char *const[]){"name", "from", "set"}, 3);
}
