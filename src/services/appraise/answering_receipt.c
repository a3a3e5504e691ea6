/* /appraisal/{year}/receipt: was the answer with this receipt counted? Asked after publication; until then the page is
 * not there. */
#include "base/memory.h"
#include "services/appraise/answering.h"
#include "services/services.h"
#include "web/form.h"

enum { TYPED_MAX = 100 };
static const form_field fields[] = {
    { "receipt", FORM_TEXT, "receipt", .most = TYPED_MAX, .empty = MESSAGE_ENTER_RECEIPT,
      .length = MESSAGE_ENTER_RECEIPT },
};
static const form receipt_form = { "receipt", fields, 1 };

static bool find(request *req, appraise_round *r, upw_error *error)
{
    bool found;
    if (!rounds_find(req->db, request_path(req, "year"), req->arena, r, &found, error))
        return false;
    return (found && round_is_published(r) && services_of(req)->answers != NULL) ||
           upw_fail(error, UPW_NOT_FOUND, "there is no such round");
}

static void write_form(html_writer *h, request *req, const appraise_round *r)
{
    answering_begin_form(h, memory_format(req->arena, "/appraisal/%.*s/receipt", TEXT_ARGS(r->year)));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("receipt"),
                                       .label = { TEXT("Your receipt") },
                                       .hint = TEXT("The 12 letters and digits that were shown after you sent your "
                                                    "answers"),
                                       .value = form_get(req, "receipt")->raw,
                                       .error = form_get(req, "receipt")->error,
                                       .width = 20,
                                       .is_code = true,
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Look") });
    html_close(h, "form");
}

static bool show(request *req, response *res, upw_error *error)
{
    appraise_round r;
    if (!find(req, &r, error))
        return false;
    html_writer *const h =
        answering_begin_page(req, res, &(layout){ .title = TEXT("Was your answer counted?"), .caption = r.title });
    nhs_paragraph(h,
                  TEXT("A receipt says that an answer was counted. Nobody can tell from it which answer, or whose."));
    write_form(h, req, &r);
    return web_page_end(h, error);
}

static bool look(request *req, response *res, upw_error *error)
{
    appraise_round r;
    bool has;
    if (!find(req, &r, error) ||
        !answers_has_receipt(services_of(req)->answers, r.year, form_text(req, "receipt"), &has, error))
        return false;
    html_writer *const h = answering_begin_page(
        req, res, &(layout){ .title = has ? TEXT("Counted") : TEXT("Not found"), .caption = r.title, .asks = has });
    if (has) {
        nhs_panel(h, &(nhs_panel_options){ .heading = TEXT("Counted"),
                                           .words = TEXT("The answer with this receipt is in the report") });
    } else {
        nhs_paragraph(h, TEXT("No answer of this year has that receipt. Check each letter and digit: O is 0, and I and "
                              "L are 1."));
        write_form(h, req, &r);
    }
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/appraisal/{year}/receipt", show, ANSWERING_STEP },
    { WEB_POST, "/appraisal/{year}/receipt", look, ANSWERING_RARE, .form = &receipt_form, .again = show },
};
const web_routes answering_receipt_routes = { routes, sizeof routes / sizeof *routes };
