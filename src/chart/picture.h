/* chart/picture.h: what all pictures that are not a plain series share: head, axes, names of lines, key, foot.
 *
 * A picture is laid out in this order: picture_begin, picture_fit_up, picture_fit_periods or picture_fit_along,
 * picture_mark for each vertical hairline, picture_set_plot, curves that words keep off, words in the order of their
 * importance, picture_finish. Then it is written: picture_open, areas, picture_write_grid, lines and points,
 * picture_close. Private to this folder. */
#ifndef CHART_PICTURE_H
#define CHART_PICTURE_H

#include "chart/drawing.h"
#include "chart/pictures.h"

enum { PICTURE_CURVES = 8, PICTURE_MARKS = 12, PICTURE_KEYS = 10, PICTURE_FOOT = 6, PICTURE_BLOCK = 3 };

/* Points from left to right that words keep off; gaps are NaN. */
typedef struct picture_curve {
    const struct picture *p;
    const double *along; /* NULL: one value for each period */
    const double *values;
    size_t n;
    double clearance; /* px */
    bool is_thin;
} picture_curve;

typedef struct picture_mark {
    double x, top; /* the hairline's place and upper end */
    text words;
    bool has_words, is_target;
} picture_mark;

typedef enum picture_shape { KEY_DOT, KEY_RING, KEY_LINE, KEY_BOX, KEY_HATCH, KEY_INTERVAL } picture_shape;

typedef struct picture_key {
    picture_shape shape;
    const char *class_name;
    text words;
    double x, y;
} picture_key;

typedef struct picture {
    const chart_head *head;
    const layout *l; /* &own */
    layout own;
    unit unit;              /* of the vertical axis */
    buffer words;           /* texts made here; SCRATCH bytes taken at once, so that views of them stay valid */
    buffer foot_of;         /* sentences of the foot */
    double lowest, highest; /* natural bounds */
    value_scale up;
    bool has_periods;
    calendar across;   /* when has_periods */
    value_scale along; /* else */
    unit along_unit;
    text along_name;
    double left, right, top, bottom, height; /* of the plot; of the whole */
    double below;                            /* where the axis' words end, px */
    double reserved;                         /* between there and the key, px: a strip */
    int decimals;
    double pounds_size;  /* of unit_style */
    bool stands_on_axis; /* bars: 0 is at the very bottom */
    bool is_empty;       /* no value at all */
    text title[2], subtitle[2];
    size_t n_title, n_subtitle;
    picture_mark marks[PICTURE_MARKS];
    size_t n_marks, n_rows;
    placed_label labels[LABELS_MAX];
    size_t n_labels;
    picture_curve curves[PICTURE_CURVES];
    size_t n_curves;
    picture_key keys[PICTURE_KEYS];
    size_t n_keys;
    text foot[PICTURE_FOOT];
    size_t n_foot;
    double foot_y;
    places taken, thin; /* thin: what words may cross when they must */
} picture;

typedef struct picture_canvas {
    const layout *l;
    const char *classes, *id_suffix;
} picture_canvas;
/* -- Laying out: picture.c -- */

void picture_begin(picture *p, const chart_head *head, unit u, const layout *l);
void picture_fit_up(picture *p, double low, double high); /* low > high: there are no values */
void picture_fit_periods(picture *p, const period *periods, size_t n, double edge);
void picture_fit_along(picture *p, unit u, text name, double low, double high, double edge);
void picture_set_plot(picture *p, double reserved);
void picture_finish(picture *p);
void picture_clear(picture *p);

/* Widen [*low, *high] to hold the finite ones of `values`; NULL holds none. */
void picture_reach(const double *values, size_t n, double *low, double *high);

double picture_x(const picture *p, const double *along, size_t i);
double picture_y(const picture *p, double value); /* within the natural bounds */

/* -- Words: picture_words.c -- */

/* Views in p->words: `before`, the value in the picture's unit, `after`; six decimals mean as many as it has. */
text picture_value(picture *p, const char *before, double value, int decimals, const char *after);
text picture_tick(picture *p, unit u, const value_scale *s, double value);
text picture_period(picture *p, const char *before, const period *periods, size_t i);

