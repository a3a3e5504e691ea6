/* Services, put together into a site. */
#include "services/site.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/measure.h"
#include "services/people/people.h"
#include "upward_config.h"
#include "web/files.h"
#include "web/health.h"
#include "web/page.h"
#include "web/session.h"

enum {
    RATE_BUCKETS = 32 * 1024,
    TABLES_MAX = 256,
    READINGS_BYTES_MAX = 24 * 1024 * 1024,
    PARTS_BYTES_MAX = 16 * 1024 * 1024
};

web_router *site_make_router(upw_error *error)
{
    web_routes tables[TABLES_MAX] = { web_health_routes, web_file_routes, web_session_routes };
    size_t n = 3;
    for (size_t i = 0; i < services_count; i++)
        for (size_t k = 0; k < services_all[i]->n_tables; k++) {
            assert(n < TABLES_MAX);
            tables[n++] = *services_all[i]->tables[k];
        }
    return web_router_new(tables, n, error);
}

const char *site_name_permission(int needs)
{
    return needs > 0 && needs < PERMISSION_COUNT ? workflow_permissions[needs].action : NULL;
}

static unsigned list_places(void)
{
    unsigned places = 0;
    for (size_t i = 0; i < services_count; i++)
        places |= services_all[i]->places;
    return places;
}

static bool read_settings(layout_site *frame, store_db *db, upw_arena *arena, upw_error *error)
{
    static const setting parts[] = { SETTING_CONTACT_NAME, SETTING_CONTACT_EMAIL, SETTING_CONTACT_TELEPHONE };
    text demonstration;
    if (!settings_find(db, SETTING_FEDERATION, arena, &frame->federation, error) ||
        !settings_find(db, SETTING_DEMONSTRATION, arena, &demonstration, error))
        return false;
    frame->contact = TEXT("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text part;
        if (!settings_find(db, parts[i], arena, &part, error))
            return false;
        frame->contact = memory_format(arena, "%.*s%s%.*s", TEXT_ARGS(frame->contact),
                                       part.len > 0 && frame->contact.len > 0 ? ", " : "", TEXT_ARGS(part));
    }
    if (demonstration.len > 0)
        frame->demonstration = TEXT("Demonstration: organisations are real, everything said about them is invented");
    return true;
}

bool site_open(service_site *s, store *keeps, const site_options *options, upw_arena *arena, upw_error *error)
{
    *s = (service_site){ .frame = { .places = list_places(),
                                    .sign_in = TEXT("/sign-in"),
                                    .your_work = TEXT("/todo"),
                                    .sign_out = TEXT("/sign-out"),
                                    .version = TEXT("Version " UPWARD_VERSION) },
                         .renewing = PTHREAD_MUTEX_INITIALIZER,
                         .web = { .identify = people_identify,
                                  .may = people_may_use,
                                  .in_scope = people_in_scope,
                                  .draw_problem = web_page_draw_problem,
                                  .draw_kept = web_page_draw_kept,
                                  .sign_in_path = "/sign-in",
                                  .confirm_path = "/confirm" } };
    s->web.layout = &s->frame;
    s->web.application = &s->services;
    s->services.site = s;
    s->services.keys = options->keys;
    s->services.answers = options->answers;
    s->services.workflow.application = &s->services;
    s->services.reader = options->reader;
    s->services.painter = options->painter;
    s->services.readings = kept_new(READINGS_BYTES_MAX);
    s->services.parts = options->keeps_no_parts ? NULL : kept_new(PARTS_BYTES_MAX);
    services_add_rules(&s->services.workflow);
    store_db *const db = store_connect(keeps, error);
    const bool is_read = db != NULL && read_settings(&s->frame, db, arena, error);
    s->services.offers_demonstration = s->frame.demonstration.len > 0 && options->is_local;
    if (db != NULL)
        store_disconnect(db);
    s->web.router = is_read ? site_make_router(error) : NULL;
    s->web.rates = options->is_unlimited ? NULL : web_rates_new(RATE_BUCKETS);
    return s->web.router != NULL;
}

/* A frame whose words were changed while the site stands. */
typedef struct site_renewed {
    layout_site frame;
    upw_arena arena;
    struct site_renewed *before;
} site_renewed;

static bool says_the_same(const layout_site *one, const layout_site *other)
{
    return text_equal(one->federation, other->federation) && text_equal(one->contact, other->contact) &&
           text_equal(one->demonstration, other->demonstration);
}

/* `renewed` becomes the frame, unless it says what the present one does. One thread at a time. */
static bool put_in_place(service_site *s, store_db *db, site_renewed *renewed, bool *is_kept, upw_error *error)
{
    renewed->frame = s->frame;
    if (!read_settings(&renewed->frame, db, &renewed->arena, error))
        return false;
    *is_kept = !says_the_same(&renewed->frame, atomic_load(&s->web.layout));
    if (*is_kept) {
        renewed->before = s->renewed;
        s->renewed = renewed;
        atomic_store(&s->web.layout, &renewed->frame);
    }
    return true;
}

bool site_renew_frame(service_site *s, store_db *db, upw_error *error)
{
    bool is_kept = false;
    site_renewed *const renewed = calloc(1, sizeof *renewed);
    if (renewed == NULL)
        memory_run_out();
    memory_init_arena(&renewed->arena);
    pthread_mutex_lock(&s->renewing);
    const bool is_done = put_in_place(s, db, renewed, &is_kept, error);
    pthread_mutex_unlock(&s->renewing);
    if (!is_kept) {
        upw_arena_clear(&renewed->arena);
        free(renewed);
    }
    return is_done;
}

bool services_renew_frame(const request *req, upw_error *error)
{
    return site_renew_frame(services_of(req)->site, req->db, error);
}

void site_close(service_site *s)
{
    for (site_renewed *r = s->renewed; r != NULL;) {
        site_renewed *const before = r->before;
        upw_arena_clear(&r->arena);
        free(r);
        r = before;
    }
    kept_free(s->services.readings);
    kept_free(s->services.parts);
    web_rates_free(s->web.rates);
    web_router_free((web_router *)s->web.router);
}
