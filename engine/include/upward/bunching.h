/* upward/bunching.h: has a threshold bent the numbers?
 *
 * Screens for waits at a limit, for scores of bodies at cut-offs and for percentages at a target. A screen is a reason
 * to ask, never an accusation: a spike before a limit is consistent with hurried care, with hiding, and with honest
 * effort aimed at the limit. Each result carries its caution (upw_screen_caution); print it beside the figure.
 *
 * Methods, and how often each screen speaks when nothing happened: docs/methods/gaming.md. Checked against
 * tests/golden/gaming/ (R packages bunching 0.8.6 and rddensity 3.0, and enumeration), tolerances in its README. */
#ifndef UPWARD_BUNCHING_H
#define UPWARD_BUNCHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "upward/arena.h"
#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Individual waits, or a histogram of them, in any order. Values may repeat. */
typedef struct upw_waits {
    const double *values;  /* finite; minutes, days … */
    const int64_t *counts; /* how many had each value, >= 0; NULL: one each */
    size_t n;
} upw_waits;

/* ---- Digit preference: do people round? ---------------------------------------------------------------------------*/

enum { UPW_DIGITS = 10 };

typedef struct upw_digits {
    int64_t n; /* records between first and last */
    int64_t observed[UPW_DIGITS];
    double expected[UPW_DIGITS]; /* of a locally straight density */
    double chi_square;           /* on 9 degrees of freedom */
    double p_value;
    double index;           /* share of records that would have to move for the digits to be as expected */
    double on_fives;        /* surplus on digits 0 and 5, as a share of n */
    bool is_rounded;        /* index > 0.02 and p < 0.001: people round here */
    bool is_mostly_rounded; /* … and index > 0.10 */
} upw_digits;

/* Last digits of whole minutes first … last (first a multiple of 10, last 9 above one); records in the tens on either
 * side are needed, too, for the slope. Values are cut down to whole minutes. Fails with UPW_BAD_INPUT (bad range,
 * values or counts), UPW_TOO_FEW (no records in the range). */
UPW_API UPW_MUST_CHECK bool upw_digits_measure(const upw_waits *waits, int64_t first, int64_t last, upw_digits *out,
                                               upw_error *error);

/* ---- Excess before the limit: a polynomial through the bins that are out of its reach ---------------------------- */

typedef enum upw_excess_method {
    UPW_EXCESS_FIXED,  /* what is missing lies in the excluded bins above the limit */
    UPW_EXCESS_KINK,   /* both sides of the limit count */
    UPW_EXCESS_SEARCH, /* exclude as many bins above as balance the excess */
    UPW_EXCESS_METHOD_COUNT
} upw_excess_method;

/* Zero everywhere: ten units a bin, 15 bins either side, order 5, excluded are the two bins before the limit and the
 * six above it. */
typedef struct upw_excess_options {
    upw_excess_method method;
    double bin_width;      /* > 0, in the unit of the waits; 0: 10 */
    size_t bins_left;      /* below bin 0 … */
    size_t bins_right;     /* … and above it; 0: 15 */
    size_t order;          /* of the polynomial; 0: 5 */
    size_t excluded_left;  /* bins below bin 0 that may hold the excess; bin 0 always may; 0: 1 … */
    bool only_bin_zero;    /* … unless this says none but bin 0 */
    size_t excluded_right; /* bins above the limit; not read when the method searches; 0: 6 */
    size_t draws;          /* of a residual bootstrap, for comparison with other programs; 0: none */
} upw_excess_options;

