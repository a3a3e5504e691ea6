/* What stands for the workbook reader in a program that was built without libzip and expat. */
#include "table/xlsx.h"

bool xlsx_is_available(void)
{
    return false;
}

bool xlsx_to_csv(const char *path, const xlsx_options *options, FILE *out, xlsx_notes *notes, upw_error *error)
{
    (void)options, (void)out, (void)notes;
    return upw_fail(error, UPW_BAD_INPUT,
                    "%s: this program was built without support for workbooks; save it as CSV, or install libzip and "
                    "expat (Debian: libzip-dev, libexpat1-dev) and build again",
                    path);
}
