/* A file of indicators, row by row. */
#include "services/measure/catalogue_file.h"

#include <string.h>

#include <sodium.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "services/measure/measure_internal.h"

typedef struct reading {
    const cells *file;
    size_t columns[CATALOGUE_FIELDS]; /* n_columns of the file: it has none */
    size_t organisation;
    measure_indicators there;
    upw_arena *arena;
    catalogue_look *out;
} reading;

/* What a new indicator cannot do without: somebody answers for each. */
static const bool are_needed[CATALOGUE_FIELDS] = {
    [CATALOGUE_NAME] = true,       [CATALOGUE_THEME] = true,  [CATALOGUE_IMPROVEMENT] = true,
    [CATALOGUE_DEFINITION] = true, [CATALOGUE_SOURCE] = true, [CATALOGUE_OWNER] = true,
};

static void add_fault(reading *r, size_t row, const char *column, text found, text wrong)
{
    catalogue_look *const out = r->out;
    if (out->n_faults++ < CATALOGUE_FAULTS_MAX)
        out->faults[out->n_faults_shown++] =
            (catalogue_fault){ r->file->rows[row], text_of(column), found, memory_copy_text(r->arena, wrong) };
}

/* Files from here have an apostrophe before what a spreadsheet would run. */
static text get(const reading *r, size_t row, size_t column)
{
    static const char starts[] = { '=', '+', '-', '@' };
    const text field = cells_get(r->file, row, column);
    const bool is_guarded = field.len > 1 && field.at[0] == '\'' && memchr(starts, field.at[1], sizeof starts) != NULL;
    return is_guarded ? (text){ field.at + 1, field.len - 1 } : field;
}

static bool has_column(const reading *r, catalogue_field f)
{
    return r->columns[f] < r->file->n_columns;
}

/* ---- one row ---- */

static bool set_field(reading *r, size_t row, catalogue_field f, catalogue_row *one)
{
    const char *const column = catalogue_faces[f].name;
    const text words = get(r, row, r->columns[f]);
    const char *expected = "";
    if (are_needed[f] && words.len == 0 && (one->is_new || has_column(r, f))) {
        add_fault(r, row, column, words, TEXT("is needed"));
        return false;
    }
    if (!has_column(r, f) || (f == CATALOGUE_PUBLISHED && words.len == 0))
        return true;
    if (catalogue_set(&one->is, f, words, &expected))
        return true;
    add_fault(r, row, column, words, text_of(expected));
    return false;
}

static void compare(catalogue_row *one, upw_arena *arena)
{
    for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++) {
        one->changes[f] = !text_equal(catalogue_get(&one->was, f, arena), catalogue_get(&one->is, f, arena));
        one->n_changes += one->changes[f];
    }
}

/* False only when the database fails; what is wrong with the row is a fault. */
static bool judge(store_db *db, reading *r, size_t row, catalogue_row *one, bool *is_good, upw_error *error)
{
    catalogue_field wrong;
    upw_error why = { 0 };
    bool may = true;
    *is_good = catalogue_check(&one->is, &wrong, &why);
    if (!*is_good) {
        add_fault(r, row, catalogue_faces[wrong].name, catalogue_get(&one->is, wrong, r->arena), text_of(why.message));
        return true;
    }
    if (!one->is_new && !catalogue_may_have_unit(db, &one->was, one->is.unit, &may, error))
        return false;
    *is_good = may;
    if (!may)
        add_fault(r, row, catalogue_faces[CATALOGUE_UNIT].name, one->is.unit,
                  memory_format(r->arena, "cannot take the place of \"%.*s\" while there are figures in it",
                                TEXT_ARGS(one->was.unit)));
    return true;
}

static bool is_repeated(const reading *r, size_t row, text id)
{
    for (size_t before = 0; before < row; before++)
        if (text_equal(get(r, before, r->columns[CATALOGUE_ID]), id))
            return true;
    return false;
}

static bool read_row(store_db *db, reading *r, size_t row, upw_error *error)
{
    catalogue_look *const out = r->out;
    const text id = get(r, row, r->columns[CATALOGUE_ID]);
    const measure_indicator *const there = catalogue_look_up(&r->there, id);
    catalogue_row one = { .row = r->file->rows[row], .is_new = there == NULL };
    bool is_good = true;
    one.is = one.was = there != NULL ? *there : (measure_indicator){ .id = id };
    if (cells_get(r->file, row, r->organisation).len > 0) {
        add_fault(r, row, "organisation", cells_get(r->file, row, r->organisation),
                  TEXT("must be empty: an indicator is the same for every organisation"));
        return true;
    }
    if (is_repeated(r, row, id)) {
        add_fault(r, row, "id", id, TEXT("stands in an earlier row, too; one row each"));
        return true;
    }
    for (catalogue_field f = CATALOGUE_NAME; f < CATALOGUE_FIELDS && is_good; f++)
        is_good = set_field(r, row, f, &one);
    if (!is_good)
        return true;
    if (!judge(db, r, row, &one, &is_good, error))
        return false;
    if (!is_good)
        return true;
    compare(&one, r->arena);
    *(one.is_new ? &out->n_new : one.n_changes > 0 ? &out->n_changed : &out->n_same) += 1;
    out->at[out->n++] = one;
    return true;
}