/* Undefined figures are NaN. */
typedef struct upw_excess {
    int64_t n;             /* records in the window … */
    int64_t n_met;         /* … that met the limit */
    size_t excluded_right; /* bins, as given or as found */
    double excess;         /* records too many before the limit (kink: before and after, less those missing) */
    double excess_se;
    double z;
    double missing;  /* records too few in the excluded bins above it */
    double ordinary; /* records that an ordinary bin at the limit would hold (kink: mean over the excluded) */
    double relative; /* excess / ordinary: how many ordinary bins' worth is piled up */
    double relative_se;
    double share;        /* excess over all records in the window that met the limit */
    double phi;          /* dispersion of the other bins, at least 1 */
    double bootstrap_sd; /* of `relative`; NaN without draws */
    bool is_unbalanced;  /* search: what is missing never balanced the excess: do not report it */
    bool has_no_notch;   /* search: more is missing than piled up from the first bin on */
} upw_excess;

/* Count records into bins: bin j holds values in (last_met + (j - 1) width, last_met + j width], so bin 0 is the last
 * that meets the limit. counts[bins_left + j] for j = -bins_left … bins_right. `last_met` is the last value that counts
 * as met: 240 when "four hours or less" is met, 239 when "under four hours" is. Fails with UPW_BAD_INPUT. */
UPW_API UPW_MUST_CHECK bool upw_excess_count_bins(const upw_waits *waits, double last_met,
                                                  const upw_excess_options *options, int64_t *counts, upw_error *error);

/* How many bins there are with these options (NULL: defaults). */
UPW_API size_t upw_excess_bins(const upw_excess_options *options);

/* Measure the excess in counted bins.
 *
 *   counts[upw_excess_bins]  as upw_excess_count_bins gives them
 *   options                  NULL: all defaults
 *   scratch                  working memory, order × bins doubles; given back
 *   fitted                   out, what the polynomial says for each bin; NULL when nobody wants it
 *
 * Fails with UPW_BAD_USAGE (too few bins outside for the order), UPW_BAD_INPUT (no records), UPW_NO_MEMORY.
 * Method: Chetty et al. 2011, Kleven & Waseem 2013; standard error from Poisson counts of dispersion phi, in place of
 * their bootstrap. */
UPW_API UPW_MUST_CHECK bool upw_excess_measure(const int64_t *counts, const upw_excess_options *options,
                                               upw_arena *scratch, double *fitted, upw_excess *out, upw_error *error);

/* ---- Density break at the limit ---------------------------------------------------------------------------------- */

typedef enum upw_kernel {
    UPW_KERNEL_TRIANGULAR,
    UPW_KERNEL_UNIFORM,
    UPW_KERNEL_EPANECHNIKOV,
    UPW_KERNEL_COUNT
} upw_kernel;

/* How the two bandwidths come out of the four candidates. */
typedef enum upw_bandwidth {
    UPW_BANDWIDTH_COMB, /* medians; with a restricted fit the smaller of difference and sum */
    UPW_BANDWIDTH_EACH, /* each side its own */
    UPW_BANDWIDTH_DIFF, /* best for the difference of the densities */
    UPW_BANDWIDTH_SUM,
    UPW_BANDWIDTH_MANUAL, /* h_left and h_right of the options */
    UPW_BANDWIDTH_COUNT
} upw_bandwidth;

/* Zero everywhere: order 2 for the bandwidth and 3 for the test, each side fitted by itself, triangular kernel,
 * jackknife variance, bandwidth comb, ties adjusted for. */
typedef struct upw_density_options {
    size_t order;       /* p, 1 to 3; 0: 2 */
    size_t test_order;  /* q, order to 7; 0: order + 1 */
    bool is_restricted; /* one polynomial above the first order for both sides; one bandwidth */
    upw_kernel kernel;
    bool is_plugin; /* plug-in variance instead of jackknife */
    upw_bandwidth bandwidth;
    bool ignores_ties;      /* no adjustment for values that repeat */
    double h_left, h_right; /* for UPW_BANDWIDTH_MANUAL, > 0 */
} upw_density_options;

/* One of the candidates that a bandwidth is chosen from. */
typedef struct upw_bandwidth_candidate {
    double h;
    double variance, squared_bias;
} upw_bandwidth_candidate;

typedef struct upw_coin_window {
    double left, right;      /* half-widths */
    int64_t n_left, n_right; /* records in [cutoff - left, cutoff) and [cutoff, cutoff + right] */
    double p_value;          /* two-sided, against 1/2 */
} upw_coin_window;

