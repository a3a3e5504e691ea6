/* svg_scan.h: SVG text looked at from outside, for tests and the fuzz target: is it well-formed, are its numbers
 * numbers, and which boxes do its words take? Written for what src/chart writes, not for any SVG. */
#ifndef CHART_TESTS_SVG_SCAN_H
#define CHART_TESTS_SVG_SCAN_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chart/metrics.h"

enum { SCAN_DEPTH = 16, SCAN_WORDS = 300 };

typedef struct scanned_words {
    char words[320];
    double left, top, right, bottom;
    bool is_bold;
} scanned_words;

typedef struct scan {
    const char *complaint; /* NULL: nothing is wrong */
    double width, height;  /* of the outermost viewBox */
    size_t n_elements, n_words;
    scanned_words words[SCAN_WORDS];
} scan;

/* "&lt;" as '<': unescaped in place; false for an entity that XML does not have, or a bare one. */
static inline bool scan_unescape(char *at)
{
    static const struct {
        const char *entity;
        char is;
    } entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' } };
    char *out = at;
    while (*at != '\0') {
        size_t i = 0;
        if (*at == '&') {
            while (i < 4 && strncmp(at, entities[i].entity, strlen(entities[i].entity)) != 0)
                i++;
            if (i == 4)
                return false;
            *out++ = entities[i].is;
            at += strlen(entities[i].entity);
        } else {
            *out++ = *at++;
        }
    }
    *out = '\0';
    return true;
}

/* Every number of an attribute: digits with at most two decimals, no exponent, within what a canvas can hold. */
static inline bool scan_numbers_are_plain(const char *at)
{
    for (; *at != '\0'; at++) {
        if (strncmp(at, "nan", 3) == 0 || strncmp(at, "inf", 3) == 0 || *at == 'e' || *at == 'E')
            return false;
        if (*at == '.' && strspn(at + 1, "0123456789") > 2)
            return false;
        if (*at >= '0' && *at <= '9') {
            if (strspn(at, "0123456789") > 5)
                return false;
            at += strspn(at, "0123456789") - 1;
        }
    }
    return true;
}

static inline const char *scan_attribute(const char *tag, const char *name, char *out, size_t size)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, " %s=\"", name);
    const char *at = strstr(tag, wanted);
    out[0] = '\0';
    if (at == NULL)
        return out;
    at += strlen(wanted);
    snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
    return out;
}

static inline bool scan_tag_is_good(scan *s, const char *tag)
{
    static const char *const numeric[] = { "d", "x", "y", "cx", "cy", "r", "width", "height", "viewBox", "font-size" };
    static char value[4 << 20];
    for (size_t i = 0; i < sizeof numeric / sizeof numeric[0]; i++)
        if (!scan_numbers_are_plain(scan_attribute(tag, numeric[i], value, sizeof value)))
            return false;
    if (s->n_elements == 0 && strncmp(scan_attribute(tag, "viewBox", value, sizeof value), "0 0 ", 4) == 0) {
        char *rest = value + 4;
        s->width = strtod(rest, &rest);
        s->height = strtod(rest, NULL);
    }
    s->n_elements++;
    size_t quotes = 0;
    for (const char *at = tag; *at != '\0'; at++)
        quotes += *at == '"';
    return quotes % 2 == 0;
}

static inline void scan_keep_words(scan *s, const char *tag, const char *content)
{
    if (s->n_words == SCAN_WORDS)
        return;
    scanned_words *const w = &s->words[s->n_words++];
    char value[64];
    snprintf(w->words, sizeof w->words, "%.*s", (int)sizeof w->words - 1, content);
    scan_unescape(w->words);
    w->is_bold = strstr(tag, "upw-bold") != NULL;
    const double x = strtod(scan_attribute(tag, "x", value, sizeof value), NULL);
    const double y = strtod(scan_attribute(tag, "y", value, sizeof value), NULL);
    const double size = strtod(scan_attribute(tag, "font-size", value, sizeof value), NULL);
    const double width = metrics_width(text_of(w->words), size, w->is_bold);
    scan_attribute(tag, "text-anchor", value, sizeof value);
    w->left = x - (strcmp(value, "end") == 0 ? width : strcmp(value, "middle") == 0 ? width / 2 : 0);
    w->right = w->left + width;
    w->top = y - size * 0.73;
    w->bottom = y + size * 0.22;
}

/* All elements are closed in order, attributes quoted, entities known, numbers plain. */
static inline void scan_svg(scan *s, text svg)
{
    static char bytes[16 << 20];
    static char open[SCAN_DEPTH][32];
    size_t depth = 0;
    *s = (scan){ 0 };
    if (svg.len >= sizeof bytes || memchr(svg.at, '\0', svg.len) != NULL || !text_is_utf8(svg)) {
        s->complaint = "a NUL, bad UTF-8, or too much of it";
        return;
    }
    memcpy(bytes, svg.at, svg.len);
    bytes[svg.len] = '\0';
    char *at = bytes;
    if (strncmp(at, "<?xml", 5) == 0)
        at = strchr(at, '>') + 1;
    const char *last_tag = "";
    while (*at != '\0' && s->complaint == NULL) {
        char *const content = at;
        at = strchr(at, '<');
        if (at == NULL) {
            if (content[strspn(content, "\n")] != '\0')
                s->complaint = "words after the end";
            break;
        }
        *at++ = '\0';
        char *const end = strchr(at, '>');
        if (end == NULL || memchr(at, '<', (size_t)(end - at)) != NULL) {
            s->complaint = "a tag that does not end";
            return;
        }
        *end = '\0';
        const bool is_style = depth > 0 && strcmp(open[depth - 1], "style") == 0;
        if (*at == '/') {
            if (depth == 0 || strcmp(open[--depth], at + 1) != 0)
                s->complaint = "elements are not closed in order";
            else if (strcmp(open[depth], "text") == 0)
                scan_keep_words(s, last_tag, content);
            if (!is_style && !scan_unescape(content))
                s->complaint = "an unknown entity";
        } else {
            if (!scan_tag_is_good(s, at))
                s->complaint = "an attribute that is not quoted or not a plain number";
            last_tag = at;
            if (end[-1] != '/' && depth < SCAN_DEPTH)
                snprintf(open[depth++], sizeof open[0], "%.*s", (int)strcspn(at, " "), at);
        }
        at = end + 1;
    }
    if (depth != 0 && s->complaint == NULL)
        s->complaint = "an element is left open";
}

/* The first two words that touch, or one that leaves the canvas; NULL when there are none. */
static inline const scanned_words *scan_find_overlap(const scan *s, const scanned_words **other)
{
    for (size_t i = 0; i < s->n_words; i++) {
        const scanned_words *const a = &s->words[i];
        *other = NULL;
        if (a->left < -0.5 || a->top < -0.5 || a->right > s->width + 0.5 || a->bottom > s->height + 0.5)
            return a;
        for (size_t k = 0; k < i; k++) {
            *other = &s->words[k];
            if (a->left < (*other)->right && (*other)->left < a->right && a->top < (*other)->bottom &&
                (*other)->top < a->bottom)
                return a;
        }
    }
    return NULL;
}

static inline bool scan_has_words(const scan *s, const char *words)
{
    for (size_t i = 0; i < s->n_words; i++)
        if (strcmp(s->words[i].words, words) == 0)
            return true;
    return false;
}

#endif
