/* What follows from the risks: how well they are calibrated, and what was to be expected of each organisation. In
 * passes over the rows, with pieces of them in memory: exact, however many there are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/casemix_job.h"
#include "report/parallel.h"

enum { PIECE = 1 << 20 }; /* rows in memory at a time */

static const double shares[] = { 0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1 };
enum { SHARES = sizeof shares / sizeof *shares, FIRST_PERCENTILE = 1, LAST_PERCENTILE = SHARES - 2 };

typedef struct judging {
    casemix_job *job;
    double quantiles[SHARES]; /* of the risks */
    int64_t events;
} judging;

/* ---- in order of risk ---- */

typedef struct risk_outcome {
    double risk;
    uint64_t y;
} risk_outcome;

/* The rows of one part whose risk is between two values. */
typedef struct part_piece {
    risk_outcome *items;
    size_t n, capacity, next;
    int64_t n_last, events_last; /* rows with the upper value itself: they may be any number */
} part_piece;

typedef struct piece {
    double low, high; /* low < risk <= high */
    part_piece parts[CASEMIX_PARTS];
} piece;

static bool gather_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                         upw_error *error)
{
    piece *const p = context;
    part_piece *const mine = &p->parts[part];
    (void)k;
    (void)room;
    (void)error;
    for (size_t i = 0; i < block->n; i++) {
        const double risk = block->columns.risks[i];
        if (!(risk > p->low && risk <= p->high))
            continue;
        if (risk >= p->high) {
            mine->n_last++;
            mine->events_last += block->columns.y[i];
            continue;
        }
        if (mine->n == mine->capacity) {
            mine->capacity = mine->capacity == 0 ? 4096 : 2 * mine->capacity;
            mine->items = memory_grow(mine->items, mine->capacity, sizeof *mine->items);
        }
        mine->items[mine->n++] = (risk_outcome){ risk, block->columns.y[i] };
    }
    return true;
}

static int compare_risks(const void *left, const void *right)
{
    const double a = ((const risk_outcome *)left)->risk, b = ((const risk_outcome *)right)->risk;
    return (a > b) - (a < b);
}

static bool sort_part(void *context, size_t index, unsigned worker, upw_error *error)
{
    part_piece *const mine = &((piece *)context)->parts[index];
    (void)worker;
    (void)error;
    if (mine->n > 0)
        qsort(mine->items, mine->n, sizeof *mine->items, compare_risks);
    return true;
}

/* The parts are merged, patients with the same risk together. */
static void sweep_piece(piece *p, upw_calibration_sweep *sweep)
{
    for (;;) {
        double risk = INFINITY;
        for (size_t i = 0; i < CASEMIX_PARTS; i++)
            if (p->parts[i].next < p->parts[i].n)
                risk = fmin(risk, p->parts[i].items[p->parts[i].next].risk);
        if (isinf(risk))
            break;
        int64_t n = 0, events = 0;
        for (size_t i = 0; i < CASEMIX_PARTS; i++) {
            part_piece *const part = &p->parts[i];
            for (; part->next < part->n && part->items[part->next].risk <= risk; part->next++, n++)
                events += (int64_t)part->items[part->next].y;
        }
        upw_calibration_add(sweep, risk, n, events);
    }
    int64_t n = 0, events = 0;
    for (size_t i = 0; i < CASEMIX_PARTS; i++) {
        n += p->parts[i].n_last;
        events += p->parts[i].events_last;
    }
    if (n > 0)
        upw_calibration_add(sweep, p->high, n, events);
}

static bool take_piece(const casemix_job *job, piece *p, double high, upw_calibration_sweep *sweep, upw_error *error)
{
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        p->parts[i] = (part_piece){ .items = p->parts[i].items, .capacity = p->parts[i].capacity };
    p->high = high;
    const unsigned threads = parallel_count_threads(job->settings->input.table.threads);
    if (!casemix_each_block(job, gather_block, p, error) || !parallel_each(CASEMIX_PARTS, threads, sort_part, p, error))
        return false;
    sweep_piece(p, sweep);
    p->low = high;
    return true;
}

