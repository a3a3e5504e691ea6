/* GET /measures/{indicator}/at/{organisation}: a chart, what it says, the numbers under it, and what people have said
 * and decided about it. */
#include "services/measure/pages_series.h"

#include "base/memory.h"
#include "chart/chart.h"

/* ---- what it says ---- */

static void write_verdict(html_writer *h, const report_reading *r)
{
    static const nhs_column columns[] = { { .words = { "Latest", 6 } },
                                          { .words = { "Change", 6 } },
                                          { .words = { "Target", 6 } } };
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("Where it stands"),
                                          .caption_is_hidden = true,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .is_responsive = true });
    nhs_begin_row(&table);
    measure_write_latest_cell(&table, r);
    measure_write_icon_cells(&table, r);
    nhs_end_row(&table);
    nhs_end_table(&table);
}

static void write_picture(html_writer *h, text svg)
{
    if (svg.len == 0)
        return;
    layout_begin_figure(h);
    buffer_add(html_lend(h), svg);
    layout_end_figure(h);
}

static void write_list(html_writer *h, const text *items, size_t n)
{
    if (n == 0)
        return;
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        measure_sentence(h, items[i]);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static void write_story(html_writer *h, const report_reading *r, text url)
{
    const series_words *const w = &r->words;
    const text facts[] = { w->path, w->narrow, w->latest, w->noise, w->trial, w->gaps, w->target_change };
    write_picture(h, r->path_chart);
    if (r->path_chart.len > 0) {
        html_open(h, "p");
        nhs_link(h, url, TEXT("The agreed path stage by stage, and in numbers"));
        html_close(h, "p");
    }
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        measure_paragraph(h, facts[i]);
    write_list(h, w->steps, w->n_steps);
    if (w->n_history > 0)
        nhs_paragraph(h, TEXT("Signals before that:"));
    write_list(h, w->history, w->n_history);
    measure_paragraph(h, w->runs);
}

/* The engine advises; people decide. */
static void write_advice(html_writer *h, const measure_view *v)
{
    const series_words *const w = &v->reading.words;
    if (w->n_proposals == 0)
        return;
    nhs_begin_inset(h);
    write_list(h, w->proposals, w->n_proposals);
    measure_paragraph(h, w->proposals_note);
    if (v->may_annotate) {
        html_open(h, "p");
        nhs_link(h, measure_subject_url(&v->subject, "/rebase", v->arena), TEXT("Decide whether limits start anew"));
        html_close(h, "p");
    }
    nhs_end_inset(h);
}

/* ---- what can be done ---- */

static void write_actions(html_writer *h, const measure_view *v)
{
    const struct {
        bool may;
        const char *tail, *words;
    } actions[] = {
        { v->may_annotate, "/annotate", "Write words about a point" },
        { v->may_annotate, "/rebase", "Start limits anew" },
        { v->may_agree, "/target", "Agree a target" },
        { v->may_agree, "/path", "Agree a path" },
        { v->may_load, "/load", "Load figures" },
    };
    bool is_any = false;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        is_any |= actions[i].may;
    if (!is_any)
        return;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What you can do"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (!actions[i].may)
            continue;
        html_open(h, "li");
        nhs_link(h, measure_subject_url(&v->subject, actions[i].tail, v->arena), text_of(actions[i].words));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static void write_downloads(html_writer *h, const measure_view *v)
{
    static const struct {
        const char *tail, *words;
    } files[] = { { "/chart.svg", "The chart as a picture (SVG)" },
                  { "/chart.png", "The chart as a picture (PNG)" },
                  { "/figures.csv", "The figures (CSV)" } };
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("As files"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        html_open(h, "li");
        nhs_link(h, measure_subject_url(&v->subject, files[i].tail, v->arena), text_of(files[i].words));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

/* ---- the page ---- */

static bool may(request *req, workflow_permission permission, const measure_view *v, bool *out, upw_error *error)
{
    return people_may(req, permission, v->subject.place.id, out, NULL, error);
}

static bool look(request *req, measure_view *v, upw_error *error)
{
    const unsigned draws = READING_CHART | READING_RANGES;
    *v = (measure_view){ .req = req, .arena = req->arena };
    return measure_find_subject(req, &v->subject, error) &&
           measure_read_subject(req, &v->subject, draws, &v->reading, error) &&
           may(req, PERMISSION_S2_ANNOTATE_A_CHART, v, &v->may_annotate, error) &&
           may(req, PERMISSION_S2_SET_A_TRAJECTORY_FOR_OWN_ORGANISATION, v, &v->may_agree, error) &&
           may(req, PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, v, &v->may_load, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_view v;
    if (!look(req, &v, error))
        return false;
    const report_reading *const r = &v.reading;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") },
                                 { v.subject.about.name,
                                   memory_format(req->arena, "/measures/%.*s", TEXT_ARGS(v.subject.about.id)) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = v.subject.about.name,
                                                     .caption = v.subject.place.name,
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs,
                                                     .done = measure_done_words(req) });
    write_verdict(h, r);
    measure_paragraph(h, r->words.variation);
    measure_paragraph(h, r->words.assurance);
    write_picture(h, r->chart);
    write_advice(h, &v);
    write_story(h, r,
                memory_format(req->arena, "/measures/%.*s/path?organisation=%.*s", TEXT_ARGS(v.subject.about.id),
                              TEXT_ARGS(v.subject.place.id)));
    measure_write_numbers(h, &v);
    if (!measure_write_definition(h, &v, error) || !measure_write_decisions(h, &v, error) ||
        !measure_write_annotations(h, &v, error) || !measure_write_history(h, &v, error))
        return false;
    write_actions(h, &v);
    write_downloads(h, &v);
    html_open(h, "p");
    nhs_link(h, organisation_url(&v.subject.place, req->arena), v.subject.place.name);
    html_close(h, "p");
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/{indicator}/at/{organisation}", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .scope = WEB_SCOPE_PUBLISHED },
};
const web_routes measure_series_routes = { routes, sizeof routes / sizeof *routes };
