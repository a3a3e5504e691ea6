/* Rows on their way between two processes. A piece is a header (once, first), a row, or notes (once, last); numbers are
 * as in memory, since both ends are one program. */
#include "apart/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "table/temporary.h"

enum { PIECE_HEADER = 1, PIECE_ROW = 2, PIECE_NOTES = 3, N_NOTES = 5, NAME_MAX_BYTES = 240 };
static const char input_path[] = "/dev/fd/3";

/* ---- written ---- */

static void add_bytes(buffer *b, const void *at, size_t n)
{
    buffer_add(b, (text){ at, n });
}

static void add_words(buffer *b, text words)
{
    const uint32_t len = (uint32_t)words.len;
    add_bytes(b, &len, sizeof len);
    buffer_add(b, words);
}

/* ---- read ---- */

static bool take_bytes(text *piece, void *to, size_t n)
{
    if (piece->len < n)
        return false;
    memcpy(to, piece->at, n);
    *piece = (text){ piece->at + n, piece->len - n };
    return true;
}

static bool take_words(text *piece, text *out)
{
    uint32_t len;
    if (!take_bytes(piece, &len, sizeof len) || piece->len < len)
        return false;
    *out = (text){ piece->at, len };
    *piece = (text){ piece->at + len, piece->len - len };
    return len == 0 || (memchr(out->at, '\0', len) == NULL && text_is_utf8(*out));
}

static bool complain_of_piece(const char *name, upw_error *error)
{
    return upw_fail(error, UPW_BAD_INPUT, "%s could not be read; save it anew as CSV UTF-8", name);
}

/* ---- records: in the worker ---- */

typedef struct records_argument {
    const record_column *columns;
    size_t n_columns;
    char name[NAME_MAX_BYTES];
} records_argument;

typedef struct putting {
    apart_sink *out;
    buffer piece;
    size_t n_columns;
    bool has_header;
} putting;

static void put_piece(putting *p, uint8_t kind)
{
    apart_put(p->out, kind, buffer_text(&p->piece));
    buffer_empty(&p->piece);
}

static bool put_record(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    putting *const p = context;
    (void)error;
    for (size_t c = 0; c < p->n_columns && !p->has_header; c++) {
        buffer_add_char(&p->piece, (char)records_has(file, c));
        add_words(&p->piece, records_header(file, c));
    }
    if (!p->has_header)
        put_piece(p, PIECE_HEADER);
    p->has_header = true;
    add_bytes(&p->piece, &row, sizeof row);
    for (size_t c = 0; c < p->n_columns; c++)
        add_words(&p->piece, fields[c]);
    put_piece(p, PIECE_ROW);
    return true;
}

static bool work_on_records(const void *argument, apart_sink *out, upw_error *error)
{
    const records_argument *const a = argument;
    const table_options options = { .name = a->name, .threads = 1 };
    putting p = { .out = out, .n_columns = a->n_columns };
    table_notes notes = { 0 };
    buffer_init(&p.piece, APART_PIECE_MAX);
    temporary_lend(APART_SCRATCH);
    if (!records_read(input_path, &options, a->columns, a->n_columns, put_record, &p, &notes, error))
        return false;
    const int64_t numbers[N_NOTES] = { notes.n_rows, notes.n_blank, notes.n_filtered, notes.was_windows_1252,
                                       (int64_t)notes.n_ignored_links };
    add_bytes(&p.piece, numbers, sizeof numbers);
    put_piece(&p, PIECE_NOTES);
    return true;
}

/* ---- records: in the server ---- */

struct apart_records {
    const char *name;
    const record_column *columns;
    size_t n_columns;
    record_function each;
    void *context;
    upw_arena *arena;
    records_file *file; /* NULL: the header has not come */
    int64_t row;
    bool has_notes;
    table_notes notes;
};

apart_records *apart_records_begin(const apart_file *file, const record_column *columns, size_t n_columns,
                                   record_function each, void *context, upw_arena *arena)
{
    apart_records *const r = MEMORY_TAKE(arena, apart_records, 1);
    *r = (apart_records){ .name = file->name,
                          .columns = columns,
                          .n_columns = n_columns,
                          .each = each,
                          .context = context,
                          .arena = arena,
                          .row = 1 };
    return r;
}

