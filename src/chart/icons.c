/* The icons of variation and assurance. What they mean is the convention of Making Data Count; the drawings are ours.
 *
 * Variation: the band of a process, and a line that stays in it as a gentle wave or leaves it. The line ends in the
 * point's own shape (triangle, diamond, square), so that improvement and concern differ without colour, with H or L
 * where there is room. Assurance: three tries at a ring: all in it, none, or some. */
#include "chart/drawing.h"

#include <assert.h>

typedef struct variation_icon {
    const char *words; /* beside the icon */
    const char *title; /* of the icon */
    upw_point_type type;
    int direction; /* 1 high, -1 low, 0 within */
} variation_icon;

static const variation_icon variations[] = {
    [UPW_VARIATION_COMMON_CAUSE] = { "No sign of change", "Common cause variation, no sign of change",
                                     UPW_POINT_COMMON_CAUSE, 0 },
    [UPW_VARIATION_IMPROVEMENT_HIGH] = { "Improving (high)", "Special cause, improvement, high", UPW_POINT_IMPROVEMENT,
                                         1 },
    [UPW_VARIATION_IMPROVEMENT_LOW] = { "Improving (low)", "Special cause, improvement, low", UPW_POINT_IMPROVEMENT,
                                        -1 },
    [UPW_VARIATION_CONCERN_HIGH] = { "Concern (high)", "Special cause, concern, high", UPW_POINT_CONCERN, 1 },
    [UPW_VARIATION_CONCERN_LOW] = { "Concern (low)", "Special cause, concern, low", UPW_POINT_CONCERN, -1 },
    [UPW_VARIATION_NEUTRAL_HIGH] = { "Change (high)", "Special cause, neither better nor worse, high",
                                     UPW_POINT_NEUTRAL_HIGH, 1 },
    [UPW_VARIATION_NEUTRAL_LOW] = { "Change (low)", "Special cause, neither better nor worse, low",
                                    UPW_POINT_NEUTRAL_LOW, -1 },
};
static_assert(sizeof variations / sizeof variations[0] == UPW_VARIATION_COUNT, "every variation has its icon");

typedef struct assurance_icon {
    const char *words;
    const char *title;
    const char *line_class; /* of the ring */
    const char *dot_class;
    struct {
        double x, y;
    } tries[3];
} assurance_icon;

static const assurance_icon assurances[] = {
    [UPW_ASSURANCE_NONE] = { "No target to judge by", "No target to judge by", "", "upw-common", { { 0, 0 } } },
    [UPW_ASSURANCE_PASS] = { "Will meet the target",
                             "This process will meet the target",
                             "upw-line-improve",
                             "upw-improve",
                             { { 26, 29 }, { 38, 27 }, { 33, 39 } } },
    [UPW_ASSURANCE_FAIL] = { "Will miss the target",
                             "This process will miss the target",
                             "upw-line-concern",
                             "upw-concern",
                             { { 13, 44 }, { 20, 51 }, { 29, 54 } } },
    [UPW_ASSURANCE_INCONSISTENT] = { "May meet or miss the target",
                                     "This process will meet the target at times and miss it at times",
                                     "",
                                     "upw-common",
                                     { { 37, 24 }, { 22.5, 41.5 }, { 14, 50 } } },
};
static_assert(sizeof assurances / sizeof assurances[0] == UPW_ASSURANCE_COUNT, "every assurance has its icon");

static void begin_icon(buffer *out, const char *title, const char *line_class)
{
    svg_open(out, &(svg_frame){ .width = 64, .height = 64, .classes = "upw-icon", .title = text_of(title) });
    buffer_add_literal(out, "<circle class=\"upw-disc ");
    buffer_add(out, text_of(line_class));
    buffer_add_literal(out, "\" cx=\"32\" cy=\"32\" r=\"30\"/>");
}

