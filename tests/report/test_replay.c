/* The writers of a replay: every month is told once, amounts are the replay's, lines fit the width,
 * JSON gives back every number, and nothing of a user's text reaches the terminal as it is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "report/replay.h"
#include "report/replay_words.h"
#include "tests/helpers/lab.h"

enum { ACCOUNTS = 40, REPLICATE = 1 };

typedef struct stage {
  lab l;
  ndrsim_replay replay[ACCOUNTS];
  char name[ACCOUNTS][NDRSIM_ACCOUNT_NAME];
} stage;

static int set_up(void **state) {
  stage *s = calloc(1, sizeof *s);
  assert_non_null(s);
  lab_init(&s->l);
  lab_set(&s->l, "acquisition.initial=120");
  lab_set(&s->l, "acquisition.per_month=0");
  lab_set(&s->l, "horizon=30");
  lab_set(&s->l, "reactivation.hazard=0.2");
  lab_set(&s->l, "capacity.over_cap=overage");
  lab_set(&s->l, "tiers.lite.overage=0.05");
  lab_build(&s->l, "agent-product.json");
  for (int k = 0; k < ACCOUNTS; k++) {
    ndrsim_account_key key;
    ndrsim_error err = {0};
    snprintf(s->name[k], sizeof s->name[k], k < 30 ? "smb/0/%d" : "mid_market/0/%d", k % 30 + 1);
    assert_int_equal(ndrsim_account_find(&s->l.model, s->name[k], &key, &err), NDRSIM_OK);
    if (ndrsim_replay_run(&s->replay[k], &s->l.model, &key, REPLICATE, &err))
      fail_msg("%s", err.message);
  }
  *state = s;
  return 0;
}

static int tear_down(void **state) {
  stage *s = *state;
  for (int k = 0; k < ACCOUNTS; k++)
    ndrsim_replay_free(&s->replay[k]);
  lab_free(&s->l);
  free(s);
  return 0;
}

/* What a writer writes, as a text to be freed. */
static char *written(ndrsim_status (*write)(const ndrsim_replay_report *, FILE *, ndrsim_error *),
                     const ndrsim_replay_report *report) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_int_equal(write(report, out, NULL), NDRSIM_OK);
  assert_int_equal(fclose(out), 0);
  return text;
}

static ndrsim_replay_report report_of(const stage *s, int k, int width) {
  return (ndrsim_replay_report){
      .replay = &s->replay[k], .name = s->name[k], .month = -1, .width = width, .version = "0"};
}

/* --- text ------------------------------------------------------------------------------------- */

/* "4,964.00" of a line "Month 17 (...)  MRR 4,964.00, ..." as cents. */
static int64_t cents_after_mrr(const char *line) {
  const char *at = strstr(line, "MRR ");
  int64_t cents = 0;
  assert_non_null(at);
  for (at += 4; (*at >= '0' && *at <= '9') || *at == ',' || *at == '.'; at++) {
    if (*at == ',' && !(at[1] >= '0' && at[1] <= '9')) break;
    if (*at >= '0' && *at <= '9') cents = 10 * cents + (*at - '0');
  }
  return cents;
}

static void every_month_is_told_once(void **state) {
  const stage *s = *state;
  int told = 0, folded = 0;
  for (int k = 0; k < ACCOUNTS; k++) {
    ndrsim_replay_report report = report_of(s, k, 400);
    char *text = written(ndrsim_report_replay_text, &report), *rest = NULL;
    int next = 0;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
      int from, to;
      if (sscanf(line, "Months %d-%d", &from, &to) == 2) {
        folded += to - from + 1;
      } else if (sscanf(line, "Month %d", &from) == 1) {
        to = from;
        told++;
      } else
        continue;
      assert_int_equal(from, next);
      for (int t = from; t <= to && strstr(line, "MRR ") != NULL; t++)
        assert_true(cents_after_mrr(line) == s->replay[k].month[t].mrr);
      if (strstr(line, "MRR ") == NULL) assert_true(s->replay[k].month[to].mrr == 0);
      next = to + 1;
    }
    assert_int_equal(next, s->replay[k].months);
    free(text);
  }
  assert_true(told > ACCOUNTS && folded > ACCOUNTS);
}

