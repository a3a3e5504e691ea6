/* /a: a code is typed; and the first page behind a link: why me, what is promised, what cannot be undone. */
#include "base/memory.h"
#include "services/appraise/answering.h"
#include "services/people/people.h"
#include "services/promises.h"
#include "services/words.h"
#include "web/form.h"

enum { CODE_MAX = 100 };

static const form_field code_fields[] = {
    { "code", FORM_TEXT, "code", .most = CODE_MAX, .empty = MESSAGE_E047, .length = MESSAGE_E047,
      .wrong = MESSAGE_E047 },
};
static const form code_form = { "code", code_fields, 1 };
static const form stop_form = { "stop", NULL, 0 };

html_writer *answering_begin_page(request *req, response *res, const layout *page)
{
    layout frame = *page;
    frame.place = LAYOUT_ELSEWHERE;
    return web_page_begin(req, res, &frame);
}

void answering_begin_form(html_writer *h, text action)
{
    html_open(h, "form");
    html_attr_literal(h, "method", "post");
    html_attr(h, "action", action);
    html_flag(h, "novalidate");
}

/* ---- the code ---- */

static bool show_code(request *req, response *res, upw_error *error)
{
    html_writer *const h = answering_begin_page(req, res, &(layout){ .title = TEXT("Enter your code"), .asks = true });
    answering_begin_form(h, TEXT("/a"));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("Enter your code"), NHS_XL, .heading = 1 },
                                       .hint = TEXT("It has 26 letters and digits and stands in your invitation. "
                                                    "Spaces, hyphens and capitals do not matter"),
                                       .value = form_get(req, "code")->raw,
                                       .error = form_get(req, "code")->error,
                                       .width = 30,
                                       .is_code = true,
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool take_code(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    if (!answering_find_code(req, form_text(req, "code"), &a, &verdict, error))
        return false;
    if (verdict != ANSWERING_UNKNOWN)
        return response_redirect(res, answering_url(&a, "", req->arena), error);
    form_fail(req, "code", MESSAGE_E047);
    return show_code(req, res, error);
}

/* ---- what is not open ---- */

/* As if the code had been typed wrongly: whatever the reason, and whatever stood in the address. */
static bool show_unknown(request *req, response *res, upw_error *error)
{
    const request asked = *req;
    form_start(req, &code_form);
    form_fail(req, "code", MESSAGE_E047);
    res->status = 404;
    const bool is_shown = show_code(req, res, error);
    req->form = asked.form;
    return is_shown;
}

bool answering_show_verdict(request *req, response *res, const answering *a, answering_verdict verdict,
                            upw_error *error)
{
    if (verdict == ANSWERING_UNKNOWN)
        return show_unknown(req, res, error);
    req->form = NULL;
    const bool is_used = verdict == ANSWERING_USED;
    const text day = words_of_date(round_last_individual_day(&a->round), req->arena);
    html_writer *const h = answering_begin_page(
        req, res,
        &(layout){ .title = is_used ? TEXT("This link has already been used")
                                    : memory_format(req->arena, "This link closed on %.*s", TEXT_ARGS(day)) });
    res->status = 410;
    if (is_used)
        nhs_paragraph(h, TEXT("Answers cannot be changed after they are sent. Nobody can look them up for you, either: "
                              "they are kept apart from your name."));
    else
        nhs_paragraph(h, TEXT("Nothing that was not sent by then is kept. What your organisation agrees on, and the "
                              "report, can be read by anyone when they are published."));
    return web_page_end(h, error);
}

/* ---- the first page ---- */

static void write_promises(html_writer *h)
{
    static const promise others[] = { PROMISE_OPENLY, PROMISE_DATE };
    nhs_begin_inset(h);
    nhs_heading(h, &(nhs_heading_options){ .words = promises[PROMISE_UNSEEN].what, .level = 2, .size = NHS_M });
    nhs_paragraph(h, promises[PROMISE_UNSEEN].how);
    nhs_end_inset(h);
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("What this cannot protect you from") });
    nhs_paragraph(h, promise_limits);
    nhs_paragraph(h, TEXT("Your employer may be able to see which pages a computer at work visits, though not what "
                          "you answer. If that worries you, answer at home."));
    nhs_end_details(h);
    nhs_begin_list(h, false);
    promises_write_items(h, others, sizeof others / sizeof *others);
    nhs_end_list(h, false);
}

