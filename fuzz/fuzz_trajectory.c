/* Any plan, series and options for upward/trajectory.h, and any bytes as a file of plans: results that keep the
 * promises of the header, or a refusal with a sentence.
 *
 * Input: a byte; when it is even the rest is a file of plans, else figures (bytes.h): eight of the plan, then values.
 * The next three bits choose one question. Chances over many periods take milliseconds, and each period more does the
 * same as the one before it: nearly all long paths are passed over. */
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

enum { BASELINE = 14, AFTER = 20, DRAWS = 10, SHORT = 24 };

static void check_refusal(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && strpbrk(error->message, "\n\r\033") == NULL);
}

/* ---- figures ---- */

static void check_judgement(const upw_trajectory_series *s, const upw_trajectory_point *points, bool is_one_of_many,
                            const upw_trajectory_judgement *j)
{
    char words[800];
    assert(j->verdict < UPW_TRAJECTORY_VERDICT_COUNT && j->tells_from <= j->horizon && j->since <= s->n);
    assert(upw_trajectory_write_verdict(j, NULL, NULL, NULL, words, sizeof words) < sizeof words);
    for (size_t i = 0; i < s->n && j->verdict != UPW_TRAJECTORY_NO_VERDICT; i++)
        assert(points[i].c_minus >= 0 && points[i].c_minus <= j->h + 2 && points[i].c_plus >= 0 &&
               (is_one_of_many ? isnan(points[i].power) : points[i].power >= 0 && points[i].power <= 1));
}

typedef struct figures {
    upw_trajectory_plan plan;
    upw_trajectory_milestone milestones[2];
    double baseline[BASELINE], values[AFTER];
    double per_year, rho;
    upw_trajectory_series series;
} figures;

static void take_figures(cursor *in, figures *f)
{
    f->plan = (upw_trajectory_plan){ .shape = (upw_trajectory_shape)(take_byte(in) % UPW_TRAJECTORY_SHAPE_COUNT) };
    double *const parts[] = { &f->plan.start, &f->plan.aim,   &f->plan.arrival, &f->plan.lag,
                              &f->plan.half,  &f->plan.depth, &f->plan.bottom,  &f->plan.upturn };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        *parts[i] = take_figure(in);
    f->milestones[0] = (upw_trajectory_milestone){ f->plan.lag, f->plan.depth };
    f->milestones[1] = (upw_trajectory_milestone){ f->plan.arrival, 1 };
    f->plan.milestones = f->milestones;
    f->plan.n_milestones = 2;
    f->per_year = take_figure(in);
    f->rho = take_figure(in) / 256;
    for (size_t i = 0; i < BASELINE; i++)
        f->baseline[i] = take_figure(in);
    for (size_t i = 0; i < AFTER; i++)
        f->values[i] = take_figure(in);
    f->series = (upw_trajectory_series){ f->baseline, BASELINE, f->values, AFTER, f->per_year, NULL };
}

static void try_judging(const figures *f, bool is_one_of_many, upw_arena *scratch)
{
    upw_trajectory_point points[AFTER];
    upw_trajectory_judgement judgement;
    upw_error error = { 0 };
    const upw_trajectory_options options = { .rho = f->rho };
    upw_trajectory_known *const known = is_one_of_many ? upw_trajectory_make_known(scratch, &error) : NULL;
    for (int again = 0; again < 1 + is_one_of_many; again++) {
        const bool done =
            is_one_of_many
                ? upw_trajectory_judge_next(&f->series, &f->plan, &options, known, scratch, points, &judgement, &error)
                : upw_trajectory_judge(&f->series, &f->plan, &options, scratch, points, &judgement, &error);
        if (done)
            check_judgement(&f->series, points, is_one_of_many, &judgement);
        else
            check_refusal(&error);
    }
}

static void try_preview(const figures *f, upw_arena *scratch)
{
    upw_trajectory_preview preview;
    upw_error error = { 0 };
    char words[3000];
    if (!upw_trajectory_preview_plan(&f->plan, f->per_year, fabs(f->values[0]), BASELINE, f->rho, scratch, &preview,
                                     &error))
        check_refusal(&error);
    else
        assert(upw_trajectory_write_preview(&f->plan, &preview, f->per_year, "%", words, sizeof words) < sizeof words);
}

static void try_fit(const figures *f, upw_arena *scratch)
{
    upw_trajectory_fit fit;
    upw_error error = { 0 };
    const upw_trajectory_draws *const draws = upw_trajectory_make_draws(DRAWS, 3, scratch, &error);
    if (draws != NULL && !upw_trajectory_fit_path(&f->series, &f->plan, draws, scratch, NULL, 0, &fit, &error))
        check_refusal(&error);
}

static void try_its(const figures *f, upw_arena *scratch)
{
    upw_its its;
    upw_error error = { 0 };
    const upw_its_input input = { .values = f->values, .n = AFTER, .n_before = (size_t)fabs(fmod(f->rho * 256, 30)) };
    if (!upw_its_analyse(&input, scratch, &its, &error))
        check_refusal(&error);
}

static void try_figures(unsigned question, cursor *in, upw_arena *scratch)
{
    figures f;
    upw_error error = { 0 };
    take_figures(in, &f);
    if (!upw_trajectory_complete_plan(&f.plan, &error)) {
        check_refusal(&error);
        return;
    }
    assert(upw_trajectory_find_share(&f.plan, f.plan.arrival) == 1 && upw_trajectory_find_share(&f.plan, 0) == 0);
    const bool is_long = f.plan.arrival * f.per_year > SHORT && question < 8 * 15;
    if (question % 4 == 0)
        try_its(&f, scratch);
    else if (question % 4 == 1 && !is_long)
        try_preview(&f, scratch);
    else if (question % 4 == 2)
        try_fit(&f, scratch);
    else if (!is_long)
        try_judging(&f, question % 8 == 7, scratch);
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
            (!path_gather(&table, 0, plan, 0, arena, &series, &error) || !path_judge(&series, NULL, arena, &error)))
            check_refusal(&error);
    }
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cursor in = { data, data + size };
    upw_arena arena;
    memory_init_arena(&arena);
    const uint8_t kind = take_byte(&in);
    if (kind % 2 == 0)
        try_file(in.at, (size_t)(in.end - in.at), &arena);
    else
        try_figures(kind / 2, &in, &arena);
    upw_arena_clear(&arena);
    return 0;
}
