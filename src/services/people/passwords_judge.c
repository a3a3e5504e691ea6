/* Which passwords are refused. A list of the ten thousand commonest is mostly of words with less than twelve
 * characters, which are too short here anyhow; what is left of it follows a few patterns: common words, runs on the
 * keyboard and of digits, repetition. So the patterns are refused, and the few that follow none are listed. */
#include "services/people/passwords.h"

#include <string.h>

#include "web/decode.h"

/* Common passwords and words in them, lower case; with them those of 12 characters and more that follow no pattern. */
static const char *const words[] = {
    "password",     "passwort",      "passw0rd",     "pass",        "letmein",  "welcome",    "iloveyou",  "loveyou",
    "football",     "baseball",      "liverpool",    "chelsea",     "arsenal",  "manchester", "everton",   "rangers",
    "celtic",       "princess",      "sunshine",     "monkey",      "dragon",   "master",     "superman",  "batman",
    "michael",      "jennifer",      "charlie",      "jessica",     "thomas",   "george",     "london",    "england",
    "computer",     "internet",      "starwars",     "whatever",    "summer",   "winter",     "spring",    "autumn",
    "monday",       "friday",        "january",      "december",    "hospital", "doctor",     "nurse",     "health",
    "admin",        "administrator", "root",         "user",        "test",     "secret",     "changeme",  "default",
    "trustno",      "login",         "hello",        "google",      "cheese",   "banana",     "chocolate", "flower",
    "freedom",      "shadow",        "killer",       "hunter",      "soccer",   "hockey",     "pokemon",   "blink",
    "leaveme",      "alone",         "sonyericsson", "mailcreated", "sojdlg",   "aljg",       "ghjcnj",    "gfhjkm",
    "ghhh47hj7649", "flvbybcnhfnjh", "upward",       "nhs",         "the",      "is",         "my",        "i",
};

/* Along the keyboard, and along the digits and letters; backwards too. */
static const char *const runs[] = {
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "00112233445566778899",
};

enum { PIECES_MAX = 4, RUN_MIN = 3, DIGITS_MAX = 4, PLAIN_MAX = PASSWORD_BYTES_MAX };

typedef struct plain {
    char at[PLAIN_MAX];
    size_t n;
} plain;

/* Letters and digits alone, in lower case; bytes of other scripts as they are. */
static plain make_plain(text whole)
{
    plain p = { .n = 0 };
    for (size_t i = 0; i < whole.len && p.n < PLAIN_MAX; i++) {
        const char c = whole.at[i];
        if (c >= 'A' && c <= 'Z')
            p.at[p.n++] = (char)(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            p.at[p.n++] = c;
    }
    return p;
}

static bool is_in_run(const char *at, size_t n, const char *run, bool backwards)
{
    const size_t whole = strlen(run);
    for (size_t from = 0; from + n <= whole; from++) {
        size_t i = 0;
        while (i < n && at[i] == (backwards ? run[from + n - 1 - i] : run[from + i]))
            i++;
        if (i == n)
            return true;
    }
    return false;
}

static bool is_run(const char *at, size_t n)
{
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (is_in_run(at, n, runs[i], false) || is_in_run(at, n, runs[i], true))
            return true;
    return false;
}

static bool is_digits(const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] < '0' || at[i] > '9')
            return false;
    return true;
}

static bool is_one_character(const char *at, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (at[i] != at[0])
            return false;
    return true;
}

static bool is_word(const char *at, size_t n)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], at, n) == 0)
            return true;
    return false;
}

/* A part of the person's name, or of their address between dots, hyphens and @. */
static bool is_own(const char *at, size_t n, text name)
{
    for (size_t i = 0; i < name.len;) {
        size_t end = i;
        while (end < name.len && strchr(" .-@_+'", name.at[end]) == NULL)
            end++;
        const plain part = make_plain((text){ name.at + i, end - i });
        if (part.n == n && n > 0 && memcmp(part.at, at, n) == 0)
            return true;
        i = end + 1;
    }
    return false;
}

static bool is_piece(const char *at, size_t n, const account *who)
{
    return is_word(at, n) || (n <= DIGITS_MAX && is_digits(at, n)) ||
           (n >= RUN_MIN && (is_run(at, n) || is_one_character(at, n))) || is_own(at, n, who->name) ||
           is_own(at, n, who->email);
}

/* In how few pieces it can be said; more than PIECES_MAX when in no few. */
static size_t count_pieces(const plain *p, const account *who)
{
    size_t fewest[PLAIN_MAX + 1] = { 0 };
    for (size_t end = 1; end <= p->n; end++) {
        fewest[end] = PIECES_MAX + 1;
        for (size_t begin = 0; begin < end; begin++)
            if (fewest[begin] < PIECES_MAX && fewest[begin] + 1 < fewest[end] &&
                is_piece(p->at + begin, end - begin, who))
                fewest[end] = fewest[begin] + 1;
    }
    return fewest[p->n];
}

/* The same over and over: "abcabcabcabc". */
static bool is_repeated(text whole)
{
    for (size_t unit = 1; 2 * unit <= whole.len; unit++)
        if (whole.len % unit == 0 && memcmp(whole.at, whole.at + unit, whole.len - unit) == 0)
            return true;
    return false;
}

web_message passwords_judge(text password, const account *who)
{
    const size_t n = web_count_characters(password);
    if (n == 0)
        return MESSAGE_ENTER_NEW_PASSWORD;
    if (n < PASSWORD_MIN || n > PASSWORD_MAX || password.len > PASSWORD_BYTES_MAX)
        return MESSAGE_PASSWORD_LENGTH;
    const plain p = make_plain(password);
    return is_repeated(password) || is_repeated((text){ p.at, p.n }) || count_pieces(&p, who) <= PIECES_MAX
               ? MESSAGE_PASSWORD_COMMON
               : MESSAGE_NONE;
}
