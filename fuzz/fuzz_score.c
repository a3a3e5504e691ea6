/* Any answers for upward/score.h: figures that keep the promises of the header, or a refusal with a reason.
 *
 * Input: five bytes (items, themes, places, groups, what items are like), then a byte for place and group and one for
 * each answer of each person. */
#include <assert.h>
#include <stdbool.h>

#include "bytes.h"
#include "upward/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PEOPLE = 300, ITEMS = 6, PLACES = 9, GROUPS = 3 };

static bool is_score(double score)
{
    return isnan(score) || (score >= -1e-9 && score <= 100 + 1e-9);
}

static void check_items(const upw_score *s)
{
    for (size_t j = 0; j < s->plan.n_items; j++) {
        const upw_score_answers a = upw_score_find_answers(s, UPW_SCORE_ALL, j);
        assert(is_score(a.score) && isnan(a.score) == (a.n == 0) && (a.n == 0 || (a.mean >= 1 && a.mean <= 5)));
    }
}

static void check_weights(const upw_score *s, upw_arena *arena)
{
    double places[PLACES], groups[GROUPS] = { 50, 0, 90 };
    for (size_t p = 0; p < PLACES; p++) {
        places[p] = (double)(p * 7);
        for (size_t g = 0; g < s->plan.n_groups && p < s->plan.n_places; g++)
            places[p] += (double)s->people[p * s->plan.n_groups + g];
    }
    const upw_score_targets targets = { places, groups, s->plan.n_themes % 2 == 0 };
    upw_score_weights weights;
    upw_error error = { 0 };
    if (!upw_score_rake(s, &targets, arena, &weights, &error)) {
        assert(error.code == UPW_TOO_FEW);
        return;
    }
    for (size_t t = 0; t <= s->plan.n_themes; t++) {
        const upw_score_estimate e = upw_score_weigh(s, weights.weights, places, t);
        assert(is_score(e.mean) && !(e.se > e.se_unlimited + 1e-9) && !(e.se < 0));
    }
}

static void check_offices(const upw_score *s, size_t theme, upw_arena *arena)
{
    upw_score_sums sums[PLACES];
    upw_office offices[PLACES];
    upw_pool pool;
    upw_error error = { 0 };
    for (size_t p = 0; p < s->plan.n_places; p++)
        sums[p] = upw_score_find_sums(s, p, theme);
    assert(upw_score_pool(sums, NULL, s->plan.n_places, arena, offices, &pool, &error));
    for (size_t p = 0; p < s->plan.n_places; p++) {
        const upw_office *const o = &offices[p];
        assert(is_score(o->mean) && is_score(o->pooled) && o->from <= o->to && o->to <= pool.n_offices);
        assert(isnan(o->shrink) || (o->shrink >= 0 && o->shrink <= 1));
    }
}

static void check_all(const upw_score *s, upw_arena *arena)
{
    check_items(s);
    check_weights(s, arena);
    for (size_t t = 0; t <= s->plan.n_themes; t++)
        check_offices(s, t, arena);
    for (size_t t = 0; t < s->plan.n_themes; t++) {
        upw_reliability r;
        upw_error error = { 0 };
        assert(upw_score_find_reliability(s, t, arena, &r, &error));
        assert(isnan(r.alpha) || r.alpha <= 1 + 1e-9);
        assert(isnan(r.omega) || (r.omega >= 0 && r.omega <= 1));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t answers[ITEMS][PEOPLE];
    static uint32_t places[PEOPLE], groups[PEOPLE];
    static const uint8_t *columns[ITEMS];
    upw_score_item items[ITEMS];
    cursor in = { data, data + size };
    const size_t n_items = 1 + take_byte(&in) % ITEMS, n_themes = take_byte(&in) % 4,
                 n_places = take_byte(&in) % (PLACES + 1), n_groups = take_byte(&in) % (GROUPS + 1);
    const uint8_t like = take_byte(&in);
    for (size_t j = 0; j < n_items; j++) {
        items[j] = (upw_score_item){ n_themes == 0 ? UPW_SCORE_NO_THEME : (uint32_t)(j % (n_themes + (like & 1))),
                                     like >> (j + 1) & 1 };
        columns[j] = answers[j];
    }
    size_t n = 0;
    for (; n < PEOPLE && in.at < in.end; n++) {
        const uint8_t where = take_byte(&in);
        places[n] = where & 15;
        groups[n] = where >> 4;
        for (size_t j = 0; j < n_items; j++)
            answers[j][n] = take_byte(&in);
    }
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    const upw_score_plan plan = { items, n_items, n_themes, n_places, n_groups };
    const upw_score_batch batch = { columns, places, groups, n };
    upw_score score;
    upw_error error = { 0 };
    if (upw_score_begin(&plan, &arena, &score, &error) && upw_score_add(&score, &batch, &error))
        check_all(&score, &arena);
    else
        assert(error.code != UPW_OK && error.message[0] != '\0' && error.row <= PEOPLE);
    upw_arena_clear(&arena);
    return 0;
}
