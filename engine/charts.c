/* Where do the centre line and the limits of each chart lie? One function for each way of computing them, and the table
 * of charts at the end. docs/methods/spc-charts.md says the same in words. */
#include "charts.h"

#include <math.h>
#include <string.h>

#include "mean.h"
#include "spread.h"

static const double D2 = 1.128;          /* expected range of two standard normal values (Tippett 1925) */
static const double D4 = 3.267;          /* upper limit of a moving range, in mean moving ranges */
static const double D4_EXACTER = 3.2665; /* the same, as the i′ chart has it (Taylor 2018) */
static const double T_POWER = 3.6;       /* makes waiting times nearly normal (Nelson 1994) */
static const double LN_2 = 0.693;        /* median over mean of a waiting time, as qicharts2 rounds it */
static const double OVERDISPERSED = 1.5; /* sigma_z from which p and u limits mislead */

static bool is_base(const upw_shewhart_point *point)
{
    return point->in_baseline && point->included;
}

static bool is_corrected(const chart_part *part)
{
    return part->options->profile == UPW_PROFILE_UPWARD;
}

static range_screen screen_at(const chart_part *part, double factor)
{
    return (range_screen){ .factor = part->options->keep_outliers ? 0 : factor, .keeps_a_spread = is_corrected(part) };
}

/* The plotted values that centre and limits rest on, one after another, missing ones included. */
static size_t collect_base(const chart_part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++)
        if (is_base(&part->points[i]))
            part->work[n++] = part->points[i].y;
    return n;
}

static double mean_of_base(const chart_part *part)
{
    const size_t n = collect_base(part);
    return upw_mean(part->work, n);
}

static double median_of_base(const chart_part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++)
        if (is_base(&part->points[i]) && !isnan(part->points[i].y))
            part->work[n++] = part->points[i].y;
    return spread_median(part->work, n);
}

/* MR(y)/1.128: sigma from how far neighbours differ. */
static double sigma_from_ranges(const chart_part *part, size_t n)
{
    return spread_mean_moving_range(part->work, n, screen_at(part, D4)) / D2;
}

static double clip(double value, double lowest, double highest)
{
    if (value < lowest)
        return lowest;
    return value > highest ? highest : value; /* an undefined value stays undefined */
}

static void set_limits(upw_shewhart_point *point, double centre, double sigma, double lowest, double highest)
{
    point->lcl = clip(centre - 3 * sigma, lowest, highest);
    point->lcl95 = clip(centre - 2 * sigma, lowest, highest);
    point->ucl95 = clip(centre + 2 * sigma, lowest, highest);
    point->ucl = clip(centre + 3 * sigma, lowest, highest);
}

static void set_centre(const chart_part *part, double centre)
{
    for (size_t i = 0; i < part->n; i++)
        part->points[i].cl = centre;
}

static void judge_run(chart_part *part)
{
    set_centre(part, part->options->has_centre ? part->options->centre : median_of_base(part));
}

static void judge_individuals_around(chart_part *part, double centre)
{
    const double sigma = sigma_from_ranges(part, collect_base(part));
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++)
        set_limits(&part->points[i], centre, sigma, -INFINITY, INFINITY);
}

static void judge_individuals(chart_part *part)
{
    judge_individuals_around(part, part->options->has_centre ? part->options->centre : mean_of_base(part));
}

static void judge_moving_range(chart_part *part)
{
    for (size_t i = part->n; i-- > 1;)
        part->points[i].y = fabs(part->points[i].y - part->points[i - 1].y);
    if (part->n > 0)
        part->points[0].y = NAN;
    const double centre = part->options->has_centre ? part->options->centre : mean_of_base(part);
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++) {
        upw_shewhart_point *const point = &part->points[i];
        point->lcl = point->lcl95 = 0;
        point->ucl = D4 * centre;
        point->ucl95 = 2 * point->ucl / 3;
    }
}

static void judge_count(chart_part *part)
{
    const double centre = part->options->has_centre ? part->options->centre : mean_of_base(part);
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++)
        set_limits(&part->points[i], centre, sqrt(centre), 0, INFINITY);
}

/* Cases between events follow a geometric distribution: the mean makes the limits, the median is drawn, because half
 * of the points lie on either side of that (Benneyan 2001). */
