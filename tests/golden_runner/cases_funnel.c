/* Funnels with every method and rule, of which a person chooses one. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cases.h"
#include "upward/funnel.h"
#include "upward/special.h"

/* Of funnel_input.csv, or of the file that stands in for it. */
typedef struct fitted {
    text name;
    upw_funnel_options options;
    upw_funnel_data data;
    text *bodies;
    upw_funnel_body *found;
    upw_funnel_published_body *published;
    upw_funnel_published repeated;
    upw_funnel funnel;
} fitted;

static const char *const types[UPW_FUNNEL_TYPE_COUNT] = { "PR", "SR", "RC", "RATE", "MEAN", "SRP" };

static double number_at(const cells *file, size_t row, const char *column)
{
    double number;
    if (!number_parse(cells_get(file, row, cells_find(file, column)), &number))
        cases_fail("%s, row %zu, %s: no number", file->file, row + 2, column);
    return number;
}

/* Rows follow one another case by case, so the inputs are read once and the case last asked for is kept. */
static void read_case(cases *c, text name, fitted *out)
{
    static cells file;
    if (file.file == NULL)
        cases_read_beside(c, "funnel_input.csv", &file);
    double *const numerators = MEMORY_TAKE(c->arena, double, file.n_rows);
    double *const denominators = MEMORY_TAKE(c->arena, double, file.n_rows);
    *out = (fitted){ .name = name, .bodies = MEMORY_TAKE(c->arena, text, file.n_rows) };
    out->data = (upw_funnel_data){ .numerators = numerators, .denominators = denominators };
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!text_equal(cells_get(&file, i, cells_find(&file, "case")), name))
            continue;
        const text type = cells_get(&file, i, cells_find(&file, "type"));
        out->options.type = (upw_funnel_type)cases_find_word(type, types, UPW_FUNNEL_TYPE_COUNT);
        numerators[out->data.n] = number_at(&file, i, "numerator");
        denominators[out->data.n] = number_at(&file, i, "denominator");
        out->bodies[out->data.n++] = cells_get(&file, i, cells_find(&file, "org"));
    }
    if (out->data.n == 0)
        cases_fail("funnel_input.csv has no case %.*s", TEXT_ARGS(name));
    out->found = MEMORY_TAKE(c->arena, upw_funnel_body, out->data.n);
    out->published = MEMORY_TAKE(c->arena, upw_funnel_published_body, out->data.n);
}

/* The case of this row, fitted with these options but for its type; kept until another is asked for. */
static const fitted *fit(cases *c, size_t row, upw_funnel_options options)
{
    enum { KEPT = 2 };
    static fitted kept[KEPT];
    static size_t next;
    const text name = cases_text(c, row, "case");
    for (size_t k = 0; k < KEPT; k++) {
        options.type = kept[k].options.type;
        if (text_equal(kept[k].name, name) && kept[k].options.rule == options.rule &&
            kept[k].options.adjust == options.adjust && kept[k].options.scale == options.scale &&
            kept[k].options.trim == options.trim)
            return &kept[k];
    }
    fitted *const f = &kept[next++ % KEPT];
    read_case(c, name, f);
    options.type = f->options.type;
    f->options = options;
    upw_error error = { 0 };
    if (!upw_funnel_fit(&f->data, &options, &c->scratch, f->found, &f->funnel, &error))
        cases_fail("case %.*s: %s", TEXT_ARGS(name), error.message);
    return f;
}

static size_t find_body(const cases *c, size_t row, const fitted *f)
{
    const text name = cases_text(c, row, "org");
    for (size_t i = 0; i < f->data.n; i++)
        if (text_equal(f->bodies[i], name))
            return i;
    cases_fail("the case %.*s has no %.*s", TEXT_ARGS(f->name), TEXT_ARGS(name));
}

/* The goldens write NA for what is not defined. */
static void put(cases *c, const char *column, double number)
{
    if (isnan(number))
        cases_put_text(c, column, TEXT("NA"));
    else
        cases_put(c, column, number);
}

static void put_line(cases *c, const char *low, const char *high, upw_funnel_line line)
{
    put(c, low, line.low);
    put(c, high, line.high);
}

static void put_class(cases *c, const upw_funnel *funnel, int class_of)
{
    char name[24];
    upw_funnel_write_class(funnel, class_of, name, sizeof name);
    cases_put_text(c, "class", memory_copy_text(c->arena, text_of(name)));
}

/* ---- exact limits ---- */

