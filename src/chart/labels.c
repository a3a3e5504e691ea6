/* Words inside the plot and at its edges, each where it has room. */
#include "chart/drawing.h"

#include <math.h>

#include "chart/metrics.h"

box labels_box(const svg_label *label)
{
    const double width = metrics_width(label->words, label->size, label->is_bold);
    const double left = label->x - (label->anchor == SVG_MIDDLE ? width / 2 : label->anchor == SVG_END ? width : 0);
    return (box){ left - 1, label->y - label->size * 0.8, left + width + 1, label->y + label->size * 0.25 };
}

static placed_label *keep(drawing *d, const svg_label *label)
{
    if (d->n_labels == LABELS_MAX)
        return NULL;
    d->labels[d->n_labels] = (placed_label){ .label = *label };
    return &d->labels[d->n_labels++];
}

bool labels_try(drawing *d, const svg_label *label)
{
    return d->n_labels < LABELS_MAX && places_take(&d->taken, labels_box(label)) && keep(d, label) != NULL;
}

/* -- Reasons of step changes, in rows above the plot -- */

static text find_reason(const chart *c, size_t point)
{
    for (size_t i = 0; i < c->n_step_notes; i++)
        if (c->step_notes[i].point == point && c->step_notes[i].words.len > 0)
            return c->step_notes[i].words;
    return TEXT("new limits");
}

/* Rows are counted upwards from the plot; y is relative to the plot's top until that is known. The row right of the
 * hairline is tried first, then left of it, then the next row. A hairline crosses the rows below its own words. */
static void place_step(drawing *d, placed_step *step, text words)
{
    const layout *const l = d->l;
    for (size_t row = 0; row < l->step_rows; row++) {
        const double y = -(double)row * l->note * 1.35 - l->note * 0.45;
        const box hairline = { step->x - 2, y - l->note * 0.8, step->x + 2, 0 };
        for (int side = 0; side < 2; side++) {
            svg_label label = { .words = words,
                                .x = step->x + (side == 0 ? 6 : -6),
                                .y = y,
                                .size = l->note,
                                .anchor = side == 0 ? SVG_START : SVG_END };
            if (!places_are_free(&d->taken, hairline) || !places_are_free(&d->taken, labels_box(&label)))
                continue;
            if (labels_try(d, &label)) {
                places_occupy(&d->taken, hairline);
                step->has_words = true;
                step->top = y - l->note * 0.8;
                d->n_step_rows = row + 1 > d->n_step_rows ? row + 1 : d->n_step_rows;
                return;
            }
        }
    }
}

void labels_place_steps(drawing *d)
{
    const chart *const c = d->c;
    const layout *const l = d->l;
    d->taken = (places){ .within = { l->pad, -(double)l->step_rows * l->note * 1.35, l->width - l->pad, 1 } };
    for (size_t k = c->n_phases; c->phase_starts != NULL && k-- > 1;) {
        const size_t start = c->phase_starts[k];
        if (start == 0 || start >= c->n)
            continue;
        if (d->n_steps == NOTES_MAX) {
            d->unnamed_steps += l->step_rows > 0;
            continue;
        }
        placed_step *const step = &d->steps[d->n_steps++];
        *step = (placed_step){ .point = start, .x = calendar_boundary(&d->across, start) };
        if (l->step_rows > 0)
            place_step(d, step, text_trim(find_reason(c, start)));
    }
}

/* -- Words that name a line from inside the plot -- */

static bool place_on_line(drawing *d, text words, double from, double to, double y)
{
    const double width = metrics_width(words, d->l->note, false);
    const double starts[] = { to - width - 4, from + 4, (from + to - width) / 2, from + (to - from) / 4 - width / 2,
                              to - (to - from) / 4 - width / 2 };
    const double baselines[] = { y - d->l->note * 0.25 - 2.5, y + d->l->note * 0.95 };
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 2; k++)
            if (starts[i] >= from && starts[i] + width <= to &&
                labels_try(
                    d, &(svg_label){
                           .words = words, .x = starts[i], .y = baselines[k], .size = d->l->note, .has_halo = true }))
                return true;
    return false;
}

