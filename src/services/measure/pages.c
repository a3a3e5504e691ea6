/* What several pages of measures use. */
#include "services/measure/pages.h"

#include "base/memory.h"
#include "base/output.h"
#include "services/measure/analysis.h"
#include "services/services.h"

bool pages_find_indicator(request *req, measure_indicator *out, upw_error *error)
{
    bool found;
    if (!catalogue_find(req->db, request_path(req, "indicator"), req->arena, out, &found, error))
        return false;
    return (found && out->is_published) || upw_fail(error, UPW_NOT_FOUND, "there is no such indicator");
}

/* Columns of one table, as many series as are wanted. */
typedef struct joint_table {
    series_table table;
    series_key *keys;
    size_t *offsets;
    period *periods;
    double *values, *numerators, *denominators;
    uint8_t *gaps;
    text *annotations;
    indicator *abouts;
    agreed_plan *plans;
    size_t n_plans;
} joint_table;

static void make_room(joint_table *j, size_t n_series, size_t n_points, upw_arena *arena)
{
    *j = (joint_table){ .keys = MEMORY_TAKE(arena, series_key, n_series + 1),
                        .offsets = MEMORY_TAKE(arena, size_t, n_series + 1),
                        .periods = MEMORY_TAKE(arena, period, n_points + 1),
                        .values = MEMORY_TAKE(arena, double, n_points + 1),
                        .numerators = MEMORY_TAKE(arena, double, n_points + 1),
                        .denominators = MEMORY_TAKE(arena, double, n_points + 1),
                        .gaps = MEMORY_TAKE(arena, uint8_t, n_points + 1),
                        .annotations = MEMORY_TAKE(arena, text, n_points + 1),
                        .abouts = MEMORY_TAKE(arena, indicator, n_series + 1),
                        .plans = MEMORY_TAKE(arena, agreed_plan, n_series + 1) };
}

static bool add_series(joint_table *j, const measure_series *s, const measure_indicator *of, text place,
                       upw_arena *arena, upw_error *error)
{
    analysis_input *const one = MEMORY_TAKE(arena, analysis_input, 1);
    const size_t k = j->table.n_series, at = j->table.n_points;
    if (!analysis_prepare(s, of, place, arena, one, error))
        return false;
    j->keys[k] = one->key;
    j->keys[k].id = memory_format(arena, "%.*s / %.*s", TEXT_ARGS(of->id), TEXT_ARGS(place));
    j->abouts[k] = one->about;
    j->abouts[k].organisation = place;
    if (s->has_path) {
        j->plans[j->n_plans] = one->plan;
        j->plans[j->n_plans].indicator = of->id;
        j->plans[j->n_plans++].organisation = place;
    }
    for (size_t i = 0; i < s->n; i++) {
        j->periods[at + i] = s->periods[i];
        j->values[at + i] = s->values[i];
        j->numerators[at + i] = s->numerators[i];
        j->denominators[at + i] = s->denominators[i];
        j->gaps[at + i] = s->gaps[i];
        j->annotations[at + i] = s->annotations[i];
    }
    j->table.n_series++;
    j->table.n_points += s->n;
    j->offsets[k + 1] = j->table.n_points;
    return true;
}

static bool join(request *req, const pages_report *wanted, joint_table *j, upw_error *error)
{
    size_t n_points = 0;
    for (size_t i = 0; i < wanted->n; i++)
        n_points += wanted->entries[i].n;
    make_room(j, wanted->n, n_points, req->arena);
    for (size_t i = 0; i < wanted->n; i++) {
        const measure_key key = wanted->entries[i].key;
        const measure_indicator *const of = catalogue_look_up(wanted->indicators, key.indicator);
        const organisation *const place = organisations_look_up(wanted->organisations, key.organisation);
        measure_series s;
        bool found = of != NULL && of->is_published;
        if (found && !series_read(req->db, key, req->arena, &s, &found, error))
            return false;
        if (found && j->table.n_points + s.n <= n_points && /* more may have come in since it was listed */
            !add_series(j, &s, of, place != NULL ? place->name : key.organisation, req->arena, error))
            return false;
    }
    j->table.keys = j->keys;
    j->table.offsets = j->offsets;
    j->table.periods = j->periods;
    j->table.values = j->values;
    j->table.numerators = j->numerators;
    j->table.denominators = j->denominators;
    j->table.gaps = j->gaps;
    j->table.annotations = j->annotations;
    return j->table.n_series > 0 || upw_fail(error, UPW_NOT_FOUND, "there are no figures of it");
}

bool pages_add_report(request *req, const pages_report *wanted, buffer *out, upw_error *error)
{
    joint_table *const j = MEMORY_TAKE(req->arena, joint_table, 1);
    if (!join(req, wanted, j, error))
        return false;
    const indicator_list abouts = { j->abouts, j->table.n_series, "the catalogue" };
    plan_list plans = { .file = "the agreed paths", .items = j->plans, .n = j->n_plans };
    report_options options = { .title = wanted->title, .indicators = &abouts, .format = wanted->format, .threads = 1 };
    if (req->site->layout->demonstration.len > 0)
        options.banner = TEXT("Invented figures");
    if (j->n_plans > 0) {
        if (!plans_make_index(&plans, req->arena, error))
            return false;
        options.plans = &plans;
    }
    output *const memory = output_open_buffer(out);
    if (report_write(memory, &j->table, &options, error))
        return output_commit(memory, error);
    output_abandon(memory);
    return false;
}