static void answer_exact(cases *c, size_t row)
{
    const fitted *const s05 = fit(c, row, (upw_funnel_options){ .rule = UPW_FUNNEL_S05, .adjust = UPW_FUNNEL_PLAIN });
    const fitted *const f = fit(c, row, (upw_funnel_options){ .adjust = UPW_FUNNEL_PLAIN });
    const size_t i = find_body(c, row, f);
    const upw_funnel_body *const b = &f->found[i];
    put(c, "target", f->funnel.target);
    put_line(c, "s05_l95", "s05_u95", s05->found[i].plain[0]);
    put_line(c, "s05_l998", "s05_u998", s05->found[i].plain[1]);
    put_line(c, "tail_l95", "tail_u95", b->plain[0]);
    put_line(c, "tail_l998", "tail_u998", b->plain[1]);
    put(c, "p_lower", b->p_lower);
    put(c, "p_upper", b->p_upper);
    put(c, "midp_upper", b->mid_p_upper);
    put(c, "z_mid", b->z_mid);
    put_class(c, &f->funnel, b->plain_class);
    put(c, "p_two_mid", b->p_value);
    put(c, "q_bh", b->q_value);
}

static void answer_grid(cases *c, size_t row)
{
    static const char *const laws[] = { "binom", "pois" };
    upw_funnel funnel = { .options = { .type = (upw_funnel_type)cases_find_word(cases_text(c, row, "family"), laws, 2),
                                       .per = 1,
                                       .levels = { 0.95, 0.998 },
                                       .n_levels = 2 },
                          .n = 1,
                          .target = cases_number(c, row, "target"),
                          .in_force = UPW_FUNNEL_PLAIN };
    upw_funnel_line lines[UPW_FUNNEL_LEVELS_MAX];
    upw_funnel_limits(&funnel, cases_number(c, row, "size"), lines, NULL);
    put_line(c, "tail_l95", "tail_u95", lines[0]);
    put_line(c, "tail_l998", "tail_u998", lines[1]);
    funnel.options.rule = UPW_FUNNEL_S05;
    upw_funnel_limits(&funnel, cases_number(c, row, "size"), lines, NULL);
    put_line(c, "s05_l95", "s05_u95", lines[0]);
    put_line(c, "s05_l998", "s05_u998", lines[1]);
}

static void answer_predictive(cases *c, size_t row)
{
    static const char *const laws[] = { "betabin", "negbin" };
    const upw_funnel_type type = (upw_funnel_type)cases_find_word(cases_text(c, row, "family"), laws, 2);
    const double size = cases_number(c, row, "size"), target = cases_number(c, row, "target");
    const double disp = cases_number(c, row, "disp");
    put_line(c, "l95", "u95", upw_funnel_predict(type, UPW_FUNNEL_S05, size, target, disp, 0.95));
    put_line(c, "l998", "u998", upw_funnel_predict(type, UPW_FUNNEL_S05, size, target, disp, 0.998));
}

/* ---- overdispersion ---- */

static upw_funnel_options options_of(const cases *c, size_t row, upw_funnel_adjust adjust)
{
    const bool is_root = text_equal(cases_text(c, row, "method"), TEXT("sr_sqrt"));
    return (upw_funnel_options){
        .adjust = adjust, .scale = is_root ? UPW_FUNNEL_ROOT : UPW_FUNNEL_OWN, .trim = 0.1, .least = 1
    };
}

static void answer_spread(cases *c, size_t row)
{
    const fitted *const f = fit(c, row, options_of(c, row, UPW_FUNNEL_ADDITIVE));
    const upw_funnel_spread *const s = &f->funnel.spread;
    put(c, "I", (double)f->funnel.n);
    put(c, "target", f->funnel.target);
    put(c, "Q", s->q);
    /* medpar's days in hospital are no counts of events: the golden gives no exact z for them */
    put(c, "Q_mid", text_equal(f->name, TEXT("medpar")) ? NAN : f->funnel.q_mid);
    put(c, "df", f->funnel.df);
    put(c, "p_disp", upw_chi_square_above(s->q, f->funnel.df));
    put(c, "phi_raw", s->phi_raw);
    put(c, "phi_w", s->phi_winsorised);
    put(c, "c_w", s->consistency);
    put(c, "phi_c", s->phi);
    put(c, "tau2_raw", s->tau2_raw);
    put(c, "tau2_w", s->tau2_winsorised);
    put(c, "tau2_c", s->tau2);
}

