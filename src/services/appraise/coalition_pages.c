/* /coalition and /coalition/{year}: the federation's office and its rounds: where bodies stand, what is amiss, and the
 * moves that are the office's. */
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/round_pages.h"
#include "web/decode.h"

#define MOVE_FIELD                                                                                                     \
    {                                                                                                                  \
        "move", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008                                  \
    }
static const form_field move_fields[] = { MOVE_FIELD };
static const form_field cancel_fields[] = {
    MOVE_FIELD,
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = ROUND_REASON_MAX, .length = MESSAGE_REASON_LONG },
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form_field extend_fields[] = {
    MOVE_FIELD,
    { "days", FORM_INTEGER, "more days", .low = 1, .high = ROUND_EXTENSION_MAX, .empty = MESSAGE_EXTENSION_DAYS,
      .wrong = MESSAGE_EXTENSION_DAYS, .range = MESSAGE_EXTENSION_DAYS },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = ROUND_REASON_MAX, .length = MESSAGE_REASON_LONG },
};
static const form announce_form = { "announce", move_fields, 1 };
static const form cancel_form = { "cancel", cancel_fields, sizeof cancel_fields / sizeof *cancel_fields };
static const form extend_form = { "extend", extend_fields, sizeof extend_fields / sizeof *extend_fields };

static const nhs_crumb crumbs[] = { { { "Appraisal", 9 }, { "/appraisal", 10 } },
                                    { { "Rounds", 6 }, { "/coalition", 10 } } };

static bool may_run(request *req, bool *may, upw_error *error)
{
    return people_may(req, PERMISSION_S1_SET_UP_ANNOUNCE_EXTEND_OR_CANCEL_A_ROUND, TEXT(""), may, NULL, error);
}

/* ---- /coalition ---- */

static bool show_all(request *req, response *res, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Round", 5 } },
                                          { .words = { "Stands at", 9 } },
                                          { .words = { "Opens", 5 } },
                                          { .words = { "Published", 9 } } };
    appraise_rounds all;
    nhs_table table;
    bool may;
    if (!rounds_list(req->db, req->arena, &all, error) || !may_run(req, &may, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("Rounds"), .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = 1 });
    if (may)
        nhs_action_link(h,
                        &(nhs_action_link_options){ .words = TEXT("Set up a round"), .href = TEXT("/coalition/new") });
    const nhs_table_options options = { .caption = TEXT("Rounds, the latest first"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    if (all.n > 0)
        nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < all.n; i++) {
        const appraise_round *const r = &all.at[i];
        nhs_begin_row(&table);
        nhs_cell_link(&table, round_url(r->year, "", req->arena), r->title);
        nhs_cell_text(&table, round_standing(r->life.state));
        nhs_cell_text(&table, readers_day(r->opens_on, req->arena));
        nhs_cell_text(&table, readers_day(r->publish_on, req->arena));
        nhs_end_row(&table);
    }
    if (all.n > 0)
        nhs_end_table(&table);
    else
        nhs_paragraph(h, TEXT("There is no round yet."));
    return web_page_end(h, error);
}

/* ---- the dashboard ---- */

static text done_words(const request *req)
{
    static const struct {
        const char *name, *words;
    } done[] = {
        { "set-up", "Saved. The round is a draft until it is announced" },
        { "announced", "The round is announced: everybody can see its dates, and bodies have a letter" },
        { "asked", "A second officer of the federation must confirm that the round is cancelled" },
        { "cancelled", "The round is cancelled, and everybody who knew of it has a letter" },
        { "extended", "There is more time to sign, and those still at work have a letter" },
    };
    const text name = request_query(req, "done");
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (text_equal(name, text_of(done[i].name)))
            return text_of(done[i].words);
    return TEXT("");
}

/* ---- the office's moves ---- */

static void write_move(html_writer *h, request *req, const appraise_round *r)
{
    web_page_write_hidden(h, TEXT("move"), memory_format(req->arena, "%lld", (long long)r->life.version));
}

static void write_reason(html_writer *h, request *req, const form *of, text label)
{
    const bool is_sent = req->form != NULL && req->form->form == of;
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("reason"),
                                             .label = { label },
                                             .hint = TEXT("20 to 1,000 characters. Everybody can read it"),
                                             .value = is_sent ? form_get(req, "reason")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                             .rows = 3 });
}

