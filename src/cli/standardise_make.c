/* From cells to figures: the engine's methods, one after the other. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/standardise_job.h"

static standardise_figure *add_figure(standardise_job *job, size_t body, text band)
{
    standardise_figure *const f = &job->figures[job->n_figures++];
    *f = (standardise_figure){ .body = body,
                               .band = band,
                               .value = NAN,
                               .events = NAN,
                               .population = NAN,
                               .expected = NAN,
                               .reference = NAN,
                               .extra = { NAN, NAN, NAN },
                               .second = { NAN, NAN },
                               .status = job->bodies[body].missing.len > 0 ? "missing" : "ok" };
    for (size_t k = 0; k < STANDARDISE_LEVELS_MAX; k++)
        f->limits[k] = f->more[k] = (upw_interval){ NAN, NAN };
    return f;
}

static void put(standardise_figure *f, size_t level, upw_figure figure)
{
    f->value = figure.value;
    f->limits[level] = (upw_interval){ figure.low, figure.high };
}

static const char *name_of_method(const standardise_job *job, double events)
{
    return job->count_method == UPW_COUNT_EXACT || events < 10 ? "Exact" : "Byars";
}

/* The engine counts cells of a body; people count rows. */
static bool wrap(const standardise_job *job, const standardise_body *b, int64_t row, upw_error *error)
{
    error->row = row;
    return upw_wrap(error, "%s, row %lld, %.*s", job->file, (long long)row, b->name.len < 60 ? (int)b->name.len : 60,
                    b->name.at);
}

/* ---- counts ---- */

static void make_count(const standardise_job *job, standardise_figure *f)
{
    const bool is_share = job->what == STANDARDISE_PROPORTION;
    if (!(f->population > 0) || isnan(f->events)) {
        f->status = isnan(f->population + f->events) ? "missing" : "no_population";
        return;
    }
    for (size_t k = 0; k < job->n_levels; k++) {
        upw_figure figure = is_share
                                ? upw_proportion(f->events, f->population, job->levels[k])
                                : upw_crude_rate(f->events, f->population, job->per, job->levels[k], job->count_method);
        if (is_share)
            figure = (upw_figure){ figure.value * job->per, figure.low * job->per, figure.high * job->per };
        put(f, k, figure);
    }
    f->method = is_share ? "Wilson" : name_of_method(job, f->events);
}

static bool make_counts(standardise_job *job, size_t body, upw_error *error)
{
    (void)error;
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    f->events = f->population = 0;
    for (size_t c = job->bodies[body].first; c > 0; c = job->cells[c - 1].next) {
        f->events += job->cells[c - 1].events;
        f->population += job->cells[c - 1].population;
    }
    make_count(job, f);
    return true;
}

/* The rate of each band by itself. */
static void make_bands(standardise_job *job, size_t body)
{
    for (size_t c = job->bodies[body].first; c > 0; c = job->cells[c - 1].next) {
        const standardise_cell *const cell = &job->cells[c - 1];
        standardise_figure *const f = add_figure(job, body, cell->band);
        f->events = cell->events;
        f->population = cell->population;
        make_count(job, f);
    }
}

static bool make_mean(standardise_job *job, size_t body, upw_error *error)
{
    (void)error;
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    const upw_sample *const sample = &job->bodies[body].sample;
    f->events = sample->sum;
    f->population = (double)sample->n;
    f->extra[0] = sample->sd;
    for (size_t k = 0; k < job->n_levels; k++)
        put(f, k, upw_sample_mean(sample, job->levels[k]));
    f->status = sample->n > 1 ? f->status : upw_rate_status_text(UPW_RATE_TOO_FEW);
    f->method = "Student";
    return true;
}

/* ---- standardised rates ---- */

/* People of one band by how many events each of them had; `first` is the first cell of the band. */
static bool add_people(const standardise_job *job, const standardise_cell *first, upw_direct *direct, upw_error *error)
{
    size_t n = 0;
    for (const standardise_cell *c = first;; c = &job->cells[c->next - 1]) {
        n += text_equal(c->band, first->band);
        if (c->next == 0)
            break;
    }
    double *const people = MEMORY_TAKE(job->arena, double, n), *const each = MEMORY_TAKE(job->arena, double, n);
    n = 0;
    for (const standardise_cell *c = first;; c = &job->cells[c->next - 1]) {
        if (text_equal(c->band, first->band)) {
            people[n] = c->people;
            number_parse(c->each, &each[n++]);
            if (c->population != first->population || c->standard != first->standard)
                return upw_fail(error, UPW_BAD_INPUT, "band \"%.*s\" has two populations, or weighs two figures",
                                c->band.len < 40 ? (int)c->band.len : 40, c->band.at);
        }
        if (c->next == 0)
            break;
    }
    return upw_direct_add_people(direct, people, each, n, first->population, first->standard, error);
}

