/* Reads fixtures of the design system, draws them with our functions and prints what came out:
 * nhsuk-fixtures COMPONENT FIXTURES.json writes one JSON array of { name, html } or { name, reason }. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

void cannot(fixture *f, const char *what)
{
    if (f->reason[0] == '\0')
        snprintf(f->reason, sizeof f->reason, "%s", what);
}

void cannot_say_false(fixture *f, json_t *options, const char *key)
{
    if (json_is_false(json_object_get(options, key)))
        cannot(f, memory_format(f->arena, "%s said to be false", key).at);
}

/* compare.py lets anything stand here. */
void write_caller(html_writer *h)
{
    html_literal(h, "<caller></caller>");
}

static bool means_nothing(const json_t *value)
{
    return json_is_null(value) || json_is_false(value) || (json_is_string(value) && json_string_length(value) == 0) ||
           (json_is_object(value) && json_object_size(value) == 0);
}

void expect_nothing_left(fixture *f, json_t *options, const char *where)
{
    const char *key;
    json_t *value;
    if (!json_is_object(options))
        return;
    json_object_foreach(options, key, value)
    {
        char what[160];
        snprintf(what, sizeof what, "option %s%s%s", where, where[0] == '\0' ? "" : ".", key);
        if (!means_nothing(value))
            cannot(f, what);
    }
}

json_t *keep(fixture *f, json_t *made)
{
    json_array_append_new(f->kept, made);
    return made;
}

json_t *take(fixture *f, json_t *options, const char *key)
{
    json_t *const value = json_object_get(options, key);
    if (value == NULL)
        return NULL;
    json_array_append(f->kept, value);
    json_object_del(options, key);
    return json_is_null(value) || json_is_false(value) ? NULL : value;
}

text take_text(fixture *f, json_t *options, const char *key)
{
    json_t *const value = take(f, options, key);
    if (json_is_integer(value))
        return memory_format(f->arena, "%d", (int)json_integer_value(value));
    if (value != NULL && !json_is_string(value))
        cannot(f, key);
    return text_of(json_is_string(value) ? json_string_value(value) : "");
}

const char *take_word(fixture *f, json_t *options, const char *key)
{
    const text words = take_text(f, options, key);
    return words.len == 0 ? NULL : words.at;
}

int take_number(fixture *f, json_t *options, const char *key)
{
    json_t *const value = take(f, options, key);
    return json_is_string(value) ? (int)strtol(json_string_value(value), NULL, 10) : (int)json_integer_value(value);
}

bool take_bool(fixture *f, json_t *options, const char *key)
{
    const json_t *const value = take(f, options, key); /* json_is_true looks at its argument twice */
    return json_is_true(value);
}

bool take_false(fixture *f, json_t *options, const char *key)
{
    const bool is_false = json_is_false(json_object_get(options, key));
    (void)f;
    json_object_del(options, key);
    return is_false;
}

text words_of(fixture *f, json_t *given, const char *where)
{
    if (json_is_string(given))
        return text_of(json_string_value(given));
    const text words = take_text(f, given, "text");
    const text markup = take_text(f, given, "html");
    if (text_contains(markup, TEXT("<")) || text_contains(markup, TEXT("&"))) {
        char what[80];
        snprintf(what, sizeof what, "markup in %s", where);
        cannot(f, what);
    }
    return words.len > 0 ? words : markup;
}

text take_words(fixture *f, json_t *options, const char *key)
{
    json_t *const given = take(f, options, key);
    if (given == NULL)
        return (text){ "", 0 };
    if (json_is_true(given)) {
        cannot(f, "an error without words");
        return (text){ "", 0 };
    }
    const text words = words_of(f, given, key);
    expect_nothing_left(f, given, key);
    return words;
}

void write_inside(fixture *f, html_writer *h, json_t *options, const char *text_class)
{
    const text words = take_text(f, options, "text");
    const text markup = take_text(f, options, "html");
    if (markup.len > 0) {
        html_markup(h, markup);
    } else if (words.len > 0 && text_class != NULL) {
        html_open(h, "p");
        html_attr_if(h, "class", text_of(text_class));
        html_text(h, words);
        html_close(h, "p");
    } else {
        html_text(h, words);
    }
}

int take_choice(fixture *f, json_t *options, const char *key, const char *const *names, int n)
{
    const text chosen = take_text(f, options, key);
    for (int i = 0; i < n; i++)
        if (names[i] != NULL && text_equal(chosen, text_of(names[i])))
            return i;
    if (chosen.len > 0)
        cannot(f, memory_format(f->arena, "%s \"%s\"", key, chosen.at).at);
    return 0;
}

nhs_size take_size(fixture *f, json_t *options, const char *key)
{
    static const char *const names[NHS_SIZE_COUNT] = { NULL, "xxs", "xs", "s", "m", "l", "xl", "xxl" };
    return (nhs_size)take_choice(f, options, key, names, NHS_SIZE_COUNT);
}

