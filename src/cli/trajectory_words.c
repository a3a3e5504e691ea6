/* What was found, in sentences. */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/trajectory_job.h"

static void add_level(buffer *b, const trajectory_result *r, double level)
{
    const int decimals = unit_choose_decimals(r->path.unit, r->path.judgement.sigma > 0 ? r->path.judgement.sigma
                                                            : r->fit.sigma > 0          ? r->fit.sigma
                                                                                        : fabs(level) / 100);
    unit_add_value(b, r->path.unit, level, decimals);
}

double trajectory_keep_within_bounds(const trajectory_result *r, double level)
{
    double lowest, highest;
    unit_get_bounds(r->path.unit, &lowest, &highest);
    return fmin(fmax(level, lowest), highest);
}

/* ---- estimates ---- */

static void add_when(buffer *b, const trajectory_result *r, double years)
{
    char name[100];
    const double n = ceil(years * r->path.calendar.per_year - 1e-9);
    path_name_period(&r->path.calendar, n > 1 ? (size_t)fmin(n, 1e6) : 1, name, sizeof name);
    buffer_add(b, text_of(name));
}

static void add_hundredths(buffer *b, double chance)
{
    if (chance < 0.01)
        buffer_add_literal(b, "less than 1 in 100");
    else if (chance > 0.99)
        buffer_add_literal(b, "more than 99 in 100");
    else
        buffer_add_format(b, "%.0f in 100", 100 * chance);
}

static void add_outlook(buffer *b, const trajectory_result *r)
{
    const upw_trajectory_fit *const f = &r->fit;
    if (isnan(f->nothing)) {
        buffer_add_literal(
            b, "The data cannot tell yet: of the paths that were tried too few fit these results for chances "
               "to be given. ");
        return;
    }
    if (f->outlook == UPW_TRAJECTORY_CANNOT_TELL) {
        buffer_add_literal(b, "The data cannot tell yet: most of this forecast is still the plan's assumptions. ");
        return;
    }
    static const char *const words[UPW_TRAJECTORY_OUTLOOK_COUNT] = {
        [UPW_TRAJECTORY_LIKELY] = "likely",
        [UPW_TRAJECTORY_IN_BALANCE] = "in the balance",
        [UPW_TRAJECTORY_UNLIKELY] = "unlikely",
    };
    buffer_add_literal(b, "Nearly there (nine tenths of the way) by ");
    add_when(b, r, f->arrival.time);
    buffer_add_format(b, ": %s, ", words[f->outlook]);
    add_hundredths(b, f->arrival.nearly);
    buffer_add_literal(b, ". ");
}

static void add_nothing(buffer *b, const char *before, double chance)
{
    buffer_add_format(b, "%sChance that nothing has changed: ", before);
    add_hundredths(b, chance);
    buffer_add_literal(b, ".");
}

/* What results had to move. */
static void add_belief(buffer *b, const trajectory_result *r)
{
    const bool is_j = r->path.plan.plan.shape == UPW_TRAJECTORY_JCURVE;
    buffer_add(b,
               is_j ? TEXT("The belief before any result was the agreed path: back at the level of the start in ")
                    : TEXT("The belief before any result was worse before better, as of every path that is estimated: "
                           "back at the level of the start in "));
    add_when(b, r, r->fit.prior.upturn);
    buffer_add(b, is_j ? TEXT(", arriving in ") : TEXT(", arriving as agreed in "));
    add_when(b, r, r->fit.prior.arrival);
    buffer_add_literal(b, ", give or take a third of the time.");
}

static void write_fit(buffer *b, const trajectory_result *r)
{
    const upw_trajectory_fit *const f = &r->fit;
    add_outlook(b, r);
    if (!isnan(f->nothing))
        buffer_add_format(b, "%.0f %% of this forecast comes from results, %.0f %% from assumptions. ",
                          100 * fmax(0, f->arrival.lambda), 100 * (1 - fmax(0, f->arrival.lambda)));
    buffer_add_literal(b, "The best single guess: back at the level of the start in ");
    add_when(b, r, f->estimate.upturn);
    buffer_add_literal(b, ", arriving at ");
    add_level(b, r, f->estimate.to);
    buffer_add_literal(b, " in ");
    add_when(b, r, f->estimate.arrival);
    if (isnan(f->nothing))
        buffer_add_literal(b, ".");
    else
        add_nothing(b, ". ", f->nothing);
    buffer_add_char(b, ' ');
    add_belief(b, r);
}

