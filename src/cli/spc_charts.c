/* Results of the run chart and the classic control charts as tables, with the columns of the reference files first. */
#include <math.h>

#include "base/memory.h"
#include "cli/spc_job.h"

typedef struct chart_row {
    const series_table *table;
    const series_key *key;
    const spc_request *request;
    const upw_shewhart_point *point;
    const upw_shewhart_part *part;
    size_t at;          /* of the subgroup's first row, in the table's columns */
    size_t index;       /* 1-based, of the subgroup */
    size_t part_number; /* 1-based */
    size_t n_points, n_parts;
    size_t n_sigma_signals;
} chart_row;

#define ROW ((const chart_row *)row)

static sheet_cell count(size_t n)
{
    return sheet_integer((int64_t)n);
}
static sheet_cell count_if_useful(const chart_row *row, size_t n)
{
    return row->part->runs.n_useful > 0 ? count(n) : sheet_empty();
}

static sheet_cell get_series_id(const void *row)
{
    return sheet_text(ROW->key->id);
}
static sheet_cell get_x(const void *row)
{
    return sheet_period(ROW->table->periods[ROW->at]);
}
static sheet_cell get_index(const void *row)
{
    return count(ROW->index);
}
static sheet_cell get_part(const void *row)
{
    return count(ROW->part_number);
}
static sheet_cell get_in_baseline(const void *row)
{
    return count(ROW->point->in_baseline);
}
static sheet_cell get_included(const void *row)
{
    return count(ROW->point->included);
}
static sheet_cell get_size(const void *row)
{
    return count(ROW->point->size);
}
static sheet_cell get_y(const void *row)
{
    return sheet_number(ROW->point->y);
}
static sheet_cell get_cl(const void *row)
{
    return sheet_number(ROW->point->cl);
}
static sheet_cell get_lcl(const void *row)
{
    return sheet_number(ROW->point->lcl);
}
static sheet_cell get_lcl95(const void *row)
{
    return sheet_number(ROW->point->lcl95);
}
static sheet_cell get_ucl95(const void *row)
{
    return sheet_number(ROW->point->ucl95);
}
static sheet_cell get_ucl(const void *row)
{
    return sheet_number(ROW->point->ucl);
}
static sheet_cell get_sigma_signal(const void *row)
{
    return count(ROW->point->sigma_signal);
}
static sheet_cell get_runs_signal(const void *row)
{
    return count(ROW->part->runs.signal);
}
static sheet_cell get_chart(const void *row)
{
    return sheet_text(text_of(upw_chart_describe(ROW->request->chart)->name));
}
static sheet_cell get_n_obs(const void *row)
{
    return count(ROW->part->n_included);
}
static sheet_cell get_n_useful(const void *row)
{
    return count(ROW->part->runs.n_useful);
}
static sheet_cell get_longest(const void *row)
{
    return count_if_useful(row, ROW->part->runs.longest_run);
}
static sheet_cell get_longest_max(const void *row)
{
    return count_if_useful(row, ROW->part->runs.longest_run_max);
}
static sheet_cell get_crossings(const void *row)
{
    return count_if_useful(row, ROW->part->runs.crossings);
}
static sheet_cell get_crossings_min(const void *row)
{
    return count_if_useful(row, ROW->part->runs.crossings_min);
}
static sheet_cell get_n_sigma(const void *row)
{
    return count(ROW->part->n_sigma_signals);
}
static sheet_cell get_sigma_z(const void *row)
{
    return sheet_number(ROW->part->sigma_z);
}
static sheet_cell get_warning(const void *row)
{
    return count(ROW->part->warns_overdispersion);
}
static sheet_cell get_n_points(const void *row)
{
    return count(ROW->n_points);
}
static sheet_cell get_n_parts(const void *row)
{
    return count(ROW->n_parts);
}
static sheet_cell get_all_sigma(const void *row)
{
    return count(ROW->n_sigma_signals);
}
static sheet_cell get_profile(const void *row)
{
    return sheet_text(text_of(upw_profile_text(ROW->request->xmr.profile)));
}

