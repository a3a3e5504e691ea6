/* How many more left just before the limit than the rest of the pattern would lead one to expect?
 *
 * A polynomial through the bins outside the reach of the limit is the counterfactual (Saez 2010; Chetty et al. 2011;
 * Kleven & Waseem 2013). Legend: n_j counts, O the bins outside, X the powers of j, q an orthonormal basis of X over O,
 * C = X (X_O' X_O)^-1 X_O' = q q_O'. The standard error takes each count as Poisson with one dispersion phi. */
#include <math.h>
#include <string.h>

#include "bunching_waits.h"

enum { WIDTH = 10, BINS = 15, ORDER = 5, EXCLUDED_LEFT = 1, EXCLUDED_RIGHT = 6, ORDER_MAX = 12, BINS_MAX = 10000 };

/* The options with their defaults filled in. Bins are numbered from 0 here: bin j of the text is bin `left` + j. */
typedef struct design {
    upw_excess_method method;
    double width;
    size_t left, right, n; /* n = left + 1 + right */
    size_t order;
    size_t from; /* first bin that may hold the excess */
    size_t excluded_right;
} design;

static design fill_in(const upw_excess_options *options)
{
    static const upw_excess_options defaults = { 0 };
    const upw_excess_options *const o = options != NULL ? options : &defaults;
    design d = {
        .method = o->method,
        .width = o->bin_width != 0 ? o->bin_width : WIDTH,
        .left = o->bins_left != 0 ? o->bins_left : BINS,
        .right = o->bins_right != 0 ? o->bins_right : BINS,
        .order = o->order != 0 ? o->order : ORDER,
        .excluded_right = o->excluded_right != 0 ? o->excluded_right : EXCLUDED_RIGHT,
    };
    const size_t below = o->only_bin_zero ? 0 : o->excluded_left != 0 ? o->excluded_left : EXCLUDED_LEFT;
    d.n = d.left + 1 + d.right;
    d.from = below < d.left ? d.left - below : 0;
    return d;
}

size_t upw_excess_bins(const upw_excess_options *options)
{
    return fill_in(options).n;
}

static bool check_design(const design *d, upw_error *error)
{
    if (d->method >= UPW_EXCESS_METHOD_COUNT || !(d->width > 0) || !isfinite(d->width))
        return upw_fail(error, UPW_BAD_USAGE, "bins need a width above zero and a method that exists");
    if (d->left > BINS_MAX || d->right > BINS_MAX || d->order > ORDER_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "at most %d bins on a side and order %d", BINS_MAX, ORDER_MAX);
    const size_t right = d->method == UPW_EXCESS_SEARCH ? 1 : d->excluded_right;
    if (right >= d->right || d->from + (d->right - right) < d->order + 2)
        return upw_fail(error, UPW_BAD_USAGE, "too few bins lie outside the reach of the limit for order %zu",
                        d->order);
    return true;
}

bool upw_excess_count_bins(const upw_waits *waits, double last_met, const upw_excess_options *options, int64_t *counts,
                           upw_error *error)
{
    const design d = fill_in(options);
    if (!check_design(&d, error) || !waits_check(waits, NULL, error))
        return false;
    if (!isfinite(last_met))
        return upw_fail(error, UPW_BAD_INPUT, "the limit is not a number");
    memset(counts, 0, d.n * sizeof *counts);
    for (size_t i = 0; i < waits->n; i++) {
        const double bin = ceil((waits->values[i] - last_met) / d.width) + (double)d.left;
        if (bin >= 0 && bin < (double)d.n)
            counts[(size_t)bin] += waits_count(waits, i);
    }
    return true;
}

/* ---- the counterfactual ---- */

typedef struct fit {
    const design *design;
    double *basis;  /* order + 1 columns of n: orthonormal over the bins outside */
    double *fitted; /* n */
    size_t to;      /* one past the last excluded bin */
} fit;

static bool is_outside(const fit *f, size_t j)
{
    return j < f->design->from || j >= f->to;
}

static double product_outside(const fit *f, const double *a, const double *b)
{
    double sum = 0;
    for (size_t j = 0; j < f->design->n; j++)
        sum += is_outside(f, j) ? a[j] * b[j] : 0;
    return sum;
}

/* The powers of j, made orthonormal over the outside bins one after another (Gram & Schmidt, each twice: Giraud et al.
 * 2005), and carried along in the excluded bins. Each new column is the last one times s rather than a power of s, so
 * that columns never come close to each other. */
