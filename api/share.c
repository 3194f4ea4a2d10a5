#include "api/share.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From the directory of the library, and of a program, to the directory of data: set by CMake from
 * the installation's layout, so that a moved installation still finds its own. */
#ifndef NDRSIM_LIBRARY_TO_DATA
#define NDRSIM_LIBRARY_TO_DATA "../share"
#endif
#ifndef NDRSIM_PROGRAM_TO_DATA
#define NDRSIM_PROGRAM_TO_DATA "../share"
#endif

static bool usable(const char *directory) {
  return access(directory, R_OK | X_OK) == 0;
}

/* directory of `file` + way + "ndrsim/kind" */
static bool beside(const char *file, const char *way, const char *kind, char *out, size_t size) {
  const char *slash = strrchr(file, '/');
  if (slash == NULL) return false;
  int n = snprintf(out, size, "%.*s/%s/ndrsim/%s", (int)(slash - file), file, way, kind);
  return n > 0 && (size_t)n < size && usable(out);
}

static bool beside_library(const char *kind, char *out, size_t size) {
  Dl_info info;
  char path[PATH_MAX];
  /* in a program that is linked statically this names the program as it was called */
  if (dladdr((const void *)&ndrsim_share_directory, &info) == 0 || info.dli_fname == NULL ||
      strchr(info.dli_fname, '/') == NULL || realpath(info.dli_fname, path) == NULL)
    return false;
  return beside(path, NDRSIM_LIBRARY_TO_DATA, kind, out, size);
}

static bool beside_program(const char *kind, char *out, size_t size) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  return beside(path, NDRSIM_PROGRAM_TO_DATA, kind, out, size);
}

bool ndrsim_share_directory(const char *kind, char *out, size_t size) {
  if (beside_library(kind, out, size) || beside_program(kind, out, size)) return true;
#ifdef NDRSIM_SOURCE_DIR
  int n = snprintf(out, size, "%s/%s", NDRSIM_SOURCE_DIR, kind);
  if (n > 0 && (size_t)n < size && usable(out)) return true;
#endif
  snprintf(out, size, "%s/ndrsim/%s", NDRSIM_DATA_DIR, kind);
  return usable(out);
}

bool ndrsim_share_scenario(const char *name, char *out, size_t size) {
  char directory[PATH_MAX];
  if (name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL) return false;
  if (!ndrsim_share_directory("scenarios", directory, sizeof directory)) return false;
  const char *dot = strrchr(name, '.');
  const char *extension = dot != NULL && strcmp(dot, ".json") == 0 ? "" : ".json";
  int n = snprintf(out, size, "%s/%s%s", directory, name, extension);
  return n > 0 && (size_t)n < size && access(out, R_OK) == 0;
}

static int by_name(const void *a, const void *b) {
  return strcmp(a, b);
}

int ndrsim_share_scenarios(char (*name)[NDRSIM_SHARE_NAME], int most) {
  char directory[PATH_MAX];
  int n = 0;
  if (!ndrsim_share_directory("scenarios", directory, sizeof directory)) return 0;
  DIR *list = opendir(directory);
  if (list == NULL) return 0;
  for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
    size_t length = strlen(entry->d_name);
    if (length <= 5 || length - 5 >= NDRSIM_SHARE_NAME || entry->d_name[0] == '.' ||
        strcmp(entry->d_name + length - 5, ".json") != 0 ||
        strstr(entry->d_name, ".schema.") != NULL)
      continue;
    if (n < most) snprintf(name[n], NDRSIM_SHARE_NAME, "%.*s", (int)(length - 5), entry->d_name);
    n++;
  }
  closedir(list);
  qsort(name, (size_t)(n < most ? n : most), sizeof *name, by_name);
  return n;
}
