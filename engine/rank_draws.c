/* At which place may each body's true value be? By drawing all true values many times. */
#include <math.h>
#include <string.h>

#include "random.h"
#include "rank_internal.h"

/* Output k of SplitMix64 can be had at once: its state is the seed plus k + 1 increments. */
static random_stream stream_of(uint64_t seed, uint64_t k)
{
    random_stream stream = random_begin(seed + k * 0x9e3779b97f4a7c15u);
    return random_begin(random_take_bits(&stream));
}

/* Marsaglia & Tsang 2000; a shape below 1 by the power of a uniform value. The logarithm, since a value of a small
 * shape is smaller than any double. */
static double draw_log_gamma(random_stream *stream, double shape)
{
    const double boost = shape < 1 ? log(random_take_uniform(stream)) / shape : 0;
    const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        const double z = random_take_normal(stream), root = 1 + c * z;
        if (root <= 0)
            continue;
        const double v = root * root * root;
        if (log(random_take_uniform(stream)) < 0.5 * z * z + d - d * v + d * log(v))
            return log(d * v) + boost;
    }
}

static double draw(const upw_posterior *p, random_stream stream)
{
    switch (p->kind) {
    case UPW_POSTERIOR_NORMAL:
        return p->a + p->b * random_take_normal(&stream);
    case UPW_POSTERIOR_BETA: {
        const double x = draw_log_gamma(&stream, p->a), y = draw_log_gamma(&stream, p->b);
        return x < y ? exp(x - y) / (1 + exp(x - y)) : 1 / (1 + exp(y - x));
    }
    case UPW_POSTERIOR_GAMMA:
        return exp(draw_log_gamma(&stream, p->a)) / p->b;
    default:
        return p->a;
    }
}

/* ---- order ---- */

typedef struct drawn {
    double value;
    uint32_t body;
} drawn;

static void merge_runs(const drawn *from, size_t n, size_t run, drawn *to)
{
    for (size_t start = 0; start < n; start += 2 * run) {
        const size_t middle = start + run < n ? start + run : n, end = start + 2 * run < n ? start + 2 * run : n;
        size_t a = start, b = middle;
        for (size_t k = start; k < end; k++)
            to[k] = b >= end || (a < middle && from[a].value <= from[b].value) ? from[a++] : from[b++];
    }
}

/* Runs of RUN by insertion, then merged to and fro. Returns where the sorted values are. */
static const drawn *sort_draws(drawn *values, drawn *spare, size_t n)
{
    enum { RUN = 12 };
    for (size_t start = 0; start < n; start += RUN) {
        const size_t end = start + RUN < n ? start + RUN : n;
        for (size_t i = start + 1; i < end; i++) {
            const drawn moved = values[i];
            size_t at = i;
            for (; at > start && values[at - 1].value > moved.value; at--)
                values[at] = values[at - 1];
            values[at] = moved;
        }
    }
    for (size_t run = RUN; run < n; run *= 2) {
        merge_runs(values, n, run, spare);
        drawn *const swap = values;
        values = spare;
        spare = swap;
    }
    return values;
}

/* ---- counts of ranks ---- */

static void summarise_counts(const uint32_t *counts, size_t n, size_t draws, double *chances, upw_rank *out)
{
    double variance = 0;
    for (size_t r = 0; r < n; r++)
        chances[r] = (double)counts[r] / (double)draws;
    rank_summarise(chances, n, out);
    for (size_t r = 0; r < n; r++)
        variance += chances[r] * ((double)(r + 1) - out->expected) * ((double)(r + 1) - out->expected);
    out->expected_se = sqrt(variance / (double)draws);
    out->first_se = sqrt(out->first_quarter * fmax(0, 1 - out->first_quarter) / (double)draws);
    out->last_se = sqrt(out->last_quarter * fmax(0, 1 - out->last_quarter) / (double)draws);
}

static bool check_request(const upw_posterior *posteriors, size_t n, size_t draws, upw_error *error)
{
    if (n < 1 || n > UPW_RANK_MAX)
        return upw_fail(error, n < 1 ? UPW_TOO_FEW : UPW_TOO_LARGE, "ranks are for 1 to %d bodies", UPW_RANK_MAX);
    if (draws > UINT32_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "ask for at most 4294967295 draws");
    for (size_t i = 0; i < n; i++) {
        const upw_posterior *const p = &posteriors[i];
        const bool is_spread = p->kind == UPW_POSTERIOR_BETA || p->kind == UPW_POSTERIOR_GAMMA;
        if (!isfinite(p->a) || !(p->b >= 0) || !isfinite(p->b) || (is_spread && !(p->a > 0 && p->b > 0)))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "this is not a posterior");
    }
    return true;
}

bool upw_rank_by_draws(const upw_posterior *posteriors, size_t n, size_t draws, uint64_t seed, upw_arena *scratch,
                       upw_rank *out, upw_error *error)
{
    if (!check_request(posteriors, n, draws, error))
        return false;
    draws = draws > 0 ? draws : UPW_RANK_DRAWS;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    uint32_t *const counts = upw_arena_take(scratch, n * n, sizeof *counts);
    drawn *const values = upw_arena_take(scratch, 2 * n, sizeof *values);
    double *const chances = upw_arena_take(scratch, n, sizeof *chances);
    const bool is_taken = counts != NULL && values != NULL && chances != NULL;
    if (is_taken) {
        memset(counts, 0, n * n * sizeof *counts);
        for (size_t j = 0; j < draws; j++) {
            for (size_t i = 0; i < n; i++)
                values[i] = (drawn){ draw(&posteriors[i], stream_of(seed, i * draws + j)), (uint32_t)i };
            const drawn *const sorted = sort_draws(values, values + n, n);
            for (size_t r = 0; r < n; r++)
                counts[sorted[r].body * n + r]++;
        }
        for (size_t i = 0; i < n; i++)
            summarise_counts(counts + i * n, n, draws, chances, &out[i]);
    }
    upw_arena_rewind(scratch, mark);
    return is_taken || upw_fail(error, UPW_NO_MEMORY, "no memory for the ranks of %zu bodies", n);
}
