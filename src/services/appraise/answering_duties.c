/* Duties of answering. */
#include "services/appraise/answering_duties.h"

#include "services/appraise/electors.h"
#include "services/appraise/inviting.h"
#include "services/appraise/progress.h"
#include "services/appraise/voices.h"
#include "services/services.h"

/* ---- while people answer ---- */

static bool keep_day(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, answers *file,
                     upw_error *error)
{
    return ret->life.state != STATE_RETURN_COLLECTING ||
           (inviting_remind(desk, r, ret, file, error) && progress_count(desk, r, ret, file, error));
}

static bool keep_round(const letters_desk *desk, const appraise_round *r, answers *file, upw_error *error)
{
    appraise_returns all;
    if (!inviting_note_bounces(desk, r, error) || !answers_collect(file, r->year, desk->now_ms, false, error) ||
        !returns_list(desk->db, r->year, desk->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!keep_day(desk, r, &all.at[i], file, error))
            return false;
    return true;
}

bool answering_keep_days(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const services *const s = w->application;
    const letters_desk desk = { db, w, arena, now_ms };
    appraise_rounds all;
    if (s->answers == NULL)
        return true; /* another server's duty, which has the file */
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].life.state == STATE_ROUND_OPEN && now_ms < round_individual_ends_ms(&all.at[i]) &&
            !keep_round(&desk, &all.at[i], s->answers, error))
            return false;
    return true;
}

/* ---- afterwards ---- */

static bool is_past(const appraise_round *r, int64_t days, int64_t now_ms)
{
    static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    const bool is_closed = round_is_public(r) && r->life.state != STATE_ROUND_ANNOUNCED &&
                           r->life.state != STATE_ROUND_OPEN && r->life.state != STATE_ROUND_CANCELLED;
    return is_closed && now_ms >= round_individual_ends_ms(r) + days * day_ms;
}

typedef struct forget_job {
    text year;
    bool names, words;
} forget_job;

static bool forget(store_db *db, void *context, upw_error *error)
{
    const forget_job *const job = context;
    return (!job->names || electors_forget(db, job->year, error)) &&
           (!job->words || voices_forget(db, job->year, error));
}

bool answering_forget(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    enum { NAMES_DAYS = 30, WORDS_DAYS = 365, ANSWERS_DAYS = 730 };
    const services *const s = w->application;
    appraise_rounds all;
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const appraise_round *const r = &all.at[i];
        forget_job job = { r->year, is_past(r, NAMES_DAYS, now_ms), is_past(r, WORDS_DAYS, now_ms) };
        const bool all_go = is_past(r, ANSWERS_DAYS, now_ms);
        if ((job.names && !store_transact(db, forget, &job, error)) ||
            (s->answers != NULL && ((job.names && !answers_destroy(s->answers, r->year, ANSWERS_END_MARKS, error)) ||
                                    (job.words && !answers_destroy(s->answers, r->year, ANSWERS_END_COMMENTS, error)) ||
                                    (all_go && !answers_destroy(s->answers, r->year, ANSWERS_END_ALL, error)))))
            return false;
    }
    return true;
}
