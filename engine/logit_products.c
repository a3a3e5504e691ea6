/* What a block of rows costs most: centring, log odds, and the sums of products x_j w x_k.
 *
 * A tile of 4 × 8 products stays in registers while 64 rows go by. Lanes are different products, never different rows,
 * so every product is summed in the order of the rows whatever the width of the registers: wide and narrow ones give
 * the same bits. */
#include "logit.h"
#include "wide.h"

enum { TILE = 4 };

#if defined(__GNUC__)
/* The compiler splits it where registers are narrower. */
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));

/* Written out, so that the eight sums have a register each at every level of optimisation. */
static ALWAYS_INLINE void add_tile(const double *x, const double *wx, size_t n, size_t width, double *out)
{
    four *const a = (four *)out, *const b = (four *)(out + width), *const c = (four *)(out + 2 * width),
                *const d = (four *)(out + 3 * width);
    four a0 = a[0], a1 = a[1], b0 = b[0], b1 = b[1], c0 = c[0], c1 = c[1], d0 = d[0], d1 = d[1];
    for (size_t i = 0; i < n; i++, x += width, wx += width) {
        const four low = *(const four *)x, high = *(const four *)(x + 4);
        a0 += low * wx[0];
        a1 += high * wx[0];
        b0 += low * wx[1];
        b1 += high * wx[1];
        c0 += low * wx[2];
        c1 += high * wx[2];
        d0 += low * wx[3];
        d1 += high * wx[3];
    }
    a[0] = a0, a[1] = a1, b[0] = b0, b[1] = b1;
    c[0] = c0, c[1] = c1, d[0] = d0, d[1] = d1;
}
#else

static void add_tile(const double *x, const double *wx, size_t n, size_t width, double *out)
{
    for (size_t i = 0; i < n; i++, x += width, wx += width)
        for (size_t j = 0; j < TILE; j++)
            for (size_t k = 0; k < LOGIT_LANES; k++)
                out[j * width + k] += wx[j] * x[k];
}
#endif

/* Tiles that reach into the lower triangle. */
static ALWAYS_INLINE void add_all(const double *x, const double *wx, size_t n, size_t width, double *information)
{
    for (size_t j = 0; j < width; j += TILE)
        for (size_t k = 0; k < j + TILE; k += LOGIT_LANES)
            add_tile(x + k, wx + j, n, width, information + j * width + k);
}

/* Centre and scale n rows of p numbers into x, behind a one; the rest of each row of x is 0 and stays so. */
static ALWAYS_INLINE void take_all(const double *restrict rows, size_t p, size_t n, const upw_logit_work *work,
                                   double *restrict x, double *restrict eta)
{
    const double *restrict const centre = work->centre + 1, *restrict const scale = work->inverse_scale + 1;
    const double *restrict const beta = work->beta;
    for (size_t i = 0; i < n; i++, x += work->width) {
        x[0] = 1;
        for (size_t j = 0; j < p; j++)
            x[j + 1] = (rows[i * p + j] - centre[j]) * scale[j];
        double sums[LOGIT_LANES] = { 0 };
        for (size_t j = 0; j < work->width; j += LOGIT_LANES)
            for (size_t lane = 0; lane < LOGIT_LANES; lane++)
                sums[lane] += x[j + lane] * beta[j + lane];
        eta[i] = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
    }
}

/* wx = w x, and gradient += residual x, of n rows. */
static ALWAYS_INLINE void weigh_all(const double *restrict x, const double *restrict w, const double *restrict residual,
                                    size_t n, size_t width, double *restrict wx, double *restrict gradient)
{
    for (size_t i = 0; i < n; i++, x += width, wx += width)
        for (size_t j = 0; j < width; j += LOGIT_LANES)
            for (size_t lane = 0; lane < LOGIT_LANES; lane++) {
                wx[j + lane] = w[i] * x[j + lane];
                gradient[j + lane] += residual[i] * x[j + lane];
            }
}

/* The three once more, compiled for wide registers. */
WIDE static void take_wide(const double *rows, size_t p, size_t n, const upw_logit_work *work, double *x, double *eta)
{
    take_all(rows, p, n, work, x, eta);
}

WIDE static void weigh_wide(const upw_logit_pass *pass, size_t n)
{
    weigh_all(pass->x, pass->w, pass->residual, n, pass->width, pass->wx, pass->batch_gradient);
}

WIDE static void add_wide(const upw_logit_pass *pass, size_t n)
{
    add_all(pass->x, pass->wx, n, pass->width, pass->batch_information);
}

void logit_take_rows(const upw_logit_work *work, const double *rows, size_t p, size_t n, upw_logit_pass *pass)
{
    if (work->has_wide_registers)
        take_wide(rows, p, n, work, pass->x, pass->eta);
    else
        take_all(rows, p, n, work, pass->x, pass->eta);
}

void logit_weigh_rows(const upw_logit_work *work, size_t n, upw_logit_pass *pass)
{
    if (work->has_wide_registers)
        weigh_wide(pass, n);
    else
        weigh_all(pass->x, pass->w, pass->residual, n, pass->width, pass->wx, pass->batch_gradient);
}

void logit_add_products(const upw_logit_work *work, size_t n, upw_logit_pass *pass)
{
    if (work->has_wide_registers)
        add_wide(pass, n);
    else
        add_all(pass->x, pass->wx, n, pass->width, pass->batch_information);
}
