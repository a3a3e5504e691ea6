/* table/strays.h: rows and columns that are no observations (internal to table/). */
#ifndef TABLE_STRAYS_H
#define TABLE_STRAYS_H

#include "table/layout.h"

/* "Total", "Year to date" … where a period should stand. */
bool stray_is_total(text field);

/* "Source: …" and the like: one cell with words, where an observation has several. */
bool stray_is_note(const table_layout *layout, const record *row, text *words);

/* False, with a sentence that says how to end the table above the row. */
bool stray_complain_of_note(const table_layout *layout, text words, int64_t row, upw_error *error);
bool stray_complain_of_width(const table_layout *layout, const record *wrong, bool is_like_note, int64_t row,
                             upw_error *error);

/* A misspelt month ("Juen 2024") is no period: the columns without meaning that hold numbers in the first rows of
 * `rest`, by heading and place. */
void stray_name_columns(const table_layout *layout, text rest, char *out, size_t size);

#endif
