/* fuzz/bytes.h: a target's input, taken byte by byte and figure by figure; behind its end stand zeros. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct cursor {
    const uint8_t *at, *end;
} cursor;

static inline uint8_t take_byte(cursor *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

/* A byte below 0xF0 is itself; the next seven are the special figures; any other announces the eight bytes of a double.
 */
static inline double take_figure(cursor *in)
{
    static const double specials[] = { NAN, INFINITY, -INFINITY, -1, 0.5, 1e300, 1e-300 };
    const uint8_t byte = take_byte(in);
    double raw = 0;
    if (byte < 0xF0)
        return byte;
    if (byte < 0xF0 + sizeof specials / sizeof *specials)
        return specials[byte - 0xF0];
    if ((size_t)(in->end - in->at) < sizeof raw)
        return 0.1;
    memcpy(&raw, in->at, sizeof raw);
    in->at += sizeof raw;
    return raw;
}

#endif
