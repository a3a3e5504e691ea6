/* Scores of answers against what can be worked out by hand, and against laws that every one of them keeps. */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "upward/score.h"

static upw_arena arena;

static int clear_arena(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

enum { ITEMS = 6, THEMES = 3, PEOPLE = 400, PLACES = 12, GROUPS = 3 };

/* Two themes of two questions, one of them negative, and one of a single question; the sixth is in no theme. */
static const upw_score_item items[ITEMS] = { { 0, false }, { 0, true },  { 1, false },
                                             { 1, false }, { 2, false }, { UPW_SCORE_NO_THEME, false } };

/* People of a seed; `first` to `end` of them as a batch. */
typedef struct crowd {
    uint8_t answers[ITEMS][PEOPLE];
    const uint8_t *columns[ITEMS];
    uint32_t places[PEOPLE], groups[PEOPLE];
} crowd;

static void make_crowd(crowd *c, uint64_t seed)
{
    random_stream random = random_begin(seed);
    double levels[PLACES];
    for (size_t p = 0; p < PLACES; p++)
        levels[p] = 1.5 * random_take_normal(&random);
    for (size_t i = 0; i < PEOPLE; i++) {
        c->places[i] = (uint32_t)(random_take_uniform(&random) * PLACES);
        c->groups[i] = (uint32_t)(random_take_uniform(&random) * GROUPS);
        for (size_t j = 0; j < ITEMS; j++) {
            const double x = 3 + levels[c->places[i]] + random_take_normal(&random);
            c->answers[j][i] = random_take_uniform(&random) < 0.15 ? (uint8_t)(6 * (random_take_uniform(&random) < 0.5))
                                                                   : (uint8_t)fmin(5, fmax(1, round(x)));
        }
    }
}

static upw_score_batch take_batch(crowd *c, size_t first, size_t end)
{
    for (size_t j = 0; j < ITEMS; j++)
        c->columns[j] = c->answers[j] + first;
    return (upw_score_batch){ c->columns, c->places + first, c->groups + first, end - first };
}

static const upw_score_plan plan = { items, ITEMS, THEMES, PLACES, GROUPS };

static void add_all(crowd *c, upw_score *score)
{
    const upw_score_batch batch = take_batch(c, 0, PEOPLE);
    assert_true(upw_score_begin(&plan, &arena, score, NULL));
    assert_true(upw_score_add(score, &batch, NULL));
}

/* ---- people and items ---- */

static void a_person_has_a_theme_when_half_of_it_is_answered_and_a_whole_when_all_themes_are(void **state)
{
    (void)state;
    static const struct {
        uint8_t answers[ITEMS];
        double scores[THEMES + 1];
    } cases[] = {
        { { 5, 1, 3, 4, 2, 1 }, { 100, 62.5, 25, 62.5 } },
        { { 5, 5, 1, 0, 3, 0 }, { 50, 0, 50, 100.0 / 3 } }, /* one of two is half; agreeing to the negative is bad */
        { { 6, 7, 3, 4, 2, 1 }, { NAN, 62.5, 25, NAN } },   /* "do not know" is no answer */
        { { 4, 0, 2, 6, 0, 5 }, { 75, 25, NAN, NAN } },
    };
    upw_score score;
    assert_true(upw_score_begin(&plan, &arena, &score, NULL));
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const uint8_t *columns[ITEMS];
        double found[THEMES + 1];
        for (size_t j = 0; j < ITEMS; j++)
            columns[j] = &cases[k].answers[j];
        const uint32_t place = 0;
        const upw_score_batch batch = { columns, &place, NULL, 1 };
        upw_score_find_person(&score, &batch, 0, found);
        for (size_t t = 0; t <= THEMES; t++)
            assert_near(found[t], cases[k].scores[t], 1e-15);
    }
}

