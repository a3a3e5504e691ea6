/* Tables of `upward funnel`: an organisation, a funnel, a point of the curve. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/funnel_job.h"
#include "cli/shrunken.h"

#define ROW ((const funnel_row *)row)
#define ITEM (ROW->item)
#define BODY (ITEM->bodies[ROW->body])
#define FOUND (ITEM->found[ROW->body])

static text words_of(const char *words)
{
    return text_of(words);
}

/* ---- organisations ---- */

static sheet_cell get_indicator(const void *row)
{
    return sheet_text(ITEM->indicator);
}
static sheet_cell get_type(const void *row)
{
    return sheet_text(words_of(funnel_types[ITEM->type]));
}
static sheet_cell get_organisation(const void *row)
{
    return sheet_text(BODY.name);
}
static sheet_cell get_numerator(const void *row)
{
    return sheet_number(BODY.numerator);
}
static sheet_cell get_denominator(const void *row)
{
    return sheet_number(BODY.denominator);
}
static sheet_cell get_value(const void *row)
{
    return sheet_number(ITEM->is_published ? ITEM->published[ROW->body].value : FOUND.value);
}
static sheet_cell get_target(const void *row)
{
    return sheet_number(ITEM->is_published ? ITEM->publication.target : ITEM->funnel.target);
}

static upw_funnel_line line_of(const funnel_row *row, size_t k)
{
    enum { PUBLISHED = 2 };
    if (row->item->is_published)
        return k < PUBLISHED ? row->item->published[row->body].adjusted[k] : (upw_funnel_line){ NAN, NAN };
    return row->item->found[row->body].lines[k];
}

/* Five levels at most, and a function for each side of each. */
#define LEVEL_GETTERS(k)                                                                                               \
    static sheet_cell get_low_##k(const void *row)                                                                     \
    {                                                                                                                  \
        return sheet_number(line_of(row, k).low);                                                                      \
    }                                                                                                                  \
    static sheet_cell get_high_##k(const void *row)                                                                    \
    {                                                                                                                  \
        return sheet_number(line_of(row, k).high);                                                                     \
    }                                                                                                                  \
    static sheet_cell get_curve_low_##k(const void *row)                                                               \
    {                                                                                                                  \
        return sheet_number(ROW->lines[k].low);                                                                        \
    }                                                                                                                  \
    static sheet_cell get_curve_high_##k(const void *row)                                                              \
    {                                                                                                                  \
        return sheet_number(ROW->lines[k].high);                                                                       \
    }                                                                                                                  \
    static sheet_cell get_plain_low_##k(const void *row)                                                               \
    {                                                                                                                  \
        return sheet_number(ROW->plain[k].low);                                                                        \
    }                                                                                                                  \
    static sheet_cell get_plain_high_##k(const void *row)                                                              \
    {                                                                                                                  \
        return sheet_number(ROW->plain[k].high);                                                                       \
    }
LEVEL_GETTERS(0)
LEVEL_GETTERS(1)
LEVEL_GETTERS(2)
LEVEL_GETTERS(3)
LEVEL_GETTERS(4)
#undef LEVEL_GETTERS

