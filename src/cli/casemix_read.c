/* Rows of patients into columns; rows that lack something are counted for each organisation. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/casemix_job.h"
#include "table/cell.h"
#include "table/hash.h"
#include "table/records.h"

enum { ORGANISATION, OUTCOME, RISK, FIRST_VARIABLE };

typedef struct reading {
    casemix_job *job;
    size_t capacity, org_capacity;
    uint32_t *org_slots; /* organisation + 1; 0: free */
    size_t n_org_slots;
    uint32_t last; /* organisation of the row before */
} reading;

/* ---- names ---- */

static uint32_t *find_org_slot(const reading *r, text name)
{
    size_t at = hash_text(name) & (r->n_org_slots - 1);
    while (r->org_slots[at] != 0 && !text_equal(r->job->by_org[r->org_slots[at] - 1].name, name))
        at = (at + 1) & (r->n_org_slots - 1);
    return &r->org_slots[at];
}

static void grow_orgs(reading *r)
{
    casemix_job *const job = r->job;
    r->org_capacity = r->org_capacity == 0 ? 64 : 2 * r->org_capacity;
    job->by_org = memory_grow(job->by_org, r->org_capacity, sizeof *job->by_org);
    r->n_org_slots = 2 * r->org_capacity;
    r->org_slots = memory_grow(r->org_slots, r->n_org_slots, sizeof *r->org_slots);
    memset(r->org_slots, 0, r->n_org_slots * sizeof *r->org_slots);
    for (size_t i = 0; i < job->n_orgs; i++)
        *find_org_slot(r, job->by_org[i].name) = (uint32_t)i + 1;
}

static uint32_t find_org(reading *r, text name)
{
    casemix_job *const job = r->job;
    if (job->n_orgs > 0 && text_equal(job->by_org[r->last].name, name))
        return r->last;
    if (job->n_orgs == r->org_capacity)
        grow_orgs(r);
    uint32_t *const slot = find_org_slot(r, name);
    if (*slot == 0) {
        job->by_org[job->n_orgs] = (casemix_org){ .name = memory_copy_text(job->arena, name) };
        *slot = (uint32_t)++job->n_orgs;
    }
    return r->last = *slot - 1;
}

enum { LEVEL_SLOTS = 512 };

/* UPW_NO_LEVEL when there are too many. */
static uint32_t find_level(casemix_variable *v, text name, upw_arena *arena)
{
    size_t at = hash_text(name) & (LEVEL_SLOTS - 1);
    while (v->slots[at] != 0 && !text_equal(v->names[v->slots[at] - 1], name))
        at = (at + 1) & (LEVEL_SLOTS - 1);
    if (v->slots[at] == 0) {
        if (v->n_levels == LEVELS_MAX)
            return UPW_NO_LEVEL;
        v->names[v->n_levels] = memory_copy_text(arena, name);
        v->slots[at] = ++v->n_levels;
    }
    return v->slots[at] - 1;
}

/* ---- a row ---- */

static void make_room(reading *r)
{
    casemix_job *const job = r->job;
    if (job->n < r->capacity)
        return;
    r->capacity = r->capacity == 0 ? 4096 : 2 * r->capacity;
    job->y = memory_grow(job->y, r->capacity, sizeof *job->y);
    job->risks = memory_grow(job->risks, r->capacity, sizeof *job->risks);
    job->orgs = memory_grow(job->orgs, r->capacity, sizeof *job->orgs);
    job->rows = memory_grow(job->rows, r->capacity, sizeof *job->rows);
    for (size_t i = 0; i < job->formula.n_variables; i++) {
        casemix_variable *const v = &job->formula.variables[i];
        if (!v->has_value || !v->is_factor)
            v->values = memory_grow(v->values, r->capacity, sizeof *v->values);
        if (!v->has_value || v->is_factor)
            v->levels = memory_grow(v->levels, r->capacity, sizeof *v->levels);
    }
}

static bool is_missing(text field)
{
    double number;
    const char *reason;
    const cell_state state = cell_read_number(field, &number, &reason);
    return state != CELL_NUMBER && state != CELL_WRONG;
}