static void write_announce(html_writer *h, request *req, const appraise_round *r)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Announce it"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, TEXT("From then on everybody sees the round with all its dates, every body's leads have a letter, "
                          "and dates, questions and limits do not change any more."));
    web_page_begin_form(h, req, round_url(r->year, "/announce", req->arena));
    write_move(h, req, r);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Announce the round"), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_extend(html_writer *h, request *req, const appraise_round *r)
{
    const bool is_sent = req->form != NULL && req->form->form == &extend_form;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Give more time to sign"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, TEXT("Once in a round, by up to 14 days. The day of publication stays."));
    web_page_begin_form(h, req, round_url(r->year, "/extend", req->arena));
    write_move(h, req, r);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("days"),
                                       .label = { TEXT("More days") },
                                       .value = is_sent ? form_get(req, "days")->raw : TEXT(""),
                                       .error = is_sent ? form_get(req, "days")->error : TEXT(""),
                                       .width = 2,
                                       .inputmode = "numeric" });
    write_reason(h, req, &extend_form, TEXT("Why there is more time"));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Give more time"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static void write_cancel(html_writer *h, request *req, const appraise_round *r)
{
    const bool is_asked = r->cancelled_by.len > 0, is_own = text_equal(r->cancelled_by, req->person->id);
    const bool is_sent = req->form != NULL && req->form->form == &cancel_form;
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("Cancel the round"), .is_open = is_asked || is_sent });
    if (is_asked)
        nhs_inset_text(h, memory_format(req->arena, "%s asked for the round to be cancelled: %.*s",
                                        is_own ? "You have" : "Another officer has", TEXT_ARGS(r->cancel_reason)));
    else
        nhs_paragraph(h, TEXT("Two officers cancel a round: one gives the reason, another confirms. What people have "
                              "sent is then destroyed unread."));
    if (is_own) {
        nhs_paragraph(h, TEXT("A second officer must confirm it on this page."));
        nhs_end_details(h);
        return;
    }
    web_page_begin_form(h, req, round_url(r->year, "/cancel", req->arena));
    write_move(h, req, r);
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)r->version));
    if (!is_asked)
        write_reason(h, req, &cancel_form, TEXT("Why the round is cancelled"));
    nhs_button(h, &(nhs_button_options){ .words = is_asked ? TEXT("Confirm: cancel the round")
                                                           : TEXT("Ask for it to be cancelled"),
                                         .variant = NHS_BUTTON_WARNING,
                                         .prevents_double_click = true });
    html_close(h, "form");
    nhs_end_details(h);
}

static void write_moves(html_writer *h, request *req, const appraise_round *r)
{
    if (workflow_offers(&r->life, EVENT_ROUND_ANNOUNCE, ROLE_COALITION))
        write_announce(h, req, r);
    if (workflow_offers(&r->life, EVENT_ROUND_EXTEND, ROLE_COALITION) && r->extra_days == 0)
        write_extend(h, req, r);
    if (workflow_offers(&r->life, EVENT_ROUND_CANCEL, ROLE_COALITION))
        write_cancel(h, req, r);
}