enum { UPW_COIN_WINDOWS = 10 };

typedef struct upw_density {
    int64_t n_left, n_right;   /* all records below, and at or above the cut-off */
    int64_t in_left, in_right; /* those within the bandwidths */
    bool adjusts_ties;         /* there were ties and they were adjusted for */
    double h_left, h_right;
    double f_left, f_right; /* densities at the cut-off */
    double se_left, se_right, se_difference;
    double t;                              /* (f_right - f_left) / se; below 0: fewer just above the cut-off */
    double p_value;                        /* two-sided */
    upw_bandwidth_candidate candidates[4]; /* left, right, difference, sum; NaN when the bandwidth is manual */
    upw_coin_window windows[UPW_COIN_WINDOWS];
} upw_density;

/* Is the density of waits continuous at `cutoff` (for whole minutes the last one met, plus 0.5)?
 *
 *   scratch   O(n) working memory; given back
 *
 * Fails with UPW_BAD_INPUT (values or counts), UPW_TOO_FEW (under 20 records or three distinct values on a side),
 * UPW_BAD_USAGE, UPW_NO_MEMORY. On rounded clocks this test cries wolf: 75 % of samples of 20,000 with 20 % of records
 * rounded and nothing else. Ask upw_digits_measure first, and do not run it when is_rounded.
 * Method: Cattaneo, Jansson & Ma 2020 (doi:10.1080/01621459.2019.1635480). */
UPW_API UPW_MUST_CHECK bool upw_density_test(const upw_waits *waits, double cutoff, const upw_density_options *options,
                                             upw_arena *scratch, upw_density *out, upw_error *error);

/* ---- Scores of bodies at cut-offs: exact tests ------------------------------------------------------------------- */

typedef enum upw_bunching_test {
    UPW_BUNCHING_CLIFF,   /* pushed over a cut-off: two bins on either side, those above minus those below it */
    UPW_BUNCHING_PARKING, /* upper end of amber: five bins, the middle one the last before the cut-off */
    UPW_BUNCHING_TEST_COUNT
} upw_bunching_test;

enum { UPW_BUNCHING_BINS_MAX = 5 };

typedef struct upw_bunching_counts {
    upw_bunching_test test;
    size_t bins[UPW_BUNCHING_BINS_MAX]; /* towards better; the cliff test uses four */
} upw_bunching_counts;

/* Undefined figures are NaN. */
typedef struct upw_bunching_exact {
    size_t n;          /* scores in the window */
    int64_t statistic; /* cliff: n_2 - n_1; parking: n_2 */
    double expected;   /* of it, when the density is log-linear across the window */
    double p_upper;    /* P(statistic or more) */
    double mid_p;      /* P(more) + P(equal)/2: the one to report and to act on; 1 when there is one configuration */
    size_t configurations; /* vectors of counts with the same total and the same centre of gravity */
} upw_bunching_exact;

/* Count scores (NaN: none) into the test's bins, `width` each, left-closed: [cut - 2w, cut + 2w) for the cliff,
 * [cut - 3w, cut + 2w) for parking. lower_is_better mirrors scores and cut-off first, so a score exactly on the
 * cut-off has the better colour either way. */
UPW_API void upw_bunching_count_scores(const double *scores, size_t n, upw_bunching_test test, double cut, double width,
                                       bool lower_is_better, upw_bunching_counts *out);

/* Exact by enumeration, free of the slope of the density. Fails with UPW_TOO_LARGE when there are more than 20 million
 * vectors (several hundred scores in the window), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_bunching_test_counts(const upw_bunching_counts *counts, upw_arena *scratch,
                                                     upw_bunching_exact *out, upw_error *error);

/* Many indicators of the same bodies: s[b] = how many of body b's indicators lie just above the cut-off minus how many
 * lie just below. Without a push the sign of each is a fair coin, whatever the dependence inside a body. */
