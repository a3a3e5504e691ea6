/* /coalition/{year}/returns/{organisation}: a body's return as the federation's office sees it: what two people have
 * signed, and nothing before that. It asks about completeness or about a person who could be recognised, never about
 * the opinion, and it changes nothing. */
#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/round_pages.h"

enum { QUERY_KINDS = 2 };
static const char *const kinds[] = { "complete", "person", NULL };
static const char *const kind_words[QUERY_KINDS] = { "Something is missing", "A person could be recognised" };

static const form_field query_fields[] = {
    RETURN_MOVE_FIELD,
    { "kind", FORM_CHOICE, "kind", .choices = kinds, .empty = MESSAGE_SELECT_QUERY_KIND,
      .wrong = MESSAGE_SELECT_QUERY_KIND },
    { "query", FORM_LINES, "question", .least = RETURN_REASON_LEAST, .most = RETURN_QUERY_MAX - 100,
      .empty = MESSAGE_ENTER_QUERY, .length = MESSAGE_QUERY_LENGTH },
};
static const form_field accept_fields[] = { RETURN_MOVE_FIELD };
static const form query_form = { "query", query_fields, sizeof query_fields / sizeof *query_fields };
static const form accept_form = { "accept", accept_fields, 1 };

static text url_of(const return_subject *s, const char *tail, upw_arena *arena)
{
    return round_body_url(s->round.year, &s->body, tail, arena);
}

/* Words that look as if somebody's particulars were in them: the writer may have said that they are about nobody. */
static void write_screening(html_writer *h, request *req, const return_subject *s)
{
    const appraise_return *const ret = &s->ret;
    const text words[] = { ret->statement_board, ret->statement_office, ret->thanks,   ret->asks[0],
                           ret->asks[1],         ret->asks[2],          ret->obstacles };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const personal_kind kind = personal_find(words[i]);
        if (kind == PERSONAL_NOTHING)
            continue;
        nhs_inset_text(h, memory_format(req->arena,
                                        "To look at: the words include what looks like %s. If somebody could be "
                                        "recognised, ask about it.",
                                        personal_words[kind]));
        return;
    }
}

