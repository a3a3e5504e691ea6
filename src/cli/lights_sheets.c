/* Rows of `upward lights`: a series, a point, a scheme. */
#include "cli/lights_sheets.h"

#include <math.h>

#define ROW ((const lights_row *)row)

/* How many points centre and variation come from. */
static int64_t baseline_of(const lights_row *row)
{
    const size_t asked =
        row->series->scheme->n_baseline != 0 ? row->series->scheme->n_baseline : row->options->n_baseline;
    const size_t there = row->series->n_points;
    return (int64_t)(asked != 0 && asked < there ? asked : there);
}

static const upw_lights_scheme *cut_of(const lights_row *row)
{
    static const upw_lights_scheme moving = { NAN, NAN, false };
    return row->overview->scheme->is_moving ? &moving : &row->overview->scheme->cut;
}

static sheet_cell get_series(const void *row)
{
    return sheet_text(ROW->series->key.id);
}

static sheet_cell get_c1(const void *row)
{
    return sheet_number(ROW->series->cut.amber_from);
}

static sheet_cell get_c2(const void *row)
{
    return sheet_number(ROW->series->cut.green_from);
}

static sheet_cell get_n(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.n);
}

static sheet_cell get_n_baseline(const void *row)
{
    return sheet_integer(baseline_of(ROW));
}

static sheet_cell get_centre(const void *row)
{
    return sheet_number(ROW->series->review.centre);
}

static sheet_cell get_sigma(const void *row)
{
    return sheet_number(ROW->series->review.sigma);
}

static sheet_cell get_changes(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.changes);
}

static sheet_cell get_changes_agreeing(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.changes_agreeing);
}

static sheet_cell get_noise_share(const void *row)
{
    return sheet_number(ROW->series->review.noise_share);
}

static sheet_cell get_expected_changes(const void *row)
{
    return sheet_number(ROW->series->review.expected_changes);
}

static sheet_cell get_red(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.shown[UPW_LIGHT_RED]);
}

static sheet_cell get_amber(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.shown[UPW_LIGHT_AMBER]);
}

static sheet_cell get_green(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.shown[UPW_LIGHT_GREEN]);
}

static sheet_cell get_signals(const void *row)
{
    return sheet_integer((int64_t)ROW->series->review.signals);
}

static sheet_cell get_shared_bits(const void *row)
{
    return sheet_number(ROW->series->review.shared_bits);
}

static sheet_cell get_indicator(const void *row)
{
    return sheet_text(ROW->series->key.indicator);
}

static sheet_cell get_organisation(const void *row)
{
    return sheet_text(ROW->series->key.organisation);
}

static sheet_cell get_scheme(const void *row)
{
    return sheet_text(ROW->series->scheme->name);
}

static sheet_cell get_direction(const void *row)
{
    return sheet_integer(ROW->series->cut.lower_is_better ? -1 : 1);
}

static sheet_cell get_p_red(const void *row)
{
    return sheet_number(ROW->series->review.still.light[UPW_LIGHT_RED]);
}

static sheet_cell get_p_amber(const void *row)
{
    return sheet_number(ROW->series->review.still.light[UPW_LIGHT_AMBER]);
}

static sheet_cell get_p_green(const void *row)
{
    return sheet_number(ROW->series->review.still.light[UPW_LIGHT_GREEN]);
}

static sheet_cell get_p_same(const void *row)
{
    return sheet_number(ROW->series->review.still.same);
}

static sheet_cell get_changes_in_12(const void *row)
{
    return sheet_number(11 * (1 - ROW->series->review.still.same));
}

static sheet_cell get_entropy_bits(const void *row)
{
    return sheet_number(ROW->series->review.still.entropy_bits);
}

static sheet_cell get_marginal(const void *row)
{
    return sheet_number(ROW->series->incentive.marginal);
}

static sheet_cell get_one_unit(const void *row)
{
    return sheet_number(ROW->series->incentive.one_unit);
}

static sheet_cell get_optimum(const void *row)
{
    return sheet_number(ROW->series->incentive.optimum);
}

static sheet_cell get_optimum_share(const void *row)
{
    return sheet_number(ROW->series->incentive.optimum_share);
}

static sheet_cell get_line_reds(const void *row)
{
    return sheet_number(ROW->series->line_reds);
}

static sheet_cell get_latest(const void *row)
{
    return sheet_number(ROW->series->has_latest ? ROW->series->latest : NAN);
}

