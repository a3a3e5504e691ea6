/* Answers into sums: one pass over columns of bytes, everything afterwards out of the sums. */
#include "upward/score.h"

#include <math.h>
#include <string.h>

static const double CENTRE = 50, STEP = 25;

enum { SCALE = 5 };

double upw_score_value(unsigned answer, bool is_negative)
{
    if (answer < 1 || answer > SCALE)
        return NAN;
    return STEP * (is_negative ? SCALE - (double)answer : (double)answer - 1);
}

/* ---- sums ---- */

void upw_score_sums_add(upw_score_sums *sums, double value)
{
    const double from = value - CENTRE;
    sums->n++;
    sums->sum += from;
    sums->squares += from * from;
}

void upw_score_sums_merge(upw_score_sums *into, const upw_score_sums *from)
{
    into->n += from->n;
    into->sum += from->sum;
    into->squares += from->squares;
}

double upw_score_sums_mean(const upw_score_sums *sums)
{
    return sums->n > 0 ? CENTRE + sums->sum / (double)sums->n : NAN;
}

double upw_score_sums_within(const upw_score_sums *sums)
{
    if (sums->n == 0)
        return 0;
    const double within = sums->squares - sums->sum * (sums->sum / (double)sums->n);
    return within > 1e-12 * sums->squares ? within : 0; /* what is less is rounding: all are alike */
}

double upw_score_sums_sd(const upw_score_sums *sums)
{
    return sums->n > 1 ? sqrt(upw_score_sums_within(sums) / (double)(sums->n - 1)) : NAN;
}

/* ---- begin ---- */

static bool check_plan(const upw_score_plan *p, upw_error *error)
{
    if (p->n_items == 0 || p->n_places == 0)
        return upw_fail(error, UPW_BAD_USAGE, "there is no item or no place to score");
    if (p->n_items > 4096 || p->n_themes > p->n_items || p->n_groups > 4096 || p->n_places > 1000000)
        return upw_fail(error, UPW_TOO_LARGE, "up to 4,096 items and groups and 1,000,000 places can be scored");
    for (size_t j = 0; j < p->n_items; j++)
        if (p->items[j].theme != UPW_SCORE_NO_THEME && p->items[j].theme >= p->n_themes)
            return upw_fail_row(error, UPW_BAD_USAGE, (int64_t)j + 1, "item %zu is of a theme that is not there",
                                j + 1);
    return true;
}

static void *take_zeros(upw_arena *arena, size_t count, size_t size)
{
    void *const block = upw_arena_take(arena, count, size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

/* Items theme by theme, those of no theme last. */
static void sort_items(upw_score *s)
{
    size_t n = 0, products = 0;
    for (size_t t = 0; t <= s->plan.n_themes; t++) {
        s->first_items[t] = n;
        s->first_products[t] = products;
        for (size_t j = 0; j < s->plan.n_items; j++)
            if (s->plan.items[j].theme == (t < s->plan.n_themes ? (uint32_t)t : UPW_SCORE_NO_THEME))
                s->items[n++] = j;
        const size_t k = n - s->first_items[t] + 1;
        products += k * k;
    }
}

bool upw_score_begin(const upw_score_plan *plan, upw_arena *arena, upw_score *out, upw_error *error)
{
    if (!check_plan(plan, error))
        return false;
    *out = (upw_score){ .plan = *plan };
    upw_score_plan *const p = &out->plan;
    p->n_groups = p->n_groups > 0 ? p->n_groups : 1;
    const size_t n_cells = p->n_places * p->n_groups;
    if (n_cells > SIZE_MAX / 64 / (p->n_items + 1))
        return upw_fail(error, UPW_TOO_LARGE, "%zu places, %zu groups and %zu items are too many", p->n_places,
                        p->n_groups, p->n_items);
    out->people = take_zeros(arena, n_cells, sizeof *out->people);
    out->counts = take_zeros(arena, n_cells * p->n_items * UPW_ANSWERS, sizeof *out->counts);
    out->sums = take_zeros(arena, n_cells * (p->n_themes + 1), sizeof *out->sums);
    out->items = upw_arena_take(arena, p->n_items, sizeof *out->items);
    out->first_items = upw_arena_take(arena, p->n_themes + 1, sizeof *out->first_items);
    out->first_products = upw_arena_take(arena, p->n_themes + 1, sizeof *out->first_products);
    if (out->people == NULL || out->counts == NULL || out->sums == NULL || out->items == NULL ||
        out->first_items == NULL || out->first_products == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu places of %zu groups", p->n_places, p->n_groups);
    sort_items(out);
    out->products = take_zeros(arena, out->first_products[p->n_themes] + 1, sizeof *out->products);
    return out->products != NULL || upw_fail(error, UPW_NO_MEMORY, "no memory for %zu items", p->n_items);
}

/* ---- add ---- */

static bool check_batch(const upw_score *s, const upw_score_batch *b, upw_error *error)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->places[i] >= s->plan.n_places)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "person %zu is of a place that is not there",
                                i + 1);
        if (b->groups != NULL && b->groups[i] >= s->plan.n_groups)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "person %zu is of a group that is not there",
                                i + 1);
    }
    for (size_t j = 0; j < s->plan.n_items; j++) {
        uint8_t all = 0; /* no answer has more than three bits */
        for (size_t i = 0; i < b->n; i++)
            all |= b->answers[j][i];
        for (size_t i = 0; all >= UPW_ANSWERS && i < b->n; i++)
            if (b->answers[j][i] >= UPW_ANSWERS)
                return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "%u is no answer to item %zu: 0 to 7",
                                    b->answers[j][i], j + 1);
    }
    return true;
}

