#include "report/replay_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/play.h"
#include "report/number.h"

void ndrsim_words_add(char *out, size_t size, const char *format, ...) {
  size_t at = strlen(out);
  va_list args;
  va_start(args, format);
  if (at < size) vsnprintf(out + at, size - at, format, args);
  va_end(args);
}

double ndrsim_words_shown(double value, int decimals) {
  return fabs(value) < 0.5 * pow(10, -decimals) ? 0 : value;
}

void ndrsim_words_money(int64_t cents, bool sign, char *out, size_t size) {
  char digits[32], grouped[48];
  uint64_t amount = cents < 0 ? 0U - (uint64_t)cents : (uint64_t)cents;
  int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)(amount / 100)), at = 0;
  for (int i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0) grouped[at++] = ',';
    grouped[at++] = digits[i];
  }
  grouped[at] = '\0';
  snprintf(out, size, "%s%s.%02d", cents < 0 ? "-" : (sign && cents > 0 ? "+" : ""), grouped,
           (int)(amount % 100));
}

/* --- entries ---------------------------------------------------------------------------------- */

static const char *const play_name[NDRSIM_PLAYS] = {"no", "workflow", "capacity", "seat"};

static const char *play_of(int32_t play) {
  return play >= 0 && play < NDRSIM_PLAYS ? play_name[play] : "unknown";
}

static const char *plural(int32_t n) {
  return n == 1 || n == -1 ? "" : "s";
}

typedef struct words {
  const ndrsim_replay *replay;
  const ndrsim_trace_entry *e;
  char *out;
  size_t size;
} words;

static double factor(const words *w, const char *name) {
  return ndrsim_replay_factor(w->replay, w->e, name);
}

static void say_upgrade(const words *w) {
  bool at_cap = !isnan(factor(w, "at_cap"));
  ndrsim_words_add(w->out, w->size, "%s %s", w->e->outcome ? "upgrades by itself" : "no upgrade",
                   at_cap ? "at the cap" : "at the prompt");
}

static void say_return(const words *w) {
  if (w->e->outcome == NDRSIM_NEVER)
    ndrsim_words_add(w->out, w->size, "will not come back within the horizon");
  else
    ndrsim_words_add(w->out, w->size, "will come back %d month%s after it left", w->e->outcome,
                     plural(w->e->outcome));
}

static void say_play(const words *w) {
  const char *name = play_of(w->e->outcome);
  if (strcmp(w->e->name, "play_begins") == 0) {
    double queued = factor(w, "months_queued");
    ndrsim_words_add(w->out, w->size, "contacted: a %s play begins", name);
    if (queued > 0) ndrsim_words_add(w->out, w->size, ", after %.0f months in the queue", queued);
  } else
    ndrsim_words_add(w->out, w->size, "the %s play %s", name,
                     strcmp(w->e->name, "play_won") == 0 ? "succeeds" : "ends without success");
}

static void say_push(const words *w) {
  static const char *const said[] = {"fewer than 30% of the users adopt the pushed workflow",
                                     "the push is undecided",
                                     "half of the users or more adopt the pushed workflow"};
  ndrsim_words_add(w->out, w->size, "%s", said[w->e->outcome + 1]);
}

static void say_trial(const words *w) {
  if (factor(w, "held") == 0)
    ndrsim_words_add(w->out, w->size, "no trial was held");
  else
    ndrsim_words_add(
        w->out, w->size, "the trial was %s: %.1f tasks per user, more than %.1f needed",
        w->e->outcome ? "used" : "not used enough", factor(w, "tasks"), factor(w, "needed"));
}

static void say_cut(const words *w) {
  ndrsim_words_add(w->out, w->size, "%s",
                   w->e->outcome               ? "decides to cut seats"
                   : factor(w, "allowed") == 0 ? "may not cut seats before the renewal"
                                               : "cuts no seats");
}

static void say_trust(const words *w) {
  ndrsim_words_add(w->out, w->size, "trust suffers by %.3f", w->e->outcome / 1000.0);
}

static void say_review(const words *w) {
  ndrsim_words_add(w->out, w->size, "review of the department: %.0f of %.0f are active",
                   factor(w, "active"), factor(w, "people"));
  if (w->e->outcome > 0)
    ndrsim_words_add(w->out, w->size, ", %d seat%s to give back", w->e->outcome,
                     plural(w->e->outcome));
}

