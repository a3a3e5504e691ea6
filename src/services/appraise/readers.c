/* Letters of a return, addressed. */
#include "services/appraise/readers.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/people.h"

static bool send_to(const letters_desk *desk, const seat_holder *one, const appraise_letter *letter, upw_error *error)
{
    return letters_to_address(desk, one->name, one->email, letter, error);
}

static bool send_to_role(const letters_desk *desk, text body, workflow_role role, text account,
                         const appraise_letter *letter, upw_error *error)
{
    seat_holder *holders;
    size_t n;
    if (!people_list_holders(desk->db, body, desk->arena, &holders, &n, error))
        return false;
    for (size_t i = 0; account.len > 0 && i < n; i++)
        if (holders[i].role == role && text_equal(holders[i].account, account))
            return send_to(desk, &holders[i], letter, error);
    for (size_t i = 0; i < n; i++)
        if (holders[i].role == role && !send_to(desk, &holders[i], letter, error))
            return false;
    return true;
}

static bool send_to_coalition(const letters_desk *desk, const appraise_letter *letter, upw_error *error)
{
    seat_holder *holders;
    size_t n;
    if (!people_list_role(desk->db, ROLE_COALITION, desk->arena, &holders, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!send_to(desk, &holders[i], letter, error))
            return false;
    return true;
}

bool readers_send(const letters_desk *desk, const appraise_return *ret, unsigned readers, const appraise_letter *letter,
                  upw_error *error)
{
    return (!(readers & READ_BY_LEAD) || send_to_role(desk, ret->body, ROLE_BODY_LEAD, ret->lead, letter, error)) &&
           (!(readers & READ_BY_SIGNATORY) ||
            send_to_role(desk, ret->body, ROLE_SIGNATORY, ret->signatory, letter, error)) &&
           (!(readers & READ_BY_COALITION) || send_to_coalition(desk, letter, error));
}

bool readers_send_round(const letters_desk *desk, const readers_round *whom, const appraise_letter *letter,
                        upw_error *error)
{
    appraise_returns all;
    if (!returns_list(desk->db, whom->year, desk->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        appraise_letter one = *letter;
        const text url = whom->path.len > 0 ? letters_url(desk, whom->path) : readers_return_url(desk, &all.at[i]);
        one.about = memory_format(desk->arena, "%.*s %.*s", TEXT_ARGS(letter->about), TEXT_ARGS(all.at[i].body));
        one.body = memory_format(desk->arena, "%.*s\n    %.*s\n", TEXT_ARGS(letter->body), TEXT_ARGS(url));
        if (whom->states & READERS_OF(all.at[i].life.state) &&
            !readers_send(desk, &all.at[i], whom->readers, &one, error))
            return false;
    }
    return true;
}

text readers_day(int32_t day, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 100);
    civil_add_day_for_people(&b, day);
    return memory_keep(arena, &b);
}

text readers_return_url(const letters_desk *desk, const appraise_return *ret)
{
    return letters_url(desk,
                       memory_format(desk->arena, "/returns/%.*s/%.*s", TEXT_ARGS(ret->year), TEXT_ARGS(ret->body)));
}

bool readers_name_body(const letters_desk *desk, text body, text *name, upw_error *error)
{
    organisation o = { .name = body };
    bool found;
    if (!organisations_find(desk->db, body, desk->arena, &o, &found, error))
        return false;
    *name = found ? o.name : body;
    return true;
}
