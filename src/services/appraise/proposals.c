/* Proposals as the database has them, and what bodies say of them. */
#include "services/appraise/proposals.h"

#include "base/civil.h"
#include "base/memory.h"
#include "web/decode.h"

const proposal_answer_words proposal_answers[ANSWER_COUNT] = {
    [ANSWER_NONE] = { "", "Not answered yet" },      [ANSWER_ACCEPT] = { "accept", "Accepted" },
    [ANSWER_PART] = { "part", "Accepted in part" },  [ANSWER_REJECT] = { "reject", "Rejected" },
    [ANSWER_DECIDE] = { "decide", "To be decided" },
};
const char *const proposal_voices[VOICE_COUNT] = { "", "support", "oppose", "neutral", "yes", "no" };

enum {
    PROPOSAL_FIND,
    PROPOSALS_OF,
    PROPOSAL_LAST,
    PROPOSAL_ADD,
    PROPOSAL_CHANGE,
    CLAIMS_OF,
    VOICE_PUT,
    VOICE_FIND,
};

#define COLUMNS                                                                                                        \
    "p.number, p.words, p.evidence, p.support, p.oppose, p.neutral, p.tested_ms, p.dropped_reason, p.answer, "         \
    "p.answer_reason, p.decide_by, p.answered_ms, p.lead, p.due, p.claims, p.version, l.state, l.version, "            \
    "l.since_ms, l.organisation FROM proposal p JOIN life l ON l.machine = 'proposal' "                                \
    "AND l.object = p.year || '/' || p.number WHERE p.year = $1"
#define GIVES                                                                                                          \
    "ittiiiitttti"                                                                                                     \
    "ttiitiit"

const store_statement proposals_statements[] = {
    [PROPOSAL_FIND] = { "proposal_find", "SELECT " COLUMNS " AND p.number = $2", .takes = "ti", .gives = GIVES },
    [PROPOSALS_OF] = { "proposals_of", "SELECT " COLUMNS " ORDER BY p.number", .takes = "t", .gives = GIVES },
    [PROPOSAL_LAST] = { "proposal_last", "SELECT coalesce(max(number), 0) FROM proposal WHERE year = $1", .takes = "t",
                        .gives = "i" },
    [PROPOSAL_ADD] = { "proposal_add",
                       "INSERT INTO proposal (year, number, words, evidence, support, oppose, neutral, tested_ms, "
                       "dropped_reason, answer, answer_reason, decide_by, answered_ms, lead, due, claims, version) "
                       "VALUES ($1, $2, $3, $4, -1, -1, -1, 0, '', '', '', '', 0, '', '', 0, 1)",
                       .takes = "titt" },
    [PROPOSAL_CHANGE] = { "proposal_change",
                          "UPDATE proposal SET words = $3, evidence = $4, version = version + 1 "
                          "WHERE year = $1 AND number = $2 AND version = $5 AND tested_ms = 0",
                          .takes = "titti" },
    [CLAIMS_OF] = { "proposal_claims_of",
                    "SELECT attempt, words, link, claimed_ms, yes, no FROM proposal_claim WHERE year = $1 "
                    "AND number = $2 ORDER BY attempt",
                    .takes = "ti", .gives = "ittiii" },
    [VOICE_PUT] = { "proposal_voice_put",
                    "INSERT INTO proposal_voice (year, number, attempt, body, voice, person, at_ms) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (year, number, attempt, body) DO UPDATE SET "
                    "voice = excluded.voice, person = excluded.person, at_ms = excluded.at_ms",
                    .takes = "tiittti", .open = "the body is the organisation" },
    [VOICE_FIND] = { "proposal_voice_find",
                     "SELECT voice FROM proposal_voice WHERE year = $1 AND number = $2 AND attempt = $3 AND body = $4",
                     .takes = "tiit", .gives = "t", .open = "the body is the organisation" },
};
const size_t proposals_statements_count = sizeof proposals_statements / sizeof *proposals_statements;

static proposal_answer find_answer(text name)
{
    proposal_answer a = ANSWER_COUNT;
    while (a-- > ANSWER_NONE)
        if (text_equal(name, text_of(proposal_answers[a].name)))
            return a;
    return ANSWER_NONE;
}

static text object_of(text year, int64_t number, upw_arena *arena)
{
    return memory_format(arena, "%.*s/%lld", TEXT_ARGS(year), (long long)number);
}

static bool read_row(const store_rows *row, text year, upw_arena *arena, proposal *out, upw_error *error)
{
    *out = (proposal){
        .year = year,
        .number = store_integer(row, 0),
        .words = store_copy(row, 1, arena),
        .evidence = store_copy(row, 2, arena),
        .support = store_integer(row, 3),
        .oppose = store_integer(row, 4),
        .neutral = store_integer(row, 5),
        .tested_ms = store_integer(row, 6),
        .dropped_reason = store_copy(row, 7, arena),
        .answer = find_answer(store_text(row, 8)),
        .answer_reason = store_copy(row, 9, arena),
        .decide_by = store_copy(row, 10, arena),
        .answered_ms = store_integer(row, 11),
        .lead = store_copy(row, 12, arena),
        .due = store_copy(row, 13, arena),
        .claims = store_integer(row, 14),
        .version = store_integer(row, 15),
        .life = { .machine = MACHINE_PROPOSAL,
                  .version = store_integer(row, 17),
                  .since_ms = store_integer(row, 18),
                  .organisation = store_copy(row, 19, arena) },
    };
    out->life.object = object_of(year, out->number, arena);
    return workflow_find_state(MACHINE_PROPOSAL, store_text(row, 16), &out->life.state) ||
           upw_fail(error, UPW_CONFLICT, "proposal %.*s stands in a state that this program does not know",
                    TEXT_ARGS(out->life.object));
}