static void say_wait(const words *w) {
  ndrsim_words_add(w->out, w->size, "waits: no %s has time this month",
                   w->e->outcome ? "salesperson" : "CSM");
}

static void say_demand(const words *w) {
  ndrsim_words_add(w->out, w->size,
                   "%.1f tasks per user and workflow (level %.1f, log-noise %+.3f)",
                   factor(w, "tasks_per_workflow"), factor(w, "level"), factor(w, "log_noise"));
}

static void say_units(const words *w) {
  ndrsim_words_add(w->out, w->size, "%.0f metered units (log-growth %+.3f, log-noise %+.3f)",
                   factor(w, "units"), factor(w, "log_trend"), factor(w, "log_noise"));
}

static void say_burst(const words *w) {
  ndrsim_words_add(w->out, w->size, "%s%s", w->e->outcome ? "a burst of usage" : "no burst",
                   w->e->outcome && factor(w, "forgiven") != 0 ? ", which is not billed" : "");
}

static void say_shock(const words *w) {
  ndrsim_words_add(w->out, w->size, "the usage bill surprises: churn's log hazard +%.3f",
                   w->e->outcome / 1000.0);
}

static void say_signals(const words *w) {
  ndrsim_words_add(w->out, w->size,
                   "%d of 6 signals: %.0f workflows, %.1f%% of the cap, completion %.3f, return "
                   "rate %.3f, %.1f runs of one workflow",
                   w->e->outcome, factor(w, "workflows"), 100 * factor(w, "share_of_cap"),
                   factor(w, "completion"), factor(w, "return_rate"), factor(w, "runs"));
}

static void say_new_price(const words *w) {
  char old[48], now[48];
  ndrsim_words_money((int64_t)factor(w, "old_cents"), false, old, sizeof old);
  ndrsim_words_money((int64_t)factor(w, "new_cents"), false, now, sizeof now);
  ndrsim_words_add(w->out, w->size, "gets a newer price list: a seat costs %s instead of %s", now,
                   old);
}

/* "buys", "does not buy": the add-on has a name. */
static void say_add_on(const words *w) {
  static const struct {
    const char *name, *yes, *no;
  } said[] = {{"buy_add_on", "buys", "does not buy"},
              {"drop_add_on", "drops", "keeps"},
              {"would_take", "would ever take", "would never take"}};
  const ndrsim_model *model = &w->replay->model;
  const char *name = (int)w->e->index < model->n_add_ons ? model->add_on[w->e->index] : "unknown";
  for (size_t k = 0; k < sizeof said / sizeof *said; k++)
    if (strcmp(said[k].name, w->e->name) == 0)
      ndrsim_words_add(w->out, w->size, "%s the add-on %s",
                       w->e->outcome ? said[k].yes : said[k].no, name);
}

static void say_lock(const words *w) {
  ndrsim_words_add(w->out, w->size, "features that it had are locked: trust suffers by %.3f",
                   w->e->outcome / 1000.0);
}

static void say_promotion(const words *w) {
  if (w->e->outcome)
    ndrsim_words_add(w->out, w->size, "comes with a promotion of %.2f%%",
                     factor(w, "size_bp") / 100);
  else
    ndrsim_words_add(w->out, w->size, "comes without a promotion");
}

static void say_promotion_end(const words *w) {
  ndrsim_words_add(w->out, w->size, "the promotion ends: %.2f%% off instead of %.2f%%",
                   factor(w, "after_bp") / 100, factor(w, "before_bp") / 100);
}

static void say_outcome(const words *w) {
  double fee = factor(w, "fee_bp") / 100;
  ndrsim_words_add(w->out, w->size, "the outcome was %sdelivered: a %s of %.2f%% of the contract",
                   w->e->outcome ? "" : "not ", fee < 0 ? "credit" : "fee", fabs(fee));
}

/* How an entry reads. `yes` when its outcome is not zero; %d is the outcome, %s a plural's s. */
typedef struct phrase {
  const char *name, *yes, *no;
  void (*say)(const words *w); /* instead of both */
  bool daily;                  /* goes on every month: no event by itself */
  bool told;                   /* also worth telling when it did not happen */
} phrase;

