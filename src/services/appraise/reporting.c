/* The deeds: each a transaction of moves, rows and letters. */
#include "services/appraise/reporting.h"

#include "base/memory.h"
#include "services/appraise/deed.h"
#include "services/appraise/report_letters.h"
#include "web/decode.h"

/* What a deed is about, as the transaction sees it; each uses its part. */
typedef struct job {
    const reporting *w;
    const appraise_round *round;
    const appraise_report *report;
    const report_built *built;
    bool is_reopened; /* it stood in checks */
    const report_chapter *chapter;
    report_checks *checks;
    const recipient *who;
    const point *point;
    const reply *reply;
    point_outcome outcome;
    text words;
    int64_t *number;
} job;

static const workflow_actor system_actor = { .role = ROLE_SYSTEM };

static bool act(const reporting *w, bool (*deed)(store_db *db, void *context, upw_error *error), job *j,
                upw_error *error)
{
    j->w = w;
    return store_transact(w->db, deed, j, error);
}

/* A move within the deed; by whom it is done, or by the system. */
static bool move(store_db *db, const job *j, workflow_event event, const workflow_life *life, bool is_first,
                 const workflow_actor *actor, upw_error *error)
{
    const workflow_request wish = { .event = event,
                                    .object = life->object,
                                    .version = is_first ? life->version : WORKFLOW_ANY_VERSION,
                                    .actor = actor != NULL ? *actor : j->w->by->actor,
                                    .now_ms = j->w->by->now_ms,
                                    .request = j->w->by->request,
                                    .reason = j->words };
    return workflow_move_within(db, j->w->by->workflow, &wish, j->w->arena, NULL, error);
}

static bool note(store_db *db, const job *j, const char *action, text object, upw_error *error)
{
    const report_deed *const by = j->w->by;
    const appraise_deed deed = { by->actor, by->now_ms, by->request };
    return appraise_record(db, &deed, action, object, NULL, 0, error);
}

/* ---- building ---- */

static bool put_built(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return (!j->is_reopened || move(db, j, EVENT_REPORT_FAIL, &j->report->life, true, NULL, error)) &&
           reports_put_built(db, j->built, j->w->by, error);
}

bool reporting_build(const reporting *w, const appraise_round *round, const report_sources *from, bool with_text,
                     upw_error *error)
{
    appraise_report r = { .edition = 1 };
    report_tables *const tables = MEMORY_TAKE(w->arena, report_tables, 1);
    report_built built = { .year = round->year, .tables = tables };
    bool found;
    if (!reports_find_latest(w->db, round->year, w->arena, &r, &found, error))
        return false;
    const bool is_correction = found && r.edition > 1;
    if (round->life.state != STATE_ROUND_ANALYSING && !is_correction)
        return upw_fail(error, UPW_FORBIDDEN, "Tables are built when the returns have closed, and not after sharing");
    if (found && r.life.state != STATE_REPORT_ASSEMBLING && r.life.state != STATE_REPORT_IN_CHECKS)
        return upw_fail(error, UPW_FORBIDDEN, "The report is approved: its tables are frozen");
    if (!report_build(w->db, round, from, w->arena, tables, &built.n_answers, error))
        return false;
    built.edition = found ? r.edition : 1;
    if (with_text || !found)
        built.chapters = report_write_chapters(round, tables, w->arena);
    job j = { .report = &r,
              .built = &built,
              .is_reopened = found && r.life.state == STATE_REPORT_IN_CHECKS,
              .words = TEXT("Tables are built again") };
    return act(w, put_built, &j, error);
}

/* ---- text ---- */

