/* The story of an account for programs: every number as the engine has it (docs/replay.md). */
#include <math.h>
#include <string.h>

#include "report/json_out.h"
#include "report/number.h"
#include "report/replay.h"
#include "report/replay_words.h"
#include "report/report.h"
#include "sim/catalogue.h"

typedef struct writer {
  ndrsim_json_out json;
  const ndrsim_replay_report *report;
  const ndrsim_replay *r;
} writer;

static const char *const rule_name[NDRSIM_RULES] = {
#define NDRSIM_RULE_NAME(name, text, doc) text,
    NDRSIM_RULE_LIST(NDRSIM_RULE_NAME)
#undef NDRSIM_RULE_NAME
};

static const char *const status_name[] = {"onboarding", "customer", "gone", "gone_for_good"};

static void put_hex(writer *self, cJSON *to, const char *key, uint64_t id) {
  char text[24];
  snprintf(text, sizeof text, "%016llx", (unsigned long long)id);
  ndrsim_json_out_text(&self->json, to, key, text);
}

/* The cells of the book; null where the row lacks one. */
static void put_row(writer *self, cJSON *account, const ndrsim_row *row) {
  ndrsim_json_out *json = &self->json;
  const struct {
    const char *name;
    int64_t value;
  } whole[] = {{"seats", row->seats},
               {"workflows", row->workflows},
               {"headcount", row->headcount},
               {"renewal_in", row->renewal}};
  const struct {
    const char *name;
    float value;
  } real[] = {
      {"tasks", row->tasks}, {"completion_rate", row->completion}, {"return_rate", row->returning}};
  cJSON *to = ndrsim_json_out_object(json, account, "row");
  ndrsim_json_out_integer(json, to, "line", row->line);
  ndrsim_json_out_integer(json, to, "mrr_cents", row->mrr);
  ndrsim_json_out_integer(json, to, "start", row->start);
  ndrsim_json_out_text(json, to, "tier", self->r->model.tier[row->tier]);
  for (size_t k = 0; k < sizeof whole / sizeof *whole; k++)
    if (whole[k].value >= 0)
      ndrsim_json_out_integer(json, to, whole[k].name, whole[k].value);
    else
      ndrsim_json_out_null(json, to, whole[k].name);
  if (row->units >= 0) ndrsim_json_out_integer(json, to, "units", row->units);
  for (size_t k = 0; k < sizeof real / sizeof *real; k++) /* NAN becomes null */
    ndrsim_json_out_number(json, to, real[k].name,
                           real[k].value >= 0 ? (double)real[k].value : (double)NAN);
}

static void put_header(writer *self) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_replay *r = self->r;
  const ndrsim_model *model = &r->model;
  char seed[24];
  snprintf(seed, sizeof seed, "%llu", (unsigned long long)model->seed);
  ndrsim_json_out_text(json, json->root, "version", self->report->version);
  ndrsim_json_out_text(json, json->root, "scenario", model->name);
  ndrsim_json_out_text(json, json->root, "scenario_sha256", model->scenario_digest);
  if (model->n_rows > 0) ndrsim_json_out_text(json, json->root, "book_sha256", model->book_digest);
  ndrsim_json_out_text(json, json->root, "currency", model->currency);
  ndrsim_json_out_text(json, json->root, "seed", seed);
  ndrsim_json_out_integer(json, json->root, "replicate", r->replicate.parameter);
  cJSON *a = ndrsim_json_out_object(json, json->root, "account");
  ndrsim_json_out_text(json, a, "name", self->report->name);
  put_hex(self, a, "id", r->key.id);
  ndrsim_json_out_text(json, a, "segment", model->segment[r->key.segment]);
  ndrsim_json_out_text(json, a, "origin", r->key.row >= 0 ? "book" : "scenario");
  if (r->key.row >= 0) {
    put_row(self, a, &model->row[r->key.row]);
  } else {
    ndrsim_json_out_integer(json, a, "intake_month", r->key.month);
    ndrsim_json_out_integer(json, a, "number", r->key.number);
  }
}

