/* Invitations as the database has them: passes with a role. */
#include "services/people/invitations.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/people.h"
#include "web/site.h"
#include "workflow/outbox.h"

enum { INVITATIONS_OF, INVITATIONS_FOR, INVITATION_REMOVE };
enum { LISTED_MAX = 200 };

static const char own[] = "an invitation is for whoever reads the address";

const store_statement invitations_statements[] = {
    [INVITATIONS_OF] = { "invitations_of",
                         "SELECT email, role, organisation, ends_ms FROM pass WHERE purpose = 'invite' AND "
                         "organisation = $1 AND ends_ms > $2 ORDER BY created_ms DESC, email, role LIMIT 200",
                         .takes = "ti", .gives = "tTTi" },
    [INVITATIONS_FOR] = { "invitations_for",
                          "SELECT email, role, organisation, ends_ms FROM pass WHERE purpose = 'invite' AND "
                          "email = $1 AND ends_ms > $2 ORDER BY created_ms DESC, organisation, role LIMIT 200",
                          .takes = "ti", .gives = "tTTi", .open = own },
    [INVITATION_REMOVE] = { "invitation_remove",
                            "DELETE FROM pass WHERE purpose = 'invite' AND email = $1 AND role = $2 AND "
                            "organisation = $3",
                            .takes = "ttt" },
};
const size_t invitations_statements_count = sizeof invitations_statements / sizeof *invitations_statements;

static bool list(store_db *db, size_t statement, text key, int64_t now_ms, upw_arena *arena, invitation **out,
                 size_t *n, upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(key), STORE_INTEGER(now_ms) };
    *out = MEMORY_TAKE(arena, invitation, LISTED_MAX);
    *n = 0;
    if (!store_query(db, &invitations_statements[statement], values, &rows, error))
        return false;
    while (*n < LISTED_MAX && store_next(&rows)) {
        invitation *const one = &(*out)[*n];
        *one = (invitation){ .email = store_copy(&rows, 0, arena),
                             .seat.organisation = store_copy(&rows, 2, arena),
                             .ends_ms = store_integer(&rows, 3) };
        *n += workflow_find_role(store_text(&rows, 1), &one->seat.role);
    }
    return store_end(&rows, error);
}

bool invitations_list_of(store_db *db, text organisation_id, int64_t now_ms, upw_arena *arena, invitation **out,
                         size_t *n, upw_error *error)
{
    return list(db, INVITATIONS_OF, organisation_id, now_ms, arena, out, n, error);
}

bool invitations_list_for(store_db *db, text email, int64_t now_ms, upw_arena *arena, invitation **out, size_t *n,
                          upw_error *error)
{
    return list(db, INVITATIONS_FOR, accounts_normal_email(email, arena), now_ms, arena, out, n, error);
}

/* ---- sending ---- */

typedef struct send_job {
    request *req;
    text email;
    workflow_seat seat;
    const workflow_actor *actor;
} send_job;

static bool record(store_db *db, const char *action, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                   upw_error *error)
{
    const audit_entry entry = { .at_ms = now_ms,
                                .actor = *actor,
                                .action = action,
                                .object = seat.organisation,
                                .details = { { "role", text_of(workflow_role_names[seat.role]) } },
                                .n_details = 1 };
    return audit_append(db, &entry, error);
}

static bool remove_it(store_db *db, text email, workflow_seat seat, int64_t *n_removed, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(email), STORE_TEXT(text_of(workflow_role_names[seat.role])),
                                   STORE_TEXT(seat.organisation) };
    return store_run(db, &invitations_statements[INVITATION_REMOVE], values, n_removed, error);
}

static void add_words(buffer *words, const send_job *job, const organisation *o, const pass_secrets *secrets)
{
    const request *const req = job->req;
    buffer_add_format(words,
                      "%.*s invites you to Upward, with which local teams appraise the centre, look at their own "
                      "figures, and clear what stands in the way.\n\nYour role would be:\n\n    %.*s, for %.*s\n\n"
                      "To accept, open this link, then choose the button:\n%s/invitation/%s\n\nIt works once, until ",
                      TEXT_ARGS(req->person->name), TEXT_ARGS(role_words(job->seat.role, req->arena)),
                      TEXT_ARGS(o->name), req->site->origin, secrets->link);
    civil_add_time_for_people(words, req->now_ms + PASS_INVITE_MS);
    buffer_add_literal(words, ".\n\nIf you do not want it, do nothing: your address is then forgotten.\n");
}

static bool send(store_db *db, void *context, upw_error *error)
{
    const send_job *const job = context;
    request *const req = job->req;
    const pass wanted = { .purpose = PASS_INVITE, .email = job->email, .seat = job->seat };
    organisation o = { 0 };
    bool found;
    pass_secrets secrets;
    buffer words;
    if (!organisations_find(db, job->seat.organisation, req->arena, &o, &found, error) ||
        !remove_it(db, job->email, job->seat, NULL, error) || !passes_make(db, &wanted, req->now_ms, &secrets, error) ||
        !record(db, "invitation.send", job->seat, job->actor, req->now_ms, error))
        return false;
    buffer_init(&words, OUTBOX_BODY_MAX);
    add_words(&words, job, &o, &secrets);
    const outbox_letter letter = { .key = memory_format(req->arena, "invitation %.*s %s %.*s %s", TEXT_ARGS(job->email),
                                                        workflow_role_names[job->seat.role],
                                                        TEXT_ARGS(job->seat.organisation), req->id),
                                   .email = EMAIL_S02,
                                   .address = job->email,
                                   .subject = TEXT("You are invited to Upward"),
                                   .body = buffer_text(&words) };
    const bool is_added = outbox_add(db, &letter, req->now_ms, error);
    buffer_clear(&words);
    return is_added;
}

bool invitations_send(request *req, text email, workflow_seat seat, const workflow_actor *actor, upw_error *error)
{
    send_job job = { req, accounts_normal_email(email, req->arena), seat, actor };
    return store_transact(req->db, send, &job, error);
}

typedef struct withdraw_job {
    text email;
    workflow_seat seat;
    const workflow_actor *actor;
    int64_t now_ms;
} withdraw_job;

static bool withdraw(store_db *db, void *context, upw_error *error)
{
    const withdraw_job *const job = context;
    int64_t n_removed;
    return remove_it(db, job->email, job->seat, &n_removed, error) &&
           (n_removed == 0 || record(db, "invitation.withdraw", job->seat, job->actor, job->now_ms, error));
}

bool invitations_withdraw(store_db *db, text email, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                          upw_error *error)
{
    withdraw_job job = { email, seat, actor, now_ms };
    return store_transact(db, withdraw, &job, error);
}
