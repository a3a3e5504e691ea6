/* XmR results as tables: by point, by phase, by series, with the columns of the reference files first. */
#include <math.h>

#include "base/memory.h"
#include "cli/spc_job.h"

/* Whatever a row of one of the tables may be about. */
typedef struct xmr_row {
    const series_table *table;
    const series_key *key;
    const spc_request *request;
    size_t at;    /* of the point, in the table's columns */
    size_t first; /* of the series' first point */
    const upw_xmr_point *point;
    const upw_xmr_phase *phase; /* by series: the last one */
    const upw_xmr_summary *summary;
    size_t phase_number;
    size_t n_phases;
    bool is_last_phase;
} xmr_row;

#define ROW ((const xmr_row *)row)

static sheet_cell words(const char *terminated)
{
    return sheet_text(text_of(terminated));
}

static sheet_cell flag(unsigned value)
{
    return value == UPW_UNDEFINED ? sheet_empty() : sheet_integer(value);
}

static sheet_cell get_series_id(const void *row)
{
    return sheet_text(ROW->key->id);
}
static sheet_cell get_profile(const void *row)
{
    return words(upw_profile_text(ROW->request->xmr.profile));
}

/* ---- of a point ---- */

static sheet_cell get_period(const void *row)
{
    return sheet_period(ROW->table->periods[ROW->at]);
}
static sheet_cell get_value(const void *row)
{
    return sheet_number(ROW->table->values[ROW->at]);
}
static sheet_cell get_phase(const void *row)
{
    return sheet_integer((int64_t)ROW->phase_number);
}
static sheet_cell get_mean(const void *row)
{
    return sheet_number(ROW->phase->mean);
}
static sheet_cell get_lpl(const void *row)
{
    return sheet_number(ROW->phase->lpl);
}
static sheet_cell get_upl(const void *row)
{
    return sheet_number(ROW->phase->upl);
}
static sheet_cell get_nlpl(const void *row)
{
    return sheet_number(ROW->phase->nlpl);
}
static sheet_cell get_nupl(const void *row)
{
    return sheet_number(ROW->phase->nupl);
}
static sheet_cell get_outside(const void *row)
{
    return flag(ROW->point->outside);
}
static sheet_cell get_near(const void *row)
{
    return flag(ROW->point->near);
}
static sheet_cell get_point_type(const void *row)
{
    return words(upw_point_type_text(ROW->point->type));
}
static sheet_cell get_short(const void *row)
{
    return sheet_integer(ROW->phase->is_short);
}

static sheet_cell get_side(const void *row)
{
    return ROW->point->side == UPW_SIDE_UNDEFINED ? sheet_empty() : sheet_integer(ROW->point->side);
}

static sheet_cell get_label(const void *row)
{
    return words(upw_label_text(ROW->point->label, &ROW->request->xmr));
}

/* All rules that fired, not only the one that names the point. */
static sheet_cell get_rules(const void *row)
{
    static const char *const texts[16] = {
        "",
        "outside",
        "shift",
        "outside;shift",
        "trend",
        "outside;trend",
        "shift;trend",
        "outside;shift;trend",
        "two_of_three",
        "outside;two_of_three",
        "shift;two_of_three",
        "outside;shift;two_of_three",
        "trend;two_of_three",
        "outside;trend;two_of_three",
        "shift;trend;two_of_three",
        "outside;shift;trend;two_of_three",
    };
    return words(texts[ROW->point->rules & 15]);
}

static const sheet_column point_columns[] = {
    { "series_id", get_series_id },
    { "period", get_period },
    { "value", get_value },
    { "phase", get_phase },
    { "mean", get_mean },
    { "lpl", get_lpl },
    { "upl", get_upl },
    { "nlpl", get_nlpl },
    { "nupl", get_nupl },
    { "side", get_side },
    { "outside_limits", get_outside },
    { "near_limit", get_near },
    { "special_cause_type", get_label },
    { "point_type", get_point_type },
    { "short_phase", get_short },
    { "rules", get_rules },
    { "profile", get_profile },
};

/* ---- of a phase ---- */

