/* The life of a proposal: what each move asks for, changes, and tells whom. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/letters.h"
#include "services/appraise/proposals.h"
#include "services/appraise/returns.h"
#include "services/words.h"

enum {
    PROPOSAL_TESTED,
    PROPOSAL_FREEZE,
    PROPOSAL_DROPPED,
    PROPOSAL_ANSWERED,
    PROPOSAL_STARTED,
    PROPOSAL_RESUMED,
    PROPOSAL_CLAIMED,
    CLAIM_ADD,
    CLAIM_COUNTED,
    VOICES_COUNT,
};

#define OF " WHERE year = $1 AND number = $2"

const store_statement proposal_moves_statements[] = {
    [PROPOSAL_TESTED] = { "proposal_tested", "UPDATE proposal SET tested_ms = $3, version = version + 1" OF,
                          .takes = "tii" },
    [PROPOSAL_FREEZE] = { "proposal_freeze",
                          "UPDATE proposal SET support = $3, oppose = $4, neutral = $5, version = version + 1" OF,
                          .takes = "tiiii" },
    [PROPOSAL_DROPPED] = { "proposal_dropped", "UPDATE proposal SET dropped_reason = $3" OF, .takes = "tit" },
    [PROPOSAL_ANSWERED] = { "proposal_answered",
                            "UPDATE proposal SET answer = $3, answer_reason = $4, decide_by = $5, answered_ms = $6, "
                            "version = version + 1" OF,
                            .takes = "tittti" },
    [PROPOSAL_STARTED] = { "proposal_started", "UPDATE proposal SET lead = $3, due = $4, version = version + 1" OF,
                           .takes = "titt" },
    [PROPOSAL_RESUMED] = { "proposal_resumed", "UPDATE proposal SET due = $3, version = version + 1" OF,
                           .takes = "tit" },
    [PROPOSAL_CLAIMED] = { "proposal_claimed", "UPDATE proposal SET claims = claims + 1, version = version + 1" OF,
                           .takes = "ti" },
    [CLAIM_ADD] = { "proposal_claim_add",
                    "INSERT INTO proposal_claim (year, number, attempt, words, link, claimed_ms, yes, no) "
                    "VALUES ($1, $2, $3, $4, $5, $6, -1, -1)",
                    .takes = "tiitti" },
    [CLAIM_COUNTED] = { "proposal_claim_counted", "UPDATE proposal_claim SET yes = $4, no = $5" OF " AND attempt = $3",
                        .takes = "tiiii" },
    [VOICES_COUNT] = { "proposal_voices_count",
                       "SELECT voice, count(*) FROM proposal_voice" OF " AND attempt = $3 GROUP BY voice",
                       .takes = "tii", .gives = "ti", .open = "bodies are counted; nobody is named" },
};
const size_t proposal_moves_statements_count = sizeof proposal_moves_statements / sizeof *proposal_moves_statements;

/* ---- what every step begins with ---- */

