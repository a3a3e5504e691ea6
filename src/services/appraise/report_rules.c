/* What each move of the report, of a factual point, and of a round from its sharing on needs, does and tells. */
#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/report_letters.h"
#include "services/appraise/reporting.h"
#include "services/appraise/round_letters.h"
#include "web/decode.h"
#include "workflow/clock_guard.h"

/* ---- what every step begins with ---- */

static bool read_object(const workflow_step *step, text *year, int64_t *number, upw_error *error)
{
    text rest = step->request->object;
    *year = text_take_until(&rest, '/');
    return number_parse_integer(rest, number) || upw_fail(error, UPW_NOT_FOUND, "there is no such thing");
}

static bool find_round(workflow_step *step, text year, appraise_round *out, upw_error *error)
{
    bool found;
    return rounds_find(step->db, year, step->arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such round"));
}

static bool find_report(workflow_step *step, appraise_report *r, appraise_round *round, upw_error *error)
{
    text year;
    int64_t edition;
    bool found;
    return read_object(step, &year, &edition, error) &&
           reports_find(step->db, year, edition, step->arena, r, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such report")) && find_round(step, year, round, error);
}

static bool find_point(workflow_step *step, point *p, appraise_round *round, upw_error *error)
{
    text year;
    int64_t number;
    bool found;
    return read_object(step, &year, &number, error) &&
           points_find(step->db, year, number, step->arena, p, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such factual point")) &&
           find_round(step, year, round, error);
}

/* Of a round's own moves: its latest edition. */
static bool find_of_round(workflow_step *step, appraise_round *round, appraise_report *r, upw_error *error)
{
    bool found;
    return round_of_step(step, round, error) &&
           reports_find_latest(step->db, round->year, step->arena, r, &found, error) &&
           (found || upw_fail(error, UPW_FORBIDDEN, "There is no report yet"));
}

static report_deed deed_of(const workflow_step *step)
{
    return (report_deed){ step->workflow, step->request->actor, step->request->now_ms, step->request->request };
}

static bool is_correction(const appraise_report *r)
{
    return r->edition > 1;
}

static bool put_fingerprint(workflow_step *step, const appraise_report *r, report_mile mile, upw_error *error)
{
    text sums;
    return reports_write_sums(step->db, r, false, step->arena, &sums, error) &&
           reports_put_mile(step->db, r, mile, report_hash(sums, step->arena), step->request->now_ms,
                            step->request->actor.person, error);
}

static bool say_nothing(workflow_step *step, upw_error *error) /* another move of the same deed tells it */
{
    (void)step, (void)error;
    return true;
}

/* ---- checks and approval ---- */

static bool may_run_checks(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    if (!find_report(step, &r, &round, error))
        return false;
    return is_correction(&r) || round.life.state == STATE_ROUND_ANALYSING ||
           upw_fail(error, UPW_FORBIDDEN, "Tables are built when the returns have closed");
}

static bool may_fail(workflow_step *step, upw_error *error)
{
    return text_trim(step->request->reason).len > 0 ||
           upw_fail(error, UPW_BAD_INPUT, "Enter why the report goes back to be written");
}

static bool may_approve(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    report_checks checks;
    if (!find_report(step, &r, &round, error) || !reports_list_checks(step->db, &r, step->arena, &checks, error))
        return false;
    if (!checks.all_pass)
        return upw_fail(error, UPW_FORBIDDEN, "A check has not passed");
    return !text_equal(r.built_by, step->request->actor.person) ||
           upw_fail(error, UPW_FORBIDDEN, "Who built the report cannot approve it");
}

static bool approve(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) && put_fingerprint(step, &r, MILE_APPROVED, error);
}

/* ---- sharing ---- */

static bool may_share(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    recipients all;
    size_t n = 0;
    if (!find_report(step, &r, &round, error) || !recipients_list(step->db, r.year, false, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        n += !all.at[i].is_day_list;
    return is_correction(&r) || n > 0 ||
           upw_fail(error, UPW_BAD_INPUT,
                    "Nobody is on the list. Name those who check the report, with job title and reason, and share it "
                    "then");
}

static bool share(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) && reports_keep_shared(step->db, &r, error) &&
           reports_put_mile(step->db, &r, MILE_SHARED, r.fingerprint, step->request->now_ms, TEXT(""), error);
}

static bool tell_recipients(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_report r;
    appraise_round round;
    recipients all;
    if (!find_report(step, &r, &round, error) || !recipients_list(step->db, r.year, false, step->arena, &all, error))
        return false;
    const int64_t ends_ms = round_reply_ends_ms(&round, step->request->now_ms);
    for (size_t i = 0; !is_correction(&r) && i < all.n; i++)
        if (!all.at[i].is_day_list && !report_letter_link(&desk, &round, ends_ms, &all.at[i], error))
            return false;
    return true;
}

static bool may_share_round(workflow_step *step, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) &&
           (r.life.state == STATE_REPORT_SHARED || upw_fail(error, UPW_FORBIDDEN, "The report is not approved"));
}

/* ---- points ---- */

static bool may_open_points(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    points all;
    return find_report(step, &r, &round, error) && points_list(step->db, r.year, step->arena, &all, error) &&
           (all.n > 0 || upw_fail(error, UPW_FORBIDDEN, "No factual point was raised"));
}

static bool may_settle_with(workflow_step *step, bool needs_reason, upw_error *error)
{
    const size_t n = web_count_characters(text_trim(step->request->reason));
    if (needs_reason && n == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_ENTER_POINT_REASON));
    return n <= POINT_WORDS_MAX || upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_POINT_REASON_LENGTH));
}

