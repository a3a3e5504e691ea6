/* SVG text. Written by hand and not by printf: coordinates are most of a chart's bytes and of its time. */
#include "chart/svg.h"

#include <math.h>
#include <string.h>

#include "chart/chart.h"
#include "chart/metrics.h"

#define FILE_START "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
/* Of a file, before it is known what is drawn in it. */
#define STYLE "<style></style>"

/* Far outside every canvas, and small enough for any renderer's arithmetic. */
static const double furthest = 99999;

void svg_add_number(buffer *out, double number)
{
    char digits[12];
    char *const end = digits + sizeof digits;
    char *at = end;
    if (isnan(number))
        number = 0;
    number = fmax(-furthest, fmin(furthest, number));
    const bool is_negative = number < 0;
    const unsigned hundredths = (unsigned)(fabs(number) * 100 + 0.5);
    unsigned rest = hundredths / 100;
    if (hundredths % 10 != 0)
        *--at = (char)('0' + hundredths % 10);
    if (hundredths % 100 != 0) {
        *--at = (char)('0' + hundredths / 10 % 10);
        *--at = '.';
    }
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (is_negative && hundredths > 0)
        *--at = '-';
    buffer_add(out, (text){ at, (size_t)(end - at) });
}

static bool is_allowed_in_xml(uint32_t character)
{
    return character >= 0x20 ? character != 0xFFFE && character != 0xFFFF
                             : character == '\t' || character == '\n' || character == '\r';
}

void svg_add_escaped(buffer *out, text words)
{
    while (words.len > 0) {
        const char *const at = words.at;
        const uint32_t character = metrics_take_character(&words);
        switch (character) {
        case '&':
            buffer_add_literal(out, "&amp;");
            break;
        case '<':
            buffer_add_literal(out, "&lt;");
            break;
        case '>':
            buffer_add_literal(out, "&gt;");
            break;
        case '"':
            buffer_add_literal(out, "&quot;");
            break;
        default:
            if (character == 0xFFFD || !is_allowed_in_xml(character))
                buffer_add_literal(out, "\xEF\xBF\xBD");
            else
                buffer_add(out, (text){ at, (size_t)(words.at - at) });
        }
    }
}

void svg_add_step(buffer *out, char command, double x, double y)
{
    buffer_add_char(out, command);
    svg_add_number(out, x);
    buffer_add_char(out, ' ');
    svg_add_number(out, y);
}

void svg_add_step_across(buffer *out, double x)
{
    buffer_add_char(out, 'H');
    svg_add_number(out, x);
}

void svg_add_step_up(buffer *out, double y)
{
    buffer_add_char(out, 'V');
    svg_add_number(out, y);
}

void svg_add_line(buffer *out, const char *class_name, double x1, double y1, double x2, double y2)
{
    buffer_add_literal(out, "<path class=\"");
    buffer_add(out, text_of(class_name));
    buffer_add_literal(out, "\" d=\"");
    svg_add_step(out, 'M', x1, y1);
    if (y1 == y2)
        svg_add_step_across(out, x2);
    else if (x1 == x2)
        svg_add_step_up(out, y2);
    else
        svg_add_step(out, 'L', x2, y2);
    buffer_add_literal(out, "\"/>");
}

void svg_add_label(buffer *out, const svg_label *label)
{
    static const char *const anchors[] = { "", " text-anchor=\"middle\"", " text-anchor=\"end\"" };
    text words = label->words;
    const bool is_too_long =
        label->max_width > 0 && metrics_width(words, label->size, label->is_bold) > label->max_width;
    if (is_too_long)
        words = text_trim(metrics_cut(words, label->max_width - label->size, label->size, label->is_bold));
    buffer_add_literal(out, "<text class=\"upw-text");
    if (label->is_bold)
        buffer_add_literal(out, " upw-bold");
    if (label->is_quiet)
        buffer_add_literal(out, " upw-quiet");
    if (label->is_on_ink)
        buffer_add_literal(out, " upw-on-ink");
    if (label->has_halo)
        buffer_add_literal(out, " upw-halo");
    buffer_add_char(out, '"');
    svg_add_attribute(out, "x", label->x);
    svg_add_attribute(out, "y", label->y);
    svg_add_attribute(out, "font-size", label->size);
    buffer_add(out, text_of(anchors[label->anchor]));
    buffer_add_char(out, '>');
    svg_add_escaped(out, words);
    if (is_too_long)
        buffer_add_literal(out, "…");
    buffer_add_literal(out, "</text>");
}