static bool find(const workflow_step *step, proposal *out, upw_error *error)
{
    text rest = step->request->object;
    const text year = text_take_until(&rest, '/');
    int64_t number = 0;
    bool found;
    for (size_t i = 0; i < rest.len; i++)
        number = 10 * number + (rest.at[i] - '0');
    return proposals_find(step->db, year, number, step->arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such proposal"));
}

static bool find_round(const workflow_step *step, text year, appraise_round *out, upw_error *error)
{
    bool found;
    return rounds_find(step->db, year, step->arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such round"));
}

typedef struct voices {
    int64_t n[VOICE_COUNT];
} voices;

static bool count(store_db *db, const proposal *p, int64_t attempt, voices *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(p->year), STORE_INTEGER(p->number), STORE_INTEGER(attempt) };
    store_rows rows;
    *out = (voices){ 0 };
    if (!store_query(db, &proposal_moves_statements[VOICES_COUNT], values, &rows, error))
        return false;
    while (store_next(&rows))
        for (proposal_voice v = VOICE_SUPPORT; v < VOICE_COUNT; v++)
            if (text_equal(store_text(&rows, 0), text_of(proposal_voices[v])))
                out->n[v] = store_integer(&rows, 1);
    return store_end(&rows, error);
}

static bool check_reason(text reason, upw_error *error)
{
    return (reason.len >= PROPOSAL_REASON_MIN && reason.len <= (size_t)4 * PROPOSAL_REASON_MAX) ||
           upw_fail(error, UPW_BAD_INPUT, "the reason must be %d to %d characters", PROPOSAL_REASON_MIN,
                    PROPOSAL_REASON_MAX);
}

static bool check_day(text day, int64_t now_ms, int32_t most, const char *what, upw_error *error)
{
    int32_t then;
    const int32_t today = civil_day_of(now_ms);
    if (!civil_read_day(day, &then) || then <= today)
        return upw_fail(error, UPW_BAD_INPUT, "%s must be in the future", what);
    return most == 0 || then <= today + most || upw_fail(error, UPW_BAD_INPUT, "%s must be within %d days", what, most);
}

/* ---- letters ---- */

/* To the leads (and signatories, where a return is meant) of every body of the round; with the address of the page on
 * which a body says what it thinks, where it is asked. */
static bool tell_bodies(workflow_step *step, const proposal *p, unsigned roles, bool is_asked,
                        const appraise_letter *letter, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_returns all;
    if (!returns_list(step->db, p->year, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        appraise_letter copy = *letter;
        const text page =
            memory_format(step->arena, "/returns/%.*s/%.*s/proposals", TEXT_ARGS(p->year), TEXT_ARGS(all.at[i].body));
        if (is_asked)
            copy.body = memory_format(step->arena, "%.*s\n%.*s\n", TEXT_ARGS(letter->body),
                                      TEXT_ARGS(letters_url(&desk, page)));
        if (!letters_to_holders(&desk, all.at[i].body, roles, &copy, error))
            return false;
    }
    return true;
}

static text end_of(int64_t since_ms, upw_arena *arena)
{
    return words_of_day(proposal_voices_end_ms(since_ms) - 1, arena);
}

static text page_of(workflow_step *step, const proposal *p)
{
    const letters_desk desk = letters_desk_of(step);
    return letters_url(&desk,
                       memory_format(step->arena, "/proposals/%.*s/%lld", TEXT_ARGS(p->year), (long long)p->number));
}

static bool write_test_letters(workflow_step *step, upw_error *error)
{
    proposal p;
    appraise_round r;
    if (!find(step, &p, error) || !find_round(step, p.year, &r, error))
        return false;
    const text last = end_of(step->request->now_ms, step->arena);
    const appraise_letter letter = {
        .email = EMAIL_A12,
        .about = memory_format(step->arena, "%.*s proposals until %.*s", TEXT_ARGS(p.year), TEXT_ARGS(last)),
        .subject = TEXT("Proposals are open for your body's view"),
        .body = memory_format(step->arena,
                              "Proposals to %.*s are open for your body's view until the end of %.*s. Your body has "
                              "one voice on each: support, oppose, or neither.\n",
                              TEXT_ARGS(r.board_label), TEXT_ARGS(last)),
    };
    return tell_bodies(step, &p, LETTERS_TO(ROLE_BODY_LEAD) | LETTERS_TO(ROLE_SIGNATORY), true, &letter, error);
}

static bool write_answer_letters(workflow_step *step, upw_error *error)
{
    proposal p;
    if (!find(step, &p, error))
        return false;
    const text number = memory_format(step->arena, "%lld", (long long)p.number);
    const outbox_word words[] = { { "n", number } };
    const appraise_letter letter = {
        .email = EMAIL_A21,
        .about = memory_format(step->arena, "%.*s answer", TEXT_ARGS(p.life.object)),
        .words = words,
        .n_words = 1,
        .body =
            memory_format(step->arena, "    %.*s\n\n%s. The reason:\n\n%.*s\n\n%.*s\n", TEXT_ARGS(p.words),
                          proposal_answers[p.answer].words, TEXT_ARGS(p.answer_reason), TEXT_ARGS(page_of(step, &p))),
    };
    return tell_bodies(step, &p, LETTERS_TO(ROLE_BODY_LEAD), false, &letter, error);
}

static bool write_claim_letters(workflow_step *step, upw_error *error)
{
    proposal p;
    if (!find(step, &p, error))
        return false;
    const proposal_facts *const facts = step->request->facts;
    const text last = end_of(step->request->now_ms, step->arena);
    const appraise_letter letter = {
        .email = EMAIL_A21,
        .about = memory_format(step->arena, "%.*s claim %lld", TEXT_ARGS(p.life.object), (long long)p.claims),
        .subject = memory_format(step->arena, "Is proposal %lld done? Your body's verdict by %.*s", (long long)p.number,
                                 TEXT_ARGS(last)),
        .body = memory_format(step->arena, "    %.*s\n\nThe board says that this is done:\n\n%.*s\n\nIs it?\n",
                              TEXT_ARGS(p.words), TEXT_ARGS(facts->claim)),
    };
    return tell_bodies(step, &p, LETTERS_TO(ROLE_BODY_LEAD), true, &letter, error);
}

static bool write_dispute_letters(workflow_step *step, upw_error *error)
{
    proposal p;
    if (!find(step, &p, error))
        return false;
    const letters_desk desk = letters_desk_of(step);
    const appraise_letter letter = {
        .email = EMAIL_A21,
        .about = memory_format(step->arena, "%.*s dispute %lld", TEXT_ARGS(p.life.object), (long long)p.claims),
        .subject =
            memory_format(step->arena, "Local bodies do not agree that proposal %lld is done", (long long)p.number),
        .body = memory_format(step->arena,
                              "    %.*s\n\nFewer than half of the bodies that answered agree that this is "
                              "done. It stands as \"board says done, local bodies disagree\".\n\n%.*s\n",
                              TEXT_ARGS(p.words), TEXT_ARGS(page_of(step, &p))),
    };
    return letters_to_holders(&desk, p.life.organisation, LETTERS_TO(ROLE_BOARD), &letter, error) &&
           tell_bodies(step, &p, LETTERS_TO(ROLE_BODY_LEAD), false, &letter, error);
}

/* ---- before publication ---- */

static bool may_test(workflow_step *step, upw_error *error)
{
    proposal p;
    appraise_round about;
    if (!find(step, &p, error) || !find_round(step, p.year, &about, error))
        return false;
    return about.life.state == STATE_ROUND_AGREEING || about.life.state == STATE_ROUND_ANALYSING ||
           upw_fail(
               error, UPW_FORBIDDEN,
               "bodies are asked about proposals after the individual answers have closed and before the report is "
               "shared");
}

static bool test(workflow_step *step, upw_error *error)
{
    proposal p;
    if (!find(step, &p, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number), STORE_INTEGER(step->request->now_ms) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_TESTED], values, NULL, error);
}

static bool check_window(const workflow_step *step, const proposal *p, upw_error *error)
{
    return step->request->now_ms >= proposal_voices_end_ms(p->tested_ms) ||
           upw_fail(error, UPW_FORBIDDEN, "bodies may still say what they think, until the end of %.*s",
                    TEXT_ARGS(end_of(p->tested_ms, step->arena)));
}

static bool may_include(workflow_step *step, upw_error *error)
{
    proposal p;
    return find(step, &p, error) && check_window(step, &p, error);
}

static bool freeze(workflow_step *step, upw_error *error)
{
    proposal p;
    voices v;
    if (!find(step, &p, error) || !count(step->db, &p, 0, &v, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number), STORE_INTEGER(v.n[VOICE_SUPPORT]),
                                   STORE_INTEGER(v.n[VOICE_OPPOSE]), STORE_INTEGER(v.n[VOICE_NEUTRAL]) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_FREEZE], values, NULL, error);
}