static bool may_accept(workflow_step *step, upw_error *error)
{
    return may_settle_with(step, false, error);
}

static bool may_answer_with_reason(workflow_step *step, upw_error *error)
{
    return may_settle_with(step, true, error);
}

static bool settle_as(workflow_step *step, point_outcome outcome, upw_error *error)
{
    const report_deed by = deed_of(step);
    point p;
    appraise_round round;
    return find_point(step, &p, &round, error) &&
           points_put_outcome(step->db, &p, outcome, text_trim(step->request->reason), &by, error);
}

static bool accept_point(workflow_step *step, upw_error *error)
{
    return settle_as(step, POINT_ACCEPTED, error);
}

static bool part_accept_point(workflow_step *step, upw_error *error)
{
    return settle_as(step, POINT_PART_ACCEPTED, error);
}

static bool reject_point(workflow_step *step, upw_error *error)
{
    return settle_as(step, POINT_REJECTED, error);
}

static bool tell_of_point(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    point p;
    appraise_round round;
    return find_point(step, &p, &round, error) && report_letter_point(&desk, &round, &p, error);
}

static bool may_print(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    point p;
    bool found;
    return find_point(step, &p, &round, error) &&
           reports_find_released(step->db, round.year, 0, step->request->now_ms, step->arena, &r, &found, error) &&
           (found || upw_fail(error, UPW_FORBIDDEN, "The report is not published"));
}

/* ---- the reply ---- */

static bool may_reply(workflow_step *step, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    reply it;
    bool found;
    if (!find_of_round(step, &round, &r, error) || !replies_find(step->db, round.year, step->arena, &it, &found, error))
        return false;
    if (step->request->now_ms >= round_reply_ends_ms(&round, r.shared_ms))
        return upw_fail(error, UPW_FORBIDDEN, "The time to reply has ended");
    return (found && text_trim(it.words).len > 0) ||
           upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E066));
}

static bool keep_reply(workflow_step *step, upw_error *error)
{
    const report_deed by = deed_of(step);
    return replies_put_end(step->db, step->request->object, true, &by, error);
}

static bool tell_reply(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_round round;
    return round_of_step(step, &round, error) && report_letter_reply(&desk, &round, true, error);
}