/* Of words: C may be a category, and so may None; where a number should be they mean that there is none. */
static bool is_gap_of_words(text field)
{
    return is_missing(field) && !(field.len == 1 && isalpha((unsigned char)*field.at)) &&
           !text_equal_ignoring_case(field, TEXT("none"));
}

/* 0, 1, no, yes, false, true, or --event and anything else; NaN where there is none. */
static bool take_outcome(const reading *r, const records_file *file, text field, int64_t row, double *out,
                         upw_error *error)
{
    const char *const event = r->job->settings->event;
    if (event != NULL) {
        *out = is_gap_of_words(field) ? NAN : text_equal(field, text_of(event));
        return true;
    }
    static const char *const words[] = { "no", "yes", "false", "true", "n", "y" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_equal_ignoring_case(field, text_of(words[i]))) {
            *out = (double)(i % 2);
            return true;
        }
    const char *reason;
    *out = NAN;
    if (is_missing(field) || (cell_read_number(field, out, &reason) == CELL_NUMBER && (*out == 0 || *out == 1)))
        return true;
    return records_complain(file, row, OUTCOME, error,
                            "\"%.*s\" is no outcome: 0 or 1 (no, yes, false, true), or any words with --event",
                            TEXT_ARGS(field));
}

static bool take_risk(const records_file *file, text field, int64_t row, double *out, upw_error *error)
{
    const char *reason;
    *out = NAN;
    if (is_missing(field) || (cell_read_number(field, out, &reason) == CELL_NUMBER && *out >= 0 && *out <= 1))
        return true;
    return records_complain(file, row, RISK, error, "\"%.*s\" is no risk: a number from 0 to 1, or a percentage",
                            TEXT_ARGS(field));
}

static bool is_logged(const casemix_formula *f, size_t variable)
{
    for (size_t t = 0; t < f->n_terms; t++)
        for (size_t k = 0; k < (f->terms[t].kind == TERM_PRODUCT ? 2 : 1); k++)
            if (f->terms[t].logs[k] && f->terms[t].variables[k] == variable)
                return true;
    return false;
}

/* What stands in a variable's first field that is not missing says whether it is a number or a factor. */
static void decide_kind(casemix_variable *v, text field, upw_arena *arena)
{
    double number;
    const char *reason;
    v->has_value = true;
    v->is_factor =
        v->is_used_as_factor || (!v->is_used_as_number && cell_read_number(field, &number, &reason) != CELL_NUMBER);
    if (v->is_factor && v->slots == NULL) {
        v->slots = MEMORY_TAKE(arena, uint32_t, LEVEL_SLOTS);
        v->names = MEMORY_TAKE(arena, text, LEVELS_MAX);
    }
}

static bool take_number(const reading *r, const records_file *file, size_t i, text field, int64_t row, upw_error *error)
{
    casemix_variable *const v = &r->job->formula.variables[i];
    const char *reason = "";
    double *const out = &v->values[r->job->n];
    const cell_state state = cell_read_number(field, out, &reason);
    if (state == CELL_WRONG)
        return records_complain(file, row, FIRST_VARIABLE + i, error,
                                "\"%.*s\" %s. (If this column holds categories, write factor(%.*s) in --adjust)",
                                TEXT_ARGS(field), reason, TEXT_ARGS(v->name));
    if (state != CELL_NUMBER)
        *out = NAN;
    if (*out <= 0 && is_logged(&r->job->formula, i))
        return records_complain(file, row, FIRST_VARIABLE + i, error, "\"%.*s\" has no logarithm", TEXT_ARGS(field));
    return true;
}

