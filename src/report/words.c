/* Periods, counts and values as people say them. */
#include "report/words.h"

#include <math.h>

#include "base/number.h"

/* How a period of each cadence stands in a sentence: "in April 2019", "since period 7". */
static const struct cadence_words {
    const char *noun, *plural;
    const char *when; /* before the period's name */
    const char *since;
} cadences[CADENCE_COUNT] = {
    [CADENCE_DAY] = { "day", "days", "on ", "since " },
    [CADENCE_WEEK] = { "week", "weeks", "in the week dated ", "since the week dated " },
    [CADENCE_MONTH] = { "month", "months", "in ", "since " },
    [CADENCE_QUARTER] = { "quarter", "quarters", "in ", "since " },
    [CADENCE_YEAR] = { "year", "years", "in ", "since " },
    [CADENCE_NUMBER] = { "period", "periods", "in period ", "since period " },
};

enum { DAYS_A_WEEK = 7 };

static bool comes_weekly(const period *periods, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if ((period_get_start(periods[i]) - period_get_start(periods[i - 1])) % DAYS_A_WEEK != 0)
            return false;
    return n > 1;
}

cadence cadence_find(const period *periods, size_t n)
{
    switch (n > 0 ? period_get_kind(periods[0]) : PERIOD_NUMBER) {
    case PERIOD_DAY:
        return comes_weekly(periods, n) ? CADENCE_WEEK : CADENCE_DAY;
    case PERIOD_MONTH:
        return CADENCE_MONTH;
    case PERIOD_QUARTER:
        return CADENCE_QUARTER;
    case PERIOD_FINANCIAL_YEAR:
    case PERIOD_YEAR:
        return CADENCE_YEAR;
    default:
        return CADENCE_NUMBER;
    }
}

const char *cadence_noun(cadence c)
{
    return cadences[c].noun;
}

const char *cadence_plural(cadence c)
{
    return cadences[c].plural;
}

void words_add_period(buffer *b, const report_series *s, size_t point)
{
    period_add_for_people(b, s->periods[point]);
}

void words_add_when(buffer *b, const report_series *s, size_t point)
{
    buffer_add(b, text_of(cadences[s->cadence].when));
    words_add_period(b, s, point);
}

void words_add_since(buffer *b, const report_series *s, size_t point)
{
    buffer_add(b, text_of(cadences[s->cadence].since));
    words_add_period(b, s, point);
}

void words_add_span(buffer *b, const report_series *s, size_t first, size_t last)
{
    words_add_period(b, s, first);
    if (first == last)
        return;
    buffer_add_literal(b, " to ");
    words_add_period(b, s, last);
}

/* Where a period stands when periods of its cadence are counted one by one. */
static int64_t ordinal(cadence c, period p)
{
    const int32_t start = period_get_start(p);
    const civil_date date = c == CADENCE_NUMBER ? (civil_date){ 0 } : civil_from_days(start);
    switch (c) {
    case CADENCE_WEEK:
        return (int64_t)floor((double)start / DAYS_A_WEEK);
    case CADENCE_MONTH:
        return 12 * (int64_t)date.year + date.month;
    case CADENCE_QUARTER:
        return 4 * (int64_t)date.year + (date.month - 1) / 3;
    case CADENCE_YEAR:
        return date.year;
    default:
        return start;
    }
}

static size_t count_absent(const report_series *s, size_t first, size_t last)
{
    const int64_t steps = ordinal(s->cadence, s->periods[last]) - ordinal(s->cadence, s->periods[first]);
    return steps > (int64_t)(last - first) ? (size_t)steps - (last - first) : 0;
}

size_t words_count_absent(const report_series *s)
{
    /* Days may well be working days only, and numbers need not come one by one. */
    const bool is_steady = s->cadence != CADENCE_DAY && s->cadence != CADENCE_NUMBER;
    return is_steady && s->n > 1 ? count_absent(s, 0, s->n - 1) : 0;
}

const char *words_name_points(const report_series *s)
{
    static const char *const names[POINT_MEANING_COUNT] = {
        [POINTS_ARE_VALUES] = "values",
        [POINTS_ARE_CHANGES] = "changes",
        [POINTS_ARE_MEANS] = "means",
        [POINTS_ARE_SPREADS] = "spreads",
    };
    return names[s->meaning];
}

void words_add_stretch(buffer *b, const report_series *s, size_t first, size_t last)
{
    const size_t n = last - first + 1;
    const struct cadence_words *const words = &cadences[s->cadence];
    number_add_rounded(b, (double)n, 0, true);
    buffer_add_char(b, ' ');
    if (count_absent(s, first, last) == 0)
        buffer_add(b, text_of(n == 1 ? words->noun : words->plural));
    else
        buffer_add(b, text_of(words_name_points(s)));
}

static void add_figure(buffer *b, const report_series *s, double value, int decimals)
{
    const bool stays_whole = s->is_counted_whole && value == floor(value);
    unit_add_figure(b, s->unit, value,
                    (unit_style){ .decimals = decimals, .size = s->pounds_size, .keeps_zeros = !stays_whole });
}

