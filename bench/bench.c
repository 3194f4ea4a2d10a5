/* ndrsim_bench: how fast the engine is, as ratios, because seconds are the machine's.
 *
 *   single_thread_vs_scalar_gsl   CPU time of the mt19937 twin (tests/twin) over the engine's, one
 *                                 thread, the shipped agent product with more accounts
 *   two_threads_vs_one            wall time with one thread over two
 * Rounds of all four are interleaved; the ratios are of medians, those of the least beside them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cjson/cJSON.h>
#include <gsl/gsl_errno.h>

#include "bench/race.h"
#include "scenarios/scenario.h"

static const char usage[] =
    "usage: ndrsim_bench [--json FILE] [--rounds N] [--accounts N]\n"
    "  --json FILE    also write the figures to FILE (- is standard output)\n"
    "  --rounds N     interleaved rounds, 1 to 99 (default 9)\n"
    "  --accounts N   accounts of the scenario, about (default 60000)\n";

typedef struct settings {
  const char *json;
  long rounds, accounts;
} settings;

static int whole(const char *text, long low, long high, long *value) {
  char *end;
  errno = 0;
  *value = strtol(text, &end, 10);
  return errno == 0 && end != text && *end == '\0' && *value >= low && *value <= high;
}

static int parse(int argc, char **argv, settings *s) {
  *s = (settings){NULL, 9, 60000};
  for (int i = 1; i < argc; i += 2) {
    const char *value = i + 1 < argc ? argv[i + 1] : NULL;
    int ok = 0;
    if (value && strcmp(argv[i], "--json") == 0) {
      s->json = value;
      ok = 1;
    } else if (value && strcmp(argv[i], "--rounds") == 0)
      ok = whole(value, 1, RACE_MOST_ROUNDS, &s->rounds);
    else if (value && strcmp(argv[i], "--accounts") == 0)
      ok = whole(value, 100, 10000000, &s->accounts);
    if (!ok) return 0;
  }
  return 1;
}

static ndrsim_status load(ndrsim_model *model, long accounts, ndrsim_error *err) {
  char file[512], initial[64], monthly[64];
  const char *root = getenv("NDRSIM_SOURCE_DIR");
  const ndrsim_catalogue *catalogue = ndrsim_catalogue_choose(NULL, err);
  if (!catalogue) return err->status;
  /* half at once, half over the 24 months of the scenario's acquisition */
  snprintf(file, sizeof file, "%s/scenarios/agent-product.json", root ? root : NDRSIM_SOURCE_DIR);
  snprintf(initial, sizeof initial, "acquisition.initial=%ld", accounts / 2);
  snprintf(monthly, sizeof monthly, "acquisition.per_month=%ld", accounts / 48);
  const ndrsim_override change[] = {{initial}, {monthly}};
  return ndrsim_scenario_load(model, catalogue, file, change, 2, err);
}

static void show_progress(int round, int rounds) {
  if (isatty(STDERR_FILENO)) fprintf(stderr, "\rround %d of %d ", round + 1, rounds);
}

static double per_month(const race_result *r, double seconds) {
  return seconds * 1e9 / (double)r->account_months;
}

static void print_times(const char *name, const race_times *t, const race_result *r, int n) {
  printf("  %-34s %8.1f %8.1f ms   %6.1f ns/(live account*month)\n", name, 1e3 * race_median(t),
         1e3 * race_least(t), per_month(r, race_median(t) / n));
}

static void print(const ndrsim_model *model, const race_result *r) {
  int n = r->thread_replicates;
  printf("agent-product, %lld accounts, %d months, %lld live account-months, %s, %d rounds\n",
         (long long)r->accounts, model->horizon, (long long)r->account_months,
         model->catalogue->isa, r->twin.n);
  printf("  %-34s %8s %8s\n", "", "median", "least");
  print_times("scalar twin, mt19937 + GSL (CPU)", &r->twin, r, 1);
  print_times("engine, one thread (CPU)", &r->engine, r, 1);
  print_times("engine, one thread (wall)", &r->one, r, n);
  print_times("engine, two threads (wall)", &r->two, r, n);
  printf("  single thread against the twin: %.2f (least: %.2f)\n",
         race_median(&r->twin) / race_median(&r->engine),
         race_least(&r->twin) / race_least(&r->engine));
  printf("  two threads against one:        %.2f (least: %.2f)\n",
         race_median(&r->one) / race_median(&r->two), race_least(&r->one) / race_least(&r->two));
}

