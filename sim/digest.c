#include "sim/digest.h"

#include <errno.h>
#include <fcntl.h>
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

int ndrsim_digest_file(const char *path, uint64_t *size, char out[NDRSIM_DIGEST_SIZE]) {
  ndrsim_digest digest;
  uint8_t piece[16384];
  ssize_t n;
  *size = 0;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  ndrsim_digest_init(&digest);
  while ((n = read(file, piece, sizeof piece)) != 0) {
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