static const phrase phrases[] = {
    {"activate", "first successful task", "no successful task yet", NULL, false, false},
    {"give_up", "gives up", "goes on trying", NULL, false, false},
    {"annual_contract", "signs an annual contract", "signs a monthly contract", NULL, false, false},
    {"discover", "finds %d more workflow%s", "finds no new workflow", NULL, false, false},
    {"drop", "drops %d workflow%s", "drops no workflow", NULL, false, false},
    {"pushed", "%d workflow%s more by the push", "", NULL, false, false},
    {"demand_noise", NULL, NULL, say_demand, true, false},
    {"signals", NULL, NULL, say_signals, true, false},
    {"inquiry", "asks whether another team can join", "no inquiry from other teams", NULL, true,
     false},
    {"upgrade", NULL, NULL, say_upgrade, false, false},
    {"upgrade_sold", "upgrades: closed by sales", "", NULL, false, false},
    {"downgrade", "moves a tier down after low use", "keeps its tier despite low use", NULL, false,
     true},
    {"word_of_mouth", "%d seat%s more by word of mouth", "no seat by word of mouth", NULL, false,
     false},
    {"rolled_out", "%d seat%s more by the roll-out", "", NULL, false, false},
    {"cut", "%d seat%s by the cut", "", NULL, false, false},
    {"cut_seats", NULL, NULL, say_cut, false, false},
    {"champion_leaves", "the champion leaves", "the champion stays", NULL, false, false},
    {"cancel", "cancels", "stays", NULL, false, true},
    {"return", NULL, NULL, say_return, false, false},
    {"play_begins", NULL, NULL, say_play, false, false},
    {"play_won", NULL, NULL, say_play, false, false},
    {"play_lost", NULL, NULL, say_play, false, false},
    {"push", NULL, NULL, say_push, false, false},
    {"trial_judged", NULL, NULL, say_trial, false, false},
    {"roll_out", "%d of the new department's users activate", "nobody of the department activates",
     NULL, false, false},
    {"department_activates", "%d of the new department's users activate",
     "nobody of the department activates", NULL, false, false},
    {"department_reviewed", NULL, NULL, say_review, false, false},
    {"adds_licences", "adds seats to its licence by itself", "adds no seats to its licence", NULL,
     false, false},
    {"invites_blocked", "%d seat%s: the licence is full, invitations are refused", "", NULL, false,
     false},
    {"key_account_leaves", "leaves, whatever its contract says: it is a key account",
     "stays, though it is a key account", NULL, false, true},
    {"agrees_to_overage", "agrees to pay for overage", "does not agree to pay for overage", NULL,
     false, true},
    {"discount_granted", "sales grants a discount of %d hundredths of a per cent", "", NULL, false,
     false},
    {"negotiation_goes_on", "the negotiation goes on for another month",
     "the negotiation comes to an end", NULL, false, false},
    {"close_upgrade", "sales closes the upgrade", "sales does not close the upgrade", NULL, false,
     true},
    {"close_rollout", "sales closes a roll-out", "sales does not close the roll-out", NULL, false,
     true},
    {"premature_pitch", "the premature pitch sells an upgrade", "the premature pitch sells nothing",
     NULL, false, true},
    {"waits", NULL, NULL, say_wait, false, false},
    {"trust_lost", NULL, NULL, say_trust, false, false},
    {"new_price", NULL, NULL, say_new_price, false, false},
    {"explore", "explores %d more feature%s", "explores no new feature", NULL, false, false},
    {"control", "needs a control that the next plan has", "needs no further control", NULL, false,
     false},
    {"upgrade_for_control", "upgrades for the control", "", NULL, false, false},
    {"features_locked", NULL, NULL, say_lock, false, false},
    {"would_take", NULL, NULL, say_add_on, true, false},
    {"buy_add_on", NULL, NULL, say_add_on, false, false},
    {"drop_add_on", NULL, NULL, say_add_on, false, false},
    {"convert", "wants to pay: leaves the free plan", "stays on the free plan", NULL, false, false},
    {"converted", "moves to the paid plan", "", NULL, false, false},
    {"promotion", NULL, NULL, say_promotion, false, false},
    {"promotion_ends", NULL, NULL, say_promotion_end, false, false},
    {"commit", "signs a commitment for a year", "signs no commitment", NULL, false, false},
    {"outcome_contract", "will pay by outcome", "will not pay by outcome", NULL, false, false},
    {"outcome", NULL, NULL, say_outcome, false, true},
    {"outcome_fee", "", "", NULL, true, false},
    {"base", "", "", NULL, true, false},
    {"overage", "", "", NULL, true, false},
    {"usage", "", "", NULL, true, false},
    {"usage_noise", NULL, NULL, say_units, true, false},
    {"usage_quiet", "a month without usage", "a month with usage", NULL, false, false},
    {"usage_spike", NULL, NULL, say_burst, false, false},
    {"usage_shock", NULL, NULL, say_shock, false, false},
    {"usage_optimise", "cuts its usage: the price has outgrown the value",
     "goes on using in spite of the price", NULL, false, true},
    {"usage_commit", "commits to an amount of usage", "makes no commitment", NULL, false, false},
    {"usage_committed", "%d unit%s a month are committed", "", NULL, false, false},
    {"usage_lost", "counts as lost after months without usage", "", NULL, false, false},
};

