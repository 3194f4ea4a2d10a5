#include "scenarios/effect.h"

#include <stddef.h>

#define WHILE_ZERO(path, need)                                                                     \
  { path, {need, NULL}, {0, 0}, need " is 0" }
#define WHILE_OFF(path, need)                                                                      \
  { path, {need, NULL}, {0, 0}, need " is off" }
#define WITHOUT_ECONOMY(path)                                                                      \
  { path, {"macro.sd", "macro.down"}, {0, 0}, "macro.sd and macro.down are 0" }

static const ndrsim_effect effects[] = {
    WHILE_ZERO("acquisition.months", "acquisition.per_month"),
    WHILE_ZERO("acquisition.price_elasticity", "acquisition.reference_price"),
    WHILE_ZERO("acquisition.cap_elasticity", "acquisition.reference_cap"),
    WHILE_OFF("playbook.", "playbook.on"),
    WHILE_OFF("playbook.mixed_factor", "playbook.mixed_tracks"),
    {"playbook.friction", {"playbook.dimensions", NULL}, {1, 0}, "playbook.dimensions is 1"},
    WHILE_ZERO("licence.trigger", "licence.block"),
    WHILE_OFF("prompt.pushy_factor", "prompt.pushy"),
    {"workflow.recommendation",
     {"workflow.discovery_only", NULL},
     {1, 0},
     "workflow.discovery_only is on"},
    WHILE_ZERO("licence.add", "licence.block"),
    WHILE_ZERO("licence.invites", "licence.block"),
    {"licence.blocked_trust", {"licence.invites", NULL}, {0, 0}, "licence.invites is soft"},
    WHILE_OFF("workflow.education", "playbook.on"),
    WHILE_ZERO("workflow.recommendation", "workflow.explore"),
    WHILE_OFF("workflow.explore", "workflow.growth"),
    WHILE_ZERO("demand.novelty_months", "demand.novelty"),
    WHILE_ZERO("demand.noise_rho", "demand.noise_sd"),
    {"tiers.*.overage", {"capacity.over_cap", NULL}, {1, 0}, "capacity.over_cap is hard_stop"},
    {"churn.hard_stop", {"capacity.over_cap", NULL}, {0, 0}, "capacity.over_cap is overage"},
    WHILE_ZERO("capacity.downgrade_below", "capacity.downgrade"),
    WHILE_ZERO("capacity.downgrade_months", "capacity.downgrade"),
    WHILE_OFF("capacity.at_cap", "capacity.growth"),
    WHILE_OFF("capacity.prompt", "capacity.growth"),
    WHILE_OFF("seat.innovation", "seat.growth"),
    WHILE_OFF("seat.imitation", "seat.growth"),
    {"seat.depth",
     {"seat.innovation", "seat.imitation"},
     {0, 0},
     "seat.innovation and seat.imitation are 0"},
    WHILE_ZERO("contraction.cut_size", "contraction.cut"),
    WHILE_ZERO("contraction.champion_trust", "contraction.champion"),
    WHILE_ZERO("churn.low_tasks", "churn.low_usage"),
    WHILE_ZERO("churn.dependency_workflows", "churn.dependency"),
    WHILE_ZERO("churn.dependency_teams", "churn.dependency"),
    WHILE_ZERO("reactivation.decay", "reactivation.hazard"),
    WHILE_ZERO("billing.volume1_discount", "billing.volume1_seats"),
    WHILE_ZERO("billing.volume2_discount", "billing.volume2_seats"),
    WHILE_ZERO("billing.volume3_discount", "billing.volume3_seats"),
    {"billing.grandfather_months", {"billing.rollout", NULL}, {0, 0}, "billing.rollout is all"},
    WHILE_ZERO("features.gate_cost", "features.gated"),
    WHILE_ZERO("features.lock_trust", "features.lock_month"),
    WHILE_ZERO("features.control_seats", "features.controls"),
    WHILE_ZERO("add_ons.*.fee", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.per_seat", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.share_of_plan", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.one_time", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.ceiling", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.drop", "add_ons.*.hazard"),
    WHILE_ZERO("add_ons.*.product", "add_ons.*.hazard"),
    WHILE_ZERO("cross_sell.light", "add_ons.*.hazard"),
    WHILE_ZERO("cross_sell.proactive", "add_ons.*.hazard"),
    WHILE_ZERO("cross_sell.strategic", "add_ons.*.hazard"),
    WHILE_ZERO("cross_sell.explored", "features.explore"),
    WHILE_ZERO("cost.task_decline", "cost.task"),
    WHILE_ZERO("macro.rho", "macro.sd"),
    WITHOUT_ECONOMY("demand.macro"),
    WITHOUT_ECONOMY("capacity.macro"),
    WITHOUT_ECONOMY("seat.macro"),
    WITHOUT_ECONOMY("contraction.macro"),
    WITHOUT_ECONOMY("churn.macro"),
    WITHOUT_ECONOMY("features.macro"),
    WITHOUT_ECONOMY("cross_sell.macro"),
};

const ndrsim_effect *ndrsim_effects(int *n) {
  *n = (int)(sizeof effects / sizeof *effects);
  return effects;
}