static bool check_change(const job *j, upw_error *error)
{
    const appraise_report *const r = j->report;
    const workflow_state s = r->life.state;
    point p;
    bool found;
    if (web_count_characters(text_trim(j->chapter->words)) > REPORT_WORDS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_CHAPTER_LENGTH));
    if (!report_chapter_has_text(j->chapter->chapter))
        return upw_fail(error, UPW_FORBIDDEN, "This part of the report is made by rule");
    if (s == STATE_REPORT_ASSEMBLING)
        return true;
    if (s == STATE_REPORT_IN_CHECKS)
        return upw_fail(error, UPW_FORBIDDEN, "The report is in checks: take it back to be written first");
    if (s != STATE_REPORT_SHARED && s != STATE_REPORT_SETTLING)
        return upw_fail(error, UPW_FORBIDDEN, "The text is frozen");
    if (!points_find(j->w->db, r->year, j->chapter->point, j->w->arena, &p, &found, error))
        return false;
    return (found && point_allows_change(&p)) ||
           upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_SELECT_POINT));
}

static bool put_chapter(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return check_change(j, error) && reports_put_chapter(db, j->report, j->chapter, j->w->by, error);
}

bool reporting_write_chapter(const reporting *w, const appraise_report *r, const report_chapter *chapter,
                             upw_error *error)
{
    job j = { .report = r, .chapter = chapter };
    return act(w, put_chapter, &j, error);
}

/* ---- checks and approval ---- */

static bool run_checks(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    if (!move(db, j, EVENT_REPORT_RUN_CHECKS, &j->report->life, true, NULL, error) ||
        !report_run_checks(db, j->round, j->report, j->w->arena, j->checks, error) ||
        !reports_put_checks(db, j->report, j->checks, error))
        return false;
    j->words = TEXT("A check has not passed");
    return j->checks->all_pass || move(db, j, EVENT_REPORT_FAIL, &j->report->life, false, &system_actor, error);
}

bool reporting_check(const reporting *w, const appraise_round *round, const appraise_report *r, report_checks *checks,
                     upw_error *error)
{
    job j = { .round = round, .report = r, .checks = checks };
    return act(w, run_checks, &j, error);
}

static bool reopen(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_REPORT_FAIL, &j->report->life, true, NULL, error);
}

bool reporting_reopen(const reporting *w, const appraise_report *r, text reason, upw_error *error)
{
    job j = { .report = r, .words = reason };
    return act(w, reopen, &j, error);
}

static bool approve(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_REPORT_APPROVE, &j->report->life, true, NULL, error);
}

bool reporting_approve(const reporting *w, const appraise_report *r, upw_error *error)
{
    job j = { .report = r };
    return act(w, approve, &j, error);
}

/* ---- sharing ---- */

static letters_desk desk_of(store_db *db, const job *j)
{
    return (letters_desk){ db, j->w->by->workflow, j->w->arena, j->w->by->now_ms };
}

static bool check_recipient(store_db *db, const job *j, upw_error *error)
{
    recipients all;
    size_t n = 0;
    if (!recipients_list(db, j->round->year, false, j->w->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        n += all.at[i].is_day_list && !text_equal(all.at[i].email, j->who->email);
    if (j->who->is_day_list && n >= SHARE_DAY_LIST_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E061));
    return all.n < SHARE_RECIPIENTS_MAX ||
           upw_fail(error, UPW_BAD_INPUT, "No more than %d people can read the report before it is published",
                    SHARE_RECIPIENTS_MAX);
}

/* While the report is shared, whoever is named gets their link at once. */
static bool send_link(store_db *db, const job *j, upw_error *error)
{
    const letters_desk desk = desk_of(db, j);
    appraise_report r;
    recipients all;
    bool found;
    if (!reports_find_latest(db, j->round->year, j->w->arena, &r, &found, error) ||
        !recipients_list(db, j->round->year, false, j->w->arena, &all, error))
        return false;
    for (size_t i = 0; found && r.shared_ms > 0 && !j->who->is_day_list && i < all.n; i++)
        if (text_equal(all.at[i].email, j->who->email))
            return report_letter_link(&desk, j->round, round_reply_ends_ms(j->round, r.shared_ms), &all.at[i], error);
    return true;
}

/* From then on the list is printed in annex D. */
static bool check_unpublished(const appraise_round *round, upw_error *error)
{
    return !round_is_published(round) ||
           upw_fail(error, UPW_FORBIDDEN, "The report is published: everybody can read it");
}

static bool name_recipient(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return check_unpublished(j->round, error) && check_recipient(db, j, error) &&
           recipients_add(db, j->who, j->w->by, j->w->arena, error) && send_link(db, j, error);
}

bool reporting_name_recipient(const reporting *w, const appraise_round *round, const recipient *draft, upw_error *error)
{
    job j = { .round = round, .who = draft };
    return act(w, name_recipient, &j, error);
}

static bool remove_recipient(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return check_unpublished(j->round, error) && recipients_remove(db, j->who, j->w->by, error);
}

bool reporting_remove_recipient(const reporting *w, const appraise_round *round, const recipient *who, upw_error *error)
{
    job j = { .round = round, .who = who };
    return act(w, remove_recipient, &j, error);
}

static bool note_breach(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return recipients_note_breach(db, j->who, j->words, j->w->by, error);
}

bool reporting_note_breach(const reporting *w, const recipient *who, text words, upw_error *error)
{
    job j = { .who = who, .words = words };
    return act(w, note_breach, &j, error);
}

static bool note_opening(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return recipients_note_opening(db, j->who, j->words, j->w->by, error);
}

bool reporting_note_opening(const reporting *w, const recipient *who, text place, upw_error *error)
{
    job j = { .who = who, .words = place };
    return act(w, note_opening, &j, error);
}

static bool share(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_REPORT_SHARE, &j->report->life, true, NULL, error) &&
           move(db, j, EVENT_ROUND_SHARE, &j->round->life, true, NULL, error);
}