static bool is_first_of_band(const standardise_job *job, const standardise_body *b, size_t at)
{
    for (size_t c = b->first; c != at; c = job->cells[c - 1].next)
        if (text_equal(job->cells[c - 1].band, job->cells[at - 1].band))
            return false;
    return true;
}

static bool add_bands(const standardise_job *job, const standardise_body *b, upw_direct *direct, upw_error *error)
{
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next) {
        const standardise_cell *const cell = &job->cells[c - 1];
        const bool is_added = cell->each.len == 0
                                  ? upw_direct_add(direct, cell->events, cell->population, cell->standard, error)
                                  : !is_first_of_band(job, b, c) || add_people(job, cell, direct, error);
        if (!is_added)
            return wrap(job, b, cell->row, error);
    }
    return true;
}

static bool make_direct(standardise_job *job, size_t body, upw_error *error)
{
    const standardise_body *const b = &job->bodies[body];
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    if (b->missing.len > 0)
        return true;
    upw_direct direct = { 0 };
    if (!add_bands(job, b, &direct, error))
        return false;
    for (size_t k = 0; k < job->n_levels; k++) {
        upw_figure figure;
        f->status =
            upw_rate_status_text(upw_direct_rate(&direct, job->per, job->levels[k], job->settings->direct, &figure));
        put(f, k, figure);
    }
    f->events = direct.events;
    f->population = direct.population;
    if (!isnan(f->value))
        f->extra[0] = direct.variance / (direct.weights * direct.weights) * job->per * job->per;
    f->method = job->settings->direct == UPW_DIRECT_DOBSON ? "Dobson" : "Fay-Feuer";
    return true;
}

static bool make_indirect(standardise_job *job, size_t body, upw_error *error)
{
    const standardise_body *const b = &job->bodies[body];
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    if (b->missing.len > 0)
        return true;
    upw_indirect indirect = { 0 };
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next) {
        const standardise_cell *const cell = &job->cells[c - 1];
        if (!upw_indirect_add(&indirect, cell->population, cell->reference_events, cell->reference_population, error))
            return wrap(job, b, cell->row, error);
    }
    const bool is_rate = job->settings->indirect != 0;
    for (size_t k = 0; k < job->n_levels; k++) {
        upw_figure figure;
        f->status = upw_rate_status_text((is_rate ? upw_indirect_rate : upw_indirect_ratio)(
            &indirect, b->events, job->per, job->levels[k], job->count_method, &figure));
        put(f, k, figure);
    }
    f->events = b->events;
    f->expected = indirect.expected;
    if (is_rate)
        f->reference = job->per * indirect.reference_events / indirect.reference_population;
    f->method = name_of_method(job, b->events);
    return true;
}

/* ---- ratio of two rates ---- */

static void sum_cells(const standardise_job *job, size_t body, double *events, double *population)
{
    *events = *population = 0;
    for (size_t c = job->bodies[body].first; c > 0; c = job->cells[c - 1].next) {
        *events += job->cells[c - 1].events;
        *population += job->cells[c - 1].population;
    }
}

static bool is_named(const standardise_body *b, text indicator, const char *name)
{
    return text_equal(b->name, text_of(name)) && text_equal(b->indicator, indicator);
}

/* The second rate of the row itself, or that of another organisation under the same indicator. */
static bool find_second(standardise_job *job, size_t body, double *second, upw_error *error)
{
    const char *const against = job->settings->against;
    if (against == NULL) {
        for (size_t c = job->bodies[body].first; c > 0; c = job->cells[c - 1].next) {
            second[0] += job->cells[c - 1].second_events;
            second[1] += job->cells[c - 1].second_population;
        }
        return true;
    }
    const text indicator = job->bodies[body].indicator;
    size_t i = job->against;
    if (i >= job->n || !is_named(&job->bodies[i], indicator, against))
        for (i = 0; i < job->n && !is_named(&job->bodies[i], indicator, against);)
            i++;
    job->against = i;
    if (i < job->n) {
        sum_cells(job, i, &second[0], &second[1]);
        return true;
    }
    return upw_fail(error, UPW_BAD_INPUT, "%s: there is no organisation \"%.60s\" to hold \"%.*s\" against", job->file,
                    against, job->bodies[body].name.len < 60 ? (int)job->bodies[body].name.len : 60,
                    job->bodies[body].name.at);
}

