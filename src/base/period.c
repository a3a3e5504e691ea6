/* What time does a cell speak of? The plain day is read by a fast path; everything else is cut into tokens, whose
 * shape is looked up in a table of the forms that people use. */
#include "base/period.h"

#include <assert.h>
#include <string.h>

#include "base/number.h"

period period_make(int32_t start, period_kind kind)
{
    assert(start >= -PERIOD_START_MAX && start <= PERIOD_START_MAX && kind < PERIOD_KIND_COUNT);
    return (period){ start * 8 + (int32_t)kind };
}

/* --- the calendar ---------------------------------------------------------------------------------------------- */

enum { DAYS_IN_400_YEARS = 146097, DAYS_FROM_MARCH_0000_TO_1970 = 719468, DAYS_FROM_JANUARY_0000_TO_1970 = 719528 };
enum { YEAR_MIN = 1600, YEAR_MAX = 2999 };

/* Days of the year before each month, and before the month after December; row 1 is for leap years. */
static const int16_t days_before[2][16] = {
    { 0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 },
    { 0, 0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366 },
};

static int32_t divide_down(int32_t n, int32_t by)
{
    return (n >= 0 ? n : n - by + 1) / by;
}

/* The year comes as century and rest (20, 19), because a plain day is spelled so and then nothing needs dividing. */
static inline bool is_leap(int32_t century, int32_t rest)
{
    return ((rest == 0 ? century : rest) & 3) == 0;
}

static inline bool is_in_month(int32_t century, int32_t rest, int32_t month, int32_t day)
{
    const int16_t *const before = days_before[is_leap(century, rest)];
    return month <= 12 && day >= 1 && day <= before[month + 1] - before[month];
}

static inline int32_t count_days(int32_t century, int32_t rest, int32_t month, int32_t day)
{
    const int32_t year = century * 100 + rest;
    const int32_t past = century - (rest == 0);                                /* century of the year before */
    const int32_t past_leap_days = ((year - 1) >> 2) - past + (past >> 2) + 1; /* that of the year 0 is the 1 */
    return 365 * year + past_leap_days + days_before[is_leap(century, rest)][month] + day - 1 -
           DAYS_FROM_JANUARY_0000_TO_1970;
}

int32_t civil_to_days(civil_date date)
{
    assert(date.month >= 1 && date.month <= 12);
    const int32_t century = divide_down(date.year, 100);
    return count_days(century, date.year - century * 100, date.month, date.day);
}

