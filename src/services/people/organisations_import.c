/* A file of organisations becomes the tree, whole or not at all. */
#include <stdlib.h>

#include "apart/rows.h"
#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/people/organisations_internal.h"
#include "table/cells.h"

enum { PEOPLE_SERVED_MAX = 1000000000 };

typedef enum column {
    COLUMN_ID,
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_KIND,
    COLUMN_PARENT,
    COLUMN_REGION,
    COLUMN_OPENED,
    COLUMN_CLOSED,
    COLUMN_SUCCESSORS,
    COLUMN_PEOPLE,
    N_COLUMNS
} column;
static const char *const column_names[N_COLUMNS] = { "org_id",    "ods_code", "name",   "kind",       "parent_id",
                                                     "region_id", "opened",   "closed", "successors", "people_served" };

typedef struct incoming {
    organisation o;
    text successors; /* ids, separated by spaces */
    size_t row;      /* of the cells */
} incoming;

typedef struct reading {
    upw_arena *arena;
    cells file;
    size_t columns[N_COLUMNS];
    incoming *at; /* by id */
    size_t n;
} reading;

static bool is_identifier(text id)
{
    for (size_t i = 0; i < id.len; i++) {
        const char c = id.at[i];
        const bool is_good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        if (!is_good)
            return false;
    }
    return id.len > 0 && id.len <= 40;
}

static bool complain(const reading *r, const incoming *one, column c, text about, const char *sentence,
                     upw_error *error)
{
    return cells_complain(&r->file, one->row, r->columns[c], error, "\"%.*s\" %s", TEXT_ARGS(about), sentence);
}

static bool is_day(text day)
{
    int32_t date;
    return day.len == 0 || civil_read_day(day, &date);
}

static bool check_fields(const reading *r, const incoming *one, upw_error *error)
{
    const organisation *const o = &one->o;
    if (!is_identifier(o->id))
        return complain(r, one, COLUMN_ID, o->id, "is not an id; use letters, digits and hyphens, at most 40", error);
    if (o->code.len > 0 && !is_identifier(o->code))
        return complain(r, one, COLUMN_CODE, o->code, "is not a code; use letters and digits", error);
    if (o->name.len == 0 || o->name.len > ORGANISATION_NAME_MAX)
        return complain(r, one, COLUMN_NAME, o->name, "is not a name of 1 to 200 characters", error);
    if (o->kind == NULL)
        return complain(r, one, COLUMN_KIND, cells_get(&r->file, one->row, r->columns[COLUMN_KIND]),
                        "is no kind of organisation; national_board, region, area_team, ccg, icb, trust are some",
                        error);
    if (!is_day(o->opened))
        return complain(r, one, COLUMN_OPENED, o->opened, "is not a day; write it as 2013-04-01", error);
    if (!is_day(o->closed))
        return complain(r, one, COLUMN_CLOSED, o->closed, "is not a day; write it as 2013-04-01", error);
    if (o->closed.len > 0 && text_compare(o->closed, o->opened) < 0)
        return complain(r, one, COLUMN_CLOSED, o->closed, "is before it opened", error);
    return true;
}

static text field(const reading *r, size_t row, column c)
{
    return cells_get(&r->file, row, r->columns[c]);
}

/* Of a file that has the column: nothing is "not known". */
static bool read_people(const reading *r, incoming *one, upw_error *error)
{
    const text typed = field(r, one->row, COLUMN_PEOPLE);
    int64_t *const n = &one->o.people_served;
    if (typed.len > 0 && (!number_parse_integer(typed, n) || *n < 0 || *n > PEOPLE_SERVED_MAX))
        return complain(r, one, COLUMN_PEOPLE, typed, "is no number of people; write it as 240000", error);
    return true;
}

/* The cells are read; now what is in them. */
static bool read_rows(reading *r, const char *path, upw_error *error)
{
    for (column c = 0; c < N_COLUMNS; c++) {
        r->columns[c] = cells_find(&r->file, column_names[c]);
        if (c <= COLUMN_KIND && r->columns[c] == r->file.n_columns)
            return upw_fail(error, UPW_BAD_INPUT, "%s has no column \"%s\"", path, column_names[c]);
    }
    if (r->file.n_rows == 0 || r->file.n_rows > ORGANISATIONS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s has %zu organisations; it must have 1 to %d", path, r->file.n_rows,
                        ORGANISATIONS_MAX);
    r->at = MEMORY_TAKE(r->arena, incoming, r->file.n_rows);
    for (size_t row = 0; row < r->file.n_rows; row++) {
        r->at[row] = (incoming){
            .o = { field(r, row, COLUMN_ID), field(r, row, COLUMN_CODE), field(r, row, COLUMN_NAME),
                   organisation_find_kind(field(r, row, COLUMN_KIND)), field(r, row, COLUMN_PARENT),
                   field(r, row, COLUMN_REGION), field(r, row, COLUMN_OPENED), field(r, row, COLUMN_CLOSED) },
            .successors = field(r, row, COLUMN_SUCCESSORS),
            .row = row,
        };
        if (!check_fields(r, &r->at[row], error) || !read_people(r, &r->at[row], error))
            return false;
    }
    r->n = r->file.n_rows;
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    return text_compare(((const incoming *)a)->o.id, ((const incoming *)b)->o.id);
}

