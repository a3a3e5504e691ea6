/* table/xlsx.h: a workbook's sheet as CSV, whose record number is the sheet's row number. */
#ifndef TABLE_XLSX_H
#define TABLE_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "upward/error.h"

typedef struct xlsx_options {
    const char *sheet;  /* its name; NULL: the first */
} xlsx_options;

typedef struct xlsx_notes {
    size_t n_ignored_links;  /* to other workbooks */
} xlsx_notes;

/* Write the sheet to `out` as UTF-8 CSV. Fails with UPW_BAD_INPUT or UPW_TOO_LARGE (one sentence), or UPW_NOT_FOUND when
 * this program was built without XLSX. */
UPW_MUST_CHECK bool xlsx_to_csv(const char *path, const xlsx_options *options, FILE *out, xlsx_notes *notes,
                                upw_error *error);

#endif
