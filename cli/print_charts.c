#include "cli/print_charts.h"

#include <stdio.h>
#include "plots/chart.h"

void ndrsim_cli_print_charts(const ndrsim_chart_table *table, const ndrsim_plot_report *charts,
                             unsigned formats) {
  if (charts->drawn + charts->no_data == 0 || charts->no_program > 0) return;
  printf("%s, as", charts->drawn == 1 ? "Chart" : "Charts");
  for (int f = 0; f < NDRSIM_PLOT_FORMATS; f++) {
    if (formats >> f & 1) printf(" .%s", ndrsim_plot_format_name(f));
  }
  printf("\n");
  for (int k = 0; k < table->n; k++) {
    if (charts->outcome[k] == NDRSIM_PLOT_DRAWN) {
      printf("  %-17s %s\n", table->chart[k].name, table->chart[k].what);
    } else if (charts->outcome[k] == NDRSIM_PLOT_NO_DATA) {
      printf("  %-17s not drawn: %s\n", table->chart[k].name, charts->reason[k]);
    }
  }
}
