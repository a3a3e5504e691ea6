/* engine/planes.h: eight words of bits as a column of bytes (internal to libupward).
 *
 * A word holds one fact for each of 64 points. Bit k of codes[i] becomes bit i of planes[k]: all facts about point i in
 * one byte, with which a table can be entered. */
#ifndef ENGINE_PLANES_H
#define ENGINE_PLANES_H

#include <stddef.h>
#include <stdint.h>

enum { PLANES = 8, PLANE_POINTS = 64 };

/* As the words above say it, for the first n points; the others are left as they are. */
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

/* Byte j of each of the eight words side by side, j and j + 1 in one register; then the top bits of sixteen bytes at a
 * time are the codes of two points. */
static inline void planes_spell_out(const uint64_t planes[PLANES], size_t n, uint8_t codes[PLANE_POINTS])
{
    __m128i pair[4], four[4], eight[4];
    for (size_t k = 0; k < 4; k++)
        pair[k] = _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)&planes[2 * k]),
                                    _mm_loadl_epi64((const __m128i *)&planes[2 * k + 1]));
    for (size_t k = 0; k < 2; k++) {
        four[k] = _mm_unpacklo_epi16(pair[2 * k], pair[2 * k + 1]);
        four[2 + k] = _mm_unpackhi_epi16(pair[2 * k], pair[2 * k + 1]);
    }
    for (size_t k = 0; k < 2; k++) {
        eight[2 * k] = _mm_unpacklo_epi32(four[2 * k], four[2 * k + 1]);
        eight[2 * k + 1] = _mm_unpackhi_epi32(four[2 * k], four[2 * k + 1]);
    }
    for (size_t k = 0; 16 * k < n; k++) {
        __m128i bits = eight[k];
        for (size_t bit = 8; bit-- > 0;) {
            const unsigned two = (unsigned)_mm_movemask_epi8(bits);
            codes[16 * k + bit] = (uint8_t)two;
            codes[16 * k + 8 + bit] = (uint8_t)(two >> 8);
            bits = _mm_add_epi8(bits, bits);
        }
    }
}

#else

static inline void planes_spell_out(const uint64_t planes[PLANES], size_t n, uint8_t codes[PLANE_POINTS])
{
    planes_spell_out_plainly(planes, n, codes);
}

#endif
#endif
