/* Tables of answers: items, themes, offices, bodies, people, and how questions hang together. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/score_job.h"
#include "cli/sheet_columns.h"

static const text OVERALL = { "overall", 7 };

static text name_score(const score_job *job, size_t theme)
{
    return theme < job->themes.n ? job->themes.at[theme] : OVERALL;
}

/* Whether --scores names it, or nothing. */
static bool is_wanted(const score_job *job, size_t theme)
{
    text list = text_of(job->settings->scores != NULL ? job->settings->scores : "");
    if (list.len == 0)
        return theme < job->themes.n || job->themes.n > 1;
    while (list.len > 0)
        if (text_equal(text_trim(text_take_until(&list, ',')), name_score(job, theme)))
            return true;
    return false;
}

static bool check_wanted(const score_job *job, upw_error *error)
{
    text list = text_of(job->settings->scores != NULL ? job->settings->scores : "");
    while (list.len > 0) {
        const text name = text_trim(text_take_until(&list, ','));
        size_t theme;
        if (!names_look_up(&job->themes, name, &theme) && !text_equal(name, OVERALL))
            return upw_fail(error, UPW_BAD_USAGE, "--scores: %s has no theme \"%.*s\"", job->settings->questionnaire,
                            TEXT_ARGS(name));
    }
    return true;
}

/* ---- items ---- */

typedef struct item_row {
    text name, theme;
    upw_score_answers answers;
    double raked;
    bool is_hidden;
} item_row;

/* A figure that rests on too few people. */
#define SHOWN_COLUMN(name, type, cell)                                                                                 \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return ((const type *)row)->is_hidden ? sheet_text(TEXT("[c]")) : (cell);                                      \
    }

#define ROW ((const item_row *)row)
TEXT_COLUMN(item, ROW->name)
TEXT_COLUMN(item_theme, ROW->theme)
SHOWN_COLUMN(item_n, item_row, sheet_integer(ROW->answers.n))
SHOWN_COLUMN(item_mean, item_row, sheet_number(ROW->answers.mean))
SHOWN_COLUMN(item_score, item_row, sheet_number(ROW->answers.score))
SHOWN_COLUMN(item_raked, item_row, sheet_number(ROW->raked))
SHOWN_COLUMN(favourable, item_row, sheet_number(ROW->answers.favourable))
SHOWN_COLUMN(c1, item_row, sheet_integer(ROW->answers.counts[1]))
SHOWN_COLUMN(c2, item_row, sheet_integer(ROW->answers.counts[2]))
SHOWN_COLUMN(c3, item_row, sheet_integer(ROW->answers.counts[3]))
SHOWN_COLUMN(c4, item_row, sheet_integer(ROW->answers.counts[4]))
SHOWN_COLUMN(c5, item_row, sheet_integer(ROW->answers.counts[5]))
SHOWN_COLUMN(do_not_know, item_row, sheet_number(ROW->answers.do_not_know_prop))
SHOWN_COLUMN(does_not_apply, item_row, sheet_number(ROW->answers.does_not_apply_prop))

static const sheet_column item_columns[] = {
    { "item", get_item },
    { "theme", get_item_theme },
    { "n", get_item_n },
    { "mean_1to5", get_item_mean },
    { "score_0to100", get_item_score },
    { "raked_score", get_item_raked },
    { "favourable", get_favourable },
    { "c1", get_c1 },
    { "c2", get_c2 },
    { "c3", get_c3 },
    { "c4", get_c4 },
    { "c5", get_c5 },
    { "do_not_know", get_do_not_know },
    { "does_not_apply", get_does_not_apply },
};
#undef ROW

static bool make_items(score_job *job, score_table *out, upw_error *error)
{
    (void)error;
    item_row *const rows = MEMORY_TAKE(job->arena, item_row, job->n_items);
    for (size_t j = 0; j < job->n_items; j++) {
        const score_question *const q = &job->questions[j];
        rows[j] = (item_row){ q->name, q->theme, upw_score_find_answers(&job->score, UPW_SCORE_ALL, j), NAN,
                              (int64_t)job->n < job->settings->least };
        if (job->raked.weights != NULL)
            rows[j].raked = upw_score_weigh_item(&job->score, job->raked.weights, j);
        if (out->words != NULL)
            score_add_paragraph(out->words,
                                rows[j].is_hidden
                                    ? memory_format(job->arena, "%.*s: too few people.", TEXT_ARGS(q->name))
                                    : memory_format(job->arena, "%.*s: %.1f of 100; %.0f %% of %lld people in favour.",
                                                    TEXT_ARGS(q->name), rows[j].answers.score,
                                                    100 * rows[j].answers.favourable, (long long)rows[j].answers.n));
    }
    *out = (score_table){ item_columns,       sizeof item_columns / sizeof *item_columns,
                          (const char *)rows, sizeof *rows,
                          job->n_items,       out->words };
    return true;
}

