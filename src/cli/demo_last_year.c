/* Last year's round of the demonstration, from the announcement to the published report. */
#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "cli/demo_rounds.h"
#include "services/appraise/proposals.h"

enum { DAYS = 28, WEEK = 7, MORNING = 10, NOON = 12 };

/* A step that many bodies take on the same day, in one transaction. */
typedef struct bodies_job {
    demo_year *y;
    bool (*step)(const demo_year *y, size_t place, upw_error *error);
} bodies_job;

static bool do_step(store_db *db, void *context, upw_error *error)
{
    const bodies_job *const job = context;
    (void)db;
    for (size_t i = 0; i < job->y->n_places; i++)
        if (!job->step(job->y, i, error))
            return upw_wrap(error, "body %.*s", TEXT_ARGS(job->y->places[i].body));
    return true;
}

static bool all_bodies(demo_year *y, bool (*step)(const demo_year *y, size_t place, upw_error *error), upw_error *error)
{
    bodies_job job = { y, step };
    return store_transact(y->db, do_step, &job, error);
}

static bool is_in(size_t place, unsigned outcomes)
{
    return (outcomes >> demo_find_outcome(place) & 1u) != 0;
}
enum {
    SIGNING = 1u << DEMO_RETURNED | 1u << DEMO_WITHDREW,
    COLLECTING = SIGNING | 1u << DEMO_LAPSED,
};

static bool accept_or_decline(const demo_year *y, size_t place, upw_error *error)
{
    return is_in(place, COLLECTING) ? demo_year_accept(y, &y->places[place], error)
                                    : demo_year_move_return(y, &y->places[place], EVENT_RETURN_DECLINE,
                                                            demo_find_reason(place), NULL, error);
}

static bool invite(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, COLLECTING) || demo_year_invite(y, place, error);
}

static bool agree(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_agree(y, place, error);
}

static bool sign(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_sign(y, place, error);
}

static bool countersign(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_countersign(y, place, error);
}

static bool withdraw(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, 1u << DEMO_WITHDREW) ||
           demo_year_move_return(y, &y->places[place], EVENT_RETURN_WITHDRAW, demo_find_reason(place), NULL, error);
}

/* ---- proposals ---- */

static appraise_deed deed_of(const demo_year *y, text person, workflow_role role, const char *where)
{
    return (appraise_deed){ .actor = { person, role, text_of(where) }, .now_ms = y->now_ms };
}

static bool find_proposal(const demo_year *y, size_t i, proposal *out, upw_error *error)
{
    bool found;
    return proposals_find(y->db, y->round.year, (int64_t)i + 1, y->arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such proposal"));
}

/* A move of one; `facts` may be NULL. */
static bool move_proposal(const demo_year *y, size_t i, workflow_event event, const proposal_facts *facts,
                          const appraise_deed *by, upw_error *error)
{
    proposal p;
    return find_proposal(y, i, &p, error) &&
           proposals_move(y->db, y->workflow, &p, event, facts, WORKFLOW_ANY_VERSION, by, y->arena, error);
}

static bool move_all_proposals(const demo_year *y, workflow_event event, upw_error *error)
{
    const appraise_deed by = deed_of(y, y->cast.officer, ROLE_COALITION, "COALITION");
    for (size_t i = 0; i < demo_proposals_count; i++)
        if (!move_proposal(y, i, event, NULL, &by, error))
            return false;
    return true;
}

static bool write_proposals(const demo_year *y, upw_error *error)
{
    const appraise_deed by = deed_of(y, y->cast.officer, ROLE_COALITION, "COALITION");
    for (size_t i = 0; i < demo_proposals_count; i++) {
        const proposal draft = { .year = y->round.year,
                                 .words = text_of(demo_proposals[i].words),
                                 .evidence = text_of(demo_proposals[i].evidence) };
        int64_t number;
        if (!proposals_add(y->db, &draft, &by, y->arena, &number, error))
            return false;
    }
    return move_all_proposals(y, EVENT_PROPOSAL_TEST, error);
}

/* Seven in ten bodies say something: `yes` of them one thing, and the rest another. */
typedef struct voices_job {
    const demo_year *y;
    size_t proposal;
    double yes;
    proposal_voice one, other;
} voices_job;

static bool say_all(store_db *db, void *context, upw_error *error)
{
    enum { HUNDRED = 100, ANSWERING_PCT = 70 };
    const voices_job *const job = context;
    const demo_year *const y = job->y;
    proposal p;
    if (!find_proposal(y, job->proposal, &p, error))
        return false;
    for (size_t i = 0; i < y->n_places; i++) {
        uint64_t state = demo_begin_body(i) ^ (job->proposal + job->one) * UINT64_C(0x9E3779B97F4A7C15);
        if (demo_draw_below(&state, HUNDRED) >= ANSWERING_PCT)
            continue;
        const appraise_deed by = { .actor = { y->places[i].lead, ROLE_BODY_LEAD, y->places[i].body },
                                   .now_ms = y->now_ms };
        const bool is_yes = demo_draw_below(&state, HUNDRED) < (unsigned)(HUNDRED * job->yes);
        if (!proposals_say(db, &p, y->places[i].body, is_yes ? job->one : job->other, &by, y->arena, error))
            return false;
    }
    return true;
}

static bool support_proposals(const demo_year *y, upw_error *error)
{
    for (size_t i = 0; i < demo_proposals_count; i++) {
        voices_job job = { y, i, demo_proposals[i].support, VOICE_SUPPORT, i % 2 == 0 ? VOICE_NEUTRAL : VOICE_OPPOSE };
        if (!store_transact(y->db, say_all, &job, error))
            return false;
    }
    return true;
}

/* ---- the year ---- */

static bool live_to_returns(demo_year *y, text year, int32_t opens_on, upw_error *error)
{
    const int32_t closes = opens_on + DAYS, ends = closes + DAYS;
    return demo_year_announce(y, year, opens_on, error) && demo_year_go_to(y, opens_on - 3 * WEEK, MORNING, error) &&
           all_bodies(y, accept_or_decline, error) && demo_year_go_to(y, opens_on, MORNING, error) &&
           all_bodies(y, invite, error) && demo_year_answer(y, 1, error) && demo_year_go_to(y, closes, 1, error) &&
           demo_year_go_to(y, closes + 2 * WEEK, NOON, error) && all_bodies(y, agree, error) &&
           demo_year_go_to(y, closes + 2 * WEEK + 1, NOON, error) && all_bodies(y, sign, error) &&
           demo_year_go_to(y, closes + 2 * WEEK + 2, NOON, error) && all_bodies(y, countersign, error) &&
           demo_year_go_to(y, closes + 3 * WEEK, NOON, error) && all_bodies(y, withdraw, error) &&
           demo_year_go_to(y, ends, 1, error);
}

static bool live_proposals(demo_year *y, int32_t ends, upw_error *error)
{
    return demo_year_go_to(y, ends + 1, MORNING, error) && write_proposals(y, error) &&
           demo_year_go_to(y, ends + WEEK, MORNING, error) && support_proposals(y, error) &&
           demo_year_go_to(y, ends + 3 * WEEK, MORNING, error) && move_all_proposals(y, EVENT_PROPOSAL_INCLUDE, error);
}

bool demo_live_last_year(demo_year *y, text year, int32_t opens_on, upw_error *error)
{
    return live_to_returns(y, year, opens_on, error) && live_proposals(y, opens_on + 2 * DAYS, error);
}
