/* The story of an account for the terminal: who it is, what was drawn for this path and for it, and
 * the months. Quiet months are folded. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/replay.h"
#include "report/replay_words.h"
#include "report/report.h"
#include "sim/catalogue.h"
#include "sim/text.h"

typedef struct story {
  const ndrsim_replay_report *report;
  const ndrsim_replay *r;
  FILE *out;
} story;

static void heading(const story *self, const char *text) {
  fprintf(self->out, self->report->color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

/* A paragraph, wrapped at spaces: `first` before the first line, as many spaces before the others.
 */
static void paragraph(const story *self, const char *first, const char *text) {
  int indent = (int)strlen(first), room = self->report->width - indent;
  if (room < 20) room = 20;
  while (*text || *first) {
    int n = (int)strlen(text);
    if (n > room) {
      n = room;
      while (n > 0 && text[n] != ' ')
        n--;
      if (n == 0) n = (int)strcspn(text, " ");
    }
    if (*first)
      fprintf(self->out, "%s%.*s\n", first, n, text);
    else
      fprintf(self->out, "%*s%.*s\n", indent, "", n, text);
    first = "";
    text += n;
    text += strspn(text, " ");
  }
}

/* --- who, and what was drawn once ------------------------------------------------------------- */

static void put_account(const story *self) {
  const ndrsim_replay *r = self->r;
  const ndrsim_model *model = &r->model;
  char name[4 * NDRSIM_ACCOUNT_NAME], line[NDRSIM_WORDS], label[32];
  ndrsim_text_escape(name, sizeof name, self->report->name, strlen(self->report->name));
  snprintf(line, sizeof line, "Account %.300s, replicate %u of %s", name, r->replicate.parameter,
           model->name);
  heading(self, line);
  if (r->key.row >= 0)
    snprintf(line, sizeof line, "a row of the book (line %d), segment %s",
             model->row[r->key.row].line, model->segment[r->key.segment]);
  else {
    ndrsim_month_label(model, r->key.month, label, sizeof label);
    snprintf(line, sizeof line,
             "described by the scenario: number %lld of those who start in "
             "month %d (%s), segment %s",
             (long long)r->key.number, r->key.month, label, model->segment[r->key.segment]);
  }
  paragraph(self, "  ", line);
  snprintf(line, sizeof line, "seed %llu, id %016llx; amounts in %s",
           (unsigned long long)model->seed, (unsigned long long)r->key.id, model->currency);
  paragraph(self, "  ", line);
}

/* What a book says of the account; the rest was drawn given it. */
static void put_row(const story *self) {
  const ndrsim_model *model = &self->r->model;
  char line[NDRSIM_WORDS], money[48];
  if (self->r->key.row < 0) return;
  const ndrsim_row *row = &model->row[self->r->key.row];
  ndrsim_words_money(row->mrr, false, money, sizeof money);
  snprintf(line, sizeof line, "its row: MRR %s on %s since month %d", money, model->tier[row->tier],
           row->start);
  if (row->seats >= 0) ndrsim_words_add(line, sizeof line, ", seats %d", row->seats);
  if (row->workflows >= 0) ndrsim_words_add(line, sizeof line, ", workflows %d", row->workflows);
  if (row->tasks >= 0) ndrsim_words_add(line, sizeof line, ", tasks %.7g", (double)row->tasks);
  if (row->units >= 0) ndrsim_words_add(line, sizeof line, ", units %d", row->units);
  if (row->headcount >= 0) ndrsim_words_add(line, sizeof line, ", headcount %d", row->headcount);
  if (row->renewal > 0) ndrsim_words_add(line, sizeof line, ", renewal in %d months", row->renewal);
  if (row->renewal == 0) ndrsim_words_add(line, sizeof line, ", monthly contract");
  if (row->completion >= 0)
    ndrsim_words_add(line, sizeof line, ", completion rate %.7g", (double)row->completion);
  if (row->returning >= 0)
    ndrsim_words_add(line, sizeof line, ", return rate %.7g", (double)row->returning);
  ndrsim_words_add(line, sizeof line, "; what it lacks was drawn given the rest");
  paragraph(self, "  ", line);
}