/* --- what was drawn once ---------------------------------------------------------------------- */

/* The distribution as a scenario would have it: canonical arguments by their first words. */
static void put_dist(writer *self, cJSON *parent, const char *key, const ndrsim_dist *dist) {
  ndrsim_json_out *json = &self->json;
  cJSON *to = ndrsim_json_out_object(json, parent, key);
  const char *at = ndrsim_dist_arguments(dist->kind);
  ndrsim_json_out_text(json, to, "dist", ndrsim_dist_name(dist->kind));
  if (dist->kind == NDRSIM_DIST_DISCRETE) {
    cJSON *value = ndrsim_json_out_array(json, to, "values");
    cJSON *weight = ndrsim_json_out_array(json, to, "weights");
    for (int k = 0; k < dist->n_values; k++) {
      ndrsim_json_out_number(json, value, NULL, dist->value[k]);
      ndrsim_json_out_number(json, weight, NULL, dist->weight[k]);
    }
    return;
  }
  for (int k = 0; k < NDRSIM_DIST_ARGS && *at; k++) {
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(at, " ,"), at);
    ndrsim_json_out_number(json, to, name, dist->arg[k]);
    at += strcspn(at, ",");
    at += strspn(at, ", ");
  }
  if (isfinite(dist->low)) ndrsim_json_out_number(json, to, "min", dist->low);
  if (isfinite(dist->high)) ndrsim_json_out_number(json, to, "max", dist->high);
}

static void put_parameters(writer *self) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = &self->r->model;
  cJSON *list = ndrsim_json_out_array(json, json->root, "parameters");
  for (int i = 0; i < model->n_draws; i++) {
    const ndrsim_trace_parameter *p = &self->r->trace.parameter[i];
    cJSON *to = ndrsim_json_out_object(json, list, NULL);
    ndrsim_json_out_text(json, to, "path", model->draw[i].path);
    if (model->draw[i].kind == NDRSIM_MONEY)
      ndrsim_json_out_integer(json, to, "value_cents", (int64_t)p->value);
    else
      ndrsim_json_out_number(json, to, "value", p->value);
    ndrsim_json_out_number(json, to, "quantile", p->u);
    cJSON *words = ndrsim_json_out_array(json, to, "words");
    for (int k = 0; k < 2; k++)
      ndrsim_json_out_integer(json, words, NULL, p->word[k]);
    put_dist(self, to, "prior", &model->draw[i].dist);
  }
}

static void put_traits(writer *self) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_model *model = &self->r->model;
  cJSON *list = ndrsim_json_out_array(json, json->root, "traits");
  for (int k = 0; k < self->r->trace.n_traits; k++) {
    const ndrsim_trace_trait *t = &self->r->trace.trait[k];
    const ndrsim_slot *slot = &model->slot[model->trait[t->trait].slot];
    const ndrsim_param_def *def = ndrsim_catalogue_param(model->catalogue, slot->def, NULL);
    cJSON *to = ndrsim_json_out_object(json, list, NULL);
    ndrsim_json_out_text(json, to, "path", slot->path);
    ndrsim_json_out_text(json, to, "unit", def->unit);
    ndrsim_json_out_number(json, to, "value", (double)t->value);
    ndrsim_json_out_bool(json, to, "given_row", t->given != 0);
    if (isnan(t->at_least))
      ndrsim_json_out_null(json, to, "at_least");
    else
      ndrsim_json_out_number(json, to, "at_least", t->at_least);
    ndrsim_json_out_number(json, to, "quantile", t->u);
    ndrsim_json_out_integer(json, to, "word", t->word);
    ndrsim_json_out_number(json, to, "prior_value", (double)t->prior);
    put_dist(self, to, "prior", &t->dist);
  }
}

