/* engine/lanes.h: two doubles at a time (internal to libupward).
 *
 * SSE2, which every x86-64 has, or plain C: the same results bit for bit, since only operations that are exact or
 * correctly rounded are here. */
#ifndef ENGINE_LANES_H
#define ENGINE_LANES_H

#include <math.h>

enum { LANES = 2 };

#if defined(__SSE2__)
#include <emmintrin.h>

typedef __m128d lanes;

/* Two tables of the same words, to be compared line by line. */
/* clang-format off */
static inline lanes lanes_load(const double *at) { return _mm_loadu_pd(at); }
static inline lanes lanes_all(double value) { return _mm_set1_pd(value); }
static inline lanes lanes_one(double value) { return _mm_set_sd(value); }
static inline lanes lanes_add(lanes a, lanes b) { return _mm_add_pd(a, b); }
static inline lanes lanes_subtract(lanes a, lanes b) { return _mm_sub_pd(a, b); }
/* A lane of `a` where it is less than `limit`, zero elsewhere; *bits gets one for each that is. */
static inline lanes lanes_keep_below(lanes a, lanes limit, unsigned *bits)
{
    const lanes is_below = _mm_cmplt_pd(a, limit);
    *bits = (unsigned)_mm_movemask_pd(is_below);
    return _mm_and_pd(is_below, a);
}
static inline lanes lanes_multiply(lanes a, lanes b) { return _mm_mul_pd(a, b); }
static inline lanes lanes_divide(lanes a, lanes b) { return _mm_div_pd(a, b); }
static inline lanes lanes_abs(lanes a) { return _mm_andnot_pd(_mm_set1_pd(-0.0), a); }
/* A NaN in `a` gives `b`. */
static inline lanes lanes_larger(lanes a, lanes b) { return _mm_max_pd(a, b); }
static inline lanes lanes_smaller(lanes a, lanes b) { return _mm_min_pd(a, b); }
/* Four lanes of all ones or all zeros, at half their width. */
static inline __m128i lanes_halve(__m128d a, __m128d b)
{
    return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(a), _mm_castpd_ps(b), _MM_SHUFFLE(2, 0, 2, 0)));
}
/* Where y is less than low (bits 0 to 7) and more than high (bits 8 to 15), for eight values; false for NaN. */
static inline unsigned lanes_compare_eight(const lanes y[4], const lanes low[4], const lanes high[4])
{
    const __m128i below = _mm_packs_epi32(lanes_halve(_mm_cmplt_pd(y[0], low[0]), _mm_cmplt_pd(y[1], low[1])),
                                          lanes_halve(_mm_cmplt_pd(y[2], low[2]), _mm_cmplt_pd(y[3], low[3])));
    const __m128i above = _mm_packs_epi32(lanes_halve(_mm_cmplt_pd(high[0], y[0]), _mm_cmplt_pd(high[1], y[1])),
                                          lanes_halve(_mm_cmplt_pd(high[2], y[2]), _mm_cmplt_pd(high[3], y[3])));
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(below, above));
}
static inline double lanes_first(lanes a) { return _mm_cvtsd_f64(a); }
static inline double lanes_second(lanes a) { return _mm_cvtsd_f64(_mm_unpackhi_pd(a, a)); }

#else

typedef struct lanes {
    double of[LANES];
} lanes;

static inline lanes lanes_load(const double *at) { return (lanes){ { at[0], at[1] } }; }
static inline lanes lanes_all(double value) { return (lanes){ { value, value } }; }
static inline lanes lanes_one(double value) { return (lanes){ { value, 0 } }; }
static inline lanes lanes_add(lanes a, lanes b) { return (lanes){ { a.of[0] + b.of[0], a.of[1] + b.of[1] } }; }
static inline lanes lanes_subtract(lanes a, lanes b) { return (lanes){ { a.of[0] - b.of[0], a.of[1] - b.of[1] } }; }
static inline lanes lanes_keep_below(lanes a, lanes limit, unsigned *bits)
{
    const int first = a.of[0] < limit.of[0], second = a.of[1] < limit.of[1];
    *bits = (unsigned)first | (unsigned)second << 1;
    return (lanes){ { first ? a.of[0] : 0, second ? a.of[1] : 0 } };
}
static inline lanes lanes_multiply(lanes a, lanes b) { return (lanes){ { a.of[0] * b.of[0], a.of[1] * b.of[1] } }; }
static inline lanes lanes_divide(lanes a, lanes b) { return (lanes){ { a.of[0] / b.of[0], a.of[1] / b.of[1] } }; }
static inline lanes lanes_abs(lanes a) { return (lanes){ { fabs(a.of[0]), fabs(a.of[1]) } }; }
static inline lanes lanes_larger(lanes a, lanes b)
{
    return (lanes){ { a.of[0] > b.of[0] ? a.of[0] : b.of[0], a.of[1] > b.of[1] ? a.of[1] : b.of[1] } };
}
static inline lanes lanes_smaller(lanes a, lanes b)
{
    return (lanes){ { a.of[0] < b.of[0] ? a.of[0] : b.of[0], a.of[1] < b.of[1] ? a.of[1] : b.of[1] } };
}
static inline unsigned lanes_compare_eight(const lanes y[4], const lanes low[4], const lanes high[4])
{
    unsigned found = 0;
    for (unsigned i = 0; i < 8; i++)
        found |= (unsigned)(y[i / 2].of[i % 2] < low[i / 2].of[i % 2]) << i |
                 (unsigned)(y[i / 2].of[i % 2] > high[i / 2].of[i % 2]) << (8 + i);
    return found;
}
static inline double lanes_first(lanes a) { return a.of[0]; }
static inline double lanes_second(lanes a) { return a.of[1]; }

#endif

static inline double lanes_sum(lanes a) { return lanes_first(a) + lanes_second(a); }
/* Not fmax and fmin, which are calls: no lane holds a NaN by then. */
static inline double lanes_highest(lanes a) { return lanes_first(a) > lanes_second(a) ? lanes_first(a) : lanes_second(a); }
static inline double lanes_lowest(lanes a) { return lanes_first(a) < lanes_second(a) ? lanes_first(a) : lanes_second(a); }
/* clang-format on */

#endif
