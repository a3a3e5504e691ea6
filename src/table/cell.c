/* What does a person mean by "(1,234)", "95%", "£1.2m", "n/a" or "*"? A plain number takes the short way; the rest is
 * taken apart from both ends, put together as a plain number and read by base/number.h, so that it is rounded once. */
#include "table/cell.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

enum { DIGITS_MAX = 64 }; /* of a number that is not plain, its point included */

static const char not_a_number[] = "is not a number; leave the cell empty when there is none";

/* Words and symbols for no number; [c], [x] and [z] are those of the Government Analysis Function's guidance. */
static const struct {
    const char *words;
    cell_state state;
} symbols[] = {
    { "-", CELL_NOT_AVAILABLE },
    { "\xE2\x80\x93", CELL_NOT_AVAILABLE }, /* en dash */
    { "\xE2\x80\x94", CELL_NOT_AVAILABLE }, /* em dash */
    { ".", CELL_NOT_AVAILABLE },
    { "..", CELL_NOT_AVAILABLE },
    { ":", CELL_NOT_AVAILABLE },
    { "na", CELL_NOT_AVAILABLE },
    { "n/a", CELL_NOT_AVAILABLE },
    { "n.a.", CELL_NOT_AVAILABLE },
    { "#n/a", CELL_NOT_AVAILABLE },
    { "null", CELL_NOT_AVAILABLE },
    { "none", CELL_NOT_AVAILABLE },
    { "[x]", CELL_NOT_AVAILABLE },
    { "[z]", CELL_NOT_AVAILABLE },
    { "*", CELL_SUPPRESSED },
    { "**", CELL_SUPPRESSED },
    { "c", CELL_SUPPRESSED },
    { "[c]", CELL_SUPPRESSED },
    { "suppressed", CELL_SUPPRESSED },
};

/* What may stand behind the digits, and the power of ten that it stands for. */
static const struct {
    const char *words;
    int power;
} suffixes[] = {
    { "%", -2 }, { "k", 3 }, { "thousand", 3 }, { "m", 6 }, { "million", 6 }, { "bn", 9 }, { "billion", 9 },
};

/* Words that look like numbers to a computer, or errors that a spreadsheet shows. */
static const struct {
    const char *start;
    const char *reason;
} refusals[] = {
    { "#", "is an error of the spreadsheet; correct it or leave the cell empty" },
    { "$", "is not in pounds; write the number alone and name the unit in the file of indicators" },
    { "\xE2\x82\xAC", "is not in pounds; write the number alone and name the unit in the file of indicators" }, /* € */
    { "nan", "is not a number; leave the cell empty when there is none" },
    { "inf", "is not a finite number; leave the cell empty when there is none" },
    { "0x", "is hexadecimal; write it as a decimal number" },
    { ">", "is not one number; leave the cell empty when the number is not known" },
    { "~", "is not one number; leave the cell empty when the number is not known" },
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_start(text *view, text start)
{
    if (!text_starts_with(*view, start))
        return false;
    view->at += start.len;
    view->len -= start.len;
    return true;
}

static bool starts_with_ignoring_case(text view, text start)
{
    return view.len >= start.len && text_equal_ignoring_case((text){ view.at, start.len }, start);
}

/* <5 or ≤7, with or without a space: a small number that is not told. */
static bool is_less_than(text view)
{
    if (!take_start(&view, TEXT("<=")) && !take_start(&view, TEXT("<")) && !take_start(&view, TEXT("\xE2\x89\xA4")))
        return false;
    view = text_trim(view);
    for (size_t i = 0; i < view.len; i++)
        if (!is_digit(view.at[i]))
            return false;
    return view.len > 0;
}

/* -1 for "-" or U+2212, 1 for "+", 0 for neither. */
static int take_sign(text *view)
{
    if (take_start(view, TEXT("-")) || take_start(view, TEXT("\xE2\x88\x92")))
        return -1;
    return take_start(view, TEXT("+"));
}

/* Takes "%", "k", "m" … and the spaces before it off the end. */
static int take_suffix(text *view)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const text words = text_of(suffixes[i].words);
        if (view->len <= words.len)
            continue;
        const text end = { view->at + view->len - words.len, words.len };
        const char before = end.at[-1];
        /* "5million" ends with "million", "5mn" not with "m": what stands before must not be a letter. */
        if (text_equal_ignoring_case(end, words) && (is_digit(before) || before == ' ' || before == '.')) {
            view->len -= words.len;
            *view = text_trim(*view);
            return suffixes[i].power;
        }
    }
    return 0;
}

