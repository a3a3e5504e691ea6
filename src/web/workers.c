/* The threads that answer. Each has a connection of its own to the database; the queue before them is bounded. */
#include "base/clock.h"
#include "base/log.h"
#include "web/server_internal.h"

bool workers_give(workers *all, exchange *x)
{
    bool is_taken = false;
    x->next = NULL;
    pthread_mutex_lock(&all->lock);
    if (all->n_waiting < QUEUE_MAX && !all->is_stopping) {
        *(all->last != NULL ? &all->last->next : &all->first) = x;
        all->last = x;
        all->n_waiting++;
        is_taken = true;
        pthread_cond_signal(&all->has_work);
    }
    pthread_mutex_unlock(&all->lock);
    return is_taken;
}

static exchange *take(workers *all)
{
    pthread_mutex_lock(&all->lock);
    while (all->first == NULL && !all->is_stopping)
        pthread_cond_wait(&all->has_work, &all->lock);
    exchange *const x = all->first;
    if (x != NULL) {
        all->first = x->next;
        if (all->first == NULL)
            all->last = NULL;
        all->n_waiting--;
    }
    pthread_mutex_unlock(&all->lock);
    return x;
}

/* From waiting to running to answered, unless the sweep was faster and abandoned it. */
static void answer(exchange *x, store_db *db)
{
    exchange_stage stage = EXCHANGE_WAITING;
    if (atomic_compare_exchange_strong(&x->stage, &stage, EXCHANGE_RUNNING)) {
        x->req.db = db;
        x->req.now_ms = clock_now_ms();
        log_set_request(x->req.id);
        web_answer(&x->req, &x->res);
        log_set_request(NULL);
        stage = EXCHANGE_RUNNING;
        if (atomic_compare_exchange_strong(&x->stage, &stage, EXCHANGE_ANSWERED))
            MHD_resume_connection(x->mhd);
    }
    exchange_release(x);
}

static void *work(void *context)
{
    workers *const all = context;
    pthread_mutex_lock(&all->lock);
    store_db *const db = all->databases[all->n_seated++];
    pthread_mutex_unlock(&all->lock);
    exchange *x;
    while ((x = take(all)) != NULL)
        answer(x, db);
    return NULL;
}

bool workers_start(workers *all, web_server *server, unsigned n, store *keeps, upw_error *error)
{
    *all = (workers){ .server = server };
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->has_work, NULL);
    for (unsigned i = 0; i < n && i < WORKERS_MAX; i++) {
        if (keeps != NULL && (all->databases[i] = store_connect(keeps, error)) == NULL)
            return false;
        if (pthread_create(&all->threads[i], NULL, work, all) != 0)
            return upw_fail(error, UPW_NO_MEMORY, "a thread cannot be started");
        all->n++;
    }
    return true;
}

void workers_stop(workers *all)
{
    pthread_mutex_lock(&all->lock);
    all->is_stopping = true;
    pthread_cond_broadcast(&all->has_work);
    pthread_mutex_unlock(&all->lock);
    for (unsigned i = 0; i < all->n; i++)
        pthread_join(all->threads[i], NULL);
    for (unsigned i = 0; i < WORKERS_MAX; i++)
        store_disconnect(all->databases[i]);
    pthread_mutex_destroy(&all->lock);
    pthread_cond_destroy(&all->has_work);
}

size_t workers_count_waiting(workers *all)
{
    pthread_mutex_lock(&all->lock);
    const size_t n = all->n_waiting;
    pthread_mutex_unlock(&all->lock);
    return n;
}
