/* Words of pictures: each where it has room, else in the key or the foot. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

static text view_from(const picture *p, size_t start)
{
    return (text){ p->words.at + start, p->words.len - start };
}

text picture_value(picture *p, const char *before, double value, int decimals, const char *after)
{
    const size_t start = p->words.len;
    buffer_add(&p->words, text_of(before));
    const bool is_percent = p->unit.kind == UNIT_PERCENT || p->unit.kind == UNIT_SHARE;
    drawing_add_value(
        &p->words, p->unit, value,
        (unit_style){ .decimals = decimals, .size = p->pounds_size, .keeps_zeros = is_percent && decimals < 6 });
    buffer_add(&p->words, text_of(after));
    return view_from(p, start);
}

/* All ticks with as many decimals as their step has. */
text picture_tick(picture *p, unit u, const value_scale *s, double value)
{
    const size_t start = p->words.len;
    const int decimals = unit_choose_decimals(u, s->step);
    const double size = unit_choose_size(u, fmax(fabs(s->low), fabs(s->high)), decimals);
    const double step = s->step * (u.kind == UNIT_SHARE ? 100 : 1) / (size > 1 ? size : 1);
    drawing_add_value(
        &p->words, u, value,
        (unit_style){ .decimals = decimals, .size = size, .keeps_zeros = !(fabs(step - round(step)) < 1e-6) });
    return view_from(p, start);
}

text picture_period(picture *p, const char *before, const period *periods, size_t i)
{
    const size_t start = p->words.len;
    buffer_add(&p->words, text_of(before));
    if (periods == NULL)
        buffer_add_integer(&p->words, (int64_t)i + 1);
    else if (p->across.mode == CALENDAR_MONTHS) /* also where the file writes months as their first days */
        period_add_short(&p->words, period_make(period_get_start(periods[i]), PERIOD_MONTH));
    else
        period_add_short(&p->words, periods[i]);
    return view_from(p, start);
}

void picture_add_sentence(picture *p, text words)
{
    buffer *const b = &p->foot_of;
    words = text_trim(words);
    if (words.len == 0)
        return;
    if (b->len > 0)
        buffer_add_char(b, ' ');
    const size_t start = b->len;
    buffer_add(b, metrics_cut(words, p->l->width * PICTURE_FOOT, p->l->note, false));
    if (b->len > start && b->at[start] >= 'a' && b->at[start] <= 'z')
        b->at[start] = (char)(b->at[start] - 'a' + 'A');
    if (b->len > 0 && b->at[b->len - 1] != '.')
        buffer_add_char(b, '.');
}

void picture_add_key(picture *p, picture_shape shape, const char *class_name, text words)
{
    words = text_trim(words);
    if (p->n_keys < PICTURE_KEYS && words.len > 0)
        p->keys[p->n_keys++] =
            (picture_key){ .shape = shape,
                           .class_name = class_name,
                           .words = metrics_cut(words, p->l->width - 2 * p->l->pad - 24, p->l->note, false) };
}

/* What words keep off by no more than this they may cross when they must. */
static const double thin = 1;

void picture_keep_off(picture *p, const double *along, const double *values, size_t n, double clearance)
{
    if (values != NULL && p->n_curves < PICTURE_CURVES)
        p->curves[p->n_curves++] = (picture_curve){ p, along, values, n, clearance, clearance <= thin };
}

static bool find_point(const void *context, size_t i, double *x, double *y)
{
    const picture_curve *const curve = context;
    *x = picture_x(curve->p, curve->along, i);
    *y = isfinite(curve->values[i]) ? picture_y(curve->p, curve->values[i]) : NAN;
    return isfinite(curve->values[i]);
}

static bool is_off_curve(const picture_curve *curve, box wanted)
{
    const places beside = { .within = curve->p->taken.within,
                            .find_point = find_point,
                            .context = curve,
                            .n_points = curve->n,
                            .clearance = curve->clearance };
    return places_are_free(&beside, wanted);
}

