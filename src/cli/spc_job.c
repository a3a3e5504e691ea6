/* What every kind of work on a series needs: its request, its phases, its place in the file for a complaint. */
#include "cli/spc_job.h"

#include <stdio.h>

#include "base/memory.h"

bool spc_each(spc_job *job, spc_series_function work, const series_table *block, upw_arena *scratch, buffer *out,
              upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    for (size_t s = 0; s < block->n_series; s++) {
        if (!input_wants(job->input, &block->keys[s]))
            continue;
        atomic_store_explicit(&job->has_found, true, memory_order_relaxed);
        if (!work(job, block, s, scratch, out, error))
            return false;
        upw_arena_rewind(scratch, mark);
    }
    return true;
}

const spc_request *spc_request_for(const spc_job *job, const series_key *key)
{
    const spc_request *const own = job->params != NULL ? spc_requests_find(job->params, key->id) : NULL;
    return own != NULL ? own : &job->defaults;
}

/* ', series "A"', or nothing where the table is one series without a name. */
static const char *write_name(const series_table *block, size_t series, char name[80])
{
    const text id = block->keys[series].id;
    name[0] = '\0';
    if (id.len > 0)
        snprintf(name, 80, ", series \"%.*s\"", id.len < 60 ? (int)id.len : 60, id.at);
    return name;
}

static bool complain_off_grid(const spc_job *job, const series_table *block, size_t series, period date,
                              upw_error *error)
{
    const size_t from = block->offsets[series], to = block->offsets[series + 1];
    size_t next = from;
    while (next < to && period_get_start(block->periods[next]) < period_get_start(date))
        next++;
    buffer words;
    buffer_init(&words, 400);
    period_add(&words, date);
    buffer_add_literal(&words, " is not one of its periods; the nearest ");
    buffer_add(&words, next > from && next < to ? TEXT("are ") : TEXT("is "));
    if (next > from)
        period_add(&words, block->periods[next - 1]);
    if (next > from && next < to)
        buffer_add_literal(&words, " and ");
    if (next < to)
        period_add(&words, block->periods[next]);
    char name[80];
    upw_fail(error, UPW_BAD_INPUT, "%s%s: the rebase date %.*s (--off-grid ignore leaves such dates out)", job->file,
             write_name(block, series, name), (int)words.len, words.at);
    buffer_clear(&words);
    return false;
}

bool spc_find_phases(const spc_job *job, const spc_request *request, const series_table *block, size_t series,
                     upw_arena *scratch, size_t **starts, size_t *n_phases, size_t *number_first, upw_error *error)
{
    const size_t from = block->offsets[series], n = block->offsets[series + 1] - from;
    *starts = MEMORY_TAKE(scratch, size_t, request->n_rebases + 1);
    *n_phases = 1;
    *number_first = 0;
    size_t at = 0;
    for (size_t r = 0; r < request->n_rebases; r++) {
        const int32_t wanted = period_get_start(request->rebases[r]);
        while (at < n && period_get_start(block->periods[from + at]) < wanted)
            at++;
        const bool is_there = at < n && period_get_start(block->periods[from + at]) == wanted;
        if (!is_there && !request->ignores_off_grid && request->xmr.profile != UPW_PROFILE_PARITY)
            return complain_off_grid(job, block, series, request->rebases[r], error);
        if (is_there && at == 0)
            *number_first = 1;
        else if (is_there && (*starts)[*n_phases - 1] != at)
            (*starts)[(*n_phases)++] = at;
    }
    return true;
}

bool spc_wrap(const spc_job *job, const series_table *block, size_t series, upw_error *error)
{
    const size_t from = block->offsets[series], n = block->offsets[series + 1] - from;
    char name[80];
    write_name(block, series, name);
    if (error == NULL)
        return false;
    if (error->row < 1 || (size_t)error->row > n)
        return upw_wrap(error, "%s%s", job->file, name);
    error->row = block->rows[from + (size_t)error->row - 1];
    return upw_wrap(error, "%s, row %lld%s", job->file, (long long)error->row, name);
}
