/* Passes over all rows, on several threads. */
#include <math.h>
#include <pthread.h>

#include "base/memory.h"
#include "base/ordered.h"
#include "cli/casemix_job.h"

enum { THREADS_MAX = 8 };

typedef struct crew {
    const casemix_job *job;
    casemix_work work;
    void *context;
    pthread_mutex_t lock;
    size_t next; /* part */
    upw_error errors[CASEMIX_PARTS];
    bool has_failed[CASEMIX_PARTS];
} crew;

static bool work_part(crew *c, size_t part, casemix_room *room, upw_error *error)
{
    const casemix_store *const store = &c->job->store;
    const size_t from = store->n_blocks * part / CASEMIX_PARTS, to = store->n_blocks * (part + 1) / CASEMIX_PARTS;
    for (size_t k = from; k < to; k++) {
        casemix_block block;
        if (!casemix_block_open(store, k, &block, error))
            return false;
        const bool is_done = c->work(c->context, &block, k, part, room, error);
        casemix_block_close(store, &block);
        if (!is_done)
            return false;
    }
    return true;
}

static void *work_parts(void *context)
{
    crew *const c = context;
    upw_arena arena;
    memory_init_arena(&arena);
    casemix_room *const room = casemix_make_room(c->job, &arena);
    for (;;) {
        pthread_mutex_lock(&c->lock);
        const size_t mine = c->next++;
        pthread_mutex_unlock(&c->lock);
        if (mine >= CASEMIX_PARTS)
            break;
        c->has_failed[mine] = !work_part(c, mine, room, &c->errors[mine]);
    }
    upw_arena_clear(&arena);
    return NULL;
}

bool casemix_each_block(const casemix_job *job, casemix_work work, void *context, upw_error *error)
{
    crew c = { .job = job, .work = work, .context = context, .lock = PTHREAD_MUTEX_INITIALIZER };
    const unsigned wanted = job->settings->input.table.threads;
    size_t n = wanted != 0 ? wanted : ordered_count_cores();
    n = n > THREADS_MAX ? THREADS_MAX : n;
    n = n > job->store.n_blocks ? job->store.n_blocks : n;
    pthread_t others[THREADS_MAX];
    size_t n_others = 0;
    while (n_others + 1 < n && pthread_create(&others[n_others], NULL, work_parts, &c) == 0)
        n_others++;
    work_parts(&c);
    for (size_t i = 0; i < n_others; i++)
        pthread_join(others[i], NULL);
    for (size_t part = 0; part < CASEMIX_PARTS; part++)
        if (c.has_failed[part]) {
            if (error != NULL)
                *error = c.errors[part];
            return false;
        }
    return true;
}

/* ---- rows as the model reads them ---- */

casemix_room *casemix_make_room(const casemix_job *job, upw_arena *arena)
{
    casemix_room *const room = MEMORY_TAKE(arena, casemix_room, 1);
    const size_t n_terms = job->formula.n_terms;
    room->x = MEMORY_TAKE(arena, double, (job->p + 1) * CASEMIX_CHUNK);
    room->y = MEMORY_TAKE(arena, double, CASEMIX_CHUNK);
    room->columns = MEMORY_TAKE(arena, upw_design_column, n_terms + 1);
    for (size_t i = 0; i < n_terms && job->columns != NULL; i++) {
        const casemix_term *const t = &job->formula.terms[i];
        room->columns[i] = job->columns[i];
        if (t->kind == TERM_LOG || t->kind == TERM_PRODUCT)
            room->made[i] = MEMORY_TAKE(arena, double, CASEMIX_CHUNK);
        else if (job->formula.variables[t->variables[0]].is_factor)
            room->levels[i] = MEMORY_TAKE(arena, uint32_t, CASEMIX_CHUNK);
    }
    return room;
}

static double transform(double value, bool logs)
{
    return logs ? log(value) : value;
}

static void fill_term(const casemix_job *job, const casemix_block *block, size_t first, size_t n, size_t i,
                      const casemix_room *room)
{
    const casemix_term *const t = &job->formula.terms[i];
    const size_t v = t->variables[0];
    upw_design_column *const column = &room->columns[i];
    if (room->levels[i] != NULL) {
        const casemix_variable *const variable = &job->formula.variables[v];
        for (size_t k = 0; k < n; k++) {
            const uint8_t level = block->columns.levels[v][first + k];
            room->levels[i][k] = level == CASEMIX_NO_LEVEL ? UPW_NO_LEVEL : variable->places[level];
        }
        column->levels = room->levels[i];
    } else if (room->made[i] != NULL) {
        const double *const a = block->columns.values[v] + first, *const b = block->columns.values[t->variables[1]];
        for (size_t k = 0; k < n; k++)
            room->made[i][k] =
                transform(a[k], t->logs[0]) * (t->kind == TERM_PRODUCT ? transform(b[first + k], t->logs[1]) : 1);
        column->values = room->made[i];
    } else {
        column->values = block->columns.values[v] + first;
    }
}

upw_case_rows casemix_fill(const casemix_job *job, const casemix_block *block, size_t first, size_t n,
                           casemix_room *room)
{
    for (size_t i = 0; i < job->formula.n_terms; i++)
        fill_term(job, block, first, n, i, room);
    if (job->formula.n_terms > 0)
        upw_design_fill(room->columns, job->formula.n_terms, 0, n, room->x);
    for (size_t k = 0; k < n; k++)
        room->y[k] = block->columns.y[first + k];
    return (upw_case_rows){ .x = room->x, .p = job->p, .y = room->y, .n = n };
}
