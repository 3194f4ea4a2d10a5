#include "cli/verify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "scenarios/scenario.h"
#include "sim/text.h"

#define PATH 4352

ndrsim_status ndrsim_verify_path(const ndrsim_verify *self, const char *name, char *out,
                                 size_t size, ndrsim_error *err) {
  size_t length = strlen(self->directory);
  const char *slash = length > 0 && self->directory[length - 1] == '/' ? "" : "/";
  int written = snprintf(out, size, "%s%s%s", self->directory, slash, name);
  if (written >= 0 && (size_t)written < size) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_USAGE, "the name of the directory is too long");
}

ndrsim_status ndrsim_verify_open(ndrsim_verify *self, const char *directory, ndrsim_error *err) {
  char path[PATH];
  self->directory = directory;
  ndrsim_status status = ndrsim_verify_path(self, NDRSIM_MANIFEST_NAME, path, sizeof path, err);
  if (status != NDRSIM_OK) return status;
  status = ndrsim_manifest_read(path, &self->manifest, err);
  if (status != NDRSIM_IO || access(path, F_OK) == 0) return status;
  snprintf(err->suggestion, sizeof err->suggestion, "%s", "");
  size_t length = strlen(err->message);
  snprintf(err->message + length, sizeof err->message - length,
           " (a finished run has one: is this the directory of a run?)");
  return status;
}

ndrsim_status ndrsim_verify_digests(ndrsim_verify *self, ndrsim_error *err) {
  for (int k = 0; k < self->manifest.n_files; k++) {
    const ndrsim_manifest_file *listed = &self->manifest.file[k];
    char path[PATH], digest[NDRSIM_DIGEST_SIZE];
    uint64_t size;
    ndrsim_status status = ndrsim_verify_path(self, listed->name, path, sizeof path, err);
    if (status != NDRSIM_OK) return status;
    int failed = ndrsim_digest_file(path, listed->size, &size, digest);
    if (failed == ENOENT) {
      self->file[k].listed = NDRSIM_VERDICT_MISSING;
    } else if (failed == ENOTSUP) {
      self->file[k].listed = NDRSIM_VERDICT_NO_FILE;
    } else if (failed != 0) {
      ndrsim_error_set(err, NDRSIM_IO, "cannot be read: %s", strerror(failed));
      snprintf(err->file, sizeof err->file, "%.255s", path);
      return NDRSIM_IO;
    } else if (size != listed->size || strcmp(digest, listed->sha256) != 0) {
      self->file[k].listed = NDRSIM_VERDICT_CHANGED;
    }
  }
  return NDRSIM_OK;
}

static ndrsim_status version_error(const char *what, const char *theirs, const char *ours,
                                   int order, ndrsim_error *err) {
  return ndrsim_error_set(err, NDRSIM_INPUT,
                          "the run is too %s to be done again: it is of %s %s, this program is of "
                          "%s (--files checks its files alone)",
                          order < 0 ? "old" : "new", what, theirs, ours);
}

ndrsim_status ndrsim_verify_versions(const ndrsim_verify *self, const char *version,
                                     ndrsim_error *err) {
  const ndrsim_manifest *m = &self->manifest;
  if (m->schema_version != NDRSIM_SCHEMA_VERSION) {
    char theirs[16], ours[16];
    snprintf(theirs, sizeof theirs, "%d", m->schema_version);
    snprintf(ours, sizeof ours, "%d", NDRSIM_SCHEMA_VERSION);
    return version_error("schema version", theirs, ours,
                         m->schema_version < NDRSIM_SCHEMA_VERSION ? -1 : 1, err);
  }
  if (strcmp(m->version, version) == 0) return NDRSIM_OK;
  char theirs[64];
  ndrsim_text_escape(theirs, sizeof theirs, m->version, strlen(m->version));
  return version_error("ndrsim", theirs, version, ndrsim_version_compare(m->version, version), err);
}

/* --- the book -------------------------------------------------------------------------------- */

static bool is_book(const ndrsim_verify *self, const char *path) {
  char digest[NDRSIM_DIGEST_SIZE];
  uint64_t size;
  return ndrsim_digest_file(path, UINT64_MAX - 1, &size, digest) == 0 &&
         strcmp(digest, self->manifest.book_sha256) == 0;
}

ndrsim_status ndrsim_verify_book(const ndrsim_verify *self, const char *given, char *out,
                                 size_t size, ndrsim_error *err) {
  const ndrsim_manifest *m = &self->manifest;
  char place[3][2 * PATH], shown[300];
  int n = 0, other = -1;
  if (given != NULL) {
    snprintf(place[n++], sizeof place[0], "%s", given);
  } else {
    if (m->book_path != NULL) {
      snprintf(place[n++], sizeof place[0], "%s", m->book_path);
      snprintf(place[n++], sizeof place[0], "%.4095s/%s", self->directory, m->book_path);
    }
    snprintf(place[n++], sizeof place[0], "%.4095s/%s", self->directory, m->book_file);
  }
  for (int k = 0; k < n; k++) {
    if (is_book(self, place[k])) {
      snprintf(out, size, "%s", place[k]);
      return NDRSIM_OK;
    }
    if (other < 0 && access(place[k], F_OK) == 0) other = k;
  }
  if (other >= 0) {
    ndrsim_text_escape(shown, sizeof shown, place[other], strlen(place[other]));
    return ndrsim_error_set(err, NDRSIM_DIFFERS,
                            "the book `%s` is not the one of this run: its SHA-256 is another",
                            shown);
  }
  const char *name = given != NULL ? given : m->book_file;
  ndrsim_text_escape(shown, sizeof shown, name, strlen(name));
  return ndrsim_error_set(err, NDRSIM_INPUT,
                          given != NULL ? "the book `%s` is not there"
                                        : "the book `%s` of this run was not found: name it with "
                                          "--book (--files checks the files alone)",
                          shown);
}