typedef struct upw_bunching_flips {
    int64_t statistic; /* sum of s */
    double p_upper, mid_p;
} upw_bunching_flips;

/* Exact, by convolution. Fails with UPW_TOO_LARGE (sum of |s| above 1,000,000), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_bunching_flip_signs(const int32_t *s, size_t n, upw_arena *scratch,
                                                    upw_bunching_flips *out, upw_error *error);

enum { UPW_BUNCHING_PLACEBOS = 6 };

/* The same at the cut-off and at placebo cut-offs 2, 3 and 4 bins on either side, since the slope of the density biases
 * it. */
typedef struct upw_bunching_push {
    upw_bunching_flips at_cut;
    int64_t placebos[UPW_BUNCHING_PLACEBOS]; /* statistics at cut - 4w, - 3w, - 2w, + 2w, + 3w, + 4w */
    size_t rank;                             /* of the statistic at the cut-off among all seven; 1: the largest */
} upw_bunching_push;

/* scores[i] is a score of body bodies[i] < n_bodies on some indicator, all against one cut-off; just above is [cut,
 * cut + width), just below [cut - width, cut), mirrored by lower_is_better. */
UPW_API UPW_MUST_CHECK bool upw_bunching_test_push(const double *scores, const uint32_t *bodies, size_t n,
                                                   size_t n_bodies, double cut, double width, bool lower_is_better,
                                                   upw_arena *scratch, upw_bunching_push *out, upw_error *error);

/* Holm's correction for looking in several places: adjusted[i] is the smallest family-wise level at which p[i] is
 * rejected. In place allowed. Fails with UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_holm_adjust(const double *p, size_t n, upw_arena *scratch, double *adjusted,
                                            upw_error *error);

/* ---- Too steady: percentages that vary less than chance ---------------------------------------------------------- */

typedef struct upw_steady {
    size_t n;                    /* periods with a numerator and a denominator above 0 */
    double pooled;               /* share over all periods */
    double chi_square;           /* on n - 1 degrees of freedom */
    double p_too_steady;         /* P(as little variation or less, by chance) */
    double p_too_variable;       /* P(as much or more) */
    double ratio;                /* chi_square / (n - 1): 1 is coin-tossing, real services are at or above it */
    size_t met;                  /* periods at or above the target */
    size_t exactly_met;          /* periods met by exactly the least possible number */
    upw_bunching_counts margins; /* value minus target over periods, in bins of a hundredth, around 0 */
} upw_steady;

/* numerators[i] of denominators[i], a NaN in either: missing; target: a share, 0 < target <= 1, or NaN for none. Fails
 * with UPW_BAD_INPUT (error->row the 1-based period): numerator below 0 or above its denominator; UPW_TOO_FEW: under
 * two periods. All shares 0 or all 1: chi_square, ratio and both p are NaN. */
UPW_API UPW_MUST_CHECK bool upw_steady_test(const double *numerators, const double *denominators, size_t n,
                                            double target, upw_steady *out, upw_error *error);

/* ---- Whole screens, with their refusals and cautions ------------------------------------------------------------- */

typedef enum upw_screen_verdict {
    UPW_SCREEN_CANNOT_TELL, /* too few records: see `reason` */
    UPW_SCREEN_AS_EXPECTED, /* nothing beyond what chance and rounding give */
    UPW_SCREEN_SOMEWHAT,    /* waits: more, the 95 % interval lies above 0, but not enough for the screen to speak */
    UPW_SCREEN_MORE,        /* more than expected: a reason to ask */
    UPW_SCREEN_VERDICT_COUNT
} upw_screen_verdict;

/* "cannot_tell", "as_expected", "somewhat_more", "more_than_expected". */
UPW_API const char *upw_screen_verdict_text(upw_screen_verdict verdict);

