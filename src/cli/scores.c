/* Scores of bodies, one row each. */
#include "cli/scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "table/cell.h"
#include "table/hash.h"
#include "table/records.h"

enum { BODY, INDICATOR, SCORE, PERIOD, COLUMNS };

typedef struct reading {
    upw_arena *arena;
    since_filter since;
    scores *out;
    size_t capacity;
    size_t *slots; /* open-addressed, by body and indicator: index + 1; 0: free */
    size_t n_slots;
} reading;

static uint64_t hash_of(const scores *s, size_t i)
{
    return hash_text(s->bodies[i]) * 31 + hash_text(s->indicators[i]);
}

static size_t find_slot(const reading *r, size_t i)
{
    const scores *const s = r->out;
    size_t at = hash_of(s, i) & (r->n_slots - 1);
    while (r->slots[at] != 0 && !(text_equal(s->bodies[r->slots[at] - 1], s->bodies[i]) &&
                                  text_equal(s->indicators[r->slots[at] - 1], s->indicators[i])))
        at = (at + 1) & (r->n_slots - 1);
    return at;
}

static void make_room(reading *r)
{
    scores *const s = r->out;
    if (s->n < r->capacity)
        return;
    r->capacity = r->capacity == 0 ? 256 : 2 * r->capacity;
    s->bodies = memory_grow(s->bodies, r->capacity, sizeof *s->bodies);
    s->indicators = memory_grow(s->indicators, r->capacity, sizeof *s->indicators);
    s->values = memory_grow(s->values, r->capacity, sizeof *s->values);
    r->n_slots = 4 * r->capacity;
    r->slots = memory_grow(r->slots, r->n_slots, sizeof *r->slots);
    memset(r->slots, 0, r->n_slots * sizeof *r->slots);
    for (size_t i = 0; i < s->n; i++)
        r->slots[find_slot(r, i)] = i + 1;
}

static bool read_score(text words, const records_file *file, int64_t row, double *out, upw_error *error)
{
    const char *reason = NULL;
    const cell_state state = cell_read_number(words, out, &reason);
    if (state == CELL_WRONG)
        return records_complain(file, row, SCORE, error, "\"%.*s\" %s", TEXT_ARGS(words), reason);
    if (state != CELL_NUMBER)
        *out = NAN;
    return true;
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    scores *const s = r->out;
    bool is_kept;
    if (!since_judge(&r->since, file, row, PERIOD, fields[PERIOD], &is_kept, error))
        return false;
    if (!is_kept)
        return true;
    make_room(r);
    const size_t i = s->n;
    s->bodies[i] = fields[BODY].len > 0 ? memory_copy_text(r->arena, fields[BODY])
                                        : memory_format(r->arena, "%lld", (long long)row - 1);
    s->indicators[i] = memory_copy_text(r->arena, fields[INDICATOR]);
    if (!read_score(fields[SCORE], file, row, &s->values[i], error))
        return false;
    const size_t slot = find_slot(r, i);
    if (r->slots[slot] != 0)
        return records_complain(file, row, BODY, error,
                                "\"%.*s\" has a score already; keep one row for each body (--where chooses a period or "
                                "an indicator)",
                                TEXT_ARGS(s->bodies[i]));
    r->slots[slot] = i + 1;
    s->n++;
    return true;
}

/* Arrays into the arena, so that nobody need free them. */
static void settle(reading *r)
{
    scores *const s = r->out;
    text *const bodies = MEMORY_TAKE(r->arena, text, s->n), *const indicators = MEMORY_TAKE(r->arena, text, s->n);
    double *const values = MEMORY_TAKE(r->arena, double, s->n);
    if (s->n > 0) {
        memcpy(bodies, s->bodies, s->n * sizeof *bodies);
        memcpy(indicators, s->indicators, s->n * sizeof *indicators);
        memcpy(values, s->values, s->n * sizeof *values);
    }
    free(s->bodies);
    free(s->indicators);
    free(s->values);
    free(r->slots);
    s->bodies = bodies;
    s->indicators = indicators;
    s->values = values;
}

bool scores_read(const char *path, const table_options *options, const since_filter *since, upw_arena *arena,
                 scores *out, upw_error *error)
{
    static const char *const bodies[] = { "organisation", "organization", "body",     "series_id", "series",
                                          "org_code",     "provider",     "practice", NULL };
    static const char *const indicators[] = { "indicator", "measure", "metric", NULL };
    static const char *const values[] = { "score", "value", "y", NULL };
    const text body = options->columns[COLUMN_ORGANISATION].len > 0 ? options->columns[COLUMN_ORGANISATION]
                                                                    : options->columns[COLUMN_SERIES_ID];
    const record_column columns[COLUMNS] = {
        [BODY] = { "organisation", body, bodies, false },
        [INDICATOR] = { "indicator", options->columns[COLUMN_INDICATOR], indicators, false },
        [SCORE] = { "value", options->columns[COLUMN_VALUE], values, true },
        [PERIOD] = since_column(since, options),
    };
    *out = (scores){ .file = strcmp(path, "-") == 0 ? "standard input" : path };
    reading r = { .arena = arena, .since = *since, .out = out };
    table_notes notes = { 0 };
    const bool done = records_read(path, options, columns, COLUMNS, take_row, &r, &notes, error) &&
                      since_end(&r.since, out->n, out->file, error);
    settle(&r);
    if (done)
        input_say_notes(&notes, out->file);
    return done;
}
