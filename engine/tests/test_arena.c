/* Memory handed out piece by piece is whole, aligned and given back; and when there is none, whoever asked says so. */
#include "upward/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "random_series.h"
#include "upward/rebase.h"
#include "upward/shewhart.h"

enum { POINTS = 3000 }; /* so many that working memory is several blocks */

/* Blocks from malloc, counted, and none after the first `room`. */
typedef struct supply {
    size_t room, n_asked, n_out;
} supply;

static void *take_counted(void *context, size_t size)
{
    supply *const s = context;
    if (s->n_asked++ >= s->room)
        return NULL;
    s->n_out++;
    return malloc(size);
}

static void give_back_counted(void *context, void *block)
{
    ((supply *)context)->n_out--;
    free(block);
}

static void init_counted(upw_arena *arena, supply *s, size_t room)
{
    *s = (supply){ .room = room };
    upw_arena_init(arena, &(upw_arena_source){ take_counted, give_back_counted, s });
}

static void pieces_are_aligned_apart_and_keep_what_is_written(void **state)
{
    (void)state;
    enum { PIECES = 400 };
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    uint64_t dice = 1;
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = random_below(&dice, 20) == 0 ? random_below(&dice, 100000) : random_below(&dice, 200);
        pieces[i] = upw_arena_take(&arena, sizes[i], 1);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        if (sizes[i] > 0)
            memset(pieces[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(pieces[i][k], i % 251);
    upw_arena_clear(&arena);
}

static void a_request_for_nothing_gets_a_place_of_its_own(void **state)
{
    (void)state;
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    const void *const a = upw_arena_take(&arena, 0, 8), *const b = upw_arena_take(&arena, 8, 0);
    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    upw_arena_clear(&arena);
}

static void what_cannot_be_counted_is_not_there(void **state)
{
    (void)state;
    supply s;
    upw_arena arena;
    init_counted(&arena, &s, SIZE_MAX);
    static const struct {
        size_t count, size;
    } cases[] = { { SIZE_MAX, 1 },     { SIZE_MAX / 2 + 1, 2 }, { SIZE_MAX / 8 + 1, 8 }, { 2, SIZE_MAX / 2 + 1 },
                  { SIZE_MAX - 1, 1 }, { 1, SIZE_MAX },         { SIZE_MAX, SIZE_MAX },  { SIZE_MAX - 15, 1 } };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_null(upw_arena_take(&arena, cases[k].count, cases[k].size));
    assert_int_equal(s.n_asked, 0); /* nobody was even asked */
    assert_non_null(upw_arena_take(&arena, 1, 1));
    upw_arena_clear(&arena);
    assert_int_equal(s.n_out, 0);
}

static void no_memory_is_taken_before_it_is_asked_for(void **state)
{
    (void)state;
    supply s;
    upw_arena arena;
    init_counted(&arena, &s, SIZE_MAX);
    upw_arena_clear(&arena);
    upw_arena_rewind(&arena, upw_arena_get_mark(&arena));
    assert_int_equal(s.n_asked, 0);
}

static void a_rewound_arena_hands_out_the_same_place_again(void **state)
{
    (void)state;
    supply s;
    upw_arena arena;
    init_counted(&arena, &s, SIZE_MAX);
    int *const kept = upw_arena_take(&arena, 10, sizeof *kept);
    assert_non_null(kept);
    kept[9] = 42;
    const upw_arena_mark mark = upw_arena_get_mark(&arena);
    const void *const first = upw_arena_take(&arena, 100, 1);
    for (int i = 0; i < 50; i++)
        assert_non_null(upw_arena_take(&arena, 10000, 1));
    assert_true(s.n_out > 1);
    upw_arena_rewind(&arena, mark);
    assert_int_equal(s.n_out, 1);
    assert_ptr_equal(upw_arena_take(&arena, 100, 1), first);
    assert_int_equal(kept[9], 42);
    upw_arena_clear(&arena);
    assert_int_equal(s.n_out, 0);
    assert_non_null(upw_arena_take(&arena, 1, 1)); /* usable again */
    upw_arena_clear(&arena);
}

static void a_refused_block_leaves_the_arena_as_it_was(void **state)
{
    (void)state;
    supply s;
    upw_arena arena;
    init_counted(&arena, &s, 1);
    char *const kept = upw_arena_take(&arena, 100, 1);
    assert_non_null(kept);
    assert_null(upw_arena_take(&arena, 1000000, 1));
    assert_non_null(upw_arena_take(&arena, 100, 1)); /* the first block has room left */
    memset(kept, 7, 100);
    upw_arena_clear(&arena);
    assert_int_equal(s.n_out, 0);
}

/* ---- Those who ask ---------------------------------------------------------------------------------------------- */

static double values[POINTS], sizes[POINTS];

static void fill(void)
{
    uint64_t dice = 7;
    for (size_t i = 0; i < POINTS; i++) {
        values[i] = 50 + (double)(i / 300) + random_normal(&dice);
        sizes[i] = 100;
    }
}

static bool call_shewhart(upw_arena *arena, upw_error *error)
{
    static upw_shewhart_point points[POINTS];
    upw_shewhart_part part;
    const upw_shewhart_options options = { .chart = UPW_CHART_PP };
    const upw_shewhart_input input = { .values = values, .denominators = sizes, .n_rows = POINTS };
    return upw_shewhart_analyse(&input, &options, arena, points, &part, error);
}

static bool call_shewhart_medians(upw_arena *arena, upw_error *error)
{
    static upw_shewhart_point points[POINTS];
    static const size_t offsets[] = { 0, POINTS / 2, POINTS };
    upw_shewhart_part part;
    const upw_shewhart_options options = { .chart = UPW_CHART_RUN, .aggregate = UPW_AGGREGATE_MEDIAN };
    const upw_shewhart_input input = { values, NULL, POINTS, offsets, 2 };
    return upw_shewhart_analyse(&input, &options, arena, points, &part, error);
}

static bool call_ssa(upw_arena *arena, upw_error *error)
{
    static upw_ssa_point points[POINTS];
    static upw_ssa_period periods[POINTS];
    size_t n_periods;
    return upw_ssa_find_periods(values, NULL, POINTS, NULL, arena, points, periods, &n_periods, error);
}

static bool call_steps(upw_arena *arena, upw_error *error)
{
    static upw_step steps[POINTS];
    upw_steps_summary summary;
    return upw_steps_propose(values, NULL, POINTS, NULL, arena, steps, &summary, error);
}

static void whoever_gets_no_memory_says_so_and_gives_back_the_rest(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool (*call)(upw_arena *arena, upw_error *error);
    } callers[] = { { "shewhart", call_shewhart },
                    { "shewhart of medians", call_shewhart_medians },
                    { "ssa", call_ssa },
                    { "steps", call_steps } };
    fill();
    for (size_t k = 0; k < sizeof callers / sizeof *callers; k++) {
        size_t room = 0;
        for (bool done = false; !done; room++) {
            supply s;
            upw_arena arena;
            upw_error error = { 0 };
            init_counted(&arena, &s, room);
            done = callers[k].call(&arena, &error);
            assert_int_equal(error.code, done ? UPW_OK : UPW_NO_MEMORY);
            assert_int_equal(s.n_out, 0); /* nothing outlives the call */
            upw_arena_clear(&arena);
            assert_true(room < 100);
        }
        printf("# %s: served with %zu blocks\n", callers[k].name, room - 1);
        assert_true(room >= 2);
    }
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_apart_and_keep_what_is_written),
        cmocka_unit_test(a_request_for_nothing_gets_a_place_of_its_own),
        cmocka_unit_test(what_cannot_be_counted_is_not_there),
        cmocka_unit_test(no_memory_is_taken_before_it_is_asked_for),
        cmocka_unit_test(a_rewound_arena_hands_out_the_same_place_again),
        cmocka_unit_test(a_refused_block_leaves_the_arena_as_it_was),
        cmocka_unit_test(whoever_gets_no_memory_says_so_and_gives_back_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