static void answer_adjusted(cases *c, size_t row)
{
    const fitted *const f = fit(c, row, options_of(c, row, UPW_FUNNEL_ADDITIVE));
    const fitted *const m = fit(c, row, options_of(c, row, UPW_FUNNEL_MULTIPLICATIVE));
    const size_t i = find_body(c, row, f);
    const upw_funnel_body *const b = &f->found[i];
    put(c, "Y", b->y);
    put(c, "t", b->t);
    put(c, "s", b->s);
    put(c, "z", b->z);
    put(c, "wz", fmin(fmax(b->z, f->funnel.spread.low), f->funnel.spread.high));
    put(c, "z_add", b->z_in_force);
    put(c, "z_mult", m->found[i].z_in_force);
    put(c, "p_add", b->p_value);
    put(c, "q_add", b->q_value);
    put_line(c, "add_l95", "add_u95", b->lines[0]);
    put_line(c, "add_l998", "add_u998", b->lines[1]);
    put_line(c, "mul_l95", "mul_u95", m->found[i].lines[0]);
    put_line(c, "mul_l998", "mul_u998", m->found[i].lines[1]);
}

/* ---- without options ---- */

static void answer_default_class(cases *c, size_t row)
{
    const fitted *const f = fit(c, row, (upw_funnel_options){ 0 });
    const upw_funnel_body *const b = &f->found[find_body(c, row, f)];
    if (b->status == UPW_FUNNEL_NO_CONTRAST)
        cases_put_text(c, "class", TEXT("no_contrast"));
    else
        put_class(c, &f->funnel, b->class_in_force);
}

/* ---- as published ---- */

static const fitted *repeat(cases *c, size_t row)
{
    static fitted last;
    static upw_funnel_publisher publisher;
    static double trim;
    static const char *const methods[] = { "SHMI", "CQC", "none" };
    const text name = cases_text(c, row, "case");
    const size_t method = cases_find_word(cases_text(c, row, "sr_method"), methods, 3);
    const double asked = cases_number(c, row, "trim_by");
    if (!text_equal(last.name, name) || trim != asked || (method < 2 && publisher != (upw_funnel_publisher)method)) {
        read_case(c, name, &last);
        trim = asked;
        publisher = method < 2                                   ? (upw_funnel_publisher)method
                    : last.options.type == UPW_FUNNEL_PROPORTION ? UPW_FUNNEL_ARCSINE
                                                                 : UPW_FUNNEL_LOG_COUNTS;
        upw_error error = { 0 };
        if (!upw_funnel_repeat(publisher, &last.data, trim, &c->scratch, last.published, &last.repeated, &error))
            cases_fail("case %.*s: %s", TEXT_ARGS(name), error.message);
    }
    return &last;
}

static void answer_published(cases *c, size_t row)
{
    const fitted *const f = repeat(c, row);
    cases_put_text(c, "data_type", text_of(types[f->options.type]));
    put(c, "n", (double)f->data.n);
    put(c, "phi", f->repeated.phi);
    put(c, "tau2", f->repeated.tau2);
}

/* A cell is NA where the reference folds a limit back or computes it on another scale than it draws it. */
static void put_where_right(cases *c, size_t row, const char *column, double number)
{
    put(c, column, text_equal(cases_text(c, row, column), TEXT("NA")) ? NAN : number);
}

static void answer_published_body(cases *c, size_t row)
{
    static const char *const low[] = { "l95", "l998" }, *const high[] = { "u95", "u998" };
    static const char *const od_low[] = { "od_l95", "od_l998" }, *const od_high[] = { "od_u95", "od_u998" };
    static const char *const plain[] = { "flag_un95", "flag_un998" }, *const od[] = { "flag_od95", "flag_od998" };
    const fitted *const f = repeat(c, row);
    const size_t i = find_body(c, row, f);
    const upw_funnel_published_body *const b = &f->published[i];
    cases_put_text(c, "data_type", text_of(types[f->options.type]));
    put(c, "numerator", f->data.numerators[i]);
    /* SHMI: the reference prints expected counts with the two decimals it works with */
    const bool is_shmi = text_equal(cases_text(c, row, "sr_method"), TEXT("SHMI"));
    put(c, "denominator", is_shmi ? nearbyint(100 * f->data.denominators[i]) / 100 : f->data.denominators[i]);
    put(c, "rr", b->value);
    put(c, "target_t", b->t);
    put(c, "Y", b->y);
    put(c, "z", b->z);
    put(c, "trimmed", b->is_trimmed);
    put(c, "wz", b->z_kept);
    for (size_t k = 0; k < 2; k++) {
        put_where_right(c, row, low[k], b->plain[k].low);
        put_where_right(c, row, high[k], b->plain[k].high);
        put_where_right(c, row, od_low[k], b->adjusted[k].low);
        put_where_right(c, row, od_high[k], b->adjusted[k].high);
        put_where_right(c, row, plain[k], b->plain_outside[k]);
        put_where_right(c, row, od[k], b->adjusted_outside[k]);
    }
}

/* ---- Fingertips ---- */

