/* The twin's view of parameters and counters: by name, not by the tables' order. */
#ifndef NDRSIM_TWIN_PARAM_H
#define NDRSIM_TWIN_PARAM_H

#include <stdbool.h>
#include "sim/values.h"

#define TWIN_PARAM_LIST(X)                                                                         \
  X(ANNUAL_SHARE, "contract.annual_share")                                                         \
  X(HAZARD, "activation.hazard")                                                                   \
  X(FADE, "activation.fade")                                                                       \
  X(GIVE_UP, "activation.give_up")                                                                 \
  X(LANDS, "activation.lands")                                                                     \
  X(CEILING, "workflow.ceiling")                                                                   \
  X(EXPLORE, "workflow.explore")                                                                   \
  X(RECOMMENDATION, "workflow.recommendation")                                                     \
  X(EDUCATION, "workflow.education")                                                               \
  X(LOSS, "workflow.loss")                                                                         \
  X(WORKFLOW_GROWTH, "workflow.growth")                                                            \
  X(DISCOVERY_ONLY, "workflow.discovery_only")                                                     \
  X(LEVEL, "demand.level")                                                                         \
  X(NOISE_SD, "demand.noise_sd")                                                                   \
  X(NOISE_RHO, "demand.noise_rho")                                                                 \
  X(DEMAND_MACRO, "demand.macro")                                                                  \
  X(NOVELTY, "demand.novelty")                                                                     \
  X(NOVELTY_MONTHS, "demand.novelty_months")                                                       \
  X(SEASON, "demand.season")                                                                       \
  X(TRIAL_UPLIFT, "demand.trial_uplift")                                                           \
  X(OVER_CAP, "capacity.over_cap")                                                                 \
  X(POOLED, "capacity.pooled")                                                                     \
  X(PROMPT_SHARE, "capacity.prompt_share")                                                         \
  X(PROMPT, "capacity.prompt")                                                                     \
  X(AT_CAP, "capacity.at_cap")                                                                     \
  X(CAPACITY_MACRO, "capacity.macro")                                                              \
  X(DOWNGRADE, "capacity.downgrade")                                                               \
  X(DOWNGRADE_BELOW, "capacity.downgrade_below")                                                   \
  X(DOWNGRADE_MONTHS, "capacity.downgrade_months")                                                 \
  X(CAPACITY_GROWTH, "capacity.growth")                                                            \
  X(SEAT_INITIAL, "seat.initial")                                                                  \
  X(HEADCOUNT, "seat.headcount")                                                                   \
  X(SATURATION, "seat.saturation")                                                                 \
  X(INNOVATION, "seat.innovation")                                                                 \
  X(IMITATION, "seat.imitation")                                                                   \
  X(DEPTH, "seat.depth")                                                                           \
  X(SEAT_MACRO, "seat.macro")                                                                      \
  X(SEAT_GROWTH, "seat.growth")                                                                    \
  X(SIGNAL_WORKFLOWS, "signals.workflows")                                                         \
  X(SIGNAL_CAP, "signals.cap_share")                                                               \
  X(SIGNAL_COMPLETION, "signals.completion")                                                       \
  X(SIGNAL_RETURN, "signals.return")                                                               \
  X(SIGNAL_RUNS, "signals.runs")                                                                   \
  X(COMPLETION_RATE, "signals.completion_rate")                                                    \
  X(RETURN_RATE, "signals.return_rate")                                                            \
  X(HABIT_GAIN, "signals.habit_gain")                                                              \
  X(TOP_SHARE, "signals.top_share")                                                                \
  X(INQUIRY, "signals.inquiry")                                                                    \
  X(DECLINE, "signals.decline")                                                                    \
  X(SIGNAL_TRUST, "signals.trust")                                                                 \
  X(PLAYBOOK_ON, "playbook.on")                                                                    \
  X(MIN_MONTHS, "playbook.min_months")                                                             \
  X(OUTREACH, "playbook.outreach")                                                                 \
  X(CSM, "playbook.csm")                                                                           \
  X(SALES, "playbook.sales")                                                                       \
  X(SELF_SERVE, "playbook.self_serve")                                                             \
  X(CANDIDATES, "playbook.candidates")                                                             \
  X(PUSH_ADOPTED, "playbook.push_adopted")                                                         \
  X(PUSH_FAILED, "playbook.push_failed")                                                           \
  X(PUSH_MONTHS, "playbook.push_months")                                                           \
  X(TRIAL_SHARE, "playbook.trial_share")                                                           \
  X(CLOSE_UPGRADE, "playbook.close_upgrade")                                                       \
  X(CLOSE_ROLLOUT, "playbook.close_rollout")                                                       \
  X(ROLLOUT_SHARE, "playbook.rollout_share")                                                       \
  X(ROLLOUT_FST, "playbook.rollout_fst")                                                           \
  X(ARPA, "playbook.arpa")                                                                         \
  X(COOLDOWN, "playbook.cooldown")                                                                 \
  X(TIMING, "playbook.timing")                                                                     \
  X(CAP_DAY_TRUST, "playbook.cap_day_trust")                                                       \
  X(PITCH_EARLY, "playbook.pitch_early")                                                           \
  X(EARLY_CLOSE, "playbook.early_close")                                                           \
  X(EARLY_TRUST, "playbook.early_trust")                                                           \
  X(PITCH_AT_RISK, "playbook.pitch_at_risk")                                                       \
  X(AT_RISK_TRUST, "playbook.at_risk_trust")                                                       \
  X(SEATS_FIRST, "playbook.seats_first")                                                           \
  X(WORKFLOW_PLAYS, "playbook.workflow_plays")                                                     \
  X(CAPACITY_PLAYS, "playbook.capacity_plays")                                                     \
  X(SEAT_PLAYS, "playbook.seat_plays")                                                             \
  X(MIXED_TRACKS, "playbook.mixed_tracks")                                                         \
  X(MIXED_FACTOR, "playbook.mixed_factor")                                                         \
  X(SUSTAIN, "playbook.sustain_months")                                                            \
  X(REVIEW, "playbook.review_months")                                                              \
  X(BUNDLE, "playbook.bundle_months")                                                              \
  X(DIMENSIONS, "playbook.dimensions")                                                             \
  X(FRICTION, "playbook.friction")                                                                 \
  X(ROLLOUT_REVIEW, "rollout.review")                                                              \
  X(ROLLOUT_TARGET, "rollout.target")                                                              \
  X(ROLLOUT_COVERAGE, "rollout.coverage")                                                          \
  X(ROLLOUT_DAYS, "rollout.onboarding_days")                                                       \
  X(LICENCE_SEAT, "licence.seat")                                                                  \
  X(ACTIVE_SHARE, "licence.active_share")                                                          \
  X(PEAK_SHARE, "licence.peak_share")                                                              \
  X(FREE_SEATS, "licence.free_seats")                                                              \
  X(BLOCK, "licence.block")                                                                        \
  X(LICENCE_TRIGGER, "licence.trigger")                                                            \
  X(LICENCE_ADD, "licence.add")                                                                    \
  X(LICENCE_BEYOND, "licence.beyond")                                                              \
  X(INVITES, "licence.invites")                                                                    \
  X(BLOCKED_TRUST, "licence.blocked_trust")                                                        \
  X(LICENCE_LANDMARK, "licence.landmark")                                                          \
  X(LANDMARK_USE, "licence.landmark_use")                                                          \
  X(IDLE_TRUST, "licence.idle_trust")                                                              \
  X(PROMPT_MEMORY, "prompt.memory_days")                                                           \
  X(PROMPT_VISITS, "prompt.visits")                                                                \
  X(PROMPT_TRUST, "prompt.trust")                                                                  \
  X(PROMPT_PUSHY, "prompt.pushy")                                                                  \
  X(PUSHY_FACTOR, "prompt.pushy_factor")                                                           \
  X(TERMS_ACCEPT, "terms.accept")                                                                  \
  X(KEY_ABOVE, "key_account.above")                                                                \
  X(KEY_LOSS, "key_account.loss")                                                                  \
  X(LARGE_SEATS, "billing.large_seats")                                                            \
  X(LARGE_TRUST, "billing.large_trust")                                                            \
  X(CUT, "contraction.cut")                                                                        \
  X(CUT_SIZE, "contraction.cut_size")                                                              \
  X(CONTRACTION_MACRO, "contraction.macro")                                                        \
  X(CHAMPION, "contraction.champion")                                                              \
  X(CHAMPION_TRUST, "contraction.champion_trust")                                                  \
  X(TRUST_RECOVERY, "trust.recovery")                                                              \
  X(LINK, "churn.link")                                                                            \
  X(CHURN_BASE, "churn.base")                                                                      \
  X(LOW_USAGE, "churn.low_usage")                                                                  \
  X(LOW_TASKS, "churn.low_tasks")                                                                  \
  X(HARD_STOP, "churn.hard_stop")                                                                  \
  X(DISTRUST, "churn.distrust")                                                                    \
  X(CHURN_MACRO, "churn.macro")                                                                    \
  X(DEPENDENCY, "churn.dependency")                                                                \
  X(DEP_WORKFLOWS, "churn.dependency_workflows")                                                   \
  X(DEP_TEAMS, "churn.dependency_teams")                                                           \
  X(EXPOSURE, "churn.annual_exposure")                                                             \
  X(RETURN_HAZARD, "reactivation.hazard")                                                          \
  X(RETURN_DECAY, "reactivation.decay")                                                            \
  X(ANNUAL_DISCOUNT, "billing.annual_discount")                                                    \
  X(VOLUME1_SEATS, "billing.volume1_seats")                                                        \
  X(VOLUME1_DISCOUNT, "billing.volume1_discount")                                                  \
  X(VOLUME2_SEATS, "billing.volume2_seats")                                                        \
  X(VOLUME2_DISCOUNT, "billing.volume2_discount")                                                  \
  X(VOLUME3_SEATS, "billing.volume3_seats")                                                        \
  X(VOLUME3_DISCOUNT, "billing.volume3_discount")                                                  \
  X(ROLLOUT, "billing.rollout")                                                                    \
  X(GRANDFATHER, "billing.grandfather_months")                                                     \
  X(PRICE_ELASTICITY, "billing.elasticity")                                                        \
  X(FEATURE_COUNT, "features.count")                                                               \
  X(FEATURE_EXPLORE, "features.explore")                                                           \
  X(CONTROLS, "features.controls")                                                                 \
  X(CONTROL_SEATS, "features.control_seats")                                                       \
  X(CONTROL_MACRO, "features.macro")                                                               \
  X(GATED, "features.gated")                                                                       \
  X(GATE_COST, "features.gate_cost")                                                               \
  X(LOCK_MONTH, "features.lock_month")                                                             \
  X(LOCK_TRUST, "features.lock_trust")                                                             \
  X(LIGHT, "cross_sell.light")                                                                     \
  X(PROACTIVE, "cross_sell.proactive")                                                             \
  X(STRATEGIC, "cross_sell.strategic")                                                             \
  X(CROSS_RENEWAL, "cross_sell.renewal")                                                           \
  X(EXPLORED_SHARE, "cross_sell.explored_share")                                                   \
  X(EXPLORED_FACTOR, "cross_sell.explored")                                                        \
  X(CROSS_MACRO, "cross_sell.macro")                                                               \
  X(LANDMARK, "cross_sell.landmark")                                                               \
  X(CONVERT, "free_plan.convert")                                                                  \
  X(CONVERT_FADE, "free_plan.fade")                                                                \
  X(PROMO_SHARE, "discount.share")                                                                 \
  X(PROMO_SIZE, "discount.size")                                                                   \
  X(PROMO_MONTHS, "discount.months")                                                               \
  X(PROMO_EXPIRES, "discount.expires")                                                             \
  X(PROMO_ELASTICITY, "discount.elasticity")                                                       \
  X(COMMIT, "discount.commit")                                                                     \
  X(COMMIT_PENETRATION, "discount.commit_penetration")                                             \
  X(COMMIT_SIZE, "discount.commit_size")                                                           \
  X(EXPANSION, "discount.expansion")                                                               \
  X(EXPANSION_LIFT, "discount.expansion_lift")                                                     \
  X(OUTCOME_SHARE, "outcome.share")                                                                \
  X(OUTCOME_DELIVERED, "outcome.delivered")                                                        \
  X(OUTCOME_DEPTH, "outcome.depth")                                                                \
  X(OUTCOME_LOW, "outcome.uplift_low")                                                             \
  X(OUTCOME_HIGH, "outcome.uplift_high")                                                           \
  X(OUTCOME_CREDIT, "outcome.credit")                                                              \
  X(OUTCOME_CARRY, "outcome.carry")                                                                \
  X(USAGE_LEVEL, "usage.level")                                                                    \
  X(USAGE_GROWTH, "usage.growth")                                                                  \
  X(USAGE_FLOOR, "usage.growth_floor")                                                             \
  X(USAGE_HALF_LIFE, "usage.growth_half_life")                                                     \
  X(USAGE_GROWTH_MACRO, "usage.growth_macro")                                                      \
  X(USAGE_SD, "usage.noise_sd")                                                                    \
  X(USAGE_RHO, "usage.noise_rho")                                                                  \
  X(USAGE_MACRO, "usage.macro")                                                                    \
  X(USAGE_SEASON, "usage.season")                                                                  \
  X(USAGE_QUIET, "usage.quiet")                                                                    \
  X(USAGE_SPIKE, "usage.spike")                                                                    \
  X(USAGE_SPIKE_FACTOR, "usage.spike_factor")                                                      \
  X(USAGE_GRACE, "usage.grace")                                                                    \
  X(USAGE_LADDER, "usage.ladder")                                                                  \
  X(USAGE_BEYOND, "usage.beyond")                                                                  \
  X(USAGE_MRR, "usage.mrr")                                                                        \
  X(USAGE_IDLE_MONTHS, "usage.idle_months")                                                        \
  X(USAGE_COMMIT_SHARE, "usage.commit_share")                                                      \
  X(USAGE_COMMIT_LATER, "usage.commit_later")                                                      \
  X(USAGE_COMMIT_RATIO, "usage.commit_ratio")                                                      \
  X(USAGE_COMMIT_MONTHS, "usage.commit_months")                                                    \
  X(USAGE_COMMIT_DISCOUNT, "usage.commit_discount")                                                \
  X(USAGE_DASHBOARD, "usage.dashboard")                                                            \
  X(USAGE_BLIND, "usage.blind_churn")                                                              \
  X(USAGE_SHOCK, "usage.shock")                                                                    \
  X(USAGE_SHOCK_AT, "usage.shock_at")                                                              \
  X(USAGE_ALERTS, "usage.alerts")                                                                  \
  X(USAGE_ALERT_RELIEF, "usage.alert_relief")                                                      \
  X(USAGE_ALERT_AT, "usage.alert_at")                                                              \
  X(USAGE_ALERT_EARLY, "usage.alert_early")                                                        \
  X(USAGE_ALERT_HOLD, "usage.alert_hold")                                                          \
  X(USAGE_OPTIMISE, "usage.optimise")                                                              \
  X(USAGE_OPTIMISE_AT, "usage.optimise_at")                                                        \
  X(USAGE_OPTIMISE_PRICE, "usage.optimise_price")                                                  \
  X(USAGE_OPTIMISE_CUT, "usage.optimise_cut")                                                      \
  X(USAGE_OPTIMISE_MACRO, "usage.optimise_macro")                                                  \
  X(USAGE_FAST_GROWTH, "usage.fast_growth")                                                        \
  X(COST_TASK, "cost.task")                                                                        \
  X(COST_DECLINE, "cost.task_decline")                                                             \
  X(COST_UNIT, "cost.unit")                                                                        \
  X(COST_UNIT_DECLINE, "cost.unit_decline")                                                        \
  X(COST_SUPPORT, "cost.support")                                                                  \
  X(MEDIUM_TASKS, "measure.medium_tasks")                                                          \
  X(HEAVY_TASKS, "measure.heavy_tasks")

