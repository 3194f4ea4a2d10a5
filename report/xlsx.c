/* The workbook as a whole: formats, properties, and what becomes of the file. */
#include "report/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "report/guard.h"
#include "report/number.h"
#include "report/xlsx_part.h"

/* [s] 2000-01-01: a date that two equal runs share. Excel shows it as the date of creation. */
#define CREATED 946684800

#define PROPERTY 250 /* bytes of a title; Excel takes 255 characters */
#define HEAD_FILL 0xE8ECF1
#define QUIET 0x5F5F5F

void ndrsim_xlsx_note_error(ndrsim_xlsx *self, lxw_error error) {
  if (self->error == LXW_NO_ERROR) self->error = error;
}

void ndrsim_xlsx_clean(const char *text, char out[NDRSIM_XLSX_TEXT]) {
  size_t used = 0, length = strlen(text), room = NDRSIM_XLSX_TEXT - 8;
  if (ndrsim_guard_needed(text)) out[used++] = '\'';
  bool cut = length > room;
  if (cut) {
    length = room;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
      length--; /* not inside a character */
  }
  for (size_t k = 0; k < length; k++) {
    unsigned char c = (unsigned char)text[k];
    out[used++] = (c < 0x20 && c != '\n') || c == 0x7F ? ' ' : text[k];
  }
  snprintf(out + used, NDRSIM_XLSX_TEXT - used, "%s", cut ? "..." : "");
}

static lxw_format *format(ndrsim_xlsx *self) {
  lxw_format *made = workbook_add_format(self->book);
  if (made == NULL) {
    self->failed = true;
    return NULL;
  }
  format_set_font_name(made, "Calibri");
  format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
  return made;
}

static void make_formats(ndrsim_xlsx *self) {
  for (int form = 0; form < NDRSIM_FORMS && !self->failed; form++) {
    self->number[form] = format(self);
    if (!self->failed)
      format_set_num_format(self->number[form], ndrsim_form_format((ndrsim_form)form));
  }
  lxw_format **const other[] = {&self->text,   &self->indented,    &self->wrapped,
                                &self->head,   &self->head_number, &self->head_indented,
                                &self->helper, &self->title,       &self->caption,
                                &self->say,    &self->note};
  for (size_t k = 0; k < sizeof other / sizeof other[0] && !self->failed; k++)
    *other[k] = format(self);
  if (self->failed) return;
  format_set_text_wrap(self->wrapped);
  format_set_indent(self->wrapped, 1);
  format_set_indent(self->indented, 1);
  lxw_format *const head[] = {self->head, self->head_indented, self->head_number, self->helper};
  for (size_t k = 0; k < sizeof head / sizeof head[0]; k++) {
    format_set_text_wrap(head[k]);
    format_set_bottom(head[k], LXW_BORDER_THIN);
    format_set_align(head[k], LXW_ALIGN_VERTICAL_BOTTOM);
    bool number = head[k] == self->head_number || head[k] == self->helper;
    if (number) format_set_align(head[k], LXW_ALIGN_RIGHT);
    if (head[k] == self->helper) continue;
    format_set_bold(head[k]);
    format_set_bg_color(head[k], HEAD_FILL);
  }
  format_set_indent(self->head_indented, 1);
  format_set_italic(self->helper);
  format_set_font_color(self->helper, QUIET);
  format_set_bold(self->title);
  format_set_font_size(self->title, 16);
  format_set_bold(self->caption);
  format_set_font_size(self->caption, 12);
  format_set_text_wrap(self->say);
  format_set_text_wrap(self->note);
  format_set_italic(self->note);
  format_set_font_color(self->note, QUIET);
}

static void set_properties(ndrsim_xlsx *self) {
  char title[NDRSIM_XLSX_TEXT], program[96];
  ndrsim_xlsx_clean(self->document->title, title);
  if (strlen(title) > PROPERTY) snprintf(title, sizeof title, "ndrsim");
  snprintf(program, sizeof program, "ndrsim %.60s", self->document->verb);
  lxw_doc_properties properties = {
      .title = title, .author = program, .comments = program, .created = CREATED};
  ndrsim_xlsx_note_error(self, workbook_set_properties(self->book, &properties));
}

/* What the library met. It knows files only by name, and prints what goes wrong with them; so it
 * writes into memory, and the disk is the caller's. */