static void write_query_form(html_writer *h, request *req, const return_subject *s)
{
    const bool is_sent = req->form != NULL && req->form->form == &query_form;
    nhs_choice choices[QUERY_KINDS];
    for (size_t i = 0; i < QUERY_KINDS; i++)
        choices[i] = (nhs_choice){ .words = text_of(kind_words[i]), .value = text_of(kinds[i]) };
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Ask about it"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, TEXT("The return goes back to the organisation with your question, and both sign again. Never ask "
                          "about the opinion."));
    web_page_begin_form(h, req, url_of(s, "/query", req->arena));
    return_write_versions(h, req, s, false);
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("kind"),
                                         .label = { TEXT("What is it about?") },
                                         .value = is_sent ? form_get(req, "kind")->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, "kind")->error : TEXT(""),
                                         .items = choices,
                                         .n_items = QUERY_KINDS });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("query"),
                                             .label = { TEXT("Your question") },
                                             .value = is_sent ? form_get(req, "query")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "query")->error : TEXT(""),
                                             .rows = 4 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the question"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static void write_accept_form(html_writer *h, request *req, const return_subject *s)
{
    web_page_begin_form(h, req, url_of(s, "/accept", req->arena));
    return_write_versions(h, req, s, false);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Accept the return"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show(request *req, response *res, upw_error *error)
{
    return_subject s;
    bool may;
    if (!return_find_subject(req, &s, error) ||
        !people_may(req, PERMISSION_S1_QUERY_OR_ACCEPT_A_RETURN, TEXT(""), &may, NULL, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Rounds"), TEXT("/coalition") },
                                 { s.round.title, round_url(s.round.year, "", req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = s.body.name,
                                                     .caption = return_standing(s.ret.life.state),
                                                     .place = LAYOUT_APPRAISAL,
                                                     .done = return_done_words(req),
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    if (s.ret.reason.len > 0)
        nhs_inset_text(h, memory_format(req->arena, "The reason given: %.*s", TEXT_ARGS(s.ret.reason)));
    if (s.ret.query.len > 0)
        nhs_inset_text(h, memory_format(req->arena, "You have asked: %.*s", TEXT_ARGS(s.ret.query)));
    if (s.ret.fingerprint.len == 0) {
        nhs_paragraph(h, TEXT("Two people have not signed it yet. Until they have, it is the organisation's alone."));
        html_open(h, "p");
        nhs_link(h, return_url(&s, "/progress", req->arena), TEXT("How many of its people have answered"));
        html_close(h, "p");
        return web_page_end(h, error);
    }
    write_screening(h, req, &s);
    if (!return_write_whole(h, req, &s, error))
        return false;
    html_open(h, "p");
    nhs_link(h, url_of(&s, "/signed.txt", req->arena), TEXT("Download what was signed, as plain text"));
    html_close(h, "p");
    if (may && workflow_offers(&s.ret.life, EVENT_RETURN_ACCEPT, ROLE_COALITION)) {
        write_accept_form(h, req, &s);
        write_query_form(h, req, &s);
    }
    return web_page_end(h, error);
}

static bool move(request *req, response *res, const return_subject *s, workflow_event event, text reason,
                 const char *done, upw_error *error)
{
    upw_error why = { 0 };
    appraise_deed by;
    if (!round_make_deed(req, &by, error))
        return false;
    const workflow_request wish = { .event = event,
                                    .object = s->ret.life.object,
                                    .version = form_get(req, "move")->integer,
                                    .actor = by.actor,
                                    .now_ms = req->now_ms,
                                    .request = by.request,
                                    .reason = reason };
    if (workflow_move(req->db, &services_of(req)->workflow, &wish, req->arena, NULL, &why))
        return response_redirect(
            res, memory_format(req->arena, "%.*s?done=%s", TEXT_ARGS(url_of(s, "", req->arena)), done), error);
    return web_page_say_again(req, res, show, &why, error);
}

static bool query(request *req, response *res, upw_error *error)
{
    return_subject s;
    if (!return_find_subject(req, &s, error))
        return false;
    const text words = memory_format(req->arena, "%s: %.*s", kind_words[form_get(req, "kind")->choice % QUERY_KINDS],
                                     TEXT_ARGS(form_text(req, "query")));
    return move(req, res, &s, EVENT_RETURN_QUERY, words, "asked", error);
}

static bool accept(request *req, response *res, upw_error *error)
{
    return_subject s;
    return return_find_subject(req, &s, error) && move(req, res, &s, EVENT_RETURN_ACCEPT, TEXT(""), "taken", error);
}

static bool download(request *req, response *res, upw_error *error)
{
    return_subject s;
    text words;
    bool found;
    if (!return_find_subject(req, &s, error) ||
        !returns_find_signed(req->db, s.ret.year, s.ret.body, s.ret.edition, req->arena, &words, &found, error))
        return false;
    if (!found || s.ret.fingerprint.len == 0)
        return upw_fail(error, UPW_NOT_FOUND, "nothing is signed yet");
    return_answer_signed(res, req, &s.ret, words);
    return true;
}

#define PLACE "/coalition/{year}/returns/{organisation}"
#define SEES .needs = PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION, .scope = WEB_SCOPE_ANY
#define DECIDES                                                                                                        \
    .needs = PERMISSION_S1_QUERY_OR_ACCEPT_A_RETURN, .scope = WEB_SCOPE_ANY, .flags = WEB_NEEDS_SECOND_FACTOR

static const route routes[] = {
    { WEB_GET, PLACE, show, SEES },
    { WEB_GET, PLACE "/signed.txt", download, SEES, .rate = WEB_RATE_FILES },
    { WEB_POST, PLACE "/query", query, DECIDES, .form = &query_form, .again = show },
    { WEB_POST, PLACE "/accept", accept, DECIDES, .form = &accept_form, .again = show },
};
const web_routes coalition_returns_routes = { routes, sizeof routes / sizeof *routes };
