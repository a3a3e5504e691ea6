/* What there is of an organisation in the measures, in totals. */
#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "services/measure/place_summary.h"

enum { AGREED_AT };

#define OF_PUBLISHED(table)                                                                                            \
    "(SELECT count(*) FROM " table " x JOIN indicator i ON i.id = x.indicator WHERE x.organisation = $1 AND "          \
    "i.is_published = 1"

const store_statement place_totals_statements[] = {
    [AGREED_AT] = { "place_totals_agreed",
                    "SELECT " OF_PUBLISHED("local_target") "), " OF_PUBLISHED("local_plan") "), " OF_PUBLISHED(
                        "rebase") " AND x.ended_ms IS NULL), " OF_PUBLISHED("annotation") ")",
                    .takes = "t", .gives = "iiii" },
};
const size_t place_totals_statements_count = sizeof place_totals_statements / sizeof *place_totals_statements;

static bool count_charts(request *req, const organisation *place, size_t *n, upw_error *error)
{
    measure_indicators *const indicators = MEMORY_TAKE(req->arena, measure_indicators, 1);
    measure_entries entries;
    *n = 0;
    if (!catalogue_list(req->db, req->arena, indicators, error) ||
        !series_list(req->db, TEXT(""), place->id, req->arena, &entries, error))
        return false;
    for (size_t i = 0; i < entries.n; i++) {
        const measure_indicator *const about = catalogue_look_up(indicators, entries.at[i].key.indicator);
        *n += about != NULL && about->is_published;
    }
    return true;
}

/* "2 targets agreed locally, 1 path, 1 decision on limits, 3 notes on points"; empty where there is nothing. */
static text list_counts(const int64_t counts[4], upw_arena *arena)
{
    static const struct {
        const char *one, *many;
    } names[4] = { { "target agreed locally", "targets agreed locally" },
                   { "agreed path", "agreed paths" },
                   { "decision on limits", "decisions on limits" },
                   { "note on a point", "notes on points" } };
    text words = TEXT("");
    for (size_t i = 0; i < 4; i++)
        if (counts[i] > 0)
            words = memory_format(arena, "%.*s%s%lld %s", TEXT_ARGS(words), words.len > 0 ? ", " : "",
                                  (long long)counts[i], counts[i] == 1 ? names[i].one : names[i].many);
    return words;
}

bool measure_add_links(request *req, const organisation *place, service_links *links, upw_error *error)
{
    size_t n;
    store_rows row;
    bool found;
    int64_t counts[4] = { 0 };
    if (!count_charts(req, place, &n, error))
        return false;
    if (n == 0)
        return true;
    if (!store_find(req->db, &place_totals_statements[AGREED_AT], (store_value[]){ STORE_TEXT(place->id) }, &row,
                    &found, error))
        return false;
    for (size_t i = 0; i < 4 && found; i++)
        counts[i] = store_integer(&row, i);
    if (!store_end(&row, error))
        return false;
    service_links_add(
        links, (service_link){ .words = memory_format(req->arena, "%zu chart%s", n, n == 1 ? "" : "s"),
                               .href = memory_format(req->arena, "/measures?organisation=%.*s", TEXT_ARGS(place->id)),
                               .more = list_counts(counts, req->arena) });
    return true;
}
