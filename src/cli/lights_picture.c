/* What one more unit is worth under a scheme, at every level around its cut-offs. */
#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/lights_write.h"

enum { LEVELS = 241 };

static const double SIGMAS_AROUND = 4;

typedef struct picture_data {
    double levels[LEVELS], worth[LEVELS];
    chart_threshold thresholds[2];
    uint8_t zones[3];
} picture_data;

static text name_level(const char *colour, double level, unit u, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 400);
    buffer_add_format(&b, "%s from ", colour);
    unit_add_value_short(&b, u, level, 6);
    const text words = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return words;
}

/* Cut-offs and zones from the left, in the scale of the axis. */
static void place_scheme(const upw_lights_scheme *cut, upw_arena *arena, chart_incentive *it, picture_data *data)
{
    const chart_threshold amber = { cut->amber_from, name_level("amber", cut->amber_from, it->unit, arena) };
    const chart_threshold green = { cut->green_from, name_level("green", cut->green_from, it->unit, arena) };
    const bool has_amber = cut->amber_from != cut->green_from, is_lower = cut->lower_is_better;
    size_t n = 0;
    if (!is_lower && has_amber)
        data->thresholds[n++] = amber;
    data->thresholds[n++] = green;
    if (is_lower && has_amber)
        data->thresholds[n++] = amber;
    size_t z = 0;
    data->zones[z++] = is_lower ? CHART_LIGHT_GREEN : CHART_LIGHT_RED;
    if (has_amber)
        data->zones[z++] = CHART_LIGHT_AMBER;
    data->zones[z] = is_lower ? CHART_LIGHT_RED : CHART_LIGHT_GREEN;
    it->thresholds = data->thresholds;
    it->n_thresholds = n;
    it->zones = data->zones;
}

static const char *describe_worth(double worth, double most)
{
    return worth < 0            ? "less than nothing"
           : worth < 0.1 * most ? "next to nothing"
           : worth < 0.5 * most ? "little"
                                : "much";
}

/* From the curve itself: worths that cost something, or a cut-off near another, look unlike the usual one. */
static text describe_curve(const light_scheme *scheme, double sigma, upw_arena *arena)
{
    const upw_lights_scheme *const cut = &scheme->cut;
    const double levels[3] = { cut->amber_from, (cut->amber_from + cut->green_from) / 2, cut->green_from };
    double worths[3], most = 0;
    for (size_t i = 0; i < 3; i++) {
        upw_lights_incentive at;
        if (!upw_lights_find_incentive(cut, &scheme->worths, levels[i], sigma, &at, NULL))
            return (text){ "", 0 };
        worths[i] = at.marginal;
        most = fmax(most, at.marginal);
    }
    if (cut->amber_from == cut->green_from)
        return memory_format(arena,
                             "The worth of one more unit by the level where a service stands: %s at the cut-off, "
                             "next to nothing far away from it.",
                             describe_worth(worths[0], most));
    return memory_format(arena,
                         "The worth of one more unit by the level where a service stands: %s where amber begins, %s in "
                         "the middle of amber, %s where green begins, next to nothing far beyond them.",
                         describe_worth(worths[0], most), describe_worth(worths[1], most),
                         describe_worth(worths[2], most));
}

/* The worth of a whole unit, at levels a few sigma beyond the cut-offs. */
static bool find_worths(const light_scheme *scheme, double sigma, double step, chart_incentive *it, picture_data *data,
                        upw_error *error)
{
    double least, most; /* that the unit allows */
    unit_get_bounds(it->unit, &least, &most);
    const double below = fmin(scheme->cut.amber_from, scheme->cut.green_from);
    const double above = fmax(scheme->cut.amber_from, scheme->cut.green_from);
    const double low = fmin(below, fmax(least, below - SIGMAS_AROUND * sigma));
    const double high = fmax(above, fmin(most, above + SIGMAS_AROUND * sigma));
    for (size_t i = 0; i < LEVELS; i++) {
        upw_lights_incentive at;
        data->levels[i] = low + (high - low) * (double)i / (LEVELS - 1);
        if (!upw_lights_find_incentive(&scheme->cut, &scheme->worths, data->levels[i], sigma, &at, error))
            return false;
        data->worth[i] = fmax(0, at.marginal * step);
        it->stop = at.optimum_share < 1 ? at.optimum : NAN;
    }
    const double whole = scheme->worths.green - scheme->worths.red;
    it->straight = whole > 0 ? whole * step / (high - low) : NAN;
    it->n = LEVELS;
    it->levels = data->levels;
    it->worth = data->worth;
    return true;
}

bool lights_add_picture(buffer *out, const light_scheme *scheme, text name, double sigma, bool is_share,
                        upw_arena *arena, upw_error *error)
{
    if (scheme->is_moving)
        return upw_fail(error, UPW_BAD_USAGE,
                        "a picture shows cut-offs that stand still; this scheme's target moves in a straight line");
    if (!(sigma > 0))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the data cannot tell how much one period varies, so there is no picture: at least two "
                        "different neighbouring values are needed");
    picture_data *const data = MEMORY_TAKE(arena, picture_data, 1);
    const text cut_offs = lights_describe_scheme(scheme, is_share, arena);
    const bool costs = scheme->worths.green < scheme->worths.amber;
    chart_incentive it = {
        .head = { .title = is_share || scheme->unit.kind == UNIT_PERCENT
                               ? TEXT("What one more percentage point is worth under this light")
                               : TEXT("What one more unit of improvement is worth under this light"),
                  .subtitle = memory_format(arena, "%.*s%s%.*s", TEXT_ARGS(name), name.len > 0 ? ": " : "",
                                            TEXT_ARGS(cut_offs)),
                  .description = describe_curve(scheme, sigma, arena),
                  .id = TEXT("incentive"),
                  .footnote = costs ? TEXT("Where one more unit is worth less than nothing, the line lies at zero.")
                                    : (text){ "", 0 } },
        .unit = is_share ? unit_parse(TEXT("share")) : scheme->unit,
        .along_name = TEXT("level of the service"),
    };
    place_scheme(&scheme->cut, arena, &it, data);
    if (!find_worths(scheme, sigma, is_share ? 0.01 : 1, &it, data, error))
        return false;
    chart_begin_file(out);
    chart_draw_incentive(out, &it);
    return true;
}
