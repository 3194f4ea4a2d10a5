/* Good books: what is read, its order, its cohorts, its digest. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "data/book.h"
#include "sim/philox.h"

static ndrsim_model model;

/* Two segments and three tiers, month 0 = 2026-01. */
static void use_model(const char *start_month) {
  ndrsim_model_free(&model);
  model.n_segments = 2;
  model.n_tiers = 3;
  strcpy(model.segment[0], "smb");
  strcpy(model.segment[1], "enterprise");
  strcpy(model.tier[0], "lite");
  strcpy(model.tier[1], "pro");
  strcpy(model.tier[2], "ultra");
  strcpy(model.start_month, start_month);
}

static void parse(const char *text) {
  ndrsim_error err;
  ndrsim_status st = ndrsim_book_parse(&model, text, strlen(text), "book.csv", &err);
  if (st != NDRSIM_OK) {
    char line[1024];
    ndrsim_error_format(&err, line, sizeof line);
    fail_msg("%s", line);
  }
}

static const ndrsim_row *row_of(const char *id) {
  for (int64_t i = 0; i < model.n_rows; i++)
    if (model.row[i].id == ndrsim_hash_string(id)) return &model.row[i];
  fail_msg("no row %s", id);
  return NULL;
}

#define HEAD "account_id,start_month,mrr,segment,tier,seats,workflows,tasks,headcount,renewal_in"
#define HEAD2 HEAD ",completion_rate,return_rate\n"
#define HEAD3 "account_id,start_month,mrr,segment,tier,units\n"

static void every_column(void **unused) {
  (void)unused;
  use_model("2026-01");
  parse(HEAD2 "a,2024-11,1234.5,enterprise,pro,12,3,150.5,40,7,0.93,0.615\n"
              "b,-3,0,smb,ultra,,,,,,,\n"
              "c,2026-01,70,smb,lite,1,0,0,1,0,1,0\n");
  assert_int_equal(model.n_rows, 3);
  const ndrsim_row *r = row_of("a");
  assert_int_equal(r->mrr, 123450);
  assert_int_equal(r->start, -14);
  assert_int_equal(r->segment, 1);
  assert_int_equal(r->tier, 1);
  assert_int_equal(r->seats, 12);
  assert_int_equal(r->workflows, 3);
  assert_int_equal(r->headcount, 40);
  assert_int_equal(r->renewal, 7);
  assert_true(r->tasks == 150.5f && r->completion == 0.93f && r->returning == 0.615f);
  r = row_of("b");
  assert_int_equal(r->mrr, 0);
  assert_int_equal(r->start, -3);
  assert_int_equal(r->tier, 2);
  assert_int_equal(r->seats, -1);
  assert_int_equal(r->workflows, -1);
  assert_int_equal(r->headcount, -1);
  assert_int_equal(r->renewal, -1);
  assert_true(isnan(r->tasks) && isnan(r->completion) && isnan(r->returning));
  r = row_of("c");
  assert_int_equal(r->mrr, 7000);
  assert_int_equal(r->start, 0);
  assert_int_equal(r->workflows, 0);
  assert_int_equal(r->renewal, 0);
  assert_true(r->tasks == 0 && r->completion == 1 && r->returning == 0);
  assert_int_equal(model.book_has, 127);
  assert_string_equal(model.book_file, "book.csv");
}

/* A column without one value says nothing, so the output must call it drawn. */
static void metered_units(void **unused) {
  (void)unused;
  use_model("2026-01");
  parse(HEAD3 "a,-1,10,smb,lite,2000000000\nb,-1,10,smb,lite,0\nc,-1,10,smb,lite,\n");
  assert_int_equal(row_of("a")->units, 2000000000);
  assert_int_equal(row_of("b")->units, 0);
  assert_int_equal(row_of("c")->units, -1);
  assert_int_equal(model.book_has, NDRSIM_BOOK_UNITS);
  parse(HEAD "\na,-1,10,smb,lite,,,,,\n");
  assert_int_equal(row_of("a")->units, -1);
}

static void only_columns_with_values_count(void **unused) {
  (void)unused;
  use_model("2026-01");
  parse(HEAD2 "a,-1,1,smb,lite,5,,,,,,\nb,-1,1,smb,lite,,,,,,0.5,\n");
  assert_int_equal(model.book_has, NDRSIM_BOOK_SEATS | NDRSIM_BOOK_COMPLETION);
}

static void money_is_exact(void **unused) {
  (void)unused;
  static const struct {
    const char *text;
    int64_t cents;
  } c[] = {{"0", 0},
           {"0.00", 0},
           {"0.01", 1},
           {".5", 50},
           {"5.", 500},
           {"+19.99", 1999},
           {"1.10", 110},
           {"007.1", 710},
           {"10.000", 1000},
           {"8.290000000", 829},
           {"-0.00", 0},
           {"35.07", 3507},
           {"1000000000.00", INT64_C(100000000000)}};
  for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
    char text[256];
    use_model("2026-01");
    snprintf(text, sizeof text, "mrr,account_id,start_month,segment,tier\n%s,a,-1,smb,pro\n",
             c[i].text);
    parse(text);
    assert_true(model.row[0].mrr == c[i].cents);
  }
}

