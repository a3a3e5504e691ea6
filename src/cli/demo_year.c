/* A round of the demonstration: the round itself, its lists and its returns. Answers are sent in demo_answers.c. */
#include "cli/demo_year.h"

#include <math.h>

#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/electors.h"
#include "services/appraise/rounds_write.h"

enum { NOTICE_DAYS = 40, GOVERNING_BODY = 15 };

size_t demo_year_find(const demo_year *y, const char *body)
{
    for (size_t i = 0; i < y->n_places; i++)
        if (text_equal(y->places[i].body, text_of(body)))
            return i;
    return SIZE_MAX;
}

/* ---- moves ---- */

bool demo_year_move(const demo_year *y, const demo_move *move, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    const workflow_request wish = { .event = move->event,
                                    .object = move->object,
                                    .version = WORKFLOW_ANY_VERSION,
                                    .actor = move->actor,
                                    .now_ms = y->now_ms,
                                    .reason = text_of(move->reason != NULL ? move->reason : ""),
                                    .facts = move->facts };
    const bool is_done = workflow_move(y->db, y->workflow, &wish, &scratch, NULL, error);
    upw_arena_clear(&scratch);
    return is_done;
}

bool demo_year_move_return(const demo_year *y, const demo_place *place, workflow_event event, const char *reason,
                           void *facts, upw_error *error)
{
    const bool is_second = event == EVENT_RETURN_COUNTERSIGN || event == EVENT_RETURN_WITHDRAW;
    const demo_move move = { .event = event,
                             .object = return_object(y->round.year, place->body, y->arena),
                             .actor = { is_second ? place->signatory : place->lead,
                                        is_second ? ROLE_SIGNATORY : ROLE_BODY_LEAD, place->body },
                             .reason = reason,
                             .facts = facts };
    return demo_year_move(y, &move, error);
}

static bool set_clock(demo_year *y, int32_t day, uint8_t hour, upw_error *error)
{
    const civil_time time = { .date = civil_from_days(day), .hour = hour };
    return civil_to_instant(time, CIVIL_FIRST, &y->now_ms, error);
}

bool demo_year_go_to(demo_year *y, int32_t day, uint8_t hour, upw_error *error)
{
    bool found;
    return set_clock(y, day, hour, error) &&
           scheduler_run(appraise_service.duties, appraise_service.n_duties, y->db, y->workflow, y->now_ms, error) &&
           rounds_find(y->db, y->round.year, y->arena, &y->round, &found, error);
}

/* ---- the round ---- */

/* Sixteen weeks after the opening, or as soon as the rules allow. */
static int32_t find_publication(int32_t opens_on)
{
    enum { AFTER = 16 * 7, RETURNS_END = 2 * 28 - 1 };
    const int32_t wanted = civil_add_working_days(opens_on + AFTER, 0);
    const int32_t least = civil_add_working_days(opens_on + RETURNS_END, ROUND_WORKING_DAYS_LEFT);
    return wanted > least ? wanted : least;
}

bool demo_year_announce(demo_year *y, text year, int32_t opens_on, upw_error *error)
{
    enum { DAYS = 28, REPLY_DAYS = 10, LEAST = 10 };
    const appraise_round draft = { .year = year,
                                   .title =
                                       memory_format(y->arena, "The appraisal of %.*s (invented)", TEXT_ARGS(year)),
                                   .board = TEXT("NHSCB"),
                                   .board_label = TEXT("the national board"),
                                   .office_label = TEXT("your local office"),
                                   .body_label = TEXT("clinical commissioning group"),
                                   .opens_on = opens_on,
                                   .publish_on = find_publication(opens_on),
                                   .individual_days = DAYS,
                                   .return_days = DAYS,
                                   .reply_working_days = REPLY_DAYS,
                                   .min_people = LEAST };
    const workflow_actor officer = { y->cast.officer, ROLE_COALITION, TEXT("COALITION") };
    const demo_move announce = { .event = EVENT_ROUND_ANNOUNCE, .object = year, .actor = officer };
    bool found;
    enum { MORNING = 10 };
    if (!set_clock(y, opens_on - NOTICE_DAYS, MORNING, error))
        return false;
    const appraise_deed by = { .actor = officer, .now_ms = y->now_ms };
    return rounds_create(y->db, &draft, &by, error) && demo_year_move(y, &announce, error) &&
           rounds_find(y->db, year, y->arena, &y->round, &found, error) &&
           questionnaire_find(y->db, y->round.questionnaire, y->arena, &y->asked, error);
}

/* ---- a body's people ---- */

bool demo_year_accept(const demo_year *y, const demo_place *place, upw_error *error)
{
    return_acceptance named = { place->signatory };
    return demo_year_move_return(y, place, EVENT_RETURN_PREPARE, NULL, &named, error);
}

