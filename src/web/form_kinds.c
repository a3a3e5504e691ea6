/* What each kind of field demands of what was typed. */
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "web/decode.h"
#include "web/form_internal.h"

enum { EMAIL_MAX_LEN = 254 };

text form_replace(text sentence, text placeholder, text words, upw_arena *arena)
{
    const char *const found =
        sentence.len == 0 ? NULL : memmem(sentence.at, sentence.len, placeholder.at, placeholder.len);
    if (found == NULL)
        return sentence;
    const size_t before = (size_t)(found - sentence.at);
    const text rest = { found + placeholder.len, sentence.len - before - placeholder.len };
    return memory_format(arena, "%.*s%.*s%.*s", (int)before, sentence.at, TEXT_ARGS(words), TEXT_ARGS(rest));
}

text form_name_field(text sentence, const form_field *field, upw_arena *arena)
{
    const text label = text_of(field->label != NULL ? field->label : field->name);
    const text capital = memory_copy_text(arena, label);
    if (capital.at[0] >= 'a' && capital.at[0] <= 'z')
        ((char *)capital.at)[0] = (char)(capital.at[0] - 'a' + 'A');
    sentence = form_replace(sentence, TEXT("[Field]"), capital, arena);
    sentence = form_replace(sentence, TEXT("[Date]"), capital, arena);
    sentence = form_replace(sentence, TEXT("[field]"), label, arena);
    return form_replace(sentence, TEXT("[the date]"), memory_format(arena, "the %.*s", TEXT_ARGS(label)), arena);
}

static void complain(form_value *value, web_message message, upw_arena *arena)
{
    value->error = form_name_field(text_of(web_message_text(message)), value->field, arena);
}

/* Not of its kind, where the kind has a usual sentence. */
static void complain_of_kind(form_value *value, web_message usual, upw_arena *arena)
{
    complain(value, value->field->wrong != MESSAGE_NONE ? value->field->wrong : usual, arena);
}

/* Line ends as "\n", whatever the browser sends (the HTML Standard says CRLF), and so what word processors end a line
 * or a page with, which nobody can see who has pasted it; trimmed. */
static text tidy_lines(text raw, upw_arena *arena)
{
    char *const to = memory_take(arena, raw.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++)
        if (raw.at[i] != '\r')
            to[len++] = raw.at[i] == '\v' || raw.at[i] == '\f' ? '\n' : raw.at[i];
        else if (i + 1 == raw.len || raw.at[i + 1] != '\n')
            to[len++] = '\n';
    return text_trim((text){ to, len });
}

static void check_text(form_value *value, upw_arena *arena)
{
    const form_field *const f = value->field;
    const web_characters allowed = f->kind == FORM_LINES ? WEB_MANY_LINES : WEB_ONE_LINE;
    for (size_t i = 0; i < (f->is_list ? value->n_list : 1) && value->error.len == 0; i++) {
        const text one = f->is_list ? value->list[i] : value->text;
        const size_t n = web_count_characters(one);
        if (!web_text_is_clean(one, allowed))
            complain(value, MESSAGE_E010, arena);
        else if ((f->most > 0 && n > f->most) || n < f->least)
            complain(value, f->length, arena);
    }
}

/* name@example.com: one "@" with something before it and a domain with a dot behind it. What a mail server will take
 * only sending a letter can tell. */
static bool is_email(text view)
{
    text domain = view;
    const text name = text_take_until(&domain, '@');
    if (name.len == 0 || name.len > 64 || domain.len < 3 || domain.at[0] == '.' || domain.at[domain.len - 1] == '.' ||
        !text_contains(domain, TEXT(".")) || text_contains(domain, TEXT("..")) || text_contains(name, TEXT("..")))
        return false;
    for (size_t i = 0; i < view.len; i++)
        if (view.at[i] <= ' ' || view.at[i] > '~' || strchr("\"(),:;<>[\\]", view.at[i]) != NULL)
            return false;
    for (size_t i = 0; i < domain.len; i++)
        if (domain.at[i] == '@')
            return false;
    return true;
}

static void check_email(form_value *value, upw_arena *arena)
{
    if (value->text.len > EMAIL_MAX_LEN)
        complain(value, MESSAGE_E003, arena);
    else if (!is_email(value->text))
        complain_of_kind(value, MESSAGE_E002, arena);
}

static void check_identifier(form_value *value, upw_arena *arena)
{
    for (size_t i = 0; i < value->text.len; i++) {
        const char c = value->text.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            complain(value, value->field->wrong, arena);
            return;
        }
    }
    check_text(value, arena);
}

static void check_number(form_value *value, upw_arena *arena)
{
    const form_field *const f = value->field;
    bool is_number = number_parse(value->text, &value->number);
    if (f->kind == FORM_INTEGER) {
        is_number = number_parse_integer(value->text, &value->integer);
        value->number = (double)value->integer;
    }
    if (!is_number || value->number - value->number != 0)
        complain(value, f->wrong, arena);
    else if ((f->low != 0 || f->high != 0) && (value->number < f->low || value->number > f->high))
        complain(value, f->range, arena);
}

