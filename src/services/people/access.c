/* Who asks, and what they may do: permissions.csv, asked by the web before a handler runs and by handlers for their
 * buttons. */
#include <unistd.h>

#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"

/* Those whose sessions are short, and who give a second factor. */
bool account_is_privileged(const workflow_seat *seats, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (seats[i].role == ROLE_ADMIN || seats[i].role == ROLE_ANALYST || seats[i].role == ROLE_COALITION)
            return true;
    return false;
}

bool people_identify(request *req, text person_id, web_person *out, upw_error *error)
{
    account who;
    bool found;
    workflow_person *const person = MEMORY_TAKE(req->arena, workflow_person, 1);
    workflow_seat *seats;
    if (!accounts_find(req->db, person_id, req->arena, &who, &found, error))
        return false;
    if (!found || who.is_closed)
        return upw_fail(error, UPW_NOT_FOUND, "the account is closed");
    if (!seats_list(req->db, who.id, req->arena, &seats, &person->n_seats, error))
        return false;
    person->id = who.id;
    person->name = who.name;
    person->seats = seats;
    *out = (web_person){ .id = who.id,
                         .name = who.name,
                         .email = who.email,
                         .organisation = who.organisation,
                         .known = person,
                         .is_privileged = account_is_privileged(seats, person->n_seats) };
    return true;
}

const workflow_person *people_who_asks(const request *req)
{
    return req->person != NULL ? req->person->known : NULL;
}

/* Whether some organisation is there to which they may do it; which one, the scope asks. */
web_verdict people_may_use(const request *req, const route *r)
{
    const workflow_permission permission = (workflow_permission)r->needs;
    const workflow_person *const person = people_who_asks(req);
    const workflow_about published = { .is_published = true };
    if (workflow_may(permission, person, &published, NULL))
        return WEB_MAY;
    if (r->scope == WEB_SCOPE_ANY)
        return WEB_MAY_NOT;
    for (size_t i = 0; person != NULL && i < person->n_seats; i++) {
        const workflow_about about = { .organisation = person->seats[i].organisation,
                                       .above = &person->seats[i].organisation,
                                       .n_above = 1,
                                       .owner = person->id,
                                       .is_shared_with = true };
        if (workflow_may(permission, person, &about, NULL))
            return WEB_MAY;
    }
    return WEB_MAY_NOT;
}

bool people_may(request *req, workflow_permission permission, text organisation_id, bool *may, workflow_actor *actor,
                upw_error *error)
{
    const workflow_person *const person = people_who_asks(req);
    organisation_list above = { 0 };
    if (organisation_id.len > 0 && !organisations_list_above(req->db, organisation_id, req->arena, &above, error))
        return false;
    text *const ids = MEMORY_TAKE(req->arena, text, above.n + 1);
    for (size_t i = 0; i < above.n; i++)
        ids[i] = above.at[i].id;
    const workflow_about about = { .organisation = organisation_id,
                                   .above = ids,
                                   .n_above = above.n,
                                   .owner = person != NULL && organisation_id.len == 0 ? person->id : TEXT(""),
                                   .is_published = true };
    const workflow_seat *seat = NULL;
    *may = workflow_may(permission, person, &about, &seat);
    if (actor != NULL)
        *actor = (workflow_actor){ .person = person != NULL ? person->id : TEXT(""),
                                   .role = seat != NULL ? seat->role : ROLE_PUBLIC,
                                   .organisation = seat != NULL ? seat->organisation : TEXT("") };
    return true;
}

bool people_find_actor(request *req, text organisation_id, workflow_actor *actor, upw_error *error)
{
    bool may;
    if (!people_may(req, (workflow_permission)req->route->needs, organisation_id, &may, actor, error))
        return false;
    return may || upw_fail(error, UPW_FORBIDDEN, "this is not yours to change");
}

workflow_actor people_self(const request *req)
{
    const workflow_person *const who = req->person->known;
    workflow_actor self = { .person = req->person->id, .role = ROLE_MEMBER, .organisation = req->person->organisation };
    if (who->n_seats > 0) {
        self.role = who->seats[0].role;
        self.organisation = who->seats[0].organisation;
    }
    return self;
}

keys *people_open_keys(store *keeps, const char *path, bool is_lost, int64_t now_ms, upw_error *error)
{
    store_db *const db = store_connect(keeps, error);
    bool is_used = false;
    bool is_ready = db != NULL && second_factor_is_used(db, &is_used, error);
    if (is_ready && is_used && is_lost && access(path, F_OK) != 0) {
        is_ready = second_factor_remove_all(db, now_ms, error);
        is_used = false;
    }
    keys *const k = is_ready ? keys_open(path, !is_used, error) : NULL;
    if (db != NULL && k == NULL && error->code == UPW_NOT_FOUND && is_used)
        upw_fail(error, UPW_NOT_FOUND,
                 "the key file %s is not there, and second factors in the database are sealed with it; bring it back, "
                 "or say --key-is-lost: then everybody's second factor ends",
                 path);
    store_disconnect(db);
    return k;
}

bool people_find_named(request *req, organisation *out, upw_error *error)
{
    bool found;
    if (!organisations_find(req->db, request_path(req, "organisation"), req->arena, out, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such organisation");
}

bool people_in_scope(request *req, const route *r, bool *is_in_scope, upw_error *error)
{
    organisation named;
    bool found;
    *is_in_scope = true;
    if (r->scope != WEB_SCOPE_OWN)
        return true; /* a person's own, or published: the handler's question is for those alone */
    if (!organisations_find(req->db, request_path(req, "organisation"), req->arena, &named, &found, error))
        return false;
    *is_in_scope = false;
    return !found || people_may(req, (workflow_permission)r->needs, named.id, is_in_scope, NULL, error);
}

bool people_find_name(store_db *db, text id, upw_arena *arena, text *name, upw_error *error)
{
    account who;
    bool found;
    if (!accounts_find(db, id, arena, &who, &found, error))
        return false;
    *name = found && !who.is_closed ? who.name : TEXT("");
    return true;
}

bool people_find_address(store_db *db, text id, upw_arena *arena, text *name, text *address, bool *found,
                         upw_error *error)
{
    account who;
    *name = *address = TEXT("");
    if (!accounts_find(db, id, arena, &who, found, error))
        return false;
    *found = *found && !who.is_closed;
    if (*found) {
        *name = who.name;
        *address = who.email;
    }
    return true;
}

text organisation_url(const organisation *o, upw_arena *arena)
{
    const text name = o->code.len > 0 ? o->code : o->id;
    return memory_format(arena, "/organisations/%.*s", TEXT_ARGS(name));
}
