/* base/csv_out.h: writing CSV that spreadsheets read and do not run.
 *
 * Text cells are quoted when they need it (RFC 4180). One that begins like a formula ('=', '+', '-', '@', a tab, a line
 * end, or their full-width forms) gets an apostrophe in front, so that opening the file runs nothing. */
#ifndef BASE_CSV_OUT_H
#define BASE_CSV_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

typedef struct csv_out {
    buffer *out;
    bool in_row; /* a comma is due before the next cell */
} csv_out;

void csv_add_text(csv_out *csv, text value);
void csv_add_number(csv_out *csv, double value); /* 17 digits; empty when it is not finite */
void csv_add_integer(csv_out *csv, int64_t value);
void csv_add_empty(csv_out *csv);
void csv_end_row(csv_out *csv);

#endif
