/* The patterns of personal data, each a function that looks at one place of a text. */
#include "services/appraise/personal.h"

#include <stdint.h>

const char *const personal_words[PERSONAL_COUNT] = {
    [PERSONAL_NOTHING] = "nothing",      [PERSONAL_NHS_NUMBER] = "an NHS number",
    [PERSONAL_PHONE] = "a phone number", [PERSONAL_EMAIL] = "an email address",
    [PERSONAL_POSTCODE] = "a postcode",  [PERSONAL_DATE_OF_BIRTH] = "a date of birth",
    [PERSONAL_NAME] = "a person's name",
};

/* ---- characters ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* Letters beyond ASCII are part of words, too. */
static bool is_word(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The character there; '\0' beyond the ends. */
static char at(text words, size_t i)
{
    return i < words.len ? words.at[i] : '\0';
}

static bool is_one_of(char c, const char *set)
{
    for (; *set != '\0'; set++)
        if (*set == c)
            return true;
    return false;
}

/* Bytes of the one separator between groups of digits that stands there; 0: none. Spaces that do not break, hyphens
 * that are only for the ends of lines, and dashes come with pasted text. */
static size_t separator_at(text words, size_t i)
{
    const char c = at(words, i);
    if (is_one_of(c, " -.()"))
        return 1;
    if (c == '\xC2' && (at(words, i + 1) == '\xA0' || at(words, i + 1) == '\xAD'))
        return 2;
    return c == '\xE2' && at(words, i + 1) == '\x80' && i + 2 < words.len ? 3 : 0;
}

/* A word goes on there. */
static bool is_word_at(text words, size_t i)
{
    return is_word(at(words, i)) && separator_at(words, i) == 0;
}

static bool begins_word(text words, size_t i)
{
    return i == 0 || !is_word(words.at[i - 1]) || (i >= 2 && separator_at(words, i - 2) == 2) ||
           (i >= 3 && separator_at(words, i - 3) == 3);
}

/* ---- numbers ---- */

enum { GROUPS_MAX = 12, DIGITS_MAX = 24, SEPARATORS_MAX = 3 };

/* Groups of digits from one place on, with separators between them. */
typedef struct number_run {
    char digits[DIGITS_MAX];
    size_t ends[GROUPS_MAX]; /* of the digits, how many there are up to the end of each group */
    size_t n_groups;
} number_run;

/* Behind the separators that stand there, when a digit follows; else where they begin. */
static size_t skip_to_digit(text words, size_t i)
{
    size_t j = i;
    for (size_t n = 0; n < SEPARATORS_MAX && separator_at(words, j) > 0; n++)
        j += separator_at(words, j);
    return is_digit(at(words, j)) ? j : i;
}

static void read_run(text words, size_t i, number_run *run)
{
    size_t n = 0;
    run->n_groups = 0;
    while (is_digit(at(words, i)) && run->n_groups < GROUPS_MAX) {
        while (is_digit(at(words, i)) && n < DIGITS_MAX)
            run->digits[n++] = words.at[i++];
        if (is_word_at(words, i))
            return; /* "3rd", or more digits than any number of a person has */
        run->ends[run->n_groups++] = n;
        i = skip_to_digit(words, i);
    }
}

/* Modulo 11, weights 10 to 2: NHS Data Dictionary, "NHS NUMBER". */
static bool has_check_digit(const char digits[10])
{
    int sum = 0;
    for (int i = 0; i < 9; i++)
        sum += (digits[i] - '0') * (10 - i);
    const int check = (11 - sum % 11) % 11;
    return check == digits[9] - '0';
}

static bool find_nhs_number(text words, size_t i)
{
    number_run run;
    if (!is_digit(words.at[i]) || !begins_word(words, i))
        return false;
    read_run(words, i, &run);
    for (size_t g = 0; g < run.n_groups; g++)
        if (run.ends[g] == 10)
            return has_check_digit(run.digits);
    return false;
}

/* +44 (0)20 7946 0958, 0044 20 …, 020 7946 0958. The first group of the second form has three digits at least, so that
 * days ("01-04-2013 10 practices") are none. */
static bool find_phone(text words, size_t i)
{
    number_run run;
    if (!is_digit(words.at[i]) || !begins_word(words, i))
        return false;
    read_run(words, i, &run);
    if (run.n_groups == 0)
        return false;
    const bool has_plus = i > 0 && words.at[i - 1] == '+';
    const size_t abroad = has_plus && run.digits[0] == '4' && run.digits[1] == '4' ? 2
                          : run.ends[run.n_groups - 1] > 4 && text_starts_with((text){ run.digits, 4 }, TEXT("0044"))
                              ? 4
                              : 0;
    for (size_t g = 0; g < run.n_groups; g++) {
        const size_t n = run.ends[g];
        if (abroad > 0 && n >= abroad + 9 && n <= abroad + 11)
            return true;
        if (abroad == 0 && run.digits[0] == '0' && run.ends[0] >= 3 && (n == 10 || n == 11))
            return true;
    }
    return false;
}

/* ---- addresses ---- */

static bool is_of_address(char c)
{
    return is_word(c) || is_one_of(c, ".-_+%");
}

static bool find_email(text words, size_t i)
{
    if (words.at[i] != '@' || i == 0 || !is_of_address(words.at[i - 1]))
        return false;
    size_t dot = 0;
    for (size_t j = i + 1; is_of_address(at(words, j)); j++)
        if (words.at[j] == '.' && j > i + 1)
            dot = j;
        else if (dot > 0 && is_word(words.at[j]) && j > dot)
            return true;
    return false;
}

/* "1st" … are not the second half of a postcode. */
static bool is_ordinal(text words, size_t i)
{
    static const char *const endings[] = { "st", "nd", "rd", "th" };
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
        if (at(words, i) == endings[k][0] && at(words, i + 1) == endings[k][1])
            return true;
    return false;
}

/* BS 7666: an area of one or two letters, a district, and a digit with two letters that are not C, I, K, M, O or V. */
static bool find_postcode(text words, size_t i)
{
    if (!is_letter(words.at[i]) || !begins_word(words, i))
        return false;
    const char first = upper(words.at[i]), second = upper(at(words, i + 1));
    size_t j = i + 1;
    if (is_letter(second)) {
        if (is_one_of(first, "QVX") || is_one_of(second, "IJZ"))
            return false;
        j++;
    } else if (!is_one_of(first, "BEGLMNSW"))
        return false;
    if (!is_digit(at(words, j)))
        return false;
    j++;
    /* The district may have a second character; without a space only what follows tells. */
    for (size_t more = 0; more < 2; more++) {
        size_t k = j;
        if (more == 1 && !is_letter(at(words, k)) && !is_digit(at(words, k)))
            continue;
        k += more;
        k += separator_at(words, k) == 1 && at(words, k) != ' ' ? 0 : separator_at(words, k);
        const char a = upper(at(words, k + 1)), b = upper(at(words, k + 2));
        if (is_digit(at(words, k)) && is_letter(a) && is_letter(b) && !is_one_of(a, "CIKMOV") &&
            !is_one_of(b, "CIKMOV") && !is_word_at(words, k + 3) && !is_ordinal(words, k + 1))
            return true;
    }
    return false;
}

/* ---- days ---- */

static const char *const months[] = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
};
enum { MONTHS = sizeof months / sizeof *months, YEAR_OF_BIRTH_BEFORE = 2010, LABEL_REACH = 30 };