/* ---- offices of one score ---- */

/* Leaves are bodies where they are known, else people. */
typedef struct office_view {
    upw_score_sums *leaves;
    int64_t *people;
    double *sizes; /* NULL: not known */
    upw_office *offices;
    upw_pool pool;
    upw_funnel_body *bodies;
    upw_funnel funnel;
    upw_finite_mean nation; /* of bodies; n 0 where there are none */
} office_view;

static void add_place(const score_job *job, office_view *v, size_t place, size_t theme, upw_score_sums *nation)
{
    const uint32_t office = job->office_of[place];
    const upw_score_sums sums = upw_score_find_sums(&job->score, place, theme);
    v->people[office] += sums.n;
    if (job->has_bodies && sums.n > 0) {
        upw_score_sums_add(&v->leaves[office], upw_score_sums_mean(&sums));
        upw_score_sums_add(nation, upw_score_sums_mean(&sums));
    } else if (!job->has_bodies) {
        upw_score_sums_merge(&v->leaves[office], &sums);
    }
    if (v->sizes != NULL)
        v->sizes[office] += job->has_bodies ? 1 : job->sizes[place];
}

static bool view_offices(const score_job *job, size_t theme, office_view *v, upw_error *error)
{
    const size_t n = job->offices.n;
    *v = (office_view){ .leaves = MEMORY_TAKE(job->arena, upw_score_sums, n),
                        .people = MEMORY_TAKE(job->arena, int64_t, n),
                        .offices = MEMORY_TAKE(job->arena, upw_office, n),
                        .bodies = MEMORY_TAKE(job->arena, upw_funnel_body, n) };
    if (job->settings->population != NULL)
        v->sizes = MEMORY_TAKE(job->arena, double, n);
    upw_score_sums nation = { 0 };
    for (size_t place = 0; place < job->places.n; place++)
        add_place(job, v, place, theme, &nation);
    const double n_bodies = job->settings->n_bodies > 0         ? job->settings->n_bodies
                            : job->settings->population != NULL ? (double)job->places.n
                                                                : INFINITY;
    if (job->has_bodies && (double)nation.n > n_bodies)
        return upw_fail(error, UPW_BAD_USAGE, "--bodies says that there are %.0f, and %lld answered", n_bodies,
                        (long long)nation.n);
    v->nation =
        upw_finite_mean_measure((double)nation.n, upw_score_sums_mean(&nation), upw_score_sums_sd(&nation), n_bodies);
    return upw_score_pool(v->leaves, v->sizes, n, job->arena, v->offices, &v->pool, error) &&
           upw_score_draw_funnel(v->leaves, n, job->arena, v->bodies, &v->funnel, error);
}

/* ---- themes ---- */

typedef struct theme_row {
    const score_job *job;
    text name;
    upw_score_sums people;
    upw_score_estimate base, raked;
    office_view view;
    bool is_hidden;
} theme_row;

#define ROW ((const theme_row *)row)
#define POOL (&ROW->view.pool)
#define NATION (&ROW->view.nation)
static double if_bodies(const theme_row *row, double figure)
{
    return row->job->has_bodies && isfinite(figure) ? figure : NAN;
}

