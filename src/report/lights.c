/* What a light made of one series, and of all of them together. */
#include "report/lights.h"

#include <math.h>

#include "base/memory.h"
#include "report/words.h"

static const upw_lights_incentive no_incentive = { NAN, NAN, NAN, NAN, NAN };

/* ---- one series ---- */

/* Values from numerator and denominator, all between 0 and 1. */
static bool is_share(const series_table *table, size_t series)
{
    if (table->numerators == NULL || table->denominators == NULL)
        return false;
    for (size_t i = table->offsets[series]; i < table->offsets[series + 1]; i++)
        if (table->values[i] < 0 || table->values[i] > 1)
            return false;
    return true;
}

static bool are_firsts_of_months(const period *periods, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (period_get_kind(periods[i]) != PERIOD_DAY || civil_from_days(period_get_start(periods[i])).day != 1)
            return false;
    return n > 0;
}

static void set_cadence(const period *periods, size_t n, lights_series *out)
{
    static const double a_year[CADENCE_COUNT] = {
        [CADENCE_DAY] = 365,   [CADENCE_WEEK] = 52,  [CADENCE_MONTH] = 12,
        [CADENCE_QUARTER] = 4, [CADENCE_YEAR] = NAN, [CADENCE_NUMBER] = NAN,
    };
    const cadence c = are_firsts_of_months(periods, n) ? CADENCE_MONTH : cadence_find(periods, n);
    out->period_noun = cadence_noun(c);
    out->periods_a_year = a_year[c];
}

/* The light's cut-offs at each period, and how many would be red on the line itself. */
static bool follow(const light_scheme *scheme, const period *periods, size_t n, upw_arena *scratch,
                   upw_lights_scheme **out, upw_error *error)
{
    const bool is_numbered = period_get_kind(scheme->from) == PERIOD_NUMBER;
    double *const times = MEMORY_TAKE(scratch, double, n);
    *out = MEMORY_TAKE(scratch, upw_lights_scheme, n);
    for (size_t i = 0; i < n; i++) {
        if ((period_get_kind(periods[i]) == PERIOD_NUMBER) != is_numbered)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1,
                                "the scheme's from and until are %s, and the periods here are %s; write both alike",
                                is_numbered ? "numbers" : "dates", is_numbered ? "dates" : "numbers");
        times[i] = (double)period_get_start(periods[i]) - period_get_start(scheme->from);
    }
    return upw_lights_follow_line(&scheme->line, times, n, *out, error);
}

bool lights_find_cut_offs(const light_scheme *scheme, const period *periods, size_t n, upw_arena *scratch,
                          upw_lights_scheme *out, upw_error *error)
{
    upw_lights_scheme *moving = NULL;
    if (scheme->is_moving && !follow(scheme, periods, n, scratch, &moving, error))
        return false;
    for (size_t i = 0; i < n; i++)
        out[i] = moving != NULL ? moving[i] : scheme->cut;
    return true;
}

static double count_line_reds(const upw_lights_scheme *schemes, size_t n, double sigma, upw_arena *scratch)
{
    double *const path = MEMORY_TAKE(scratch, double, n);
    for (size_t i = 0; i < n; i++)
        path[i] = schemes[i].green_from;
    return upw_lights_expect_reds(schemes, path, n, sigma);
}

