/* Summer time by Statutory Instruments 1972 to 2002 (the tz database's rules GB-Eire and EU); bank holidays by the
 * Banking and Financial Dealings Act 1971 and the proclamations since. */
#include "base/civil.h"

#include <assert.h>
#include <stdio.h>

enum { DAY_MS = 86400000, HOUR_MS = 3600000, FIRST_YEAR = 1972, LAST_YEAR = 2199 };

/* ---- summer time ---- */

/* Summer time begins on the first Sunday from `march` March and ends on the first from `october` October, at this hour
 * UTC. */
static const struct {
    int32_t from_year;
    uint8_t march, october, hour;
} summers[] = { { 1972, 16, 23, 2 }, { 1981, 25, 23, 1 }, { 1990, 25, 22, 1 }, { 1996, 25, 25, 1 } };

int civil_weekday(int32_t day)
{
    return (day % 7 + 7 + 3) % 7 + 1; /* 1 January 1970 was a Thursday */
}

/* The first such weekday on or after the day. */
static int32_t find_weekday(int32_t day, int weekday)
{
    return day + (weekday - civil_weekday(day) + 7) % 7;
}

static int32_t make_day(int32_t year, int month, int day)
{
    return civil_to_days((civil_date){ year, (uint8_t)month, (uint8_t)day });
}

static void find_summer(int32_t year, int64_t *begins, int64_t *ends)
{
    size_t i = sizeof summers / sizeof *summers - 1;
    while (i > 0 && summers[i].from_year > year)
        i--;
    *begins =
        find_weekday(make_day(year, 3, summers[i].march), 7) * (int64_t)DAY_MS + (int64_t)summers[i].hour * HOUR_MS;
    *ends =
        find_weekday(make_day(year, 10, summers[i].october), 7) * (int64_t)DAY_MS + (int64_t)summers[i].hour * HOUR_MS;
}

static int32_t day_of(int64_t ms)
{
    return (int32_t)((ms - (ms % DAY_MS + DAY_MS) % DAY_MS) / DAY_MS);
}

civil_time civil_from_instant(int64_t instant_ms)
{
    int64_t begins, ends;
    const int32_t year = civil_from_days(day_of(instant_ms)).year;
    assert(year >= FIRST_YEAR - 3 && year <= LAST_YEAR + 1);
    find_summer(year, &begins, &ends);
    const bool is_summer = year >= FIRST_YEAR && instant_ms >= begins && instant_ms < ends;
    const int64_t ms = instant_ms + (is_summer ? HOUR_MS : 0);
    const int32_t day = day_of(ms);
    const int32_t in_day = (int32_t)(ms - day * (int64_t)DAY_MS);
    return (civil_time){ .date = civil_from_days(day),
                         .hour = (uint8_t)(in_day / HOUR_MS),
                         .minute = (uint8_t)(in_day / 60000 % 60),
                         .second = (uint8_t)(in_day / 1000 % 60),
                         .ms = (uint16_t)(in_day % 1000),
                         .is_summer = is_summer };
}

int32_t civil_day_of(int64_t instant_ms)
{
    return civil_to_days(civil_from_instant(instant_ms).date);
}

static bool is_in_range(civil_date date)
{
    return civil_is_valid(date) && date.year >= FIRST_YEAR && date.year <= LAST_YEAR;
}

bool civil_to_instant(civil_time time, civil_which which, int64_t *instant_ms, upw_error *error)
{
    int64_t begins, ends;
    if (!is_in_range(time.date) || time.hour > 23 || time.minute > 59 || time.second > 59 || time.ms > 999)
        return upw_fail(error, UPW_BAD_INPUT, "there is no such day or time; days from %d to %d", FIRST_YEAR,
                        LAST_YEAR);
    find_summer(time.date.year, &begins, &ends);
    const int64_t wall = civil_to_days(time.date) * (int64_t)DAY_MS + (int64_t)time.hour * HOUR_MS +
                         time.minute * INT64_C(60000) + time.second * INT64_C(1000) + time.ms;
    if (wall >= begins && wall < begins + HOUR_MS)
        return upw_fail(error, UPW_BAD_INPUT,
                        "on that night the clocks go forward and %02d:%02d is left out; choose a time before or after",
                        time.hour, time.minute);
    const bool is_twice = wall >= ends && wall < ends + HOUR_MS;
    if (is_twice && which == CIVIL_ONLY)
        return upw_fail(error, UPW_BAD_INPUT,
                        "on that night the clocks go back and %02d:%02d comes twice; say the first time or the second",
                        time.hour, time.minute);
    const bool is_summer = is_twice ? which == CIVIL_FIRST : wall >= begins && wall < ends;
    *instant_ms = wall - (is_summer ? HOUR_MS : 0);
    return true;
}

