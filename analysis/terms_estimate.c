/* Estimates over replicates, layers of uncertainty, the reading of a composition. */
#include "analysis/glossary.h"

static const ndrsim_term term[] = {
    {"replicate", "replicates replicates_requested complete interrupted", "",
     "One simulated future: one draw of all unknown parameters, one path of the economy, one fate "
     "for "
     "each account.",
     "",
     "After an interruption fewer are whole than were requested: the first ones, without a gap.",
     "summary.json: run.replicates, run.replicates_requested, run.complete",
     "replicates = 400, complete = true."},
    {"mean", "", "as the row", "Average over replicates.", "", "",
     "every CSV file: column mean\nsummary.json: beside every p50", "mean = 147.4."},
    {"se", "p5_se p10_se p50_se p90_se p95_se", "as the row",
     "Monte Carlo standard error: how far the printed number would move with other random numbers. "
     "NUMBER_se belongs to the quantile NUMBER.",
     "of the mean: standard deviation / sqrt(replicates); of a quantile: from order statistics",
     "It falls with the square root of the replicates. It is not the uncertainty of the forecast: "
     "that "
     "is the band from p10 to p90.",
     "every CSV file: column se (of the mean)\nsummary.json: se, p5_se to p95_se",
     "p50 = 145.3, p50_se = 1.4: another seed would rarely give a median beyond 142.5 to 148.1."},
    {"quantile", "p5 p10 p50 p90 p95", "as the row",
     "pN: the value below which N% of the replicates lie.", "exact sample quantiles (type 7)", "",
     "every CSV file: columns p5 to p95\nsummary.json: p5 to p95",
     "p10 = 131, p90 = 162: eight of ten simulated futures lie between."},
    {"reason", "", "",
     "Why a number is null: the history of its window is missing, or there is nothing "
     "to divide by.",
     "", "A missing number is never filled from another convention; CSV files leave the row out.",
     "summary.json: beside null numbers", "\"the horizon is shorter than this\"."},
    /* layers */
    {"variance", "layers layer", "NDR points squared",
     "The variance of the headline NDR, split into three layers of uncertainty that are estimated "
     "independently; none is what the others leave.",
     "pick-freeze: one layer is redrawn, the others are held",
     "Nested: parameter, then macro given the parameters, then idiosyncratic given both.",
     "summary.json: variance",
     "parameter 120, macro 30, idiosyncratic 12: better knowledge of the "
     "parameters would narrow the band most."},
    {"parameter", "", "NDR points squared",
     "Layer 1: what we do not know about the parameters, drawn once per replicate.", "",
     "More accounts do not make it smaller.", "summary.json: variance.parameter", "see variance."},
    {"macro", "", "NDR points squared",
     "Layer 2: the path of the economy, shared by all accounts of a replicate.", "",
     "More accounts do not make it smaller.", "summary.json: variance.macro", "see variance."},
    {"idiosyncratic", "", "NDR points squared", "Layer 3: the luck of single accounts.", "",
     "Falls as accounts grow in number.", "summary.json: variance.idiosyncratic", "see variance."},
    {"nesting", "", "", "The order in which the layers are given.", "", "",
     "summary.json: variance.nesting", "see variance."},
    {"samples", "layer_samples layer_samples_requested", "samples",
     "Pick-freeze samples of the split of variance, four runs each.", "", "",
     "summary.json: variance.samples\nmanifest.json: layer_samples",
     "samples = 100: 400 more runs."},
    {"sum", "", "NDR points squared", "The three layers together.", "", "",
     "summary.json: variance.sum", "sum 162 (se 15), total 172 (se 17)."},
    {"total", "", "NDR points squared",
     "The variance of the headline NDR over the main replicates, "
     "estimated apart from the layers.",
     "", "", "summary.json: variance.total", "see sum."},
    {"agrees_within_4_se", "", "",
     "Whether sum and total agree, as they must, within four standard "
     "errors of their difference.",
     "", "false asks for more samples, or is a fault worth reporting.",
     "summary.json: variance.agrees_within_4_se", "true."},
    /* reading */
    {"reading", "", "",
     "What the composition of NDR means: its band, the engine that leads, and the risk "
     "that comes with it.",
     "", "Read from the flow bridge in the cause lens.", "summary.json: reading",
     "workflow-led, elite."},
    {"band", "leaky flat healthy excellent elite", "",
     "What a level of NDR means: leaky below 90%, flat below 100%, healthy below 110%, excellent "
     "below "
     "130%, elite from there on.",
     "", "Of the P50. Source: S4.", "summary.json: reading.band", "NDR of 117% is excellent."},
    {"engine", "engines leader", "",
     "Seat, workflow or capacity: one of the three drivers of growth of "
     "existing customers. The leader has the largest mean.",
     "", "", "summary.json: reading.leader, reading.engines", "leader = workflow."},
    {"risk", "", "", "What to check when this engine leads. Source: S0.", "", "",
     "summary.json: reading.risk", "Capacity-led: the gross margin of each task may fall."},
    {"points", "", "points", "Hundredths of the base's starting MRR, as in a bridge.", "", "",
     "summary.json: reading.engines.ENGINE.points", "workflow: 40 points."},
    {"share", "", "1", "An engine's part of the three together, negative ones counted as 0.", "",
     "", "summary.json: reading.engines.ENGINE.share",
     "0.52: half of the growth by these engines."},
    {"leads_in_share_of_replicates", "", "1",
     "In how many of the replicates this engine is the largest.", "", "",
     "summary.json: reading.engines.ENGINE.leads_in_share_of_replicates",
     "0.98: the leader is not in doubt."},
    {"other_drivers_points", "", "points",
     "The other drivers together: usage, add-ons, outcome, price, "
     "discounts.",
     "", "", "summary.json: reading.other_drivers_points", "71."},
};

const ndrsim_term *ndrsim_terms_estimate(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