static void answers_of_an_item_are_counted_and_favour_is_the_good_end(void **state)
{
    (void)state;
    static const uint8_t said[] = { 1, 2, 2, 5, 6, 7, 0, 4 };
    const uint8_t *columns[2] = { said, said };
    const uint32_t places[8] = { 0 };
    const upw_score_item both[2] = { { 0, false }, { 0, true } };
    const upw_score_plan small = { both, 2, 1, 1, 0 };
    const upw_score_batch batch = { columns, places, NULL, 8 };
    upw_score score;
    assert_true(upw_score_begin(&small, &arena, &score, NULL) && upw_score_add(&score, &batch, NULL));
    const upw_score_answers up = upw_score_find_answers(&score, UPW_SCORE_ALL, 0),
                            down = upw_score_find_answers(&score, 0, 1);
    assert_int_equal(up.n, 5);
    assert_int_equal(up.counts[2], 2);
    assert_near(up.mean, 2.8, 1e-15);
    assert_near(up.score, 45, 1e-15);
    assert_near(down.score, 55, 1e-15);
    assert_near(up.favourable, 0.4, 1e-15);
    assert_near(down.favourable, 0.6, 1e-15);
    assert_near(up.do_not_know_prop, 1.0 / 8, 1e-15);
    assert_near(up.does_not_apply_prop, 1.0 / 8, 1e-15);
}

/* ---- batches ---- */

static void parts_merged_are_the_whole_and_order_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        static crowd c;
        upw_score whole, parts[2];
        make_crowd(&c, seed);
        add_all(&c, &whole);
        const size_t cut = (size_t)(seed * 37 % PEOPLE);
        for (size_t k = 0; k < 2; k++)
            assert_true(upw_score_begin(&plan, &arena, &parts[k], NULL));
        upw_score_batch batch = take_batch(&c, 0, cut);
        assert_true(upw_score_add(&parts[0], &batch, NULL));
        batch = take_batch(&c, cut, PEOPLE);
        assert_true(upw_score_add(&parts[1], &batch, NULL));
        upw_score_merge(&parts[1], &parts[0]);
        for (size_t t = 0; t <= THEMES; t++) {
            const upw_score_sums a = upw_score_find_sums(&whole, UPW_SCORE_ALL, t),
                                 b = upw_score_find_sums(&parts[1], UPW_SCORE_ALL, t);
            assert_int_equal(a.n, b.n);
            assert_near_seed(upw_score_sums_mean(&a), upw_score_sums_mean(&b), 1e-13, seed);
            assert_near_seed(upw_score_sums_sd(&a), upw_score_sums_sd(&b), 1e-12, seed);
        }
        assert_memory_equal(whole.counts, parts[1].counts,
                            PLACES * GROUPS * ITEMS * UPW_ANSWERS * sizeof *whole.counts);
        assert_memory_equal(whole.products, parts[1].products, whole.first_products[THEMES] * sizeof *whole.products);
        upw_arena_clear(&arena);
    }
}

