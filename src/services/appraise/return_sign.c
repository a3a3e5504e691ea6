/* The whole return: read and agreed, signed by two people, taken up again, downloaded. */
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_pages.h"

static const form_field agree_fields[] = { RETURN_MOVE_FIELD, RETURN_VERSION_FIELD };
static const form_field reopen_fields[] = { RETURN_MOVE_FIELD };
static const form_field sign_fields[] = {
    RETURN_MOVE_FIELD,
    RETURN_VERSION_FIELD,
    { "title", FORM_TEXT, "what you are", .most = RETURN_TITLE_MAX, .empty = MESSAGE_ENTER_OWN_TITLE,
      .length = MESSAGE_OWN_TITLE_LENGTH },
    { "agreed", FORM_TICK, "agreed view", .empty = MESSAGE_E057 },
};
static const form agree_form = { "agree", agree_fields, 2 };
static const form reopen_form = { "reopen", reopen_fields, 1 };
static const form sign_form = { "sign", sign_fields, sizeof sign_fields / sizeof *sign_fields };

/* ---- review ---- */

static void write_move_form(html_writer *h, request *req, const return_subject *s, const char *tail, text words,
                            bool has_draft, nhs_button_variant variant)
{
    web_page_begin_form(h, req, return_url(s, tail, req->arena));
    return_write_versions(h, req, s, has_draft);
    nhs_button(h, &(nhs_button_options){ .words = words, .variant = variant, .prevents_double_click = true });
    html_close(h, "form");
}

static bool can_reopen(const return_subject *s, bool is_lead)
{
    return workflow_offers(&s->ret.life, EVENT_RETURN_REOPEN, is_lead ? ROLE_BODY_LEAD : ROLE_SIGNATORY);
}

static bool show_review(request *req, response *res, upw_error *error)
{
    return_subject s;
    bool is_lead;
    if (!return_find_subject(req, &s, error) ||
        !return_may(req, &s, PERMISSION_S1_DRAFT_AND_AGREE_A_RETURN, &is_lead, NULL, error))
        return false;
    layout frame = return_frame(&s, TEXT("The whole return"), req->arena);
    frame.done = return_done_words(req);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error) || !return_write_whole(h, req, &s, error))
        return false;
    if (is_lead && workflow_offers(&s.ret.life, EVENT_RETURN_AGREE, ROLE_BODY_LEAD)) {
        nhs_paragraph(h, TEXT("When your organisation has agreed this, lock it for its signatures. Both signers can "
                              "take it up again until the second has signed."));
        write_move_form(h, req, &s, "/review", TEXT("This is agreed: lock it"), true, NHS_BUTTON);
    }
    if (can_reopen(&s, is_lead))
        write_move_form(h, req, &s, "/reopen", TEXT("Take it up again"), false, NHS_BUTTON_SECONDARY);
    return web_page_end(h, error);
}

static bool agree(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    const return_step step = { .event = EVENT_RETURN_AGREE, .again = show_review, .tail = "/sign?done=agreed" };
    if (!return_find_subject(req, &s, error) || !return_make_deed(req, &s, &by, error))
        return false;
    return form_get(req, "version")->integer == s.ret.version ? return_move(req, res, &s, &step, &by.actor, error)
                                                              : return_say_conflict(req, res, show_review, error);
}

static bool reopen(request *req, response *res, upw_error *error)
{
    return_subject s;
    bool is_lead, may = true;
    workflow_actor actor;
    const return_step step = { .event = EVENT_RETURN_REOPEN, .again = show_review, .tail = "?done=reopened" };
    if (!return_find_subject(req, &s, error) ||
        !return_may(req, &s, PERMISSION_S1_FIRST_SIGNATURE, &is_lead, &actor, error) ||
        (!is_lead && !return_may(req, &s, PERMISSION_S1_SECOND_SIGNATURE, &may, &actor, error)))
        return false;
    return may ? return_move(req, res, &s, &step, &actor, error)
               : upw_fail(error, UPW_FORBIDDEN, "this is not yours to take up");
}

/* ---- signing ---- */

/* What a signature of whoever asks would be now. */
typedef enum signing_kind { SIGNS_NOTHING, SIGNS_FIRST, SIGNS_SECOND, SIGNS_AGAIN, SIGNS_RESUBMIT } signing_kind;

