/* table/xlsx.h: one sheet of a workbook (.xlsx) as CSV, so that the reader of tables needs to know one form only.
 *
 * Every row of the sheet is a record of the CSV, empty rows are empty lines: record 7 is row 7, and complaints can name
 * it. Rows are padded to the width of the first one that holds anything. Commas part the fields, RFC 4180 quotes them.
 *
 *   numbers    as the file spells them, whatever they are shown as: 95 % is 0.95
 *   dates      by the cell's format, in the systems of 1900 and 1904: 2019-04-01; 2019-04 when the format shows month
 *              and year alone; 2019-04-01T09:30:00 when it shows a time that is not midnight; 36:30:00 for times alone
 *   formulas   are never computed: the value that was saved with them; one without is refused
 *   others     text as it is; TRUE and FALSE; errors as #DIV/0!
 *
 * What comes from outside is bounded (security.md, section 10): 1,000 parts, 32 MiB unpacked each and 64 MiB in all,
 * packed at most a hundredfold, stored or deflated, not encrypted, not overlapping; XML without DOCTYPE, 32 levels
 * deep, attributes of 8 KiB; 2 million shared texts; 512 MiB of CSV. Macros are refused. External links, connections
 * and embedded objects are ignored and counted. Every refusal is one sentence that names the sheet and the cell. */
#ifndef TABLE_XLSX_H
#define TABLE_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "upward/error.h"

typedef struct xlsx_options {
    const char *sheet;  /* its name, capitals or not; NULL: the first one that is not hidden */
    int64_t header_row; /* whose width every row gets; 0: the first that holds anything */
    const char *name;   /* of the file, for sentences; NULL: its path */
} xlsx_options;

typedef struct xlsx_notes {
    size_t n_ignored_links; /* external links, data connections and embedded objects */
} xlsx_notes;

/* Whether this program was built with libzip and expat. */
bool xlsx_is_available(void);

/* Writes the sheet to `out`, which the caller flushes and closes. `options` NULL: the first sheet; `notes` NULL: nobody
 * wants to know. Fails with UPW_BAD_INPUT (always, in a program without libzip), UPW_TOO_LARGE (a limit), UPW_NOT_FOUND
 * (no such file, or no sheet of that name: then the sentence lists those there are) or UPW_IO_FAILED. */
bool xlsx_to_csv(const char *path, const xlsx_options *options, FILE *out, xlsx_notes *notes,
                 upw_error *error) UPW_MUST_CHECK;

#endif
