/* Proposals of step changes with their evidence, one row a series: lists of as many items as there are steps. */
#include "base/memory.h"
#include "base/number.h"
#include "cli/spc_job.h"

static sheet_cell count(size_t n)
{
    return sheet_integer((int64_t)n);
}

typedef struct steps_row {
    const series_table *table;
    const series_key *key;
    const spc_request *request;
    size_t first;  /* of the points looked at (since the last decided step), in the table's columns */
    size_t offset; /* of those points in the series */
    const upw_steps_summary *summary;
    const upw_step *steps;
    text starts; /* 1-based points of the series, separated by ';' */
    text periods, gains, evidence, old_means, new_means;
} steps_row;

#define ROW ((const steps_row *)row)

static sheet_cell get_steps_id(const void *row)
{
    return sheet_text(ROW->key->id);
}
static sheet_cell get_n_used(const void *row)
{
    return count(ROW->summary->n_used);
}
static sheet_cell get_sigma(const void *row)
{
    return sheet_number(ROW->summary->sigma);
}
static sheet_cell get_rho(const void *row)
{
    return sheet_number(ROW->summary->rho);
}
static sheet_cell get_n_steps(const void *row)
{
    return count(ROW->summary->n_steps);
}
static sheet_cell get_starts(const void *row)
{
    return sheet_text(ROW->starts);
}
static sheet_cell get_step_periods(const void *row)
{
    return sheet_text(ROW->periods);
}
static sheet_cell get_old_means(const void *row)
{
    return sheet_text(ROW->old_means);
}
static sheet_cell get_new_means(const void *row)
{
    return sheet_text(ROW->new_means);
}
static sheet_cell get_gains(const void *row)
{
    return sheet_text(ROW->gains);
}
static sheet_cell get_evidence(const void *row)
{
    return sheet_text(ROW->evidence);
}
static sheet_cell get_drift(const void *row)
{
    return count(ROW->summary->is_drift);
}
static sheet_cell get_seasonal(const void *row)
{
    return count(ROW->summary->is_seasonal);
}
static sheet_cell get_steps_profile(const void *row)
{
    return sheet_text(text_of(upw_profile_text(ROW->request->xmr.profile)));
}

static const sheet_column steps_columns[] = {
    { "series_id", get_steps_id },
    { "n_used", get_n_used },
    { "sigma", get_sigma },
    { "rho", get_rho },
    { "n_changes", get_n_steps },
    { "change_starts", get_starts },
    { "change_periods", get_step_periods },
    { "old_means", get_old_means },
    { "new_means", get_new_means },
    { "gains", get_gains },
    { "rules_agree", get_evidence },
    { "looks_like_drift", get_drift },
    { "looks_seasonal", get_seasonal },
    { "profile", get_steps_profile },
};

const spc_columns spc_steps_columns = { steps_columns, sizeof steps_columns / sizeof *steps_columns };

/* Points of a year, by how far apart the periods lie; 0 when that is not known. */
static size_t season_of(const series_table *block, size_t first, size_t n)
{
    if (n < 2 || period_get_kind(block->periods[first]) == PERIOD_NUMBER)
        return 0;
    const int32_t days = period_get_start(block->periods[first + n - 1]) - period_get_start(block->periods[first]);
    const double apart = (double)days / (double)(n - 1);
    return apart > 0 && apart < 183 ? (size_t)(365.25 / apart + 0.5) : 0;
}

/* A list of something about each step, separated by semicolons. */
static text list_steps(const steps_row *row, void (*add)(buffer *, const steps_row *, const upw_step *),
                       upw_arena *scratch)
{
    buffer list;
    buffer_init(&list, (size_t)1 << 20);
    for (size_t i = 0; i < row->summary->n_steps; i++) {
        if (i > 0)
            buffer_add_char(&list, ';');
        add(&list, row, &row->steps[i]);
    }
    const text copy = memory_copy_text(scratch, buffer_text(&list));
    buffer_clear(&list);
    return copy;
}

static void add_start(buffer *out, const steps_row *row, const upw_step *step)
{
    buffer_add_integer(out, (int64_t)(row->offset + step->first) + 1);
}

static void add_period(buffer *out, const steps_row *row, const upw_step *step)
{
    period_add(out, row->table->periods[row->first + step->first]);
}

static void add_old_mean(buffer *out, const steps_row *row, const upw_step *step)
{
    (void)row;
    number_add(out, step->old_mean);
}

static void add_new_mean(buffer *out, const steps_row *row, const upw_step *step)
{
    (void)row;
    number_add(out, step->new_mean);
}

static void add_gain(buffer *out, const steps_row *row, const upw_step *step)
{
    (void)row;
    number_add(out, step->gain);
}

static void add_evidence(buffer *out, const steps_row *row, const upw_step *step)
{
    (void)row;
    buffer_add_integer(out, step->is_shown);
}

static bool work_on_steps(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                          upw_error *error)
{
    const size_t first = block->offsets[series], n = block->offsets[series + 1] - first;
    const spc_request *const request = spc_request_for(job, &block->keys[series]);
    size_t *starts, n_phases, number_first;
    if (!spc_find_phases(job, request, block, series, scratch, &starts, &n_phases, &number_first, error))
        return false;
    upw_xmr_point *const points = MEMORY_TAKE(scratch, upw_xmr_point, n);
    upw_xmr_phase *const phases = MEMORY_TAKE(scratch, upw_xmr_phase, n_phases);
    upw_xmr_summary in_force;
    if (!upw_xmr_analyse(block->values + first, n, starts, n_phases, &request->xmr, points, phases, &in_force, error))
        return spc_wrap(job, block, series, error);
    const size_t since = starts[n_phases - 1], left = n - since;
    const upw_steps_options options = { .season = season_of(block, first, n) };
    upw_steps_summary summary;
    upw_step *const steps = MEMORY_TAKE(scratch, upw_step, upw_steps_at_most(left, &options));
    if (!upw_steps_propose(block->values + first + since, points + since, left, &options, scratch, steps, &summary,
                           error))
        return spc_wrap(job, block, series, error);
    steps_row row = { .table = block,
                      .key = &block->keys[series],
                      .request = request,
                      .first = first + since,
                      .offset = since,
                      .summary = &summary,
                      .steps = steps };
    row.starts = list_steps(&row, add_start, scratch);
    row.periods = list_steps(&row, add_period, scratch);
    row.old_means = list_steps(&row, add_old_mean, scratch);
    row.new_means = list_steps(&row, add_new_mean, scratch);
    row.gains = list_steps(&row, add_gain, scratch);
    row.evidence = list_steps(&row, add_evidence, scratch);
    sheet_add_row(out, &job->sheet, &row);
    return true;
}

bool spc_work_steps(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, work_on_steps, block, scratch, out, error);
}