static sheet_cell get_chart(const void *row)
{
    return sheet_text(text_of(ROW->options->chart == UPW_LIGHTS_PLAIN ? "plain" : "upward"));
}

static sheet_cell get_position(const void *row)
{
    return sheet_integer((int64_t)(ROW->at - ROW->first) + 1);
}

static sheet_cell get_value(const void *row)
{
    return sheet_number(ROW->table->values[ROW->at]);
}

static sheet_cell get_colour(const void *row)
{
    return sheet_text(text_of(upw_light_text((upw_light)ROW->colours[ROW->at - ROW->first])));
}

static sheet_cell get_verdict(const void *row)
{
    return sheet_integer(ROW->verdicts[ROW->at - ROW->first]);
}

static sheet_cell get_period(const void *row)
{
    return sheet_period(ROW->table->periods[ROW->at]);
}

static sheet_cell get_point_c1(const void *row)
{
    return sheet_number(ROW->at_point.amber_from);
}

static sheet_cell get_point_c2(const void *row)
{
    return sheet_number(ROW->at_point.green_from);
}

static sheet_cell get_scheme_c1(const void *row)
{
    return sheet_number(cut_of(ROW)->amber_from);
}

static sheet_cell get_scheme_c2(const void *row)
{
    return sheet_number(cut_of(ROW)->green_from);
}

static sheet_cell get_bin_width(const void *row)
{
    return sheet_number(ROW->overview->bodies.bin_width);
}

static sheet_cell get_n_red(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->bodies.shown[UPW_LIGHT_RED]);
}

static sheet_cell get_n_amber(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->bodies.shown[UPW_LIGHT_AMBER]);
}

static sheet_cell get_n_green(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->bodies.shown[UPW_LIGHT_GREEN]);
}

static sheet_cell get_top_tenth(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->bodies.bins[2]);
}

static sheet_cell get_bins(const void *row)
{
    return sheet_text(ROW->bins);
}

static sheet_cell get_expected(const void *row)
{
    return sheet_number(ROW->overview->bodies.expected);
}

static sheet_cell get_p_upper(const void *row)
{
    return sheet_number(ROW->overview->bodies.p_upper);
}

static sheet_cell get_mid_p(const void *row)
{
    return sheet_number(ROW->overview->bodies.mid_p);
}

static sheet_cell get_overview_sigma(const void *row)
{
    return sheet_number(ROW->overview->sigma);
}

static sheet_cell get_dead_zone(const void *row)
{
    return sheet_number(ROW->overview->bodies.dead_zone_share);
}

static sheet_cell get_max_marginal(const void *row)
{
    return sheet_number(ROW->overview->bodies.max_marginal);
}

static sheet_cell get_scheme_name(const void *row)
{
    return sheet_text(ROW->overview->scheme->name);
}

static sheet_cell get_scheme_indicator(const void *row)
{
    return sheet_text(ROW->overview->scheme->indicator);
}

static sheet_cell get_scheme_organisation(const void *row)
{
    return sheet_text(ROW->overview->scheme->organisation);
}

static sheet_cell get_scheme_direction(const void *row)
{
    return sheet_integer(ROW->overview->scheme->cut.lower_is_better ? -1 : 1);
}

static sheet_cell get_bodies(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->bodies.n);
}

static sheet_cell get_when(const void *row)
{
    return sheet_period(ROW->overview->when);
}

static sheet_cell get_n_series(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->n_series);
}

static sheet_cell get_n_points(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->n_points);
}

static sheet_cell get_shown_red(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->shown[UPW_LIGHT_RED]);
}

static sheet_cell get_shown_amber(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->shown[UPW_LIGHT_AMBER]);
}

static sheet_cell get_shown_green(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->shown[UPW_LIGHT_GREEN]);
}

static sheet_cell get_all_changes(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->changes);
}

static sheet_cell get_all_agreeing(const void *row)
{
    return sheet_integer((int64_t)ROW->overview->changes_agreeing);
}

static sheet_cell get_all_noise(const void *row)
{
    return sheet_number(ROW->overview->changes > 0
                            ? 1 - (double)ROW->overview->changes_agreeing / (double)ROW->overview->changes
                            : NAN);
}

static sheet_cell get_mean(const void *row)
{
    return sheet_number(ROW->overview->mean);
}

static sheet_cell get_tau(const void *row)
{
    return sheet_number(ROW->overview->tau);
}

static sheet_cell get_bits_in_number(const void *row)
{
    return sheet_number(ROW->overview->information.number_bits);
}

