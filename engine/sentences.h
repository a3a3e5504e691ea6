/* engine/sentences.h: text for people into the caller's bytes (internal to libupward). */
#ifndef ENGINE_SENTENCES_H
#define ENGINE_SENTENCES_H

#include <stddef.h>

#include "upward/error.h"

/* As snprintf: what does not fit is counted and left out, and there is always a NUL at the end of what did. */
typedef struct sentences {
    char *at;
    size_t room;
    size_t length;
} sentences;

void sentences_begin(sentences *s, char *out, size_t room);
void sentences_add(sentences *s, const char *format, ...) UPW_PRINTF(2, 3);

/* A figure as people read it: three significant digits, whole ones from 1,000 up with commas. */
void sentences_add_figure(sentences *s, double figure);

/* A chance: "almost never" under 5 %, "almost always" over 95 %, else "about 1 NOUN in 3". */
void sentences_add_chance(sentences *s, double share, const char *noun, const char *nouns);

#endif
