/* A file becomes good rows and faults: the input contract of docs/input.md, each row by itself. */
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "apart/rows.h"
#include "base/memory.h"
#include "base/unit.h"
#include "services/measure/catalogue.h"
#include "services/measure/measure_internal.h"
#include "services/measure/uploads_internal.h"
#include "services/measure/uploads_names.h"
#include "services/measure/uploads_rows.h"
#include "services/people/people.h"
#include "table/cell.h"

typedef enum column {
    COLUMN_OF_INDICATOR,
    COLUMN_OF_ORGANISATION,
    COLUMN_OF_PERIOD,
    COLUMN_OF_VALUE,
    COLUMN_OF_NUMERATOR,
    COLUMN_OF_DENOMINATOR,
    COLUMN_OF_ANNOTATION,
    COLUMN_OF_TARGET,
    N_COLUMNS
} column;

#define NAMES(...)                                                                                                     \
    .names = (const char *const[])                                                                                     \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
static const record_column columns[N_COLUMNS] = {
    [COLUMN_OF_INDICATOR] = { "indicator", NAMES("indicator", "measure", "metric") },
    [COLUMN_OF_ORGANISATION] = { "organisation",
                                 NAMES("organisation", "organization", "org_code", "org_id", "ods_code", "provider") },
    [COLUMN_OF_PERIOD] = { "period", NAMES("period", "date", "month") },
    [COLUMN_OF_VALUE] = { "value", NAMES("value", "y") },
    [COLUMN_OF_NUMERATOR] = { "numerator", NAMES("numerator") },
    [COLUMN_OF_DENOMINATOR] = { "denominator", NAMES("denominator", "n") },
    [COLUMN_OF_ANNOTATION] = { "annotation", NAMES("annotation", "note", "comment") },
    [COLUMN_OF_TARGET] = { "target", NAMES("target", "expected") },
};

typedef struct reading {
    upload_reading *out;
    const upload_file *file;
    measure_indicators indicators;
    unit *units; /* one for each */
    organisation_list organisations;
    name_map indicator_names, organisation_names;
    bool is_begun;
    int64_t n_unlike, first_unlike; /* values that are not their counts */
} reading;

/* ---- is it a file that we read? ---- */

static bool ends_like(text name, text end)
{
    return name.len > end.len && text_equal_ignoring_case((text){ name.at + name.len - end.len, end.len }, end);
}

/* What it is called and what it begins with must agree. */
static bool check_kind(const upload_file *file, text start, upw_error *error)
{
    const bool is_workbook = text_starts_with(start, TEXT("PK\3\4"));
    const bool says_workbook = ends_like(file->name, TEXT(".xlsx"));
    const bool says_text = ends_like(file->name, TEXT(".csv")) || ends_like(file->name, TEXT(".tsv"));
    if (!says_workbook && !says_text)
        return upw_fail(error, UPW_BAD_INPUT, "The selected file must be a CSV or XLSX");
    if (is_workbook != says_workbook)
        return upw_fail(error, UPW_BAD_INPUT, "%.*s is not what its name says: it %s a workbook", TEXT_ARGS(file->name),
                        is_workbook ? "is" : "is not");
    return true;
}

static bool hash_file(int descriptor, const upload_file *file, text *hash, upw_arena *arena, upw_error *error)
{
    unsigned char bytes[1 << 16], made[32];
    char *const hex = MEMORY_TAKE(arena, char, 2 * sizeof made + 1);
    crypto_generichash_state state;
    size_t size = 0;
    ssize_t got;
    crypto_generichash_init(&state, NULL, 0, sizeof made);
    while ((got = read(descriptor, bytes, sizeof bytes)) > 0) {
        if (size == 0 && !check_kind(file, (text){ (const char *)bytes, (size_t)got }, error))
            return false;
        size += (size_t)got;
        if (size > UPLOAD_BYTES_MAX)
            return upw_fail(error, UPW_TOO_LARGE, "The selected file must be smaller than %dMB",
                            UPLOAD_BYTES_MAX >> 20);
        crypto_generichash_update(&state, bytes, (unsigned long long)got);
    }
    if (got < 0)
        return upw_fail(error, UPW_IO_FAILED, "The file could not be read");
    if (size == 0)
        return upw_fail(error, UPW_BAD_INPUT, "The selected file is empty");
    crypto_generichash_final(&state, made, sizeof made);
    sodium_bin2hex(hex, 2 * sizeof made + 1, made, sizeof made);
    *hash = (text){ hex, 2 * sizeof made };
    return true;
}

