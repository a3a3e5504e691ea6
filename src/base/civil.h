/* base/civil.h: days and times as people in England write them down: Europe/London, its summer time, its bank holidays.
 *
 * An instant is milliseconds since 1970 UTC (base/clock.h); a day is a number of days since 1970 (base/period.h) or,
 * where it is stored and sent, text: 2026-11-30. The rules are a table of our own, so that no machine's settings
 * matter. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"
#include "upward/error.h"

typedef struct civil_time {
    civil_date date;
    uint8_t hour, minute, second;
    uint16_t ms;
    bool is_summer; /* of what civil_from_instant gives: British Summer Time */
} civil_time;

/* The clock on the wall, from 1972 to 2199. */
civil_time civil_from_instant(int64_t instant_ms);
int32_t civil_day_of(int64_t instant_ms); /* days since 1970, in London */

/* Which of two: on the last Sunday of October the hour from one to two comes twice. */
typedef enum civil_which {
    CIVIL_ONLY, /* a time that comes twice is refused */
    CIVIL_FIRST,
    CIVIL_SECOND,
} civil_which;

/* When it is this late. UPW_BAD_INPUT, with a sentence that says what to do, when it never is (the hour from one to two
 * on the last Sunday of March), when it is so twice and `which` does not say, and when there is no such day or time. */
bool civil_to_instant(civil_time time, civil_which which, int64_t *instant_ms, upw_error *error) UPW_MUST_CHECK;

enum { CIVIL_DAY_LEN = 10, CIVIL_MINUTES_LEN = 16 };
void civil_write_day(int32_t day, char out[CIVIL_DAY_LEN + 1]); /* 2026-11-30 */
bool civil_read_day(text view, int32_t *day);                   /* that and nothing else, a real one of 1900 to 2199 */

/* In UTC: "2026-11-30T14:05:00Z", and as in a letter: "Mon, 30 Nov 2026 14:05:00 +0000". */
enum { CIVIL_UTC_LEN = 20, CIVIL_MAIL_LEN = 31 };
void civil_write_utc(int64_t instant_ms, char out[CIVIL_UTC_LEN + 1]);
void civil_write_mail(int64_t instant_ms, char out[CIVIL_MAIL_LEN + 1]);

/* In London: "30 November 2026", "2:05pm on 30 November 2026". */
void civil_add_day_for_people(buffer *out, int32_t day);
void civil_add_time_for_people(buffer *out, int64_t instant_ms);

/* 2026-11-30T14:05, as forms send it; a real day of 1972 to 2199, and 00:00 to 23:59. */
bool civil_read_minute(text view, civil_time *out);

/* The same day so many months later, or the last of that month: 31 January and a month is 28 February. */
int32_t civil_add_months(int32_t day, int32_t months);

/* 1 is Monday, 7 Sunday. */
int civil_weekday(int32_t day);

/* Its name in England and Wales, from 1978: by rule, and those that were moved or proclaimed up to 2023; NULL: none. */
const char *civil_bank_holiday(int32_t day);

bool civil_is_working_day(int32_t day); /* Monday to Friday, and no bank holiday */

/* The n-th working day after `day`, which counts as none; n >= 0; 0: the day itself, or the next working day. */
int32_t civil_add_working_days(int32_t day, int32_t n);

#endif