/* ---- the file ---- */

static bool find_columns(reading *r, upw_error *error)
{
    for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++)
        r->columns[f] = cells_find(r->file, catalogue_faces[f].name);
    if (!has_column(r, CATALOGUE_NATIONAL_TARGET)) /* as the files of reports call it */
        r->columns[CATALOGUE_NATIONAL_TARGET] = cells_find(r->file, "target");
    r->organisation = cells_find(r->file, "organisation");
    if (!has_column(r, CATALOGUE_ID))
        return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s has no column \"id\"", r->file->file);
    if (r->file->n_rows == 0 || r->file->n_rows > CATALOGUE_FILE_ROWS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s has %zu indicators; it must have 1 to %d", r->file->file,
                        r->file->n_rows, CATALOGUE_FILE_ROWS_MAX);
    return true;
}

static text hash_seen(const catalogue_look *look, upw_arena *arena)
{
    unsigned char hash[16];
    enum { HEX = 2 * sizeof hash };
    char *const hex = MEMORY_TAKE(arena, char, HEX + 1);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < look->n; i++) {
        const text id = look->at[i].is.id;
        const int64_t numbers[] = { (int64_t)id.len, look->at[i].was.version };
        crypto_generichash_update(&state, (const unsigned char *)numbers, sizeof numbers);
        crypto_generichash_update(&state, (const unsigned char *)id.at, id.len);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, HEX + 1, hash, sizeof hash);
    return (text){ hex, HEX };
}

bool catalogue_look_at(store_db *db, const cells *file, upw_arena *arena, catalogue_look *out, upw_error *error)
{
    reading r = { .file = file, .arena = arena, .out = out };
    if (!find_columns(&r, error) || !catalogue_list(db, arena, &r.there, error))
        return false;
    *out = (catalogue_look){ .at = MEMORY_TAKE(arena, catalogue_row, file->n_rows),
                             .faults = MEMORY_TAKE(arena, catalogue_fault, CATALOGUE_FAULTS_MAX) };
    for (size_t row = 0; row < file->n_rows; row++)
        if (!read_row(db, &r, row, error))
            return false;
    out->seen = hash_seen(out, arena);
    return true;
}

void catalogue_add_rows(buffer *out, const cells *file)
{
    csv_out csv = { .out = out };
    for (size_t c = 0; c < file->n_columns; c++)
        csv_add_text(&csv, file->names[c]);
    csv_end_row(&csv);
    for (size_t i = 0; i < file->n_rows; i++) {
        for (size_t c = 0; c < file->n_columns; c++)
            csv_add_text(&csv, file->fields[i * file->n_columns + c]);
        csv_end_row(&csv);
    }
}

/* ---- taking it in ---- */

typedef struct job {
    const cells *file;
    text seen;
    const measure_deed *by;
} job;

static bool record_file(store_db *db, const job *j, const catalogue_look *look, upw_arena *arena, upw_error *error)
{
    const measure_note note = {
        .action = "indicators.import",
        .object = TEXT("indicators"),
        .details = { { "file", text_of(j->file->file) },
                     { "added", memory_format(arena, "%zu", look->n_new) },
                     { "changed", memory_format(arena, "%zu", look->n_changed) } },
        .n_details = 3,
    };
    return measure_record(db, j->by, &note, error);
}

static bool write_rows(store_db *db, const job *j, const catalogue_look *look, upw_error *error)
{
    if (look->n_faults > 0)
        return upw_fail_row(error, UPW_BAD_INPUT, look->faults[0].row,
                            "%s, row %lld, column \"%.*s\": \"%.*s\" %.*s. Nothing has been saved", j->file->file,
                            (long long)look->faults[0].row, TEXT_ARGS(look->faults[0].column),
                            TEXT_ARGS(look->faults[0].found), TEXT_ARGS(look->faults[0].wrong));
    if (!text_equal(look->seen, j->seen))
        return upw_fail(error, UPW_CONFLICT,
                        "Somebody else has changed the catalogue since the file was looked at. Look at it again");
    for (size_t i = 0; i < look->n; i++) {
        const catalogue_row *const one = &look->at[i];
        if (one->is_new ? !catalogue_add(db, &one->is, j->by, error)
                        : one->n_changes > 0 && !catalogue_change(db, &one->is, j->by, error))
            return false;
    }
    return true;
}

static bool take_in(store_db *db, void *context, upw_error *error)
{
    const job *const j = context;
    upw_arena arena;
    catalogue_look look;
    memory_init_arena(&arena);
    const bool is_done = catalogue_look_at(db, j->file, &arena, &look, error) && write_rows(db, j, &look, error) &&
                         record_file(db, j, &look, &arena, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool catalogue_take_in(store_db *db, const cells *file, text seen, const measure_deed *by, upw_error *error)
{
    job j = { file, seen, by };
    return store_transact(db, take_in, &j, error);
}
