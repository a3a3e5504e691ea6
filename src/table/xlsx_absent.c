/* The reader of workbooks in a program that was built without libzip or expat. */
#include "table/xlsx.h"

bool xlsx_to_csv(const char *path, const xlsx_options *options, FILE *out, xlsx_notes *notes, upw_error *error)
{
    (void)options, (void)out, (void)notes;
    return upw_fail(error, UPW_NOT_FOUND,
                    "%s is an XLSX workbook, which this program was built without; save it as CSV, or install libzip-dev and "
                    "libexpat1-dev and build again",
                    path);
}
