/* What goes on behind the pages. */
#include "cli/caretaker.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "workflow/clock_guard.h"
#include "workflow/scheduler.h"

enum { LOOK_EVERY_MS = 1000, DUTIES_EVERY_MS = 60 * 1000, AFTER_FAILURE_MS = 10 * 1000 };

struct caretaker {
    caretaker_options options;
    clock_watch watch;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wakes;
    bool is_stopping;
};

static void complain(const char *what, const upw_error *error)
{
    log_write(LOG_LEVEL_WARNING, "cli/caretaker", what, LOG_TEXT("why", text_of(error->message)));
}

static bool look_at_clock(caretaker *c, store_db *db)
{
    upw_error error = { 0 };
    const bool is_done = clock_guard_look(db, &c->watch, &error);
    if (!is_done)
        complain("the clock could not be looked at; it is tried again", &error);
    return is_done;
}

static bool renew_frame(const caretaker *c, store_db *db)
{
    upw_error error = { 0 };
    const bool is_done = site_renew_frame(c->options.site, db, &error);
    if (!is_done)
        complain("the settings could not be read; it is tried again", &error);
    return is_done;
}

/* Before the first request: a clock that was set back while no server ran shows nothing that it should not. */
static void look_at_clock_first(caretaker *c)
{
    upw_error error = { 0 };
    store_db *const db = store_connect(c->options.store, &error);
    if (db != NULL)
        (void)look_at_clock(c, db);
    store_disconnect(db);
}

/* Each service's duties, whatever became of the others'. */
static bool do_duties(store_db *db, const workflow *w, int64_t now_ms)
{
    bool is_done = true;
    for (size_t i = 0; i < services_count; i++) {
        upw_error error = { 0 };
        if (services_all[i]->n_duties > 0 &&
            !scheduler_run(services_all[i]->duties, services_all[i]->n_duties, db, w, now_ms, &error)) {
            complain("a duty failed; it is tried again", &error);
            is_done = false;
        }
    }
    return is_done;
}

static bool send_letters(store_db *db, const sender_settings *mail, int64_t now_ms)
{
    upw_error error = { 0 };
    size_t n_sent = 0, n_failed = 0;
    if (mail->server == NULL && mail->directory == NULL)
        return true;
    const bool is_done = sender_run(db, mail, now_ms, &n_sent, &n_failed, &error);
    if (!is_done)
        complain("letters could not be sent; they wait", &error);
    if (n_failed > 0)
        log_write(LOG_LEVEL_WARNING, "cli/caretaker", "letters were not taken; they are tried again",
                  LOG_INTEGER("letters", (int64_t)n_failed));
    return is_done;
}

/* False when it was told to stop meanwhile. */
static bool wait(caretaker *c, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    pthread_mutex_lock(&c->lock);
    while (!c->is_stopping && pthread_cond_timedwait(&c->wakes, &c->lock, &until) == 0)
        ;
    const bool goes_on = !c->is_stopping;
    pthread_mutex_unlock(&c->lock);
    return goes_on;
}

static void *take_care(void *context)
{
    caretaker *const c = context;
    int64_t duties_due = clock_monotonic_ms(), clock_due = duties_due;
    store_db *db = NULL;
    bool is_well = true;
    do {
        upw_error error = { 0 };
        if (db == NULL && (db = store_connect(c->options.store, &error)) == NULL) {
            complain("the database cannot be reached", &error);
            is_well = false;
            continue;
        }
        is_well = send_letters(db, c->options.mail, clock_now_ms());
        is_well = renew_frame(c, db) && is_well;
        if (clock_monotonic_ms() >= clock_due || clock_guard_has_news(&c->watch)) {
            is_well = look_at_clock(c, db) && is_well;
            clock_due = clock_monotonic_ms() + CLOCK_GUARD_EVERY_MS;
        }
        if (clock_monotonic_ms() >= duties_due) {
            is_well = do_duties(db, &c->options.site->services.workflow, clock_now_ms()) && is_well;
            duties_due = clock_monotonic_ms() + DUTIES_EVERY_MS;
        }
    } while (wait(c, is_well ? LOOK_EVERY_MS : AFTER_FAILURE_MS));
    if (db != NULL)
        store_disconnect(db);
    return NULL;
}

caretaker *caretaker_start(const caretaker_options *options, upw_error *error)
{
    caretaker *const c = calloc(1, sizeof *c);
    if (c == NULL)
        memory_run_out();
    c->options = *options;
    look_at_clock_first(c);
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_t ticks; /* when somebody sets the machine's clock, duties go on */
    pthread_condattr_init(&ticks);
    pthread_condattr_setclock(&ticks, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wakes, &ticks);
    pthread_condattr_destroy(&ticks);
    if (pthread_create(&c->thread, NULL, take_care, c) == 0)
        return c;
    pthread_cond_destroy(&c->wakes);
    pthread_mutex_destroy(&c->lock);
    free(c);
    upw_fail(error, UPW_IO_FAILED, "no thread could be started");
    return NULL;
}

void caretaker_stop(caretaker *c)
{
    if (c == NULL)
        return;
    pthread_mutex_lock(&c->lock);
    c->is_stopping = true;
    pthread_cond_signal(&c->wakes);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->wakes);
    pthread_mutex_destroy(&c->lock);
    free(c);
}