/* Words may stand on hairlines and on edges of bands when they find no room elsewhere. */
static bool is_free(const picture *p, box wanted, bool may_cross)
{
    const bool is_bare = p->is_empty && p->bottom > 0; /* where it says so, and nothing else */
    bool is_good = !is_bare && places_are_free(&p->taken, wanted) && (may_cross || places_are_free(&p->thin, wanted));
    for (size_t i = 0; is_good && i < p->n_curves; i++)
        is_good = (may_cross && p->curves[i].is_thin) || is_off_curve(&p->curves[i], wanted);
    return is_good;
}

static placed_label *keep(picture *p, const svg_label *label)
{
    p->labels[p->n_labels] = (placed_label){ .label = *label };
    return &p->labels[p->n_labels++];
}

/* -- Above the plot, at a hairline -- */

/* Would the words stand where the hairline of a mark has to pass that looks for its own place further up? */
static bool covers_other(const picture *p, box wanted, const picture_mark *mark)
{
    for (size_t i = 0; i < p->n_marks; i++) {
        const picture_mark *const other = &p->marks[i];
        if (other != mark && !other->has_words && other->words.len > 0 && other->x > wanted.left - 2 &&
            other->x < wanted.right + 2)
            return true;
    }
    return false;
}

static bool place_mark(picture *p, picture_mark *mark, size_t row)
{
    const double size = p->l->note, width = metrics_width(mark->words, size, false);
    const double y = -(double)row * size * 1.35 - size * 0.45;
    const box hairline = { mark->x - 2, y - size * 0.8, mark->x + 2, 0 };
    for (int side = 0; side < 2; side++) {
        const double left = side == 0 ? mark->x + 6 : mark->x - 6 - width;
        const box wanted = { left - 1, y - size * 0.8, left + width + 1, y + size * 0.25 };
        if (p->n_labels == LABELS_MAX || covers_other(p, wanted, mark) || !is_free(p, hairline, false) ||
            !is_free(p, wanted, false))
            continue;
        places_occupy(&p->taken, hairline);
        places_occupy(&p->taken, wanted);
        keep(p, &(svg_label){ .words = mark->words, .x = left, .y = y, .size = size });
        mark->has_words = true;
        mark->top = y - size * 0.8;
        p->n_rows = row + 1;
        return true;
    }
    return false;
}

/* Row by row upwards from the plot; y is relative to the plot's top until that is known. */
void picture_place_marks(picture *p)
{
    const layout *const l = p->l;
    p->taken = (places){ .within = { l->pad, -(double)l->step_rows * l->note * 1.35, l->width - l->pad, 1 } };
    p->thin = (places){ .within = p->taken.within };
    for (size_t row = 0; row < l->step_rows; row++)
        for (size_t i = 0; i < p->n_marks; i++)
            if (!p->marks[i].has_words && p->marks[i].words.len > 0)
                place_mark(p, &p->marks[i], row);
    for (size_t i = 0; i < p->n_marks; i++)
        if (!p->marks[i].has_words)
            picture_add_sentence(p, p->marks[i].words);
}

void picture_mark_at(picture *p, double x, text words, bool is_target)
{
    words = text_trim(words);
    if (x >= p->left - 1 && x <= p->right + 1 && p->n_marks < PICTURE_MARKS) {
        p->marks[p->n_marks++] = (picture_mark){ .x = x, .words = words, .is_target = is_target };
        return;
    }
    if (words.len == 0)
        return;
    const size_t start = p->words.len;
    buffer_add(&p->words, words);
    buffer_add_literal(&p->words, " (not in this picture)");
    picture_add_sentence(p, view_from(p, start));
}

/* -- Right of the plot, level with a line -- */

static bool say_at_edge(picture *p, text words, double y)
{
    svg_label label = { .words = words, .size = p->l->note };
    const double width = metrics_width(words, label.size, false);
    for (int k = 0; k <= 60 && p->n_labels < LABELS_MAX && isfinite(y); k++) {
        const int steps = (k + 1) / 2; /* 0, 1 down, 1 up, 2 down … */
        const double offset = (k % 2 == 0 ? -2.0 : 2.0) * steps;
        const bool is_moved = fabs(offset) > label.size * 0.5;
        label.x = p->right + 8 + (is_moved ? 8 : 0);
        label.y = y + label.size * 0.35 + offset;
        const box wanted = { label.x - 1, label.y - label.size * 0.8, label.x + width + 1,
                             label.y + label.size * 0.25 };
        if (!is_free(p, wanted, false))
            continue;
        places_occupy(&p->taken, wanted);
        placed_label *const placed = keep(p, &label);
        placed->has_leader = is_moved;
        placed->from_x = p->right + 1;
        placed->from_y = y;
        placed->to_x = label.x - 2;
        placed->to_y = y + offset;
        return true;
    }
    return false;
}

