/* What each move of a return needs and does. Invitations (EVENT_RETURN_INVITE) are invitation rules' business. */
#include <math.h>

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/return_letters.h"
#include "services/appraise/returns_write.h"
#include "services/appraise/rules.h"
#include "services/appraise/signed.h"
#include "services/people/people.h"
#include "web/decode.h"
#include "web/messages.h"

static bool refuse(web_message message, upw_error *error)
{
    return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(message));
}

/* The round goes on, and the window in which returns are made has not ended. */
static bool check_window(const workflow_step *step, const appraise_round *r, upw_error *error)
{
    const workflow_state state = r->life.state;
    if (state == STATE_ROUND_CANCELLED)
        return upw_fail(error, UPW_FORBIDDEN, "This round was cancelled");
    return (step->request->now_ms < round_returns_end_ms(r) &&
            (state == STATE_ROUND_ANNOUNCED || state == STATE_ROUND_OPEN || state == STATE_ROUND_AGREEING)) ||
           upw_fail(error, UPW_FORBIDDEN, "The time in which returns are made is over");
}

static bool begin(workflow_step *step, appraise_round *r, appraise_return *ret, upw_error *error)
{
    return return_of_step(step, r, ret, error) && check_window(step, r, error);
}

static bool is_open_guard(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return begin(step, &r, &ret, error);
}

/* ---- prepare, skip, the profile ---- */

static bool is_signatory(workflow_step *step, text body, text account, bool *is, upw_error *error)
{
    seat_holder *holders;
    size_t n;
    *is = false;
    if (!people_list_holders(step->db, body, step->arena, &holders, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        *is = *is || (holders[i].role == ROLE_SIGNATORY && text_equal(holders[i].account, account));
    return true;
}

static bool may_prepare(workflow_step *step, upw_error *error)
{
    const return_acceptance *const named = step->request->facts;
    appraise_round r;
    appraise_return ret;
    bool is;
    if (!begin(step, &r, &ret, error))
        return false;
    if (named == NULL || named->signatory.len == 0)
        return refuse(MESSAGE_SELECT_SIGNATORY, error);
    if (text_equal(named->signatory, step->request->actor.person))
        return refuse(MESSAGE_E056, error);
    return is_signatory(step, ret.body, named->signatory, &is, error) &&
           (is || refuse(MESSAGE_SELECT_SIGNATORY, error));
}

static bool prepare(workflow_step *step, upw_error *error)
{
    const return_acceptance *const named = step->request->facts;
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) &&
           returns_put_people(step->db, ret.year, ret.body, step->request->actor.person, named->signatory, error);
}

static bool may_skip(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!begin(step, &r, &ret, error))
        return false;
    if (r.life.state == STATE_ROUND_ANNOUNCED)
        return upw_fail(error, UPW_FORBIDDEN, "The round is not open yet");
    return ret.n_electors < r.min_people || step->request->now_ms >= round_individual_ends_ms(&r) ||
           upw_fail(error, UPW_FORBIDDEN, "There are enough people on your list: invite them");
}

/* Who rejoins after people have answered goes on from what they said. */
static bool skip(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) &&
           returns_put_no_individual_stage(step->db, ret.year, ret.body, error) &&
           returns_put_medians(step->db, ret.year, ret.body, step->arena, error);
}

static bool check_closed(workflow_step *step, bool is_shown, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    if (step->request->now_ms < round_individual_ends_ms(&r))
        return upw_fail(error, UPW_FORBIDDEN, "People can still answer");
    return (ret.n_answered >= r.min_people) == is_shown ||
           upw_fail(error, UPW_FORBIDDEN, is_shown ? "Too few people answered for a profile" : "There is a profile");
}

static bool may_show(workflow_step *step, upw_error *error)
{
    return check_closed(step, true, error);
}

static bool may_withhold(workflow_step *step, upw_error *error)
{
    return check_closed(step, false, error);
}

static bool start_draft(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) &&
           returns_put_medians(step->db, ret.year, ret.body, step->arena, error);
}

/* ---- agreed ---- */

static double find_median(const profile *seen, text id, question_target target)
{
    const profile_row *const row = returns_look_up_profile(seen, id, target);
    return row != NULL ? row->median : NAN;
}

