/* Rows without periods, one after the other, or in pieces side by side. */
#include "table/records.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ordered.h"
#include "table/blocks.h"
#include "table/cell.h"

struct records_file {
    const char *name;
    const record_column *columns;
    size_t n_columns;
    size_t at[RECORD_COLUMNS_MAX]; /* n_header: not there */
    size_t filters[TABLE_FILTERS_MAX];
    const text *header;
    size_t n_header;
    char delimiter;
};

const char *records_name(const records_file *file)
{
    return file->name;
}

bool records_has(const records_file *file, size_t column)
{
    return file->at[column] < file->n_header;
}

text records_header(const records_file *file, size_t column)
{
    return records_has(file, column) ? file->header[file->at[column]] : (text){ "", 0 };
}

records_file *records_describe(const char *name, const record_column *columns, const text *header, const bool *has,
                               size_t n_columns, upw_arena *arena)
{
    records_file *const f = MEMORY_TAKE(arena, records_file, 1);
    *f = (records_file){
        .name = name, .columns = columns, .n_columns = n_columns, .header = header, .n_header = n_columns
    };
    for (size_t c = 0; c < n_columns; c++)
        f->at[c] = has[c] ? c : n_columns;
    return f;
}

bool records_complain(const records_file *file, int64_t row, size_t column, upw_error *error, const char *format, ...)
{
    char sentence[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    const text name =
        file->at[column] < file->n_header ? file->header[file->at[column]] : text_of(file->columns[column].meaning);
    upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld, column \"%.*s\": %s", file->name, (long long)row,
                 name.len < 60 ? (int)name.len : 60, name.at, sentence);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

bool records_take_figure(const records_row *at, size_t column, upw_arena *arena, double *out, text *missing)
{
    const char *reason = NULL;
    const text words = at->fields[column];
    const int shown = words.len < 60 ? (int)words.len : 60;
    switch (cell_read_number(words, out, &reason)) {
    case CELL_NUMBER:
        return true;
    case CELL_BLANK:
        return records_complain(at->file, at->row, column, at->error,
                                "nothing stands here; give a number, or [x] where it is not available");
    case CELL_WRONG: {
        text rest = text_of(reason); /* its advice, to leave the cell empty, is not for figures that must be there */
        const text what = text_take_until(&rest, ';');
        return records_complain(at->file, at->row, column, at->error, "\"%.*s\" %.*s", shown, words.at,
                                TEXT_ARGS(what));
    }
    default:
        *out = NAN;
        if (missing->len == 0)
            *missing = memory_format(arena, "row %lld: \"%.*s\"", (long long)at->row, shown, words.at);
        return true;
    }
}

/* ---- the header ---- */

static size_t find_name(const records_file *f, text name)
{
    size_t i = 0;
    while (i < f->n_header && !text_equal_ignoring_case(f->header[i], name))
        i++;
    return i;
}

static bool complain_of_column(const records_file *f, text wanted, const char *how, upw_error *error)
{
    buffer there;
    buffer_init(&there, 4096);
    for (size_t i = 0; i < f->n_header && there.len < 120; i++)
        buffer_add_format(&there, "%s%.*s", i > 0 ? ", " : "", f->header[i].len < 40 ? (int)f->header[i].len : 40,
                          f->header[i].at);
    upw_fail_row(error, UPW_BAD_INPUT, 1, "%s has no column \"%.*s\"; it has: %.*s%s%s", f->name,
                 wanted.len < 60 ? (int)wanted.len : 60, wanted.at, (int)there.len, there.at, *how != '\0' ? ". " : "",
                 how);
    buffer_clear(&there);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

static bool find_columns(records_file *f, const table_options *options, upw_arena *arena, upw_error *error)
{
    for (size_t c = 0; c < f->n_columns; c++) {
        const record_column *const column = &f->columns[c];
        f->at[c] = column->wanted.len > 0 ? find_name(f, column->wanted) : f->n_header;
        for (size_t i = 0; column->wanted.len == 0 && column->names[i] != NULL && f->at[c] == f->n_header; i++)
            f->at[c] = find_name(f, text_of(column->names[i]));
        if (f->at[c] < f->n_header)
            continue;
        if (column->wanted.len > 0)
            return complain_of_column(f, column->wanted, "", error);
        const char *const how =
            memory_format(arena, "If it is one of these, give its name with --column %s=NAME", column->meaning).at;
        if (column->is_needed)
            return complain_of_column(f, text_of(column->meaning), how, error);
    }
    for (size_t i = 0; i < options->n_filters; i++) {
        f->filters[i] = find_name(f, options->filters[i].column);
        if (f->filters[i] == f->n_header)
            return complain_of_column(f, options->filters[i].column, "", error);
    }
    return true;
}

/* Names of columns; where the rows start. */
static bool read_header(table_source *source, records_file *f, upw_arena *arena, upw_error *error)
{
    const size_t room = RECORD_BYTES_MAX;
    char *const bytes = memory_take(arena, room, 1);
    const ssize_t got = source_read(source, bytes, room, 0, error);
    if (got < 0)
        return false;
    text rest = { bytes, (size_t)got };
    while (text_starts_with(rest, TEXT("\xEF\xBB\xBF")))
        rest.at += 3, rest.len -= 3;
    if (text_trim(rest).len == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s is empty: expected a row of column names, then a row for each record",
                        source->name);
    text line = rest;
    line = text_take_until(&line, '\n');
    if (memchr(line.at, '\0', line.len) != NULL || !text_is_utf8(line))
        return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s, row 1 is not UTF-8 text; save the file as CSV UTF-8",
                            source->name);
    f->delimiter = source->options->delimiter != '\0' ? source->options->delimiter : layout_detect_delimiter(line);
    record header = { 0 };
    if (record_take(&rest, f->delimiter, arena, &header) != RECORD_COMPLETE || (rest.len == 0 && (size_t)got == room))
        return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s, row 1 is not a row of column names", source->name);
    for (size_t i = 0; i < header.n_fields; i++)
        header.fields[i] = text_trim(header.fields[i]);
    f->header = header.fields;
    f->n_header = header.n_fields;
    source->start = rest.at - bytes;
    source->first_row = 2;
    source->layout = (table_layout){
        .file = source->name, .delimiter = f->delimiter, .n_columns = f->n_header, .options = source->options
    };
    return true;
}

/* ---- the rows ---- */

static bool is_blank(const record *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_trim(r->fields[i]).len > 0)
            return false;
    return true;
}

