/* The scenario's name and the names of its segments and tiers. */
#include "scenarios/loader.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/words.h"
#include "sim/text.h"

#define DEFAULT_SEED 1

static const char *const header_key[] = {"$schema",     "schema_version", "name",
                                         "title",       "description",    "currency",
                                         "start_month", "seed",           "fiscal_year_start"};

const char *const *ndrsim_loader_header_keys(int *n) {
  *n = (int)(sizeof header_key / sizeof *header_key);
  return header_key;
}

bool ndrsim_loader_is_header(const char *key) {
  for (size_t i = 0; i < sizeof header_key / sizeof *header_key; i++)
    if (strcmp(header_key[i], key) == 0) return true;
  return false;
}

static const cJSON *member(const ndrsim_loader *self, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(self->json.root, key);
}

static ndrsim_status schema(ndrsim_loader *self, bool *other_format) {
  const cJSON *item = member(self, "schema_version");
  if (item == NULL)
    return ndrsim_loader_expected(self, self->json.root, "schema_version", "missing",
                                  "\"schema_version\": %d", NDRSIM_SCHEMA_VERSION);
  if (!cJSON_IsNumber(item) || item->valuedouble != floor(item->valuedouble))
    return ndrsim_loader_expected(self, item, "schema_version", "", "the number %d",
                                  NDRSIM_SCHEMA_VERSION);
  *other_format = item->valuedouble != NDRSIM_SCHEMA_VERSION;
  if (item->valuedouble > NDRSIM_SCHEMA_VERSION)
    return ndrsim_loader_expected(self, item, "schema_version",
                                  "the scenario is too new for this version of ndrsim",
                                  "schema_version %d", NDRSIM_SCHEMA_VERSION);
  if (item->valuedouble < NDRSIM_SCHEMA_VERSION)
    return ndrsim_loader_expected(self, item, "schema_version",
                                  "the scenario is too old for this version of ndrsim",
                                  "schema_version %d", NDRSIM_SCHEMA_VERSION);
  return NDRSIM_OK;
}

/* A string member into out[size]; *present says whether it is there. `form` says what it looks
 * like; NULL: it is free. */
static ndrsim_status text(ndrsim_loader *self, const char *key, const char *form, char *out,
                          size_t size, bool *present) {
  const cJSON *item = member(self, key);
  *present = item != NULL;
  if (item == NULL) return NDRSIM_OK;
  if (form != NULL && (!cJSON_IsString(item) || strlen(item->valuestring) >= size))
    return ndrsim_loader_expected(self, item, key, "", "%s", form);
  if (!cJSON_IsString(item)) return ndrsim_loader_expected(self, item, key, "", "a string");
  if (strlen(item->valuestring) >= size)
    return ndrsim_loader_expected(self, item, key, "too long", "at most %zu bytes", size - 1);
  if (!ndrsim_text_is_plain(item->valuestring))
    return ndrsim_loader_expected(self, item, key, "a control character",
                                  "one line of printable text");
  memcpy(out, item->valuestring, strlen(item->valuestring) + 1);
  return NDRSIM_OK;
}

