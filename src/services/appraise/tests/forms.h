/* Forms of pages as a browser sends them: with what they hold hidden. */
#ifndef APPRAISE_TESTS_FORMS_H
#define APPRAISE_TESTS_FORMS_H

#include "services/appraise/tests/year.h"

#define CODE "01C" /* of SCENE_BODY, as links have it */
#define SECTION "/returns/2016/" CODE

/* What the page's form for this target holds hidden, but for its token; then the fields. Letters, digits, spaces and
 * "@._" are enough for all of them. */
static inline const char *form_fields(scene *c, const char *target, const char *fields)
{
    static const char *const names[] = { "move", "version", "seen" };
    const text body = buffer_text(&c->t.res.body);
    const char *const action = memory_format(&c->arena, "action=\"%s\"", target).at;
    const char *const at = memmem(body.at, body.len, action, strlen(action));
    buffer b;
    if (at == NULL)
        fail_msg("the page has no form for %s", target);
    text rest = { at, body.len - (size_t)(at - body.at) };
    const char *const end = memmem(rest.at, rest.len, "</form>", 7);
    assert_non_null(end);
    rest.len = (size_t)(end - rest.at);
    buffer_init(&b, 16000);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *const field = memory_format(&c->arena, "name=\"%s\" value=\"", names[i]).at;
        const char *value = memmem(rest.at, rest.len, field, strlen(field));
        if (value == NULL)
            continue;
        buffer_add_format(&b, "%s%s=", b.len > 0 ? "&" : "", names[i]);
        for (value += strlen(field); *value != '"'; value++)
            buffer_add_char(&b, *value == ' ' ? '+' : *value);
    }
    buffer_add_format(&b, "%s%s", b.len > 0 && fields[0] != '\0' ? "&" : "", fields);
    return memory_keep(&c->arena, &b).at;
}

static inline void send_form(scene *c, const char *target, const char *fields)
{
    scene_post(c, target, form_fields(c, target, fields));
}

static inline void go_on(scene *c, const char *page, const char *target, const char *fields)
{
    scene_get(c, page);
    assert_int_equal(c->t.res.status, 200);
    send_form(c, target, fields);
    if (c->t.res.status != 303)
        fail_msg("%s answers %d:\n%.*s", target, c->t.res.status, TEXT_ARGS(buffer_text(&c->t.res.body)));
}

#endif
