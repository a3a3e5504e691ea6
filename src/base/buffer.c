/* A growing run of bytes with an end in sight. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

void buffer_init(buffer *b, size_t maximum)
{
    *b = (buffer){ .maximum = maximum };
}

void buffer_clear(buffer *b)
{
    free(b->at);
    buffer_init(b, b->maximum);
}

void buffer_empty(buffer *b)
{
    b->len = 0;
    b->is_full = false;
}

char *buffer_grow(buffer *b, size_t more)
{
    if (b->is_full || more > b->maximum - b->len) {
        b->is_full = true;
        return NULL;
    }
    if (b->len + more > b->capacity) {
        size_t capacity = b->capacity < 256 ? 256 : b->capacity;
        while (capacity < b->len + more)
            capacity = capacity > b->maximum / 2 ? b->maximum : 2 * capacity;
        if (capacity > b->maximum)
            capacity = b->maximum;                   /* buffer_reserve need not look at the maximum then */
        b->at = memory_grow(b->at, capacity + 1, 1); /* and the NUL that vsnprintf writes */
        b->capacity = capacity;
    }
    return b->at + b->len;
}

void buffer_add_format(buffer *b, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length > 0) {
        char *const room = buffer_reserve(b, (size_t)length);
        if (room != NULL) {
            vsnprintf(room, (size_t)length + 1, format, again);
            b->len += (size_t)length;
        }
    }
    va_end(again);
}

void buffer_add_integer(buffer *b, int64_t number)
{
    if (number >= 0 && number < 10) {
        buffer_add_char(b, (char)('0' + number));
        return;
    }
    char digits[20];
    size_t n = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[sizeof digits - ++n] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        buffer_add_char(b, '-');
    buffer_add(b, (text){ digits + sizeof digits - n, n });
}

text buffer_text(const buffer *b)
{
    return (text){ b->len > 0 ? b->at : "", b->len };
}
