/* How is a figure said in words? */
#include "sentences.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

void sentences_begin(sentences *s, char *out, size_t room)
{
    *s = (sentences){ out, room, 0 };
    if (room > 0)
        out[0] = '\0';
}

void sentences_add(sentences *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t left = s->length < s->room ? s->room - s->length : 0;
    const int n = vsnprintf(left > 0 ? s->at + s->length : NULL, left, format, arguments);
    va_end(arguments);
    s->length += n > 0 ? (size_t)n : 0;
}

void sentences_add_figure(sentences *s, double figure)
{
    const double size = fabs(figure);
    if (size < 999.5 || !(size < 1e15)) {
        sentences_add(s, "%.3g", figure);
        return;
    }
    const int64_t whole = (int64_t)floor(size + 0.5);
    int64_t unit = 1;
    while (whole / unit >= 1000)
        unit *= 1000;
    sentences_add(s, "%s%lld", figure < 0 ? "-" : "", (long long)(whole / unit));
    for (unit /= 1000; unit > 0; unit /= 1000)
        sentences_add(s, ",%03lld", (long long)(whole / unit % 1000));
}

/* The simplest fraction within two hundredths (a tenth of a small share); twentieths at the finest. */
static void find_fraction(double share, int *part, int *whole)
{
    for (*whole = 2; *whole < 20; (*whole)++) {
        *part = (int)floor(share * *whole + 0.5);
        const double off = fabs((double)*part / *whole - share);
        if (*part > 0 && *part < *whole && off <= fmin(0.02, 0.1 * fmin(share, 1 - share)))
            return;
    }
    *part = (int)fmin(fmax(floor(share * *whole + 0.5), 1), *whole - 1);
}

void sentences_add_chance(sentences *s, double share, const char *noun, const char *nouns)
{
    int part, whole;
    if (share < 0.05) {
        sentences_add(s, "almost never");
    } else if (share > 0.95) {
        sentences_add(s, "almost always");
    } else {
        find_fraction(share, &part, &whole);
        sentences_add(s, "about %d %s in %d", part, part == 1 ? noun : nouns, whole);
    }
}
