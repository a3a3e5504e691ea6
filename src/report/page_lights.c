/* The annex "What traffic lights would have told you": somebody's scheme held against the same series. Colours appear
 * as words only. */
#include "report/page.h"

#include <math.h>

#include "base/html.h"
#include "base/memory.h"
#include "report/lights.h"

typedef struct annex {
    const report_model *model;
    scheme_list schemes;        /* with the units of the report where a scheme has none */
    const lights_series *items; /* in the order of the sections */
    const report_series **shown;
    size_t n;
    bool *is_used;
    upw_arena *arena;
} annex;

/* A scheme without a unit has that of the first series under it. */
static void name_units(annex *a, light_scheme *schemes)
{
    for (size_t i = 0; i < a->model->n_series; i++) {
        const light_scheme *const found = schemes_find(&a->schemes, &a->model->by_place[i]->key);
        light_scheme *const own = found != NULL ? &schemes[found - a->schemes.items] : NULL;
        if (own != NULL && !own->has_unit) {
            own->unit = a->model->by_place[i]->unit;
            own->has_unit = true;
        }
    }
}

static bool review_all(annex *a, upw_error *error)
{
    static const upw_lights_options options = { .chart = UPW_LIGHTS_XMR };
    const report_model *const model = a->model;
    lights_series *const items = MEMORY_TAKE(a->arena, lights_series, model->n_series);
    a->shown = MEMORY_TAKE(a->arena, const report_series *, model->n_series);
    a->is_used = MEMORY_TAKE(a->arena, bool, a->schemes.n);
    a->items = items;
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = model->by_place[i];
        const light_scheme *const scheme = schemes_find(&a->schemes, &s->key);
        if (scheme == NULL)
            continue;
        a->is_used[scheme - a->schemes.items] = true;
        a->shown[a->n] = s;
        if (!lights_review_series(model->table, s->number - 1, scheme, &options, a->arena, NULL, NULL, &items[a->n++],
                                  error))
            return upw_wrap(error, "the light over \"%.*s\"", s->key.id.len < 60 ? (int)s->key.id.len : 60,
                            s->key.id.at);
    }
    return schemes_check_used(&a->schemes, a->is_used, model->table->keys, model->table->n_series, error);
}

/* What tells the rows apart: the indicator, the organisation, or both. */
typedef struct row_names {
    bool has_indicator, has_body;
} row_names;

static row_names find_names(const annex *a, const light_scheme *scheme)
{
    row_names names = { .has_body = a->model->n_organisations > 1 };
    const report_series *first = NULL;
    for (size_t i = 0; i < a->n; i++) {
        if (a->items[i].scheme != scheme)
            continue;
        first = first != NULL ? first : a->shown[i];
        names.has_indicator |= !text_equal(first->name, a->shown[i]->name);
    }
    names.has_indicator |= !names.has_body;
    return names;
}

static void write_heads(html_writer *h, row_names names)
{
    html_literal(h, "<thead><tr>");
    if (names.has_indicator)
        html_literal(h, "<th scope=\"col\">Indicator</th>");
    if (names.has_body)
        html_literal(h, "<th scope=\"col\">Organisation</th>");
    html_literal(h, "<th scope=\"col\">Colours shown</th><th scope=\"col\" class=\"number\">Changes of colour</th>"
                    "<th scope=\"col\" class=\"number\">Matched by the chart</th>"
                    "<th scope=\"col\" class=\"number\">By chance, about</th></tr></thead>\n<tbody>\n");
}

static void write_row(html_writer *h, const report_series *s, const lights_series *light, row_names names)
{
    const upw_lights_review *const r = &light->review;
    html_literal(h, "<tr><th scope=\"row\">");
    html_text(h, names.has_indicator ? s->name : s->key.organisation);
    html_literal(h, "</th>");
    if (names.has_indicator && names.has_body)
        html_element(h, "td", s->key.organisation);
    if (isnan(r->sigma)) {
        html_literal(h, "<td colspan=\"4\">too few values to tell</td></tr>\n");
        return;
    }
    html_literal(h, "<td>");
    for (upw_light light_shown = UPW_LIGHT_RED; light_shown <= UPW_LIGHT_GREEN; light_shown++) {
        html_format(h, "%s%s", light_shown > UPW_LIGHT_RED ? ", " : "", upw_light_text(light_shown));
        html_literal(h, "&nbsp;");
        html_format(h, "%zu", r->shown[light_shown]);
    }
    html_literal(h, "</td><td class=\"number\">");
    html_format(h, "%zu", r->changes);
    html_literal(h, "</td><td class=\"number\">");
    html_format(h, "%zu", r->changes_agreeing);
    html_literal(h, "</td><td class=\"number\">");
    if (isnan(r->expected_changes))
        html_literal(h, "<abbr title=\"not applicable\">[z]</abbr>");
    else
        html_format(h, "%.0f", r->expected_changes);
    html_literal(h, "</td></tr>\n");
}

static bool write_scheme(annex *a, const light_scheme *scheme, html_writer *h, upw_error *error)
{
    lights_overview o;
    const row_names names = find_names(a, scheme);
    if (!lights_make_overview(a->items, a->n, scheme, a->arena, &o, error))
        return false;
    html_literal(h, "<h3>");
    if (scheme->name.len > 0) {
        html_text(h, scheme->name);
        html_words(h, ": ");
    }
    page_write_sentence(h, lights_describe_scheme(scheme, o.is_share, a->arena));
    html_literal(h, "</h3>\n<p>");
    for (size_t i = 0; i < a->n; i++)
        if (o.n_series == 1 && a->items[i].scheme == scheme)
            page_write_sentence(h, lights_write_paragraph(&a->items[i], &o, a->arena));
    if (o.n_series > 1)
        page_write_sentence(h, lights_write_overview(&o, a->arena));
    html_literal(h, "</p>\n<div class=\"scrolls\" role=\"group\" tabindex=\"0\" aria-label=\"What the light "
                    "said\"><table class=\"data\"><caption>What the light said, and what it would "
                    "say of services in which nothing changes</caption>");
    write_heads(h, names);
    for (size_t i = 0; i < a->n; i++)
        if (a->items[i].scheme == scheme)
            write_row(h, a->shown[i], &a->items[i], names);
    html_literal(h, "</tbody></table></div>\n");
    return true;
}

bool page_write_lights(const report_model *model, upw_arena *arena, buffer *out, upw_error *error)
{
    const scheme_list *const given = model->options->schemes;
    if (given == NULL)
        return true;
    light_scheme *const schemes = MEMORY_TAKE(arena, light_scheme, given->n);
    for (size_t i = 0; i < given->n; i++)
        schemes[i] = given->items[i];
    annex a = { .model = model, .schemes = { given->file, schemes, given->n }, .arena = arena };
    name_units(&a, schemes);
    if (!review_all(&a, error))
        return false;
    html_writer writer, *const h = &writer;
    html_init(h, out);
    html_literal(
        h, "<section class=\"lights\" aria-labelledby=\"lights\">\n"
           "<h2 id=\"lights\">What traffic lights would have told you</h2>\n"
           "<p>This report judges nothing by colour. Somebody else does, so here is that scheme, held against the "
           "same figures. A change of colour matches the chart when the chart shows a sign of change in the same "
           "direction in that period or one beside it.</p>\n");
    if (a.n == 0)
        html_literal(h, "<p>None of these lights hangs over a series of this report.</p>\n");
    for (size_t i = 0; i < given->n; i++)
        if (a.is_used[i] && !write_scheme(&a, &schemes[i], h, error))
            return false;
    html_literal(h, "</section>\n");
    return true;
}
