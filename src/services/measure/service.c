/* What this service is to the program. */
#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "services/measure/pages.h"

static const web_routes *const tables[] = {
    &measure_list_routes,
    &measure_load_routes,
    &measure_upload_routes,
    &measure_indicator_routes,
    &measure_series_routes,
    &measure_file_routes,
    &measure_annotate_routes,
    &measure_rebase_routes,
    &measure_agree_routes,
    &measure_report_routes,
    &data_routes,
    &api_routes,
    &measure_path_routes,
    &measure_catalogue_routes,
    &measure_indicator_form_routes,
    &measure_catalogue_file_routes,
    &compare_routes,
    &screen_routes,
    &why_routes,
};

/* Files that somebody has brought and not decided about go after two weeks. */
static const int64_t UPLOADS_WAIT_MS = INT64_C(14) * 24 * 3600 * 1000;

static bool add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    measure_uploads all;
    if (req->person == NULL)
        return true;
    if (!uploads_list_waiting(req->db, req->person->id, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        service_tasks_add(
            tasks,
            (service_task){
                .words = memory_format(req->arena, "Decide about the figures in %.*s", TEXT_ARGS(all.at[i].file_name)),
                .href = memory_format(req->arena, "/measures/load/%.*s", TEXT_ARGS(all.at[i].id)),
                .hint = TEXT("You have loaded this file and not said yet whether it shall be in the "
                             "charts. It is discarded after two weeks"),
            });
    return true;
}

static bool discard_old(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const measure_deed by = { .actor = { .role = ROLE_SYSTEM }, .now_ms = now_ms };
    size_t n;
    (void)w, (void)arena;
    return uploads_discard_old(db, now_ms - UPLOADS_WAIT_MS, &by, &n, error);
}

static const scheduler_duty duties[] = { { "discard files of figures that nobody decided about", discard_old } };

const service measure_service = {
    .name = "measure",
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
    .places = LAYOUT_HAS(LAYOUT_MEASURES) | LAYOUT_HAS(LAYOUT_DATA),
    .duties = duties,
    .n_duties = sizeof duties / sizeof *duties,
    .add_tasks = add_tasks,
    .add_links = measure_add_links,
};