bool reporting_share(const reporting *w, const appraise_round *round, const appraise_report *r, upw_error *error)
{
    job j = { .round = round, .report = r };
    return act(w, share, &j, error);
}

/* ---- points ---- */

bool reporting_may_raise(const appraise_round *round, const appraise_report *r, int64_t now_ms)
{
    const workflow_state s = r->life.state;
    return r->edition == 1 && (s == STATE_REPORT_SHARED || s == STATE_REPORT_SETTLING) &&
           now_ms < round_reply_ends_ms(round, r->shared_ms);
}

static bool check_point(const point *draft, upw_error *error)
{
    const web_message wrong = text_trim(draft->place).len == 0                          ? MESSAGE_E062
                              : text_trim(draft->words).len == 0                        ? MESSAGE_E063
                              : text_trim(draft->evidence).len == 0                     ? MESSAGE_E064
                              : web_count_characters(draft->words) > POINT_WORDS_MAX    ? MESSAGE_E065
                              : web_count_characters(draft->evidence) > POINT_WORDS_MAX ? MESSAGE_EVIDENCE_LENGTH
                                                                                        : MESSAGE_NONE;
    return wrong == MESSAGE_NONE || upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(wrong));
}

/* Only the board's points move the report: state-machines.csv names no other actor. Those of offices are numbered and
 * hold up the end of the settling all the same. */
static bool raise(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    const letters_desk desk = desk_of(db, j);
    point raised;
    bool found;
    if (!reporting_may_raise(j->round, j->report, j->w->by->now_ms))
        return upw_fail(error, UPW_FORBIDDEN, "The time to raise factual points has ended");
    if (!check_point(j->point, error) || !points_add(db, j->point, j->w->by, j->number, error) ||
        !points_find(db, j->round->year, *j->number, j->w->arena, &raised, &found, error))
        return false;
    return (j->w->by->actor.role != ROLE_BOARD || j->report->life.state != STATE_REPORT_SHARED ||
            move(db, j, EVENT_REPORT_OPEN_POINTS, &j->report->life, false, NULL, error)) &&
           report_letter_point(&desk, j->round, &raised, error);
}

bool reporting_raise_point(const reporting *w, const appraise_round *round, const appraise_report *r,
                           const point *draft, int64_t *number, upw_error *error)
{
    point copy = *draft;
    copy.year = round->year;
    job j = { .round = round, .report = r, .point = &copy, .number = number };
    return act(w, raise, &j, error);
}

