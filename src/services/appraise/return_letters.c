/* What people are told of a return's moves. */
#include "services/appraise/return_letters.h"

#include "base/memory.h"
#include "services/people/people.h"

bool return_of_step(workflow_step *step, appraise_round *r, appraise_return *ret, upw_error *error)
{
    const text object = step->request->object;
    bool found;
    if (object.len <= ROUND_YEAR_LEN)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such return");
    const text year = { object.at, ROUND_YEAR_LEN };
    const text body = { object.at + ROUND_YEAR_LEN + 1, object.len - ROUND_YEAR_LEN - 1 };
    if (!rounds_find(step->db, year, step->arena, r, &found, error) ||
        (found && !returns_find(step->db, year, body, step->arena, ret, &found, error)))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such return");
}

/* One letter for each move: the version of the life counts them. */
static text name_letter(const workflow_step *step)
{
    return memory_format(step->arena, "%.*s move %lld", TEXT_ARGS(step->request->object),
                         (long long)step->life.version);
}

typedef struct sending {
    workflow_email email;
    unsigned readers;
    text said; /* the body, without the address below it */
} sending;

static bool send(workflow_step *step, const appraise_return *ret, const sending *what, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    text name;
    if (!readers_name_body(&desk, ret->body, &name, error))
        return false;
    const outbox_word words[] = { { "body", name }, { "7 days", TEXT("No days") } };
    const appraise_letter letter = {
        .email = what->email,
        .about = name_letter(step),
        .words = words,
        .n_words = 2,
        .body = memory_format(step->arena, "%.*s\n\n%.*s\n    %.*s\n", TEXT_ARGS(name), TEXT_ARGS(what->said),
                              TEXT_ARGS(readers_return_url(&desk, ret))),
    };
    return readers_send(&desk, ret, what->readers, &letter, error);
}

static text name_person(workflow_step *step, text account)
{
    upw_error ignored;
    text name = TEXT("");
    if (!people_find_name(step->db, account, step->arena, &name, &ignored) || name.len == 0)
        return TEXT("somebody");
    return name;
}

bool return_letter_leading(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const text said = memory_format(
        step->arena,
        "%.*s leads the %.*s appraisal here, and %.*s signs second.\n\nPeople can answer until the end of %.*s. The "
        "return is signed by both of you by the end of %.*s. The steps:\n",
        TEXT_ARGS(name_person(step, ret.lead)), TEXT_ARGS(ret.year), TEXT_ARGS(name_person(step, ret.signatory)),
        TEXT_ARGS(readers_day(round_last_individual_day(&r), step->arena)),
        TEXT_ARGS(readers_day(round_last_return_day(&r), step->arena)));
    return send(step, &ret, &(sending){ EMAIL_A04, READ_BY_LEAD | READ_BY_SIGNATORY, said }, error);
}

bool return_letter_profile(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const text last = readers_day(round_last_return_day(&r), step->arena);
    const text said = step->life.state == STATE_RETURN_PROFILE_READY
                          ? memory_format(step->arena,
                                          "The time for answers is over, and what your people said as a whole can be "
                                          "seen by you two.\n\nDiscuss it, agree your organisation's view and sign it "
                                          "by the end of %.*s:\n",
                                          TEXT_ARGS(last))
                          : memory_format(step->arena,
                                          "The time for answers is over. Fewer than %lld people answered, so nothing "
                                          "of what they said can be shown.\n\nAgree your organisation's view without "
                                          "it, and sign it by the end of %.*s:\n",
                                          (long long)r.min_people, TEXT_ARGS(last));
    return send(step, &ret, &(sending){ EMAIL_A08, READ_BY_LEAD | READ_BY_SIGNATORY, said }, error);
}

bool return_letter_lapsed(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    return send(step, &ret,
                &(sending){ EMAIL_A10, READ_BY_LEAD | READ_BY_SIGNATORY,
                            TEXT("The time to sign is over, and the return was not signed by two people. It is listed "
                                 "as not returned.\n") },
                error);
}

