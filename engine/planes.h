/* engine/planes.h: eight words of bits as a column of bytes (internal to libupward).
 *
 * A word holds one fact for each of 64 points. Bit k of codes[i] becomes bit i of planes[k]: all facts about point i in
 * one byte, with which a table can be entered. */
#ifndef ENGINE_PLANES_H
#define ENGINE_PLANES_H

#include <stddef.h>
#include <stdint.h>

enum { PLANES = 8, PLANE_POINTS = 64 };

/* As the words above say it, for the first n points; what stands for the others means nothing. */
static inline void planes_spell_out_plainly(const uint64_t planes[PLANES], size_t n, uint8_t codes[PLANE_POINTS])
{
    for (size_t i = 0; i < n; i++) {
        unsigned code = 0;
        for (unsigned k = 0; k < PLANES; k++)
            code |= (unsigned)(planes[k] >> i & 1) << k;
        codes[i] = (uint8_t)code;
    }
}

#if defined(__SSE2__)
#include <emmintrin.h>

/* The bits in `lower` change places with those `distance` above them. */
static inline __m128i planes_swap(__m128i bits, uint64_t lower, int distance)
{
    const __m128i differ =
        _mm_and_si128(_mm_xor_si128(bits, _mm_srli_epi64(bits, distance)), _mm_set1_epi64x((int64_t)lower));
    return _mm_xor_si128(_mm_xor_si128(bits, differ), _mm_slli_epi64(differ, distance));
}

/* Two squares of eight by eight bits, each turned over its diagonal: bit i of byte k becomes bit k of byte i. Blocks of
 * one, two and four bits change places with those across (Warren 2013, "Hacker's Delight", section 7-3). */
static inline __m128i planes_turn_over(__m128i squares)
{
    squares = planes_swap(squares, UINT64_C(0x00AA00AA00AA00AA), 7);
    squares = planes_swap(squares, UINT64_C(0x0000CCCC0000CCCC), 14);
    return planes_swap(squares, UINT64_C(0x00000000F0F0F0F0), 28);
}

static inline __m128i planes_pair(const uint64_t two[2])
{
    return _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)&two[0]), _mm_loadl_epi64((const __m128i *)&two[1]));
}

/* Byte j of each of the eight words side by side is such a square of eight points; those of j and j + 1 fill a
 * register. Four of these, of which a short word needs the first two. */
static inline void planes_spell_out(const uint64_t planes[PLANES], size_t n, uint8_t codes[PLANE_POINTS])
{
    const __m128i first = planes_pair(planes), second = planes_pair(planes + 2);
    const __m128i third = planes_pair(planes + 4), fourth = planes_pair(planes + 6);
    __m128i *const out = (__m128i *)codes;
    __m128i front = _mm_unpacklo_epi16(first, second), back = _mm_unpacklo_epi16(third, fourth);
    _mm_storeu_si128(out, planes_turn_over(_mm_unpacklo_epi32(front, back)));
    _mm_storeu_si128(out + 1, planes_turn_over(_mm_unpackhi_epi32(front, back)));
    if (n <= PLANE_POINTS / 2)
        return;
    front = _mm_unpackhi_epi16(first, second), back = _mm_unpackhi_epi16(third, fourth);
    _mm_storeu_si128(out + 2, planes_turn_over(_mm_unpacklo_epi32(front, back)));
    _mm_storeu_si128(out + 3, planes_turn_over(_mm_unpackhi_epi32(front, back)));
}

#else

static inline void planes_spell_out(const uint64_t planes[PLANES], size_t n, uint8_t codes[PLANE_POINTS])
{
    planes_spell_out_plainly(planes, n, codes);
}

#endif
#endif