enum {
#define TWIN_PARAM_ENUM(name, path) TWIN_##name,
  TWIN_PARAM_LIST(TWIN_PARAM_ENUM)
#undef TWIN_PARAM_ENUM
      TWIN_PARAMS
};

/* Rows of the add-ons. */
#define TWIN_ADD_ON_LIST(X)                                                                        \
  X(FEE, "add_ons.*.fee")                                                                          \
  X(SEAT, "add_ons.*.per_seat")                                                                    \
  X(SHARE, "add_ons.*.share_of_plan")                                                              \
  X(UNIT, "add_ons.*.per_unit")                                                                    \
  X(INCLUDED, "add_ons.*.included")                                                                \
  X(TIER_UNITS, "add_ons.*.tier_units")                                                            \
  X(TIER_PRICE, "add_ons.*.tier_price")                                                            \
  X(ONCE, "add_ons.*.one_time")                                                                    \
  X(HAZARD, "add_ons.*.hazard")                                                                    \
  X(CEILING, "add_ons.*.ceiling")                                                                  \
  X(DROP, "add_ons.*.drop")                                                                        \
  X(PRODUCT, "add_ons.*.product")

enum {
#define TWIN_ADD_ON_ENUM(name, path) TWIN_ADD_##name,
  TWIN_ADD_ON_LIST(TWIN_ADD_ON_ENUM)
#undef TWIN_ADD_ON_ENUM
      TWIN_ADD_ROWS
};