static void a_batch_with_one_wrong_answer_is_refused_whole(void **state)
{
    (void)state;
    static crowd c;
    upw_score score;
    upw_error error = { 0 };
    make_crowd(&c, 3);
    c.answers[2][17] = 8;
    const upw_score_batch batch = take_batch(&c, 0, PEOPLE);
    assert_true(upw_score_begin(&plan, &arena, &score, NULL));
    assert_false(upw_score_add(&score, &batch, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_int_equal(error.row, 18);
    assert_int_equal(upw_score_find_sums(&score, UPW_SCORE_ALL, 0).n, 0);
    c.answers[2][17] = 1;
    c.places[4] = PLACES;
    assert_false(upw_score_add(&score, &batch, &error));
    assert_int_equal(error.row, 5);
}

static void a_plan_without_items_or_of_a_theme_that_is_not_there_is_refused(void **state)
{
    (void)state;
    upw_score score;
    upw_error error = { 0 };
    assert_false(upw_score_begin(&(upw_score_plan){ items, 0, 1, 1, 1 }, &arena, &score, &error));
    assert_int_equal(error.code, UPW_BAD_USAGE);
    assert_false(upw_score_begin(&(upw_score_plan){ items, ITEMS, 2, 1, 1 }, &arena, &score, &error));
    assert_int_equal(error.row, 5);
}

/* ---- the nation ---- */

static void nothing_is_uncertain_when_all_bodies_answered(void **state)
{
    (void)state;
    const upw_finite_mean all = upw_finite_mean_measure(211, 64, 21, 211);
    assert_true(all.is_census && all.se == 0 && all.low == 64 && all.high == 64);
    double before = INFINITY;
    for (double n = 2; n <= 211; n++) {
        const upw_finite_mean m = upw_finite_mean_measure(n, 64, 21, 211);
        assert_true(m.se < before && m.se <= m.se_unlimited);
        assert_true(n < 60 ? m.low == m.low_t && m.low_t < m.low_z : m.low == m.low_z);
        before = m.se;
    }
    assert_near(upw_finite_share(3, 211, 211).low, 3.0 / 211, 1e-15);
    assert_true(isnan(upw_finite_share(1, 1, 211).low));
}

static void whatever_the_silent_think_the_share_lies_between_the_bounds(void **state)
{
    (void)state;
    for (int silent = 0; silent <= 40; silent++) /* 60 of 100 answered, 45 in favour */
        for (int favour = 0; favour <= silent; favour++) {
            const double n = 60 + silent;
            const upw_interval b = upw_score_find_bounds(60 / n, 45.0 / 60);
            assert_true((45 + favour) / n >= b.low - 1e-12 && (45 + favour) / n <= b.high + 1e-12);
        }
}

static void gaps_count_bodies_that_have_both_and_turn_round_with_the_years(void **state)
{
    (void)state;
    const double last[] = { 50, 60, NAN, 40, 55 }, now[] = { 61, 58, 70, 30, 55 };
    const upw_score_gap there = upw_score_find_gap(last, now, 5, 8), back = upw_score_find_gap(now, last, 5, 8);
    assert_int_equal(there.n, 4);
    assert_near(there.mean.mean, -0.25, 1e-15);
    assert_near(there.mean.se, there.mean.sd / 2 * sqrt(0.5), 1e-14);
    assert_near(there.above_prop, 0.25, 1e-15);
    assert_near(there.below_prop, 0.25, 1e-15);
    assert_near(back.mean.mean, 0.25, 1e-15);
    assert_int_equal(upw_score_find_gap(last, now, 0, 8).n, 0);
}

static void change_turns_round_with_the_years_and_linked_people_count_for_more(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        random_stream random = random_begin(seed);
        double first[90], second[90];
        for (size_t i = 0; i < 90; i++) {
            const double person = 10 * random_take_normal(&random);
            first[i] = i < 60 ? 50 + person + random_take_normal(&random) : NAN;
            second[i] = i < 30 || i >= 60 ? 52 + person + random_take_normal(&random) : NAN;
        }
        const upw_score_change there = upw_score_find_change(first, second, 90, 0),
                               back = upw_score_find_change(second, first, 90, 0);
        assert_int_equal(there.matched, 30);
        assert_near_seed(there.change, -back.change, 1e-12, seed);
        assert_near_seed(there.se, back.se, 1e-12, seed);
        assert_true(there.se < there.naive_se && there.weight > 0.5);
        assert_true(there.verdict == UPW_SCORE_UP ? back.verdict == UPW_SCORE_DOWN
                                                  : back.verdict == there.verdict || there.verdict == UPW_SCORE_DOWN);
    }
}

static void fewer_than_ten_linked_people_are_not_used_as_linked(void **state)
{
    (void)state;
    double first[9], second[9];
    for (size_t i = 0; i < 9; i++) {
        first[i] = (double)i;
        second[i] = (double)i + 3;
    }
    assert_int_equal(upw_score_find_change(first, second, 9, 0).verdict, UPW_SCORE_CANNOT_TELL);
    assert_int_equal(upw_score_find_change(first, second, 9, 5).verdict, UPW_SCORE_UP);
}

/* ---- weights ---- */

static void raked_weights_add_up_to_every_margin(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        static crowd c;
        upw_score score;
        upw_score_weights weights;
        double places[PLACES] = { 0 }, groups[GROUPS] = { 0 };
        make_crowd(&c, seed);
        add_all(&c, &score);
        random_stream random = random_begin(seed + 1000);
        for (size_t cell = 0; cell < PLACES * GROUPS; cell++) {
            const double invited = (double)score.people[cell] + floor(20 * random_take_uniform(&random));
            places[cell / GROUPS] += invited;
            groups[cell % GROUPS] += invited;
        }
        const upw_score_targets targets = { places, groups, true };
        assert_true(upw_score_rake(&score, &targets, &arena, &weights, NULL));
        assert_true(weights.is_settled);
        for (size_t g = 0; g < GROUPS; g++) {
            double sum = 0;
            for (size_t p = 0; p < PLACES; p++)
                sum += weights.weights[p * GROUPS + g] * (double)score.people[p * GROUPS + g];
            assert_near_seed(sum, groups[g], 1e-8, seed);
        }
        for (size_t p = 0; p < PLACES; p++) {
            double sum = 0;
            for (size_t g = 0; g < GROUPS; g++)
                sum += weights.weights[p * GROUPS + g] * (double)score.people[p * GROUPS + g];
            assert_near_seed(sum, places[p], 1e-8, seed);
        }
        assert_true(weights.kish <= PEOPLE + 1e-6);
        upw_arena_clear(&arena);
    }
}

