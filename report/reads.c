#include "report/reads.h"

#include <string.h>
#include <sys/stat.h>
#include "report/report.h"

void ndrsim_reads_add(ndrsim_reads *self, const char *path) {
  struct stat info;
  if (path == NULL || self->n == NDRSIM_READS) return;
  if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) return;
  self->file[self->n].device = info.st_dev;
  self->file[self->n++].inode = info.st_ino;
}

ndrsim_status ndrsim_reads_spare(const ndrsim_reads *self, const char *directory, const char *name,
                                 ndrsim_error *err) {
  char path[4608];
  struct stat info;
  snprintf(path, sizeof path, "%.4000s%s%.500s", directory != NULL ? directory : "",
           directory != NULL ? "/" : "", name);
  if (stat(path, &info) != 0) return NDRSIM_OK;
  for (int k = 0; k < self->n; k++) {
    if (info.st_dev == self->file[k].device && info.st_ino == self->file[k].inode)
      return ndrsim_error_set(
          err, NDRSIM_USAGE,
          "`%.300s` is read here, and would be replaced by what is written: choose "
          "another %s",
          path, directory != NULL ? "directory" : "name");
  }
  return NDRSIM_OK;
}

static bool is_copy(const char *name) {
  char copy[32];
  for (int k = 0; k < NDRSIM_MANIFEST_SCENARIOS; k++) {
    ndrsim_manifest_copy_name(k, copy, sizeof copy);
    if (strcmp(name, copy) == 0) return true;
  }
  return false;
}

ndrsim_status ndrsim_reads_spare_all(const ndrsim_reads *self, const ndrsim_output *output,
                                     ndrsim_error *err) {
  ndrsim_status status = NDRSIM_OK;
  for (int k = 0; k < output->n && status == NDRSIM_OK; k++) {
    const char *name = output->file[k].name;
    if (name == NULL || is_copy(name)) continue;
    status = ndrsim_reads_spare(self, output->directory, name, err);
  }
  return status;
}

ndrsim_status ndrsim_report_spare(const ndrsim_reads *reads, const char *directory,
                                  ndrsim_error *err) {
#define FILE_NAME(name, writer) name,
  static const char *const written[] = {NDRSIM_REPORT_FILE_LIST(FILE_NAME) NDRSIM_MANIFEST_NAME};
#undef FILE_NAME
  ndrsim_status status = NDRSIM_OK;
  for (size_t k = 0; k < sizeof written / sizeof written[0] && status == NDRSIM_OK; k++) {
    status = ndrsim_reads_spare(reads, directory, written[k], err);
  }
  return status;
}
