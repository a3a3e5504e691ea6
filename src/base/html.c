/* Markup with everything from outside escaped. */
#include "base/html.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void html_init(html_writer *h, buffer *out)
{
    *h = (html_writer){ .out = out };
}

/* What a byte is written as; NULL: itself. Control characters may not stand in a document (HTML Living Standard,
 * 13.2.3.5) and become the replacement character. */
static const char *escape_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return byte < ' ' && byte != '\t' && byte != '\n' ? "\xEF\xBF\xBD" : NULL;
    }
}

void html_add_escaped(buffer *out, text words)
{
    size_t written = 0;
    for (size_t i = 0; i < words.len; i++) {
        const char *const escape = escape_of((unsigned char)words.at[i]);
        if (escape == NULL)
            continue;
        buffer_add(out, (text){ words.at + written, i - written });
        buffer_add(out, text_of(escape));
        written = i + 1;
    }
    if (written < words.len)
        buffer_add(out, (text){ words.at + written, words.len - written });
}

static void end_tag(html_writer *h)
{
    if (h->in_tag)
        buffer_add_char(h->out, '>');
    h->in_tag = false;
}

buffer *html_lend(html_writer *h)
{
    end_tag(h);
    return h->out;
}

static void begin_tag(html_writer *h, const char *tag)
{
    end_tag(h);
    buffer_add_char(h->out, '<');
    buffer_add(h->out, text_of(tag));
    h->in_tag = true;
}

void html_open_named(html_writer *h, const char *tag)
{
    assert(h->depth < HTML_DEPTH);
    begin_tag(h, tag);
    h->open[h->depth++] = tag;
}

void html_void_named(html_writer *h, const char *tag)
{
    begin_tag(h, tag);
}

void html_close_named(html_writer *h, const char *tag)
{
    assert(h->depth > 0 && strcmp(h->open[h->depth - 1], tag) == 0);
    end_tag(h);
    h->depth--;
    buffer_add_literal(h->out, "</");
    buffer_add(h->out, text_of(tag));
    buffer_add_char(h->out, '>');
}

void html_flag_named(html_writer *h, const char *name)
{
    assert(h->in_tag);
    buffer_add_char(h->out, ' ');
    buffer_add(h->out, text_of(name));
}

void html_begin_value_named(html_writer *h, const char *name)
{
    html_flag_named(h, name);
    buffer_add_literal(h->out, "=\"");
}

void html_add_value(html_writer *h, text piece)
{
    assert(h->in_tag);
    html_add_escaped(h->out, piece);
}

void html_end_value(html_writer *h)
{
    assert(h->in_tag);
    buffer_add_char(h->out, '"');
}

void html_attr_named(html_writer *h, const char *name, text value)
{
    html_begin_value_named(h, name);
    html_add_value(h, value);
    html_end_value(h);
}

void html_attr_if_named(html_writer *h, const char *name, text value)
{
    if (value.len > 0)
        html_attr_named(h, name, value);
}

void html_text(html_writer *h, text words)
{
    end_tag(h);
    html_add_escaped(h->out, words);
}

void html_format(html_writer *h, const char *format, ...)
{
    char words[512];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    assert(length >= 0 && (size_t)length < sizeof words);
    html_text(h, text_of(words));
}

void html_element_named(html_writer *h, const char *tag, text words)
{
    html_open_named(h, tag);
    html_text(h, words);
    html_close_named(h, tag);
}

void html_markup(html_writer *h, text markup)
{
    end_tag(h);
    buffer_add(h->out, markup);
}
