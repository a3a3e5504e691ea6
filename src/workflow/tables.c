/* Looking things up in the tables of src/workflow/. */
#include "workflow/tables.h"

#include <ctype.h>
#include <string.h>

#include "workflow_tables.inc"

workflow_state workflow_first_state(workflow_machine machine)
{
    workflow_state state = 0;
    while (workflow_states[state].machine != machine)
        state++;
    return state;
}

bool workflow_find_state(workflow_machine machine, text name, workflow_state *state)
{
    for (workflow_state s = 0; s < STATE_COUNT; s++)
        if (workflow_states[s].machine == machine && text_equal(text_of(workflow_states[s].name), name)) {
            *state = s;
            return true;
        }
    return false;
}

bool workflow_find_role(text name, workflow_role *role)
{
    for (workflow_role r = 0; r < ROLE_COUNT; r++)
        if (text_equal(text_of(workflow_role_names[r]), name)) {
            *role = r;
            return true;
        }
    return false;
}

const workflow_move_row *workflow_find_move(workflow_event event, workflow_state from)
{
    const workflow_machine machine = workflow_events[event].machine;
    if (workflow_states[from].machine != machine)
        return NULL;
    const uint32_t bit = UINT32_C(1) << (from - workflow_first_state(machine));
    for (size_t i = 0; i < WORKFLOW_MOVES; i++)
        if (workflow_moves[i].event == event && (workflow_moves[i].from & bit) != 0)
            return &workflow_moves[i];
    return NULL;
}

void workflow_add_words(buffer *out, const char *name)
{
    buffer_add_char(out, (char)toupper((unsigned char)name[0]));
    for (const char *at = name + 1; *at != '\0'; at++)
        buffer_add_char(out, *at == '_' ? ' ' : *at);
}
