/* Last year's proposals of the demonstration: drafted, supported, and after publication answered, done and judged. */
#include <string.h>

#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "cli/demo_rounds.h"
#include "services/appraise/proposals.h"

enum { WEEK = 7, MORNING = 10 };

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

/* Seven in ten bodies say something: `yes` of them one thing, and each of the rest one of two others. */
typedef struct voices_job {
    const demo_year *y;
    size_t proposal;
    double yes;
    proposal_voice one, others[2];
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
        if (!proposals_say(db, &p, y->places[i].body, is_yes ? job->one : job->others[i % 2], &by, y->arena, error))
            return false;
    }
    return true;
}

static bool support_proposals(const demo_year *y, upw_error *error)
{
    for (size_t i = 0; i < demo_proposals_count; i++) {
        voices_job job = { y, i, demo_proposals[i].support, VOICE_SUPPORT, { VOICE_NEUTRAL, VOICE_OPPOSE } };
        if (!store_transact(y->db, say_all, &job, error))
            return false;
    }
    return true;
}

bool demo_live_proposals(demo_year *y, int32_t ends, upw_error *error)
{
    return demo_year_go_to(y, ends + 1, MORNING, error) && write_proposals(y, error) &&
           demo_year_go_to(y, ends + WEEK, MORNING, error) && support_proposals(y, error) &&
           demo_year_go_to(y, ends + 3 * WEEK, MORNING, error) && move_all_proposals(y, EVENT_PROPOSAL_INCLUDE, error);
}

/* ---- after publication ---- */

static text name_day(const demo_year *y, int32_t days_on)
{
    char day[CIVIL_DAY_LEN + 1];
    civil_write_day(civil_day_of(y->now_ms) + days_on, day);
    return memory_copy_text(y->arena, text_of(day));
}

static bool answer_all(const demo_year *y, upw_error *error)
{
    const appraise_deed by = deed_of(y, y->cast.board, ROLE_BOARD, "NHSCB");
    for (size_t i = 0; i < demo_proposals_count; i++) {
        const demo_proposal *const d = &demo_proposals[i];
        proposal_facts facts = { .reason = text_of(d->reason) };
        while (++facts.answer < ANSWER_COUNT && strcmp(proposal_answers[facts.answer].name, d->answer) != 0)
            ;
        if (!move_proposal(y, i, EVENT_PROPOSAL_ANSWER, &facts, &by, error))
            return false;
    }
    return true;
}

static bool start_accepted(const demo_year *y, upw_error *error)
{
    enum { DUE = 300 };
    const appraise_deed by = deed_of(y, y->cast.board, ROLE_BOARD, "NHSCB");
    for (size_t i = 0; i < demo_proposals_count; i++) {
        const proposal_facts facts = { .lead = text_of(demo_proposals[i].lead), .day = name_day(y, DUE) };
        if (demo_proposals[i].fate != DEMO_REFUSED && !move_proposal(y, i, EVENT_PROPOSAL_START, &facts, &by, error))
            return false;
    }
    return true;
}

static bool is_claimed(size_t i)
{
    return demo_proposals[i].fate == DEMO_DONE || demo_proposals[i].fate == DEMO_DISPUTED;
}

static bool claim_done(const demo_year *y, upw_error *error)
{
    const appraise_deed by = deed_of(y, y->cast.board, ROLE_BOARD, "NHSCB");
    for (size_t i = 0; i < demo_proposals_count; i++) {
        const proposal_facts facts = { .claim = text_of(demo_proposals[i].claim),
                                       .link = TEXT("https://board.example.org/what-changed") };
        if (is_claimed(i) && !move_proposal(y, i, EVENT_PROPOSAL_CLAIM_DONE, &facts, &by, error))
            return false;
    }
    return true;
}

static bool judge_claims(const demo_year *y, upw_error *error)
{
    const double agreed = 0.82, disputed = 0.31;
    for (size_t i = 0; i < demo_proposals_count; i++) {
        voices_job job = {
            y, i, demo_proposals[i].fate == DEMO_DONE ? agreed : disputed, VOICE_YES, { VOICE_NO, VOICE_NO }
        };
        if (is_claimed(i) && !store_transact(y->db, say_all, &job, error))
            return false;
    }
    return true;
}

bool demo_live_promises(demo_year *y, upw_error *error)
{
    const int32_t published = civil_day_of(y->now_ms);
    return demo_year_go_to(y, published + 2 * WEEK, MORNING, error) && answer_all(y, error) &&
           demo_year_go_to(y, published + 3 * WEEK, MORNING, error) && start_accepted(y, error) &&
           demo_year_go_to(y, published + 20 * WEEK, MORNING, error) && claim_done(y, error) &&
           demo_year_go_to(y, published + 21 * WEEK, MORNING, error) && judge_claims(y, error) &&
           demo_year_go_to(y, published + 23 * WEEK, MORNING, error);
}