static sheet_cell assurance_type(const xmr_row *row)
{
    static const char *const texts[UPW_ASSURANCE_COUNT] = {
        [UPW_ASSURANCE_NONE] = "",
        [UPW_ASSURANCE_PASS] = "consistent_pass",
        [UPW_ASSURANCE_FAIL] = "consistent_fail",
        [UPW_ASSURANCE_INCONSISTENT] = "inconsistent",
    };
    return words(texts[row->summary->assurance]);
}

static sheet_cell get_n(const void *row)
{
    return sheet_integer((int64_t)ROW->phase->n);
}
static sheet_cell get_common_cause(const void *row)
{
    return sheet_integer((int64_t)ROW->phase->common_cause);
}
static sheet_cell get_improvement(const void *row)
{
    return sheet_integer((int64_t)ROW->phase->improvement);
}
static sheet_cell get_concern(const void *row)
{
    return sheet_integer((int64_t)ROW->phase->concern);
}
static sheet_cell get_phase_type(const void *row)
{
    return words(upw_point_type_text(ROW->phase->last_type));
}
static sheet_cell get_mean_range(const void *row)
{
    return sheet_number(ROW->phase->mean_range);
}

static sheet_cell get_phase_assurance(const void *row)
{
    return ROW->is_last_phase ? assurance_type(ROW) : sheet_empty();
}

static sheet_cell get_phase_start(const void *row)
{
    return ROW->phase->n > 0 ? sheet_period(ROW->table->periods[ROW->first + ROW->phase->start]) : sheet_empty();
}

static const sheet_column phase_columns[] = {
    { "series_id", get_series_id },
    { "phase", get_phase },
    { "n", get_n },
    { "mean", get_mean },
    { "lpl", get_lpl },
    { "upl", get_upl },
    { "common_cause", get_common_cause },
    { "improvement", get_improvement },
    { "concern", get_concern },
    { "variation_type", get_phase_type },
    { "assurance_type", get_phase_assurance },
    { "start", get_phase_start },
    { "mean_moving_range", get_mean_range },
    { "short_phase", get_short },
    { "profile", get_profile },
};

/* ---- of a series ---- */

static sheet_cell get_category(const void *row)
{
    return sheet_text(ROW->request->category);
}
static sheet_cell get_n_points(const void *row)
{
    return sheet_integer((int64_t)ROW->summary->n);
}
static sheet_cell get_n_missing(const void *row)
{
    return sheet_integer((int64_t)ROW->summary->n_missing);
}
static sheet_cell get_n_phases(const void *row)
{
    return sheet_integer((int64_t)ROW->n_phases);
}
static sheet_cell get_last_type(const void *row)
{
    return words(upw_point_type_text(ROW->summary->last_type));
}
static sheet_cell get_variation(const void *row)
{
    return words(upw_variation_text(ROW->summary->variation));
}
static sheet_cell get_assurance(const void *row)
{
    return words(upw_assurance_text(ROW->summary->assurance));
}
static sheet_cell get_series_assurance(const void *row)
{
    return assurance_type(ROW);
}

static sheet_cell get_status(const void *row)
{
    return words(ROW->summary->reference_stops ? "reference_error" : "ok");
}

static sheet_cell get_direction(const void *row)
{
    return words(upw_improvement_text(ROW->request->xmr.improvement));
}

static sheet_cell get_target(const void *row)
{
    return ROW->request->xmr.has_target ? sheet_number(ROW->request->xmr.target) : sheet_empty();
}

static sheet_cell get_last_period(const void *row)
{
    return sheet_period(ROW->table->periods[ROW->first + ROW->summary->n - 1]);
}

static sheet_cell get_deciding_period(const void *row)
{
    return ROW->summary->deciding_point < ROW->summary->n
               ? sheet_period(ROW->table->periods[ROW->first + ROW->summary->deciding_point])
               : sheet_empty();
}

static sheet_cell get_indicator(const void *row)
{
    return sheet_text(ROW->key->indicator);
}
static sheet_cell get_organisation(const void *row)
{
    return sheet_text(ROW->key->organisation);
}