nhs_caption take_caption(fixture *f, json_t *options, const char *key)
{
    static const char *const places[] = { "start", "end", "before", "after" };
    json_t *const given = take(f, options, key);
    nhs_caption caption = { 0 };
    if (given == NULL)
        return caption;
    caption.words = words_of(f, given, "caption");
    if (!json_is_string(given)) {
        caption.size = take_size(f, given, "size");
        caption.place = (nhs_place)take_choice(f, given, "placement", places, 4);
        caption.tag = take_word(f, given, "element");
        expect_nothing_left(f, given, "caption");
    }
    return caption;
}

nhs_label take_label(fixture *f, json_t *options, const char *key)
{
    json_t *const given = key == NULL ? options : take(f, options, key);
    nhs_label label = { 0 };
    if (given == NULL)
        return label;
    if (json_object_get(given, "isPageHeading") != NULL && json_object_get(given, "heading") != NULL)
        cannot(f, "isPageHeading beside a heading");
    json_t *const heading = json_is_string(given) ? NULL : take(f, given, "heading");
    label.words = words_of(f, heading == NULL ? given : heading, "label");
    if (json_is_string(given))
        return label;
    label.heading = heading != NULL || take_bool(f, given, "isPageHeading") ? 1 : 0;
    label.size = take_size(f, given, "size");
    label.caption = take_caption(f, given, "caption");
    if (json_is_object(heading)) {
        const int level = take_number(f, heading, "level");
        label.heading = level == 0 ? 1 : level;
        if (json_object_get(heading, "size") != NULL)
            label.size = take_size(f, heading, "size");
        if (json_object_get(heading, "caption") != NULL)
            label.caption = take_caption(f, heading, "caption");
        expect_nothing_left(f, heading, "heading");
    }
    const text classes = take_text(f, given, "classes");
    label.is_hidden = text_equal(classes, TEXT("nhsuk-u-visually-hidden"));
    if (classes.len > 0 && !label.is_hidden)
        cannot(f, "option label.classes");
    if (key != NULL)
        expect_nothing_left(f, given, key);
    return label;
}

const nhs_action *take_actions(fixture *f, json_t *options, const char *key, size_t *n)
{
    json_t *const given = take(f, options, key);
    json_t *const list = json_is_object(given) ? take(f, given, "items") : given;
    size_t i;
    json_t *item;
    expect_nothing_left(f, given, key);
    *n = 0;
    nhs_action *const actions = TAKE_MANY(f, nhs_action, json_array_size(list));
    json_array_foreach(list, i, item)
    {
        if (!json_is_object(item))
            continue;
        nhs_action *const action = &actions[(*n)++];
        action->href = take_text(f, item, "href");
        action->words = words_of(f, item, "an action");
        action->about = take_text(f, item, "visuallyHiddenText");
        if (action->href.len == 0)
            cannot(f, "an action that is a button");
        expect_nothing_left(f, item, "action");
    }
    return actions;
}

static const component *find_component(const char *name)
{
    const component *const tables[] = { form_components, content_components, list_components, frame_components };
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (const component *c = tables[t]; c->name != NULL; c++)
            if (strcmp(c->name, name) == 0)
                return c;
    return NULL;
}

static void draw(const component *c, json_t *case_, json_t *results)
{
    upw_arena arena;
    memory_init_arena(&arena);
    fixture f = { .arena = &arena, .kept = json_array() };
    buffer out;
    buffer_init(&out, 1 << 22);
    html_writer h;
    html_init(&h, &out);
    json_t *const options = keep(&f, json_deep_copy(json_object_get(case_, "context")));
    const char *const name = json_string_value(json_object_get(case_, "name"));
    c->draw(&f, options, &h);
    if (strstr(name, "call block") != NULL && !text_contains(buffer_text(&out), TEXT("<caller>")))
        cannot(&f, "words that the caller writes, not given as an option");
    expect_nothing_left(&f, options, "");
    json_t *const result = json_object();
    json_object_set_new(result, "name", json_string(name));
    if (f.reason[0] != '\0')
        json_object_set_new(result, "reason", json_string(f.reason));
    else
        json_object_set_new(result, "html", json_stringn(out.len == 0 ? "" : out.at, out.len));
    json_array_append_new(results, result);
    buffer_clear(&out);
    upw_arena_clear(&arena);
    json_decref(f.kept);
}

int main(int argc, char **argv)
{
    const component *const c = argc == 3 ? find_component(argv[1]) : NULL;
    json_error_t error;
    json_t *const file = c == NULL ? NULL : json_load_file(argv[2], 0, &error);
    size_t i;
    json_t *case_;
    if (file == NULL) {
        fprintf(stderr, "nhsuk-fixtures COMPONENT FIXTURES.json: %s\n", c == NULL ? "no such component" : error.text);
        return 2;
    }
    json_t *const results = json_array();
    json_array_foreach(json_object_get(file, "fixtures"), i, case_) draw(c, case_, results);
    json_dumpf(results, stdout, 0);
    json_decref(results);
    json_decref(file);
    return 0;
}
