/* A table whose rows come in any order: read on every core, then grouped by series in columns (a counting sort). */
#include "table/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ordered.h"
#include "table/blocks.h"
#include "table/hash.h"
#include "table/rows.h"
#include "table/source.h"

/* All points in the order of the file, each with the number of its series. */
typedef struct store {
    rows points; /* its n_series, keys and offsets stay empty until the end */
    uint32_t *series;
    size_t series_capacity; /* of `series` */
    series_key *keys;
    size_t n_series, key_capacity;
    uint32_t *slots; /* hash table of series numbers + 1; 0: free */
    size_t slot_capacity;
    upw_arena *arena; /* where keys live */
} store;

typedef struct worker {
    block block;
    rows rows;
    upw_arena names;
    bool is_utf8, is_good;
} worker;

typedef struct gathering {
    blocks blocks;
    store store;
    upw_error *error;
    bool is_not_utf8;
} gathering;

/* ---- the store ---- */

static uint64_t hash_key(const series_key *key)
{
    return hash_text(key->id) ^ 3 * hash_text(key->indicator) ^ 5 * hash_text(key->organisation);
}

static bool keys_equal(const series_key *a, const series_key *b)
{
    return text_equal(a->id, b->id) && text_equal(a->indicator, b->indicator) &&
           text_equal(a->organisation, b->organisation);
}

static size_t find_slot(const store *s, const series_key *key)
{
    size_t i = hash_key(key) & (s->slot_capacity - 1);
    while (s->slots[i] != 0 && !keys_equal(&s->keys[s->slots[i] - 1], key))
        i = (i + 1) & (s->slot_capacity - 1);
    return i;
}

static void grow_slots(store *s)
{
    free(s->slots);
    s->slot_capacity = s->slot_capacity == 0 ? 256 : 2 * s->slot_capacity;
    s->slots = memory_grow(NULL, s->slot_capacity, sizeof *s->slots);
    memset(s->slots, 0, s->slot_capacity * sizeof *s->slots);
    for (size_t i = 0; i < s->n_series; i++)
        s->slots[find_slot(s, &s->keys[i])] = (uint32_t)i + 1;
}

static uint32_t find_series(store *s, const series_key *key)
{
    if (2 * (s->n_series + 1) > s->slot_capacity)
        grow_slots(s);
    const size_t slot = find_slot(s, key);
    if (s->slots[slot] != 0)
        return s->slots[slot] - 1;
    if (s->n_series == s->key_capacity) {
        s->key_capacity = s->key_capacity == 0 ? 256 : 2 * s->key_capacity;
        s->keys = memory_grow(s->keys, s->key_capacity, sizeof *s->keys);
    }
    series_key *const copy = &s->keys[s->n_series];
    *copy = (series_key){ 0 };
    copy->indicator = memory_copy_text(s->arena, key->indicator);
    copy->organisation = memory_copy_text(s->arena, key->organisation);
    copy->id = text_equal(key->id, key->indicator)      ? copy->indicator
               : text_equal(key->id, key->organisation) ? copy->organisation
                                                        : memory_copy_text(s->arena, key->id);
    s->slots[slot] = (uint32_t)++s->n_series;
    return (uint32_t)s->n_series - 1;
}

static void append(store *s, const rows *from, int64_t first_row)
{
    rows_append(&s->points, from, first_row);
    if (s->points.n_points > s->series_capacity) {
        s->series_capacity = 2 * s->points.n_points;
        s->series = memory_grow(s->series, s->series_capacity, sizeof *s->series);
    }
    size_t at = s->points.n_points - from->n_points;
    for (size_t i = 0; i < from->n_series; i++) {
        const uint32_t series = find_series(s, &from->keys[i]);
        for (size_t k = from->offsets[i]; k < from->offsets[i + 1]; k++)
            s->series[at++] = series;
    }
}

/* Points of one series together, in the order of the file: where each one goes is where its series has got to. */
static void group(store *s)
{
    rows *const p = &s->points;
    rows grouped;
    rows_init(&grouped, p->layout, p->arena);
    rows_reserve(&grouped, p->n_points);
    size_t *const offsets = memory_grow(NULL, s->n_series + 2, sizeof *offsets);
    memset(offsets, 0, (s->n_series + 2) * sizeof *offsets);
    for (size_t i = 0; i < p->n_points; i++)
        offsets[s->series[i] + 2]++;
    for (size_t i = 2; i < s->n_series + 2; i++)
        offsets[i] += offsets[i - 1];
    for (size_t i = 0; i < p->n_points; i++)
        rows_copy_point(&grouped, offsets[s->series[i] + 1]++, p, i);
    grouped.n_points = p->n_points;
    grouped.n_signed = p->n_signed;
    grouped.n_series = s->n_series;
    grouped.keys = s->keys;
    grouped.offsets = offsets;
    s->keys = NULL;
    rows_clear(p);
    *p = grouped;
}

/* ---- reading ---- */

static bool take_block(void *context, void *slot)
{
    gathering *const g = context;
    return blocks_take(&g->blocks, &((worker *)slot)->block);
}

