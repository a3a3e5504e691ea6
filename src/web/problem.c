/* What people and programs are told when something went wrong: an identifier and a sentence, never SQL, file names or
 * where in the program it was. What must not be told apart (absent, out of scope) is made of the same bytes. */
#include "base/clock.h"
#include "base/html.h"
#include "base/json.h"
#include "base/memory.h"
#include "web/health.h"
#include "web/site.h"

typedef struct usual {
    int status;
    const char *title;
    const char *sentence;
} usual;

static const usual usuals[] = {
    { 400, "This request cannot be understood", "Check the web address, or go back and try again." },
    { 401, "You are not signed in", "Sign in and try again." },
    { 403, "You cannot do this", "Your role does not allow it. The people who run this service can change that." },
    { 404, "Page not found", "If you typed the web address, check it is correct." },
    { 405, "This cannot be done here", "This web address does not take requests of this kind." },
    { 408, "This took too long", "The request did not arrive in time. Try again." },
    { 409, "Someone else changed this", "Look at the page as it is now, then try again." },
    { 411, "The length is missing", "A request with a body must say how long it is (Content-Length)." },
    { 413, "This is too large", "Send less at a time." },
    { 414, "The web address is too long", "Use a shorter web address." },
    { 415, "This kind of content cannot be read here", "Send it as the form or the interface says." },
    { 421, "This is not the place for that address", "Check the host name in the web address." },
    { 422, "Some of this must be put right", "Go back and check what was entered." },
    { 429, "Too many requests", "Wait a little, then try again." },
    { 431, "The request's header fields are too large", "Delete this site's cookies in your browser, then try again." },
    { 500, "There is a problem with the service", "Try again later. What you entered may not have been saved." },
    { 503, "The service is unavailable for a moment", "Try again in a few seconds. Nothing was changed." },
    { 505, "This version of HTTP is not spoken here", "Use HTTP/1.1." },
    { 507, "There is no room left",
      "Nothing was saved. Pages can still be read. Tell the people who run this service." },
};

static const usual *find_usual(int status)
{
    const usual *found = NULL;
    for (size_t i = 0; i < sizeof usuals / sizeof *usuals; i++)
        if (usuals[i].status == status)
            found = &usuals[i];
    return found != NULL ? found : find_usual(500);
}

static void write_json(response *res, const web_problem *problem)
{
    json_writer j;
    json_init(&j, &res->body);
    json_begin_object(&j);
    json_key(&j, "title");
    json_text(&j, text_of(problem->title));
    json_key(&j, "status");
    json_integer(&j, problem->status);
    json_key(&j, "detail");
    json_text(&j, problem->sentence);
    if (problem->incident != NULL) {
        json_key(&j, "incident");
        json_text(&j, text_of(problem->incident));
    }
    json_end_object(&j);
    buffer_add_char(&res->body, '\n');
}

/* A page that needs nothing of anybody: no style, no file, no name of the site. */
static void write_plain_page(response *res, const web_problem *problem)
{
    html_writer h;
    html_init(&h, &res->body);
    html_literal(&h, "<!DOCTYPE html>\n");
    html_open(&h, "html");
    html_attr_literal(&h, "lang", "en-GB");
    html_literal(&h, "<head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html_element(&h, "title", text_of(problem->title));
    html_literal(&h, "</head>");
    html_open(&h, "body");
    html_open(&h, "main");
    html_element(&h, "h1", text_of(problem->title));
    html_element(&h, "p", problem->sentence);
    if (problem->incident != NULL) {
        html_open(&h, "p");
        html_words(&h, "If you tell someone about this, say this number: ");
        html_text(&h, text_of(problem->incident));
        html_close(&h, "p");
    }
    html_literal(&h, "<p><a href=\"/\">Go to the home page</a></p>");
    html_close(&h, "main");
    html_close(&h, "body");
    html_close(&h, "html");
}

static bool wants_json(const request *req)
{
    return req->route != NULL ? (req->route->flags & WEB_IS_API) != 0 : text_starts_with(req->path, TEXT("/api/"));
}

void web_respond_problem(request *req, response *res, int status, text sentence)
{
    const usual *const u = find_usual(status);
    const web_problem problem = { .status = status,
                                  .title = u->title,
                                  .sentence = sentence.len > 0 ? sentence : text_of(u->sentence),
                                  .incident = status == 500 ? req->id : NULL };
    const text allow = res->allow;
    const unsigned retry_after_s = res->retry_after_s;
    response_clear(res);
    response_init(res);
    res->status = status;
    res->has_secret = true; /* the address may hold a link that was mistyped */
    res->allow = allow;
    res->retry_after_s = status == 503 && retry_after_s == 0 ? 2 : retry_after_s;
    if (wants_json(req)) {
        res->kind = WEB_PROBLEM;
        write_json(res, &problem);
    } else if (req->site->draw_problem != NULL) {
        req->site->draw_problem(req, res, &problem);
    } else {
        write_plain_page(res, &problem);
    }
}

void web_respond_error(request *req, response *res, const upw_error *error)
{
    const int status = upw_error_http_status(error->code);
    if (error->code == UPW_DISK_FULL)
        web_health_note_full(clock_monotonic_ms());
    const bool is_for_people = status < 500 && status != 404 && error->code != UPW_OK;
    web_respond_problem(req, res, error->code == UPW_OK ? 500 : status,
                        is_for_people ? memory_copy_text(req->arena, text_of(error->message)) : TEXT(""));
}