static bool take_header(apart_records *r, text piece)
{
    text *const header = MEMORY_TAKE(r->arena, text, r->n_columns);
    bool *const has = MEMORY_TAKE(r->arena, bool, r->n_columns);
    for (size_t c = 0; c < r->n_columns; c++) {
        uint8_t is_there;
        if (!take_bytes(&piece, &is_there, 1) || is_there > 1 || !take_words(&piece, &header[c]))
            return false;
        has[c] = is_there == 1;
        header[c] = memory_copy_text(r->arena, header[c]);
    }
    r->file = records_describe(r->name, r->columns, header, has, r->n_columns, r->arena);
    return piece.len == 0;
}

/* Rows come in the order of the file. */
static bool read_row(apart_records *r, text piece, text fields[RECORD_COLUMNS_MAX])
{
    int64_t row;
    if (!take_bytes(&piece, &row, sizeof row) || row <= r->row || row > UINT32_MAX)
        return false;
    for (size_t c = 0; c < r->n_columns; c++)
        if (!take_words(&piece, &fields[c]))
            return false;
    r->row = row;
    return piece.len == 0;
}

static bool take_notes(apart_records *r, text piece)
{
    int64_t numbers[N_NOTES];
    if (!take_bytes(&piece, numbers, sizeof numbers) || piece.len > 0)
        return false;
    for (size_t i = 0; i < N_NOTES; i++)
        if (numbers[i] < 0)
            return false;
    r->notes = (table_notes){ .n_rows = numbers[0],
                              .n_blank = numbers[1],
                              .n_filtered = numbers[2],
                              .was_windows_1252 = numbers[3] != 0,
                              .n_ignored_links = (size_t)numbers[4] };
    r->has_notes = true;
    return true;
}

bool apart_take_record(void *context, uint8_t kind, text piece, upw_error *error)
{
    apart_records *const r = context;
    text fields[RECORD_COLUMNS_MAX];
    if (kind == PIECE_HEADER && r->file == NULL && take_header(r, piece))
        return true;
    if (kind == PIECE_NOTES && !r->has_notes && take_notes(r, piece))
        return true;
    if (kind == PIECE_ROW && r->file != NULL && !r->has_notes && read_row(r, piece, fields))
        return r->each(r->context, r->file, fields, r->row, error);
    return complain_of_piece(r->name, error);
}

static bool run_records(const apart_file *file, apart_records *r, upw_error *error)
{
    records_argument argument = { .columns = r->columns, .n_columns = r->n_columns };
    snprintf(argument.name, sizeof argument.name, "%s", file->name);
    const apart_task task = { work_on_records, &argument, sizeof argument, file->descriptor, file->name, file->mark };
    return apart_run(file->reader, &task, apart_take_record, r, error) &&
           (r->has_notes || complain_of_piece(file->name, error));
}

static const char *path_of(int descriptor, char path[40])
{
    snprintf(path, 40, "/dev/fd/%d", descriptor);
    return path;
}

bool apart_read_records(const apart_file *file, const record_column *columns, size_t n_columns, record_function each,
                        void *context, table_notes *notes, upw_error *error)
{
    upw_arena arena;
    char path[40];
    const table_options options = { .name = file->name, .threads = 1 };
    if (file->reader == NULL)
        return records_read(path_of(file->descriptor, path), &options, columns, n_columns, each, context, notes, error);
    memory_init_arena(&arena);
    apart_records *const r = apart_records_begin(file, columns, n_columns, each, context, &arena);
    const bool is_done = run_records(file, r, error);
    *notes = r->notes;
    upw_arena_clear(&arena);
    return is_done;
}

/* ---- cells ---- */

typedef struct cells_argument {
    char name[NAME_MAX_BYTES];
} cells_argument;

static bool work_on_cells(const void *argument, apart_sink *out, upw_error *error)
{
    const cells_argument *const a = argument;
    putting p = { .out = out };
    upw_arena arena;
    cells c;
    memory_init_arena(&arena);
    buffer_init(&p.piece, APART_PIECE_MAX);
    temporary_lend(APART_SCRATCH);
    if (!cells_read_named(input_path, a->name, &arena, &c, error))
        return false;
    for (size_t i = 0; i < c.n_columns; i++)
        add_words(&p.piece, c.names[i]);
    put_piece(&p, PIECE_HEADER);
    for (size_t row = 0; row < c.n_rows; row++) {
        add_bytes(&p.piece, &c.rows[row], sizeof c.rows[row]);
        for (size_t i = 0; i < c.n_columns; i++)
            add_words(&p.piece, cells_get(&c, row, i));
        put_piece(&p, PIECE_ROW);
    }
    return true;
}

