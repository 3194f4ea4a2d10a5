/* Included before every file that clang-tidy reads, and by nothing else.
 *
 * The static analyzer looks into one file at a time, so it believes that ndrsim_error_set might
 * return success and then reports what would follow. It returns the status it is given. */
#include "ndrsim/error.h"
#define ndrsim_error_set(err, status, ...) (ndrsim_error_set(err, status, __VA_ARGS__), (status))
