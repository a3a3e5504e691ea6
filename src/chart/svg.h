/* chart/svg.h: the letters and numbers that SVG is made of. Nothing here knows what a chart is. */
#ifndef CHART_SVG_H
#define CHART_SVG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"

/* A coordinate: at most two decimals, no exponent, whatever the double was: undefined becomes 0, and what lies further
 * out than a picture can be is brought to its edge. */
void svg_add_number(buffer *out, double number);

/* ` name="number"` */
#define svg_add_attribute(out, name, number)                                                                           \
    (buffer_add_literal((out), " " name "=\""), svg_add_number((out), (number)), buffer_add_char((out), '"'))

/* Text from outside, for content and for attributes in double quotes; what XML does not allow becomes U+FFFD. */
void svg_add_escaped(buffer *out, text words);

/* Steps of a path's "d". */
void svg_add_step(buffer *out, char command, double x, double y); /* 'M' or 'L' */
void svg_add_step_across(buffer *out, double x);                  /* H */
void svg_add_step_up(buffer *out, double y);                      /* V */

void svg_add_line(buffer *out, const char *class_name, double x1, double y1, double x2, double y2);

typedef enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END } svg_anchor;

typedef struct svg_label {
    text words;
    double x, y;      /* of the baseline */
    double size;      /* of the font, px */
    double max_width; /* shortened with "…" to this; 0: as it is */
    svg_anchor anchor;
    bool is_bold, is_quiet, is_on_ink, has_halo;
} svg_label;

void svg_add_label(buffer *out, const svg_label *label);

/* The outer element, its title and its description; a file (chart_begin_file) also gets the style and paper. */
typedef struct svg_frame {
    double width, height;
    const char *classes;
    const char *role; /* NULL: "img" */
    text title, description;
    text id;               /* empty: no ids, the title goes into aria-label */
    const char *id_suffix; /* NULL: none; keeps two drawings of one chart apart */
} svg_frame;

void svg_open(buffer *out, const svg_frame *frame);
void svg_close(buffer *out);

/* ` role="…" aria-…>` and <title>, <desc>: what ends the start tag of an element that is a picture by itself. */
void svg_add_names(buffer *out, const svg_frame *frame);

#endif
