/* Tables and versions: what can be asked without a simulation. */
#include "ndrsim/tables.h"

#include "analysis/quantity.h"
#include "api/options.h"
#include "ndrsim/version.h"
#include "scenarios/structure.h"
#include "sim/catalogue.h"

const char *ndrsim_version(void) {
  return NDRSIM_VERSION;
}

int ndrsim_version_number(void) {
  return NDRSIM_VERSION_NUMBER;
}

/* The tables are the same for every instruction set, and every processor has this one. */
static const ndrsim_catalogue *tables(void) {
  return ndrsim_catalogue_choose("portable", NULL);
}

int ndrsim_parameter_count(void) {
  int n = 0;
  ndrsim_structure_params(&n);
  return n + ndrsim_catalogue_param_count(tables());
}

ndrsim_status ndrsim_parameter(int index, ndrsim_parameter_info *out, ndrsim_error *err) {
  int n = 0, total = ndrsim_parameter_count();
  const ndrsim_param_def *def = ndrsim_structure_params(&n);
  if (index < 0 || index >= total)
    return ndrsim_error_set(err, NDRSIM_INPUT, "parameter %d: expected 0 .. %d", index, total - 1);
  def = index < n ? def + index : ndrsim_catalogue_param(tables(), index - n, NULL);
  ndrsim_parameter_info own = {.struct_size = sizeof own,
                               .path = def->path,
                               .unit = def->unit,
                               .doc = def->doc,
                               .source = def->source,
                               .choices = def->choices,
                               .value = def->value,
                               .low = def->low,
                               .high = def->high};
  return ndrsim_options_give(&own, sizeof own, out, "ndrsim_parameter_info", err);
}

int ndrsim_flow_component_count(void) {
  return NDRSIM_FLOWS;
}

const char *ndrsim_flow_component(int index) {
  return index >= 0 && index < NDRSIM_FLOWS ? ndrsim_driver_name(index) : NULL;
}

int ndrsim_endpoint_component_count(void) {
  return NDRSIM_ENDPOINTS;
}

const char *ndrsim_endpoint_component(int index) {
  return index >= 0 && index < NDRSIM_ENDPOINTS ? ndrsim_endpoint_name(index) : NULL;
}

int ndrsim_convention_count(void) {
  return NDRSIM_CONVENTIONS;
}

const char *ndrsim_convention(int index) {
  return index >= 0 && index < NDRSIM_CONVENTIONS ? ndrsim_convention_name(index) : NULL;
}