text labels_name_centre(drawing *d)
{
    const text name = d->c->centre_name.len > 0 ? d->c->centre_name : TEXT("mean");
    const size_t start = d->words.len;
    buffer_add(&d->words, metrics_cut(name, 120, d->l->note, false));
    buffer_add_literal(&d->words, " ");
    drawing_figure(d, "", d->c->centre[d->last]);
    return (text){ d->words.at + start, d->words.len - start };
}

text labels_name_target(drawing *d)
{
    const text value = drawing_value(d, "target ", d->c->target, 6);
    if (d->target_is_off)
        buffer_add(&d->words, d->c->target > d->high ? TEXT(" ↑") : TEXT(" ↓"));
    return (text){ value.at, (size_t)(d->words.at + d->words.len - value.at) };
}

/* In the plot: the value that was chosen and the middle; limits have no room for names there. */
static void place_target(drawing *d)
{
    const chart *const c = d->c;
    const double y = !d->target_is_off     ? drawing_place_value(d, c->target)
                     : c->target > d->high ? d->top
                                           : d->bottom - 2;
    place_on_line(d, labels_name_target(d), d->left, d->right, y);
}

static void place_centre(drawing *d)
{
    const double value = d->c->centre[d->last];
    if (isfinite(value))
        place_on_line(d, labels_name_centre(d), d->left, d->right, drawing_place_value(d, value));
}

/* -- The last value -- */

static void place_last_value(drawing *d)
{
    const chart *const c = d->c;
    if (d->last == c->n)
        return;
    const double x = calendar_place(&d->across, d->last), y = drawing_place_value(d, c->values[d->last]);
    const double size = d->l->label, room = d->l->point * 1.6 + 6;
    const text words = drawing_figure(d, "", c->values[d->last]);
    const struct {
        double x, y;
        svg_anchor anchor;
    } tries[] = {
        { x + room, y + size * 0.35, SVG_START },
        { x - room - 2, y + size * 0.35, SVG_END },
        { x, y - room, SVG_MIDDLE },
        { x, y + room + size * 0.75, SVG_MIDDLE },
        { x - room, y - room - size, SVG_END },
        { x - room, y + room + size * 1.8, SVG_END },
        { x + room, y - room - size, SVG_START },
        { x + room, y + room + size * 1.8, SVG_START },
    };
    svg_label label = { .words = words, .size = size, .is_bold = true, .has_halo = true };
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        label.x = tries[i].x;
        label.y = tries[i].y;
        label.anchor = tries[i].anchor;
        if (!labels_try(d, &label))
            continue;
        placed_label *const placed = &d->labels[d->n_labels - 1];
        placed->has_leader = i >= 4;
        placed->from_x = x;
        placed->from_y = y;
        placed->to_x = label.x;
        placed->to_y = label.y > y ? label.y - size * 0.8 : label.y + 2;
        return;
    }
}

/* -- Trial limits -- */

static void place_trial(drawing *d, size_t start, size_t end)
{
    if (d->c->upper == NULL || !isfinite(d->c->upper[start]))
        return; /* too few points for any limits */
    size_t n = 0;
    for (size_t i = start; i < end; i++)
        n += isfinite(d->c->values[i]) ? 1 : 0;
    const size_t at = d->words.len;
    buffer_add_literal(&d->words, "trial limits, ");
    buffer_add_integer(&d->words, (int64_t)n);
    buffer_add(&d->words, n == 1 ? TEXT(" point") : TEXT(" points"));
    const text words = { d->words.at + at, d->words.len - at };
    const double from = calendar_boundary(&d->across, start), to = calendar_boundary(&d->across, end);
    const chart *const c = d->c;
    const double *const lines[] = { c->lower, c->upper, c->centre };
    double heights[] = { d->bottom - 2, d->top, d->bottom - 2, d->bottom - 2, d->bottom - 2 };
    for (size_t k = 0; k < 3; k++)
        if (lines[k] != NULL && isfinite(lines[k][start])) {
            heights[2 + k] = drawing_place_value(d, drawing_clip(c, lines[k][start]));
            places_occupy(&d->taken, (box){ from, heights[2 + k] - 1.5, to, heights[2 + k] + 1.5 });
        }
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++)
        if (place_on_line(d, words, from, to, heights[i]))
            return;
    if (d->n_untold_trials < NOTES_MAX)
        d->untold_trials[d->n_untold_trials++] = (untold_trial){ start, n };
}

