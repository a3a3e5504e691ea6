/* What is written of a return. */
#include "services/appraise/returns_write.h"

#include <math.h>

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/people.h"

enum {
    RETURN_ADD,
    RETURN_TOUCH,
    SCORE_PUT,
    STATEMENT_PUT,
    PEOPLE_PUT,
    NO_INDIVIDUAL_STAGE,
    SIGN_FIRST,
    SIGN_SECOND,
    SIGNATURES_CLEAR,
    REASON_PUT,
    QUERY_PUT,
    SIGNED_ADD,
    SIGNED_NOTE,
    SIGNED_FIND
};

#define OF_THE_BODY "WHERE year = $1 AND body = $2"

const store_statement returns_write_statements[] = {
    [RETURN_ADD] = { "return_add",
                     "INSERT INTO appraisal_return (year, body, office, region, people_served, lead, signatory, "
                     "n_electors, has_individual_stage, n_answered, met_on, consulted, statement_board, "
                     "statement_office, thanks, ask_1, ask_2, ask_3, obstacles, sign_1_person, sign_1_title, "
                     "sign_1_ms, sign_2_person, sign_2_title, sign_2_ms, fingerprint, edition, reason, query, version) "
                     "VALUES ($1, $2, $3, $4, $5, '', '', 0, 1, -1, '', '', '', '', '', '', '', '', '', '', '', 0, '', "
                     "'', 0, '', 0, '', '', 1)",
                     .takes = "tttti" },
    [RETURN_TOUCH] = { "return_touch",
                       "UPDATE appraisal_return SET version = version + 1, edited_by = $4, edited_part = $5, "
                       "edited_ms = $6, sign_1_person = '', sign_1_title = '', sign_1_ms = 0 " OF_THE_BODY
                       " AND version = $3",
                       .takes = "ttitti" },
    [SCORE_PUT] = { "return_score_put",
                    "INSERT INTO appraisal_agreed (year, body, question, target, score, reason) "
                    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (year, body, question, target) "
                    "DO UPDATE SET score = excluded.score, reason = excluded.reason",
                    .takes = "ttttit" },
    [STATEMENT_PUT] = { "return_statement_put",
                        "UPDATE appraisal_return SET met_on = $3, consulted = $4, statement_board = $5, "
                        "statement_office = $6, thanks = $7, ask_1 = $8, ask_2 = $9, ask_3 = $10, "
                        "obstacles = $11 " OF_THE_BODY,
                        .takes = "ttttttttttt" },
    [PEOPLE_PUT] = { "return_people_put", "UPDATE appraisal_return SET lead = $3, signatory = $4 " OF_THE_BODY,
                     .takes = "tttt" },
    [NO_INDIVIDUAL_STAGE] = { "return_no_individual_stage",
                              "UPDATE appraisal_return SET has_individual_stage = 0 " OF_THE_BODY
                              " AND NOT EXISTS (SELECT 1 FROM appraisal_profile p WHERE p.year = $1 AND p.body = $2)",
                              .takes = "tt" },
    [SIGN_FIRST] = { "return_sign_first",
                     "UPDATE appraisal_return SET sign_1_person = $3, sign_1_title = $4, sign_1_ms = $5 " OF_THE_BODY,
                     .takes = "tttti" },
    [SIGN_SECOND] = { "return_sign_second",
                      "UPDATE appraisal_return SET sign_2_person = $3, sign_2_title = $4, sign_2_ms = $5 " OF_THE_BODY,
                      .takes = "tttti" },
    [SIGNATURES_CLEAR] = { "return_signatures_clear",
                           "UPDATE appraisal_return SET sign_1_person = '', sign_1_title = '', sign_1_ms = 0, "
                           "sign_2_person = '', sign_2_title = '', sign_2_ms = 0, fingerprint = '' " OF_THE_BODY,
                           .takes = "tt" },
    [REASON_PUT] = { "return_reason_put", "UPDATE appraisal_return SET reason = $3 " OF_THE_BODY, .takes = "ttt" },
    [QUERY_PUT] = { "return_query_put", "UPDATE appraisal_return SET query = $3 " OF_THE_BODY, .takes = "ttt" },
    [SIGNED_ADD] = { "return_signed_add",
                     "INSERT INTO appraisal_signed (year, body, edition, words, fingerprint, signed_ms) "
                     "VALUES ($1, $2, $3, $4, $5, $6)",
                     .takes = "ttitti" },
    [SIGNED_NOTE] = { "return_signed_note", "UPDATE appraisal_return SET edition = $3, fingerprint = $4 " OF_THE_BODY,
                      .takes = "ttit" },
    [SIGNED_FIND] = { "return_signed_find",
                      "SELECT words FROM appraisal_signed WHERE year = $1 AND body = $2 AND edition = $3",
                      .takes = "tti", .gives = "t" },
};
const size_t returns_write_statements_count = sizeof returns_write_statements / sizeof *returns_write_statements;

