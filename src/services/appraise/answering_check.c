/* /a/{token}/check: all that was answered, once more; /a/{token}/done: it is sent, and a receipt is shown, once. */
#include "base/memory.h"
#include "services/appraise/answering.h"
#include "web/form.h"

static const form_field fields[] = {
    { "own", FORM_TICK, "own views", .empty = MESSAGE_E048 },
};
static const form check_form = { "check", fields, 1 };

/* ---- showing it ---- */

static text write_value(const question *q, uint8_t value)
{
    return value > 0 ? text_of(answer_words(q->scale, value)) : TEXT("Not answered");
}

static void write_row(html_writer *h, request *req, const answering *a, size_t of_all)
{
    const answering_place place = answering_place_at(&a->asked, of_all);
    const question *const q = &a->asked.at[place.question];
    const text url = answering_place_url(a, &place, req->arena);
    const text href = memory_format(req->arena, "%.*s?from=check", TEXT_ARGS(url));
    nhs_summary_row rows[TARGET_COUNT];
    size_t n = 0;
    const text comment = a->draft.comments[place.question];
    for (question_target t = TARGET_NATIONAL; t < TARGET_COUNT; t++) {
        if (!question_is_about(q, t) || (place.is_open && n > 0))
            continue;
        const text words = question_words(q, &a->round, t, req->arena);
        nhs_action *const change = MEMORY_TAKE(req->arena, nhs_action, 1);
        *change = (nhs_action){ .href = href, .words = TEXT("Change"), .about = words };
        rows[n++] = (nhs_summary_row){ .key = words,
                                       .value = !place.is_open    ? write_value(q, a->draft.ratings[place.question][t])
                                                : comment.len > 0 ? comment
                                                                  : TEXT("Nothing"),
                                       .actions = change,
                                       .n_actions = 1 };
    }
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
}

static void write_answers(html_writer *h, request *req, const answering *a)
{
    text theme = { 0 };
    for (size_t i = 1; i <= a->asked.n; i++) {
        const answering_place place = answering_place_at(&a->asked, i);
        const question *const q = &a->asked.at[place.question];
        if (!text_equal(theme, q->theme))
            nhs_heading(h, &(nhs_heading_options){ .words = q->theme_title, .level = 2, .size = NHS_M });
        theme = q->theme;
        write_row(h, req, a, i);
    }
}

static void write_declaration(html_writer *h, request *req, const answering *a)
{
    const nhs_choice item = { .words = TEXT("These are my own views"), .value = TEXT("yes") };
    answering_begin_form(h, answering_url(a, "/done", req->arena));
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Send your answers"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, TEXT("After you send them, they cannot be changed, shown to you or deleted: nobody can tell which "
                          "are yours."));
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("own"),
                                                 .error = req->form != NULL ? form_get(req, "own")->error : TEXT(""),
                                                 .items = &item,
                                                 .n_items = 1,
                                                 .has_no_fieldset = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show_at(request *req, response *res, const answering *a, upw_error *error)
{
    answering_place missing;
    const bool is_missing = answering_find_missing(a, &missing);
    const answering_place last = answering_place_at(&a->asked, a->asked.n);
    html_writer *const h = answering_begin_page(
        req, res, &(layout){ .title = TEXT("Check your answers"), .back = answering_place_url(a, &last, req->arena) });
    if (is_missing) {
        nhs_begin_inset(h);
        nhs_paragraph(h, TEXT("Some questions have no answer yet. If you do not know, say so: that counts, too."));
        nhs_link(h, answering_place_url(a, &missing, req->arena),
                 memory_format(req->arena, "Answer question %zu", missing.of_all));
        nhs_end_inset(h);
    }
    write_answers(h, req, a);
    if (!is_missing)
        write_declaration(h, req, a);
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    if (!answering_find(req, &a, &verdict, error))
        return false;
    return verdict == ANSWERING_OPEN ? show_at(req, res, &a, error)
                                     : answering_show_verdict(req, res, &a, verdict, error);
}

/* ---- sending it ---- */

static text write_receipt(const char *receipt, upw_arena *arena)
{
    return memory_format(arena, "%.4s-%.4s-%.4s", receipt, receipt + 4, receipt + 8);
}

/* Where else something can be done about what one has just said, as far as this site has it. */
static void write_ways_on(html_writer *h, const request *req)
{
    static const struct {
        layout_place place;
        const char *words;
    } ways[] = { { LAYOUT_OBSTACLES, "Raise an obstacle that somebody should clear" },
                 { LAYOUT_CHANGE, "See what other teams have tried" } };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (req->site->layout->places & LAYOUT_HAS(ways[i].place))
            nhs_action_link(
                h, &(nhs_action_link_options){ text_of(ways[i].words), layout_path(ways[i].place), NHS_ON_LIGHT });
}

static bool show_done(request *req, response *res, const answering *a, upw_error *error)
{
    req->form = NULL;
    html_writer *const h =
        answering_begin_page(req, res, &(layout){ .title = TEXT("Your answers were sent"), .asks = true });
    nhs_begin_panel(h, &(nhs_panel_options){ .heading = TEXT("Your answers were sent") });
    html_words(h, "Your receipt");
    html_void(h, "br");
    html_element(h, "strong", write_receipt(a->ticket.receipt, req->arena));
    nhs_end_panel(h);
    nhs_inset_text(h, TEXT("Write the receipt down if you want to: it is shown this once. It says that an answer was "
                           "counted, not which."));
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What happens next"), .level = 2, .size = NHS_M });
    html_open(h, "p");
    html_format(h,
                "When answering has ended, your organisation sees how its people answered, if %lld or more did. It "
                "agrees on its view, and the report is published. Then you can type your receipt at ",
                (long long)a->round.min_people);
    const text href = memory_format(req->arena, "/appraisal/%.*s/receipt", TEXT_ARGS(a->round.year));
    nhs_link(h, href, href);
    html_words(h, ".");
    html_close(h, "p");
    write_ways_on(h, req);
    return web_page_end(h, error);
}

/* After it was sent, and when somebody comes by this address without sending. */
static bool show_after(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    if (!answering_find(req, &a, &verdict, error))
        return false;
    return verdict == ANSWERING_OPEN ? response_redirect(res, answering_url(&a, "/check", req->arena), error)
                                     : answering_show_verdict(req, res, &a, verdict, error);
}

static bool send(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    upw_error why = { 0 };
    if (!answering_find(req, &a, &verdict, error))
        return false;
    if (verdict != ANSWERING_OPEN)
        return answering_show_verdict(req, res, &a, verdict, error);
    if (!answer_is_complete(&a.asked, &a.draft)) {
        res->status = 422;
        return show_at(req, res, &a, error);
    }
    if (answering_send(req, &a, &why))
        return show_done(req, res, &a, error);
    if (why.code != UPW_CONFLICT && why.code != UPW_FORBIDDEN)
        return upw_fail(error, why.code, "%s", why.message);
    return answering_show_verdict(req, res, &a, why.code == UPW_CONFLICT ? ANSWERING_USED : ANSWERING_CLOSED, error);
}

static const route routes[] = {
    { WEB_GET, "/a/{token}/check", show, ANSWERING_STEP },
    { WEB_GET, "/a/{token}/done", show_after, ANSWERING_STEP },
    { WEB_POST, "/a/{token}/done", send, ANSWERING_RARE, .form = &check_form, .again = show },
};
const web_routes answering_check_routes = { routes, sizeof routes / sizeof *routes };