static incoming *find_incoming(const reading *r, text id)
{
    const incoming key = { .o.id = id };
    return r->n > 0 ? bsearch(&key, r->at, r->n, sizeof *r->at, compare_ids) : NULL;
}

static bool check_no_repeat(const reading *r, upw_error *error)
{
    for (size_t i = 1; i < r->n; i++)
        if (text_equal(r->at[i].o.id, r->at[i - 1].o.id)) {
            const incoming *const later = &r->at[r->at[i].row > r->at[i - 1].row ? i : i - 1];
            return complain(r, later, COLUMN_ID, later->o.id, "stands in an earlier row, too; one row each", error);
        }
    return true;
}

/* Is it in the file, or there already? */
static bool is_known(store_db *db, const reading *r, text id, upw_arena *arena, bool *known, upw_error *error)
{
    organisation there;
    *known = find_incoming(r, id) != NULL;
    return *known || organisations_find(db, id, arena, &there, known, error);
}

static bool check_reference(store_db *db, const reading *r, const incoming *one, column c, text id, upw_error *error)
{
    bool known = true;
    if (id.len > 0 && !is_known(db, r, id, r->arena, &known, error))
        return false;
    return known || complain(r, one, c, id, "is no organisation of this file, nor known already", error);
}

/* Up the tree from each: a way that does not end is a circle. */
static bool check_depth(const reading *r, upw_error *error)
{
    for (size_t i = 0; i < r->n; i++) {
        const incoming *above = &r->at[i];
        for (size_t depth = 0; above != NULL && above->o.parent.len > 0; depth++) {
            if (depth == ORGANISATION_DEPTH_MAX)
                return complain(r, &r->at[i], COLUMN_PARENT, r->at[i].o.parent,
                                "leads round in a circle, or the tree is too deep", error);
            above = find_incoming(r, above->o.parent);
        }
    }
    return true;
}

static bool check_all(store_db *db, const reading *r, upw_error *error)
{
    if (!check_no_repeat(r, error) || !check_depth(r, error))
        return false;
    for (size_t i = 0; i < r->n; i++) {
        const incoming *const one = &r->at[i];
        text rest = one->successors;
        if (!check_reference(db, r, one, COLUMN_PARENT, one->o.parent, error) ||
            !check_reference(db, r, one, COLUMN_REGION, one->o.region, error))
            return false;
        while (rest.len > 0)
            if (!check_reference(db, r, one, COLUMN_SUCCESSORS, text_take_until(&rest, ' '), error))
                return false;
    }
    return true;
}

/* A file without the column leaves what is known. */
static bool has_people(const reading *r)
{
    return r->columns[COLUMN_PEOPLE] < r->file.n_columns;
}

static bool is_same(const organisation *a, const organisation *b)
{
    return text_equal(a->code, b->code) && text_equal(a->name, b->name) && a->kind == b->kind &&
           text_equal(a->parent, b->parent) && text_equal(a->region, b->region) && text_equal(a->opened, b->opened) &&
           text_equal(a->closed, b->closed);
}

static bool put(store_db *db, const reading *r, const incoming *one, organisations_counts *counts, upw_error *error)
{
    const organisation *const o = &one->o;
    organisation there;
    bool found;
    if (!organisations_find(db, o->id, r->arena, &there, &found, error))
        return false;
    found = found && text_equal(there.id, o->id);
    if (!found)
        counts->n_added++;
    else if (is_same(o, &there) && (!has_people(r) || o->people_served == there.people_served))
        counts->n_same++;
    else
        counts->n_changed++;
    const store_value values[] = { STORE_TEXT(o->id),     STORE_TEXT(o->code),
                                   STORE_TEXT(o->name),   STORE_TEXT(text_of(o->kind->name)),
                                   STORE_TEXT(o->opened), STORE_TEXT(o->closed) };
    const store_value people[] = { STORE_TEXT(o->id), STORE_INTEGER(o->people_served) };
    return store_run(db, &organisations_statements[ORGANISATION_PUT], values, NULL, error) &&
           (!has_people(r) || store_run(db, &organisations_statements[ORGANISATION_PEOPLE], people, NULL, error));
}