/* ---- days as text ---- */

void civil_write_day(int32_t day, char out[CIVIL_DAY_LEN + 1])
{
    const civil_date date = civil_from_days(day);
    snprintf(out, CIVIL_DAY_LEN + 1, "%04u-%02u-%02u", (unsigned)date.year % 10000, date.month % 100u, date.day % 100u);
}

/* Digits where `shape` has a 0, and otherwise what it has. */
static bool has_shape(text view, text shape)
{
    if (view.len != shape.len)
        return false;
    for (size_t i = 0; i < shape.len; i++)
        if (shape.at[i] == '0' ? view.at[i] < '0' || view.at[i] > '9' : view.at[i] != shape.at[i])
            return false;
    return true;
}

static int32_t read_digits(const char *at, size_t n)
{
    int32_t number = 0;
    for (size_t i = 0; i < n; i++)
        number = number * 10 + (at[i] - '0');
    return number;
}

bool civil_read_day(text view, int32_t *day)
{
    if (!has_shape(view, TEXT("0000-00-00")))
        return false;
    const civil_date date = { read_digits(view.at, 4), (uint8_t)read_digits(view.at + 5, 2),
                              (uint8_t)read_digits(view.at + 8, 2) };
    if (!civil_is_valid(date) || date.year < 1900 || date.year > LAST_YEAR)
        return false;
    *day = civil_to_days(date);
    return true;
}

bool civil_read_minute(text view, civil_time *out)
{
    int32_t day;
    if (view.len != CIVIL_MINUTES_LEN || !civil_read_day((text){ view.at, CIVIL_DAY_LEN }, &day) ||
        !has_shape((text){ view.at + CIVIL_DAY_LEN, CIVIL_MINUTES_LEN - CIVIL_DAY_LEN }, TEXT("T00:00")))
        return false;
    const civil_time time = { .date = civil_from_days(day),
                              .hour = (uint8_t)read_digits(view.at + 11, 2),
                              .minute = (uint8_t)read_digits(view.at + 14, 2) };
    if (!is_in_range(time.date) || time.hour > 23 || time.minute > 59)
        return false;
    *out = time;
    return true;
}

int32_t civil_add_months(int32_t day, int32_t months)
{
    civil_date date = civil_from_days(day);
    const int32_t month = date.year * 12 + date.month - 1 + months;
    date.year = month / 12;
    date.month = (uint8_t)(month % 12 + 1);
    while (!civil_is_valid(date))
        date.day--;
    return civil_to_days(date);
}

/* ---- bank holidays ---- */

/* Proclaimed for one year, or moved in it (`instead`: the name of the one that does not stand where the rule says). */
static const struct {
    int16_t year;
    uint8_t month, day;
    const char *name, *instead;
} proclaimed[] = {
    { 1981, 7, 29, "Royal wedding", NULL },
    { 1995, 5, 8, "Early May bank holiday", "Early May bank holiday" },
    { 1999, 12, 31, "Millennium", NULL },
    { 2002, 6, 3, "Golden Jubilee", NULL },
    { 2002, 6, 4, "Spring bank holiday", "Spring bank holiday" },
    { 2011, 4, 29, "Royal wedding", NULL },
    { 2012, 6, 4, "Spring bank holiday", "Spring bank holiday" },
    { 2012, 6, 5, "Diamond Jubilee", NULL },
    { 2020, 5, 8, "Early May bank holiday", "Early May bank holiday" },
    { 2022, 6, 2, "Spring bank holiday", "Spring bank holiday" },
    { 2022, 6, 3, "Platinum Jubilee", NULL },
    { 2022, 9, 19, "State funeral of Queen Elizabeth II", NULL },
    { 2023, 5, 8, "Coronation of King Charles III", NULL },
};

/* Easter Sunday, by the anonymous Gregorian algorithm (Nature, 20 April 1876). */
static int32_t find_easter(int32_t year)
{
    const int32_t a = year % 19, b = year / 100, c = year % 100;
    const int32_t h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int32_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int32_t m = (a + 11 * h + 22 * l) / 451;
    const int32_t n = h + l - 7 * m + 114;
    return make_day(year, n / 31, n % 31 + 1);
}

