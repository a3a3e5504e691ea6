/* What each move of a round needs and does. */
#include <stdint.h>

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/closing.h"
#include "services/appraise/questionnaire.h"
#include "services/appraise/returns_write.h"
#include "services/appraise/round_letters.h"
#include "services/appraise/rounds_write.h"
#include "services/appraise/rules.h"
#include "services/services.h"
#include "web/decode.h"

static appraise_deed deed_of(const workflow_step *step)
{
    return (appraise_deed){ step->request->actor, step->request->now_ms, step->request->request };
}

static bool check_reason(text reason, upw_error *error)
{
    const size_t n = web_count_characters(text_trim(reason));
    const web_message wrong = n == 0                   ? MESSAGE_E032
                              : n < ROUND_REASON_LEAST ? MESSAGE_E033
                              : n > ROUND_REASON_MAX   ? MESSAGE_REASON_LONG
                                                       : MESSAGE_NONE;
    return wrong == MESSAGE_NONE || upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(wrong));
}

/* ---- announce ---- */

static bool may_announce(workflow_step *step, upw_error *error)
{
    const services *const s = step->workflow->application;
    appraise_round r;
    questionnaire asked;
    round_fault fault;
    size_t n_bodies;
    if (!round_of_step(step, &r, error) || !questionnaire_find(step->db, r.questionnaire, step->arena, &asked, error) ||
        !returns_count_bodies(step->db, r.opens_on, step->arena, &n_bodies, error))
        return false;
    if (s->keys == NULL)
        return upw_fail(error, UPW_UNAVAILABLE,
                        "This server has no key file, and what people answer could not be sealed. Start it with "
                        "--key-file, and announce the round then");
    if (rounds_find_fault(&r, civil_day_of(step->request->now_ms), &fault))
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(fault.message));
    if (asked.n == 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "The questionnaire has no question. Add one before you announce the round");
    return n_bodies > 0 ||
           upw_fail(error, UPW_BAD_INPUT,
                    "On the opening day there is no local body. Import the list of organisations first");
}

/* The questionnaire is frozen by it: only drafts' can be changed. */
static bool announce(workflow_step *step, upw_error *error)
{
    const services *const s = step->workflow->application;
    const appraise_deed by = deed_of(step);
    appraise_round r;
    size_t n;
    return round_of_step(step, &r, error) && rounds_put_keys(step->db, r.year, s->keys, error) &&
           returns_begin_all(step->db, &r, &by, step->arena, &n, error);
}

/* ---- open ---- */