/* Every movement, and everything that happened, is in the text. */
static void nothing_that_happened_is_left_out(void **state) {
  const stage *s = *state;
  int moves = 0, events = 0;
  for (int k = 0; k < ACCOUNTS; k++) {
    const ndrsim_replay *r = &s->replay[k];
    ndrsim_replay_report report = report_of(s, k, 2000);
    char *text = written(ndrsim_report_replay_text, &report);
    for (int t = 0; t < r->months; t++) {
      const ndrsim_replay_month *m = &r->month[t];
      char head[64], money[48], expected[160], line[NDRSIM_WORDS], draw[160];
      snprintf(head, sizeof head, "\nMonth %d (", t);
      const char *from = strstr(text, head), *end = from ? strstr(from + 1, "\nMonth") : NULL;
      size_t length = !from ? 0 : end ? (size_t)(end - from) : strlen(from);
      if (m->moved != NDRSIM_MOVE_NONE) {
        assert_non_null(from);
        ndrsim_words_money(m->mrr - m->before, true, money, sizeof money);
        snprintf(expected, sizeof expected, "%s %s\n", ndrsim_movement_name(m->moved), money);
        assert_non_null(memmem(from, length, expected, strlen(expected)));
        moves++;
      }
      for (int i = m->first_entry; i < m->first_entry + m->n_entries; i++) {
        const ndrsim_trace_entry *e = &r->trace.entry[i];
        if (ndrsim_words_entry(r, e, line, sizeof line) != NDRSIM_WORDS_EVENT) continue;
        assert_non_null(from);
        assert_non_null(memmem(from, length, line, strlen(line)));
        ndrsim_words_draw(e, draw, sizeof draw);
        assert_non_null(memmem(from, length, draw, strlen(draw)));
        events++;
      }
    }
    free(text);
  }
  assert_true(moves > ACCOUNTS && events > 2 * ACCOUNTS);
}

static void lines_fit(void **state) {
  const stage *s = *state;
  static const int widths[] = {40, 60, 96, 160};
  for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
    for (int k = 0; k < ACCOUNTS; k++) {
      ndrsim_replay_report report = report_of(s, k, widths[w]);
      char *text = written(ndrsim_report_replay_text, &report), *rest = NULL;
      for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        bool one_word = strchr(line + strspn(line, " -"), ' ') == NULL;
        bool heading = line[0] != ' ' && strncmp(line, "Month", 5) != 0;
        if (!one_word && !heading && strlen(line) > (size_t)widths[w])
          fail_msg("width %d: `%s`", widths[w], line);
      }
      free(text);
    }
}

static void a_month_in_full(void **state) {
  const stage *s = *state;
  const ndrsim_replay *r = &s->replay[31];
  int month = 20;
  while (month > 0 && !r->month[month].present)
    month--;
  ndrsim_replay_report report = report_of(s, 31, 2000);
  report.month = month;
  char *text = written(ndrsim_report_replay_text, &report), line[NDRSIM_WORDS];
  const char *doc;
  for (int i = 0; i < r->month[month].n_entries; i++) {
    const ndrsim_trace_entry *e = &r->trace.entry[r->month[month].first_entry + i];
    ndrsim_words_entry(r, e, line, sizeof line);
    assert_non_null(strstr(text, line));
  }
  for (int c = 0; c < r->plan.n_columns; c++) {
    if (!ndrsim_replay_is_state(r, c, &doc)) continue;
    snprintf(line, sizeof line, "\n  %s = ", r->plan.column[c].name);
    assert_non_null(strstr(text, line));
  }
  free(text);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *key) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
  if (item == NULL) fail_msg("no member `%s`", key);
  return item;
}

static int64_t whole(const cJSON *object, const char *key) {
  return (int64_t)member(object, key)->valuedouble;
}

static int64_t sum_of(const cJSON *object) {
  const cJSON *item;
  int64_t sum = 0;
  cJSON_ArrayForEach(item, object) sum += (int64_t)item->valuedouble;
  return sum;
}

