/* One organisation by itself: a federation's own office, which stands in no official file. */
#include "base/memory.h"
#include "services/people/organisations_internal.h"

enum { NAME_IN_ID_MAX = 30 };

/* "NORTH-CLINICAL-FEDERATION": letters and digits of the name, one hyphen for all between. */
static text make_id(text name, upw_arena *arena)
{
    char *const id = MEMORY_TAKE(arena, char, NAME_IN_ID_MAX + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < NAME_IN_ID_MAX; i++) {
        const char c = name.at[i];
        if (c >= 'a' && c <= 'z')
            id[n++] = (char)(c - 'a' + 'A');
        else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            id[n++] = c;
        else if (n > 0 && id[n - 1] != '-')
            id[n++] = '-';
    }
    while (n > 0 && id[n - 1] == '-')
        n--;
    return n > 0 ? (text){ id, n } : TEXT("ORGANISATION");
}

static bool find_free_id(store_db *db, text name, upw_arena *arena, text *out, upw_error *error)
{
    const text id = make_id(name, arena);
    bool is_taken = true;
    for (unsigned i = 1; is_taken; i++) {
        organisation there;
        *out = i == 1 ? id : memory_format(arena, "%.*s-%u", TEXT_ARGS(id), i);
        if (!organisations_find(db, *out, arena, &there, &is_taken, error))
            return false;
    }
    return true;
}

typedef struct add_job {
    const organisation *draft;
    const workflow_actor *actor;
    int64_t now_ms;
    upw_arena *arena;
    organisation *out;
} add_job;

static bool add(store_db *db, void *context, upw_error *error)
{
    const add_job *const job = context;
    const organisation *const o = job->draft;
    *job->out = *o;
    if (!find_free_id(db, o->name, job->arena, &job->out->id, error))
        return false;
    const store_value values[] = { STORE_TEXT(job->out->id),           STORE_TEXT(TEXT("")),  STORE_TEXT(o->name),
                                   STORE_TEXT(text_of(o->kind->name)), STORE_TEXT(o->opened), STORE_TEXT(TEXT("")) };
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = "organisation.add",
                                .object = job->out->id,
                                .details = { { "kind", text_of(o->kind->name) } },
                                .n_details = 1 };
    return store_run(db, &organisations_statements[ORGANISATION_PUT], values, NULL, error) &&
           audit_append(db, &entry, error);
}

bool organisations_add(store_db *db, const organisation *draft, const workflow_actor *actor, int64_t now_ms,
                       upw_arena *arena, organisation *out, upw_error *error)
{
    add_job job = { draft, actor, now_ms, arena, out };
    const text name = text_trim(draft->name);
    if (name.len == 0 || name.len > ORGANISATION_NAME_MAX || !text_is_utf8(name))
        return upw_fail(error, UPW_BAD_INPUT, "Name must be 1 to %d characters", ORGANISATION_NAME_MAX);
    return store_transact(db, add, &job, error);
}