static void add_id(buffer *out, const svg_frame *frame, const char *part)
{
    svg_add_escaped(out, frame->id);
    if (frame->id_suffix != NULL)
        buffer_add(out, text_of(frame->id_suffix));
    buffer_add(out, text_of(part));
}

static void add_named_element(buffer *out, const svg_frame *frame, const char *name, text words)
{
    buffer_add_char(out, '<');
    buffer_add(out, text_of(name));
    if (frame->id.len > 0) {
        buffer_add_literal(out, " id=\"");
        add_id(out, frame, strcmp(name, "title") == 0 ? "-title" : "-desc");
        buffer_add_char(out, '"');
    }
    buffer_add_char(out, '>');
    svg_add_escaped(out, words);
    buffer_add_literal(out, "</");
    buffer_add(out, text_of(name));
    buffer_add_char(out, '>');
}

void svg_add_names(buffer *out, const svg_frame *frame)
{
    const text title = frame->title.len > 0 ? frame->title : TEXT("Chart");
    buffer_add_literal(out, " role=\"");
    buffer_add(out, text_of(frame->role != NULL ? frame->role : "img"));
    if (frame->id.len > 0) {
        buffer_add_literal(out, "\" aria-labelledby=\"");
        add_id(out, frame, "-title");
        if (frame->description.len > 0) {
            buffer_add_char(out, ' ');
            add_id(out, frame, "-desc");
        }
    } else {
        buffer_add_literal(out, "\" aria-label=\"");
        svg_add_escaped(out, title);
        if (frame->description.len > 0) {
            buffer_add_literal(out, ". ");
            svg_add_escaped(out, frame->description);
        }
    }
    buffer_add_literal(out, "\">");
    add_named_element(out, frame, "title", title);
    if (frame->description.len > 0)
        add_named_element(out, frame, "desc", frame->description);
}

void svg_open(buffer *out, const svg_frame *frame)
{
    /* Nothing but the declaration so far: this element is the whole file and brings its own colours and paper. */
    const bool is_file = text_equal(buffer_text(out), TEXT(FILE_START));
    buffer_add_literal(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"");
    buffer_add(out, text_of(frame->classes));
    buffer_add_literal(out, "\" viewBox=\"0 0 ");
    svg_add_number(out, frame->width);
    buffer_add_char(out, ' ');
    svg_add_number(out, frame->height);
    buffer_add_char(out, '"');
    svg_add_attribute(out, "width", frame->width);
    svg_add_attribute(out, "height", frame->height);
    svg_add_names(out, frame);
    if (is_file) {
        buffer_add_literal(out, STYLE "<path class=\"upw-paper\" d=\"M0 0");
        svg_add_step_across(out, frame->width);
        svg_add_step_up(out, frame->height);
        buffer_add_literal(out, "H0z\"/>");
    }
}

/* The style of a file, once it is known what is drawn in it. */
static void fill_style(buffer *out)
{
    const char *const empty = memmem(out->at, out->len, STYLE, strlen(STYLE));
    if (empty == NULL)
        return;
    const size_t at = (size_t)(empty - out->at) + strlen("<style>");
    const text after = { out->at + at, out->len - at };
    buffer whole;
    buffer_init(&whole, out->maximum);
    buffer_add(&whole, (text){ out->at, at });
    chart_add_style(&whole, after);
    buffer_add(&whole, after);
    buffer_clear(out);
    *out = whole;
}

void svg_close(buffer *out)
{
    buffer_add_literal(out, "</svg>\n");
    if (text_starts_with(buffer_text(out), TEXT(FILE_START)))
        fill_style(out);
}

void chart_begin_file(buffer *out)
{
    buffer_add_literal(out, FILE_START);
}
