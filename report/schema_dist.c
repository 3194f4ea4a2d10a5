/* Distributions in the JSON Schema: one alternative for each row of scenarios/dist_form.h. */
#include <string.h>
#include "report/schema_build.h"
#include "scenarios/dist_form.h"

/* Whether an argument must be above 0, whatever the others are (sim/dist.c). */
static bool positive(const ndrsim_dist_form *form, const char *arg) {
  static const char *const word[] = {"sd", "sigma", "a", "b", "shape", "scale", "median"};
  for (size_t k = 0; k < sizeof word / sizeof word[0]; k++)
    if (strcmp(word[k], arg) == 0) return true;
  return strcmp(arg, "mean") == 0 && form->kind != NDRSIM_DIST_NORMAL &&
         form->kind != NDRSIM_DIST_UNIFORM;
}

/* A number, {"value": number}, or where `drawn` another distribution. */
static void argument(ndrsim_schema *self, const char *name, bool above_zero, bool drawn) {
  ndrsim_json_out *json = &self->json;
  cJSON *any =
      ndrsim_json_out_array(json, ndrsim_json_out_object(json, self->definitions, name), "anyOf");
  cJSON *number = ndrsim_json_out_object(json, any, NULL);
  ndrsim_json_out_text(json, number, "type", "number");
  if (above_zero) ndrsim_json_out_integer(json, number, "exclusiveMinimum", 0);
  cJSON *object = ndrsim_json_out_object(json, any, NULL);
  cJSON *value = ndrsim_json_out_object(json, ndrsim_schema_object(self, object, NULL), "value");
  ndrsim_json_out_text(json, value, "type", "number");
  if (above_zero) ndrsim_json_out_integer(json, value, "exclusiveMinimum", 0);
  ndrsim_schema_required(self, object, (const char *const[]){"value"}, 1);
  if (!drawn) return;
  char discrete[NDRSIM_SCHEMA_NAME];
  ndrsim_schema_discrete(self, "number", false, discrete);
  ndrsim_schema_ref(self, any, NULL, "distribution");
  ndrsim_schema_ref(self, any, NULL, discrete);
}

/* The members that every distribution has; gives the properties. */
static cJSON *common(ndrsim_schema *self, cJSON *object, ndrsim_dist_kind kind, bool per_account) {
  ndrsim_json_out *json = &self->json;
  cJSON *properties = ndrsim_schema_object(self, object, NULL);
  ndrsim_json_out_text(json, ndrsim_json_out_object(json, properties, "dist"), "const",
                       ndrsim_dist_name(kind));
  if (per_account)
    ndrsim_json_out_text(json, ndrsim_json_out_object(json, properties, "per"), "const", "account");
  ndrsim_schema_ref(self, properties, "min", "argument");
  ndrsim_schema_ref(self, properties, "max", "argument");
  return properties;
}

static void one_form(ndrsim_schema *self, cJSON *any, const ndrsim_dist_form *form,
                     bool per_account) {
  const char *required[NDRSIM_FORM_ARGS + 2] = {"dist", "per"};
  int n = per_account ? 2 : 1;
  cJSON *object = ndrsim_json_out_object(&self->json, any, NULL);
  cJSON *properties = common(self, object, form->kind, per_account);
  bool drawn = per_account && form->how != NDRSIM_FORM_MEDIAN;
  for (int k = 0; k < NDRSIM_FORM_ARGS && form->arg[k] != NULL; k++) {
    bool above_zero = positive(form, form->arg[k]);
    required[n++] = form->arg[k];
    ndrsim_schema_ref(self, properties, form->arg[k],
                      drawn        ? (above_zero ? "argument-positive-draw" : "argument-draw")
                      : above_zero ? "argument-positive"
                                   : "argument");
  }
  ndrsim_schema_required(self, object, required, n);
}

void ndrsim_schema_distributions(ndrsim_schema *self) {
  ndrsim_json_out *json = &self->json;
  int n;
  const ndrsim_dist_form *form = ndrsim_dist_forms(&n);
  ndrsim_json_out_text(json, ndrsim_json_out_object(json, self->definitions, "number"), "type",
                       "number");
  argument(self, "argument", false, false);
  argument(self, "argument-positive", true, false);
  argument(self, "argument-draw", false, true);
  argument(self, "argument-positive-draw", true, true);
  for (int per_account = 0; per_account < 2; per_account++) {
    cJSON *definition = ndrsim_json_out_object(
        json, self->definitions, per_account ? "distribution-per-account" : "distribution");
    ndrsim_json_out_text(json, definition, "description",
                         per_account ? "How accounts differ: each draws its own value when it "
                                       "starts. Arguments may be distributions."
                                     : "What we do not know: drawn once per replicate.");
    cJSON *any = ndrsim_json_out_array(json, definition, "anyOf");
    for (int k = 0; k < n; k++)
      if (form[k].kind != NDRSIM_DIST_DISCRETE) one_form(self, any, &form[k], per_account);
  }
}

void ndrsim_schema_discrete(ndrsim_schema *self, const char *plain, bool per_account,
                            char out[NDRSIM_SCHEMA_NAME]) {
  ndrsim_json_out *json = &self->json;
  snprintf(out, NDRSIM_SCHEMA_NAME, "%.120s-discrete%s", plain, per_account ? "-account" : "");
  if (cJSON_GetObjectItemCaseSensitive(self->definitions, out) != NULL) return;
  cJSON *object = ndrsim_json_out_object(json, self->definitions, out);
  cJSON *properties = common(self, object, NDRSIM_DIST_DISCRETE, per_account);
  cJSON *values = ndrsim_json_out_object(json, properties, "values");
  ndrsim_json_out_text(json, values, "type", "array");
  ndrsim_schema_ref(self, values, "items", plain);
  ndrsim_json_out_integer(json, values, "minItems", 1);
  ndrsim_json_out_integer(json, values, "maxItems", NDRSIM_DIST_VALUES);
  ndrsim_json_out_bool(json, values, "uniqueItems", true);
  cJSON *weights = ndrsim_json_out_object(json, properties, "weights");
  ndrsim_json_out_text(json, weights, "type", "array");
  cJSON *weight = ndrsim_json_out_object(json, weights, "items");
  ndrsim_json_out_text(json, weight, "type", "number");
  ndrsim_json_out_integer(json, weight, "minimum", 0);
  ndrsim_json_out_integer(json, weights, "minItems", 1);
  ndrsim_json_out_integer(json, weights, "maxItems", NDRSIM_DIST_VALUES);
  const char *const required[] = {"dist", "values", "per"};
  ndrsim_schema_required(self, object, required, per_account ? 3 : 2);
}