static bool may_lapse(workflow_step *step, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) &&
           (step->request->now_ms >= round_reply_ends_ms(&round, r.shared_ms) ||
            upw_fail(error, UPW_FORBIDDEN, "The board can still reply"));
}

static bool keep_lapse(workflow_step *step, upw_error *error)
{
    const report_deed by = deed_of(step);
    return replies_put_end(step->db, step->request->object, false, &by, error);
}

static bool tell_lapse(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_round round;
    return round_of_step(step, &round, error) && report_letter_reply(&desk, &round, false, error);
}

/* ---- final ---- */

static bool check_points(workflow_step *step, text year, upw_error *error)
{
    points all;
    if (!points_list(step->db, year, step->arena, &all, error))
        return false;
    return all.n_open == 0 || upw_fail(error, UPW_FORBIDDEN, "%zu factual point%s %s not settled", all.n_open,
                                       all.n_open == 1 ? "" : "s", all.n_open == 1 ? "is" : "are");
}

static bool may_settle(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    report_differences changed;
    if (!find_report(step, &r, &round, error) || !check_points(step, r.year, error) ||
        !report_find_differences(step->db, &r, step->arena, &changed, error))
        return false;
    for (size_t i = 0; i < changed.n; i++)
        if (changed.at[i].point == 0)
            return upw_fail(error, UPW_FORBIDDEN,
                            "What was shared has changed, and no accepted factual point covers it: %.*s",
                            TEXT_ARGS(changed.at[i].place));
    return true;
}

static bool settle(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) && put_fingerprint(step, &r, MILE_SETTLED, error);
}

static bool may_finalise(workflow_step *step, upw_error *error)
{
    appraise_round round;
    return round_of_step(step, &round, error) && check_points(step, round.year, error);
}

/* ---- publication ---- */

int64_t reporting_release_ms(const appraise_round *round, int64_t now_ms)
{
    appraise_round day = *round;
    while (round_publishes_ms(&day) <= now_ms || !civil_is_working_day(day.publish_on))
        day.publish_on++;
    return round_publishes_ms(&day);
}

static int64_t release_of(const appraise_report *r, const appraise_round *round, int64_t now_ms)
{
    return is_correction(r) ? now_ms : reporting_release_ms(round, now_ms);
}

bool reporting_check_clock(store_db *db, upw_error *error)
{
    clock_guard guard;
    return clock_guard_read(db, &guard, error) &&
           (guard.held_ms == 0 || upw_fail(error, UPW_FORBIDDEN, "%s", web_message_text(MESSAGE_CLOCK_WAITS)));
}

static bool may_schedule(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    if (!reporting_check_clock(step->db, error) || !find_report(step, &r, &round, error))
        return false;
    /* the day was named when the round was announced, ROUND_NOTICE_DAYS and more before */
    return is_correction(&r) || round.publish_on >= round.opens_on + ROUND_NOTICE_DAYS ||
           upw_fail(error, UPW_FORBIDDEN, "The day of publication must have been announced 28 days before");
}

static bool schedule(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) &&
           reports_put_mile(step->db, &r, MILE_SCHEDULED, TEXT(""), release_of(&r, &round, step->request->now_ms),
                            TEXT(""), error);
}

static bool tell_date(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) &&
           (is_correction(&r) || report_letter_date(&desk, &round, r.release_ms, error));
}

static bool check_release(const workflow_step *step, const appraise_report *r, upw_error *error)
{
    bool is_released;
    if (r->release_by[0].len == 0 || r->release_by[1].len == 0)
        return upw_fail(error, UPW_FORBIDDEN, "Two people must approve the publication");
    return reports_is_released(step->db, r, step->request->now_ms, step->arena, &is_released, error) &&
           (is_released || upw_fail(error, UPW_FORBIDDEN, "The hour of publication has not come"));
}

static bool may_publish(workflow_step *step, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    return find_report(step, &r, &round, error) && check_release(step, &r, error);
}

