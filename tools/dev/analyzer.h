/* Included before the files that clang-tidy reads, and by nothing else.
 *
 * The static analyzer looks into one file at a time, so it believes that a function which reports
 * an error might return success, and then reports what would follow. These return an error. */
#include "scenarios/loader.h"
#define ndrsim_error_set(err, status, ...) (ndrsim_error_set(err, status, __VA_ARGS__), (status))
#define ndrsim_json_fail(self, item, at_key, path, status, ...)                                    \
  (ndrsim_json_fail(self, item, at_key, path, status, __VA_ARGS__), (status))
#define ndrsim_loader_expected(...) (ndrsim_loader_expected(__VA_ARGS__), NDRSIM_INPUT)
