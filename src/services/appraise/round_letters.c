/* What people are told of a round's moves. */
#include "services/appraise/round_letters.h"

#include "base/memory.h"

bool round_of_step(workflow_step *step, appraise_round *r, upw_error *error)
{
    bool found;
    if (!rounds_find(step->db, step->request->object, step->arena, r, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such round");
}

static text path_of_round(const appraise_round *r, upw_arena *arena)
{
    return memory_format(arena, "/appraisal/%.*s", TEXT_ARGS(r->year));
}

static text write_dates(const appraise_round *r, upw_arena *arena)
{
    return memory_format(
        arena,
        "Opens on %.*s\nPeople can answer until the end of %.*s\nReturns are signed by the end of %.*s\n"
        "The report is published at 9:30am on %.*s\n",
        TEXT_ARGS(readers_day(r->opens_on, arena)), TEXT_ARGS(readers_day(round_last_individual_day(r), arena)),
        TEXT_ARGS(readers_day(round_last_return_day(r), arena)), TEXT_ARGS(readers_day(r->publish_on, arena)));
}

bool round_letter_announced(workflow_step *step, upw_error *error)
{
    appraise_round r;
    const letters_desk desk = letters_desk_of(step);
    if (!round_of_step(step, &r, error))
        return false;
    const outbox_word words[] = { { "year", r.year }, { "date", readers_day(r.opens_on, step->arena) } };
    const appraise_letter letter = {
        .email = EMAIL_A01,
        .about = r.year,
        .words = words,
        .n_words = 2,
        .body = memory_format(step->arena,
                              "Once a year local bodies appraise %.*s and %.*s. Your organisation is "
                              "asked to take part, or to say in public why not.\n\n%.*s\nWhoever leads this at your "
                              "organisation accepts, names a second person who signs, and invites people when the "
                              "round opens. All about it, with these dates:\n",
                              TEXT_ARGS(r.board_label), TEXT_ARGS(round_their_office(&r, step->arena)),
                              TEXT_ARGS(write_dates(&r, step->arena))),
    };
    const readers_round whom = { r.year, READERS_OF_ALL, READ_BY_LEAD, path_of_round(&r, step->arena) };
    return readers_send_round(&desk, &whom, &letter, error);
}

bool round_letter_open(workflow_step *step, upw_error *error)
{
    const unsigned states = READERS_OF(STATE_RETURN_NOT_STARTED) | READERS_OF(STATE_RETURN_PREPARING);
    appraise_round r;
    const letters_desk desk = letters_desk_of(step);
    if (!round_of_step(step, &r, error))
        return false;
    const appraise_letter letter = {
        .email = EMAIL_A02,
        .about = r.year,
        .body = memory_format(step->arena,
                              "The %.*s appraisal is open: people can now be invited.\n\n%.*s\nWhat is left to do for "
                              "your organisation stands on its page:\n",
                              TEXT_ARGS(r.year), TEXT_ARGS(write_dates(&r, step->arena))),
    };
    const readers_round whom = { r.year, states, READ_BY_LEAD, TEXT("") };
    return readers_send_round(&desk, &whom, &letter, error);
}

bool round_letter_cancelled(workflow_step *step, upw_error *error)
{
    appraise_round r;
    const letters_desk desk = letters_desk_of(step);
    if (!round_of_step(step, &r, error))
        return false;
    if (!round_is_public(&r))
        return true; /* nobody has heard of it */
    const outbox_word words[] = { { "year", r.year } };
    const appraise_letter letter = {
        .email = EMAIL_A03,
        .about = r.year,
        .words = words,
        .n_words = 1,
        .body = memory_format(step->arena,
                              "The %.*s appraisal has been cancelled. The reason:\n\n%.*s\n\nWhat people may have sent "
                              "is destroyed unread. No reminders follow. More about it:\n",
                              TEXT_ARGS(r.year), TEXT_ARGS(r.cancel_reason)),
    };
    const readers_round whom = { r.year, READERS_OF_ALL, READ_BY_LEAD | READ_BY_SIGNATORY,
                                 path_of_round(&r, step->arena) };
    return readers_send_round(&desk, &whom, &letter, error);
}

bool round_letter_extended(workflow_step *step, upw_error *error)
{
    const unsigned working = READERS_OF(STATE_RETURN_NOT_STARTED) | READERS_OF(STATE_RETURN_PREPARING) |
                             READERS_OF(STATE_RETURN_COLLECTING) | READERS_OF(STATE_RETURN_DRAFTING) |
                             READERS_OF(STATE_RETURN_PROFILE_READY) | READERS_OF(STATE_RETURN_AGREED) |
                             READERS_OF(STATE_RETURN_PART_SIGNED) | READERS_OF(STATE_RETURN_QUERIED);
    appraise_round r;
    const letters_desk desk = letters_desk_of(step);
    if (!round_of_step(step, &r, error))
        return false;
    const text day = readers_day(round_last_return_day(&r), step->arena);
    const outbox_word words[] = { { "date", day } };
    const appraise_letter letter = {
        .email = EMAIL_A09,
        .about = r.year,
        .words = words,
        .n_words = 1,
        .body = memory_format(step->arena,
                              "There is more time: returns can be signed until the end of %.*s. The reason:\n\n%.*s\n\n"
                              "The day of publication stays. Your organisation's page:\n",
                              TEXT_ARGS(day), TEXT_ARGS(r.extra_reason)),
    };
    const readers_round whom = { r.year, working, READ_BY_LEAD, TEXT("") };
    return readers_send_round(&desk, &whom, &letter, error);
}

bool round_letter_of_returns(workflow_step *step, upw_error *error)
{
    (void)step, (void)error;
    return true;
}