/* A value as its parameter is written: money in currency units. */
static void value_text(const ndrsim_param_def *def, double x, char *out, size_t size) {
  if (def->kind == NDRSIM_MONEY)
    ndrsim_words_money((int64_t)x, false, out, size);
  else
    snprintf(out, size, "%.6g", x == 0 ? 0 : x); /* no "-0" */
}

/* Whether a draw is one of another segment's values: its path then holds that segment's name. */
static bool is_of_others(const story *self, const char *path) {
  static const char key[] = ".by_segment.";
  const ndrsim_model *model = &self->r->model;
  const char *at = strstr(path, key);
  if (at == NULL) return false;
  at += sizeof key - 1;
  size_t length = strcspn(at, ".");
  for (int s = 0; s < model->n_segments; s++)
    if (strlen(model->segment[s]) == length && strncmp(at, model->segment[s], length) == 0)
      return s != self->r->key.segment;
  return false;
}

static void put_parameters(const story *self) {
  const ndrsim_model *model = &self->r->model;
  int others = 0;
  if (model->n_draws == 0) return;
  heading(self, "Parameters of this replicate (layer 1)");
  for (int i = 0; i < model->n_draws; i++) {
    const ndrsim_draw *draw = &model->draw[i];
    const ndrsim_trace_parameter *p = &self->r->trace.parameter[i];
    char line[NDRSIM_WORDS], dist[192], value[48];
    ndrsim_param_def kind = {.kind = draw->kind};
    if (is_of_others(self, draw->path)) {
      others++;
      continue;
    }
    value_text(&kind, p->value, value, sizeof value);
    ndrsim_words_dist(&draw->dist, dist, sizeof dist);
    snprintf(line, sizeof line, "%s = %s: the %.4f quantile of %s", draw->path, value, p->u, dist);
    paragraph(self, "  ", line);
  }
  if (others > 0) fprintf(self->out, "  and %d of other segments (in the JSON)\n", others);
}

static void put_traits(const story *self) {
  const ndrsim_trace *trace = &self->r->trace;
  if (trace->n_traits == 0) return;
  heading(self, "Traits of the account (layer 3)");
  for (int k = 0; k < trace->n_traits; k++) {
    const ndrsim_trace_trait *t = &trace->trait[k];
    const ndrsim_trait *trait = &self->r->model.trait[t->trait];
    const ndrsim_slot *slot = &self->r->model.slot[trait->slot];
    const ndrsim_param_def *def = ndrsim_catalogue_param(self->r->model.catalogue, slot->def, NULL);
    char line[NDRSIM_WORDS], dist[192], value[48];
    value_text(def, (double)t->value, value, sizeof value);
    ndrsim_words_dist(&t->dist, dist, sizeof dist);
    snprintf(line, sizeof line, "%s = %s: ", slot->path, value);
    if (!t->given)
      ndrsim_words_add(line, sizeof line, "the %.4f quantile of %s", t->u, dist);
    else if (!isnan(t->at_least))
      ndrsim_words_add(line, sizeof line,
                       "given that it is at least %g (the row), by the quantile "
                       "%.4f of what is left of %s",
                       t->at_least, t->u, dist);
    else
      ndrsim_words_add(line, sizeof line, "given the row; the prior is %s", dist);
    paragraph(self, "  ", line);
  }
}

/* "normal in months 0-11, downturn in 12-20, ..." */
static void put_economy(const story *self) {
  const ndrsim_replay *r = self->r;
  char line[4096] = "";
  double least = INFINITY, most = -INFINITY;
  for (int t = 0; t < r->months; t++) {
    least = r->month[t].factor < least ? r->month[t].factor : least;
    most = r->month[t].factor > most ? r->month[t].factor : most;
  }
  for (int t = 0, from = 0; t < r->months; t++) {
    if (t + 1 < r->months && r->month[t + 1].regime == r->month[from].regime) continue;
    ndrsim_words_add(line, sizeof line, "%s%s in months %d-%d", from > 0 ? ", " : "",
                     r->month[from].regime ? "downturn" : "normal", from, t);
    from = t + 1;
  }
  ndrsim_words_add(line, sizeof line,
                   "; the factor goes from %.3f in month 0 to %.3f, between "
                   "%.3f and %.3f",
                   ndrsim_words_shown(r->month[0].factor, 3),
                   ndrsim_words_shown(r->month[r->months - 1].factor, 3),
                   ndrsim_words_shown(least, 3), ndrsim_words_shown(most, 3));
  heading(self, "Economy of this replicate (layer 2)");
  paragraph(self, "  ", line);
}

