#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "report/output_part.h"
#include "sim/text.h"

#define SAFE "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

ndrsim_status ndrsim_output_io_error(ndrsim_error *err, const char *what, const char *path) {
  return ndrsim_error_set(err, NDRSIM_IO, "cannot %s `%s`: %s", what, path, strerror(errno));
}

ndrsim_status ndrsim_output_no_memory(ndrsim_error *err) {
  return ndrsim_error_set(err, NDRSIM_MEMORY, "no memory for the names of output files");
}

void ndrsim_output_init(ndrsim_output *self) {
  memset(self, 0, sizeof *self);
}

/* End of the component-th prefix from the end: 0 = the whole path, 1 = without the last name. */
static size_t prefix_length(const char *path, int up) {
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') {
    length--;
  }
  for (; up > 0 && length > 0; up--) {
    while (length > 0 && path[length - 1] != '/') {
      length--;
    }
    while (length > 1 && path[length - 1] == '/') {
      length--;
    }
  }
  return length;
}

/* Without memory of its own: what was made must go when there is none. Cuts the name short. */
static void remove_made(ndrsim_output *self) {
  for (; self->made > 0; self->made--) {
    self->directory[prefix_length(self->directory, 0)] = '\0';
    if (rmdir(self->directory) != 0) return; /* someone else's files are there, so it stays */
    self->directory[prefix_length(self->directory, 1)] = '\0';
  }
}

static void file_release(ndrsim_output_file *file) {
  if (file->stream != NULL) fclose(file->stream);
  if (file->temp != NULL) unlink(file->temp);
  free(file->temp);
  free(file->name);
  *file = (ndrsim_output_file){0};
}

void ndrsim_output_let_go(ndrsim_output *self) {
  if (self->held != NULL) unlink(self->held);
  free(self->held);
  self->held = NULL;
}

void ndrsim_output_free(ndrsim_output *self) {
  ndrsim_output_let_go(self);
  for (int k = 0; k < self->n; k++) {
    file_release(&self->file[k]);
  }
  if (self->directory != NULL) remove_made(self);
  free(self->directory);
  ndrsim_output_init(self);
}

ndrsim_status ndrsim_output_check(const char *directory, ndrsim_error *err) {
  if (directory[0] == '\0') {
    return ndrsim_error_set(err, NDRSIM_USAGE, "the output directory has an empty name");
  }
  for (int up = 0;; up++) {
    size_t length = prefix_length(directory, up);
    char *path = length == 0 ? strdup(".") : strndup(directory, length);
    if (path == NULL) return ndrsim_output_no_memory(err);
    struct stat info;
    ndrsim_status status = NDRSIM_OK;
    bool found = stat(path, &info) == 0;
    if (found && !S_ISDIR(info.st_mode)) {
      status = ndrsim_error_set(err, NDRSIM_IO, "cannot write to `%s`: not a directory", path);
    } else if (found && access(path, W_OK | X_OK) != 0) {
      status = ndrsim_output_io_error(err, "write to", path);
    } else if (!found && errno != ENOENT) {
      status = ndrsim_output_io_error(err, "write to", path);
    }
    free(path);
    if (found || status != NDRSIM_OK || length == 0) return status;
  }
}

ndrsim_status ndrsim_output_plain(const char *path, const char *option, ndrsim_error *err) {
  struct stat info;
  char shown[512];
  if (stat(path, &info) != 0 || S_ISREG(info.st_mode)) return NDRSIM_OK;
  ndrsim_text_escape(shown, sizeof shown, path, strlen(path));
  return ndrsim_error_set(err, NDRSIM_USAGE,
                          "--%s: `%.300s` is %s, which is not overwritten: choose another name",
                          option, shown, S_ISDIR(info.st_mode) ? "a directory" : "no plain file");
}

/* ".ndrsim-HOST-PROCESS-": of this process, or with process 0 of this machine. Another machine may
 * write to the same directory, and its process numbers mean nothing here. */
static void hidden_start(long process, char out[NDRSIM_OUTPUT_HIDDEN]) {
  char host[40] = "";
  if (gethostname(host, sizeof host) != 0) snprintf(host, sizeof host, "host");
  host[sizeof host - 1] = '\0';
  for (char *p = host; *p != '\0'; p++) {
    if (strchr(SAFE, *p) == NULL) *p = '_';
  }
  if (process > 0) {
    snprintf(out, NDRSIM_OUTPUT_HIDDEN, ".ndrsim-%s-%ld-", host, process);
  } else {
    snprintf(out, NDRSIM_OUTPUT_HIDDEN, ".ndrsim-%s-", host);
  }
}