bool proposals_find(store_db *db, text year, int64_t number, upw_arena *arena, proposal *out, bool *found,
                    upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(number) };
    store_rows row;
    if (!store_find(db, &proposals_statements[PROPOSAL_FIND], values, &row, found, error))
        return false;
    const bool is_read = !*found || read_row(&row, year, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool proposals_list(store_db *db, text year, upw_arena *arena, proposal_list *out, upw_error *error)
{
    enum { MOST = 200 };
    store_rows rows;
    bool is_read = true;
    *out = (proposal_list){ .at = MEMORY_TAKE(arena, proposal, MOST) };
    if (!store_query(db, &proposals_statements[PROPOSALS_OF], (store_value[]){ STORE_TEXT(year) }, &rows, error))
        return false;
    while (is_read && out->n < MOST && store_next(&rows))
        is_read = read_row(&rows, year, arena, &out->at[out->n++], error);
    return store_end(&rows, error) && is_read;
}

bool proposals_list_claims(store_db *db, const proposal *p, upw_arena *arena, proposal_claims *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(p->year), STORE_INTEGER(p->number) };
    store_rows rows;
    *out = (proposal_claims){ .at = MEMORY_TAKE(arena, proposal_claim, (size_t)p->claims + 1) };
    if (!store_query(db, &proposals_statements[CLAIMS_OF], values, &rows, error))
        return false;
    while (out->n < (size_t)p->claims && store_next(&rows))
        out->at[out->n++] = (proposal_claim){ .attempt = store_integer(&rows, 0),
                                              .words = store_copy(&rows, 1, arena),
                                              .link = store_copy(&rows, 2, arena),
                                              .claimed_ms = store_integer(&rows, 3),
                                              .yes = store_integer(&rows, 4),
                                              .no = store_integer(&rows, 5) };
    return store_end(&rows, error);
}

bool proposal_is_public(const proposal *p)
{
    switch (p->life.state) {
    case STATE_PROPOSAL_DRAFTED:
    case STATE_PROPOSAL_TESTED:
    case STATE_PROPOSAL_INCLUDED:
    case STATE_PROPOSAL_DROPPED:
        return false;
    default:
        return true;
    }
}

text proposal_evidence_words(text evidence, const questionnaire *asked, upw_arena *arena)
{
    buffer out;
    buffer_init(&out, 200);
    for (text rest = evidence; rest.len > 0;) {
        const text one = text_take_until(&rest, ' ');
        text words = one;
        for (size_t i = 0; i < asked->n; i++)
            if (text_equal(asked->at[i].theme, one))
                words = asked->at[i].theme_title;
        if (out.len > 0)
            buffer_add_literal(&out, ", ");
        if (one.len > 1 && one.at[0] == 'T' && one.at[1] >= '0' && one.at[1] <= '9')
            buffer_add_literal(&out, "table ");
        buffer_add(&out, words);
    }
    return memory_keep(arena, &out);
}

int64_t proposal_voices_end_ms(int64_t since_ms)
{
    upw_error ignored;
    int64_t end = 0;
    const int32_t last = civil_add_working_days(civil_day_of(since_ms), PROPOSAL_DAYS);
    const civil_time midnight = { .date = civil_from_days(last + 1) };
    return civil_to_instant(midnight, CIVIL_FIRST, &end, &ignored) ? end : since_ms;
}

/* ---- writing ---- */

static bool check_draft(const proposal *draft, upw_error *error)
{
    const size_t n = web_count_characters(draft->words);
    if (!text_is_utf8(draft->words) || n < PROPOSAL_LEAST || n > PROPOSAL_MOST)
        return upw_fail(error, UPW_BAD_INPUT, "the proposal must be %d to %d characters", PROPOSAL_LEAST,
                        PROPOSAL_MOST);
    return draft->evidence.len > 0 ||
           upw_fail(error, UPW_BAD_INPUT, "a proposal names at least one table, figure or theme");
}

typedef struct job {
    const proposal *draft;
    const appraise_deed *by;
    upw_arena *arena;
    text body;
    proposal_voice voice;
    int64_t number;
} job;

static bool record(store_db *db, const job *j, const char *action, text object, upw_error *error)
{
    const audit_detail details[] = { { "voice", text_of(proposal_voices[j->voice]) }, { "body", j->body } };
    return appraise_record(db, j->by, action, object, details, j->voice != VOICE_NONE ? 2 : 0, error);
}