static void without_a_population_left_to_ask_the_weighted_mean_is_sure(void **state)
{
    (void)state;
    static crowd c;
    upw_score score;
    upw_score_weights weights;
    double places[PLACES] = { 0 };
    make_crowd(&c, 5);
    add_all(&c, &score);
    for (size_t cell = 0; cell < PLACES * GROUPS; cell++)
        places[cell / GROUPS] += (double)score.people[cell];
    const upw_score_targets targets = { places, NULL, false };
    assert_true(upw_score_rake(&score, &targets, &arena, &weights, NULL));
    const upw_score_estimate e = upw_score_weigh(&score, weights.weights, places, 0);
    const upw_score_sums sums = upw_score_find_sums(&score, UPW_SCORE_ALL, 0);
    assert_near(e.mean, upw_score_sums_mean(&sums), 1e-13);
    assert_true(e.se < 1e-9 && e.se_unlimited > 0.1);
    places[0] = 1;
    upw_error error = { 0 };
    assert_false(upw_score_rake(&score, &targets, &arena, &weights, &error));
    assert_int_equal(error.row, 1);
}

/* One answer from a place of a thousand beside a hundred from places of ten. */
static void weights_far_above_the_mean_are_cut_and_groups_nobody_speaks_for_are_dropped(void **state)
{
    (void)state;
    static uint8_t answers[101];
    static uint32_t places[101], groups[101];
    double totals[11] = { 1000 };
    const double capacities[3] = { 600, 600, 300 };
    for (size_t i = 0; i < 101; i++) {
        answers[i] = 3;
        places[i] = i == 0 ? 0 : (uint32_t)(1 + i % 10);
        groups[i] = i % 2;
    }
    for (size_t p = 1; p < 11; p++)
        totals[p] = 10;
    const uint8_t *column = answers;
    const upw_score_item one = { 0, false };
    const upw_score_plan small = { &one, 1, 1, 11, 3 };
    const upw_score_batch batch = { &column, places, groups, 101 };
    upw_score score;
    upw_score_weights cut, whole;
    assert_true(upw_score_begin(&small, &arena, &score, NULL) && upw_score_add(&score, &batch, NULL));
    assert_true(upw_score_rake(&score, &(upw_score_targets){ totals, NULL, true }, &arena, &whole, NULL));
    assert_true(upw_score_rake(&score, &(upw_score_targets){ totals, capacities, false }, &arena, &cut, NULL));
    assert_true(!whole.is_trimmed && cut.is_trimmed);
    assert_true(cut.is_dropped[2] && !cut.is_dropped[0]);
    assert_near(whole.weights[0], 1000, 1e-12);
}

/* ---- offices ---- */

static size_t make_offices(uint64_t seed, double between, double shift, upw_score_sums *sums, double *sizes)
{
    random_stream random = random_begin(seed);
    const size_t n = 5 + (size_t)(25 * random_take_uniform(&random));
    for (size_t j = 0; j < n; j++) {
        sums[j] = (upw_score_sums){ 0 };
        const double office = 50 + shift + between * random_take_normal(&random);
        const size_t people = 2 + (size_t)(40 * random_take_uniform(&random));
        for (size_t i = 0; i < people; i++)
            upw_score_sums_add(&sums[j], office + 15 * random_take_normal(&random));
        sizes[j] = (double)people * 2;
    }
    return n;
}

static void offices_shrink_between_their_mean_and_that_of_all(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        upw_score_sums sums[30], moved[30];
        double sizes[30];
        upw_office offices[30], others[30];
        upw_pool pool, other;
        const double between = seed % 4 == 0 ? 0 : (double)(seed % 9);
        const size_t n = make_offices(seed, between, 0, sums, sizes);
        make_offices(seed, between, 7, moved, sizes);
        assert_true(upw_score_pool(sums, sizes, n, &arena, offices, &pool, NULL));
        assert_true(upw_score_pool(moved, sizes, n, &arena, others, &other, NULL));
        assert_int_equal(pool.status, UPW_POOL_OK);
        assert_near_seed(other.mean, pool.mean + 7, 1e-7, seed);
        assert_true(fabs(other.between - pool.between) < 1e-5 * (1 + pool.between));
        for (size_t j = 0; j < n; j++) {
            const upw_office *const o = &offices[j];
            size_t above = 0;
            assert_true(o->shrink >= 0 && o->shrink <= 1);
            assert_true((o->pooled - pool.mean) * (o->mean - o->pooled) >= -1e-9);
            for (size_t k = 0; k < n; k++)
                above += offices[k].mean > o->mean;
            assert_true(o->from <= above + 1 && above + 1 <= o->to && o->to <= n);
            assert_true(o->is_above == (o->low > pool.mean));
        }
        upw_arena_clear(&arena);
    }
}