TEXT_COLUMN(theme, ROW->name)
INTEGER_COLUMN(theme_n, ROW->people.n)
NUMBER_COLUMN(bodies, if_bodies(ROW, NATION->n))
NUMBER_COLUMN(bodies_of, if_bodies(ROW, NATION->size))
SHOWN_COLUMN(body_mean, theme_row, sheet_number(if_bodies(ROW, NATION->mean)))
SHOWN_COLUMN(body_sd, theme_row, sheet_number(if_bodies(ROW, NATION->sd)))
SHOWN_COLUMN(body_se, theme_row, sheet_number(if_bodies(ROW, NATION->se)))
SHOWN_COLUMN(body_low, theme_row, sheet_number(if_bodies(ROW, NATION->low)))
SHOWN_COLUMN(body_high, theme_row, sheet_number(if_bodies(ROW, NATION->high)))
SHOWN_COLUMN(unweighted, theme_row, sheet_number(upw_score_sums_mean(&ROW->people)))
SHOWN_COLUMN(base, theme_row, sheet_number(ROW->base.mean))
SHOWN_COLUMN(base_se, theme_row, sheet_number(ROW->base.se))
SHOWN_COLUMN(raked, theme_row, sheet_number(ROW->raked.mean))
SHOWN_COLUMN(raked_se, theme_row, sheet_number(ROW->raked.se))
SHOWN_COLUMN(unlimited_se, theme_row, sheet_number(ROW->raked.se_unlimited))
NUMBER_COLUMN(kish, ROW->job->raked.weights != NULL ? ROW->job->raked.kish : NAN)
SHOWN_COLUMN(mu, theme_row, sheet_number(POOL->mean))
SHOWN_COLUMN(tau2, theme_row, sheet_number(POOL->between))
SHOWN_COLUMN(sigma2, theme_row, sheet_number(POOL->within))
SHOWN_COLUMN(mu_se, theme_row, sheet_number(POOL->mean_se))
SHOWN_COLUMN(icc, theme_row, sheet_number(POOL->icc))
SHOWN_COLUMN(mean_reliability, theme_row, sheet_number(POOL->reliability))
SHOWN_COLUMN(criterion, theme_row, sheet_number(POOL->criterion))
INTEGER_COLUMN(n_offices, POOL->n_offices)
INTEGER_COLUMN(pairs, POOL->pairs)
INTEGER_COLUMN(apart_alone, POOL->apart_alone)
INTEGER_COLUMN(apart, POOL->apart)
INTEGER_COLUMN(alike, POOL->neighbours_alike)
NUMBER_COLUMN(dispersion, ROW->view.funnel.spread.phi_raw)
NUMBER_COLUMN(p_dispersion, ROW->view.funnel.p_dispersion)
TEXT_COLUMN(pool_status, text_of(upw_pool_status_text(POOL->status)))

static const sheet_column theme_columns[] = {
    { "score", get_theme },
    { "n", get_theme_n },
    { "bodies", get_bodies },
    { "bodies_of", get_bodies_of },
    { "mean", get_body_mean },
    { "sd", get_body_sd },
    { "se", get_body_se },
    { "lo", get_body_low },
    { "hi", get_body_high },
    { "unweighted", get_unweighted },
    { "base_weighted", get_base },
    { "se_base", get_base_se },
    { "raked", get_raked },
    { "se_raked_weights_fixed", get_raked_se },
    { "se_without_fpc", get_unlimited_se },
    { "kish_n_eff", get_kish },
    { "mu", get_mu },
    { "tau2", get_tau2 },
    { "sigma2", get_sigma2 },
    { "se_mu", get_mu_se },
    { "icc1", get_icc },
    { "reliability_at_mean_n", get_mean_reliability },
    { "reml_criterion", get_criterion },
    { "offices", get_n_offices },
    { "pairs", get_pairs },
    { "distinguished_unadjusted", get_apart_alone },
    { "distinguished_holm", get_apart },
    { "adjacent_not_distinguished", get_alike },
    { "dispersion", get_dispersion },
    { "p_dispersion", get_p_dispersion },
    { "status", get_pool_status },
};
#undef ROW