static bool check_scores(workflow_step *step, const appraise_round *r, const appraise_return *ret, upw_error *error)
{
    questionnaire asked;
    return_scores scores;
    profile seen;
    if (!questionnaire_find(step->db, r->questionnaire, step->arena, &asked, error) ||
        !returns_list_scores(step->db, ret->year, ret->body, step->arena, &scores, error) ||
        !returns_find_profile(step->db, ret->year, ret->body, step->arena, &seen, error))
        return false;
    for (size_t i = 0; i < asked.n; i++) {
        const question *const q = &asked.at[i];
        for (question_target t = 0; q->scale != SCALE_TEXT && t < TARGET_COUNT; t++) {
            const return_score *const score = returns_look_up_score(&scores, q->id, t);
            if (!question_is_about(q, t))
                continue;
            if (score == NULL)
                return upw_fail(error, UPW_BAD_INPUT, "%s: %.*s", web_message_text(MESSAGE_E049),
                                TEXT_ARGS(q->theme_title));
            if (return_needs_reason(score->score, find_median(&seen, q->id, t)) && score->reason.len == 0)
                return upw_fail(error, UPW_BAD_INPUT, "%s: %.*s", web_message_text(MESSAGE_E050),
                                TEXT_ARGS(q->theme_title));
        }
    }
    return true;
}

bool return_needs_reason(int64_t score, double median)
{
    return score >= 1 && !isnan(median) && fabs((double)score - median) >= 1;
}

int32_t return_first_meeting_day(const appraise_round *r, const appraise_return *ret)
{
    return ret->has_individual_stage ? round_last_individual_day(r) + 1 : r->opens_on;
}

static bool check_meeting(workflow_step *step, const appraise_round *r, const appraise_return *ret, upw_error *error)
{
    const int32_t first = return_first_meeting_day(r, ret);
    int32_t day;
    if (!civil_read_day(ret->met_on, &day))
        return upw_fail(error, UPW_BAD_INPUT, "Enter the meeting date");
    if (day < first || day > civil_day_of(step->request->now_ms))
        return upw_fail(error, UPW_BAD_INPUT, "Meeting date must be on or after %.*s, and not in the future",
                        TEXT_ARGS(readers_day(first, step->arena)));
    return ret->consulted != 0 || refuse(MESSAGE_E055, error);
}

static bool may_agree(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return begin(step, &r, &ret, error) && check_scores(step, &r, &ret, error) && check_meeting(step, &r, &ret, error);
}

/* ---- signatures ---- */

static bool check_signing(const workflow_step *step, const appraise_return *ret, upw_error *error)
{
    const return_signing *const signing = step->request->facts;
    if (signing == NULL || text_trim(signing->title).len == 0)
        return refuse(MESSAGE_ENTER_OWN_TITLE, error);
    return signing->version == ret->version ||
           upw_fail(error, UPW_CONFLICT, "The return was changed after you read it. Read it again before you sign");
}

static bool may_sign(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return begin(step, &r, &ret, error) && check_signing(step, &ret, error);
}

static bool put_signature(workflow_step *step, unsigned which, appraise_return *ret, upw_error *error)
{
    const return_signing *const signing = step->request->facts;
    ret->signatures[which] = (return_signature){ step->request->actor.person, signing->title, step->request->now_ms };
    return returns_put_signature(step->db, ret->year, ret->body, which, &ret->signatures[which], error);
}

static bool sign(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) && put_signature(step, 0, &ret, error);
}

static bool check_second(const workflow_step *step, const appraise_return *ret, upw_error *error)
{
    return !text_equal(ret->signatures[0].person, step->request->actor.person) || refuse(MESSAGE_E056, error);
}

static bool may_countersign(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return begin(step, &r, &ret, error) && check_signing(step, &ret, error) && check_second(step, &ret, error);
}

/* A question may be answered after the window, until it lapses. */
static bool may_resubmit(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error) || !check_signing(step, &ret, error))
        return false;
    if (ret.signatures[0].at_ms == 0)
        return upw_fail(error, UPW_FORBIDDEN, "The lead signs again first");
    if (r.life.state == STATE_ROUND_CANCELLED)
        return upw_fail(error, UPW_FORBIDDEN, "This round was cancelled");
    return check_second(step, &ret, error) && check_scores(step, &r, &ret, error) &&
           check_meeting(step, &r, &ret, error);
}

/* In the trail, whose days have a published digest: that the text was this one then. */
static bool record_fingerprint(workflow_step *step, const appraise_return *ret, const char *fingerprint,
                               upw_error *error)
{
    const workflow_request *const r = step->request;
    const appraise_deed by = { r->actor, r->now_ms, r->request };
    const audit_detail details[] = {
        { "fingerprint", text_of(fingerprint) },
        { "edition", memory_format(step->arena, "%lld", (long long)ret->edition + 1) },
    };
    return appraise_record(step->db, &by, "return.fingerprint", ret->life.object, details, 2, error);
}

/* What both have signed is kept as it is, whatever becomes of the return. */
static bool seal(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    text words;
    char fingerprint[SIGNED_FINGERPRINT_LEN + 1];
    if (!return_of_step(step, &r, &ret, error) || !put_signature(step, 1, &ret, error) ||
        !signed_write(step->db, &r, &ret, step->arena, &words, error))
        return false;
    signed_fingerprint(words, fingerprint);
    return returns_put_query(step->db, ret.year, ret.body, TEXT(""), error) &&
           returns_put_signed(step->db, &ret, words, fingerprint, step->request->now_ms, error) &&
           record_fingerprint(step, &ret, fingerprint, error);
}

