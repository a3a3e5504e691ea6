/* Colours, and the style sheet that puts them on charts. docs/look.md has the reasons; a test holds the contrasts.
 *
 * Pages know the colours as custom properties (--upw-improve), so that dark mode and forced colours change them in one
 * place. rsvg-convert knows neither var() nor @media: each rule therefore states the light colour first and the
 * property second, and whoever does not understand the second keeps the first. */
#include "chart/chart.h"

#include <assert.h>
#include <string.h>

enum { INK, QUIET, RULE, PAPER, WASH, BRAND, IMPROVE, CONCERN, NEITHER, PLAN, COLOURS };

/* 4.5: also used for text; 3: only for lines and shapes (WCAG 2.2, 1.4.3 and 1.4.11). */
const chart_colour chart_colours[] = {
    [INK] = { "ink", "#1d2329", "#e8ecef", 4.5 },         [QUIET] = { "quiet", "#5b6670", "#a9b4bd", 4.5 },
    [RULE] = { "rule", "#c9d0d6", "#3c4751", 0 },         [PAPER] = { "paper", "#ffffff", "#12171c", 0 },
    [WASH] = { "wash", "#f5f7f8", "#1c242b", 0 },         [BRAND] = { "brand", "#14447a", "#8fbcf0", 4.5 },
    [IMPROVE] = { "improve", "#0b6fb8", "#62b4f3", 4.5 }, [CONCERN] = { "concern", "#b8520a", "#f29b52", 4.5 },
    [NEITHER] = { "neither", "#6b3fa0", "#bd9be8", 4.5 }, [PLAN] = { "plan", "#00766c", "#4fc3b5", 4.5 },
};
const size_t chart_colours_count = COLOURS;
static_assert(sizeof chart_colours / sizeof chart_colours[0] == COLOURS, "every colour has its row");

static const struct {
    const char *selector;
    const char *property;
    int colour;
    const char *more;
} rules[] = {
    { ".upw-paper", "fill", PAPER, "" },
    { ".upw-text", "fill", INK,
      ";font-family:\"Atkinson Hyperlegible\",Arial,Helvetica,sans-serif;font-variant-numeric:tabular-nums" },
    { ".upw-quiet", "fill", QUIET, "" },
    { ".upw-on-ink", "fill", PAPER, "" },
    { ".upw-halo", "stroke", PAPER, ";stroke-width:3px;stroke-linejoin:round;paint-order:stroke" },
    { ".upw-band", "fill", WASH, "" },
    { ".upw-grid", "stroke", RULE, ";stroke-width:1px" },
    { ".upw-axis", "stroke", QUIET, ";stroke-width:1px;fill:none" },
    { ".upw-limit", "stroke", QUIET, ";stroke-width:1px;stroke-dasharray:4 3;fill:none" },
    { ".upw-mean", "stroke", INK, ";stroke-width:1.25px;stroke-opacity:.55;fill:none" },
    { ".upw-target", "stroke", INK, ";stroke-width:1.5px;stroke-dasharray:10 5;fill:none" },
    { ".upw-line", "stroke", QUIET, ";stroke-width:1.5px;stroke-linejoin:round;fill:none" },
    { ".upw-thick", "stroke", QUIET, ";stroke-width:4px;stroke-linejoin:round;stroke-linecap:round;fill:none" },
    { ".upw-ink", "fill", INK, "" },
    { ".upw-common", "fill", QUIET, "" },
    { ".upw-improve", "fill", IMPROVE, "" },
    { ".upw-concern", "fill", CONCERN, "" },
    { ".upw-neither", "fill", NEITHER, "" },
    { ".upw-disc", "stroke", QUIET, ";stroke-width:3px;fill:none" },
    { ".upw-ring", "stroke", INK, ";stroke-width:3px;fill:none" },
    { ".upw-line-improve", "stroke", IMPROVE, "" },
    { ".upw-line-concern", "stroke", CONCERN, "" },
    { ".upw-line-neither", "stroke", NEITHER, "" },
    { ".upw-plan", "stroke", PLAN, ";stroke-width:2.25px;stroke-linejoin:round;fill:none" },
    { ".upw-plan-edge", "stroke", PLAN, ";stroke-width:1px;stroke-dasharray:2 3;fill:none" },
    { ".upw-plan-thin", "stroke", PLAN, ";stroke-width:1px;fill:none" },
    { ".upw-plan-spot", "stroke", PLAN, ";stroke-width:1.75px" },
    { ".upw-plan-band", "fill", PLAN, ";fill-opacity:.12" },
    { ".upw-fan", "fill", QUIET, ";fill-opacity:.14" },
    { ".upw-fan-core", "fill", QUIET, ";fill-opacity:.22" },
    { ".upw-bare", "stroke", INK, ";stroke-width:1.75px;stroke-dasharray:6 4;fill:none" },
    { ".upw-fitted", "stroke", INK, ";stroke-width:2.25px;stroke-linejoin:round;fill:none" },
    { ".upw-outline", "stroke", QUIET, ";stroke-width:1.25px" },
    { ".upw-fan-whole", "fill", QUIET, ";fill-opacity:.33" }, /* the core over the fan, for keys */
    { ".upw-interval", "stroke", INK, ";stroke-width:1.75px;fill:none" },
    { ".upw-round", "stroke", INK, ";stroke-width:1.25px;fill:none" },
    { ".upw-bars", "fill", RULE, "" },
    { ".upw-point", "stroke", PAPER, ";stroke-width:1.5px;paint-order:stroke" },
};