static bool find_return(const demo_year *y, const demo_place *place, upw_arena *arena, appraise_return *out,
                        upw_error *error)
{
    bool found;
    return returns_find(y->db, y->round.year, place->body, arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no return of %.*s", TEXT_ARGS(place->body)));
}

static elector_list make_list(const demo_place *place, unsigned n, upw_arena *arena)
{
    elector_list list = { .at = MEMORY_TAKE(arena, elector, n) };
    for (unsigned i = 0; i < n; i++)
        list.at[list.n++] = (elector){
            .name = memory_format(arena, "Person %u (invented)", i + 1),
            .email = memory_format(arena, "person-%u.%.*s@example.org", i + 1, TEXT_ARGS(place->body)),
            .capacity = i < GOVERNING_BODY ? CAPACITY_GOVERNING_BODY : CAPACITY_MEMBER_PRACTICE,
        };
    return list;
}

static bool bring_list(const demo_year *y, const demo_place *place, unsigned n, upw_error *error)
{
    const appraise_deed by = { .actor = { place->lead, ROLE_BODY_LEAD, place->body }, .now_ms = y->now_ms };
    appraise_return ret;
    upw_arena scratch;
    memory_init_arena(&scratch);
    const elector_list list = make_list(place, n, &scratch);
    const bool is_done = find_return(y, place, &scratch, &ret, error) && electors_add(y->db, &ret, &list, &by, error);
    upw_arena_clear(&scratch);
    return is_done;
}

bool demo_year_bring_short_list(const demo_year *y, size_t at, upw_error *error)
{
    enum { TOO_FEW = 8 };
    return bring_list(y, &y->places[at], TOO_FEW, error);
}

bool demo_year_invite(const demo_year *y, size_t at, upw_error *error)
{
    const demo_place *const place = &y->places[at];
    return bring_list(y, place, GOVERNING_BODY + demo_count_practices(at), error) &&
           demo_year_move_return(y, place, EVENT_RETURN_INVITE, NULL, NULL, error);
}

/* ---- a body's view ---- */

static bool save_scores(const demo_year *y, size_t at, const appraise_return *ret, const profile *seen,
                        const appraise_deed *by, upw_arena *arena, upw_error *error)
{
    const demo_place *const place = &y->places[at];
    uint64_t state = demo_begin_body(at) ^ (uint64_t)y->round.opens_on;
    return_scores scores = { .at = MEMORY_TAKE(arena, return_score, (size_t)QUESTIONS_MAX * TARGET_COUNT) };
    for (size_t i = 0; i < y->asked.n; i++) {
        const question *const q = &y->asked.at[i];
        for (question_target t = 0; q->scale != SCALE_TEXT && t < TARGET_COUNT; t++) {
            if (!question_is_about(q, t))
                continue;
            const char *const theme = memory_format(arena, "%.*s", TEXT_ARGS(q->theme)).at;
            const char *const id = memory_format(arena, "%.*s", TEXT_ARGS(q->id)).at;
            const double level = demo_find_level(theme, id, t == TARGET_LOCAL, at, place->office);
            const profile_row *const row = returns_look_up_profile(seen, q->id, t);
            const int64_t score = demo_draw_agreed(level, q->is_negative, &state);
            scores.at[scores.n++] = (return_score){
                .question = q->id,
                .target = t,
                .score = score,
                .reason = return_needs_reason(score, row != NULL ? row->median : NAN)
                              ? TEXT("We talked it over in the meeting, and see it differently as a body.")
                              : TEXT(""),
            };
        }
    }
    return returns_save_scores(y->db, ret, &scores, by, error);
}

static bool save_statement(const demo_year *y, size_t at, const appraise_deed *by, upw_arena *arena, upw_error *error)
{
    char *const today = MEMORY_TAKE(arena, char, CIVIL_DAY_LEN + 1);
    appraise_return ret;
    if (!find_return(y, &y->places[at], arena, &ret, error))
        return false;
    civil_write_day(civil_day_of(y->now_ms), today);
    ret.met_on = (text){ today, CIVIL_DAY_LEN };
    ret.consulted = 1u << CONSULTED_GOVERNING_BODY | 1u << CONSULTED_MEMBER_PRACTICES;
    ret.statement_board = text_of(demo_find_statement(false, at));
    ret.statement_office = text_of(demo_find_statement(true, at));
    ret.asks[0] = text_of(demo_find_ask(at, 0));
    ret.asks[1] = text_of(demo_find_ask(at, 1));
    return returns_save_statement(y->db, &ret, by, error);
}

bool demo_year_agree(const demo_year *y, size_t at, upw_error *error)
{
    const demo_place *const place = &y->places[at];
    const appraise_deed by = { .actor = { place->lead, ROLE_BODY_LEAD, place->body }, .now_ms = y->now_ms };
    appraise_return ret;
    profile seen;
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool is_done = find_return(y, place, &scratch, &ret, error) &&
                   (ret.life.state != STATE_RETURN_PROFILE_READY ||
                    demo_year_move_return(y, place, EVENT_RETURN_START_DRAFT, NULL, NULL, error));
    is_done = is_done && find_return(y, place, &scratch, &ret, error) &&
              returns_find_profile(y->db, y->round.year, place->body, &scratch, &seen, error) &&
              save_scores(y, at, &ret, &seen, &by, &scratch, error) && save_statement(y, at, &by, &scratch, error) &&
              demo_year_move_return(y, place, EVENT_RETURN_AGREE, NULL, NULL, error);
    upw_arena_clear(&scratch);
    return is_done;
}

static bool sign(const demo_year *y, const demo_place *place, workflow_event event, const char *title, upw_error *error)
{
    appraise_return ret;
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool is_done = find_return(y, place, &scratch, &ret, error);
    return_signing signing = { text_of(title), ret.version };
    is_done = is_done && demo_year_move_return(y, place, event, NULL, &signing, error);
    upw_arena_clear(&scratch);
    return is_done;
}

bool demo_year_sign(const demo_year *y, size_t at, upw_error *error)
{
    return sign(y, &y->places[at], EVENT_RETURN_SIGN, "Accountable officer", error);
}

bool demo_year_countersign(const demo_year *y, size_t at, upw_error *error)
{
    return sign(y, &y->places[at], EVENT_RETURN_COUNTERSIGN, "Chair", error);
}