static bool make_ratio(standardise_job *job, size_t body, upw_error *error)
{
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    double second[2] = { 0, 0 };
    if (!find_second(job, body, second, error))
        return false;
    sum_cells(job, body, &f->events, &f->population);
    f->second[0] = second[0];
    f->second[1] = second[1];
    const upw_rate_ratio ratio = upw_rate_ratio_measure(f->events, f->population, second[0], second[1]);
    for (size_t k = 0; k < job->n_levels; k++)
        f->limits[k] = upw_rate_ratio_interval(f->events, f->population, second[0], second[1], job->levels[k]);
    f->value = ratio.ratio;
    f->extra[0] = ratio.p_two_sided;
    if (isnan(f->value) && job->bodies[body].missing.len == 0)
        f->status =
            upw_rate_status_text(f->population > 0 && second[1] > 0 ? UPW_RATE_NO_EVENTS : UPW_RATE_NO_POPULATION);
    f->method = "Clopper-Pearson";
    return true;
}

/* ---- inequality ---- */

/* Cells of a body by the numbers of their groups, or in the order of the file where these are no numbers. */
static size_t order_groups(const standardise_job *job, const standardise_body *b, const standardise_cell **order,
                           upw_arena *arena)
{
    size_t n = 0;
    bool are_numbers = true;
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next)
        n++;
    double *const numbers = MEMORY_TAKE(arena, double, n);
    n = 0;
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next) {
        const standardise_cell *const cell = &job->cells[c - 1];
        are_numbers = number_parse(cell->band, &numbers[n]) && are_numbers;
        size_t at = n++;
        for (; at > 0 && are_numbers && numbers[at - 1] > numbers[n - 1]; at--)
            order[at] = order[at - 1];
        const double moved = numbers[n - 1];
        memmove(numbers + at + 1, numbers + at, (n - 1 - at) * sizeof *numbers);
        numbers[at] = moved;
        order[at] = cell;
    }
    return n;
}

static bool make_inequality(standardise_job *job, size_t body, upw_error *error)
{
    enum { GROUPS_MAX = 1000, FIGURES = 5 };
    const standardise_body *const b = &job->bodies[body];
    standardise_figure *const f = add_figure(job, body, (text){ "", 0 });
    size_t n = 0;
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next)
        n++;
    if (n > GROUPS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s: \"%.*s\" has %zu groups; %d are enough for any inequality",
                        job->file, b->name.len < 60 ? (int)b->name.len : 60, b->name.at, n, GROUPS_MAX);
    const standardise_cell **const order = MEMORY_TAKE(job->arena, const standardise_cell *, n);
    double *const columns = MEMORY_TAKE(job->arena, double, FIGURES *n);
    const upw_slope_data data = { columns,         columns + n,     columns + 2 * n,
                                  columns + 3 * n, columns + 4 * n, order_groups(job, b, order, job->arena) };
    for (size_t i = 0; i < n; i++) {
        const double figures[FIGURES] = { order[i]->population, order[i]->value, order[i]->error, order[i]->low,
                                          order[i]->high };
        for (size_t k = 0; k < FIGURES; k++)
            columns[k * n + i] = figures[k];
    }
    if (b->missing.len > 0)
        return true;
    upw_slope slope;
    if (!upw_slope_measure(&data, job->settings->scale, &slope, error))
        return wrap(job, b, error->row > 0 ? order[error->row - 1]->row : b->row, error);
    f->value = slope.sii;
    f->extra[0] = slope.rii;
    f->extra[1] = slope.intercept;
    f->extra[2] = slope.slope_se;
    for (size_t k = 0; k < job->n_levels; k++) {
        f->limits[k] = upw_slope_index_interval(&slope, job->levels[k]);
        f->more[k] = upw_slope_ratio_interval(&slope, job->levels[k]);
    }
    return true;
}

