/* What does a server notice of its clock, and what does it write down? */
#include "workflow/clock_guard.h"

#include "base/memory.h"
#include "base/tests/two_clocks.h"
#include "store/migrate.h"
#include "store/tests/places.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };
static const int64_t day_ms = INT64_C(24) * HOUR_MS;
static const int64_t noon_ms = INT64_C(1798761600000); /* 1 January 2027 */
static const workflow_actor admin = { TEXT("ad"), ROLE_ADMIN, { 0 } };

typedef struct scene {
    store *s;
    store_db *db;
    upw_arena arena;
    clock_watch watch;
    clock_guard guard;
} scene;

static void look(scene *c)
{
    assert_done(clock_guard_look(c->db, &c->watch, error));
    assert_done(clock_guard_read(c->db, &c->guard, error));
}

static void open_scene(scene *c, const place *p)
{
    *c = (scene){ .s = place_open(p, NULL) };
    assert_done(store_migrate(c->s, NULL, error));
    c->db = place_connect(c->s);
    memory_init_arena(&c->arena);
    two_clocks_begin(noon_ms);
    look(c);
}

static void close_scene(scene *c)
{
    int64_t n;
    assert_done(audit_verify(c->db, NULL, 0, &n, error));
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static int64_t count_rows(scene *c)
{
    audit_anchor head;
    assert_done(audit_find_head(c->db, &head, error));
    return head.seq;
}

static void confirm(scene *c)
{
    assert_done(clock_guard_confirm(c->db, &admin, TEXT(""), clock_now_ms(), error));
}

static void time_that_passes_is_no_jump(const place *p)
{
    scene c;
    open_scene(&c, p);
    assert_int_equal(c.guard.seen_ms, noon_ms);
    for (int i = 0; i < 100; i++) {
        two_clocks_pass(CLOCK_GUARD_EVERY_MS);
        look(&c);
    }
    two_clocks_pass(30 * day_ms); /* it slept */
    two_clocks_set(CLOCK_JUMP_MS);
    look(&c);
    assert_int_equal(c.guard.held_ms, 0);
    assert_int_equal(c.guard.seen_ms, two_clocks_now_ms);
    assert_int_equal(count_rows(&c), 0);
    assert_fails(UPW_CONFLICT, clock_guard_confirm(c.db, &admin, TEXT(""), clock_now_ms(), error));
    close_scene(&c);
}

static void a_jump_is_written_down_once_and_ends_when_it_is_confirmed(const place *p)
{
    static const struct {
        int64_t by_ms;
        const char *words;
    } cases[] = {
        { -HOUR_MS, "The clock jumped back by 1 hour, to 11:00pm on 31 December 2026" },
        { HOUR_MS, "The clock jumped forward by 1 hour, to 1:00am on 1 January 2027" },
        { INT64_C(24) * HOUR_MS, "The clock jumped forward by 1 day, to 12:00am on 2 January 2027" },
        { -(CLOCK_JUMP_MS + 1), "The clock jumped back by 2 minutes, to 11:58pm on 31 December 2026" },
        { 50 * HOUR_MS + 7 * MINUTE_MS, "The clock jumped forward by 2 days and 2 hours, to 2:07am on 3 January 2027" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene c;
        const place again = i == 0 ? *p : place_new(p->is_postgres);
        open_scene(&c, &again);
        two_clocks_pass(5 * SECOND_MS);
        two_clocks_set(cases[i].by_ms);
        assert_true(clock_guard_has_news(&c.watch));
        look(&c);
        assert_false(clock_guard_has_news(&c.watch));
        assert_int_equal(c.guard.held_ms, noon_ms + 5 * SECOND_MS);
        assert_int_equal(c.guard.jump_ms, cases[i].by_ms);
        assert_int_equal(c.guard.noticed_ms, two_clocks_now_ms);
        assert_string_equal(clock_guard_words(&c.guard, &c.arena).at, cases[i].words);
        two_clocks_pass(CLOCK_GUARD_EVERY_MS);
        look(&c);
        assert_int_equal(count_rows(&c), 1);
        assert_int_equal(c.guard.held_ms, noon_ms + 5 * SECOND_MS);
        confirm(&c);
        assert_int_equal(clock_jump_ms(), 0);
        two_clocks_pass(CLOCK_GUARD_EVERY_MS);
        look(&c);
        assert_int_equal(c.guard.held_ms, 0);
        assert_int_equal(c.guard.seen_ms, two_clocks_now_ms);
        assert_int_equal(count_rows(&c), 2);
        close_scene(&c);
        if (i > 0)
            place_clear(&again);
    }
}

/* Set back to where it was, it still wants somebody to look; and the first jump's moment is the one that counts. */
static void a_clock_that_was_put_right_waits_all_the_same(const place *p)
{
    scene c;
    open_scene(&c, p);
    two_clocks_set(day_ms);
    look(&c);
    two_clocks_pass(MINUTE_MS);
    two_clocks_set(-day_ms);
    look(&c);
    assert_int_equal(c.guard.held_ms, noon_ms);
    assert_int_equal(count_rows(&c), 1);
    two_clocks_set(2 * day_ms); /* and once more */
    look(&c);
    assert_int_equal(c.guard.held_ms, noon_ms);
    assert_int_equal(c.guard.jump_ms, 2 * day_ms);
    assert_int_equal(count_rows(&c), 2);
    close_scene(&c);
}

static void several_small_steps_are_a_jump(const place *p)
{
    scene c;
    open_scene(&c, p);
    for (int i = 0; i < 3; i++) {
        two_clocks_pass(CLOCK_GUARD_EVERY_MS);
        two_clocks_set(50 * SECOND_MS);
        look(&c);
        assert_int_equal(c.guard.held_ms != 0, i == 2);
    }
    close_scene(&c);
}

/* What was set back while all servers stood still: it says less than what was lived through. */
static void a_clock_behind_what_was_lived_through_is_noticed_at_the_start(const place *p)
{
    scene c;
    open_scene(&c, p);
    two_clocks_begin(noon_ms - CLOCK_JUMP_MS);
    c.watch = (clock_watch){ 0 };
    look(&c);
    assert_int_equal(c.guard.held_ms, 0);
    two_clocks_begin(noon_ms - HOUR_MS);
    c.watch = (clock_watch){ 0 };
    look(&c);
    assert_int_equal(c.guard.held_ms, noon_ms);
    assert_int_equal(c.guard.jump_ms, -HOUR_MS);
    c.watch = (clock_watch){ 0 }; /* a start does not confirm it */
    look(&c);
    assert_int_equal(c.guard.held_ms, noon_ms);
    assert_int_equal(count_rows(&c), 1);
    confirm(&c);
    two_clocks_pass(CLOCK_GUARD_EVERY_MS);
    look(&c);
    assert_int_equal(c.guard.held_ms, 0);
    close_scene(&c);
}

static const store_statement confirm_elsewhere = {
    "test_confirm_elsewhere",
    "UPDATE clock_guard SET held_ms = 0, seen_ms = $1, confirmed_ms = $1, confirmations = confirmations + 1",
    .takes = "i",
};

/* The administrator's button is pressed on a server whose clock is right; another's is not. */
static void a_server_whose_clock_is_not_the_confirmed_one_says_so(const place *p)
{
    const store_value noon[] = { STORE_INTEGER(noon_ms) };
    scene c;
    open_scene(&c, p);
    two_clocks_set(day_ms);
    look(&c);
    assert_done(store_run(c.db, &confirm_elsewhere, noon, NULL, error)); /* there it is still noon */
    look(&c);
    assert_int_equal(c.guard.held_ms, noon_ms);
    assert_int_equal(c.guard.jump_ms, day_ms);
    assert_int_equal(count_rows(&c), 2);
    assert_int_equal(clock_undo_jump_ms(clock_now_ms()),
                     noon_ms); /* whatever is confirmed elsewhere, it shows nothing */
    look(&c);
    assert_int_equal(count_rows(&c), 2);
    two_clocks_set(-day_ms);
    look(&c);
    confirm(&c);
    look(&c);
    assert_int_equal(c.guard.held_ms, 0);
    close_scene(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(time_that_passes_is_no_jump),
        PLACE_TEST(a_jump_is_written_down_once_and_ends_when_it_is_confirmed),
        PLACE_TEST(a_clock_that_was_put_right_waits_all_the_same),
        PLACE_TEST(several_small_steps_are_a_jump),
        PLACE_TEST(a_clock_behind_what_was_lived_through_is_noticed_at_the_start),
        PLACE_TEST(a_server_whose_clock_is_not_the_confirmed_one_says_so),
    };
    const int status = place_run_all(tests, sizeof tests / sizeof *tests);
    two_clocks_end();
    return status;
}
