/* All series of the table, analysed and put in order. */
#include "report/model.h"

#include "base/memory.h"
#include "report/parallel.h"

typedef struct analysis {
    report_model *model;
    upw_arena *arenas;
} analysis;

static bool analyse_one(void *context, size_t index, unsigned worker, upw_error *error)
{
    const analysis *const a = context;
    return series_analyse(a->model->table, index, a->model->options, &a->arenas[worker], &a->model->series[index],
                          error);
}

/* A place in a table of names, by open addressing: tables have thousands of organisations at most, series many more. */
typedef struct name_slot {
    text name;
    size_t number; /* 1-based; 0: free */
} name_slot;

static size_t hash(text name)
{
    size_t h = 1469598103934665603u; /* FNV-1a */
    for (size_t i = 0; i < name.len; i++)
        h = (h ^ (unsigned char)name.at[i]) * 1099511628211u;
    return h;
}

static void number_organisations(report_model *model, upw_arena *arena)
{
    size_t n_slots = 16;
    while (n_slots < 2 * model->n_series)
        n_slots *= 2;
    name_slot *const slots = MEMORY_TAKE(arena, name_slot, n_slots);
    text *const names = MEMORY_TAKE(arena, text, model->n_series);
    for (size_t i = 0; i < model->n_series; i++) {
        const text name = model->series[i].key.organisation;
        if (name.len == 0)
            continue;
        size_t at = hash(name) & (n_slots - 1);
        while (slots[at].number != 0 && !text_equal(slots[at].name, name))
            at = (at + 1) & (n_slots - 1);
        if (slots[at].number == 0) {
            names[model->n_organisations++] = name;
            slots[at] = (name_slot){ name, model->n_organisations };
        }
        model->series[i].organisation_number = slots[at].number;
    }
    model->organisations = names;
}

static void find_span(report_model *model)
{
    bool is_first = true;
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = &model->series[i];
        if (s->n == 0)
            continue;
        if (is_first || s->periods[0].code < model->first.code)
            model->first = s->periods[0];
        if (is_first || s->periods[s->n - 1].code > model->last.code)
            model->last = s->periods[s->n - 1];
        is_first = false;
    }
}

static text write_span(const report_model *model, upw_arena *arena)
{
    if (model->table->n_points == 0)
        return (text){ "", 0 };
    buffer b;
    buffer_init(&b, 256);
    period_add_for_people(&b, model->first);
    if (model->first.code != model->last.code) {
        buffer_add_literal(&b, " to ");
        period_add_for_people(&b, model->last);
    }
    const text span = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return span;
}

static text write_place(const report_model *model, upw_arena *arena)
{
    if (model->n_organisations == 0)
        return (text){ "", 0 };
    if (model->n_organisations == 1)
        return model->organisations[0];
    return memory_format(arena, "%zu organisations", model->n_organisations);
}

static text write_title(const report_model *model, upw_arena *arena)
{
    if (model->options->title.len > 0)
        return model->options->title;
    if (model->n_organisations == 1)
        return memory_format(arena, "Board report of %.*s", TEXT_ARGS(model->organisations[0]));
    if (!model->has_several_indicators && model->n_series > 0)
        return memory_format(arena, "Board report: %.*s", TEXT_ARGS(model->series[0].name));
    return TEXT("Board report");
}

/* Counting sort: within a rank, the order of the table. */
static void sort_by_rank(report_model *model, upw_arena *arena)
{
    size_t at[RANK_COUNT + 1] = { 0 };
    for (size_t i = 0; i < model->n_series; i++)
        model->n_of_rank[model->series[i].rank]++;
    for (size_t rank = 0; rank < RANK_COUNT; rank++)
        at[rank + 1] = at[rank] + model->n_of_rank[rank];
    model->by_rank = MEMORY_TAKE(arena, const report_series *, model->n_series);
    for (size_t i = 0; i < model->n_series; i++)
        model->by_rank[at[model->series[i].rank]++] = &model->series[i];
}

/* The series in the order of the sections: organisation by organisation, as they first appear in the table. */
static void sort_by_place(report_model *model, upw_arena *arena)
{
    size_t *const at = MEMORY_TAKE(arena, size_t, model->n_organisations + 2);
    for (size_t i = 0; i < model->n_series; i++)
        at[model->series[i].organisation_number + 1]++;
    for (size_t i = 1; i < model->n_organisations + 2; i++)
        at[i] += at[i - 1];
    model->by_place = MEMORY_TAKE(arena, const report_series *, model->n_series);
    for (size_t i = 0; i < model->n_series; i++)
        model->by_place[at[model->series[i].organisation_number]++] = &model->series[i];
}

bool model_make(report_model *model, const series_table *table, const report_options *options, upw_arena *arenas,
                unsigned threads, upw_error *error)
{
    *model = (report_model){ .options = options, .table = table, .n_series = table->n_series };
    model->series = MEMORY_TAKE(&arenas[0], report_series, table->n_series);
    analysis a = { model, arenas };
    if (!parallel_each(table->n_series, threads, analyse_one, &a, error))
        return false;
    number_organisations(model, &arenas[0]);
    for (size_t i = 1; i < model->n_series && !model->has_several_indicators; i++)
        model->has_several_indicators = !text_equal(model->series[i].name, model->series[0].name);
    for (size_t i = 0; i < model->n_series && !model->has_paths; i++)
        model->has_paths = model->series[i].words.path.len > 0;
    find_span(model);
    for (size_t i = 0; i < model->n_series && table->n_points > 0; i++)
        series_mark_ended(&model->series[i], model->last, &arenas[0]);
    model->span = write_span(model, &arenas[0]);
    model->place = write_place(model, &arenas[0]);
    model->title = write_title(model, &arenas[0]);
    sort_by_rank(model, &arenas[0]);
    sort_by_place(model, &arenas[0]);
    return true;
}
