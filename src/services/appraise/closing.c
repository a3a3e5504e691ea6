/* The end of answering: the file is shut and read once, and all bodies see their profiles at one moment.
 *
 * What is done to the file of answers (shutting it, destroying drafts) stays done when the transaction is run again or
 * fails: it can only be done again, and nobody can answer any more by then. */
#include "services/appraise/closing.h"

#include <math.h>

#include "base/memory.h"
#include "services/appraise/electors.h"
#include "services/appraise/inviting.h"
#include "services/appraise/rounds_write.h"
#include "services/appraise/tally.h"
#include "services/appraise/voices.h"
#include "services/services.h"

enum { PROFILE_ADD, ANSWERED_PUT };

const store_statement closing_statements[] = {
    [PROFILE_ADD] = { "profile_add",
                      "INSERT INTO appraisal_profile (year, body, question, target, n, n_1, n_2, n_3, n_4, n_5, "
                      "n_do_not_know, n_does_not_apply, median, same_answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
                      "$9, $10, $11, $12, $13, $14)",
                      .takes = "ttttiiiiiiiiDi" },
    [ANSWERED_PUT] = { "return_answered_put",
                       "UPDATE appraisal_return SET n_answered = $3 WHERE year = $1 AND body = $2", .takes = "tti" },
};
const size_t closing_statements_count = sizeof closing_statements / sizeof *closing_statements;

typedef struct close_job {
    workflow_step *step;
    const appraise_round *round;
    const services *site;
    answers_keys opened;
    questionnaire asked;
    appraise_returns all;
    tally counted;
} close_job;

/* ---- what was said ---- */

static bool count_one(void *context, text part, upw_error *error)
{
    return tally_add(context, part, error);
}

static bool read_answers(close_job *job, upw_error *error)
{
    const text year = job->round->year;
    upw_arena *const arena = job->step->arena;
    const voices_job words = { .db = job->step->db,
                               .file = job->site->answers,
                               .round = job->round,
                               .asked = &job->asked,
                               .opened = &job->opened,
                               .all = &job->all,
                               .arena = arena };
    tally_init(&job->counted, &job->asked, &job->all, arena);
    return answers_collect(job->site->answers, year, job->step->request->now_ms, true, error) &&
           answers_destroy(job->site->answers, year, ANSWERS_END_DRAFTS, error) &&
           answers_read_all(job->site->answers, year, ANSWERS_RATINGS, &job->opened, count_one, &job->counted, error) &&
           voices_write(&words, error);
}

/* ---- profiles ---- */

static bool write_row(const close_job *job, text body, const question *q, question_target target,
                      const profile_row *row, upw_error *error)
{
    const store_value values[] = {
        STORE_TEXT(job->round->year),
        STORE_TEXT(body),
        STORE_TEXT(q->id),
        STORE_TEXT(text_of(question_target_names[target])),
        STORE_INTEGER(row->n),
        STORE_INTEGER(row->counts[0]),
        STORE_INTEGER(row->counts[1]),
        STORE_INTEGER(row->counts[2]),
        STORE_INTEGER(row->counts[3]),
        STORE_INTEGER(row->counts[4]),
        STORE_INTEGER(row->n_do_not_know),
        STORE_INTEGER(row->n_does_not_apply),
        isnan(row->median) ? STORE_NULL : STORE_NUMBER(row->median),
        STORE_INTEGER(row->same_answer),
    };
    return store_run(job->step->db, &closing_statements[PROFILE_ADD], values, NULL, error);
}

static bool write_profile(const close_job *job, const tally_body *b, upw_error *error)
{
    for (size_t i = 0; i < job->asked.n; i++)
        for (question_target t = 0; t < TARGET_COUNT; t++) {
            const profile_row row = tally_show(&b->cells[i][t], job->round->min_people);
            if (job->asked.at[i].scale != SCALE_TEXT && question_is_about(&job->asked.at[i], t) &&
                !write_row(job, b->body, &job->asked.at[i], t, &row, error))
                return false;
        }
    return true;
}

