/* Is a number shown as a date, and which one, or with a % sign? (ECMA-376, part 1, sections 18.8.30 and 18.17.4.) */
#include <inttypes.h>
#include <math.h>

#include "base/number.h"
#include "base/period.h"
#include "table/xlsx_internal.h"

/* The formats that have a number instead of a code. 27 to 36 and 50 to 58 are dates in East Asian editions. */
cell_format format_of_builtin(long id)
{
    static const struct {
        long first, last;
        cell_format format;
    } builtins[] = {
        { 9, 10, FORMAT_PERCENT },       { 14, 16, FORMAT_DAY }, { 17, 17, FORMAT_MONTH }, { 18, 21, FORMAT_TIME },
        { 22, 22, FORMAT_DAY_AND_TIME }, { 27, 31, FORMAT_DAY }, { 32, 35, FORMAT_TIME },  { 36, 36, FORMAT_DAY },
        { 45, 47, FORMAT_TIME },         { 50, 58, FORMAT_DAY },
    };
    for (size_t i = 0; i < sizeof builtins / sizeof builtins[0]; i++)
        if (id >= builtins[i].first && id <= builtins[i].last)
            return builtins[i].format;
    return FORMAT_NUMBER;
}

/* Which letters of dates and times the first section of a code has, outside quotes, escapes and [brackets]. */
typedef struct letters {
    bool year, month, day, clock, percent;
} letters;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static letters find_letters(text code)
{
    letters found = { 0 };
    for (size_t i = 0; i < code.len && code.at[i] != ';'; i++) {
        const char c = lower(code.at[i]);
        if (c == '\\' || c == '_' || c == '*') { /* the next character stands for itself */
            i++;
        } else if (c == '"') {
            for (i++; i < code.len && code.at[i] != '"';)
                i++;
        } else if (c == '[') { /* [Red], [$-809], [<5]; but [h], [mm] and [ss] count beyond a day */
            const size_t inner = i + 1;
            while (i < code.len && code.at[i] != ']')
                i++;
            const char first = inner < i ? lower(code.at[inner]) : ' ';
            const bool is_run = i > inner && lower(code.at[i - 1]) == first && i - inner <= 2;
            found.clock |= is_run && (first == 'h' || first == 'm' || first == 's');
        } else {
            found.year |= c == 'y';
            found.month |= c == 'm';
            found.day |= c == 'd';
            found.clock |= c == 'h' || c == 's';
            found.percent |= c == '%';
        }
    }
    return found;
}

cell_format format_of_code(text code)
{
    if (text_starts_with(code, TEXT("General"))) /* localised after it, and no date */
        return FORMAT_NUMBER;
    const letters found = find_letters(code);
    if (found.clock) /* m is minutes when neither a day nor a year stands by */
        return found.day || found.year ? FORMAT_DAY_AND_TIME : FORMAT_TIME;
    if (found.day || (found.year && !found.month))
        return FORMAT_DAY;
    if (found.month)
        return FORMAT_MONTH;
    return found.percent ? FORMAT_PERCENT : FORMAT_NUMBER;
}

/* Digits with the point behind so many of them, without needless noughts in front. */
static void add_digits(buffer *b, text digits, int point)
{
    while (point > 1 && digits.len > 0 && digits.at[0] == '0')
        digits.at++, digits.len--, point--;
    if (digits.len == 0)
        point = 1; /* nought */
    if (point <= 0)
        buffer_add_char(b, '0');
    for (int i = 0; i < point; i++)
        buffer_add_char(b, (size_t)i < digits.len ? digits.at[i] : '0');
    if (point < (int)digits.len)
        buffer_add_char(b, '.');
    for (int i = point; i < (int)digits.len; i++)
        buffer_add_char(b, i < 0 ? '0' : digits.at[i]);
}

bool format_add_percent(buffer *b, text spelled)
{
    enum { DIGITS_MAX = 60, EXPONENT_MAX = 100 };
    char digits[DIGITS_MAX];
    size_t n = 0;
    int point = 2;
    int64_t exponent = 0;
    const bool is_negative = text_starts_with(spelled, TEXT("-"));
    bool has_point = false;
    for (size_t i = is_negative; i < spelled.len; i++) {
        const char c = spelled.at[i];
        if (lower(c) == 'e') {
            if (!number_parse_integer((text){ spelled.at + i + 1, spelled.len - i - 1 }, &exponent) ||
                exponent < -EXPONENT_MAX || exponent > EXPONENT_MAX)
                return false;
            break;
        }
        if ((c != '.' || has_point) && (c < '0' || c > '9'))
            return false;
        has_point |= c == '.';
        if (c == '.')
            continue;
        if (n == DIGITS_MAX)
            return false;
        digits[n++] = c;
        point += !has_point;
    }
    if (is_negative)
        buffer_add_char(b, '-');
    add_digits(b, (text){ digits, n }, point + (int)exponent);
    buffer_add_char(b, '%');
    return true;
}

enum {
    SECONDS_A_DAY = 86400,
    SERIAL_MAX = 2958465, /* 31 December 9999, as far as spreadsheets go */
    EPOCH_1900 = 25569,   /* serial of 1970-01-01 */
    EPOCH_1904 = 24107,
    FALSE_LEAP_DAY = 60, /* 1900-02-29, which the system of 1900 has by mistake: days before it count one less */
};

static void add_clock(buffer *b, int64_t seconds)
{
    buffer_add_format(b, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

bool format_add_date(buffer *b, cell_format format, double serial, bool counts_from_1904)
{
    if (!(serial >= 0 && serial < SERIAL_MAX + 1))
        return false;
    int64_t seconds = llround(serial * SECONDS_A_DAY);
    if (format == FORMAT_TIME) {
        add_clock(b, seconds);
        return true;
    }
    /* A format without a time shows the day that has begun; rounding to whole seconds must not begin the next. */
    int64_t day = format == FORMAT_DAY_AND_TIME ? seconds / SECONDS_A_DAY : (int64_t)serial;
    seconds -= day * SECONDS_A_DAY;
    if (!counts_from_1904 && day == FALSE_LEAP_DAY) {
        buffer_add_literal(b, "1900-02-29"); /* as it is shown; whoever reads it will say that there is no such day */
        return true;
    }
    if (!counts_from_1904 && day < 1)
        return false;
    day -= counts_from_1904 ? EPOCH_1904 : day < FALSE_LEAP_DAY ? EPOCH_1900 - 1 : EPOCH_1900;
    period_add(b, period_make((int32_t)day, format == FORMAT_MONTH ? PERIOD_MONTH : PERIOD_DAY));
    if (format == FORMAT_DAY_AND_TIME && seconds != 0) {
        buffer_add_char(b, 'T');
        add_clock(b, seconds);
    }
    return true;
}
