/* Structs that cross the border of the library begin with their size, so that programs compiled
 * against an older header, or a newer one, are understood. */
#ifndef NDRSIM_API_OPTIONS_H
#define NDRSIM_API_OPTIONS_H

#include <stddef.h>
#include "ndrsim/error.h"

/* Takes over the fields that the caller's struct has into own[size], which holds the defaults;
 * given NULL leaves them. Fields that this library does not know must be zero: INPUT otherwise, and
 * when the size cannot be right. */
ndrsim_status ndrsim_options_take(void *own, size_t size, const void *given, const char *name,
                                  ndrsim_error *err);
/* Gives back as many fields of own[size] as the caller's struct has. INPUT when the size cannot be
 * right. */
ndrsim_status ndrsim_options_give(const void *own, size_t size, void *given, const char *name,
                                  ndrsim_error *err);

#endif
