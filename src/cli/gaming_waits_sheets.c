/* Rows of `upward gaming --threshold`: an excess, a bin, a digit, a break in the density, a window. */
#include "cli/gaming_waits.h"

#include <math.h>

#define ROW ((const waits_row *)row)

static const double Z_95 = 1.959963984540054;

/* Only the row at the limit itself is judged. */
static bool is_at_limit(const waits_row *row)
{
    return row->place[0] == 'l';
}

static const char *rounding_of(const waits_row *row)
{
    const upw_digits *const d = &row->screen->digits;
    if (!row->screen->has_digits)
        return "cannot_tell";
    return d->is_mostly_rounded ? "mostly" : d->is_rounded ? "some" : "no";
}

static sheet_cell get_case(const void *row)
{
    return sheet_text(ROW->body->name);
}

static sheet_cell get_bin_width(const void *row)
{
    return sheet_number(ROW->options.bin_width);
}

static sheet_cell get_last_met(const void *row)
{
    return sheet_number(ROW->limit);
}

static sheet_cell get_poly(const void *row)
{
    return sheet_integer((int64_t)ROW->options.order);
}

static sheet_cell get_bins_left(const void *row)
{
    return sheet_integer((int64_t)ROW->options.bins_left);
}

static sheet_cell get_bins_right(const void *row)
{
    return sheet_integer((int64_t)ROW->options.bins_right);
}

static sheet_cell get_excl_left(const void *row)
{
    return sheet_integer((int64_t)ROW->options.excluded_left);
}

static sheet_cell get_method(const void *row)
{
    (void)row;
    return sheet_text(TEXT("notch_fixed"));
}

static sheet_cell get_excl_right(const void *row)
{
    return sheet_integer((int64_t)ROW->options.excluded_right);
}

static sheet_cell get_excess_b(const void *row)
{
    return sheet_number(ROW->excess->excess);
}

static sheet_cell get_missing_above(const void *row)
{
    return sheet_number(ROW->excess->missing);
}

static sheet_cell get_c0(const void *row)
{
    return sheet_number(ROW->excess->ordinary);
}

static sheet_cell get_b(const void *row)
{
    return sheet_number(ROW->excess->relative);
}

static sheet_cell get_phi(const void *row)
{
    return sheet_number(ROW->excess->phi);
}

static sheet_cell get_excess_se(const void *row)
{
    return sheet_number(ROW->excess->excess_se);
}

static sheet_cell get_se_b(const void *row)
{
    return sheet_number(ROW->excess->relative_se);
}

static sheet_cell get_z(const void *row)
{
    return sheet_number(ROW->excess->z);
}

static sheet_cell get_place(const void *row)
{
    return sheet_text(text_of(ROW->place));
}

static sheet_cell get_n_in_window(const void *row)
{
    return sheet_integer(ROW->excess->n);
}

static sheet_cell get_share(const void *row)
{
    return sheet_number(ROW->excess->share);
}

static sheet_cell get_excess_low(const void *row)
{
    return sheet_number(ROW->excess->excess - Z_95 * ROW->excess->excess_se);
}

static sheet_cell get_excess_high(const void *row)
{
    return sheet_number(ROW->excess->excess + Z_95 * ROW->excess->excess_se);
}

static sheet_cell get_verdict(const void *row)
{
    return sheet_text(is_at_limit(ROW) ? text_of(upw_screen_verdict_text(ROW->screen->verdict)) : TEXT(""));
}

static sheet_cell get_reason(const void *row)
{
    return sheet_text(is_at_limit(ROW) ? text_of(ROW->screen->reason) : TEXT(""));
}

static sheet_cell get_n(const void *row)
{
    return sheet_integer(ROW->screen->n);
}

static sheet_cell get_n_near(const void *row)
{
    return sheet_integer(ROW->screen->n_near);
}

static sheet_cell get_n_missing(const void *row)
{
    return sheet_integer(ROW->body->n_missing);
}

static sheet_cell get_met_at_least(const void *row)
{
    return sheet_number(ROW->met_least);
}

static sheet_cell get_met_at_most(const void *row)
{
    return sheet_number(ROW->met_most);
}

static sheet_cell get_digit_index(const void *row)
{
    return sheet_number(ROW->screen->has_digits ? ROW->screen->digits.index : NAN);
}

static sheet_cell get_digit_p(const void *row)
{
    return sheet_number(ROW->screen->has_digits ? ROW->screen->digits.p_value : NAN);
}

static sheet_cell get_rounded(const void *row)
{
    return sheet_text(text_of(rounding_of(ROW)));
}

static sheet_cell get_density_t(const void *row)
{
    return sheet_number(ROW->screen->has_density ? ROW->screen->density.t : NAN);
}

