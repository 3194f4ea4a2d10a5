/* What the fuzz targets share.
 *
 * A target is fuzz_<name>.c with the one function that libFuzzer calls. With clang and
 * NDRSIM_BUILD_FUZZ it becomes a fuzzer; in every other build the same function is fed with the
 * committed corpus (replay.c), so that what was once found stays mended under every compiler.
 *
 * A target asserts more than the absence of crashes: every error has its status and one printable
 * line, the engine's own invariants hold (debug mode), results do not depend on the block size, and
 * what the writers write can be read again. A broken promise ends the process by abort(), which is
 * what libFuzzer calls a finding. */
#ifndef NDRSIM_TESTS_FUZZ_H
#define NDRSIM_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "scenarios/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The tables of the instruction set that every machine has, so that a finding is one everywhere. */
const ndrsim_catalogue *fuzz_catalogue(void);

/* Says what was promised and aborts, unless it holds. */
void fuzz_promise(bool holds, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An error is one of `allowed` (ended by NDRSIM_OK), stands in err, and formats into one printable
 * line of UTF-8. `status` may be NDRSIM_OK. */
void fuzz_check_error(ndrsim_status status, const ndrsim_error *err, const ndrsim_status *allowed);
extern const ndrsim_status fuzz_bad_input[]; /* INPUT, LIMIT */
/* The same for each error of a list, and that there is one if and only if `status` is one. */
void fuzz_check_errors(ndrsim_status status, const ndrsim_error_list *errors);

/* Runs a loaded model, cut to a few accounts and months, and writes every report to memory. The
 * model is changed. */
void fuzz_run(ndrsim_model *model, const ndrsim_override *override, int n_overrides);

/* Writes and reads back the manifest of a run of the model. */
void fuzz_manifest(const ndrsim_model *model, const ndrsim_override *override, int n_overrides);

/* A file of the source tree; exits when it cannot be read. The caller frees. */
char *fuzz_file(const char *name, size_t *size);

#endif