static void say_theme(const theme_row *r, buffer *out)
{
    char sentences[1000];
    upw_arena *const arena = r->job->arena;
    if (r->is_hidden) {
        score_add_paragraph(out, memory_format(arena, "%.*s: not shown, because fewer than %lld people answered.",
                                               TEXT_ARGS(r->name), (long long)r->job->settings->least));
        return;
    }
    text words = memory_format(arena, "%.*s: %.1f of 100 over %lld people.", TEXT_ARGS(r->name),
                               upw_score_sums_mean(&r->people), (long long)r->people.n);
    if (r->job->has_bodies && isfinite(r->view.nation.size)) {
        upw_score_write_mean(&r->view.nation, "bodies", sentences, sizeof sentences);
        words = memory_format(arena, "%.*s: %s", TEXT_ARGS(r->name), sentences);
    }
    if (r->job->raked.weights != NULL)
        words = memory_format(arena,
                              "%.*s As a check, weighted so that places and groups of people count as in the nation: "
                              "%.1f (95 %% interval %.1f to %.1f).",
                              TEXT_ARGS(words), r->raked.mean, r->raked.mean - 1.96 * r->raked.se,
                              r->raked.mean + 1.96 * r->raked.se);
    upw_score_write_pool(&r->view.pool, r->view.offices, r->job->offices.n, sentences, sizeof sentences);
    score_add_paragraph(out, memory_format(arena, "%.*s %s", TEXT_ARGS(words), sentences));
}

static bool make_themes(score_job *job, score_table *out, upw_error *error)
{
    theme_row *const rows = MEMORY_TAKE(job->arena, theme_row, job->themes.n + 1);
    const upw_score_estimate none = { 0, NAN, NAN, NAN };
    size_t n = 0;
    for (size_t t = 0; t <= job->themes.n; t++) {
        if (!is_wanted(job, t))
            continue;
        theme_row *const r = &rows[n++];
        *r = (theme_row){ job,  name_score(job, t), upw_score_find_sums(&job->score, UPW_SCORE_ALL, t), none,
                          none, .is_hidden = false };
        r->is_hidden = r->people.n < job->settings->least;
        if (job->raked.weights != NULL) {
            r->base = upw_score_weigh(&job->score, job->base.weights, job->sizes, t);
            r->raked = upw_score_weigh(&job->score, job->raked.weights, job->sizes, t);
        }
        if (!view_offices(job, t, &r->view, error))
            return false;
        if (out->words != NULL)
            say_theme(r, out->words);
    }
    *out =
        (score_table){ theme_columns, sizeof theme_columns / sizeof *theme_columns, (const char *)rows, sizeof *rows, n,
                       out->words };
    return true;
}

/* ---- offices ---- */

typedef struct office_row {
    text score, office;
    int64_t n;
    double size;
    upw_office figures;
    int funnel_class;
    bool is_hidden;
} office_row;

#define ROW ((const office_row *)row)
#define FIGURE(name, field) SHOWN_COLUMN(name, office_row, sheet_number(ROW->figures.field))
TEXT_COLUMN(office_score, ROW->score)
TEXT_COLUMN(office, ROW->office)
SHOWN_COLUMN(office_n, office_row, sheet_integer(ROW->n))
NUMBER_COLUMN(office_size, ROW->size)
FIGURE(office_mean, mean)
FIGURE(office_sd, sd)
FIGURE(office_se, se)
FIGURE(shrink, shrink)
FIGURE(pooled, pooled)
FIGURE(cond_sd, cond_sd)
FIGURE(low, low)
FIGURE(high, high)
FIGURE(half_width, half_width)
FIGURE(order, order)
SHOWN_COLUMN(from, office_row, ROW->figures.from > 0 ? sheet_integer((int64_t)ROW->figures.from) : sheet_empty())
SHOWN_COLUMN(to, office_row, ROW->figures.to > 0 ? sheet_integer((int64_t)ROW->figures.to) : sheet_empty())
SHOWN_COLUMN(above, office_row, sheet_integer(ROW->figures.is_above))
SHOWN_COLUMN(below, office_row, sheet_integer(ROW->figures.is_below))

static sheet_cell get_funnel_class(const void *row)
{
    static const char *const classes[] = { "low998", "low95", "in", "high95", "high998" };
    return ROW->is_hidden ? sheet_text(TEXT("[c]")) : sheet_text(text_of(classes[2 + ROW->funnel_class]));
}

static const sheet_column office_columns[] = {
    { "score", get_office_score },
    { "office", get_office },
    { "n", get_office_n },
    { "N", get_office_size },
    { "mean", get_office_mean },
    { "sd", get_office_sd },
    { "se_descriptive_fpc", get_office_se },
    { "shrink", get_shrink },
    { "eb", get_pooled },
    { "eb_cond_sd", get_cond_sd },
    { "eb_lo", get_low },
    { "eb_hi", get_high },
    { "compare_half_width", get_half_width },
    { "reliability", get_shrink },
    { "rank_eb", get_order },
    { "rank_from", get_from },
    { "rank_to", get_to },
    { "above_average", get_above },
    { "below_average", get_below },
    { "funnel", get_funnel_class },
};
#undef ROW

