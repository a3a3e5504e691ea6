/* What the Stable Shift Algorithm makes of a series, as tables: with the columns of the reference files first. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/spc_job.h"

static sheet_cell count(size_t n)
{
    return sheet_integer((int64_t)n);
}

static sheet_cell words(const char *terminated)
{
    return sheet_text(text_of(terminated));
}

typedef struct ssa_row {
    const series_table *table;
    const series_key *key;
    const spc_request *request;
    size_t at; /* of the point, in the table's columns */
    size_t n;
    const upw_ssa_point *point;
    const upw_ssa_period *period; /* by series: the last one; NULL when there are none */
    size_t number;                /* of the period, or the row a decision was taken at */
    size_t n_periods;
    text decisions;
} ssa_row;

#define ROW ((const ssa_row *)row)

static sheet_cell flag(unsigned value)
{
    return value == UPW_UNDEFINED ? sheet_empty() : sheet_integer(value);
}

static sheet_cell get_series_id(const void *row)
{
    return sheet_text(ROW->key->id);
}
static sheet_cell get_x(const void *row)
{
    return sheet_period(ROW->table->periods[ROW->at]);
}
static sheet_cell get_y(const void *row)
{
    return sheet_number(ROW->point->value);
}
static sheet_cell get_cl(const void *row)
{
    return sheet_number(ROW->point->cl);
}
static sheet_cell get_lcl(const void *row)
{
    return sheet_number(ROW->point->lcl);
}
static sheet_cell get_ucl(const void *row)
{
    return sheet_number(ROW->point->ucl);
}
static sheet_cell get_role(const void *row)
{
    return words(upw_ssa_role_text(ROW->point->role));
}
static sheet_cell get_break(const void *row)
{
    return flag(ROW->point->break_point);
}
static sheet_cell get_outside(const void *row)
{
    return flag(ROW->point->outside);
}
static sheet_cell get_in_shift(const void *row)
{
    return flag(ROW->point->in_shift);
}
static sheet_cell get_profile(const void *row)
{
    return words(upw_profile_text(ROW->request->ssa.profile));
}

static sheet_cell get_side(const void *row)
{
    return ROW->point->side == UPW_SIDE_UNDEFINED ? sheet_empty() : sheet_integer(ROW->point->side);
}

static sheet_cell get_excluded(const void *row)
{
    return ROW->point->role == UPW_SSA_CALCULATION ? sheet_integer(ROW->point->is_excluded) : sheet_empty();
}

static const sheet_column ssa_point_columns[] = {
    { "series_id", get_series_id },
    { "x", get_x },
    { "y", get_y },
    { "cl", get_cl },
    { "lcl", get_lcl },
    { "ucl", get_ucl },
    { "period_type", get_role },
    { "break_point", get_break },
    { "rule1", get_outside },
    { "rule2", get_in_shift },
    { "side", get_side },
    { "excluded", get_excluded },
    { "profile", get_profile },
};

static sheet_cell get_number(const void *row)
{
    return count(ROW->number);
}
static sheet_cell get_start(const void *row)
{
    return count(ROW->period->start + 1);
}
static sheet_cell get_calc_end(const void *row)
{
    return count(ROW->period->calc_end);
}
static sheet_cell get_end(const void *row)
{
    return count(ROW->period->end);
}
static sheet_cell get_period_cl(const void *row)
{
    return sheet_number(ROW->period == NULL ? NAN : ROW->period->cl);
}
static sheet_cell get_period_lcl(const void *row)
{
    return sheet_number(ROW->period == NULL ? NAN : ROW->period->lcl);
}
static sheet_cell get_period_ucl(const void *row)
{
    return sheet_number(ROW->period == NULL ? NAN : ROW->period->ucl);
}
static sheet_cell get_n_excluded(const void *row)
{
    return count(ROW->period->n_excluded);
}
static sheet_cell get_n_outside(const void *row)
{
    return count(ROW->period->n_outside);
}
static sheet_cell get_n_in_shift(const void *row)
{
    return count(ROW->period->n_in_shift);
}

static sheet_cell get_first_period(const void *row)
{
    return ROW->period != NULL ? sheet_period(ROW->table->periods[ROW->at + ROW->period->start]) : sheet_empty();
}

static const sheet_column ssa_period_columns[] = {
    { "series_id", get_series_id },
    { "period_no", get_number },
    { "start", get_start },
    { "calc_end", get_calc_end },
    { "end", get_end },
    { "cl", get_period_cl },
    { "lcl", get_period_lcl },
    { "ucl", get_period_ucl },
    { "n_excluded", get_n_excluded },
    { "n_rule1", get_n_outside },
    { "n_rule2", get_n_in_shift },
    { "first_period", get_first_period },
    { "profile", get_profile },
};

static sheet_cell get_chart_type(const void *row)
{
    return words(upw_ssa_chart_text(ROW->request->ssa.chart));
}
static sheet_cell get_n_points(const void *row)
{
    return count(ROW->n);
}
static sheet_cell get_n_periods(const void *row)
{
    return count(ROW->n_periods);
}
static sheet_cell get_status(const void *row)
{
    return words(ROW->n_periods > 0 ? "ok" : "too_few_points");
}