void words_add_value_to(buffer *b, const report_series *s, double value, int decimals)
{
    add_figure(b, s, value, decimals);
    if (s->unit.kind != UNIT_OTHER || isnan(value))
        return;
    buffer_add_char(b, ' ');
    buffer_add(b, s->unit.words);
}

void words_add_value(buffer *b, const report_series *s, double value)
{
    words_add_value_to(b, s, value, s->decimals);
}

void words_add_value_short(buffer *b, const report_series *s, double value)
{
    add_figure(b, s, value, s->decimals);
}

int words_choose_decimals(const report_series *s, double a, double b)
{
    enum { MORE_DECIMALS = 3 };
    const double scale = s->unit.kind == UNIT_SHARE ? 100 : 1;
    for (int more = 0; more < MORE_DECIMALS; more++) {
        const double step = pow(10, s->decimals + more) * scale;
        if (round(a * step) != round(b * step))
            return s->decimals + more;
    }
    return s->decimals + MORE_DECIMALS;
}

void words_add_pair(buffer *b, const report_series *s, double first, const char *between, double second)
{
    const int decimals = words_choose_decimals(s, first, second);
    add_figure(b, s, first, decimals);
    buffer_add(b, text_of(between));
    words_add_value_to(b, s, second, decimals);
}

void words_add_chosen(buffer *b, const report_series *s, double value)
{
    enum { CHOSEN_DECIMALS = 2 };
    const int decimals = s->decimals > CHOSEN_DECIMALS ? s->decimals : CHOSEN_DECIMALS;
    /* £950,000 is £0.95m among millions */
    const double thousandths = s->pounds_size > 1 ? value / s->pounds_size * 1000 : NAN;
    if (fabs(thousandths - round(thousandths)) < 1e-6)
        unit_add_figure(b, s->unit, value,
                        (unit_style){ .decimals = 3 - (int)round(log10(s->pounds_size)), .size = s->pounds_size });
    else
        unit_add_value_short(b, s->unit, value, decimals);
    if (s->unit.kind == UNIT_OTHER) {
        buffer_add_char(b, ' ');
        buffer_add(b, s->unit.words);
    }
}

void words_add_target(buffer *b, const report_series *s)
{
    static const char *const side[UPW_IMPROVEMENT_COUNT] = {
        [UPW_INCREASE] = " or more",
        [UPW_DECREASE] = " or less",
        [UPW_NEUTRAL] = "",
    };
    words_add_chosen(b, s, s->options.target);
    buffer_add(b, text_of(side[s->options.improvement]));
}

double words_clip(const report_series *s, double limit)
{
    return limit < s->lowest ? s->lowest : limit > s->highest ? s->highest : limit;
}

void words_add_limit(buffer *b, const report_series *s, double limit)
{
    const double end = words_clip(s, limit);
    if (end != limit && !isnan(limit))
        unit_add_figure(b, s->unit, end, (unit_style){ .decimals = s->decimals, .size = s->pounds_size });
    else
        words_add_value_short(b, s, limit);
}

/* "falls per 1,000 bed days" is falls and bed days; both empty where the unit says neither. */
static void split_rate(unit u, text *counted, text *among)
{
    static const text mark = { "per ", 4 };
    *counted = *among = (text){ "", 0 };
    for (size_t i = 0; u.kind == UNIT_OTHER && i + mark.len < u.words.len; i++) {
        if ((i > 0 && u.words.at[i - 1] != ' ') || !text_equal((text){ u.words.at + i, mark.len }, mark))
            continue;
        text rest = { u.words.at + i + mark.len, u.words.len - i - mark.len };
        while (rest.len > 0 && (rest.at[0] == ',' || rest.at[0] == ' ' || (rest.at[0] >= '0' && rest.at[0] <= '9')))
            rest.at++, rest.len--;
        *counted = text_trim((text){ u.words.at, i });
        *among = rest;
        return;
    }
}

static void add_count(buffer *b, double count, text of_what)
{
    enum { COUNT_DECIMALS = 1 };
    number_add_rounded(b, count, COUNT_DECIMALS, true);
    if (of_what.len == 0)
        return;
    buffer_add_char(b, ' ');
    buffer_add(b, of_what);
}

void words_add_counts(buffer *b, const report_series *s, size_t point)
{
    if (s->numerators == NULL || s->denominators == NULL || isnan(s->numerators[point]) ||
        isnan(s->denominators[point]))
        return;
    const bool is_share = s->unit.kind == UNIT_SHARE || s->unit.kind == UNIT_PERCENT;
    text counted, among;
    split_rate(s->unit, &counted, &among);
    add_count(b, s->numerators[point], counted);
    buffer_add(b, is_share ? TEXT(" of ") : TEXT(" in "));
    add_count(b, s->denominators[point], among);
}