static bool read_block(gathering *g, worker *w, int64_t first_row, upw_error *error)
{
    upw_arena_clear(&w->names);
    if (w->block.state != BLOCK_READ)
        return blocks_complain(&g->blocks, &w->block, first_row, error);
    return rows_read(&w->rows, w->block.bytes, first_row, error);
}

static void work_on_block(void *context, void *slot)
{
    worker *const w = slot;
    w->is_utf8 = text_is_utf8(w->block.bytes);
    w->is_good = w->is_utf8 && read_block(context, w, 0, NULL);
}

static bool finish_block(void *context, void *slot)
{
    gathering *const g = context;
    worker *const w = slot;
    g->is_not_utf8 = !w->is_utf8;
    const int64_t first_row = blocks_first_row(&g->blocks);
    if (g->is_not_utf8 || (!w->is_good && !read_block(g, w, first_row, g->error)))
        return false;
    append(&g->store, &w->rows, w->is_good ? first_row : 0);
    blocks_finish(&g->blocks, &w->block, &w->rows.notes);
    return true;
}

/* Read everything into the store; the names go to `arena`. */
static bool gather(table_source *source, upw_arena *arena, gathering *g, upw_error *error)
{
    *g = (gathering){ .error = error, .store.arena = arena };
    blocks_begin(&g->blocks, source, BLOCKS_OF_ROWS);
    rows_init(&g->store.points, &source->layout, arena);
    worker workers[BLOCKS_THREADS_MAX];
    void *slots[BLOCKS_THREADS_MAX];
    const unsigned n = blocks_threads(source);
    for (unsigned i = 0; i < n; i++) {
        workers[i] = (worker){ 0 };
        memory_init_arena(&workers[i].names);
        rows_init(&workers[i].rows, &source->layout, &workers[i].names);
        slots[i] = &workers[i];
    }
    const ordered_job job = { take_block, work_on_block, finish_block, g, slots, n };
    const bool done = ordered_run(&job);
    for (unsigned i = 0; i < n; i++) {
        free(workers[i].block.room);
        rows_clear(&workers[i].rows);
        upw_arena_clear(&workers[i].names);
    }
    blocks_end(&g->blocks);
    return done;
}

static void clear_store(store *s)
{
    rows_clear(&s->points);
    free(s->series);
    free(s->keys);
    free(s->slots);
    *s = (store){ .points = s->points }; /* empty, but usable again */
}

/* A column of values without any: numerators and denominators say what they are. */
static bool divide_all(table_source *source, rows *points, table_notes *notes, upw_error *error)
{
    source->layout.has[COLUMN_VALUE] = false;
    notes->was_divided = true;
    notes->n_uncounted = 0;
    if (!rows_divide(points, error))
        return false;
    for (size_t i = 0; i < points->n_points; i++)
        notes->n_zero_denominator += (points->gaps[i] & ~SIGNED_ANY) == GAP_ZERO_DENOMINATOR;
    return true;
}

static int compare_ids(const void *a, const void *b, void *keys)
{
    const series_key *const all = keys;
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const int order = text_compare(all[x].id, all[y].id);
    return order != 0 ? order : (x > y) - (x < y);
}

