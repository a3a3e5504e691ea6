/* Last year's national report of the demonstration: built, shared, questioned, replied to, published, corrected once.
 */
#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "cli/demo_rounds.h"
#include "services/appraise/reporting.h"

enum { WEEK = 7, MORNING = 10 };

/* Somebody at the report as it stands now. */
typedef struct desk {
    demo_year *y;
    report_deed by;
    reporting w;
    appraise_report report;
} desk;

static bool sit_down(desk *d, text person, workflow_role role, upw_error *error)
{
    demo_year *const y = d->y;
    bool found;
    d->by = (report_deed){ .workflow = y->workflow, .actor = { person, role, TEXT("") }, .now_ms = y->now_ms };
    d->w = (reporting){ y->db, y->arena, &d->by };
    return rounds_find(y->db, y->round.year, y->arena, &y->round, &found, error) &&
           reports_find_latest(y->db, y->round.year, y->arena, &d->report, &found, error);
}

static bool as_analyst(desk *d, upw_error *error)
{
    return sit_down(d, d->y->cast.analyst, ROLE_ANALYST, error);
}

static bool as_officer(desk *d, upw_error *error)
{
    return sit_down(d, d->y->cast.officer, ROLE_COALITION, error);
}

static bool as_second_officer(desk *d, upw_error *error)
{
    return sit_down(d, d->y->cast.second_officer, ROLE_COALITION, error);
}

static bool build(desk *d, upw_error *error)
{
    const report_sources from = { d->y->site->answers, d->y->site->keys };
    return as_analyst(d, error) && reporting_build(&d->w, &d->y->round, &from, true, error);
}

static bool check(desk *d, upw_error *error)
{
    report_checks checks;
    if (!as_analyst(d, error) || !reporting_check(&d->w, &d->y->round, &d->report, &checks, error))
        return false;
    for (size_t i = 0; i < checks.n; i++)
        if (!checks.at[i].is_passed)
            return upw_fail(error, UPW_BAD_INPUT, "the report's check %.*s: %.*s", TEXT_ARGS(checks.at[i].name),
                            TEXT_ARGS(checks.at[i].words));
    return true;
}

static bool name_readers(desk *d, upw_error *error)
{
    const recipient readers[] = {
        { .name = TEXT("Piers Halloran"),
          .email = TEXT("piers@example.org"),
          .organisation = TEXT("NHSCB"),
          .title = TEXT("Policy author"),
          .reason = TEXT("Checks the facts for the board and drafts its reply") },
        { .name = TEXT("Ruth Vance"),
          .email = TEXT("ruth@example.org"),
          .organisation = d->y->cast.office_id,
          .title = TEXT("Office director"),
          .reason = TEXT("Checks the facts about her office") },
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        recipient one = readers[i];
        one.year = d->y->round.year;
        if (!as_officer(d, error) || !reporting_name_recipient(&d->w, &d->y->round, &one, error))
            return false;
    }
    return true;
}

static bool share(desk *d, upw_error *error)
{
    return as_officer(d, error) && reporting_approve(&d->w, &d->report, error) && name_readers(d, error) &&
           as_officer(d, error) && reporting_share(&d->w, &d->y->round, &d->report, error);
}

static bool raise_points(desk *d, upw_error *error)
{
    for (size_t i = 0; i < demo_points_count; i++) {
        const demo_point *const p = &demo_points[i];
        const point draft = { .place = text_of(p->place),
                              .words = text_of(p->what),
                              .evidence = text_of(p->evidence),
                              .organisation = TEXT("NHSCB") };
        int64_t number;
        if (!sit_down(d, d->y->cast.board, ROLE_BOARD, error) ||
            !reporting_raise_point(&d->w, &d->y->round, &d->report, &draft, &number, error))
            return false;
    }
    return true;
}

/* One more sentence at the end of a chapter, because of a point (0: of a correction). */
static bool add_sentence(desk *d, demo_sentence sentence, int64_t because, upw_error *error)
{
    report_chapter chapter;
    bool found;
    if (!as_analyst(d, error) ||
        !reports_find_chapter(d->y->db, &d->report, false, sentence.chapter, d->y->arena, &chapter, &found, error))
        return false;
    chapter.words = memory_format(d->y->arena, "%.*s\n\n%s\n", TEXT_ARGS(chapter.words), sentence.words);
    chapter.point = because;
    return reporting_write_chapter(&d->w, &d->report, &chapter, error);
}

static bool settle_points(desk *d, upw_error *error)
{
    for (size_t i = 0; i < demo_points_count; i++) {
        const demo_point *const p = &demo_points[i];
        const bool is_accepted = p->sentence.words != NULL;
        point there;
        bool found;
        if (!as_officer(d, error) ||
            !points_find(d->y->db, d->y->round.year, (int64_t)i + 1, d->y->arena, &there, &found, error) ||
            !reporting_settle_point(&d->w, &there, is_accepted ? POINT_ACCEPTED : POINT_REJECTED, text_of(p->reason),
                                    error) ||
            (is_accepted && !add_sentence(d, p->sentence, (int64_t)i + 1, error)))
            return false;
    }
    return true;
}

static bool answer_back(desk *d, upw_error *error)
{
    const reply words = { .words = text_of(demo_reply) };
    return sit_down(d, d->y->cast.board, ROLE_BOARD, error) &&
           reporting_save_reply(&d->w, &d->y->round, &words, error) &&
           sit_down(d, d->y->cast.board, ROLE_BOARD, error) && reporting_send_reply(&d->w, &d->y->round, error);
}

static bool release(desk *d, upw_error *error)
{
    return as_officer(d, error) && reporting_release(&d->w, &d->y->round, &d->report, error) &&
           as_second_officer(d, error) && reporting_release(&d->w, &d->y->round, &d->report, error);
}

static bool finalise(desk *d, upw_error *error)
{
    return as_officer(d, error) && reporting_finalise(&d->w, &d->y->round, &d->report, error) && release(d, error);
}

static bool correct(desk *d, upw_error *error)
{
    return as_officer(d, error) && reporting_begin_correction(&d->w, &d->report, text_of(demo_correction), error) &&
           add_sentence(d, demo_corrected, 0, error) && check(d, error) && as_second_officer(d, error) &&
           reporting_approve(&d->w, &d->report, error) && release(d, error);
}

bool demo_live_report(demo_year *y, int32_t from, upw_error *error)
{
    desk d = { .y = y };
    const int32_t published = y->round.publish_on;
    return demo_year_go_to(y, from + 1, MORNING, error) && build(&d, error) && check(&d, error) &&
           demo_year_go_to(y, from + 2, MORNING, error) && share(&d, error) &&
           demo_year_go_to(y, from + WEEK, MORNING, error) && raise_points(&d, error) &&
           demo_year_go_to(y, from + WEEK + 2, MORNING, error) && settle_points(&d, error) &&
           demo_year_go_to(y, from + WEEK + 3, MORNING, error) && answer_back(&d, error) && finalise(&d, error) &&
           demo_year_go_to(y, published, MORNING, error) && demo_year_go_to(y, published + WEEK, MORNING, error) &&
           correct(&d, error);
}
