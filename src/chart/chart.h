/* chart/chart.h: engine results drawn as accessible SVG text, the same bytes everywhere.
 *
 * Every function appends one <svg> element to `out`. Text from outside is escaped; coordinates have at most two
 * decimals; undefined figures leave gaps. How things look is decided in docs/look.md (palette, shapes, sizes). */
#ifndef CHART_CHART_H
#define CHART_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"
#include "upward/spc.h"

/* A note at a point: a step change's reason (the point is the first of the new phase) or an annotation. */
typedef struct chart_note {
    size_t point; /* index into the series */
    text words;
} chart_note;

/* Any chart of a series over time. Columns have n entries; NULL means that the chart has no such line. */
typedef struct chart {
    text title;       /* the finding: "Four-hour waits: worse since October 2018" */
    text subtitle;    /* measure, unit, place, period */
    text description; /* a sentence or two for people who cannot see it */
    text id;          /* unique in its document (letters, digits, '-'); prefixes the ids inside; empty: no ids */
    unit unit;
    size_t n;
    const period *periods;
    const double *values;        /* NaN = missing */
    const double *centre;        /* mean or median at each point */
    const double *lower, *upper; /* process limits at each point */
    const upw_point_type *types; /* NULL: all common cause */
    const int8_t *sides;         /* upw_side of each point: orients the improvement triangle; NULL: as if on */
    const size_t *phase_starts;  /* lines break and a hairline stands at each but the first; NULL: one phase */
    size_t n_phases;
    const bool *phase_is_short;   /* one per phase: "trial limits, 9 points"; NULL: none is */
    const chart_note *step_notes; /* reasons of step changes */
    size_t n_step_notes;
    const chart_note *annotations; /* numbered dots, text below */
    size_t n_annotations;
    double target;
    bool has_target;
    double lowest, highest; /* natural bounds: drawn lines are clipped to them when lowest < highest */
    text centre_name;       /* "mean" when empty; "median" on a run chart */
    text footnote;          /* one quiet line: profile, "limits from the first 24 points" */
} chart;

void chart_draw(buffer *out, const chart *c); /* 720 x 360 (taller by its annotations) */

/* For HTML pages: chart_draw, and after it the same on a canvas of 340 x 320 with words of the same size. The style
 * shows the first, or on screens under 480 px, where the first would be too small to read, the second. */
void chart_draw_for_page(buffer *out, const chart *c);

void chart_draw_sparkline(buffer *out, const chart *c); /* 120 x 28, line, band and last point; no text drawn */

/* Moving ranges under an XmR chart: values are |y[i] - y[i-1]|, centre their average, upper their limit. */
void chart_draw_moving_ranges(buffer *out, const chart *c);          /* 720 x 140 */
void chart_draw_moving_ranges_for_page(buffer *out, const chart *c); /* and 340 x 140, as chart_draw_for_page */

/* Several charts side by side in one picture, `columns` to a row, each 340 x 220, on one common y axis when
 * `same_scale`. */
void chart_draw_multiples(buffer *out, text title, const chart *charts, size_t n, size_t columns, bool same_scale);

/* And, as chart_draw_for_page, one below the other for small screens. */
void chart_draw_multiples_for_page(buffer *out, text title, const chart *charts, size_t n, size_t columns,
                                   bool same_scale);

/* 64 x 64. The words are the icon's title ("Special cause, improvement, high"). */
void chart_draw_variation_icon(buffer *out, upw_variation variation);
void chart_draw_assurance_icon(buffer *out, upw_assurance assurance);
const char *chart_variation_words(upw_variation variation); /* "Improving (high)" … for a cell beside the icon */
const char *chart_assurance_words(upw_assurance assurance); /* "Will miss the target" … */

/* Colours, for pages that must agree with the charts. */
typedef struct chart_colour {
    const char *name;  /* "improve" */
    const char *light; /* "#0b6fb8" */
    const char *dark;
    double contrast; /* least contrast it must have with paper; 0 for areas */
} chart_colour;
extern const chart_colour chart_colours[];
extern const size_t chart_colours_count;

/* A stand-alone SVG file: call this on an empty buffer, then one of the functions above, whose picture then brings its
 * own colours and paper. In pages the colours are given once by the page. */
void chart_begin_file(buffer *out);

/* The CSS that the charts rely on, for a page's <style> element: what this drawing uses, or all of it when it is empty.
 */
void chart_add_style(buffer *out, text drawing);

/* A stand-alone SVG file to PNG or PDF with rsvg-convert, found on PATH, run without a shell; `format` "png" or "pdf",
 * `zoom` 2 for print sharpness. UPW_NOT_FOUND when it is not installed, UPW_IO_FAILED when it fails. */
bool chart_convert(text svg, const char *format, double zoom, buffer *out, upw_error *error) UPW_MUST_CHECK;

/* The same in two steps, which may be in two processes: a file in memory that holds `bytes` and is read from its start
 * (-1: there is none, and errno says why), and what becomes of it. */
int chart_open_memory(text bytes);
bool chart_convert_file(int svg, const char *format, double zoom, buffer *out, upw_error *error) UPW_MUST_CHECK;

#endif
