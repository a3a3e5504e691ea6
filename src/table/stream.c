/* A table of any length in bounded memory, on every core.
 *
 * The file is cut into blocks that end where a series ends, so that each block can be read and analysed by itself; the
 * results come out in the order of the file (base/ordered.h). That is right as long as no series comes back later:
 * certain while the names rise, and found out by remembering 64-bit hashes of the names when they do not. When one does
 * come back, or when the table is one long series, everything is gathered in columns first (gather.c). Nothing has been
 * shown by then, because `output` keeps results back until the end. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/ordered.h"
#include "table/blocks.h"
#include "table/framed.h"
#include "table/gather.h"
#include "table/hash.h"
#include "table/rows.h"
#include "table/source.h"

/* How it is made sure that no series comes back. */
typedef enum watch_kind { WATCH_ORDER, WATCH_HASHES } watch_kind;

typedef enum verdict_kind {
    VERDICT_GOOD,
    VERDICT_FAILED,
    VERDICT_NOT_UTF8,
    VERDICT_OUT_OF_ORDER,
    VERDICT_COMES_BACK,
} verdict_kind;

/* Names seen, as hashes in an open-addressed table; a collision only means gathering without need. */
typedef struct hash_set {
    uint64_t *slots; /* 0: free */
    size_t capacity, n;
} hash_set;

typedef struct stream {
    blocks blocks;
    table_block_function work;
    void *context;
    framed *out;
    watch_kind watch;
    hash_set seen;
    buffer last_id;
    bool has_values; /* some value is not blank */
    verdict_kind verdict;
    upw_error *error;
} stream;

typedef struct worker {
    block block;
    rows rows;
    upw_arena names;   /* keys and unquoted fields of the block */
    upw_arena scratch; /* of the work */
    buffer results;
    bool is_utf8, is_good;
    bool is_refused; /* by the work, not by the reader */
} worker;

static bool hash_set_place(uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t i = hash & (capacity - 1);
    while (slots[i] != 0 && slots[i] != hash)
        i = (i + 1) & (capacity - 1);
    const bool is_new = slots[i] == 0;
    slots[i] = hash;
    return is_new;
}

/* False when it was there before. */
static bool hash_set_add(hash_set *set, uint64_t hash)
{
    if (2 * set->n >= set->capacity) {
        const size_t capacity = set->capacity == 0 ? 4096 : 2 * set->capacity;
        uint64_t *const slots = memory_grow(NULL, capacity, sizeof *slots);
        memset(slots, 0, capacity * sizeof *slots);
        for (size_t i = 0; i < set->capacity; i++)
            if (set->slots[i] != 0)
                hash_set_place(slots, capacity, set->slots[i]);
        free(set->slots);
        set->slots = slots;
        set->capacity = capacity;
    }
    const bool is_new = hash_set_place(set->slots, set->capacity, hash);
    set->n += is_new;
    return is_new;
}

static bool take_block(void *context, void *slot)
{
    stream *const s = context;
    worker *const w = slot;
    return blocks_take(&s->blocks, &w->block);
}

