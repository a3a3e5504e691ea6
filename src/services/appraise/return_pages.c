/* What the pages of a return share. */
#include "services/appraise/return_pages.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/words.h"

/* ---- what the address names ---- */

bool return_find_subject(request *req, return_subject *out, upw_error *error)
{
    bool found;
    if (!people_find_named(req, &out->body, error) ||
        !rounds_find(req->db, request_path(req, "year"), req->arena, &out->round, &found, error))
        return false;
    if (!found || !round_is_public(&out->round))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such round");
    if (!returns_find(req->db, out->round.year, out->body.id, req->arena, &out->ret, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "this organisation is not in the round");
}

text return_url(const return_subject *s, const char *tail, upw_arena *arena)
{
    const text name = s->body.code.len > 0 ? s->body.code : s->body.id;
    return memory_format(arena, "/returns/%.*s/%.*s%s", TEXT_ARGS(s->round.year), TEXT_ARGS(name), tail);
}

text return_standing(workflow_state state)
{
    switch (state) {
    case STATE_RETURN_NOT_STARTED:
        return TEXT("Not started");
    case STATE_RETURN_PREPARING:
        return TEXT("Preparing");
    case STATE_RETURN_COLLECTING:
        return TEXT("People are answering");
    case STATE_RETURN_PROFILE_READY:
        return TEXT("Profile ready");
    case STATE_RETURN_DRAFTING:
        return TEXT("Drafting");
    case STATE_RETURN_AGREED:
        return TEXT("Waits for the first signature");
    case STATE_RETURN_PART_SIGNED:
        return TEXT("Waits for the second signature");
    case STATE_RETURN_SUBMITTED:
        return TEXT("Signed");
    case STATE_RETURN_QUERIED:
        return TEXT("A question is open");
    case STATE_RETURN_ACCEPTED:
        return TEXT("Accepted");
    case STATE_RETURN_WITHDRAWN:
        return TEXT("Withdrawn");
    case STATE_RETURN_DECLINED:
        return TEXT("Declined");
    default:
        return TEXT("Not returned");
    }
}

layout return_frame(const return_subject *s, text title, upw_arena *arena)
{
    return (layout){ .title = title,
                     .caption = memory_format(arena, "%.*s, %.*s", TEXT_ARGS(s->body.name), TEXT_ARGS(s->round.year)),
                     .place = LAYOUT_APPRAISAL,
                     .back = return_url(s, "", arena) };
}

/* ---- who does what ---- */

bool return_may(request *req, const return_subject *s, workflow_permission permission, bool *may, workflow_actor *actor,
                upw_error *error)
{
    return people_may(req, permission, s->body.id, may, actor, error);
}

bool return_make_deed(request *req, const return_subject *s, appraise_deed *out, upw_error *error)
{
    *out = (appraise_deed){ .now_ms = req->now_ms, .request = memory_copy_text(req->arena, text_of(req->id)) };
    return people_find_actor(req, s->body.id, &out->actor, error);
}

bool return_move(request *req, response *res, const return_subject *s, const return_step *step,
                 const workflow_actor *by, upw_error *error)
{
    upw_error why = { 0 };
    const workflow_request wish = { .event = step->event,
                                    .object = s->ret.life.object,
                                    .version = form_get(req, "move")->integer,
                                    .actor = *by,
                                    .now_ms = req->now_ms,
                                    .request = text_of(req->id),
                                    .reason = step->reason,
                                    .facts = step->facts };
    if (workflow_move(req->db, &services_of(req)->workflow, &wish, req->arena, NULL, &why))
        return response_redirect(res, return_url(s, step->tail, req->arena), error);
    return why.code == UPW_CONFLICT ? return_say_conflict(req, res, step->again, error)
                                    : web_page_say_again(req, res, step->again, &why, error);
}

void return_write_versions(html_writer *h, request *req, const return_subject *s, bool has_draft)
{
    web_page_write_hidden(h, TEXT("move"), memory_format(req->arena, "%lld", (long long)s->ret.life.version));
    if (has_draft)
        web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)s->ret.version));
}

