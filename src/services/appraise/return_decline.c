/* Out, in public and with a reason; and back. */
#include "base/memory.h"
#include "services/appraise/return_pages.h"

static const form_field reason_fields[] = {
    RETURN_MOVE_FIELD,
    RETURN_SCREENED_FIELD,
    { "reason", FORM_LINES, "reason", .least = RETURN_REASON_LEAST, .most = RETURN_REASON_MAX, .empty = MESSAGE_E058,
      .length = MESSAGE_DECLINE_LENGTH },
    { "sure", FORM_TICK, "published", .empty = MESSAGE_TICK_PUBLIC },
};
static const form_field move_fields[] = { RETURN_MOVE_FIELD };
static const form decline_form = { "decline", reason_fields, sizeof reason_fields / sizeof *reason_fields };
static const form withdraw_form = { "withdraw", reason_fields, sizeof reason_fields / sizeof *reason_fields };
static const form rejoin_form = { "rejoin", move_fields, 1 };

typedef struct way_out {
    const char *title, *tail, *says, *button;
} way_out;

static const way_out declining = {
    "Decline to take part",
    "/decline",
    "Your organisation may decline. Its name and the reason below are published at once and stand in the report. Until "
    "returns close it may change its mind.",
    "Decline to take part",
};
static const way_out withdrawing = {
    "Withdraw the return",
    "/withdraw",
    "The return then does not count. The reason below may be quoted in the report; what was signed stays in the audit "
    "trail. Until returns close your organisation may sign another.",
    "Withdraw the return",
};

static bool show(request *req, response *res, const way_out *way, upw_error *error)
{
    static const nhs_choice choices[] = { { .words = { "I know that the reason will be published", 40 },
                                            .value = { "yes", 3 } } };
    const bool is_sent = req->form != NULL;
    const text ticked = TEXT("yes");
    return_subject s;
    if (!return_find_subject(req, &s, error))
        return false;
    const layout frame = return_frame(&s, text_of(way->title), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    nhs_paragraph(h, text_of(way->says));
    web_page_begin_form(h, req, return_url(&s, way->tail, req->arena));
    return_write_versions(h, req, &s, false);
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("reason"),
                                                           .label = { TEXT("Why?"), NHS_M },
                                                           .hint = TEXT("20 to 500 characters. Name no person"),
                                                           .value = is_sent ? form_get(req, "reason")->raw : TEXT(""),
                                                           .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                                           .rows = 4,
                                                           .max = RETURN_REASON_MAX });
    if (is_sent)
        return_write_screened(h, req);
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("sure"),
                                                 .label = { TEXT("Published") },
                                                 .error = is_sent ? form_get(req, "sure")->error : TEXT(""),
                                                 .values = &ticked,
                                                 .n_values = is_sent && form_get(req, "sure")->is_given,
                                                 .items = choices,
                                                 .n_items = 1 });
    nhs_button(h, &(nhs_button_options){
                      .words = text_of(way->button), .variant = NHS_BUTTON_WARNING, .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_decline(request *req, response *res, upw_error *error)
{
    return show(req, res, &declining, error);
}

static bool show_withdraw(request *req, response *res, upw_error *error)
{
    return show(req, res, &withdrawing, error);
}

static bool go(request *req, response *res, workflow_event event, workflow_permission permission, web_handler *again,
               const char *tail, upw_error *error)
{
    return_subject s;
    bool may;
    workflow_actor actor;
    if (!return_find_subject(req, &s, error) || !return_may(req, &s, permission, &may, &actor, error))
        return false;
    if (!may)
        return upw_fail(error, UPW_FORBIDDEN, "The lead declines, and the signatory withdraws");
    return_check_personal(req, "reason");
    if (form_has_errors(req))
        return again(req, res, error);
    const return_step step = { .event = event, .reason = form_text(req, "reason"), .again = again, .tail = tail };
    return return_move(req, res, &s, &step, &actor, error);
}

static bool decline(request *req, response *res, upw_error *error)
{
    return go(req, res, EVENT_RETURN_DECLINE, PERMISSION_S1_FIRST_SIGNATURE, show_decline, "?done=declined", error);
}

static bool withdraw(request *req, response *res, upw_error *error)
{
    return go(req, res, EVENT_RETURN_WITHDRAW, PERMISSION_S1_SECOND_SIGNATURE, show_withdraw, "?done=withdrawn", error);
}

static bool show_back(request *req, response *res, upw_error *error)
{
    return_subject s;
    if (!return_find_subject(req, &s, error))
        return false;
    const layout frame = return_frame(&s, TEXT("Take part after all"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    return return_write_conflict(h, req, res, &s, error) && web_page_end(h, error);
}

static bool rejoin(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    const return_step step = { .event = EVENT_RETURN_REJOIN, .again = show_back, .tail = "?done=back" };
    return return_find_subject(req, &s, error) && return_make_deed(req, &s, &by, error) &&
           return_move(req, res, &s, &step, &by.actor, error);
}

#define MAY_GO .needs = PERMISSION_S1_DECLINE_OR_WITHDRAW_A_RETURN, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/decline", show_decline, RETURN_DRAFTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/decline", decline, RETURN_DRAFTED_BY_LEAD, .form = &decline_form,
      .again = show_decline },
    { WEB_GET, RETURN_PLACE "/withdraw", show_withdraw, MAY_GO },
    { WEB_POST, RETURN_PLACE "/withdraw", withdraw, MAY_GO, .form = &withdraw_form, .again = show_withdraw },
    { WEB_POST, RETURN_PLACE "/rejoin", rejoin, RETURN_DRAFTED_BY_LEAD, .form = &rejoin_form, .again = show_back },
};
const web_routes return_decline_routes = { routes, sizeof routes / sizeof *routes };
