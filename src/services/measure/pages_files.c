/* A chart and its figures as files, under addresses that stay. */
#include <math.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "services/measure/painting.h"
#include "table/series.h"

static void publish(response *res, const measure_subject *subject)
{
    res->is_published = subject->about.is_published;
    res->cache = subject->about.is_published ? WEB_CACHE_PUBLIC : WEB_CACHE_NEVER;
}

static bool read_file(request *req, measure_subject *subject, text *svg, upw_error *error)
{
    report_reading r;
    if (!measure_find_subject(req, subject, error) || !measure_read_subject(req, subject, READING_FILE, &r, error))
        return false;
    *svg = r.file;
    return svg->len > 0 || upw_fail(error, UPW_NOT_FOUND, "this chart cannot be drawn");
}

static bool send_svg(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    text svg;
    if (!read_file(req, &subject, &svg, error))
        return false;
    publish(res, &subject);
    res->kind = WEB_SVG;
    buffer_add(&res->body, svg);
    return true;
}

static bool send_png(request *req, response *res, upw_error *error)
{
    static const double zoom = 2; /* sharp on paper */
    measure_subject subject;
    text svg;
    if (!read_file(req, &subject, &svg, error) ||
        !painting_make_png(services_of(req)->painter, svg, zoom, &res->body, error))
        return false;
    publish(res, &subject);
    res->kind = WEB_PNG;
    return true;
}

/* ---- figures ---- */

static void add_value(csv_out *csv, const measure_series *s, size_t i)
{
    static const char *const symbols[GAP_COUNT] = { "[x]", "[x]", "[x]", "[c]", "[z]" };
    if (isnan(s->values[i]))
        csv_add_text(csv, text_of(symbols[s->gaps[i] < GAP_COUNT ? s->gaps[i] : GAP_BLANK]));
    else
        csv_add_number(csv, s->values[i]);
}

/* [b] where limits start anew, [r] where an upload has changed it. */
static text find_marks(const measure_series *s, size_t i)
{
    bool is_step = false;
    for (size_t k = 0; k < s->n_steps; k++)
        is_step |= s->steps[k].from.code == s->periods[i].code;
    return is_step && s->are_revised[i] ? TEXT("[b] [r]")
           : is_step                    ? TEXT("[b]")
           : s->are_revised[i]          ? TEXT("[r]")
                                        : TEXT("");
}

static bool send_figures(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_series s;
    bool found;
    if (!measure_find_subject(req, &subject, error) ||
        !series_read(req->db, subject.entry.key, req->arena, &s, &found, error))
        return false;
    publish(res, &subject);
    res->kind = WEB_CSV;
    response_set_download(
        res, req->arena,
        memory_format(req->arena, "%.*s-%.*s.csv", TEXT_ARGS(subject.about.id), TEXT_ARGS(subject.place.id)));
    csv_out csv = { .out = &res->body };
    buffer_add_literal(&res->body, "indicator,organisation,period,value,numerator,denominator,marks,annotation\n");
    for (size_t i = 0; i < s.n; i++) {
        csv_add_text(&csv, subject.about.id);
        csv_add_text(&csv, subject.place.id);
        csv_add_text(&csv, words_of_code(s.periods[i], req->arena));
        add_value(&csv, &s, i);
        csv_add_number(&csv, s.numerators[i]);
        csv_add_number(&csv, s.denominators[i]);
        csv_add_text(&csv, find_marks(&s, i));
        csv_add_text(&csv, s.annotations[i]);
        csv_end_row(&csv);
    }
    return true;
}

#define PLACE "/measures/{indicator}/at/{organisation}"
#define MAY .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS, .scope = WEB_SCOPE_PUBLISHED

static const route routes[] = {
    { WEB_GET, PLACE "/chart.svg", send_svg, MAY, .rate = WEB_RATE_SEARCH },
    { WEB_GET, PLACE "/chart.png", send_png, MAY, .rate = WEB_RATE_SEARCH },
    { WEB_GET, PLACE "/figures.csv", send_figures, MAY, .rate = WEB_RATE_FILES },
};
const web_routes measure_file_routes = { routes, sizeof routes / sizeof *routes };
