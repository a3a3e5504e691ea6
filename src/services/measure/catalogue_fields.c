/* One indicator, field by field: as files have it, as people read it. */
#include "services/measure/catalogue_fields.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/unit.h"
#include "table/cell.h"
#include "table/indicators.h"
#include "upward/shewhart.h"

const catalogue_face catalogue_faces[CATALOGUE_FIELDS] = {
    [CATALOGUE_ID] = { "id", "Short name" },
    [CATALOGUE_NAME] = { "name", "Name" },
    [CATALOGUE_THEME] = { "theme", "Theme" },
    [CATALOGUE_UNIT] = { "unit", "Unit" },
    [CATALOGUE_IMPROVEMENT] = { "improvement", "Better is" },
    [CATALOGUE_NATIONAL_TARGET] = { "national_target", "National target" },
    [CATALOGUE_NUMERATOR] = { "numerator", "Number" },
    [CATALOGUE_DENOMINATOR] = { "denominator", "Out of" },
    [CATALOGUE_DEFINITION] = { "definition", "Definition" },
    [CATALOGUE_SOURCE] = { "source", "Source" },
    [CATALOGUE_OWNER] = { "owner", "Owner" },
    [CATALOGUE_CHART] = { "chart", "Chart" },
    [CATALOGUE_BASELINE] = { "baseline", "Baseline" },
    [CATALOGUE_PUBLISHED] = { "published", "Published" },
};

static text *find_words(measure_indicator *of, catalogue_field field)
{
    text *const all[CATALOGUE_FIELDS] = {
        [CATALOGUE_ID] = &of->id,
        [CATALOGUE_NAME] = &of->name,
        [CATALOGUE_UNIT] = &of->unit,
        [CATALOGUE_NUMERATOR] = &of->numerator,
        [CATALOGUE_DENOMINATOR] = &of->denominator,
        [CATALOGUE_DEFINITION] = &of->definition,
        [CATALOGUE_SOURCE] = &of->source,
        [CATALOGUE_OWNER] = &of->owner,
    };
    return all[field];
}

/* ---- as files have it ---- */

static text write_target(const measure_indicator *of, upw_arena *arena)
{
    enum { DECIMALS = 10 };
    const bool is_share = unit_parse(of->unit).kind == UNIT_SHARE;
    buffer b;
    if (!of->has_national_target)
        return TEXT("");
    buffer_init(&b, 64);
    number_add_rounded(&b, is_share ? 100 * of->national_target : of->national_target, DECIMALS, false);
    if (is_share)
        buffer_add_char(&b, '%');
    return memory_keep(arena, &b);
}

text catalogue_get(const measure_indicator *of, catalogue_field field, upw_arena *arena)
{
    measure_indicator copy = *of;
    const text *const words = find_words(&copy, field);
    if (words != NULL)
        return *words;
    if (field == CATALOGUE_THEME)
        return text_of(measure_themes[of->theme].name);
    if (field == CATALOGUE_IMPROVEMENT)
        return text_of(upw_improvement_text(of->improvement));
    if (field == CATALOGUE_NATIONAL_TARGET)
        return write_target(of, arena);
    if (field == CATALOGUE_CHART)
        return of->chart.len > 0 ? of->chart : TEXT("xmr");
    if (field == CATALOGUE_BASELINE)
        return of->baseline > 0 ? memory_format(arena, "%zu", of->baseline) : TEXT("");
    return of->is_published ? TEXT("yes") : TEXT("no");
}

static bool set_target(measure_indicator *of, text words, const char **expected)
{
    const unit_kind kind = unit_parse(of->unit).kind;
    of->has_national_target = false;
    of->national_target = 0;
    if (kind == UNIT_PERCENT && words.len > 0 && words.at[words.len - 1] == '%')
        words = text_trim((text){ words.at, words.len - 1 });
    const cell_state state = cell_read_number(words, &of->national_target, expected);
    if (state == CELL_SUPPRESSED)
        *expected = "is no number; a target is like 85";
    if (state == CELL_WRONG || state == CELL_SUPPRESSED)
        return false;
    of->has_national_target = state == CELL_NUMBER;
    if (of->has_national_target && kind == UNIT_SHARE && (of->national_target < 0 || of->national_target > 1)) {
        *expected = "is no share between 0 and 1; write it as 95% or 0.95";
        return false;
    }
    return true;
}

static bool set_baseline(measure_indicator *of, text words, const char **expected)
{
    int64_t n = 0;
    if (words.len > 0 && (!number_parse_integer(words, &n) || n < 0 || n > INT32_MAX)) {
        *expected = "is no whole number of points";
        return false;
    }
    of->baseline = (size_t)n;
    return true;
}

static bool set_published(measure_indicator *of, text words, const char **expected)
{
    of->is_published = text_equal_ignoring_case(words, TEXT("yes"));
    *expected = "must be yes or no";
    return of->is_published || text_equal_ignoring_case(words, TEXT("no"));
}

bool catalogue_set(measure_indicator *of, catalogue_field field, text words, const char **expected)
{
    text *const there = find_words(of, field);
    if (there != NULL) {
        *there = words;
        return true;
    }
    switch (field) {
    case CATALOGUE_THEME:
        *expected = "is no theme; care, performance, money and needs are";
        return measure_find_theme(words, &of->theme);
    case CATALOGUE_IMPROVEMENT:
        *expected = "must be increase, decrease or neither";
        return indicators_parse_improvement(words, &of->improvement);
    case CATALOGUE_NATIONAL_TARGET:
        return set_target(of, words, expected);
    case CATALOGUE_CHART:
        of->chart = text_equal(words, TEXT("xmr")) ? TEXT("") : words;
        return true;
    case CATALOGUE_BASELINE:
        return set_baseline(of, words, expected);
    default:
        return set_published(of, words, expected);
    }
}

/* ---- for people ---- */

static text describe_chart(text words)
{
    upw_chart kind;
    if (text_equal(words, TEXT("xmr")))
        return TEXT("XmR chart");
    char name[8] = "";
    for (size_t i = 0; i < words.len && i + 1 < sizeof name; i++)
        name[i] = words.at[i];
    return upw_chart_find(name, &kind) ? text_of(upw_chart_describe(kind)->title) : words;
}

text catalogue_describe(catalogue_field field, text words)
{
    measure_theme theme;
    upw_improvement way;
    static const char *const ways[UPW_IMPROVEMENT_COUNT] = { "Higher", "Lower", "Neither" };
    if (field == CATALOGUE_THEME && measure_find_theme(words, &theme))
        return text_of(measure_themes[theme].words);
    if (field == CATALOGUE_IMPROVEMENT && indicators_parse_improvement(words, &way))
        return text_of(ways[way]);
    if (field == CATALOGUE_CHART)
        return describe_chart(words);
    if (field == CATALOGUE_PUBLISHED)
        return text_equal(words, TEXT("yes")) ? TEXT("Yes") : TEXT("No");
    return words.len > 0 ? words : TEXT("None");
}

bool catalogue_is_same_unit(text one, text other)
{
    const unit a = unit_parse(one), b = unit_parse(other);
    return a.kind == b.kind && a.per == b.per;
}
