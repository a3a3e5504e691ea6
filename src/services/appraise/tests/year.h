/* A round for tests to live in: announced on the first of July 2016, open from the first of August, answers until 28
 * August, signatures until 25 September, published on the last of November.
 *
 *   scene c;
 *   scene_open(&c, p);
 *   appraise_test_round(&c);                         // announced
 *   appraise_test_accept(&c);                        // SCENE_BODY takes part: LEAD leads, SIGNATORY signs second
 *   appraise_test_go_to(&c, "2016-08-01 09:00");     // the clock moves, and duties do what is due: it is open
 *   appraise_test_move(&c, EVENT_RETURN_SKIP_COLLECTION, "2016/" SCENE_BODY, LEAD, …) */
#ifndef APPRAISE_TESTS_YEAR_H
#define APPRAISE_TESTS_YEAR_H

#include "base/civil.h"
#include "services/appraise/appraise.h"
#include "services/tests/scene.h"
#include "workflow/scheduler.h"

#define TEST_YEAR "2016"
#define TEST_RETURN TEST_YEAR "/" SCENE_BODY

/* "2016-08-01 09:00", in London. */
static inline int64_t appraise_test_ms(const char *when)
{
    int32_t day = 0;
    int hour = 0, minute = 0;
    int64_t at_ms = 0;
    assert_true(civil_read_day((text){ when, CIVIL_DAY_LEN }, &day));
    assert_int_equal(sscanf(when + CIVIL_DAY_LEN, "%d:%d", &hour, &minute), 2);
    const civil_time time = { .date = civil_from_days(day), .hour = (uint8_t)hour, .minute = (uint8_t)minute };
    assert_done(civil_to_instant(time, CIVIL_FIRST, &at_ms, error));
    return at_ms;
}

static inline int32_t appraise_test_day(const char *day)
{
    int32_t number = 0;
    assert_true(civil_read_day(text_of(day), &number));
    return number;
}

static inline appraise_deed appraise_test_deed(const scene *c, size_t who, workflow_role role, const char *body)
{
    return (appraise_deed){ .actor = { c->people[who].id, role, text_of(body) }, .now_ms = test_now_ms };
}

/* All duties of the service, as the caretaker does them. */
static inline void appraise_test_duties(scene *c)
{
    assert_done(scheduler_run(appraise_service.duties, appraise_service.n_duties, c->db, &c->site.services.workflow,
                              test_now_ms, error));
}

static inline void appraise_test_go_to(scene *c, const char *when)
{
    test_now_ms = appraise_test_ms(when);
    appraise_test_duties(c);
}

/* One move; false with a sentence when it was refused. */
typedef struct appraise_test_wish {
    workflow_event event;
    const char *object;
    size_t who; /* of the scene's people */
    workflow_role role;
    const char *reason;
    void *facts;
} appraise_test_wish;

static inline bool appraise_test_try(scene *c, const appraise_test_wish *wish, upw_error *error)
{
    const bool is_of_body = wish->role == ROLE_BODY_LEAD || wish->role == ROLE_SIGNATORY;
    const workflow_request request_of = {
        .event = wish->event,
        .object = text_of(wish->object),
        .version = WORKFLOW_ANY_VERSION,
        .actor = { wish->role == ROLE_SYSTEM ? TEXT("") : c->people[wish->who].id, wish->role,
                   is_of_body ? TEXT(SCENE_BODY) : TEXT("") },
        .now_ms = test_now_ms,
        .reason = text_of(wish->reason != NULL ? wish->reason : ""),
        .facts = wish->facts,
    };
    return workflow_move(c->db, &c->site.services.workflow, &request_of, &c->arena, NULL, error);
}
#define appraise_test_move(c, ...) assert_done(appraise_test_try((c), &(appraise_test_wish){ __VA_ARGS__ }, error))

static inline appraise_round appraise_test_draft(void)
{
    return (appraise_round){ .year = TEXT(TEST_YEAR),
                             .title = TEXT("The appraisal of 2016"),
                             .board = TEXT(SCENE_BOARD),
                             .board_label = TEXT("the national board"),
                             .office_label = TEXT("your local office"),
                             .body_label = TEXT("clinical commissioning group"),
                             .opens_on = appraise_test_day("2016-08-01"),
                             .publish_on = appraise_test_day("2016-11-30"),
                             .individual_days = 28,
                             .return_days = 28,
                             .reply_working_days = 10,
                             .min_people = 10 };
}

/* Announced now; returned as it stands. */
static inline appraise_round appraise_test_round(scene *c)
{
    const appraise_round draft = appraise_test_draft();
    const appraise_deed by = appraise_test_deed(c, COALITION, ROLE_COALITION, "");
    appraise_round r;
    bool found;
    assert_done(rounds_create(c->db, &draft, &by, error));
    appraise_test_move(c, .event = EVENT_ROUND_ANNOUNCE, .object = TEST_YEAR, .who = COALITION, .role = ROLE_COALITION);
    assert_done(rounds_find(c->db, TEXT(TEST_YEAR), &c->arena, &r, &found, error));
    assert_true(found);
    return r;
}

/* SCENE_BODY takes part. */
static inline void appraise_test_accept(scene *c)
{
    return_acceptance named = { c->people[SIGNATORY].id };
    appraise_test_move(c, .event = EVENT_RETURN_PREPARE, .object = TEST_RETURN, .who = LEAD, .role = ROLE_BODY_LEAD,
                       .facts = &named);
}

static inline appraise_return appraise_test_return(scene *c)
{
    appraise_return ret;
    bool found;
    assert_done(returns_find(c->db, TEXT(TEST_YEAR), TEXT(SCENE_BODY), &c->arena, &ret, &found, error));
    assert_true(found);
    return ret;
}

static inline workflow_state appraise_test_state(scene *c, workflow_machine machine, const char *object)
{
    workflow_life life;
    bool found;
    assert_done(workflow_find_life(c->db, machine, text_of(object), &c->arena, &life, &found, error));
    assert_true(found);
    return life.state;
}

#endif
