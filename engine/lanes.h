/* engine/lanes.h: two doubles at a time, or four (internal to libupward).
 *
 * SSE2, which every x86-64 has; AVX2 in a file that is compiled for it; or plain C. The same results bit for bit, since
 * only operations that are exact or correctly rounded are here. */
#ifndef ENGINE_LANES_H
#define ENGINE_LANES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum { SIXTEEN = 16 };

#if defined(__SSE2__)
#include <immintrin.h>

/* LANES_PAIR: two lanes are left of four. */
#if defined(__AVX2__)
enum { LANES = 4 };
typedef __m256d lanes;
#define LANES_DO(what) _mm256_##what##_pd
#define LANES_PAIR(what, a) _mm_##what##_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1))
#else
enum { LANES = 2 };
typedef __m128d lanes;
#define LANES_DO(what) _mm_##what##_pd
#define LANES_PAIR(what, a) (a)
#endif

/* Two tables of the same words, to be compared line by line. */
/* clang-format off */
static inline lanes lanes_load(const double *at) { return LANES_DO(loadu)(at); }
static inline lanes lanes_all(double value) { return LANES_DO(set1)(value); }
static inline lanes lanes_add(lanes a, lanes b) { return LANES_DO(add)(a, b); }
static inline lanes lanes_subtract(lanes a, lanes b) { return LANES_DO(sub)(a, b); }
static inline lanes lanes_multiply(lanes a, lanes b) { return LANES_DO(mul)(a, b); }
static inline lanes lanes_divide(lanes a, lanes b) { return LANES_DO(div)(a, b); }
static inline lanes lanes_abs(lanes a) { return LANES_DO(andnot)(lanes_all(-0.0), a); }
/* A NaN in `a` gives `b`. */
static inline lanes lanes_larger(lanes a, lanes b) { return LANES_DO(max)(a, b); }
static inline lanes lanes_smaller(lanes a, lanes b) { return LANES_DO(min)(a, b); }
/* A mask: the lanes where `a` is less than `b`; none that holds a NaN. */
#if defined(__AVX2__)
static inline lanes lanes_less(lanes a, lanes b) { return _mm256_cmp_pd(a, b, _CMP_LT_OQ); }
#else
static inline lanes lanes_less(lanes a, lanes b) { return _mm_cmplt_pd(a, b); }
#endif
/* A mask: the last k lanes. */
static inline lanes lanes_last(size_t k)
{
    static const uint64_t masks[8] = { 0, 0, 0, 0, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX };
    return lanes_load((const double *)&masks[4 - LANES + k]);
}
/* The lanes of `a` in the mask, zero elsewhere. */
static inline lanes lanes_where(lanes mask, lanes a) { return LANES_DO(and)(mask, a); }
static inline double lanes_first(__m128d a) { return _mm_cvtsd_f64(a); }
static inline double lanes_second(__m128d a) { return _mm_cvtsd_f64(_mm_unpackhi_pd(a, a)); }

/* Sixteen values in registers. */
typedef struct sixteen {
    lanes of[SIXTEEN / LANES];
} sixteen;

