/* The files of a run, written together or not at all.
 *
 * Files go to temporary names in the target directory; commit flushes them to the disk and renames
 * all of them at the end. Whatever was not committed is removed by free, with the directories that
 * were made for it. A reader never sees half a file.
 *
 * One file may be the seal: commit takes away the seal of an earlier run first and places the new
 * one last, so that a directory with a seal holds the files of one run, all of them, whenever a
 * crash came. When a file cannot be placed, those of the earlier run are put back.
 */
#ifndef NDRSIM_REPORT_OUTPUT_H
#define NDRSIM_REPORT_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "ndrsim/error.h"
#include "sim/digest.h"

#define NDRSIM_OUTPUT_FILES 128

typedef struct ndrsim_output_file {
  char *name;   /* final name inside the directory; NULL = scratch, never committed */
  char *temp;   /* path of the temporary file; NULL = the name is removed by the commit */
  FILE *stream; /* NULL when another program writes to temp, or after commit */
  bool aside;   /* during the commit: the file of an earlier run is kept under a hidden name */
  bool seal;    /* placed last */
  bool placed;
} ndrsim_output_file;

typedef struct ndrsim_output {
  char *directory;
  int made;   /* how many trailing components of the directory this run created */
  char *held; /* path of a file that only takes room; NULL = none */
  int n;
  ndrsim_output_file file[NDRSIM_OUTPUT_FILES];
} ndrsim_output;

void ndrsim_output_init(ndrsim_output *self);
void ndrsim_output_free(ndrsim_output *self); /* removes what was not committed */

/* Fails when `directory` could not be used, before hours are spent on results; creates nothing. */
ndrsim_status ndrsim_output_check(const char *directory, ndrsim_error *err);
/* USAGE when something is at `path` that is no plain file: a directory, a pipe, a device. */
ndrsim_status ndrsim_output_plain(const char *path, const char *option, ndrsim_error *err);
/* Makes the directory and its parents where they are absent. */
ndrsim_status ndrsim_output_open(ndrsim_output *self, const char *directory, ndrsim_error *err);
/* A new file to write to; the stream belongs to `self`. */
ndrsim_status ndrsim_output_create(ndrsim_output *self, const char *name, FILE **stream,
                                   ndrsim_error *err);
/* A new empty file for another program to overwrite; *path stays valid until free. */
ndrsim_status ndrsim_output_reserve(ndrsim_output *self, const char *name, const char **path,
                                    ndrsim_error *err);
/* A file that is never committed (scripts, captured messages). */
ndrsim_status ndrsim_output_scratch(ndrsim_output *self, const char **path, FILE **stream,
                                    ndrsim_error *err);
/* A file as by create, which is the seal. */
ndrsim_status ndrsim_output_seal(ndrsim_output *self, const char *name, FILE **stream,
                                 ndrsim_error *err);
/* Takes `size` bytes of the disk, so that what comes in between (charts) cannot; let_go gives them
 * back to what must still be written. Errors: IO when there is no room, MEMORY. */
ndrsim_status ndrsim_output_hold(ndrsim_output *self, size_t size, ndrsim_error *err);
void ndrsim_output_let_go(ndrsim_output *self); /* harmless when nothing is held */
/* Hands what was written to file `index` to the system; says whether all of it could be. */
ndrsim_status ndrsim_output_flush(ndrsim_output *self, int index, ndrsim_error *err);
/* Size and SHA-256 of file `index` in 0..n-1 as it stands; flushes its stream. A file that is to be
 * removed, or scratch, has *counts = false. Errors: IO, MEMORY. */
ndrsim_status ndrsim_output_digest(ndrsim_output *self, int index, bool *counts, uint64_t *size,
                                   char sha256[NDRSIM_DIGEST_SIZE], ndrsim_error *err);
/* Gives up a file created or reserved under this name. */
void ndrsim_output_drop(ndrsim_output *self, const char *name);
/* The commit will remove a file of this name left by an earlier run: it would not belong. */
ndrsim_status ndrsim_output_remove(ndrsim_output *self, const char *name, ndrsim_error *err);
/* Flushes, syncs and renames everything, the directory included. After a failure the directory is
 * as it was; if that could not be restored, the message says so. Errors: IO, MEMORY. */
ndrsim_status ndrsim_output_commit(ndrsim_output *self, ndrsim_error *err);

#endif
