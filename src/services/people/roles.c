/* Roles, given and taken away. */
#include "services/people/roles.h"

#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/people.h"
#include "web/site.h"
#include "workflow/outbox.h"

const char *const roles_of_lead[] = { "body_lead", "signatory", "member", "owner", "team_lead", NULL };
const char *const roles_of_admin[] = { "body_lead", "signatory",      "office",    "board", "coalition",
                                       "analyst",   "member",         "triage",    "owner", "policy_author",
                                       "mentor",    "programme_lead", "team_lead", "admin", NULL };

size_t roles_list_options(const char *const *names, upw_arena *arena, nhs_option **out)
{
    size_t n = 0, k = 0;
    while (names[n] != NULL)
        n++;
    *out = MEMORY_TAKE(arena, nhs_option, n + 1);
    (*out)[k++] = (nhs_option){ .words = TEXT("Select a role"), .has_value = true };
    for (size_t i = 0; i < n; i++) {
        workflow_role role;
        if (workflow_find_role(text_of(names[i]), &role))
            (*out)[k++] =
                (nhs_option){ .words = role_words(role, arena), .value = text_of(names[i]), .has_value = true };
    }
    return k;
}

/* ---- with a letter ---- */

typedef struct role_job {
    request *req;
    const account *who;
    workflow_seat seat;
    const workflow_actor *actor;
    bool is_given;
} role_job;

static bool add_letter(store_db *db, const role_job *job, upw_error *error)
{
    request *const req = job->req;
    organisation o = { 0 };
    bool found;
    if (!organisations_find(db, job->seat.organisation, req->arena, &o, &found, error))
        return false;
    const text role = role_words(job->seat.role, req->arena);
    const text body = memory_format(
        req->arena, "%.*s %s\n\n    %.*s, for %.*s\n\n%s: %s/todo\n", TEXT_ARGS(req->person->name),
        job->is_given ? "has given you a role in Upward:" : "has taken a role in Upward from you:", TEXT_ARGS(role),
        TEXT_ARGS(o.name), job->is_given ? "What waits for you" : "What you still do", req->site->origin);
    const outbox_letter letter = {
        .key = memory_format(req->arena, "S02 %.*s %s %.*s %s %s", TEXT_ARGS(job->who->id),
                             workflow_role_names[job->seat.role], TEXT_ARGS(job->seat.organisation),
                             job->is_given ? "given" : "taken", req->id),
        .email = EMAIL_S02,
        .address = job->who->email,
        .subject = outbox_make_subject(EMAIL_S02, NULL, 0, req->arena),
        .body = body,
    };
    return outbox_add(db, &letter, req->now_ms, error);
}

static bool change(store_db *db, void *context, upw_error *error)
{
    const role_job *const job = context;
    const bool is_done = job->is_given ? seats_give(db, job->who->id, job->seat, job->actor, job->req->now_ms, error)
                                       : seats_take(db, job->who->id, job->seat, job->actor, job->req->now_ms, error);
    return is_done && add_letter(db, job, error);
}

bool roles_give(request *req, const account *to, workflow_seat seat, const workflow_actor *actor, upw_error *error)
{
    role_job job = { req, to, seat, actor, true };
    return store_transact(req->db, change, &job, error);
}

bool roles_take(request *req, const account *from, workflow_seat seat, const workflow_actor *actor, upw_error *error)
{
    role_job job = { req, from, seat, actor, false };
    return store_transact(req->db, change, &job, error);
}

bool roles_check(request *req, text account_id, workflow_seat seat, const char *field, bool *is_good, upw_error *error)
{
    workflow_seat *held;
    size_t n;
    workflow_role with;
    if (!seats_list(req->db, account_id, req->arena, &held, &n, error))
        return false;
    *is_good = workflow_goes_together(held, n, seat.role, &with);
    if (!*is_good) {
        const web_pair words[] = { { TEXT("[Role]"), role_words(seat.role, req->arena) },
                                   { TEXT("[other]"), role_words(with, req->arena) } };
        form_fail_with(req, field, MESSAGE_ROLES_APART, words, 2);
    }
    for (size_t i = 0; *is_good && i < n; i++)
        if (held[i].role == seat.role && text_equal(held[i].organisation, seat.organisation)) {
            form_fail(req, field, MESSAGE_ROLE_HELD);
            *is_good = false;
        }
    return true;
}
