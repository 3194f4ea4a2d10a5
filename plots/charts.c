/* The charts of `ndrsim run`, in the order in which a report would show them. */
#include "plots/chart.h"
#include "plots/plot.h"

static const ndrsim_chart list[NDRSIM_CHARTS] = {
    {"mrr-fan", "MRR with its bands", ndrsim_chart_mrr_fan},
    {"mrr-engines", "what MRR is made of: opening, new, seats, workflows, capacity, losses",
     ndrsim_chart_mrr_engines},
    {"ndr-fan", "NDR with its bands", ndrsim_chart_ndr_fan},
    {"ndr-conventions", "NDR in every convention, side by side", ndrsim_chart_ndr_conventions},
    {"ndr-bridge", "from 100% to NDR, in both lenses", ndrsim_chart_ndr_bridge},
    {"ndr-lenses", "engines' shares of expansion at 12, 24, 36 months, in both lenses",
     ndrsim_chart_ndr_lenses},
    {"ndr-distribution", "distribution of NDR at 12, 24, 36 months", ndrsim_chart_ndr_distribution},
    {"ndr-joint", "engines against each other, replicate by replicate", ndrsim_chart_ndr_joint},
    {"ndr-variance", "parameters, economy, luck: where the uncertainty comes from",
     ndrsim_chart_ndr_variance},
    {"cohort-heatmap", "NDR by cohort and age", ndrsim_chart_cohort_heatmap},
    {"tier-mix", "customers and MRR by tier over time", ndrsim_chart_tier_mix},
    {"logo-survival", "customers kept by age, with the sBG curve", ndrsim_chart_logo_survival},
};

const ndrsim_chart_table ndrsim_chart_run = {list, NDRSIM_CHARTS};

const char *ndrsim_chart_name(int chart) {
  return list[chart].name;
}