static void check_decisions(const ndrsim_replay *r, const ndrsim_replay_month *m,
                            const cJSON *list) {
  assert_int_equal(cJSON_GetArraySize(list), m->n_entries);
  for (int i = 0; i < m->n_entries; i++) {
    const ndrsim_trace_entry *e = &r->trace.entry[m->first_entry + i];
    const cJSON *d = cJSON_GetArrayItem(list, i);
    assert_string_equal(member(d, "name")->valuestring, e->name);
    if (e->rule == NDRSIM_RULE_FACT) continue;
    assert_true(whole(d, "word") == (int64_t)e->word);
    assert_true(member(d, "u")->valuedouble == ndrsim_trace_uniform(e));
    if (e->rule == NDRSIM_RULE_EVENT) {
      assert_true((float)member(d, "high")->valuedouble == e->high);
      assert_true((float)member(d, "low")->valuedouble == e->low);
      assert_int_equal(cJSON_IsTrue(member(d, "happened")), e->outcome);
    }
    if (e->rule == NDRSIM_RULE_COUNT) {
      assert_true((float)member(d, "rate")->valuedouble == e->high);
      assert_int_equal(whole(d, "trials"), e->trials);
      assert_int_equal(whole(d, "outcome"), e->outcome);
    }
    if (e->n_factors > 0) assert_int_equal(cJSON_GetArraySize(member(d, "factors")), e->n_factors);
    for (int f = e->first_factor; f < e->first_factor + e->n_factors; f++) {
      double value = r->trace.factor[f].value;
      assert_true(member(member(d, "factors"), r->trace.factor[f].name)->valuedouble == value);
    }
  }
}

static void check_month(const ndrsim_replay *r, int t, const cJSON *item) {
  const ndrsim_replay_month *m = &r->month[t];
  const cJSON *parts = member(item, "parts_c60");
  assert_int_equal(whole(item, "month"), t);
  assert_true(whole(item, "mrr_cents") == m->mrr);
  assert_true(whole(item, "change_cents") == m->mrr - m->before);
  assert_true(sum_of(member(item, "bill_cents")) == m->mrr);
  assert_string_equal(member(item, "movement")->valuestring, ndrsim_movement_name(m->moved));
  if (m->before > 0 && m->mrr > 0)
    for (int lens = 0; lens < NDRSIM_LENSES; lens++)
      assert_true(sum_of(member(parts, ndrsim_lens_name(lens))) == 60 * (m->mrr - m->before));
  if (m->moved == NDRSIM_MOVE_CHURN || m->moved == NDRSIM_MOVE_NEW)
    assert_true(cJSON_IsNull(parts));
  check_decisions(r, m, member(item, "decisions"));
  assert_int_equal(cJSON_GetArraySize(member(member(item, "economy"), "draws")), m->n_macro);
  assert_true(member(member(item, "economy"), "factor")->valuedouble == m->factor);
  if (!m->present) return;
  const cJSON *state = member(item, "state");
  assert_true(whole(state, "seats") == ndrsim_replay_whole(r, "seats", t));
  assert_true((float)member(state, "trust")->valuedouble == ndrsim_replay_real(r, "trust", t));
}

static void json_gives_every_number_back(void **state) {
  const stage *s = *state;
  for (int k = 0; k < ACCOUNTS; k++) {
    const ndrsim_replay *r = &s->replay[k];
    ndrsim_replay_report report = report_of(s, k, 96);
    char *text = written(ndrsim_report_replay_json, &report);
    cJSON *root = cJSON_Parse(text);
    assert_non_null(root);
    const cJSON *months = member(root, "months");
    assert_int_equal(cJSON_GetArraySize(months), r->months);
    for (int t = 0; t < r->months; t++)
      check_month(r, t, cJSON_GetArrayItem(months, t));
    assert_int_equal(cJSON_GetArraySize(member(root, "parameters")), r->model.n_draws);
    assert_int_equal(cJSON_GetArraySize(member(root, "traits")), r->trace.n_traits);
    for (int i = 0; i < r->model.n_draws; i++) {
      const cJSON *p = cJSON_GetArrayItem(member(root, "parameters"), i);
      assert_true(member(p, "quantile")->valuedouble == r->trace.parameter[i].u);
      assert_true(member(p, "value")->valuedouble == r->trace.parameter[i].value);
    }
    for (int i = 0; i < r->trace.n_traits; i++) {
      const cJSON *p = cJSON_GetArrayItem(member(root, "traits"), i);
      assert_true((float)member(p, "value")->valuedouble == r->trace.trait[i].value);
      assert_true(whole(p, "word") == (int64_t)r->trace.trait[i].word);
    }
    cJSON_Delete(root);
    free(text);
  }
}