/* ---- the bodies of the opening day ---- */

static bool list_there(store_db *db, int32_t day, upw_arena *arena, organisation_list *out, upw_error *error)
{
    char words[CIVIL_DAY_LEN + 1];
    civil_write_day(day, words);
    if (!organisations_list(db, memory_copy_text(arena, text_of(words)), arena, out, error))
        return false;
    organisations_order_by_id(out);
    return true;
}

bool returns_count_bodies(store_db *db, int32_t day, upw_arena *arena, size_t *n, upw_error *error)
{
    organisation_list all;
    *n = 0;
    if (!list_there(db, day, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        *n += all.at[i].kind->level == LEVEL_BODY;
    return true;
}

/* The nearest of a level above it; empty: none. */
static text find_above(const organisation_list *all, const organisation *o, organisation_level level)
{
    for (size_t depth = 0; o != NULL && depth < ORGANISATION_DEPTH_MAX; depth++) {
        if (o->kind->level == level)
            return o->id;
        o = organisations_look_up(all, o->parent);
    }
    return TEXT("");
}

bool returns_begin_all(store_db *db, const appraise_round *r, const appraise_deed *by, upw_arena *arena, size_t *n,
                       upw_error *error)
{
    organisation_list all;
    *n = 0;
    if (!list_there(db, r->opens_on, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const organisation *const o = &all.at[i];
        if (o->kind->level != LEVEL_BODY)
            continue;
        const text region = o->region.len > 0 ? o->region : find_above(&all, o, LEVEL_REGION);
        const store_value values[] = { STORE_TEXT(r->year), STORE_TEXT(o->id),
                                       STORE_TEXT(find_above(&all, o, LEVEL_OFFICE)), STORE_TEXT(region),
                                       STORE_INTEGER(o->people_served) };
        if (!store_run(db, &returns_write_statements[RETURN_ADD], values, NULL, error) ||
            !workflow_begin(db, MACHINE_RETURN, return_object(r->year, o->id, arena), o->id, &by->actor, by->now_ms,
                            error))
            return false;
        ++*n;
    }
    return true;
}

/* ---- the draft ---- */

typedef struct save_job {
    const appraise_return *draft;
    const return_scores *scores; /* NULL: the statement */
    const appraise_deed *by;
    text title; /* not empty: a signature */
    upw_arena *arena;
} save_job;

bool return_is_draft(const appraise_return *ret)
{
    return ret->life.state == STATE_RETURN_DRAFTING || ret->life.state == STATE_RETURN_QUERIED;
}

/* Open for changes, and as the person saw it. The first signature under a queried return goes when it is changed. */
static bool touch(store_db *db, const save_job *job, const char *part, upw_error *error)
{
    const appraise_return *const draft = job->draft;
    appraise_return there;
    bool found;
    int64_t n_changed;
    const store_value values[] = { STORE_TEXT(draft->year),       STORE_TEXT(draft->body),
                                   STORE_INTEGER(draft->version), STORE_TEXT(job->by->actor.person),
                                   STORE_TEXT(text_of(part)),     STORE_INTEGER(job->by->now_ms) };
    if (!returns_find(db, draft->year, draft->body, job->arena, &there, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such return");
    if (!return_is_draft(&there))
        return upw_fail(error, UPW_FORBIDDEN,
                        "This return is not open for changes now. Where it waits for signatures, reopen it first");
    if (!store_run(db, &returns_write_statements[RETURN_TOUCH], values, &n_changed, error))
        return false;
    return n_changed == 1 || upw_fail(error, UPW_CONFLICT, "Somebody else has changed the return meanwhile");
}

static text write_consulted(unsigned consulted, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 200);
    for (unsigned i = 0; i < CONSULTED_COUNT; i++)
        if (consulted >> i & 1u)
            buffer_add_format(&b, "%s%s", b.len > 0 ? " " : "", return_consulted_names[i]);
    return memory_keep(arena, &b);
}

static bool put_statement(store_db *db, const save_job *job, upw_error *error)
{
    const appraise_return *const d = job->draft;
    const store_value values[] = { STORE_TEXT(d->year),
                                   STORE_TEXT(d->body),
                                   STORE_TEXT(d->met_on),
                                   STORE_TEXT(write_consulted(d->consulted, job->arena)),
                                   STORE_TEXT(d->statement_board),
                                   STORE_TEXT(d->statement_office),
                                   STORE_TEXT(d->thanks),
                                   STORE_TEXT(d->asks[0]),
                                   STORE_TEXT(d->asks[1]),
                                   STORE_TEXT(d->asks[2]),
                                   STORE_TEXT(d->obstacles) };
    return store_run(db, &returns_write_statements[STATEMENT_PUT], values, NULL, error);
}

static bool put_score(store_db *db, text year, text body, const return_score *s, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year),        STORE_TEXT(body),
                                   STORE_TEXT(s->question), STORE_TEXT(text_of(question_target_names[s->target])),
                                   STORE_INTEGER(s->score), STORE_TEXT(s->reason) };
    return store_run(db, &returns_write_statements[SCORE_PUT], values, NULL, error);
}

static bool record(store_db *db, const save_job *job, const char *action, const char *part, upw_error *error)
{
    const audit_detail details[] = { { "part", text_of(part) }, { "organisation", job->draft->body } };
    return appraise_record(db, job->by, action, return_object(job->draft->year, job->draft->body, job->arena), details,
                           2, error);
}

static bool save(store_db *db, void *context, upw_error *error)
{
    const save_job *const job = context;
    const char *const part = job->scores != NULL ? "the agreed scores" : "the statement";
    if (!touch(db, job, part, error))
        return false;
    if (job->scores == NULL)
        return put_statement(db, job, error) && record(db, job, "return.save", part, error);
    for (size_t i = 0; i < job->scores->n; i++)
        if (!put_score(db, job->draft->year, job->draft->body, &job->scores->at[i], error))
            return false;
    return record(db, job, "return.save", part, error);
}

static bool sign_again(store_db *db, void *context, upw_error *error)
{
    const save_job *const job = context;
    const return_signature signature = { job->by->actor.person, job->title, job->by->now_ms };
    if (job->draft->life.state != STATE_RETURN_QUERIED)
        return upw_fail(error, UPW_FORBIDDEN, "Nothing was asked about this return");
    return touch(db, job, "the first signature", error) &&
           returns_put_signature(db, job->draft->year, job->draft->body, 0, &signature, error) &&
           record(db, job, "return.sign_again", "the first signature", error);
}

static bool run(store_db *db, store_work *work, save_job job, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job.arena = &arena;
    const bool is_done = store_transact(db, work, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool returns_save_scores(store_db *db, const appraise_return *seen, const return_scores *scores,
                         const appraise_deed *by, upw_error *error)
{
    return run(db, save, (save_job){ .draft = seen, .scores = scores, .by = by }, error);
}

bool returns_save_statement(store_db *db, const appraise_return *draft, const appraise_deed *by, upw_error *error)
{
    return run(db, save, (save_job){ .draft = draft, .by = by }, error);
}

bool returns_sign_again(store_db *db, const appraise_return *seen, text title, const appraise_deed *by,
                        upw_error *error)
{
    return run(db, sign_again, (save_job){ .draft = seen, .by = by, .title = title }, error);
}

/* ---- what moves write ---- */

bool returns_put_people(store_db *db, text year, text body, text lead, text signatory, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(lead), STORE_TEXT(signatory) };
    return store_run(db, &returns_write_statements[PEOPLE_PUT], values, NULL, error);
}

bool returns_put_no_individual_stage(store_db *db, text year, text body, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    return store_run(db, &returns_write_statements[NO_INDIVIDUAL_STAGE], values, NULL, error);
}

bool returns_put_signature(store_db *db, text year, text body, unsigned which, const return_signature *signature,
                           upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(signature->person),
                                   STORE_TEXT(signature->title), STORE_INTEGER(signature->at_ms) };
    return store_run(db, &returns_write_statements[which == 0 ? SIGN_FIRST : SIGN_SECOND], values, NULL, error);
}

bool returns_clear_signatures(store_db *db, text year, text body, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    return store_run(db, &returns_write_statements[SIGNATURES_CLEAR], values, NULL, error);
}

static bool put_words(store_db *db, size_t statement, text year, text body, text words, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(words) };
    return store_run(db, &returns_write_statements[statement], values, NULL, error);
}

bool returns_put_reason(store_db *db, text year, text body, text reason, upw_error *error)
{
    return put_words(db, REASON_PUT, year, body, reason, error);
}

bool returns_put_query(store_db *db, text year, text body, text query, upw_error *error)
{
    return put_words(db, QUERY_PUT, year, body, query, error);
}

int64_t return_score_of_median(double median)
{
    const double below = floor(median);
    if (median - below < 0.25)
        return (int64_t)below;
    if (median - below > 0.75)
        return (int64_t)below + 1;
    return median < 3 ? (int64_t)below + 1 : (int64_t)below; /* a half point: towards the middle */
}

bool returns_put_medians(store_db *db, text year, text body, upw_arena *arena, upw_error *error)
{
    profile seen;
    if (!returns_find_profile(db, year, body, arena, &seen, error))
        return false;
    for (size_t i = 0; i < seen.n; i++) {
        const profile_row *const p = &seen.at[i];
        const return_score score = { .question = p->question,
                                     .target = p->target,
                                     .score = isnan(p->median) ? 0 : return_score_of_median(p->median) };
        if (!isnan(p->median) && !put_score(db, year, body, &score, error))
            return false;
    }
    return true;
}

bool returns_put_signed(store_db *db, const appraise_return *ret, text words, const char *fingerprint, int64_t now_ms,
                        upw_error *error)
{
    const store_value fresh[] = { STORE_TEXT(ret->year),
                                  STORE_TEXT(ret->body),
                                  STORE_INTEGER(ret->edition + 1),
                                  STORE_TEXT(words),
                                  STORE_TEXT(text_of(fingerprint)),
                                  STORE_INTEGER(now_ms) };
    const store_value note[] = { STORE_TEXT(ret->year), STORE_TEXT(ret->body), STORE_INTEGER(ret->edition + 1),
                                 STORE_TEXT(text_of(fingerprint)) };
    return store_run(db, &returns_write_statements[SIGNED_ADD], fresh, NULL, error) &&
           store_run(db, &returns_write_statements[SIGNED_NOTE], note, NULL, error);
}

bool returns_find_signed(store_db *db, text year, text body, int64_t edition, upw_arena *arena, text *words,
                         bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_INTEGER(edition) };
    store_rows row;
    if (!store_find(db, &returns_write_statements[SIGNED_FIND], values, &row, found, error))
        return false;
    if (*found)
        *words = store_copy(&row, 0, arena);
    return store_end(&row, error);
}
