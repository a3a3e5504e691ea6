/* Any counts as a funnel, as figures to be drawn towards the mean and put in order, and as bands to be standardised:
 * ordered limits, probabilities that are some, intervals that hold their figure, or a refusal with a reason.
 *
 * Input: what to try, the options, then figures (bytes.h), up to 40 organisations. */
#include <assert.h>
#include <stdlib.h>

#include "bytes.h"
#include "upward/funnel.h"
#include "upward/rank.h"
#include "upward/standardise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BODIES = 40 };

typedef struct material {
    double a[BODIES], b[BODIES], c[BODIES];
    size_t n;
} material;

static void fill(material *m, cursor *in)
{
    m->n = take_byte(in) % (BODIES + 1);
    for (size_t i = 0; i < m->n; i++) {
        m->a[i] = take_figure(in);
        m->b[i] = take_figure(in);
        m->c[i] = take_figure(in);
    }
}

static bool is_chance(double p)
{
    return isnan(p) || (p >= 0 && p <= 1 + 1e-12);
}

static void check_refusal(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0');
}

/* ---- funnels ---- */

static void check_line(const upw_funnel_line *line)
{
    assert(isnan(line->low) || isnan(line->high) || line->low <= line->high);
}

static void check_body(const upw_funnel *f, const upw_funnel_body *b)
{
    char words[64];
    const upw_funnel_words about = { "A", 1, 2 };
    assert(b->status < UPW_FUNNEL_STATUS_COUNT && is_chance(b->p_lower) && is_chance(b->p_upper));
    assert(is_chance(b->p_value) && is_chance(b->q_value));
    assert(abs(b->class_in_force) <= UPW_FUNNEL_LEVELS_MAX && abs(b->plain_class) <= UPW_FUNNEL_LEVELS_MAX);
    for (size_t k = 0; k < f->options.n_levels; k++) {
        check_line(&b->lines[k]);
        check_line(&b->plain[k]);
    }
    upw_funnel_write_body(f, b, &about, words, sizeof words);
}

static void try_funnel(material *m, cursor *in, upw_arena *arena)
{
    const upw_funnel_options options = { .type = (upw_funnel_type)(take_byte(in) % UPW_FUNNEL_TYPE_COUNT),
                                         .rule = (upw_funnel_rule)(take_byte(in) % UPW_FUNNEL_RULE_COUNT),
                                         .adjust = (upw_funnel_adjust)(take_byte(in) % UPW_FUNNEL_ADJUST_COUNT),
                                         .scale = (upw_funnel_scale)(take_byte(in) % UPW_FUNNEL_SCALE_COUNT),
                                         .has_target = take_byte(in) & 1,
                                         .target = take_figure(in),
                                         .per = take_byte(in) & 1 ? take_figure(in) : 0,
                                         .levels = { take_figure(in) / 256, 0.99 },
                                         .n_levels = take_byte(in) % 3,
                                         .trim = take_figure(in) / 1024,
                                         .least = take_byte(in) % 12 };
    fill(m, in);
    const upw_funnel_data data = { .numerators = m->a, .denominators = m->b, .spreads = m->c, .n = m->n };
    upw_funnel f;
    upw_funnel_body found[BODIES];
    upw_error error = { 0 };
    char words[2000];
    if (!upw_funnel_fit(&data, &options, arena, found, &f, &error)) {
        check_refusal(&error);
        return;
    }
    assert(f.in_force != UPW_FUNNEL_AUTO && f.n <= m->n && is_chance(f.p_dispersion));
    for (size_t i = 0; i < m->n; i++)
        check_body(&f, &found[i]);
    upw_funnel_write_summary(&f, words, sizeof words);
    upw_funnel_line plain[UPW_FUNNEL_LEVELS_MAX], lines[UPW_FUNNEL_LEVELS_MAX];
    upw_funnel_limits(&f, take_figure(in), plain, lines);
    for (size_t k = 0; k < f.options.n_levels; k++)
        check_line(&lines[k]);
}

/* ---- order ---- */

static void check_ranks(const upw_rank *ranks, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const upw_rank *const r = &ranks[i];
        assert(1 <= r->low95 && r->low95 <= r->low90 && r->low90 <= r->median && r->median <= r->high90);
        assert(r->high90 <= r->high95 && r->high95 <= (int32_t)n && is_chance(r->first_quarter));
        sum += r->expected;
    }
    assert(fabs(sum - (double)n * ((double)n + 1) / 2) < 1e-6 * (double)n * (double)n);
}

