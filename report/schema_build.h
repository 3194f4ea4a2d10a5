/* Parts of the JSON Schema. Internal to report/. */
#ifndef NDRSIM_REPORT_SCHEMA_BUILD_H
#define NDRSIM_REPORT_SCHEMA_BUILD_H

#include "report/json_out.h"
#include "sim/catalogue.h"
#include "sim/param.h"

typedef struct ndrsim_schema {
  ndrsim_json_out json;
  cJSON *definitions;
  char name_pattern[256];         /* of a segment or tier */
  char name_default_pattern[256]; /* or "default" */
} ndrsim_schema;

#define NDRSIM_SCHEMA_NAME 160 /* of a definition */

/* {"type": "object", "description": ..., "additionalProperties": false} with the annotations as
 * properties; gives the properties. `about` may be NULL. */
cJSON *ndrsim_schema_object(ndrsim_schema *self, cJSON *into, const char *about);
/* {"$ref": "#/definitions/NAME"} as a member (key) or an element (key NULL) of `into`. */
void ndrsim_schema_ref(ndrsim_schema *self, cJSON *into, const char *key, const char *name);
/* "required": [name, ...], of n names. */
void ndrsim_schema_required(ndrsim_schema *self, cJSON *into, const char *const *name, int n);

/* schema_value.c: the definition of what may stand at a parameter (made when it is not there yet);
 * its name into out. `may`: flags of sim/param.h. */
void ndrsim_schema_value(ndrsim_schema *self, const ndrsim_param_def *def, unsigned may,
                         char out[NDRSIM_SCHEMA_NAME]);

/* schema_initiative.c: the members of an element of "initiatives". */
void ndrsim_schema_initiatives(ndrsim_schema *self, const ndrsim_catalogue *catalogue,
                               cJSON *properties, cJSON *element);

/* schema_dist.c: definitions of the distributions of numbers, "distribution" and
 * "distribution-per-account"; and of a discrete one over the values of definition `plain`. */
void ndrsim_schema_distributions(ndrsim_schema *self);
void ndrsim_schema_discrete(ndrsim_schema *self, const char *plain, bool per_account,
                            char out[NDRSIM_SCHEMA_NAME]);

#endif