static sheet_cell get_density_p(const void *row)
{
    return sheet_number(ROW->screen->has_density ? ROW->screen->density.p_value : NAN);
}

static sheet_cell get_finding(const void *row)
{
    return sheet_text(is_at_limit(ROW) ? ROW->finding : TEXT(""));
}

static sheet_cell get_caution(const void *row)
{
    (void)row;
    return sheet_text(text_of(upw_screen_caution(UPW_SCREEN_WAITS)));
}

static sheet_cell get_j(const void *row)
{
    return sheet_integer(ROW->j);
}

static sheet_cell get_n_2(const void *row)
{
    return sheet_integer(ROW->n);
}

static sheet_cell get_counterfactual(const void *row)
{
    return sheet_number(ROW->fitted);
}

static sheet_cell get_above(const void *row)
{
    return sheet_number(ROW->limit + (double)(ROW->j - 1) * ROW->options.bin_width);
}

static sheet_cell get_up_to(const void *row)
{
    return sheet_number(ROW->limit + (double)ROW->j * ROW->options.bin_width);
}

static sheet_cell get_from(const void *row)
{
    return sheet_integer(ROW->screen->digits_first);
}

static sheet_cell get_to(const void *row)
{
    return sheet_integer(ROW->screen->digits_last);
}

static sheet_cell get_digit(const void *row)
{
    return sheet_integer((int64_t)ROW->digit);
}

static sheet_cell get_observed(const void *row)
{
    return sheet_integer(ROW->screen->digits.observed[ROW->digit]);
}

static sheet_cell get_expected(const void *row)
{
    return sheet_number(ROW->screen->digits.expected[ROW->digit]);
}

static sheet_cell get_chi_square(const void *row)
{
    return sheet_number(ROW->screen->digits.chi_square);
}

static sheet_cell get_p_value(const void *row)
{
    return sheet_number(ROW->screen->digits.p_value);
}

static sheet_cell get_index(const void *row)
{
    return sheet_number(ROW->screen->digits.index);
}

static sheet_cell get_excess_on_fives(const void *row)
{
    return sheet_number(ROW->screen->digits.on_fives);
}

static sheet_cell get_cutoff(const void *row)
{
    return sheet_number(floor(ROW->limit) + 0.5);
}

static sheet_cell get_p(const void *row)
{
    (void)row;
    return sheet_integer(2);
}

static sheet_cell get_q(const void *row)
{
    (void)row;
    return sheet_integer(3);
}

static sheet_cell get_fit(const void *row)
{
    (void)row;
    return sheet_text(TEXT("unrestricted"));
}

static sheet_cell get_kernel(const void *row)
{
    (void)row;
    return sheet_text(TEXT("triangular"));
}

static sheet_cell get_vce(const void *row)
{
    (void)row;
    return sheet_text(TEXT("jackknife"));
}

static sheet_cell get_bwselect(const void *row)
{
    (void)row;
    return sheet_text(TEXT("comb"));
}

static sheet_cell get_mass_points(const void *row)
{
    (void)row;
    return sheet_integer(1);
}

static sheet_cell get_repeats(const void *row)
{
    return sheet_integer(ROW->screen->density.adjusts_ties);
}

static sheet_cell get_h_left(const void *row)
{
    return sheet_number(ROW->screen->density.h_left);
}

static sheet_cell get_h_right(const void *row)
{
    return sheet_number(ROW->screen->density.h_right);
}

static sheet_cell get_n_left(const void *row)
{
    return sheet_integer(ROW->screen->density.n_left);
}

static sheet_cell get_n_right(const void *row)
{
    return sheet_integer(ROW->screen->density.n_right);
}

static sheet_cell get_eff_left(const void *row)
{
    return sheet_integer(ROW->screen->density.in_left);
}

static sheet_cell get_eff_right(const void *row)
{
    return sheet_integer(ROW->screen->density.in_right);
}

static sheet_cell get_f_left(const void *row)
{
    return sheet_number(ROW->screen->density.f_left);
}

static sheet_cell get_f_right(const void *row)
{
    return sheet_number(ROW->screen->density.f_right);
}

static sheet_cell get_diff(const void *row)
{
    return sheet_number(ROW->screen->density.f_right - ROW->screen->density.f_left);
}

static sheet_cell get_se_left(const void *row)
{
    return sheet_number(ROW->screen->density.se_left);
}

static sheet_cell get_se_right(const void *row)
{
    return sheet_number(ROW->screen->density.se_right);
}

static sheet_cell get_se_diff(const void *row)
{
    return sheet_number(ROW->screen->density.se_difference);
}

static sheet_cell get_t(const void *row)
{
    return sheet_number(ROW->screen->density.t);
}

