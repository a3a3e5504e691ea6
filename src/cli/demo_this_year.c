/* This year's round of the demonstration, up to today. */
#include "appraisal.h"
#include "cli/demo_rounds.h"
#include "services/people/people.h"

enum { WEEK = 7, MORNING = 10, BOUNCED = 3 };

#define CORBY "E38000037"
#define LEEDS_NORTH "E38000094"

/* The two that people of demo/people.h lead have stories of their own. */
static bool is_told(const demo_year *y, size_t place)
{
    return place == demo_year_find(y, CORBY);
}

static bool accept_all(store_db *db, void *context, upw_error *error)
{
    const demo_year *const y = context;
    (void)db;
    for (size_t i = 0; i < y->n_places; i++)
        if (demo_find_outcome(i) != DEMO_DECLINED && !demo_year_accept(y, &y->places[i], error))
            return false;
    return true;
}

static bool invite_all(store_db *db, void *context, upw_error *error)
{
    const demo_year *const y = context;
    (void)db;
    for (size_t i = 0; i < y->n_places; i++)
        if (demo_find_outcome(i) == DEMO_RETURNED && !is_told(y, i) && !demo_year_invite(y, i, error))
            return false;
    return true;
}

/* Its list is too short for a profile: it goes on without one, has agreed, and its lead has signed. */
static bool live_short_list(demo_year *y, int32_t opens_on, upw_error *error)
{
    const size_t corby = demo_year_find(y, CORBY);
    return demo_year_bring_short_list(y, corby, error) &&
           demo_year_move_return(y, &y->places[corby], EVENT_RETURN_SKIP_COLLECTION, NULL, NULL, error) &&
           demo_year_go_to(y, opens_on + WEEK, MORNING, error) && demo_year_agree(y, corby, error) &&
           demo_year_go_to(y, opens_on + 2 * WEEK, MORNING, error) && demo_year_sign(y, corby, error);
}

static bool keep_guest_link(const demo_year *y, upw_error *error)
{
    const workflow_actor system_actor = { .role = ROLE_SYSTEM };
    text path;
    return demo_year_invite_guest(y, demo_year_find(y, LEEDS_NORTH), &path, error) &&
           settings_put(y->db, SETTING_INVITATION, path, &system_actor, y->now_ms, error);
}

bool demo_live_this_year(demo_year *y, text year, int32_t opens_on, int64_t now_ms, upw_error *error)
{
    const double so_far = 0.6; /* of those who answer at all */
    if (!demo_year_announce(y, year, opens_on, error) || !demo_year_go_to(y, opens_on - 2 * WEEK, MORNING, error) ||
        !store_transact(y->db, accept_all, y, error) || !demo_year_go_to(y, opens_on, MORNING, error) ||
        !store_transact(y->db, invite_all, y, error) ||
        /* before the first reminder: who was reminded had got the letter */
        !demo_year_bounce(y, demo_year_find(y, LEEDS_NORTH), BOUNCED, error) || !demo_year_answer(y, so_far, error) ||
        !live_short_list(y, opens_on, error) || !keep_guest_link(y, error))
        return false;
    y->now_ms = now_ms;
    return demo_year_send_letters(y, error);
}
