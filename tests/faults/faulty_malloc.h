/* A malloc that fails when told to, for everything in the program: our own code, cJSON, GSL,
 * libcsv, nettle, and what the C library allocates for streams and strings. To be included by one
 * file of a test program.
 *
 * Excluded are allocations that no error can be returned from: those of the OpenMP runtime, which
 * ends the process by itself when one fails, and of the dynamic loader.
 *
 * Calls go on to the next malloc in line: glibc's, AddressSanitizer's under gcc, valgrind's. */
#ifndef NDRSIM_TESTS_FAULTY_MALLOC_H
#define NDRSIM_TESTS_FAULTY_MALLOC_H

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* clang links its sanitizers into the program, where they want to be malloc themselves. */
#if defined(__clang__) && defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FAULTS_IMPOSSIBLE 1
#endif
#endif

/* What runs before AddressSanitizer is ready must not ask it. */
#define FAULTS_BARE __attribute__((no_sanitize("address", "undefined")))

/* AddressSanitizer serves what the C library allocates for strings and streams from inside, where
 * only the freeing comes by here: blocks are then counted by its leak checker alone. */
#ifdef __SANITIZE_ADDRESS__
#define FAULTS_UNCOUNTED 1
#endif

static struct {
  atomic_long count;    /* allocations that could have failed */
  atomic_long injected; /* that did */
  atomic_long live;     /* blocks */
  long from, to;        /* those of number from <= k < to fail */
} faults = {.from = LONG_MAX, .to = LONG_MAX};

#ifndef FAULTS_IMPOSSIBLE

static struct {
  void *(*malloc)(size_t size);
  void *(*calloc)(size_t n, size_t size);
  void *(*realloc)(void *old, size_t size);
  void *(*aligned_alloc)(size_t alignment, size_t size);
  void (*free)(void *old);
  bool ready, making;
} next_malloc;

/* For the first calls, which the search for the next malloc may make itself. */
static union {
  max_align_t align;
  char bytes[16384];
} early;
static size_t early_used;

FAULTS_BARE static bool is_early(const void *block) {
  uintptr_t at = (uintptr_t)block, begin = (uintptr_t)early.bytes;
  return at >= begin && at < begin + sizeof early.bytes;
}

FAULTS_BARE static void *early_block(size_t size) {
  size_t width = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
  if (width > sizeof early.bytes - early_used) abort();
  void *block = early.bytes + early_used;
  early_used += width;
  return block;
}

static struct { uintptr_t from, to; } unfailing[8];
static int n_unfailing;

FAULTS_BARE static int note_library(struct dl_phdr_info *info, size_t size, void *user) {
  (void)size;
  (void)user;
  const char *base = strrchr(info->dlpi_name, '/');
  if (base == NULL ||
      (strncmp(base, "/libgomp", 8) && strncmp(base, "/libomp", 7) && strncmp(base, "/ld-", 4)))
    return 0;
  for (int k = 0; k < info->dlpi_phnum && n_unfailing < 8; k++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[k];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    unfailing[n_unfailing].from = info->dlpi_addr + part->p_vaddr;
    unfailing[n_unfailing++].to = info->dlpi_addr + part->p_vaddr + part->p_memsz;
  }
  return 0;
}

FAULTS_BARE static bool ready(void) {
  if (next_malloc.ready) return true;
  if (next_malloc.making) return false;
  next_malloc.making = true;
  *(void **)&next_malloc.malloc = dlsym(RTLD_NEXT, "malloc");
  *(void **)&next_malloc.calloc = dlsym(RTLD_NEXT, "calloc");
  *(void **)&next_malloc.realloc = dlsym(RTLD_NEXT, "realloc");
  *(void **)&next_malloc.aligned_alloc = dlsym(RTLD_NEXT, "aligned_alloc");
  *(void **)&next_malloc.free = dlsym(RTLD_NEXT, "free");
  dl_iterate_phdr(note_library, NULL);
  next_malloc.ready = true;
  return true;
}

/* A place for a breakpoint. */
FAULTS_BARE __attribute__((noinline)) static void inject(void) {
  atomic_fetch_add(&faults.injected, 1);
  errno = ENOMEM;
}

FAULTS_BARE static bool fails(const void *caller) {
  for (int k = 0; k < n_unfailing; k++)
    if ((uintptr_t)caller >= unfailing[k].from && (uintptr_t)caller < unfailing[k].to) return false;
  long number = atomic_fetch_add(&faults.count, 1);
  if (number < faults.from || number >= faults.to) return false;
  inject();
  return true;
}

FAULTS_BARE static void *counted(void *block) {
  if (block != NULL) atomic_fetch_add(&faults.live, 1);
  return block;
}

/* visible to the shared libraries, whatever the build says about visibility */
#define FAULTS_EXPORTED __attribute__((visibility("default"))) FAULTS_BARE
FAULTS_EXPORTED void *malloc(size_t size);
FAULTS_EXPORTED void *calloc(size_t n, size_t size);
FAULTS_EXPORTED void *realloc(void *old, size_t size);
FAULTS_EXPORTED void *aligned_alloc(size_t alignment, size_t size);
FAULTS_EXPORTED void *memalign(size_t alignment, size_t size);
FAULTS_EXPORTED int posix_memalign(void **out, size_t alignment, size_t size);
FAULTS_EXPORTED void free(void *old);

void *malloc(size_t size) {
  if (!ready()) return early_block(size);
  return fails(__builtin_return_address(0)) ? NULL : counted(next_malloc.malloc(size));
}

void *calloc(size_t n, size_t size) {
  if (!ready()) return early_block(n * size);
  return fails(__builtin_return_address(0)) ? NULL : counted(next_malloc.calloc(n, size));
}

void *realloc(void *old, size_t size) {
  if (!ready() || is_early(old)) abort();
  if (fails(__builtin_return_address(0))) return NULL;
  void *block = next_malloc.realloc(old, size);
  return old == NULL ? counted(block) : block;
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (!ready()) abort();
  return fails(__builtin_return_address(0)) ? NULL
                                            : counted(next_malloc.aligned_alloc(alignment, size));
}

void *memalign(size_t alignment, size_t size) {
  if (!ready()) abort();
  size = (size + alignment - 1) / alignment * alignment;
  return fails(__builtin_return_address(0)) ? NULL
                                            : counted(next_malloc.aligned_alloc(alignment, size));
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  if (!ready()) abort();
  size = (size + alignment - 1) / alignment * alignment;
  if (fails(__builtin_return_address(0))) return ENOMEM;
  void *block = counted(next_malloc.aligned_alloc(alignment, size));
  if (block == NULL) return ENOMEM;
  *out = block;
  return 0;
}

void free(void *old) {
  if (old == NULL || is_early(old) || !ready()) return;
  atomic_fetch_sub(&faults.live, 1);
  next_malloc.free(old);
}
#endif

#endif
