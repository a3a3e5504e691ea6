/* Where one is signed in, and an end to it. There is no history: only sessions that are open. */
#include "base/memory.h"
#include "base/number.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/session.h"

enum { NUMBER_MAX = 20 };

static const form_field fields[] = {
    { "session", FORM_TEXT, "session", .most = NUMBER_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
};
static const form one_form = { "session", fields, 1 };
static const form no_fields = { "sessions", NULL, 0 };

/* What names a session on the page: when it began. Its key is a secret, or nearly. */
static text name_of(const web_session *session, upw_arena *arena)
{
    return memory_format(arena, "%lld", (long long)session->created_ms);
}

static bool is_this(const request *req, const web_session *session)
{
    return memcmp(req->session->hash, session->hash, sizeof session->hash) == 0;
}

static void write_one(html_writer *h, request *req, const web_session *session)
{
    html_open(h, "li");
    html_format(h, "Since %.*s, last used at %.*s. ", TEXT_ARGS(time_words(session->created_ms, req->arena)),
                TEXT_ARGS(time_words(session->seen_ms, req->arena)));
    if (is_this(req, session)) {
        html_element(h, "strong", TEXT("This is the one that you are using."));
    } else {
        web_page_begin_form(h, req, TEXT("/account/sessions/end"));
        web_page_write_hidden(h, TEXT("session"), name_of(session, req->arena));
        nhs_button(h, &(nhs_button_options){
                          .words = TEXT("End it"),
                          .variant = NHS_BUTTON_SECONDARY,
                          .is_small = true,
                          .aria_label = memory_format(req->arena, "End it: the session since %.*s",
                                                      TEXT_ARGS(time_words(session->created_ms, req->arena))) });
        html_close(h, "form");
    }
    html_close(h, "li");
}

static bool show(request *req, response *res, upw_error *error)
{
    web_session sessions[WEB_SESSIONS_MAX];
    size_t n;
    if (!web_session_list(req->db, req->person->id, req->now_ms, req->arena, sessions, &n, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Where you are signed in"), .back = TEXT("/account") });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++)
        write_one(h, req, &sessions[i]);
    nhs_end_list(h, false);
    if (n > 1) {
        web_page_begin_form(h, req, TEXT("/account/sessions/end-others"));
        nhs_button(h, &(nhs_button_options){ .words = TEXT("End all the others") });
        html_close(h, "form");
    }
    return web_page_end(h, error);
}

/* Those with this name, or, where it is empty, all but the one in use. */
static bool end_named(request *req, text name, upw_error *error)
{
    web_session sessions[WEB_SESSIONS_MAX];
    size_t n;
    if (!web_session_list(req->db, req->person->id, req->now_ms, req->arena, sessions, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_this(req, &sessions[i]) && (name.len == 0 || text_equal(name, name_of(&sessions[i], req->arena))) &&
            !web_session_end_one(req->db, req->person->id, &sessions[i], error))
            return false;
    return true;
}

static bool end_one(request *req, response *res, upw_error *error)
{
    return end_named(req, form_text(req, "session"), error) && response_redirect(res, TEXT("/account/sessions"), error);
}

static bool end_others(request *req, response *res, upw_error *error)
{
    return end_named(req, TEXT(""), error) && response_redirect(res, TEXT("/account/sessions"), error);
}

static const route routes[] = {
    { WEB_GET, "/account/sessions", show },
    { WEB_POST, "/account/sessions/end", end_one, .form = &one_form, .again = show },
    { WEB_POST, "/account/sessions/end-others", end_others, .form = &no_fields, .again = show },
};
const web_routes account_sessions_routes = { routes, sizeof routes / sizeof *routes };