static bool is_choice(const form_field *f, text given, unsigned *place)
{
    for (*place = 0; f->choices != NULL && f->choices[*place] != NULL; ++*place)
        if (text_equal(text_of(f->choices[*place]), given))
            return true;
    return false;
}

static void check_choice(form_value *value, upw_arena *arena)
{
    unsigned place;
    bool is_known = true;
    for (size_t i = 0; i < value->n_list; i++)
        is_known = is_known && is_choice(value->field, value->list[i], &place);
    if (!value->field->is_list)
        is_known = is_choice(value->field, value->text, &value->choice);
    if (!is_known)
        complain(value, value->field->wrong, arena);
}

/* Digits, at most four of them: a day, a month, a year. */
static bool take_part(text raw, int64_t *out)
{
    const text part = text_trim(raw);
    return part.len > 0 && part.len <= 4 && part.at[0] != '-' && part.at[0] != '+' && number_parse_integer(part, out);
}

static void check_date(form_value *value, upw_arena *arena)
{
    text year = value->text, month = value->raw_month, day = value->raw_day;
    if (day.len == 0 && month.len == 0 && year.len == 10 && year.at[4] == '-' && year.at[7] == '-') {
        day = (text){ year.at + 8, 2 };
        month = (text){ year.at + 5, 2 };
        year.len = 4;
    }
    const web_message missing = text_trim(day).len == 0     ? MESSAGE_E012
                                : text_trim(month).len == 0 ? MESSAGE_E013
                                : text_trim(year).len == 0  ? MESSAGE_E014
                                                            : MESSAGE_NONE;
    int64_t d, m, y;
    if (missing != MESSAGE_NONE) {
        complain(value, missing, arena);
        return;
    }
    if (!take_part(day, &d) || !take_part(month, &m) || !take_part(year, &y) || d > 31 || m > 12 || y < 1900 ||
        y > 2199 || !civil_is_valid((civil_date){ (int32_t)y, (uint8_t)m, (uint8_t)d })) {
        complain_of_kind(value, MESSAGE_E015, arena);
        return;
    }
    value->date = (civil_date){ (int32_t)y, (uint8_t)m, (uint8_t)d };
}

static void check_file(form_value *value, upw_arena *arena)
{
    if (value->field->most > 0 && value->file->size > value->field->most)
        complain(value, value->field->length, arena);
}

static void check_nothing(form_value *value, upw_arena *arena)
{
    (void)value;
    (void)arena;
}

/* `empty`: the usual sentence where nothing was given; the rest: which sentences a table must have for its kind. */
static const struct {
    void (*check)(form_value *value, upw_arena *arena);
    web_message empty;
    bool needs_wrong, has_range;
} kinds[FORM_KIND_COUNT] = {
    [FORM_TEXT] = { check_text },
    [FORM_LINES] = { check_text },
    [FORM_EMAIL] = { check_email, MESSAGE_E001 },
    [FORM_IDENTIFIER] = { check_identifier, .needs_wrong = true },
    [FORM_DATE] = { check_date, MESSAGE_E011 },
    [FORM_INTEGER] = { check_number, .needs_wrong = true, .has_range = true },
    [FORM_NUMBER] = { check_number, .needs_wrong = true, .has_range = true },
    [FORM_CHOICE] = { check_choice, .needs_wrong = true },
    [FORM_TICK] = { check_nothing },
    [FORM_FILE] = { check_file, MESSAGE_E018 },
};

bool form_check_table(const form *table, upw_error *error)
{
    for (size_t i = 0; i < table->n; i++) {
        const form_field *const f = &table->fields[i];
        const char *const lacks =
            !f->is_optional && f->empty == MESSAGE_NONE && kinds[f->kind].empty == MESSAGE_NONE     ? "empty"
            : kinds[f->kind].needs_wrong && f->wrong == MESSAGE_NONE                                ? "wrong"
            : (f->least > 0 || f->most > 0) && f->length == MESSAGE_NONE                            ? "length"
            : kinds[f->kind].has_range && (f->low != 0 || f->high != 0) && f->range == MESSAGE_NONE ? "range"
                                                                                                    : NULL;
        if (lacks != NULL)
            return upw_fail(error, UPW_BAD_USAGE, "form %s: field %s has no sentence for \"%s\"", table->name, f->name,
                            lacks);
        if (f->kind == FORM_CHOICE && f->choices == NULL)
            return upw_fail(error, UPW_BAD_USAGE, "form %s: field %s has no choices", table->name, f->name);
    }
    return true;
}

void form_check(form_value *value, upw_arena *arena)
{
    const form_field *const f = value->field;
    value->text = f->kind == FORM_LINES ? tidy_lines(value->raw, arena) : text_trim(value->raw);
    value->is_given = value->text.len > 0 || value->n_list > 0 || text_trim(value->raw_day).len > 0 ||
                      text_trim(value->raw_month).len > 0 || (value->file != NULL && value->file->size > 0);
    if (value->is_given)
        kinds[f->kind].check(value, arena);
    else if (!f->is_optional)
        complain(value, f->empty != MESSAGE_NONE ? f->empty : kinds[f->kind].empty, arena);
}