static void put_columns(writer *self) {
  cJSON *to = ndrsim_json_out_object(&self->json, self->json.root, "columns");
  const char *doc;
  for (int c = 0; c < self->r->plan.n_columns; c++)
    if (ndrsim_replay_is_state(self->r, c, &doc))
      ndrsim_json_out_text(&self->json, to, self->r->plan.column[c].name, doc);
}

/* --- months ----------------------------------------------------------------------------------- */

static void put_outcome(writer *self, cJSON *to, const ndrsim_trace_entry *e) {
  ndrsim_json_out *json = &self->json;
  switch (e->rule) {
  case NDRSIM_RULE_EVENT:
    ndrsim_json_out_number(json, to, "low", (double)e->low);
    ndrsim_json_out_number(json, to, "high", (double)e->high);
    ndrsim_json_out_bool(json, to, "happened", e->outcome != 0);
    return;
  case NDRSIM_RULE_COUNT:
    ndrsim_json_out_integer(json, to, "trials", e->trials);
    ndrsim_json_out_number(json, to, "rate", (double)e->high);
    break;
  case NDRSIM_RULE_NORMAL:
    ndrsim_json_out_number(json, to, "value", (double)e->high);
    return;
  case NDRSIM_RULE_THREE:
    ndrsim_json_out_number(json, to, "low", (double)e->low);
    ndrsim_json_out_number(json, to, "high", (double)e->high);
    break;
  case NDRSIM_RULE_WAIT:
    ndrsim_json_out_number(json, to, "hazard", (double)e->high);
    ndrsim_json_out_number(json, to, "fade", (double)e->low);
    if (e->outcome != NDRSIM_NEVER) break;
    ndrsim_json_out_null(json, to, "outcome");
    return;
  default:
    break;
  }
  ndrsim_json_out_integer(json, to, "outcome", e->outcome);
}

static void put_entry(writer *self, cJSON *list, const ndrsim_trace_entry *e) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_site_info *site = ndrsim_site_describe(e->site);
  cJSON *to = ndrsim_json_out_object(json, list, NULL);
  ndrsim_json_out_text(json, to, "mechanism", e->mechanism);
  ndrsim_json_out_text(json, to, "name", e->name);
  ndrsim_json_out_text(json, to, "rule", rule_name[e->rule]);
  if (site) {
    ndrsim_json_out_text(json, to, "site", site->name);
    if (e->index > 0) ndrsim_json_out_integer(json, to, "index", e->index);
    ndrsim_json_out_integer(json, to, "word", e->word);
    ndrsim_json_out_number(json, to, "u", ndrsim_trace_uniform(e));
  }
  put_outcome(self, to, e);
  if (e->n_factors == 0) return;
  cJSON *factors = ndrsim_json_out_object(json, to, "factors");
  for (int k = e->first_factor; k < e->first_factor + e->n_factors; k++)
    ndrsim_json_out_number(json, factors, self->r->trace.factor[k].name,
                           self->r->trace.factor[k].value == 0 ? 0
                                                               : self->r->trace.factor[k].value);
}

static void put_parts(writer *self, cJSON *month, const ndrsim_replay_month *m) {
  ndrsim_json_out *json = &self->json;
  if (m->moved == NDRSIM_MOVE_CHURN || m->moved == NDRSIM_MOVE_NEW || m->mrr <= 0) {
    ndrsim_json_out_null(json, month, "parts_c60");
    return;
  }
  cJSON *parts = ndrsim_json_out_object(json, month, "parts_c60");
  for (int lens = 0; lens < NDRSIM_LENSES; lens++) {
    cJSON *to = ndrsim_json_out_object(json, parts, ndrsim_lens_name(lens));
    for (int d = 0; d < NDRSIM_DRIVERS; d++) {
      int64_t part = m->part[d];
      if (lens == NDRSIM_LENS_CAUSE && d <= NDRSIM_DRIVER_CAPACITY)
        part = m->part[NDRSIM_ENDPOINT_CAUSE + d];
      ndrsim_json_out_integer(json, to, ndrsim_driver_name(d), part);
    }
  }
}

