/* base/json.h: writing JSON (RFC 8259) as a stream. Commas and escapes come by themselves (also of '<', '>', '&' and
 * U+2028, so that it means nothing else where it is put into a page or a script); a number that is not finite
 * is null; doubles carry 17 significant digits, so that each reads back as itself. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

enum { JSON_DEPTH = 32 };

typedef struct json_writer {
    buffer *out;
    size_t depth;
    bool has_items[JSON_DEPTH]; /* something stands before the next item at this depth */
    bool after_key;
} json_writer;

void json_init(json_writer *j, buffer *out);

void json_begin_object(json_writer *j);
void json_end_object(json_writer *j);
void json_begin_array(json_writer *j);
void json_end_array(json_writer *j);

void json_key(json_writer *j, const char *key); /* inside an object; then one value */
void json_text(json_writer *j, text value);
void json_number(json_writer *j, double value);
void json_integer(json_writer *j, int64_t value);
void json_bool(json_writer *j, bool value);
void json_null(json_writer *j);

#endif
