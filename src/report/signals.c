/* Points that a rule flagged, one after another for the same reason, are one event with a beginning. */
#include "report/signals.h"

static unsigned rule_of_label(upw_label label)
{
    static const unsigned rules[UPW_LABEL_COUNT] = {
        [UPW_LABEL_ABOVE_LIMIT] = UPW_RULE_OUTSIDE,
        [UPW_LABEL_BELOW_LIMIT] = UPW_RULE_OUTSIDE,
        [UPW_LABEL_TREND_INCREASING] = UPW_RULE_TREND,
        [UPW_LABEL_TREND_DECREASING] = UPW_RULE_TREND,
        [UPW_LABEL_TWO_OF_THREE_ABOVE] = UPW_RULE_TWO_OF_THREE,
        [UPW_LABEL_TWO_OF_THREE_BELOW] = UPW_RULE_TWO_OF_THREE,
        [UPW_LABEL_SHIFT_ABOVE] = UPW_RULE_SHIFT,
        [UPW_LABEL_SHIFT_BELOW] = UPW_RULE_SHIFT,
    };
    return rules[label];
}

static bool is_high(upw_label label)
{
    return label == UPW_LABEL_ABOVE_LIMIT || label == UPW_LABEL_TREND_INCREASING ||
           label == UPW_LABEL_TWO_OF_THREE_ABOVE || label == UPW_LABEL_SHIFT_ABOVE;
}

/* First of the points up to `last`, within its phase, for which `belongs` is true without a break. */
static size_t go_back(const report_series *s, size_t last,
                      bool (*belongs)(const report_series *s, size_t i, size_t last))
{
    const size_t start = s->phase_starts[series_find_phase(s, last)];
    size_t first = last;
    while (first > start && belongs(s, first - 1, last))
        first--;
    return first;
}

static bool is_on_same_side(const report_series *s, size_t i, size_t last)
{
    return s->points[i].side == s->points[last].side;
}

static bool is_labelled_alike(const report_series *s, size_t i, size_t last)
{
    return s->points[i].label == s->points[last].label;
}

static bool goes_on_rising(const report_series *s, size_t i, size_t last)
{
    (void)last;
    return s->values[i] < s->values[i + 1];
}

static bool goes_on_falling(const report_series *s, size_t i, size_t last)
{
    (void)last;
    return s->values[i] > s->values[i + 1];
}

/* Two of three: the one between the two may be an ordinary point. */
static size_t find_first_near(const report_series *s, size_t last)
{
    const size_t start = s->phase_starts[series_find_phase(s, last)];
    size_t first = last;
    for (size_t i = last; i > start && last - i < 2; i--)
        if (is_labelled_alike(s, i - 1, last))
            first = i - 1;
    return go_back(s, first, is_labelled_alike);
}

static size_t count_outside(const report_series *s, const signal *g)
{
    size_t n = 0;
    for (size_t i = g->first; i <= g->last; i++)
        n += is_labelled_alike(s, i, g->last) ? 1 : 0;
    return n;
}

signal signal_ending_at(const report_series *s, size_t point)
{
    const upw_xmr_point p = s->points[point];
    signal g = {
        .first = point,
        .last = point,
        .first_outside = point,
        .rule = rule_of_label((upw_label)p.label),
        .is_high = is_high((upw_label)p.label),
        .type = (upw_point_type)p.type,
    };
    /* A long run says more than the two points near the limit that it contains. */
    if (g.rule == UPW_RULE_TWO_OF_THREE && (p.rules & UPW_RULE_SHIFT) != 0)
        g.rule = UPW_RULE_SHIFT;
    if (g.rule == UPW_RULE_TREND) {
        g.first = go_back(s, point, g.is_high ? goes_on_rising : goes_on_falling);
    } else if (g.rule == UPW_RULE_OUTSIDE) {
        g.first_outside = go_back(s, point, is_labelled_alike);
        g.first = (p.rules & UPW_RULE_SHIFT) != 0 ? go_back(s, point, is_on_same_side) : g.first_outside;
        g.n_outside = count_outside(s, &g);
    } else if (g.rule == UPW_RULE_TWO_OF_THREE) {
        g.first = find_first_near(s, point);
    } else if (g.rule == UPW_RULE_SHIFT) {
        g.first = go_back(s, point, is_on_same_side);
    }
    return g;
}

static bool is_of_same_type(const report_series *s, size_t i, size_t last)
{
    return s->points[i].type == s->points[last].type;
}

size_t signal_find_start(const report_series *s, size_t point)
{
    return s->points[point].type == UPW_POINT_COMMON_CAUSE ? point + 1 : go_back(s, point, is_of_same_type);
}

bool signal_before(const report_series *s, size_t end, signal *out)
{
    size_t last = end;
    while (last > 0 && s->points[last - 1].type == UPW_POINT_COMMON_CAUSE)
        last--;
    if (last == 0)
        return false;
    *out = signal_ending_at(s, last - 1);
    return true;
}
