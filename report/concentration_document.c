/* Concentration: how sure NDR is with fewer customers, and what it is without the largest. */
#include <math.h>
#include "report/concentration.h"
#include "report/number.h"

#define CLOSE 1.1 /* a band this much wider than that of all is as good as it */

static const ndrsim_portfolio_size *all_of(const ndrsim_concentration *self) {
  return &self->size[self->n_sizes - 1];
}

static double width(const ndrsim_portfolio_size *size) {
  return size->ndr.quantile[NDRSIM_P90] - size->ndr.quantile[NDRSIM_P10];
}

static ndrsim_estimate figure(const ndrsim_concentration *self, ndrsim_top_figure which) {
  return self->top[which];
}

static ndrsim_estimate change(const ndrsim_concentration *self, ndrsim_top_figure which) {
  return self->change[which];
}

static const char *grouped(double value, char out[NDRSIM_NUMBER_SIZE]) {
  ndrsim_number_grouped(value, 0, out, NDRSIM_NUMBER_SIZE);
  return out;
}

/* --- words ------------------------------------------------------------------------------------ */

/* The size that a reader thinks of first: 50, or the nearest there is. */
static const ndrsim_portfolio_size *example(const ndrsim_concentration *self) {
  const ndrsim_portfolio_size *best = &self->size[0];
  for (int s = 0; s + 1 < self->n_sizes; s++) {
    double own = fabs(log((double)self->size[s].accounts / 50));
    if (own < fabs(log((double)best->accounts / 50))) best = &self->size[s];
  }
  return best;
}

static void say_sizes(const ndrsim_concentration *self, ndrsim_section *section) {
  const ndrsim_portfolio_size *all = all_of(self), *few = example(self);
  char number[NDRSIM_NUMBER_SIZE];
  ndrsim_estimate accounts = figure(self, NDRSIM_TOP_ACCOUNTS);
  ndrsim_section_say(section,
                     "NDR at %d months of all customers (%s in its base) is between %.1f%% and "
                     "%.1f%% in eight of ten futures.",
                     self->month, grouped(accounts.mean, number), all->ndr.quantile[NDRSIM_P10],
                     all->ndr.quantile[NDRSIM_P90]);
  if (few == all) return;
  ndrsim_section_say(section,
                     "Of %s customers it is between %.1f%% and %.1f%%: a band %.1f times as wide, "
                     "by the luck of single accounts.",
                     grouped((double)few->accounts, number), few->ndr.quantile[NDRSIM_P10],
                     few->ndr.quantile[NDRSIM_P90], width(few) / width(all));
  for (int s = 0; s + 1 < self->n_sizes; s++) {
    if (!(width(&self->size[s]) <= CLOSE * width(all))) continue;
    ndrsim_section_say(section,
                       "From %s customers on the band is that of all but for a tenth: what is left "
                       "is what we do not know and the economy, which more customers do not "
                       "lessen.",
                       grouped((double)self->size[s].accounts, number));
    return;
  }
  if (width(all) > 0) ndrsim_section_say(section, "More customers would still narrow it.");
}

