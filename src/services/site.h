/* services/site.h: the site that `serve` serves and `routes` prints, made of the list of services. */
#ifndef SERVICES_SITE_H
#define SERVICES_SITE_H

#include <pthread.h>

#include "services/services.h"
#include "store/store.h"
#include "web/site.h"

/* Every route of the program; NULL with UPW_BAD_USAGE when the tables can never be right. */
web_router *site_make_router(upw_error *error) UPW_MUST_CHECK;
const char *site_name_permission(int needs); /* "S2: annotate a chart" */

/* A site that stands; its parts point at each other, so it stays where it is. */
typedef struct service_site {
    web_site web;
    layout_site frame;            /* as it was at the start */
    pthread_mutex_t renewing;     /* around `renewed` */
    struct site_renewed *renewed; /* frames since, the latest first: pages may still be drawn with any */
    services services;
} service_site;

typedef struct site_options {
    bool is_local;       /* only this machine can reach it */
    bool is_unlimited;   /* no rates */
    bool keeps_no_parts; /* of pages: they are made anew each time, for tests */
    const keys *keys;    /* outlives the site, as the next three do; NULL: none */
    struct answers *answers;
    struct apart *reader;  /* NULL: files that people bring are read in this process */
    struct apart *painter; /* NULL: pictures are made by a program that this process starts */
} site_options;

/* What the database says of the installation goes into the frame. */
bool site_open(service_site *s, store *keeps, const site_options *options, upw_arena *arena,
               upw_error *error) UPW_MUST_CHECK;
/* The same again, where somebody has changed it since: through this process or another on the same database. */
bool site_renew_frame(service_site *s, store_db *db, upw_error *error) UPW_MUST_CHECK;
void site_close(service_site *s);

#endif
