/* A round whose returns have closed, and the deeds that make its report, for tests: everybody does their part.
 *
 *   reporting_scene s;
 *   open_scene(&s, p);       // 27 September 2016, "analysing"
 *   share(&s);               // built, checked, approved, BOARD and (for the last day) MEMBER named, shared */
#ifndef APPRAISE_TESTS_REPORT_SCENE_H
#define APPRAISE_TESTS_REPORT_SCENE_H

#include "services/appraise/proposals.h"
#include "services/appraise/reporting.h"
#include "services/appraise/returns_write.h"
#include "services/appraise/rounds_write.h"
#include "services/appraise/rules.h"
#include "services/appraise/tests/year.h"

enum { SECOND = SCENE_PEOPLE }; /* another officer of the federation */

typedef struct reporting_scene {
    scene c;
    account second;
    report_deed by;
    reporting w;
    appraise_round round;
    appraise_report report;
} reporting_scene;

static const store_statement count_letters = {
    "test_count_letters",
    "SELECT count(*) FROM outbox WHERE email = $1 AND address = $2",
    .takes = "tt",
    .gives = "i",
};
static inline int64_t letters_to(reporting_scene *s, const char *email, const account *who)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(text_of(email)), STORE_TEXT(who->email) };
    assert_done(store_find(s->c.db, &count_letters, values, &row, &found, error));
    const int64_t n = store_integer(&row, 0);
    assert_done(store_end(&row, error));
    return n;
}

/* Round and report as they stand now; who does what comes next. */
static const reporting *as(reporting_scene *s, size_t who, workflow_role role)
{
    const text person = who == SECOND ? s->second.id : s->c.people[who].id;
    bool found;
    s->by = (report_deed){ &s->c.site.services.workflow, { person, role, TEXT("") }, test_now_ms, TEXT("") };
    s->w = (reporting){ s->c.db, &s->c.arena, &s->by };
    assert_done(rounds_find(s->c.db, TEXT(TEST_YEAR), &s->c.arena, &s->round, &found, error));
    assert_done(reports_find_latest(s->c.db, TEXT(TEST_YEAR), &s->c.arena, &s->report, &found, error));
    return &s->w;
}

static inline workflow_state round_state(reporting_scene *s)
{
    as(s, ADMIN, ROLE_ADMIN);
    return s->round.life.state;
}

static inline workflow_state report_state(reporting_scene *s)
{
    as(s, ADMIN, ROLE_ADMIN);
    return s->report.life.state;
}

#define assert_refused(deed, words)                                                                                    \
    do {                                                                                                               \
        upw_error refused = { 0 };                                                                                     \
        upw_error *const error = &refused;                                                                             \
        assert_false(deed);                                                                                            \
        if (strstr(refused.message, (words)) == NULL)                                                                  \
            fail_msg("\"%s\" does not say \"%s\"", refused.message, (words));                                          \
    } while (0)

/* One body has signed nothing: everything lapses at the close. It is enough for a report that is thin. */
static inline void open_scene(reporting_scene *s, const place *p)
{
    const account draft = { .name = TEXT("Cor Rector"),
                            .email = TEXT("second@example.org"),
                            .organisation = TEXT(SCENE_BOARD),
                            .is_demonstration = true };
    *s = (reporting_scene){ 0 };
    scene_open(&s->c, p);
    assert_done(accounts_add(s->c.db, &draft, &scene_admin, 2000, &s->c.arena, &s->second, error));
    assert_done(seats_give(s->c.db, s->second.id, (workflow_seat){ ROLE_COALITION, TEXT(SCENE_BOARD) }, &scene_admin,
                           2000, error));
    appraise_test_round(&s->c);
    appraise_test_accept(&s->c);
    appraise_test_go_to(&s->c, "2016-08-01 09:00");
    appraise_test_go_to(&s->c, "2016-08-29 00:00");
    appraise_test_go_to(&s->c, "2016-09-26 00:00");
    assert_int_equal(round_state(s), STATE_ROUND_ANALYSING);
    test_now_ms = appraise_test_ms("2016-09-27 10:00");
}