#if defined(__AVX2__)
static inline sixteen sixteen_load(const double *at)
{
    return (sixteen){ { lanes_load(at), lanes_load(at + 4), lanes_load(at + 8), lanes_load(at + 12) } };
}
static inline sixteen sixteen_all(double value)
{
    const lanes all = lanes_all(value);
    return (sixteen){ { all, all, all, all } };
}
/* Four lanes of all ones or all zeros, at half their width: a0 a1 b0 b1, and a2 a3 b2 b3 in the other half. */
static inline __m256i lanes_halve(lanes a, lanes b)
{
    return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castpd_ps(a), _mm256_castpd_ps(b), _MM_SHUFFLE(2, 0, 2, 0)));
}
/* Bit i: is value i of `a` less than that of `b`? Not where one of them is a NaN. */
static inline unsigned sixteen_less(sixteen a, sixteen b)
{
    const __m256i quarter = _mm256_packs_epi32(lanes_halve(lanes_less(a.of[0], b.of[0]), lanes_less(a.of[1], b.of[1])),
                                               lanes_halve(lanes_less(a.of[2], b.of[2]), lanes_less(a.of[3], b.of[3])));
    const __m128i first = _mm256_castsi256_si128(quarter), second = _mm256_extracti128_si256(quarter, 1);
    return (unsigned)_mm_movemask_epi8(
        _mm_packs_epi16(_mm_unpacklo_epi32(first, second), _mm_unpackhi_epi32(first, second)));
}
#else
static inline sixteen sixteen_load(const double *at)
{
    return (sixteen){ { lanes_load(at), lanes_load(at + 2), lanes_load(at + 4), lanes_load(at + 6),
                        lanes_load(at + 8), lanes_load(at + 10), lanes_load(at + 12), lanes_load(at + 14) } };
}
static inline sixteen sixteen_all(double value)
{
    const lanes all = lanes_all(value);
    return (sixteen){ { all, all, all, all, all, all, all, all } };
}
/* Four lanes of all ones or all zeros, at half their width. */
static inline __m128i lanes_halve(lanes a, lanes b)
{
    return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(a), _mm_castpd_ps(b), _MM_SHUFFLE(2, 0, 2, 0)));
}
static inline unsigned sixteen_less(sixteen a, sixteen b)
{
    __m128i quarter[2];
    for (size_t k = 0; k < 2; k++)
        quarter[k] = _mm_packs_epi32(lanes_halve(lanes_less(a.of[4 * k], b.of[4 * k]),
                                                 lanes_less(a.of[4 * k + 1], b.of[4 * k + 1])),
                                     lanes_halve(lanes_less(a.of[4 * k + 2], b.of[4 * k + 2]),
                                                 lanes_less(a.of[4 * k + 3], b.of[4 * k + 3])));
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(quarter[0], quarter[1]));
}
#endif

#else

#define LANES_PAIR(what, a) (a)
enum { LANES = 2 };
typedef struct lanes {
    double of[LANES];
} lanes;

static inline lanes lanes_load(const double *at) { return (lanes){ { at[0], at[1] } }; }
static inline lanes lanes_all(double value) { return (lanes){ { value, value } }; }
static inline lanes lanes_add(lanes a, lanes b) { return (lanes){ { a.of[0] + b.of[0], a.of[1] + b.of[1] } }; }
static inline lanes lanes_subtract(lanes a, lanes b) { return (lanes){ { a.of[0] - b.of[0], a.of[1] - b.of[1] } }; }
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
static inline lanes lanes_less(lanes a, lanes b) { return (lanes){ { a.of[0] < b.of[0], a.of[1] < b.of[1] } }; }
static inline lanes lanes_last(size_t k) { return (lanes){ { k > 1, k > 0 } }; }
static inline lanes lanes_where(lanes mask, lanes a)
{
    return (lanes){ { mask.of[0] != 0 ? a.of[0] : 0, mask.of[1] != 0 ? a.of[1] : 0 } };
}
static inline double lanes_first(lanes a) { return a.of[0]; }
static inline double lanes_second(lanes a) { return a.of[1]; }

typedef struct sixteen {
    double of[SIXTEEN];
} sixteen;

static inline sixteen sixteen_load(const double *at)
{
    sixteen loaded;
    for (size_t i = 0; i < SIXTEEN; i++)
        loaded.of[i] = at[i];
    return loaded;
}
static inline sixteen sixteen_all(double value)
{
    sixteen all;
    for (size_t i = 0; i < SIXTEEN; i++)
        all.of[i] = value;
    return all;
}
static inline unsigned sixteen_less(sixteen a, sixteen b)
{
    unsigned found = 0;
    for (unsigned i = 0; i < SIXTEEN; i++)
        found |= (unsigned)(a.of[i] < b.of[i]) << i;
    return found;
}

#endif

static inline double lanes_sum(lanes a)
{
    return lanes_first(LANES_PAIR(add, a)) + lanes_second(LANES_PAIR(add, a));
}
/* Not fmax and fmin, which are calls: no lane holds a NaN by then. */
static inline double lanes_highest(lanes a)
{
    const double first = lanes_first(LANES_PAIR(max, a)), second = lanes_second(LANES_PAIR(max, a));
    return first > second ? first : second;
}
static inline double lanes_lowest(lanes a)
{
    const double first = lanes_first(LANES_PAIR(min, a)), second = lanes_second(LANES_PAIR(min, a));
    return first < second ? first : second;
}
/* clang-format on */

#endif
