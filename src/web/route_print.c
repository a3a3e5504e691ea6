/* The map of the site: `upward routes`. */
#include <string.h>

#include "base/json.h"
#include "web/route.h"

static const char *const scopes[WEB_SCOPE_COUNT] = {
    [WEB_SCOPE_NONE] = "none",     [WEB_SCOPE_SELF] = "self",           [WEB_SCOPE_OWN] = "own",
    [WEB_SCOPE_LISTED] = "listed", [WEB_SCOPE_PUBLISHED] = "published", [WEB_SCOPE_ANY] = "any",
};

static const struct {
    web_flags flag;
    const char *name;
} flags[] = {
    { WEB_NEEDS_REAUTH, "reauth" }, { WEB_NEEDS_SECOND_FACTOR, "second-factor" },
    { WEB_IS_API, "api" },          { WEB_BEFORE_SESSION, "before-session" },
    { WEB_IS_STATIC, "static" },    { WEB_HAS_FILE, "file" },
    { WEB_BY_LINK, "by-link" },
};

static const char *method_name(const route *r)
{
    return r->method == WEB_POST ? "POST" : "GET";
}

static void add_needs(buffer *out, const route *r, const char *(*name_permission)(int))
{
    buffer_add(out, r->needs == WEB_ANYONE      ? TEXT("anyone")
                    : r->needs == WEB_SIGNED_IN ? TEXT("signed in")
                                                : text_of(name_permission != NULL ? name_permission(r->needs) : "?"));
}

void web_routes_add_table(buffer *out, const web_router *router, const char *(*name_permission)(int))
{
    for (size_t i = 0; i < web_router_count(router); i++) {
        const route *const r = web_router_at(router, i);
        buffer_add_format(out, "%-4s %-44s %-10s ", method_name(r), r->pattern, scopes[r->scope]);
        add_needs(out, r, name_permission);
        for (size_t f = 0; f < sizeof flags / sizeof *flags; f++)
            if (r->flags & flags[f].flag)
                buffer_add_format(out, ", %s", flags[f].name);
        buffer_add_char(out, '\n');
    }
}

static void add_flags(json_writer *j, const route *r)
{
    json_key(j, "flags");
    json_begin_array(j);
    for (size_t f = 0; f < sizeof flags / sizeof *flags; f++)
        if (r->flags & flags[f].flag)
            json_text(j, text_of(flags[f].name));
    json_end_array(j);
}

static void add_fields(json_writer *j, const route *r)
{
    json_key(j, "fields");
    json_begin_array(j);
    for (size_t i = 0; r->form != NULL && i < r->form->n; i++)
        json_text(j, text_of(r->form->fields[i].name));
    json_end_array(j);
}

void web_routes_add_json(buffer *out, const web_router *router, const char *(*name_permission)(int))
{
    json_writer j;
    buffer needs;
    buffer_init(&needs, 256);
    json_init(&j, out);
    json_begin_array(&j);
    for (size_t i = 0; i < web_router_count(router); i++) {
        const route *const r = web_router_at(router, i);
        json_begin_object(&j);
        json_key(&j, "method");
        json_text(&j, text_of(method_name(r)));
        json_key(&j, "pattern");
        json_text(&j, text_of(r->pattern));
        json_key(&j, "needs");
        buffer_empty(&needs);
        add_needs(&needs, r, name_permission);
        json_text(&j, buffer_text(&needs));
        json_key(&j, "scope");
        json_text(&j, text_of(scopes[r->scope]));
        json_key(&j, "rate");
        json_text(&j, text_of(web_rate_name(r->rate)));
        json_key(&j, "body_max");
        json_integer(&j, (int64_t)web_body_max(r));
        add_flags(&j, r);
        add_fields(&j, r);
        json_end_object(&j);
    }
    json_end_array(&j);
    buffer_add_char(out, '\n');
    buffer_clear(&needs);
}
