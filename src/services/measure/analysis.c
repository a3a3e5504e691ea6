/* A series of the database becomes a table of one, and the report reads it. */
#include "services/measure/analysis.h"

#include <math.h>

#include "base/memory.h"
#include "services/measure/analysis_cache.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"
#include "services/measure/targets.h"

/* ---- as the report takes it ---- */

static const double *column_or_none(const double *column, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(column[i]))
            return column;
    return NULL;
}

/* Limits start anew at the first figure that is there from the agreed period on: that of the period itself may have
 * been undone since. */
static void write_steps(const measure_series *s, upw_arena *arena, indicator *about)
{
    period *const from = MEMORY_TAKE(arena, period, s->n_steps + 1);
    text *const reasons = MEMORY_TAKE(arena, text, s->n_steps + 1);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < s->n_steps; i++) {
        while (at < s->n && s->periods[at].code < s->steps[i].from.code)
            at++;
        if (at == s->n || at == 0 || (n > 0 && from[n - 1].code == s->periods[at].code))
            continue;
        from[n] = s->periods[at];
        reasons[n++] = s->steps[i].reason;
    }
    about->rebases = from;
    about->rebase_reasons = reasons;
    about->n_rebases = n;
}

static indicator describe(const measure_series *s, const measure_indicator *of, upw_arena *arena)
{
    indicator about = { .id = of->id,
                        .name = of->name,
                        .definition = of->definition,
                        .owner = of->owner,
                        .source = of->source,
                        .chart = of->chart,
                        .unit = unit_parse(of->unit),
                        .improvement = of->improvement,
                        .has_improvement = true,
                        .target = s->has_local_target ? s->local_target : of->national_target,
                        .has_target = s->has_local_target || of->has_national_target,
                        .fix_after_n = of->baseline };
    write_steps(s, arena, &about);
    return about;
}

bool analysis_prepare(const measure_series *s, const measure_indicator *of, text place, upw_arena *arena,
                      analysis_input *out, upw_error *error)
{
    static const int directions[UPW_IMPROVEMENT_COUNT] = { [UPW_INCREASE] = 1, [UPW_DECREASE] = -1 };
    *out = (analysis_input){
        .key = { .id = s->key.indicator, .indicator = s->key.indicator, .organisation = place },
        .offsets = { 0, s->n },
        .about = describe(s, of, arena),
    };
    out->table = (series_table){ .n_series = 1,
                                 .n_points = s->n,
                                 .keys = &out->key,
                                 .offsets = out->offsets,
                                 .periods = s->periods,
                                 .values = s->values,
                                 .numerators = column_or_none(s->numerators, s->n),
                                 .denominators = column_or_none(s->denominators, s->n),
                                 .gaps = s->gaps,
                                 .annotations = s->annotations };
    out->indicators = (indicator_list){ &out->about, 1, "the catalogue" };
    out->options = (report_options){ .indicators = &out->indicators, .threads = 1 };
    if (!s->has_path)
        return true;
    out->plans = (plan_list){ .file = "the agreed path", .items = &out->plan, .n = 1 };
    out->options.plans = &out->plans;
    return plans_make(&s->path, directions[of->improvement], arena, &out->plan, error) &&
           plans_make_index(&out->plans, arena, error);
}

/* Columns one after the other; of those without counts NaN. */
static double *join_columns(const analysis_input *inputs, size_t n, size_t n_points, size_t offset, upw_arena *arena)
{
    double *const to = MEMORY_TAKE(arena, double, n_points + 1);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const double *const from = *(const double *const *)((const char *)&inputs[i].table + offset);
        for (size_t k = 0; k < inputs[i].table.n_points; k++)
            to[at++] = from != NULL ? from[k] : NAN;
    }
    return to;
}

