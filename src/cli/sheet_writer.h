/* cli/sheet_writer.h: a table of any length to a file, in pieces (shared within this folder). */
#ifndef CLI_SHEET_WRITER_H
#define CLI_SHEET_WRITER_H

#include "base/output.h"
#include "table/sheet.h"

typedef struct sheet_writer {
    const sheet *sheet;
    output *file;
    buffer piece;
    bool has_rows; /* some are in the file */
} sheet_writer;

/* After the first failure nothing more is written; close says so. Always close what was opened. */
void sheet_writer_open(sheet_writer *w, const sheet *s, output *file);
UPW_MUST_CHECK bool sheet_writer_add(sheet_writer *w, const void *row, upw_error *error);
UPW_MUST_CHECK bool sheet_writer_close(sheet_writer *w, bool is_done, upw_error *error); /* is_done: so far */

/* Rows that are all there, `stride` bytes apart. */
typedef struct sheet_rows {
    sheet sheet;
    const void *rows;
    size_t n, stride;
} sheet_rows;

/* The end of a command: these words, or (words NULL) the table, to the file, or to standard output when path is NULL.
 */
UPW_MUST_CHECK bool sheet_write_result(const char *path, const buffer *words, const sheet_rows *table,
                                       upw_error *error);

#endif
