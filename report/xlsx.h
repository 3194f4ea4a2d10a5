/* A document as a workbook (Office Open XML), one sheet for each section: sentences, native charts,
 * tables with number formats and formulas. The same document gives the same bytes: the workbook's
 * date is fixed, the parts of the archive carry none. The library behind it (libxlsxwriter) does
 * not survive every allocation that fails. */
#ifndef NDRSIM_REPORT_XLSX_H
#define NDRSIM_REPORT_XLSX_H

#include <stdio.h>
#include "report/document.h"

/* Writes to `out` (not closed; a failed write shows in ferror). Errors: IO, MEMORY, LIMIT when a
 * table has more rows than a sheet. */
ndrsim_status ndrsim_xlsx_write(const ndrsim_document *document, FILE *out, ndrsim_error *err);

#endif
