/* Indices handed out one by one to threads; results taken back in order. */
#include "report/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

unsigned parallel_count_threads(unsigned wanted)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned threads = wanted > 0 ? wanted : cores > 0 ? (unsigned)cores : 1;
    return threads < PARALLEL_MOST ? threads : PARALLEL_MOST;
}

/* Indices are taken in rising order, so when one fails, all below it have been taken and will have been heard. */
typedef struct job {
    size_t n;
    parallel_work work;
    void *context;
    atomic_size_t next;
    atomic_bool has_failed;
    pthread_mutex_t mutex; /* guards the two below */
    size_t failed;
    upw_error error;
} job;

typedef struct worker {
    job *job;
    unsigned number;
    pthread_t thread;
    bool is_running;
} worker;

static void *work_on(void *argument)
{
    const worker *const w = argument;
    job *const j = w->job;
    while (!atomic_load(&j->has_failed)) {
        const size_t index = atomic_fetch_add(&j->next, 1);
        if (index >= j->n)
            break;
        upw_error error = { 0 };
        if (j->work(j->context, index, w->number, &error))
            continue;
        atomic_store(&j->has_failed, true);
        pthread_mutex_lock(&j->mutex);
        if (index < j->failed) {
            j->failed = index;
            j->error = error;
        }
        pthread_mutex_unlock(&j->mutex);
    }
    return NULL;
}

bool parallel_each(size_t n, unsigned threads, parallel_work work, void *context, upw_error *error)
{
    job j = { .n = n, .work = work, .context = context, .failed = SIZE_MAX };
    atomic_init(&j.next, 0);
    atomic_init(&j.has_failed, false);
    pthread_mutex_init(&j.mutex, NULL);
    worker workers[PARALLEL_MOST];
    const unsigned used = threads > n ? (n > 0 ? (unsigned)n : 1) : threads;
    for (unsigned i = 0; i < used; i++)
        workers[i] = (worker){ .job = &j, .number = i };
    /* This thread is worker 0; one that cannot be started leaves its share to the others. */
    for (unsigned i = 1; i < used; i++)
        workers[i].is_running = pthread_create(&workers[i].thread, NULL, work_on, &workers[i]) == 0;
    work_on(&workers[0]);
    for (unsigned i = 1; i < used; i++)
        if (workers[i].is_running)
            pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&j.mutex);
    if (atomic_load(&j.has_failed) && error != NULL)
        *error = j.error;
    return !atomic_load(&j.has_failed);
}

enum {
    PARTS_AT_A_TIME = 128,
    PART_MAX = 256 << 20, /* bytes: one series of a million points with its chart and its table */
};

typedef struct window {
    size_t first;
    parallel_writer write;
    const void *context;
    buffer parts[PARTS_AT_A_TIME];
} window;

static bool write_part(void *context, size_t index, unsigned number, upw_error *error)
{
    (void)number;
    window *const w = context;
    buffer *const part = &w->parts[index];
    buffer_empty(part);
    w->write(w->context, w->first + index, part);
    if (part->is_full)
        return upw_fail(error, UPW_TOO_LARGE, "series %zu needs more than %d MB of the report", w->first + index + 1,
                        PART_MAX >> 20);
    return true;
}

bool parallel_write(size_t n, unsigned threads, parallel_writer write, const void *context, output *out,
                    upw_error *error)
{
    window w = { .write = write, .context = context };
    for (size_t i = 0; i < PARTS_AT_A_TIME; i++)
        buffer_init(&w.parts[i], PART_MAX);
    bool is_well = true;
    for (; is_well && w.first < n; w.first += PARTS_AT_A_TIME) {
        const size_t here = n - w.first < PARTS_AT_A_TIME ? n - w.first : PARTS_AT_A_TIME;
        is_well = parallel_each(here, threads, write_part, &w, error);
        for (size_t i = 0; is_well && i < here; i++)
            is_well = output_write(out, buffer_text(&w.parts[i]), error);
    }
    for (size_t i = 0; i < PARTS_AT_A_TIME; i++)
        buffer_clear(&w.parts[i]);
    return is_well;
}