/* ---- somebody else was first ---- */

bool return_say_conflict(request *req, response *res, web_handler *again, upw_error *error)
{
    upw_error why = { 0 };
    upw_fail(&why, UPW_CONFLICT, "%s", web_message_text(MESSAGE_E009));
    return web_page_say_again(req, res, again, &why, error);
}

bool return_write_conflict(html_writer *h, request *req, const response *res, const return_subject *s, upw_error *error)
{
    text name;
    buffer when;
    if (res->status != 409 || s->ret.edited.person.len == 0)
        return true;
    if (!people_find_name(req->db, s->ret.edited.person, req->arena, &name, error))
        return false;
    buffer_init(&when, 100);
    civil_add_time_for_people(&when, s->ret.edited.at_ms);
    nhs_inset_text(h, memory_format(req->arena, "%.*s changed %.*s at %.*s. It stands now: %.*s.",
                                    TEXT_ARGS(name.len > 0 ? name : TEXT("Somebody")), TEXT_ARGS(s->ret.edited.part),
                                    TEXT_ARGS(buffer_text(&when)), TEXT_ARGS(return_standing(s->ret.life.state))));
    buffer_clear(&when);
    return true;
}

/* ---- particulars of people ---- */

void return_check_personal(request *req, const char *name)
{
    const form_value *const value = form_get(req, name);
    const personal_kind kind = value->error.len == 0 ? personal_find(value->text) : PERSONAL_NOTHING;
    const web_pair words[] = { { TEXT("[a person's name]"), text_of(personal_words[kind]) } };
    if (kind != PERSONAL_NOTHING && !form_get(req, "screened")->is_given)
        form_fail_with(req, name, MESSAGE_LOOKS_PERSONAL_OR_NOT, words, 1);
}

static bool has_personal(const request *req)
{
    for (size_t i = 0; req->form != NULL && i < req->form->form->n; i++)
        if (personal_find(req->form->values[i].text) != PERSONAL_NOTHING)
            return true;
    return false;
}

void return_write_screened(html_writer *h, request *req)
{
    static const nhs_choice choices[] = { { .words = { "This is not about a person", 26 }, .value = { "yes", 3 } } };
    const text ticked = TEXT("yes");
    if (!has_personal(req))
        return;
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("screened"),
                                                 .label = { TEXT("If it only looks like it") },
                                                 .hint = TEXT("The federation's office will look at it again"),
                                                 .values = &ticked,
                                                 .n_values = form_get(req, "screened")->is_given,
                                                 .items = choices,
                                                 .n_items = 1 });
}

/* ---- words ---- */

void return_write_words(html_writer *h, text words)
{
    bool is_empty = true;
    while (words.len > 0) {
        const text line = text_trim(text_take_until(&words, '\n'));
        if (line.len > 0)
            nhs_paragraph(h, line);
        is_empty = is_empty && line.len == 0;
    }
    if (is_empty)
        nhs_paragraph(h, TEXT("Nothing was said."));
}

text return_done_words(const request *req)
{
    static const struct {
        const char *name, *words;
    } done[] = {
        { "accepted", "You lead this appraisal. Both of you have a letter about it" },
        { "skipped", "People are not asked one by one. You can write the draft" },
        { "started", "The draft has begun" },
        { "saved", "Saved" },
        { "agreed", "The return is agreed and locked. It waits for its signatures" },
        { "reopened", "The return is a draft again. Signatures were taken away" },
        { "signed", "Your signature stands under the return" },
        { "declined", "It is recorded that your organisation does not take part" },
        { "withdrawn", "The return is withdrawn" },
        { "back", "Your organisation takes part again" },
        { "asked", "The question is on its way to the organisation" },
        { "taken", "The return is accepted" },
    };
    const text name = request_query(req, "done");
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (text_equal(name, text_of(done[i].name)))
            return text_of(done[i].words);
    return TEXT("");
}
