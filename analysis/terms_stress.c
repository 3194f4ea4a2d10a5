/* The words of stresses, of their reverse, and of concentration. */
#include "analysis/glossary.h"

static const ndrsim_term term[] = {
    {"stress", "stresses descriptions as_it_is change_p10 change_p90", "",
     "A thing that goes wrong: a set of changes to the scenario, some of them from a month on and "
     "for some months. What it costs is the mean over replicates of the outcome without it less "
     "the outcome with it, in the same future.",
     "",
     "What is lost by cause compares two bridges; it is not the causal split of ndrsim attribute.",
     "ndrsim stress\nstresses.csv: column stress", "workflow-stall: change -36.9 (0.9)."},
    {"severity", "inside severity_se in_full severities", "1",
     "How severe a stress is: 1 as described. At s a factor x is 1 + (x - 1) s, an amount is s "
     "times as large, a value is approached by the share s of the way, a downturn lasts s times "
     "as long.",
     "", "Switches, choices and set prices change in full at any severity above 0.",
     "ndrsim stress --severity, --reverse\nthresholds.csv: column severity",
     "severity 0.53: workflow.explore x 0.47."},
    {"reverse_stress", "thresholds threshold distance", "1",
     "The smallest severity at which a quantile of an outcome is below a threshold.",
     "root of quantile(severity) - threshold, by Brent's method on common random numbers",
     "`inside` is the largest severity that was run and is not below; severity_se is the standard "
     "error of the quantile over its slope.",
     "ndrsim stress --reverse\nthresholds.csv, units.csv: column distance, in standard deviations "
     "of "
     "what the scenario does not know",
     "severity 0.528 (0.097), distance -3.0."},
    {"portfolio", "sizes wider width concentration", "",
     "Some customers of the base of one simulated future, drawn at random without repetition; its "
     "NDR is their MRR now over their MRR then.",
     "", "What all customers share, and the economy, do not average out.",
     "ndrsim concentration\nsizes.csv",
     "50 customers: P10 129%, P90 221%, 1.7 times as wide as all."},
    {"largest_tenth", "top", "%",
     "The tenth of the base's customers that pay most when the window begins, rounded down.", "",
     "Not the top tenth of `concentration of MRR`, which is of one month and within bounds.",
     "ndrsim concentration\ntop.csv", "without it NDR is 161.8% instead of 170.9%."},
};

const ndrsim_term *ndrsim_terms_stress(int *n) {
  *n = (int)(sizeof term / sizeof term[0]);
  return term;
}
