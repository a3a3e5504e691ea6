/* base/html.h: HTML that one cannot forget to escape.
 *
 * The plain verbs escape. There is no function that takes a run-time string and writes it raw: constant markup goes
 * through html_literal, which only compiles with a string literal, and other writers of markup (charts) that escape by
 * themselves are handed the buffer by html_lend. Elements nest: closing another element than the one that is open is a
 * fault of the program and stops it. */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/error.h"

enum { HTML_DEPTH = 32 };

typedef struct html_writer {
    buffer *out;
    bool in_tag; /* "<td" is written, its ">" is not yet */
    size_t depth;
    const char *open[HTML_DEPTH];
} html_writer;

void html_init(html_writer *h, buffer *out);

/* <tag …>: attributes may follow until the next text or element. A void element (br, meta) has no html_close. */
#define html_open(h, tag) html_open_named((h), "" tag "")
#define html_void(h, tag) html_void_named((h), "" tag "")
#define html_close(h, tag) html_close_named((h), "" tag "")

/* name="value", the value escaped; html_flag writes the name alone. */
#define html_attr(h, name, value) html_attr_named((h), "" name "", (value))
#define html_attr_literal(h, name, literal) html_attr_named((h), "" name "", TEXT(literal))
#define html_flag(h, name) html_flag_named((h), "" name "")
#define html_attr_if(h, name, value) html_attr_if_named((h), "" name "", (value)) /* unless the value is empty */

/* A value in pieces: html_begin_value, html_add_value as often as needed, html_end_value. */
#define html_begin_value(h, name) html_begin_value_named((h), "" name "")
void html_add_value(html_writer *h, text piece);
void html_end_value(html_writer *h);

void html_text(html_writer *h, text words);
void html_format(html_writer *h, const char *format, ...) UPW_PRINTF(2, 3); /* escaped as a whole */
#define html_words(h, literal) html_text((h), TEXT(literal))
#define html_literal(h, markup) html_markup((h), TEXT(markup)) /* as it is */

/* <tag>words</tag> */
#define html_element(h, tag, words) html_element_named((h), "" tag "", (words))

/* The buffer, between elements, for a writer that escapes by itself and leaves every element closed. */
buffer *html_lend(html_writer *h);

void html_add_escaped(buffer *out, text words);

/* What the macros above call; not to be called with anything but literals. */
void html_open_named(html_writer *h, const char *tag);
void html_void_named(html_writer *h, const char *tag);
void html_close_named(html_writer *h, const char *tag);
void html_attr_named(html_writer *h, const char *name, text value);
void html_attr_if_named(html_writer *h, const char *name, text value);
void html_begin_value_named(html_writer *h, const char *name);
void html_flag_named(html_writer *h, const char *name);
void html_element_named(html_writer *h, const char *tag, text words);
void html_markup(html_writer *h, text markup);

#endif