static bool settle_point(store_db *db, void *context, upw_error *error)
{
    static const workflow_event events[POINT_OUTCOMES] = { [POINT_ACCEPTED] = EVENT_FACTUAL_POINT_ACCEPT,
                                                           [POINT_PART_ACCEPTED] = EVENT_FACTUAL_POINT_PART_ACCEPT,
                                                           [POINT_REJECTED] = EVENT_FACTUAL_POINT_REJECT };
    job *const j = context;
    if (j->outcome == POINT_OPEN)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_SELECT_OUTCOME));
    return move(db, j, events[j->outcome], &j->point->life, true, NULL, error);
}

bool reporting_settle_point(const reporting *w, const point *p, point_outcome outcome, text reason, upw_error *error)
{
    job j = { .point = p, .outcome = outcome, .words = reason };
    return act(w, settle_point, &j, error);
}

/* ---- the reply ---- */

static bool save_reply(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    if (j->round->life.state != STATE_ROUND_SHARED)
        return upw_fail(error, UPW_FORBIDDEN, "A reply can be written while the report is shared, until it is sent");
    if (web_count_characters(j->reply->words) > REPLY_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E067));
    return replies_save(db, j->round->year, j->reply, j->w->by, error);
}

bool reporting_save_reply(const reporting *w, const appraise_round *round, const reply *draft, upw_error *error)
{
    job j = { .round = round, .reply = draft };
    return act(w, save_reply, &j, error);
}

static bool send_reply(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_ROUND_REPLY, &j->round->life, true, NULL, error);
}

bool reporting_send_reply(const reporting *w, const appraise_round *round, upw_error *error)
{
    job j = { .round = round };
    return act(w, send_reply, &j, error);
}

/* ---- final, released, published ---- */

static bool finalise(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    if (j->round->life.state == STATE_ROUND_SHARED)
        return upw_fail(error, UPW_FORBIDDEN, "The board can still reply");
    return move(db, j, EVENT_REPORT_SETTLE, &j->report->life, true, NULL, error) &&
           move(db, j, EVENT_ROUND_FINALISE, &j->round->life, true, NULL, error) &&
           move(db, j, EVENT_REPORT_SCHEDULE, &j->report->life, false, NULL, error);
}

bool reporting_finalise(const reporting *w, const appraise_round *round, const appraise_report *r, upw_error *error)
{
    job j = { .round = round, .report = r };
    return act(w, finalise, &j, error);
}

/* A correction goes the same way in one step: it was read by nobody outside, and its hour is now. */
static bool publish_correction(store_db *db, job *j, upw_error *error)
{
    static const workflow_event steps[] = { EVENT_REPORT_SHARE, EVENT_REPORT_SETTLE, EVENT_REPORT_SCHEDULE };
    const workflow_life *const life = &j->report->life;
    workflow_life before = *life;
    before.object = report_object(j->report->year, j->report->edition - 1, j->w->arena);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!move(db, j, steps[i], life, false, NULL, error))
            return false;
    return move(db, j, EVENT_REPORT_PUBLISH, life, false, &system_actor, error) &&
           move(db, j, EVENT_ROUND_CORRECT, &j->round->life, false, NULL, error) &&
           move(db, j, EVENT_REPORT_SUPERSEDE, &before, false, NULL, error);
}

static bool may_release(const appraise_report *r)
{
    return r->life.state == (r->edition > 1 ? STATE_REPORT_APPROVED : STATE_REPORT_SCHEDULED);
}

static bool release(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    const text person = j->w->by->actor.person;
    const report_deed *const by = j->w->by;
    appraise_report r;
    bool found;
    if (!reporting_check_clock(db, error) ||
        !reports_find(db, j->report->year, j->report->edition, j->w->arena, &r, &found, error))
        return false;
    if (!found || !may_release(&r))
        return upw_fail(error, UPW_FORBIDDEN, "The report is not ready to be released");
    if (r.release_by[1].len > 0)
        return upw_fail(error, UPW_FORBIDDEN, "Two people have approved the publication already");
    if (r.release_by[0].len == 0)
        return reports_put_mile(db, &r, MILE_RELEASE_1, TEXT(""), by->now_ms, person, error) &&
               note(db, j, "report.release", r.life.object, error);
    if (text_equal(r.release_by[0], person))
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E073));
    /* too late for its hour: the next working day's, so that nothing appears without notice */
    const bool is_late = r.edition == 1 && by->now_ms >= r.release_ms;
    return (!is_late || reports_put_mile(db, &r, MILE_SCHEDULED, TEXT(""), reporting_release_ms(j->round, by->now_ms),
                                         TEXT(""), error)) &&
           reports_put_mile(db, &r, MILE_RELEASE_2, TEXT(""), by->now_ms, person, error) &&
           note(db, j, "report.release", r.life.object, error) && (r.edition == 1 || publish_correction(db, j, error));
}