static ndrsim_status judge(const ndrsim_xlsx *self, int reason, ndrsim_error *err) {
  /* a string that has no index: there was no memory for its entry */
  bool memory = self->failed || self->error == LXW_ERROR_MEMORY_MALLOC_FAILED ||
                self->error == LXW_ERROR_SHARED_STRING_INDEX_NOT_FOUND || reason == ENOMEM;
  if (memory) return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the workbook");
  if (self->error == LXW_NO_ERROR) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_IO, "the workbook could not be made: %s",
                          reason != 0 ? strerror(reason) : lxw_strerror(self->error));
}

/* A file in memory, by a name that the library can open. -1: not to be had. */
static int memory_file(char *path, size_t size, ndrsim_error *err) {
  int file = memfd_create("ndrsim", MFD_CLOEXEC);
  snprintf(path, size, "/proc/self/fd/%d", file);
  if (file < 0)
    ndrsim_error_set(err, NDRSIM_IO, "the workbook could not be made: %s", strerror(errno));
  return file;
}

static ndrsim_status copy(int file, FILE *out, ndrsim_error *err) {
  char bytes[65536];
  ssize_t n = -1;
  bool whole = lseek(file, 0, SEEK_SET) == 0;
  while (whole && (n = read(file, bytes, sizeof bytes)) > 0)
    whole = fwrite(bytes, 1, (size_t)n, out) == (size_t)n;
  if (whole && n == 0) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_IO, "cannot write the workbook: %s", strerror(errno));
}

static ndrsim_status check_sizes(const ndrsim_document *document, ndrsim_error *err) {
  for (int s = 0; s < document->n_sections; s++)
    for (int t = 0; t < document->section[s]->n_tables; t++) {
      const ndrsim_table *table = document->section[s]->table[t];
      if (ndrsim_table_rows(table) > NDRSIM_XLSX_ROWS - 1000)
        return ndrsim_error_set(err, NDRSIM_LIMIT,
                                "the table `%s` has %d rows, more than a sheet of a workbook holds",
                                table->key, ndrsim_table_rows(table));
    }
  return NDRSIM_OK;
}

static int count_tables(const ndrsim_document *document) {
  int n = 0;
  for (int s = 0; s < document->n_sections; s++)
    n += document->section[s]->n_tables;
  return n;
}

/* Parts of the workbook, before they are packed, go to memory too where the system has such a
 * place.
 */
static char *parts_in(void) {
  static char memory[] = "/dev/shm";
  return access(memory, W_OK | X_OK) == 0 ? memory : NULL;
}

static ndrsim_status make(ndrsim_xlsx *self, const char *path, ndrsim_error *err) {
  lxw_workbook_options options = {.tmpdir = parts_in()};
  int reason = 0;
  self->place = calloc((size_t)count_tables(self->document) + 1, sizeof *self->place);
  self->charts = calloc((size_t)self->document->n_sections + 1, sizeof *self->charts);
  self->book = workbook_new_opt(path, &options);
  self->failed = self->place == NULL || self->charts == NULL || self->book == NULL;
  if (!self->failed) make_formats(self);
  if (!self->failed) set_properties(self);
  for (int s = 0; s < self->document->n_sections && !self->failed; s++)
    ndrsim_xlsx_sheet(self, self->document->section[s]);
  if (!self->failed) ndrsim_xlsx_charts(self);
  if (self->book != NULL) {
    errno = 0;
    lxw_error closed = workbook_close(self->book); /* writes the file, and frees the workbook */
    if (closed != LXW_NO_ERROR) reason = errno;
    ndrsim_xlsx_note_error(self, closed);
  }
  free(self->place);
  free(self->charts);
  return judge(self, reason, err);
}

ndrsim_status ndrsim_xlsx_write(const ndrsim_document *document, FILE *out, ndrsim_error *err) {
  ndrsim_plain_locale locale;
  char path[64];
  ndrsim_status status = ndrsim_document_check(document, err);
  if (status == NDRSIM_OK) status = check_sizes(document, err);
  if (status == NDRSIM_OK) status = ndrsim_plain_locale_enter(&locale, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_xlsx self = {.document = document, .error = LXW_NO_ERROR};
  int file = memory_file(path, sizeof path, err);
  status = file < 0 ? NDRSIM_IO : make(&self, path, err);
  if (status == NDRSIM_OK) status = copy(file, out, err);
  if (file >= 0) close(file);
  ndrsim_plain_locale_leave(&locale);
  return status;
}