/* -- Beside a point -- */

typedef struct block {
    text lines[PICTURE_BLOCK];
    size_t n;
    double width, size;
} block;

typedef struct direction {
    double x, y;
    svg_anchor anchor;
} direction;

static void make_block(block *b, const picture_say *say, double width, double size)
{
    *b = (block){ .size = size };
    b->n = metrics_wrap(say->words, width, size, say->is_bold, b->lines, PICTURE_BLOCK);
    for (size_t i = 0; i < b->n; i++)
        b->width = fmax(b->width, metrics_width(b->lines[i], size, say->is_bold));
}

/* Where the block stands when it is seen from the point in this direction, `distance` away. */
static box box_of(const block *b, const picture_say *say, direction to, double distance)
{
    const double height = ((double)b->n - 1) * b->size * 1.2 + b->size * 1.05;
    const double x = say->x + to.x * distance, y = say->y + to.y * distance;
    const double left = to.anchor == SVG_START ? x : to.anchor == SVG_END ? x - b->width : x - b->width / 2;
    const double top = to.y < 0 ? y - height : to.y > 0 ? y : y - height / 2;
    return (box){ left - 1, top, left + b->width + 1, top + height };
}

static void keep_block(picture *p, const block *b, const picture_say *say, box at, direction to, bool has_leader)
{
    const double middle = (at.left + at.right) / 2;
    const double x = to.anchor == SVG_START ? at.left + 1 : to.anchor == SVG_END ? at.right - 1 : middle;
    places_occupy(&p->taken, (box){ at.left - 4, at.top - 5, at.right + 4, at.bottom + 5 }); /* not read as one */
    for (size_t i = 0; i < b->n; i++) {
        placed_label *const placed = keep(p, &(svg_label){ .words = b->lines[i],
                                                           .x = x,
                                                           .y = at.top + b->size * (0.8 + 1.2 * (double)i),
                                                           .size = b->size,
                                                           .anchor = to.anchor,
                                                           .is_bold = say->is_bold,
                                                           .has_halo = true });
        placed->has_leader = has_leader && i == 0;
        placed->from_x = say->x;
        placed->from_y = say->y;
        placed->to_x = to.y != 0 ? x : to.x > 0 ? at.left - 1 : at.right + 1;
        placed->to_y = to.y > 0 ? at.top - 1 : to.y < 0 ? at.bottom + 1 : (at.top + at.bottom) / 2;
    }
}

static bool try_block(picture *p, const picture_say *say, const block *b, double distance, bool may_cross)
{
    static const direction directions[] = { { 1, 0, SVG_START },   { -1, 0, SVG_END },     { 0, -1, SVG_MIDDLE },
                                            { 0, 1, SVG_MIDDLE },  { 0.7, -1, SVG_START }, { -0.7, -1, SVG_END },
                                            { 0.7, 1, SVG_START }, { -0.7, 1, SVG_END },   { 0.1, -1, SVG_START },
                                            { -0.1, -1, SVG_END }, { 0.1, 1, SVG_START },  { -0.1, 1, SVG_END } };
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        if (say->is_on_line && directions[i].x != 0)
            continue;
        const box at = box_of(b, say, directions[i], distance);
        if (!is_free(p, at, may_cross))
            continue;
        keep_block(p, b, say, at, directions[i], distance > 15);
        return true;
    }
    return false;
}