void ndrsim_output_hidden(int index, const char *kind, char out[NDRSIM_OUTPUT_HIDDEN]) {
  hidden_start((long)getpid(), out);
  size_t length = strlen(out);
  snprintf(out + length, NDRSIM_OUTPUT_HIDDEN - length, "%d-%s.tmp", index, kind);
}

/* Temporary files of runs on this machine that were killed: nobody else will remove them. */
static void remove_orphans(const ndrsim_output *self) {
  char start[NDRSIM_OUTPUT_HIDDEN];
  hidden_start(0, start);
  DIR *directory = opendir(self->directory);
  if (directory == NULL) return;
  for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    size_t length = strlen(entry->d_name);
    if (strncmp(entry->d_name, start, strlen(start)) != 0) continue;
    if (length < 4 || strcmp(entry->d_name + length - 4, ".tmp") != 0) continue;
    long process = strtol(entry->d_name + strlen(start), NULL, 10);
    if (process <= 0 || kill((pid_t)process, 0) == 0 || errno != ESRCH) continue;
    unlinkat(dirfd(directory), entry->d_name, 0);
  }
  closedir(directory);
}

ndrsim_status ndrsim_output_open(ndrsim_output *self, const char *directory, ndrsim_error *err) {
  ndrsim_status status = ndrsim_output_check(directory, err);
  if (status != NDRSIM_OK) return status;
  self->directory = strdup(directory);
  if (self->directory == NULL) return ndrsim_output_no_memory(err);
  int absent = 0; /* components that do not exist yet */
  struct stat info;
  for (size_t length; (length = prefix_length(directory, absent)) > 0; absent++) {
    char *path = strndup(directory, length);
    if (path == NULL) return ndrsim_output_no_memory(err);
    int found = stat(path, &info) == 0;
    free(path);
    if (found) break;
  }
  for (int up = absent - 1; up >= 0; up--) {
    char *path = strndup(directory, prefix_length(directory, up));
    if (path == NULL) return ndrsim_output_no_memory(err);
    /* another run may have made it in the meantime: then it is not ours to remove */
    int made = mkdir(path, 0777) == 0;
    if (!made && errno != EEXIST)
      status = ndrsim_output_io_error(err, "create the directory", path);
    free(path);
    if (status != NDRSIM_OK) {
      /* the parents that were made are the components above this one */
      char *parent = strndup(directory, prefix_length(directory, up + 1));
      free(self->directory);
      self->directory = parent;
      if (parent == NULL) self->made = 0;
      return status;
    }
    self->made = made ? self->made + 1 : 0;
  }
  if (absent == 0) remove_orphans(self);
  return NDRSIM_OK;
}

static char *inside(const ndrsim_output *self, const char *name) {
  size_t length = strlen(self->directory), size = length + strlen(name) + 2;
  char *path = malloc(size);
  if (path == NULL) return NULL;
  const char *slash = self->directory[length - 1] == '/' ? "" : "/";
  snprintf(path, size, "%s%s%s", self->directory, slash, name);
  return path;
}

/* Adds an entry with a fresh temporary file; *fd is open for writing. */
static ndrsim_status add_temp(ndrsim_output *self, const char *name, int *fd, ndrsim_error *err) {
  if (self->n == NDRSIM_OUTPUT_FILES) {
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d output files", NDRSIM_OUTPUT_FILES);
  }
  ndrsim_output_file *file = &self->file[self->n];
  *file = (ndrsim_output_file){0};
  if (name != NULL && (file->name = strdup(name)) == NULL) return ndrsim_output_no_memory(err);
  for (unsigned attempt = 0; attempt < 1000; attempt++) {
    char hidden[NDRSIM_OUTPUT_HIDDEN], kind[16];
    snprintf(kind, sizeof kind, "%u", attempt);
    ndrsim_output_hidden(self->n, kind, hidden);
    char *path = inside(self, hidden);
    if (path == NULL) {
      free(file->name);
      *file = (ndrsim_output_file){0};
      return ndrsim_output_no_memory(err);
    }
    *fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (*fd >= 0) {
      file->temp = path;
      self->n++;
      return NDRSIM_OK;
    }
    int again = errno == EEXIST;
    if (!again) ndrsim_output_io_error(err, "create a file in", self->directory);
    free(path);
    if (!again) break;
    ndrsim_error_set(err, NDRSIM_IO, "cannot find a free temporary name in `%s`", self->directory);
  }
  free(file->name);
  *file = (ndrsim_output_file){0};
  return NDRSIM_IO;
}