static bool process(stream *s, worker *w, int64_t first_row, upw_error *error)
{
    upw_arena_clear(&w->names);
    buffer_empty(&w->results);
    w->is_refused = false;
    if (w->block.state != BLOCK_READ)
        return blocks_complain(&s->blocks, &w->block, first_row, error);
    if (!rows_read(&w->rows, w->block.bytes, first_row, error) || !rows_sort(&w->rows, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(&w->scratch);
    const series_table view = rows_view(&w->rows);
    w->is_refused = view.n_series > 0 && !s->work(s->context, &view, &w->scratch, &w->results, error);
    upw_arena_rewind(&w->scratch, mark);
    return !w->is_refused;
}

static void work_on_block(void *context, void *slot)
{
    worker *const w = slot;
    w->is_utf8 = text_is_utf8(w->block.bytes);
    w->is_good = w->is_utf8 && process(context, w, 0, NULL);
}

/* Every series of the block is one that was not there before. */
static verdict_kind check_names(stream *s, const worker *w)
{
    for (size_t i = 0; i < w->rows.n_series; i++) {
        const text id = w->rows.keys[i].id;
        if (s->watch == WATCH_HASHES) {
            if (!hash_set_add(&s->seen, hash_text(id)))
                return VERDICT_COMES_BACK;
            continue;
        }
        const text before = i == 0 ? buffer_text(&s->last_id) : w->rows.keys[i - 1].id;
        if (text_compare(before, id) >= 0)
            return VERDICT_OUT_OF_ORDER;
    }
    if (w->rows.n_series > 0) {
        buffer_empty(&s->last_id);
        buffer_add(&s->last_id, w->rows.keys[w->rows.n_series - 1].id);
    }
    return VERDICT_GOOD;
}

static bool finish_block(void *context, void *slot)
{
    stream *const s = context;
    worker *const w = slot;
    if (!w->is_utf8) {
        s->verdict = VERDICT_NOT_UTF8;
        return false;
    }
    /* The work refuses what may be half a series, as long as it is not known that none comes back: gathered, it will be
     * whole. */
    if (w->is_refused) {
        s->verdict = VERDICT_COMES_BACK;
        return false;
    }
    /* Now the number of the block's first row is known: what went wrong goes wrong again, with the right sentence. */
    if (!w->is_good && !process(s, w, blocks_first_row(&s->blocks), s->error)) {
        s->verdict = VERDICT_FAILED;
        return false;
    }
    /* Counts, but no value as yet: whether there is any is known when everything is read. */
    s->has_values |= w->rows.n_points > w->rows.n_blank;
    if (!s->has_values && w->rows.notes.n_uncounted > 0) {
        s->verdict = VERDICT_COMES_BACK;
        return false;
    }
    s->verdict = check_names(s, w);
    if (s->verdict == VERDICT_GOOD && !framed_write(s->out, buffer_text(&w->results), s->error))
        s->verdict = VERDICT_FAILED;
    if (s->verdict == VERDICT_GOOD)
        blocks_finish(&s->blocks, &w->block, &w->rows.notes);
    return s->verdict == VERDICT_GOOD;
}

static void open_worker(worker *w, const table_source *source)
{
    *w = (worker){ 0 };
    memory_init_arena(&w->names);
    memory_init_arena(&w->scratch);
    memory_take(&w->scratch, 1,
                1); /* so that a first block stays when the work gives back what it took, series by series */
    buffer_init(&w->results, (size_t)1 << 40);
    rows_init(&w->rows, &source->layout, &w->names);
}

static void close_worker(worker *w)
{
    free(w->block.room);
    rows_clear(&w->rows);
    upw_arena_clear(&w->names);
    upw_arena_clear(&w->scratch);
    buffer_clear(&w->results);
}

static verdict_kind run(table_source *source, watch_kind watch, table_block_function work, void *context, framed *out,
                        table_notes *notes, upw_error *error)
{
    if (!framed_begin(out, error))
        return VERDICT_FAILED;
    stream s = { .work = work, .context = context, .out = out, .watch = watch, .error = error };
    blocks_begin(&s.blocks, source, BLOCKS_OF_SERIES);
    buffer_init(&s.last_id, RECORD_BYTES_MAX);
    worker workers[BLOCKS_THREADS_MAX];
    void *slots[BLOCKS_THREADS_MAX];
    const unsigned n = blocks_threads(source);
    for (unsigned i = 0; i < n; i++) {
        open_worker(&workers[i], source);
        slots[i] = &workers[i];
    }
    const ordered_job job = { take_block, work_on_block, finish_block, &s, slots, n };
    ordered_run(&job);
    for (unsigned i = 0; i < n; i++)
        close_worker(&workers[i]);
    buffer_clear(&s.last_id);
    free(s.seen.slots);
    *notes = s.blocks.notes;
    source_add_notes(source, notes);
    blocks_end(&s.blocks);
    return s.verdict == VERDICT_GOOD && s.blocks.is_one_series ? VERDICT_COMES_BACK : s.verdict;
}

bool table_stream(table_source *source, table_block_function work, void *context, const table_frame *frame, output *out,
                  table_notes *notes, upw_error *error)
{
    const bool *const has = source->layout.has;
    framed results = { .frame = frame, .out = out };
    verdict_kind verdict = VERDICT_COMES_BACK;
    watch_kind watch = WATCH_ORDER;
    if (has[COLUMN_SERIES_ID] || has[COLUMN_INDICATOR] || has[COLUMN_ORGANISATION])
        verdict = run(source, watch, work, context, &results, notes, error);
    /* Each is found out once at most, in either order: what comes first may stop the reading before the other. */
    while (verdict == VERDICT_NOT_UTF8 || verdict == VERDICT_OUT_OF_ORDER) {
        if (verdict == VERDICT_OUT_OF_ORDER)
            watch = WATCH_HASHES;
        else if (!source_recode(source, error))
            return false;
        verdict = run(source, watch, work, context, &results, notes, error);
    }
    const bool done =
        verdict == VERDICT_COMES_BACK
            ? framed_begin(&results, error) && gather_and_work(source, work, context, &results, notes, error)
            : verdict == VERDICT_GOOD && blocks_check_not_empty(source, notes, error);
    return done && framed_end(&results, error);
}