static bool count_state(workflow_step *step, const appraise_round *r, workflow_state state, size_t *n, upw_error *error)
{
    appraise_returns all;
    *n = 0;
    if (!returns_list(step->db, r->year, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        *n += all.at[i].life.state == state;
    return true;
}

static bool may_open(workflow_step *step, upw_error *error)
{
    appraise_round r;
    size_t n_preparing;
    if (!round_of_step(step, &r, error) || !count_state(step, &r, STATE_RETURN_PREPARING, &n_preparing, error))
        return false;
    if (step->request->now_ms < round_opens_ms(&r))
        return upw_fail(error, UPW_FORBIDDEN, "The round opens at 9am on its opening day");
    return n_preparing > 0 || upw_fail(error, UPW_FORBIDDEN, "No local body has accepted to take part yet");
}

/* ---- cancel ---- */

static bool may_cancel(workflow_step *step, upw_error *error)
{
    appraise_round r;
    if (!round_of_step(step, &r, error) || !check_reason(r.cancel_reason, error))
        return false;
    return !text_equal(r.cancelled_by, step->request->actor.person) ||
           upw_fail(error, UPW_FORBIDDEN, "A second officer of the federation must confirm: you have asked for it");
}

static bool cancel(workflow_step *step, upw_error *error)
{
    appraise_round r;
    return round_of_step(step, &r, error) && (!round_is_public(&r) || appraise_cancel_answering(step, &r, error));
}

/* ---- the windows ---- */

static bool may_close_individual(workflow_step *step, upw_error *error)
{
    appraise_round r;
    return round_of_step(step, &r, error) && (step->request->now_ms >= round_individual_ends_ms(&r) ||
                                              upw_fail(error, UPW_FORBIDDEN, "People can still answer"));
}

static bool close_individual(workflow_step *step, upw_error *error)
{
    appraise_round r;
    return round_of_step(step, &r, error) && appraise_close_answering(step, &r, error);
}

static bool may_extend(workflow_step *step, upw_error *error)
{
    const round_extension *const more = step->request->facts;
    appraise_round r;
    if (!round_of_step(step, &r, error) || !check_reason(step->request->reason, error))
        return false;
    if (r.extra_days != 0)
        return upw_fail(error, UPW_FORBIDDEN, "The return window was extended before; that is done once only");
    if (more == NULL || more->days < 1 || more->days > ROUND_EXTENSION_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_EXTENSION_DAYS));
    if (step->request->now_ms >= round_returns_end_ms(&r))
        return upw_fail(error, UPW_FORBIDDEN, "The return window has ended");
    const int32_t last = round_last_return_day(&r) + (int32_t)more->days;
    return civil_add_working_days(last, ROUND_WORKING_DAYS_LEFT) <= r.publish_on ||
           upw_fail(error, UPW_BAD_INPUT,
                    "Then fewer than 35 working days would be left before publication, which does not move. Give fewer "
                    "days");
}

static bool extend(workflow_step *step, upw_error *error)
{
    const round_extension *const more = step->request->facts;
    return rounds_put_extension(step->db, step->request->object, more->days, text_trim(step->request->reason), error);
}

static bool may_close_returns(workflow_step *step, upw_error *error)
{
    appraise_round r;
    return round_of_step(step, &r, error) && (step->request->now_ms >= round_returns_end_ms(&r) ||
                                              upw_fail(error, UPW_FORBIDDEN, "Returns can still be signed"));
}

/* Those that nobody signed lapse; what was submitted stays, and a question gets its answer or lapses later. */
static bool close_returns(workflow_step *step, upw_error *error)
{
    appraise_returns all;
    if (!returns_list(step->db, step->request->object, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const workflow_request wish = { .event = EVENT_RETURN_LAPSE,
                                        .object = all.at[i].life.object,
                                        .version = all.at[i].life.version,
                                        .actor = { .role = ROLE_SYSTEM },
                                        .now_ms = step->request->now_ms };
        if (all.at[i].life.state != STATE_RETURN_QUERIED &&
            workflow_offers(&all.at[i].life, EVENT_RETURN_LAPSE, ROLE_SYSTEM) &&
            !workflow_move_within(step->db, step->workflow, &wish, step->arena, NULL, error))
            return false;
    }
    return true;
}

/* ---- archive ---- */

static bool may_archive(workflow_step *step, upw_error *error)
{
    appraise_rounds all;
    if (!rounds_list(step->db, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n && !text_equal(all.at[i].year, step->request->object); i++)
        if (round_is_published(&all.at[i]))
            return true;
    return upw_fail(error, UPW_FORBIDDEN, "The next round is not published yet");
}

static const workflow_rule rules[] = {
    { EVENT_ROUND_ANNOUNCE, may_announce, announce, round_letter_announced },
    { EVENT_ROUND_OPEN, may_open, NULL, round_letter_open },
    { EVENT_ROUND_CANCEL, may_cancel, cancel, round_letter_cancelled },
    { EVENT_ROUND_CLOSE_INDIVIDUAL, may_close_individual, close_individual, round_letter_of_returns },
    { EVENT_ROUND_EXTEND, may_extend, extend, round_letter_extended },
    { EVENT_ROUND_CLOSE_RETURNS, may_close_returns, close_returns, round_letter_of_returns },
    { EVENT_ROUND_ARCHIVE, may_archive, NULL, NULL },
};
const service_rules round_rules = { rules, sizeof rules / sizeof *rules };
