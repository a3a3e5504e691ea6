/* The services of the program, in the order of its navigation. */
#include "services/services.h"

#include "base/memory.h"
#include "services/appraise/appraise.h"
#include "services/measure/measure.h"
#include "services/people/people.h"
#include "services/place/place.h"
#include "web/site.h"

const service *const services_all[] = { &appraise_service, &measure_service, &people_service, &place_service };
/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers are what it holds */
const size_t services_count = sizeof services_all / sizeof *services_all;

void services_add_rules(workflow *w)
{
    for (size_t i = 0; i < services_count; i++)
        for (size_t k = 0; k < services_all[i]->n_rules; k++)
            workflow_add_rules(w, services_all[i]->rules[k]->at, services_all[i]->rules[k]->n);
}

const services *services_of(const request *req)
{
    return req->site->application;
}

void service_tasks_add(service_tasks *tasks, service_task task)
{
    enum { FIRST = 16 };
    if (tasks->n == tasks->room) {
        const size_t room = tasks->room > 0 ? 2 * tasks->room : FIRST;
        service_task *const more = MEMORY_TAKE(tasks->arena, service_task, room);
        for (size_t i = 0; i < tasks->n; i++)
            more[i] = tasks->at[i];
        tasks->at = more;
        tasks->room = room;
    }
    tasks->at[tasks->n++] = task;
}

void service_links_add(service_links *links, service_link link)
{
    enum { FIRST = 8 };
    if (links->n == links->room) {
        const size_t room = links->room > 0 ? 2 * links->room : FIRST;
        service_link *const more = MEMORY_TAKE(links->arena, service_link, room);
        for (size_t i = 0; i < links->n; i++)
            more[i] = links->at[i];
        links->at = more;
        links->room = room;
    }
    links->at[links->n++] = link;
}