static bool take_variable(const reading *r, const records_file *file, size_t i, text field, int64_t row,
                          bool *is_complete, upw_error *error)
{
    casemix_job *const job = r->job;
    casemix_variable *const v = &job->formula.variables[i];
    const bool is_words = v->has_value ? v->is_factor : !v->is_used_as_number;
    const bool is_gap = is_words ? is_gap_of_words(field) : is_missing(field);
    if (!v->has_value && is_gap) {
        /* Kept in case it is a factor; leave_out_gaps takes it back when it turns out to be a number. */
        *is_complete = *is_complete && job->settings->missing_is_level && !v->is_used_as_number;
        v->levels[job->n] = UPW_NO_LEVEL;
        v->values[job->n] = NAN;
        return true;
    }
    if (!v->has_value)
        decide_kind(v, field, job->arena);
    if (!v->is_factor) {
        *is_complete = *is_complete && !is_gap;
        return take_number(r, file, i, field, row, error);
    }
    *is_complete = *is_complete && (!is_gap || job->settings->missing_is_level);
    v->levels[job->n] = is_gap ? UPW_NO_LEVEL : find_level(v, field, job->arena);
    if (!is_gap && v->levels[job->n] == UPW_NO_LEVEL)
        return records_complain(file, row, FIRST_VARIABLE + i, error,
                                "more than %d different categories; group them first", LEVELS_MAX);
    return true;
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    casemix_job *const job = r->job;
    make_room(r);
    const uint32_t org = find_org(r, fields[ORGANISATION]);
    double *const y = &job->y[job->n], *const risk = &job->risks[job->n];
    if (!take_outcome(r, file, fields[OUTCOME], row, y, error))
        return false;
    bool is_complete = !isnan(*y);
    if (job->settings->risk != NULL) {
        if (!take_risk(file, fields[RISK], row, risk, error))
            return false;
        is_complete = is_complete && !isnan(*risk);
    }
    for (size_t i = 0; i < job->formula.n_variables; i++)
        if (!take_variable(r, file, i, fields[FIRST_VARIABLE + i], row, &is_complete, error))
            return false;
    if (!is_complete) {
        casemix_org *const o = &job->by_org[org];
        o->n_left_out++;
        o->outcomes_left_out += !isnan(*y);
        o->events_left_out += *y > 0;
        job->n_left_out++;
        return true;
    }
    job->orgs[job->n] = org;
    job->rows[job->n++] = row;
    return true;
}

/* ---- in order ---- */

static int compare_texts(const void *left, const void *right)
{
    return text_compare(*(const text *)left, *(const text *)right);
}

/* Levels in order of bytes. */
static void sort_levels(casemix_variable *v, size_t n, upw_arena *arena)
{
    text *const sorted = MEMORY_TAKE(arena, text, v->n_levels);
    uint32_t *const places = MEMORY_TAKE(arena, uint32_t, v->n_levels);
    memcpy(sorted, v->names, v->n_levels * sizeof *sorted);
    qsort(sorted, v->n_levels, sizeof *sorted, compare_texts);
    for (uint32_t l = 0; l < v->n_levels; l++)
        for (uint32_t k = 0; k < v->n_levels; k++)
            if (text_equal(v->names[l], sorted[k]))
                places[l] = k;
    for (size_t i = 0; i < n; i++)
        if (v->levels[i] != UPW_NO_LEVEL)
            v->levels[i] = places[v->levels[i]];
    v->names = sorted;
}

typedef struct named_place {
    text name;
    size_t at;
} named_place;

static int compare_names(const void *left, const void *right)
{
    return text_compare(((const named_place *)left)->name, ((const named_place *)right)->name);
}

static void sort_orgs(casemix_job *job)
{
    named_place *const order = MEMORY_TAKE(job->arena, named_place, job->n_orgs);
    uint32_t *const places = MEMORY_TAKE(job->arena, uint32_t, job->n_orgs);
    casemix_org *const sorted = MEMORY_TAKE(job->arena, casemix_org, job->n_orgs);
    for (size_t o = 0; o < job->n_orgs; o++)
        order[o] = (named_place){ job->by_org[o].name, o };
    qsort(order, job->n_orgs, sizeof *order, compare_names);
    for (size_t o = 0; o < job->n_orgs; o++) {
        sorted[o] = job->by_org[order[o].at];
        places[order[o].at] = (uint32_t)o;
    }
    for (size_t i = 0; i < job->n; i++)
        job->orgs[i] = places[job->orgs[i]];
    free(job->by_org);
    job->by_org = sorted;
}