static bool find_signing(request *req, const return_subject *s, signing_kind *kind, workflow_actor *actor,
                         upw_error *error)
{
    workflow_actor first, second;
    bool is_lead, is_signatory;
    const workflow_state state = s->ret.life.state;
    *kind = SIGNS_NOTHING;
    if (!return_may(req, s, PERMISSION_S1_FIRST_SIGNATURE, &is_lead, &first, error) ||
        !return_may(req, s, PERMISSION_S1_SECOND_SIGNATURE, &is_signatory, &second, error))
        return false;
    const bool is_signed_once = s->ret.signatures[0].at_ms > 0;
    if (is_lead && state == STATE_RETURN_AGREED)
        *kind = SIGNS_FIRST;
    else if (is_signatory && state == STATE_RETURN_PART_SIGNED)
        *kind = SIGNS_SECOND;
    else if (is_lead && state == STATE_RETURN_QUERIED && !is_signed_once)
        *kind = SIGNS_AGAIN;
    else if (is_signatory && state == STATE_RETURN_QUERIED && is_signed_once)
        *kind = SIGNS_RESUBMIT;
    *actor = *kind == SIGNS_FIRST || *kind == SIGNS_AGAIN ? first : second;
    return true;
}

static text who_signs_next(request *req, const return_subject *s)
{
    const workflow_state state = s->ret.life.state;
    const bool is_second =
        state == STATE_RETURN_PART_SIGNED || (state == STATE_RETURN_QUERIED && s->ret.signatures[0].at_ms > 0);
    text name = TEXT("");
    upw_error ignored;
    if (state != STATE_RETURN_AGREED && state != STATE_RETURN_PART_SIGNED && state != STATE_RETURN_QUERIED)
        return TEXT("It is not time to sign: the lead first agrees the return.");
    if (!people_find_name(req->db, is_second ? s->ret.signatory : s->ret.lead, req->arena, &name, &ignored))
        name = TEXT("");
    return memory_format(req->arena, "The next signature is %.*s's, as %s. They have a letter about it.",
                         TEXT_ARGS(name.len > 0 ? name : TEXT("somebody")), is_second ? "signatory" : "lead");
}

static void write_receipt(html_writer *h, request *req, const return_subject *s)
{
    nhs_panel(h,
              &(nhs_panel_options){ .heading = TEXT("Signed by both"),
                                    .level = 2,
                                    .words = memory_format(req->arena, "Reference %.*s, edition %lld",
                                                           TEXT_ARGS(s->ret.life.object), (long long)s->ret.edition) });
    nhs_paragraph(h, TEXT("Its fingerprint, by which anybody can check later that not a letter was changed:"));
    nhs_code(h, &(nhs_code_options){ .code = s->ret.fingerprint });
    html_open(h, "p");
    nhs_link(h, return_url(s, "/signed.txt", req->arena), TEXT("Download what was signed, as plain text"));
    html_close(h, "p");
}

static void write_sign_form(html_writer *h, request *req, const return_subject *s)
{
    static const nhs_choice choices[] = {
        { .words = { "This is our organisation's agreed view of how we are served", 59 }, .value = { "yes", 3 } },
    };
    const bool is_sent = req->form != NULL && req->form->form == &sign_form;
    const text ticked = TEXT("yes");
    web_page_begin_form(h, req, return_url(s, "/sign", req->arena));
    return_write_versions(h, req, s, true);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("title"),
                                       .label = { TEXT("What you are at your organisation") },
                                       .hint = TEXT("For example, chair. It stands under the return with your name"),
                                       .value = is_sent ? form_get(req, "title")->raw : TEXT(""),
                                       .error = is_sent ? form_get(req, "title")->error : TEXT(""),
                                       .width = 30 });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("agreed"),
                                                 .label = { TEXT("Your signature") },
                                                 .error = is_sent ? form_get(req, "agreed")->error : TEXT(""),
                                                 .values = &ticked,
                                                 .n_values = is_sent && form_get(req, "agreed")->is_given,
                                                 .items = choices,
                                                 .n_items = 1 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show_sign(request *req, response *res, upw_error *error)
{
    return_subject s;
    signing_kind kind;
    workflow_actor actor;
    if (!return_find_subject(req, &s, error) || !find_signing(req, &s, &kind, &actor, error))
        return false;
    layout frame = return_frame(&s, TEXT("Sign the return"), req->arena);
    frame.done = return_done_words(req);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    if (s.ret.fingerprint.len > 0) {
        write_receipt(h, req, &s);
        return web_page_end(h, error);
    }
    if (kind == SIGNS_NOTHING)
        nhs_inset_text(h, who_signs_next(req, &s));
    else
        nhs_paragraph(h, TEXT("Read all of it. After publication anybody can read what you sign, with your name under "
                              "it."));
    if (!return_write_whole(h, req, &s, error))
        return false;
    if (kind != SIGNS_NOTHING)
        write_sign_form(h, req, &s);
    return web_page_end(h, error);
}