/* ---- one row ---- */

/* Where the row is, for complaints. */
typedef struct place {
    reading *r;
    const records_file *file;
    const text *fields;
    int64_t row;
} place;

static UPW_PRINTF(3, 4) bool fault(const place *at, column c, const char *format, ...)
{
    char sentence[240];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_make_showable(sentence);
    upload_add_fault(at->r->out, at->row, text_of(columns[c].meaning), at->fields[c], text_of(sentence));
    return false;
}

static bool take_name(const place *at, column c, const name_map *map, text missing, uint32_t *number)
{
    static const char *const nouns[] = { [COLUMN_OF_INDICATOR] = "an indicator of the catalogue",
                                         [COLUMN_OF_ORGANISATION] = "an organisation that is known" };
    const text name = records_has(at->file, c) ? at->fields[c] : missing;
    if (name.len == 0)
        return fault(at, c, "is empty, so the row belongs to no series; fill it in or remove the row");
    switch (name_map_find(map, name, number)) {
    case NAME_FOUND:
        return true;
    case NAME_SHARED:
        return fault(at, c, "is the name of two; write the id");
    default:
        return fault(at, c, "is not %s; write its id, its %s", nouns[c],
                     c == COLUMN_OF_INDICATOR ? "name" : "code or its name");
    }
}

static bool take_organisation(const place *at, uint32_t *number)
{
    const reading *const r = at->r;
    const text only = r->file->organisation;
    if (!take_name(at, COLUMN_OF_ORGANISATION, &r->organisation_names, r->file->missing.organisation, number))
        return false;
    return only.len == 0 || text_equal(r->organisations.at[*number].id, only) ||
           fault(at, COLUMN_OF_ORGANISATION, "is not the organisation whose figures you may load");
}

static bool take_period(const place *at, period *out)
{
    const char *reason = "";
    if (period_parse(at->fields[COLUMN_OF_PERIOD], at->r->file->order, out, &reason))
        return true;
    return fault(at, COLUMN_OF_PERIOD, "is not a period: %s",
                 strstr(reason, "--") != NULL ? "it does not say which number is the month; write it as 2019-04-01"
                                              : reason);
}

static bool is_percent(text field)
{
    return field.len > 0 && field.at[field.len - 1] == '%';
}

static bool take_number(const place *at, column c, const unit *u, double *out, gap *why)
{
    static const gap gaps[] = { [CELL_NUMBER] = GAP_NONE,
                                [CELL_BLANK] = GAP_BLANK,
                                [CELL_NOT_AVAILABLE] = GAP_NOT_AVAILABLE,
                                [CELL_SUPPRESSED] = GAP_SUPPRESSED };
    text field = at->fields[c];
    const char *reason = "";
    if (is_percent(field)) {
        const text counted = u->words.len > 0 && c == COLUMN_OF_VALUE ? u->words : TEXT("whole numbers");
        if (c != COLUMN_OF_VALUE || (u->kind != UNIT_PERCENT && u->kind != UNIT_SHARE))
            return fault(at, c, "has a %% sign, but is counted in %.*s", TEXT_ARGS(counted));
        if (u->kind == UNIT_PERCENT) /* 36.7% is the number 36.7 here */
            field = text_trim((text){ field.at, field.len - 1 });
    }
    const cell_state state = cell_read_number(field, out, &reason);
    if (state == CELL_WRONG)
        return fault(at, c, "%s", reason);
    if (state != CELL_NUMBER)
        *out = NAN;
    *why = gaps[state];
    return true;
}

