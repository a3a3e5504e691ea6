/* Many requests, one transaction. */
#include "store/group.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct job {
    store_work *work;
    void *context;
    upw_error *error;
    bool is_done, is_well;
    struct job *next;
} job;

/* Whoever finds nobody writing does the work of all who wait; the others sleep until theirs is done. */
struct store_group {
    store_db *db;
    pthread_mutex_t lock;
    pthread_cond_t done;
    job *waiting;
    bool is_writing;
};

store_group *store_group_open(store *s, upw_error *error)
{
    store_group *const g = calloc(1, sizeof *g);
    if (g == NULL)
        memory_run_out();
    g->db = store_connect(s, error);
    if (g->db == NULL) {
        free(g);
        return NULL;
    }
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->done, NULL);
    return g;
}

void store_group_close(store_group *g)
{
    if (g == NULL)
        return;
    store_disconnect(g->db);
    pthread_cond_destroy(&g->done);
    pthread_mutex_destroy(&g->lock);
    free(g);
}

static bool do_all(store_db *db, void *context, upw_error *error)
{
    (void)error;
    for (job *j = context; j != NULL; j = j->next) {
        *j->error = (upw_error){ 0 };
        j->is_well = j->work(db, j->context, j->error);
    }
    return true;
}

/* One that failed in the database has spoilt the transaction of all: each is done again by itself. */
static void do_each(store_db *db, job *first)
{
    for (job *j = first; j != NULL; j = j->next) {
        *j->error = (upw_error){ 0 };
        j->is_well = store_transact(db, j->work, j->context, j->error);
    }
}

static void write_waiting(store_group *g)
{
    job *const first = g->waiting;
    upw_error error = { 0 };
    g->waiting = NULL;
    g->is_writing = true;
    pthread_mutex_unlock(&g->lock);
    if (first->next == NULL || !store_transact(g->db, do_all, first, &error))
        do_each(g->db, first);
    pthread_mutex_lock(&g->lock);
    g->is_writing = false;
    for (job *j = first, *next; j != NULL; j = next) {
        next = j->next; /* its owner goes on as soon as it may */
        j->is_done = true;
    }
    pthread_cond_broadcast(&g->done);
}

bool store_group_run(store_group *g, store_work *work, void *context, upw_error *error)
{
    upw_error own = { 0 };
    job mine = { .work = work, .context = context, .error = error != NULL ? error : &own };
    pthread_mutex_lock(&g->lock);
    mine.next = g->waiting;
    g->waiting = &mine;
    while (!mine.is_done)
        if (g->is_writing)
            pthread_cond_wait(&g->done, &g->lock);
        else
            write_waiting(g);
    pthread_mutex_unlock(&g->lock);
    return mine.is_well;
}