/* The criterion, from its definition, at any variances. */
static double criterion_of(const upw_score_sums *sums, size_t n, double tau2, double s2)
{
    double leaves = 0, within = 0, weight = 0, sum = 0, logs = 0, squares = 0;
    for (size_t j = 0; j < n; j++) {
        const double size = (double)sums[j].n, d = s2 + size * tau2;
        leaves += size;
        within += upw_score_sums_within(&sums[j]);
        weight += size / d;
        sum += size / d * upw_score_sums_mean(&sums[j]);
        logs += log(d);
    }
    for (size_t j = 0; j < n; j++) {
        const double from = upw_score_sums_mean(&sums[j]) - sum / weight;
        squares += (double)sums[j].n / (s2 + (double)sums[j].n * tau2) * from * from;
    }
    return (leaves - (double)n) * log(s2) + logs + log(weight) + within / s2 + squares +
           (leaves - 1) * log(2 * acos(-1));
}

static void no_other_variances_make_the_scores_likelier(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        upw_score_sums sums[30];
        double sizes[30];
        upw_office offices[30];
        upw_pool pool;
        const size_t n = make_offices(seed, (double)(seed % 7), 0, sums, sizes);
        assert_true(upw_score_pool(sums, NULL, n, &arena, offices, &pool, NULL));
        const double best = criterion_of(sums, n, pool.between, pool.within);
        assert_near_seed(pool.criterion, best, 1e-10, seed);
        for (int a = -3; a <= 3; a++)
            for (int b = -3; b <= 3; b++) {
                const double tau2 = pool.between > 0 ? pool.between * (1 + 0.1 * a) : 0.05 * (a + 3);
                assert_true(criterion_of(sums, n, tau2, pool.within * (1 + 0.1 * b)) >= best - 1e-8);
            }
        upw_arena_clear(&arena);
    }
}

static void four_offices_are_not_pooled_and_offices_that_agree_within_give_no_measure(void **state)
{
    (void)state;
    upw_score_sums sums[6] = { { 0 } };
    upw_office offices[6];
    upw_pool pool;
    char words[400];
    for (size_t j = 0; j < 6; j++)
        for (int i = 0; i < 3; i++)
            upw_score_sums_add(&sums[j], 25.0 * (double)(j % 3));
    assert_true(upw_score_pool(sums, NULL, 4, &arena, offices, &pool, NULL));
    assert_int_equal(pool.status, UPW_POOL_TOO_FEW);
    assert_true(isnan(offices[0].pooled) && offices[0].from == 0 && offices[1].mean == 25);
    assert_true(upw_score_pool(sums, NULL, 6, &arena, offices, &pool, NULL));
    assert_int_equal(pool.status, UPW_POOL_NO_WITHIN);
    upw_score_write_pool(&pool, offices, 6, words, sizeof words);
    assert_non_null(strstr(words, "Within each office all scores are the same"));
}

static void the_funnel_stands_around_the_unweighted_mean_of_all_bodies(void **state)
{
    (void)state;
    upw_score_sums sums[30], all = { 0 };
    double sizes[30];
    upw_funnel_body bodies[30];
    upw_funnel funnel;
    const size_t n = make_offices(11, 2, 0, sums, sizes);
    double within = 0, df = 0;
    for (size_t j = 0; j < n; j++) {
        upw_score_sums_merge(&all, &sums[j]);
        within += upw_score_sums_within(&sums[j]);
        df += (double)sums[j].n - 1;
    }
    assert_true(upw_score_draw_funnel(sums, n, &arena, bodies, &funnel, NULL));
    assert_near(funnel.target, upw_score_sums_mean(&all), 1e-12);
    assert_near(bodies[0].s, sqrt(within / df / (double)sums[0].n), 1e-12);
    assert_near(funnel.df, (double)n - 1, 0);
}

