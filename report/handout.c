#include "report/handout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include "report/html.h"
#include "report/output_part.h"
#include "sim/whole_file.h"
#include "report/xlsx.h"

#define MOST_PICTURE 16000000 /* [bytes] of a chart */

void ndrsim_handout_init(ndrsim_handout *self) {
  *self = (ndrsim_handout){.xlsx = NULL};
  ndrsim_output_init(&self->book);
  ndrsim_output_init(&self->page);
  ndrsim_output_init(&self->place);
}

void ndrsim_handout_free(ndrsim_handout *self) {
  ndrsim_output_free(&self->book);
  ndrsim_output_free(&self->page);
  ndrsim_database_free(self->run);
  self->run = NULL;
  ndrsim_output_free(&self->place); /* after the database: its directory goes if it is empty */
}

bool ndrsim_handout_wanted(const ndrsim_handout *self) {
  return self->xlsx != NULL || self->html != NULL || self->database != NULL;
}

/* "dir/file" -> "dir" and "file". The directory is the caller's to free. NULL: no memory. */
static char *directory_of(const char *path, const char **name) {
  const char *slash = strrchr(path, '/');
  *name = slash != NULL ? slash + 1 : path;
  if (slash == NULL) return strdup(".");
  return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* The file of another kind that ends so: a scenario, a book, a chart, a file of the run itself. */
static const char *foreign_ending(const char *path) {
  static const char *const ending[] = {".json", ".csv", ".png", ".svg", ".pdf"};
  size_t length = strlen(path);
  for (size_t k = 0; k < sizeof ending / sizeof ending[0]; k++) {
    size_t own = strlen(ending[k]);
    if (length > own && strcasecmp(path + length - own, ending[k]) == 0) return ending[k];
  }
  return NULL;
}

static ndrsim_status check_file(const char *path, const char *option, const ndrsim_reads *reads,
                                ndrsim_error *err) {
  const char *name, *ending;
  if (path == NULL) return NDRSIM_OK;
  if (path[0] == '\0' || path[strlen(path) - 1] == '/' || strcmp(path, "-") == 0)
    return ndrsim_error_set(err, NDRSIM_USAGE, "--%s needs the name of a file", option);
  ndrsim_status status = ndrsim_output_plain(path, option, err);
  if (status != NDRSIM_OK) return status;
  if ((ending = foreign_ending(path)) != NULL)
    return ndrsim_error_set(err, NDRSIM_USAGE,
                            "--%s: `%.300s` has the name of another kind of file, with %s: choose "
                            "another name",
                            option, path, ending);
  if (reads != NULL) status = ndrsim_reads_spare(reads, NULL, path, err);
  if (status != NDRSIM_OK) return status;
  char *directory = directory_of(path, &name);
  if (directory == NULL) return ndrsim_output_no_memory(err);
  status = ndrsim_output_check(directory, err);
  free(directory);
  return status;
}

/* Whether two names mean one file, which need not be there. */
static bool same(const char *a, const char *b) {
  struct stat at, bt;
  const char *a_name, *b_name;
  if (a == NULL || b == NULL) return false;
  if (stat(a, &at) == 0 && stat(b, &bt) == 0)
    return at.st_dev == bt.st_dev && at.st_ino == bt.st_ino;
  char *a_place = directory_of(a, &a_name), *b_place = directory_of(b, &b_name);
  bool one = a_place != NULL && b_place != NULL && strcmp(a_name, b_name) == 0;
  if (one && stat(a_place, &at) == 0 && stat(b_place, &bt) == 0) {
    one = at.st_dev == bt.st_dev && at.st_ino == bt.st_ino;
  } else if (one) {
    one = strcmp(a_place, b_place) == 0;
  }
  free(a_place);
  free(b_place);
  return one;
}

ndrsim_status ndrsim_handout_check(const ndrsim_handout *self, const ndrsim_reads *reads,
                                   ndrsim_error *err) {
  if (same(self->xlsx, self->html) || same(self->xlsx, self->database) ||
      same(self->html, self->database))
    return ndrsim_error_set(err, NDRSIM_USAGE, "two of --xlsx, --html and --db name the same file");
  ndrsim_status status = check_file(self->xlsx, "xlsx", reads, err);
  if (status == NDRSIM_OK) status = check_file(self->html, "html", reads, err);
  if (status == NDRSIM_OK) status = check_file(self->database, "db", reads, err);
  if (status == NDRSIM_OK && self->database != NULL)
    status = ndrsim_database_check(self->database, err);
  return status;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Opens the output for the directory of `path`. *name is the file's in it. */
static ndrsim_status open_at(ndrsim_output *output, const char *path, const char **name,
                             ndrsim_error *err) {
  char *directory = directory_of(path, name);
  if (directory == NULL) return ndrsim_output_no_memory(err);
  ndrsim_status status = ndrsim_output_open(output, directory, err);
  free(directory);
  return status;
}

typedef ndrsim_status writer(const ndrsim_document *document, FILE *out, ndrsim_error *err);

static ndrsim_status write_file(ndrsim_output *output, const char *path, writer *write,
                                const ndrsim_document *document, ndrsim_error *err) {
  const char *name;
  FILE *stream;
  ndrsim_status status = open_at(output, path, &name, err);
  if (status == NDRSIM_OK) status = ndrsim_output_create(output, name, &stream, err);
  if (status == NDRSIM_OK) status = write(document, stream, err);
  if (status == NDRSIM_OK) status = ndrsim_output_flush(output, output->n - 1, err);
  return status;
}

ndrsim_status ndrsim_handout_prepare(ndrsim_handout *self, const ndrsim_document *document,
                                     const ndrsim_report *report, ndrsim_error *err) {
  ndrsim_status status = ndrsim_document_check(document, err);
  if (status == NDRSIM_OK && self->xlsx != NULL)
    status = write_file(&self->book, self->xlsx, ndrsim_xlsx_write, document, err);
  if (status == NDRSIM_OK && self->html != NULL)
    status = write_file(&self->page, self->html, ndrsim_html_write, document, err);
  const char *name;
  if (status == NDRSIM_OK && self->database != NULL)
    status = open_at(&self->place, self->database, &name, err);
  if (status == NDRSIM_OK && self->database != NULL)
    status =
        ndrsim_database_add(&self->run, self->database, document, report, &self->run_number, err);
  return status;
}

ndrsim_status ndrsim_handout_place(ndrsim_handout *self, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  if (self->xlsx != NULL) status = ndrsim_output_commit(&self->book, err);
  if (status == NDRSIM_OK && self->html != NULL) status = ndrsim_output_commit(&self->page, err);
  if (status == NDRSIM_OK && self->database != NULL)
    status = ndrsim_database_commit(self->run, err);
  return status;
}

/* --- pictures --------------------------------------------------------------------------------- */

/* The file of this name in an output, by its temporary name; -1 = there is none. */
static int find(const ndrsim_output *output, const char *name) {
  for (int k = 0; k < output->n; k++)
    if (output->file[k].name != NULL && output->file[k].temp != NULL &&
        strcmp(output->file[k].name, name) == 0)
      return k;
  return -1;
}

ndrsim_status ndrsim_handout_pictures(ndrsim_document *document, ndrsim_output *output,
                                      ndrsim_error *err) {
  for (int s = 0; s < document->n_sections; s++)
    for (int f = 0; f < document->section[s]->n_figures; f++) {
      ndrsim_figure *figure = document->section[s]->figure[f];
      char name[96], *text = NULL;
      size_t size = 0;
      snprintf(name, sizeof name, "%.80s.svg", figure->key);
      int k = find(output, name);
      if (k < 0) continue;
      ndrsim_status status =
          ndrsim_whole_file_read(output->file[k].temp, MOST_PICTURE, &text, &size, err);
      if (status != NDRSIM_OK) return status;
      ndrsim_figure_picture(document, figure, text, size);
      free(text);
    }
  return NDRSIM_OK;
}