static sheet_cell get_p_value_2(const void *row)
{
    return sheet_number(ROW->screen->density.p_value);
}

static sheet_cell get_window_left(const void *row)
{
    return sheet_number(ROW->screen->density.windows[ROW->window].left);
}

static sheet_cell get_window_right(const void *row)
{
    return sheet_number(ROW->screen->density.windows[ROW->window].right);
}

static sheet_cell get_n_left_2(const void *row)
{
    return sheet_integer(ROW->screen->density.windows[ROW->window].n_left);
}

static sheet_cell get_n_right_2(const void *row)
{
    return sheet_integer(ROW->screen->density.windows[ROW->window].n_right);
}

static sheet_cell get_p_value_3(const void *row)
{
    return sheet_number(ROW->screen->density.windows[ROW->window].p_value);
}

static const sheet_column screen_columns[] = {
    { "case", get_case },
    { "bin_width", get_bin_width },
    { "last_met", get_last_met },
    { "poly", get_poly },
    { "bins_left", get_bins_left },
    { "bins_right", get_bins_right },
    { "excl_left", get_excl_left },
    { "method", get_method },
    { "excl_right", get_excl_right },
    { "excess_B", get_excess_b },
    { "missing_above", get_missing_above },
    { "c0", get_c0 },
    { "b", get_b },
    { "phi", get_phi },
    { "se_B", get_excess_se },
    { "se_b", get_se_b },
    { "z", get_z },
    { "place", get_place },
    { "n_in_window", get_n_in_window },
    { "share", get_share },
    { "excess_low", get_excess_low },
    { "excess_high", get_excess_high },
    { "verdict", get_verdict },
    { "reason", get_reason },
    { "n", get_n },
    { "n_near", get_n_near },
    { "n_missing", get_n_missing },
    { "met_at_least", get_met_at_least },
    { "met_at_most", get_met_at_most },
    { "digit_index", get_digit_index },
    { "digit_p", get_digit_p },
    { "rounded", get_rounded },
    { "density_T", get_density_t },
    { "density_p", get_density_p },
    { "finding", get_finding },
    { "caution", get_caution },
};

static const sheet_column bin_columns[] = {
    { "case", get_case },
    { "j", get_j },
    { "n", get_n_2 },
    { "counterfactual", get_counterfactual },
    { "above", get_above },
    { "up_to", get_up_to },
    { "bin_width", get_bin_width },
    { "last_met", get_last_met },
    { "caution", get_caution },
};

static const sheet_column digit_columns[] = {
    { "case", get_case },
    { "from", get_from },
    { "to", get_to },
    { "digit", get_digit },
    { "observed", get_observed },
    { "expected", get_expected },
    { "chi_square", get_chi_square },
    { "p_value", get_p_value },
    { "index", get_index },
    { "excess_on_fives", get_excess_on_fives },
    { "rounded", get_rounded },
    { "caution", get_caution },
};

static const sheet_column density_columns[] = {
    { "case", get_case },
    { "cutoff", get_cutoff },
    { "p", get_p },
    { "q", get_q },
    { "fit", get_fit },
    { "kernel", get_kernel },
    { "vce", get_vce },
    { "bwselect", get_bwselect },
    { "mass_points", get_mass_points },
    { "repeats", get_repeats },
    { "h_left", get_h_left },
    { "h_right", get_h_right },
    { "n_left", get_n_left },
    { "n_right", get_n_right },
    { "eff_left", get_eff_left },
    { "eff_right", get_eff_right },
    { "f_left", get_f_left },
    { "f_right", get_f_right },
    { "diff", get_diff },
    { "se_left", get_se_left },
    { "se_right", get_se_right },
    { "se_diff", get_se_diff },
    { "T", get_t },
    { "p_value", get_p_value_2 },
    { "caution", get_caution },
};

static const sheet_column window_columns[] = {
    { "case", get_case },       { "window_left", get_window_left }, { "window_right", get_window_right },
    { "n_left", get_n_left_2 }, { "n_right", get_n_right_2 },       { "p_value", get_p_value_3 },
    { "caution", get_caution },
};

const struct waits_sheet waits_sheets[GAMING_BY_COUNT] = {
    [GAMING_BY_SCREEN] = { screen_columns, sizeof screen_columns / sizeof *screen_columns },
    [GAMING_BY_BIN] = { bin_columns, sizeof bin_columns / sizeof *bin_columns },
    [GAMING_BY_DIGIT] = { digit_columns, sizeof digit_columns / sizeof *digit_columns },
    [GAMING_BY_DENSITY] = { density_columns, sizeof density_columns / sizeof *density_columns },
    [GAMING_BY_WINDOW] = { window_columns, sizeof window_columns / sizeof *window_columns },
};