/* A value that comes out of its counts, or stands beside them. */
static bool weigh_counts(const place *at, const unit *u, const gap why[3], upload_row *o)
{
    reading *const r = at->r;
    if (!isnan(o->denominator) && (o->denominator < 0 || (o->denominator == 0 && o->numerator > 0)))
        return fault(at, COLUMN_OF_DENOMINATOR, "cannot be what %.10g is out of; correct it, or leave both empty",
                     o->numerator);
    const bool has_both = !isnan(o->numerator) && !isnan(o->denominator);
    const double value = has_both && o->denominator > 0 ? u->per * o->numerator / o->denominator : NAN;
    const bool is_given = why[0] != GAP_BLANK;
    if (!is_given) {
        const gap missing = why[1] > why[2] ? why[1] : why[2];
        o->value = value;
        o->gap = (uint8_t)(has_both              ? (o->denominator > 0 ? GAP_NONE : GAP_ZERO_DENOMINATOR)
                           : missing == GAP_NONE ? GAP_BLANK
                                                 : missing);
    } else if (!isnan(o->value) && !isnan(value) && fabs(o->value - value) > fmax(0.02 * fabs(value), 0.5) &&
               r->n_unlike++ == 0) {
        r->first_unlike = at->row;
    }
    return true;
}

static bool take_figure(const place *at, upload_row *o)
{
    const unit *const u = &at->r->units[o->indicator];
    gap why[3] = { GAP_BLANK, GAP_BLANK, GAP_BLANK };
    o->value = o->numerator = o->denominator = NAN;
    if (!take_number(at, COLUMN_OF_VALUE, u, &o->value, &why[0]) ||
        !take_number(at, COLUMN_OF_NUMERATOR, u, &o->numerator, &why[1]) ||
        !take_number(at, COLUMN_OF_DENOMINATOR, u, &o->denominator, &why[2]))
        return false;
    o->gap = (uint8_t)why[0];
    return weigh_counts(at, u, why, o);
}

static bool take_annotation(const place *at, text *out)
{
    const measure_words words = { "It", at->fields[COLUMN_OF_ANNOTATION], 0, TABLE_ANNOTATION_MAX, false };
    upw_error why = { 0 };
    if (!measure_check_words(&words, 1, &why))
        return fault(at, COLUMN_OF_ANNOTATION, "cannot be shown on a chart: %s", why.message);
    *out = memory_copy_text(at->r->out->arena, words.words);
    return true;
}

/* Once the header is known. */
static bool check_columns(const reading *r, const records_file *file, upw_error *error)
{
    const bool has_names = (records_has(file, COLUMN_OF_INDICATOR) || r->file->missing.indicator.len > 0) &&
                           (records_has(file, COLUMN_OF_ORGANISATION) || r->file->missing.organisation.len > 0);
    const bool has_counts = records_has(file, COLUMN_OF_NUMERATOR) && records_has(file, COLUMN_OF_DENOMINATOR);
    if (has_names && records_has(file, COLUMN_OF_PERIOD) && (records_has(file, COLUMN_OF_VALUE) || has_counts))
        return true;
    return upw_fail_row(
        error, UPW_BAD_INPUT, 1,
        "%s needs a first row with the names of its columns: indicator, organisation, period, and value "
        "or numerator and denominator",
        records_name(file));
}

static bool read_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    const place at = { r, file, fields, row };
    upload_row o = { .file_row = (uint32_t)row };
    if (!r->is_begun && !check_columns(r, file, error))
        return false;
    if (!r->is_begun && records_has(file, COLUMN_OF_TARGET))
        upload_add_note(r->out, "The column of targets is passed over: a target is agreed on the page of its chart");
    r->is_begun = true;
    if (++r->out->n_read > UPLOAD_ROWS_MAX)
        return upw_fail_row(error, UPW_TOO_LARGE, row, "%s has more than %d rows; make several files of it",
                            records_name(file), UPLOAD_ROWS_MAX);
    if (take_name(&at, COLUMN_OF_INDICATOR, &r->indicator_names, r->file->missing.indicator, &o.indicator) &&
        take_organisation(&at, &o.organisation) && take_period(&at, &o.when) && take_figure(&at, &o) &&
        take_annotation(&at, &o.annotation))
        upload_add_row(r->out, &o);
    return true;
}

