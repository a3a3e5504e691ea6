/* Rows of organisations, bands and groups into one cell for each, added up; memory grows with these, not with rows. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/standardise_job.h"
#include "table/hash.h"
#include "table/records.h"

enum {
    BODY,
    INDICATOR,
    BAND,
    EVENTS,
    POPULATION,
    STANDARD,
    REFERENCE_EVENTS,
    REFERENCE_POPULATION,
    PEOPLE,
    EACH,
    VALUE,
    LOW,
    HIGH,
    SPREAD,
    SECOND_EVENTS,
    SECOND_POPULATION,
    COLUMNS
};

typedef struct row_of {
    standardise_job *job;
    const records_file *file;
    const text *fields;
    int64_t row;
    upw_error *error;
} row_of;

/* ---- bodies and cells ---- */

typedef struct body_name {
    const standardise_job *job;
    text indicator, name;
} body_name;

static bool is_body(const void *context, size_t item)
{
    const body_name *const wanted = context;
    const standardise_body *const b = &wanted->job->bodies[item];
    return text_equal(b->name, wanted->name) && text_equal(b->indicator, wanted->indicator);
}

static size_t find_body(const row_of *at)
{
    standardise_job *const job = at->job;
    const bool is_nameless = !records_has(at->file, BODY);
    const text name = is_nameless ? memory_format(job->arena, "row %lld", (long long)at->row) : at->fields[BODY];
    const body_name wanted = { job, at->fields[INDICATOR], name };
    const size_t n = job->body_index.n;
    const size_t i =
        name_index_find(&job->body_index, hash_text(wanted.indicator) * 31 + hash_text(name), is_body, &wanted);
    if (i < n)
        return i;
    if (n == job->capacity) {
        job->capacity = n == 0 ? 256 : 2 * n;
        job->bodies = memory_grow(job->bodies, job->capacity, sizeof *job->bodies);
    }
    job->bodies[job->n++] = (standardise_body){ .indicator = memory_copy_text(job->arena, wanted.indicator),
                                                .name = memory_copy_text(job->arena, name),
                                                .sample = { .mean = NAN, .sd = NAN },
                                                .row = at->row };
    return i;
}

typedef struct cell_name {
    const standardise_job *job;
    size_t body;
    text band, each;
} cell_name;

static bool is_cell(const void *context, size_t item)
{
    const cell_name *const wanted = context;
    const standardise_cell *const c = &wanted->job->cells[item];
    return c->body == wanted->body && text_equal(c->band, wanted->band) && text_equal(c->each, wanted->each);
}

static void chain(standardise_job *job, size_t body)
{
    standardise_body *const b = &job->bodies[body];
    if (b->last > 0)
        job->cells[b->last - 1].next = job->n_cells;
    else
        b->first = job->n_cells;
    b->last = job->n_cells;
}

static standardise_cell *find_cell(const row_of *at, size_t body)
{
    standardise_job *const job = at->job;
    const cell_name wanted = { job, body, at->fields[BAND], at->fields[EACH] };
    const uint64_t hash = (hash_text(wanted.band) * 31 + hash_text(wanted.each)) * 31 + body * 0x9e3779b97f4a7c15u;
    const size_t n = job->cell_index.n, i = name_index_find(&job->cell_index, hash ^ hash >> 29, is_cell, &wanted);
    if (i < n)
        return &job->cells[i];
    if (n == job->cells_capacity) {
        job->cells_capacity = n == 0 ? 1024 : 2 * n;
        job->cells = memory_grow(job->cells, job->cells_capacity, sizeof *job->cells);
    }
    job->cells[job->n_cells++] = (standardise_cell){ .body = body,
                                                     .band = memory_copy_text(job->arena, wanted.band),
                                                     .each = memory_copy_text(job->arena, wanted.each) };
    chain(job, body);
    return &job->cells[i];
}

/* ---- figures ---- */

static bool read_any(const row_of *at, size_t body, size_t column, double *out)
{
    const records_row row = { at->file, at->fields, at->row, at->error };
    return records_take_figure(&row, column, at->job->arena, out, &at->job->bodies[body].missing);
}

static bool read_count(const row_of *at, size_t body, size_t column, double *out)
{
    if (!read_any(at, body, column, out))
        return false;
    return !(*out < 0) || records_complain(at->file, at->row, column, at->error,
                                           "%.10g is below 0, and there are no fewer than none", *out);
}

