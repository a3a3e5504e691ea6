/* base/buffer.h: bytes that grow up to a stated maximum. After the first append that does not fit, further appends are
 * no-ops, so one look at `is_full` at the end suffices. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "upward/error.h"

typedef struct buffer {
    char *at;
    size_t len;
    size_t capacity;
    size_t maximum;
    bool is_full; /* something did not fit */
} buffer;

void buffer_init(buffer *b, size_t maximum);
void buffer_clear(buffer *b); /* frees; usable again */
void buffer_empty(buffer *b); /* keeps the memory */

char *buffer_grow(buffer *b, size_t more); /* what buffer_reserve does when there is too little room */

/* Room for `more` bytes at the returned place, or NULL when the maximum is reached; then add to len what was used. */
static inline char *buffer_reserve(buffer *b, size_t more)
{
    return more <= b->capacity - b->len && !b->is_full ? b->at + b->len : buffer_grow(b, more);
}

static inline void buffer_add(buffer *b, text view)
{
    if (view.len == 0)
        return; /* a buffer that has no memory yet has no place either */
    char *const room = buffer_reserve(b, view.len);
    if (room == NULL)
        return;
    memcpy(room, view.at, view.len);
    b->len += view.len;
}

static inline void buffer_add_char(buffer *b, char c)
{
    char *const room = buffer_reserve(b, 1);
    if (room == NULL)
        return;
    *room = c;
    b->len += 1;
}

void buffer_add_format(buffer *b, const char *format, ...) UPW_PRINTF(2, 3);
void buffer_add_integer(buffer *b, int64_t number);
#define buffer_add_literal(b, literal) buffer_add((b), TEXT(literal))

text buffer_text(const buffer *b);

#endif