static bool place(store_db *db, const incoming *one, upw_error *error)
{
    const organisation *const o = &one->o;
    const store_value values[] = { STORE_TEXT(o->id), STORE_TEXT_OR_NULL(o->parent), STORE_TEXT_OR_NULL(o->region) };
    if (!store_run(db, &organisations_statements[ORGANISATION_PLACE], values, NULL, error))
        return false;
    text rest = one->successors;
    while (rest.len > 0) {
        const text successor = text_take_until(&rest, ' ');
        const store_value pair[] = { STORE_TEXT(o->id), STORE_TEXT(successor), STORE_TEXT(o->closed) };
        if (!store_run(db, &organisations_statements[SUCCESSION_PUT], pair, NULL, error))
            return false;
    }
    return true;
}

typedef struct import_job {
    reading *r;
    const workflow_actor *actor;
    int64_t now_ms;
    organisations_counts *counts;
} import_job;

static bool import_all(store_db *db, void *context, upw_error *error)
{
    const import_job *const job = context;
    *job->counts = (organisations_counts){ 0 };
    if (!check_all(db, job->r, error))
        return false;
    for (size_t i = 0; i < job->r->n; i++)
        if (!put(db, job->r, &job->r->at[i], job->counts, error))
            return false;
    for (size_t i = 0; i < job->r->n; i++)
        if (!place(db, &job->r->at[i], error))
            return false;
    const audit_entry entry = {
        .at_ms = job->now_ms,
        .actor = *job->actor,
        .action = "organisations.import",
        .object = TEXT("organisations"),
        .details = { { "added", memory_format(job->r->arena, "%zu", job->counts->n_added) },
                     { "changed", memory_format(job->r->arena, "%zu", job->counts->n_changed) } },
        .n_details = 2,
    };
    return audit_append(db, &entry, error);
}

static bool import_read(store_db *db, import_job *job, const char *name, upw_error *error)
{
    if (!read_rows(job->r, name, error))
        return false;
    qsort(job->r->at, job->r->n, sizeof *job->r->at, compare_ids);
    return store_transact(db, import_all, job, error);
}

bool organisations_import(store_db *db, const char *path, const workflow_actor *actor, int64_t now_ms,
                          organisations_counts *counts, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    reading r = { .arena = &arena };
    import_job job = { &r, actor, now_ms, counts };
    const bool is_done = cells_read(path, &arena, &r.file, error) && import_read(db, &job, path, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool organisations_import_file(store_db *db, const apart_file *file, const workflow_actor *actor, int64_t now_ms,
                               organisations_counts *counts, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    reading r = { .arena = &arena };
    import_job job = { &r, actor, now_ms, counts };
    const bool is_done = apart_read_cells(file, &arena, &r.file, error) && import_read(db, &job, file->name, error);
    upw_arena_clear(&arena);
    return is_done;
}

typedef struct merge_job {
    const text *predecessors;
    size_t n;
    text successor, day, last_day;
    const workflow_actor *actor;
    int64_t now_ms;
    upw_arena *arena;
} merge_job;

static bool check_part(store_db *db, text id, const char *what, upw_arena *arena, upw_error *error)
{
    organisation o;
    bool found;
    if (!organisations_find(db, id, arena, &o, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "the %s \"%.*s\" is not known", what, TEXT_ARGS(id));
}

static bool merge(store_db *db, void *context, upw_error *error)
{
    const merge_job *const job = context;
    if (!check_part(db, job->successor, "successor", job->arena, error))
        return false;
    for (size_t i = 0; i < job->n; i++) {
        const text id = job->predecessors[i];
        const store_value pair[] = { STORE_TEXT(id), STORE_TEXT(job->successor), STORE_TEXT(job->day) };
        const store_value close[] = { STORE_TEXT(id), STORE_TEXT(job->last_day) };
        if (text_equal(id, job->successor))
            return upw_fail(error, UPW_BAD_INPUT, "an organisation cannot be its own successor");
        if (!check_part(db, id, "predecessor", job->arena, error) ||
            !store_run(db, &organisations_statements[SUCCESSION_PUT], pair, NULL, error) ||
            !store_run(db, &organisations_statements[ORGANISATION_CLOSE], close, NULL, error))
            return false;
    }
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = "organisations.merge",
                                .object = job->successor,
                                .details = { { "day", job->day },
                                             { "predecessors", memory_format(job->arena, "%zu", job->n) } },
                                .n_details = 2 };
    return audit_append(db, &entry, error);
}

bool organisations_merge(store_db *db, const text *predecessors, size_t n, text successor, text day,
                         const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    int32_t first;
    char last[CIVIL_DAY_LEN + 1];
    if (n == 0 || !civil_read_day(day, &first))
        return upw_fail(error, UPW_BAD_INPUT, "a merger has predecessors and a day, like 2020-04-01");
    civil_write_day(first - 1, last);
    upw_arena arena;
    memory_init_arena(&arena);
    merge_job job = { predecessors, n, successor, day, text_of(last), actor, now_ms, &arena };
    const bool is_done = store_transact(db, merge, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}