static bool read_events(const row_of *at, size_t body, size_t column, double *out)
{
    if (!read_count(at, body, column, out))
        return false;
    return isnan(*out) || floor(*out) == *out ||
           records_complain(at->file, at->row, column, at->error, "%.10g is no count of events: a whole number from 0",
                            *out);
}

/* A figure that all rows of a band repeat. */
static bool read_once(const row_of *at, standardise_cell *c, size_t column, double *field)
{
    double figure;
    if (!read_count(at, c->body, column, &figure))
        return false;
    if (c->row != 0 && figure != *field && !(isnan(figure) || isnan(*field)))
        return records_complain(at->file, at->row, column, at->error,
                                "%.10g here and %.10g in row %lld, for one band of one organisation", figure, *field,
                                (long long)c->row);
    *field = figure;
    return true;
}

static bool add_counts(const row_of *at, standardise_cell *c)
{
    double events, population;
    if (!read_events(at, c->body, EVENTS, &events) || !read_count(at, c->body, POPULATION, &population))
        return false;
    if (at->job->what == STANDARDISE_PROPORTION && events > population)
        return records_complain(at->file, at->row, EVENTS, at->error,
                                "%.10g events of %.10g cases cannot be; is this a rate (--what rate)?", events,
                                population);
    if (population == 0 && events > 0)
        return records_complain(at->file, at->row, EVENTS, at->error, "%.10g events among nobody cannot be", events);
    c->events += events;
    c->population += population;
    at->job->bodies[c->body].events += events;
    return true;
}

/* ---- a row, by what is asked ---- */

static bool take_counts(const row_of *at, size_t body)
{
    standardise_cell *const c = find_cell(at, body);
    return add_counts(at, c);
}

static bool take_value(const row_of *at, size_t body)
{
    double value;
    if (!read_any(at, body, VALUE, &value))
        return false;
    if (at->job->what == STANDARDISE_GROUPS && at->job->bodies[body].sample.n > 0)
        return records_complain(at->file, at->row, BODY, at->error,
                                "\"%.*s\" has a value already, in row %lld; --where chooses among rows",
                                TEXT_ARGS(at->job->bodies[body].name), (long long)at->job->bodies[body].row);
    upw_sample_add(&at->job->bodies[body].sample, value);
    return true;
}

/* Events, or people by how many each of them had: of these the population of the band stands in every row. */
static bool take_direct(const row_of *at, size_t body)
{
    standardise_cell *const c = find_cell(at, body);
    const bool has_people = records_has(at->file, PEOPLE) && records_has(at->file, EACH);
    double people = 0, each = 0;
    if (!read_once(at, c, STANDARD, &c->standard))
        return false;
    if (!has_people)
        return add_counts(at, c);
    if (!read_events(at, body, PEOPLE, &people) || !read_events(at, body, EACH, &each) ||
        !read_once(at, c, POPULATION, &c->population))
        return false;
    if (c->population == 0 && people > 0)
        return records_complain(at->file, at->row, PEOPLE, at->error, "%.10g people of a band without any", people);
    c->people += people;
    at->job->bodies[body].events += people * each;
    return true;
}

/* What was observed may stand in a row of its own, without a band. */
static bool take_indirect(const row_of *at, size_t body)
{
    const bool is_total = at->fields[POPULATION].len == 0 && at->fields[REFERENCE_EVENTS].len == 0;
    if (is_total) {
        double events;
        if (!read_events(at, body, EVENTS, &events))
            return false;
        at->job->bodies[body].events += events;
        return true;
    }
    standardise_cell *const c = find_cell(at, body);
    if (!read_once(at, c, REFERENCE_EVENTS, &c->reference_events) ||
        !read_once(at, c, REFERENCE_POPULATION, &c->reference_population))
        return false;
    if (c->reference_population == 0)
        return records_complain(at->file, at->row, REFERENCE_POPULATION, at->error,
                                "a reference without people has no rate");
    if (records_has(at->file, EVENTS) && at->fields[EVENTS].len > 0)
        return add_counts(at, c);
    double population;
    if (!read_count(at, body, POPULATION, &population))
        return false;
    c->population += population;
    return true;
}