/* Too little support, or it was merged into another, which the reason says. */
static bool may_drop(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    voices v;
    if (!find(step, &p, error))
        return false;
    if (facts != NULL && facts->reason.len > 0)
        return check_reason(facts->reason, error);
    if (!check_window(step, &p, error) || !count(step->db, &p, 0, &v, error))
        return false;
    const int64_t n = v.n[VOICE_SUPPORT] + v.n[VOICE_OPPOSE] + v.n[VOICE_NEUTRAL];
    return 2 * v.n[VOICE_SUPPORT] < n ||
           upw_fail(
               error, UPW_FORBIDDEN,
               "half or more of the bodies that answered support it: it can only be dropped when it is merged into "
               "another, and then the reason says into which");
}

static bool drop(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!freeze(step, error) || !find(step, &p, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number),
                                   STORE_TEXT(facts != NULL && facts->reason.len > 0
                                                  ? facts->reason
                                                  : TEXT("Fewer than half of the bodies that answered support it")) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_DROPPED], values, NULL, error);
}

static bool may_publish(workflow_step *step, upw_error *error)
{
    proposal p;
    appraise_round about;
    return find(step, &p, error) && find_round(step, p.year, &about, error) &&
           (round_is_published(&about) || upw_fail(error, UPW_FORBIDDEN, "the report is not published"));
}