typedef sheet_cell (*getter)(const void *row);
#define SIDES(name)                                                                                                    \
    {                                                                                                                  \
        { get_##name##low_0, get_##name##high_0 }, { get_##name##low_1, get_##name##high_1 },                          \
            { get_##name##low_2, get_##name##high_2 }, { get_##name##low_3, get_##name##high_3 },                      \
        {                                                                                                              \
            get_##name##low_4, get_##name##high_4                                                                      \
        }                                                                                                              \
    }
static const getter body_lines[UPW_FUNNEL_LEVELS_MAX][2] = SIDES();
static const getter curve_lines[UPW_FUNNEL_LEVELS_MAX][2] = SIDES(curve_);
static const getter plain_lines[UPW_FUNNEL_LEVELS_MAX][2] = SIDES(plain_);
#undef SIDES

static const char *adjustment_of(const upw_funnel *f)
{
    static const char *const names[UPW_FUNNEL_ADJUST_COUNT] = {
        [UPW_FUNNEL_PLAIN] = "none",
        [UPW_FUNNEL_ADDITIVE] = "additive",
        [UPW_FUNNEL_MULTIPLICATIVE] = "multiplicative",
        [UPW_FUNNEL_PREDICTIVE] = "predictive",
    };
    return f->decision == UPW_FUNNEL_IMPOSSIBLE ? "no_contrast"
           : f->decision == UPW_FUNNEL_TOO_FEW  ? "too_few"
                                                : names[f->in_force];
}

/* "exact tail", "additive on logarithms" … */
static sheet_cell get_method(const void *row)
{
    static const char *const rules[UPW_FUNNEL_RULE_COUNT] = { "exact tail", "exact s05", "normal" };
    static const char *const scales[UPW_FUNNEL_TYPE_COUNT] = { "arcsines",   "logarithms", "logarithms",
                                                               "logarithms", "values",     "values" };
    const upw_funnel *const f = &ITEM->funnel;
    if (ITEM->is_published)
        return sheet_text(TEXT("as published for SHMI"));
    const bool is_normal =
        ITEM->type == UPW_FUNNEL_MEAN || (ITEM->type == UPW_FUNNEL_RISKS && ITEM->data.risks == NULL);
    const char *const rule = is_normal ? "normal" : rules[f->options.rule];
    if (f->decision == UPW_FUNNEL_IMPOSSIBLE)
        return sheet_text(TEXT("none"));
    if (f->in_force == UPW_FUNNEL_PLAIN)
        return sheet_text(words_of(rule));
    if (f->in_force == UPW_FUNNEL_PREDICTIVE)
        return sheet_text(memory_format(ROW->arena, "predictive, %s",
                                        ITEM->type == UPW_FUNNEL_PROPORTION ? "beta-binomial" : "negative binomial"));
    const bool is_root = f->options.scale == UPW_FUNNEL_ROOT && strcmp(scales[ITEM->type], "logarithms") == 0 &&
                         ITEM->type != UPW_FUNNEL_COUNTS;
    return sheet_text(
        memory_format(ROW->arena, "%s on %s", adjustment_of(f), is_root ? "square roots" : scales[ITEM->type]));
}

static sheet_cell get_p_lower(const void *row)
{
    return sheet_number(FOUND.p_lower);
}
static sheet_cell get_p_upper(const void *row)
{
    return sheet_number(FOUND.p_upper);
}
static sheet_cell get_z(const void *row)
{
    return sheet_number(ITEM->is_published ? ITEM->published[ROW->body].z : FOUND.z_in_force);
}

text funnel_class_of(const funnel_item *item, int class_of, upw_arena *arena)
{
    char name[24];
    upw_funnel_write_class(&item->funnel, class_of, name, sizeof name);
    return memory_copy_text(arena, text_of(name));
}

static bool is_judged(const funnel_item *item, size_t body)
{
    return item->is_published || !isnan(item->found[body].p_lower);
}

int funnel_class_in_force(const funnel_item *item, size_t body)
{
    if (!item->is_published)
        return item->found[body].class_in_force;
    const upw_funnel_published_body *const b = &item->published[body];
    const int k = b->adjusted_outside[1] ? 2 : b->adjusted_outside[0];
    return b->value < item->publication.target ? -k : k;
}

static sheet_cell get_class(const void *row)
{
    return is_judged(ITEM, ROW->body)
               ? sheet_text(funnel_class_of(ITEM, funnel_class_in_force(ITEM, ROW->body), ROW->arena))
               : sheet_empty();
}
static sheet_cell get_class_unadjusted(const void *row)
{
    return isnan(FOUND.p_lower) ? sheet_empty() : sheet_text(funnel_class_of(ITEM, FOUND.plain_class, ROW->arena));
}
static sheet_cell get_q_value(const void *row)
{
    return sheet_number(ITEM->is_published ? NAN : FOUND.q_value);
}
/* Position among the shrunken; 0 where there is none, as beside a published method, which has none. */
static size_t shrunken_at(const funnel_row *row)
{
    const funnel_item *const item = row->item;
    return item->shrunk != NULL && !item->is_published ? item->shrunk_position[row->body] : 0;
}

#define SHRUNKEN_COLUMN(name, expression)                                                                              \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        const size_t at = shrunken_at(row);                                                                            \
        return at > 0 ? sheet_number(expression) : sheet_empty();                                                      \
    }
SHRUNKEN_COLUMN(shrunken, shrunken_value(ITEM->shrunk, ITEM, ROW->options->per, at - 1))
SHRUNKEN_COLUMN(shrunken_low, shrunken_interval(ITEM->shrunk, ITEM, ROW->options->per, at - 1).low)
SHRUNKEN_COLUMN(shrunken_high, shrunken_interval(ITEM->shrunk, ITEM, ROW->options->per, at - 1).high)

static sheet_cell get_status(const void *row)
{
    return sheet_text(words_of(upw_funnel_status_text(FOUND.status)));
}
static sheet_cell get_note(const void *row)
{
    if (BODY.missing.len > 0)
        return sheet_text(BODY.missing);
    if (FOUND.rests_on_few && !ITEM->is_published)
        return sheet_text(TEXT("rests on one or two events"));
    if (is_judged(ITEM, ROW->body) && funnel_class_in_force(ITEM, ROW->body) != FOUND.plain_class)
        return sheet_text(TEXT("by chance alone it would be classed differently"));
    if (ITEM->why_not_shrunk.len > 0 && !ITEM->is_published)
        return sheet_text(memory_format(ROW->arena, "not shrunken: %.*s", TEXT_ARGS(ITEM->why_not_shrunk)));
    return sheet_empty();
}

static const sheet_column body_start[] = {
    { "organisation", get_organisation },
    { "numerator", get_numerator },
    { "denominator", get_denominator },
    { "value", get_value },
    { "target", get_target },
};
static const sheet_column body_end[] = {
    { "method", get_method },
    { "p_lower", get_p_lower },
    { "p_upper", get_p_upper },
    { "z", get_z },
    { "class", get_class },
    { "class_unadjusted", get_class_unadjusted },
    { "q_value", get_q_value },
    { "shrunken", get_shrunken },
    { "shrunken_l95", get_shrunken_low },
    { "shrunken_u95", get_shrunken_high },
    { "status", get_status },
    { "note", get_note },
    { "indicator", get_indicator },
    { "type", get_type },
};

/* ---- funnels ---- */

static const upw_funnel *funnel_of(const void *row)
{
    return &ITEM->funnel;
}
static bool is_possible(const void *row)
{
    return funnel_of(row)->decision != UPW_FUNNEL_IMPOSSIBLE;
}
static sheet_cell get_short_type(const void *row)
{
    static const char *const names[UPW_FUNNEL_TYPE_COUNT] = { "PR", "SR", "RC", "RATE", "MEAN", "SRP" };
    return sheet_text(words_of(names[ITEM->type]));
}
static sheet_cell get_n(const void *row)
{
    return sheet_integer((int64_t)funnel_of(row)->n);
}
static sheet_cell get_small(const void *row)
{
    return is_possible(row) ? sheet_integer(funnel_of(row)->is_small) : sheet_empty();
}
static sheet_cell get_p_dispersion(const void *row)
{
    return sheet_number(funnel_of(row)->p_dispersion);
}
static sheet_cell get_adjust(const void *row)
{
    return sheet_text(words_of(ITEM->is_published ? "shmi" : adjustment_of(funnel_of(row))));
}
static sheet_cell get_trim(const void *row)
{
    return sheet_number(funnel_of(row)->trim);
}
static sheet_cell get_tau2(const void *row)
{
    const upw_funnel *const f = funnel_of(row);
    if (ITEM->is_published)
        return sheet_number(ITEM->publication.tau2);
    return !is_possible(row) ? sheet_empty() : sheet_number(f->in_force == UPW_FUNNEL_PLAIN ? 0 : f->spread.tau2);
}
static sheet_cell get_q(const void *row)
{
    return sheet_number(funnel_of(row)->is_small ? funnel_of(row)->q_mid : funnel_of(row)->spread.q);
}
static sheet_cell get_df(const void *row)
{
    return sheet_number(funnel_of(row)->df);
}
static sheet_cell get_phi(const void *row)
{
    return sheet_number(ITEM->is_published ? ITEM->publication.phi : funnel_of(row)->spread.phi);
}
static sheet_cell get_outside(const void *row)
{
    if (!ITEM->is_published)
        return is_possible(row) ? sheet_integer((int64_t)funnel_of(row)->outside[0]) : sheet_empty();
    int64_t n = 0;
    for (size_t i = 0; i < ITEM->n; i++)
        n += funnel_class_in_force(ITEM, i) != 0;
    return sheet_integer(n);
}
static sheet_cell get_expected_outside(const void *row)
{
    return sheet_number(is_possible(row) ? funnel_of(row)->expected_outside[0] : NAN);
}
static sheet_cell get_not_used(const void *row)
{
    return sheet_integer((int64_t)(ITEM->n - funnel_of(row)->n));
}
static sheet_cell get_largest_share(const void *row)
{
    return sheet_number(funnel_of(row)->largest_share);
}
static sheet_cell get_summary(const void *row)
{
    char words[2000];
    if (ITEM->is_published)
        return sheet_empty();
    upw_funnel_write_summary(funnel_of(row), words, sizeof words);
    return sheet_text(memory_copy_text(ROW->arena, text_of(words)));
}

static const sheet_column funnel_columns[] = {
    { "case", get_indicator },
    { "type", get_short_type },
    { "I", get_n },
    { "target", get_target },
    { "small", get_small },
    { "p_disp", get_p_dispersion },
    { "adjust", get_adjust },
    { "q", get_trim },
    { "tau2", get_tau2 },
    { "Q", get_q },
    { "df", get_df },
    { "phi", get_phi },
    { "outside", get_outside },
    { "expected_outside", get_expected_outside },
    { "not_used", get_not_used },
    { "largest_share", get_largest_share },
    { "summary", get_summary },
};

/* ---- curves ---- */

static sheet_cell get_size(const void *row)
{
    return sheet_number(ROW->size);
}

static const sheet_column curve_start[] = { { "case", get_indicator }, { "size", get_size }, { "target", get_target } };

/* ---- columns ---- */

/* "l95" and "u95" for each level, with `before` in front. */
static size_t add_levels(const upw_funnel *f, const char *before, const getter lines[][2], sheet_column *to,
                         upw_arena *arena)
{
    for (size_t k = 0; k < f->options.n_levels; k++) {
        char name[24];
        upw_funnel_write_class(f, (int)(k + 1), name, sizeof name); /* "high95" */
        const char *const digits = name + strlen("high");
        to[2 * k] = (sheet_column){ memory_format(arena, "%sl%s", before, digits).at, lines[k][0] };
        to[2 * k + 1] = (sheet_column){ memory_format(arena, "%su%s", before, digits).at, lines[k][1] };
    }
    return 2 * f->options.n_levels;
}

static size_t add_columns(sheet_column *to, const sheet_column *from, size_t n)
{
    memcpy(to, from, n * sizeof *to);
    return n;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

size_t funnel_list_columns(funnel_by by, const upw_funnel *funnel, upw_arena *arena, const sheet_column **out)
{
    sheet_column *const columns =
        MEMORY_TAKE(arena, sheet_column, COUNT(body_start) + COUNT(body_end) + (size_t)4 * UPW_FUNNEL_LEVELS_MAX);
    size_t n = 0;
    *out = columns;
    if (by == FUNNEL_BY_FUNNEL) {
        *out = funnel_columns;
        return COUNT(funnel_columns);
    }
    if (by == FUNNEL_BY_CURVE) {
        n += add_columns(columns, curve_start, COUNT(curve_start));
        n += add_levels(funnel, "", curve_lines, columns + n, arena);
        return n + add_levels(funnel, "chance_", plain_lines, columns + n, arena);
    }
    n += add_columns(columns, body_start, COUNT(body_start));
    n += add_levels(funnel, "", body_lines, columns + n, arena);
    return n + add_columns(columns + n, body_end, COUNT(body_end));
}