static bool may_publish_round(workflow_step *step, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) && check_release(step, &r, error) &&
           (r.life.state == STATE_REPORT_PUBLISHED || upw_fail(error, UPW_FORBIDDEN, "The report is not published"));
}

static bool print_points(workflow_step *step, upw_error *error)
{
    points all;
    if (!points_list(step->db, step->request->object, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const workflow_request wish = { .event = EVENT_FACTUAL_POINT_PRINT,
                                        .object = all.at[i].life.object,
                                        .version = all.at[i].life.version,
                                        .actor = { .role = ROLE_SYSTEM },
                                        .now_ms = step->request->now_ms };
        if (!workflow_move_within(step->db, step->workflow, &wish, step->arena, NULL, error))
            return false;
    }
    return true;
}

static bool tell_published(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) && report_letter_published(&desk, &round, &r, error);
}

/* ---- correction ---- */

static bool check_notice(text notice, upw_error *error)
{
    const size_t n = web_count_characters(text_trim(notice));
    const web_message wrong = n == 0                             ? MESSAGE_E074
                              : n < NOTICE_MIN || n > NOTICE_MAX ? MESSAGE_NOTICE_LENGTH
                                                                 : MESSAGE_NONE;
    return wrong == MESSAGE_NONE || upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(wrong));
}

static bool may_correct(workflow_step *step, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) && check_notice(r.notice, error) && check_release(step, &r, error);
}

static bool tell_corrected(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_round round;
    appraise_report r;
    return find_of_round(step, &round, &r, error) && report_letter_corrected(&desk, &round, &r, error);
}

static bool may_supersede(workflow_step *step, upw_error *error)
{
    appraise_report r, later;
    appraise_round round;
    bool found;
    return find_report(step, &r, &round, error) &&
           reports_find(step->db, r.year, r.edition + 1, step->arena, &later, &found, error) &&
           ((found && later.life.state == STATE_REPORT_PUBLISHED) ||
            upw_fail(error, UPW_FORBIDDEN, "No correction is published"));
}

static const workflow_rule rules[] = {
    { EVENT_REPORT_RUN_CHECKS, may_run_checks, NULL, NULL },
    { EVENT_REPORT_FAIL, may_fail, NULL, NULL },
    { EVENT_REPORT_APPROVE, may_approve, approve, NULL },
    { EVENT_REPORT_SHARE, may_share, share, tell_recipients },
    { EVENT_REPORT_OPEN_POINTS, may_open_points, NULL, say_nothing },
    { EVENT_REPORT_SETTLE, may_settle, settle, NULL },
    { EVENT_REPORT_SCHEDULE, may_schedule, schedule, tell_date },
    { EVENT_REPORT_PUBLISH, may_publish, NULL, say_nothing },
    { EVENT_REPORT_SUPERSEDE, may_supersede, NULL, say_nothing },
    { EVENT_FACTUAL_POINT_ACCEPT, may_accept, accept_point, tell_of_point },
    { EVENT_FACTUAL_POINT_PART_ACCEPT, may_answer_with_reason, part_accept_point, tell_of_point },
    { EVENT_FACTUAL_POINT_REJECT, may_answer_with_reason, reject_point, tell_of_point },
    { EVENT_FACTUAL_POINT_PRINT, may_print, NULL, NULL },
    { EVENT_ROUND_SHARE, may_share_round, NULL, say_nothing },
    { EVENT_ROUND_REPLY, may_reply, keep_reply, tell_reply },
    { EVENT_ROUND_REPLY_LAPSES, may_lapse, keep_lapse, tell_lapse },
    { EVENT_ROUND_FINALISE, may_finalise, NULL, NULL },
    { EVENT_ROUND_PUBLISH, may_publish_round, print_points, tell_published },
    { EVENT_ROUND_CORRECT, may_correct, NULL, tell_corrected },
};
const service_rules report_rules = { rules, sizeof rules / sizeof *rules };
