/* Files that a verb reads: nothing that it writes may replace one of them. */
#ifndef NDRSIM_REPORT_READS_H
#define NDRSIM_REPORT_READS_H

#include <sys/types.h>
#include "report/output.h"

#define NDRSIM_READS 64

typedef struct ndrsim_reads {
  int n;
  struct {
    dev_t device;
    ino_t inode; /* by which a file is known, whatever its name or a link to it */
  } file[NDRSIM_READS];
} ndrsim_reads;

/* Adds a file; what is no plain file (NULL, "-", a name that ships, a word) is passed over. More
 * than NDRSIM_READS are not kept. */
void ndrsim_reads_add(ndrsim_reads *self, const char *path);
/* Refuses `name` in `directory` (NULL: as it stands) when it is one of the files. Errors: USAGE. */
ndrsim_status ndrsim_reads_spare(const ndrsim_reads *self, const char *directory, const char *name,
                                 ndrsim_error *err);
/* The same for all that an output would place, but for copies of scenarios: ndrsim_report_check
 * looks after these. Errors: USAGE. */
ndrsim_status ndrsim_reads_spare_all(const ndrsim_reads *self, const ndrsim_output *output,
                                     ndrsim_error *err);

#endif