static void add_properties(buffer *out, bool is_dark)
{
    buffer_add_literal(out, ":root{");
    for (int i = 0; i < COLOURS; i++)
        buffer_add_format(out, "%s--upw-%s:%s", i > 0 ? ";" : "", chart_colours[i].name,
                          is_dark ? chart_colours[i].dark : chart_colours[i].light);
    buffer_add_literal(out, "}");
}

/* The reader's own two colours; shapes, dashes and words carry the meaning. */
static void add_forced_colours(buffer *out)
{
    buffer_add_literal(out, "@media (forced-colors:active){:root{");
    for (int i = 0; i < COLOURS; i++)
        buffer_add_format(out, "%s--upw-%s:%s", i > 0 ? ";" : "", chart_colours[i].name,
                          i == PAPER || i == WASH ? "Canvas" : "CanvasText");
    buffer_add_literal(out, "}.upw-chart,.upw-small,.upw-spark,.upw-icon{forced-color-adjust:none}}\n");
}

/* "upw-line" in class="upw-quiet upw-line", not in "upw-line-improve". */
static bool is_used(text drawing, text class_name)
{
    while (drawing.len >= class_name.len) {
        const char *const at = memmem(drawing.at, drawing.len, class_name.at, class_name.len);
        if (at == NULL)
            return false;
        const char *const end = at + class_name.len;
        if (end < drawing.at + drawing.len && (*end == '"' || *end == ' '))
            return true;
        drawing = (text){ end, (size_t)(drawing.at + drawing.len - end) };
    }
    return false;
}

void chart_add_style(buffer *out, text drawing)
{
    add_properties(out, false);
    buffer_add_literal(out, "\n@media screen and (prefers-color-scheme:dark){");
    add_properties(out, true);
    buffer_add_literal(out, "}\n");
    add_forced_colours(out);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const chart_colour *const colour = &chart_colours[rules[i].colour];
        if (drawing.len > 0 && !is_used(drawing, text_of(rules[i].selector + 1)))
            continue;
        buffer_add_format(out, "%s{%s:%s;%s:var(--upw-%s)%s}\n", rules[i].selector, rules[i].property, colour->light,
                          rules[i].property, colour->name, rules[i].more);
    }
    buffer_add_literal(out, ".upw-bold{font-weight:700}\n"
                            ".upw-chart,.upw-small{display:block;max-width:100%;height:auto;"
                            "print-color-adjust:exact;-webkit-print-color-adjust:exact}\n"
                            ".upw-if-narrow{display:none}\n"
                            "@media screen and (max-width:480px){.upw-if-wide{display:none}"
                            ".upw-if-narrow{display:block;width:100%}}\n");
}