static bool sign_again(request *req, response *res, const return_subject *s, const workflow_actor *actor,
                       upw_error *error)
{
    const appraise_deed by = { *actor, req->now_ms, text_of(req->id) };
    appraise_return seen = s->ret;
    upw_error why = { 0 };
    seen.version = form_get(req, "version")->integer;
    if (returns_sign_again(req->db, &seen, form_text(req, "title"), &by, &why))
        return response_redirect(res, return_url(s, "/sign?done=signed", req->arena), error);
    return why.code == UPW_CONFLICT ? return_say_conflict(req, res, show_sign, error)
                                    : web_page_say_again(req, res, show_sign, &why, error);
}

static bool sign(request *req, response *res, upw_error *error)
{
    static const workflow_event events[] = { [SIGNS_FIRST] = EVENT_RETURN_SIGN,
                                             [SIGNS_SECOND] = EVENT_RETURN_COUNTERSIGN,
                                             [SIGNS_RESUBMIT] = EVENT_RETURN_RESUBMIT };
    return_subject s;
    signing_kind kind;
    workflow_actor actor;
    if (!return_find_subject(req, &s, error) || !find_signing(req, &s, &kind, &actor, error))
        return false;
    if (kind == SIGNS_NOTHING)
        return return_say_conflict(req, res, show_sign, error);
    if (kind == SIGNS_AGAIN)
        return sign_again(req, res, &s, &actor, error);
    return_signing signing = { form_text(req, "title"), form_get(req, "version")->integer };
    const return_step step = {
        .event = events[kind], .facts = &signing, .again = show_sign, .tail = "/sign?done=signed"
    };
    return return_move(req, res, &s, &step, &actor, error);
}

/* What was signed last, byte for byte. */
static bool download(request *req, response *res, upw_error *error)
{
    return_subject s;
    text words;
    bool found;
    if (!return_find_subject(req, &s, error) ||
        !returns_find_signed(req->db, s.ret.year, s.ret.body, s.ret.edition, req->arena, &words, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "nothing is signed yet");
    return_answer_signed(res, req, &s.ret, words);
    return true;
}

void return_answer_signed(response *res, request *req, const appraise_return *ret, text words)
{
    res->kind = WEB_TEXT;
    response_set_download(res, req->arena,
                          memory_format(req->arena, "return-%.*s-%.*s-%lld.txt", TEXT_ARGS(ret->year),
                                        TEXT_ARGS(ret->body), (long long)ret->edition));
    buffer_add(&res->body, words);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/review", show_review, RETURN_SEEN_BY_BOTH },
    { WEB_POST, RETURN_PLACE "/review", agree, RETURN_DRAFTED_BY_LEAD, .form = &agree_form, .again = show_review },
    { WEB_POST, RETURN_PLACE "/reopen", reopen, RETURN_SEEN_BY_BOTH, .form = &reopen_form, .again = show_review },
    { WEB_GET, RETURN_PLACE "/sign", show_sign, RETURN_SEEN_BY_BOTH },
    { WEB_POST, RETURN_PLACE "/sign", sign, RETURN_SEEN_BY_BOTH, .form = &sign_form, .again = show_sign },
    { WEB_GET, RETURN_PLACE "/signed.txt", download, RETURN_SEEN_BY_BOTH, .rate = WEB_RATE_FILES },
};
const web_routes return_sign_routes = { routes, sizeof routes / sizeof *routes };
