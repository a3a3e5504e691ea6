/* chart/drawing.h: a chart on its way to the page: what goes where, decided before the first byte is written.
 *
 * drawing_lay_out (frame.c) measures head, foot and axes; labels.c finds places for words; marks.c writes lines and
 * points; draw.c puts it together. Private to this folder. */
#ifndef CHART_DRAWING_H
#define CHART_DRAWING_H

#include "chart/calendar.h"
#include "chart/chart.h"
#include "chart/place.h"
#include "chart/scale.h"
#include "chart/svg.h"

/* Measures of one kind of canvas, px. */
typedef struct layout {
    const char *classes;
    const char *id_suffix;                     /* keeps the narrow drawing's ids apart from the wide one's */
    double width, height;                      /* height grows by annotations when has_words */
    double pad;                                /* left and right of all words */
    double title, subtitle, axis, label, note; /* font sizes */
    size_t title_lines, subtitle_lines;
    double left_least;            /* room for the words of the vertical axis, so that charts above each other agree */
    double edge_least, edge_most; /* room right of the plot */
    double plot_least;            /* height of the plot; the canvas grows when head and foot leave less */
    double point;                 /* radius */
    size_t max_ticks;
    size_t step_rows;         /* rows for reasons of step changes above the plot; 0: hairlines only */
    bool names_lines_at_edge; /* mean and limits are named right of the plot; else target and mean inside it */
    bool has_words;           /* key, footnotes, annotations' text */
} layout;

extern const layout layout_wide, layout_narrow, layout_small, layout_ranges, layout_narrow_ranges;

enum { LABELS_MAX = 40, NOTES_MAX = 12, NOTE_LINES = 3, FOOT_LINES = 4, SCRATCH = 16384 };

typedef struct placed_label {
    svg_label label;
    bool has_leader;
    double from_x, from_y, to_x, to_y;
} placed_label;

typedef struct placed_step {
    size_t point;   /* first of the new phase */
    double x, top;  /* the hairline's place and upper end */
    bool has_words; /* above the plot; else they become a note */
} placed_step;

/* A numbered dot in the plot, joined to what it is about, and its words below the plot. */
typedef struct placed_note {
    size_t point;
    double x, y;
    double about_x, about_y;
    text lines[NOTE_LINES];
    size_t n_lines;
} placed_note;

typedef struct untold_trial {
    size_t start, n; /* first point, points with values */
} untold_trial;

typedef struct drawing {
    const chart *c;
    const layout *l;
    buffer words; /* texts made here; SCRATCH bytes taken at once, so that views of them stay valid */
    calendar across;
    value_scale up;
    double low, high;                /* values that the scale must show, before room is added */
    double left, right, top, bottom; /* the plot, px */
    double height;
    int decimals;
    double pounds_size;    /* of unit_style: one for axis and labels */
    bool is_counted_whole; /* no unit that divides, and every value a whole number */
    size_t last;           /* last point with a value; n when there is none */
    bool target_is_off;    /* the target lies so far out that showing it would flatten the rest */
    bool says_no_zero;
    text title[2], subtitle[2];
    size_t n_title, n_subtitle;
    placed_label labels[LABELS_MAX];
    size_t n_labels;
    placed_step steps[NOTES_MAX];
    size_t n_steps, n_step_rows, unnamed_steps;
    untold_trial untold_trials[NOTES_MAX]; /* trial limits whose words found no place in the plot */
    size_t n_untold_trials;
    placed_note notes[NOTES_MAX];
    size_t n_notes, left_out_notes;
    double key_y, notes_y, foot_y; /* first baselines */
    bool has_key;
    text foot[FOOT_LINES];
    size_t n_foot;
    bool has_type[UPW_POINT_TYPE_COUNT];
    places taken;
} drawing;

/* range_low < range_high: a vertical axis shared with other charts, else it is fitted to this one. */
void drawing_lay_out(drawing *d, const chart *c, const layout *l, double range_low, double range_high);
void drawing_write(drawing *d, buffer *out);        /* one <svg> */
void drawing_write_inside(drawing *d, buffer *out); /* what stands in it */
void drawing_clear(drawing *d);

/* The values that a chart must show; false when it has none. */
bool drawing_find_range(const chart *c, double *low, double *high);

double drawing_clip(const chart *c, double value); /* of a drawn line, to the natural bounds */
double drawing_place_value(const drawing *d, double value);
upw_point_type drawing_type(const chart *c, size_t i);

/* As unit_add_figure; with an exponent where there would be a dozen digits and more. */
void drawing_add_value(buffer *out, unit u, double value, unit_style style);

/* Views of text in d->words. */
text drawing_value(drawing *d, const char *before, double value, int decimals); /* a chosen number: "95 %" */
text drawing_figure(drawing *d, const char *before, double value);              /* with d->decimals: "91.0 %" */
text drawing_tick(drawing *d, double value);
void drawing_add_period(drawing *d, size_t i); /* to d->words */

void labels_place_steps(drawing *d);                 /* across only; before the plot's top is known */
void labels_place(drawing *d);                       /* all others */
void labels_place_edge(drawing *d);                  /* edge.c: the names of the lines, right of the plot */
text labels_name_centre(drawing *d);                 /* "mean 61.0 %" */
text labels_name_target(drawing *d);                 /* "target 95 %", with an arrow where it lies beyond the scale */
bool labels_try(drawing *d, const svg_label *label); /* true, and it is kept, when there is room */
box labels_box(const svg_label *label);
void labels_write(const drawing *d, buffer *out);

void marks_write(const drawing *d, buffer *out);
void marks_add_shape(buffer *out, upw_point_type type, int side, double x, double y, double radius);
const char *marks_class(upw_point_type type);

#endif
