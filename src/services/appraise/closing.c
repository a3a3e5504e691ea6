/* The end of answering. */
#include "services/appraise/closing.h"

#include "services/appraise/returns.h"
#include "services/services.h"

bool appraise_close_answering(workflow_step *step, const appraise_round *r, upw_error *error)
{
    appraise_returns all;
    if (!returns_list(step->db, r->year, step->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const workflow_request wish = { .event = EVENT_RETURN_PROFILE_WITHHELD,
                                        .object = all.at[i].life.object,
                                        .version = all.at[i].life.version,
                                        .actor = { .role = ROLE_SYSTEM },
                                        .now_ms = step->request->now_ms };
        if (all.at[i].life.state == STATE_RETURN_COLLECTING &&
            !workflow_move_within(step->db, step->workflow, &wish, step->arena, NULL, error))
            return false;
    }
    return true;
}

bool appraise_cancel_answering(workflow_step *step, const appraise_round *r, upw_error *error)
{
    const services *const s = step->workflow->application;
    return s->answers == NULL || answers_destroy(s->answers, r->year, ANSWERS_END_ALL, error);
}
