/* JSON, one value after another. */
#include "base/json.h"

#include <assert.h>
#include <math.h>

#include "base/number.h"

void json_init(json_writer *j, buffer *out)
{
    *j = (json_writer){ .out = out };
}

static void begin_value(json_writer *j)
{
    if (!j->after_key && j->has_items[j->depth])
        buffer_add_char(j->out, ',');
    j->has_items[j->depth] = true;
    j->after_key = false;
}

static void begin(json_writer *j, char bracket)
{
    begin_value(j);
    assert(j->depth + 1 < JSON_DEPTH);
    j->has_items[++j->depth] = false;
    buffer_add_char(j->out, bracket);
}

static void end(json_writer *j, char bracket)
{
    assert(j->depth > 0 && !j->after_key);
    j->depth--;
    buffer_add_char(j->out, bracket);
}

void json_begin_object(json_writer *j)
{
    begin(j, '{');
}

void json_end_object(json_writer *j)
{
    end(j, '}');
}

void json_begin_array(json_writer *j)
{
    begin(j, '[');
}

void json_end_array(json_writer *j)
{
    end(j, ']');
}

/* U+2028 and U+2029, which end a line of a script. */
static bool ends_a_line(text rest)
{
    return rest.len >= 3 && (unsigned char)rest.at[0] == 0xE2 && (unsigned char)rest.at[1] == 0x80 &&
           ((unsigned char)rest.at[2] | 1) == 0xA9;
}

/* What ends a string, and what would mean something in a page or a script that JSON is put into. */
static void add_string(buffer *out, text value)
{
    static const char digits[] = "0123456789abcdef";
    buffer_add_char(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        const unsigned char byte = (unsigned char)value.at[i];
        if (byte == '"' || byte == '\\') {
            buffer_add_char(out, '\\');
            buffer_add_char(out, (char)byte);
        } else if (ends_a_line((text){ value.at + i, value.len - i })) {
            buffer_add_literal(out, "\\u202");
            buffer_add_char(out, (unsigned char)value.at[i + 2] == 0xA8 ? '8' : '9');
            i += 2;
        } else if (byte < ' ' || byte == '<' || byte == '>' || byte == '&') {
            buffer_add_literal(out, "\\u00");
            buffer_add_char(out, digits[byte >> 4]);
            buffer_add_char(out, digits[byte & 15]);
        } else {
            buffer_add_char(out, (char)byte);
        }
    }
    buffer_add_char(out, '"');
}

void json_key(json_writer *j, const char *key)
{
    assert(!j->after_key);
    begin_value(j);
    add_string(j->out, text_of(key));
    buffer_add_char(j->out, ':');
    j->after_key = true;
}

void json_text(json_writer *j, text value)
{
    begin_value(j);
    add_string(j->out, value);
}

void json_number(json_writer *j, double value)
{
    if (!isfinite(value)) {
        json_null(j);
        return;
    }
    begin_value(j);
    number_add(j->out, value);
}

void json_integer(json_writer *j, int64_t value)
{
    begin_value(j);
    buffer_add_integer(j->out, value);
}

void json_bool(json_writer *j, bool value)
{
    begin_value(j);
    buffer_add(j->out, value ? TEXT("true") : TEXT("false"));
}

void json_null(json_writer *j)
{
    begin_value(j);
    buffer_add_literal(j->out, "null");
}