static bool sweep_all(const judging *j, upw_calibration_sweep *sweep, upw_error *error)
{
    const casemix_job *const job = j->job;
    const size_t n_bounds = (job->n - 1) / PIECE;
    double *const bounds = memory_grow(NULL, n_bounds + 1, sizeof *bounds);
    size_t *const places = memory_grow(NULL, n_bounds + 1, sizeof *places);
    for (size_t k = 0; k < n_bounds; k++)
        places[k] = (k + 1) * PIECE - 1;
    bool is_done = casemix_select(job, CASEMIX_RISKS, places, n_bounds, bounds, error);
    bounds[n_bounds] = INFINITY;
    piece p = { .low = -INFINITY };
    for (size_t k = 0; k <= n_bounds && is_done; k++)
        if (bounds[k] > p.low)
            is_done = take_piece(job, &p, bounds[k], sweep, error);
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        free(p.parts[i].items);
    free(places);
    free(bounds);
    return is_done;
}

/* ---- the outcome on the log odds ---- */

typedef struct line_fit {
    bool has_slope; /* else the log odds are an offset */
    upw_logit logit;
    upw_logit_survey surveys[CASEMIX_PARTS];
    upw_logit_pass *passes[CASEMIX_PARTS];
} line_fit;

static upw_case_rows rows_of_line(const line_fit *f, const casemix_block *block, size_t first, size_t n,
                                  double *log_odds, casemix_room *room)
{
    for (size_t i = 0; i < n; i++) {
        const double risk = block->columns.risks[first + i];
        log_odds[i] = log(risk) - log1p(-risk);
        room->y[i] = block->columns.y[first + i];
    }
    return f->has_slope ? (upw_case_rows){ .x = log_odds, .p = 1, .y = room->y, .n = n }
                        : (upw_case_rows){ .y = room->y, .offset = log_odds, .n = n };
}

static bool line_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                       upw_error *error)
{
    line_fit *const f = context;
    (void)k;
    double log_odds[CASEMIX_CHUNK];
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        const upw_case_rows rows = rows_of_line(f, block, first, n, log_odds, room);
        if (f->passes[part] != NULL)
            upw_logit_add_rows(&f->logit, f->passes[part], &rows);
        else if (!upw_logit_survey_rows(&f->surveys[part], &rows, error))
            return false;
    }
    return true;
}

static bool fit_line(const casemix_job *job, bool has_slope, upw_arena *scratch, line_fit *f, upw_error *error)
{
    *f = (line_fit){ .has_slope = has_slope };
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        if (!upw_logit_begin_survey(has_slope, &f->surveys[i], error))
            return false;
    if (!casemix_each_block(job, line_block, f, error))
        return false;
    for (size_t i = 1; i < CASEMIX_PARTS; i++)
        upw_logit_merge_survey(&f->surveys[0], &f->surveys[i]);
    const upw_logit_options options = { .method = UPW_LOGIT_ML };
    if (!upw_logit_begin(&f->surveys[0], &options, scratch, &f->logit, error))
        return false;
    for (size_t i = 0; i < CASEMIX_PARTS; i++)
        f->passes[i] = upw_logit_new_pass(&f->logit, scratch);
    while (f->logit.wants_pass) {
        for (size_t i = 0; i < CASEMIX_PARTS; i++)
            upw_logit_begin_pass(&f->logit, f->passes[i]);
        if (!casemix_each_block(job, line_block, f, error))
            return false;
        for (size_t i = 1; i < CASEMIX_PARTS; i++)
            upw_logit_merge_pass(f->passes[0], f->passes[i]);
        upw_logit_step(&f->logit, f->passes[0]);
    }
    return true;
}

