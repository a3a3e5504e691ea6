/* /admin/clock: what time the server thinks it is; and, when the clock has jumped, the button without which no report
 * becomes public (workflow/clock_guard.h). */
#include <inttypes.h>

#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "web/page.h"
#include "workflow/clock_guard.h"

/* The jump that the page showed: whoever confirms has compared the time after that one. */
enum { NUMBER_MAX = 20 };
static const form_field fields[] = {
    { "jump", FORM_TEXT, "jump", .is_optional = true, .most = NUMBER_MAX, .length = MESSAGE_CLOCK_JUMPED_AGAIN },
};
static const form confirm_form = { "confirm the clock", fields, 1 };

static text name_jump(const request *req, const clock_guard *guard)
{
    return memory_format(req->arena, "%" PRId64, guard->noticed_ms);
}

static void write_times(html_writer *h, request *req, const clock_guard *guard)
{
    nhs_summary_row rows[3];
    size_t n = 0;
    rows[n++] = (nhs_summary_row){ .key = TEXT("The server says it is"), .value = time_words(req->now_ms, req->arena) };
    if (guard->noticed_ms > 0)
        rows[n++] =
            (nhs_summary_row){ .key = TEXT("Last jump noticed"), .value = clock_guard_words(guard, req->arena) };
    if (guard->confirmed_ms > 0)
        rows[n++] =
            (nhs_summary_row){ .key = TEXT("Last confirmed"), .value = time_words(guard->confirmed_ms, req->arena) };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
}

static void write_confirming(html_writer *h, const request *req, const clock_guard *guard)
{
    nhs_warning_callout(
        h, &(nhs_warning_options){
               .heading = TEXT("Publication waits"),
               .words = TEXT("A report appears at its hour, and the clock that tells the hour was set. Until you "
                             "confirm it, nothing becomes public on any server of this site. What was public stays "
                             "so.") });
    nhs_paragraph(h, TEXT("Compare the time above with a clock that you trust. If it is wrong, put the server's clock "
                          "right first and come back: when you confirm, whatever is due by this clock appears at once, "
                          "and cannot be called back."));
    web_page_begin_form(h, req, TEXT("/admin/clock"));
    web_page_write_hidden(h, TEXT("jump"), name_jump(req, guard));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("The clock is right"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show(request *req, response *res, upw_error *error)
{
    clock_guard guard;
    if (!clock_guard_read(req->db, &guard, error))
        return false;
    const bool is_done = text_equal(request_query(req, "done"), TEXT("confirmed")) && guard.held_ms == 0;
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("The clock"),
                   .back = TEXT("/admin"),
                   .done = is_done ? TEXT("The clock is confirmed, and publication goes on") : TEXT("") });
    write_times(h, req, &guard);
    if (guard.held_ms > 0)
        write_confirming(h, req, &guard);
    else
        nhs_inset_text(h, TEXT("Nothing waits for the clock. Should it jump by more than two minutes, either way, no "
                               "report becomes public until an administrator has confirmed it here."));
    return web_page_end(h, error);
}

static bool confirm(request *req, response *res, upw_error *error)
{
    workflow_actor actor;
    clock_guard guard;
    if (!people_find_actor(req, TEXT(""), &actor, error) || !clock_guard_read(req->db, &guard, error))
        return false;
    if (guard.held_ms > 0 && !text_equal(form_text(req, "jump"), name_jump(req, &guard))) {
        form_fail(req, NULL, MESSAGE_CLOCK_JUMPED_AGAIN);
        res->status = 409;
        return show(req, res, error);
    }
    if (!clock_guard_confirm(req->db, &actor, text_of(req->id), req->now_ms, error) && error->code != UPW_CONFLICT)
        return false; /* UPW_CONFLICT: somebody else was quicker, and the page says how it stands */
    return response_redirect(res, TEXT("/admin/clock?done=confirmed"), error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };

static const route routes[] = {
    { WEB_GET, "/admin/clock", show, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/clock", confirm, .needs = ADMINS, .flags = SECOND | WEB_NEEDS_REAUTH, .form = &confirm_form,
      .again = show },
};
const web_routes admin_clock_routes = { routes, sizeof routes / sizeof *routes };