bool reporting_release(const reporting *w, const appraise_round *round, const appraise_report *r, upw_error *error)
{
    job j = { .round = round, .report = r };
    return act(w, release, &j, error);
}

/* ---- correcting ---- */

static bool begin_correction(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    appraise_report latest, next;
    bool found;
    const size_t n = web_count_characters(j->words);
    if (n == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E074));
    if (n < NOTICE_MIN || n > NOTICE_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_NOTICE_LENGTH));
    if (!reports_find_latest(db, j->report->year, j->w->arena, &latest, &found, error))
        return false;
    if (!found || latest.life.state != STATE_REPORT_PUBLISHED)
        return upw_fail(error, UPW_FORBIDDEN, "Only what is published can be corrected, one correction at a time");
    return reports_copy_edition(db, &latest, j->w->by, error) &&
           reports_find_latest(db, latest.year, j->w->arena, &next, &found, error) &&
           reports_put_mile(db, &next, MILE_NOTICE, j->words, j->w->by->now_ms, j->w->by->actor.person, error) &&
           note(db, j, "report.begin_correction", next.life.object, error);
}

bool reporting_begin_correction(const reporting *w, const appraise_report *r, text notice, upw_error *error)
{
    job j = { .report = r, .words = text_trim(notice) };
    return act(w, begin_correction, &j, error);
}

/* ---- because a date has come ---- */

static bool lapse(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_ROUND_REPLY_LAPSES, &j->round->life, true, NULL, error);
}

static bool publish(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    return move(db, j, EVENT_REPORT_PUBLISH, &j->report->life, true, NULL, error) &&
           move(db, j, EVENT_ROUND_PUBLISH, &j->round->life, true, NULL, error);
}

/* The list of the last day: their links. */
static bool tell_day_list(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    const letters_desk desk = desk_of(db, j);
    recipients all;
    if (!recipients_list(db, j->round->year, false, j->w->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].is_day_list && !all.at[i].has_link && !report_letter_link(&desk, j->round, 0, &all.at[i], error))
            return false;
    return true;
}

static bool keep_round(const reporting *w, const appraise_round *round, upw_error *error)
{
    const int64_t day_ms = INT64_C(24) * 3600 * 1000, now_ms = w->by->now_ms;
    const workflow_state s = round->life.state;
    appraise_report r;
    bool found, is_released;
    if (s < STATE_ROUND_ANALYSING || s > STATE_ROUND_FINAL ||
        !reports_find_latest(w->db, round->year, w->arena, &r, &found, error))
        return s < STATE_ROUND_ANALYSING || s > STATE_ROUND_FINAL;
    job j = { .round = round, .report = &r };
    if (!found)
        return true;
    if (s == STATE_ROUND_SHARED && now_ms >= round_reply_ends_ms(round, r.shared_ms))
        return act(w, lapse, &j, error);
    if (s != STATE_ROUND_FINAL || r.release_ms == 0)
        return true;
    if (now_ms >= r.release_ms - day_ms && now_ms < r.release_ms && !act(w, tell_day_list, &j, error))
        return false;
    return reports_is_released(w->db, &r, now_ms, w->arena, &is_released, error) &&
           (!is_released || act(w, publish, &j, error));
}

bool reports_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const report_deed by = { .workflow = w, .actor = system_actor, .now_ms = now_ms };
    const reporting what = { db, arena, &by };
    appraise_rounds all;
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!keep_round(&what, &all.at[i], error))
            return false;
    return true;
}
