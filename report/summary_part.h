/* What the JSON summaries of all verbs have in common. */
#ifndef NDRSIM_REPORT_SUMMARY_PART_H
#define NDRSIM_REPORT_SUMMARY_PART_H

#include "report/json_out.h"

void ndrsim_summary_scenario(ndrsim_json_out *json, const ndrsim_model *model);
void ndrsim_summary_run(ndrsim_json_out *json, const ndrsim_results *results);

#endif