static bool take_rate_ratio(const row_of *at, size_t body)
{
    standardise_cell *const c = find_cell(at, body);
    double events = 0, population = 0;
    if (records_has(at->file, SECOND_EVENTS) &&
        (!read_events(at, body, SECOND_EVENTS, &events) || !read_count(at, body, SECOND_POPULATION, &population)))
        return false;
    c->second_events += events;
    c->second_population += population;
    return add_counts(at, c);
}

/* Columns that have an option of their own, and others that --column names. */
static bool has_column(const row_of *at, size_t column)
{
    static const char *const options[COLUMNS] = {
        [BODY] = "--column organisation=NAME",
        [BAND] = "--band NAME",
        [EVENTS] = "--column numerator=NAME",
        [POPULATION] = "--column denominator=NAME",
        [STANDARD] = "--standard NAME",
        [REFERENCE_EVENTS] = "--reference EVENTS,POPULATION",
        [VALUE] = "--column value=NAME",
        [REFERENCE_POPULATION] = "--reference EVENTS,POPULATION",
        [LOW] = "--limits LOW,HIGH",
        [HIGH] = "--limits LOW,HIGH",
        [SPREAD] = "--spread NAME",
    };
    return records_has(at->file, column) ||
           records_complain(at->file, at->row, column, at->error, "there is no such column; give its name with %s",
                            options[column]);
}

static bool take_group(const row_of *at, size_t body)
{
    const bool is_plain = at->job->settings->scale == UPW_SLOPE_PLAIN;
    if (is_plain ? !has_column(at, SPREAD) : !has_column(at, LOW) || !has_column(at, HIGH))
        return false;
    standardise_cell *const c = find_cell(at, body);
    if (c->row != 0)
        return records_complain(at->file, at->row, BAND, at->error, "group \"%.*s\" of \"%.*s\" stands in row %lld too",
                                TEXT_ARGS(c->band), TEXT_ARGS(at->job->bodies[body].name), (long long)c->row);
    return read_count(at, body, POPULATION, &c->population) && read_any(at, body, VALUE, &c->value) &&
           (is_plain ? read_count(at, body, SPREAD, &c->error)
                     : read_any(at, body, LOW, &c->low) && read_any(at, body, HIGH, &c->high));
}

typedef struct taking {
    bool (*take)(const row_of *at, size_t body);
    bool needs[COLUMNS];
} taking;

static const taking takings[STANDARDISE_WHAT_COUNT] = {
    [STANDARDISE_PROPORTION] = { take_counts, { [BODY] = true, [EVENTS] = true, [POPULATION] = true } },
    [STANDARDISE_RATE] = { take_counts, { [BODY] = true, [EVENTS] = true, [POPULATION] = true } },
    [STANDARDISE_MEAN] = { take_value, { [BODY] = true, [VALUE] = true } },
    [STANDARDISE_DIRECT] = { take_direct, { [BODY] = true, [BAND] = true, [POPULATION] = true, [STANDARD] = true } },
    [STANDARDISE_INDIRECT] = { take_indirect,
                               { [BODY] = true,
                                 [POPULATION] = true,
                                 [REFERENCE_EVENTS] = true,
                                 [REFERENCE_POPULATION] = true } },
    [STANDARDISE_RATE_RATIO] = { take_rate_ratio, { [EVENTS] = true, [POPULATION] = true } },
    [STANDARDISE_GROUPS] = { take_value, { [BODY] = true, [VALUE] = true } },
    [STANDARDISE_INEQUALITY] = { take_group, { [BODY] = true, [BAND] = true, [POPULATION] = true, [VALUE] = true } },
    [STANDARDISE_LIFE] = { take_counts, { [BODY] = true, [BAND] = true, [EVENTS] = true, [POPULATION] = true } },
};

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    standardise_job *const job = context;
    const row_of at = { job, file, fields, row, error };
    const input_settings *const input = &job->settings->input;
    if (input->indicator != NULL && !text_equal(fields[INDICATOR], text_of(input->indicator)))
        return true;
    if (job->what == STANDARDISE_BY_COLUMNS)
        job->what = records_has(file, STANDARD) && records_has(file, BAND) ? STANDARDISE_DIRECT
                    : records_has(file, REFERENCE_EVENTS)                  ? STANDARDISE_INDIRECT
                                                                           : STANDARDISE_PROPORTION;
    if (records_has(file, BODY) && fields[BODY].len == 0)
        return records_complain(file, row, BODY, error, "nothing stands here; which organisation is this?");
    const taking *const t = &takings[job->what];
    for (size_t c = 0; c < COLUMNS; c++)
        if (t->needs[c] && !has_column(&at, c))
            return false;
    const size_t body = find_body(&at), n_cells = job->n_cells;
    if (!t->take(&at, body))
        return false;
    if (job->n_cells > n_cells)
        job->cells[n_cells].row = row;
    return true;
}

