/* ndrsim: versions. The header's is fixed when a program is compiled, the library's when it runs.
 */
#ifndef NDRSIM_VERSION_H
#define NDRSIM_VERSION_H

#include "ndrsim/export.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NDRSIM_VERSION_MAJOR 0
#define NDRSIM_VERSION_MINOR 1
#define NDRSIM_VERSION_PATCH 0
#define NDRSIM_VERSION_STRING "0.1.0"
/* For comparisons: 1.2.3 is 10203. */
#define NDRSIM_VERSION_NUMBER                                                                      \
  (NDRSIM_VERSION_MAJOR * 10000 + NDRSIM_VERSION_MINOR * 100 + NDRSIM_VERSION_PATCH)

/* Of the library that is linked: "0.1.0" and 100. Any thread, any time. */
NDRSIM_API const char *ndrsim_version(void);
NDRSIM_API int ndrsim_version_number(void);

/* The ABI, also the number in libndrsim.so.0: programs compiled against one keep running with every
 * library of the same number. */
#define NDRSIM_ABI 0

#ifdef __cplusplus
}
#endif
#endif
