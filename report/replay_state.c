/* The state of an account and the distributions behind it, in words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/play.h"
#include "report/number.h"
#include "report/replay_words.h"

static void say_use(const ndrsim_replay *r, int month, char *out, size_t size) {
  double tasks = (double)ndrsim_replay_whole(r, "tasks", month) / NDRSIM_TASK;
  double cap = (double)ndrsim_replay_whole(r, "cap", month) / NDRSIM_TASK;
  int64_t workflows = ndrsim_replay_whole(r, "workflows", month);
  ndrsim_words_add(out, size, "; %lld workflow%s per user, %.1f tasks per user",
                   (long long)workflows, workflows == 1 ? "" : "s", tasks);
  if (cap > 0)
    ndrsim_words_add(out, size, ", %.1f%% of the %.6g that the month's tier allows",
                     100 * tasks / cap, cap);
  if (ndrsim_replay_whole(r, "hard_stopped", month)) ndrsim_words_add(out, size, ", stopped there");
}

static void say_flags(char *out, size_t size, const char *label, int64_t bits,
                      const char *const *name, int n) {
  for (int k = 0, said = 0; k < n; k++)
    if (bits >> k & 1) ndrsim_words_add(out, size, "%s%s", said++ ? ", " : label, name[k]);
}

static void say_play(const ndrsim_replay *r, int month, char *out, size_t size) {
  static const char *const name[NDRSIM_PLAYS] = {"", "workflow", "capacity", "seat"};
  int64_t play = ndrsim_replay_whole(r, "play", month);
  int64_t queued = ndrsim_replay_whole(r, "play_queued", month);
  if (play > 0 && play < NDRSIM_PLAYS)
    ndrsim_words_add(out, size, "; %s play since month %lld%s", name[play],
                     (long long)ndrsim_replay_whole(r, "play_since", month),
                     ndrsim_replay_whole(r, "play_stage", month) ? ", at sales" : "");
  else if (queued > 0 && queued < NDRSIM_NEVER)
    ndrsim_words_add(out, size, "; queued for a contact since month %lld", (long long)queued);
  if (ndrsim_replay_whole(r, "trial", month) == month)
    ndrsim_words_add(out, size, "; on trial of the next tier");
}

static void say_contract(const ndrsim_replay *r, int month, char *out, size_t size) {
  int64_t renewal = ndrsim_replay_whole(r, "renewal", month);
  if (!ndrsim_replay_whole(r, "annual", month)) return;
  if (renewal < NDRSIM_NEVER)
    ndrsim_words_add(out, size, "; annual contract to month %lld", (long long)renewal);
  else
    ndrsim_words_add(out, size, "; annual contract");
}

void ndrsim_words_state(const ndrsim_replay *r, int month, char *out, size_t size) {
  static const char *const signal[] = {"workflows", "cap",  "completion",
                                       "returning", "runs", "inquiry"};
  static const char *const sign[] = {"falling use", "first hard stop", "low trust"};
  const ndrsim_replay_month *m = &r->month[month];
  out[0] = '\0';
  if (!m->present) return;
  if (m->status == NDRSIM_PROSPECT) {
    ndrsim_words_add(out, size, "in onboarding");
    return;
  }
  if (m->status != NDRSIM_ALIVE) {
    ndrsim_words_add(out, size, "gone");
    return;
  }
  int64_t seats = ndrsim_replay_whole(r, "seats", month);
  int64_t tier = ndrsim_replay_whole(r, "tier", month);
  float trust = ndrsim_replay_real(r, "trust", month);
  ndrsim_words_add(out, size, "%lld seat%s (%.1f%% of the headcount) on %s", (long long)seats,
                   seats == 1 ? "" : "s", 100 * (double)ndrsim_replay_real(r, "penetration", month),
                   tier >= 0 && tier < r->model.n_tiers ? r->model.tier[tier] : "?");
  say_contract(r, month, out, size);
  if (ndrsim_replay_whole(r, "fst", month) > month)
    ndrsim_words_add(out, size, "; no successful task yet");
  else
    say_use(r, month, out, size);
  say_flags(out, size, "; signals: ", ndrsim_replay_whole(r, "signals", month), signal, 6);
  say_flags(out, size, "; signs of churn: ", ndrsim_replay_whole(r, "churn_signals", month), sign,
            3);
  say_play(r, month, out, size);
  if (trust < 1) ndrsim_words_add(out, size, "; trust %.3f", (double)trust);
}

/* --- distributions ---------------------------------------------------------------------------- */

void ndrsim_words_dist(const ndrsim_dist *dist, char *out, size_t size) {
  const char *at = ndrsim_dist_arguments(dist->kind);
  snprintf(out, size, "%s(", ndrsim_dist_name(dist->kind));
  if (dist->kind == NDRSIM_DIST_DISCRETE)
    for (int k = 0; k < dist->n_values; k++)
      ndrsim_words_add(out, size, "%s%g: %g", k > 0 ? ", " : "", dist->value[k], dist->weight[k]);
  else
    for (int k = 0; k < NDRSIM_DIST_ARGS && *at; k++) { /* "a, b": a name for each argument */
      int length = (int)strcspn(at, ",");
      int word = (int)strcspn(at, " ,");
      ndrsim_words_add(out, size, "%s%.*s %g", k > 0 ? ", " : "", word, at, dist->arg[k]);
      at += length;
      at += strspn(at, ", ");
    }
  if (isfinite(dist->low)) ndrsim_words_add(out, size, ", at least %g", dist->low);
  if (isfinite(dist->high)) ndrsim_words_add(out, size, ", at most %g", dist->high);
  ndrsim_words_add(out, size, ")");
}