/* What one person said in one theme, in steps of 25 points. */
typedef struct voice {
    unsigned n, sum;
    unsigned steps[UPW_THEME_ITEMS_MAX]; /* of the items answered, in order */
} voice;

static unsigned steps_of(uint8_t answer, bool is_negative)
{
    return is_negative ? SCALE - (unsigned)answer : (unsigned)answer - 1;
}

static double listen(const upw_score *s, const upw_score_batch *b, size_t person, size_t theme, voice *said)
{
    const size_t first = s->first_items[theme], k = s->first_items[theme + 1] - first;
    said->n = said->sum = 0;
    for (size_t m = 0; m < k; m++) {
        const size_t item = s->items[first + m];
        const uint8_t answer = b->answers[item][person];
        if (answer < 1 || answer > SCALE)
            continue;
        const unsigned steps = steps_of(answer, s->plan.items[item].is_negative);
        if (said->n < UPW_THEME_ITEMS_MAX)
            said->steps[said->n] = steps;
        said->n++;
        said->sum += steps;
    }
    return said->n > 0 && 2 * (size_t)said->n >= k ? STEP * said->sum / said->n : NAN;
}

/* Lower triangle of the products of (1, items). */
static void add_products(int64_t *products, const voice *said)
{
    const size_t width = (size_t)said->n + 1;
    products[0]++;
    for (size_t r = 1; r < width; r++) {
        const unsigned steps = said->steps[r - 1];
        products[r * width] += steps;
        for (size_t c = 1; c <= r; c++)
            products[r * width + c] += (int64_t)steps * said->steps[c - 1];
    }
}

/* The score over all needs every theme that has items. */
static double join_themes(const upw_score *s, const double *themes)
{
    double sum = 0;
    size_t n = 0;
    for (size_t t = 0; t < s->plan.n_themes; t++)
        if (s->first_items[t + 1] > s->first_items[t]) {
            sum += themes[t];
            n++;
        }
    return n > 0 ? sum / (double)n : NAN;
}

void upw_score_find_person(const upw_score *score, const upw_score_batch *batch, size_t person, double *themes)
{
    voice said;
    for (size_t t = 0; t < score->plan.n_themes; t++)
        themes[t] = listen(score, batch, person, t, &said);
    themes[score->plan.n_themes] = join_themes(score, themes);
}

