/* Rows of a table, a megabyte at a time: what stands before, between and after pieces is the sheet's. */
#include "cli/sheet_writer.h"

enum { PIECE = 1 << 20 };

void sheet_writer_open(sheet_writer *w, const sheet *s, output *file)
{
    *w = (sheet_writer){ .sheet = s, .file = file };
    buffer_init(&w->piece, (size_t)1 << 30);
}

/* The header goes with the first piece: a piece itself holds nothing but rows. */
static bool write_piece(sheet_writer *w, upw_error *error)
{
    buffer before;
    buffer_init(&before, (size_t)1 << 20);
    if (w->has_rows)
        buffer_add(&before, sheet_between(w->sheet));
    else
        sheet_begin(&before, w->sheet);
    const bool is_done =
        output_write(w->file, buffer_text(&before), error) && output_write(w->file, buffer_text(&w->piece), error);
    buffer_clear(&before);
    buffer_empty(&w->piece);
    w->has_rows = true;
    return is_done;
}

bool sheet_writer_add(sheet_writer *w, const void *row, upw_error *error)
{
    sheet_add_row(&w->piece, w->sheet, row);
    return w->piece.len < PIECE || write_piece(w, error);
}

bool sheet_writer_close(sheet_writer *w, bool is_done, upw_error *error)
{
    if (is_done && (w->piece.len > 0 || !w->has_rows))
        is_done = write_piece(w, error);
    buffer_clear(&w->piece);
    return is_done && output_write(w->file, sheet_end(w->sheet), error);
}

static bool write_rows(const sheet_rows *table, output *file, upw_error *error)
{
    sheet_writer w;
    sheet_writer_open(&w, &table->sheet, file);
    bool is_done = true;
    for (size_t i = 0; i < table->n && is_done; i++)
        is_done = sheet_writer_add(&w, (const char *)table->rows + i * table->stride, error);
    return sheet_writer_close(&w, is_done, error);
}

bool sheet_write_result(const char *path, const buffer *words, const sheet_rows *table, upw_error *error)
{
    output *const out = output_open(path, error);
    if (out != NULL && (words != NULL ? output_write(out, buffer_text(words), error) : write_rows(table, out, error)))
        return output_commit(out, error);
    output_abandon(out);
    return false;
}
