/* SHA-256 of inputs, for the manifest: which scenario and which book a result came from. */
#ifndef NDRSIM_SIM_DIGEST_H
#define NDRSIM_SIM_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <nettle/sha2.h>

#define NDRSIM_DIGEST_SIZE 65 /* 64 hexadecimal digits and the end */

typedef struct ndrsim_digest {
  struct sha256_ctx context;
} ndrsim_digest;

void ndrsim_digest_init(ndrsim_digest *self);
void ndrsim_digest_update(ndrsim_digest *self, const void *bytes, size_t size);
/* Writes lower-case hexadecimal; `self` must be initialised again before it is used again. */
void ndrsim_digest_final(ndrsim_digest *self, char out[NDRSIM_DIGEST_SIZE]);

/* The three in one. */
void ndrsim_digest_hex(const void *bytes, size_t size, char out[NDRSIM_DIGEST_SIZE]);

/* Of a whole file, with its size in bytes. Of a larger one than `most` bytes no more than one
 * beyond them are read: *size is most + 1 then, and the digest that of nothing in particular.
 * Returns 0 or an errno; ENOTSUP for what is no regular file: a pipe may wait for ever, a device
 * have no end. */
int ndrsim_digest_file(const char *path, uint64_t most, uint64_t *size,
                       char out[NDRSIM_DIGEST_SIZE]);

#endif
