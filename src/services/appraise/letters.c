/* Letters to people at organisations. */
#include "services/appraise/letters.h"

#include "base/memory.h"
#include "services/people/people.h"
#include "services/site.h"

letters_desk letters_desk_of(const workflow_step *step)
{
    return (letters_desk){ step->db, step->workflow, step->arena, step->request->now_ms };
}

text letters_url(const letters_desk *desk, text path)
{
    const services *const all = desk->workflow->application;
    return memory_format(desk->arena, "%s%.*s", all->site->web.origin, TEXT_ARGS(path));
}

bool letters_to_address(const letters_desk *desk, text name, text address, const appraise_letter *letter,
                        upw_error *error)
{
    const outbox_letter row = {
        .key = memory_format(desk->arena, "%s %.*s %.*s", workflow_emails[letter->email].id, TEXT_ARGS(letter->about),
                             TEXT_ARGS(address)),
        .email = letter->email,
        .address = address,
        .subject = letter->subject.len > 0
                       ? letter->subject
                       : outbox_make_subject(letter->email, letter->words, letter->n_words, desk->arena),
        .body = name.len > 0 ? memory_format(desk->arena, "Dear %.*s\n\n%.*s", TEXT_ARGS(name), TEXT_ARGS(letter->body))
                             : letter->body,
    };
    return outbox_add(desk->db, &row, desk->now_ms, error);
}

bool letters_to_holders(const letters_desk *desk, text organisation_id, unsigned roles, const appraise_letter *letter,
                        upw_error *error)
{
    seat_holder *holders;
    size_t n;
    if (!people_list_holders(desk->db, organisation_id, desk->arena, &holders, &n, error))
        return false;
    /* who holds two roles gets one letter: it has one key */
    for (size_t i = 0; i < n; i++)
        if ((roles >> holders[i].role & 1u) != 0 &&
            !letters_to_address(desk, holders[i].name, holders[i].email, letter, error))
            return false;
    return true;
}
