/* What a traffic light says, in words on greys and patterns: never in its colours. */
#include "chart/metrics.h"
#include "chart/picture.h"

const picture_light picture_lights[CHART_LIGHT_COUNT] = {
    [CHART_LIGHT_NONE] = { "", "", KEY_BOX, false },
    [CHART_LIGHT_RED] = { "red", "upw-common", KEY_BOX, true },
    [CHART_LIGHT_AMBER] = { "amber", "upw-paper upw-outline", KEY_HATCH, false },
    [CHART_LIGHT_GREEN] = { "green", "upw-paper upw-outline", KEY_BOX, false },
};

void picture_write_light(const picture *p, chart_light light, double left, double right, double top, buffer *out)
{
    const picture_light *const of = &picture_lights[light];
    const double size = p->l->note, bottom = top + PICTURE_STRIP, middle = (left + right) / 2;
    const text word = text_of(of->word);
    const double width = metrics_width(word, size, false);
    const bool has_word = width + 6 <= right - left;
    picture_write_box(left, top, right, bottom, of->class_name, out);
    if (of->shape == KEY_HATCH) { /* no strokes behind the word */
        picture_write_hatch(left, top, has_word ? middle - width / 2 - 3 : middle, bottom, 5, out);
        picture_write_hatch(has_word ? middle + width / 2 + 3 : middle, top, right, bottom, 5, out);
    }
    if (has_word)
        svg_add_label(out, &(svg_label){ .words = word,
                                         .x = middle,
                                         .y = (top + bottom) / 2 + size * 0.35,
                                         .size = size,
                                         .anchor = SVG_MIDDLE,
                                         .is_on_ink = of->is_on_ink });
}
