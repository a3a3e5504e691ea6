/* All series of an indicator at once: figures in pages, in the order of organisations, and beside them what else a
 * chart shows, in the same order. */
#include <math.h>

#include "base/memory.h"
#include "services/measure/series_internal.h"

/* What one of the smaller questions answers, read on to the organisation at hand. */
typedef struct follower {
    store_rows rows;
    bool has_row;
} follower;

static bool follow(store_db *db, series_statement statement, const store_value *indicator_id, follower *f,
                   upw_error *error)
{
    if (!store_query(db, &series_statements[statement], indicator_id, &f->rows, error))
        return false;
    f->has_row = store_next(&f->rows);
    return true;
}

/* Is the row of this organisation? Those of organisations before it, which have no figures, are passed over. */
static bool is_at(follower *f, text organisation_id)
{
    while (f->has_row && text_compare(store_text(&f->rows, 0), organisation_id) < 0)
        f->has_row = store_next(&f->rows);
    return f->has_row && text_equal(store_text(&f->rows, 0), organisation_id);
}

typedef struct reader {
    store_db *db;
    text indicator;
    series_each *each;
    void *context;
    follower annotations, steps, targets, paths;
    upw_arena arena; /* of the series at hand */
    upw_arena_mark start;
    text organisation;
    series_columns columns;
} reader;

static void add_annotations(reader *r)
{
    follower *const f = &r->annotations;
    for (size_t i = 0; is_at(f, r->organisation); f->has_row = store_next(&f->rows)) {
        const period when = series_period(store_integer(&f->rows, 1));
        while (i < r->columns.n && r->columns.periods[i].code < when.code)
            i++;
        if (i < r->columns.n && r->columns.periods[i].code == when.code)
            r->columns.annotations[i] =
                series_join_words(r->columns.annotations[i], store_text(&f->rows, 2), &r->arena);
    }
}

static void add_steps(reader *r, measure_series *s)
{
    follower *const f = &r->steps;
    measure_step *steps = NULL;
    size_t n = 0;
    for (size_t capacity = 0; is_at(f, r->organisation); f->has_row = store_next(&f->rows)) {
        if (n == capacity) {
            measure_step *const larger =
                MEMORY_TAKE(&r->arena, measure_step, capacity = capacity > 0 ? 2 * capacity : 8);
            for (size_t i = 0; i < n; i++)
                larger[i] = steps[i];
            steps = larger;
        }
        steps[n++] = (measure_step){ series_period(store_integer(&f->rows, 1)), store_copy(&f->rows, 2, &r->arena) };
    }
    s->steps = steps;
    s->n_steps = n;
}

static void add_agreed(reader *r, measure_series *s)
{
    s->has_local_target = is_at(&r->targets, r->organisation);
    s->local_target = s->has_local_target ? store_number(&r->targets.rows, 1) : (double)NAN;
    s->has_path = is_at(&r->paths, r->organisation);
    if (s->has_path)
        s->path = series_read_path(&r->paths.rows, 1, &r->arena);
}

/* The series at hand is whole. */
static bool hand_over(reader *r, upw_error *error)
{
    measure_series s = { .key = { r->indicator, r->organisation } };
    if (r->columns.n == 0)
        return true;
    add_annotations(r);
    series_lend_columns(&r->columns, &s);
    add_steps(r, &s);
    add_agreed(r, &s);
    s.content = series_hash(&s, &r->arena);
    const bool goes_on = r->each(r->context, &s, error);
    upw_arena_rewind(&r->arena, r->start);
    r->columns = (series_columns){ 0 };
    return goes_on;
}

/* Those behind `organisation_id` and the last period at hand. The id must not be r->organisation, which goes on while
 * the statement still looks at what it was given. */
static bool read_page(reader *r, text organisation_id, size_t *n, upw_error *error)
{
    const int64_t after = r->columns.n > 0 ? r->columns.periods[r->columns.n - 1].code : INT64_MIN;
    const store_value values[] = { STORE_TEXT(r->indicator), STORE_TEXT(organisation_id), STORE_INTEGER(after) };
    store_rows rows;
    bool goes_on = true;
    if (!store_query(r->db, &series_statements[SERIES_ALL_FIGURES], values, &rows, error))
        return false;
    for (*n = 0; goes_on && store_next(&rows); ++*n) {
        if (!text_equal(store_text(&rows, 0), r->organisation)) {
            goes_on = hand_over(r, error);
            r->organisation = store_copy(&rows, 0, &r->arena);
        }
        series_add_figure(&r->columns, &rows, 1, &r->arena);
    }
    return store_end(&rows, goes_on ? error : NULL) && goes_on;
}

static bool read_figures(reader *r, upw_error *error)
{
    upw_arena arena;
    bool is_done = true;
    memory_init_arena(&arena);
    for (size_t n = 1; is_done && n > 0;) {
        upw_arena_clear(&arena);
        is_done = read_page(r, memory_copy_text(&arena, r->organisation), &n, error);
    }
    upw_arena_clear(&arena);
    return is_done && hand_over(r, error);
}

static bool end(follower *f, bool is_done, upw_error *error)
{
    return store_end(&f->rows, is_done ? error : NULL) && is_done;
}

static bool read_all(store_db *db, void *context, upw_error *error)
{
    reader *const r = context;
    follower *const followers[] = { &r->annotations, &r->steps, &r->targets, &r->paths };
    static const series_statement questions[] = { SERIES_ALL_ANNOTATIONS, SERIES_ALL_STEPS, SERIES_ALL_TARGETS,
                                                  SERIES_ALL_PATHS };
    const store_value values[] = { STORE_TEXT(r->indicator) };
    size_t n_open = 0;
    bool is_done = true;
    r->db = db;
    r->organisation = TEXT("");
    r->columns = (series_columns){ 0 };
    upw_arena_rewind(&r->arena, r->start);
    for (; is_done && n_open < sizeof questions / sizeof *questions; n_open += is_done)
        is_done = follow(db, questions[n_open], values, followers[n_open], error);
    is_done = is_done && read_figures(r, error);
    while (n_open > 0)
        is_done = end(followers[--n_open], is_done, error);
    return is_done;
}

bool series_read_all(store_db *db, text indicator_id, series_each *each, void *context, upw_error *error)
{
    reader r = { .indicator = indicator_id, .each = each, .context = context };
    memory_init_arena(&r.arena);
    r.start = upw_arena_get_mark(&r.arena);
    const bool is_done = store_snapshot(db, read_all, &r, error);
    upw_arena_clear(&r.arena);
    return is_done;
}