/* ---- columns ---- */

/* "A,B" of an option: its first or second name. */
static text name_of(const char *given, bool is_second)
{
    text rest = text_of(given != NULL ? given : "");
    const text first = text_trim(text_take_until(&rest, ','));
    return is_second ? text_trim(rest) : first;
}

bool standardise_read(standardise_job *job, const char *path, upw_error *error)
{
    static const char *const names[COLUMNS][12] = {
        [BODY] = { "organisation", "organization", "org", "org_code", "area", "id", "provider", "practice", "trust",
                   "hospital", "body" },
        [INDICATOR] = { "indicator", "measure", "metric", "grp" },
        [BAND] = { "age", "age_band", "age_group", "band", "decile", "quantile", "group" },
        [EVENTS] = { "numerator", "observed", "events", "count", "deaths", "x", "x1" },
        [POPULATION] = { "denominator", "population", "cases", "n", "pop", "person_years", "exposure", "n1" },
        [STANDARD] = { "stdpop", "standard_population", "standard" },
        [REFERENCE_EVENTS] = { "xref", "reference_events" },
        [REFERENCE_POPULATION] = { "nref", "reference_population" },
        [PEOPLE] = { "people" },
        [EACH] = { "freq", "frequency", "each" },
        [VALUE] = { "value", "mean" },
        [LOW] = { "lo", "low", "lower" },
        [HIGH] = { "hi", "high", "upper" },
        [SPREAD] = { "standard_error", "se" },
        [SECOND_EVENTS] = { "x2" },
        [SECOND_POPULATION] = { "n2" },
    };
    static const char *const meanings[COLUMNS] = {
        "organisation",       "indicator",      "band",
        "numerator",          "denominator",    "standard population",
        "reference",          "reference",      "people",
        "events of each",     "value",          "lower limit",
        "upper limit",        "standard error", "second numerator",
        "second denominator",
    };
    const standardise_settings *const s = job->settings;
    const text *const known = s->input.table.columns;
    const text wanted[COLUMNS] = {
        [BODY] = known[COLUMN_ORGANISATION],
        [INDICATOR] = known[COLUMN_INDICATOR],
        [BAND] = name_of(s->band, false),
        [EVENTS] = known[COLUMN_NUMERATOR],
        [POPULATION] = known[COLUMN_DENOMINATOR],
        [STANDARD] = name_of(s->standard, false),
        [REFERENCE_EVENTS] = name_of(s->reference, false),
        [REFERENCE_POPULATION] = name_of(s->reference, true),
        [PEOPLE] = name_of(s->people, false),
        [EACH] = name_of(s->people, true),
        [VALUE] = known[COLUMN_VALUE],
        [LOW] = name_of(s->limits, false),
        [HIGH] = name_of(s->limits, true),
        [SPREAD] = name_of(s->spread, false),
        [SECOND_EVENTS] = name_of(s->second, false),
        [SECOND_POPULATION] = name_of(s->second, true),
    };
    record_column columns[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++)
        columns[c] = (record_column){ meanings[c], wanted[c], names[c], false };
    table_options options = s->input.table;
    table_notes notes = { 0 };
    input_show_progress(&options);
    bool is_done = records_read(path, &options, columns, COLUMNS, take_row, job, &notes, error);
    input_end_progress();
    if (is_done)
        input_say_notes(&notes, job->file);
    return is_done &&
           (job->n > 0 || upw_fail(error, UPW_BAD_INPUT, "%s has no row that --where and --indicator keep", job->file));
}

void standardise_free(standardise_job *job)
{
    free(job->bodies);
    free(job->cells);
    name_index_clear(&job->body_index);
    name_index_clear(&job->cell_index);
}