/* On a weekend it moves to Monday; `second`, which follows another, to the working day behind that one's. */
static int32_t move_off_weekend(int32_t day, bool is_second)
{
    const int weekday = civil_weekday(day);
    if (is_second && weekday == 1) /* the first stood on Sunday and takes this Monday */
        return day + 1;
    if (weekday < 6)
        return day;
    return is_second ? day + 2 : day + 8 - weekday;
}

static bool is_moved(int32_t year, const char *name)
{
    for (size_t i = 0; i < sizeof proclaimed / sizeof *proclaimed; i++)
        if (proclaimed[i].year == year && proclaimed[i].instead != NULL &&
            text_equal(text_of(proclaimed[i].instead), text_of(name)))
            return true;
    return false;
}

const char *civil_bank_holiday(int32_t day)
{
    const int32_t year = civil_from_days(day).year, easter = find_easter(year);
    const struct {
        int32_t day;
        const char *name;
    } ruled[] = {
        { move_off_weekend(make_day(year, 1, 1), false), "New Year\xE2\x80\x99s Day" },
        { easter - 2, "Good Friday" },
        { easter + 1, "Easter Monday" },
        { find_weekday(make_day(year, 5, 1), 1), "Early May bank holiday" },
        { find_weekday(make_day(year, 5, 25), 1), "Spring bank holiday" },
        { find_weekday(make_day(year, 8, 25), 1), "Summer bank holiday" },
        { move_off_weekend(make_day(year, 12, 25), false), "Christmas Day" },
        { move_off_weekend(make_day(year, 12, 26), true), "Boxing Day" },
    };
    if (year < 1978)
        return NULL;
    for (size_t i = 0; i < sizeof proclaimed / sizeof *proclaimed; i++)
        if (day == make_day(proclaimed[i].year, proclaimed[i].month, proclaimed[i].day))
            return proclaimed[i].name;
    for (size_t i = 0; i < sizeof ruled / sizeof *ruled; i++)
        if (day == ruled[i].day && !is_moved(year, ruled[i].name))
            return ruled[i].name;
    return NULL;
}

bool civil_is_working_day(int32_t day)
{
    return civil_weekday(day) < 6 && civil_bank_holiday(day) == NULL;
}

int32_t civil_add_working_days(int32_t day, int32_t n)
{
    assert(n >= 0);
    while (n == 0 && !civil_is_working_day(day))
        day++;
    while (n > 0)
        n -= civil_is_working_day(++day);
    return day;
}

/* ---- in UTC, and in words ---- */

static void write_clock(int32_t second_of_day, char out[8])
{
    const int32_t parts[] = { second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60 };
    for (size_t i = 0; i < 3; i++) {
        out[3 * i] = (char)('0' + parts[i] / 10);
        out[3 * i + 1] = (char)('0' + parts[i] % 10);
        if (i < 2)
            out[3 * i + 2] = ':';
    }
}

static int32_t second_of_day(int64_t instant_ms)
{
    return (int32_t)((instant_ms - day_of(instant_ms) * (int64_t)DAY_MS) / 1000);
}

void civil_write_utc(int64_t instant_ms, char out[CIVIL_UTC_LEN + 1])
{
    civil_write_day(day_of(instant_ms), out);
    out[10] = 'T';
    write_clock(second_of_day(instant_ms), out + 11);
    out[19] = 'Z';
    out[CIVIL_UTC_LEN] = '\0';
}

void civil_write_mail(int64_t instant_ms, char out[CIVIL_MAIL_LEN + 1])
{
    static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const civil_date date = civil_from_days(day_of(instant_ms));
    char clock[8];
    write_clock(second_of_day(instant_ms), clock);
    snprintf(out, CIVIL_MAIL_LEN + 1, "%s, %02d %s %04d %.8s +0000", weekdays[civil_weekday(day_of(instant_ms)) - 1],
             date.day, months[date.month - 1], (int)date.year, clock);
}

void civil_add_day_for_people(buffer *out, int32_t day)
{
    period_add_for_people(out, period_make(day, PERIOD_DAY));
}

void civil_add_time_for_people(buffer *out, int64_t instant_ms)
{
    const civil_time t = civil_from_instant(instant_ms);
    buffer_add_format(out, "%d:%02d%s on ", t.hour % 12 == 0 ? 12 : t.hour % 12, t.minute, t.hour < 12 ? "am" : "pm");
    civil_add_day_for_people(out, civil_to_days(t.date));
}
