/* The moment in which the files of a run take the place of those of an earlier one. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report/output_part.h"

/* Brings a finished file to the disk; a write that failed earlier shows here at the latest. */
static ndrsim_status file_settle(ndrsim_output_file *file, ndrsim_error *err) {
  if (file->stream == NULL) { /* written by another program */
    struct stat info = {0};
    int fd = open(file->temp, O_RDONLY | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) != 0 || fstat(fd, &info) != 0;
    ndrsim_status status = failed ? ndrsim_output_io_error(err, "write", file->name) : NDRSIM_OK;
    if (fd >= 0) close(fd);
    if (status == NDRSIM_OK && info.st_size == 0) {
      status = ndrsim_error_set(err, NDRSIM_IO, "cannot write `%s`: it stayed empty", file->name);
    }
    return status;
  }
  errno = 0;
  int failed = fflush(file->stream) != 0 || ferror(file->stream);
  if (failed && errno == 0) errno = EIO; /* an earlier write failed, its reason is gone */
  if (!failed) failed = fsync(fileno(file->stream)) != 0;
  ndrsim_status status = failed ? ndrsim_output_io_error(err, "write", file->name) : NDRSIM_OK;
  if (fclose(file->stream) != 0 && status == NDRSIM_OK) {
    status = ndrsim_output_io_error(err, "write", file->name);
  }
  file->stream = NULL;
  return status;
}

/* Names are on the disk when their directory is. Some file systems cannot do that and say so. */
static ndrsim_status sync_names(const ndrsim_output *self, int directory, ndrsim_error *err) {
  if (fsync(directory) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EBADF) {
    return NDRSIM_OK;
  }
  return ndrsim_output_io_error(err, "write to", self->directory);
}

/* About a name in the directory. */
static ndrsim_status fail_at(const ndrsim_output *self, const char *what, const char *name,
                             ndrsim_error *err) {
  int reason = errno;
  char path[512];
  snprintf(path, sizeof path, "%s/%s", self->directory, name);
  errno = reason;
  return ndrsim_output_io_error(err, what, path);
}

/* From here on names are relative to the directory, and nothing needs memory: what was begun can
 * be taken back when there is none. */

/* Moves what stands at the final name, if anything, to a temporary one. */
static ndrsim_status put_aside(ndrsim_output *self, int directory, int index, ndrsim_error *err) {
  ndrsim_output_file *file = &self->file[index];
  if (file->name == NULL) return NDRSIM_OK; /* scratch */
  char hidden[NDRSIM_OUTPUT_HIDDEN];
  ndrsim_output_hidden(index, "old", hidden);
  struct stat info;
  if (fstatat(directory, file->name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? NDRSIM_OK : fail_at(self, "write", file->name, err);
  }
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return fail_at(self, "write", file->name, err);
  }
  if (renameat(directory, file->name, directory, hidden) != 0) {
    return fail_at(self, "replace", file->name, err);
  }
  file->aside = true;
  return NDRSIM_OK;
}

static ndrsim_status place(ndrsim_output *self, int directory, int index, ndrsim_error *err) {
  ndrsim_output_file *file = &self->file[index];
  if (file->temp == NULL) return NDRSIM_OK; /* to be removed: it is aside */
  if (renameat(AT_FDCWD, file->temp, directory, file->name) != 0) {
    return fail_at(self, "write", file->name, err);
  }
  file->placed = true;
  return NDRSIM_OK;
}

/* Undoes what was done to one name. Returns false when it could not be. */
static bool put_back(ndrsim_output *self, int directory, int index) {
  ndrsim_output_file *file = &self->file[index];
  if (file->name == NULL || (!file->placed && !file->aside)) return true;
  char hidden[NDRSIM_OUTPUT_HIDDEN];
  ndrsim_output_hidden(index, "old", hidden);
  /* over the new file at once, so that one of the two is always there */
  bool done = file->aside ? renameat(directory, hidden, directory, file->name) == 0
                          : unlinkat(directory, file->name, 0) == 0;
  if (!done && errno == ENOENT && !file->aside) done = true;
  if (!done) return false;
  if (file->placed) { /* nothing stands at the temporary name any more */
    free(file->temp);
    file->temp = NULL;
    file->placed = false;
  }
  file->aside = false;
  return true;
}

static int seal_of(const ndrsim_output *self) {
  for (int k = 0; k < self->n; k++) {
    if (self->file[k].seal && self->file[k].name != NULL) return k;
  }
  return -1;
}

/* All renames. The seal of an earlier run goes first and is gone on the disk before another name
 * changes; the new one comes when all other names are on the disk. */
static ndrsim_status place_all(ndrsim_output *self, int directory, ndrsim_error *err) {
  int seal = seal_of(self);
  ndrsim_status status = NDRSIM_OK;
  if (seal >= 0) status = put_aside(self, directory, seal, err);
  if (status == NDRSIM_OK && seal >= 0 && self->file[seal].aside) {
    status = sync_names(self, directory, err);
  }
  for (int k = 0; k < self->n && status == NDRSIM_OK; k++) {
    if (self->file[k].name == NULL || k == seal) continue;
    status = put_aside(self, directory, k, err);
    if (status == NDRSIM_OK) status = place(self, directory, k, err);
  }
  if (status == NDRSIM_OK) status = sync_names(self, directory, err);
  if (status == NDRSIM_OK && seal >= 0) {
    status = place(self, directory, seal, err);
    if (status == NDRSIM_OK) status = sync_names(self, directory, err);
  }
  return status;
}

/* Takes back what place_all did: the new seal first, the old one last. */
static void restore(ndrsim_output *self, int directory, ndrsim_error *err) {
  int seal = seal_of(self);
  bool whole = true;
  if (seal >= 0 && self->file[seal].placed) {
    if (unlinkat(directory, self->file[seal].name, 0) != 0) whole = false;
  }
  for (int k = 0; k < self->n; k++) {
    if (k != seal && !put_back(self, directory, k)) whole = false;
  }
  /* while a file is missing, the directory is not that of the earlier run */
  if (whole && (seal < 0 || put_back(self, directory, seal))) return;
  if (err == NULL) return;
  size_t length = strlen(err->message);
  snprintf(err->message + length, sizeof err->message - length,
           "; files of two runs may stand in `%.120s`", self->directory);
}

/* What the new files replaced is not wanted any more; their entries become empty. */
static void forget_old(ndrsim_output *self, int directory) {
  char hidden[NDRSIM_OUTPUT_HIDDEN];
  for (int k = 0; k < self->n; k++) {
    ndrsim_output_file *file = &self->file[k];
    if (file->name == NULL) continue;
    ndrsim_output_hidden(k, "old", hidden);
    if (file->aside) unlinkat(directory, hidden, 0);
    file->aside = false;
    free(file->temp);
    file->temp = NULL;
  }
}

ndrsim_status ndrsim_output_commit(ndrsim_output *self, ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < self->n && status == NDRSIM_OK; k++) {
    ndrsim_output_file *file = &self->file[k];
    if (file->name != NULL && file->temp != NULL) status = file_settle(file, err);
  }
  if (status != NDRSIM_OK) return status;
  int directory = open(self->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return ndrsim_output_io_error(err, "write to", self->directory);
  /* two runs that end in one directory at once: one after the other. Where a file system has no
   * locks there is no such protection. */
  while (flock(directory, LOCK_EX) != 0 && errno == EINTR) {
  }
  status = place_all(self, directory, err);
  if (status == NDRSIM_OK) {
    self->made = 0; /* the directory holds results now */
    forget_old(self, directory);
  } else {
    restore(self, directory, err);
  }
  close(directory);
  return status;
}