bool lights_review_series(const series_table *table, size_t series, const light_scheme *scheme,
                          const upw_lights_options *options, upw_arena *scratch, uint8_t *colours, int8_t *verdicts,
                          lights_series *out, upw_error *error)
{
    const size_t first = table->offsets[series], n = table->offsets[series + 1] - first;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    upw_lights_scheme cut = scheme->cut, *moving = &cut;
    upw_lights_options own = *options;
    upw_error refusal = { 0 };
    *out = (lights_series){
        .key = table->keys[series], .scheme = scheme, .n_points = n, .incentive = no_incentive, .line_reds = NAN
    };
    if (scheme->n_baseline != 0)
        own.n_baseline = scheme->n_baseline;
    if (scheme->is_moving && !follow(scheme, table->periods + first, n, scratch, &moving, error))
        return false;
    const upw_lights_series under = { table->values + first, n, moving, scheme->is_moving };
    if (!upw_lights_review_series(&under, &own, scratch, colours, verdicts, &out->review, &refusal) &&
        refusal.code != UPW_TOO_FEW)
        return refusal.row > 0 ? upw_fail_row(error, refusal.code, refusal.row, "%s", refusal.message)
                               : upw_fail(error, refusal.code, "%s", refusal.message);
    out->cut = moving[scheme->is_moving && n > 0 ? n - 1 : 0];
    out->is_share = is_share(table, series);
    set_cadence(table->periods + first, n, out);
    for (size_t i = n; i > 0 && !out->has_latest; i--)
        if (!isnan(table->values[first + i - 1])) {
            out->has_latest = true;
            out->latest = table->values[first + i - 1];
            out->latest_period = table->periods[first + i - 1];
        }
    if (scheme->is_moving)
        out->line_reds = count_line_reds(moving, n, out->review.sigma, scratch);
    const bool has_incentive = scheme->is_moving || !(out->review.sigma > 0) ||
                               upw_lights_find_incentive(&out->cut, &scheme->worths, out->review.centre,
                                                         out->review.sigma, &out->incentive, error);
    upw_arena_rewind(scratch, mark);
    return has_incentive;
}

/* ---- all series ---- */

static bool comes_later(period a, period b)
{
    return period_get_start(a) > period_get_start(b);
}

static void add_up(const lights_series *items, size_t n, lights_overview *out)
{
    bool has_when = false;
    out->is_share = true;
    for (size_t i = 0; i < n; i++) {
        const lights_series *const s = &items[i];
        if (s->scheme != out->scheme)
            continue;
        const upw_lights_review *const r = &s->review;
        out->n_series++;
        out->n_points += r->n;
        out->n_longest = r->n > out->n_longest ? r->n : out->n_longest;
        for (size_t c = 0; c < 3; c++)
            out->shown[c] += r->shown[c];
        out->changes += r->changes;
        out->changes_agreeing += r->changes_agreeing;
        out->is_share = out->is_share && s->is_share;
        out->period_noun = s->period_noun;
        out->periods_a_year = s->periods_a_year;
        if (s->has_latest && (!has_when || comes_later(s->latest_period, out->when))) {
            out->when = s->latest_period;
            has_when = true;
        }
    }
    out->is_share = out->is_share && out->n_series > 0;
}

/* Levels and spread of the bodies that have been seen often enough; the variance of true levels is that of the centres
 * less that of their errors. */
static void find_spread(const lights_series *items, size_t n, lights_overview *out)
{
    double sum = 0, squares = 0, variances = 0, errors = 0;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const upw_lights_review *const r = &items[i].review;
        if (items[i].scheme != out->scheme || r->n < LIGHTS_POINTS_AT_LEAST || isnan(r->sigma))
            continue;
        sum += r->centre;
        variances += r->sigma * r->sigma;
        errors += r->sigma * r->sigma / (double)r->n;
        m++;
    }
    out->mean = m > 0 ? sum / (double)m : NAN;
    if (isnan(out->sigma))
        out->sigma = m > 0 ? sqrt(variances / (double)m) : NAN;
    for (size_t i = 0; i < n; i++) {
        const upw_lights_review *const r = &items[i].review;
        if (items[i].scheme == out->scheme && r->n >= LIGHTS_POINTS_AT_LEAST && !isnan(r->sigma))
            squares += (r->centre - out->mean) * (r->centre - out->mean);
    }
    const double variance = m >= LIGHTS_BODIES_AT_LEAST ? squares / (double)(m - 1) - errors / (double)m : NAN;
    out->tau = variance > 0 ? sqrt(variance) : NAN;
}

/* Bodies are compared on one measure; one light over several measures compares nothing. */
static bool is_one_measure(const lights_series *items, size_t n, const light_scheme *scheme)
{
    const lights_series *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (items[i].scheme != scheme)
            continue;
        first = first != NULL ? first : &items[i];
        if (!text_equal(first->key.indicator, items[i].key.indicator))
            return false;
    }
    return true;
}

