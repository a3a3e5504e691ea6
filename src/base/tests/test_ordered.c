/* Does every piece come out once and in order, however long the others take, and does a stop stop? */
#include "base/ordered.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "near.h"

enum { THREADS_MOST = 80, PIECES_MOST = 3000 };

typedef struct piece {
    unsigned number;
    uint64_t result;
} piece;

typedef struct tally {
    unsigned n_pieces, stop_at; /* stop_at: this piece is refused; n_pieces or more: none */
    unsigned n_taken, n_finished;
    atomic_uint n_worked, n_under_way, most_under_way, n_inside_take, n_inside_finish;
    bool is_in_order;
    atomic_bool is_crowded; /* two threads were taking, or finishing, at one time */
} tally;

static uint64_t mix(uint64_t x)
{
    for (unsigned i = 0; i < 3; i++)
        x = (x ^ x >> 31) * 0x94D049BB133111EBu;
    return x;
}

static bool take(void *context, void *slot)
{
    tally *const t = context;
    if (atomic_fetch_add(&t->n_inside_take, 1) != 0)
        atomic_store(&t->is_crowded, true);
    const bool is_there = t->n_taken < t->n_pieces;
    if (is_there) {
        ((piece *)slot)->number = t->n_taken++;
        const unsigned now = atomic_fetch_add(&t->n_under_way, 1) + 1;
        if (now > atomic_load(&t->most_under_way))
            atomic_store(&t->most_under_way, now);
    }
    atomic_fetch_sub(&t->n_inside_take, 1);
    return is_there;
}

/* Some pieces take longer than others. */
static void work(void *context, void *slot)
{
    tally *const t = context;
    piece *const p = slot;
    p->result = mix(p->number + 1);
    for (unsigned i = 0; i < p->result % 5; i++)
        sched_yield();
    atomic_fetch_add(&t->n_worked, 1);
}

static bool finish(void *context, void *slot)
{
    tally *const t = context;
    const piece *const p = slot;
    if (atomic_fetch_add(&t->n_inside_finish, 1) != 0)
        atomic_store(&t->is_crowded, true);
    t->is_in_order &= p->number == t->n_finished && p->result == mix(p->number + 1);
    const bool goes_on = p->number != t->stop_at;
    t->n_finished += goes_on;
    atomic_fetch_sub(&t->n_under_way, 1);
    atomic_fetch_sub(&t->n_inside_finish, 1);
    return goes_on;
}

static bool run(tally *t, unsigned n_threads)
{
    static piece pieces[THREADS_MOST];
    void *slots[THREADS_MOST];
    for (unsigned i = 0; i < THREADS_MOST; i++)
        slots[i] = &pieces[i];
    t->is_in_order = true;
    const ordered_job job = { take, work, finish, t, slots, n_threads };
    const bool done = ordered_run(&job);
    assert_false(atomic_load(&t->is_crowded));
    return done;
}

static const unsigned thread_counts[] = { 0, 1, 2, 3, 8, 64, THREADS_MOST };

static void every_piece_comes_out_once_and_in_order(void **state)
{
    (void)state;
    static const unsigned piece_counts[] = { 0, 1, 2, 7, PIECES_MOST };
    for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++)
        for (size_t k = 0; k < sizeof piece_counts / sizeof *piece_counts; k++) {
            const unsigned threads = thread_counts[i] == 0 ? 1 : thread_counts[i], pieces = piece_counts[k];
            tally t = { .n_pieces = pieces, .stop_at = pieces };
            assert_true(run(&t, thread_counts[i]));
            assert_true(t.is_in_order);
            assert_int_equal(t.n_finished, pieces);
            assert_int_equal(atomic_load(&t.n_worked), pieces);
            assert_true(atomic_load(&t.most_under_way) <= threads);
        }
}

static void a_refusal_stops_all_and_nothing_later_is_finished(void **state)
{
    (void)state;
    static const unsigned stops[] = { 0, 1, 40, PIECES_MOST - 1 };
    for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++)
        for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
            const unsigned threads = thread_counts[i] == 0 ? 1 : thread_counts[i];
            tally t = { .n_pieces = PIECES_MOST, .stop_at = stops[k] };
            assert_false(run(&t, thread_counts[i]));
            assert_true(t.is_in_order);
            assert_int_equal(t.n_finished, stops[k]);
            /* What was under way beside the refused piece has been worked on in vain, and nothing else. */
            assert_true(atomic_load(&t.n_worked) <= stops[k] + threads);
        }
}

static void cores_are_counted(void **state)
{
    (void)state;
    assert_in_range(ordered_count_cores(), 1, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_comes_out_once_and_in_order),
        cmocka_unit_test(a_refusal_stops_all_and_nothing_later_is_finished),
        cmocka_unit_test(cores_are_counted),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
