/* The contents: what a reader looks for is an indicator, within its organisation when there are several. */
#include "report/page.h"

#include "base/html.h"

enum { UNFOLDED = 8 /* lines; more would push the summary off the first screens */ };

bool page_has_short_names(const report_model *model)
{
    enum { SHORT = 8 };
    for (size_t i = 0; i < model->n_organisations; i++)
        if (model->organisations[i].len > SHORT)
            return false;
    return model->n_organisations > 0 && !model->has_several_indicators;
}

static void write_link(html_writer *h, char kind, size_t number, text words)
{
    html_open(h, "a");
    buffer_add_format(h->out, " href=\"#%c%zu\"", kind, number);
    html_text(h, words);
    html_close(h, "a");
}

/* One measure of many bodies: each body has one chart, and its name says which. */
static void write_bodies(const report_model *model, html_writer *h)
{
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = model->by_place[i];
        html_open(h, "li");
        write_link(h, 's', s->number, s->key.organisation.len > 0 ? s->key.organisation : s->name);
        html_close(h, "li");
    }
}

static void write_indicators(const report_model *model, html_writer *h)
{
    const bool has_bodies = model->n_organisations > 1;
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = model->by_place[i];
        const bool is_first = i == 0 || model->by_place[i - 1]->organisation_number != s->organisation_number;
        const bool is_last =
            i + 1 == model->n_series || model->by_place[i + 1]->organisation_number != s->organisation_number;
        if (has_bodies && is_first) {
            html_open(h, "li");
            html_attr_literal(h, "class", "body");
            write_link(h, 'o', s->organisation_number,
                       s->organisation_number > 0 ? s->key.organisation : TEXT("Of no organisation"));
            html_open(h, "ul");
        }
        html_open(h, "li");
        write_link(h, 's', s->number, s->name);
        html_close(h, "li");
        if (has_bodies && is_last) {
            html_close(h, "ul");
            html_close(h, "li");
        }
        html_literal(h, "\n");
    }
}

void page_write_contents(const report_model *model, html_writer *h)
{
    if (model->n_series < 2)
        return;
    const bool is_folded = model->n_series > UNFOLDED;
    html_literal(h, "<nav class=\"contents\" aria-labelledby=\"contents\"><h2 id=\"contents\">Contents</h2>\n");
    if (is_folded) {
        html_literal(h, "<details><summary>");
        html_format(h, "%zu charts", model->n_series);
        if (model->n_organisations > 1)
            html_format(h, " of %zu organisations", model->n_organisations);
        html_literal(h, "</summary>");
    }
    html_open(h, "ul");
    html_attr(h, "class", page_has_short_names(model) ? TEXT("short") : TEXT("long"));
    if (model->has_several_indicators)
        write_indicators(model, h);
    else
        write_bodies(model, h);
    html_close(h, "ul");
    if (is_folded)
        html_literal(h, "</details>");
    html_literal(h, "<p><a href=\"#summary\">Summary</a> ");
    if (page_has_comparison(model))
        html_literal(h, "<a href=\"#compared\">Compared with others</a> ");
    if (model->options->schemes != NULL)
        html_literal(h, "<a href=\"#lights\">What traffic lights would have told you</a> ");
    html_literal(h, "<a href=\"#method\">Definitions and method</a></p></nav>\n");
}
