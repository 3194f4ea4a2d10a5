/* What `ndrsim verify` finds out about the files of a run. */
#ifndef NDRSIM_CLI_VERIFY_H
#define NDRSIM_CLI_VERIFY_H

#include <stdbool.h>
#include "report/compare.h"
#include "report/manifest.h"

typedef enum ndrsim_verdict {
  NDRSIM_VERDICT_AS_LISTED, /* size and digest are those of the manifest */
  NDRSIM_VERDICT_CHANGED,
  NDRSIM_VERDICT_MISSING,
  NDRSIM_VERDICT_NO_FILE /* a directory, a pipe, a device: not looked into */
} ndrsim_verdict;

typedef struct ndrsim_verify_file {
  ndrsim_verdict listed;
  bool again;        /* written again, and compared: */
  bool absent_again; /* the run as it is done now has no such file */
  ndrsim_difference difference;
} ndrsim_verify_file;

typedef struct ndrsim_verify {
  const char *directory;
  ndrsim_manifest manifest;
  ndrsim_verify_file file[NDRSIM_OUTPUT_FILES]; /* as in the manifest */
} ndrsim_verify;

/* "DIR/name" into out[size]. Errors: USAGE when it does not fit. */
ndrsim_status ndrsim_verify_path(const ndrsim_verify *self, const char *name, char *out,
                                 size_t size, ndrsim_error *err);
/* Reads the manifest. Errors: those of ndrsim_manifest_read, with a hint. */
ndrsim_status ndrsim_verify_open(ndrsim_verify *self, const char *directory, ndrsim_error *err);
/* Compares sizes and digests; of a file no more is read than its listed size and a byte. Errors: IO
 * other than a file that is absent. */
ndrsim_status ndrsim_verify_digests(ndrsim_verify *self, ndrsim_error *err);
/* Whether this program can do the run again: INPUT, "too old" or "too new", when not. */
ndrsim_status ndrsim_verify_versions(const ndrsim_verify *self, const char *version,
                                     ndrsim_error *err);
/* The book of the run: `given` (--book), or looked for by its recorded path from the current
 * directory and from DIR, and by its name in DIR; by its digest. Errors: INPUT when it is not
 * found, DIFFERS when it is another. */
ndrsim_status ndrsim_verify_book(const ndrsim_verify *self, const char *given, char *out,
                                 size_t size, ndrsim_error *err);
/* Compares the files of an output that was not committed with those of the manifest; its charts
 * only if they were drawn. */
ndrsim_status ndrsim_verify_output(ndrsim_verify *self, const ndrsim_output *output, bool charts,
                                   ndrsim_error *err);

/* Files with a finding, charts or the others. */
int ndrsim_verify_bad(const ndrsim_verify *self, bool charts);
/* Whether the charts are all as the run left them, so that a difference is one of drawing. */
bool ndrsim_verify_redrawn(const ndrsim_verify *self);
/* Whether a file is there as the manifest lists it. */
bool ndrsim_verify_intact(const ndrsim_verify *self, const char *name);
/* One line about a file, without a newline; false when there is nothing to say. */
bool ndrsim_verify_line(const ndrsim_verify *self, int index, char *out, size_t size);

#endif