bool lights_make_overview(const lights_series *items, size_t n, const light_scheme *scheme, upw_arena *scratch,
                          lights_overview *out, upw_error *error)
{
    *out = (lights_overview){ .scheme = scheme,
                              .sigma = scheme->sigma,
                              .typical = { { NAN, NAN, NAN }, NAN, NAN },
                              .information = { NAN, NAN, NAN, NAN },
                              .incentive = no_incentive,
                              .bodies = { .bin_width = NAN,
                                          .expected = NAN,
                                          .p_upper = NAN,
                                          .mid_p = NAN,
                                          .max_marginal = NAN,
                                          .dead_zone_share = NAN } };
    add_up(items, n, out);
    find_spread(items, n, out);
    if (scheme->is_moving || !is_one_measure(items, n, scheme))
        return true;
    const bool varies = out->sigma > 0;
    double *const scores = MEMORY_TAKE(scratch, double, n);
    size_t n_scores = 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].scheme == scheme && items[i].has_latest && !comes_later(out->when, items[i].latest_period))
            scores[n_scores++] = items[i].latest;
    return (!varies || isnan(out->mean) ||
            (upw_lights_find_chances(&scheme->cut, out->mean, out->sigma, 0, &out->typical, error) &&
             upw_lights_find_incentive(&scheme->cut, &scheme->worths, out->mean, out->sigma, &out->incentive,
                                       error))) &&
           (!varies || isnan(out->tau) ||
            upw_lights_find_information(&scheme->cut, out->mean, out->tau, out->sigma, &out->information, error)) &&
           upw_lights_count_bodies(scores, n_scores, &scheme->cut, &scheme->worths, varies ? out->sigma : NAN, scratch,
                                   &out->bodies, error);
}

/* ---- words ---- */

static bool is_percent(const light_scheme *scheme, bool is_share)
{
    return is_share || scheme->unit.kind == UNIT_PERCENT || scheme->unit.kind == UNIT_SHARE;
}

/* The unit of a difference, of many and of one. */
static void name_units(const light_scheme *scheme, bool is_share, const char **many, const char **one, upw_arena *arena)
{
    *many = *one = NULL;
    if (is_percent(scheme, is_share)) {
        *many = "percentage points";
        *one = "percentage point";
    } else if (scheme->unit.kind == UNIT_POUNDS) {
        *many = "pounds";
        *one = "pound";
    } else if (scheme->has_unit && scheme->unit.kind == UNIT_OTHER) {
        const text words = scheme->unit.words;
        const bool is_plural = words.len > 1 && words.at[words.len - 1] == 's' && !text_contains(words, TEXT(" "));
        *many = memory_format(arena, "%.*s", TEXT_ARGS(words)).at;
        *one = is_plural ? memory_format(arena, "%.*s", (int)words.len - 1, words.at).at : NULL;
    }
}

static double scale_of(const light_scheme *scheme, bool is_share)
{
    return is_share || (scheme->has_unit && scheme->unit.kind == UNIT_SHARE) ? 100 : 1;
}

/* What is the same for one series and for all. */
static upw_lights_facts begin_facts(const light_scheme *scheme, const upw_lights_scheme *cut, bool is_share,
                                    upw_arena *arena)
{
    const double scale = scale_of(scheme, is_share);
    upw_lights_facts f = { .scheme = { cut->amber_from * scale, cut->green_from * scale, cut->lower_is_better },
                           .share_kept = NAN,
                           .edge_ratio = NAN,
                           .expected = NAN,
                           .mid_p = NAN,
                           .red_periods = NAN };
    name_units(scheme, is_share, &f.unit, &f.one_unit, arena);
    if (is_percent(scheme, is_share))
        f.sign = " %";
    return f;
}

static double edge_ratio(const upw_lights_facts *f, const light_scheme *scheme)
{
    return f->sigma > 0 ? upw_lights_find_edge_ratio(&f->scheme, &scheme->worths, f->sigma) : NAN;
}

/* A scheme can pay less for green than for amber; then the last step up costs a body something. */
static bool green_costs(const upw_lights_facts *f, const light_scheme *scheme)
{
    upw_lights_incentive at;
    return f->sigma > 0 &&
           upw_lights_find_incentive(&f->scheme, &scheme->worths, f->scheme.green_from, f->sigma, &at, NULL) &&
           at.marginal < 0;
}

