/* Rows of patients into the store; rows that lack something are counted for each organisation.
 *
 * The file is read in pieces side by side. Each reader numbers names of organisations and levels as it meets them; what
 * these numbers mean to all is settled when its piece is finished, in the order of the file. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/ordered.h"
#include "cli/casemix_job.h"
#include "table/cell.h"
#include "table/hash.h"
#include "table/records.h"

enum { ORGANISATION, OUTCOME, RISK, FIRST_VARIABLE };
enum { READERS_MAX = 8, SPELLINGS_MAX = 1000 };

/* Rows of one organisation that were left out. */
typedef struct left_out {
    int64_t n, events, outcomes;
} left_out;

/* Names that a reader has met, and the numbers that they have for all. */
typedef struct names {
    text *items;
    size_t capacity, n_known; /* by all */
    name_index index;
    uint32_t *numbers;
    size_t last;
} names;

typedef struct reader {
    const casemix_job *job;
    upw_arena arena; /* of names */
    size_t n, capacity;
    casemix_columns columns;         /* of the rows that are complete; organisations as this reader numbers them … */
    uint32_t *levels[VARIABLES_MAX]; /* … and levels */
    names orgs, of_variable[VARIABLES_MAX];
    left_out *left_out; /* of each organisation in this piece */
    size_t n_left_out, left_out_capacity;
} reader;

typedef struct reading {
    casemix_job *job;
    size_t n_undecided;
} reading;

/* ---- names ---- */

typedef struct wanted_name {
    const text *items;
    text name;
} wanted_name;

static bool is_name(const void *context, size_t item)
{
    const wanted_name *const wanted = context;
    return text_equal(wanted->items[item], wanted->name);
}

/* The reader's own number of a name. */
static size_t find_name(names *n, text name, upw_arena *arena)
{
    if (n->index.n > 0 && text_equal(n->items[n->last], name))
        return n->last;
    const size_t before = n->index.n;
    const wanted_name wanted = { n->items, name };
    n->last = name_index_find(&n->index, hash_text(name), is_name, &wanted);
    if (n->last < before)
        return n->last;
    if (before == n->capacity) {
        n->capacity = n->capacity == 0 ? 64 : 2 * n->capacity;
        n->items = memory_grow(n->items, n->capacity, sizeof *n->items);
        n->numbers = memory_grow(n->numbers, n->capacity, sizeof *n->numbers);
    }
    n->items[before] = memory_copy_text(arena, name);
    return before;
}

static void free_names(names *n)
{
    name_index_clear(&n->index);
    free(n->items);
    free(n->numbers);
}

/* ---- a row ---- */

