#include "api/options.h"

#include <string.h>

#define LARGEST 65536 /* no struct of ours will be: a size beyond it is a forgotten INIT */

static ndrsim_status size_of(const void *given, const char *name, size_t *size, ndrsim_error *err) {
  memcpy(size, given, sizeof *size);
  if (*size > sizeof *size && *size <= LARGEST) return NDRSIM_OK;
  return ndrsim_error_set(err, NDRSIM_INPUT,
                          "%s: struct_size is %zu: start from the INIT macro of its header", name,
                          *size);
}

ndrsim_status ndrsim_options_take(void *own, size_t size, const void *given, const char *name,
                                  ndrsim_error *err) {
  size_t theirs;
  if (given == NULL) return NDRSIM_OK;
  ndrsim_status status = size_of(given, name, &theirs, err);
  if (status != NDRSIM_OK) return status;
  const unsigned char *bytes = given;
  for (size_t k = size; k < theirs; k++)
    if (bytes[k] != 0)
      return ndrsim_error_set(err, NDRSIM_INPUT,
                              "%s has a field that this version of ndrsim does not know", name);
  memcpy((char *)own + sizeof size, bytes + sizeof size,
         (theirs < size ? theirs : size) - sizeof size);
  return NDRSIM_OK;
}

ndrsim_status ndrsim_options_give(const void *own, size_t size, void *given, const char *name,
                                  ndrsim_error *err) {
  size_t theirs;
  if (given == NULL) return ndrsim_error_set(err, NDRSIM_INPUT, "%s: NULL", name);
  ndrsim_status status = size_of(given, name, &theirs, err);
  if (status != NDRSIM_OK) return status;
  char *bytes = given;
  memcpy(bytes + sizeof size, (const char *)own + sizeof size,
         (theirs < size ? theirs : size) - sizeof size);
  if (theirs > size) memset(bytes + size, 0, theirs - size);
  return NDRSIM_OK;
}