static bool clear_signatures(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) && returns_clear_signatures(step->db, ret.year, ret.body, error);
}

/* ---- the office's question, accepting ---- */

static bool check_length(text words, size_t least, size_t most, web_message wrong, upw_error *error)
{
    const size_t n = web_count_characters(text_trim(words));
    return (n >= least && n <= most) || refuse(wrong, error);
}

static bool may_query(workflow_step *step, upw_error *error)
{
    return check_length(step->request->reason, RETURN_REASON_LEAST, RETURN_QUERY_MAX, MESSAGE_QUERY_LENGTH, error);
}

static bool query(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) &&
           returns_put_query(step->db, ret.year, ret.body, text_trim(step->request->reason), error) &&
           returns_clear_signatures(step->db, ret.year, ret.body, error);
}

int64_t return_waits_until_ms(int64_t since_ms)
{
    const int32_t last = civil_add_working_days(civil_day_of(since_ms), RETURN_WORKING_DAYS);
    const civil_time midnight = { .date = civil_from_days(last + 1) };
    upw_error ignored;
    int64_t until_ms = since_ms;
    return civil_to_instant(midnight, CIVIL_FIRST, &until_ms, &ignored) ? until_ms : since_ms;
}

/* An officer may at any time; by itself it happens after five working days without a question. */
static bool may_accept(workflow_step *step, upw_error *error)
{
    return step->request->actor.role != ROLE_SYSTEM ||
           step->request->now_ms >= return_waits_until_ms(step->life.since_ms) ||
           upw_fail(error, UPW_FORBIDDEN, "The office has five working days to ask");
}

/* ---- out, and back ---- */

static bool check_reason(workflow_step *step, upw_error *error)
{
    if (text_trim(step->request->reason).len == 0)
        return refuse(MESSAGE_E058, error);
    return check_length(step->request->reason, RETURN_REASON_LEAST, RETURN_REASON_MAX, MESSAGE_DECLINE_LENGTH, error);
}

static bool may_go(workflow_step *step, upw_error *error)
{
    return is_open_guard(step, error) && check_reason(step, error);
}

static bool go(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) &&
           returns_put_reason(step->db, ret.year, ret.body, text_trim(step->request->reason), error);
}

static bool decline(workflow_step *step, upw_error *error)
{
    return go(step, error) && clear_signatures(step, error);
}

static bool rejoin(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    return return_of_step(step, &r, &ret, error) && returns_put_reason(step->db, ret.year, ret.body, TEXT(""), error) &&
           returns_clear_signatures(step->db, ret.year, ret.body, error);
}

static bool may_lapse(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const bool was_asked = ret.life.state == STATE_RETURN_QUERIED;
    return (step->request->now_ms >= round_returns_end_ms(&r) &&
            (!was_asked || step->request->now_ms >= return_waits_until_ms(ret.life.since_ms))) ||
           upw_fail(error, UPW_FORBIDDEN, "There is still time");
}

static const workflow_rule rules[] = {
    { EVENT_RETURN_PREPARE, may_prepare, prepare, return_letter_leading },
    { EVENT_RETURN_SKIP_COLLECTION, may_skip, skip, NULL },
    { EVENT_RETURN_PROFILE_READY, may_show, NULL, return_letter_profile },
    { EVENT_RETURN_PROFILE_WITHHELD, may_withhold, NULL, return_letter_profile },
    { EVENT_RETURN_START_DRAFT, is_open_guard, start_draft, NULL },
    { EVENT_RETURN_AGREE, may_agree, NULL, return_letter_to_sign },
    { EVENT_RETURN_SIGN, may_sign, sign, return_letter_to_sign },
    { EVENT_RETURN_COUNTERSIGN, may_countersign, seal, return_letter_submitted },
    { EVENT_RETURN_REOPEN, is_open_guard, clear_signatures, NULL },
    { EVENT_RETURN_QUERY, may_query, query, return_letter_recorded },
    { EVENT_RETURN_RESUBMIT, may_resubmit, seal, return_letter_submitted },
    { EVENT_RETURN_ACCEPT, may_accept, NULL, NULL },
    { EVENT_RETURN_WITHDRAW, may_go, go, return_letter_recorded },
    { EVENT_RETURN_DECLINE, may_go, decline, return_letter_recorded },
    { EVENT_RETURN_REJOIN, is_open_guard, rejoin, return_letter_leading },
    { EVENT_RETURN_LAPSE, may_lapse, clear_signatures, return_letter_lapsed },
};
const service_rules return_rules = { rules, sizeof rules / sizeof *rules };
