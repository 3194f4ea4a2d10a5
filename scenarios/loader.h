/* What the parts of the loader share. Internal to scenarios/.
 *
 * Each function returns NDRSIM_OK, or fills loader->err with one error and returns its status, or
 * returns INPUT with an empty error when all that is wrong is listed already (json_doc.h). */
#ifndef NDRSIM_SCENARIOS_LOADER_H
#define NDRSIM_SCENARIOS_LOADER_H

#include "scenarios/json_doc.h"
#include "scenarios/structure.h"
#include "sim/catalogue.h"

/* A place in the scenario that holds a value: a slot of the model or a structural number. */
typedef struct ndrsim_target {
  const ndrsim_param_def *def;
  ndrsim_slot *slot;
  bool given;        /* in the document, rightly or not */
  bool faulty;       /* what was given could not be used, or not all of it */
  const cJSON *item; /* what was given */
} ndrsim_target;

typedef struct ndrsim_loader {
  ndrsim_model *model;
  const ndrsim_catalogue *whole; /* also of mechanisms that the scenario does not have */
  ndrsim_json json;
  ndrsim_error *err;
  int n_targets, n_structure;
  ndrsim_target *target; /* structural ones first, then one for each slot of the model */
  ndrsim_slot *structure;
  int draw_capacity, trait_capacity;
  /* names that cannot be used stand in the document: no complaint that others are unknown */
  bool doubtful_segments, doubtful_tiers;
  ndrsim_error_list *warnings; /* borrowed */
} ndrsim_loader;

/* See json_doc.h. */
ndrsim_status ndrsim_loader_carry_on(ndrsim_loader *self, ndrsim_status status);
ndrsim_status ndrsim_loader_since(ndrsim_loader *self, int64_t before);

/* header.c: schema_version, name, title, currency, start_month, seed; then the names of segments
 * and tiers. A header that fails is that of another format: nothing else is looked at then. */
ndrsim_status ndrsim_loader_header(ndrsim_loader *self);
ndrsim_status ndrsim_loader_names(ndrsim_loader *self);
bool ndrsim_loader_is_header(const char *key);
/* The keys of the header; *n of them. */
const char *const *ndrsim_loader_header_keys(int *n);

/* structure.c: makes the list of targets; turns structural values into the model's. */
ndrsim_status ndrsim_loader_targets(ndrsim_loader *self);
/* Leaves optional mechanisms out of the model's catalogue that the document has no key of. */
ndrsim_status ndrsim_loader_presence(ndrsim_loader *self);
ndrsim_status ndrsim_loader_structure(ndrsim_loader *self);

/* What a run would need that has the structural numbers of the document as they stand there, out of
 * bounds or not: "about 3 TB of memory and 2 years on 2 cores". */
void ndrsim_loader_asked(const ndrsim_loader *self, char *out, size_t size);

/* walk.c: visits every key of the document; then the targets that were not given. */
ndrsim_status ndrsim_loader_walk(ndrsim_loader *self);

/* The target of this path, or NULL. */
ndrsim_target *ndrsim_loader_target(const ndrsim_loader *self, const char *path);

/* spec.c: a parameter's value, for all segments. */
ndrsim_status ndrsim_loader_spec(ndrsim_loader *self, ndrsim_target *target, const cJSON *item);

/* A plain value or a distribution drawn once per replicate, as `def` allows it. */
ndrsim_status ndrsim_loader_leaf(ndrsim_loader *self, const ndrsim_param_def *def,
                                 const cJSON *item, const char *path, ndrsim_leaf *out);
/* The segment of a member of "by_segment"; -1 for "default". */
ndrsim_status ndrsim_loader_segment(ndrsim_loader *self, const cJSON *item, const char *path,
                                    int *segment);

/* scalar.c: a plain value of the parameter's kind and bounds, in the JSON's unit. */
ndrsim_status ndrsim_loader_scalar(ndrsim_loader *self, const ndrsim_param_def *def,
                                   const cJSON *item, const char *path, double *value);
double ndrsim_loader_engine_unit(const ndrsim_param_def *def, double value);
/* "a number between 0 and 1 [1/month]" */
void ndrsim_loader_expectation(const ndrsim_param_def *def, char *out, size_t size);
/* "source" for "sorce": the nearest annotation, which any object may have, or NULL. */
const char *ndrsim_loader_near_annotation(const char *key);
/* Refuses members other than `allowed` (n of them) and annotations: all of them, or the first. */
ndrsim_status ndrsim_loader_members(ndrsim_loader *self, const cJSON *object, const char *path,
                                    const char *const *allowed, int n);

ndrsim_status ndrsim_loader_first_unknown(ndrsim_loader *self, const cJSON *object,
                                          const char *path, const char *const *allowed, int n);

/* distribution.c: an object with "dist". Appends a layer-1 draw and gives its index (*is_trait
 * false), or fills *trait but for its slot and segment. */
ndrsim_status ndrsim_loader_distribution(ndrsim_loader *self, const ndrsim_param_def *def,
                                         const cJSON *item, const char *path, int *draw,
                                         ndrsim_trait *trait, bool *is_trait);
ndrsim_status ndrsim_loader_add_draw(ndrsim_loader *self, const ndrsim_draw *draw, int *index);

/* settings.c: keeps with the model what was said of each value. Of a scenario without errors. */
ndrsim_status ndrsim_loader_settings(ndrsim_loader *self);

/* ladder.c: the nodes of the price ladder of usage must rise. */
ndrsim_status ndrsim_loader_ladder(ndrsim_loader *self);

/* correlation.c, forced.c, initiative.c */
ndrsim_status ndrsim_loader_initiatives(ndrsim_loader *self);
ndrsim_status ndrsim_loader_correlations(ndrsim_loader *self);
ndrsim_status ndrsim_loader_forced(ndrsim_loader *self);

/* warn.c: of a scenario without errors, into self->warnings. */
void ndrsim_loader_warn(ndrsim_loader *self);

/* ndrsim_json_fail with the loader's document and error. */
#define NDRSIM_LOADER_FAIL(self, item, at_key, path, ...)                                          \
  ndrsim_json_fail(&(self)->json, item, at_key, path, NDRSIM_INPUT, (self)->err, __VA_ARGS__)
/* The usual message: what was expected at a value and what stands there. Returns INPUT. */
ndrsim_status ndrsim_loader_expected(ndrsim_loader *self, const cJSON *item, const char *path,
                                     const char *message, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
