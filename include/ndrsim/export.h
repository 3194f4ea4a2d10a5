/* ndrsim: which functions a program may call. Everything without NDRSIM_API is internal and hidden
 * in the shared library. */
#ifndef NDRSIM_EXPORT_H
#define NDRSIM_EXPORT_H

#if defined __GNUC__
#define NDRSIM_API __attribute__((visibility("default")))
#else
#define NDRSIM_API
#endif

#endif