static inline void build(reporting_scene *s)
{
    const report_sources from = { 0 };
    const reporting *const w = as(s, ANALYST, ROLE_ANALYST);
    assert_done(reporting_build(w, &s->round, &from, true, error));
}

static inline void write_annex(reporting_scene *s, const char *words, int64_t because)
{
    report_chapter chapter;
    bool found;
    const reporting *const w = as(s, ANALYST, ROLE_ANALYST);
    assert_done(reports_find_chapter(s->c.db, &s->report, false, REPORT_ANNEX_A, &s->c.arena, &chapter, &found, error));
    assert_true(found);
    chapter.words = memory_format(&s->c.arena, "%.*s\n%s\n", TEXT_ARGS(chapter.words), words);
    chapter.point = because;
    assert_done(reporting_write_chapter(w, &s->report, &chapter, error));
}

static inline void check(reporting_scene *s)
{
    report_checks checks;
    const reporting *const w = as(s, ANALYST, ROLE_ANALYST);
    assert_done(reporting_check(w, &s->round, &s->report, &checks, error));
    for (size_t i = 0; i < checks.n; i++)
        if (!checks.at[i].is_passed)
            fail_msg("%.*s: %.*s", TEXT_ARGS(checks.at[i].name), TEXT_ARGS(checks.at[i].words));
}

static inline void name(reporting_scene *s, size_t who, bool is_day_list)
{
    const recipient draft = { .year = TEXT(TEST_YEAR),
                              .name = s->c.people[who].name,
                              .email = s->c.people[who].email,
                              .title = TEXT("Director"),
                              .reason = TEXT("Checks facts"),
                              .organisation = TEXT(SCENE_BOARD),
                              .is_day_list = is_day_list };
    const reporting *const w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_name_recipient(w, &s->round, &draft, error));
}

static inline void share(reporting_scene *s)
{
    build(s);
    check(s);
    const reporting *w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_approve(w, &s->report, error));
    name(s, BOARD, false);
    name(s, MEMBER, true);
    w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_share(w, &s->round, &s->report, error));
    assert_int_equal(round_state(s), STATE_ROUND_SHARED);
    assert_int_equal(report_state(s), STATE_REPORT_SHARED);
}

static inline int64_t raise_point(reporting_scene *s)
{
    const point draft = { .place = TEXT("T1.1"),
                          .words = TEXT("The number is wrong"),
                          .evidence = TEXT("Our own count"),
                          .organisation = TEXT(SCENE_BOARD) };
    int64_t number = 0;
    const reporting *const w = as(s, BOARD, ROLE_BOARD);
    assert_done(reporting_raise_point(w, &s->round, &s->report, &draft, &number, error));
    return number;
}

static inline void settle(reporting_scene *s, int64_t number, point_outcome outcome)
{
    point p;
    bool found;
    const reporting *const w = as(s, COALITION, ROLE_COALITION);
    assert_done(points_find(s->c.db, TEXT(TEST_YEAR), number, &s->c.arena, &p, &found, error));
    assert_true(found);
    assert_done(reporting_settle_point(w, &p, outcome, TEXT("Because of the count"), error));
}

static inline void finalise(reporting_scene *s)
{
    const reporting *const w = as(s, COALITION, ROLE_COALITION);
    assert_done(reporting_finalise(w, &s->round, &s->report, error));
}

static inline void release(reporting_scene *s, size_t who)
{
    const reporting *const w = as(s, who, ROLE_COALITION);
    assert_done(reporting_release(w, &s->round, &s->report, error));
}

static inline bool is_public(reporting_scene *s, const char *when)
{
    appraise_report r;
    bool found;
    assert_done(
        reports_find_released(s->c.db, TEXT(TEST_YEAR), 0, appraise_test_ms(when), &s->c.arena, &r, &found, error));
    return found;
}

#endif