static void make_basis(const fit *f)
{
    const design *const d = f->design;
    const double scale = (double)(d->left > d->right ? d->left : d->right);
    for (size_t k = 0; k <= d->order; k++) {
        double *const column = f->basis + k * d->n;
        const double *const last = k == 0 ? NULL : f->basis + (k - 1) * d->n;
        for (size_t j = 0; j < d->n; j++)
            column[j] = last == NULL ? 1 : last[j] * ((double)j - (double)d->left) / scale;
        for (size_t pass = 0; pass < 2; pass++)
            for (size_t m = 0; m < k; m++) {
                const double *const other = f->basis + m * d->n;
                const double along = product_outside(f, column, other);
                for (size_t j = 0; j < d->n; j++)
                    column[j] -= along * other[j];
            }
        const double length = sqrt(product_outside(f, column, column));
        for (size_t j = 0; j < d->n; j++)
            column[j] /= length;
    }
}

static void fit_counts(const fit *f, const double *counts)
{
    const design *const d = f->design;
    memset(f->fitted, 0, d->n * sizeof *f->fitted);
    for (size_t k = 0; k <= d->order; k++) {
        const double *const column = f->basis + k * d->n;
        const double along = product_outside(f, column, counts);
        for (size_t j = 0; j < d->n; j++)
            f->fitted[j] += along * column[j];
    }
}

static double surplus(const fit *f, const double *counts, size_t from, size_t to)
{
    double sum = 0;
    for (size_t j = from; j < to; j++)
        sum += counts[j] - f->fitted[j];
    return sum;
}

/* ---- what comes out of it ---- */

static size_t end_of_excess(const fit *f)
{
    return f->design->method == UPW_EXCESS_KINK ? f->to : f->design->left + 1;
}

/* Excess, ordinary bin and their ratio, from the fit as it is. */
static void measure(const fit *f, const double *counts, upw_excess *out)
{
    const design *const d = f->design;
    out->excess = surplus(f, counts, d->from, end_of_excess(f));
    out->missing = -surplus(f, counts, d->left + 1, f->to);
    out->ordinary = f->fitted[d->left];
    if (d->method == UPW_EXCESS_KINK) {
        double sum = 0;
        for (size_t j = d->from; j < f->to; j++)
            sum += f->fitted[j];
        out->ordinary = sum / (double)(f->to - d->from);
    }
    out->relative = out->ordinary > 0 ? out->excess / out->ordinary : NAN;
}

static double find_phi(const fit *f, const double *counts)
{
    const design *const d = f->design;
    double sum = 0;
    size_t n = 0;
    for (size_t j = 0; j < d->n; j++)
        if (is_outside(f, j)) {
            const double off = counts[j] - f->fitted[j];
            sum += off * off / fmax(f->fitted[j], 1);
            n++;
        }
    return n > d->order + 1 ? fmax(1, sum / (double)(n - d->order - 1)) : 1;
}

/* Weights of bin j's count in the fitted counts of bins from … to - 1 together. */
static double weight_in(const fit *f, size_t j, size_t from, size_t to)
{
    const design *const d = f->design;
    double sum = 0;
    for (size_t k = 0; k <= d->order && is_outside(f, j); k++) {
        const double *const column = f->basis + k * d->n;
        double along = 0;
        for (size_t i = from; i < to; i++)
            along += column[i];
        sum += along * column[j];
    }
    return sum;
}

static void find_errors(const fit *f, const double *counts, upw_excess *out)
{
    const design *const d = f->design;
    const size_t end = end_of_excess(f);
    const bool is_kink = d->method == UPW_EXCESS_KINK;
    double for_excess = 0, for_relative = 0;
    out->phi = find_phi(f, counts);
    for (size_t j = 0; j < d->n; j++) {
        const double inside = j >= d->from && j < end ? 1 : 0;
        const double a = inside - weight_in(f, j, d->from, end);
        const double along = is_kink ? weight_in(f, j, d->from, f->to) / (double)(f->to - d->from)
                                     : weight_in(f, j, d->left, d->left + 1);
        const double b = (a - out->relative * along) / out->ordinary;
        for_excess += a * a * counts[j];
        for_relative += b * b * counts[j];
    }
    out->excess_se = sqrt(out->phi * for_excess);
    out->relative_se = isnan(out->relative) ? NAN : sqrt(out->phi * for_relative);
    out->z = out->excess_se > 0 ? out->excess / out->excess_se : NAN;
}

