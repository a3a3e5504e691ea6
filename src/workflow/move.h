/* workflow/move.h: one function decides every move of every life cycle.
 *
 * Where an object stands is kept in one table, `life`, for all machines. A move is allowed when state-machines.csv has
 * it from that state, when the actor's role is among those it names, when the version is the one the actor saw, and
 * when the service's guard agrees. Then state, audit row, the service's own changes and its letters are written in one
 * transaction, or nothing is. */
#ifndef WORKFLOW_MOVE_H
#define WORKFLOW_MOVE_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"
#include "workflow/tables.h"

enum { WORKFLOW_ANY_VERSION = -1 };

/* Where an object stands. */
typedef struct workflow_life {
    workflow_machine machine;
    text object;
    text organisation; /* whose it is; empty: nobody's */
    workflow_state state;
    int64_t version; /* goes up by one with each move */
    int64_t since_ms;
} workflow_life;

typedef struct workflow_request {
    workflow_event event;
    text object;
    int64_t version; /* that the actor saw, or WORKFLOW_ANY_VERSION */
    workflow_actor actor;
    int64_t now_ms;
    text request; /* id of the request, for the audit row */
    text reason;  /* as the actor gave it; its hash is all that the audit row keeps of it */
    void *facts;  /* what the service's rule needs */
} workflow_request;

/* What a service's rule sees. */
typedef struct workflow_step {
    store_db *db;
    const struct workflow *workflow;
    upw_arena *arena;
    const workflow_request *request;
    const workflow_move_row *move;
    workflow_life life; /* as it stands before (guard) or after (effect, letters) the move */
} workflow_step;

/* A service's part in a move; each function may be NULL when the table has nothing to say for it: guard where the guard
 * is "None", letters where there is no e-mail. A guard that says no fails with UPW_BAD_INPUT or UPW_FORBIDDEN and a
 * sentence for the person. */
typedef struct workflow_rule {
    workflow_event event;
    bool (*guard)(workflow_step *step, upw_error *error);
    bool (*effect)(workflow_step *step, upw_error *error);
    bool (*letters)(workflow_step *step, upw_error *error);
} workflow_rule;

typedef struct workflow {
    const workflow_rule *rules[EVENT_COUNT];
    void *application; /* what rules and duties find behind it: the program's */
} workflow;

/* The rules outlive the workflow. An event that two rules claim, or a rule without a guard or letters that the table
 * asks for, is a fault of the program and stops it. */
void workflow_add_rules(workflow *w, const workflow_rule *rules, size_t n);

/* Put a new object at the beginning of its machine; within a transaction. */
bool workflow_begin(store_db *db, workflow_machine machine, text object, text organisation, const workflow_actor *actor,
                    int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* Move it: in a transaction of its own, or within one. *life (NULL: nobody asks) is where it stands then. Fails with
 * UPW_NOT_FOUND, UPW_CONFLICT (somebody else was first), UPW_FORBIDDEN (no such move from here, or not by this role, or
 * not for this organisation), or as the guard does. */
bool workflow_move(store_db *db, const workflow *w, const workflow_request *request, upw_arena *arena,
                   workflow_life *life, upw_error *error) UPW_MUST_CHECK;
bool workflow_move_within(store_db *db, const workflow *w, const workflow_request *request, upw_arena *arena,
                          workflow_life *life, upw_error *error) UPW_MUST_CHECK;

bool workflow_find_life(store_db *db, workflow_machine machine, text object, upw_arena *arena, workflow_life *life,
                        bool *found, upw_error *error) UPW_MUST_CHECK;

/* May this role move it so from where it stands, as far as the table says? For the buttons of a page. */
bool workflow_offers(const workflow_life *life, workflow_event event, workflow_role role);

extern const store_statement move_statements[];
extern const size_t move_statements_count;

#endif