/* Counters; those that end in a mark of a list are the first of neighbours. */
#define TWIN_COUNTER_LIST(X)                                                                       \
  X(ACTIVATED, "activated")                                                                        \
  X(ONBOARDING, "onboarding")                                                                      \
  X(SEATS, "seats")                                                                                \
  X(HEADCOUNT, "headcount")                                                                        \
  X(CUSTOMERS, "customers")                                                                        \
  X(SEATS_ADDED, "seats_added")                                                                    \
  X(SEATS_CUT, "seats_cut")                                                                        \
  X(WORKFLOWS, "workflows")                                                                        \
  X(USER_WORKFLOWS, "user_workflows")                                                              \
  X(TASKS, "tasks_latent")                                                                         \
  X(OVER, "over_cap")                                                                              \
  X(HARD, "hard_stopped")                                                                          \
  X(TRIALS, "trials")                                                                              \
  X(UPGRADES, "upgrades")                                                                          \
  X(DOWNGRADES, "downgrades")                                                                      \
  X(ACCOUNTS, "accounts_*")                                                                        \
  X(FOUR_SIGNALS, "four_signals")                                                                  \
  X(AT_RISK, "churn_signals")                                                                      \
  X(CONTACTS, "contacts")                                                                          \
  X(QUEUE, "queue")                                                                                \
  X(PIPELINE, "pipeline")                                                                          \
  X(PLAYS_STARTED, "plays_started")                                                                \
  X(PLAYS_WON, "plays_won")                                                                        \
  X(PLAYS_LOST, "plays_lost")                                                                      \
  X(PITCHES_EARLY, "pitches_early")                                                                \
  X(SEAT_CUTS, "seat_cuts")                                                                        \
  X(DEPARTMENT_PEOPLE, "department_people")                                                        \
  X(DEPARTMENT_ACTIVE, "department_active")                                                        \
  X(DEPARTMENTS, "departments")                                                                    \
  X(DEPARTMENTS_COMPLETE, "departments_complete")                                                  \
  X(SEATS_RETURNED, "seats_returned")                                                              \
  X(SEATS_BILLED, "seats_billed")                                                                  \
  X(SEATS_USED, "seats_used")                                                                      \
  X(USERS_BEYOND, "users_beyond")                                                                  \
  X(INVITES_BLOCKED, "invites_blocked")                                                            \
  X(LICENCE_FULL, "licence_landmark_full")                                                         \
  X(LICENCE_OTHERS, "licence_landmark_others")                                                     \
  X(LICENCE_FULL_GREW, "licence_landmark_full_grew")                                               \
  X(LICENCE_OTHERS_GREW, "licence_landmark_others_grew")                                           \
  X(LICENCES_ADDED, "licences_added")                                                              \
  X(PROMPTS_SHOWN, "prompts_shown")                                                                \
  X(PROMPTS_DISMISSED, "prompts_dismissed")                                                        \
  X(TERMS_OFFERED, "terms_offered")                                                                \
  X(TERMS_AGREED, "terms_agreed")                                                                  \
  X(KEY_ACCOUNTS, "key_accounts")                                                                  \
  X(KEY_LOST, "key_accounts_lost")                                                                 \
  X(CHAMPIONS, "champions_lost")                                                                   \
  X(TRUST, "trust")                                                                                \
  X(CANCELLED, "cancelled")                                                                        \
  X(RETURNED, "returned")                                                                          \
  X(OLDER_LIST, "older_list")                                                                      \
  X(PRICE_RISES, "price_rises")                                                                    \
  X(FREE_ACCOUNTS, "free_accounts")                                                                \
  X(CONVERSIONS, "conversions")                                                                    \
  X(FREE_BEFORE, "free_before")                                                                    \
  X(PROMOTIONS, "promotions")                                                                      \
  X(PROMOTIONS_ENDED, "promotions_ended")                                                          \
  X(COMMITMENTS, "commitments")                                                                    \
  X(COMMITMENTS_SIGNED, "commitments_signed")                                                      \
  X(OUTCOME_CONTRACTS, "outcome_contracts")                                                        \
  X(OUTCOMES_MEASURED, "outcomes_measured")                                                        \
  X(OUTCOMES_DELIVERED, "outcomes_delivered")                                                      \
  X(OUTCOME_FEES, "outcome_fees")                                                                  \
  X(MRR_TIER, "mrr_*")                                                                             \
  X(USAGE_UNITS, "usage_units")                                                                    \
  X(USAGE_FORGIVEN, "usage_forgiven")                                                              \
  X(USAGE_REVENUE, "usage_revenue")                                                                \
  X(USAGE_MRR, "usage_mrr")                                                                        \
  X(USAGE_ACCOUNTS, "usage_accounts")                                                              \
  X(USAGE_QUIET, "usage_quiet")                                                                    \
  X(USAGE_LOST, "usage_lost")                                                                      \
  X(USAGE_SPIKES, "usage_spikes")                                                                  \
  X(USAGE_COMMITTED, "usage_committed")                                                            \
  X(USAGE_COMMITMENT, "usage_commitment")                                                          \
  X(USAGE_ALERTS_EARLY, "usage_alerts_early")                                                      \
  X(USAGE_ALERTS_FULL, "usage_alerts_full")                                                        \
  X(USAGE_SHOCKS, "usage_shocks")                                                                  \
  X(USAGE_OPTIMISED, "usage_optimised")                                                            \
  X(USAGE_JUDGED, "usage_judged")                                                                  \
  X(USAGE_FAST, "usage_fast")                                                                      \
  X(USAGE_FAST_BASE, "usage_fast_base")                                                            \
  X(USAGE_FAST_NOW, "usage_fast_now")                                                              \
  X(USAGE_SLOW_BASE, "usage_slow_base")                                                            \
  X(USAGE_SLOW_NOW, "usage_slow_now")                                                              \
  X(SERVED, "tasks_served")                                                                        \
  X(COST, "cost_to_serve")                                                                         \
  X(PROFIT, "gross_profit")                                                                        \
  X(PROFIT_TIER, "gross_profit_*")                                                                 \
  X(STARTED_WORKFLOW, "plays_started_workflow")                                                    \
  X(STARTED_CAPACITY, "plays_started_capacity")                                                    \
  X(STARTED_SEAT, "plays_started_seat")                                                            \
  X(JUDGED_WORKFLOW, "plays_judged_workflow")                                                      \
  X(JUDGED_CAPACITY, "plays_judged_capacity")                                                      \
  X(JUDGED_SEAT, "plays_judged_seat")                                                              \
  X(CONFIRMED_WORKFLOW, "plays_confirmed_workflow")                                                \
  X(CONFIRMED_CAPACITY, "plays_confirmed_capacity")                                                \
  X(CONFIRMED_SEAT, "plays_confirmed_seat")                                                        \
  X(PLAYS_JUDGED, "plays_judged")                                                                  \
  X(PLAYS_CONFIRMED, "plays_confirmed")                                                            \
  X(TRIALS_TAKEN, "trials_taken")                                                                  \
  X(CONTACTS_JUDGED, "contacts_judged")                                                            \
  X(CONTACTS_CONVERTED, "contacts_converted")                                                      \
  X(USERS_LIGHT, "users_light")                                                                    \
  X(USERS_MEDIUM, "users_medium")                                                                  \
  X(USERS_HEAVY, "users_heavy")                                                                    \
  X(PIPELINE_LIGHT, "pipeline_light")                                                              \
  X(PIPELINE_MEDIUM, "pipeline_medium")                                                            \
  X(PIPELINE_HEAVY, "pipeline_heavy")                                                              \
  X(SIGNAL_WORKFLOWS, "signal_workflows")                                                          \
  X(SIGNAL_CAP, "signal_cap")                                                                      \
  X(SIGNAL_COMPLETION_RATE, "signal_completion")                                                   \
  X(SIGNAL_RETURN_RATE, "signal_return")                                                           \
  X(SIGNAL_MANY_RUNS, "signal_runs")                                                               \
  X(SIGNAL_ASKS, "signal_inquiry")                                                                 \
  X(SIGNALS, "signals")                                                                            \
  X(SEATS_BASE, "seats_base")                                                                      \
  X(SEATS_GAINED, "seats_gained")                                                                  \
  X(TASKS_BASE, "tasks_base")                                                                      \
  X(TASKS_GAINED, "tasks_gained")                                                                  \
  X(PROFIT_POINT_BASE, "profit_point_base")                                                        \
  X(PROFIT_POINT_NOW, "profit_point_now")                                                          \
  X(PROFIT_AGE_BASE, "profit_age12_base")                                                          \
  X(PROFIT_AGE_NOW, "profit_age12_now")                                                            \
  X(MARGINAL_REVENUE, "marginal_revenue")                                                          \
  X(MARGINAL_PROFIT, "marginal_profit")                                                            \
  X(MARGINAL_REVENUE_TIER, "marginal_revenue_*")                                                   \
  X(MARGINAL_PROFIT_TIER, "marginal_profit_*")                                                     \
  X(SIGNUPS, "signups")                                                                            \
  X(FEATURES_EXPLORED, "features_explored")                                                        \
  X(FEATURES_AVAILABLE, "features_available")                                                      \
  X(CONTROLS_NEEDED, "controls_needed")                                                            \
  X(ADD_ONS_HELD, "add_ons_held")                                                                  \
  X(ADD_ON_MRR, "add_on_mrr")                                                                      \
  X(MULTI_PRODUCT, "multi_product")                                                                \
  X(CUSTOMERS_EXPLORED, "customers_explored")                                                      \
  X(LANDMARK_OTHERS, "landmark_others")                                                            \
  X(LANDMARK_EXPLORED, "landmark_explored")                                                        \
  X(LANDMARK_OTHERS_BOUGHT, "landmark_others_bought")                                              \
  X(LANDMARK_EXPLORED_BOUGHT, "landmark_explored_bought")                                          \
  X(ADD_ON_HOLDERS, "add_on_holders_#")                                                            \
  X(ADD_ON_BOUGHT, "add_on_bought_#")                                                              \
  X(ADD_ON_DROPPED, "add_on_dropped_#")                                                            \
  X(ONE_TIME, "one_time_#")                                                                        \
  X(ADD_ON_MRR_OF, "add_on_mrr_#")