int ndrsim_words_entry(const ndrsim_replay *replay, const ndrsim_trace_entry *e, char *out,
                       size_t size) {
  const phrase *p = NULL;
  words w = {replay, e, out, size};
  out[0] = '\0';
  for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++)
    if (strcmp(phrases[k].name, e->name) == 0) p = &phrases[k];
  if (!p) { /* a mechanism newer than this table */
    snprintf(out, size, "%s: %s = %d", e->mechanism, e->name, e->outcome);
    return e->outcome != 0 ? NDRSIM_WORDS_EVENT : NDRSIM_WORDS_DETAIL;
  }
  if (p->say)
    p->say(&w);
  else {
    const char *text = e->outcome ? p->yes : p->no;
    const char *number = strstr(text, "%d"), *s = strstr(text, "%s");
    if (number)
      snprintf(out, size, "%.*s%d%.*s%s%s", (int)(number - text), text, e->outcome,
               s ? (int)(s - number - 2) : (int)strlen(number + 2), number + 2,
               s ? plural(e->outcome) : "", s ? s + 2 : "");
    else
      snprintf(out, size, "%s", text);
  }
  bool happened =
      e->rule == NDRSIM_RULE_FACT || e->rule == NDRSIM_RULE_THREE || e->rule == NDRSIM_RULE_WAIT
          ? !p->daily
          : e->outcome != 0;
  if (happened) return NDRSIM_WORDS_EVENT;
  return p->told ? NDRSIM_WORDS_BESIDE : NDRSIM_WORDS_DETAIL;
}

/* Decimals, 3..12, at which a draw and its bound differ as text. */
static int decimals_for(double u, double bound) {
  char a[40], b[40];
  int n = 3;
  for (; n < 12; n++) {
    snprintf(a, sizeof a, "%.*f", n, u);
    snprintf(b, sizeof b, "%.*f", n, bound);
    if (strcmp(a, b) != 0 && (bound <= 0 || strtod(b, NULL) > 0)) break;
  }
  return n;
}

void ndrsim_words_draw(const ndrsim_trace_entry *e, char *out, size_t size) {
  double u = ndrsim_trace_uniform(e), low = (double)e->low, high = (double)e->high;
  int n = decimals_for(u, high);
  out[0] = '\0';
  switch (e->rule) {
  case NDRSIM_RULE_EVENT:
    if (low > 0) {
      int m = decimals_for(u, low);
      if (m > n) n = m;
      snprintf(out, size, "draw %.*f %s [%.*f, %.*f)", n, u, e->outcome ? "in" : "outside", n, low,
               n, high);
    } else
      snprintf(out, size, "draw %.*f %s %.*f", n, u, e->outcome ? "<" : ">=", n, high);
    break;
  case NDRSIM_RULE_COUNT:
    snprintf(out, size, "binomial of %d at rate %.5f each, draw %.4f", e->trials, high, u);
    break;
  case NDRSIM_RULE_NORMAL:
    snprintf(out, size, "standard normal %+.4f", high);
    break;
  case NDRSIM_RULE_THREE:
    snprintf(out, size, "draw %.4f; adopted below %.4f, failed above %.4f", u, low, high);
    break;
  case NDRSIM_RULE_WAIT:
    snprintf(out, size, "hazard %.4f fading by %.4f, draw %.4f", high, low, u);
    break;
  default:
    break;
  }
}