static void try_order(material *m, cursor *in, upw_arena *arena)
{
    const uint8_t kind = take_byte(in);
    fill(m, in);
    upw_posterior posteriors[BODIES];
    upw_rank ranks[BODIES];
    upw_shrinkage normal;
    upw_count_shrinkage counts;
    upw_error error = { 0 };
    const bool is_shrunk =
        kind & 1 ? upw_shrink_normal(m->a, m->b, m->n, (upw_shrink_method)(kind / 2 % UPW_SHRINK_METHOD_COUNT), arena,
                                     posteriors, &normal, &error)
                 : upw_shrink_counts((upw_count_model)(kind / 2 % UPW_COUNT_MODEL_COUNT), m->a, m->b, m->n, arena,
                                     posteriors, &counts, &error);
    if (!is_shrunk) {
        check_refusal(&error);
        return;
    }
    for (size_t i = 0; i < m->n; i++)
        assert(!isnan(upw_posterior_mean(&posteriors[i])) && upw_posterior_sd(&posteriors[i]) >= 0);
    if (m->n <= 12 && upw_rank_exactly(posteriors, m->n, arena, ranks, NULL, &error))
        check_ranks(ranks, m->n);
    if (upw_rank_by_draws(posteriors, m->n, 50, kind, arena, ranks, &error))
        check_ranks(ranks, m->n);
}

/* ---- standardisation ---- */

static void check_figure(const upw_figure *f)
{
    assert(isnan(f->value) || isnan(f->low) || (f->low <= f->value * (1 + 1e-9) + 1e-12));
    assert(isnan(f->low) == isnan(f->high) && (isnan(f->low) || f->low <= f->high));
}

static void try_standard(material *m, cursor *in, upw_arena *arena)
{
    const double level = take_figure(in) / 256;
    const uint8_t kind = take_byte(in);
    fill(m, in);
    upw_direct direct = { 0 };
    upw_indirect indirect = { 0 };
    upw_error error = { 0 };
    int32_t groups[BODIES];
    upw_slope slope;
    for (size_t i = 0; i < m->n; i++) {
        upw_figure figure = upw_proportion(m->a[i], m->b[i], level);
        check_figure(&figure);
        figure = upw_crude_rate(m->a[i], m->b[i], 1000, level, (upw_count_method)(kind % UPW_COUNT_METHOD_COUNT));
        check_figure(&figure);
        if (!upw_direct_add(&direct, m->a[i], m->b[i], m->c[i], &error) ||
            !upw_indirect_add(&indirect, m->a[i], m->b[i], m->c[i], &error))
            check_refusal(&error);
    }
    upw_figure figure;
    assert(upw_direct_rate(&direct, 1000, level, (upw_direct_method)(kind % UPW_DIRECT_METHOD_COUNT), &figure) <
           UPW_RATE_STATUS_COUNT);
    assert(upw_indirect_ratio(&indirect, 7, 100, level, UPW_COUNT_BYAR, &figure) < UPW_RATE_STATUS_COUNT);
    if (upw_quantile_groups(m->a, m->n, kind % 11, kind & 1, arena, groups, &error))
        for (size_t i = 0; i < m->n; i++)
            assert(groups[i] >= 0 && groups[i] <= kind % 11);
    const upw_slope_data data = { m->b, m->a, m->c, m->a, m->c, m->n };
    if (!upw_slope_measure(&data, (upw_slope_scale)(kind % UPW_SLOPE_SCALE_COUNT), &slope, &error))
        check_refusal(&error);
    if (m->n >= UPW_LIFE_BANDS) {
        upw_life_table life;
        upw_life_table_measure(m->a, m->b, &life);
        assert(life.status < UPW_LIFE_STATUS_COUNT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(material *, cursor *, upw_arena *) = { try_funnel, try_order, try_standard };
    cursor in = { data, data + size };
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    material m = { .n = 0 };
    tries[take_byte(&in) % (sizeof tries / sizeof *tries)](&m, &in, &arena);
    upw_arena_clear(&arena);
    return 0;
}