/* Risks of 0 or 1 have no log odds, and then there are no lines. */
static bool measure_lines(const judging *j, upw_calibration *out, upw_error *error)
{
    if (j->quantiles[0] <= 0 || j->quantiles[SHARES - 1] >= 1)
        return true;
    upw_arena scratch;
    memory_init_arena(&scratch);
    line_fit *const f = MEMORY_TAKE(&scratch, line_fit, 1);
    bool is_done = fit_line(j->job, false, &scratch, f, error);
    if (is_done && f->logit.status == UPW_LOGIT_FITTED) {
        out->in_the_large = f->logit.coefficients[0];
        out->in_the_large_se = f->logit.se[0];
    }
    is_done = is_done && fit_line(j->job, true, &scratch, f, error);
    if (is_done && f->logit.status == UPW_LOGIT_FITTED && f->logit.n_dropped == 0) {
        out->slope = f->logit.coefficients[1];
        out->slope_se = f->logit.se[1];
        out->slope_intercept = f->logit.coefficients[0];
    }
    upw_arena_clear(&scratch);
    return is_done;
}

static bool calibrate(const judging *j, upw_error *error)
{
    casemix_job *const job = j->job;
    double cuts[UPW_TENTHS + 1];
    for (size_t g = 0, k = 0; k < SHARES; k++)
        if (k != FIRST_PERCENTILE && k != LAST_PERCENTILE)
            cuts[g++] = j->quantiles[k];
    upw_calibration_sweep sweep;
    upw_calibration_begin((int64_t)job->n, j->events, cuts, job->has_model, &sweep);
    if (!sweep_all(j, &sweep, error))
        return false;
    upw_calibration_end(&sweep, &job->calibration);
    return measure_lines(j, &job->calibration, error);
}

/* ---- organisations ---- */

typedef struct counting {
    const judging *j;
    upw_casemix_sums *sums; /* by part and organisation */
} counting;

static bool count_block(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                        upw_error *error)
{
    const counting *const c = context;
    const casemix_job *const job = c->j->job;
    (void)k;
    (void)error;
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        for (size_t i = 0; i < n; i++)
            room->y[i] = block->columns.y[first + i];
        const upw_casemix_rows rows = { block->columns.risks + first,      room->y,
                                        block->columns.orgs + first,       n,
                                        c->j->quantiles[FIRST_PERCENTILE], c->j->quantiles[LAST_PERCENTILE] };
        upw_casemix_add(c->sums + part * job->n_orgs, &rows);
    }
    return true;
}

/* Sums of each organisation. */
static bool count_orgs(judging *j, upw_casemix_sums *out, upw_error *error)
{
    const casemix_job *const job = j->job;
    const size_t n = CASEMIX_PARTS * job->n_orgs;
    counting c = { j, memory_grow(NULL, n, sizeof *c.sums) };
    memset(c.sums, 0, n * sizeof *c.sums);
    memset(out, 0, job->n_orgs * sizeof *out);
    const bool is_done = casemix_each_block(job, count_block, &c, error);
    for (size_t i = 0; i < n; i++)
        upw_casemix_merge(&out[i % job->n_orgs], &c.sums[i]);
    for (size_t o = 0; o < job->n_orgs; o++)
        j->events += out[o].observed;
    free(c.sums);
    return is_done;
}

/* Organisations from … to - 1, with the risks of their patients side by side. */
typedef struct batch {
    casemix_job *job;
    const upw_casemix_sums *sums;
    double overall_rate;
    size_t from, to;
    size_t *starts; /* of each in `risks` */
    size_t *next;   /* by part and organisation, where its next risk goes */
    double *risks;
    double *terms[PARALLEL_MOST];
} batch;

static bool wants_risks(const batch *b, size_t org)
{
    return org >= b->from && org < b->to && upw_casemix_wants_risks(&b->sums[org]);
}

static bool count_batch(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                        upw_error *error)
{
    const batch *const b = context;
    size_t *const counts = b->next + part * (b->to - b->from);
    (void)k;
    (void)room;
    (void)error;
    for (size_t i = 0; i < block->n; i++)
        if (wants_risks(b, block->columns.orgs[i]))
            counts[block->columns.orgs[i] - b->from]++;
    return true;
}