static void place_trials(drawing *d)
{
    const chart *const c = d->c;
    if (c->phase_is_short == NULL)
        return;
    const size_t n_phases = c->phase_starts == NULL || c->n_phases == 0 ? 1 : c->n_phases;
    for (size_t k = 0; k < n_phases; k++) {
        const size_t start = c->phase_starts == NULL ? 0 : c->phase_starts[k];
        const size_t end = k + 1 < n_phases ? c->phase_starts[k + 1] : c->n;
        if (c->phase_is_short[k] && start < end && end <= c->n)
            place_trial(d, start, end);
    }
}

/* -- Annotations: numbered dots -- */

enum { DOT_RADIUS = 9 };

static bool place_dot(drawing *d, placed_note *note)
{
    static const double distances[] = { 18, 30, 44, 60, 80 };
    static const struct {
        double x, y;
    } directions[] = { { 0, -1 }, { 0, 1 }, { 0.7, -0.7 }, { -0.7, -0.7 }, { 0.7, 0.7 }, { -0.7, 0.7 } };
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++)
        for (size_t k = 0; k < sizeof directions / sizeof directions[0]; k++) {
            const double x = note->about_x + distances[i] * directions[k].x;
            const double y = note->about_y + distances[i] * directions[k].y;
            if (!places_take(&d->taken, (box){ x - DOT_RADIUS, y - DOT_RADIUS, x + DOT_RADIUS, y + DOT_RADIUS }))
                continue;
            note->x = x;
            note->y = y;
            return true;
        }
    return false;
}

/* False when there is no room for the dot. */
static bool place_note(drawing *d, size_t point, text words, double about_x, double about_y)
{
    if (d->n_notes == NOTES_MAX)
        return false;
    placed_note *const note = &d->notes[d->n_notes];
    *note = (placed_note){ .point = point, .about_x = about_x, .about_y = about_y };
    if (!place_dot(d, note))
        return false;
    const double width = d->l->width - 2 * d->l->pad - 2 * DOT_RADIUS - 6;
    const size_t start = d->words.len;
    drawing_add_period(d, point);
    buffer_add_literal(&d->words, ": ");
    buffer_add(&d->words, metrics_cut(text_trim(words), width * NOTE_LINES, d->l->note, false));
    note->n_lines = metrics_wrap((text){ d->words.at + start, d->words.len - start }, width, d->l->note, false,
                                 note->lines, NOTE_LINES);
    d->n_notes++;
    return true;
}

static void place_notes(drawing *d)
{
    const chart *const c = d->c;
    if (!d->l->has_words)
        return;
    for (size_t k = d->n_steps; k-- > 0;)
        if (!d->steps[k].has_words &&
            !place_note(d, d->steps[k].point, find_reason(c, d->steps[k].point), d->steps[k].x, d->top + 2))
            d->unnamed_steps++;
    for (size_t i = 0; i < c->n_annotations; i++) {
        const size_t point = c->annotations[i].point;
        if (point >= c->n)
            continue;
        const double value = c->values[point];
        const double y = isfinite(value) ? drawing_place_value(d, value) : d->bottom - 4;
        if (!place_note(d, point, c->annotations[i].words, calendar_place(&d->across, point), y))
            d->left_out_notes++;
    }
}