/* One segment and one tier need no columns. */
static void a_plain_scenario_needs_three_columns(void **unused) {
  (void)unused;
  use_model("");
  model.n_segments = model.n_tiers = 1;
  parse("account_id,start_month,mrr\na,-5,10\n");
  assert_int_equal(model.row[0].segment | model.row[0].tier, 0);
  assert_int_equal(model.book_has, 0);
  assert_string_equal(model.book_cohort[0], "-5");
}

/* The same rows in another order, other line ends, quotes, columns and spaces: the same model. */
static void form_does_not_matter(void **unused) {
  (void)unused;
  static const char *const form[] = {
      "account_id,start_month,mrr,segment,tier\n\"a, b\",-1,5,smb,pro\nz,-2,7.25,enterprise,lite\n"
      "y,-3,9,smb,ultra\n",
      "\xef\xbb\xbf"
      "account_id,start_month,mrr,segment,tier\r\ny,-3,9,smb,ultra\r\n\r\n"
      "z,-2,7.25,enterprise,lite\r\n\"a, b\",-1,5,smb,pro",
      "tier , segment,x_note,\"mrr\", start_month,account_id\r\r"
      "pro,smb,\"two\r\nlines \"\"quoted\"\"\",\"5\",-1,\"a, b\"\r"
      "ultra,smb,,9.00,-3,y\r   \rlite,enterprise,x,+7.250,-2,z\r",
  };
  ndrsim_row first[3];
  for (size_t i = 0; i < 3; i++) {
    use_model("2026-01");
    parse(form[i]);
    assert_int_equal(model.n_rows, 3);
    for (int k = 0; k < 3; k++) { /* NAN is not equal to itself, but its bytes are the same */
      assert_true(model.row[k].line >= 2);
      model.row[k].line = 0; /* where a row stands in its file is for messages only */
      if (i == 0)
        first[k] = model.row[k];
      else
        assert_memory_equal(&first[k], &model.row[k], sizeof first[k]);
    }
  }
  assert_int_equal(model.row[0].segment, 0);
  assert_int_equal(model.row[1].segment, 0);
  assert_int_equal(model.row[2].segment, 1);
  assert_true(model.row[0].id < model.row[1].id);
}

static void make_starts(int n, int step) {
  char *text = malloc(64 + 64 * (size_t)n);
  assert_non_null(text);
  int used = sprintf(text, "account_id,start_month,mrr,segment,tier\n");
  for (int i = 0; i < n; i++)
    used += sprintf(text + used, "a%d,%d,1,smb,pro\n", i, -i * step);
  parse(text);
  free(text);
}

static const char *cohort_of(int start) {
  for (int64_t i = 0; i < model.n_rows; i++)
    if (model.row[i].start == start) return model.book_cohort[model.row[i].cohort];
  fail_msg("nobody started in month %d", start);
  return NULL;
}

static void cohorts_by_month(void **unused) {
  (void)unused;
  use_model("2026-01");
  make_starts(64, 3);
  assert_int_equal(model.n_book_cohorts, 64);
  assert_string_equal(model.book_cohort[0], "2010-04"); /* oldest first */
  assert_string_equal(model.book_cohort[63], "2026-01");
  assert_string_equal(cohort_of(-3), "2025-10");
  use_model("");
  make_starts(64, 3);
  assert_string_equal(cohort_of(-189), "-189");
  assert_string_equal(cohort_of(0), "0");
}

static void cohorts_by_year(void **unused) {
  (void)unused;
  use_model("2026-03");
  make_starts(65, 1);
  assert_int_equal(model.n_book_cohorts, 7);
  assert_string_equal(model.book_cohort[0], "2020"); /* month -64 is 2020-11 */
  assert_string_equal(cohort_of(-2), "2026");
  assert_string_equal(cohort_of(-3), "2025");
  use_model("");
  make_starts(65, 1);
  assert_int_equal(model.n_book_cohorts, 6);
  assert_string_equal(cohort_of(0), "-11..0");
  assert_string_equal(cohort_of(-11), "-11..0");
  assert_string_equal(cohort_of(-12), "-23..-12");
}

static void old_cohorts_are_merged(void **unused) {
  (void)unused;
  use_model("2026-01");
  make_starts(101, 12); /* Januaries 1926..2026 */
  assert_int_equal(model.n_book_cohorts, 64);
  assert_string_equal(model.book_cohort[0], "before 1964");
  assert_string_equal(model.book_cohort[1], "1964");
  assert_string_equal(cohort_of(-1200), "before 1964");
  assert_string_equal(cohort_of(0), "2026");
  use_model("");
  make_starts(101, 12);
  assert_int_equal(model.n_book_cohorts, 64);
  assert_string_equal(model.book_cohort[0], "before -755");
  assert_string_equal(cohort_of(-744), "-755..-744");
  assert_string_equal(cohort_of(-756), "before -755");
}