static void add_person(upw_score *s, const upw_score_batch *b, size_t person, size_t cell)
{
    const upw_score_plan *const p = &s->plan;
    upw_score_sums *const sums = s->sums + cell * (p->n_themes + 1);
    double total = 0;
    size_t n = 0;
    for (size_t t = 0; t < p->n_themes; t++) {
        const size_t k = s->first_items[t + 1] - s->first_items[t];
        voice said;
        const double theme = listen(s, b, person, t, &said);
        if (k == 0)
            continue;
        n++;
        total += theme;
        if (!isnan(theme))
            upw_score_sums_add(&sums[t], theme);
        if (said.n == k && k <= UPW_THEME_ITEMS_MAX)
            add_products(s->products + s->first_products[t], &said);
    }
    if (n > 0 && !isnan(total))
        upw_score_sums_add(&sums[p->n_themes], total / (double)n);
}

bool upw_score_add(upw_score *score, const upw_score_batch *batch, upw_error *error)
{
    const upw_score_plan *const p = &score->plan;
    if (!check_batch(score, batch, error))
        return false;
    for (size_t i = 0; i < batch->n; i++) {
        const size_t cell = batch->places[i] * p->n_groups + (batch->groups != NULL ? batch->groups[i] : 0);
        score->people[cell]++;
        add_person(score, batch, i, cell);
        uint32_t *const counts = score->counts + cell * p->n_items * UPW_ANSWERS;
        for (size_t j = 0; j < p->n_items; j++)
            counts[j * UPW_ANSWERS + batch->answers[j][i]]++;
    }
    return true;
}

void upw_score_merge(upw_score *into, const upw_score *from)
{
    const upw_score_plan *const p = &into->plan;
    const size_t n_cells = p->n_places * p->n_groups;
    for (size_t c = 0; c < n_cells; c++)
        into->people[c] += from->people[c];
    for (size_t k = 0; k < n_cells * p->n_items * UPW_ANSWERS; k++)
        into->counts[k] += from->counts[k];
    for (size_t k = 0; k < n_cells * (p->n_themes + 1); k++)
        upw_score_sums_merge(&into->sums[k], &from->sums[k]);
    for (size_t k = 0; k < into->first_products[p->n_themes]; k++)
        into->products[k] += from->products[k];
}

/* ---- what was said ---- */

static void find_cells(const upw_score *s, size_t place, size_t *first, size_t *end)
{
    *first = place == UPW_SCORE_ALL ? 0 : place * s->plan.n_groups;
    *end = place == UPW_SCORE_ALL ? s->plan.n_places * s->plan.n_groups : *first + s->plan.n_groups;
}

upw_score_sums upw_score_find_sums(const upw_score *score, size_t place, size_t theme)
{
    upw_score_sums sums = { 0 };
    size_t first, end;
    find_cells(score, place, &first, &end);
    for (size_t c = first; c < end; c++)
        upw_score_sums_merge(&sums, &score->sums[c * (score->plan.n_themes + 1) + theme]);
    return sums;
}

upw_score_answers upw_score_find_answers(const upw_score *score, size_t place, size_t item)
{
    upw_score_answers a = { .mean = NAN, .score = NAN, .favourable = NAN };
    const bool is_negative = score->plan.items[item].is_negative;
    size_t first, end;
    int64_t people = 0, sum = 0;
    find_cells(score, place, &first, &end);
    for (size_t c = first; c < end; c++) {
        people += score->people[c];
        for (size_t k = 0; k < UPW_ANSWERS; k++)
            a.counts[k] += score->counts[(c * score->plan.n_items + item) * UPW_ANSWERS + k];
    }
    for (int k = 1; k <= SCALE; k++) {
        a.n += a.counts[k];
        sum += k * a.counts[k];
    }
    if (a.n > 0) {
        a.mean = (double)sum / (double)a.n;
        a.score = STEP * (is_negative ? SCALE - a.mean : a.mean - 1);
        a.favourable = (double)(is_negative ? a.counts[1] + a.counts[2] : a.counts[4] + a.counts[5]) / (double)a.n;
    }
    a.do_not_know_prop = people > 0 ? (double)a.counts[UPW_ANSWER_DO_NOT_KNOW] / (double)people : NAN;
    a.does_not_apply_prop = people > 0 ? (double)a.counts[UPW_ANSWER_DOES_NOT_APPLY] / (double)people : NAN;
    return a;
}
