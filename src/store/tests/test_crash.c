/* Killed at any moment: is every acknowledged change there, and every other wholly or not at all? */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "store/tests/ledger.h"

/* All rounds of a set go on with the same data. */
enum { SETS_SQLITE = 10, SETS_POSTGRES = 2, ROUNDS = 20, SHORTEST_US = 2000, LONGEST_US = 60000, SLOWER = 5 };

/* Changes one after another, each acknowledged into the pipe when it is made; at first, that it begins. */
static void keep_changing(const place *p, int64_t first, int pipe)
{
    upw_error error;
    store *const s = store_open(p->where, NULL, &error);
    store_db *const db = s != NULL ? store_connect(s, &error) : NULL;
    int64_t seq = 0;
    while (db != NULL && write(pipe, &seq, sizeof seq) == sizeof seq) {
        seq = seq == 0 ? first : seq + 1;
        ledger_change change = { 1, seq, (size_t)(seq * 37 % 300) };
        if (!store_transact(db, ledger_work, &change, &error))
            break;
    }
    _exit(1);
}

/* What the child acknowledged last, or `before` when nothing. */
static int64_t kill_while_changing(const place *p, int64_t before, long us)
{
    int ends[2];
    int64_t last = before, seq = -1;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        keep_changing(p, before + 1, ends[1]);
    close(ends[1]);
    assert_int_equal(read(ends[0], &seq, sizeof seq), sizeof seq);
    nanosleep(&(struct timespec){ 0, us * 1000 }, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    while (read(ends[0], &seq, sizeof seq) == sizeof seq)
        last = seq;
    close(ends[0]);
    return last;
}

/* The last change that is there. A server may not have noticed yet that its client is gone: what it was doing ends. */
static int64_t look_again(const place *p, int64_t acknowledged, int64_t *answer_ms)
{
    int64_t has;
    const int64_t began = clock_monotonic_ms();
    store *const s = place_open(p, NULL);
    store_db *const db = place_connect(s);
    do
        ledger_ask(db, &ledger_has, (store_value[]){ STORE_INTEGER(1), STORE_INTEGER(acknowledged) }, &has);
    while (acknowledged > 0 && has == 0 && p->is_postgres && clock_monotonic_ms() < began + 2000);
    *answer_ms = clock_monotonic_ms() - began;
    const int64_t found = ledger_assert_sound(db, 1);
    store_disconnect(db);
    store_close(s);
    return found;
}

static long draw_time(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    const double share = (double)(*random >> 11) / 9007199254740992.0;
    return (long)(SHORTEST_US * pow((double)LONGEST_US / SHORTEST_US, share));
}

/* Kill, look, go on. Returns the number of changes. */
static int64_t kill_often(const place *p, uint64_t *random, int64_t *slowest_ms)
{
    int64_t last = 0;
    ledger_make(p);
    for (int round = 0; round < ROUNDS; round++) {
        int64_t answer_ms;
        const int64_t acknowledged = kill_while_changing(p, last, draw_time(random) * (p->is_postgres ? SLOWER : 1));
        last = look_again(p, acknowledged, &answer_ms);
        *slowest_ms = answer_ms > *slowest_ms ? answer_ms : *slowest_ms;
        if (last != acknowledged && last != acknowledged + 1)
            fail_msg("round %d: %lld were acknowledged and %lld are there", round, (long long)acknowledged,
                     (long long)last);
    }
    return last;
}

static void killed_at_any_moment_nothing_acknowledged_is_lost(const place *p)
{
    const int sets = p->is_postgres ? SETS_POSTGRES : SETS_SQLITE;
    uint64_t random = 20261130;
    int64_t changes = 0, slowest_ms = 0;
    for (int set = 0; set < sets; set++) {
        const place here = place_new(p->is_postgres);
        changes += kill_often(&here, &random, &slowest_ms);
        place_clear(&here);
    }
    print_message("# %d rounds, %lld changes, the first answer after at most %lld ms\n", sets * ROUNDS,
                  (long long)changes, (long long)slowest_ms);
    assert_true(changes > sets);
    assert_true(slowest_ms < (p->is_postgres ? 5000 : 2000));
}

int main(void)
{
    static const place_test tests[] = { PLACE_TEST(killed_at_any_moment_nothing_acknowledged_is_lost) };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