void analysis_join(const analysis_input *inputs, size_t n, upw_arena *arena, analysis_table *out)
{
    series_key *const keys = MEMORY_TAKE(arena, series_key, n + 1);
    indicator *const abouts = MEMORY_TAKE(arena, indicator, n + 1);
    size_t *const offsets = MEMORY_TAKE(arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        keys[i] = inputs[i].key;
        abouts[i] = inputs[i].about;
        abouts[i].organisation = keys[i].organisation;
        offsets[i + 1] = offsets[i] + inputs[i].table.n_points;
    }
    period *const periods = MEMORY_TAKE(arena, period, offsets[n] + 1);
    uint8_t *const gaps = MEMORY_TAKE(arena, uint8_t, offsets[n] + 1);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < inputs[i].table.n_points; k++) {
            periods[offsets[i] + k] = inputs[i].table.periods[k];
            gaps[offsets[i] + k] = inputs[i].table.gaps[k];
        }
    *out = (analysis_table){ .indicators = { abouts, n, "the catalogue" } };
    out->table = (series_table){
        .n_series = n,
        .n_points = offsets[n],
        .keys = keys,
        .offsets = offsets,
        .periods = periods,
        .values = join_columns(inputs, n, offsets[n], offsetof(series_table, values), arena),
        .numerators =
            column_or_none(join_columns(inputs, n, offsets[n], offsetof(series_table, numerators), arena), offsets[n]),
        .denominators = column_or_none(join_columns(inputs, n, offsets[n], offsetof(series_table, denominators), arena),
                                       offsets[n]),
        .gaps = gaps,
    };
    out->options = (report_options){ .indicators = &out->indicators, .threads = 1 };
}

/* ---- what goes into it ---- */

static void add_number(crypto_generichash_state *state, double number)
{
    crypto_generichash_update(state, (const unsigned char *)&number, sizeof number);
}

static kept_key make_key(text content, const analysis_wish *wish)
{
    const measure_indicator *const of = wish->indicator;
    const text words[] = { content,    of->id,    of->name,  of->definition, of->unit,
                           of->source, of->owner, of->chart, wish->place,    wish->id };
    const double numbers[] = { of->improvement,
                               (double)of->baseline,
                               of->has_national_target,
                               of->has_national_target ? of->national_target : 0,
                               wish->draws,
                               wish->last.code };
    kept_key key;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof key.bytes);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        measure_hash_text(&state, words[i]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_number(&state, numbers[i]);
    crypto_generichash_final(&state, key.bytes, sizeof key.bytes);
    return key;
}

/* ---- reading ---- */

