/* The registers of a report, as tables. */
#include "services/appraise/report_registers.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/proposals.h"
#include "services/appraise/sharing.h"

#define BEGIN(t, name, title, columns, arena)                                                                          \
    report_table_begin((t), (name), 0, (title), (columns), sizeof(columns) / sizeof *(columns), (arena))

static void add_day(report_table *t, int64_t at_ms)
{
    char day[CIVIL_DAY_LEN + 1];
    if (at_ms <= 0) {
        report_add_mark(t, REPORT_NOT_APPLICABLE);
        return;
    }
    civil_write_day(civil_day_of(at_ms), day);
    report_add_words(t, memory_copy_text(t->arena, text_of(day)));
}

static void add_words(report_table *t, text words)
{
    if (words.len > 0)
        report_add_words(t, words);
    else
        report_add_mark(t, REPORT_NOT_APPLICABLE);
}

/* Bodies; -1: not counted. */
static void add_bodies(report_table *t, int64_t n)
{
    if (n >= 0)
        report_add_count(t, n);
    else
        report_add_mark(t, REPORT_NOT_APPLICABLE);
}

/* ---- proposals ---- */

static bool add_proposal(store_db *db, report_table *t, const proposal *p, upw_error *error)
{
    proposal_claims claims;
    if (!proposals_list_claims(db, p, t->arena, &claims, error))
        return false;
    const proposal_claim none = { .yes = -1, .no = -1 };
    const proposal_claim *const last = claims.n > 0 ? &claims.at[claims.n - 1] : &none;
    report_add_count(t, p->number);
    report_add_words(t, p->words);
    report_add_words(t, p->evidence);
    add_bodies(t, p->support);
    add_bodies(t, p->oppose);
    add_bodies(t, p->neutral);
    report_add_words(t, text_of(workflow_states[p->life.state].name));
    add_words(t, p->answer == ANSWER_NONE ? TEXT("") : text_of(proposal_answers[p->answer].name));
    add_words(t, p->answer_reason);
    add_day(t, p->answered_ms);
    add_words(t, p->decide_by);
    add_words(t, p->lead);
    add_words(t, p->due);
    add_words(t, last->words);
    add_words(t, last->link);
    add_bodies(t, last->yes);
    add_bodies(t, last->no);
    report_end_row(t);
    return true;
}

static bool make_proposals(store_db *db, const appraise_report *r, upw_arena *arena, report_table *t, upw_error *error)
{
    static const report_column_made columns[] = {
        { "number", "No.", REPORT_COUNT, "of the proposal" },
        { "proposal", "Proposal", REPORT_WORDS, "its words" },
        { "evidence", "Rests on", REPORT_WORDS, "tables and themes" },
        { "support", "For", REPORT_COUNT, "bodies, when they were asked" },
        { "oppose", "Against", REPORT_COUNT, "bodies" },
        { "neutral", "Neutral", REPORT_COUNT, "bodies" },
        { "state", "Stands at", REPORT_WORDS, "published, answered, in_progress, claimed_done, confirmed or disputed" },
        { "answer", "Answer", REPORT_WORDS, "of the board: accept, part, reject or decide" },
        { "answer_reason", "Reason", REPORT_WORDS, "of the answer" },
        { "answered_on", "Answered", REPORT_WORDS, "day" },
        { "decide_by", "Decided by", REPORT_WORDS, "day, where the board decides later" },
        { "lead", "Led by", REPORT_WORDS, "who leads it at the board: a job title" },
        { "due", "Due", REPORT_WORDS, "day" },
        { "claim", "Claim", REPORT_WORDS, "what the board says has changed; its last claim" },
        { "claim_link", "Where", REPORT_WORDS, "where that can be seen" },
        { "verdict_yes", "Agree", REPORT_COUNT, "bodies that say it is done" },
        { "verdict_no", "Disagree", REPORT_COUNT, "bodies that say it is not" },
    };
    proposal_list all;
    BEGIN(t, "proposals", "Proposals, and what has become of them", columns, arena);
    if (!proposals_list(db, r->year, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (proposal_is_public(&all.at[i]) && !add_proposal(db, t, &all.at[i], error))
            return false;
    return true;
}

/* ---- factual points ---- */

static bool make_points(store_db *db, const appraise_report *r, upw_arena *arena, report_table *t, upw_error *error)
{
    static const report_column_made columns[] = {
        { "number", "No.", REPORT_COUNT, "of the point" },
        { "about", "About", REPORT_WORDS, "table, figure or chapter" },
        { "wrong", "What was said to be wrong", REPORT_WORDS, "by the board or an office, before publication" },
        { "evidence", "Evidence", REPORT_WORDS, "of who raised it" },
        { "outcome", "Outcome", REPORT_WORDS, "accepted, part_accepted or rejected" },
        { "reason", "Reason", REPORT_WORDS, "of the outcome" },
        { "raised_on", "Raised", REPORT_WORDS, "day" },
        { "settled_on", "Settled", REPORT_WORDS, "day" },
    };
    points all;
    BEGIN(t, "factual-points", "Factual points and their outcomes", columns, arena);
    if (!points_list(db, r->year, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const point *const p = &all.at[i];
        report_add_count(t, p->number);
        report_add_words(t, p->place);
        report_add_words(t, p->words);
        add_words(t, p->evidence);
        add_words(t, text_of(point_outcomes[p->outcome].name));
        add_words(t, p->reason);
        add_day(t, p->raised_ms);
        add_day(t, p->settled_ms);
        report_end_row(t);
    }
    return true;
}

bool report_registers_make(store_db *db, const appraise_report *r, upw_arena *arena, report_table out[REPORT_REGISTERS],
                           upw_error *error)
{
    return make_proposals(db, r, arena, &out[REGISTER_PROPOSALS], error) &&
           make_points(db, r, arena, &out[REGISTER_POINTS], error);
}