static void make_room(reader *r)
{
    if (r->n < r->capacity)
        return;
    const casemix_formula *const f = &r->job->formula;
    casemix_columns *const c = &r->columns;
    r->capacity = r->capacity == 0 ? 4096 : 2 * r->capacity;
    c->y = memory_grow(c->y, r->capacity, sizeof *c->y);
    c->orgs = memory_grow(c->orgs, r->capacity, sizeof *c->orgs);
    c->rows = memory_grow(c->rows, r->capacity, sizeof *c->rows);
    c->risks = memory_grow(c->risks, r->capacity, sizeof *c->risks);
    for (size_t v = 0; v < f->n_variables; v++)
        if (f->variables[v].is_factor) {
            r->levels[v] = memory_grow(r->levels[v], r->capacity, sizeof **r->levels);
            c->levels[v] = memory_grow(c->levels[v], r->capacity, 1);
        } else {
            c->values[v] = memory_grow(c->values[v], r->capacity, sizeof **c->values);
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
static bool take_outcome(const records_row *at, const char *event, double *out)
{
    const text field = at->fields[OUTCOME];
    if (event != NULL) {
        *out = is_gap_of_words(field) ? NAN : text_equal(field, text_of(event));
        return true;
    }
    if (field.len == 1 && (*field.at == '0' || *field.at == '1')) {
        *out = *field.at - '0';
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
    return records_complain(at->file, at->row, OUTCOME, at->error,
                            "\"%.*s\" is no outcome: 0 or 1 (no, yes, false, true), or any words with --event",
                            TEXT_ARGS(field));
}

static bool take_risk(const records_row *at, double *out)
{
    const text field = at->fields[RISK];
    const char *reason;
    *out = NAN;
    if (is_missing(field) || (cell_read_number(field, out, &reason) == CELL_NUMBER && *out >= 0 && *out <= 1))
        return true;
    return records_complain(at->file, at->row, RISK, at->error,
                            "\"%.*s\" is no risk: a number from 0 to 1, or a percentage", TEXT_ARGS(field));
}

static bool is_logged(const casemix_formula *f, size_t variable)
{
    for (size_t t = 0; t < f->n_terms; t++)
        for (size_t k = 0; k < (f->terms[t].kind == TERM_PRODUCT ? 2 : 1); k++)
            if (f->terms[t].logs[k] && f->terms[t].variables[k] == variable)
                return true;
    return false;
}

static bool take_number(const reader *r, const records_row *at, size_t v, bool *is_gap)
{
    const casemix_formula *const f = &r->job->formula;
    const text field = at->fields[FIRST_VARIABLE + v];
    const char *reason = "";
    double *const out = &r->columns.values[v][r->n];
    const cell_state state = cell_read_number(field, out, &reason);
    if (state == CELL_WRONG)
        return records_complain(at->file, at->row, FIRST_VARIABLE + v, at->error,
                                "\"%.*s\" %s. (If this column holds categories, write factor(%.*s) in --adjust)",
                                TEXT_ARGS(field), reason, TEXT_ARGS(f->variables[v].name));
    *is_gap = state != CELL_NUMBER;
    if (!*is_gap && *out <= 0 && is_logged(f, v))
        return records_complain(at->file, at->row, FIRST_VARIABLE + v, at->error, "\"%.*s\" has no logarithm",
                                TEXT_ARGS(field));
    return true;
}

static bool complain_of_levels(const records_row *at, size_t v)
{
    return records_complain(at->file, at->row, FIRST_VARIABLE + v, at->error,
                            "more than %d different categories; group them first", LEVELS_MAX);
}

/* A spelling of "missing" is a name too, whose number is that of no level. */
static bool take_level(reader *r, const records_row *at, size_t v, bool *is_gap)
{
    names *const n = &r->of_variable[v];
    const text field = at->fields[FIRST_VARIABLE + v];
    const size_t before = n->index.n, name = find_name(n, field, &r->arena);
    if (name == before) /* a new one */
        n->numbers[name] = is_gap_of_words(field) ? CASEMIX_NO_LEVEL : 0;
    if (name >= SPELLINGS_MAX)
        return complain_of_levels(at, v);
    r->levels[v][r->n] = (uint32_t)name;
    *is_gap = n->numbers[name] == CASEMIX_NO_LEVEL;
    return true;
}

static left_out *left_out_of(reader *r, size_t org)
{
    if (org >= r->left_out_capacity) {
        r->left_out_capacity = 2 * org + 64;
        r->left_out = memory_grow(r->left_out, r->left_out_capacity, sizeof *r->left_out);
    }
    for (; r->n_left_out <= org; r->n_left_out++)
        r->left_out[r->n_left_out] = (left_out){ 0 };
    return &r->left_out[org];
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reader *const r = context;
    const casemix_job *const job = r->job;
    const records_row at = { file, fields, row, error };
    double y, risk = NAN;
    make_room(r);
    const size_t org = find_name(&r->orgs, fields[ORGANISATION], &r->arena);
    if (!take_outcome(&at, job->settings->event, &y) || (job->settings->risk != NULL && !take_risk(&at, &risk)))
        return false;
    bool is_complete = !isnan(y) && (job->settings->risk == NULL || !isnan(risk));
    for (size_t v = 0; v < job->formula.n_variables; v++) {
        const bool is_factor = job->formula.variables[v].is_factor;
        bool is_gap = false;
        if (is_factor ? !take_level(r, &at, v, &is_gap) : !take_number(r, &at, v, &is_gap))
            return false;
        is_complete = is_complete && (!is_gap || (is_factor && job->settings->missing_is_level));
    }
    if (!is_complete) {
        left_out *const out = left_out_of(r, org);
        out->n++;
        out->outcomes += !isnan(y);
        out->events += y > 0;
        return true;
    }
    r->columns.y[r->n] = y > 0;
    r->columns.orgs[r->n] = (uint32_t)org;
    r->columns.risks[r->n] = risk;
    r->columns.rows[r->n++] = row;
    return true;
}

/* ---- pieces ---- */

static void begin_piece(void *slot)
{
    reader *const r = slot;
    r->n = 0;
    r->n_left_out = 0;
}

static casemix_org *add_org(casemix_job *job, text name)
{
    if (job->n_orgs == job->org_capacity) {
        job->org_capacity = job->org_capacity == 0 ? 64 : 2 * job->org_capacity;
        job->by_org = memory_grow(job->by_org, job->org_capacity, sizeof *job->by_org);
    }
    job->by_org[job->n_orgs] = (casemix_org){ .name = memory_copy_text(job->arena, name) };
    return &job->by_org[job->n_orgs++];
}

static bool is_org(const void *context, size_t item)
{
    const wanted_name *const wanted = context;
    const casemix_job *const job = (const void *)wanted->items;
    return text_equal(job->by_org[item].name, wanted->name);
}

static void number_orgs(casemix_job *job, names *n)
{
    for (; n->n_known < n->index.n; n->n_known++) {
        const wanted_name wanted = { (const void *)job, n->items[n->n_known] };
        const size_t org = name_index_find(&job->org_index, hash_text(wanted.name), is_org, &wanted);
        if (org == job->n_orgs)
            add_org(job, wanted.name);
        n->numbers[n->n_known] = (uint32_t)org;
    }
}

static bool number_levels(casemix_job *job, casemix_variable *v, names *n, upw_error *error)
{
    for (; n->n_known < n->index.n; n->n_known++) {
        if (n->numbers[n->n_known] == CASEMIX_NO_LEVEL)
            continue;
        const wanted_name wanted = { v->names, n->items[n->n_known] };
        const size_t level = name_index_find(&v->index, hash_text(wanted.name), is_name, &wanted);
        if (level == LEVELS_MAX)
            return upw_fail(error, UPW_BAD_INPUT,
                            "%s, column \"%.*s\": more than %d different categories; group them "
                            "first",
                            job->file, TEXT_ARGS(v->name), LEVELS_MAX);
        if (level == v->n_levels)
            v->names[v->n_levels++] = memory_copy_text(job->arena, wanted.name);
        n->numbers[n->n_known] = (uint32_t)level;
    }
    return true;
}

static bool number_piece(casemix_job *job, reader *r, upw_error *error)
{
    number_orgs(job, &r->orgs);
    for (size_t i = 0; i < r->n; i++)
        r->columns.orgs[i] = r->orgs.numbers[r->columns.orgs[i]];
    for (size_t k = 0; k < job->formula.n_variables; k++) {
        casemix_variable *const v = &job->formula.variables[k];
        if (!v->is_factor)
            continue;
        names *const n = &r->of_variable[k];
        if (!number_levels(job, v, n, error))
            return false;
        for (size_t i = 0; i < r->n; i++) {
            const uint32_t level = n->numbers[r->levels[k][i]];
            r->columns.levels[k][i] = (uint8_t)level;
            if (level == CASEMIX_NO_LEVEL)
                v->has_gaps = true;
            else
                v->counts[level]++;
        }
    }
    return true;
}

static bool finish_piece(void *context, void *slot, int64_t first_row, upw_error *error)
{
    casemix_job *const job = ((const reading *)context)->job;
    reader *const r = slot;
    if (!number_piece(job, r, error))
        return false;
    for (size_t i = 0; i < r->n; i++)
        r->columns.rows[i] += first_row;
    for (size_t i = 0; i < r->n_left_out; i++) {
        casemix_org *const org = &job->by_org[r->orgs.numbers[i]];
        org->n_left_out += r->left_out[i].n;
        org->outcomes_left_out += r->left_out[i].outcomes;
        org->events_left_out += r->left_out[i].events;
        job->n_left_out += (size_t)r->left_out[i].n;
    }
    if (job->store.filling == NULL)
        casemix_store_open(&job->store, &job->formula);
    return casemix_store_add(&job->store, &r->columns, r->n, error);
}

/* ---- what kind of column is it? ---- */

/* What stands in a variable's first field that is not missing says whether it is a number or a factor. Columns that are
 * never anything but missing are complained of in the end. */
static bool look(void *context, const text *fields)
{
    reading *const r = context;
    casemix_job *const job = r->job;
    for (size_t i = 0; i < job->formula.n_variables; i++) {
        casemix_variable *const v = &job->formula.variables[i];
        const text field = fields[FIRST_VARIABLE + i];
        double number;
        const char *reason;
        if (v->has_value || (v->is_used_as_number ? is_missing(field) : is_gap_of_words(field)))
            continue;
        v->has_value = true;
        v->is_factor =
            v->is_used_as_factor || (!v->is_used_as_number && cell_read_number(field, &number, &reason) != CELL_NUMBER);
        if (v->is_factor) {
            v->names = MEMORY_TAKE(job->arena, text, LEVELS_MAX);
            v->counts = MEMORY_TAKE(job->arena, int64_t, LEVELS_MAX);
        }
        r->n_undecided--;
    }
    return r->n_undecided == 0;
}

/* ---- in order ---- */

typedef struct named_place {
    text name;
    size_t at;
} named_place;

static int compare_names(const void *left, const void *right)
{
    return text_compare(((const named_place *)left)->name, ((const named_place *)right)->name);
}

/* Levels in order of bytes. */
static void sort_levels(casemix_variable *v, upw_arena *arena)
{
    named_place order[LEVELS_MAX];
    for (size_t l = 0; l < v->n_levels; l++)
        order[l] = (named_place){ v->names[l], l };
    qsort(order, v->n_levels, sizeof *order, compare_names);
    v->places = MEMORY_TAKE(arena, uint32_t, v->n_levels);
    v->sorted = MEMORY_TAKE(arena, text, v->n_levels);
    for (uint32_t l = 0; l < v->n_levels; l++) {
        v->places[order[l].at] = l;
        v->sorted[l] = order[l].name;
    }
}

static void sort_orgs(casemix_job *job)
{
    named_place *const order = memory_grow(NULL, job->n_orgs + 1, sizeof *order);
    job->order = MEMORY_TAKE(job->arena, size_t, job->n_orgs + 1);
    for (size_t o = 0; o < job->n_orgs; o++)
        order[o] = (named_place){ job->by_org[o].name, o };
    qsort(order, job->n_orgs, sizeof *order, compare_names);
    for (size_t o = 0; o < job->n_orgs; o++)
        job->order[o] = order[o].at;
    free(order);
}

static bool check_variables(casemix_job *job, upw_error *error)
{
    for (size_t i = 0; i < job->formula.n_variables; i++) {
        casemix_variable *const v = &job->formula.variables[i];
        if (!v->has_value)
            return upw_fail(error, UPW_BAD_INPUT, "%s: the column \"%.*s\" is empty; leave it out of --adjust",
                            job->file, TEXT_ARGS(v->name));
        if (v->is_factor)
            sort_levels(v, job->arena);
    }
    return true;
}

/* ---- all ---- */

static void free_reader(reader *r)
{
    for (size_t v = 0; v < VARIABLES_MAX; v++) {
        free(r->columns.values[v]);
        free(r->columns.levels[v]);
        free(r->levels[v]);
        free_names(&r->of_variable[v]);
    }
    free(r->columns.y);
    free(r->columns.orgs);
    free(r->columns.rows);
    free(r->columns.risks);
    free(r->left_out);
    free_names(&r->orgs);
    upw_arena_clear(&r->arena);
}

static bool read_rows(casemix_job *job, const char *path, const record_column *columns, upw_error *error)
{
    table_options options = job->settings->input.table;
    table_notes notes = { 0 };
    reading all = { job, job->formula.n_variables };
    reader *const readers = MEMORY_TAKE(job->arena, reader, READERS_MAX);
    void *slots[READERS_MAX];
    for (size_t i = 0; i < READERS_MAX; i++) {
        readers[i].job = job;
        memory_init_arena(&readers[i].arena);
        slots[i] = &readers[i];
    }
    const records_crew crew = { .slots = slots,
                                .n_slots = READERS_MAX,
                                .begin = begin_piece,
                                .each = take_row,
                                .finish = finish_piece,
                                .look = job->formula.n_variables > 0 ? look : NULL,
                                .context = &all };
    input_show_progress(&options);
    const bool is_read = records_read_together(path, &options, columns, FIRST_VARIABLE + job->formula.n_variables,
                                               &crew, &notes, error) &&
                         casemix_store_end(&job->store, error);
    input_end_progress();
    for (size_t i = 0; i < READERS_MAX; i++)
        free_reader(&readers[i]);
    if (is_read)
        input_say_notes(&notes, job->file);
    return is_read;
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
    if (!read_rows(job, path, columns, error) || !check_variables(job, error))
        return false;
    sort_orgs(job);
    job->n = job->store.n;
    return job->n > 0 ||
           upw_fail(error, UPW_BAD_INPUT,
                    "%s has no row with an outcome and everything that the model needs: %zu were left out", job->file,
                    job->n_left_out);
}

void casemix_free(casemix_job *job)
{
    casemix_store_close(&job->store);
    name_index_clear(&job->org_index);
    for (size_t i = 0; i < job->formula.n_variables; i++)
        name_index_clear(&job->formula.variables[i].index);
    free(job->by_org);
}