static void digest_and_files(void **unused) {
  (void)unused;
  static const char text[] = "account_id,start_month,mrr,segment,tier\nx,-1,1,smb,pro\n";
  char file[] = "/tmp/ndrsim-book-XXXXXX";
  int fd = mkstemp(file);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, sizeof text - 1), (int)sizeof text - 1);
  close(fd);
  use_model("2026-01");
  ndrsim_error err;
  assert_int_equal(ndrsim_book_read(&model, file, &err), NDRSIM_OK);
  assert_int_equal(model.n_rows, 1);
  assert_string_equal(model.book_file, file + strlen("/tmp/"));
  /* by sha256sum */
  assert_string_equal(model.book_digest, "f506fb6c5802311a2b44f44a4a6facf4"
                                         "04b61406af89fd38a2ab3990237ca1fe");
  char digest[65];
  strcpy(digest, model.book_digest);
  parse(text);
  assert_string_equal(model.book_digest, digest);
  unlink(file);
  assert_int_equal(ndrsim_book_read(&model, file, &err), NDRSIM_IO);
  assert_string_equal(err.file, file);
  assert_int_equal(ndrsim_book_read(&model, "/", &err), NDRSIM_IO);
  assert_int_equal(model.n_rows, 0); /* a failure leaves no half book */
  assert_null(model.row);
}

/* A file read in pieces of any size is the same file: the book is larger than one piece. */
static void a_large_book(void **unused) {
  (void)unused;
  enum { N = 20000 };
  char *text = malloc(64 + 64 * (size_t)N);
  assert_non_null(text);
  int used = sprintf(text, "account_id,start_month,mrr,segment,tier,x_comment\r\n");
  for (int i = 0; i < N; i++)
    used += sprintf(text + used, "acc-%d,%d,%d.%02d,%s,pro,\"a\r\nb\"\r\n", i, -(i % 50), i,
                    i % 100, i % 3 ? "smb" : "enterprise");
  char file[] = "/tmp/ndrsim-book-XXXXXX";
  int fd = mkstemp(file);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, (size_t)used), used);
  close(fd);
  use_model("2026-01");
  ndrsim_error err;
  assert_int_equal(ndrsim_book_read(&model, file, &err), NDRSIM_OK);
  unlink(file);
  free(text);
  assert_int_equal(model.n_rows, N);
  int64_t total = 0;
  for (int64_t i = 0; i < N; i++) {
    total += model.row[i].mrr;
    const ndrsim_row *a = &model.row[i], *b = a + 1;
    if (i + 1 < N)
      assert_true(a->segment < b->segment || (a->segment == b->segment && a->id < b->id));
  }
  int64_t expected = 0;
  for (int64_t i = 0; i < N; i++)
    expected += 100 * i + i % 100;
  assert_true(total == expected);
  assert_int_equal(row_of("acc-19999")->mrr, 1999999);
}

/* The first CSV block of the user's guide is a book. */
static void the_guide_is_right(void **unused) {
  (void)unused;
  static char guide[65536];
  char file[1024];
  snprintf(file, sizeof file, "%s/docs/book-format.md", NDRSIM_SOURCE_DIR);
  FILE *in = fopen(file, "r");
  assert_non_null(in);
  size_t n = fread(guide, 1, sizeof guide - 1, in);
  fclose(in);
  guide[n] = '\0';
  char *start = strstr(guide, "```csv\n");
  assert_non_null(start);
  start += strlen("```csv\n");
  char *end = strstr(start, "```");
  assert_non_null(end);
  *end = '\0';
  use_model("2026-01");
  strcpy(model.segment[1], "mid_market");
  parse(start);
  assert_int_equal(model.n_rows, 2);
  assert_int_equal(row_of("Fine, Dine & Co")->seats, 2);
}

static int finish(void **unused) {
  (void)unused;
  ndrsim_model_free(&model);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_column),
      cmocka_unit_test(metered_units),
      cmocka_unit_test(only_columns_with_values_count),
      cmocka_unit_test(money_is_exact),
      cmocka_unit_test(a_plain_scenario_needs_three_columns),
      cmocka_unit_test(form_does_not_matter),
      cmocka_unit_test(cohorts_by_month),
      cmocka_unit_test(cohorts_by_year),
      cmocka_unit_test(old_cohorts_are_merged),
      cmocka_unit_test(digest_and_files),
      cmocka_unit_test(a_large_book),
      cmocka_unit_test(the_guide_is_right),
  };
  return cmocka_run_group_tests(tests, NULL, finish);
}
