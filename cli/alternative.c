#include "cli/alternative.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/text.h"

#define LABEL_LONGEST 40 /* a longer change is no name */

/* --- what was typed --------------------------------------------------------------------------- */

/* Cuts at semicolons that stand outside of quotes and brackets: a value is JSON. */
static ndrsim_status cut(ndrsim_alternative *self, ndrsim_error *err) {
  char *at = self->piece;
  int depth = 0;
  bool quoted = false;
  for (char *start = at;; at++) {
    bool end = *at == '\0';
    if (quoted && *at == '\\' && at[1] != '\0') {
      at++;
      continue;
    }
    if (*at == '"') quoted = !quoted;
    if (!quoted && strchr("[{", *at) != NULL && !end) depth++;
    if (!quoted && strchr("]}", *at) != NULL && !end) depth--;
    if (!end && (*at != ';' || quoted || depth > 0)) continue;
    *at = '\0';
    start += strspn(start, " ");
    if (self->n == NDRSIM_ALTERNATIVE_CHANGES)
      return ndrsim_error_set(err, NDRSIM_USAGE, "--with: more than %d changes",
                              NDRSIM_ALTERNATIVE_CHANGES);
    if (*start != '\0') self->change[self->n++].text = start;
    if (end) break;
    start = at + 1;
  }
  if (self->n > 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "--with: expected PATH=VALUE, found nothing");
}

ndrsim_status ndrsim_alternative_parse(ndrsim_alternative *self, const char *value,
                                       ndrsim_error *err) {
  size_t name = strcspn(value, ":="); /* a path has no colon */
  bool named = value[name] == ':';
  memset(self, 0, sizeof *self);
  self->name = strndup(value, named ? name : 0);
  self->piece = strdup(named ? value + name + 1 : value);
  if (self->name == NULL || self->piece == NULL)
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an alternative");
  return cut(self, err);
}

void ndrsim_alternative_free(ndrsim_alternative *self) {
  free(self->name);
  free(self->piece);
  memset(self, 0, sizeof *self);
}

/* --- options ---------------------------------------------------------------------------------- */

/* What makes another scenario a partner of the first: seed, horizon and replicates. */
typedef struct partner_text {
  char seed[48], horizon[32], replicates[32];
  ndrsim_override change[3];
} partner_text;

static void make_partner(const ndrsim_model *first, partner_text *out) {
  snprintf(out->seed, sizeof out->seed, "seed=\"%llu\"", (unsigned long long)first->seed);
  snprintf(out->horizon, sizeof out->horizon, "horizon=%d", first->horizon);
  snprintf(out->replicates, sizeof out->replicates, "replicates=%d", first->replicates);
  out->change[0].text = out->seed;
  out->change[1].text = out->horizon;
  out->change[2].text = out->replicates;
}

ndrsim_status ndrsim_option_model(const ndrsim_source *source, const ndrsim_model *first,
                                  const ndrsim_override *more, int n, ndrsim_model *out,
                                  ndrsim_error *err) {
  partner_text partner = {.seed = ""};
  ndrsim_override all[NDRSIM_ALTERNATIVE_CHANGES + 3];
  make_partner(first, &partner);
  for (int k = 0; k < n + 3; k++) {
    all[k] = k < n ? more[k] : partner.change[k - n];
  }
  ndrsim_model_init(out);
  return ndrsim_source_model(source, all, n + 3, out, err);
}

void ndrsim_option_label(ndrsim_label *label, int at, const char *name, const char *file) {
  ndrsim_text_escape(label[at], sizeof label[at], name, strlen(name));
  for (int k = 0; k < at; k++) {
    if (strcmp(label[k], label[at]) != 0) continue;
    char shown[96];
    ndrsim_text_escape(shown, sizeof shown, file, strlen(file));
    snprintf(label[at], sizeof label[at], "%.60s (%d: %.80s)", name, at + 1, shown);
    return;
  }
}

void ndrsim_alternative_label(ndrsim_label *label, int at, const ndrsim_alternative *self,
                              int number) {
  char text[32];
  snprintf(text, sizeof text, "alternative %d", number);
  const char *only = self->n == 1 ? self->change[0].text : text;
  if (strlen(only) > LABEL_LONGEST) only = text;
  ndrsim_option_label(label, at, self->name[0] != '\0' ? self->name : only, text);
}