static bool is_wanted(const records_file *f, const table_options *options, const record *r)
{
    for (size_t i = 0; i < options->n_filters; i++)
        if (!text_equal(text_trim(r->fields[f->filters[i]]), options->filters[i].value))
            return false;
    return true;
}

static bool complain_of_row(const records_file *f, const record *r, record_state state, int64_t row, upw_error *error)
{
    if (state == RECORD_COMPLETE)
        return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld has %zu column%s, the header has %zu", f->name,
                            (long long)row, r->n_fields, r->n_fields == 1 ? "" : "s", f->n_header);
    return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld: %s", f->name, (long long)row,
                        state == RECORD_TOO_MANY_FIELDS ? "it has more than 16,384 columns"
                                                        : "its quotes do not match");
}

typedef struct walk {
    const records_file *file;
    const table_options *options;
    record_function each;
    void *context;
    record record;
    upw_arena arena; /* for fields with doubled quotes */
} walk;

static bool walk_block(walk *w, text bytes, int64_t row, table_notes *notes, upw_error *error)
{
    const records_file *const f = w->file;
    if (memchr(bytes.at, '\0', bytes.len) != NULL || !text_is_utf8(bytes))
        return upw_fail(error, UPW_BAD_INPUT, "%s is not UTF-8 text after row %lld; save it as CSV UTF-8", f->name,
                        (long long)row);
    for (text rest = bytes; rest.len > 0; row++) {
        text fields[RECORD_COLUMNS_MAX];
        const record_state state = record_take(&rest, f->delimiter, &w->arena, &w->record);
        notes->n_rows++;
        if (state == RECORD_COMPLETE && is_blank(&w->record)) {
            notes->n_blank++;
            continue;
        }
        if (state != RECORD_COMPLETE || w->record.n_fields != f->n_header)
            return complain_of_row(f, &w->record, state, row, error);
        if (!is_wanted(f, w->options, &w->record)) {
            notes->n_filtered++;
            continue;
        }
        for (size_t c = 0; c < f->n_columns; c++)
            fields[c] = f->at[c] < f->n_header ? text_trim(w->record.fields[f->at[c]]) : (text){ "", 0 };
        if (!w->each(w->context, f, fields, row, error))
            return false;
    }
    return true;
}

static bool walk_rows(walk *w, const table_source *source, table_notes *notes, upw_error *error)
{
    blocks b;
    block piece = { 0 };
    bool done = true;
    memory_init_arena(&w->arena);
    blocks_begin(&b, source, BLOCKS_OF_ROWS);
    while (done && blocks_take(&b, &piece)) {
        const int64_t row = blocks_first_row(&b);
        table_notes of_block = { 0 };
        done = piece.state == BLOCK_READ ? walk_block(w, piece.bytes, row, &of_block, error)
                                         : blocks_complain(&b, &piece, row, error);
        if (done)
            blocks_finish(&b, &piece, &of_block);
        upw_arena_clear(&w->arena);
        w->record = (record){ 0 }; /* its fields went with the arena */
    }
    *notes = b.notes;
    free(piece.room);
    blocks_end(&b);
    upw_arena_clear(&w->arena);
    return done;
}