static double rate_target(cases *c, cells *rates)
{
    double events = 0, people = 0;
    if (rates->file == NULL)
        cases_read_beside(c, "phe_funnel_crude_rate_input.csv", rates);
    for (size_t i = 0; i < rates->n_rows; i++) {
        events += number_at(rates, i, "x");
        people += number_at(rates, i, "n");
    }
    return events / people;
}

static void answer_fingertips(cases *c, size_t row)
{
    static cells rates;
    static const char *const words[] = { "Low (0.001)", "Low (0.025)", "Not significant", "High (0.025)",
                                         "High (0.001)" };
    int class_of = 0;
    if (text_equal(cases_text(c, row, "case"), TEXT("crude_rate"))) {
        const double target = rate_target(c, &rates);
        size_t i = 0;
        while (i < rates.n_rows &&
               !text_equal(cells_get(&rates, i, cells_find(&rates, "org")), cases_text(c, row, "org")))
            i++;
        class_of = upw_funnel_class_as_fingertips(UPW_FUNNEL_RATE, number_at(&rates, i, "x"), number_at(&rates, i, "n"),
                                                  target);
    } else {
        const fitted *const f = fit(c, row, (upw_funnel_options){ 0 });
        const size_t i = find_body(c, row, f);
        class_of = upw_funnel_class_as_fingertips(f->options.type, f->data.numerators[i], f->data.denominators[i],
                                                  f->funnel.target);
    }
    cases_put_text(c, "significance", text_of(words[class_of + 2]));
}

/* The reference halves intervals of e / (1 + x + e) from 1/2 until they are below 1e-7, which for one event and 99.8 %
 * is half a part in ten thousand of e: the engine's exact figure, told as coarsely. */
static double told_coarsely(double e, double x)
{
    double v = 0.5;
    for (double step = 0.5; step > 1e-7;) {
        step /= 2;
        v += (1 + x) * v / (1 - v) > e ? -step : step;
    }
    return (1 + x) * v / (1 - v);
}

/* Limits in per cent at a population (pr_od), ratios × 100 or rates per 100,000 traced by the events. */
static void answer_fingertips_limits(cases *c, size_t row)
{
    static cells rates;
    static const char *const low[] = { "lower_2s_limit", "lower_3s_limit" }, *const high[] = { "upper_2s_limit",
                                                                                               "upper_3s_limit" };
    static const double levels[] = { 0.95, 0.998 };
    const double x = cases_number(c, row, "x");
    if (text_equal(cases_text(c, row, "case"), TEXT("pr_od"))) {
        const fitted *const f =
            fit(c, row, (upw_funnel_options){ .rule = UPW_FUNNEL_NORMAL, .adjust = UPW_FUNNEL_PLAIN });
        upw_funnel_line lines[UPW_FUNNEL_LEVELS_MAX];
        upw_funnel_limits(&f->funnel, x, lines, NULL);
        for (size_t k = 0; k < 2; k++)
            put_line(c, low[k], high[k], (upw_funnel_line){ 100 * lines[k].low, 100 * lines[k].high });
        return;
    }
    const bool is_rate = text_equal(cases_text(c, row, "case"), TEXT("crude_rate"));
    const double scale = is_rate ? 1e5 * rate_target(c, &rates) : 100;
    for (size_t k = 0; k < 2; k++) {
        const upw_funnel_line e = upw_funnel_expected_around(x, levels[k]);
        put_line(c, low[k], high[k],
                 (upw_funnel_line){ scale * x / told_coarsely(e.high, x), scale * x / told_coarsely(e.low, x) });
    }
}

static const case_file files[] = {
    { "funnel", "funnel_exact.csv", { "case", "org", "family" }, answer_exact },
    { "funnel", "funnel_exact_grid.csv", { "family", "target", "size" }, answer_grid },
    { "funnel", "funnel_predictive.csv", { "case", "family", "org", "size", "target", "disp" }, answer_predictive },
    { "funnel", "funnel_od_summary.csv", { "case", "method" }, answer_spread },
    { "funnel", "funnel_od_points.csv", { "case", "method", "org" }, answer_adjusted },
    { "funnel", "funnel_default_points.csv", { "case", "org" }, answer_default_class },
    { "funnel", "funnel_fpr_summary.csv", { "case", "sr_method", "trim_by" }, answer_published },
    { "funnel", "funnel_fpr_points.csv", { "case", "sr_method", "trim_by", "org" }, answer_published_body },
    { "funnel", "phe_funnel_significance.csv", { "case", "org" }, answer_fingertips },
    { "funnel", "phe_funnel_limits.csv", { "case", "x" }, answer_fingertips_limits },
};

const case_family cases_of_funnel = { files, sizeof files / sizeof *files };
