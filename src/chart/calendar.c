/* The horizontal axis: letters of months or numbers of days in one row, years (or months) below, each only where it
 * has room. */
#include "chart/calendar.h"

#include <math.h>

#include "chart/metrics.h"
#include "chart/svg.h"

/* Towards the past also before the year 0, where C's division goes the other way. */
static int64_t divide_down(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static int64_t rest_of(int64_t number, int64_t by)
{
    return number - divide_down(number, by) * by;
}

static int64_t unit_of(calendar_mode mode, period p, size_t i)
{
    const int32_t start = period_get_start(p);
    if (mode == CALENDAR_ORDER)
        return (int64_t)i;
    if (mode == CALENDAR_DAYS)
        return start;
    const civil_date date = civil_from_days(start);
    const int64_t month = (int64_t)date.year * 12 + date.month - 1;
    return mode == CALENDAR_MONTHS ? month : divide_down(month, mode == CALENDAR_QUARTERS ? 3 : 12);
}

static calendar_mode choose_mode(const period *periods, size_t n)
{
    static const calendar_mode modes[PERIOD_KIND_COUNT] = {
        [PERIOD_DAY] = CALENDAR_MONTHS,       [PERIOD_MONTH] = CALENDAR_MONTHS,
        [PERIOD_QUARTER] = CALENDAR_QUARTERS, [PERIOD_FINANCIAL_YEAR] = CALENDAR_YEARS,
        [PERIOD_YEAR] = CALENDAR_YEARS,       [PERIOD_NUMBER] = CALENDAR_ORDER,
    };
    if (periods == NULL || n == 0)
        return CALENDAR_ORDER;
    const period_kind kind = period_get_kind(periods[0]);
    bool are_firsts = kind == PERIOD_DAY;
    for (size_t i = 0; i < n; i++) {
        if (period_get_kind(periods[i]) != kind || (i > 0 && periods[i].code <= periods[i - 1].code))
            return CALENDAR_ORDER;
        are_firsts = are_firsts && civil_from_days(period_get_start(periods[i])).day == 1;
    }
    return kind == PERIOD_DAY && !are_firsts ? CALENDAR_DAYS : modes[kind];
}

static int64_t unit_at(const calendar *a, size_t i)
{
    return a->periods == NULL ? (int64_t)i : unit_of(a->mode, a->periods[i], i);
}

/* The least gap is the beat of months, quarters and years, and of days when they are weeks apart; days nearer to each
 * other come with weekends and without. */
static int64_t find_beat(const calendar *a)
{
    int64_t beat = 0;
    if (a->mode == CALENDAR_ORDER)
        return 0;
    for (size_t i = 1; i < a->n && beat != 1; i++) {
        const int64_t gap = unit_at(a, i) - unit_at(a, i - 1);
        beat = beat == 0 || gap < beat ? gap : beat;
    }
    return a->mode == CALENDAR_DAYS && beat != 7 ? 0 : beat;
}

void calendar_fit(calendar *a, const period *periods, size_t n, double left, double right)
{
    *a = (calendar){ .mode = choose_mode(periods, n), .periods = periods, .n = n, .left = left, .right = right };
    a->first = n > 0 ? unit_at(a, 0) : 0;
    a->last = n > 0 ? unit_at(a, n - 1) : 0;
    const double gap = n > 1 ? (double)(a->last - a->first) / (double)(n - 1) : 1;
    a->low = (double)a->first - gap / 2;
    a->high = (double)a->last + gap / 2;
    a->beat = find_beat(a);
}

static double px_per_unit(const calendar *a)
{
    return (a->right - a->left) / (a->high - a->low);
}

static double place_unit(const calendar *a, double unit)
{
    return a->left + (unit - a->low) * px_per_unit(a);
}

double calendar_place(const calendar *a, size_t i)
{
    return place_unit(a, (double)unit_at(a, i));
}

size_t calendar_count_skipped(const calendar *a, size_t i)
{
    if (i == 0 || a->beat <= 0)
        return 0;
    const int64_t gap = unit_at(a, i) - unit_at(a, i - 1);
    return gap <= a->beat ? 0 : (size_t)((gap - 1) / a->beat);
}

double calendar_place_skipped(const calendar *a, size_t i, size_t k)
{
    return place_unit(a, (double)(unit_at(a, i - 1) + a->beat * ((int64_t)k + 1)));
}

double calendar_boundary(const calendar *a, size_t i)
{
    if (i == 0)
        return a->left;
    return i >= a->n ? a->right : (calendar_place(a, i - 1) + calendar_place(a, i)) / 2;
}

/* A row of words that keeps what would touch the one before from being written. */
typedef struct row {
    buffer *out;
    double y, size;
    double left, right; /* words stay within */
    double gap;         /* between words */
    double used_to;
} row;

static void add_to_row(row *r, double middle, text words)
{
    const double width = metrics_width(words, r->size, false);
    const double at = fmax(r->left + width / 2, fmin(r->right - width / 2, middle));
    if (at - width / 2 < r->used_to || fabs(at - middle) > width)
        return;
    svg_add_label(r->out, &(svg_label){ .words = words, .x = at, .y = r->y, .size = r->size, .anchor = SVG_MIDDLE });
    r->used_to = at + width / 2 + r->gap;
}

/* 1, 2, 5, 10, 20 …: the least of them for which a label every so many units has `width`. */
static int64_t choose_every(double px_per_label, double width)
{
    int64_t every = 1;
    for (int i = 0; (double)every * px_per_label < width && i < 40; i++)
        every = i % 3 == 1 ? every * 5 / 2 : every * 2;
    return every;
}

static double start_of_month(const calendar *a, int64_t month)
{
    if (a->mode == CALENDAR_MONTHS)
        return (double)month - 0.5;
    const civil_date first = { .year = (int32_t)divide_down(month, 12),
                               .month = (uint8_t)(rest_of(month, 12) + 1),
                               .day = 1 };
    return civil_to_days(first) - 0.5;
}

static double start_of_year(const calendar *a, int64_t year)
{
    if (a->mode == CALENDAR_QUARTERS)
        return (double)year * 4 - 0.5;
    return a->mode == CALENDAR_YEARS ? (double)year - 0.5 : start_of_month(a, year * 12);
}

static int64_t month_at(const calendar *a, int64_t unit)
{
    if (a->mode == CALENDAR_MONTHS)
        return unit;
    const civil_date date = civil_from_days((int32_t)unit);
    return (int64_t)date.year * 12 + date.month - 1;
}

static int64_t year_at(const calendar *a, int64_t unit)
{
    if (a->mode == CALENDAR_YEARS)
        return unit;
    return a->mode == CALENDAR_QUARTERS ? divide_down(unit, 4) : divide_down(month_at(a, unit), 12);
}

/* Middle of what can be seen of the stretch from one unit to another, px. */
static double visible_middle(const calendar *a, double from, double to)
{
    return (place_unit(a, fmax(from, a->low)) + place_unit(a, fmin(to, a->high))) / 2;
}

static void add_tick(const calendar *a, buffer *out, double unit, double y, double length)
{
    if (unit > a->low && unit < a->high)
        svg_add_line(out, "upw-axis", place_unit(a, unit), y, place_unit(a, unit), y + length);
}

static void draw_years(const calendar *a, row *r, double axis_y)
{
    const double px_per_year = px_per_unit(a) * (start_of_year(a, 2001) - start_of_year(a, 2000));
    const bool is_financial = a->mode == CALENDAR_YEARS && period_get_kind(a->periods[0]) == PERIOD_FINANCIAL_YEAR;
    const double width = metrics_width(is_financial ? TEXT("2019/20") : TEXT("2019"), r->size, false);
    const int64_t every = choose_every(px_per_year, width + r->size);
    const int64_t last = year_at(a, a->last);
    for (int64_t year = divide_down(year_at(a, a->first), every) * every; year <= last; year += every) {
        char room[24];
        buffer words = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
        buffer_add_integer(&words, year);
        if (is_financial) {
            const int64_t ending = rest_of(year + 1, 100);
            buffer_add_char(&words, '/');
            buffer_add_char(&words, (char)('0' + ending / 10));
            buffer_add_char(&words, (char)('0' + ending % 10));
        }
        const double start = start_of_year(a, year), end = start_of_year(a, year + 1);
        add_tick(a, r->out, start, axis_y, r->y - axis_y - r->size * 0.8);
        const double seen = place_unit(a, fmin(end, a->high)) - place_unit(a, fmax(start, a->low));
        if (end > a->low && start < a->high && (seen >= width || every > 1 || a->n == 1))
            add_to_row(r, visible_middle(a, start, end), buffer_text(&words));
    }
}

static const char *const month_names[] = { "January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December" };

/* Month letters or names; every third when there is no room for all; false when there is not even that. */
static bool draw_months(const calendar *a, row *r)
{
    const double px = px_per_unit(a) * (a->mode == CALENDAR_MONTHS ? 1 : 30.4);
    const double letter = r->size * 1.05; /* an M and a little */
    const size_t letters = px >= r->size * 2.7 ? 3 : 1;
    const int64_t every = px >= letter ? 1 : 3;
    if (px * (double)every < letter)
        return false;
    r->gap = letters == 1 ? 1 : r->gap;
    const int64_t last = month_at(a, a->last);
    for (int64_t month = -divide_down(-month_at(a, a->first), every) * every; month <= last; month += every) {
        const double start = start_of_month(a, month), end = start_of_month(a, month + 1);
        const double middle = a->mode == CALENDAR_MONTHS ? place_unit(a, (double)month) : visible_middle(a, start, end);
        add_to_row(r, middle, (text){ month_names[rest_of(month, 12)], letters });
    }
    return true;
}

static void draw_quarters(const calendar *a, row *r)
{
    static const char *const names[] = { "Q1", "Q2", "Q3", "Q4" };
    for (int64_t quarter = a->first; quarter <= a->last; quarter++)
        add_to_row(r, place_unit(a, (double)quarter), text_of(names[rest_of(quarter, 4)]));
}

/* Days of the month, with the months below. */
static void draw_days(const calendar *a, row *r, row *below, double axis_y)
{
    const int every = px_per_unit(a) >= r->size * 1.6 ? 1 : 7;
    for (int64_t day = a->first; day <= a->last; day++) {
        const civil_date date = civil_from_days((int32_t)day);
        if ((date.day - 1) % every != 0 || (every > 1 && date.day > 28))
            continue;
        char room[24];
        buffer words = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
        buffer_add_integer(&words, date.day);
        add_to_row(r, place_unit(a, (double)day), buffer_text(&words));
    }
    const int64_t last = month_at(a, a->last);
    for (int64_t month = month_at(a, a->first); month <= last; month++) {
        const double start = start_of_month(a, month), end = start_of_month(a, month + 1);
        char room[40];
        buffer words = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
        buffer_add(&words, text_of(month_names[rest_of(month, 12)]));
        buffer_add_char(&words, ' ');
        buffer_add_integer(&words, divide_down(month, 12));
        add_tick(a, r->out, start, axis_y, below->y - axis_y - r->size * 0.8);
        add_to_row(below, visible_middle(a, start, end), buffer_text(&words));
    }
}

static text order_words(const calendar *a, size_t i, buffer *words)
{
    buffer_empty(words);
    if (a->periods == NULL)
        buffer_add_integer(words, (int64_t)i + 1);
    else
        period_add_short(words, a->periods[i]);
    return buffer_text(words);
}

static void draw_order(const calendar *a, row *r)
{
    char room[64];
    buffer words = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
    const double first = metrics_width(order_words(a, 0, &words), r->size, false);
    const double last = metrics_width(order_words(a, a->n - 1, &words), r->size, false);
    const size_t every = (size_t)choose_every(px_per_unit(a), fmax(first, last) + r->size);
    /* 1, 5, 10, 15 …: the first point keeps its number unless the second label would touch it. */
    for (size_t i = 0; i < a->n; i = i == 0 && every > 1 ? every - 1 : i + every)
        add_to_row(r, calendar_place(a, i), order_words(a, i, &words));
}

size_t calendar_rows(const calendar *a)
{
    return a->mode == CALENDAR_ORDER || a->mode == CALENDAR_YEARS ? 1 : 2;
}

void calendar_draw(const calendar *a, double y, double size, buffer *out)
{
    row upper = { .out = out,
                  .y = y + size * CALENDAR_ROW,
                  .size = size,
                  .left = a->left - 40,
                  .right = a->right + 40,
                  .gap = size / 3,
                  .used_to = -HUGE_VAL };
    row lower = upper;
    lower.y += size * CALENDAR_ROW;
    if (a->n == 0)
        return;
    switch (a->mode) {
    case CALENDAR_QUARTERS:
        if (px_per_unit(a) >= size * 1.8) {
            draw_quarters(a, &upper);
            draw_years(a, &lower, y);
        } else {
            draw_years(a, &upper, y);
        }
        break;
    case CALENDAR_YEARS:
        draw_years(a, &upper, y);
        break;
    case CALENDAR_DAYS:
        if (px_per_unit(a) * 7 >= size * 2) {
            draw_days(a, &upper, &lower, y);
            break;
        }
        draw_years(a, draw_months(a, &upper) ? &lower : &upper, y);
        break;
    case CALENDAR_MONTHS:
        draw_years(a, draw_months(a, &upper) ? &lower : &upper, y);
        break;
    default:
        draw_order(a, &upper);
    }
}
