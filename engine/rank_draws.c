/* At which place may each body's true value be? By drawing all true values many times. */
#include <math.h>
#include <string.h>

#include "normal_quantiles.h"
#include "random.h"
#include "rank_internal.h"
#include "wide.h"

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

/* ---- a block of draws ---- */

enum {
    BLOCK = NORMAL_BLOCK,
    STRIDE = BLOCK + NORMAL_LANES
}; /* an odd number of cache lines: rows do not fall on each other */

typedef struct drawing {
    const upw_posterior *posteriors;
    size_t n, draws;
    uint64_t seed;
    bool has_wide_registers;
    uint64_t *keys;    /* n rows of STRIDE: a body's next BLOCK values, as keys */
    uint16_t *buckets; /* … and the bucket of each */
    uint64_t body_mask;
    uint64_t *near, *spare; /* the keys of one draw */
    uint32_t *starts;       /* of the buckets, and of what lies beyond */
    size_t n_buckets;
    double low, scale; /* from a value to its bucket */
    uint32_t *counts;  /* n * n: body by place */
} drawing;

/* Integers in the order of the values, that of the body in the last bits: values that agree to 13 digits have the order
 * of the bodies. */
static uint64_t make_key(const drawing *d, double value, size_t body)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits ^= (uint64_t)((int64_t)bits >> 63) | (uint64_t)1 << 63;
    return (bits & ~d->body_mask) | body;
}

static uint16_t find_bucket(const drawing *d, double value)
{
    const double place = (value - d->low) * d->scale, last = (double)d->n_buckets - 1;
    const double above = place > 0 ? place : 0;
    return (uint16_t)(int32_t)(above < last ? above : last);
}

/* Buckets for values of four standard deviations around the mean of all bodies together; what lies beyond falls into
 * the first or the last. */
static void lay_buckets(drawing *d)
{
    double mean = 0, square = 0;
    for (size_t i = 0; i < d->n; i++)
        mean += upw_posterior_mean(&d->posteriors[i]) / (double)d->n;
    for (size_t i = 0; i < d->n; i++) {
        const double sd = upw_posterior_sd(&d->posteriors[i]), from = upw_posterior_mean(&d->posteriors[i]) - mean;
        square += (sd * sd + from * from) / (double)d->n;
    }
    const double reach = 4 * sqrt(square);
    d->low = mean - reach;
    d->scale = reach > 0 && isfinite(reach) ? (double)d->n_buckets / (2 * reach) : 0;
}

/* The draws `first` … of one body; normal values all together. */
static void draw_row(const drawing *d, size_t body, size_t first, size_t n)
{
    const upw_posterior *const p = &d->posteriors[body];
    const uint64_t stream = body * d->draws + first;
    double values[BLOCK];
    if (p->kind == UPW_POSTERIOR_NORMAL) {
        double uniform[BLOCK]; /* all of them: beyond n nobody looks */
        for (size_t j = 0; j < BLOCK; j++) {
            random_stream own = stream_of(d->seed, stream + j);
            uniform[j] = random_take_uniform(&own);
        }
        normal_quantiles(uniform, BLOCK, d->has_wide_registers, values);
    }
    for (size_t j = 0; j < n; j++)
        values[j] = p->kind == UPW_POSTERIOR_NORMAL ? p->a + p->b * values[j] : draw(p, stream_of(d->seed, stream + j));
    for (size_t j = 0; j < n; j++) {
        d->keys[body * STRIDE + j] = make_key(d, values[j], body);
        d->buckets[body * STRIDE + j] = find_bucket(d, values[j]);
    }
}

/* ---- order ---- */

static void merge_runs(const uint64_t *from, size_t n, size_t run, uint64_t *to)
{
    for (size_t start = 0; start < n; start += 2 * run) {
        const size_t middle = start + run < n ? start + run : n, end = start + 2 * run < n ? start + 2 * run : n;
        size_t a = start, b = middle;
        for (size_t k = start; k < end; k++)
            to[k] = b >= end || (a < middle && from[a] <= from[b]) ? from[a++] : from[b++];
    }
}

static void insert_all(uint64_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const uint64_t moved = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > moved; at--)
            keys[at] = keys[at - 1];
        keys[at] = moved;
    }
}