/* ---- one item, reliability ---- */

static void an_effect_of_offices_is_found_where_there_is_one_and_none_where_not(void **state)
{
    (void)state;
    int64_t alike[50], apart[50];
    for (size_t j = 0; j < 10; j++)
        for (size_t a = 0; a < 5; a++) {
            alike[j * 5 + a] = 10;
            apart[j * 5 + a] = j < 5 ? 4 * (int64_t)a : 4 * (int64_t)(4 - a);
        }
    double effects[10], first = 1, second;
    upw_ordinal none, some;
    assert_true(upw_ordinal_fit(alike, 10, 1, &arena, NULL, &none, NULL));
    assert_true(upw_ordinal_fit(apart, 10, 10, &arena, effects, &some, NULL));
    assert_true(none.sd < 0.05 && some.sd > 0.8);
    assert_near(none.thresholds[0], log(0.25), 1e-3);
    assert_true(effects[0] > 0 && effects[9] < 0);
    const double means[10] = { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 };
    assert_true(upw_spearman(means, effects, 10, &arena, &first, NULL));
    assert_true(upw_spearman(effects, means, 10, &arena, &second, NULL));
    assert_true(first > 0.8 && first == second);
}

static void answers_that_never_occur_do_not_stop_the_ordinal_model(void **state)
{
    (void)state;
    const int64_t counts[10] = { 0, 4, 0, 6, 0, 0, 7, 0, 3, 0 };
    upw_ordinal o;
    upw_error error = { 0 };
    assert_true(upw_ordinal_fit(counts, 2, 10, &arena, NULL, &o, NULL));
    assert_true(isinf(o.thresholds[0]) && o.thresholds[1] == o.thresholds[2] && isinf(o.thresholds[3]));
    const int64_t one[10] = { 0, 4, 0, 0, 0, 0, 7, 0, 0, 0 };
    assert_false(upw_ordinal_fit(one, 2, 1, &arena, NULL, &o, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
}

static void questions_that_say_the_same_hang_together_entirely(void **state)
{
    (void)state;
    static uint8_t said[200], other[200];
    static uint32_t places[200];
    for (size_t i = 0; i < 200; i++) {
        said[i] = (uint8_t)(1 + i % 5);
        other[i] = (uint8_t)(1 + i / 5 % 5);
    }
    const upw_score_item three[6] = {
        { 0, false }, { 0, false }, { 0, false }, { 1, false }, { 1, false }, { 1, true }
    };
    const uint8_t *columns[6] = { said, said, said, said, other, said };
    const upw_score_plan small = { three, 6, 2, 1, 1 };
    const upw_score_batch batch = { columns, places, NULL, 200 };
    upw_score score;
    upw_reliability r;
    char words[300];
    assert_true(upw_score_begin(&small, &arena, &score, NULL) && upw_score_add(&score, &batch, NULL));
    assert_true(upw_score_find_reliability(&score, 0, &arena, &r, NULL));
    assert_near(r.alpha, 1, 1e-12);
    assert_int_equal(r.n, 200);
    assert_true(upw_score_find_reliability(&score, 1, &arena, &r, NULL));
    assert_true(r.alpha < 0);
    upw_score_write_reliability(&r, words, sizeof words);
    assert_non_null(strstr(words, "read them one by one"));
    r.n = 99;
    assert_int_equal(upw_score_write_reliability(&r, words, sizeof words), 0);
}

/* ---- proposals ---- */

static void support_rises_with_votes_for_it_and_with_how_many_voted(void **state)
{
    (void)state;
    for (double n = 1; n <= 200; n++)
        for (double k = 0; k < n; k++)
            assert_true(upw_proportion(k, n, 0.95).low < upw_proportion(k + 1, n, 0.95).low);
    for (double n = 4; n <= 400; n += 4)
        assert_true(upw_proportion(n / 4, n, 0.95).low < upw_proportion(n / 4 + 1, n + 4, 0.95).low);
}

static void nothing_new_has_a_place_and_the_surest_support_comes_first(void **state)
{
    (void)state;
    const double k[] = { 19, 90, 20, 0, 900, 89 }, votes[] = { 19, 100, 20, 0, 1000, 100 };
    upw_support s[6];
    upw_error error = { 0 };
    assert_true(upw_support_rank(k, votes, 6, &arena, s, NULL));
    assert_int_equal(s[0].place, 0);
    assert_int_equal(s[3].place, 0);
    assert_int_equal(s[4].place, 1);
    assert_true(s[1].place == 3 && s[5].place == 4 && s[1].shares_place && s[5].shares_place);
    assert_false(upw_support_rank((const double[]){ 5 }, (const double[]){ 4 }, 1, &arena, s, &error));
    assert_int_equal(error.row, 1);
}

static void who_wins_all_comparisons_has_a_finite_strength_and_no_other_island_is_compared(void **state)
{
    (void)state;
    const uint32_t winners[] = { 0, 0, 1, 3 }, losers[] = { 1, 2, 2, 4 };
    const double wins[] = { 5, 5, 5, 3 };
    const upw_choices choices = { winners, losers, wins, 4, 5 };
    upw_strength s[5];
    size_t islands;
    assert_true(upw_choices_rank(&choices, &arena, s, &islands, NULL));
    assert_int_equal(islands, 2);
    assert_true(isfinite(s[0].theta) && s[0].theta > s[1].theta && s[1].theta > s[2].theta);
    assert_true(isnan(s[0].theta_without) && s[3].island != s[0].island && s[1].island == s[0].island);
    assert_near(s[3].theta, -s[4].theta, 1e-10);
    for (size_t i = 0; i < 5; i++)
        assert_true(s[i].from <= (size_t)ceil(s[i].order) && (double)s[i].to >= s[i].order);
}

/* ---- words ---- */

static void a_place_is_never_told_without_its_range(void **state)
{
    (void)state;
    char words[200];
    upw_score_write_range("Northmoor", 3, 22, 30, words, sizeof words);
    assert_string_equal(words, "Northmoor is somewhere between 3rd and 22nd of 30.");
    upw_score_write_range("Northmoor", 11, 11, 30, words, sizeof words);
    assert_string_equal(words, "Northmoor is 11th of 30.");
    const upw_finite_mean all = upw_finite_mean_measure(30, 60, 8, 30), some = upw_finite_mean_measure(20, 60, 8, 30);
    upw_score_write_mean(&all, "bodies", words, sizeof words);
    assert_string_equal(words, "60.0 of 100, from all 30 bodies: every one answered, so this is not an estimate.");
    upw_score_write_mean(&some, "bodies", words, sizeof words);
    assert_string_equal(words, "60.0 of 100 (95 % interval 57.8 to 62.2), from 20 of 30 bodies.");
}

#define CASE(name) cmocka_unit_test_teardown(name, clear_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_person_has_a_theme_when_half_of_it_is_answered_and_a_whole_when_all_themes_are),
        CASE(answers_of_an_item_are_counted_and_favour_is_the_good_end),
        CASE(parts_merged_are_the_whole_and_order_does_not_matter),
        CASE(a_batch_with_one_wrong_answer_is_refused_whole),
        CASE(a_plan_without_items_or_of_a_theme_that_is_not_there_is_refused),
        CASE(nothing_is_uncertain_when_all_bodies_answered),
        CASE(whatever_the_silent_think_the_share_lies_between_the_bounds),
        CASE(gaps_count_bodies_that_have_both_and_turn_round_with_the_years),
        CASE(change_turns_round_with_the_years_and_linked_people_count_for_more),
        CASE(fewer_than_ten_linked_people_are_not_used_as_linked),
        CASE(raked_weights_add_up_to_every_margin),
        CASE(without_a_population_left_to_ask_the_weighted_mean_is_sure),
        CASE(weights_far_above_the_mean_are_cut_and_groups_nobody_speaks_for_are_dropped),
        CASE(offices_shrink_between_their_mean_and_that_of_all),
        CASE(no_other_variances_make_the_scores_likelier),
        CASE(four_offices_are_not_pooled_and_offices_that_agree_within_give_no_measure),
        CASE(the_funnel_stands_around_the_unweighted_mean_of_all_bodies),
        CASE(an_effect_of_offices_is_found_where_there_is_one_and_none_where_not),
        CASE(answers_that_never_occur_do_not_stop_the_ordinal_model),
        CASE(questions_that_say_the_same_hang_together_entirely),
        CASE(support_rises_with_votes_for_it_and_with_how_many_voted),
        CASE(nothing_new_has_a_place_and_the_surest_support_comes_first),
        CASE(who_wins_all_comparisons_has_a_finite_strength_and_no_other_island_is_compared),
        CASE(a_place_is_never_told_without_its_range),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    upw_arena_init(&arena, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