/* Why the commas, points and spaces of these digits cannot be trusted; NULL when they can. What is copied is without
 * commas. */
static const char *copy_digits(text view, char *digits, size_t *n)
{
    size_t group = 0; /* digits since the last comma, or the start */
    bool has_comma = false, has_point = false;
    *n = 0;
    for (size_t i = 0; i < view.len; i++) {
        const char c = view.at[i];
        if (c == ',') {
            if (has_point)
                return "has a comma after its point; write 1.234,5 as 1234.5";
            if (group == 0 || group > 3 || (has_comma && group != 3))
                return "has a comma that does not part thousands; write 1,234 or 1234, and 1.23 with a point";
            has_comma = true;
            group = 0;
            continue;
        }
        if (c == ' ' || c == '\t' || (c == '\xC2' && i + 1 < view.len && view.at[i + 1] == '\xA0') ||
            (c == '\xE2' && i + 2 < view.len && view.at[i + 1] == '\x80'))
            return "has a space inside it, which may hide two numbers; write 1234 or 1,234";
        if (c == '.') {
            if (has_point)
                return "has two points; write thousands with commas or with nothing";
            if (has_comma && group != 3)
                break;
            has_point = true;
        } else if (is_digit(c)) {
            group++;
        } else {
            return not_a_number;
        }
        if (*n == DIGITS_MAX)
            return "has more digits than a number can hold; round it";
        digits[(*n)++] = c;
    }
    if (has_comma && !has_point && group != 3)
        return "has a comma that does not part thousands; write 1,234 or 1234, and 1.23 with a point";
    return NULL;
}

/* A number with a sign, a currency, groups, brackets or a suffix. NULL when it was read, or why not. */
static const char *read_decorated(text view, double *out)
{
    const bool has_brackets = view.len >= 2 && view.at[0] == '(' && view.at[view.len - 1] == ')';
    if (has_brackets)
        view = text_trim((text){ view.at + 1, view.len - 2 });
    int sign = take_sign(&view);
    const bool has_pounds = take_start(&view, TEXT("£"));
    if (has_pounds) {
        view = text_trim(view);
        const int inner = take_sign(&view);
        if (sign != 0 && inner != 0)
            return "has two signs; write one";
        sign += inner;
    }
    if (sign != 0 && (has_brackets || take_sign(&view) != 0))
        return "has two signs; write one";
    const int power = take_suffix(&view);
    if (has_pounds && power < 0)
        return "has a pound and a percent sign; write one of them";

    char digits[DIGITS_MAX + 16];
    size_t n;
    double number;
    if (power == 0 && !has_pounds && number_parse(view, &number)) {
        /* only a sign or brackets were in the way: 6.02e23 is welcome */
    } else {
        const char *const reason = copy_digits(view, digits, &n);
        if (reason != NULL)
            return reason;
        n += (size_t)snprintf(digits + n, sizeof digits - n, "e%d", power);
        if (!number_parse((text){ digits, n }, &number))
            return not_a_number;
    }
    if (fabs(number) > CELL_LARGEST)
        return "is too large for a number; check its unit";
    *out = sign < 0 || has_brackets ? -number : number;
    return NULL;
}

cell_state cell_read_number(text view, double *out, const char **reason)
{
    double number;
    if (number_parse(view, &number) && fabs(number) <= CELL_LARGEST) {
        *out = number;
        return CELL_NUMBER;
    }
    view = text_trim(view);
    if (view.len == 0)
        return CELL_BLANK;
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        if (text_equal_ignoring_case(view, text_of(symbols[i].words)))
            return symbols[i].state;
    if (is_less_than(view))
        return CELL_SUPPRESSED;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (starts_with_ignoring_case(view, text_of(refusals[i].start))) {
            *reason = refusals[i].reason;
            return CELL_WRONG;
        }
    *reason = read_decorated(view, out);
    return *reason == NULL ? CELL_NUMBER : CELL_WRONG;
}