static const char *line_class_of(upw_point_type type)
{
    static const char *const classes[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "",
        [UPW_POINT_IMPROVEMENT] = "upw-line-improve",
        [UPW_POINT_CONCERN] = "upw-line-concern",
        [UPW_POINT_NEUTRAL_HIGH] = "upw-line-neither",
        [UPW_POINT_NEUTRAL_LOW] = "upw-line-neither",
    };
    return classes[type];
}

static void add_class_path(buffer *out, const char *class_name, const char *more, const char *steps)
{
    buffer_add_literal(out, "<path class=\"");
    buffer_add(out, text_of(class_name));
    if (more[0] != '\0') {
        buffer_add_char(out, ' ');
        buffer_add(out, text_of(more));
    }
    buffer_add_literal(out, "\" d=\"");
    buffer_add(out, text_of(steps));
    buffer_add_literal(out, "\"/>");
}

void chart_draw_variation_icon(buffer *out, upw_variation variation)
{
    const variation_icon *const icon =
        &variations[(unsigned)variation < UPW_VARIATION_COUNT ? variation : UPW_VARIATION_COMMON_CAUSE];
    begin_icon(out, icon->title, line_class_of(icon->type));
    if (icon->direction == 0) {
        add_class_path(out, "upw-limit", "", "M10 22H54M10 42H54");
        add_class_path(out, "upw-thick", "", "M12 32C17 23 23 23 27 32S38 41 42 32S49 26 52 29");
    } else {
        const bool is_high = icon->direction > 0;
        add_class_path(out, "upw-limit", "", is_high ? "M8 37H56M12 51H52" : "M8 27H56M12 13H52");
        add_class_path(out, "upw-thick", line_class_of(icon->type),
                       is_high ? "M14 45L22 42L29 46L45 21" : "M14 19L22 22L29 18L45 43");
        buffer_add_literal(out, "<path class=\"upw-point ");
        buffer_add(out, text_of(marks_class(icon->type)));
        buffer_add_literal(out, "\" d=\"");
        marks_add_shape(out, icon->type, icon->direction, 45, is_high ? 20 : 44, 6.5);
        buffer_add_literal(out, "\"/>");
        svg_add_label(out, &(svg_label){ .words = is_high ? TEXT("H") : TEXT("L"),
                                         .x = 22,
                                         .y = is_high ? 30 : 51,
                                         .size = 21,
                                         .anchor = SVG_MIDDLE,
                                         .is_bold = true });
    }
    svg_close(out);
}

void chart_draw_assurance_icon(buffer *out, upw_assurance assurance)
{
    const assurance_icon *const icon =
        &assurances[(unsigned)assurance < UPW_ASSURANCE_COUNT ? assurance : UPW_ASSURANCE_NONE];
    begin_icon(out, icon->title, icon->line_class);
    if (assurance == UPW_ASSURANCE_NONE || (unsigned)assurance >= UPW_ASSURANCE_COUNT) {
        add_class_path(out, "upw-thick", "", "M24 32H40");
    } else {
        add_class_path(out, "upw-ring", "",
                       assurance == UPW_ASSURANCE_PASS ? "M32 16a16 16 0 1 1-.01 0z" : "M37 11a16 16 0 1 1-.01 0z");
        for (size_t i = 0; i < 3; i++) {
            buffer_add_literal(out, "<circle class=\"upw-point ");
            buffer_add(out, text_of(icon->dot_class));
            buffer_add_char(out, '"');
            svg_add_attribute(out, "cx", icon->tries[i].x);
            svg_add_attribute(out, "cy", icon->tries[i].y);
            buffer_add_literal(out, " r=\"4.5\"/>");
        }
    }
    svg_close(out);
}

const char *chart_variation_words(upw_variation variation)
{
    return variations[(unsigned)variation < UPW_VARIATION_COUNT ? variation : UPW_VARIATION_COMMON_CAUSE].words;
}

const char *chart_assurance_words(upw_assurance assurance)
{
    return assurances[(unsigned)assurance < UPW_ASSURANCE_COUNT ? assurance : UPW_ASSURANCE_NONE].words;
}
