/* Feeds the files of directories to a fuzz target: the corpus as a regression test, without
 * libFuzzer and under any compiler. Usage: fuzz_NAME DIRECTORY|FILE... */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/fuzz/fuzz.h"

enum { SECONDS = 60 }; /* for one input: a hang ends by SIGALRM, after its name was printed */

static int feed(const char *path) {
  FILE *file = fopen(path, "rb");
  struct stat info;
  if (file == NULL || fstat(fileno(file), &info) != 0) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(1);
  }
  size_t size = (size_t)info.st_size;
  uint8_t *data = malloc(size > 0 ? size : 1); /* no byte more, so that a sanitizer sees overruns */
  if (data == NULL || fread(data, 1, size, file) != size) {
    fprintf(stderr, "%s cannot be read\n", path);
    exit(1);
  }
  fclose(file);
  printf("%s\n", path);
  fflush(stdout);
  alarm(SECONDS);
  LLVMFuzzerTestOneInput(data, size);
  alarm(0);
  free(data);
  return 1;
}

static int not_hidden(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static int feed_directory(const char *directory) {
  struct dirent **entry;
  int n = scandir(directory, &entry, not_hidden, alphasort);
  if (n < 0) return feed(directory);
  for (int k = 0; k < n; k++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, entry[k]->d_name);
    feed(path);
    free(entry[k]);
  }
  free(entry);
  return n;
}

int main(int argc, char **argv) {
  int n = 0;
  for (int k = 1; k < argc; k++)
    n += feed_directory(argv[k]);
  printf("%d inputs\n", n);
  return n > 0 ? 0 : 1; /* an empty corpus would pass whatever is broken */
}