/* The number of up to four digits there, and how many; 0: none. */
static size_t read_number(text words, size_t i, int *number)
{
    size_t n = 0;
    *number = 0;
    while (n < 5 && is_digit(at(words, i + n)))
        *number = *number * 10 + (words.at[i + n++] - '0');
    return n;
}

/* The month there, as figures or as a name; 0: none. */
static size_t read_month(text words, size_t i, int *month)
{
    size_t n = read_number(words, i, month);
    if (n > 0)
        return n <= 2 && *month >= 1 && *month <= 12 ? n : 0;
    while (is_letter(at(words, i + n)))
        n++;
    for (size_t m = 0; n >= 3 && m < MONTHS; m++)
        if (text_equal_ignoring_case((text){ words.at + i, 3 }, text_of(months[m])))
            return n;
    return 0;
}

static size_t skip_joints(text words, size_t i)
{
    size_t n = 0;
    while (n < 3 && is_one_of(at(words, i + n), " /-.,\t"))
        n++;
    return n;
}

/* A whole day from there on: 12/03/1961, 12 March 1961, 12th March 61, 1961-03-12; *year is its year. */
static bool read_day(text words, size_t i, int *year)
{
    int first, month, last;
    size_t j = i;
    const size_t n_first = read_number(words, j, &first);
    if (n_first != 4 && (n_first == 0 || n_first > 2 || first < 1 || first > 31))
        return false;
    j += n_first;
    j += n_first <= 2 && is_ordinal(words, j) ? 2 : 0;
    const size_t joint = skip_joints(words, j);
    const size_t n_month = joint > 0 ? read_month(words, j + joint, &month) : 0;
    if (n_month == 0)
        return false;
    j += joint + n_month;
    const size_t second_joint = skip_joints(words, j);
    const size_t n_last = second_joint > 0 ? read_number(words, j + second_joint, &last) : 0;
    if (n_last == 0 || is_word_at(words, j + second_joint + n_last))
        return false;
    *year = n_first == 4 ? first : n_last == 4 ? last : 0;
    return n_first == 4 ? n_last <= 2 && last >= 1 && last <= 31 : n_last == 4 || n_last == 2;
}

