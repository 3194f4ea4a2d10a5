/* Every allocation fails in turn in what is handed on: the document of a run, the page, the
 * database (see test_allocations.c). The workbook's library does not survive all of them: the
 * document and what is ours around it are tested, its own allocations are left alone. */
#include "report/database.h"
#include "report/handout.h"
#include "report/html.h"
#include "report/run_document.h"
#include "report/text_stream.h"
#include "tests/faults/every_allocation.h"

static ndrsim_document whole_document; /* made without faults */

/* Every cell of a document. */
static void take_cells(const ndrsim_document *document, ndrsim_digest *digest) {
  for (int s = 0; s < document->n_sections; s++)
    for (int t = 0; t < document->section[s]->n_tables; t++) {
      const ndrsim_table *table = document->section[s]->table[t];
      for (int k = 0; k < table->n_cells; k++) {
        const ndrsim_cell *cell = &table->cell[k];
        ndrsim_digest_update(digest, &cell->number, sizeof cell->number);
        if (cell->text != NULL) ndrsim_digest_update(digest, cell->text, strlen(cell->text));
        if (cell->formula != NULL)
          ndrsim_digest_update(digest, cell->formula, strlen(cell->formula));
      }
    }
}

static ndrsim_status make_document(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_report self = report();
  ndrsim_document document;
  ndrsim_document_init(&document, "run", "words");
  ndrsim_status status = ndrsim_document_run(&document, &self, err);
  if (status == NDRSIM_OK) take_cells(&document, digest);
  ndrsim_document_free(&document);
  return status;
}

static ndrsim_status make_page(ndrsim_digest *digest, ndrsim_error *err) {
  ndrsim_text_stream out;
  char *text = NULL;
  size_t size = 0;
  ndrsim_status status = ndrsim_text_stream_init(&out, err);
  if (status == NDRSIM_OK) status = ndrsim_html_write(&whole_document, out.stream, err);
  if (status == NDRSIM_OK) status = ndrsim_text_stream_finish(&out, &text, &size, err);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, text, size);
  ndrsim_text_stream_free(&out);
  free(text);
  return status;
}

/* Page and database through their places; what is in the database is counted, not its bytes, which
 * hold a time. */
static ndrsim_status hand_on(ndrsim_digest *digest, ndrsim_error *err) {
  char directory[128], html[160], database[160];
  snprintf(directory, sizeof directory, "%s/handed", root);
  snprintf(html, sizeof html, "%s/r.html", directory);
  snprintf(database, sizeof database, "%s/r.sqlite", directory);
  ndrsim_report self = report();
  ndrsim_handout handout;
  ndrsim_handout_init(&handout);
  handout.html = html;
  handout.database = database;
  ndrsim_status status = ndrsim_handout_check(&handout, NULL, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_prepare(&handout, &whole_document, &self, err);
  if (status == NDRSIM_OK) status = ndrsim_handout_place(&handout, err);
  int64_t run = handout.run_number;
  ndrsim_handout_free(&handout);
  if (status == NDRSIM_OK) ndrsim_digest_update(digest, &run, sizeof run);
  /* a database that was begun may stay, empty: another program may have opened it meanwhile */
  static const char *const end[] = {"", "-wal", "-shm", "-journal"};
  for (size_t k = 0; k < sizeof end / sizeof end[0]; k++) {
    char path[192];
    snprintf(path, sizeof path, "%s%s", database, end[k]);
    unlink(path);
  }
  if (status != NDRSIM_OK) rmdir(directory);
  return settle(status, directory, digest, err);
}

TEST(document, make_document, sampled(7))
TEST(page, make_page, 1)
TEST(handed, hand_on, sampled(97))

static int prepare_all(void **state) {
  if (prepare(state) != 0) return -1;
  ndrsim_error err;
  ndrsim_report self = report();
  ndrsim_document_init(&whole_document, "run", "words");
  return ndrsim_document_run(&whole_document, &self, &err) == NDRSIM_OK ? 0 : -1;
}

static int clear_up_all(void **state) {
  ndrsim_document_free(&whole_document);
  return clear_up(state);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_document),
      cmocka_unit_test(test_page),
      cmocka_unit_test(test_handed),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, prepare_all, clear_up_all);
}
