#include "cli/input.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/shipped.h"
#include "data/book.h"
#include "sim/catalogue.h"
#include "sim/engine.h"
#include "sim/text.h"

#define THREADS_MAX 1024
#define BLOCK_MAX (1 << 24)
#define REPLICATES_MAX 1000000 /* the bound of the scenario's `replicates` */

ndrsim_status ndrsim_input_int(const char *name, const char *value, uint64_t low, uint64_t high,
                               int *out, ndrsim_error *err) {
  uint64_t number;
  ndrsim_status status = ndrsim_cli_count(name, value, low, high, &number, err);
  if (status == NDRSIM_OK) *out = (int)number;
  return status;
}

ndrsim_status ndrsim_input_init(ndrsim_cli_input *self, ndrsim_error *err) {
  memset(self, 0, sizeof *self);
  const char *block = getenv("NDRSIM_BLOCK");
  if (block == NULL || block[0] == '\0') return NDRSIM_OK;
  return ndrsim_input_int("NDRSIM_BLOCK", block, 1, BLOCK_MAX, &self->block_size, err);
}

void ndrsim_input_free(ndrsim_cli_input *self) {
  for (int k = 0; k < self->n_overrides; k++) {
    free(self->text[k]);
  }
  free(self->text);
  free(self->option);
  free(self->override);
  memset(self, 0, sizeof *self);
}

static ndrsim_status make_room(ndrsim_cli_input *self, ndrsim_error *err) {
  if (self->n_overrides < self->capacity) return NDRSIM_OK;
  int capacity = self->capacity == 0 ? 8 : 2 * self->capacity;
  char **text = realloc(self->text, (size_t)capacity * sizeof *text);
  if (text != NULL) self->text = text;
  ndrsim_override *override = realloc(self->override, (size_t)capacity * sizeof *override);
  if (override != NULL) self->override = override;
  const char **option = realloc(self->option, (size_t)capacity * sizeof *option);
  if (option != NULL) self->option = option;
  if (text == NULL || override == NULL || option == NULL) {
    return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the options");
  }
  self->capacity = capacity;
  return NDRSIM_OK;
}

/* Adds "path=value" with the value between `quote`s, as `option` asked; option and path NULL:
 * `value` is the whole text of a --set. */
static ndrsim_status add_override(ndrsim_cli_input *self, const char *option, const char *path,
                                  const char *value, const char *quote, ndrsim_error *err) {
  ndrsim_status status = make_room(self, err);
  if (status != NDRSIM_OK) return status;
  size_t size = strlen(value) + 64;
  char *text = malloc(size);
  if (text == NULL) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for an option");
  if (path == NULL) {
    snprintf(text, size, "%s", value);
  } else {
    snprintf(text, size, "%s=%s%s%s", path, quote, value, quote);
  }
  self->text[self->n_overrides] = text;
  self->option[self->n_overrides] = option;
  self->override[self->n_overrides].text = text;
  self->n_overrides++;
  return NDRSIM_OK;
}

/* --replicates N and the like: checked here so that messages name the option, then an override. */
static ndrsim_status add_count(ndrsim_cli_input *self, const char *option, const char *path,
                               const char *quote, const char *value, uint64_t low, uint64_t high,
                               ndrsim_error *err) {
  uint64_t number;
  char digits[32];
  ndrsim_status status = ndrsim_cli_count(option, value, low, high, &number, err);
  if (status != NDRSIM_OK) return status;
  snprintf(digits, sizeof digits, "%llu", (unsigned long long)number); /* 007 is no JSON */
  return add_override(self, option, path, digits, quote, err);
}

