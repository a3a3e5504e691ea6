/* Everything that waits for the person who asks, whichever service it is from (product.md, section 4). */
#include <stdlib.h>

#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/invitations.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/words.h"
#include "web/page.h"
#include "workflow/clock_guard.h"

/* The nearest date first; what has none comes last, in the order in which the services say it. */
static int compare_due(const void *a, const void *b)
{
    const service_task *const one = a, *const other = b;
    if (one->due.len == 0 || other->due.len == 0)
        return (one->due.len == 0) - (other->due.len == 0);
    return text_compare(one->due, other->due);
}

static text due_for_people(text day, upw_arena *arena)
{
    const text words = words_of_stored_day(day, "", arena);
    return words.len > 0 ? memory_format(arena, "By %.*s", TEXT_ARGS(words)) : words;
}

static bool collect(request *req, service_tasks *tasks, upw_error *error)
{
    for (size_t i = 0; i < services_count; i++)
        if (services_all[i]->add_tasks != NULL && !services_all[i]->add_tasks(req, tasks, error))
            return false;
    if (tasks->n > 1)
        qsort(tasks->at, tasks->n, sizeof *tasks->at, compare_due);
    return true;
}

/* For administrators: nothing is published before one of them has looked at a clock that jumped; and while nobody has
 * said how they are reached. */
static bool add_admin_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    clock_guard guard;
    bool is_admin;
    if (!people_may(req, PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, TEXT(""), &is_admin, NULL, error))
        return false;
    if (!is_admin)
        return true;
    if (!clock_guard_read(req->db, &guard, error))
        return false;
    if (guard.held_ms > 0)
        service_tasks_add(tasks, (service_task){ .words = TEXT("Confirm the clock of the server"),
                                                 .href = TEXT("/admin/clock"),
                                                 .hint = TEXT("It jumped, and no report is published until you do") });
    if (req->site->layout->contact.len == 0)
        service_tasks_add(tasks, (service_task){ .words = TEXT("Say how people can reach you"),
                                                 .href = TEXT("/admin/contact"),
                                                 .hint = TEXT("It stands on the page Contact") });
    return true;
}

/* What of this service waits for somebody. */
bool people_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    account self = { 0 };
    bool found;
    if (!accounts_find(req->db, req->person->id, req->arena, &self, &found, error))
        return false;
    if (found && req->person->is_privileged && !self.has_second_factor && !self.is_demonstration)
        service_tasks_add(tasks, (service_task){ .words = TEXT("Set up a second factor"),
                                                 .href = TEXT("/account/second-factor"),
                                                 .hint = TEXT("Your role needs one; it takes about five minutes") });
    return add_admin_tasks(req, tasks, error) && invitations_add_tasks(req, tasks, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    service_tasks tasks = { .arena = req->arena };
    if (!collect(req, &tasks, error))
        return false;
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Your work") });
    if (tasks.n == 0)
        nhs_inset_text(h, TEXT("Nothing waits for you."));
    nhs_task *const items = MEMORY_TAKE(req->arena, nhs_task, tasks.n + 1);
    for (size_t i = 0; i < tasks.n; i++)
        items[i] = (nhs_task){ .words = tasks.at[i].words,
                               .href = tasks.at[i].href,
                               .hint = tasks.at[i].hint,
                               .status = due_for_people(tasks.at[i].due, req->arena) };
    if (tasks.n > 0)
        nhs_task_list(h, &(nhs_task_list_options){ .items = items, .n_items = tasks.n });
    if (!people_write_own_places(h, req, error))
        return false;
    return web_page_end(h, error);
}

static const route routes[] = { { WEB_GET, "/todo", show } };
const web_routes todo_routes = { routes, sizeof routes / sizeof *routes };