typedef struct gathering {
    const char *name;
    upw_arena *arena;
    text *names, *fields;
    int64_t *rows;
    size_t n_columns, n_rows, n_bytes;
    size_t fields_room, rows_room;
} gathering;

static bool take_names(gathering *g, text piece)
{
    for (text rest = piece; rest.len > 0; g->n_columns++) {
        text name;
        if (!take_words(&rest, &name))
            return false;
    }
    g->names = MEMORY_TAKE(g->arena, text, g->n_columns + 1);
    for (size_t i = 0; i < g->n_columns; i++)
        if (!take_words(&piece, &g->names[i]))
            return false;
    return g->n_columns > 0;
}

static size_t enlarge(size_t room, size_t needed)
{
    return needed <= room ? room : needed > 2 * room ? needed : 2 * room;
}

/* For one more row. */
static void make_room(gathering *g)
{
    const size_t fields = enlarge(g->fields_room, (g->n_rows + 1) * g->n_columns);
    const size_t rows = enlarge(g->rows_room, g->n_rows + 1);
    if (fields > g->fields_room)
        g->fields = memory_grow(g->fields, g->fields_room = fields, sizeof *g->fields);
    if (rows > g->rows_room)
        g->rows = memory_grow(g->rows, g->rows_room = rows, sizeof *g->rows);
}

static bool take_cells(gathering *g, text piece)
{
    int64_t row;
    if (!take_bytes(&piece, &row, sizeof row) || row <= (g->n_rows > 0 ? g->rows[g->n_rows - 1] : 1))
        return false;
    make_room(g);
    for (size_t i = 0; i < g->n_columns; i++)
        if (!take_words(&piece, &g->fields[g->n_rows * g->n_columns + i]))
            return false;
    g->rows[g->n_rows++] = row;
    return piece.len == 0;
}

static bool take_cell_piece(void *context, uint8_t kind, text piece, upw_error *error)
{
    gathering *const g = context;
    g->n_bytes += piece.len;
    if (g->n_bytes > APART_CELLS_BYTES_MAX || (g->n_rows + 1) * g->n_columns > APART_CELLS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than a million cells, or 16 MiB of words; shorten it",
                        g->name);
    const text kept = memory_copy_text(g->arena, piece);
    if ((kind == PIECE_HEADER && g->names == NULL && take_names(g, kept)) ||
        (kind == PIECE_ROW && g->names != NULL && take_cells(g, kept)))
        return true;
    return complain_of_piece(g->name, error);
}

static void hand_out(const gathering *g, cells *out)
{
    const size_t n = g->n_rows * g->n_columns;
    text *const fields = MEMORY_TAKE(g->arena, text, n + 1);
    int64_t *const rows = MEMORY_TAKE(g->arena, int64_t, g->n_rows + 1);
    if (g->n_rows > 0) {
        memcpy(fields, g->fields, n * sizeof *fields);
        memcpy(rows, g->rows, g->n_rows * sizeof *rows);
    }
    *out = (cells){ .file = g->name,
                    .n_columns = g->n_columns,
                    .names = g->names,
                    .n_rows = g->n_rows,
                    .fields = fields,
                    .rows = rows };
}

bool apart_read_cells(const apart_file *file, upw_arena *arena, cells *out, upw_error *error)
{
    char path[40];
    if (file->reader == NULL)
        return cells_read_named(path_of(file->descriptor, path), file->name, arena, out, error);
    cells_argument argument = { { 0 } };
    snprintf(argument.name, sizeof argument.name, "%s", file->name);
    const apart_task task = { work_on_cells, &argument, sizeof argument, file->descriptor, file->name, file->mark };
    gathering g = { .name = file->name, .arena = arena };
    const bool is_done = apart_run(file->reader, &task, take_cell_piece, &g, error) &&
                         (g.names != NULL || complain_of_piece(file->name, error));
    if (is_done)
        hand_out(&g, out);
    free(g.fields);
    free(g.rows);
    return is_done;
}