static void judge_geometric(chart_part *part)
{
    const double mean = part->options->has_centre ? part->options->centre : mean_of_base(part);
    set_centre(part, part->options->has_centre ? LN_2 * mean : median_of_base(part));
    for (size_t i = 0; i < part->n; i++)
        set_limits(&part->points[i], mean, sqrt(mean * (mean + 1)), 0, INFINITY);
}

static double to_normal(double time)
{
    return pow(time, 1 / T_POWER);
}

static double from_normal(double value)
{
    return pow(value < 0 ? 0 : value, T_POWER);
}

static double there_and_back(double time)
{
    return from_normal(to_normal(time));
}

static void judge_times(chart_part *part)
{
    for (size_t i = 0; i < part->n; i++)
        part->points[i].y = to_normal(part->points[i].y);
    double centre = part->options->centre;
    if (!part->options->has_centre)
        centre = mean_of_base(part);
    else if (is_corrected(part)) /* qicharts2 takes a given time for a transformed one: 5 days became 328 */
        centre = to_normal(centre);
    judge_individuals_around(part, centre);
    for (size_t i = 0; i < part->n; i++) {
        upw_shewhart_point *const point = &part->points[i];
        point->y = part->method->plot(&part->groups[i]);
        point->cl = from_normal(point->cl);
        point->lcl = from_normal(point->lcl);
        /* qicharts2 forgets that this limit, too, may lie below zero. */
        point->lcl95 = point->lcl95 < 0 && !is_corrected(part) ? NAN : from_normal(point->lcl95);
        point->ucl95 = from_normal(point->ucl95);
        point->ucl = from_normal(point->ucl);
    }
}

/* Σ numerators / Σ denominators over base. */
static double pooled_ratio(const chart_part *part)
{
    long double above = 0, below = 0;
    for (size_t i = 0; i < part->n; i++)
        if (is_base(&part->points[i]) && part->groups[i].denominator > 0) {
            above += part->groups[i].sum;
            below += part->groups[i].denominator;
        }
    return (double)above / (double)below;
}

static double sigma_of_rate(double centre, double denominator)
{
    return sqrt(centre / denominator);
}

static double sigma_of_share(double centre, double denominator)
{
    return sqrt(centre * (1 - centre) / denominator);
}

static double sigma_of_point(const chart_part *part, size_t i, double centre)
{
    const double denominator = part->groups[i].denominator;
    return denominator > 0 ? part->method->sigma(centre, denominator) : NAN;
}

/* Laney's factor: how much neighbours differ, in units of what chance alone makes of them (Laney 2002). */
static double sigma_z(const chart_part *part, double centre)
{
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++)
        if (is_base(&part->points[i]))
            part->work[n++] = (part->points[i].y - centre) / sigma_of_point(part, i, centre);
    return sigma_from_ranges(part, n);
}

static void judge_ratio(chart_part *part)
{
    const chart_method *const method = part->method;
    const double centre = part->options->has_centre ? part->options->centre : pooled_ratio(part);
    part->out->sigma_z = sigma_z(part, centre);
    part->out->warns_overdispersion = !method->is_laney && part->out->sigma_z > OVERDISPERSED;
    const double factor = method->is_laney ? part->out->sigma_z : 1;
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++)
        set_limits(&part->points[i], centre, factor * sigma_of_point(part, i, centre), 0, method->highest);
}

/* The i′ chart (Taylor 2018): individuals that rest on denominators of different size. The spread of one unit is the
 * mean of d = √(π/2)·|y[i] − y[i−1]| / √(1/n[i−1] + 1/n[i]). qicharts2 takes d over the whole part, whatever is frozen
 * or excluded; the corrected profile takes the points that the centre line rests on. */
static double spread_of_one_unit(const chart_part *part)
{
    const double root_half_pi = sqrt(acos(-1.0) / 2);
    const bool takes_all = !is_corrected(part);
    const upw_shewhart_point *previous = NULL;
    double previous_inverse = NAN;
    size_t n = 0;
    for (size_t i = 0; i < part->n; i++) {
        const upw_shewhart_point *const point = &part->points[i];
        if (!takes_all && !is_base(point))
            continue;
        const double inverse = 1 / part->groups[i].denominator;
        if (previous != NULL)
            part->work[n++] = root_half_pi * fabs(point->y - previous->y) / sqrt(previous_inverse + inverse);
        previous = point;
        previous_inverse = inverse;
    }
    return spread_mean_range(part->work, n, screen_at(part, D4_EXACTER));
}

