#include "sim/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void ndrsim_digest_init(ndrsim_digest *self) {
  sha256_init(&self->context);
}

void ndrsim_digest_update(ndrsim_digest *self, const void *bytes, size_t size) {
  sha256_update(&self->context, size, bytes);
}

void ndrsim_digest_final(ndrsim_digest *self, char out[NDRSIM_DIGEST_SIZE]) {
  static const char hex[] = "0123456789abcdef";
  uint8_t byte[SHA256_DIGEST_SIZE];
  sha256_digest(&self->context, sizeof byte, byte);
  for (int i = 0; i < SHA256_DIGEST_SIZE; i++) {
    out[2 * i] = hex[byte[i] >> 4];
    out[2 * i + 1] = hex[byte[i] & 15];
  }
  out[2 * SHA256_DIGEST_SIZE] = '\0';
}

void ndrsim_digest_hex(const void *bytes, size_t size, char out[NDRSIM_DIGEST_SIZE]) {
  ndrsim_digest digest;
  ndrsim_digest_init(&digest);
  ndrsim_digest_update(&digest, bytes, size);
  ndrsim_digest_final(&digest, out);
}

/* Opens a regular file: returns its descriptor, or an errno with the sign changed. */
static int open_regular(const char *path) {
  struct stat about;
  /* not to wait for the writer of a pipe, nor to get a terminal; neither matters to a file */
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return errno == ENXIO ? -ENOTSUP : -errno; /* ENXIO: a socket */
  int failed = fstat(file, &about) != 0 ? errno : S_ISREG(about.st_mode) ? 0 : ENOTSUP;
  if (failed == 0) return file;
  close(file);
  return -failed;
}

int ndrsim_digest_file(const char *path, uint64_t most, uint64_t *size,
                       char out[NDRSIM_DIGEST_SIZE]) {
  ndrsim_digest digest;
  uint8_t piece[16384];
  ssize_t n = 1;
  *size = 0;
  int file = open_regular(path);
  if (file < 0) return -file;
  ndrsim_digest_init(&digest);
  while (n != 0 && *size <= most) {
    uint64_t left = most - *size;
    n = read(file, piece, left < sizeof piece ? (size_t)left + 1 : sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int failed = errno;
      close(file);
      return failed;
    }
    ndrsim_digest_update(&digest, piece, (size_t)n);
    *size += (uint64_t)n;
  }
  close(file);
  ndrsim_digest_final(&digest, out);
  return 0;
}