static bool complain_of_name(const rows *p, size_t one, size_t other, upw_error *error)
{
    const series_key *const a = &p->keys[one], *const b = &p->keys[other];
    const text *const parts[] = { &a->indicator, &a->organisation, &b->indicator, &b->organisation };
    int shown[4];
    for (size_t i = 0; i < 4; i++)
        shown[i] = parts[i]->len < 40 ? (int)parts[i]->len : 40;
    upw_fail_row(error, UPW_BAD_INPUT, p->rows[p->offsets[other]],
                 "%s: two series are called \"%.*s\": indicator \"%.*s\", organisation \"%.*s\" (row %lld) and "
                 "\"%.*s\", \"%.*s\" (row %lld); give them %s",
                 p->layout->file, a->id.len < 60 ? (int)a->id.len : 60, a->id.at, shown[0], a->indicator.at, shown[1],
                 a->organisation.at, (long long)p->rows[p->offsets[one]], shown[2], b->indicator.at, shown[3],
                 b->organisation.at, (long long)p->rows[p->offsets[other]],
                 p->layout->has[COLUMN_SERIES_ID] ? "series_ids of their own, or correct the row"
                                                  : "other names, or a column series_id");
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

/* A name means one series: "A / B" at "C" and "A" at "B / C" would both be "A / B / C". */
static bool check_names(const store *s, upw_error *error)
{
    const rows *const p = &s->points;
    uint32_t *const order = memory_grow(NULL, p->n_series + 1, sizeof *order);
    for (size_t i = 0; i < p->n_series; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, p->n_series, sizeof *order, compare_ids, p->keys);
    bool is_good = true;
    for (size_t i = 1; i < p->n_series && is_good; i++)
        if (text_equal(p->keys[order[i - 1]].id, p->keys[order[i]].id))
            is_good = complain_of_name(p, order[i - 1], order[i], error);
    free(order);
    return is_good;
}

static bool gather_sorted(table_source *source, upw_arena *arena, gathering *g, table_notes *notes, upw_error *error)
{
    bool done = gather(source, arena, g, error);
    if (!done && g->is_not_utf8) {
        clear_store(&g->store);
        done = source_recode(source, error) && gather(source, arena, g, error);
    }
    *notes = g->blocks.notes;
    source_add_notes(source, notes);
    if (done && notes->n_uncounted > 0 && g->store.points.n_blank == g->store.points.n_points)
        done = divide_all(source, &g->store.points, notes, error);
    if (done)
        group(&g->store);
    return done && check_names(&g->store, error) && blocks_check_not_empty(source, notes, error) &&
           rows_sort(&g->store.points, error);
}

static void *keep(upw_arena *arena, const void *column, size_t n, size_t size)
{
    if (column == NULL)
        return NULL;
    void *const copy = memory_take(arena, n, size);
    if (n > 0)
        memcpy(copy, column, n * size);
    return copy;
}

bool table_read(table_source *source, upw_arena *arena, series_table *table, table_notes *notes, upw_error *error)
{
    gathering g;
    const bool done = gather_sorted(source, arena, &g, notes, error);
    if (done) {
        const series_table view = rows_view(&g.store.points);
        *table = (series_table){
            .n_series = view.n_series,
            .n_points = view.n_points,
            .keys = keep(arena, view.keys, view.n_series, sizeof *view.keys),
            .offsets = keep(arena, view.offsets, view.n_series + 1, sizeof *view.offsets),
            .periods = keep(arena, view.periods, view.n_points, sizeof *view.periods),
            .values = keep(arena, view.values, view.n_points, sizeof *view.values),
            .numerators = keep(arena, view.numerators, view.n_points, sizeof *view.numerators),
            .denominators = keep(arena, view.denominators, view.n_points, sizeof *view.denominators),
            .expected = keep(arena, view.expected, view.n_points, sizeof *view.expected),
            .targets = keep(arena, view.targets, view.n_points, sizeof *view.targets),
            .annotations = keep(arena, view.annotations, view.n_points, sizeof *view.annotations),
            .gaps = keep(arena, view.gaps, view.n_points, sizeof *view.gaps),
            .rows = keep(arena, view.rows, view.n_points, sizeof *view.rows),
        };
    }
    clear_store(&g.store);
    return done;
}

/* ---- working on what was gathered ---- */

typedef struct slice {
    size_t from, to; /* series */
    upw_arena scratch;
    buffer results;
    upw_error error;
    bool is_good;
} slice;

typedef struct slicing {
    const series_table *table;
    size_t next;
    table_block_function work;
    void *context;
    framed *out;
    upw_error *error;
} slicing;

enum { SLICE_POINTS = 16384 };

static bool take_slice(void *context, void *slot)
{
    slicing *const s = context;
    slice *const piece = slot;
    piece->from = s->next;
    while (s->next < s->table->n_series &&
           (s->next == piece->from || s->table->offsets[s->next] - s->table->offsets[piece->from] < SLICE_POINTS))
        s->next++;
    piece->to = s->next;
    return piece->to > piece->from;
}

static void work_on_slice(void *context, void *slot)
{
    const slicing *const s = context;
    slice *const piece = slot;
    series_table part = *s->table;
    part.keys += piece->from;
    part.offsets += piece->from;
    part.n_series = piece->to - piece->from;
    const upw_arena_mark mark = upw_arena_get_mark(&piece->scratch);
    buffer_empty(&piece->results);
    piece->is_good = s->work(s->context, &part, &piece->scratch, &piece->results, &piece->error);
    upw_arena_rewind(&piece->scratch, mark);
}

static bool finish_slice(void *context, void *slot)
{
    const slicing *const s = context;
    slice *const piece = slot;
    if (piece->is_good)
        return framed_write(s->out, buffer_text(&piece->results), s->error);
    if (s->error != NULL)
        *s->error = piece->error;
    return false;
}

bool gather_and_work(table_source *source, table_block_function work, void *context, framed *out, table_notes *notes,
                     upw_error *error)
{
    gathering g;
    bool done = gather_sorted(source, source->arena, &g, notes, error);
    if (done) {
        const series_table table = rows_view(&g.store.points);
        slicing s = { &table, 0, work, context, out, error };
        slice pieces[BLOCKS_THREADS_MAX];
        void *slots[BLOCKS_THREADS_MAX];
        const unsigned n = blocks_threads(source);
        for (unsigned i = 0; i < n; i++) {
            pieces[i] = (slice){ 0 };
            memory_init_arena(&pieces[i].scratch);
            buffer_init(&pieces[i].results, (size_t)1 << 40);
            slots[i] = &pieces[i];
        }
        const ordered_job job = { take_slice, work_on_slice, finish_slice, &s, slots, n };
        done = ordered_run(&job);
        for (unsigned i = 0; i < n; i++) {
            upw_arena_clear(&pieces[i].scratch);
            buffer_clear(&pieces[i].results);
        }
    }
    clear_store(&g.store);
    return done;
}
