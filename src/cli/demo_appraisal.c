/* Who takes part in the demonstration's two rounds, and the rounds one after the other. */
#include "cli/demo_appraisal.h"

#include <stdlib.h>

#include "appraisal.h"
#include "base/civil.h"
#include "base/memory.h"
#include "cli/demo_rounds.h"
#include "services/people/accounts.h"
#include "services/people/people.h"
#include "workflow/outbox.h"

enum { MONTHS_A_YEAR = 12, DAYS_SO_FAR = 16 };

/* Devon, Cornwall and Isles of Scilly, three bodies: so few answer there that the report does not show it. */
static const char quiet_office[] = "E39000021";
static const double quiet_response = 0.1;

static const workflow_actor system_actor = { .role = ROLE_SYSTEM };

static bool find_person(demo_year *y, const char *email, text *id, upw_error *error)
{
    account who;
    bool found;
    if (!accounts_find_by_email(y->db, text_of(email), y->arena, &who, &found, error))
        return false;
    *id = found ? who.id : TEXT("");
    return true;
}

static bool find_cast(demo_year *y, upw_error *error)
{
    demo_cast *const c = &y->cast;
    c->office_id = TEXT("E39000015");
    return find_person(y, "mina@example.org", &c->officer, error) &&
           find_person(y, "ines@example.org", &c->second_officer, error) &&
           find_person(y, "dev@example.org", &c->analyst, error) &&
           find_person(y, "piers@example.org", &c->board, error) &&
           find_person(y, "ruth@example.org", &c->office, error);
}

/* ---- bodies and those who act for them ---- */

static bool find_or_add(demo_year *y, const organisation *o, workflow_role role, const char *title, text *id,
                        upw_error *error)
{
    seat_holder *holders;
    size_t n;
    account added;
    if (!people_list_holders(y->db, o->id, y->arena, &holders, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        if (holders[i].role == role) {
            *id = holders[i].account;
            return true;
        }
    const account draft = {
        .name = memory_format(y->arena, "%s of %.*s (invented)", title, TEXT_ARGS(o->name)),
        .email = memory_format(y->arena, "%s.%.*s@example.org", workflow_role_names[role], TEXT_ARGS(o->id)),
        .organisation = o->id,
    };
    if (!accounts_add(y->db, &draft, &system_actor, y->now_ms, y->arena, &added, error))
        return false;
    *id = added.id;
    return seats_give(y->db, added.id, (workflow_seat){ role, o->id }, &system_actor, y->now_ms, error);
}

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const text *)a, *(const text *)b);
}

static int compare_ids(const void *a, const void *b)
{
    return text_compare(((const organisation *)a)->id, ((const organisation *)b)->id);
}

static bool add_places(store_db *db, void *context, upw_error *error)
{
    demo_year *const y = context;
    organisation_list all;
    if (!organisations_list(db, TEXT(""), y->arena, &all, error))
        return false;
    qsort(all.at, all.n, sizeof *all.at, compare_ids);
    text *const offices = MEMORY_TAKE(y->arena, text, all.n + 1);
    size_t n_offices = 0;
    y->places = MEMORY_TAKE(y->arena, demo_place, all.n + 1);
    y->n_places = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].kind->level == LEVEL_OFFICE)
            offices[n_offices++] = all.at[i].id;
    for (size_t i = 0; i < all.n; i++) {
        const organisation *const o = &all.at[i];
        if (o->kind->level != LEVEL_BODY)
            continue;
        demo_place *const p = &y->places[y->n_places];
        const text *const office = bsearch(&o->parent, offices, n_offices, sizeof *offices, compare_texts);
        *p = (demo_place){ .body = o->id,
                           .office = office != NULL ? (size_t)(office - offices) : 0,
                           .response = text_equal(o->parent, text_of(quiet_office)) ? quiet_response
                                                                                    : demo_find_response(y->n_places) };
        if (!find_or_add(y, o, ROLE_BODY_LEAD, "Lead", &p->lead, error) ||
            !find_or_add(y, o, ROLE_SIGNATORY, "Chair", &p->signatory, error))
            return false;
        y->n_places++;
    }
    return true;
}

static text name_year(int32_t day, upw_arena *arena)
{
    return memory_format(arena, "%d", (int)civil_from_days(day).year);
}

bool demo_add_appraisal(store_db *db, const services *site, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const int32_t opens_on = civil_day_of(now_ms) - DAYS_SO_FAR;
    const int32_t opened_on = civil_add_months(opens_on, -MONTHS_A_YEAR);
    demo_year y = { .db = db, .workflow = &site->workflow, .site = site, .arena = arena, .now_ms = now_ms };
    if (!find_cast(&y, error) || !store_transact(db, add_places, &y, error))
        return false;
    /* letters of so long ago have been sent and forgotten */
    return demo_live_last_year(&y, name_year(opened_on, arena), opened_on, error) &&
           outbox_forget_old(db, now_ms, error) &&
           demo_live_this_year(&y, name_year(opens_on, arena), opens_on, now_ms, error);
}