static bool add(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    store_rows row;
    bool found;
    appraise_round about;
    if (!rounds_find(db, j->draft->year, j->arena, &about, &found, error) ||
        (!found && !upw_fail(error, UPW_NOT_FOUND, "there is no such round")) ||
        !store_find(db, &proposals_statements[PROPOSAL_LAST], (store_value[]){ STORE_TEXT(j->draft->year) }, &row,
                    &found, error))
        return false;
    j->number = store_integer(&row, 0) + 1;
    if (!store_end(&row, error))
        return false;
    const store_value values[] = { STORE_TEXT(j->draft->year), STORE_INTEGER(j->number), STORE_TEXT(j->draft->words),
                                   STORE_TEXT(j->draft->evidence) };
    const text object = object_of(j->draft->year, j->number, j->arena);
    return store_run(db, &proposals_statements[PROPOSAL_ADD], values, NULL, error) &&
           workflow_begin(db, MACHINE_PROPOSAL, object, about.board, &j->by->actor, j->by->now_ms, error) &&
           record(db, j, "proposal.add", object, error);
}

bool proposals_add(store_db *db, const proposal *draft, const appraise_deed *by, upw_arena *arena, int64_t *number,
                   upw_error *error)
{
    job j = { .draft = draft, .by = by, .arena = arena };
    const bool is_done = check_draft(draft, error) && store_transact(db, add, &j, error);
    *number = j.number;
    return is_done;
}

static bool change(store_db *db, void *context, upw_error *error)
{
    const job *const j = context;
    const proposal *const d = j->draft;
    int64_t n_changed;
    const store_value values[] = { STORE_TEXT(d->year), STORE_INTEGER(d->number), STORE_TEXT(d->words),
                                   STORE_TEXT(d->evidence), STORE_INTEGER(d->version) };
    if (!store_run(db, &proposals_statements[PROPOSAL_CHANGE], values, &n_changed, error))
        return false;
    if (n_changed != 1)
        return upw_fail(error, UPW_CONFLICT,
                        "somebody else has changed this proposal meanwhile, or bodies have been "
                        "asked about it");
    return record(db, j, "proposal.change", object_of(d->year, d->number, j->arena), error);
}

bool proposals_change(store_db *db, const proposal *draft, const appraise_deed *by, upw_arena *arena, upw_error *error)
{
    job j = { .draft = draft, .by = by, .arena = arena };
    return check_draft(draft, error) && store_transact(db, change, &j, error);
}

/* ---- bodies' voices ---- */

/* What is asked now: 0 the words, else the claim of that number; -1: nothing. */
static int64_t find_attempt(const proposal *p)
{
    return p->life.state == STATE_PROPOSAL_TESTED ? 0 : p->life.state == STATE_PROPOSAL_CLAIMED_DONE ? p->claims : -1;
}

static bool say(store_db *db, void *context, upw_error *error)
{
    const job *const j = context;
    bool found;
    proposal p;
    if (!proposals_find(db, j->draft->year, j->draft->number, j->arena, &p, &found, error))
        return false;
    const int64_t attempt = found ? find_attempt(&p) : -1;
    const bool is_of_words = j->voice <= VOICE_NEUTRAL;
    if (attempt < 0 || is_of_words != (attempt == 0))
        return upw_fail(error, UPW_FORBIDDEN, "bodies are not asked about this proposal now");
    if (attempt == 0 && j->by->now_ms >= proposal_voices_end_ms(p.tested_ms))
        return upw_fail(error, UPW_FORBIDDEN, "the time to say what you think of this proposal is over");
    const store_value values[] = { STORE_TEXT(p.year),
                                   STORE_INTEGER(p.number),
                                   STORE_INTEGER(attempt),
                                   STORE_TEXT(j->body),
                                   STORE_TEXT(text_of(proposal_voices[j->voice])),
                                   STORE_TEXT(j->by->actor.person),
                                   STORE_INTEGER(j->by->now_ms) };
    return store_run(db, &proposals_statements[VOICE_PUT], values, NULL, error) &&
           record(db, j, attempt == 0 ? "proposal.view" : "proposal.verdict", p.life.object, error);
}

bool proposals_say(store_db *db, const proposal *p, text body, proposal_voice voice, const appraise_deed *by,
                   upw_arena *arena, upw_error *error)
{
    job j = { .draft = p, .by = by, .arena = arena, .body = body, .voice = voice };
    return store_transact(db, say, &j, error);
}

bool proposals_find_voice(store_db *db, const proposal *p, text body, proposal_voice *voice, upw_error *error)
{
    store_rows row;
    bool found;
    const int64_t attempt = find_attempt(p);
    const store_value values[] = { STORE_TEXT(p->year), STORE_INTEGER(p->number),
                                   STORE_INTEGER(attempt < 0 ? 0 : attempt), STORE_TEXT(body) };
    *voice = VOICE_NONE;
    if (!store_find(db, &proposals_statements[VOICE_FIND], values, &row, &found, error))
        return false;
    for (proposal_voice v = VOICE_SUPPORT; found && v < VOICE_COUNT; v++)
        if (text_equal(store_text(&row, 0), text_of(proposal_voices[v])))
            *voice = v;
    return store_end(&row, error);
}
