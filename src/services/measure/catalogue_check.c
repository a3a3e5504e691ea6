/* What can an indicator be? */
#include <math.h>

#include "base/memory.h"
#include "report/report.h"
#include "services/measure/catalogue_fields.h"
#include "services/measure/measure_internal.h"

static bool is_identifier(text id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!((id.at[i] >= 'a' && id.at[i] <= 'z') || (id.at[i] >= '0' && id.at[i] <= '9') || id.at[i] == '-'))
            return false;
    return id.len > 0 && id.len <= INDICATOR_ID_MAX;
}

static bool check_id(const measure_indicator *d, upw_error *error)
{
    static const char *const pages[] = { "load", "catalogue", "why-no-traffic-lights", "new", "file" };
    if (!is_identifier(d->id))
        return upw_fail(error, UPW_BAD_INPUT, "The id must be 1 to %d small letters, digits and hyphens",
                        INDICATOR_ID_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (text_equal(d->id, text_of(pages[i])))
            return upw_fail(error, UPW_BAD_INPUT, "The id must not be \"%s\", the address of a page", pages[i]);
    return true;
}

/* The report is asked, so that no page is without its chart. */
static bool check_chart(const measure_indicator *d, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    const indicator one = { .chart = d->chart };
    const indicator_list list = { &one, 1, "The chart" };
    upw_error why = { 0 };
    const bool is_good = report_check_charts(&list, &arena, &why);
    upw_arena_clear(&arena);
    return is_good || upw_fail(error, UPW_BAD_INPUT, "The chart must be one of xmr, run, p, pp, u, up, c, g, t, i, ip");
}

static bool check_baseline(const measure_indicator *d, upw_error *error)
{
    return d->baseline == 0 || (d->baseline >= INDICATOR_BASELINE_MIN && d->baseline <= INDICATOR_BASELINE_MAX) ||
           upw_fail(error, UPW_BAD_INPUT, "The baseline must be %d to %d points, or none", INDICATOR_BASELINE_MIN,
                    INDICATOR_BASELINE_MAX);
}

static bool check_target(const measure_indicator *d, upw_error *error)
{
    return !d->has_national_target || isfinite(d->national_target) ||
           upw_fail(error, UPW_BAD_INPUT, "The national target must be a number");
}

static bool check_theme(const measure_indicator *d, upw_error *error)
{
    return (unsigned)d->theme < THEME_COUNT || upw_fail(error, UPW_BAD_INPUT, "The theme must be said");
}

static bool check_improvement(const measure_indicator *d, upw_error *error)
{
    return (unsigned)d->improvement < UPW_IMPROVEMENT_COUNT ||
           upw_fail(error, UPW_BAD_INPUT, "Which way is better must be said");
}

static bool check_words(const measure_indicator *d, catalogue_field field, upw_error *error)
{
    static const measure_words rules[CATALOGUE_FIELDS] = {
        [CATALOGUE_NAME] = { .field = "The name", .least = 1, .most = INDICATOR_NAME_MAX },
        [CATALOGUE_DEFINITION] = { .field = "The definition",
                                   .least = 1,
                                   .most = INDICATOR_WORDS_MAX,
                                   .has_lines = true },
        [CATALOGUE_UNIT] = { .field = "The unit", .most = INDICATOR_UNIT_MAX },
        [CATALOGUE_NUMERATOR] = { .field = "What is counted", .most = INDICATOR_SHORT_MAX },
        [CATALOGUE_DENOMINATOR] = { .field = "What it is out of", .most = INDICATOR_SHORT_MAX },
        [CATALOGUE_SOURCE] = { .field = "The source", .most = INDICATOR_SHORT_MAX },
        [CATALOGUE_OWNER] = { .field = "The owner", .most = INDICATOR_SHORT_MAX },
    };
    measure_words rule = rules[field];
    if (rule.field == NULL)
        return true;
    rule.words = catalogue_get(d, field, NULL);
    return measure_check_words(&rule, 1, error);
}

bool catalogue_check(const measure_indicator *draft, catalogue_field *wrong, upw_error *error)
{
    static bool (*const checks[CATALOGUE_FIELDS])(const measure_indicator *, upw_error *) = {
        [CATALOGUE_ID] = check_id,
        [CATALOGUE_THEME] = check_theme,
        [CATALOGUE_IMPROVEMENT] = check_improvement,
        [CATALOGUE_NATIONAL_TARGET] = check_target,
        [CATALOGUE_CHART] = check_chart,
        [CATALOGUE_BASELINE] = check_baseline,
    };
    for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++) {
        if (check_words(draft, f, error) && (checks[f] == NULL || checks[f](draft, error)))
            continue;
        if (wrong != NULL)
            *wrong = f;
        return false;
    }
    return true;
}