/* Years are counted from March, so that the leap day is their last, and months have 153 days in every five. */
civil_date civil_from_days(int32_t days)
{
    days += DAYS_FROM_MARCH_0000_TO_1970;
    const int32_t cycle = divide_down(days, DAYS_IN_400_YEARS);
    const int32_t day = days - cycle * DAYS_IN_400_YEARS;
    /* The day's year, had every year 365 days, after taking out the leap days before it. */
    const int32_t year = (day - day / 1460 + day / 36524 - day / (DAYS_IN_400_YEARS - 1)) / 365;
    const int32_t day_of_year = day - (365 * year + year / 4 - year / 100);
    const int32_t month = (5 * day_of_year + 2) / 153; /* March is 0 */
    return (civil_date){
        .year = cycle * 400 + year + (month >= 10),
        .month = (uint8_t)(month < 10 ? month + 3 : month - 9),
        .day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

bool civil_is_valid(civil_date date)
{
    return date.year >= YEAR_MIN && date.year <= YEAR_MAX &&
           is_in_month(date.year / 100, date.year % 100, date.month, date.day);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

static const char how_to_write[] = "write it as 2019-04-01, 2019-04, Apr 2019, 2019-Q2, 2019/20 or a whole number";
static const char no_such_day[] = "there is no such day in the calendar";
static const char no_such_quarter[] = "quarters are Q1 to Q4";
static const char no_such_month[] = "months are 01 to 12";
static const char which_order[] =
    "it does not say which number is the month; say so with --dates dmy or --dates mdy, or write it as 2019-04-01";

static const char *const month_names[12] = { "January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December" };

enum { TOKENS_MAX = 6, SHAPE_MAX = 24 };

/* What the numbers and words of a cell mean, -1 where it has none. */
typedef struct parts {
    int32_t year, month, day, quarter, next_year;
} parts;

/* A form is its shape and what its numbers mean, in order. In a shape y is four digits, n one or two, M the name of a
 * month, Q and F the letters of a quarter and a financial year; the rest stands for itself. Among the meanings
 * e is the year in which a financial year ends, ? a month or, where no month has that number, e. */
typedef struct form {
    const char *shape;
    const char *meanings;
} form;

static const form forms[] = {
    { "y-n-n", "ymd" },    { "y/n/n", "ymd" },   { "n M y", "dmy" },    { "n-M-y", "dmy" },   { "n M n", "dmy" },
    { "n-M-n", "dmy" },    { "y-n", "y?" },      { "M y", "my" },       { "M-y", "my" },      { "M n", "my" },
    { "M-n", "my" },       { "y-Qn", "yq" },     { "yQn", "yq" },       { "y Qn", "yq" },     { "Qn y", "qy" },
    { "Qn-y", "qy" },      { "y/n Qn", "yeq" },  { "y-n Qn", "yeq" },   { "y/y Qn", "yeq" },  { "y-y Qn", "yeq" },
    { "y/n-Qn", "yeq" },   { "y/nQn", "yeq" },   { "n/n Qn", "yeq" },   { "Fy/n Qn", "yeq" }, { "Fy-n Qn", "yeq" },
    { "F y/n Qn", "yeq" }, { "Qn y/n", "qye" },  { "Qn y-n", "qye" },   { "Qn y/y", "qye" },  { "Qn y-y", "qye" },
    { "Qn n/n", "qye" },   { "Qn Fy/n", "qye" }, { "Qn F y/n", "qye" }, { "y/n", "ye" },      { "y/y", "ye" },
    { "y-y", "ye" },       { "Fy/n", "ye" },     { "F y/n", "ye" },     { "Fy-n", "ye" },     { "F y-n", "ye" },
    { "Fy/y", "ye" },      { "F y/y", "ye" },
};

/* Read in the order that the caller names. */
static const char *const ordered_shapes[] = { "n/n/y", "n/n/n", "n-n-y", "n-n-n", "n.n.y", "n.n.n" };

/* Shapes that have a meaning, but not one that this program can chart. */
static const struct {
    const char *shape;
    const char *reason;
} refusals[] = {
    { "y-Wn", "weeks are not read; write the day that the week starts on" },
    { "y-Wn-n", "weeks are not read; write the day itself" },
    { "M n y", "write it as 2019-04-01 or 1 Apr 2019" },
    { "n M", "it has no year" },
    { "M", "it has no year; make one column of month and year, as Apr 2019" },
};

typedef struct tokens {
    char shape[SHAPE_MAX];
    size_t n_shape;
    struct {
        int32_t value;
        bool is_short_year;
    } items[TOKENS_MAX];
    size_t n_items;
} tokens;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* 1 to 12 for "Apr", "April" and "Sept"; 0 for anything else. */
static int32_t find_month(text word)
{
    if (text_equal_ignoring_case(word, TEXT("sept")))
        return 9;
    for (int32_t i = 0; i < 12; i++) {
        const text name = text_of(month_names[i]);
        if (text_equal_ignoring_case(word, name) || text_equal_ignoring_case(word, (text){ name.at, 3 }))
            return i + 1;
    }
    return 0;
}

static bool add_number(tokens *t, text digits)
{
    if (t->n_items == TOKENS_MAX || digits.len == 3 || digits.len > 4)
        return false;
    int32_t value = 0;
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (digits.at[i] - '0');
    t->items[t->n_items].value = value;
    t->items[t->n_items++].is_short_year = digits.len == 2;
    t->shape[t->n_shape++] = digits.len == 4 ? 'y' : 'n';
    return true;
}

static bool add_word(tokens *t, text word)
{
    const int32_t month = find_month(word);
    char kind;
    if (month != 0 && t->n_items < TOKENS_MAX) {
        t->items[t->n_items++].value = month;
        kind = 'M';
    } else if (text_equal_ignoring_case(word, TEXT("q"))) {
        kind = 'Q';
    } else if (text_equal_ignoring_case(word, TEXT("fy"))) {
        kind = 'F';
    } else if (text_equal_ignoring_case(word, TEXT("w"))) {
        kind = 'W';
    } else {
        return false;
    }
    t->shape[t->n_shape++] = kind;
    return true;
}

static bool cut_into_tokens(text view, tokens *t)
{
    size_t i = 0;
    while (i < view.len && t->n_shape < SHAPE_MAX - 1) {
        const size_t start = i;
        if (is_digit(view.at[i])) {
            while (i < view.len && is_digit(view.at[i]))
                i++;
            if (!add_number(t, (text){ view.at + start, i - start }))
                return false;
        } else if (is_letter(view.at[i])) {
            while (i < view.len && is_letter(view.at[i]))
                i++;
            if (!add_word(t, (text){ view.at + start, i - start }))
                return false;
        } else {
            t->shape[t->n_shape++] = view.at[i++];
        }
    }
    t->shape[t->n_shape] = '\0';
    return i == view.len;
}

static bool has_shape(const tokens *t, const char *shape)
{
    return text_equal((text){ t->shape, t->n_shape }, text_of(shape));
}

static bool give_meaning(const tokens *t, const char *meanings, parts *p)
{
    for (size_t i = 0; meanings[i] != '\0'; i++) {
        const int32_t value = t->items[i].value;
        switch (meanings[i]) {
        case 'y':
            if (value < 100 && !t->items[i].is_short_year)
                return false;
            p->year = value >= 100 ? value : value < 70 ? 2000 + value : 1900 + value;
            break;
        case 'm':
            p->month = value;
            break;
        case 'd':
            p->day = value;
            break;
        case 'q':
            p->quarter = value;
            break;
        case 'e':
            p->next_year = value;
            break;
        default:
            *(value >= 1 && value <= 12 ? &p->month : &p->next_year) = value;
            break;
        }
    }
    return true;
}

/* The period that starts on the first day of a month, or on `day`. */
static bool start_on(int32_t year, int32_t month, int32_t day, period_kind kind, period *out, const char **reason)
{
    const civil_date date = { year, (uint8_t)month, (uint8_t)day };
    if (!civil_is_valid(date)) {
        *reason = year < YEAR_MIN || year > YEAR_MAX ? "years are 1600 to 2999" : no_such_day;
        return false;
    }
    *out = period_make(civil_to_days(date), kind);
    return true;
}

static bool make_of_parts(const parts *p, period *out, const char **reason)
{
    if (p->next_year >= 0) {
        const int32_t next = p->year + 1;
        if (p->next_year != (p->next_year < 100 ? next % 100 : next)) {
            *reason = "a financial year names two years that follow each other, as 2019/20; a month is 2019-04";
            return false;
        }
        if (p->quarter > 4 || p->quarter == 0) {
            *reason = no_such_quarter;
            return false;
        }
        if (p->quarter == 4) /* January to March */
            return start_on(next, 1, 1, PERIOD_QUARTER, out, reason);
        if (p->quarter > 0)
            return start_on(p->year, 3 * p->quarter + 1, 1, PERIOD_QUARTER, out, reason);
        return start_on(p->year, 4, 1, PERIOD_FINANCIAL_YEAR, out, reason);
    }
    if (p->quarter >= 0) {
        if (p->quarter < 1 || p->quarter > 4) {
            *reason = no_such_quarter;
            return false;
        }
        return start_on(p->year, 3 * p->quarter - 2, 1, PERIOD_QUARTER, out, reason);
    }
    if (p->month < 1 || p->month > 12) {
        *reason = no_such_month;
        return false;
    }
    if (p->day >= 0)
        return start_on(p->year, p->month, p->day, PERIOD_DAY, out, reason);
    return start_on(p->year, p->month, 1, PERIOD_MONTH, out, reason);
}

static bool read_tokens(text view, period_order order, period *out, const char **reason)
{
    tokens t = { .n_shape = 0 };
    parts p = { -1, -1, -1, -1, -1 };
    *reason = how_to_write;
    if (!cut_into_tokens(view, &t))
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (has_shape(&t, forms[i].shape))
            return give_meaning(&t, forms[i].meanings, &p) && make_of_parts(&p, out, reason);
    for (size_t i = 0; i < sizeof ordered_shapes / sizeof ordered_shapes[0]; i++) {
        if (!has_shape(&t, ordered_shapes[i]))
            continue;
        if (order == PERIOD_ORDER_ISO) {
            *reason = which_order;
            return false;
        }
        return give_meaning(&t, order == PERIOD_ORDER_DMY ? "dmy" : "mdy", &p) && make_of_parts(&p, out, reason);
    }
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (has_shape(&t, refusals[i].shape))
            *reason = refusals[i].reason;
    return false;
}

/* A whole number, or a day without hyphens. */
static bool read_whole_number(int64_t number, period *out, const char **reason)
{
    if (number >= YEAR_MIN * 10000 + 101 && number <= YEAR_MAX * 10000 + 1231)
        return start_on((int32_t)(number / 10000), (int32_t)(number / 100 % 100), (int32_t)(number % 100), PERIOD_DAY,
                        out, reason);
    /* Six digits that are a year and a month of living memory are no count of anything. */
    if (number >= 190001 && number <= 210012 && number % 100 >= 1 && number % 100 <= 12)
        return start_on((int32_t)(number / 100), (int32_t)(number % 100), 1, PERIOD_MONTH, out, reason);
    if (number < -PERIOD_START_MAX || number > PERIOD_START_MAX) {
        *reason = "the number is too large";
        return false;
    }
    *out = period_make((int32_t)number, PERIOD_NUMBER);
    return true;
}

/* Takes a time of day ("T00:00", " 00:00:00.000Z") off the end; false when it is not midnight. */
static bool take_midnight(text *view)
{
    const char *const colon = memchr(view->at, ':', view->len);
    if (colon == NULL || colon - view->at < 4 || (colon[-3] != 'T' && colon[-3] != ' '))
        return true;
    text time = { colon - 2, view->len - (size_t)(colon - 2 - view->at) };
    static const text zones[] = { { "Z", 1 }, { "+00:00", 6 } };
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (time.len > zones[i].len && text_equal((text){ time.at + time.len - zones[i].len, zones[i].len }, zones[i]))
            time.len -= zones[i].len;
    static const char midnight[] = "00:00:00.000000000";
    const bool is_time = time.len == 5 || time.len == 8 || (time.len > 9 && time.len < sizeof midnight);
    if (!is_time || memcmp(time.at, midnight, time.len) != 0)
        return false;
    view->len = (size_t)(colon - 3 - view->at);
    return true;
}

/* 2019-04-01 and nothing else: the case that a file has millions of. Each byte is compared with "0000-00-" at once: a
 * digit differs from '0' by at most 9, so that adding 0x76 leaves its top bit alone; a hyphen must not differ at all.
 */
static inline bool read_plain_day(const char *at, period *out)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    const uint64_t digits = bytes ^ 0x2D30302D30303030u;
    const unsigned tens = (unsigned)at[8] - '0', units = (unsigned)at[9] - '0';
    if ((((digits + 0x7F76767F76767676u) | digits) & 0x8080808080808080u) != 0 || tens > 9 || units > 9)
        return false;
    const uint64_t pairs = digits * 10 + (digits >> 8); /* byte 0 is the century, byte 2 the rest, byte 5 the month */
    const int32_t century = (int32_t)(pairs & 0xFF), rest = (int32_t)(pairs >> 16 & 0xFF);
    const int32_t month = (int32_t)(pairs >> 40 & 0xFF), day = (int32_t)(tens * 10 + units);
    if (century < YEAR_MIN / 100 || century > YEAR_MAX / 100 || !is_in_month(century, rest, month, day))
        return false;
    *out = period_make(count_days(century, rest, month, day), PERIOD_DAY);
    return true;
}

/* Kept out of period_parse, whose registers it would make it save: that costs the plain day as much again. */
__attribute__((noinline)) static bool parse_any_form(text view, period_order order, period *out, const char **reason)
{
    view = text_trim(view);
    if (view.len == 0) {
        *reason = "it is empty";
        return false;
    }
    int64_t number;
    if (number_parse_integer(view, &number))
        return read_whole_number(number, out, reason);
    if (!take_midnight(&view)) {
        *reason = "it has a time of day; write only the day";
        return false;
    }
    return read_tokens(view, order, out, reason);
}

bool period_parse(text view, period_order order, period *out, const char **reason)
{
    if (view.len == 10 && read_plain_day(view.at, out))
        return true;
    return parse_any_form(view, order, out, reason);
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static void write_digits(char *at, int32_t number, size_t n)
{
    for (size_t i = n; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
}

static void add_digits(buffer *b, int32_t number, size_t n)
{
    char *const room = buffer_reserve(b, n);
    if (room == NULL)
        return;
    write_digits(room, number, n);
    b->len += n;
}

/* 2019-04-01, or so much of it. */
static void add_date(buffer *b, civil_date date, size_t len)
{
    char whole[] = "0000-00-00";
    write_digits(whole, date.year, 4);
    write_digits(whole + 5, date.month, 2);
    write_digits(whole + 8, date.day, 2);
    buffer_add(b, (text){ whole, len });
}

static void add_financial_year(buffer *b, int32_t year)
{
    add_digits(b, year, 4);
    buffer_add_char(b, '/');
    add_digits(b, (year + 1) % 100, 2);
}

/* All of a name, or its first three letters. */
static void add_month(buffer *b, int month, bool is_short)
{
    const text name = text_of(month_names[month - 1]);
    buffer_add(b, (text){ name.at, is_short ? 3 : name.len });
}

void period_add(buffer *b, period p)
{
    const int32_t start = period_get_start(p);
    const civil_date date = civil_from_days(start);
    switch (period_get_kind(p)) {
    case PERIOD_FINANCIAL_YEAR:
        add_financial_year(b, date.year);
        return;
    case PERIOD_NUMBER:
        buffer_add_integer(b, start);
        return;
    case PERIOD_QUARTER:
        add_digits(b, date.year, 4);
        buffer_add_literal(b, "-Q");
        add_digits(b, (date.month + 2) / 3, 1);
        return;
    case PERIOD_YEAR:
        add_digits(b, date.year, 4);
        return;
    case PERIOD_MONTH:
        add_date(b, date, strlen("2019-04"));
        return;
    case PERIOD_DAY:
    default:
        add_date(b, date, strlen("2019-04-01"));
    }
}

static void add_in_words(buffer *b, period p, bool is_short)
{
    const civil_date date = civil_from_days(period_get_start(p));
    const int quarter = (date.month + 2) / 3;
    switch (period_get_kind(p)) {
    case PERIOD_DAY:
        buffer_add_integer(b, date.day);
        buffer_add_char(b, ' ');
        break;
    case PERIOD_QUARTER:
        if (is_short) {
            buffer_add_char(b, 'Q');
            buffer_add_integer(b, quarter);
        } else {
            add_month(b, 3 * quarter - 2, false);
            buffer_add_literal(b, " to ");
            add_month(b, 3 * quarter, false);
        }
        buffer_add_char(b, ' ');
        buffer_add_integer(b, date.year);
        return;
    case PERIOD_MONTH:
        break;
    case PERIOD_FINANCIAL_YEAR:
    case PERIOD_YEAR:
    case PERIOD_NUMBER:
    default:
        period_add(b, p);
        return;
    }
    add_month(b, date.month, is_short);
    buffer_add_char(b, ' ');
    buffer_add_integer(b, date.year);
}

void period_add_for_people(buffer *b, period p)
{
    add_in_words(b, p, false);
}

void period_add_short(buffer *b, period p)
{
    add_in_words(b, p, true);
}
