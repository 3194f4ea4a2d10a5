#include "analysis/glossary.h"

#include <string.h>
#include <strings.h>
#include "analysis/results.h"
#include "sim/account.h"

/* The account itself, then the catalogue; NULL at the end. */
static const ndrsim_mechanism *mechanism_at(const ndrsim_catalogue *catalogue, int k) {
  if (k == 0) return &ndrsim_account_mechanism;
  return k <= catalogue->n_mechanisms ? catalogue->mechanism[k - 1] : NULL;
}

typedef const ndrsim_term *terms_fn(int *n);

static const ndrsim_term *term_at(int index) {
  static terms_fn *const part[] = {ndrsim_terms_money,      ndrsim_terms_estimate,
                                   ndrsim_terms_causal,     ndrsim_terms_file,
                                   ndrsim_terms_initiative, ndrsim_terms_stress};
  for (size_t k = 0; k < sizeof part / sizeof part[0]; k++) {
    int n;
    const ndrsim_term *term = part[k](&n);
    if (index < n) return &term[index];
    index -= n;
  }
  return NULL;
}

static const ndrsim_term *term_named(const char *name) {
  const ndrsim_term *term;
  for (int k = 0; (term = term_at(k)) != NULL; k++)
    if (strcmp(term->name, name) == 0) return term;
  return NULL;
}

/* The row of a metric; *owner its mechanism. */
static const ndrsim_metric_def *metric_named(const ndrsim_catalogue *catalogue, const char *name,
                                             const ndrsim_mechanism **owner) {
  for (int m = 0; (*owner = mechanism_at(catalogue, m)) != NULL; m++)
    for (int k = 0; k < (*owner)->n_metrics; k++)
      if (strcmp((*owner)->metric[k].name, name) == 0) return &(*owner)->metric[k];
  return NULL;
}

/* The index-th metric that no term is named after. */
static const ndrsim_metric_def *other_metric(const ndrsim_catalogue *catalogue, int index,
                                             const ndrsim_mechanism **owner) {
  for (int m = 0; (*owner = mechanism_at(catalogue, m)) != NULL; m++)
    for (int k = 0; k < (*owner)->n_metrics; k++)
      if (term_named((*owner)->metric[k].name) == NULL &&
          !ndrsim_metric_gives_way(catalogue, &(*owner)->metric[k]) && index-- == 0)
        return &(*owner)->metric[k];
  return NULL;
}

static int n_terms(void) {
  int n = 0;
  while (term_at(n) != NULL)
    n++;
  return n;
}

int ndrsim_glossary_count(const ndrsim_catalogue *catalogue) {
  const ndrsim_mechanism *owner;
  int n = 0;
  while (other_metric(catalogue, n, &owner) != NULL)
    n++;
  return n_terms() + n;
}

void ndrsim_glossary_get(const ndrsim_catalogue *catalogue, int index, ndrsim_explanation *out) {
  memset(out, 0, sizeof *out);
  if (index < 0) return;
  out->term = term_at(index);
  if (out->term != NULL) {
    out->name = out->term->name;
    out->metric = metric_named(catalogue, out->name, &out->owner);
    return;
  }
  out->metric = other_metric(catalogue, index - n_terms(), &out->owner);
  if (out->metric != NULL) out->name = out->metric->name;
}

/* Whether `word` is among the names of a list separated by blanks. */
static bool listed(const char *list, const char *word) {
  size_t length = strlen(word);
  while (*list != '\0') {
    size_t n = strcspn(list, " ");
    if (n == length && strncasecmp(list, word, n) == 0) return true;
    list += n + (list[n] == ' ');
  }
  return false;
}

/* "mrr_*" against "mrr_pro". */
static bool of_a_tier(const char *pattern, const char *name) {
  const char *star = strpbrk(pattern, "*#");
  if (star == NULL) return false;
  size_t head = (size_t)(star - pattern), tail = strlen(star + 1), length = strlen(name);
  return length > head + tail && strncasecmp(pattern, name, head) == 0 &&
         strcasecmp(star + 1, name + length - tail) == 0;
}

bool ndrsim_glossary_find(const ndrsim_catalogue *catalogue, const char *name,
                          ndrsim_explanation *out) {
  enum { BY_NAME, BY_OTHER_NAME, BY_TIER, WAYS };
  int count = ndrsim_glossary_count(catalogue);
  for (int way = BY_NAME; way < WAYS && name[0] != '\0'; way++)
    for (int k = 0; k < count; k++) {
      ndrsim_glossary_get(catalogue, k, out);
      bool found = way == BY_NAME         ? strcasecmp(out->name, name) == 0
                   : way == BY_OTHER_NAME ? out->term != NULL && listed(out->term->also, name)
                                          : of_a_tier(out->name, name);
      if (found) return true;
    }
  memset(out, 0, sizeof *out);
  return false;
}

const ndrsim_counter_def *ndrsim_glossary_counter(const ndrsim_catalogue *catalogue,
                                                  const char *name) {
  const ndrsim_mechanism *owner;
  if (name == NULL) return NULL;
  if (name[0] == '+') name++;
  for (int m = 0; (owner = mechanism_at(catalogue, m)) != NULL; m++)
    for (int k = 0; k < owner->n_counters; k++)
      if (strcmp(owner->counter[k].name, name) == 0) return &owner->counter[k];
  return NULL;
}
