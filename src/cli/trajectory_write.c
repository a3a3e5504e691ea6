/* Every series that has a plan, on all cores, in order; as table, words or picture. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/trajectory_job.h"
#include "report/parallel.h"
#include "report/single.h"

/* Series are worked on in blocks, so that memory does not grow with the file. */
enum { BLOCK = 256 };

typedef struct work {
    trajectory_job *job;
    const agreed_plan **plans; /* of each series; NULL: none */
    size_t *wanted;            /* series that have one and that --series … keep */
    size_t n_wanted;
    size_t first;                 /* of the block */
    buffer *parts;                /* BLOCK of them */
    bool *is_found;               /* of the block */
    upw_error *refusals;          /* of the block */
    upw_arena *arenas;            /* one a thread */
    upw_trajectory_known **known; /* one a thread; NULL: every point must carry its power */
    sheet sheet;
    output *out;
    bool has_written;
} work;

static void add_words(buffer *out, const trajectory_result *r)
{
    const path_series *const p = &r->path;
    const size_t n_all = p->series.n_baseline + p->series.n;
    double *const values = memory_grow(NULL, n_all + 1, sizeof *values);
    size_t n = 0; /* up to the last value: a path may start long after it */
    for (size_t i = 0; i < n_all; i++) {
        values[i] = i < p->series.n_baseline ? p->series.baseline[i] : p->series.values[i - p->series.n_baseline];
        n = isnan(values[i]) ? n : i + 1;
    }
    buffer_add(out, p->key.id.len > 0 ? p->key.id : TEXT("one series"));
    buffer_add_char(out, '\n');
    single_add_sparkline(out, values, n);
    single_add_wrapped(out, r->words);
    buffer_add_char(out, '\n');
    free(values);
}

/* "my.csv, series "A" (plan.csv, row 2): …" */
static void place_refusal(const work *w, size_t series, upw_error *refusal)
{
    const text id = w->job->table.keys[series].id;
    const agreed_plan *const plan = w->plans[series];
    char row[100] = "";
    if (plan != NULL)
        snprintf(row, sizeof row, " (%.60s, row %lld)", w->job->plans.file, (long long)plan->row);
    refusal->row = 0;
    upw_wrap(refusal, "%s, series \"%.*s\"%s", w->job->file, id.len < 60 ? (int)id.len : 60, id.at, row);
    text_make_showable(refusal->message);
}

static bool look_at(void *context, size_t index, unsigned worker, upw_error *error)
{
    work *const w = context;
    const size_t series = w->wanted[w->first + index];
    upw_arena *const arena = &w->arenas[worker];
    trajectory_result *const r = MEMORY_TAKE(arena, trajectory_result, 1);
    buffer *const part = &w->parts[index];
    buffer_empty(part);
    (void)error;
    trajectory_look(w->job, series, w->plans[series], w->known != NULL ? w->known[worker] : NULL, arena, r);
    w->is_found[index] = r->is_found;
    if (!r->is_found) {
        w->refusals[index] = r->refusal;
        place_refusal(w, series, &w->refusals[index]);
    } else if (w->job->format == TRAJECTORY_TEXT) {
        add_words(part, r);
    } else if (w->job->format == TRAJECTORY_SVG) {
        w->is_found[index] = trajectory_add_picture(part, w->job, r, arena, &w->refusals[index]);
    } else {
        const size_t n = trajectory_count_rows(w->job, r);
        for (size_t i = 0; i < n; i++)
            sheet_add_row(part, &w->sheet, &(trajectory_row){ w->job, r, i });
    }
    upw_arena_clear(arena);
    return true;
}

static bool write_part(work *w, const buffer *part, upw_error *error)
{
    if (part->len == 0)
        return true;
    const bool has_frame = w->sheet.columns != NULL;
    if (has_frame && w->has_written && !output_write(w->out, sheet_between(&w->sheet), error))
        return false;
    w->has_written = true;
    return output_write(w->out, buffer_text(part), error);
}