static void judge_individual_ratios(chart_part *part)
{
    const double centre = part->options->has_centre ? part->options->centre : pooled_ratio(part);
    const double unit = spread_of_one_unit(part);
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++) {
        const double denominator = part->groups[i].denominator;
        set_limits(&part->points[i], centre, denominator > 0 ? unit / sqrt(denominator) : NAN, -INFINITY, INFINITY);
    }
}

/* The typical standard deviation inside a subgroup: their mean when all are of one size, else pooled. */
static double typical_sd(const chart_part *part)
{
    bool one_size = true;
    for (size_t i = 1; i < part->n; i++)
        one_size = one_size && part->groups[i].size == part->groups[0].size;
    size_t n = 0;
    long double squares = 0, freedom = 0;
    for (size_t i = 0; i < part->n; i++) {
        const subgroup *const group = &part->groups[i];
        if (!is_base(&part->points[i]))
            continue;
        part->work[n++] = group->sd;
        if (group->size > 1)
            squares += ((long double)group->size - 1) * group->sd * group->sd;
        /* qicharts2 counts an empty subgroup as −1 degree of freedom. */
        if (group->size > 0 || !is_corrected(part))
            freedom += (long double)group->size - 1;
    }
    return one_size ? upw_mean(part->work, n) : (double)sqrtl(squares / freedom);
}

static void judge_means(chart_part *part)
{
    long double sum = 0, rows = 0;
    for (size_t i = 0; i < part->n; i++)
        if (is_base(&part->points[i]) && part->groups[i].size > 0) {
            sum += (long double)part->groups[i].size * part->groups[i].mean;
            rows += (long double)part->groups[i].size;
        }
    const double centre = part->options->has_centre ? part->options->centre : (double)sum / (double)rows;
    const double sd = typical_sd(part);
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++) {
        const size_t size = part->groups[i].size;
        set_limits(&part->points[i], centre, sd / (spread_c4(size) * sqrt((double)size)), -INFINITY, INFINITY);
    }
}

static void judge_deviations(chart_part *part)
{
    const double centre = part->options->has_centre ? part->options->centre : typical_sd(part);
    set_centre(part, centre);
    for (size_t i = 0; i < part->n; i++) {
        const double c4 = spread_c4(part->groups[i].size);
        const double c5 = sqrt((1 - c4) * (1 + c4));
        set_limits(&part->points[i], centre, centre * c5 / c4, 0, INFINITY);
    }
}

static double plot_aggregate(const subgroup *group)
{
    return group->aggregate;
}

static double plot_sum(const subgroup *group)
{
    return group->sum;
}

static double plot_mean(const subgroup *group)
{
    return group->mean;
}

static double plot_sd(const subgroup *group)
{
    return group->sd;
}