static bool gather_batch(void *context, const casemix_block *block, size_t k, size_t part, casemix_room *room,
                         upw_error *error)
{
    const batch *const b = context;
    size_t *const next = b->next + part * (b->to - b->from);
    (void)k;
    (void)room;
    (void)error;
    for (size_t i = 0; i < block->n; i++)
        if (wants_risks(b, block->columns.orgs[i]))
            b->risks[next[block->columns.orgs[i] - b->from]++] = block->columns.risks[i];
    return true;
}

static bool judge_org(void *context, size_t index, unsigned worker, upw_error *error)
{
    batch *const b = context;
    const size_t org = b->from + index;
    (void)error;
    const bool is_exact = wants_risks(b, org);
    if (is_exact)
        b->terms[worker] = memory_grow(b->terms[worker], (size_t)b->sums[org].n + 2, sizeof **b->terms);
    upw_casemix_judge(&b->sums[org], b->overall_rate, is_exact ? b->risks + b->starts[index] : NULL, b->terms[worker],
                      &b->job->by_org[org].found);
    return true;
}

/* From counts by part and organisation to places: parts in their order within each organisation. */
static size_t place_batch(const batch *b)
{
    const size_t n = b->to - b->from;
    size_t place = 0;
    for (size_t o = 0; o < n; o++) {
        b->starts[o] = place;
        for (size_t part = 0; part < CASEMIX_PARTS; part++) {
            const size_t count = b->next[part * n + o];
            b->next[part * n + o] = place;
            place += count;
        }
    }
    return place;
}

static bool judge_batch(batch *b, upw_error *error)
{
    const size_t n = b->to - b->from;
    const unsigned threads = parallel_count_threads(b->job->settings->input.table.threads);
    b->starts = memory_grow(NULL, n, sizeof *b->starts);
    b->next = memory_grow(NULL, n * CASEMIX_PARTS, sizeof *b->next);
    memset(b->next, 0, n * CASEMIX_PARTS * sizeof *b->next);
    bool is_done = casemix_each_block(b->job, count_batch, b, error);
    b->risks = memory_grow(NULL, place_batch(b) + 1, sizeof *b->risks);
    is_done =
        is_done && casemix_each_block(b->job, gather_batch, b, error) && parallel_each(n, threads, judge_org, b, error);
    free(b->starts);
    free(b->next);
    free(b->risks);
    return is_done;
}

static bool judge_orgs(const judging *j, const upw_casemix_sums *sums, upw_error *error)
{
    casemix_job *const job = j->job;
    batch b = { .job = job, .sums = sums, .overall_rate = (double)j->events / (double)job->n };
    bool is_done = true;
    for (b.from = 0; b.from < job->n_orgs && is_done; b.from = b.to) {
        size_t rows = 0;
        for (b.to = b.from; b.to < job->n_orgs && (b.to == b.from || rows < PIECE); b.to++)
            rows += upw_casemix_wants_risks(&sums[b.to]) ? (size_t)sums[b.to].n : 0;
        is_done = judge_batch(&b, error);
    }
    for (unsigned i = 0; i < PARALLEL_MOST; i++)
        free(b.terms[i]);
    for (size_t o = 0; o < job->n_orgs; o++)
        job->n_outside += job->by_org[o].found.outside_share > 0.1;
    return is_done;
}

bool casemix_judge(casemix_job *job, upw_error *error)
{
    judging j = { .job = job };
    if (!casemix_find_quantiles(job, CASEMIX_RISKS, shares, SHARES, j.quantiles, error))
        return false;
    upw_casemix_sums *const sums = memory_grow(NULL, job->n_orgs, sizeof *sums);
    job->has_calibration = !job->has_model || casemix_has_estimates(job);
    const bool is_done =
        count_orgs(&j, sums, error) && judge_orgs(&j, sums, error) && (!job->has_calibration || calibrate(&j, error));
    free(sums);
    return is_done;
}
