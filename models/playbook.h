/* What the files of the playbook share: the order of its parameters, columns and counters, and what
 * they all do to an account. The mechanism is in playbook.c. */
#ifndef NDRSIM_MODELS_PLAYBOOK_H
#define NDRSIM_MODELS_PLAYBOOK_H

#include "models/step.h"
#include "models/play.h"
#include "models/trace.h"

enum {
  P_ON,
  P_MIN_MONTHS,
  P_OUTREACH,
  P_CSM,
  P_SALES,
  P_SELF_SERVE,
  P_CANDIDATES,
  P_ADOPTED,
  P_FAILED,
  P_PUSH_MONTHS,
  P_TRIAL_SHARE,
  P_CLOSE,
  P_CLOSE_SEATS,
  P_ROLLOUT,
  P_ROLLOUT_FST,
  P_ARPA,
  P_COOLDOWN,
  P_TIMING,
  P_CAP_DAY,
  P_EARLY,
  P_EARLY_CLOSE,
  P_EARLY_TRUST,
  P_AT_RISK,
  P_AT_RISK_TRUST,
  P_SEATS_FIRST,
  P_MIXED,
  P_MIXED_FACTOR,
  P_SUSTAIN,
  P_BUNDLE,
  P_REVIEW,
  P_DIMENSIONS,
  P_FRICTION,
  P_PORTFOLIO,
  P_WORKFLOW_PLAYS,
  P_CAPACITY_PLAYS,
  P_SEAT_PLAYS
};
enum {
  U_ID_LOW,
  U_ID_HIGH,
  U_STATUS,
  U_FST,
  U_PORTFOLIO,
  U_SIGNALS,
  U_COUNT,
  U_SIGNS,
  U_WORKFLOWS,
  U_TASKS,
  U_CAP,
  U_NEXT,
  U_TIER,
  U_TRIAL,
  U_SEATS,
  U_PENETRATION,
  U_MRR,
  U_PLAY,
  U_STAGE,
  U_SINCE,
  U_COOLDOWN,
  U_QUEUED,
  U_CONTACT,
  U_WON,
  U_LIST,
  U_W_POST,
  U_UPGRADE,
  U_TRIAL_POST,
  U_SEAT_POST,
  U_TRUST_POST,
  U_RENEWAL,
  U_MARK,
  U_UNTIL,
  U_ROLLOUT_POST,
  U_ROLLOUT_RESULT,
  U_LICENCE,
  U_LICENCE_POST,
  U_TERMS,
  U_TERMS_POST,
  U_CLOSE_LIFT,
  U_DISCOUNT_POST
};
enum { C_CONTACTS, C_WAITING, C_PIPELINE, C_STARTED, C_WON, C_LOST, C_EARLY };
enum { PROACTIVE, REACTIVE };
/* Column play_stage: contacted; waiting for sales; an adopted workflow must last; a department that
 * signed is onboarded; overage terms are offered. */
enum { CONTACTED, AT_SALES, SUSTAINED, ONBOARDED, OFFERED };

#define COL(u) (column_i32(ctx, u)[lane])

/* The files are compiled once for each instruction set, and so are the functions between them. */
#define ndrsim_play_word NDRSIM_MECHANISM(play_word)
#define ndrsim_play_lose_trust NDRSIM_MECHANISM(play_lose_trust)
#define ndrsim_play_begin NDRSIM_MECHANISM(play_begin)
#define ndrsim_play_end NDRSIM_MECHANISM(play_end)
#define ndrsim_play_continue NDRSIM_MECHANISM(play_continue)
#define ndrsim_play_negotiate NDRSIM_MECHANISM(play_negotiate)
#define ndrsim_play_contact NDRSIM_MECHANISM(play_contact)
#define ndrsim_play_ignored_sign NDRSIM_MECHANISM(play_ignored_sign)
#define ndrsim_play_serve NDRSIM_MECHANISM(play_serve)
#define ndrsim_play_none_fits NDRSIM_MECHANISM(play_none_fits)

/* --- play_path.c: a play from its beginning to its end --------------------------------------- */
uint32_t ndrsim_play_word(const ndrsim_step_context *ctx, int lane, int word);
/* What parameter `param` says is lost. */
void ndrsim_play_lose_trust(ndrsim_step_context *ctx, int lane, int param);
void ndrsim_play_begin(ndrsim_step_context *ctx, int lane, int play);
void ndrsim_play_end(ndrsim_step_context *ctx, int lane, bool won);
/* A month of a running play, before sales. */
void ndrsim_play_continue(ndrsim_step_context *ctx, int lane);
void ndrsim_play_negotiate(ndrsim_step_context *ctx, int lane);

/* --- play_contact.c: who is contacted, and with which play ------------------------------------ */
/* Signs of churn that the setting overlooks. */
int ndrsim_play_ignored_sign(const ndrsim_step_context *ctx);
void ndrsim_play_contact(ndrsim_step_context *ctx, int lane);
/* Whether the playbook has this kind of play. */
static inline bool ndrsim_play_is_on(const ndrsim_step_context *ctx, int play) {
  static const int param[NDRSIM_PLAYS] = {[NDRSIM_PLAY_WORKFLOW] = P_WORKFLOW_PLAYS,
                                          [NDRSIM_PLAY_CAPACITY] = P_CAPACITY_PLAYS,
                                          [NDRSIM_PLAY_SEAT] = P_SEAT_PLAYS};
  return ctx->s[param[play]] != 0;
}
/* Whether a contact to an account that is ready for one would lead to nothing: the kinds of plays
 * that fit are off. */
bool ndrsim_play_none_fits(const ndrsim_step_context *ctx, int lane);

typedef void ndrsim_play_fn(ndrsim_step_context *ctx, int lane);
/* Sorts a queue and serves it as far as each portfolio's capacity goes; returns how many had to
 * wait. `key` is the column that says since when. */
int ndrsim_play_serve(ndrsim_step_context *ctx, int key, int32_t *list, int n, int32_t capacity,
                      ndrsim_play_fn *each);

#endif