static bool find_point(const void *context, size_t i, double *x, double *y)
{
    const drawing *const d = context;
    *x = calendar_place(&d->across, i);
    const double value = d->c->values[i];
    *y = isfinite(value) ? drawing_place_value(d, value) : NAN;
    return isfinite(value);
}

void labels_place(drawing *d)
{
    enum { ROOM = 3 }; /* px between the reason of a step and the name of a line */
    const chart *const c = d->c;
    for (size_t i = 0; i < d->n_steps; i++)
        d->steps[i].top += d->top;
    d->taken =
        (places){ .within = { d->left - 2, d->top - (d->n_step_rows > 0 ? 2 : 8), d->l->width - 1, d->bottom + 6 },
                  .find_point = find_point,
                  .context = d,
                  .n_points = c->n,
                  .clearance = d->l->point + 1.5 };
    for (size_t i = 0; i < d->n_labels; i++) { /* the reasons of steps, until now relative to the plot's top */
        d->labels[i].label.y += d->top;
        const box b = labels_box(&d->labels[i].label);
        places_occupy(&d->taken, (box){ b.left - ROOM, b.top - ROOM, b.right + ROOM, b.bottom + ROOM });
    }
    const bool has_last = d->last < c->n, has_target = has_last && c->has_target && isfinite(c->target);
    place_last_value(d);
    if (has_last && d->l->names_lines_at_edge)
        labels_place_edge(d);
    else if (has_target)
        place_target(d);
    if (has_target && !d->target_is_off) {
        const double y = drawing_place_value(d, c->target);
        places_occupy(&d->taken, (box){ d->left, y - 2, d->right, y + 2 });
    }
    place_trials(d);
    place_notes(d);
    if (has_last && c->centre != NULL && !d->l->names_lines_at_edge && d->l->has_words)
        place_centre(d);
}

static void write_note(const drawing *d, size_t i, double *y, buffer *out)
{
    const placed_note *const note = &d->notes[i];
    svg_add_line(out, "upw-axis", note->x, note->y, note->about_x, note->about_y);
    char room[8];
    buffer number = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
    buffer_add_integer(&number, (int64_t)i + 1);
    const double size = 12, middle = *y - d->l->note * 0.35;
    const struct {
        double x, y;
    } dots[] = { { note->x, note->y }, { d->l->pad + DOT_RADIUS, middle } };
    for (size_t k = 0; k < 2; k++) {
        buffer_add_literal(out, "<circle class=\"upw-ink\"");
        svg_add_attribute(out, "cx", dots[k].x);
        svg_add_attribute(out, "cy", dots[k].y);
        svg_add_attribute(out, "r", DOT_RADIUS);
        buffer_add_literal(out, "/>");
        svg_add_label(out, &(svg_label){ .words = buffer_text(&number),
                                         .x = dots[k].x,
                                         .y = dots[k].y + size * 0.35,
                                         .size = size,
                                         .anchor = SVG_MIDDLE,
                                         .is_bold = true,
                                         .is_on_ink = true });
    }
    const double width = d->l->width - 2 * d->l->pad - 2 * DOT_RADIUS - 6;
    for (size_t k = 0; k < note->n_lines; k++) {
        svg_add_label(out, &(svg_label){ .words = note->lines[k],
                                         .x = d->l->pad + 2 * DOT_RADIUS + 6,
                                         .y = *y,
                                         .size = d->l->note,
                                         .max_width = width });
        *y += d->l->note * 1.35;
    }
    *y += 6;
}

void labels_write(const drawing *d, buffer *out)
{
    for (size_t i = 0; i < d->n_labels; i++) {
        const placed_label *const p = &d->labels[i];
        if (p->has_leader)
            svg_add_line(out, "upw-axis", p->from_x, p->from_y, p->to_x, p->to_y);
        svg_add_label(out, &p->label);
    }
    double y = d->notes_y;
    for (size_t i = 0; i < d->n_notes; i++)
        write_note(d, i, &y, out);
}