static void add_bodies(const lights_overview *o, upw_lights_facts *f)
{
    f->share_kept = o->information.share_kept;
    if (o->bodies.n < LIGHTS_BODIES_AT_LEAST)
        return;
    f->n_bodies = o->bodies.n;
    f->top_tenth = o->bodies.bins[2];
    f->expected = o->bodies.expected;
    f->mid_p = o->bodies.mid_p;
}

static text write(const upw_lights_facts *facts, upw_arena *arena)
{
    const size_t length = upw_lights_write_paragraph(facts, NULL, 0);
    char *const words = MEMORY_TAKE(arena, char, length + 1);
    upw_lights_write_paragraph(facts, words, length + 1);
    return (text){ words, length };
}

text lights_write_paragraph(const lights_series *series, const lights_overview *overview, upw_arena *arena)
{
    const light_scheme *const scheme = series->scheme;
    const upw_lights_review *const r = &series->review;
    const double scale = scale_of(scheme, series->is_share);
    upw_lights_facts f = begin_facts(scheme, &series->cut, series->is_share, arena);
    const text body = series->key.organisation.len > 0 ? series->key.organisation : series->key.id;
    f.body = body.len > 0 ? memory_format(arena, "%.*s", TEXT_ARGS(body)).at : NULL;
    f.period = series->period_noun;
    f.periods_a_year = series->periods_a_year;
    f.mu = r->centre * scale;
    f.sigma = r->sigma * scale;
    f.same = r->still.same;
    for (size_t c = 0; c < 3; c++)
        f.light[c] = r->still.light[c];
    f.n = isnan(r->sigma) ? 0 : r->n;
    f.changes = r->changes;
    f.changes_agreeing = r->changes_agreeing;
    if (scheme->is_moving) {
        f.scheme = (upw_lights_scheme){ NAN, NAN, false }; /* the heading tells of the line */
    } else {
        f.edge_ratio = edge_ratio(&f, scheme);
        f.green_costs = green_costs(&f, scheme);
    }
    if (overview != NULL && !scheme->is_moving)
        add_bodies(overview, &f);
    return write(&f, arena);
}

text lights_write_overview(const lights_overview *o, upw_arena *arena)
{
    const light_scheme *const scheme = o->scheme;
    const double scale = scale_of(scheme, o->is_share);
    upw_lights_facts f = begin_facts(scheme, &scheme->cut, o->is_share, arena);
    f.body = o->n_series == 1   ? NULL
             : o->n_series == 2 ? "both services together"
                                : memory_format(arena, "all %zu services together", o->n_series).at;
    f.period = o->period_noun;
    f.periods_a_year = o->periods_a_year;
    f.mu = o->mean * scale;
    f.sigma = o->sigma * scale;
    f.same = o->typical.same;
    for (size_t c = 0; c < 3; c++)
        f.light[c] = o->typical.light[c];
    f.n = o->n_longest;
    f.changes = o->changes;
    f.changes_agreeing = o->changes_agreeing;
    if (scheme->is_moving) {
        f.scheme = (upw_lights_scheme){ NAN, NAN, false };
    } else {
        f.edge_ratio = edge_ratio(&f, scheme);
        f.green_costs = green_costs(&f, scheme);
        add_bodies(o, &f);
    }
    return write(&f, arena);
}

static text level(const light_scheme *scheme, bool is_share, double value, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 400);
    unit u = scheme->unit;
    if (is_share)
        u = unit_parse(TEXT("share"));
    unit_add_value(&b, u, value, 6);
    const text words = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return words;
}

text lights_describe_scheme(const light_scheme *scheme, bool is_share, upw_arena *arena)
{
    const bool is_lower = scheme->cut.lower_is_better;
    if (scheme->is_moving) {
        const text start = level(scheme, is_share, scheme->line.start, arena);
        const text aim = level(scheme, is_share, scheme->line.aim, arena);
        return memory_format(arena, "green on a straight line from %.*s to %.*s or better", TEXT_ARGS(start),
                             TEXT_ARGS(aim));
    }
    const text amber = level(scheme, is_share, scheme->cut.amber_from, arena);
    const text green = level(scheme, is_share, scheme->cut.green_from, arena);
    return memory_format(arena, "red %s %.*s, green from %.*s %s", is_lower ? "above" : "below", TEXT_ARGS(amber),
                         TEXT_ARGS(green), is_lower ? "down" : "up");
}