/* Values of one indicator at a time. */
static bool make_groups(standardise_job *job, size_t body, upw_error *error)
{
    const text indicator = job->bodies[body].indicator;
    if (job->bodies[body].is_grouped)
        return true;
    double *const values = MEMORY_TAKE(job->arena, double, job->n);
    int32_t *const groups = MEMORY_TAKE(job->arena, int32_t, job->n);
    size_t n = 0;
    for (size_t i = body; i < job->n; i++)
        if (text_equal(job->bodies[i].indicator, indicator))
            values[n++] = job->bodies[i].sample.mean;
    if (!upw_quantile_groups(values, n, job->n_groups, job->settings->is_inverted, job->arena, groups, error))
        return false;
    n = 0;
    for (size_t i = body; i < job->n; i++) {
        if (!text_equal(job->bodies[i].indicator, indicator))
            continue;
        standardise_figure *const f = add_figure(job, i, (text){ "", 0 });
        job->bodies[i].is_grouped = true;
        f->value = values[n];
        f->group = groups[n++];
        if (f->group == 0)
            f->status = isnan(f->value) ? "missing" : "fewer_values_than_groups";
    }
    return true;
}

/* ---- life expectancy ---- */

/* "0", "<1", "1-4", "5–9", "90+": by its first number; UPW_LIFE_BANDS when it is none of the twenty. */
static size_t find_band(text band)
{
    if (band.len > 0 && *band.at == '<')
        return 0;
    size_t age = 0, at = 0;
    while (at < band.len && at < 3 && isdigit((unsigned char)band.at[at]))
        age = 10 * age + (size_t)(band.at[at++] - '0');
    if (at == 0 || (age > 1 && age % 5 != 0) || age > 90)
        return UPW_LIFE_BANDS;
    return age < 2 ? age : age / 5 + 1;
}

static bool make_life(standardise_job *job, size_t body, upw_error *error)
{
    const standardise_body *const b = &job->bodies[body];
    double deaths[UPW_LIFE_BANDS] = { 0 }, years[UPW_LIFE_BANDS] = { 0 };
    text names[UPW_LIFE_BANDS] = { { "", 0 } };
    for (size_t c = b->first; c > 0; c = job->cells[c - 1].next) {
        const standardise_cell *const cell = &job->cells[c - 1];
        const size_t i = find_band(cell->band);
        if (i == UPW_LIFE_BANDS)
            return upw_fail_row(error, UPW_BAD_INPUT, cell->row,
                                "%s, row %lld: \"%.*s\" is none of the bands 0, 1-4, 5-9 … 85-89, 90 and over",
                                job->file, (long long)cell->row, cell->band.len < 40 ? (int)cell->band.len : 40,
                                cell->band.at);
        deaths[i] += cell->events;
        years[i] += cell->population;
        names[i] = cell->band;
    }
    upw_life_table life;
    upw_life_table_measure(deaths, years, &life);
    const size_t n = job->settings->by == STANDARDISE_BY_BAND ? UPW_LIFE_BANDS : 1;
    for (size_t i = 0; i < n; i++) {
        if (n > 1 && names[i].len == 0)
            continue;
        standardise_figure *const f = add_figure(job, body, names[i]);
        f->events = deaths[i];
        f->population = years[i];
        f->value = life.years[i];
        for (size_t k = 0; k < job->n_levels; k++)
            f->limits[k] = upw_life_interval(&life, i, job->levels[k]);
        if (b->missing.len == 0)
            f->status = life.status == UPW_LIFE_OK && isnan(f->value) ? "wider_than_ten_years"
                                                                      : upw_life_status_text(life.status);
    }
    return true;
}

bool standardise_make(standardise_job *job, upw_error *error)
{
    static bool (*const makers[STANDARDISE_WHAT_COUNT])(standardise_job *, size_t, upw_error *) = {
        [STANDARDISE_PROPORTION] = make_counts, [STANDARDISE_RATE] = make_counts,
        [STANDARDISE_MEAN] = make_mean,         [STANDARDISE_DIRECT] = make_direct,
        [STANDARDISE_INDIRECT] = make_indirect, [STANDARDISE_RATE_RATIO] = make_ratio,
        [STANDARDISE_GROUPS] = make_groups,     [STANDARDISE_INEQUALITY] = make_inequality,
        [STANDARDISE_LIFE] = make_life,
    };
    const bool is_by_band = job->settings->by == STANDARDISE_BY_BAND && job->what != STANDARDISE_LIFE;
    job->figures = MEMORY_TAKE(job->arena, standardise_figure, job->n + job->n_cells);
    for (size_t i = 0; i < job->n; i++) {
        if (is_by_band)
            make_bands(job, i);
        else if (!makers[job->what](job, i, error))
            return false;
    }
    return true;
}
