/* workflow/tables.h: who may do what, every life cycle, and every e-mail, as product people wrote them down.
 *
 * The tables are src/workflow/{permissions,state-machines,emails}.csv, checked and compiled by scripts/workflow-tables.
 * Nothing here decides: move.h does. */
#ifndef WORKFLOW_TABLES_H
#define WORKFLOW_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"
#include "workflow_names.h"

/* What a role may: nothing, everywhere, its own (person's) things, those of its body, those of its area, the copy
 * shared with it under embargo, or what has been published. */
typedef enum workflow_grant {
    GRANT_NO,
    GRANT_YES,
    GRANT_OWN,
    GRANT_BODY,
    GRANT_AREA,
    GRANT_SHARED,
    GRANT_PUBLISHED,
    GRANT_COUNT
} workflow_grant;

typedef struct workflow_permission_row {
    const char *service; /* "S1" … "All" */
    const char *action;  /* "first signature" */
    workflow_grant grants[WORKFLOW_ROLES];
} workflow_permission_row;

typedef struct workflow_email_row {
    const char *id; /* "A01" */
    const char *trigger, *to, *subject, *says;
    bool can_turn_off;
} workflow_email_row;

typedef struct workflow_state_row {
    const char *name; /* "part_signed" */
    workflow_machine machine;
} workflow_state_row;

typedef struct workflow_event_row {
    const char *name; /* "countersign" */
    workflow_machine machine;
} workflow_event_row;

typedef struct workflow_move_row {
    workflow_event event;
    uint32_t from; /* bit i: the machine's i-th state */
    workflow_state to;
    uint32_t actors; /* bit r: role r */
    workflow_email email;
    const char *guard, *effect; /* in words */
} workflow_move_row;

extern const char *const workflow_role_names[ROLE_COUNT]; /* "body_lead" */
extern const workflow_permission_row workflow_permissions[PERMISSION_COUNT];
extern const workflow_email_row workflow_emails[EMAIL_COUNT];
extern const char *const workflow_machine_names[MACHINE_COUNT];
extern const workflow_state_row workflow_states[STATE_COUNT]; /* those of a machine together, its beginning first */
extern const workflow_event_row workflow_events[EVENT_COUNT];
extern const workflow_move_row workflow_moves[WORKFLOW_MOVES];

workflow_state workflow_first_state(workflow_machine machine);
bool workflow_find_state(workflow_machine machine, text name, workflow_state *state);
bool workflow_find_role(text name, workflow_role *role);

/* The move by this event from this state; NULL when there is none. */
const workflow_move_row *workflow_find_move(workflow_event event, workflow_state from);

/* "Part signed": a state's, an event's or a role's name as words on a page. */
void workflow_add_words(buffer *out, const char *name);

#endif