/* ---- side by side ---- */

typedef struct together {
    const records_crew *crew;
    blocks blocks;
    upw_error *error;
} together;

typedef struct member {
    walk walk;
    block piece;
    table_notes notes;
    bool is_good;
} member;

static bool take_piece(void *context, void *slot)
{
    return blocks_take(&((together *)context)->blocks, &((member *)slot)->piece);
}

static bool read_piece(const together *t, member *m, int64_t first_row, upw_error *error)
{
    t->crew->begin(m->walk.context);
    m->notes = (table_notes){ 0 };
    const bool is_good = m->piece.state == BLOCK_READ
                             ? walk_block(&m->walk, m->piece.bytes, first_row, &m->notes, error)
                             : blocks_complain(&t->blocks, &m->piece, first_row, error);
    upw_arena_clear(&m->walk.arena);
    m->walk.record = (record){ 0 }; /* its fields went with the arena */
    return is_good;
}

static void work_on_piece(void *context, void *slot)
{
    member *const m = slot;
    m->is_good = read_piece(context, m, 0, NULL);
}

/* What was refused is refused again, now that the number of the first row is known. */
static bool finish_piece(void *context, void *slot)
{
    together *const t = context;
    member *const m = slot;
    const int64_t first_row = blocks_first_row(&t->blocks);
    if ((!m->is_good && !read_piece(t, m, first_row, t->error)) ||
        !t->crew->finish(t->crew->context, m->walk.context, m->is_good ? first_row : 0, t->error))
        return false;
    blocks_finish(&t->blocks, &m->piece, &m->notes);
    return true;
}

static bool look_at(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    (void)file;
    (void)row;
    (void)error;
    const records_crew *const crew = context;
    return !crew->look(crew->context, fields); /* false, without an error: enough */
}

static bool read_together(const walk *w, const table_source *source, const records_crew *crew, table_notes *notes,
                          upw_error *error)
{
    walk looking = *w;
    looking.each = look_at;
    looking.context = (void *)crew;
    if (crew->look != NULL && !walk_rows(&looking, source, notes, error) && error->code != UPW_OK)
        return false;
    together t = { .crew = crew, .error = error };
    member members[BLOCKS_THREADS_MAX];
    void *slots[BLOCKS_THREADS_MAX];
    const unsigned wanted = blocks_threads(source), n = wanted < crew->n_slots ? wanted : crew->n_slots;
    blocks_begin(&t.blocks, source, BLOCKS_OF_ROWS);
    for (unsigned i = 0; i < n; i++) {
        members[i] = (member){ .walk = *w };
        members[i].walk.context = crew->slots[i];
        memory_init_arena(&members[i].walk.arena);
        slots[i] = &members[i];
    }
    const ordered_job job = { take_piece, work_on_piece, finish_piece, &t, slots, n };
    const bool is_done = ordered_run(&job);
    for (unsigned i = 0; i < n; i++) {
        free(members[i].piece.room);
        upw_arena_clear(&members[i].walk.arena);
    }
    *notes = t.blocks.notes;
    blocks_end(&t.blocks);
    return is_done;
}

/* ---- the file ---- */

static bool read_file(const char *path, const table_options *options, records_file *f, const walk *w,
                      const records_crew *crew, table_notes *notes, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    table_source *const source = source_open_raw(path, options, &arena, error);
    bool done = false;
    if (source != NULL) {
        f->name = source->name;
        walk alone = *w;
        done =
            read_header(source, f, &arena, error) && find_columns(f, options, &arena, error) &&
            source_take_rest(source, error) &&
            (crew != NULL ? read_together(w, source, crew, notes, error) : walk_rows(&alone, source, notes, error)) &&
            blocks_check_not_empty(source, notes, error);
    }
    table_close(source);
    upw_arena_clear(&arena);
    return done;
}

bool records_read(const char *path, const table_options *options, const record_column *columns, size_t n_columns,
                  record_function each, void *context, table_notes *notes, upw_error *error)
{
    records_file f = { .columns = columns, .n_columns = n_columns };
    const walk w = { .file = &f, .options = options, .each = each, .context = context };
    return read_file(path, options, &f, &w, NULL, notes, error);
}

bool records_read_together(const char *path, const table_options *options, const record_column *columns,
                           size_t n_columns, const records_crew *crew, table_notes *notes, upw_error *error)
{
    records_file f = { .columns = columns, .n_columns = n_columns };
    const walk w = { .file = &f, .options = options, .each = crew->each };
    return read_file(path, options, &f, &w, crew, notes, error);
}
