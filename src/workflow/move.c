/* One function decides every move of every life cycle. */
#include "workflow/move.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "base/memory.h"

enum { LIFE_FIND, LIFE_BEGIN, LIFE_MOVE };

const store_statement move_statements[] = {
    [LIFE_FIND] = { "life_find",
                    "SELECT organisation, state, version, since_ms FROM life WHERE machine = $1 AND object = $2",
                    .takes = "tt", .gives = "ttii" },
    [LIFE_BEGIN] = { "life_begin",
                     "INSERT INTO life (machine, object, organisation, state, version, since_ms) "
                     "VALUES ($1, $2, $3, $4, 1, $5)",
                     .takes = "tttti" },
    [LIFE_MOVE] = { "life_move",
                    "UPDATE life SET state = $3, version = version + 1, since_ms = $5 "
                    "WHERE machine = $1 AND object = $2 AND version = $4",
                    .takes = "tttii" },
};
const size_t move_statements_count = sizeof move_statements / sizeof *move_statements;

static bool asks(const char *cell)
{
    return cell[0] != '\0' && strcmp(cell, "None") != 0;
}

void workflow_add_rules(workflow *w, const workflow_rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const workflow_rule *const rule = &rules[i];
        assert(w->rules[rule->event] == NULL);
        for (size_t m = 0; m < WORKFLOW_MOVES; m++)
            if (workflow_moves[m].event == rule->event) {
                assert(rule->guard != NULL || !asks(workflow_moves[m].guard));
                assert(rule->letters != NULL || workflow_moves[m].email == EMAIL_NONE);
            }
        w->rules[rule->event] = rule;
    }
}

bool workflow_find_life(store_db *db, workflow_machine machine, text object, upw_arena *arena, workflow_life *life,
                        bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(text_of(workflow_machine_names[machine])), STORE_TEXT(object) };
    store_rows row;
    if (!store_find(db, &move_statements[LIFE_FIND], values, &row, found, error))
        return false;
    if (*found) {
        *life = (workflow_life){ .machine = machine,
                                 .object = object,
                                 .organisation = store_copy(&row, 0, arena),
                                 .version = store_integer(&row, 2),
                                 .since_ms = store_integer(&row, 3) };
        if (!workflow_find_state(machine, store_text(&row, 1), &life->state))
            upw_fail(error, UPW_CONFLICT, "a %s stands in the database in a state that this program does not know",
                     workflow_machine_names[machine]);
    }
    return store_end(&row, error) && (!*found || life->state < STATE_COUNT);
}

bool workflow_offers(const workflow_life *life, workflow_event event, workflow_role role)
{
    const workflow_move_row *const move = workflow_find_move(event, life->state);
    return move != NULL && (move->actors >> role & 1) != 0;
}

static void add_name(buffer *out, const char *name)
{
    for (; *name != '\0'; name++)
        buffer_add_char(out, *name == '_' ? ' ' : *name);
}

static bool refuse(const workflow_life *life, const workflow_request *request, upw_error *error)
{
    buffer words;
    buffer_init(&words, 400);
    buffer_add_literal(&words, "this ");
    add_name(&words, workflow_machine_names[life->machine]);
    buffer_add_literal(&words, " is ");
    add_name(&words, workflow_states[life->state].name);
    buffer_add_literal(&words, "; \"");
    add_name(&words, workflow_events[request->event].name);
    buffer_add_literal(&words, "\" is not possible from there for ");
    add_name(&words, workflow_role_names[request->actor.role]);
    const bool result = upw_fail(error, UPW_FORBIDDEN, "%.*s", TEXT_ARGS(buffer_text(&words)));
    buffer_clear(&words);
    return result;
}

/* Those who act for one body act for no other. */
static bool acts_for(const workflow_actor *actor, text organisation)
{
    const bool is_bound = actor->role == ROLE_BODY_LEAD || actor->role == ROLE_SIGNATORY;
    return !is_bound || text_equal(actor->organisation, organisation);
}

static text hash_of(text words, upw_arena *arena)
{
    unsigned char hash[AUDIT_HASH_SIZE];
    char *const hex = MEMORY_TAKE(arena, char, AUDIT_HASH_HEX + 1);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)words.at, words.len, NULL, 0);
    sodium_bin2hex(hex, AUDIT_HASH_HEX + 1, hash, sizeof hash);
    return (text){ hex, AUDIT_HASH_HEX };
}

