/* Rows of waits into histograms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/gaming_waits.h"
#include "table/cell.h"
#include "table/hash.h"
#include "table/records.h"

enum { BODY, WAIT, COUNT, PERIOD, COLUMNS };

/* A histogram while it grows: where each value stands. */
typedef struct growing {
    body_waits *body;
    size_t capacity;
    size_t *slots; /* open-addressed: index + 1; 0: free */
    size_t n_slots;
} growing;

typedef struct reading {
    upw_arena *arena;
    bool is_together;
    since_filter since;
    size_t n_kept; /* rows */
    growing *items;
    size_t n, capacity;
    size_t *slots; /* of bodies, by name */
    size_t n_slots;
    size_t last; /* the body of the row before */
} reading;

static uint64_t hash_of(double value)
{
    return hash_text((text){ (const char *)&value, sizeof value });
}

static size_t find_value(const growing *g, double value)
{
    size_t at = hash_of(value) & (g->n_slots - 1);
    while (g->slots[at] != 0 && g->body->values[g->slots[at] - 1] != value)
        at = (at + 1) & (g->n_slots - 1);
    return at;
}

static void grow_histogram(growing *g)
{
    g->capacity = g->capacity == 0 ? 256 : 2 * g->capacity;
    g->body->values = memory_grow(g->body->values, g->capacity, sizeof *g->body->values);
    g->body->counts = memory_grow(g->body->counts, g->capacity, sizeof *g->body->counts);
    g->n_slots = 2 * g->capacity;
    g->slots = memory_grow(g->slots, g->n_slots, sizeof *g->slots);
    memset(g->slots, 0, g->n_slots * sizeof *g->slots);
    for (size_t i = 0; i < g->body->n; i++)
        g->slots[find_value(g, g->body->values[i])] = i + 1;
}

static void add_wait(growing *g, double value, int64_t count)
{
    if (g->body->n == g->capacity)
        grow_histogram(g);
    value = value == 0 ? 0 : value; /* -0 is 0 */
    const size_t at = find_value(g, value);
    if (g->slots[at] == 0) {
        g->body->values[g->body->n] = value;
        g->body->counts[g->body->n] = 0;
        g->slots[at] = ++g->body->n;
    }
    g->body->counts[g->slots[at] - 1] += count;
}

/* ---- bodies ---- */

static size_t find_slot(const reading *r, text name)
{
    size_t at = hash_text(name) & (r->n_slots - 1);
    while (r->slots[at] != 0 && !text_equal(r->items[r->slots[at] - 1].body->name, name))
        at = (at + 1) & (r->n_slots - 1);
    return at;
}

static void make_room(reading *r)
{
    if (r->n < r->capacity)
        return;
    r->capacity = r->capacity == 0 ? 64 : 2 * r->capacity;
    r->items = memory_grow(r->items, r->capacity, sizeof *r->items);
    r->n_slots = 2 * r->capacity;
    r->slots = memory_grow(r->slots, r->n_slots, sizeof *r->slots);
    memset(r->slots, 0, r->n_slots * sizeof *r->slots);
    for (size_t i = 0; i < r->n; i++)
        r->slots[find_slot(r, r->items[i].body->name)] = i + 1;
}

static growing *find_body(reading *r, text name)
{
    if (r->is_together)
        name = (text){ "", 0 };
    if (r->n > 0 && text_equal(r->items[r->last].body->name, name))
        return &r->items[r->last];
    make_room(r);
    const size_t at = find_slot(r, name);
    if (r->slots[at] == 0) {
        body_waits *const body = MEMORY_TAKE(r->arena, body_waits, 1);
        body->name = memory_copy_text(r->arena, name);
        r->items[r->n] = (growing){ .body = body };
        r->slots[at] = ++r->n;
    }
    r->last = r->slots[at] - 1;
    return &r->items[r->last];
}

/* ---- rows ---- */

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    enum { COUNT_MAX = 1 << 30 };
    reading *const r = context;
    bool is_kept;
    if (!since_judge(&r->since, file, row, PERIOD, fields[PERIOD], &is_kept, error))
        return false;
    if (!is_kept)
        return true;
    r->n_kept++;
    growing *const g = find_body(r, fields[BODY]);
    const char *reason = NULL;
    double wait = NAN, count = 1;
    const cell_state state = cell_read_number(fields[WAIT], &wait, &reason);
    if (state == CELL_WRONG)
        return records_complain(file, row, WAIT, error, "\"%.*s\" %s", TEXT_ARGS(fields[WAIT]), reason);
    if (fields[COUNT].len > 0 && cell_read_number(fields[COUNT], &count, &reason) != CELL_NUMBER)
        return records_complain(file, row, COUNT, error,
                                "\"%.*s\" is not a number of records; a histogram needs every count",
                                TEXT_ARGS(fields[COUNT]));
    if (!(count >= 0 && count <= COUNT_MAX) || count != floor(count))
        return records_complain(file, row, COUNT, error, "\"%.*s\" is not a whole number of records",
                                TEXT_ARGS(fields[COUNT]));
    if (state == CELL_NUMBER && wait < 0)
        return records_complain(file, row, WAIT, error, "\"%.*s\" is less than no wait at all",
                                TEXT_ARGS(fields[WAIT]));
    if (state == CELL_NUMBER)
        add_wait(g, wait, (int64_t)count);
    else
        g->body->n_missing += (int64_t)count;
    return true;
}

bool gaming_read_waits(const gaming_job *job, waits_list *out, upw_error *error)
{
    static const char *const bodies[] = { "organisation", "organization", "body",     "series_id",
                                          "series",       "org_code",     "provider", NULL };
    static const char *const waits[] = { "wait", "waits", "minutes", "minute", "days", "value", "x", NULL };
    static const char *const counts[] = { "count", "records", "n", NULL };
    const table_options *const options = &job->settings->input.table;
    const text body = options->columns[COLUMN_ORGANISATION].len > 0 ? options->columns[COLUMN_ORGANISATION]
                                                                    : options->columns[COLUMN_SERIES_ID];
    const text count = text_of(job->settings->count != NULL ? job->settings->count : "");
    const record_column columns[COLUMNS] = {
        [BODY] = { "organisation", body, bodies, false },
        [WAIT] = { "value", options->columns[COLUMN_VALUE], waits, true },
        [COUNT] = { "count", count, counts, false },
        [PERIOD] = since_column(&job->settings->since, options),
    };
    reading r = { .arena = job->arena, .is_together = job->settings->is_together, .since = job->settings->since };
    table_options with_progress = *options;
    table_notes notes = { 0 };
    input_show_progress(&with_progress);
    const bool done = records_read(job->path, &with_progress, columns, COLUMNS, take_row, &r, &notes, error) &&
                      since_end(&r.since, r.n_kept, job->file, error);
    input_end_progress();
    if (done)
        input_say_notes(&notes, job->file);
    *out = (waits_list){ MEMORY_TAKE(job->arena, body_waits, r.n), r.n };
    for (size_t i = 0; i < r.n; i++) {
        out->items[i] = *r.items[i].body;
        free(r.items[i].slots);
    }
    free(r.items);
    free(r.slots);
    return done;
}

void gaming_free_waits(waits_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i].values);
        free(list->items[i].counts);
    }
}
