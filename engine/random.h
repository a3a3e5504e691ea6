/* engine/random.h: the same random numbers on every machine (internal to libupward).
 *
 * SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195); a normal value is the normal quantile of a
 * uniform one (algorithm AS 241, Wichura 1988), so that one number of the stream makes one value. */
#ifndef ENGINE_RANDOM_H
#define ENGINE_RANDOM_H

#include <stdint.h>

#include "upward/special.h"

typedef struct random_stream {
    uint64_t state;
} random_stream;

/* The stream of a seed starts with state = seed. */
static inline random_stream random_begin(uint64_t seed)
{
    return (random_stream){ seed };
}

static inline uint64_t random_take_bits(random_stream *stream)
{
    uint64_t z = (stream->state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Above 0 and below 1. */
static inline double random_take_uniform(random_stream *stream)
{
    return ((double)(random_take_bits(stream) >> 11) + 0.5) * 0x1p-53;
}

static inline double random_take_normal(random_stream *stream)
{
    return upw_normal_quantile(random_take_uniform(stream));
}

#endif
