/* table/xlsx_internal.h: what the files of the workbook reader share. */
#ifndef TABLE_XLSX_INTERNAL_H
#define TABLE_XLSX_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

/* --- xlsx_package.c: the zip archive and its parts ---------------------------------------------------------------- */

typedef struct package {
    const char *name; /* of the file, for sentences */
    struct zip *zip;
    uint64_t n_unpacked; /* bytes, of all parts so far */
    size_t n_ignored_links;
} package;

/* Checks everything that the archive's directory says before any part is unpacked. */
bool package_open(package *p, const char *path, const char *name, upw_error *error) UPW_MUST_CHECK;
void package_close(package *p);
bool package_has_part(const package *p, text part);

/* What to do with the elements of a part. Names come without prefixes; attributes are pairs of name and value, NULL at
 * the end. A function that returns false, with an error, ends the parsing. NULL: nothing to do. */
typedef struct part_reader {
    bool (*start)(void *context, const char *element, const char **attributes, upw_error *error);
    bool (*end)(void *context, const char *element, upw_error *error);
    bool (*characters)(void *context, text characters, upw_error *error);
} part_reader;

bool package_read_part(package *p, text part, const part_reader *reader, void *context,
                       upw_error *error) UPW_MUST_CHECK;

/* The value of the attribute of this name, whatever its prefix; NULL when there is none. */
const char *part_attribute(const char **attributes, const char *name);

/* --- xlsx_book.c: what a workbook says about its sheets ------------------------------------------------------------
 */

/* How a cell's format shows a number. */
typedef enum cell_format {
    FORMAT_NUMBER,
    FORMAT_DAY,
    FORMAT_MONTH,
    FORMAT_DAY_AND_TIME,
    FORMAT_TIME,
    FORMAT_PERCENT
} cell_format;

typedef struct sheet {
    text name;
    text part;
    bool is_hidden;
    bool is_table; /* not a chart or a dialogue */
} sheet;

typedef struct workbook {
    sheet *sheets;
    size_t n_sheets;
    bool counts_from_1904;
    uint8_t *formats; /* cell_format of each style */
    size_t n_formats;
    buffer texts;        /* the shared texts, one after another */
    uint32_t *text_ends; /* where each of them ends */
    size_t n_texts;
} workbook;

bool workbook_read(package *p, upw_arena *arena, workbook *book, upw_error *error) UPW_MUST_CHECK;
void workbook_clear(workbook *book); /* what does not belong to the arena */

/* Text that XML spells in pieces, as in <si> and <is>: the characters of each <t>, those of phonetic hints left out. */
typedef struct text_collector {
    buffer *into;
    unsigned hint_depth;
    bool is_in_text;
} text_collector;

void text_collector_start(text_collector *c, const char *element);
void text_collector_end(text_collector *c, const char *element);
void text_collector_add(text_collector *c, text characters);

/* --- xlsx_format.c: numbers that are shown as dates -----------------------------------------------------------------
 */

cell_format format_of_builtin(long id);
cell_format format_of_code(text code);

/* "2019-04-01" … for a serial number of days; false when it is not one of a date that spreadsheets know. */
bool format_add_date(buffer *b, cell_format format, double serial, bool counts_from_1904);

/* 0.105 as 10.5%: the same digits, so the same number. False where that is not possible. */
bool format_add_percent(buffer *b, text spelled);

/* --- xlsx_sheet.c: rows and cells ------------------------------------------------------------------------------------
 */

bool sheet_to_csv(package *p, const workbook *book, const sheet *which, int64_t header_row, FILE *out,
                  upw_error *error) UPW_MUST_CHECK;

enum { CELL_TEXT_MAX = 1 << 17 }; /* bytes; spreadsheets allow 32,767 characters */

#endif
