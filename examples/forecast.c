/* Forecast: a scenario, perhaps a book of accounts, perhaps changes; NDR and MRR with their bands.
 *
 *   forecast SCENARIO [BOOK.csv|-] [PATH=VALUE]...
 *
 * SCENARIO is a file, or the name of one that ships with ndrsim: agent-product.
 */
#include <stdio.h>
#include <string.h>
#include <ndrsim/ndrsim.h>

static int fail(const ndrsim_error *err) {
  char line[1600];
  ndrsim_error_format(err, line, sizeof line);
  fprintf(stderr, "forecast: %s\n", line);
  return ndrsim_status_exit_code(err->status);
}

static ndrsim_status collect(ndrsim_case *input, int argc, char **argv, ndrsim_error *err) {
  ndrsim_status status = ndrsim_case_scenario_file(input, argv[1], err);
  if (status == NDRSIM_OK && argc > 2 && strcmp(argv[2], "-") != 0)
    status = ndrsim_case_book_file(input, argv[2], err);
  for (int k = 3; k < argc && status == NDRSIM_OK; k++)
    status = ndrsim_case_set(input, argv[k], err);
  return status;
}

static ndrsim_status print(const ndrsim_simulation *simulation, ndrsim_error *err) {
  ndrsim_query query = NDRSIM_QUERY_INIT;
  ndrsim_stats ndr = NDRSIM_STATS_INIT, mrr = NDRSIM_STATS_INIT;
  printf("%s: %d replicates\n", ndrsim_simulation_title(simulation),
         ndrsim_simulation_replicates(simulation));
  printf("NDR by %s\n", ndrsim_simulation_convention(simulation));
  for (query.month = 12; query.month <= ndrsim_simulation_horizon(simulation); query.month += 12) {
    query.what = NDRSIM_WHAT_NDR;
    ndrsim_status status = ndrsim_simulation_stats(simulation, &query, &ndr, err);
    if (status != NDRSIM_OK) return status;
    query.what = NDRSIM_WHAT_METRIC;
    query.name = "mrr";
    status = ndrsim_simulation_stats(simulation, &query, &mrr, err);
    if (status != NDRSIM_OK) return status;
    printf(
        "month %2d  NDR %5.1f%% (P10 %5.1f, P90 %5.1f)  MRR %10.0f %s/month (P10 %.0f, P90 %.0f)\n",
        query.month, ndr.p50, ndr.p10, ndr.p90, mrr.p50, ndrsim_simulation_currency(simulation),
        mrr.p10, mrr.p90);
  }
  return NDRSIM_OK;
}

int main(int argc, char **argv) {
  ndrsim_error err = {0};
  ndrsim_simulation *simulation = NULL;
  if (argc < 2) {
    fprintf(stderr, "usage: forecast SCENARIO [BOOK.csv|-] [PATH=VALUE]...\n");
    return 2;
  }
  ndrsim_case *input = ndrsim_case_new();
  if (input == NULL) return 1;
  ndrsim_status status = collect(input, argc, argv, &err);
  if (status == NDRSIM_OK) status = ndrsim_simulation_run(input, NULL, &simulation, &err);
  if (status == NDRSIM_OK) status = print(simulation, &err);
  ndrsim_simulation_free(simulation);
  ndrsim_case_free(input);
  return status == NDRSIM_OK ? 0 : fail(&err);
}