static sheet_cell get_entropy_of_colour(const void *row)
{
    return sheet_number(ROW->overview->information.colour_entropy);
}

static sheet_cell get_bits_in_colour(const void *row)
{
    return sheet_number(ROW->overview->information.colour_bits);
}

static sheet_cell get_share_kept(const void *row)
{
    return sheet_number(ROW->overview->information.share_kept);
}

static sheet_cell get_overall_optimum(const void *row)
{
    return sheet_number(ROW->overview->incentive.optimum);
}

static sheet_cell get_overall_optimum_share(const void *row)
{
    return sheet_number(ROW->overview->incentive.optimum_share);
}

static sheet_cell get_words(const void *row)
{
    return sheet_text(ROW->words);
}

static const sheet_column series_columns[] = {
    { "series", get_series },
    { "c1", get_c1 },
    { "c2", get_c2 },
    { "n", get_n },
    { "n_baseline", get_n_baseline },
    { "centre", get_centre },
    { "sigma", get_sigma },
    { "changes", get_changes },
    { "changes_agreeing", get_changes_agreeing },
    { "noise_share", get_noise_share },
    { "expected_changes_if_stable", get_expected_changes },
    { "red", get_red },
    { "amber", get_amber },
    { "green", get_green },
    { "spc_signals", get_signals },
    { "mi_colour_spc", get_shared_bits },
    { "indicator", get_indicator },
    { "organisation", get_organisation },
    { "scheme", get_scheme },
    { "direction", get_direction },
    { "p_red", get_p_red },
    { "p_amber", get_p_amber },
    { "p_green", get_p_green },
    { "p_same", get_p_same },
    { "changes_in_12", get_changes_in_12 },
    { "entropy_bits", get_entropy_bits },
    { "marginal", get_marginal },
    { "one_unit", get_one_unit },
    { "optimum_in_amber", get_optimum },
    { "optimum_share_of_amber", get_optimum_share },
    { "red_if_exactly_on_line", get_line_reds },
    { "latest", get_latest },
    { "chart", get_chart },
};

static const sheet_column point_columns[] = {
    { "series", get_series },
    { "i", get_position },
    { "y", get_value },
    { "colour", get_colour },
    { "spc", get_verdict },
    { "period", get_period },
    { "c1", get_point_c1 },
    { "c2", get_point_c2 },
    { "indicator", get_indicator },
    { "organisation", get_organisation },
    { "scheme", get_scheme },
};

static const sheet_column scheme_columns[] = {
    { "c1", get_scheme_c1 },
    { "c2", get_scheme_c2 },
    { "bin_width", get_bin_width },
    { "n_red", get_n_red },
    { "n_amber", get_n_amber },
    { "n_green", get_n_green },
    { "top_tenth", get_top_tenth },
    { "bins", get_bins },
    { "expected_if_smooth", get_expected },
    { "p_upper", get_p_upper },
    { "mid_p", get_mid_p },
    { "sigma", get_overview_sigma },
    { "dead_zone_share", get_dead_zone },
    { "max_marginal", get_max_marginal },
    { "scheme", get_scheme_name },
    { "indicator", get_scheme_indicator },
    { "organisation", get_scheme_organisation },
    { "direction", get_scheme_direction },
    { "bodies", get_bodies },
    { "period", get_when },
    { "series", get_n_series },
    { "n", get_n_points },
    { "red", get_shown_red },
    { "amber", get_shown_amber },
    { "green", get_shown_green },
    { "changes", get_all_changes },
    { "changes_agreeing", get_all_agreeing },
    { "noise_share", get_all_noise },
    { "mean", get_mean },
    { "tau", get_tau },
    { "bits_in_number", get_bits_in_number },
    { "entropy_of_colour", get_entropy_of_colour },
    { "bits_in_colour", get_bits_in_colour },
    { "share_kept", get_share_kept },
    { "optimum_in_amber", get_overall_optimum },
    { "optimum_share_of_amber", get_overall_optimum_share },
    { "paragraph", get_words },
};

const lights_columns lights_sheets[LIGHTS_BY_COUNT] = {
    [LIGHTS_BY_SERIES] = { series_columns, sizeof series_columns / sizeof *series_columns },
    [LIGHTS_BY_POINT] = { point_columns, sizeof point_columns / sizeof *point_columns },
    [LIGHTS_BY_SCHEME] = { scheme_columns, sizeof scheme_columns / sizeof *scheme_columns },
};
