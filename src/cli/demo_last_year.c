/* Last year's round of the demonstration, from the announcement to the published report. */
#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "cli/demo_rounds.h"

enum { DAYS = 28, WEEK = 7, MORNING = 10, NOON = 12 };

/* A step that many bodies take on the same day, in one transaction. */
typedef struct bodies_job {
    demo_year *y;
    bool (*step)(const demo_year *y, size_t place, upw_error *error);
} bodies_job;

static bool do_step(store_db *db, void *context, upw_error *error)
{
    const bodies_job *const job = context;
    (void)db;
    for (size_t i = 0; i < job->y->n_places; i++)
        if (!job->step(job->y, i, error))
            return upw_wrap(error, "body %.*s", TEXT_ARGS(job->y->places[i].body));
    return true;
}

static bool all_bodies(demo_year *y, bool (*step)(const demo_year *y, size_t place, upw_error *error), upw_error *error)
{
    bodies_job job = { y, step };
    return store_transact(y->db, do_step, &job, error);
}

static bool is_in(size_t place, unsigned outcomes)
{
    return (outcomes >> demo_find_outcome(place) & 1u) != 0;
}
enum {
    SIGNING = 1u << DEMO_RETURNED | 1u << DEMO_WITHDREW,
    COLLECTING = SIGNING | 1u << DEMO_LAPSED,
};

static bool accept_or_decline(const demo_year *y, size_t place, upw_error *error)
{
    return is_in(place, COLLECTING) ? demo_year_accept(y, &y->places[place], error)
                                    : demo_year_move_return(y, &y->places[place], EVENT_RETURN_DECLINE,
                                                            demo_find_reason(place), NULL, error);
}

static bool invite(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, COLLECTING) || demo_year_invite(y, place, error);
}

static bool agree(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_agree(y, place, error);
}

static bool sign(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_sign(y, place, error);
}

static bool countersign(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, SIGNING) || demo_year_countersign(y, place, error);
}

static bool withdraw(const demo_year *y, size_t place, upw_error *error)
{
    return !is_in(place, 1u << DEMO_WITHDREW) ||
           demo_year_move_return(y, &y->places[place], EVENT_RETURN_WITHDRAW, demo_find_reason(place), NULL, error);
}

/* ---- the year ---- */

static bool live_to_returns(demo_year *y, text year, int32_t opens_on, upw_error *error)
{
    const int32_t closes = opens_on + DAYS, ends = closes + DAYS;
    return demo_year_announce(y, year, opens_on, error) && demo_year_go_to(y, opens_on - 3 * WEEK, MORNING, error) &&
           all_bodies(y, accept_or_decline, error) && demo_year_go_to(y, opens_on, MORNING, error) &&
           all_bodies(y, invite, error) && demo_year_answer(y, 1, error) && demo_year_go_to(y, closes, 1, error) &&
           demo_year_go_to(y, closes + 2 * WEEK, NOON, error) && all_bodies(y, agree, error) &&
           demo_year_go_to(y, closes + 2 * WEEK + 1, NOON, error) && all_bodies(y, sign, error) &&
           demo_year_go_to(y, closes + 2 * WEEK + 2, NOON, error) && all_bodies(y, countersign, error) &&
           demo_year_go_to(y, closes + 3 * WEEK, NOON, error) && all_bodies(y, withdraw, error) &&
           demo_year_go_to(y, ends, 1, error);
}

bool demo_live_last_year(demo_year *y, text year, int32_t opens_on, upw_error *error)
{
    const int32_t ends = opens_on + 2 * DAYS;
    return live_to_returns(y, year, opens_on, error) && demo_live_proposals(y, ends, error) &&
           demo_live_report(y, ends + 3 * WEEK, error) && demo_live_promises(y, error);
}