/* "500M", "8G": whole numbers of bytes with one of the letters, or none. */
static ndrsim_status take_size(const char *value, int64_t *bytes, ndrsim_error *err) {
  static const char letters[] = "KMGT";
  size_t digits = strspn(value, "0123456789");
  const char *unit = value + digits;
  const char *power = *unit != '\0' ? strchr(letters, toupper((unsigned char)*unit)) : NULL;
  bool good = digits > 0 && digits < 16 && (*unit == '\0' || (power != NULL && unit[1] == '\0'));
  double size = strtod(value, NULL);
  for (ptrdiff_t k = power != NULL ? power - letters + 1 : 0; k > 0; k--)
    size *= 1000;
  if (good && size >= 1 && size < 9e18) {
    *bytes = (int64_t)size;
    return NDRSIM_OK;
  }
  char shown[96];
  ndrsim_text_escape(shown, sizeof shown, value, strlen(value));
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "--memory: expected a number of bytes such as 500M or 8G, found `%s`",
                          shown);
}

ndrsim_status ndrsim_input_take(ndrsim_cli_input *self, const ndrsim_option *option,
                                const char *value, ndrsim_error *err) {
  switch (option->id) {
  case NDRSIM_INPUT_BOOK:
    if (value[0] == '\0')
      return ndrsim_error_set(err, NDRSIM_USAGE, "--book: expected a file, found an empty name");
    self->book = value;
    return NDRSIM_OK;
  case NDRSIM_INPUT_SET:
    return add_override(self, NULL, NULL, value, "", err);
  case NDRSIM_INPUT_REPLICATES:
    return add_count(self, "--replicates", "replicates", "", value, 1, REPLICATES_MAX, err);
  case NDRSIM_INPUT_HORIZON:
    return add_count(self, "--horizon", "horizon", "", value, 1, NDRSIM_MAX_HORIZON, err);
  case NDRSIM_INPUT_SEED: /* as a string: JSON numbers lose integers above 2^53 */
    return add_count(self, "--seed", "seed", "\"", value, 0, UINT64_MAX, err);
  case NDRSIM_INPUT_WITHOUT_INITIATIVES:
    return add_override(self, "--without-initiatives", "initiatives", "[]", "", err);
  case NDRSIM_INPUT_THREADS:
    return ndrsim_input_int("--threads", value, 1, THREADS_MAX, &self->threads, err);
  case NDRSIM_INPUT_MEMORY:
    return take_size(value, &self->memory, err);
  default:
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "option --%s is nobody's", option->name);
  }
}

void ndrsim_input_name_option(const ndrsim_cli_input *self, ndrsim_error *err) {
  char said[160];
  if (strcmp(err->file, "--set") != 0) return;
  for (int k = 0; k < self->n_overrides; k++) {
    if (self->option[k] == NULL) continue;
    snprintf(said, sizeof said, "`%.120s`", self->text[k]);
    size_t n = strlen(said);
    if (strncmp(err->message, said, n) != 0) continue;
    if (strncmp(err->message + n, ": ", 2) == 0) n += 2;
    memmove(err->message, err->message + n, strlen(err->message + n) + 1);
    snprintf(err->file, sizeof err->file, "%s", self->option[k]);
    return;
  }
}

ndrsim_status ndrsim_input_scenario(ndrsim_cli_input *self, const char *scenario,
                                    ndrsim_error *err) {
  bool ships = ndrsim_cli_shipped(scenario, self->shipped, sizeof self->shipped);
  self->scenario = ships ? self->shipped : scenario;
  if (self->book != NULL && strcmp(self->book, "-") == 0 && strcmp(scenario, "-") == 0) {
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "the scenario and the book cannot both be standard input");
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_input_load(const ndrsim_cli_input *self, ndrsim_model *model,
                                ndrsim_error *err) {
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (catalogue == NULL) return err->status;
  ndrsim_status status = ndrsim_scenario_load(model, catalogue, self->scenario, self->override,
                                              self->n_overrides, err);
  if (status == NDRSIM_IO) ndrsim_cli_shipped_hint(self->scenario, err);
  if (status != NDRSIM_OK) ndrsim_input_name_option(self, err);
  if (status == NDRSIM_OK && self->book != NULL) status = ndrsim_book_read(model, self->book, err);
  return status;
}