/* One block; what was refused is said, unless nothing else was found. */
static bool do_block(work *w, size_t n, unsigned threads, size_t *n_found, upw_error *first, upw_error *error)
{
    if (!parallel_each(n, threads, look_at, w, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (w->is_found[i]) {
            (*n_found)++;
            if (!write_part(w, &w->parts[i], error))
                return false;
        } else if (first->code == UPW_OK) {
            *first = w->refusals[i];
        }
    }
    return true;
}

static void choose(work *w, upw_arena *arena, bool *is_used)
{
    const trajectory_job *const job = w->job;
    const series_table *const t = &job->table;
    w->plans = MEMORY_TAKE(arena, const agreed_plan *, t->n_series);
    w->wanted = MEMORY_TAKE(arena, size_t, t->n_series);
    for (size_t i = 0; i < t->n_series; i++) {
        w->plans[i] = job->settings->plan != NULL ? plans_find(&job->plans, &t->keys[i]) : NULL;
        if (w->plans[i] != NULL)
            is_used[w->plans[i] - job->plans.items] = true;
        const bool has_what_it_needs = w->plans[i] != NULL || job->mode == TRAJECTORY_ITS;
        if (has_what_it_needs && input_wants(&job->settings->input, &t->keys[i]))
            w->wanted[w->n_wanted++] = i;
    }
}

static bool find_series(work *w, upw_arena *arena, upw_error *error)
{
    const trajectory_job *const job = w->job;
    const series_table *const t = &job->table;
    bool *const is_used = MEMORY_TAKE(arena, bool, job->plans.n + 1);
    choose(w, arena, is_used);
    if (job->settings->plan != NULL && !plans_check_used(&job->plans, is_used, t->keys, t->n_series, error))
        return false;
    if (w->n_wanted == 0) {
        for (size_t i = 0; i < t->n_series; i++)
            if (input_wants(&job->settings->input, &t->keys[i]))
                return upw_fail(error, UPW_BAD_INPUT,
                                "no plan of %s is for a series of %s; look at its columns series, indicator and "
                                "organisation",
                                job->settings->plan, job->file);
        return input_complain_of_none(&job->settings->input, t, job->file, error);
    }
    if (job->format == TRAJECTORY_SVG && w->n_wanted > 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%zu series of %s have a plan, and an SVG shows one: choose with --series, --indicator or "
                        "--organisation",
                        w->n_wanted, job->file);
    return true;
}

static bool write_frame(work *w, bool is_end, upw_error *error)
{
    if (w->sheet.columns == NULL)
        return true;
    if (is_end)
        return output_write(w->out, sheet_end(&w->sheet), error);
    buffer frame;
    buffer_init(&frame, 65536);
    sheet_begin(&frame, &w->sheet);
    const bool done = output_write(w->out, buffer_text(&frame), error);
    buffer_clear(&frame);
    return done;
}

static bool do_all(work *w, unsigned threads, upw_error *error)
{
    upw_error first = { 0 };
    size_t n_found = 0;
    if (!write_frame(w, false, error))
        return false;
    for (w->first = 0; w->first < w->n_wanted; w->first += BLOCK) {
        const size_t n = w->n_wanted - w->first < BLOCK ? w->n_wanted - w->first : BLOCK;
        if (!do_block(w, n, threads, &n_found, &first, error))
            return false;
    }
    if (n_found == 0) {
        *error = first;
        return false;
    }
    if (first.code != UPW_OK)
        cli_say("%zu of %zu series left out; the first: %s", w->n_wanted - n_found, w->n_wanted, first.message);
    return write_frame(w, true, error);
}

/* A table by point and a picture show the power of each point; nothing else does, and it is what takes time. */
static bool make_known(work *w, unsigned threads, upw_arena *arena, upw_error *error)
{
    const bool shows_power = w->job->settings->by == TRAJECTORY_BY_POINT || w->job->format == TRAJECTORY_SVG;
    if (w->job->mode != TRAJECTORY_JUDGE || shows_power)
        return true;
    w->known = MEMORY_TAKE(arena, upw_trajectory_known *, threads);
    for (unsigned i = 0; i < threads; i++)
        if ((w->known[i] = upw_trajectory_make_known(arena, error)) == NULL)
            return false;
    return true;
}

bool trajectory_write(trajectory_job *job, upw_arena *arena, output *out, upw_error *error)
{
    work w = { .job = job, .out = out };
    if (!find_series(&w, arena, error))
        return false;
    if (job->format == TRAJECTORY_CSV || job->format == TRAJECTORY_JSON) {
        const trajectory_columns *const c = trajectory_get_columns(job);
        w.sheet = (sheet){ c->columns, c->n, job->format == TRAJECTORY_JSON ? SHEET_JSON : SHEET_CSV };
    }
    const unsigned threads = parallel_count_threads(0);
    w.parts = MEMORY_TAKE(arena, buffer, BLOCK);
    w.is_found = MEMORY_TAKE(arena, bool, BLOCK);
    w.refusals = MEMORY_TAKE(arena, upw_error, BLOCK);
    w.arenas = MEMORY_TAKE(arena, upw_arena, threads);
    for (size_t i = 0; i < BLOCK; i++)
        buffer_init(&w.parts[i], (size_t)1 << 30);
    for (unsigned i = 0; i < threads; i++)
        memory_init_arena(&w.arenas[i]);
    const bool done = make_known(&w, threads, arena, error) && do_all(&w, threads, error);
    for (size_t i = 0; i < BLOCK; i++)
        buffer_clear(&w.parts[i]);
    for (unsigned i = 0; i < threads; i++)
        upw_arena_clear(&w.arenas[i]);
    return done;
}