static void say_office(const score_job *job, const office_row *r, size_t n, buffer *out)
{
    char sentence[600];
    if (r->is_hidden) {
        score_add_paragraph(out,
                            memory_format(job->arena, "%.*s, %.*s: not shown, because fewer than %lld people answered.",
                                          TEXT_ARGS(r->score), TEXT_ARGS(r->office), (long long)job->settings->least));
        return;
    }
    upw_score_write_range(memory_format(job->arena, "%.*s", TEXT_ARGS(r->office)).at, r->figures.from, r->figures.to, n,
                          sentence, sizeof sentence);
    score_add_paragraph(out, memory_format(job->arena, "%.*s, %.*s: %.1f of 100 from %lld %s. %s", TEXT_ARGS(r->score),
                                           TEXT_ARGS(r->office), r->figures.mean, (long long)r->n,
                                           job->has_bodies ? "bodies" : "people", sentence));
}

static bool make_offices(score_job *job, score_table *out, upw_error *error)
{
    const size_t n_offices = job->offices.n;
    office_row *const rows = MEMORY_TAKE(job->arena, office_row, (job->themes.n + 1) * n_offices);
    size_t n = 0;
    for (size_t t = 0; t <= job->themes.n; t++) {
        office_view v;
        if (!is_wanted(job, t))
            continue;
        if (!view_offices(job, t, &v, error))
            return false;
        for (size_t o = 0; o < n_offices; o++) {
            rows[n] = (office_row){ name_score(job, t),
                                    job->offices.at[o],
                                    v.leaves[o].n,
                                    v.sizes != NULL ? v.sizes[o] : NAN,
                                    v.offices[o],
                                    v.bodies[o].class_in_force,
                                    v.people[o] < job->settings->least };
            if (out->words != NULL)
                say_office(job, &rows[n], v.pool.n_offices, out->words);
            n++;
        }
    }
    *out = (score_table){
        office_columns, sizeof office_columns / sizeof *office_columns, (const char *)rows, sizeof *rows, n, out->words
    };
    return true;
}

/* ---- bodies and people ---- */

typedef struct body_row {
    text score, body, office;
    upw_score_sums sums;
    double size;
    bool is_hidden;
} body_row;

#define ROW ((const body_row *)row)
TEXT_COLUMN(body_score, ROW->score)
TEXT_COLUMN(body, ROW->body)
TEXT_COLUMN(body_office, ROW->office)
SHOWN_COLUMN(body_n, body_row, sheet_integer(ROW->sums.n))
NUMBER_COLUMN(body_size, ROW->size)
SHOWN_COLUMN(body_score_mean, body_row, sheet_number(upw_score_sums_mean(&ROW->sums)))
SHOWN_COLUMN(body_score_sd, body_row, sheet_number(upw_score_sums_sd(&ROW->sums)))

static const sheet_column body_columns[] = {
    { "score", get_body_score }, { "body", get_body },   { "office", get_body_office },
    { "n", get_body_n },         { "N", get_body_size }, { "mean", get_body_score_mean },
    { "sd", get_body_score_sd },
};
#undef ROW

static bool make_bodies(score_job *job, score_table *out, upw_error *error)
{
    if (!job->has_bodies)
        return upw_fail(error, UPW_BAD_USAGE, "%s has no column body, so there is nothing to show --by body",
                        job->file);
    body_row *const rows = MEMORY_TAKE(job->arena, body_row, (job->themes.n + 1) * job->places.n);
    size_t n = 0;
    for (size_t t = 0; t <= job->themes.n; t++)
        for (size_t b = 0; b < job->places.n && is_wanted(job, t); b++) {
            const upw_score_sums sums = upw_score_find_sums(&job->score, b, t);
            rows[n++] = (body_row){ name_score(job, t),
                                    job->places.at[b],
                                    job->offices.at[job->office_of[b]],
                                    sums,
                                    job->sizes[b],
                                    sums.n < job->settings->least };
        }
    *out = (score_table){ body_columns, sizeof body_columns / sizeof *body_columns, (const char *)rows, sizeof *rows, n,
                          out->words };
    return true;
}

