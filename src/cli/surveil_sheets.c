/* Rows of `upward surveil`: a case, a period of counts, a stream. */
#include <math.h>

#include "cli/surveil_job.h"
#include "cli/sheet_columns.h"

#define ROW ((const surveil_row *)row)
#define STREAM (ROW->stream)
#define POINT (&ROW->point)
#define SETTINGS (ROW->job->settings)

/* A case of the stream, empty for none. */
#define CASE_COLUMN(name, expression)                                                                                  \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return (expression) > 0 ? sheet_integer(expression) : sheet_empty();                                           \
    }

static sheet_cell get_stream(const void *row)
{
    return sheet_text(STREAM->name);
}

INTEGER_COLUMN(t, ROW->at + 1)
NUMBER_COLUMN(risk, STREAM->risks[ROW->at])
NUMBER_COLUMN(outcome, STREAM->outcomes[ROW->at])
NUMBER_COLUMN(score_up, POINT->score_up)
NUMBER_COLUMN(up, POINT->up)
INTEGER_COLUMN(signals_up, POINT->signals_up)
NUMBER_COLUMN(unreset, ROW->unreset)
NUMBER_COLUMN(score_down, POINT->score_down)
NUMBER_COLUMN(down, POINT->down)
INTEGER_COLUMN(signals_down, POINT->signals_down)
NUMBER_COLUMN(gained, POINT->gained)
NUMBER_COLUMN(gained_low, POINT->gained_low)
NUMBER_COLUMN(gained_high, POINT->gained_high)
NUMBER_COLUMN(seen, POINT->seen)
NUMBER_COLUMN(mean_expected, POINT->expected)
NUMBER_COLUMN(expected_low, POINT->expected_low)
NUMBER_COLUMN(expected_high, POINT->expected_high)
CASE_COLUMN(start_up, POINT->start_up)
CASE_COLUMN(start_down, POINT->start_down)
NUMBER_COLUMN(z, ROW->z)

static const sheet_column cases[] = {
    { "stream", get_stream },
    { "t", get_t },
    { "p", get_risk },
    { "y", get_outcome },
    { "w_up", get_score_up },
    { "c_up_reset", get_up },
    { "sig_up_reset", get_signals_up },
    { "c_up_noreset", get_unreset },
    { "w_dn", get_score_down },
    { "c_dn_reset", get_down },
    { "sig_dn_reset", get_signals_down },
    { "vlad", get_gained },
    { "vlad_l95", get_gained_low },
    { "vlad_u95", get_gained_high },
    { "ewma_obs", get_seen },
    { "ewma_exp", get_mean_expected },
    { "ewma_l998", get_expected_low },
    { "ewma_u998", get_expected_high },
    { "since_up", get_start_up },
    { "since_dn", get_start_down },
};

/* Counts: the first sum of likelihood ratios, the second of z - k. */
static const sheet_column counts[] = {
    { "stream", get_stream },     { "t", get_t },
    { "O", get_outcome },         { "E", get_risk },
    { "w", get_score_up },        { "cusum", get_up },
    { "signal", get_signals_up }, { "z_mid", get_z },
    { "zcusum_k05", get_down },   { "zsignal_h4", get_signals_down },
    { "since", get_start_up },
};

INTEGER_COLUMN(n, STREAM->n)
NUMBER_COLUMN(observed, STREAM->observed)
NUMBER_COLUMN(expected, STREAM->expected)
NUMBER_COLUMN(total_gained, STREAM->gained)
NUMBER_COLUMN(ratio_up, STREAM->chart.ratio_up)
NUMBER_COLUMN(h_up, STREAM->limits[0].h)
NUMBER_COLUMN(alarm_up, STREAM->limits[0].false_alarm)
NUMBER_COLUMN(arl_in_up, STREAM->limits[0].arl_in)
NUMBER_COLUMN(arl_out_up, STREAM->limits[0].arl_out)
INTEGER_COLUMN(n_up, STREAM->n_up)
CASE_COLUMN(first_up, STREAM->first_up)
CASE_COLUMN(last_up, STREAM->last_up)
CASE_COLUMN(last_start_up, STREAM->last_start_up)
NUMBER_COLUMN(ratio_down, STREAM->chart.ratio_down)
NUMBER_COLUMN(h_down, STREAM->limits[1].h)
NUMBER_COLUMN(alarm_down, STREAM->limits[1].false_alarm)
NUMBER_COLUMN(arl_in_down, STREAM->limits[1].arl_in)
NUMBER_COLUMN(arl_out_down, STREAM->limits[1].arl_out)
INTEGER_COLUMN(n_down, STREAM->n_down)
CASE_COLUMN(first_down, STREAM->first_down)
CASE_COLUMN(last_down, STREAM->last_down)
CASE_COLUMN(last_start_down, STREAM->last_start_down)

static const sheet_column streams[] = {
    { "stream", get_stream },
    { "n", get_n },
    { "observed", get_observed },
    { "expected", get_expected },
    { "vlad", get_total_gained },
    { "ratio_up", get_ratio_up },
    { "h_up", get_h_up },
    { "false_alarm_up", get_alarm_up },
    { "arl_in_up", get_arl_in_up },
    { "arl_out_up", get_arl_out_up },
    { "signals_up", get_n_up },
    { "first_up", get_first_up },
    { "last_up", get_last_up },
    { "last_since_up", get_last_start_up },
    { "ratio_dn", get_ratio_down },
    { "h_dn", get_h_down },
    { "false_alarm_dn", get_alarm_down },
    { "arl_in_dn", get_arl_in_down },
    { "arl_out_dn", get_arl_out_down },
    { "signals_dn", get_n_down },
    { "first_dn", get_first_down },
    { "last_dn", get_last_down },
    { "last_since_dn", get_last_start_down },
};

const surveil_sheet surveil_cases = { cases, sizeof cases / sizeof *cases };
const surveil_sheet surveil_counts = { counts, sizeof counts / sizeof *counts };
const surveil_sheet surveil_streams = { streams, sizeof streams / sizeof *streams };