/* --- what was written again ------------------------------------------------------------------ */

static const char *written_again(const ndrsim_output *output, const char *name) {
  for (int k = 0; k < output->n; k++) {
    const ndrsim_output_file *file = &output->file[k];
    if (file->name != NULL && file->temp != NULL && strcmp(file->name, name) == 0) {
      return file->temp;
    }
  }
  return NULL;
}

static bool is_there(const ndrsim_verify_file *file) {
  return file->listed != NDRSIM_VERDICT_MISSING && file->listed != NDRSIM_VERDICT_NO_FILE;
}

ndrsim_status ndrsim_verify_output(ndrsim_verify *self, const ndrsim_output *output, bool charts,
                                   ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->manifest.n_files && status == NDRSIM_OK; k++) {
    const char *name = self->manifest.file[k].name, *again = written_again(output, name);
    ndrsim_verify_file *file = &self->file[k];
    char path[PATH];
    if (!charts && ndrsim_manifest_is_chart(name)) continue;
    file->again = again != NULL;
    file->absent_again = again == NULL;
    if (again == NULL || !is_there(file)) continue;
    status = ndrsim_verify_path(self, name, path, sizeof path, err);
    if (status == NDRSIM_OK) {
      status = ndrsim_files_compare(name, path, again, &file->difference, err);
    }
  }
  return status;
}

/* --- findings -------------------------------------------------------------------------------- */

static bool bad(const ndrsim_verify_file *file) {
  return file->listed != NDRSIM_VERDICT_AS_LISTED || file->absent_again ||
         (file->again && !file->difference.same);
}

int ndrsim_verify_bad(const ndrsim_verify *self, bool charts) {
  int n = 0;
  for (int k = 0; k < self->manifest.n_files; k++) {
    if (ndrsim_manifest_is_chart(self->manifest.file[k].name) == charts) n += bad(&self->file[k]);
  }
  return n;
}

bool ndrsim_verify_intact(const ndrsim_verify *self, const char *name) {
  for (int k = 0; k < self->manifest.n_files; k++) {
    if (strcmp(self->manifest.file[k].name, name) == 0) {
      return self->file[k].listed == NDRSIM_VERDICT_AS_LISTED;
    }
  }
  return false;
}

bool ndrsim_verify_redrawn(const ndrsim_verify *self) {
  for (int k = 0; k < self->manifest.n_files; k++) {
    const ndrsim_verify_file *file = &self->file[k];
    if (ndrsim_manifest_is_chart(self->manifest.file[k].name) && bad(file) &&
        file->listed != NDRSIM_VERDICT_AS_LISTED) {
      return false;
    }
  }
  return true;
}

static void put_place(const ndrsim_difference *difference, char *out, size_t size) {
  if (difference->line == 0) {
    snprintf(out, size, "byte %llu", (unsigned long long)difference->offset + 1);
    return;
  }
  int length = snprintf(out, size, "line %ld, ", difference->line);
  if (difference->field[0] != '\0') {
    snprintf(out + length, size - (size_t)length, "%s: %s there, %s when done again",
             difference->field, difference->value[0], difference->value[1]);
  } else {
    snprintf(out + length, size - (size_t)length, "column %ld: `%s` there, `%s` when done again",
             difference->column, difference->value[0], difference->value[1]);
  }
}

bool ndrsim_verify_line(const ndrsim_verify *self, int index, char *out, size_t size) {
  const char *name = self->manifest.file[index].name;
  const ndrsim_verify_file *file = &self->file[index];
  char place[640] = "";
  if (!bad(file)) return false;
  bool parted = file->again && !file->difference.same;
  if (parted) put_place(&file->difference, place, sizeof place);
  if (file->listed == NDRSIM_VERDICT_MISSING) {
    snprintf(out, size, "%s is missing", name);
  } else if (file->listed == NDRSIM_VERDICT_NO_FILE) {
    snprintf(out, size, "%s is no regular file", name);
  } else if (file->listed == NDRSIM_VERDICT_CHANGED && parted) {
    snprintf(out, size, "%s was changed after the run: %s", name, place);
  } else if (file->listed == NDRSIM_VERDICT_CHANGED && file->again) {
    snprintf(out, size, "%s is what the run writes, but not what the manifest lists", name);
  } else if (file->listed == NDRSIM_VERDICT_CHANGED) {
    snprintf(out, size, "%s was changed after the run: its SHA-256 is not that of the manifest",
             name);
  } else if (file->absent_again) {
    snprintf(out, size, "%s is not written when the run is done again", name);
  } else {
    snprintf(out, size, "%s differs: %s", name, place);
  }
  return true;
}