static ndrsim_status add_stream(ndrsim_output *self, const char *name, FILE **stream,
                                ndrsim_error *err) {
  int fd = -1;
  ndrsim_status status = add_temp(self, name, &fd, err);
  if (status != NDRSIM_OK) return status;
  ndrsim_output_file *file = &self->file[self->n - 1];
  file->stream = fdopen(fd, "w");
  if (file->stream == NULL) {
    close(fd);
    return ndrsim_output_no_memory(err);
  }
  *stream = file->stream;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_output_create(ndrsim_output *self, const char *name, FILE **stream,
                                   ndrsim_error *err) {
  return add_stream(self, name, stream, err);
}

ndrsim_status ndrsim_output_seal(ndrsim_output *self, const char *name, FILE **stream,
                                 ndrsim_error *err) {
  ndrsim_status status = add_stream(self, name, stream, err);
  if (status == NDRSIM_OK) self->file[self->n - 1].seal = true;
  return status;
}

ndrsim_status ndrsim_output_flush(ndrsim_output *self, int index, ndrsim_error *err) {
  const ndrsim_output_file *file = &self->file[index];
  errno = 0;
  if (file->stream == NULL || (fflush(file->stream) == 0 && !ferror(file->stream))) {
    return NDRSIM_OK;
  }
  if (errno == 0) errno = EIO; /* an earlier write failed, its reason is gone */
  return ndrsim_output_io_error(err, "write", file->name);
}

ndrsim_status ndrsim_output_digest(ndrsim_output *self, int index, bool *counts, uint64_t *size,
                                   char sha256[NDRSIM_DIGEST_SIZE], ndrsim_error *err) {
  const ndrsim_output_file *file = &self->file[index];
  *counts = file->name != NULL && file->temp != NULL && !file->seal;
  if (!*counts) return NDRSIM_OK;
  ndrsim_status status = ndrsim_output_flush(self, index, err);
  if (status != NDRSIM_OK) return status;
  int failed = ndrsim_digest_file(file->temp, UINT64_MAX - 1, size, sha256);
  if (failed == 0) return NDRSIM_OK;
  errno = failed;
  return ndrsim_output_io_error(err, "write", file->name);
}

ndrsim_status ndrsim_output_reserve(ndrsim_output *self, const char *name, const char **path,
                                    ndrsim_error *err) {
  int fd = -1;
  ndrsim_status status = add_temp(self, name, &fd, err);
  if (status != NDRSIM_OK) return status;
  close(fd);
  *path = self->file[self->n - 1].temp;
  return NDRSIM_OK;
}

ndrsim_status ndrsim_output_scratch(ndrsim_output *self, const char **path, FILE **stream,
                                    ndrsim_error *err) {
  ndrsim_status status = add_stream(self, NULL, stream, err);
  if (status == NDRSIM_OK) *path = self->file[self->n - 1].temp;
  return status;
}

ndrsim_status ndrsim_output_hold(ndrsim_output *self, size_t size, ndrsim_error *err) {
  char hidden[NDRSIM_OUTPUT_HIDDEN];
  ndrsim_output_let_go(self);
  ndrsim_output_hidden(self->n, "held", hidden);
  self->held = inside(self, hidden);
  if (self->held == NULL) return ndrsim_output_no_memory(err);
  int fd = open(self->held, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return ndrsim_output_io_error(err, "create a file in", self->directory);
  int failed = posix_fallocate(fd, 0, (off_t)size);
  close(fd);
  if (failed != ENOSPC && failed != EDQUOT && failed != EFBIG) return NDRSIM_OK;
  errno = failed; /* other failures: a file system that cannot tell beforehand */
  return ndrsim_output_io_error(err, "write to", self->directory);
}

void ndrsim_output_drop(ndrsim_output *self, const char *name) {
  for (int k = 0; k < self->n; k++) {
    ndrsim_output_file *file = &self->file[k];
    if (file->name != NULL && file->temp != NULL && strcmp(file->name, name) == 0) {
      file_release(file);
      *file = self->file[--self->n];
      return;
    }
  }
}

ndrsim_status ndrsim_output_remove(ndrsim_output *self, const char *name, ndrsim_error *err) {
  if (self->n == NDRSIM_OUTPUT_FILES) {
    return ndrsim_error_set(err, NDRSIM_INTERNAL, "more than %d output files", NDRSIM_OUTPUT_FILES);
  }
  char *copy = strdup(name);
  if (copy == NULL) return ndrsim_output_no_memory(err);
  self->file[self->n++] = (ndrsim_output_file){.name = copy};
  return NDRSIM_OK;
}
