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
static inline lanes lanes_add(lanes a, lanes b) { return _mm_add_pd(a, b); }
static inline lanes lanes_subtract(lanes a, lanes b) { return _mm_sub_pd(a, b); }
static inline lanes lanes_abs(lanes a) { return _mm_andnot_pd(_mm_set1_pd(-0.0), a); }
/* A NaN in `a` gives `b`. */
static inline lanes lanes_larger(lanes a, lanes b) { return _mm_max_pd(a, b); }
static inline lanes lanes_smaller(lanes a, lanes b) { return _mm_min_pd(a, b); }
/* Bit k: lane k of a is less than lane k of b; false for NaN. */
static inline unsigned lanes_less(lanes a, lanes b) { return (unsigned)_mm_movemask_pd(_mm_cmplt_pd(a, b)); }
static inline double lanes_first(lanes a) { return _mm_cvtsd_f64(a); }
static inline double lanes_second(lanes a) { return _mm_cvtsd_f64(_mm_unpackhi_pd(a, a)); }

#else

typedef struct lanes {
    double of[LANES];
} lanes;

static inline lanes lanes_load(const double *at) { return (lanes){ { at[0], at[1] } }; }
static inline lanes lanes_all(double value) { return (lanes){ { value, value } }; }
static inline lanes lanes_add(lanes a, lanes b) { return (lanes){ { a.of[0] + b.of[0], a.of[1] + b.of[1] } }; }
static inline lanes lanes_subtract(lanes a, lanes b) { return (lanes){ { a.of[0] - b.of[0], a.of[1] - b.of[1] } }; }
static inline lanes lanes_abs(lanes a) { return (lanes){ { fabs(a.of[0]), fabs(a.of[1]) } }; }
static inline lanes lanes_larger(lanes a, lanes b)
{
    return (lanes){ { a.of[0] > b.of[0] ? a.of[0] : b.of[0], a.of[1] > b.of[1] ? a.of[1] : b.of[1] } };
}
static inline lanes lanes_smaller(lanes a, lanes b)
{
    return (lanes){ { a.of[0] < b.of[0] ? a.of[0] : b.of[0], a.of[1] < b.of[1] ? a.of[1] : b.of[1] } };
}
static inline unsigned lanes_less(lanes a, lanes b)
{
    return (unsigned)(a.of[0] < b.of[0]) | (unsigned)(a.of[1] < b.of[1]) << 1;
}
static inline double lanes_first(lanes a) { return a.of[0]; }
static inline double lanes_second(lanes a) { return a.of[1]; }

#endif

static inline double lanes_sum(lanes a) { return lanes_first(a) + lanes_second(a); }
static inline double lanes_highest(lanes a) { return fmax(lanes_first(a), lanes_second(a)); }
static inline double lanes_lowest(lanes a) { return fmin(lanes_first(a), lanes_second(a)); }
/* clang-format on */

#endif