static const sheet_column point_columns[] = {
    { "series_id", get_series_id },
    { "x", get_x },
    { "index", get_index },
    { "part", get_part },
    { "in_baseline", get_in_baseline },
    { "included", get_included },
    { "subgroup_size", get_size },
    { "y", get_y },
    { "cl", get_cl },
    { "lcl", get_lcl },
    { "lcl95", get_lcl95 },
    { "ucl95", get_ucl95 },
    { "ucl", get_ucl },
    { "sigma_signal", get_sigma_signal },
    { "runs_signal", get_runs_signal },
    { "profile", get_profile },
};

static const sheet_column part_columns[] = {
    { "series_id", get_series_id },
    { "chart", get_chart },
    { "part", get_part },
    { "n_obs", get_n_obs },
    { "n_useful", get_n_useful },
    { "longest_run", get_longest },
    { "longest_run_max", get_longest_max },
    { "n_crossings", get_crossings },
    { "n_crossings_min", get_crossings_min },
    { "runs_signal", get_runs_signal },
    { "n_sigma_signals", get_n_sigma },
    { "sigma_z", get_sigma_z },
    { "overdispersed", get_warning },
    { "profile", get_profile },
};

static const sheet_column series_columns[] = {
    { "series_id", get_series_id },
    { "chart", get_chart },
    { "n_points", get_n_points },
    { "n_parts", get_n_parts },
    { "last_period", get_x },
    { "y", get_y },
    { "cl", get_cl },
    { "lcl", get_lcl },
    { "ucl", get_ucl },
    { "runs_signal", get_runs_signal },
    { "n_sigma_signals", get_all_sigma },
    { "overdispersed", get_warning },
    { "profile", get_profile },
};

const spc_columns spc_chart_columns[SPC_BY_COUNT] = {
    [SPC_BY_POINT] = { point_columns, sizeof point_columns / sizeof *point_columns },
    [SPC_BY_PHASE] = { part_columns, sizeof part_columns / sizeof *part_columns },
    [SPC_BY_SERIES] = { series_columns, sizeof series_columns / sizeof *series_columns },
};

/* ---- the work ---- */

typedef struct chart_work {
    upw_shewhart_input input;
    upw_shewhart_options options;
    upw_shewhart_point *points;
    upw_shewhart_part *parts;
    size_t *offsets;
    size_t n_subgroups;
    size_t n_parts;
} chart_work;

/* Rows of one period are a subgroup. */
static void find_subgroups(chart_work *w, const series_table *block, size_t first, size_t n, upw_arena *scratch)
{
    w->offsets = MEMORY_TAKE(scratch, size_t, n + 1);
    w->n_subgroups = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || block->periods[first + i].code != block->periods[first + i - 1].code)
            w->offsets[w->n_subgroups++] = i;
    w->offsets[w->n_subgroups] = n;
}

/* Parts start where --params says the last one ended, or at the subgroups whose period is a rebase date. */
static bool find_parts(chart_work *w, const spc_job *job, const spc_request *request, const series_table *block,
                       size_t series, upw_arena *scratch, upw_error *error)
{
    size_t *const starts = MEMORY_TAKE(scratch, size_t, request->n_part_ends + request->n_rebases + 1);
    w->n_parts = 1;
    for (size_t i = 0; i < request->n_part_ends; i++)
        if (request->part_ends[i] < w->n_subgroups)
            starts[w->n_parts++] = request->part_ends[i];
    if (request->n_part_ends == 0 && request->n_rebases > 0) {
        size_t *rows, n_phases, number_first, subgroup = 0;
        if (!spc_find_phases(job, request, block, series, scratch, &rows, &n_phases, &number_first, error))
            return false;
        for (size_t p = 1; p < n_phases; p++) {
            while (w->offsets[subgroup] < rows[p])
                subgroup++;
            starts[w->n_parts++] = subgroup;
        }
    }
    w->options.part_starts = starts;
    w->options.n_parts = w->n_parts;
    return true;
}