/* ---- the whole ---- */

static bool gather_names(store_db *db, reading *r, upw_error *error)
{
    upw_arena *const arena = r->out->arena;
    if (!catalogue_list(db, arena, &r->indicators, error) ||
        !organisations_list(db, TEXT(""), arena, &r->organisations, error))
        return false;
    const size_t n = r->indicators.n, n_places = r->organisations.n;
    text *const ids = MEMORY_TAKE(arena, text, n + 1), *const place_ids = MEMORY_TAKE(arena, text, n_places + 1);
    r->units = MEMORY_TAKE(arena, unit, n + 1);
    name_map_init(&r->indicator_names, 2 * n, arena);
    name_map_init(&r->organisation_names, 3 * n_places, arena);
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = r->indicators.at[i].id;
        r->units[i] = unit_parse(r->indicators.at[i].unit);
        name_map_add(&r->indicator_names, ids[i], i, false);
    }
    for (uint32_t i = 0; i < n; i++)
        name_map_add(&r->indicator_names, r->indicators.at[i].name, i, false);
    for (uint32_t i = 0; i < n_places; i++)
        name_map_add(&r->organisation_names, place_ids[i] = r->organisations.at[i].id, i, false);
    for (uint32_t k = 0; k < 2; k++) /* a code is that of the open one; a name yields to codes */
        for (uint32_t i = 0; i < n_places; i++)
            if ((r->organisations.at[i].closed.len > 0) == (k == 1))
                name_map_add(&r->organisation_names, r->organisations.at[i].code, i, k == 1);
    for (uint32_t i = 0; i < n_places; i++)
        name_map_add(&r->organisation_names, r->organisations.at[i].name, i, false);
    r->out->indicators = (upload_names){ ids, n };
    r->out->organisations = (upload_names){ place_ids, n_places };
    return true;
}

static void add_notes(const reading *r, const table_notes *notes)
{
    if (notes->n_blank > 0)
        upload_add_note(r->out, "%lld blank row%s passed over", (long long)notes->n_blank,
                        notes->n_blank == 1 ? " is" : "s are");
    if (r->n_unlike > 0)
        upload_add_note(r->out, "%lld value%s not the numerator out of the denominator, the first in row %lld",
                        (long long)r->n_unlike, r->n_unlike == 1 ? " is" : "s are", (long long)r->first_unlike);
    if (notes->n_ignored_links > 0)
        upload_add_note(r->out, "Links of the workbook to other files are passed over");
}

static bool read_open(store_db *db, reading *r, int descriptor, upw_error *error)
{
    upload_reading *const out = r->out;
    table_notes notes = { 0 };
    if (!hash_file(descriptor, r->file, &out->hash, out->arena, error) || !gather_names(db, r, error))
        return false;
    const apart_file file = { r->file->reader, descriptor, memory_copy_text(out->arena, r->file->name).at, out->hash };
    if (!apart_read_records(&file, columns, N_COLUMNS, read_row, r, &notes, error))
        return false;
    add_notes(r, &notes);
    return upload_put_in_order(db, out, error);
}

bool upload_read(store_db *db, const upload_file *file, upw_arena *arena, upload_reading *out, upw_error *error)
{
    *out = (upload_reading){ .arena = arena };
    reading r = { .out = out, .file = file };
    const int descriptor = open(file->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return upw_fail(error, UPW_IO_FAILED, "The file could not be read");
    const bool is_done = read_open(db, &r, descriptor, error);
    close(descriptor);
    return is_done;
}
