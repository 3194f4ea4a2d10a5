#include "scenarios/difference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "scenarios/json_doc.h"
#include "scenarios/override.h"
#include "scenarios/words.h"
#include "sim/text.h"

#define SHOWN 96 /* longest value */

/* What a scenario is called, how often and with which draws it is run: not what it says. */
static const char *const aside[] = {"name",    "title",      "description",
                                    "$schema", "replicates", "seed"};

typedef struct search {
  ndrsim_difference_fn *found;
  void *user;
  bool no_memory;
} search;

static bool is_aside(const char *key) {
  for (size_t k = 0; k < sizeof aside / sizeof aside[0]; k++) {
    if (strcmp(key, aside[k]) == 0) return true;
  }
  return false;
}

static bool is_annotation(const char *key) {
  int n;
  const char *const *word = ndrsim_annotations(&n);
  for (int k = 0; k < n; k++) {
    if (strcmp(key, word[k]) == 0) return true;
  }
  return false;
}

static void strip(cJSON *item) {
  for (cJSON *child = item->child; child != NULL;) {
    cJSON *next = child->next;
    if (cJSON_IsObject(item) && is_annotation(child->string)) {
      cJSON_Delete(cJSON_DetachItemViaPointer(item, child));
    } else {
      strip(child);
    }
    child = next;
  }
}

/* {"value": 3} is 3. */
static const cJSON *inner(const cJSON *item) {
  while (item != NULL && cJSON_IsObject(item) && item->child != NULL && item->child->next == NULL &&
         strcmp(item->child->string, "value") == 0) {
    item = item->child;
  }
  return item;
}

static void put_value(search *self, const cJSON *item, char out[SHOWN + 4]) {
  out[0] = '\0';
  if (item == NULL) return;
  char *text = cJSON_PrintUnformatted(item), shown[4 * SHOWN];
  if (text == NULL) {
    self->no_memory = true;
    return;
  }
  ndrsim_text_escape(shown, sizeof shown, text, strlen(text));
  bool cut = strlen(shown) > SHOWN;
  snprintf(out, SHOWN + 4, "%.*s%s", cut ? SHOWN - 3 : SHOWN, shown, cut ? "..." : "");
  free(text);
}

static void report(search *self, const char *path, const cJSON *a, const cJSON *b) {
  char from[SHOWN + 4], to[SHOWN + 4];
  put_value(self, a, from);
  put_value(self, b, to);
  if (!self->no_memory) self->found(self->user, path, from, to);
}

/* Whether two objects are told apart by their keys: two distributions of different kinds are not.
 */
static bool by_keys(const cJSON *a, const cJSON *b) {
  if (!cJSON_IsObject(a) || !cJSON_IsObject(b)) return false;
  const cJSON *kind[2] = {cJSON_GetObjectItemCaseSensitive(a, "dist"),
                          cJSON_GetObjectItemCaseSensitive(b, "dist")};
  if (kind[0] == NULL && kind[1] == NULL) return true;
  return cJSON_Compare(kind[0], kind[1], true);
}

static void walk(search *self, const char *path, const cJSON *a, const cJSON *b) {
  char below[NDRSIM_JSON_PATH];
  const cJSON *child;
  a = inner(a);
  b = inner(b);
  if (a != NULL && b != NULL && cJSON_Compare(a, b, true)) return;
  if (!by_keys(a, b)) {
    report(self, path, a, b);
    return;
  }
  cJSON_ArrayForEach(child, a) {
    if (path[0] == '\0' && is_aside(child->string)) continue;
    snprintf(below, sizeof below, "%s%s%s", path, path[0] != '\0' ? "." : "", child->string);
    walk(self, below, child, cJSON_GetObjectItemCaseSensitive(b, child->string));
  }
  cJSON_ArrayForEach(child, b) {
    if (path[0] == '\0' && is_aside(child->string)) continue;
    if (cJSON_GetObjectItemCaseSensitive(a, child->string) != NULL) continue;
    snprintf(below, sizeof below, "%s%s%s", path, path[0] != '\0' ? "." : "", child->string);
    walk(self, below, NULL, child);
  }
}

static ndrsim_status read_side(const ndrsim_difference_side *side, ndrsim_json *out,
                               ndrsim_error *err) {
  ndrsim_json_init(out);
  ndrsim_status status = ndrsim_json_parse(out, side->text, side->size, side->name, err);
  if (status == NDRSIM_OK)
    status = ndrsim_override_apply(out, side->override, side->n_overrides, err);
  if (status == NDRSIM_OK) strip(out->root);
  return status;
}

ndrsim_status ndrsim_scenario_difference(const ndrsim_difference_side *a,
                                         const ndrsim_difference_side *b,
                                         ndrsim_difference_fn *found, void *user,
                                         ndrsim_error *err) {
  ndrsim_json left, right;
  ndrsim_json_init(&right);
  ndrsim_status status = read_side(a, &left, err);
  if (status == NDRSIM_OK) status = read_side(b, &right, err);
  if (status == NDRSIM_OK) {
    search work = {.found = found, .user = user};
    walk(&work, "", left.root, right.root);
    if (work.no_memory) status = ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for a difference");
  }
  ndrsim_json_free(&left);
  ndrsim_json_free(&right);
  return status;
}