/* Everything about waits at one limit. */
typedef struct upw_waits_screen {
    upw_screen_verdict verdict;
    const char *reason;                /* why the data cannot tell, one clause; "" otherwise */
    double last_met;                   /* as asked */
    double window_from;                /* waits above this are in the window of the excess */
    int64_t n;                         /* records */
    int64_t n_near;                    /* within 60 units of the limit */
    bool has_digits;                   /* there were records away from the limit for: */
    int64_t digits_first, digits_last; /* … whole units: from 30 to 30 before the limit, or from 60 above it when it is
                                          that low */
    upw_digits digits;
    bool has_excess;        /* enough records for: */
    upw_excess excess;      /* at the limit */
    upw_excess sensitivity; /* again with half the bin width, order 7 and twice the hour above */
    upw_excess placebos[2]; /* at 60 units below and above the limit … */
    bool has_placebo[2];
    bool has_density; /* only on clocks that are not rounded: */
    upw_density density;
} upw_waits_screen;

/* The screen of docs/methods/gaming.md: digits first, then the excess with its sensitivity and placebo limits, the
 * density break only when digits are clean. Speaks ("more than expected") only if z > 3, the excess is at least 1 % of
 * the records in the window, and the sensitivity row agrees with z > 2. Cannot tell when it does not speak and the 95 %
 * interval reaches further than 20 % of those who met the limit to either side. Refuses to tell under 1,000 records,
 * under 200 within 60 units of the limit, when those take fewer than 12 different values, or when fewer than 5 bins
 * with records are left on a side of the excluded ones (a limit under about 70 units). Fails with UPW_BAD_INPUT (values
 * or counts; a limit outside the data), UPW_TOO_FEW (no records), UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_waits_run_screen(const upw_waits *waits, double last_met, upw_arena *scratch,
                                                 upw_waits_screen *out, upw_error *error);

/* The options with which that screen measures an excess at `limit`: the usual ones, or those of the sensitivity row. A
 * window that would reach below 0 has fewer bins on that side. */
UPW_API void upw_waits_choose_options(double limit, bool is_sensitivity, upw_excess_options *out);

/* Everything about one score a body at one cut-off. */
typedef struct upw_scores_screen {
    upw_screen_verdict verdict;
    const char *reason;
    size_t n; /* bodies with a score */
    upw_bunching_counts counts;
    upw_bunching_exact exact; /* NaNs when the data cannot tell */
} upw_scores_screen;

/* Speaks at mid-p <= level (0: 0.05; after Holm's correction by the caller where there are several cut-offs). Refuses
 * to tell under 60 bodies or under 8 in the window. Fails with UPW_BAD_INPUT (a width not above 0; a cut-off outside
 * the scores; an infinity), UPW_TOO_LARGE, UPW_NO_MEMORY. */
UPW_API UPW_MUST_CHECK bool upw_scores_run_screen(const double *scores, size_t n, upw_bunching_test test, double cut,
                                                  double width, bool lower_is_better, double level, upw_arena *scratch,
                                                  upw_scores_screen *out, upw_error *error);

/* Cannot tell under 12 periods (or when all shares are 0 or 1); more than expected, which is to say steadier, at
 * p_too_steady < 0.001. */
UPW_API upw_screen_verdict upw_steady_judge(const upw_steady *steady);

/* Sentences for people, as snprintf does it: what was found, with its number and interval … */
UPW_API size_t upw_waits_write_finding(const upw_waits_screen *screen, const char *unit, char *out, size_t room);
UPW_API size_t upw_scores_write_finding(const upw_scores_screen *screen, char *out, size_t room);
UPW_API size_t upw_steady_write_finding(const upw_steady *steady, char *out, size_t room);

/* … and what must stand beside it: how the screen errs, and what else could have made this. */
typedef enum upw_screen_kind {
    UPW_SCREEN_WAITS,
    UPW_SCREEN_SCORES,
    UPW_SCREEN_STEADY,
    UPW_SCREEN_KIND_COUNT
} upw_screen_kind;
UPW_API const char *upw_screen_caution(upw_screen_kind kind);

#ifdef __cplusplus
}
#endif
#endif
