/* Forms: the table and what was sent, put together. What each kind demands is in form_kinds.c. */
#include "web/form.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "web/decode.h"
#include "web/form_internal.h"
#include "web/route.h"

static form_value *find_value(form_values *values, text name)
{
    for (size_t i = 0; i < values->form->n; i++)
        if (text_equal(text_of(values->form->fields[i].name), name))
            return &values->values[i];
    return NULL;
}

/* The field that "opens-on-day" is a part of; NULL: none. */
static form_value *find_date(form_values *values, text name, text *part)
{
    static const char *const parts[] = { "-day", "-month", "-year" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *part = text_of(parts[i]);
        if (name.len <= part->len || !text_equal((text){ name.at + name.len - part->len, part->len }, *part))
            continue;
        form_value *const value = find_value(values, (text){ name.at, name.len - part->len });
        if (value != NULL && value->field->kind == FORM_DATE)
            return value;
    }
    return NULL;
}

static bool take_part_of_date(form_value *date, text part, text value, upw_error *error)
{
    text *const at = text_equal(part, TEXT("-day"))     ? &date->raw_day
                     : text_equal(part, TEXT("-month")) ? &date->raw_month
                                                        : &date->raw;
    if (at->at != NULL)
        return upw_fail(error, UPW_BAD_USAGE, "the form has a value twice");
    *at = value;
    return true;
}

static void add_to_list(form_value *value, web_pairs sent, upw_arena *arena)
{
    if (value->n_list > 0)
        return;
    text *const list = MEMORY_TAKE(arena, text, sent.n);
    size_t place = 0;
    const text *one;
    while ((one = web_pairs_next(sent, text_of(value->field->name), &place)) != NULL)
        list[value->n_list++] = *one;
    value->list = list;
}

static bool take_sent(form_values *out, web_pairs sent, size_t i, upw_arena *arena, upw_error *error)
{
    const web_pair *const pair = &sent.at[i];
    if (text_equal(pair->name, TEXT("csrf")))
        return true;
    text part;
    form_value *value = find_value(out, pair->name);
    if (value == NULL && (value = find_date(out, pair->name, &part)) != NULL)
        return take_part_of_date(value, part, pair->value, error);
    if (value == NULL || value->field->kind == FORM_FILE)
        return upw_fail(error, UPW_BAD_USAGE, "the form has a value that this page did not ask for");
    if (web_pairs_find((web_pairs){ sent.at, i }, pair->name) != NULL && !value->field->is_list)
        return upw_fail(error, UPW_BAD_USAGE, "the form has a value twice");
    if (value->field->is_list)
        add_to_list(value, sent, arena);
    else
        value->raw = pair->value;
    return true;
}

static void init_values(form_values *values, const form *table, upw_arena *arena)
{
    *values = (form_values){ .form = table, .values = MEMORY_TAKE(arena, form_value, table->n) };
    for (size_t i = 0; i < table->n; i++)
        values->values[i].field = &table->fields[i];
}

bool form_read(const form *table, web_pairs sent, const web_file *files, size_t n_files, upw_arena *arena,
               form_values *out, upw_error *error)
{
    init_values(out, table, arena);
    for (size_t i = 0; i < sent.n; i++)
        if (!take_sent(out, sent, i, arena, error))
            return false;
    for (size_t i = 0; i < n_files; i++) {
        form_value *const value = find_value(out, files[i].field);
        if (value == NULL || value->field->kind != FORM_FILE || value->file != NULL)
            return upw_fail(error, UPW_BAD_USAGE, "the form has a file that this page did not ask for");
        value->file = &files[i];
    }
    for (size_t i = 0; i < table->n; i++) {
        form_check(&out->values[i], arena);
        out->n_errors += out->values[i].error.len > 0;
    }
    return true;
}

form_values *form_start(request *req, const form *table)
{
    req->form = MEMORY_TAKE(req->arena, form_values, 1);
    init_values(req->form, table, req->arena);
    return req->form;
}

const form_value *form_get(const request *req, const char *name)
{
    static const form_field nothing = { 0 };
    static const form_value empty = { .field = &nothing };
    if (req->form == NULL)
        return &empty;
    const form_value *const value = find_value(req->form, text_of(name));
    assert(value != NULL); /* the table has no such field */
    return value;
}

text form_text(const request *req, const char *name)
{
    return form_get(req, name)->text;
}

void form_set(request *req, const char *name, text value)
{
    form_value *const at = find_value(req->form, text_of(name));
    assert(at != NULL);
    at->raw = at->text = value;
    at->is_given = value.len > 0;
}

void form_set_date(request *req, const char *name, civil_date date)
{
    form_value *const at = find_value(req->form, text_of(name));
    assert(at != NULL);
    at->date = date;
    at->raw_day = memory_format(req->arena, "%d", date.day);
    at->raw_month = memory_format(req->arena, "%d", date.month);
    at->raw = memory_format(req->arena, "%d", (int)date.year);
    at->is_given = true;
}

void form_fail_with(request *req, const char *name, web_message message, const web_pair *words, size_t n_words)
{
    assert(req->form != NULL);
    text sentence = text_of(web_message_text(message));
    form_value *const value = name != NULL ? find_value(req->form, text_of(name)) : NULL;
    assert(name == NULL || value != NULL);
    if (value != NULL)
        sentence = form_name_field(sentence, value->field, req->arena);
    for (size_t i = 0; i < n_words; i++)
        sentence = form_replace(sentence, words[i].name, words[i].value, req->arena);
    req->form->n_errors++;
    if (value != NULL)
        value->error = sentence;
    else
        req->form->error = sentence;
}

void form_fail(request *req, const char *name, web_message message)
{
    form_fail_with(req, name, message, NULL, 0);
}

bool form_has_errors(const request *req)
{
    return req->form != NULL && req->form->n_errors > 0;
}