/* --params gives charts to some series and none to this one. */
static bool refuse_xmr(const spc_job *job, const series_table *block, size_t series, upw_error *error)
{
    upw_fail(error, UPW_BAD_USAGE,
             "it is to be an xmr chart, whose table has other columns than those of the charts that --params names: "
             "name one for it too, or ask for it in a run of its own");
    return spc_wrap(job, block, series, error);
}

static bool choose_input(chart_work *w, const spc_job *job, const spc_request *request, const series_table *block,
                         size_t first, size_t n, upw_error *error)
{
    const upw_chart_face *const face = upw_chart_describe(request->chart);
    const bool wants =
        request->is_denominator_known ? request->has_denominator : face->denominator == UPW_DENOMINATOR_NEEDED;
    if (wants && block->denominators == NULL)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s: a %s needs the denominator of each value; name its column with --column denominator=NAME",
                        job->file, face->title);
    const double *const values = wants && block->numerators != NULL ? block->numerators : block->values;
    w->input = (upw_shewhart_input){
        .values = values + first,
        .denominators = wants ? block->denominators + first : NULL,
        .n_rows = n,
        .offsets = w->offsets,
        .n_subgroups = w->n_subgroups,
    };
    return true;
}

static void add_rows(const chart_work *w, chart_row *row, const spc_job *job, size_t first, buffer *out)
{
    size_t part = 0;
    for (size_t i = 0; i < w->n_subgroups; i++) {
        while (part + 1 < w->n_parts && w->parts[part + 1].start <= i)
            part++;
        row->at = first + w->offsets[i];
        row->index = i + 1;
        row->point = &w->points[i];
        row->part = &w->parts[part];
        row->part_number = part + 1;
        if (job->by == SPC_BY_POINT || (job->by == SPC_BY_SERIES && i + 1 == w->n_subgroups))
            sheet_add_row(out, &job->sheet, row);
    }
    for (size_t p = 0; p < w->n_parts && job->by == SPC_BY_PHASE; p++) {
        row->part = &w->parts[p];
        row->part_number = p + 1;
        sheet_add_row(out, &job->sheet, row);
    }
}

static bool work_on_series(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch,
                           buffer *out, upw_error *error)
{
    const size_t first = block->offsets[series], n = block->offsets[series + 1] - first;
    const spc_request *const request = spc_request_for(job, &block->keys[series]);
    if (request->is_xmr)
        return refuse_xmr(job, block, series, error);
    chart_work w = { .options = { .profile = request->xmr.profile,
                                  .chart = request->chart,
                                  .aggregate = request->aggregate,
                                  .keep_outliers = request->xmr.keep_outliers,
                                  .freeze = request->xmr.fix_after_n,
                                  .exclude = request->exclude,
                                  .n_exclude = request->n_exclude,
                                  .centre = request->centre,
                                  .has_centre = request->has_centre,
                                  .multiply = request->multiply } };
    find_subgroups(&w, block, first, n, scratch);
    if (!find_parts(&w, job, request, block, series, scratch, error) ||
        !choose_input(&w, job, request, block, first, n, error))
        return false;
    w.points = MEMORY_TAKE(scratch, upw_shewhart_point, w.n_subgroups);
    w.parts = MEMORY_TAKE(scratch, upw_shewhart_part, w.n_parts);
    if (!upw_shewhart_analyse(&w.input, &w.options, scratch, w.points, w.parts, error))
        return spc_wrap(job, block, series, error);
    chart_row row = {
        .table = block, .key = &block->keys[series], .request = request, .n_points = w.n_subgroups, .n_parts = w.n_parts
    };
    for (size_t p = 0; p < w.n_parts; p++)
        row.n_sigma_signals += w.parts[p].n_sigma_signals;
    add_rows(&w, &row, job, first, out);
    return true;
}

bool spc_work_charts(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, work_on_series, block, scratch, out, error);
}