static void leave_out(casemix_job *job, size_t row)
{
    casemix_org *const o = &job->by_org[job->orgs[row]];
    o->n_left_out++;
    o->outcomes_left_out++;
    o->events_left_out += job->y[row] > 0;
    job->n_left_out++;
}

/* Rows that were kept before it was known that a column holds numbers. */
static void leave_out_gaps(casemix_job *job)
{
    casemix_variable *const variables = job->formula.variables;
    size_t kept = 0;
    for (size_t i = 0; i < job->n; i++) {
        bool is_complete = true;
        for (size_t v = 0; v < job->formula.n_variables; v++)
            is_complete = is_complete && (variables[v].is_factor || !isnan(variables[v].values[i]));
        if (!is_complete) {
            leave_out(job, i);
            continue;
        }
        for (size_t v = 0; v < job->formula.n_variables; v++)
            if (variables[v].is_factor)
                variables[v].levels[kept] = variables[v].levels[i];
            else
                variables[v].values[kept] = variables[v].values[i];
        job->y[kept] = job->y[i];
        job->risks[kept] = job->risks[i];
        job->orgs[kept] = job->orgs[i];
        job->rows[kept++] = job->rows[i];
    }
    job->n = kept;
}

static bool check_variables(casemix_job *job, upw_error *error)
{
    for (size_t i = 0; i < job->formula.n_variables; i++) {
        casemix_variable *const v = &job->formula.variables[i];
        if (!v->has_value)
            return upw_fail(error, UPW_BAD_INPUT, "%s: the column \"%.*s\" is empty; leave it out of --adjust",
                            job->file, TEXT_ARGS(v->name));
        if (v->is_factor)
            sort_levels(v, job->n, job->arena);
    }
    return true;
}

bool casemix_read(casemix_job *job, const char *path, upw_error *error)
{
    static const char *const orgs[] = { "organisation", "organization", "org", "org_code", "provider", "body", NULL };
    static const char *const outcomes[] = { "outcome", "event", "y", "died", "death", NULL };
    static const char *const none[] = { NULL };
    const casemix_settings *const s = job->settings;
    record_column columns[FIRST_VARIABLE + VARIABLES_MAX] = {
        [ORGANISATION] = { "organisation", s->input.table.columns[COLUMN_ORGANISATION], orgs, false },
        [OUTCOME] = { "outcome", text_of(s->outcome != NULL ? s->outcome : ""), outcomes, true },
        [RISK] = { "risk", text_of(s->risk != NULL ? s->risk : ""), none, s->risk != NULL },
    };
    for (size_t i = 0; i < job->formula.n_variables; i++)
        columns[FIRST_VARIABLE + i] = (record_column){ "variable", job->formula.variables[i].name, none, true };
    reading r = { .job = job };
    table_options options = s->input.table;
    table_notes notes = { 0 };
    input_show_progress(&options);
    const bool is_read =
        records_read(path, &options, columns, FIRST_VARIABLE + job->formula.n_variables, take_row, &r, &notes, error);
    input_end_progress();
    free(r.org_slots);
    sort_orgs(job);
    if (!is_read)
        return false;
    input_say_notes(&notes, job->file);
    if (!check_variables(job, error))
        return false;
    if (job->settings->missing_is_level)
        leave_out_gaps(job);
    return job->n > 0 ||
           upw_fail(error, UPW_BAD_INPUT,
                    "%s has no row with an outcome and everything that the model needs: %zu were left out", job->file,
                    job->n_left_out);
}

void casemix_free(casemix_job *job)
{
    free(job->y);
    free(job->risks);
    free(job->orgs);
    free(job->rows);
    for (size_t i = 0; i < job->formula.n_variables; i++) {
        free(job->formula.variables[i].values);
        free(job->formula.variables[i].levels);
    }
}