/* Widen the excluded bins above the limit until what is missing there balances the excess (Kleven & Waseem 2013). */
static void search(fit *f, const double *counts, upw_excess *out)
{
    const design *const d = f->design;
    const size_t cap = d->right > d->order + 3 ? d->right - d->order - 2 : 1;
    size_t last = 1;
    for (size_t right = 1; right <= cap; right++) {
        f->to = d->left + 1 + right;
        make_basis(f);
        fit_counts(f, counts);
        measure(f, counts, out);
        if (!(out->excess > out->missing)) {
            out->has_no_notch = right == 1;
            break;
        }
        last = right;
        out->is_unbalanced = right == cap;
    }
    out->excluded_right = last;
    f->to = d->left + 1 + last;
    make_basis(f);
    fit_counts(f, counts);
}

/* ---- the residual bootstrap of other programs ---- */

/* SplitMix64 (Steele, Lea & Flood 2014), seed 1: a place among n. */
static size_t draw_place(uint64_t *state, size_t n)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return (size_t)(((double)(z >> 11) + 0.5) * 0x1p-53 * (double)n);
}

/* Standard deviation of `relative` when each count gets the residual of some other bin (0 in the excluded ones). */
static bool bootstrap(const fit *f, const double *counts, size_t draws, upw_arena *scratch, double *sd,
                      upw_error *error)
{
    const design *const d = f->design;
    double *const residuals = upw_arena_take(scratch, d->n, sizeof *residuals);
    double *const drawn = upw_arena_take(scratch, d->n, sizeof *drawn);
    double *const fitted = upw_arena_take(scratch, d->n, sizeof *fitted);
    if (residuals == NULL || drawn == NULL || fitted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for a bootstrap of %zu bins", d->n);
    for (size_t j = 0; j < d->n; j++)
        residuals[j] = is_outside(f, j) ? counts[j] - f->fitted[j] : 0;
    const fit again = { d, f->basis, fitted, f->to };
    uint64_t state = 1;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < draws; i++) {
        upw_excess result;
        for (size_t j = 0; j < d->n; j++)
            drawn[j] = counts[j] + residuals[draw_place(&state, d->n)];
        fit_counts(&again, drawn);
        measure(&again, drawn, &result);
        const double off = result.relative - mean;
        mean += off / (double)(i + 1);
        squares += off * (result.relative - mean);
    }
    *sd = draws > 1 ? sqrt(squares / (double)(draws - 1)) : NAN;
    return true;
}

static bool measure_checked(const design *d, const int64_t *counts, size_t draws, upw_arena *scratch, double *fitted,
                            upw_excess *out, upw_error *error)
{
    double *const n = upw_arena_take(scratch, d->n, sizeof *n);
    fit f = {
        .design = d,
        .basis = upw_arena_take(scratch, d->n, (d->order + 1) * sizeof(double)),
        .fitted = upw_arena_take(scratch, d->n, sizeof(double)),
        .to = d->left + 1 + d->excluded_right,
    };
    if (n == NULL || f.basis == NULL || f.fitted == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu bins", d->n);
    *out = (upw_excess){ .excluded_right = d->excluded_right, .bootstrap_sd = NAN };
    for (size_t j = 0; j < d->n; j++) {
        n[j] = (double)counts[j];
        out->n += counts[j];
        out->n_met += j <= d->left ? counts[j] : 0;
    }
    if (out->n <= 0)
        return upw_fail(error, UPW_BAD_INPUT, "there are no records around the limit");
    if (d->method == UPW_EXCESS_SEARCH) {
        search(&f, n, out);
    } else {
        make_basis(&f);
        fit_counts(&f, n);
    }
    measure(&f, n, out);
    find_errors(&f, n, out);
    out->share = out->n_met > 0 ? out->excess / (double)out->n_met : NAN;
    if (fitted != NULL)
        memcpy(fitted, f.fitted, d->n * sizeof *fitted);
    return draws == 0 || bootstrap(&f, n, draws, scratch, &out->bootstrap_sd, error);
}

bool upw_excess_measure(const int64_t *counts, const upw_excess_options *options, upw_arena *scratch, double *fitted,
                        upw_excess *out, upw_error *error)
{
    const design d = fill_in(options);
    if (!check_design(&d, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    const bool done = measure_checked(&d, counts, options != NULL ? options->draws : 0, scratch, fitted, out, error);
    upw_arena_rewind(scratch, mark);
    return done;
}