static bool put_answered(const close_job *job, const tally_body *b, bool is_shown, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(job->round->year), STORE_TEXT(b->body),
                                   STORE_INTEGER(is_shown ? b->n : -1) };
    return store_run(job->step->db, &closing_statements[ANSWERED_PUT], values, NULL, error);
}

/* ---- invitations ---- */

/* "Used" is written now, for everybody at once. */
static bool settle_electors(const close_job *job, const tally_body *b, upw_error *error)
{
    elector_list people;
    int64_t n_used;
    const text year = job->round->year;
    upw_arena *const arena = job->step->arena;
    if (!electors_list(job->step->db, year, b->body, arena, &people, error))
        return false;
    electors_order_by_id(&people);
    bool *const are_used = MEMORY_TAKE(arena, bool, people.n + 1);
    if (!electors_ask_used(job->step->db, job->site->answers, year, b->body, &people, arena, are_used, &n_used, error))
        return false;
    if (b->n > n_used)
        return upw_fail(
            error, UPW_CONFLICT,
            "%.*s: there are %lld answers, and %lld links were used. The round is not closed until somebody "
            "has found out why",
            TEXT_ARGS(b->body), (long long)b->n, (long long)n_used);
    return electors_keep_counts(job->step->db, year, b->body, &people, error) &&
           electors_settle(job->step->db, year, b->body, &people, are_used, error);
}

/* ---- the return ---- */

static bool move_return(const close_job *job, const appraise_return *ret, bool is_shown, upw_error *error)
{
    const workflow_request wish = {
        .event = is_shown ? EVENT_RETURN_PROFILE_READY : EVENT_RETURN_PROFILE_WITHHELD,
        .object = ret->life.object,
        .version = ret->life.version,
        .actor = { .role = ROLE_SYSTEM },
        .now_ms = job->step->request->now_ms,
    };
    return ret->life.state != STATE_RETURN_COLLECTING ||
           workflow_move_within(job->step->db, job->step->workflow, &wish, job->step->arena, NULL, error);
}

/* A body that declined meanwhile has its profile, too, should it come back. */
static bool close_return(const close_job *job, const appraise_return *ret, upw_error *error)
{
    const tally_body *const b = tally_find(&job->counted, ret->body);
    const bool is_shown = b->n >= job->round->min_people;
    return settle_electors(job, b, error) && put_answered(job, b, is_shown, error) &&
           (!is_shown || write_profile(job, b, error)) && move_return(job, ret, is_shown, error);
}

bool appraise_close_answering(workflow_step *step, const appraise_round *r, upw_error *error)
{
    close_job job = { .step = step, .round = r, .site = step->workflow->application };
    bool is_asked;
    if (!returns_list(step->db, r->year, step->arena, &job.all, error) ||
        !electors_ask_invited(step->db, r->year, &is_asked, error))
        return false;
    if (!is_asked)
        return true;
    if (job.site->answers == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "the round is closed by a server that has its file of answers");
    if (!questionnaire_find(step->db, r->questionnaire, step->arena, &job.asked, error) ||
        !rounds_open_keys(r, job.site->keys, &job.opened, error) || !read_answers(&job, error) ||
        !inviting_withdraw(step->db, r->year, error))
        return false;
    for (size_t i = 0; i < job.all.n; i++)
        if (!close_return(&job, &job.all.at[i], error))
            return false;
    return true;
}

bool appraise_cancel_answering(workflow_step *step, const appraise_round *r, upw_error *error)
{
    const services *const s = step->workflow->application;
    return inviting_withdraw(step->db, r->year, error) && electors_forget(step->db, r->year, error) &&
           (s->answers == NULL || answers_destroy(s->answers, r->year, ANSWERS_END_ALL, error));
}