static void add_times(cJSON *object, const char *name, const race_times *t, double months) {
  cJSON *o = cJSON_AddObjectToObject(object, name);
  cJSON_AddNumberToObject(o, "median_s", race_median(t));
  cJSON_AddNumberToObject(o, "least_s", race_least(t));
  cJSON_AddNumberToObject(o, "median_ns_per_live_account_month", race_median(t) * 1e9 / months);
  cJSON_AddItemToObject(o, "rounds_s", cJSON_CreateDoubleArray(t->round, t->n));
}

static void add_ratios(cJSON *object, const char *name, const race_result *r,
                       double (*of)(const race_times *)) {
  cJSON *ratios = cJSON_AddObjectToObject(object, name);
  cJSON_AddNumberToObject(ratios, "single_thread_vs_scalar_gsl", of(&r->twin) / of(&r->engine));
  cJSON_AddNumberToObject(ratios, "two_threads_vs_one", of(&r->one) / of(&r->two));
}

static char *as_json(const ndrsim_model *model, const race_result *r) {
  double months = (double)r->account_months, all = months * r->thread_replicates;
  cJSON *root = cJSON_CreateObject();
  add_ratios(root, "ratios", r, race_median);
  add_ratios(root, "ratios_of_least", r, race_least);
  cJSON_AddStringToObject(root, "isa", model->catalogue->isa);
  cJSON_AddStringToObject(root, "scenario", model->name);
  cJSON_AddNumberToObject(root, "accounts", (double)r->accounts);
  cJSON_AddNumberToObject(root, "months", model->horizon);
  cJSON_AddNumberToObject(root, "live_account_months", months);
  cJSON_AddNumberToObject(root, "rounds", r->twin.n);
  cJSON *times = cJSON_AddObjectToObject(root, "times");
  add_times(times, "scalar_gsl_cpu", &r->twin, months);
  add_times(times, "engine_one_thread_cpu", &r->engine, months);
  add_times(times, "engine_one_thread_wall", &r->one, all);
  add_times(times, "engine_two_threads_wall", &r->two, all);
  char *text = cJSON_Print(root);
  cJSON_Delete(root);
  return text;
}

static int write_json(const char *file, const char *text) {
  FILE *out = strcmp(file, "-") == 0 ? stdout : fopen(file, "w");
  if (!out) return 0;
  int ok = fputs(text, out) >= 0 && fputc('\n', out) != EOF;
  if (out == stdout) return fflush(out) == 0 && ok;
  return fclose(out) == 0 && ok;
}

int main(int argc, char **argv) {
  settings s;
  ndrsim_error err = {0};
  ndrsim_model model;
  static race_result result;
  char *json = NULL;
  if (!parse(argc, argv, &s)) {
    fputs(usage, stderr);
    return 2;
  }
  gsl_set_error_handler_off();
  ndrsim_model_init(&model);
  ndrsim_status st = load(&model, s.accounts, &err);
  if (!st) st = race_run(&model, (int)s.rounds, show_progress, &result, &err);
  if (isatty(STDERR_FILENO)) fputs("\r                    \r", stderr);
  if (!st) {
    if (!s.json || strcmp(s.json, "-") != 0) print(&model, &result);
    json = s.json ? as_json(&model, &result) : NULL;
    if (s.json && !json) st = ndrsim_error_set(&err, NDRSIM_MEMORY, "out of memory for JSON");
    if (json && !write_json(s.json, json))
      st = ndrsim_error_set(&err, NDRSIM_IO, "cannot write `%s`: %s", s.json, strerror(errno));
  }
  if (st) {
    char text[1024];
    ndrsim_error_format(&err, text, sizeof text);
    fprintf(stderr, "ndrsim_bench: %s\n", text);
  }
  cJSON_free(json);
  ndrsim_model_free(&model);
  return ndrsim_status_exit_code(st);
}
