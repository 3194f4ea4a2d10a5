/* The words of the causal decomposition. */
#include "analysis/glossary.h"

#define FILES "attribute.csv: column split\nattribute.json: splits"

static const ndrsim_term term[] = {
    {"attribution", "causal attribute attribute_version window", "",
     "What the growth of seats, workflows and capacity causes of NDR: each replicate runs eight "
     "times on the same random numbers, with every set of the three growing and the others frozen.",
     "",
     "An accounting split divides the revenue that came; it does not say what would have come "
     "otherwise.",
     "ndrsim attribute\nattribute.json: window, attribute_version",
     "Invoiced +73 for capacity, caused +53: workflows and seats filled the tiers."},
    {"split", "splits parts", "", "Which way of taking NDR apart the row belongs to.", "",
     "shapley, cause and invoice add up to NDR less 100; the others do not.", FILES,
     "split = shapley."},
    {"shapley", "", "points",
     "What an engine causes: by how much NDR rises when it may grow, averaged over the orders in "
     "which the three could be switched on.",
     "sum over sets S without it of |S|! (2 - |S|)! / 3! (NDR with S and it - NDR with S)",
     "Adds up to the difference between all and none, in whole cents of each replicate. The error "
     "is that of paired differences.",
     FILES, "workflow +17.3 (0.4): of the growth, 17 points would not be there without workflows."},
    {"rest", "", "points",
     "What is no engine's. In the split shapley, NDR of the run in which none grows, less 100; in "
     "the accounting splits, every part of the bridge but the three engines'.",
     "", "The two differ: who does not grow leaves, or stays, for other reasons.",
     "attribute.csv: column component\nattribute.json: component",
     "rest -17.7: without growth NDR would be 82.3%."},
    {"alone", "", "points", "What an engine adds to NDR when it is the only one that grows.",
     "NDR with it alone - NDR with none", "", FILES, "workflow -0.3: alone it earns nothing."},
    {"stopped", "", "points",
     "What happens to NDR when an engine stops growing and the other two go on.",
     "NDR without it - NDR with all", "The three overlap, so they do not add up.", FILES,
     "workflow -36.9: of 173.5% there would be left 136.6%."},
    {"together", "", "points",
     "What a set of engines adds only because all of them grow, beyond what its parts add "
     "(Harsanyi dividend).",
     "sum over T within S of (-1)^(|S| - |T|) NDR with T", "Exactly 0 where they do not interact.",
     FILES, "workflow+capacity +29.9: more work fills tiers that can be bought."},
    {"none", "", "%", "The run in which no engine grows.", "", "",
     "attribute.csv: column component, split = ndr", "none = 82.3%."},
    {"frozen", "frozen_from", "months",
     "An engine without growth by any path, and without plays for it; what shrinks it goes on. "
     "frozen_from is the first such month.",
     "", "0 for windows that begin at landing.", "attribute.json: window.frozen_from",
     "frozen_from = 13: months up to 12 are the same in all runs."},
    {"same_base", "", "",
     "Whether the customers of the base pay the same at the start of the window in all eight runs.",
     "", "If not, the base of the run in which all grow is the denominator of all.",
     "attribute.json: window.same_base", "true."},
    {"over_cap", "", "", "What happens above a cap, in all eight runs: overage or hard_stop.", "",
     "With capacity frozen it is what more work leads to.", "attribute.json: window.over_cap",
     "hard_stop: more work in the same tier earns nothing."},
};

const ndrsim_term *ndrsim_terms_causal(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