/* --- months ----------------------------------------------------------------------------------- */

static bool is_quiet(const story *self, int t) {
  const ndrsim_replay *r = self->r;
  const ndrsim_replay_month *m = &r->month[t];
  char line[NDRSIM_WORDS];
  if (m->moved != NDRSIM_MOVE_NONE) return false;
  if (m->present && (t == 0 || !r->month[t - 1].present)) return false;
  if (m->present && m->status != r->month[t - 1].status) return false;
  for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++)
    if (ndrsim_words_entry(r, &r->trace.entry[k], line, sizeof line) == NDRSIM_WORDS_EVENT)
      return false;
  return true;
}

/* The draw that came nearest to ending it: what a reader of folded months wants to know. */
static void put_quiet(const story *self, int from, int to) {
  const ndrsim_replay *r = self->r;
  char line[NDRSIM_WORDS], money[48], draw[160], first[48];
  const ndrsim_trace_entry *nearest = NULL;
  double least = INFINITY;
  for (int t = from; t <= to; t++) {
    const ndrsim_trace_entry *e = ndrsim_replay_entry(r, "cancel", t);
    if (!e || ndrsim_trace_uniform(e) - (double)e->high >= least) continue;
    nearest = e;
    least = ndrsim_trace_uniform(e) - (double)e->high;
  }
  if (from == to)
    snprintf(first, sizeof first, "Month %d  ", from);
  else
    snprintf(first, sizeof first, "Months %d-%d  ", from, to);
  if (!r->month[to].present)
    snprintf(line, sizeof line,
             r->month[to].status == NDRSIM_DROPPED ? "gone for good" : "not started yet");
  else {
    ndrsim_words_money(r->month[to].mrr, false, money, sizeof money);
    snprintf(line, sizeof line, "%s; MRR %s",
             r->month[to].status == NDRSIM_PROSPECT ? "in onboarding"
             : r->month[to].status == NDRSIM_ALIVE  ? "nothing happened"
                                                    : "gone",
             money);
  }
  if (nearest) {
    ndrsim_words_draw(nearest, draw, sizeof draw);
    ndrsim_words_add(line, sizeof line, "; nearest to cancelling in month %d: %s", nearest->month,
                     draw);
  }
  paragraph(self, first, line);
}

static void put_money(const story *self, int t) {
  const ndrsim_replay_month *m = &self->r->month[t];
  char line[2 * NDRSIM_WORDS], text[NDRSIM_WORDS], cause[NDRSIM_WORDS];
  ndrsim_words_bill(self->r, t, text, sizeof text);
  if (text[0]) {
    snprintf(line, sizeof line, "bill: %s", text);
    paragraph(self, "    ", line);
  }
  if (m->moved == NDRSIM_MOVE_CHURN || m->moved == NDRSIM_MOVE_NEW) return;
  const char *base = m->moved == NDRSIM_MOVE_REACTIVATION ? " against the last bill" : "";
  ndrsim_words_parts(m, NDRSIM_LENS_INVOICE, text, sizeof text);
  ndrsim_words_parts(m, NDRSIM_LENS_CAUSE, cause, sizeof cause);
  if (strcmp(text, cause) == 0) {
    snprintf(line, sizeof line, "as invoiced and by cause%s: %s", base, text);
    if (text[0]) paragraph(self, "    ", line);
    return;
  }
  snprintf(line, sizeof line, "as invoiced%s: %s", base, text);
  paragraph(self, "    ", line);
  snprintf(line, sizeof line, "by cause%s: %s", base, cause);
  paragraph(self, "    ", line);
}

static void put_entry(const story *self, const ndrsim_trace_entry *e, bool full) {
  char line[2 * NDRSIM_WORDS], draw[160];
  int weight = ndrsim_words_entry(self->r, e, line, sizeof line);
  if (!line[0] || !(full || weight != NDRSIM_WORDS_DETAIL)) return;
  ndrsim_words_draw(e, draw, sizeof draw);
  if (draw[0]) ndrsim_words_add(line, sizeof line, " (%s)", draw);
  if (full && e->n_factors > 0 && e->rule != NDRSIM_RULE_FACT) {
    ndrsim_words_add(line, sizeof line, ":");
    for (int k = e->first_factor; k < e->first_factor + e->n_factors; k++)
      ndrsim_words_add(line, sizeof line, " %s %.6g%s", self->r->trace.factor[k].name,
                       self->r->trace.factor[k].value == 0 ? 0 : self->r->trace.factor[k].value,
                       k + 1 < e->first_factor + e->n_factors ? "," : "");
  }
  paragraph(self, "    - ", line);
}

