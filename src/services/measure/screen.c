/* GET /measures/{indicator}/screen: do percentages vary less than chance would make them? Shown to the organisation
 * itself, to the analyst and to the federation's office; a screen is a reason to ask, never a finding against anybody.
 */
#include <math.h>

#include "base/memory.h"
#include "base/unit.h"
#include "services/measure/pages.h"
#include "upward/bunching.h"
#include "web/page.h"
#include "web/url.h"
#include "workflow/permit.h"

enum { ROWS_MAX = 50 };

typedef struct screened {
    const organisation *place;
    upw_steady steady;
    upw_screen_verdict verdict;
    text finding;
} screened;

typedef struct screening {
    request *req;
    measure_indicator of;
    organisation_list *all;
    screened *at; /* those that the person may see */
    size_t n, n_more, n_unknown;
} screening;

static text write_finding(const upw_steady *steady, upw_arena *arena)
{
    const size_t length = upw_steady_write_finding(steady, NULL, 0);
    char *const words = MEMORY_TAKE(arena, char, length + 1);
    upw_steady_write_finding(steady, words, length + 1);
    return (text){ words, length };
}

/* A series that is no share of anything, or is too short, says that the data cannot tell. */
static void test_series(const measure_series *s, const measure_indicator *of, upw_arena *arena, screened *out)
{
    const double target = s->has_local_target       ? s->local_target
                          : of->has_national_target ? of->national_target
                                                    : (double)NAN;
    const double share = unit_parse(of->unit).kind == UNIT_PERCENT ? target / 100 : target;
    upw_error refusal = { 0 };
    if (!upw_steady_test(s->numerators, s->denominators, s->n, share > 0 && share <= 1 ? share : (double)NAN,
                         &out->steady, &refusal))
        out->steady =
            (upw_steady){ .pooled = NAN, .chi_square = NAN, .ratio = NAN, .p_too_steady = NAN, .p_too_variable = NAN };
    out->verdict = upw_steady_judge(&out->steady);
    out->finding = write_finding(&out->steady, arena);
}

static bool screen_one(screening *s, const measure_entry *entry, upw_error *error)
{
    request *const req = s->req;
    bool may, found;
    measure_series series;
    const organisation *const place = organisations_look_up(s->all, entry->key.organisation);
    if (place == NULL)
        return true;
    if (!people_may(req, PERMISSION_S2_SEE_GAMING_SCREEN_RESULTS, place->id, &may, NULL, error))
        return false;
    if (!may)
        return true;
    if (!series_read(req->db, entry->key, req->arena, &series, &found, error))
        return false;
    if (found) {
        screened *const one = &s->at[s->n++];
        one->place = place;
        test_series(&series, &s->of, req->arena, one);
        s->n_more += one->verdict == UPW_SCREEN_MORE;
        s->n_unknown += one->verdict == UPW_SCREEN_CANNOT_TELL;
    }
    return true;
}

static bool screen_all(screening *s, upw_error *error)
{
    measure_entries entries;
    s->all = MEMORY_TAKE(s->req->arena, organisation_list, 1);
    if (!organisations_list(s->req->db, TEXT(""), s->req->arena, s->all, error) ||
        !series_list(s->req->db, s->of.id, TEXT(""), s->req->arena, &entries, error))
        return false;
    organisations_order_by_id(s->all);
    s->at = MEMORY_TAKE(s->req->arena, screened, entries.n + 1);
    for (size_t i = 0; i < entries.n; i++)
        if (!screen_one(s, &entries.at[i], error))
            return false;
    return true;
}

static const char *const verdict_words[UPW_SCREEN_VERDICT_COUNT] = {
    [UPW_SCREEN_CANNOT_TELL] = "The data cannot tell",
    [UPW_SCREEN_AS_EXPECTED] = "As expected",
    [UPW_SCREEN_SOMEWHAT] = "Somewhat steadier",
    [UPW_SCREEN_MORE] = "Steadier than chance",
};

static void write_table(html_writer *h, const screening *s)
{
    static const nhs_column columns[] = { { .words = { "Organisation", 12 } },
                                          { .words = { "Screen", 6 } },
                                          { .words = { "What was found", 14 } } };
    const nhs_table_options options = { .caption = TEXT("Each organisation, by its id"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true,
                                        .is_compact = true };
    nhs_table table;
    const size_t first = ROWS_MAX * paging_read(s->req, s->n, ROWS_MAX);
    nhs_begin_table(h, &table, &options);
    for (size_t i = first; i < s->n && i < first + ROWS_MAX; i++) {
        nhs_begin_row(&table);
        nhs_cell_link(&table, organisation_url(s->at[i].place, s->req->arena), s->at[i].place->name);
        nhs_cell_text(&table, text_of(verdict_words[s->at[i].verdict]));
        nhs_cell_text(&table, s->at[i].finding);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    paging_write(h, s->req, s->n, ROWS_MAX);
}

static bool show(request *req, response *res, upw_error *error)
{
    screening s = { .req = req };
    if (!pages_find_indicator(req, &s.of, error) || !screen_all(&s, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") },
                                 { s.of.name, memory_format(req->arena, "/measures/%.*s", TEXT_ARGS(s.of.id)) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Too steady to be chance?"),
                                                     .caption = s.of.name,
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    nhs_paragraph(h,
                  TEXT("Where people are counted, chance alone moves a percentage from month to month. One that moves "
                       "less than that has been steered, rounded or copied, or the figures are not what they are "
                       "called. An organisation sees its own result; only the analyst and the federation's office see "
                       "all."));
    nhs_begin_inset(h);
    html_element(h, "p", text_of(upw_screen_caution(UPW_SCREEN_STEADY)));
    nhs_end_inset(h);
    if (s.n == 0)
        nhs_paragraph(h, TEXT("None of your organisations has figures of this measure."));
    if (s.n > 1)
        nhs_paragraph(h, memory_format(req->arena,
                                       "Of %zu organisations %zu vary less than chance; by chance alone that would be "
                                       "about %.2g. Of %zu the data cannot tell.",
                                       s.n, s.n_more, 0.001 * (double)(s.n - s.n_unknown), s.n_unknown));
    if (s.n > 0)
        write_table(h, &s);
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/{indicator}/screen", show, .needs = PERMISSION_S2_SEE_GAMING_SCREEN_RESULTS,
      .rate = WEB_RATE_SEARCH },
};
const web_routes screen_routes = { routes, sizeof routes / sizeof *routes };
