/* web/form.h: forms as tables. What was typed is kept, what is wrong is said in the words of messages.csv, and the
 * handler gets values that hold. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/period.h"
#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "web/messages.h"
#include "web/request.h"

typedef enum form_kind {
    FORM_TEXT,       /* one line */
    FORM_LINES,      /* several lines, their ends made "\n" */
    FORM_EMAIL,      /* name@example.com, at most 254 bytes */
    FORM_IDENTIFIER, /* [a-z0-9-] */
    FORM_DATE,       /* NAME-day, NAME-month, NAME-year; or NAME as YYYY-MM-DD; 1900 to 2199 */
    FORM_INTEGER,
    FORM_NUMBER,
    FORM_CHOICE, /* one of `choices` */
    FORM_TICK,   /* there or not; `empty` when it must be ticked */
    FORM_FILE,
    FORM_KIND_COUNT
} form_kind;

typedef struct form_field {
    const char *name;
    form_kind kind;
    const char *label; /* "opening date": for [Field], [Date] and [the date] in messages */
    bool is_optional;
    bool is_list;               /* FORM_CHOICE, FORM_TEXT: may be given more than once */
    size_t least, most;         /* characters of text (at most so many), bytes of a file; 0: no such rule */
    double low, high;           /* of FORM_INTEGER and FORM_NUMBER; both 0: any */
    const char *const *choices; /* ended by NULL */
    web_message empty;  /* nothing was given; of an e-mail address, a date and a file there is a usual sentence */
    web_message wrong;  /* it is not of its kind, or not one of the choices; likewise */
    web_message length; /* too long or too short; a file that is too large */
    web_message range;  /* below `low` or above `high` */
} form_field;

typedef struct form {
    const char *name;
    const form_field *fields;
    size_t n;
} form;

/* Each rule of the table has its sentence; else UPW_BAD_USAGE names the field. Asked when routes are put together. */
bool form_check_table(const form *table, upw_error *error) UPW_MUST_CHECK;

typedef struct form_value {
    const form_field *field;
    text raw; /* as typed: shown again; of a date its year */
    text raw_day, raw_month;
    bool is_given; /* something was typed, chosen, ticked */
    text text;     /* trimmed */
    int64_t integer;
    double number;
    civil_date date;
    unsigned choice; /* its place in choices */
    const text *list;
    size_t n_list;
    const web_file *file;
    text error; /* the sentence; empty: nothing is wrong */
} form_value;

typedef struct form_values {
    const form *form;
    form_value *values; /* as many and in the same order as the form's fields */
    size_t n_errors;
    text error; /* of the form as a whole, without a field: "Someone else changed this page…"; empty: none */
} form_values;

/* Read what was sent by the table. False with UPW_BAD_USAGE only for what no browser sends from our page: an unknown
 * field, a field twice. What people can put right is in errors of the values. */
bool form_read(const form *table, web_pairs sent, const web_file *files, size_t n_files, upw_arena *arena,
               form_values *out, upw_error *error) UPW_MUST_CHECK;

/* Empty values, to be filled with what is kept, for the page that shows the form first. */
form_values *form_start(request *req, const form *table);
void form_set(request *req, const char *name, text value);
void form_set_date(request *req, const char *name, civil_date date);

/* The value of a field that the table has (it is a fault of the program when it has not); never NULL. A request
 * without a form, of a page that shows one first, has empty values. */
const form_value *form_get(const request *req, const char *name);
text form_text(const request *req, const char *name);

/* Say what else is wrong (rules that the table cannot know); then return the route's `again`. With `name` NULL it is
 * about the form as a whole. Pairs fill placeholders: { "[n]", "3" }. */
void form_fail(request *req, const char *name, web_message message);
void form_fail_with(request *req, const char *name, web_message message, const web_pair *words, size_t n_words);
bool form_has_errors(const request *req);

#endif