/* With a clearance of up to 1 px only while there is room elsewhere. */
void picture_keep_off(picture *p, const double *along, const double *values, size_t n, double clearance);

/* A vertical hairline over the whole plot, its words above it; where they have no room they become a sentence of the
 * foot. Before picture_set_plot. */
void picture_mark_at(picture *p, double x, text words, bool is_target);
void picture_place_marks(picture *p); /* for picture_set_plot */

/* Names a horizontal line: right of the plot, or in it on canvases that have no room there. */
void picture_name_level(picture *p, text words, double y);

/* In up to three lines as near to a point as there is room, on a leader when that is not beside it. */
typedef struct picture_say {
    text words;
    double x, y;  /* what it is about */
    double room;  /* px kept between the two */
    double width; /* lines are broken here; 0: not at all */
    bool is_bold;
    bool is_near_only; /* no leader */
    bool is_on_line;   /* straight above or below, or not at all */
} picture_say;
bool picture_say_near(picture *p, const picture_say *say);

/* Bodies that are dots: those picked out are named first, then those outside, as many as there is room for. */
typedef struct picture_bodies {
    const text *names;
    const double *along, *values;
    const bool *is_chosen, *is_outside; /* NULL: nobody */
    size_t n;
    bool from_the_end;      /* whose names matter most stand there */
    const char *more_words; /* behind their number: "more outside, named in the table." */
} picture_bodies;
void picture_name_bodies(picture *p, const picture_bodies *bodies);

/* Names a curve from beside it, or in the key when there is no room. */
void picture_name_curve(picture *p, text words, const double *along, const double *values, size_t n,
                        picture_shape shape, const char *class_name);
void picture_add_key(picture *p, picture_shape shape, const char *class_name, text words);
void picture_add_sentence(picture *p, text words);

/* -- Writing: picture_marks.c -- */

void picture_open(picture *p, const picture_canvas *canvas, buffer *out);
void picture_write_grid(const picture *p, buffer *out);
void picture_write_marks(const picture *p, buffer *out); /* the hairlines */
void picture_close(picture *p, buffer *out);

/* Between two lines, where both are there. */
void picture_write_area(const picture *p, const double *along, const double *lower, const double *upper, size_t n,
                        const char *class_name, buffer *out);
void picture_write_line(const picture *p, const double *along, const double *values, size_t n, const char *class_name,
                        buffer *out);

/* The points from `first` to before `end` whose `are` says so (NULL: all of them). */
void picture_write_points(const picture *p, const double *along, const double *values, const bool *are, size_t first,
                          size_t end, const char *class_name, double radius, buffer *out);
double picture_radius(const picture *p, size_t n); /* smaller where n of them stand dense */

void picture_write_box(double left, double top, double right, double bottom, const char *class_name, buffer *out);
void picture_write_hatch(double left, double top, double right, double bottom, double gap, buffer *out);

/* -- Strips of lights: strip.c -- */

enum { PICTURE_STRIP = 20 }; /* height, px */

typedef struct picture_light {
    const char *word, *class_name;
    picture_shape shape;
    bool is_on_ink;
} picture_light;
extern const picture_light picture_lights[CHART_LIGHT_COUNT];

/* A box with the light's pattern and, where it fits, its word. */
void picture_write_light(const picture *p, chart_light light, double left, double right, double top, buffer *out);

/* -- One picture on the canvases it has -- */

extern const picture_canvas picture_alone, picture_wide, picture_narrow;

/* For each kind of picture the two functions of pictures.h, from one that draws it on a given canvas. */
#define PICTURE_DRAWERS(kind)                                                                                          \
    void chart_draw_##kind(buffer *out, const chart_##kind *it)                                                        \
    {                                                                                                                  \
        draw(out, it, &picture_alone);                                                                                 \
    }                                                                                                                  \
    void chart_draw_##kind##_for_page(buffer *out, const chart_##kind *it)                                             \
    {                                                                                                                  \
        draw(out, it, &picture_wide);                                                                                  \
        draw(out, it, &picture_narrow);                                                                                \
    }

#endif