static const chart_method methods[] = {
    [UPW_CHART_RUN] = { .face = { "run", "run chart", "any measure, with the fewest assumptions", "Anhøj & Olesen 2014",
                                  UPW_DENOMINATOR_ALLOWED },
                        .takes_aggregate = true,
                        .plot = plot_aggregate,
                        .judge = judge_run },
    [UPW_CHART_I] = { .face = { "i", "i chart", "one measurement a period", "Shewhart 1931, Wheeler & Chambers 1992",
                                UPW_DENOMINATOR_ALLOWED },
                      .takes_aggregate = true,
                      .plot = plot_aggregate,
                      .judge = judge_individuals },
    [UPW_CHART_MR] = { .face = { "mr", "moving range chart", "how much one period differs from the next",
                                 "Shewhart 1931, Wheeler & Chambers 1992", UPW_DENOMINATOR_ALLOWED },
                       .shows_spread = true,
                       .takes_aggregate = true,
                       .runs_never_signal = true, /* neighbouring ranges share a point, so runs come by themselves */
                       .plot = plot_aggregate,
                       .judge = judge_moving_range },
    [UPW_CHART_XBAR] = { .face = { "xbar", "x̄ chart", "the mean of several measurements a period",
                                   "Shewhart 1931, Montgomery 2009", UPW_DENOMINATOR_REFUSED },
                         .plot = plot_mean,
                         .judge = judge_means },
    [UPW_CHART_S] = { .face = { "s", "s chart", "the spread of several measurements a period",
                                "Shewhart 1931, Montgomery 2009", UPW_DENOMINATOR_REFUSED },
                      .shows_spread = true,
                      .plot = plot_sd,
                      .judge = judge_deviations },
    [UPW_CHART_T] = { .face = { "t", "t chart", "time between rare events", "Nelson 1994", UPW_DENOMINATOR_REFUSED },
                      .values = VALUE_NOT_NEGATIVE,
                      .takes_aggregate = true,
                      .plot = plot_aggregate,
                      .judge = judge_times,
                      .seen = there_and_back },
    [UPW_CHART_P] = { .face = { "p", "p chart", "a share whose sizes are small and alike", "Shewhart 1931",
                                UPW_DENOMINATOR_NEEDED },
                      .values = VALUE_SHARE,
                      .plot = plot_aggregate,
                      .judge = judge_ratio,
                      .sigma = sigma_of_share,
                      .highest = 1 },
    [UPW_CHART_PP] = { .face = { "pp", "p′ chart", "a share whose sizes are large or vary", "Laney 2002",
                                 UPW_DENOMINATOR_NEEDED },
                       .values = VALUE_SHARE,
                       .plot = plot_aggregate,
                       .judge = judge_ratio,
                       .sigma = sigma_of_share,
                       .highest = 1,
                       .is_laney = true },
    [UPW_CHART_C] = { .face = { "c", "c chart", "a count with the same opportunity each period", "Shewhart 1931",
                                UPW_DENOMINATOR_REFUSED },
                      .values = VALUE_NOT_NEGATIVE,
                      .plot = plot_sum,
                      .judge = judge_count },
    [UPW_CHART_U] = { .face = { "u", "u chart", "a rate whose opportunities are small and alike", "Shewhart 1931",
                                UPW_DENOMINATOR_NEEDED },
                      .values = VALUE_NOT_NEGATIVE,
                      .plot = plot_aggregate,
                      .judge = judge_ratio,
                      .sigma = sigma_of_rate,
                      .highest = INFINITY },
    [UPW_CHART_UP] = { .face = { "up", "u′ chart", "a rate whose opportunities are large or vary", "Laney 2002",
                                 UPW_DENOMINATOR_NEEDED },
                       .values = VALUE_NOT_NEGATIVE,
                       .plot = plot_aggregate,
                       .judge = judge_ratio,
                       .sigma = sigma_of_rate,
                       .highest = INFINITY,
                       .is_laney = true },
    [UPW_CHART_G] = { .face = { "g", "g chart", "cases between rare events", "Kaminsky et al. 1992, Benneyan 2001",
                                UPW_DENOMINATOR_REFUSED },
                      .values = VALUE_NOT_NEGATIVE,
                      .takes_aggregate = true,
                      .plot = plot_aggregate,
                      .judge = judge_geometric },
    [UPW_CHART_IP] = { .face = { "ip", "i′ chart", "a measurement per unit whose sizes vary", "Taylor 2018",
                                 UPW_DENOMINATOR_NEEDED },
                       .plot = plot_aggregate,
                       .judge = judge_individual_ratios },
};
_Static_assert(sizeof methods / sizeof *methods == UPW_CHART_COUNT, "every chart has its method");

const chart_method *charts_method(upw_chart chart)
{
    return &methods[chart < UPW_CHART_COUNT ? chart : UPW_CHART_RUN];
}

const upw_chart_face *upw_chart_describe(upw_chart chart)
{
    return &charts_method(chart)->face;
}

bool upw_chart_find(const char *name, upw_chart *out)
{
    for (upw_chart chart = 0; chart < UPW_CHART_COUNT; chart++)
        if (strcmp(methods[chart].face.name, name) == 0) {
            *out = chart;
            return true;
        }
    return false;
}