static void write_places(html_writer *h, request *req, const appraise_round *r, bool may)
{
    const struct {
        bool is_there;
        text href;
        const char *words;
    } places[] = {
        { round_is_public(r), round_path(r->year, req->arena), "What everybody sees of it" },
        { may && !round_is_public(r), round_url(r->year, "/set-up", req->arena), "Change its dates and limits" },
        { true, round_url(r->year, "/questions", req->arena), "Its questions" },
        { may, round_url(r->year, "/proposals", req->arena), "Its proposals" },
        { r->life.state >= STATE_ROUND_ANALYSING, round_url(r->year, "/report", req->arena), "Its report" },
    };
    nhs_begin_list(h, false);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (!places[i].is_there)
            continue;
        html_open(h, "li");
        nhs_link(h, places[i].href, text_of(places[i].words));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool show_one(request *req, response *res, upw_error *error)
{
    appraise_round r;
    appraise_returns all;
    bool may;
    if (!round_find_named(req, &r, error) || !returns_list(req->db, r.year, req->arena, &all, error) ||
        !may_run(req, &may, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = r.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs,
                                                     .done = done_words(req) });
    if (r.life.state == STATE_ROUND_CANCELLED)
        nhs_warning_callout(h, &(nhs_warning_options){
                                   .level = 2, .heading = TEXT("This round was cancelled"), .words = r.cancel_reason });
    round_write_dates(h, req, &r);
    write_places(h, req, &r, may);
    if (all.n > 0)
        coalition_write_overview(h, req, &r, &all);
    if (may)
        write_moves(h, req, &r);
    return (all.n == 0 || coalition_write_bodies(h, req, &r, &all, error)) && web_page_end(h, error);
}

static bool announce(request *req, response *res, upw_error *error)
{
    appraise_round r;
    const round_step step = { .event = EVENT_ROUND_ANNOUNCE, .again = show_one, .done = "announced" };
    return round_find_named(req, &r, error) && round_move(req, res, &r, &step, error);
}

static bool extend(request *req, response *res, upw_error *error)
{
    appraise_round r;
    round_extension more = { form_get(req, "days")->integer };
    const round_step step = { .event = EVENT_ROUND_EXTEND,
                              .reason = form_text(req, "reason"),
                              .facts = &more,
                              .again = show_one,
                              .done = "extended" };
    return round_find_named(req, &r, error) && round_move(req, res, &r, &step, error);
}

static bool check_reason(request *req)
{
    const text reason = form_text(req, "reason");
    if (reason.len == 0)
        form_fail(req, "reason", MESSAGE_E032);
    else if (web_count_characters(reason) < ROUND_REASON_LEAST)
        form_fail(req, "reason", MESSAGE_E033);
    return !form_has_errors(req);
}

static bool ask_to_cancel(request *req, response *res, const appraise_round *r, upw_error *error)
{
    upw_error why = { 0 };
    appraise_deed by;
    appraise_round seen = *r;
    seen.version = form_get(req, "version")->integer;
    if (!round_make_deed(req, &by, error))
        return false;
    if (!check_reason(req))
        return show_one(req, res, error);
    if (!rounds_ask_to_cancel(req->db, &seen, form_text(req, "reason"), &by, &why))
        return web_page_say_again(req, res, show_one, &why, error);
    return response_redirect(
        res, memory_format(req->arena, "%.*s?done=asked", TEXT_ARGS(round_url(r->year, "", req->arena))), error);
}

/* Once is asking; by another officer it is done. */
static bool cancel(request *req, response *res, upw_error *error)
{
    appraise_round r;
    const round_step step = { .event = EVENT_ROUND_CANCEL, .again = show_one, .done = "cancelled" };
    if (!round_find_named(req, &r, error))
        return false;
    return r.cancelled_by.len > 0 ? round_move(req, res, &r, &step, error) : ask_to_cancel(req, res, &r, error);
}

/* ---- what waits for the office ---- */

bool rounds_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    appraise_round r;
    appraise_returns all;
    bool found, may;
    size_t n = 0;
    if (req->person == NULL)
        return true;
    if (!people_may(req, PERMISSION_S1_QUERY_OR_ACCEPT_A_RETURN, TEXT(""), &may, NULL, error))
        return false;
    if (!may || !rounds_find_current(req->db, req->arena, &r, &found, error))
        return !may;
    if (!found || !returns_list(req->db, r.year, req->arena, &all, error))
        return !found;
    for (size_t i = 0; i < all.n; i++)
        n += all.at[i].life.state == STATE_RETURN_SUBMITTED;
    if (n > 0)
        service_tasks_add(tasks,
                          (service_task){
                              .words = memory_format(req->arena, "Look at %zu signed return%s", n, n == 1 ? "" : "s"),
                              .href = memory_format(req->arena, "/coalition/%.*s?state=submitted", TEXT_ARGS(r.year)),
                              .hint = TEXT("They are accepted by themselves five working days after they were "
                                           "signed"),
                          });
    if (r.cancelled_by.len > 0 && r.life.state != STATE_ROUND_CANCELLED && !text_equal(r.cancelled_by, req->person->id))
        service_tasks_add(tasks, (service_task){ .words = TEXT("Confirm that a round is cancelled"),
                                                 .href = round_url(r.year, "", req->arena),
                                                 .hint = r.title });
    return true;
}

#define SEES .needs = PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION
#define RUNS .needs = PERMISSION_S1_SET_UP_ANNOUNCE_EXTEND_OR_CANCEL_A_ROUND, .flags = WEB_NEEDS_SECOND_FACTOR

static const route routes[] = {
    { WEB_GET, "/coalition", show_all, SEES },
    { WEB_GET, "/coalition/{year}", show_one, SEES },
    { WEB_POST, "/coalition/{year}/announce", announce, RUNS, .form = &announce_form, .again = show_one },
    { WEB_POST, "/coalition/{year}/extend", extend, RUNS, .form = &extend_form, .again = show_one },
    { WEB_POST, "/coalition/{year}/cancel", cancel, RUNS, .form = &cancel_form, .again = show_one },
};
const web_routes coalition_routes = { routes, sizeof routes / sizeof *routes };