static const sheet_column ssa_series_columns[] = {
    { "series_id", get_series_id }, { "chart_type", get_chart_type }, { "status", get_status },
    { "n_points", get_n_points },   { "n_periods", get_n_periods },   { "last_step", get_first_period },
    { "cl", get_period_cl },        { "lcl", get_period_lcl },        { "ucl", get_period_ucl },
    { "profile", get_profile },
};

static sheet_cell get_decisions(const void *row)
{
    return sheet_text(ROW->decisions);
}

static const sheet_column ssa_decision_columns[] = {
    { "series_id", get_series_id },
    { "counter", get_number },
    { "log", get_decisions },
    { "profile", get_profile },
};

const spc_columns spc_ssa_columns[SPC_BY_COUNT] = {
    [SPC_BY_POINT] = { ssa_point_columns, sizeof ssa_point_columns / sizeof *ssa_point_columns },
    [SPC_BY_PHASE] = { ssa_period_columns, sizeof ssa_period_columns / sizeof *ssa_period_columns },
    [SPC_BY_SERIES] = { ssa_series_columns, sizeof ssa_series_columns / sizeof *ssa_series_columns },
    [SPC_BY_DECISION] = { ssa_decision_columns, sizeof ssa_decision_columns / sizeof *ssa_decision_columns },
};

/* Decisions as they are taken: those at one counter are one row, separated by semicolons. */
typedef struct decision_log {
    const spc_job *job;
    ssa_row *row;
    buffer codes;
    buffer *out;
} decision_log;

static void end_decision(decision_log *log)
{
    if (log->codes.len == 0)
        return;
    log->row->decisions = buffer_text(&log->codes);
    sheet_add_row(log->out, &log->job->sheet, log->row);
    buffer_empty(&log->codes);
}

static void note_decision(void *context, size_t counter, const char *code)
{
    decision_log *const log = context;
    /* A step that stands behind the last row is noted at the last row, as the package does. */
    const size_t at = counter <= log->row->n ? counter : log->row->n;
    const bool is_behind = counter > log->row->n;
    if (at != log->row->number || is_behind)
        end_decision(log);
    log->row->number = at;
    if (is_behind)
        buffer_add_format(&log->codes, "co@%zu|", counter);
    else if (log->codes.len > 0)
        buffer_add_char(&log->codes, ';');
    buffer_add(&log->codes, text_of(code));
}

static void choose_ssa_chart(spc_request *request)
{
    if (request->has_ssa_chart || request->is_xmr)
        return;
    static const struct {
        upw_chart chart;
        upw_ssa_chart ssa;
    } same[] = { { UPW_CHART_I, UPW_SSA_XMR },
                 { UPW_CHART_C, UPW_SSA_C },
                 { UPW_CHART_P, UPW_SSA_P },
                 { UPW_CHART_PP, UPW_SSA_P_PRIME } };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (same[i].chart == request->chart)
            request->ssa.chart = same[i].ssa;
}

static bool work_on_ssa(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch, buffer *out,
                        upw_error *error)
{
    const size_t first = block->offsets[series], n = block->offsets[series + 1] - first;
    spc_request request = *spc_request_for(job, &block->keys[series]);
    choose_ssa_chart(&request);
    ssa_row row = { .table = block, .key = &block->keys[series], .request = &request, .at = first, .n = n };
    decision_log log = { .job = job, .row = &row, .out = out };
    buffer_init(&log.codes, 4096);
    const size_t before = out->len;
    if (job->by == SPC_BY_DECISION) {
        request.ssa.trace = note_decision;
        request.ssa.trace_context = &log;
    }
    const bool is_share = request.ssa.chart == UPW_SSA_P || request.ssa.chart == UPW_SSA_P_PRIME;
    if (is_share && block->denominators == NULL)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s: chart type %s needs the denominator of each value; name its column with --column "
                        "denominator=NAME",
                        job->file, upw_ssa_chart_text(request.ssa.chart));
    const double *const values = is_share && block->numerators != NULL ? block->numerators : block->values;
    upw_ssa_point *const points = MEMORY_TAKE(scratch, upw_ssa_point, n);
    upw_ssa_period *const periods = MEMORY_TAKE(scratch, upw_ssa_period, upw_ssa_periods_at_most(n, &request.ssa));
    if (!upw_ssa_find_periods(values + first, is_share ? block->denominators + first : NULL, n, &request.ssa, scratch,
                              points, periods, &row.n_periods, error)) {
        buffer_clear(&log.codes);
        return spc_wrap(job, block, series, error);
    }
    end_decision(&log);
    buffer_clear(&log.codes);
    if (row.n_periods == 0 && job->by == SPC_BY_DECISION)
        out->len = before; /* nothing was decided: the series is too short to begin */
    for (size_t i = 0; i < n && job->by == SPC_BY_POINT && row.n_periods > 0; i++) {
        row.at = first + i;
        row.point = &points[i];
        sheet_add_row(out, &job->sheet, &row);
    }
    for (size_t p = 0; p < row.n_periods && job->by != SPC_BY_POINT && job->by != SPC_BY_DECISION; p++) {
        row.period = &periods[p];
        row.number = p + 1;
        if (job->by == SPC_BY_PHASE)
            sheet_add_row(out, &job->sheet, &row);
    }
    if (job->by == SPC_BY_SERIES)
        sheet_add_row(out, &job->sheet, &row);
    return true;
}

bool spc_work_ssa(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, work_on_ssa, block, scratch, out, error);
}