static const sheet_column series_columns[] = {
    { "series_id", get_series_id },
    { "category", get_category },
    { "status", get_status },
    { "n_points", get_n_points },
    { "n_missing", get_n_missing },
    { "n_phases", get_n_phases },
    { "improvement_direction", get_direction },
    { "target", get_target },
    { "last_period", get_last_period },
    { "last_point_type", get_last_type },
    { "variation_icon", get_variation },
    { "assurance_type", get_series_assurance },
    { "assurance_icon", get_assurance },
    { "mean", get_mean },
    { "lpl", get_lpl },
    { "upl", get_upl },
    { "deciding_period", get_deciding_period },
    { "short_phase", get_short },
    { "indicator", get_indicator },
    { "organisation", get_organisation },
    { "profile", get_profile },
};

const spc_columns spc_xmr_columns[SPC_BY_COUNT] = {
    [SPC_BY_POINT] = { point_columns, sizeof point_columns / sizeof *point_columns },
    [SPC_BY_PHASE] = { phase_columns, sizeof phase_columns / sizeof *phase_columns },
    [SPC_BY_SERIES] = { series_columns, sizeof series_columns / sizeof *series_columns },
};

/* ---- the work ---- */

static void add_points(xmr_row *row, const spc_job *job, const upw_xmr_point *points, const upw_xmr_phase *phases,
                       size_t number_first, buffer *out)
{
    size_t phase = 0;
    for (size_t i = 0; i < row->summary->n; i++) {
        while (phase + 1 < row->n_phases && phases[phase + 1].start <= i)
            phase++;
        row->at = row->first + i;
        row->point = &points[i];
        row->phase = &phases[phase];
        row->phase_number = number_first + phase;
        sheet_add_row(out, &job->sheet, row);
    }
}

static void add_phases(xmr_row *row, const spc_job *job, const upw_xmr_phase *phases, size_t number_first, buffer *out)
{
    for (size_t p = 0; p < row->n_phases; p++) {
        row->phase = &phases[p];
        row->phase_number = number_first + p;
        row->is_last_phase = p + 1 == row->n_phases;
        sheet_add_row(out, &job->sheet, row);
    }
}

static bool work_on_series(const spc_job *job, const series_table *block, size_t series, upw_arena *scratch,
                           buffer *out, upw_error *error)
{
    const size_t first = block->offsets[series], n = block->offsets[series + 1] - first;
    spc_request request = *spc_request_for(job, &block->keys[series]);
    if (!request.xmr.has_target && block->targets != NULL && !isnan(block->targets[first + n - 1])) {
        request.xmr.has_target = true;
        request.xmr.target = block->targets[first + n - 1];
        request.is_percent_target = block->keys[series].has_percent_targets;
    }
    if (request.is_percent_target)
        request.xmr.target = series_fit_percent(block, series, request.xmr.target);
    size_t *starts, n_phases, number_first;
    if (!spc_find_phases(job, &request, block, series, scratch, &starts, &n_phases, &number_first, error))
        return false;
    upw_xmr_point *const points = job->by == SPC_BY_POINT ? upw_arena_take(scratch, n, sizeof *points) : NULL;
    upw_xmr_phase *const phases = upw_arena_take(scratch, n_phases, sizeof *phases);
    if (phases == NULL || (job->by == SPC_BY_POINT && points == NULL))
        memory_run_out();
    upw_xmr_summary summary;
    if (!upw_xmr_analyse(block->values + first, n, starts, n_phases, &request.xmr, points, phases, &summary, error))
        return spc_wrap(job, block, series, error);
    xmr_row row = {
        .table = block,
        .key = &block->keys[series],
        .request = &request,
        .first = first,
        .phase = &phases[n_phases - 1],
        .summary = &summary,
        .n_phases = n_phases,
    };
    if (job->by == SPC_BY_POINT)
        add_points(&row, job, points, phases, number_first, out);
    else if (job->by == SPC_BY_PHASE)
        add_phases(&row, job, phases, number_first, out);
    else
        sheet_add_row(out, &job->sheet, &row);
    return true;
}

bool spc_work_xmr(void *job, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    return spc_each(job, work_on_series, block, scratch, out, error);
}
