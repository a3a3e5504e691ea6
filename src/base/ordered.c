/* Tickets at the entrance, turns at the exit. */
#include "base/ordered.h"

#include <pthread.h>
#include <stdint.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

typedef struct line {
    const ordered_job *job;
    pthread_mutex_t entrance;
    uint64_t next_ticket;
    bool is_closed; /* nothing left to take */
    pthread_mutex_t exit;
    pthread_cond_t moved;
    uint64_t turn;
    bool has_stopped;
} line;

typedef struct member {
    line *line;
    void *slot;
} member;

static bool take_ticket(line *l, void *slot, uint64_t *ticket)
{
    pthread_mutex_lock(&l->entrance);
    const bool taken = !l->is_closed && l->job->take(l->job->context, slot);
    l->is_closed = !taken;
    if (taken)
        *ticket = l->next_ticket++;
    pthread_mutex_unlock(&l->entrance);
    return taken;
}

/* False when the job has stopped. */
static bool finish_in_turn(line *l, void *slot, uint64_t ticket)
{
    pthread_mutex_lock(&l->exit);
    while (l->turn != ticket)
        pthread_cond_wait(&l->moved, &l->exit);
    const bool stopped_before = l->has_stopped;
    pthread_mutex_unlock(&l->exit);

    const bool goes_on = !stopped_before && l->job->finish(l->job->context, slot);

    pthread_mutex_lock(&l->exit);
    l->turn++;
    l->has_stopped |= !goes_on;
    pthread_cond_broadcast(&l->moved);
    pthread_mutex_unlock(&l->exit);
    return goes_on;
}

static void *stand_in_line(void *argument)
{
    const member *const m = argument;
    uint64_t ticket = 0;
    while (take_ticket(m->line, m->slot, &ticket)) {
        m->line->job->work(m->line->job->context, m->slot);
        if (!finish_in_turn(m->line, m->slot, ticket))
            break;
    }
    return NULL;
}

bool ordered_run(const ordered_job *job)
{
    line l = { .job = job };
    pthread_mutex_init(&l.entrance, NULL);
    pthread_mutex_init(&l.exit, NULL);
    pthread_cond_init(&l.moved, NULL);
    pthread_t threads[THREADS_MAX];
    member members[THREADS_MAX];
    unsigned started = 0;
    const unsigned wanted = job->n_threads < THREADS_MAX ? job->n_threads : THREADS_MAX;
    for (unsigned i = 1; i < wanted; i++) {
        members[i] = (member){ &l, job->slots[i] };
        if (pthread_create(&threads[started], NULL, stand_in_line, &members[i]) != 0)
            break; /* fewer threads do the same work */
        started++;
    }
    members[0] = (member){ &l, job->slots[0] };
    stand_in_line(&members[0]);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&l.entrance);
    pthread_mutex_destroy(&l.exit);
    pthread_cond_destroy(&l.moved);
    return !l.has_stopped;
}

unsigned ordered_count_cores(void)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (unsigned)cores;
}
