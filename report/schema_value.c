/* What may stand at a parameter: plain values, and the forms that its row allows, nested in the
 * order by_segment, schedule, value or distribution. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "report/schema_build.h"
#include "scenarios/param_list.h"

_Static_assert(NDRSIM_MAX_HORIZON == 600, "the pattern below holds months up to 600");
#define MONTH_PATTERN "^(0|[1-9][0-9]?|[1-5][0-9][0-9]|600)$"

/* --- plain values ---------------------------------------------------------------------------- */

/* "number-0-to-1": rows with the same kind and bounds share a definition. */
static void plain_name(const ndrsim_param_def *def, char out[NDRSIM_SCHEMA_NAME]) {
  const char *kind = def->kind == NDRSIM_COUNT ? "whole" : "number";
  if (def->kind == NDRSIM_SWITCH) {
    snprintf(out, NDRSIM_SCHEMA_NAME, "switch");
  } else if (def->kind == NDRSIM_CHOICE) {
    snprintf(out, NDRSIM_SCHEMA_NAME, "choice-%.60s", def->choices);
    for (char *p = out; *p != '\0'; p++)
      if (*p == '|') *p = '-';
  } else {
    snprintf(out, NDRSIM_SCHEMA_NAME, "%s-%.10g-to-%.10g", kind, def->low, def->high);
  }
}

static void plain(ndrsim_schema *self, const ndrsim_param_def *def, char out[NDRSIM_SCHEMA_NAME]) {
  ndrsim_json_out *json = &self->json;
  plain_name(def, out);
  if (cJSON_GetObjectItemCaseSensitive(self->definitions, out) != NULL) return;
  cJSON *definition = ndrsim_json_out_object(json, self->definitions, out);
  if (def->kind == NDRSIM_SWITCH) {
    ndrsim_json_out_text(json, definition, "type", "boolean");
  } else if (def->kind == NDRSIM_CHOICE) {
    cJSON *words = ndrsim_json_out_array(json, definition, "enum");
    const char *choice;
    int length = 0;
    for (int k = 0; (choice = ndrsim_param_choice(def->choices, k, &length)) != NULL; k++) {
      char word[NDRSIM_NAME];
      snprintf(word, sizeof word, "%.*s", length, choice);
      ndrsim_json_out_text(json, words, NULL, word);
    }
  } else {
    ndrsim_json_out_text(json, definition, "type",
                         def->kind == NDRSIM_COUNT ? "integer" : "number");
    if (isfinite(def->low)) ndrsim_json_out_number(json, definition, "minimum", def->low);
    if (isfinite(def->high)) ndrsim_json_out_number(json, definition, "maximum", def->high);
  }
}

/* {"value": plain} with a source beside it */
static void noted(ndrsim_schema *self, cJSON *any, const char *name) {
  cJSON *object = ndrsim_json_out_object(&self->json, any, NULL);
  ndrsim_schema_ref(self, ndrsim_schema_object(self, object, NULL), "value", name);
  ndrsim_schema_required(self, object, (const char *const[]){"value"}, 1);
}

/* --- forms ----------------------------------------------------------------------------------- */

static bool has_between(const ndrsim_param_def *def) {
  return def->kind != NDRSIM_SWITCH && def->kind != NDRSIM_CHOICE;
}

static void distribution(ndrsim_schema *self, const ndrsim_param_def *def, cJSON *any,
                         const char *plain_value, bool per_account) {
  char discrete[NDRSIM_SCHEMA_NAME];
  ndrsim_schema_discrete(self, plain_value, per_account, discrete);
  if (has_between(def))
    ndrsim_schema_ref(self, any, NULL, per_account ? "distribution-per-account" : "distribution");
  ndrsim_schema_ref(self, any, NULL, discrete);
}

static void schedule(ndrsim_schema *self, const ndrsim_param_def *def, cJSON *any, unsigned may) {
  ndrsim_json_out *json = &self->json;
  char knot[NDRSIM_SCHEMA_NAME];
  ndrsim_schema_value(self, def, may & NDRSIM_MAY_DRAW, knot);
  cJSON *object = ndrsim_json_out_object(json, any, NULL);
  cJSON *properties = ndrsim_schema_object(self, object, NULL);
  cJSON *months = ndrsim_json_out_object(json, properties, "schedule");
  ndrsim_schema_object(self, months, "Months and values, from month 0 on.");
  cJSON *pattern = ndrsim_json_out_object(json, months, "patternProperties");
  ndrsim_schema_ref(self, pattern, MONTH_PATTERN, knot);
  ndrsim_schema_required(self, months, (const char *const[]){"0"}, 1);
  cJSON *how =
      ndrsim_json_out_array(json, ndrsim_json_out_object(json, properties, "interpolate"), "enum");
  ndrsim_json_out_text(json, how, NULL, "step");
  if (has_between(def)) ndrsim_json_out_text(json, how, NULL, "linear");
  ndrsim_schema_required(self, object, (const char *const[]){"schedule"}, 1);
}

static void by_segment(ndrsim_schema *self, const ndrsim_param_def *def, cJSON *any, unsigned may) {
  ndrsim_json_out *json = &self->json;
  char one[NDRSIM_SCHEMA_NAME];
  ndrsim_schema_value(self, def, may & ~(unsigned)NDRSIM_MAY_SEGMENT, one);
  cJSON *object = ndrsim_json_out_object(json, any, NULL);
  cJSON *properties = ndrsim_schema_object(self, object, NULL);
  cJSON *segments = ndrsim_json_out_object(json, properties, "by_segment");
  ndrsim_schema_object(self, segments,
                       "A value for each segment; \"default\" stands for those not named.");
  cJSON *pattern = ndrsim_json_out_object(json, segments, "patternProperties");
  ndrsim_schema_ref(self, pattern, self->name_default_pattern, one);
  ndrsim_schema_required(self, object, (const char *const[]){"by_segment"}, 1);
}

void ndrsim_schema_value(ndrsim_schema *self, const ndrsim_param_def *def, unsigned may,
                         char out[NDRSIM_SCHEMA_NAME]) {
  char value[NDRSIM_SCHEMA_NAME];
  may &= NDRSIM_TRAIT;
  plain(self, def, value);
  snprintf(out, NDRSIM_SCHEMA_NAME, "%.100s-or%s%s%s%s%s", value, may == 0 ? "-noted" : "",
           (may & NDRSIM_MAY_SEGMENT) != 0 ? "-segment" : "",
           (may & NDRSIM_MAY_MONTH) != 0 ? "-month" : "",
           (may & NDRSIM_MAY_DRAW) != 0 ? "-draw" : "",
           (may & NDRSIM_MAY_ACCOUNT) != 0 ? "-account" : "");
  if (cJSON_GetObjectItemCaseSensitive(self->definitions, out) != NULL) return;
  cJSON *definition = ndrsim_json_out_object(&self->json, self->definitions, out);
  cJSON *any = ndrsim_json_out_array(&self->json, definition, "anyOf");
  ndrsim_schema_ref(self, any, NULL, value);
  noted(self, any, value);
  if ((may & NDRSIM_MAY_DRAW) != 0) distribution(self, def, any, value, false);
  if ((may & NDRSIM_MAY_ACCOUNT) != 0) distribution(self, def, any, value, true);
  if ((may & NDRSIM_MAY_MONTH) != 0) schedule(self, def, any, may);
  if ((may & NDRSIM_MAY_SEGMENT) != 0) by_segment(self, def, any, may);
}
