/* Lists of accounts worth a replay. */
#include <string.h>

#include "report/json_out.h"
#include "report/number.h"
#include "report/replay.h"
#include "report/replay_words.h"
#include "report/report.h"
#include "sim/text.h"

static const char *const by_name[] = {"mrr", "growth", "loss"};
static const char *const by_title[] = {"largest MRR", "largest growth of MRR",
                                       "largest loss of MRR"};

const char *ndrsim_top_name(ndrsim_top_by by) {
  return (unsigned)by < sizeof by_name / sizeof *by_name ? by_name[by] : "unknown";
}

ndrsim_status ndrsim_report_top_text(const ndrsim_top_report *self, FILE *out, ndrsim_error *err) {
  char label[32];
  (void)err;
  ndrsim_month_label(self->model, self->month, label, sizeof label);
  fprintf(out, "%sAccounts with the %s in month %d", self->color ? "\n\033[1m" : "\n",
          by_title[self->by], self->month);
  if (self->model->start_month[0]) fprintf(out, " (%s)", label);
  fprintf(out, ", replicate %u of %s%s\n", self->replicate, self->model->name,
          self->color ? "\033[0m" : "");
  if (self->n == 0) fputs("  none\n", out);
  if (self->n > 0) fprintf(out, "  %14s %14s  %s\n", "MRR", "change", "account");
  for (int i = 0; i < self->n; i++) {
    const ndrsim_top_row *row = &self->row[i];
    char name[4 * NDRSIM_ACCOUNT_NAME], mrr[48], change[48];
    ndrsim_text_escape(name, sizeof name, self->name[i], strlen(self->name[i]));
    ndrsim_words_money(row->mrr, false, mrr, sizeof mrr);
    ndrsim_words_money(row->mrr - row->before, true, change, sizeof change);
    fprintf(out, "  %14s %14s  %s\n", mrr, change, name);
  }
  return NDRSIM_OK;
}

ndrsim_status ndrsim_report_top_json(const ndrsim_top_report *self, FILE *out, ndrsim_error *err) {
  ndrsim_json_out json;
  ndrsim_json_out_init(&json);
  if (!json.failed) {
    ndrsim_json_out_text(&json, json.root, "scenario", self->model->name);
    ndrsim_json_out_integer(&json, json.root, "replicate", self->replicate);
    ndrsim_json_out_integer(&json, json.root, "month", self->month);
    ndrsim_json_out_text(&json, json.root, "by", ndrsim_top_name(self->by));
    cJSON *list = ndrsim_json_out_array(&json, json.root, "accounts");
    for (int i = 0; i < self->n; i++) {
      cJSON *to = ndrsim_json_out_object(&json, list, NULL);
      ndrsim_json_out_text(&json, to, "name", self->name[i]);
      ndrsim_json_out_text(&json, to, "segment", self->model->segment[self->row[i].key.segment]);
      ndrsim_json_out_integer(&json, to, "mrr_cents", self->row[i].mrr);
      ndrsim_json_out_integer(&json, to, "change_cents", self->row[i].mrr - self->row[i].before);
    }
  }
  ndrsim_status status = ndrsim_json_out_write(&json, out, err);
  ndrsim_json_out_free(&json);
  return status;
}