static bool has_label_before(text words, size_t i)
{
    static const char *const labels[] = { "born", "birth", "dob", "d.o.b" };
    const size_t from = i > LABEL_REACH ? i - LABEL_REACH : 0;
    for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
        if (text_contains_ignoring_case((text){ words.at + from, i - from }, text_of(labels[k])))
            return true;
    return false;
}

static bool find_date_of_birth(text words, size_t i)
{
    int year;
    if (!is_digit(words.at[i]) || !begins_word(words, i) || !read_day(words, i, &year))
        return false;
    return (year >= 1880 && year < YEAR_OF_BIRTH_BEFORE) || has_label_before(words, i);
}

/* ---- names ---- */

static bool find_name(text words, size_t i)
{
    static const char *const titles[] = { "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Sir", "Dame" };
    if (!is_letter(words.at[i]) || !begins_word(words, i))
        return false;
    size_t end = i;
    while (is_letter(at(words, end)))
        end++;
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) {
        if (!text_equal_ignoring_case((text){ words.at + i, end - i }, text_of(titles[k])))
            continue;
        size_t j = end + (at(words, end) == '.');
        const size_t before = j;
        for (size_t n = 0; n < SEPARATORS_MAX && separator_at(words, j) > 0; n++)
            j += separator_at(words, j);
        return j > before && (is_upper(at(words, j)) || (unsigned char)at(words, j) >= 0xC3);
    }
    return false;
}

/* ---- all of them ---- */

personal_kind personal_find(text words)
{
    static bool (*const finders[PERSONAL_COUNT])(text words, size_t i) = {
        [PERSONAL_NHS_NUMBER] = find_nhs_number,
        [PERSONAL_PHONE] = find_phone,
        [PERSONAL_EMAIL] = find_email,
        [PERSONAL_POSTCODE] = find_postcode,
        [PERSONAL_DATE_OF_BIRTH] = find_date_of_birth,
        [PERSONAL_NAME] = find_name,
    };
    for (personal_kind kind = PERSONAL_NOTHING + 1; kind < PERSONAL_COUNT; kind++)
        for (size_t i = 0; i < words.len; i++)
            if (finders[kind](words, i))
                return kind;
    return PERSONAL_NOTHING;
}