/* --- texts of users, colours, digits -----------------------------------------------------------
 */

static void hostile_names(void **state) {
  const stage *s = *state;
  static const char name[] = "\x1b[31m`rm`\n\"$(x)\"\x7f\xff";
  for (int json = 0; json < 2; json++) {
    ndrsim_replay_report report = report_of(s, 0, 96);
    report.name = name;
    char *text = written(json ? ndrsim_report_replay_json : ndrsim_report_replay_text, &report);
    for (const char *c = text; *c; c++)
      if (((unsigned char)*c < 32 && *c != '\n' && !(json && *c == '\t')) || *c == 127)
        fail_msg("character %d reaches the reader", *c);
    if (!json) assert_non_null(strstr(text, "Account \\x1B[31m`rm`\\n\"$(x)\"\\x7F\\xFF, repl"));
    free(text);
  }
  const ndrsim_top_row row = {.key = s->replay[0].key, .mrr = 100};
  const char *names[] = {name};
  ndrsim_top_report top = {.model = &s->l.model, .row = &row, .name = names, .n = 1};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_int_equal(ndrsim_report_top_text(&top, out, NULL), NDRSIM_OK);
  fclose(out);
  assert_null(strchr(text, '\x1b'));
  free(text);
}

static void colours(void **state) {
  const stage *s = *state;
  for (int color = 0; color < 2; color++) {
    ndrsim_replay_report report = report_of(s, 0, 96);
    report.color = color;
    char *text = written(ndrsim_report_replay_text, &report);
    assert_int_equal(strchr(text, '\x1b') != NULL, color);
    free(text);
  }
}

static void money(void **state) {
  (void)state;
  static const struct {
    int64_t cents;
    bool sign;
    const char *text;
  } row[] = {{0, false, "0.00"},
             {0, true, "0.00"},
             {5, true, "+0.05"},
             {-5, true, "-0.05"},
             {99999, false, "999.99"},
             {100000, false, "1,000.00"},
             {-123456789, false, "-1,234,567.89"},
             {INT64_MIN, false, "-92,233,720,368,547,758.08"},
             {INT64_MAX, true, "+92,233,720,368,547,758.07"}};
  for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
    char text[48];
    ndrsim_words_money(row[k].cents, row[k].sign, text, sizeof text);
    assert_string_equal(text, row[k].text);
  }
}

/* The digits of a draw show on which side of its bound it fell. */
static void digits_tell_sides_apart(void **state) {
  (void)state;
  char text[160];
  ndrsim_trace_entry e = {.rule = NDRSIM_RULE_EVENT, .word = 27917330, .high = 0.0065f};
  e.outcome = ndrsim_trace_uniform(&e) < (double)e.high;
  ndrsim_words_draw(&e, text, sizeof text);
  assert_string_equal(text, "draw 0.00650001 >= 0.00650000");
  e.word = 1u << 31;
  e.outcome = 0;
  ndrsim_words_draw(&e, text, sizeof text);
  assert_string_equal(text, "draw 0.500 >= 0.007");
  e.low = 0.25f, e.high = 0.75f, e.outcome = 1;
  ndrsim_words_draw(&e, text, sizeof text);
  assert_string_equal(text, "draw 0.500 in [0.250, 0.750)");
}

/* A mechanism that the table of phrases does not know is told all the same. */
static void unknown_entries_are_told(void **state) {
  const stage *s = *state;
  char text[NDRSIM_WORDS];
  ndrsim_trace_entry e = {
      .mechanism = "add_on", .name = "attach", .rule = NDRSIM_RULE_EVENT, .outcome = 1};
  assert_int_equal(ndrsim_words_entry(&s->replay[0], &e, text, sizeof text), NDRSIM_WORDS_EVENT);
  assert_string_equal(text, "add_on: attach = 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_month_is_told_once),
      cmocka_unit_test(nothing_that_happened_is_left_out),
      cmocka_unit_test(lines_fit),
      cmocka_unit_test(a_month_in_full),
      cmocka_unit_test(json_gives_every_number_back),
      cmocka_unit_test(hostile_names),
      cmocka_unit_test(colours),
      cmocka_unit_test(money),
      cmocka_unit_test(digits_tell_sides_apart),
      cmocka_unit_test(unknown_entries_are_told),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