enum {
#define TWIN_COUNTER_ENUM(name, text) TWIN_COUNT_##name,
  TWIN_COUNTER_LIST(TWIN_COUNTER_ENUM)
#undef TWIN_COUNTER_ENUM
      TWIN_COUNTERS
};

/* Where the parameters stand in a model. */
typedef struct twin_slots {
  int slot[TWIN_PARAMS];
  int price, flat, cap, overage;                  /* of the first tier */
  int add_on[TWIN_ADD_ROWS];                      /* of the first add-on */
  int node_units, node_bill, node_price;          /* of the first node */
  int trait_of[NDRSIM_MAX_SEGMENTS][TWIN_PARAMS]; /* place in account->trait, -1 = shared */
  int trait[NDRSIM_MAX_SEGMENTS][32];             /* index into model->trait of each place */
  int n_traits[NDRSIM_MAX_SEGMENTS];
} twin_slots;

/* What the accounts of a segment share in a month. */
typedef struct twin_month {
  double d[TWIN_PARAMS]; /* NAN when drawn per account */
  float f[TWIN_PARAMS];
  double trait_scale[32], trait_shift[32]; /* initiatives: see ndrsim_values_trait */
  double price[NDRSIM_MAX_TIERS], flat[NDRSIM_MAX_TIERS];
  double cap[NDRSIM_MAX_TIERS], overage[NDRSIM_MAX_TIERS];
  int32_t caps[NDRSIM_MAX_TIERS]; /* [tasks/16] */
  double add_on[TWIN_ADD_ROWS][NDRSIM_MAX_MEMBERS];
  double node_units[NDRSIM_MAX_MEMBERS], node_bill[NDRSIM_MAX_MEMBERS];
  double node_price[NDRSIM_MAX_MEMBERS];
  bool list_changed; /* against last month */
  /* derived */
  float log_fade, noise_fresh, demand_log, novelty_fade;
  float capacity_macro, seat_macro, contraction_macro, churn_macro, churn_base;
  float control_macro, cross_macro;
  float usage_log, usage_tilt, usage_optimise_macro;
  int64_t task_cost, seat_cost, unit_cost; /* [1e-6 cents/(task/16)], [1e-6 cents/seat], ... */
} twin_month;

typedef struct twin twin;
ndrsim_status twin_slots_find(twin *t, ndrsim_error *err);
/* Fills t->months for the replicate that t->values holds. */
void twin_months_set(twin *t);

#endif