/* Runs of RUN by insertion, then merged to and fro. Returns where the sorted keys are. */
static const uint64_t *merge_all(uint64_t *keys, uint64_t *spare, size_t n)
{
    enum { RUN = 12 };
    for (size_t start = 0; start < n; start += RUN)
        insert_all(keys + start, n - start < RUN ? n - start : RUN);
    for (size_t run = RUN; run < n; run *= 2) {
        merge_runs(keys, n, run, spare);
        uint64_t *const swap = keys;
        keys = spare;
        spare = swap;
    }
    return keys;
}

/* The keys of draw j of the block in order: by buckets, then by insertion, since hardly one is far from its place; by
 * merging where many share a bucket. */
static const uint64_t *put_in_order(const drawing *d, size_t j)
{
    enum { CROWD = 16 };
    uint32_t *const starts = d->starts, most = 0;
    memset(starts, 0, (d->n_buckets + 1) * sizeof *starts);
    for (size_t i = 0; i < d->n; i++)
        starts[d->buckets[i * STRIDE + j] + 1]++;
    for (size_t b = 1, sum = 0; b <= d->n_buckets; b++) {
        most = starts[b] > most ? starts[b] : most;
        sum += starts[b];
        starts[b] = (uint32_t)sum;
    }
    for (size_t i = 0; i < d->n; i++)
        d->near[starts[d->buckets[i * STRIDE + j]]++] = d->keys[i * STRIDE + j];
    if (most > CROWD)
        return merge_all(d->near, d->spare, d->n);
    insert_all(d->near, d->n);
    return d->near;
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

static bool take_memory(drawing *d, upw_arena *scratch)
{
    d->n_buckets = 64;
    while (d->n_buckets < 2 * d->n)
        d->n_buckets *= 2;
    while (d->body_mask < d->n)
        d->body_mask = 2 * d->body_mask + 1;
    d->keys = upw_arena_take(scratch, d->n * STRIDE, sizeof *d->keys);
    d->buckets = upw_arena_take(scratch, d->n * STRIDE, sizeof *d->buckets);
    d->near = upw_arena_take(scratch, d->n, sizeof *d->near);
    d->spare = upw_arena_take(scratch, d->n, sizeof *d->spare);
    d->starts = upw_arena_take(scratch, d->n_buckets + 1, sizeof *d->starts);
    d->counts = upw_arena_take(scratch, d->n * d->n, sizeof *d->counts);
    return d->keys != NULL && d->buckets != NULL && d->near != NULL && d->spare != NULL && d->starts != NULL &&
           d->counts != NULL;
}

static void draw_all(const drawing *d)
{
    memset(d->counts, 0, d->n * d->n * sizeof *d->counts);
    for (size_t first = 0; first < d->draws; first += BLOCK) {
        const size_t n = d->draws - first < BLOCK ? d->draws - first : BLOCK;
        for (size_t i = 0; i < d->n; i++)
            draw_row(d, i, first, n);
        for (size_t j = 0; j < n; j++) {
            const uint64_t *const sorted = put_in_order(d, j);
            for (size_t r = 0; r < d->n; r++)
                d->counts[(sorted[r] & d->body_mask) * d->n + r]++;
        }
    }
}

bool upw_rank_by_draws(const upw_posterior *posteriors, size_t n, size_t draws, uint64_t seed, upw_arena *scratch,
                       upw_rank *out, upw_error *error)
{
    if (!check_request(posteriors, n, draws, error))
        return false;
    draws = draws > 0 ? draws : UPW_RANK_DRAWS;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    drawing d = { posteriors, n, draws, seed, find_wide_registers() };
    double *const chances = upw_arena_take(scratch, n, sizeof *chances);
    const bool is_taken = take_memory(&d, scratch) && chances != NULL;
    if (is_taken) {
        lay_buckets(&d);
        draw_all(&d);
        for (size_t i = 0; i < n; i++)
            summarise_counts(d.counts + i * n, n, draws, chances, &out[i]);
    }
    upw_arena_rewind(scratch, mark);
    return is_taken || upw_fail(error, UPW_NO_MEMORY, "no memory for the ranks of %zu bodies", n);
}
