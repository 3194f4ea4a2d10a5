/* Writes a dictionary for libFuzzer from the program's own tables: fuzz_dict
 * scenario|set|book|manifest|stress. New parameters are in it without anybody's doing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/book_reader.h"
#include "scenarios/loader.h"
#include "sim/engine.h"
#include "tests/fuzz/fuzz.h"

/* One entry; repeated words are harmless to libFuzzer, but each is printed once. */
static void word(const char *text) {
  static char seen[2048][192];
  static int n;
  for (int k = 0; k < n; k++)
    if (strcmp(seen[k], text) == 0) return;
  if (n < 2048) snprintf(seen[n++], sizeof seen[0], "%s", text);
  putchar('"');
  for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      printf("\\%c", *p);
    else if (*p < 0x20 || *p >= 0x7f)
      printf("\\x%02X", (unsigned)*p);
    else
      putchar(*p);
  }
  printf("\"\n");
}

static void words(const char *const *list, size_t n) {
  for (size_t k = 0; k < n; k++)
    word(list[k]);
}
#define WORDS(...)                                                                                 \
  words((const char *const[]){__VA_ARGS__},                                                        \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void quoted(const char *text, size_t n) {
  char out[192];
  snprintf(out, sizeof out, "\"%.*s\"", (int)n, text);
  word(out);
}

/* Each part of "a|b" or "a.b" in quotes. */
static void parts(const char *text, const char *separators) {
  while (text != NULL && *text != '\0') {
    size_t n = strcspn(text, separators);
    if (n > 0 && *text != '*') quoted(text, n);
    text += n + (text[n] != '\0');
  }
}

static void number(double value) {
  char out[64];
  if (!isfinite(value)) return;
  snprintf(out, sizeof out, "%.10g", value);
  word(out);
}

/* Arguments of the distributions stand in scenarios/distribution.c as literals too. */
static const char *const form_key[] = {"by_segment",  "schedule",     "interpolate",
                                       "linear",      "step",         "value",
                                       "dist",        "per",          "account",
                                       "default",     "min",          "max",
                                       "mean",        "sd",           "mu",
                                       "sigma",       "median",       "a",
                                       "b",           "shape",        "scale",
                                       "low",         "high",         "mode",
                                       "values",      "weights",      "rho",
                                       "between",     "correlations", "forced",
                                       "from",        "to",           "regime",
                                       "source",      "note",         "$comment",
                                       "initiatives", "times",        "ramp",
                                       "adoption",    "cost",         "cost_per_month",
                                       "set",         "churn.base",   "tiers.pro.price"};

/* fn(path as declared, row) for every row of every table. */
static void each_row(void (*take)(const ndrsim_param_def *def)) {
  int n;
  const ndrsim_param_def *def = ndrsim_structure_params(&n);
  for (int k = 0; k < n; k++)
    take(&def[k]);
  for (int k = 0; (def = ndrsim_catalogue_param(fuzz_catalogue(), k, NULL)) != NULL; k++)
    take(def);
}

static void take_for_scenario(const ndrsim_param_def *def) {
  parts(def->path, ".");
  parts(def->choices, "|");
  number(def->low);
  number(def->high);
}

static void take_for_set(const ndrsim_param_def *def) {
  static const char *const name[] = {"lite", "pro", "smb", "enterprise"};
  char path[192], setting[200];
  bool tier = ndrsim_list_of_row(def) >= 0, starred = strchr(def->path, '*') != NULL;
  for (int k = tier || !starred ? 0 : 2; k < (tier ? 2 : 4); k++) {
    if (ndrsim_catalogue_expand(def->path, name[k], path, sizeof path) != 0) return;
    snprintf(setting, sizeof setting, "%s=", path);
    word(setting);
    if (!starred) break;
  }
  take_for_scenario(def);
}

static void json_words(void) {
  int n;
  const char *const *key = ndrsim_loader_header_keys(&n);
  for (int k = 0; k < n; k++)
    quoted(key[k], strlen(key[k]));
  for (size_t k = 0; k < sizeof form_key / sizeof *form_key; k++)
    quoted(form_key[k], strlen(form_key[k]));
  for (int k = 0; k < NDRSIM_DIST_KINDS; k++)
    quoted(ndrsim_dist_name((ndrsim_dist_kind)k), strlen(ndrsim_dist_name((ndrsim_dist_kind)k)));
  WORDS("{", "}", "[", "]", ":", ",", "true", "false", "null", "\\u0000", "\\ud800", "\\u001b",
        "1e999", "1e308", "5e-324", "-0", "012", "9007199254740993", "18446744073709551615",
        "\xef\xbb\xbf", "\xff", "{\"dist\":\"beta\",\"mean\":0.5,\"sd\":0.1}",
        "{\"schedule\":{\"0\":1,\"6\":2}}", "{\"by_segment\":{\"default\":1}}",
        ",\"per\":\"account\"", "{\"value\":1}");
}

static void for_scenario(void) {
  json_words();
  each_row(take_for_scenario);
}

static void for_set(void) {
  json_words();
  WORDS("\n", "=", ".", "[0]", "[3]", "correlations[0].rho=0", "correlations[3]=",
        "macro.forced[0]=", "churn.base.by_segment.smb.mean=", "title=", "seed=");
  each_row(take_for_set);
}

static void take_path(const ndrsim_param_def *def) {
  quoted(def->path, strlen(def->path));
}

static void for_stress(void) {
  static const char *const key[] = {"stresses", "title", "what",         "group",  "shock", "from",
                                    "months",   "ramp",  "anti_pattern", "regime", "set",   "times",
                                    "downturn", "plus",  "whole_run",    "top"};
  json_words();
  for (size_t k = 0; k < sizeof key / sizeof *key; k++)
    quoted(key[k], strlen(key[k]));
  each_row(take_path);
}

static void for_book(void) {
  words(ndrsim_book_column_name, NDRSIM_BOOK_COLUMNS);
  WORDS("smb", "mid_market", "enterprise", "lite", "pro", "ultra", "x_note", ",", "\"", "\"\"",
        "\n", "\r\n", "\r", "\xef\xbb\xbf", "2025-12", "2026-01", "1999-13", "-14", "-1200", "0",
        "-1", "12", "0.00", "100.00", "9999999999.99", "2147483647", "2147483648", "1000000",
        "9223372036854775807", "1e6", "1e-30", "nan", "inf", "0x10", "0.5", "1.0", "0.999");
}

static void for_manifest(void) {
  static const char *const key[] = {"manifest_version",
                                    "program",
                                    "ndrsim",
                                    "version",
                                    "0.1.0",
                                    "schema_version",
                                    "scenario",
                                    "name",
                                    "file",
                                    "sha256",
                                    "book",
                                    "path",
                                    "overrides",
                                    "seed",
                                    "horizon",
                                    "replicates",
                                    "charts",
                                    "list",
                                    "formats",
                                    "files",
                                    "size",
                                    "../../etc",
                                    "/etc/passwd",
                                    "scenario.json",
                                    "replicates_requested",
                                    "layer_samples",
                                    "layer_samples_requested"};
  for (size_t k = 0; k < sizeof key / sizeof *key; k++)
    quoted(key[k], strlen(key[k]));
  WORDS("{", "}", "[", "]", ":", ",", "null", "18446744073709551615", "18446744073709551616",
        "9007199254740993", "1e999", "\\u0000", "\\u001b", "-1", "1.5",
        "\"0000000000000000000000000000000000000000000000000000000000000000\"");
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*write)(void);
  } target[] = {{"scenario", for_scenario},
                {"set", for_set},
                {"book", for_book},
                {"manifest", for_manifest},
                {"stress", for_stress}};
  for (size_t k = 0; argc == 2 && k < sizeof target / sizeof *target; k++) {
    if (strcmp(argv[1], target[k].name) != 0) continue;
    target[k].write();
    return fflush(stdout) == 0 ? 0 : 1;
  }
  fprintf(stderr, "usage: fuzz_dict scenario|set|book|manifest|stress\n");
  return 2;
}
