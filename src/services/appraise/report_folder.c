/* Pages without a server: no script, no form, links from file to file. */
#include "services/appraise/report_folder.h"

#include "base/memory.h"
#include "services/appraise/report_files.h"
#include "services/appraise/report_view.h"
#include "services/people/people.h"
#include "web/assets.h"
#include "web/nhsuk/nhsuk.h"

enum { PAGE_MAX = 64 * 1024 * 1024 };
#define STYLE_FILE "report.css"

typedef struct making {
    const report_folder *it;
    report_view v;
    bool is_demonstration;
} making;

static void write_head(html_writer *h, const making *m, text title)
{
    html_literal(h, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    html_text(h, title);
    html_literal(h, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<link rel=\"stylesheet\" href=\"" STYLE_FILE "\">\n</head>\n<body>\n"
                    "<a class=\"nhsuk-skip-link\" href=\"#maincontent\">Skip to main content</a>\n");
    if (m->is_demonstration)
        html_literal(h, "<section class=\"upw-banner\" aria-label=\"Demonstration\"><div "
                        "class=\"nhsuk-width-container\"><p>Demonstration: organisations are real, everything said "
                        "about them is invented</p></div></section>\n");
    html_literal(h, "<div class=\"nhsuk-width-container\">\n<main class=\"nhsuk-main-wrapper\" id=\"maincontent\">\n");
}

static bool write_page(html_writer *h, const making *m, int chapter, upw_error *error)
{
    const report_view *const v = &m->v;
    const text report = memory_format(v->arena, "The report of %.*s", TEXT_ARGS(v->report->year));
    const text title = chapter == 0 ? report : report_view_title(v, chapter);
    write_head(h, m,
               chapter == 0 ? report
                            : memory_format(v->arena, "%.*s \xE2\x80\x93 %.*s", TEXT_ARGS(title), TEXT_ARGS(report)));
    nhs_heading(h, &(nhs_heading_options){
                       .words = title, .level = 1, .caption = { .words = chapter == 0 ? v->round->title : report } });
    if (!report_write_page(h, v, chapter, error))
        return false;
    html_literal(h, "\n</main>\n</div>\n</body>\n</html>\n");
    return true;
}

static bool add_page(const making *m, int chapter, upw_error *error)
{
    buffer page;
    html_writer h;
    buffer_init(&page, PAGE_MAX);
    html_init(&h, &page);
    const bool is_added =
        write_page(&h, m, chapter, error) &&
        (!page.is_full || upw_fail(error, UPW_TOO_LARGE, "chapter %d is too large for a page", chapter)) &&
        m->it->add(m->it->context, report_view_url(&m->v, chapter), buffer_text(&page), error);
    buffer_clear(&page);
    return is_added;
}

static bool add_style(const making *m, upw_error *error)
{
    const asset *const style = asset_find(asset_url("page.css"));
    return style == NULL || m->it->add(m->it->context, TEXT(STYLE_FILE), style->whole, error);
}

static bool add_files(const making *m, upw_error *error)
{
    text *names;
    size_t n;
    if (!report_files_list(m->v.db, m->v.report, m->v.arena, &names, &n, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        text bytes;
        report_file_kind kind;
        bool found;
        if (!report_files_make(m->v.db, m->v.report, names[i], m->v.arena, &bytes, &kind, &found, error) ||
            (found && !m->it->add(m->it->context, names[i], bytes, error)))
            return false;
    }
    return true;
}

bool report_folder_make(store_db *db, const report_folder *it, upw_arena *arena, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    text demonstration;
    bool found;
    if (!reports_find_released(db, it->year, 0, it->now_ms, arena, &r, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "no report of %.*s is published", TEXT_ARGS(it->year));
    if (!rounds_find(db, r.year, arena, &round, &found, error) ||
        !settings_find(db, SETTING_DEMONSTRATION, arena, &demonstration, error))
        return false;
    making m = { .it = it,
                 .v = { .db = db, .arena = arena, .use = REPORT_FOLDER, .round = &round, .report = &r },
                 .is_demonstration = demonstration.len > 0 };
    if (!report_view_load(&m.v, error))
        return false;
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++)
        if (!add_page(&m, chapter, error))
            return false;
    return add_style(&m, error) && add_files(&m, error);
}