static const char *name_step(workflow_state state)
{
    switch (state) {
    case STATE_RETURN_NOT_STARTED:
        return "somebody accepts to lead it, and names who signs second";
    case STATE_RETURN_PREPARING:
    case STATE_RETURN_COLLECTING:
        return "the lead goes on to the draft";
    case STATE_RETURN_PROFILE_READY:
    case STATE_RETURN_DRAFTING:
        return "the lead agrees scores and statement";
    case STATE_RETURN_AGREED:
        return "the lead signs";
    case STATE_RETURN_PART_SIGNED:
        return "the second person signs";
    case STATE_RETURN_QUERIED:
        return "the office's question is answered, and both sign again";
    default:
        return "nothing";
    }
}

bool return_letter_days_left(const letters_desk *desk, const appraise_round *r, const appraise_return *ret,
                             const char *days, upw_error *error)
{
    text name;
    if (!readers_name_body(desk, ret->body, &name, error))
        return false;
    const outbox_word words[] = { { "7 days", text_of(days) } };
    const appraise_letter letter = {
        .email = EMAIL_A10,
        .about = memory_format(desk->arena, "%.*s %s before %d", TEXT_ARGS(ret->life.object), days,
                               (int)round_last_return_day(r)),
        .words = words,
        .n_words = 1,
        .body =
            memory_format(desk->arena, "%.*s\n\nReturns close at the end of %.*s. What is left here: %s.\n\n    %.*s\n",
                          TEXT_ARGS(name), TEXT_ARGS(readers_day(round_last_return_day(r), desk->arena)),
                          name_step(ret->life.state), TEXT_ARGS(readers_return_url(desk, ret))),
    };
    return readers_send(desk, ret, READ_BY_LEAD | READ_BY_SIGNATORY, &letter, error);
}

bool return_letter_to_sign(workflow_step *step, upw_error *error)
{
    const bool is_first = step->life.state == STATE_RETURN_AGREED;
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const text said = memory_format(
        step->arena,
        "The return of your organisation is %s. Read it, and sign it if it is your organisation's agreed view of how "
        "it "
        "is served: a signature says that and nothing else, and after publication anybody can read what was signed. "
        "Sign by the end of %.*s:\n",
        is_first ? "agreed and waits for the first signature" : "signed once and waits for the second signature",
        TEXT_ARGS(readers_day(round_last_return_day(&r), step->arena)));
    return send(step, &ret, &(sending){ EMAIL_A11, is_first ? READ_BY_LEAD : READ_BY_SIGNATORY, said }, error);
}

bool return_letter_submitted(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const text said = memory_format(
        step->arena,
        "Both have signed, and the return has reached the federation's office.\n\nReference: %.*s, edition %lld\n"
        "Fingerprint (SHA-256): %.*s\n\nIf something in it is wrong, withdraw it before the end of %.*s. What was "
        "signed can be read and downloaded here:\n",
        TEXT_ARGS(ret.life.object), (long long)ret.edition, TEXT_ARGS(ret.fingerprint),
        TEXT_ARGS(readers_day(round_last_return_day(&r), step->arena)));
    return send(step, &ret, &(sending){ EMAIL_A12, READ_BY_LEAD | READ_BY_SIGNATORY, said }, error);
}

bool return_letter_recorded(workflow_step *step, upw_error *error)
{
    const char *const what = step->life.state == STATE_RETURN_QUERIED ? "The federation's office asks about it:"
                             : step->life.state == STATE_RETURN_DECLINED
                                 ? "The organisation does not take part. The reason, which is published:"
                                 : "The return was withdrawn. The reason, which may be published:";
    appraise_round r;
    appraise_return ret;
    if (!return_of_step(step, &r, &ret, error))
        return false;
    const text said = memory_format(step->arena, "%s\n\n    %.*s\n", what, TEXT_ARGS(text_trim(step->request->reason)));
    return send(step, &ret, &(sending){ EMAIL_A13, READ_BY_LEAD | READ_BY_SIGNATORY | READ_BY_COALITION, said }, error);
}