/* The name becomes part of file names, so it is kept plain. */
static ndrsim_status name(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  bool present;
  ndrsim_status status = text(self, "name", NULL, model->name, sizeof model->name, &present);
  if (status != NDRSIM_OK) return status;
  if (!present)
    return ndrsim_loader_expected(self, self->json.root, "name", "missing",
                                  "a short name such as \"agent-product\"");
  size_t n = strlen(model->name);
  if (n == 0 || !isalnum((unsigned char)model->name[0]) ||
      strspn(model->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != n)
    return ndrsim_loader_expected(self, member(self, "name"), "name", "",
                                  "letters, digits, '.', '_' and '-', a letter or digit first");
  return NDRSIM_OK;
}

static ndrsim_status title(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  bool present;
  ndrsim_status status = text(self, "title", NULL, model->title, sizeof model->title, &present);
  if (status != NDRSIM_OK) return status;
  if (!present || model->title[0] == '\0')
    snprintf(model->title, sizeof model->title, "%s", model->name);
  return NDRSIM_OK;
}

/* Not for the program: a text for readers, and where an editor finds the schema. Any length. */
static ndrsim_status unread(ndrsim_loader *self) {
  static const char *const key[] = {"$schema", "description"};
  ndrsim_status status = NDRSIM_OK;
  for (size_t k = 0; k < sizeof key / sizeof key[0] && status == NDRSIM_OK; k++) {
    const cJSON *item = member(self, key[k]);
    if (item != NULL && !cJSON_IsString(item))
      status =
          ndrsim_loader_carry_on(self, ndrsim_loader_expected(self, item, key[k], "", "a string"));
  }
  return status;
}

static ndrsim_status currency(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  bool present;
  static const char form[] = "three capital letters such as \"USD\"";
  ndrsim_status status =
      text(self, "currency", form, model->currency, sizeof model->currency, &present);
  if (status != NDRSIM_OK) return status;
  if (!present) snprintf(model->currency, sizeof model->currency, "USD");
  if (strlen(model->currency) == 3 && strspn(model->currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3)
    return NDRSIM_OK;
  return ndrsim_loader_expected(self, member(self, "currency"), "currency", "", "%s", form);
}

static ndrsim_status start_month(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  static const char form[] = "a month such as \"2026-01\"";
  bool present;
  ndrsim_status status =
      text(self, "start_month", form, model->start_month, sizeof model->start_month, &present);
  if (status != NDRSIM_OK || !present) return status;
  const char *m = model->start_month;
  if (strlen(m) == 7 && strspn(m, "0123456789") == 4 && m[4] == '-' &&
      strspn(m + 5, "0123456789") == 2 && strcmp(m + 5, "01") >= 0 && strcmp(m + 5, "12") <= 0 &&
      strcmp(m, "1900") >= 0)
    return NDRSIM_OK;
  return ndrsim_loader_expected(self, member(self, "start_month"), "start_month", "", "%s", form);
}

static ndrsim_status fiscal_year_start(ndrsim_loader *self) {
  const cJSON *item = member(self, "fiscal_year_start");
  if (item == NULL) return NDRSIM_OK;
  if (cJSON_IsNumber(item) && item->valuedouble >= 1 && item->valuedouble <= 12 &&
      item->valuedouble == floor(item->valuedouble)) {
    self->model->fiscal_year_start = (int)item->valuedouble;
    return NDRSIM_OK;
  }
  return ndrsim_loader_expected(self, item, "fiscal_year_start", "",
                                "a calendar month from 1 to 12");
}

static ndrsim_status seed(ndrsim_loader *self) {
  const cJSON *item = member(self, "seed");
  self->model->seed = DEFAULT_SEED;
  if (item == NULL) return NDRSIM_OK;
  if (cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble <= 0x1p53 &&
      item->valuedouble == floor(item->valuedouble)) {
    self->model->seed = (uint64_t)item->valuedouble;
    return NDRSIM_OK;
  }
  if (cJSON_IsString(item) && item->valuestring[0] != '\0' &&
      strspn(item->valuestring, "0123456789") == strlen(item->valuestring)) {
    errno = 0;
    unsigned long long value = strtoull(item->valuestring, NULL, 10);
    self->model->seed = value;
    if (errno == 0) return NDRSIM_OK;
  }
  return ndrsim_loader_expected(self, item, "seed", "",
                                "a whole number up to 2^53, or a string of digits up to 2^64 - 1");
}

ndrsim_status ndrsim_loader_header(ndrsim_loader *self) {
  static ndrsim_status (*const part[])(ndrsim_loader *) = {
      name, title, unread, currency, start_month, fiscal_year_start, seed};
  if (!cJSON_IsObject(self->json.root))
    return ndrsim_loader_expected(self, self->json.root, "", "a scenario is one JSON object",
                                  "an object");
  bool other_format = false;
  ndrsim_status status = schema(self, &other_format);
  self->json.order = 0; /* whatever else is wrong: first it must be a scenario */
  if (!other_format) status = ndrsim_loader_carry_on(self, status);
  for (size_t k = 0; k < sizeof part / sizeof *part && status == NDRSIM_OK; k++)
    status = ndrsim_loader_carry_on(self, part[k](self));
  return status;
}

static bool reserved(const char *name) {
  int n;
  const char *const *word = ndrsim_reserved_names(&n);
  for (int i = 0; i < n; i++)
    if (strcmp(word[i], name) == 0) return true;
  return false;
}

/* One more name. A name that is refused but can be stored is: what is said about it elsewhere in
 * the document is then not called unknown as well. */
static ndrsim_status add_name(ndrsim_loader *self, const cJSON *item, const char *key, int most,
                              char (*out)[NDRSIM_NAME], int *n) {
  const char *name = item->string;
  char path[NDRSIM_JSON_PATH];
  ndrsim_status status = ndrsim_json_join(&self->json, item, key, name, path, self->err);
  if (status != NDRSIM_OK) return status;
  size_t length = strlen(name);
  bool plain = length >= 1 && length <= NDRSIM_LONGEST_NAME && islower((unsigned char)name[0]) &&
               strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
  if (*n == most) return NDRSIM_LOADER_FAIL(self, item, true, path, "more than %d %s", most, key);
  if (length >= 1 && length <= NDRSIM_LONGEST_NAME && strchr(name, '.') == NULL && !reserved(name))
    memcpy(out[(*n)++], name, length + 1);
  if (!plain)
    return NDRSIM_LOADER_FAIL(self, item, true, path,
                              "a name is a lower-case letter, then lower-case letters, digits or "
                              "'_', at most %d in all",
                              NDRSIM_LONGEST_NAME);
  if (reserved(name))
    return NDRSIM_LOADER_FAIL(self, item, true, path, "the name `%s` is reserved", name);
  return NDRSIM_OK;
}

/* The keys of an object, in order, as names. */
static ndrsim_status names(ndrsim_loader *self, const char *key, int most, char (*out)[NDRSIM_NAME],
                           int *n) {
  const cJSON *object = member(self, key), *item;
  int64_t before = self->json.faults;
  *n = 0;
  if (!cJSON_IsObject(object))
    return ndrsim_loader_expected(self, object, key, "", "an object with 1 to %d members", most);
  cJSON_ArrayForEach(item, object) {
    if (ndrsim_json_is_annotation(item->string)) continue;
    bool full = *n == most;
    ndrsim_status status = ndrsim_loader_carry_on(self, add_name(self, item, key, most, out, n));
    if (status != NDRSIM_OK) return status;
    if (full) break; /* one message about too many is enough */
  }
  if (*n == 0 && self->json.faults == before)
    return ndrsim_loader_expected(self, object, key, "empty", "1 to %d members", most);
  return ndrsim_loader_since(self, before);
}

ndrsim_status ndrsim_loader_names(ndrsim_loader *self) {
  ndrsim_model *model = self->model;
  ndrsim_status status = NDRSIM_OK;
  int64_t before = self->json.faults;
  if (member(self, "segments") != NULL)
    status = ndrsim_loader_carry_on(
        self, names(self, "segments", NDRSIM_MAX_SEGMENTS, model->segment, &model->n_segments));
  if (status != NDRSIM_OK) return status;
  self->doubtful_segments = self->json.faults != before;
  if (model->n_segments == 0) {
    snprintf(model->segment[0], NDRSIM_NAME, "all");
    model->n_segments = 1;
  }
  before = self->json.faults;
  if (member(self, "tiers") == NULL)
    status = ndrsim_loader_expected(self, self->json.root, "tiers", "missing",
                                    "an object with the tiers of the price page, low to high");
  else
    status = names(self, "tiers", NDRSIM_MAX_TIERS, model->tier, &model->n_tiers);
  status = ndrsim_loader_carry_on(self, status);
  self->doubtful_tiers = self->json.faults != before;
  if (status == NDRSIM_OK && member(self, "add_ons") != NULL)
    status = ndrsim_loader_carry_on(
        self, names(self, "add_ons", NDRSIM_MAX_MEMBERS, model->add_on, &model->n_add_ons));
  if (status == NDRSIM_OK && member(self, "ladder") != NULL)
    status = ndrsim_loader_carry_on(
        self, names(self, "ladder", NDRSIM_MAX_MEMBERS, model->node, &model->n_nodes));
  return status;
}
