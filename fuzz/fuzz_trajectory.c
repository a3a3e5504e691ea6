/* Any plan, series and options for upward/trajectory.h, and any bytes as a file of plans: results that keep the
 * promises of the header, or a refusal with a sentence.
 *
 * Input: a byte; when it is even the rest is a file of plans, else figures (bytes.h): eight of the plan, then values.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "bytes.h"
#include "report/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BASELINE = 14, AFTER = 20, DRAWS = 100 };

static void check_refusal(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && strpbrk(error->message, "\n\r\033") == NULL);
}

/* ---- figures ---- */

static void check_judgement(const upw_trajectory_series *s, const upw_trajectory_point *points,
                            const upw_trajectory_judgement *j)
{
    char words[800];
    assert(j->verdict < UPW_TRAJECTORY_VERDICT_COUNT && j->tells_from <= j->horizon && j->since <= s->n);
    assert(upw_trajectory_write_verdict(j, NULL, NULL, NULL, words, sizeof words) < sizeof words);
    for (size_t i = 0; i < s->n && j->verdict != UPW_TRAJECTORY_NO_VERDICT; i++)
        assert(points[i].c_minus >= 0 && points[i].c_minus <= j->h + 2 && points[i].c_plus >= 0 &&
               points[i].power >= 0 && points[i].power <= 1);
}

static void try_figures(cursor *in, upw_arena *scratch)
{
    upw_trajectory_milestone milestones[2];
    double baseline[BASELINE], values[AFTER];
    upw_trajectory_point points[AFTER];
    upw_trajectory_judgement judgement;
    upw_trajectory_preview preview;
    upw_trajectory_fit fit;
    upw_its its;
    upw_error error = { 0 };
    upw_trajectory_plan plan = { .shape = (upw_trajectory_shape)(take_byte(in) % UPW_TRAJECTORY_SHAPE_COUNT) };
    double *const parts[] = { &plan.start, &plan.aim,   &plan.arrival, &plan.lag,
                              &plan.half,  &plan.depth, &plan.bottom,  &plan.upturn };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] = take_figure(in);
    milestones[0] = (upw_trajectory_milestone){ plan.lag, plan.depth };
    milestones[1] = (upw_trajectory_milestone){ plan.arrival, 1 };
    plan.milestones = milestones;
    plan.n_milestones = 2;
    const double per_year = take_figure(in), rho = take_figure(in) / 256;
    for (size_t i = 0; i < BASELINE; i++)
        baseline[i] = take_figure(in);
    for (size_t i = 0; i < AFTER; i++)
        values[i] = take_figure(in);
    if (!upw_trajectory_complete_plan(&plan, &error)) {
        check_refusal(&error);
        return;
    }
    assert(upw_trajectory_find_share(&plan, plan.arrival) == 1 && upw_trajectory_find_share(&plan, 0) == 0);
    const upw_trajectory_series s = { baseline, BASELINE, values, AFTER, per_year, NULL };
    const upw_trajectory_options options = { .rho = rho };
    if (upw_trajectory_judge(&s, &plan, &options, scratch, points, &judgement, &error))
        check_judgement(&s, points, &judgement);
    else
        check_refusal(&error);
    error = (upw_error){ 0 };
    if (!upw_trajectory_preview_plan(&plan, per_year, fabs(values[0]), BASELINE, rho, scratch, &preview, &error))
        check_refusal(&error);
    error = (upw_error){ 0 };
    const upw_trajectory_draws *const draws = upw_trajectory_make_draws(DRAWS, 3, scratch, &error);
    if (draws != NULL && !upw_trajectory_fit_path(&s, &plan, draws, scratch, NULL, 0, &fit, &error))
        check_refusal(&error);
    error = (upw_error){ 0 };
    const upw_its_input input = { .values = values, .n = AFTER, .n_before = (size_t)fabs(fmod(rho * 256, 30)) };
    if (!upw_its_analyse(&input, scratch, &its, &error))
        check_refusal(&error);
}

/* ---- a file ---- */

static void make_table(series_table *out, period *periods, double *values, series_key *key, size_t *offsets)
{
    for (size_t i = 0; i < BASELINE + AFTER; i++) {
        periods[i] = period_make(civil_to_days((civil_date){ (int32_t)(2019 + i / 12), (uint8_t)(i % 12 + 1), 1 }),
                                 PERIOD_MONTH);
        values[i] = 70 + (double)(i * i % 7);
    }
    *key = (series_key){ TEXT("a / x"), TEXT("a"), TEXT("x"), false, false };
    offsets[0] = 0;
    offsets[1] = BASELINE + AFTER;
    *out = (series_table){
        .n_series = 1, .n_points = offsets[1], .keys = key, .offsets = offsets, .periods = periods, .values = values
    };
}

static void try_file(const uint8_t *data, size_t size, upw_arena *arena)
{
    char path[40];
    plan_list plans;
    upw_error error = { 0 };
    series_table table;
    period periods[BASELINE + AFTER];
    double values[BASELINE + AFTER];
    series_key key;
    size_t offsets[2];
    const int fd = memfd_create("plans", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    make_table(&table, periods, values, &key, offsets);
    if (!plans_read(path, PERIOD_ORDER_DMY, arena, &plans, &error)) {
        check_refusal(&error);
    } else {
        path_series series;
        const agreed_plan *const plan = plans_find(&plans, &key);
        if (plan != NULL &&
            (!path_gather(&table, 0, plan, 0, arena, &series, &error) || !path_judge(&series, arena, &error)))
            check_refusal(&error);
    }
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cursor in = { data, data + size };
    upw_arena arena;
    memory_init_arena(&arena);
    if (take_byte(&in) % 2 == 0)
        try_file(in.at, (size_t)(in.end - in.at), &arena);
    else
        try_figures(&in, &arena);
    upw_arena_clear(&arena);
    return 0;
}
