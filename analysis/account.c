#include "analysis/account.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/calendar.h"
#include "scenarios/suggest.h"
#include "sim/philox.h"
#include "sim/population.h"
#include "sim/text.h"

/* A message about --account; `found` is what the user wrote. */
static ndrsim_status refuse(ndrsim_error *err, const char *found, const char *suggestion,
                            const char *expected) {
  ndrsim_error_set(err, NDRSIM_INPUT, "%s", "");
  if (err == NULL) return NDRSIM_INPUT;
  snprintf(err->path, sizeof err->path, "--account");
  snprintf(err->expected, sizeof err->expected, "%s", expected);
  ndrsim_text_escape(err->found, sizeof err->found, found, strlen(found));
  if (suggestion) snprintf(err->suggestion, sizeof err->suggestion, "%s", suggestion);
  return NDRSIM_INPUT;
}

/* Described accounts of a segment in a month. */
static int64_t number_of(const ndrsim_model *model, int segment, int month) {
  for (int i = 0; i < model->n_intakes; i++)
    if (model->intake[i].segment == segment && model->intake[i].month == month)
      return model->intake[i].number;
  return 0;
}

/* "smb/0/1": a name that exists, or "" in a book without described accounts. */
static void any_name(const ndrsim_model *model, int segment, char out[NDRSIM_ACCOUNT_NAME]) {
  out[0] = '\0';
  for (int i = 0; i < model->n_intakes && !out[0]; i++) {
    const ndrsim_intake *in = &model->intake[i];
    if (in->number < 1 || (segment >= 0 && in->segment != segment)) continue;
    ndrsim_account_key key = {.segment = in->segment, .row = -1, .month = in->month, .number = 1};
    ndrsim_account_name(&key, model, out);
  }
}

static bool whole_number(const char *text, int64_t *out) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (end == text || *end || errno || value < 0 || strspn(text, "0123456789") != strlen(text))
    return false;
  *out = value;
  return true;
}

/* A month of the simulation, as a number or a calendar month. */
static bool month_of(const ndrsim_model *model, const char *text, int64_t *out) {
  int first, month;
  if (whole_number(text, out)) return true;
  if (!ndrsim_calendar_parse(text, &month) || !ndrsim_calendar_parse(model->start_month, &first))
    return false;
  *out = month - first;
  return true;
}

static ndrsim_status find_described(const ndrsim_model *model, const char *name, char *part[3],
                                    ndrsim_account_key *out, ndrsim_error *err) {
  const char *segments[NDRSIM_MAX_SEGMENTS];
  char near[NDRSIM_ACCOUNT_NAME], text[256];
  int64_t month, number;
  int segment = -1;
  for (int s = 0; s < model->n_segments; s++) {
    segments[s] = model->segment[s];
    if (strcmp(part[0], model->segment[s]) == 0) segment = s;
  }
  if (segment < 0) {
    const char *best = ndrsim_suggest(part[0], segments, model->n_segments);
    if (best) snprintf(near, sizeof near, "%s/%.40s/%.40s", best, part[1], part[2]);
    return refuse(err, name, best ? near : NULL, "a segment of the scenario before the first /");
  }
  any_name(model, segment, near);
  if (!month_of(model, part[1], &month) || !whole_number(part[2], &number))
    return refuse(err, name, near, "segment/month/number, such as smb/3/17");
  int64_t most = month >= 0 && month <= model->horizon ? number_of(model, segment, (int)month) : 0;
  if (number < 1 || number > most) {
    if (most > 0) {
      snprintf(text, sizeof text, "a number in 1 .. %lld: so many accounts of %s start in month %d",
               (long long)most, segments[segment], (int)month);
      snprintf(near, sizeof near, "%s/%d/%lld", segments[segment], (int)month, (long long)most);
    } else
      snprintf(text, sizeof text, "a month in which accounts of %s start", segments[segment]);
    return refuse(err, name, near, text);
  }
  *out = (ndrsim_account_key){ndrsim_population_id(model, segment, (int)month, number - 1), segment,
                              -1, (int)month, number};
  return NDRSIM_OK;
}

ndrsim_status ndrsim_account_find(const ndrsim_model *model, const char *name,
                                  ndrsim_account_key *out, ndrsim_error *err) {
  uint64_t id = ndrsim_hash_string(name);
  for (int64_t r = 0; r < model->n_rows; r++)
    if (model->row[r].id == id) {
      *out = (ndrsim_account_key){.id = id, .segment = model->row[r].segment, .row = r};
      return NDRSIM_OK;
    }
  char copy[NDRSIM_ACCOUNT_NAME], near[NDRSIM_ACCOUNT_NAME], *part[3] = {copy, NULL, NULL};
  if (strlen(name) < sizeof copy) {
    snprintf(copy, sizeof copy, "%s", name);
    for (int k = 1; k < 3 && part[k - 1]; k++) {
      part[k] = strchr(part[k - 1], '/');
      if (part[k]) *part[k]++ = '\0';
    }
  }
  any_name(model, -1, near);
  if (part[2] && near[0]) return find_described(model, name, part, out, err);
  if (model->n_rows == 0)
    return refuse(err, name, near, "segment/month/number: the scenario describes its accounts");
  return refuse(err, name, NULL,
                near[0]
                    ? "an account_id of the book, or segment/month/number of a described account"
                    : "an account_id of the book");
}

void ndrsim_account_name(const ndrsim_account_key *key, const ndrsim_model *model,
                         char out[NDRSIM_ACCOUNT_NAME]) {
  out[0] = '\0';
  if (key->row < 0)
    snprintf(out, NDRSIM_ACCOUNT_NAME, "%s/%d/%lld", model->segment[key->segment], key->month,
             (long long)key->number);
}

static int by_id(const void *a, const void *b) {
  const ndrsim_account_key *x = *(ndrsim_account_key *const *)a,
                           *y = *(ndrsim_account_key *const *)b;
  return x->id < y->id ? -1 : x->id > y->id;
}

ndrsim_status ndrsim_account_identify(const ndrsim_model *model, ndrsim_account_key *key, int n,
                                      ndrsim_error *err) {
  ndrsim_account_key **sorted = malloc(sizeof *sorted * ((size_t)n + 1)), *wanted, **found;
  if (!sorted) return ndrsim_error_set(err, NDRSIM_MEMORY, "out of memory for %d accounts", n);
  int left = n;
  for (int i = 0; i < n; i++)
    sorted[i] = &key[i];
  qsort(sorted, (size_t)n, sizeof *sorted, by_id);
  ndrsim_account_key seen;
  wanted = &seen;
  for (int64_t r = 0; r < model->n_rows && left > 0; r++) {
    seen = (ndrsim_account_key){.id = model->row[r].id, .segment = model->row[r].segment, .row = r};
    found = bsearch(&wanted, sorted, (size_t)n, sizeof *sorted, by_id);
    if (found) **found = seen, left--;
  }
  for (int i = 0; i < model->n_intakes; i++) {
    const ndrsim_intake *in = &model->intake[i];
    for (int64_t k = 0; k < in->number && left > 0; k++) {
      seen = (ndrsim_account_key){ndrsim_population_id(model, in->segment, in->month, k),
                                  in->segment, -1, in->month, k + 1};
      found = bsearch(&wanted, sorted, (size_t)n, sizeof *sorted, by_id);
      if (found) **found = seen, left--;
    }
  }
  free(sorted);
  return left == 0 ? NDRSIM_OK
                   : ndrsim_error_set(err, NDRSIM_INTERNAL, "%d accounts have no name", left);
}
