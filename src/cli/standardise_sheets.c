/* Tables of `upward standardise`: the columns of each figure, with limits that follow the levels. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/sheet_columns.h"
#include "cli/standardise_job.h"

#define ROW ((const standardise_row *)row)
#define JOB (ROW->job)
#define FIGURE (ROW->figure)
#define BODY (&JOB->bodies[FIGURE->body])

TEXT_COLUMN(case, BODY->indicator)
TEXT_COLUMN(org, BODY->name)
TEXT_COLUMN(band, FIGURE->band)
NUMBER_COLUMN(events, FIGURE->events)
NUMBER_COLUMN(population, FIGURE->population)
NUMBER_COLUMN(expected, FIGURE->expected)
NUMBER_COLUMN(reference, FIGURE->reference)
NUMBER_COLUMN(value, FIGURE->value)
NUMBER_COLUMN(second_events, FIGURE->second[0])
NUMBER_COLUMN(second_population, FIGURE->second[1])
NUMBER_COLUMN(extra0, FIGURE->extra[0])
NUMBER_COLUMN(extra1, FIGURE->extra[1])
NUMBER_COLUMN(extra2, FIGURE->extra[2])
NUMBER_COLUMN(per, JOB->per)
INTEGER_COLUMN(n_groups, JOB->n_groups)
INTEGER_COLUMN(is_inverted, JOB->settings->is_inverted)
TEXT_COLUMN(method, text_of(FIGURE->method != NULL ? FIGURE->method : ""))
TEXT_COLUMN(status, text_of(FIGURE->status))
TEXT_COLUMN(note, BODY->missing)

static sheet_cell get_group(const void *row)
{
    return FIGURE->group > 0 ? sheet_integer(FIGURE->group) : sheet_empty();
}

static sheet_cell get_statistic(const void *row)
{
    return sheet_text(
        memory_format(JOB->arena, JOB->settings->indirect != 0 ? "ISRate_per%.10g" : "ISRatio_x%.10g", JOB->per));
}

static sheet_cell get_transform(const void *row)
{
    static const char *const names[UPW_SLOPE_SCALE_COUNT] = { "none", "log", "logit" };
    return sheet_text(text_of(names[JOB->settings->scale]));
}

/* Five levels at most, and a function for each side of each. */
#define LEVEL_COLUMNS(k)                                                                                               \
    NUMBER_COLUMN(low_##k, FIGURE->limits[k].low)                                                                      \
    NUMBER_COLUMN(high_##k, FIGURE->limits[k].high)                                                                    \
    NUMBER_COLUMN(more_low_##k, FIGURE->more[k].low)                                                                   \
    NUMBER_COLUMN(more_high_##k, FIGURE->more[k].high)
LEVEL_COLUMNS(0)
LEVEL_COLUMNS(1)
LEVEL_COLUMNS(2)
LEVEL_COLUMNS(3)
LEVEL_COLUMNS(4)

typedef sheet_cell (*getter)(const void *row);
static const getter limits[STANDARDISE_LEVELS_MAX][2] = {
    { get_low_0, get_high_0 }, { get_low_1, get_high_1 }, { get_low_2, get_high_2 },
    { get_low_3, get_high_3 }, { get_low_4, get_high_4 },
};
static const getter more[STANDARDISE_LEVELS_MAX][2] = {
    { get_more_low_0, get_more_high_0 }, { get_more_low_1, get_more_high_1 }, { get_more_low_2, get_more_high_2 },
    { get_more_low_3, get_more_high_3 }, { get_more_low_4, get_more_high_4 },
};

/* The columns of a figure: some, its limits, those of a second figure where it has one, and the end. */
typedef struct layout {
    sheet_column before[12];
    const char *style; /* "lower95_0cl", "l95", "ff_l95" */
    bool has_second;   /* "rii_l95" */
    sheet_column after[6];
} layout;

static const char LONG[] = "lower", SHORT[] = "l", GAMMA[] = "ff_l";

static const layout layouts[STANDARDISE_WHAT_COUNT] = {
    [STANDARDISE_PROPORTION] = { { { "case", get_case },
                                   { "org", get_org },
                                   { "x", get_events },
                                   { "n", get_population },
                                   { "value", get_value } },
                                 LONG,
                                 false,
                                 { { "method", get_method }, { "status", get_status }, { "note", get_note } } },
    [STANDARDISE_MEAN] = { { { "case", get_case },
                             { "org", get_org },
                             { "value_sum", get_events },
                             { "value_count", get_population },
                             { "stdev", get_extra0 },
                             { "value", get_value } },
                           LONG,
                           false,
                           { { "method", get_method }, { "status", get_status }, { "note", get_note } } },
    [STANDARDISE_DIRECT] = { { { "case", get_case },
                               { "org", get_org },
                               { "total_count", get_events },
                               { "total_pop", get_population },
                               { "value", get_value },
                               { "var", get_extra0 } },
                             LONG,
                             false,
                             { { "per", get_per },
                               { "method", get_method },
                               { "status", get_status },
                               { "note", get_note } } },
    [STANDARDISE_INDIRECT] = { { { "case", get_case },
                                 { "stat", get_statistic },
                                 { "org", get_org },
                                 { "observed", get_events },
                                 { "expected", get_expected },
                                 { "ref_rate", get_reference },
                                 { "value", get_value } },
                               LONG,
                               false,
                               { { "method", get_method }, { "status", get_status }, { "note", get_note } } },
    [STANDARDISE_RATE_RATIO] = { { { "case", get_case },
                                   { "org", get_org },
                                   { "x1", get_events },
                                   { "n1", get_population },
                                   { "x2", get_second_events },
                                   { "n2", get_second_population },
                                   { "ratio", get_value } },
                                 SHORT,
                                 false,
                                 { { "p_two_sided", get_extra0 },
                                   { "method", get_method },
                                   { "status", get_status },
                                   { "note", get_note } } },
    [STANDARDISE_GROUPS] = { { { "grp", get_case },
                               { "id", get_org },
                               { "value", get_value },
                               { "nquantiles", get_n_groups },
                               { "invert", get_is_inverted },
                               { "quantile", get_group } },
                             NULL,
                             false,
                             { { "status", get_status }, { "note", get_note } } },
    [STANDARDISE_INEQUALITY] = { { { "case", get_case },
                                   { "area", get_org },
                                   { "transform", get_transform },
                                   { "sii", get_value },
                                   { "rii", get_extra0 },
                                   { "intercept", get_extra1 },
                                   { "se_slope", get_extra2 } },
                                 SHORT,
                                 true,
                                 { { "status", get_status }, { "note", get_note } } },
    [STANDARDISE_LIFE] = { { { "case", get_case },
                             { "org", get_org },
                             { "age", get_band },
                             { "deaths", get_events },
                             { "pop", get_population },
                             { "value", get_value } },
                           LONG,
                           false,
                           { { "status", get_status }, { "note", get_note } } },
};

static const layout by_band = { { { "case", get_case },
                                  { "org", get_org },
                                  { "age", get_band },
                                  { "x", get_events },
                                  { "n", get_population },
                                  { "value", get_value } },
                                LONG,
                                false,
                                { { "method", get_method }, { "status", get_status }, { "note", get_note } } };

static size_t add_columns(sheet_column *to, const sheet_column *from)
{
    size_t n = 0;
    for (; from[n].name != NULL; n++)
        to[n] = from[n];
    return n;
}

/* "lower95_0cl" and "upper95_0cl", or "l95" and "u95", for each level. */
static size_t add_levels(const standardise_job *job, const char *before, const char *style, const getter get[][2],
                         sheet_column *to)
{
    for (size_t k = 0; k < job->n_levels; k++) {
        const double per_cent = 100 * job->levels[k];
        text digits =
            memory_format(job->arena, style == LONG && round(per_cent) == per_cent ? "%.1f" : "%.10g", per_cent);
        char *const at = memory_take(job->arena, digits.len + 1, 1);
        size_t len = 0;
        for (size_t i = 0; i < digits.len; i++)
            if (digits.at[i] != '.')
                at[len++] = digits.at[i];
            else if (style == LONG)
                at[len++] = '_';
        const char *const end = style == LONG ? "cl" : "", *const high = style == LONG    ? "upper"
                                                                         : style == SHORT ? "u"
                                                                                          : "ff_u";
        to[2 * k] = (sheet_column){ memory_format(job->arena, "%s%s%s%s", before, style, at, end).at, get[k][0] };
        to[2 * k + 1] = (sheet_column){ memory_format(job->arena, "%s%s%s%s", before, high, at, end).at, get[k][1] };
    }
    return 2 * job->n_levels;
}

size_t standardise_list_columns(const standardise_job *job, const sheet_column **out)
{
    enum { MOST = 40 };
    const bool is_by_band = job->settings->by == STANDARDISE_BY_BAND && job->what != STANDARDISE_LIFE;
    const standardise_what what = job->what == STANDARDISE_RATE ? STANDARDISE_PROPORTION : job->what;
    const layout *const l = is_by_band ? &by_band : &layouts[what];
    const bool is_gamma = what == STANDARDISE_DIRECT && job->settings->direct == UPW_DIRECT_FAYFEUER && !is_by_band;
    sheet_column *const columns = MEMORY_TAKE(job->arena, sheet_column, MOST);
    *out = columns;
    size_t n = add_columns(columns, l->before);
    if (l->style != NULL)
        n += add_levels(job, "", is_gamma ? GAMMA : l->style, limits, columns + n);
    if (l->has_second)
        n += add_levels(job, "rii_", l->style, more, columns + n);
    return n + add_columns(columns + n, l->after);
}