static bool record_move(const workflow_step *step, workflow_state from, upw_error *error)
{
    const workflow_request *const request = step->request;
    const text action = memory_format(step->arena, "%s.%s", workflow_machine_names[step->life.machine],
                                      workflow_events[request->event].name);
    audit_entry entry = {
        .at_ms = request->now_ms,
        .actor = request->actor,
        .action = action.at,
        .object = request->object,
        .request = request->request,
        .details = { { "from", text_of(workflow_states[from].name) },
                     { "to", text_of(workflow_states[step->life.state].name) },
                     { "organisation", step->life.organisation } },
        .n_details = 3,
    };
    if (request->reason.len > 0)
        entry.details[entry.n_details++] = (audit_detail){ "reason_hash", hash_of(request->reason, step->arena) };
    return audit_append(step->db, &entry, error);
}

static bool write_move(workflow_step *step, upw_error *error)
{
    const workflow_life before = step->life;
    const store_value values[] = { STORE_TEXT(text_of(workflow_machine_names[before.machine])),
                                   STORE_TEXT(before.object), STORE_TEXT(text_of(workflow_states[step->move->to].name)),
                                   STORE_INTEGER(before.version), STORE_INTEGER(step->request->now_ms) };
    int64_t n_changed;
    if (!store_run(step->db, &move_statements[LIFE_MOVE], values, &n_changed, error))
        return false;
    if (n_changed != 1)
        return upw_fail(error, UPW_CONFLICT, "somebody else has moved this %s meanwhile",
                        workflow_machine_names[before.machine]);
    step->life.state = step->move->to;
    step->life.version = before.version + 1;
    step->life.since_ms = step->request->now_ms;
    return record_move(step, before.state, error);
}

bool workflow_move_within(store_db *db, const workflow *w, const workflow_request *request, upw_arena *arena,
                          workflow_life *life, upw_error *error)
{
    const workflow_machine machine = workflow_events[request->event].machine;
    const workflow_rule *const rule = w->rules[request->event];
    assert(rule != NULL);
    workflow_step step = { .db = db, .workflow = w, .arena = arena, .request = request };
    bool found;
    if (!workflow_find_life(db, machine, request->object, arena, &step.life, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such %s", workflow_machine_names[machine]);
    if (request->version != WORKFLOW_ANY_VERSION && request->version != step.life.version)
        return upw_fail(error, UPW_CONFLICT, "somebody else has changed this %s meanwhile",
                        workflow_machine_names[machine]);
    if (!workflow_offers(&step.life, request->event, request->actor.role) ||
        !acts_for(&request->actor, step.life.organisation))
        return refuse(&step.life, request, error);
    step.move = workflow_find_move(request->event, step.life.state);
    if ((rule->guard != NULL && !rule->guard(&step, error)) || !write_move(&step, error) ||
        (rule->effect != NULL && !rule->effect(&step, error)) ||
        (rule->letters != NULL && !rule->letters(&step, error)))
        return false;
    if (life != NULL)
        *life = step.life;
    return true;
}

typedef struct move_job {
    const workflow *w;
    const workflow_request *request;
    upw_arena *arena;
    workflow_life *life;
} move_job;

static bool do_move(store_db *db, void *context, upw_error *error)
{
    const move_job *const job = context;
    return workflow_move_within(db, job->w, job->request, job->arena, job->life, error);
}

bool workflow_move(store_db *db, const workflow *w, const workflow_request *request, upw_arena *arena,
                   workflow_life *life, upw_error *error)
{
    move_job job = { w, request, arena, life };
    return store_transact(db, do_move, &job, error);
}

bool workflow_begin(store_db *db, workflow_machine machine, text object, text organisation, const workflow_actor *actor,
                    int64_t now_ms, upw_error *error)
{
    const char *const state = workflow_states[workflow_first_state(machine)].name;
    const char *const name = workflow_machine_names[machine];
    const store_value values[] = { STORE_TEXT(text_of(name)), STORE_TEXT(object), STORE_TEXT(organisation),
                                   STORE_TEXT(text_of(state)), STORE_INTEGER(now_ms) };
    char action[64];
    snprintf(action, sizeof action, "%s.begin", name);
    const audit_entry entry = { .at_ms = now_ms,
                                .actor = *actor,
                                .action = action,
                                .object = object,
                                .details = { { "to", text_of(state) }, { "organisation", organisation } },
                                .n_details = 2 };
    return store_run(db, &move_statements[LIFE_BEGIN], values, NULL, error) && audit_append(db, &entry, error);
}