/* ---- the board's part ---- */

static bool may_answer(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    if (facts->answer == ANSWER_NONE)
        return upw_fail(error, UPW_BAD_INPUT, "select the board's answer");
    return check_reason(facts->reason, error) &&
           (facts->answer != ANSWER_DECIDE ||
            check_day(facts->day, step->request->now_ms, PROPOSAL_DECIDE_DAYS, "the decision date", error));
}

static bool answer(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!find(step, &p, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year),
                                   STORE_INTEGER(p.number),
                                   STORE_TEXT(text_of(proposal_answers[facts->answer].name)),
                                   STORE_TEXT(facts->reason),
                                   STORE_TEXT(facts->answer == ANSWER_DECIDE ? facts->day : TEXT("")),
                                   STORE_INTEGER(step->request->now_ms) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_ANSWERED], values, NULL, error);
}

static bool may_start(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!find(step, &p, error))
        return false;
    if (p.answer != ANSWER_ACCEPT && p.answer != ANSWER_PART)
        return upw_fail(error, UPW_FORBIDDEN, "only what was accepted, whole or in part, can be started");
    if (facts->lead.len == 0)
        return upw_fail(error, UPW_BAD_INPUT, "say who leads it");
    return check_day(facts->day, step->request->now_ms, 0, "the date", error);
}

static bool start(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!find(step, &p, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number), STORE_TEXT(facts->lead),
                                   STORE_TEXT(facts->day) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_STARTED], values, NULL, error);
}

static bool may_claim(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    if (!text_starts_with(facts->link, TEXT("https://")) && !text_starts_with(facts->link, TEXT("/")))
        return upw_fail(error, UPW_BAD_INPUT,
                        "give a link that begins with https://, where people can see what changed");
    return check_reason(facts->claim, error);
}

static bool claim(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!find(step, &p, error))
        return false;
    const store_value of[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number) };
    const store_value values[] = { STORE_TEXT(p.year),          STORE_INTEGER(p.number),
                                   STORE_INTEGER(p.claims + 1), STORE_TEXT(facts->claim),
                                   STORE_TEXT(facts->link),     STORE_INTEGER(step->request->now_ms) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_CLAIMED], of, NULL, error) &&
           store_run(step->db, &proposal_moves_statements[CLAIM_ADD], values, NULL, error);
}

static bool may_resume(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    return check_day(facts->day, step->request->now_ms, 0, "the new date", error);
}

static bool resume(workflow_step *step, upw_error *error)
{
    const proposal_facts *const facts = step->request->facts;
    proposal p;
    if (!find(step, &p, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number), STORE_TEXT(facts->day) };
    return store_run(step->db, &proposal_moves_statements[PROPOSAL_RESUMED], values, NULL, error);
}

/* ---- bodies' verdict ---- */

/* At least one body has answered, and the time to do so is over. */
static bool count_verdict(store_db *db, const proposal *p, int64_t claimed_ms, int64_t now_ms, voices *v,
                          bool *is_settled, upw_error *error)
{
    if (!count(db, p, p->claims, v, error))
        return false;
    *is_settled = now_ms >= proposal_voices_end_ms(claimed_ms) && v->n[VOICE_YES] + v->n[VOICE_NO] > 0;
    return true;
}

static bool agrees(const voices *v)
{
    return v->n[VOICE_YES] >= v->n[VOICE_NO];
}

