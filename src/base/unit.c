/* How is a value written so that a reader sees its unit and no more digits than mean something? */
#include "base/unit.h"

#include <math.h>

#include "base/number.h"

/* The whole number after "per ": 1,000 of "falls per 1,000 bed days"; 1 when there is none. */
static double find_per(text words)
{
    static const text mark = { "per ", 4 };
    char before = ' ';
    for (; words.len > mark.len; words.at++, words.len--) {
        const bool begins_word = before == ' ';
        before = words.at[0];
        if (!begins_word || !text_equal_ignoring_case((text){ words.at, mark.len }, mark))
            continue;
        double per = 0;
        for (size_t i = mark.len; i < words.len; i++) {
            const char c = words.at[i];
            const bool joins =
                (c == ',' || c == ' ') && i + 1 < words.len && words.at[i + 1] >= '0' && words.at[i + 1] <= '9';
            if (c >= '0' && c <= '9')
                per = 10 * per + (c - '0');
            else if (!joins || per == 0)
                break;
        }
        return per >= 1 && per <= 1e9 ? per : 1;
    }
    return 1;
}

unit unit_parse(text words)
{
    static const struct {
        const char *words;
        unit_kind kind;
    } known[] = {
        { "", UNIT_COUNT },
        { "count", UNIT_COUNT },
        { "number", UNIT_COUNT },
        { "%", UNIT_PERCENT },
        { "percent", UNIT_PERCENT },
        { "per cent", UNIT_PERCENT },
        { "percentage", UNIT_PERCENT },
        { "share", UNIT_SHARE },
        { "proportion", UNIT_SHARE },
        { "£", UNIT_POUNDS },
        { "gbp", UNIT_POUNDS },
        { "pounds", UNIT_POUNDS },
    };
    const text trimmed = text_trim(words);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_equal_ignoring_case(trimmed, text_of(known[i].words)))
            return (unit){ known[i].kind, trimmed, known[i].kind == UNIT_PERCENT ? 100 : 1 };
    return (unit){ UNIT_OTHER, trimmed, find_per(trimmed) };
}

void unit_get_bounds(unit u, double *lowest, double *highest)
{
    static const struct {
        double lowest, highest;
    } bounds[UNIT_KIND_COUNT] = {
        [UNIT_OTHER] = { -HUGE_VAL, HUGE_VAL },  [UNIT_PERCENT] = { 0, 100 },    [UNIT_SHARE] = { 0, 1 },
        [UNIT_POUNDS] = { -HUGE_VAL, HUGE_VAL }, [UNIT_COUNT] = { 0, HUGE_VAL },
    };
    *lowest = bounds[u.kind].lowest;
    *highest = bounds[u.kind].highest;
}

/* Decimals that are worth their place. */
static const struct {
    int least, most, unknown;
} ranges[UNIT_KIND_COUNT] = {
    [UNIT_OTHER] = { 0, 6, 1 },   [UNIT_PERCENT] = { 1, 6, 1 }, [UNIT_SHARE] = { 1, 6, 1 },
    [UNIT_POUNDS] = { -9, 2, 0 }, [UNIT_COUNT] = { 0, 6, 0 },
};

static bool is_nearly_whole(double number)
{
    return fabs(number - round(number)) < 1e-6;
}

int unit_choose_decimals(unit u, double step)
{
    const int least = ranges[u.kind].least, most = ranges[u.kind].most;
    const double shown = u.kind == UNIT_SHARE ? step * 100 : step;
    if (!(shown > 0) || isinf(shown))
        return ranges[u.kind].unknown;
    int decimals = least;
    while (decimals < most && shown * pow(10, decimals) < 1 - 1e-9)
        decimals++;
    /* Steps of an axis, 0.25 or 2.5, deserve their last digit; a moving range of 2.4871 does not. */
    if (decimals < most && !is_nearly_whole(shown * pow(10, decimals)) &&
        is_nearly_whole(shown * pow(10, decimals + 1)))
        decimals++;
    return decimals;
}

int unit_keep_a_decimal(unit u, int decimals, bool is_whole, double largest)
{
    const double small = 100;
    const bool is_number = u.kind == UNIT_COUNT || u.kind == UNIT_OTHER;
    return is_number && !is_whole && decimals < 1 && largest < small ? 1 : decimals;
}

/* Sizes of pounds that have a name. */
static const struct {
    double size;
    int digits;
    const char *suffix;
} scales[] = { { 1e9, 9, "bn" }, { 1e6, 6, "m" } };
enum { SCALES = sizeof scales / sizeof scales[0], SCALE_DECIMALS = 3 /* at most: £1.234m */ };

double unit_choose_size(unit u, double largest, int decimals)
{
    for (size_t i = 0; u.kind == UNIT_POUNDS && i < SCALES; i++)
        if (fabs(largest) >= scales[i].size && decimals + scales[i].digits <= SCALE_DECIMALS)
            return scales[i].size;
    return u.kind == UNIT_POUNDS ? 1 : 0;
}

