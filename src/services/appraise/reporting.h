/* services/appraise/reporting.h: what is done with the report, a function for each deed: built, checked, approved by
 * another person, shared, questioned, replied to, made final, released by two people, published at its hour, corrected.
 *
 * The order for one year, the round being in "analysing":
 *
 *   reporting_build            the analyst; again as often as needed before it is approved
 *   reporting_write_chapter    the analyst; the text of a chapter
 *   reporting_check            the analyst: to "in checks", or back with what is wrong
 *   reporting_approve          somebody of the coalition who did not build it
 *   reporting_name_recipient   the coalition, before and while it is shared
 *   reporting_share            the coalition: round and report are "shared"; each recipient gets a link
 *   reporting_raise_point      a recipient, while the clock of the reply runs
 *   reporting_settle_point     the coalition; then reporting_write_chapter with chapter->point, where one was accepted
 *   reporting_save_reply       the board, as often as it likes
 *   reporting_send_reply       the board; or reports_keep_dates, when the clock has run out
 *   reporting_finalise         the coalition: round "final", report "scheduled"
 *   reporting_release          two people of the coalition
 *   reports_keep_dates         at the hour: round and report are "published"
 *
 * and afterwards, for a correction,
 *
 *   reporting_begin_correction the coalition: the next edition, a copy that nobody else sees
 *   reporting_write_chapter, reporting_check, reporting_approve as before; then reporting_release by two people, the
 *   second of whom publishes it.
 *
 * Each is one transaction, with its audit rows and letters. `by->workflow` and `by->actor` say who; the report and the
 * round are as the actor saw them: UPW_CONFLICT when somebody else was first. UPW_BAD_INPUT and UPW_FORBIDDEN say in a
 * sentence for people why not. */
#ifndef APPRAISE_REPORTING_H
#define APPRAISE_REPORTING_H

#include "services/appraise/report_build.h"
#include "services/appraise/report_checks.h"
#include "services/services.h"

typedef struct reporting {
    store_db *db;
    upw_arena *arena;
    const report_deed *by;
} reporting;

/* Tables from what was signed and said, and (with_text, and always the first time) the text that they give. */
bool reporting_build(const reporting *w, const appraise_round *round, const report_sources *from, bool with_text,
                     upw_error *error) UPW_MUST_CHECK;

/* chapter->version is what the actor saw. While it is assembled, freely; when it was shared, because of an accepted
 * point (chapter->point), and not after it is final. */
bool reporting_write_chapter(const reporting *w, const appraise_report *r, const report_chapter *chapter,
                             upw_error *error) UPW_MUST_CHECK;

/* *checks says what was found; without a fault the report is in checks, else it is assembled on. */
bool reporting_check(const reporting *w, const appraise_round *round, const appraise_report *r, report_checks *checks,
                     upw_error *error) UPW_MUST_CHECK;
/* From "in checks" back to the writing. */
bool reporting_reopen(const reporting *w, const appraise_report *r, text reason, upw_error *error) UPW_MUST_CHECK;
bool reporting_approve(const reporting *w, const appraise_report *r, upw_error *error) UPW_MUST_CHECK;

/* One more; when the report is shared already, with a link at once. */
bool reporting_name_recipient(const reporting *w, const appraise_round *round, const recipient *draft,
                              upw_error *error) UPW_MUST_CHECK;
bool reporting_remove_recipient(const reporting *w, const appraise_round *round, const recipient *who,
                                upw_error *error) UPW_MUST_CHECK;
bool reporting_note_breach(const reporting *w, const recipient *who, text words, upw_error *error) UPW_MUST_CHECK;
bool reporting_note_opening(const reporting *w, const recipient *who, text place, upw_error *error) UPW_MUST_CHECK;
bool reporting_share(const reporting *w, const appraise_round *round, const appraise_report *r,
                     upw_error *error) UPW_MUST_CHECK;

/* Of the draft: place, words, evidence, organisation. */
bool reporting_raise_point(const reporting *w, const appraise_round *round, const appraise_report *r,
                           const point *draft, int64_t *number, upw_error *error) UPW_MUST_CHECK;
bool reporting_may_raise(const appraise_round *round, const appraise_report *r, int64_t now_ms);
bool reporting_settle_point(const reporting *w, const point *p, point_outcome outcome, text reason,
                            upw_error *error) UPW_MUST_CHECK;

bool reporting_save_reply(const reporting *w, const appraise_round *round, const reply *draft,
                          upw_error *error) UPW_MUST_CHECK;
bool reporting_send_reply(const reporting *w, const appraise_round *round, upw_error *error) UPW_MUST_CHECK;

bool reporting_finalise(const reporting *w, const appraise_round *round, const appraise_report *r,
                        upw_error *error) UPW_MUST_CHECK;
/* The first approval, or the second by somebody else. */
bool reporting_release(const reporting *w, const appraise_round *round, const appraise_report *r,
                       upw_error *error) UPW_MUST_CHECK;

bool reporting_begin_correction(const reporting *w, const appraise_report *r, text notice,
                                upw_error *error) UPW_MUST_CHECK;

/* Because a date has come: a reply lapses, the report is published, letters go out before. */
bool reports_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena,
                        upw_error *error) UPW_MUST_CHECK;

/* UPW_FORBIDDEN while nothing may become public, because the clock has jumped (workflow/clock_guard.h). */
bool reporting_check_clock(store_db *db, upw_error *error) UPW_MUST_CHECK;

/* When it will be published, seen from now: 09:30 of the round's day, or of the next working day after it. */
int64_t reporting_release_ms(const appraise_round *round, int64_t now_ms);

extern const service_rules report_rules;

#endif