static bool check_verdict(workflow_step *step, bool wanted, upw_error *error)
{
    proposal p;
    voices v;
    bool is_settled;
    if (!find(step, &p, error) ||
        !count_verdict(step->db, &p, p.life.since_ms, step->request->now_ms, &v, &is_settled, error))
        return false;
    return (is_settled && agrees(&v) == wanted) || upw_fail(error, UPW_FORBIDDEN, "bodies have not said so");
}

static bool may_confirm(workflow_step *step, upw_error *error)
{
    return check_verdict(step, true, error);
}

static bool may_dispute(workflow_step *step, upw_error *error)
{
    return check_verdict(step, false, error);
}

static bool keep_verdict(workflow_step *step, upw_error *error)
{
    proposal p;
    voices v;
    if (!find(step, &p, error) || !count(step->db, &p, p.claims, &v, error))
        return false;
    const store_value values[] = { STORE_TEXT(p.year), STORE_INTEGER(p.number), STORE_INTEGER(p.claims),
                                   STORE_INTEGER(v.n[VOICE_YES]), STORE_INTEGER(v.n[VOICE_NO]) };
    return store_run(step->db, &proposal_moves_statements[CLAIM_COUNTED], values, NULL, error);
}

static const workflow_rule rules[] = {
    { EVENT_PROPOSAL_TEST, may_test, test, write_test_letters },
    { EVENT_PROPOSAL_INCLUDE, may_include, freeze, NULL },
    { EVENT_PROPOSAL_DROP, may_drop, drop, NULL },
    { EVENT_PROPOSAL_PUBLISH, may_publish, NULL, NULL },
    { EVENT_PROPOSAL_ANSWER, may_answer, answer, write_answer_letters },
    { EVENT_PROPOSAL_START, may_start, start, NULL },
    { EVENT_PROPOSAL_CLAIM_DONE, may_claim, claim, write_claim_letters },
    { EVENT_PROPOSAL_CONFIRM, may_confirm, keep_verdict, NULL },
    { EVENT_PROPOSAL_DISPUTE, may_dispute, keep_verdict, write_dispute_letters },
    { EVENT_PROPOSAL_RESUME, may_resume, resume, NULL },
};
const service_rules proposal_rules = { rules, sizeof rules / sizeof *rules };

bool proposals_move(store_db *db, const workflow *w, const proposal *p, workflow_event event,
                    const proposal_facts *facts, int64_t version, const appraise_deed *by, upw_arena *arena,
                    upw_error *error)
{
    proposal_facts copy = facts != NULL ? *facts : (proposal_facts){ 0 };
    const workflow_request wish = { .event = event,
                                    .object = p->life.object,
                                    .version = version,
                                    .actor = by->actor,
                                    .now_ms = by->now_ms,
                                    .request = by->request,
                                    .reason = copy.reason,
                                    .facts = &copy };
    return workflow_move(db, w, &wish, arena, NULL, error);
}

/* ---- because time has passed ---- */

static bool settle(store_db *db, const workflow *w, const appraise_round *about, const proposal *p,
                   const appraise_deed *by, upw_arena *arena, upw_error *error)
{
    voices v;
    bool is_settled = false;
    if (p->life.state == STATE_PROPOSAL_INCLUDED && round_is_published(about))
        return proposals_move(db, w, p, EVENT_PROPOSAL_PUBLISH, NULL, p->life.version, by, arena, error);
    if (p->life.state != STATE_PROPOSAL_CLAIMED_DONE)
        return true;
    return count_verdict(db, p, p->life.since_ms, by->now_ms, &v, &is_settled, error) &&
           (!is_settled || proposals_move(db, w, p, agrees(&v) ? EVENT_PROPOSAL_CONFIRM : EVENT_PROPOSAL_DISPUTE, NULL,
                                          p->life.version, by, arena, error));
}

bool proposals_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const appraise_deed by = { .actor = { .role = ROLE_SYSTEM }, .now_ms = now_ms };
    appraise_rounds rounds;
    if (!rounds_list(db, arena, &rounds, error))
        return false;
    for (size_t i = 0; i < rounds.n; i++) {
        proposal_list all;
        if (!proposals_list(db, rounds.at[i].year, arena, &all, error))
            return false;
        for (size_t k = 0; k < all.n; k++)
            if (!settle(db, w, &rounds.at[i], &all.at[k], &by, arena, error))
                return false;
    }
    return true;
}
