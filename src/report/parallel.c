/* Indices in small groups, handed to threads in order and taken back in order (base/ordered.h). */
#include "report/parallel.h"

#include "base/ordered.h"

enum {
    GROUP = 16,           /* indices at a time: locks cost nothing beside them, and waiting at the end is short */
    PART_MAX = 256 << 20, /* bytes of one group: a series of a million points with its chart and its table */
};

unsigned parallel_count_threads(unsigned wanted)
{
    const unsigned threads = wanted > 0 ? wanted : ordered_count_cores();
    return threads < PARALLEL_MOST ? threads : PARALLEL_MOST;
}

/* What one thread has in hand. */
typedef struct slot {
    unsigned worker;
    size_t first, end; /* indices */
    bool has_failed;
    upw_error error;
    buffer part; /* of parallel_write */
} slot;

typedef struct job {
    size_t n, next;
    parallel_work work;
    void *context;
    parallel_writer write;
    const void *write_context;
    output *out;
    upw_error *error; /* of the lowest group that failed: groups finish in order */
} job;

static bool take_group(void *context, void *piece)
{
    job *const j = context;
    slot *const s = piece;
    s->first = j->next;
    s->end = j->n - j->next < GROUP ? j->n : j->next + GROUP;
    j->next = s->end;
    return s->first < s->end;
}

static void work_on_group(void *context, void *piece)
{
    const job *const j = context;
    slot *const s = piece;
    s->has_failed = false;
    for (size_t i = s->first; i < s->end && !s->has_failed; i++) {
        s->error = (upw_error){ 0 };
        s->has_failed = !j->work(j->context, i, s->worker, &s->error);
    }
}

static bool finish_group(void *context, void *piece)
{
    job *const j = context;
    const slot *const s = piece;
    if (s->has_failed && j->error != NULL)
        *j->error = s->error;
    return !s->has_failed;
}

static void write_group(void *context, void *piece)
{
    const job *const j = context;
    slot *const s = piece;
    buffer_empty(&s->part);
    for (size_t i = s->first; i < s->end; i++)
        j->write(j->write_context, i, &s->part);
}

static bool put_out_group(void *context, void *piece)
{
    job *const j = context;
    const slot *const s = piece;
    if (s->part.is_full)
        return upw_fail(j->error, UPW_TOO_LARGE, "series %zu to %zu need more than %d MB of the report", s->first + 1,
                        s->end, PART_MAX >> 20);
    return output_write(j->out, buffer_text(&s->part), j->error);
}

static bool run(job *j, unsigned threads, void (*work)(void *, void *), bool (*finish)(void *, void *))
{
    slot slots[PARALLEL_MOST];
    void *pieces[PARALLEL_MOST];
    for (unsigned i = 0; i < threads; i++) {
        slots[i] = (slot){ .worker = i };
        buffer_init(&slots[i].part, PART_MAX);
        pieces[i] = &slots[i];
    }
    const ordered_job ordered = {
        .take = take_group, .work = work, .finish = finish, .context = j, .slots = pieces, .n_threads = threads
    };
    const bool is_well = ordered_run(&ordered);
    for (unsigned i = 0; i < threads; i++)
        buffer_clear(&slots[i].part);
    return is_well;
}

bool parallel_each(size_t n, unsigned threads, parallel_work work, void *context, upw_error *error)
{
    job j = { .n = n, .work = work, .context = context, .error = error };
    return run(&j, threads, work_on_group, finish_group);
}

bool parallel_write(size_t n, unsigned threads, parallel_writer write, const void *context, output *out,
                    upw_error *error)
{
    job j = { .n = n, .write = write, .write_context = context, .out = out, .error = error };
    return run(&j, threads, write_group, put_out_group);
}
