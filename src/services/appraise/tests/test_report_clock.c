/* The report, and a clock that jumps (security.md, section 6.2): nothing comes too early by it, nothing that was there
 * goes, and an administrator's word is enough for it to go on. */
#include "base/tests/two_clocks.h"
#include "services/appraise/tests/report_scene.h"
#include "workflow/clock_guard.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

typedef struct clock_scene {
    reporting_scene s;
    clock_watch watch;
} clock_scene;

/* Two people have released it, and its hour is 09:30 of 30 November; it is `now`. */
static void open_released(clock_scene *k, const place *p, const char *now)
{
    *k = (clock_scene){ 0 };
    open_scene(&k->s, p);
    share(&k->s);
    appraise_test_go_to(&k->s.c, "2016-10-12 00:00");
    finalise(&k->s);
    release(&k->s, COALITION);
    release(&k->s, SECOND);
    two_clocks_begin(appraise_test_ms(now));
    test_now_ms = two_clocks_now_ms;
    assert_done(clock_guard_look(k->s.c.db, &k->watch, error));
}

static void look(clock_scene *k)
{
    assert_done(clock_guard_look(k->s.c.db, &k->watch, error));
}

static void pass(int64_t ms)
{
    two_clocks_pass(ms);
    test_now_ms = two_clocks_now_ms;
}

static void set(int64_t by_ms)
{
    two_clocks_set(by_ms);
    test_now_ms = two_clocks_now_ms;
}

static void confirm(clock_scene *k)
{
    assert_done(clock_guard_confirm(k->s.c.db, &scene_admin, TEXT(""), test_now_ms, error));
}

/* To somebody who is not signed in. */
static bool is_there(clock_scene *k)
{
    k->s.c.cookie[0] = '\0';
    scene_get(&k->s.c, "/report/2016");
    const bool is_shown = k->s.c.t.res.status == 200;
    scene_get(&k->s.c, "/report/2016/data/T1.1.csv");
    assert_int_equal(k->s.c.t.res.status == 200, is_shown);
    scene_get(&k->s.c, "/report");
    assert_int_equal(scene_shows(&k->s.c, "The report of 2016"), is_shown);
    return is_shown;
}

static void nothing_becomes_public_by_a_jump(const place *p)
{
    static const struct {
        int64_t by_ms;
        const char *words;
    } cases[] = { { HOUR_MS, "jumped forward by 1 hour" },
                  { INT64_C(24) * HOUR_MS, "jumped forward by 1 day" },
                  { -HOUR_MS, "jumped back by 1 hour" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        clock_scene k;
        const place again = i == 0 ? *p : place_new(p->is_postgres);
        open_released(&k, &again, "2016-11-30 09:00");
        assert_false(is_there(&k));
        pass(10 * SECOND_MS);
        set(cases[i].by_ms);
        assert_false(is_there(&k)); /* before anybody has looked at the clock, too */
        look(&k);
        assert_false(is_there(&k));
        pass(2 * HOUR_MS); /* its hour comes and goes, by any clock */
        appraise_test_duties(&k.s.c);
        assert_false(is_there(&k));
        assert_int_equal(round_state(&k.s), STATE_ROUND_FINAL);
        scene_sign_in(&k.s.c, &k.s.c.people[COALITION]);
        scene_get(&k.s.c, "/coalition/2016/report");
        assert_true(scene_shows(&k.s.c, "Publication waits"));
        assert_true(scene_shows(&k.s.c, cases[i].words));
        confirm(&k);
        assert_true(is_there(&k));
        appraise_test_duties(&k.s.c);
        assert_int_equal(round_state(&k.s), STATE_ROUND_PUBLISHED);
        scene_close(&k.s.c);
        if (i > 0)
            place_clear(&again);
    }
}

static void what_is_public_stays_so(const place *p)
{
    clock_scene k;
    open_released(&k, p, "2016-11-30 09:29");
    assert_false(is_there(&k));
    pass(MINUTE_MS);
    assert_true(is_there(&k));
    set(-HOUR_MS); /* within the minute, before it is noted that it is published */
    look(&k);
    assert_true(is_there(&k));
    appraise_test_duties(&k.s.c);
    assert_int_equal(report_state(&k.s), STATE_REPORT_PUBLISHED);
    assert_true(is_there(&k));
    confirm(&k);
    assert_true(is_there(&k));
    set(INT64_C(-48) * HOUR_MS);
    assert_true(is_there(&k));
    look(&k);
    assert_true(is_there(&k));
    scene_close(&k.s.c);
}

static void nobody_releases_or_sets_the_hour_by_a_clock_that_is_not_believed(const place *p)
{
    clock_scene k = { 0 };
    reporting_scene *const s = &k.s;
    open_scene(s, p);
    share(s);
    appraise_test_go_to(&s->c, "2016-10-12 00:00");
    two_clocks_begin(test_now_ms);
    look(&k);
    set(HOUR_MS);
    look(&k);
    const reporting *w = as(s, COALITION, ROLE_COALITION);
    assert_refused(reporting_finalise(w, &s->round, &s->report, error), "Publication waits");
    confirm(&k);
    finalise(s);
    set(HOUR_MS);
    look(&k);
    w = as(s, COALITION, ROLE_COALITION);
    assert_refused(reporting_release(w, &s->round, &s->report, error), "Publication waits");
    confirm(&k);
    release(s, COALITION);
    release(s, SECOND);
    pass(appraise_test_ms("2016-11-30 09:30") - test_now_ms);
    assert_true(is_there(&k));
    appraise_test_duties(&s->c);
    w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_begin_correction(w, &s->report, TEXT("The method was told wrongly in annex A"), error));
    write_annex(s, "Told rightly.", 0);
    check(s);
    w = as(s, SECOND, ROLE_COALITION);
    assert_done(reporting_approve(w, &s->report, error));
    release(s, COALITION);
    set(-HOUR_MS);
    look(&k);
    w = as(s, SECOND, ROLE_COALITION); /* it would appear at once */
    assert_refused(reporting_release(w, &s->round, &s->report, error), "Publication waits");
    assert_true(is_there(&k));
    confirm(&k);
    release(s, SECOND);
    assert_int_equal(s->report.edition, 2);
    assert_int_equal(report_state(s), STATE_REPORT_PUBLISHED);
    scene_close(&s->c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(nothing_becomes_public_by_a_jump),
        PLACE_TEST(what_is_public_stays_so),
        PLACE_TEST(nobody_releases_or_sets_the_hour_by_a_clock_that_is_not_believed),
    };
    const int status = place_run_all(tests, sizeof tests / sizeof *tests);
    two_clocks_end();
    return status;
}
