/* A disk that fails: preloaded into the program by tests/e2e/test_io.sh.
 *
 * NDRSIM_FAULT=CALL:N:WHAT lets the N-th renameat, fsync or unlinkat of the process fail with an
 * errno (EIO, ENOSPC, EROFS), or kills the process in its place ("kill": a power cut as the files
 * see it). */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Counts a call of `name`; non-zero when it is the one that must fail: errno is set. */
static int fails(const char *name, atomic_int *calls) {
  const char *fault = getenv("NDRSIM_FAULT");
  size_t length = strlen(name);
  if (fault == NULL || strncmp(fault, name, length) != 0 || fault[length] != ':') return 0;
  char *what;
  long wanted = strtol(fault + length + 1, &what, 10);
  if (atomic_fetch_add(calls, 1) + 1 != wanted || *what != ':') return 0;
  what++;
  if (strcmp(what, "kill") == 0) raise(SIGKILL);
  errno = strcmp(what, "ENOSPC") == 0 ? ENOSPC : strcmp(what, "EROFS") == 0 ? EROFS : EIO;
  return 1;
}

int renameat(int from_in, const char *from, int to_in, const char *to) {
  static atomic_int calls;
  if (fails("renameat", &calls)) return -1;
  int (*next)(int, const char *, int, const char *);
  *(void **)&next = dlsym(RTLD_NEXT, "renameat");
  return next(from_in, from, to_in, to);
}

int fsync(int file) {
  static atomic_int calls;
  if (fails("fsync", &calls)) return -1;
  int (*next)(int);
  *(void **)&next = dlsym(RTLD_NEXT, "fsync");
  return next(file);
}

int unlinkat(int in, const char *name, int flags) {
  static atomic_int calls;
  if (fails("unlinkat", &calls)) return -1;
  int (*next)(int, const char *, int);
  *(void **)&next = dlsym(RTLD_NEXT, "unlinkat");
  return next(in, name, flags);
}
