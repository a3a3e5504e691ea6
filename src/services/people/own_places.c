/* The links under somebody's task list. */
#include "base/memory.h"
#include "services/people/pages.h"
#include "services/people/people.h"

typedef struct own_place {
    workflow_permission permission; /* PERMISSION_NONE: everybody's */
    text href, words;
} own_place;

static const own_place places[] = {
    { PERMISSION_NONE, { "/account", 8 }, { "Your account and your sessions", 30 } },
    { PERMISSION_ALL_READ_THE_FULL_AUDIT_TRAIL, { "/audit", 6 }, { "The audit trail", 15 } },
    { PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, { "/admin", 6 }, { "Administration", 14 } },
};

/* Its page, and for whoever leads it the people in it. */
static bool write_organisation(html_writer *h, request *req, const organisation *o, upw_error *error)
{
    bool is_led;
    if (!people_may(req, PERMISSION_ALL_GIVE_OR_REMOVE_A_ROLE_IN_OWN_BODY, o->id, &is_led, NULL, error))
        return false;
    html_open(h, "li");
    nhs_link(h, organisation_url(o, req->arena), o->name);
    if (is_led) {
        html_words(h, ": ");
        nhs_link(h, memory_format(req->arena, "%.*s/people", TEXT_ARGS(organisation_url(o, req->arena))),
                 TEXT("people and invitations"));
    }
    html_close(h, "li");
    return true;
}

static bool write_organisations(html_writer *h, request *req, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    text before = TEXT("");
    for (size_t i = 0; i < who->n_seats; i++) {
        organisation o;
        bool found;
        if (text_equal(who->seats[i].organisation, before))
            continue;
        before = who->seats[i].organisation;
        if (!organisations_find(req->db, before, req->arena, &o, &found, error))
            return false;
        if (found && !write_organisation(h, req, &o, error))
            return false;
    }
    return true;
}

bool people_write_own_places(html_writer *h, request *req, upw_error *error)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Your places"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    if (!write_organisations(h, req, error))
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool may = places[i].permission == PERMISSION_NONE;
        if (!may && !people_may(req, places[i].permission, TEXT(""), &may, NULL, error))
            return false;
        if (may) {
            html_open(h, "li");
            nhs_link(h, places[i].href, places[i].words);
            html_close(h, "li");
        }
    }
    nhs_end_list(h, false);
    return true;
}
