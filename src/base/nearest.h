/* base/nearest.h: the names most like one that is not there, for "did you mean". */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"

enum { NEAREST_MAX = 3 };

/* Start with { .wanted = … }. Names are views and are not copied. */
typedef struct nearest {
    text wanted;
    text names[NEAREST_MAX]; /* the nearest first; each once */
    size_t distances[NEAREST_MAX];
    size_t n;
} nearest;

/* A name that is there. One that holds the wanted words (case ignored) counts as near. */
void nearest_offer(nearest *list, text name);

/* Whether the first of them is likely to be what was meant. */
bool nearest_is_likely(const nearest *list);

/* '"A", "B" or "C"', each cut to 60 bytes. */
void nearest_add(buffer *out, const nearest *list);

#endif