static void say_top(const ndrsim_concentration *self, ndrsim_section *section) {
  ndrsim_estimate share = figure(self, NDRSIM_TOP_SHARE_THEN);
  ndrsim_estimate all = figure(self, NDRSIM_TOP_NDR), rest = figure(self, NDRSIM_TOP_REST);
  ndrsim_estimate gone = figure(self, NDRSIM_TOP_GONE), moved = change(self, NDRSIM_TOP_REST);
  if (!rest.valid) {
    ndrsim_section_say(section, "There are too few customers to speak of their largest tenth.");
    return;
  }
  const char *tells = fabs(moved.mean) <= 2 * moved.se ? "the largest and the others grow alike"
                      : moved.mean < 0 ? "the largest customers carry more of NDR than their share"
                                       : "the largest customers hold NDR down";
  ndrsim_section_say(section,
                     "The largest tenth pays %.0f%% of MRR when the window begins. Without these "
                     "customers NDR is %.1f%% instead of %.1f%% (P50), on average %+.1f points (se "
                     "%.1f): %s.",
                     share.mean, rest.quantile[NDRSIM_P50], all.quantile[NDRSIM_P50], moved.mean,
                     moved.se, tells);
  ndrsim_section_say(section, "If they all left, NDR would be %.1f%% (P50).",
                     gone.quantile[NDRSIM_P50]);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void put_sizes(const ndrsim_concentration *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"accounts", "Customers", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"p5", "P5", "", NDRSIM_FORM_PERCENT, 0},
      {"p10", "P10", "", NDRSIM_FORM_PERCENT, 0},
      {"p50", "P50", "", NDRSIM_FORM_PERCENT, 0},
      {"p90", "P90", "", NDRSIM_FORM_PERCENT, 0},
      {"p95", "P95", "", NDRSIM_FORM_PERCENT, 0},
      {"width", "P90 - P10", "", NDRSIM_FORM_PERCENT, 0},
      {"wider", "Wider", "times", NDRSIM_FORM_RATIO, 0},
      {"drawn", "Portfolios", "", NDRSIM_FORM_COUNT, 0},
      {"mean", "Mean", "%", NDRSIM_FORM_PERCENT, NDRSIM_COLUMN_HELPER},
  };
  char title[96], number[NDRSIM_NUMBER_SIZE];
  snprintf(title, sizeof title, "NDR at %d months by number of customers", self->month);
  ndrsim_table *table = ndrsim_section_table(section, "sizes", title, column,
                                             (int)(sizeof column / sizeof column[0]));
  for (int s = 0; s < self->n_sizes; s++) {
    const ndrsim_portfolio_size *size = &self->size[s];
    ndrsim_table_text(table, size->accounts > 0 ? grouped((double)size->accounts, number) : "all");
    for (int q = 0; q < NDRSIM_QUANTILES; q++) {
      ndrsim_table_number(table, size->ndr.quantile[q]);
    }
    ndrsim_table_number(table, width(size));
    ndrsim_table_number(table, width(size) / width(all_of(self)));
    ndrsim_table_number(table, (double)size->drawn);
    ndrsim_table_number(table, size->ndr.mean);
  }
  ndrsim_table_note(table,
                    "Customers are drawn at random from the base of a simulated future, at most %d "
                    "portfolios of a size from each; sales and CSM are those of the whole company.",
                    NDRSIM_PORTFOLIO_DRAWS);
}

static void put_top(const ndrsim_concentration *self, ndrsim_section *section) {
  static const ndrsim_column column[] = {
      {"figure", "", "", NDRSIM_FORM_TEXT, NDRSIM_COLUMN_NAME},
      {"p10", "P10", "", NDRSIM_FORM_PERCENT, 0},
      {"p50", "P50", "", NDRSIM_FORM_PERCENT, 0},
      {"p90", "P90", "", NDRSIM_FORM_PERCENT, 0},
      {"change", "Change", "points", NDRSIM_FORM_POINTS, 0},
      {"change_se", "(se)", "points", NDRSIM_FORM_TENTHS, 0},
      {"mean", "Mean", "%", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
      {"se", "SE of mean", "%", NDRSIM_FORM_REAL, NDRSIM_COLUMN_HELPER},
  };
  static const struct {
    ndrsim_top_figure figure;
    const char *text;
  } row[] = {
      {NDRSIM_TOP_NDR, "NDR of all"},
      {NDRSIM_TOP_REST, "NDR without the largest tenth"},
      {NDRSIM_TOP_ALONE, "NDR of the largest tenth"},
      {NDRSIM_TOP_GONE, "NDR if the largest tenth had left"},
      {NDRSIM_TOP_SHARE_THEN, "Its share of MRR at the start"},
      {NDRSIM_TOP_SHARE_NOW, "Its share of MRR at the end"},
  };
  char title[96];
  snprintf(title, sizeof title, "With and without the largest tenth (NDR at %d months)",
           self->month);
  ndrsim_table *table =
      ndrsim_section_table(section, "top", title, column, (int)(sizeof column / sizeof column[0]));
  for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
    ndrsim_estimate estimate = figure(self, row[k].figure), moved = change(self, row[k].figure);
    bool compared = row[k].figure >= NDRSIM_TOP_REST && row[k].figure <= NDRSIM_TOP_GONE;
    ndrsim_table_text(table, row[k].text);
    for (int q = NDRSIM_P10; q <= NDRSIM_P90; q++) {
      ndrsim_table_number(table, estimate.quantile[q]);
    }
    ndrsim_table_number(table, compared && moved.valid ? moved.mean : NAN);
    ndrsim_table_number(table, compared && moved.valid ? moved.se : NAN);
    ndrsim_table_number(table, estimate.mean);
    ndrsim_table_number(table, estimate.se);
  }
  ndrsim_table_note(table,
                    "Largest by MRR when the window begins. Change is against NDR of all, in "
                    "the same future.");
}

void ndrsim_report_concentration(const ndrsim_concentration *self, ndrsim_document *out) {
  ndrsim_section *section = ndrsim_document_section(out, "decision", "How much hangs on few");
  say_sizes(self, section);
  say_top(self, section);
  put_sizes(self, section);
  put_top(self, section);
  ndrsim_section_figure(section, "concentration", "NDR by number of customers",
                        "Median and bands of NDR against the number of customers, which narrow to "
                        "the band of all.");
}