static void write_forecast(buffer *b, const trajectory_job *job, const trajectory_result *r)
{
    add_outlook(b, r);
    for (size_t i = 0; i < job->n_dates && !isnan(r->fit.nothing); i++) {
        const upw_trajectory_forecast *const f = &r->forecasts[i];
        buffer_add_literal(b, "In ");
        add_when(b, r, f->time);
        buffer_add_literal(b, " the level will be between ");
        add_level(b, r, trajectory_keep_within_bounds(r, f->quantiles[0]));
        buffer_add_literal(b, " and ");
        add_level(b, r, trajectory_keep_within_bounds(r, f->quantiles[UPW_TRAJECTORY_QUANTILES - 1]));
        buffer_add_format(b, " (about 4 in 5); %.0f %% of that comes from results. ", 100 * fmax(0, f->lambda));
    }
    if (!isnan(r->fit.nothing)) {
        add_nothing(b, "", r->fit.nothing);
        buffer_add_char(b, ' ');
    }
    add_belief(b, r);
}

/* ---- before and after ---- */

/* A change of shares is in percentage points, like the pictures' axis. */
static void add_change(buffer *b, const trajectory_result *r, const char *what, upw_its_term term, const char *each)
{
    const upw_its *const i = &r->its;
    const bool is_share = r->path.unit.kind == UNIT_SHARE, is_points = is_share || r->path.unit.kind == UNIT_PERCENT;
    const double times = is_share ? 100 : 1, change = i->reml.b[term];
    const bool can_tell = i->low[term] > 0 || i->high[term] < 0;
    const int decimals = unit_choose_decimals(r->path.unit, i->reml.se[term]);
    buffer_add_format(b, "%s %s by ", what, change >= 0 ? "rose" : "fell");
    number_add_rounded(b, times * fabs(change), decimals, true);
    buffer_add_format(b, "%s%s (95 %% interval ", is_points ? " percentage points" : "", each);
    number_add_rounded(b, times * i->low[term], decimals, true);
    buffer_add_literal(b, " to ");
    number_add_rounded(b, times * i->high[term], decimals, true);
    buffer_add_format(b, ")%s. ", can_tell ? "" : ", which the data cannot tell from no change");
}

static void write_its(buffer *b, const trajectory_job *job, const trajectory_result *r)
{
    const upw_its *const i = &r->its;
    char each[40];
    snprintf(each, sizeof each, " a %s", r->path.noun);
    add_change(b, r, "The level", UPW_ITS_LEVEL_CHANGE, "");
    add_change(b, r, "The slope", UPW_ITS_SLOPE_CHANGE, each);
    buffer_add_format(b, "Neighbouring %ss correlate by %.2f around the lines", r->path.noun, i->reml.rho);
    buffer_add_format(b, i->has_season ? ", and a season was taken out. " : ". ");
    if (i->n_left_out > 0)
        buffer_add_format(b, "%zu %s%s of the planned dip or lag %s left out. ", i->n_left_out, r->path.noun,
                          i->n_left_out == 1 ? "" : "s", i->n_left_out == 1 ? "was" : "were");
    else if (!r->is_from_plan)
        buffer_add_format(b, "Two straight lines read a planned dip as harm: %s. ",
                          job->settings->plan == NULL
                              ? "give the agreed path with --plan if there is one"
                              : "no agreed path of this series starts then, so nothing was left out");
    buffer_add_literal(b, "One body without a comparison cannot rule out that everyone changed.");
}

text trajectory_write_words(const trajectory_job *job, const trajectory_result *result, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 1 << 16);
    if (job->mode == TRAJECTORY_JUDGE)
        buffer_add(&b, path_write_words(&result->path, arena));
    else if (job->mode == TRAJECTORY_FIT)
        write_fit(&b, result);
    else if (job->mode == TRAJECTORY_FORECAST)
        write_forecast(&b, job, result);
    else
        write_its(&b, job, result);
    const text words = text_trim(memory_copy_text(arena, buffer_text(&b)));
    buffer_clear(&b);
    return words;
}