static void put_state(writer *self, cJSON *month, int t) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_replay *r = self->r;
  const char *doc;
  cJSON *to = ndrsim_json_out_object(json, month, "state");
  for (int c = 0; c < r->plan.n_columns; c++) {
    const char *name = r->plan.column[c].name;
    if (!ndrsim_replay_is_state(r, c, &doc)) continue;
    int64_t whole = ndrsim_replay_whole(r, name, t);
    if (r->plan.column[c].type == NDRSIM_F32)
      ndrsim_json_out_number(json, to, name, (double)ndrsim_replay_real(r, name, t));
    else if (whole == NDRSIM_NEVER)
      ndrsim_json_out_null(json, to, name);
    else
      ndrsim_json_out_integer(json, to, name, whole);
  }
}

static void put_month(writer *self, cJSON *list, int t) {
  ndrsim_json_out *json = &self->json;
  const ndrsim_replay *r = self->r;
  const ndrsim_replay_month *m = &r->month[t];
  char label[32];
  cJSON *to = ndrsim_json_out_object(json, list, NULL);
  ndrsim_json_out_integer(json, to, "month", t);
  if (r->model.start_month[0]) {
    ndrsim_month_label(&r->model, t, label, sizeof label);
    ndrsim_json_out_text(json, to, "calendar", label);
  }
  cJSON *macro = ndrsim_json_out_object(json, to, "economy");
  ndrsim_json_out_text(json, macro, "regime", m->regime ? "downturn" : "normal");
  ndrsim_json_out_number(json, macro, "factor", m->factor == 0 ? 0 : m->factor); /* no -0 */
  cJSON *draws = ndrsim_json_out_array(json, macro, "draws");
  for (int k = m->macro; k < m->macro + m->n_macro; k++)
    put_entry(self, draws, &r->trace.entry[k]);
  ndrsim_json_out_text(json, to, "status",
                       m->present || m->status == NDRSIM_DROPPED ? status_name[m->status]
                                                                 : "not_started");
  ndrsim_json_out_integer(json, to, "mrr_cents", m->mrr);
  ndrsim_json_out_integer(json, to, "change_cents", m->mrr - m->before);
  ndrsim_json_out_text(json, to, "movement", ndrsim_movement_name(m->moved));
  put_parts(self, to, m);
  cJSON *bill = ndrsim_json_out_object(json, to, "bill_cents");
  for (int k = 0; k < r->plan.n_terms; k++)
    ndrsim_json_out_integer(json, bill, r->plan.term[k].name, m->term[k]);
  cJSON *entries = ndrsim_json_out_array(json, to, "decisions");
  for (int k = m->first_entry; k < m->first_entry + m->n_entries; k++)
    put_entry(self, entries, &r->trace.entry[k]);
  if (m->present)
    put_state(self, to, t);
  else
    ndrsim_json_out_null(json, to, "state");
}

ndrsim_status ndrsim_report_replay_json(const ndrsim_replay_report *report, FILE *out,
                                        ndrsim_error *err) {
  writer self = {.report = report, .r = report->replay};
  ndrsim_plain_locale locale;
  ndrsim_status status = ndrsim_plain_locale_enter(&locale, err);
  if (status) return status;
  ndrsim_json_out_init(&self.json);
  if (!self.json.failed) {
    put_header(&self);
    put_parameters(&self);
    put_traits(&self);
    put_columns(&self);
    cJSON *months = ndrsim_json_out_array(&self.json, self.json.root, "months");
    for (int t = 0; t < self.r->months; t++)
      if (report->month < 0 || report->month == t) put_month(&self, months, t);
  }
  status = ndrsim_json_out_write(&self.json, out, err);
  ndrsim_json_out_free(&self.json);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