static void put_month(const story *self, int t, bool full) {
  const ndrsim_replay *r = self->r;
  const ndrsim_replay_month *m = &r->month[t];
  char label[32], money[48], change[48], line[2 * NDRSIM_WORDS], text[NDRSIM_WORDS] = "";
  ndrsim_month_label(&r->model, t, label, sizeof label);
  ndrsim_words_money(m->mrr, false, money, sizeof money);
  ndrsim_words_money(m->mrr - m->before, true, change, sizeof change);
  if (r->model.start_month[0]) snprintf(text, sizeof text, " (%s)", label);
  snprintf(line, sizeof line, "MRR %s", money);
  if (m->moved != NDRSIM_MOVE_NONE)
    ndrsim_words_add(line, sizeof line, ", %s %s",
                     t == 0 && r->key.row >= 0 ? "opening of the book,"
                                               : ndrsim_movement_name(m->moved),
                     change);
  char first[64];
  snprintf(first, sizeof first, "Month %d%.30s  ", t, text);
  paragraph(self, first, line);
  ndrsim_words_state(r, t, text, sizeof text);
  if (text[0]) paragraph(self, "    ", text);
  if (full || m->moved != NDRSIM_MOVE_NONE) put_money(self, t);
  for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++)
    put_entry(self, &r->trace.entry[k], full);
  if (!full) return;
  if (m->present && t > 0 && r->month[t - 1].status == NDRSIM_ALIVE &&
      ndrsim_replay_whole(r, "due", t) == 0)
    paragraph(self, "    - ", "cannot cancel: the annual contract is not up for renewal");
  snprintf(line, sizeof line, "the economy: %s, factor %.6g", m->regime ? "downturn" : "normal",
           m->factor == 0 ? 0 : m->factor);
  paragraph(self, "    - ", line);
}

/* Every column of the account's state, by its name, as the engine holds it. */
static void put_columns(const story *self, int t) {
  const ndrsim_replay *r = self->r;
  const char *doc;
  if (!r->month[t].present) return;
  heading(self, "State after the month, column by column");
  for (int c = 0; c < r->plan.n_columns; c++) {
    char line[NDRSIM_WORDS];
    const char *name = r->plan.column[c].name;
    if (!ndrsim_replay_is_state(r, c, &doc)) continue;
    int64_t whole = ndrsim_replay_whole(r, name, t);
    if (r->plan.column[c].type == NDRSIM_F32)
      snprintf(line, sizeof line, "%s = %.9g: %s", name, (double)ndrsim_replay_real(r, name, t),
               doc);
    else if (whole == NDRSIM_NEVER)
      snprintf(line, sizeof line, "%s = never: %s", name, doc);
    else
      snprintf(line, sizeof line, "%s = %lld: %s", name, (long long)whole, doc);
    paragraph(self, "  ", line);
  }
}

static void put_months(const story *self) {
  const ndrsim_replay *r = self->r;
  heading(self, "Month by month");
  for (int t = 0, quiet = -1; t <= r->months; t++) {
    bool is = t < r->months && is_quiet(self, t);
    if (is && quiet < 0) quiet = t;
    if (!is && quiet >= 0) {
      put_quiet(self, quiet, t - 1);
      quiet = -1;
    }
    if (!is && t < r->months) put_month(self, t, false);
  }
}

ndrsim_status ndrsim_report_replay_text(const ndrsim_replay_report *report, FILE *out,
                                        ndrsim_error *err) {
  story self = {report, report->replay, out};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status) return status;
  put_account(&self);
  put_row(&self);
  put_parameters(&self);
  put_economy(&self);
  put_traits(&self);
  if (report->month < 0)
    put_months(&self);
  else {
    heading(&self, "The month in full");
    put_month(&self, report->month, true);
    put_columns(&self, report->month);
  }
  ndrsim_plain_locale_leave(&locale);
  return NDRSIM_OK;
}
