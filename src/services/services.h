/* services/services.h: what a service is to the program: one value with its routes, its part in the life cycles, its
 * duties and what it puts on people's task lists. services.c lists them; cli/site.c makes a site of the list. */
#ifndef SERVICES_SERVICES_H
#define SERVICES_SERVICES_H

#include "base/kept.h"
#include "services/keys.h"
#include "web/layout.h"
#include "web/request.h"
#include "web/route.h"
#include "workflow/move.h"
#include "workflow/scheduler.h"

/* Something that waits for the person who asks. */
typedef struct service_task {
    text words; /* "Sign the return of Leeds North" */
    text href;
    text hint; /* why, and by when */
    text due;  /* a day; empty: none. The nearest comes first */
} service_task;

typedef struct service_tasks {
    service_task *at;
    size_t n, room;
    upw_arena *arena;
} service_tasks;
void service_tasks_add(service_tasks *tasks, service_task task);

/* Rules of life cycles, as a file has them. */
typedef struct service_rules {
    const workflow_rule *at;
    size_t n;
} service_rules;

/* What a service has of an organisation, in totals, or to take away, with the way there: for the pages that bring all
 * of it together. */
typedef struct service_link {
    text words; /* "14 charts" */
    text href;
    text more; /* "2 targets agreed locally, 1 path"; may be empty */
} service_link;

typedef struct service_links {
    service_link *at;
    size_t n, room;
    upw_arena *arena;
} service_links;
void service_links_add(service_links *links, service_link link);

struct organisation;

typedef struct service {
    const char *name;
    const web_routes *const *tables;
    size_t n_tables;
    unsigned places; /* LAYOUT_HAS(…) of what it answers */
    const service_rules *const *rules;
    size_t n_rules;
    const scheduler_duty *duties;
    size_t n_duties;
    bool (*add_tasks)(request *req, service_tasks *tasks, upw_error *error); /* NULL: it never has any */
    /* What everybody may know that it has of this organisation, where it has anything. NULL: it never has. */
    bool (*add_links)(request *req, const struct organisation *of, service_links *links, upw_error *error);
    /* What everybody can take away of it now, for /data. NULL: nothing, ever. */
    bool (*add_downloads)(request *req, service_links *links, upw_error *error);
} service;

extern const service *const services_all[];
extern const size_t services_count;

/* Every service's part in the life cycles. */
void services_add_rules(workflow *w);

struct answers;
struct apart;

/* What handlers find behind the site. */
typedef struct services {
    kept_things *readings; /* what charts say (services/measure/analysis.h) */
    kept_things *parts;    /* of pages (services/measure/kept_parts.h); NULL: they are made each time */
    workflow workflow;
    bool offers_demonstration; /* anybody may be one of the invented people: the machine is theirs alone */
    struct answers *answers;   /* what people say in a round; NULL: this server has no file for it */
    const keys *keys;          /* NULL: none; then no second factor can be set up or checked */
    struct apart *reader;      /* of files that people bring; NULL: this process */
    struct apart *painter;     /* of PNG files; NULL: this process */
    struct service_site *site; /* for services_renew_frame alone */
} services;
const services *services_of(const request *req);

/* What the settings say of the federation is in the frame of every page of this process from now on. (Other processes
 * on the same database look each second.) */
bool services_renew_frame(const request *req, upw_error *error) UPW_MUST_CHECK;

#endif