/* A chart of another kind than its figures allow: said in its place, and no page fails for it. */
static void refuse(const measure_series *s, const analysis_wish *wish, const upw_error *why, upw_arena *arena,
                   report_reading *out)
{
    report_point *const points = MEMORY_TAKE(arena, report_point, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        points[i] = (report_point){ .when = s->periods[i], .figure = TEXT("[x]") };
    *out = (report_reading){ .name = wish->indicator->name,
                             .unit = unit_parse(wish->indicator->unit),
                             .rank = RANK_CANNOT_TELL,
                             .variation_words = TEXT("Cannot tell"),
                             .assurance_words = TEXT("Cannot tell"),
                             .words.variation = memory_format(arena, "This chart cannot be drawn: %s.", why->message),
                             .points = points,
                             .n = s->n };
}

static bool make(const measure_series *s, const analysis_wish *wish, upw_arena *arena, report_reading *out,
                 upw_error *error)
{
    analysis_input *const input = MEMORY_TAKE(arena, analysis_input, 1);
    const reading_wish how = { .draws = wish->draws, .id = wish->id, .last = &wish->last };
    upw_error why = { 0 };
    if (analysis_prepare(s, wish->indicator, wish->place, arena, input, &why) &&
        reading_make(&input->table, 0, &input->options, &how, arena, out, &why))
        return true;
    if (why.code != UPW_BAD_INPUT && why.code != UPW_TOO_FEW)
        return upw_fail(error, why.code, "%s", why.message);
    refuse(s, wish, &why, arena, out);
    return true;
}

bool analysis_read(store_db *db, kept_things *cache, const measure_entry *entry, const analysis_wish *wish,
                   upw_arena *arena, report_reading *out, upw_error *error)
{
    const kept_key wanted = make_key(entry->content, wish);
    measure_series s;
    bool found;
    if (cache != NULL && analysis_cache_find(cache, &wanted, arena, out))
        return true;
    if (!series_read(db, entry->key, arena, &s, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "There are no figures here any more");
    if (!make(&s, wish, arena, out, error))
        return false;
    const kept_key is = make_key(s.content, wish); /* of what was read: it may have changed since it was listed */
    if (cache != NULL)
        analysis_cache_keep(cache, &is, out);
    return true;
}

/* ---- many at once ---- */

typedef struct gathering {
    kept_things *cache;
    const analysis_batch *batch;
    upw_arena *arena;
    report_reading *out;
    bool *are_read;
    size_t at; /* both go by organisation */
} gathering;

static bool take_series(void *context, const measure_series *s, upw_error *error)
{
    gathering *const g = context;
    const analysis_batch *const b = g->batch;
    while (g->at < b->n && text_compare(b->entries[g->at]->key.organisation, s->key.organisation) < 0)
        g->at++;
    const size_t i = g->at;
    if (i == b->n || g->are_read[i] || !text_equal(b->entries[i]->key.organisation, s->key.organisation))
        return true;
    analysis_wish wish = b->wish;
    wish.place = b->places[i];
    report_reading made;
    upw_arena scratch; /* a reading looks at its series, which is gone when the next one comes */
    memory_init_arena(&scratch);
    const bool is_made = make(s, &wish, &scratch, &made, error);
    if (is_made) {
        const kept_key is = make_key(s->content, &wish);
        if (g->cache != NULL)
            analysis_cache_keep(g->cache, &is, &made);
        reading_copy(&made, g->arena, &g->out[i]);
        g->are_read[i] = true;
    }
    upw_arena_clear(&scratch);
    return is_made;
}

/* Of the batch, those that are kept; the number of the others. */
static size_t find_kept(gathering *g)
{
    size_t n = 0;
    for (size_t i = 0; i < g->batch->n; i++) {
        analysis_wish wish = g->batch->wish;
        wish.place = g->batch->places[i];
        const kept_key wanted = make_key(g->batch->entries[i]->content, &wish);
        g->are_read[i] = g->cache != NULL && analysis_cache_find(g->cache, &wanted, g->arena, &g->out[i]);
        n += !g->are_read[i];
    }
    return n;
}

enum { FEW = 4 }; /* series that are read one by one, rather than all of their indicator */

static bool read_few(store_db *db, const gathering *g, upw_error *error)
{
    for (size_t i = 0; i < g->batch->n; i++) {
        analysis_wish wish = g->batch->wish;
        wish.place = g->batch->places[i];
        if (!g->are_read[i] && !analysis_read(db, g->cache, g->batch->entries[i], &wish, g->arena, &g->out[i], error))
            return false;
    }
    return true;
}

bool analysis_read_many(store_db *db, kept_things *cache, const analysis_batch *batch, upw_arena *arena,
                        report_reading *out, upw_error *error)
{
    gathering g = {
        .cache = cache, .batch = batch, .arena = arena, .out = out, .are_read = MEMORY_TAKE(arena, bool, batch->n + 1)
    };
    const size_t n_missing = find_kept(&g);
    if (n_missing == 0)
        return true;
    if (n_missing <= FEW)
        return read_few(db, &g, error);
    if (!series_read_all(db, batch->wish.indicator->id, take_series, &g, error))
        return false;
    for (size_t i = 0; i < batch->n; i++)
        if (!g.are_read[i])
            refuse(&(measure_series){ 0 }, &batch->wish, &(upw_error){ .message = "there are no figures any more" },
                   arena, &out[i]);
    return true;
}