static void write_lists(html_writer *h)
{
    static const text can[] = { TEXT("stop at any time and go on later with the same link, on any device"),
                                TEXT("change any answer until you send them") };
    static const text cannot[] = { TEXT("change answers after you have sent them"),
                                   TEXT(
                                       "ask to see them, or to have them deleted: nobody, including us, can find which "
                                       "are yours"),
                                   TEXT("answer twice, also not with the link of a reminder") };
    nhs_do_dont_list(h, &(nhs_do_list_options){ .heading = TEXT("You can"),
                                                .level = 2,
                                                .has_no_prefix = true,
                                                .items = can,
                                                .n_items = sizeof can / sizeof *can });
    nhs_do_dont_list(h, &(nhs_do_list_options){ .heading = TEXT("You cannot"),
                                                .level = 2,
                                                .is_dont = true,
                                                .has_no_prefix = true,
                                                .items = cannot,
                                                .n_items = sizeof cannot / sizeof *cannot });
}

static bool write_why(html_writer *h, request *req, const answering *a, upw_error *error)
{
    organisation body = { 0 };
    bool found;
    if (!organisations_find(req->db, a->holder.body, req->arena, &body, &found, error))
        return false;
    html_open(h, "p");
    html_format(h,
                "You are asked because %.*s put you on its list. Say how %.*s and %.*s serve organisations like yours. "
                "It takes about 10 minutes: %zu questions, of which the last %zu are in your own words and need not be "
                "answered.",
                TEXT_ARGS(body.name), TEXT_ARGS(a->round.board_label), TEXT_ARGS(a->round.office_label), a->asked.n,
                answering_count(&a->asked, true));
    html_close(h, "p");
    html_open(h, "p");
    html_words(h, "You can answer until ");
    html_element(h, "strong", words_of_date(round_last_individual_day(&a->round), req->arena));
    html_words(h, ".");
    html_close(h, "p");
    return true;
}

static void write_start(html_writer *h, request *req, const answering *a)
{
    answering_place next = answering_place_at(&a->asked, 1);
    const bool is_missing = answering_find_missing(a, &next);
    const text href = a->has_draft && !is_missing ? answering_url(a, "/check", req->arena)
                                                  : answering_place_url(a, &next, req->arena);
    if (a->has_draft)
        nhs_paragraph(h, TEXT("You began to answer. What you answered so far is kept, under a key that only your link "
                              "holds."));
    nhs_button(h, &(nhs_button_options){ .words = a->has_draft ? TEXT("Go on") : TEXT("Start"), .href = href });
}

static bool show_start(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    if (!answering_find(req, &a, &verdict, error))
        return false;
    if (verdict != ANSWERING_OPEN)
        return answering_show_verdict(req, res, &a, verdict, error);
    html_writer *const h = answering_begin_page(
        req, res,
        &(layout){ .title = memory_format(req->arena, "Your view of %.*s and %.*s", TEXT_ARGS(a.round.board_label),
                                          TEXT_ARGS(a.round.office_label)),
                   .caption = a.round.title });
    if (!write_why(h, req, &a, error))
        return false;
    write_promises(h);
    write_lists(h);
    write_start(h, req, &a);
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("No more e-mails"), .level = 2, .size = NHS_M });
    answering_begin_form(h, answering_url(&a, "/stop", req->arena));
    nhs_paragraph(h, TEXT("You get at most two reminders. You can still answer with your link when you want none."));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send me no more e-mails"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* ---- no more letters ---- */

static bool stop(request *req, response *res, upw_error *error)
{
    answering a;
    answering_verdict verdict;
    bool is_moved;
    if (!answering_find(req, &a, &verdict, error))
        return false;
    if (verdict != ANSWERING_OPEN)
        return answering_show_verdict(req, res, &a, verdict, error);
    const elector one = { .id = a.holder.id, .state = a.holder.state };
    if (!electors_move(req->db, a.holder.year, a.holder.body, &one, EVENT_INVITATION_OPT_OUT, &is_moved, error))
        return false;
    html_writer *const h =
        answering_begin_page(req, res, &(layout){ .title = TEXT("You will get no more e-mails about this") });
    nhs_paragraph(h, TEXT("Your link still works, if you want to answer."));
    nhs_link(h, answering_url(&a, "", req->arena), TEXT("Back to the first page"));
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/a", show_code, ANSWERING_STEP },
    { WEB_POST, "/a", take_code, ANSWERING_RARE, .form = &code_form, .again = show_code },
    { WEB_GET, "/a/{token}", show_start, ANSWERING_STEP },
    { WEB_POST, "/a/{token}/stop", stop, ANSWERING_RARE, .form = &stop_form, .again = show_start },
};
const web_routes answering_start_routes = { routes, sizeof routes / sizeof *routes };