typedef struct person_row {
    text id;
    double base, raked;
} person_row;

#define ROW ((const person_row *)row)
TEXT_COLUMN(person, ROW->id)
NUMBER_COLUMN(base_weight, ROW->base)
NUMBER_COLUMN(raked_weight, ROW->raked)

static const sheet_column person_columns[] = {
    { "id", get_person },
    { "w_base", get_base_weight },
    { "w_rake", get_raked_weight },
};
#undef ROW

static bool make_people(score_job *job, score_table *out, upw_error *error)
{
    if (job->raked.weights == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "people are weighted to a --population FILE, and none is given");
    person_row *const rows = MEMORY_TAKE(job->arena, person_row, job->n);
    for (size_t i = 0; i < job->n; i++) {
        const size_t cell = job->place_of[i] * job->score.plan.n_groups + job->group_of[i];
        rows[i] = (person_row){ job->people.at[i], job->base.weights[cell], job->raked.weights[cell] };
    }
    *out = (score_table){
        person_columns, sizeof person_columns / sizeof *person_columns, (const char *)rows, sizeof *rows, job->n,
        out->words
    };
    return true;
}

/* ---- reliability ---- */

typedef struct reliability_row {
    text theme;
    upw_reliability figures;
    bool is_hidden;
} reliability_row;

#define ROW ((const reliability_row *)row)
#define LOADING(number) SHOWN_COLUMN(l##number, reliability_row, sheet_number(ROW->figures.loadings[(number)-1]))
TEXT_COLUMN(reliability_theme, ROW->theme)
SHOWN_COLUMN(reliability_n, reliability_row, sheet_integer(ROW->figures.n))
SHOWN_COLUMN(alpha, reliability_row, sheet_number(ROW->figures.alpha))
SHOWN_COLUMN(omega, reliability_row, sheet_number(ROW->figures.omega))
SHOWN_COLUMN(worst, reliability_row, sheet_number(ROW->figures.alpha_without_worst))
LOADING(1)
LOADING(2)
LOADING(3)
LOADING(4)
LOADING(5)
LOADING(6)
LOADING(7)
LOADING(8)

static const sheet_column reliability_columns[] = {
    { "theme", get_reliability_theme },
    { "n", get_reliability_n },
    { "alpha", get_alpha },
    { "omega_total", get_omega },
    { "alpha_if_drop_worst", get_worst },
    { "l1", get_l1 },
    { "l2", get_l2 },
    { "l3", get_l3 },
    { "l4", get_l4 },
    { "l5", get_l5 },
    { "l6", get_l6 },
    { "l7", get_l7 },
    { "l8", get_l8 },
};
#undef ROW

static bool make_reliability(score_job *job, score_table *out, upw_error *error)
{
    char sentence[400];
    reliability_row *const rows = MEMORY_TAKE(job->arena, reliability_row, job->themes.n);
    size_t n = 0;
    for (size_t t = 0; t < job->themes.n; t++) {
        reliability_row *const r = &rows[n];
        if (!is_wanted(job, t))
            continue;
        r->theme = job->themes.at[t];
        if (!upw_score_find_reliability(&job->score, t, job->arena, &r->figures, error))
            return false;
        r->is_hidden = r->figures.n < job->settings->least;
        n++;
        if (out->words != NULL && upw_score_write_reliability(&r->figures, sentence, sizeof sentence) > 0)
            score_add_paragraph(out->words, memory_format(job->arena, "%.*s: %s", TEXT_ARGS(r->theme), sentence));
    }
    *out = (score_table){ reliability_columns,
                          sizeof reliability_columns / sizeof *reliability_columns,
                          (const char *)rows,
                          sizeof *rows,
                          n,
                          out->words };
    return true;
}

bool score_answers(score_job *job, score_table *out, upw_error *error)
{
    static bool (*const makers[SCORE_BY_COUNT])(score_job *, score_table *, upw_error *) = {
        [SCORE_BY_THEME] = make_themes, [SCORE_BY_ITEM] = make_items,    [SCORE_BY_OFFICE] = make_offices,
        [SCORE_BY_BODY] = make_bodies,  [SCORE_BY_PERSON] = make_people, [SCORE_BY_RELIABILITY] = make_reliability,
    };
    return check_wanted(job, error) && makers[job->settings->by](job, out, error);
}