bool picture_say_near(picture *p, const picture_say *say)
{
    static const double further[] = { 0, 7, 15, 25, 36, 48, 62, 78, 96 };
    const size_t near = say->is_on_line ? 1 : say->is_near_only ? 2 : 4;
    const size_t ends[] = { near, near < 4 ? 0 : near, near < 4 ? 0 : 9, near < 4 ? 0 : 9 };
    block whole, broken;
    make_block(&whole, say, HUGE_VAL, p->l->note);
    make_block(&broken, say, say->width > 0 ? fmin(say->width, whole.width * 0.72) : HUGE_VAL, p->l->note);
    if (whole.n == 0)
        return true;
    if (!isfinite(say->x) || !isfinite(say->y) || p->n_labels + PICTURE_BLOCK > LABELS_MAX)
        return false;
    for (size_t pass = 0; pass < 4; pass++)
        for (size_t k = pass < 2 ? 0 : near; k < ends[pass]; k++)
            if (try_block(p, say, &whole, say->room + further[k], pass % 2 == 1) ||
                (broken.n > 1 && try_block(p, say, &broken, say->room + further[k], pass % 2 == 1)))
                return true;
    return false;
}

static bool is_set(const bool *flags, size_t i)
{
    return flags != NULL && flags[i];
}

static bool name_body(picture *p, const picture_bodies *b, size_t i)
{
    const picture_say say = { .words = b->names[i],
                              .x = picture_x(p, b->along, i),
                              .y = picture_y(p, b->values[i]),
                              .room = p->l->point + 4,
                              .width = 130,
                              .is_bold = is_set(b->is_chosen, i) };
    return b->names[i].len == 0 || !isfinite(b->values[i]) || picture_say_near(p, &say);
}

void picture_name_bodies(picture *p, const picture_bodies *b)
{
    enum { NAMED_MAX = 14 };
    size_t n_named = 0, n_left_out = 0;
    for (size_t k = 0; k < b->n; k++) {
        const size_t i = b->from_the_end ? b->n - 1 - k : k;
        if (is_set(b->is_chosen, i) && !name_body(p, b, i))
            picture_add_sentence(p, b->names[i]);
    }
    for (size_t k = 0; k < b->n; k++) {
        const size_t i = b->from_the_end ? b->n - 1 - k : k;
        if (!is_set(b->is_outside, i) || is_set(b->is_chosen, i) || !isfinite(b->values[i]))
            continue;
        if (n_named < NAMED_MAX && name_body(p, b, i))
            n_named++;
        else
            n_left_out++;
    }
    if (n_left_out == 0)
        return;
    const size_t start = p->words.len;
    buffer_add_format(&p->words, "%s%zu %s", n_named > 0 ? "And " : "", n_left_out, b->more_words);
    picture_add_sentence(p, (text){ p->words.at + start, p->words.len - start });
}

static bool say_on_line(picture *p, text words, double y)
{
    const double half = metrics_width(words, p->l->note, false) / 2 + 4;
    const double middles[] = { p->right - half, p->left + half, (p->left + p->right) / 2 };
    for (size_t i = 0; i < sizeof middles / sizeof middles[0]; i++)
        if (picture_say_near(p,
                             &(picture_say){ .words = words, .x = middles[i], .y = y, .room = 3, .is_on_line = true }))
            return true;
    return false;
}

void picture_name_level(picture *p, text words, double y)
{
    const bool is_said = p->l->names_lines_at_edge ? say_at_edge(p, words, y) : say_on_line(p, words, y);
    if (!is_said)
        picture_add_sentence(p, words);
}

void picture_name_curve(picture *p, text words, const double *along, const double *values, size_t n,
                        picture_shape shape, const char *class_name)
{
    static const double parts[] = { 0.82, 0.7, 0.9, 0.58, 0.46, 0.34, 0.22, 0.1 };
    size_t first = 0, end = n;
    if (values == NULL || words.len == 0)
        return;
    while (first < n && !isfinite(values[first]))
        first++;
    while (end > first && !isfinite(values[end - 1]))
        end--;
    if (first >= end)
        return;
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        const size_t i = first + (size_t)(parts[k] * (double)(end - first - 1));
        if (isfinite(values[i]) && picture_say_near(p, &(picture_say){ .words = words,
                                                                       .x = picture_x(p, along, i),
                                                                       .y = picture_y(p, values[i]),
                                                                       .room = 6,
                                                                       .is_near_only = true }))
            return;
    }
    picture_add_key(p, shape, class_name, words);
}
