/* Rows of cases, or of counts, into streams: one for each organisation, in the order of the file. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/surveil_job.h"
#include "table/cell.h"
#include "table/hash.h"
#include "table/records.h"

enum { ORGANISATION, OUTCOME, RISK, COLUMNS };

typedef struct wanted_stream {
    const surveil_job *job;
    text name;
} wanted_stream;

static bool is_stream(const void *context, size_t item)
{
    const wanted_stream *const wanted = context;
    return text_equal(wanted->job->streams[item].name, wanted->name);
}

static surveil_stream *find_stream(surveil_job *job, text name)
{
    if (job->n > 0 && text_equal(job->streams[job->last].name, name))
        return &job->streams[job->last];
    const wanted_stream wanted = { job, name };
    job->last = name_index_find(&job->index, hash_text(name), is_stream, &wanted);
    if (job->last < job->n)
        return &job->streams[job->last];
    if (job->n == job->capacity) {
        job->capacity = job->capacity == 0 ? 64 : 2 * job->capacity;
        job->streams = memory_grow(job->streams, job->capacity, sizeof *job->streams);
    }
    job->streams[job->n++] = (surveil_stream){ .name = memory_copy_text(job->arena, name) };
    return &job->streams[job->last];
}

static void make_room(surveil_stream *s)
{
    if (s->n < s->capacity)
        return;
    s->capacity = s->capacity == 0 ? 256 : 2 * s->capacity;
    s->risks = memory_grow(s->risks, s->capacity, sizeof *s->risks);
    s->outcomes = memory_grow(s->outcomes, s->capacity, sizeof *s->outcomes);
    s->rows = memory_grow(s->rows, s->capacity, sizeof *s->rows);
}

static bool take_field(const records_file *file, text field, int64_t row, size_t column, double *out, upw_error *error)
{
    const char *reason = "is missing";
    const cell_state state = cell_read_number(field, out, &reason);
    if (state == CELL_NUMBER)
        return true;
    return records_complain(file, row, column, error,
                            "\"%.*s\" %s. A chart stops where a figure is missing: put it "
                            "right, or say with --where which rows are meant",
                            TEXT_ARGS(field), state == CELL_WRONG ? reason : "is no figure");
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    surveil_job *const job = context;
    surveil_stream *const s = find_stream(job, fields[ORGANISATION]);
    make_room(s);
    double *const y = &s->outcomes[s->n], *const p = &s->risks[s->n];
    if (!take_field(file, fields[OUTCOME], row, OUTCOME, y, error) ||
        !take_field(file, fields[RISK], row, RISK, p, error))
        return false;
    if (job->is_counts ? !(*y >= 0 && *y <= 1e9 && *y == floor(*y)) : !(*y == 0 || *y == 1))
        return records_complain(file, row, OUTCOME, error, "\"%.*s\" is no %s", TEXT_ARGS(fields[OUTCOME]),
                                job->is_counts ? "whole number of events" : "outcome: 0 or 1");
    if (job->is_counts ? !(*p > 0 && *p <= 1e9) : !(*p > 0 && *p < 1))
        return records_complain(file, row, RISK, error, "\"%.*s\" is no %s", TEXT_ARGS(fields[RISK]),
                                job->is_counts ? "expected number of events: it is above 0"
                                               : "risk: it is above 0 and below 1");
    s->observed += *y;
    s->expected += *p;
    s->rows[s->n++] = row;
    return true;
}

bool surveil_read(surveil_job *job, const char *path, upw_error *error)
{
    static const char *const orgs[] = { "organisation", "organization", "stream", "org", "provider", "unit", NULL };
    static const char *const outcomes[] = { "outcome", "event", "y", "died", "death", NULL };
    static const char *const counts[] = { "observed", "O", "numerator", "count", "events", NULL };
    static const char *const risks[] = { "risk", "p", "predicted", "fitted", NULL };
    static const char *const none[] = { NULL };
    const surveil_settings *const s = job->settings;
    const text outcome = text_of(s->outcome != NULL ? s->outcome : "");
    const record_column columns[COLUMNS] = {
        [ORGANISATION] = { "organisation", s->input.table.columns[COLUMN_ORGANISATION], orgs, false },
        [OUTCOME] = { "outcome", outcome, job->is_counts ? counts : outcomes, true },
        [RISK] = { "risk",
                   text_of(job->is_counts    ? s->expected
                           : s->risk != NULL ? s->risk
                                             : ""),
                   job->is_counts ? none : risks, true },
    };
    table_options options = s->input.table;
    table_notes notes = { 0 };
    input_show_progress(&options);
    const bool is_read = records_read(path, &options, columns, COLUMNS, take_row, job, &notes, error);
    input_end_progress();
    if (is_read)
        input_say_notes(&notes, job->file);
    return is_read && (job->n > 0 || upw_fail(error, UPW_BAD_INPUT, "%s has no row to follow", job->file));
}

void surveil_free(surveil_job *job)
{
    for (size_t i = 0; i < job->n; i++) {
        free(job->streams[i].risks);
        free(job->streams[i].outcomes);
        free(job->streams[i].rows);
    }
    free(job->streams);
    name_index_clear(&job->index);
}