static int count_decimals(text number)
{
    text_take_until(&number, '.');
    return (int)number.len;
}

/* Zeros until there are as many decimals as asked for. */
static void pad(buffer *b, size_t start, int decimals)
{
    int n = count_decimals((text){ b->at + start, b->len - start });
    if (n == 0 && decimals > 0)
        buffer_add_char(b, '.');
    for (; n < decimals; n++)
        buffer_add_char(b, '0');
}

/* In the size that all of them have; whole pounds where three decimals of a million would hide a difference. */
static void add_pounds_of_size(buffer *b, double value, unit_style style)
{
    size_t i = 0;
    while (i < SCALES && !(scales[i].size == style.size && style.decimals + scales[i].digits <= SCALE_DECIMALS))
        i++;
    const int named = i < SCALES ? style.decimals + scales[i].digits : 0;
    const int decimals = i < SCALES ? (named < 1 ? 1 : named) : style.decimals <= 0 ? 0 : 2;
    const double shown = i < SCALES ? fabs(value) / scales[i].size : fabs(value);
    const bool is_shown_as_zero = shown * pow(10, decimals) <= 0.5;
    buffer_add(b, value < 0 && !is_shown_as_zero ? TEXT("-£") : TEXT("£"));
    const size_t start = b->len;
    number_add_rounded(b, shown, decimals, true);
    const bool has_pence = i == SCALES && count_decimals((text){ b->at + start, b->len - start }) > 0;
    if (style.keeps_zeros || has_pence)
        pad(b, start, decimals);
    if (i < SCALES)
        buffer_add(b, text_of(scales[i].suffix));
}

static void add_pounds(buffer *b, double value, int decimals)
{
    const double magnitude = fabs(value);
    const int pence = decimals <= 0 ? 0 : 2; /* £15.59 and £15.60: pence come in pairs */
    const bool is_shown_as_zero = magnitude < 0.005 || (pence == 0 && magnitude <= 0.5);
    buffer_add(b, value < 0 && !is_shown_as_zero ? TEXT("-£") : TEXT("£"));
    for (size_t i = 0; i < SCALES; i++) {
        if (magnitude < scales[i].size)
            continue;
        const bool loses_nothing = is_nearly_whole(magnitude / scales[i].size * 1000);
        if (decimals + scales[i].digits > SCALE_DECIMALS && !loses_nothing)
            continue;
        const int shown = decimals + scales[i].digits;
        number_add_rounded(b, magnitude / scales[i].size, shown < 1 ? 1 : shown > 3 ? 3 : shown, true);
        buffer_add(b, text_of(scales[i].suffix));
        return;
    }
    const size_t start = b->len;
    number_add_rounded(b, magnitude, pence, true);
    if (b->len > start + 2 && b->at[b->len - 2] == '.')
        buffer_add_char(b, '0'); /* £12.50 */
}

void unit_add_value_short(buffer *b, unit u, double value, int decimals)
{
    if (isnan(value))
        return;
    switch (u.kind) {
    case UNIT_PERCENT:
    case UNIT_SHARE:
        number_add_rounded(b, u.kind == UNIT_SHARE ? value * 100 : value, decimals, true);
        buffer_add_literal(b, " %");
        break;
    case UNIT_POUNDS:
        add_pounds(b, value, decimals);
        break;
    case UNIT_OTHER:
    case UNIT_COUNT:
    default:
        number_add_rounded(b, value, decimals, true);
    }
}

void unit_add_value(buffer *b, unit u, double value, int decimals)
{
    unit_add_value_short(b, u, value, decimals);
    if (u.kind == UNIT_OTHER && !isnan(value)) {
        buffer_add_char(b, ' ');
        buffer_add(b, u.words);
    }
}

void unit_add_figure(buffer *b, unit u, double value, unit_style style)
{
    if (isnan(value))
        return;
    if (u.kind == UNIT_POUNDS && style.size > 0) {
        add_pounds_of_size(b, value, style);
        return;
    }
    if (u.kind == UNIT_POUNDS || !style.keeps_zeros || isinf(value)) {
        unit_add_value_short(b, u, value, style.decimals);
        return;
    }
    const bool is_percentage = u.kind == UNIT_PERCENT || u.kind == UNIT_SHARE;
    const size_t start = b->len;
    number_add_rounded(b, u.kind == UNIT_SHARE ? value * 100 : value, style.decimals, true);
    pad(b, start, style.decimals);
    buffer_add(b, is_percentage ? TEXT(" %") : TEXT(""));
}

void unit_add_name(buffer *b, unit u)
{
    static const char *const names[UNIT_KIND_COUNT] = { [UNIT_PERCENT] = "%", [UNIT_SHARE] = "%", [UNIT_POUNDS] = "£" };
    buffer_add(b, names[u.kind] != NULL ? text_of(names[u.kind]) : u.words);
}
