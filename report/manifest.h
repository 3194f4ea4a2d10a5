/* manifest.json: what a run was, enough to do it again and to tell whether its files are those that
 * it wrote. docs/files.md describes every key. */
#ifndef NDRSIM_REPORT_MANIFEST_H
#define NDRSIM_REPORT_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>
#include "report/output.h"
#include "sim/digest.h"

#define NDRSIM_MANIFEST_VERSION 1
#define NDRSIM_MANIFEST_NAME "manifest.json"
#define NDRSIM_SCENARIO_NAME "scenario.json" /* the copy of the scenario beside it */
#define NDRSIM_MANIFEST_TEXT 4096            /* longest text in it */
#define NDRSIM_MANIFEST_SCENARIOS 16         /* of one study */

/* A file of a run: a plain name inside its directory. */
typedef struct ndrsim_manifest_file {
  char name[64];
  uint64_t size; /* [bytes] */
  char sha256[NDRSIM_DIGEST_SIZE];
} ndrsim_manifest_file;

/* A scenario of a study beyond the first: its copy is scenario-2.json, scenario-3.json, ... */
typedef struct ndrsim_manifest_scenario {
  char name[64];                   /* its `name` */
  char file[256];                  /* as it was called, without directories */
  char sha256[NDRSIM_DIGEST_SIZE]; /* of its bytes, changes not applied */
} ndrsim_manifest_scenario;

typedef struct ndrsim_manifest {
  int schema_version;
  char verb[32];   /* of a study, "compare"; "" = `ndrsim run` */
  char **argument; /* options of the verb's own, in order: "window=24", or the name of a switch */
  int n_arguments;
  ndrsim_manifest_scenario other[NDRSIM_MANIFEST_SCENARIOS - 1];
  int n_others;
  char version[32];                         /* of the program, "0.1.0" */
  char scenario_name[64];                   /* its `name` */
  char scenario_file[256];                  /* as it was called, without directories */
  char scenario_sha256[NDRSIM_DIGEST_SIZE]; /* of its bytes, changes not applied */
  bool book;                                /* there was one: */
  char book_file[256];                      /* as it was called, without directories */
  char *book_path;                          /* as it was given, if that was relative; else NULL */
  char book_sha256[NDRSIM_DIGEST_SIZE];
  char **override; /* the changes of the command line, in order */
  int n_overrides;
  uint64_t seed;
  int horizon;
  int replicates, replicates_requested; /* whole, and asked for */
  int layer_samples, layer_samples_requested;
  char *convention;             /* of the headline, as asked for; NULL = the default */
  char *charts, *chart_formats; /* as asked for; NULL = none were */
  ndrsim_manifest_file file[NDRSIM_OUTPUT_FILES]; /* sorted by name, without the manifest */
  int n_files;
} ndrsim_manifest;

void ndrsim_manifest_init(ndrsim_manifest *self);
void ndrsim_manifest_free(ndrsim_manifest *self); /* safe after a failed parse and twice */

/* Reads text[size]; `name` is used in messages. Strict: every key must be there (but those that
 * only some runs have: `verb`, `arguments`, `scenarios`, `convention`), no other may, and
 * everything is checked that can be without the files. Errors: INPUT with line, column and path, a
 * version that this program cannot read among them; LIMIT; MEMORY. `err` must not be NULL. */
ndrsim_status ndrsim_manifest_parse(const char *text, size_t size, const char *name,
                                    ndrsim_manifest *self, ndrsim_error *err);
/* The same from a file. Errors: also IO. */
ndrsim_status ndrsim_manifest_read(const char *path, ndrsim_manifest *self, ndrsim_error *err);

/* The entry of this name, or NULL. */
const ndrsim_manifest_file *ndrsim_manifest_find(const ndrsim_manifest *self, const char *name);

/* Charts are what a file manager shows as pictures. */
bool ndrsim_manifest_is_chart(const char *name);
/* "scenario.json", "scenario-2.json", ...: name of the copy of scenario `index` of a study. */
void ndrsim_manifest_copy_name(int index, char *out, size_t size);

/* Compares two versions "1.2.3": negative when `a` is the older one. */
int ndrsim_version_compare(const char *a, const char *b);

#endif
