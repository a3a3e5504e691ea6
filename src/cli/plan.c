/* upward plan: write down a path that is no straight line, and what it will and will not show, before anybody signs. */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/commands.h"
#include "cli/trajectory_picture.h"
#include "report/single.h"
#include "table/cell.h"

#define AT(field) offsetof(plan_settings, field)

typedef enum plan_format { PLAN_AUTO, PLAN_CSV, PLAN_JSON, PLAN_TEXT, PLAN_SVG } plan_format;

typedef struct plan_settings {
    input_settings input;
    upw_trajectory_shape shape;
    bool has_shape;
    const char *start, *aim, *from, *parameters, *unit, *sigma;
    double depth, bottom, upturn, arrival, lag, half;
    size_t n_baseline;
    double rho;
    unsigned per; /* 0: months */
    plan_format format;
    const char *output;
} plan_settings;

static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const periods[] = { "month", "quarter", NULL };

static bool set_shape(void *settings, const char *argument, upw_error *error)
{
    plan_settings *const s = settings;
    upw_error refusal = { 0 };
    s->has_shape = plans_parse_shape(text_of(argument), &s->shape, &refusal);
    return s->has_shape || upw_fail(error, UPW_BAD_USAGE, "--shape: %s", refusal.message);
}

static bool read_positive(const char *option, const char *argument, double *out, upw_error *error)
{
    return (number_parse(text_of(argument), out) && *out > 0 && *out <= 200) ||
           upw_fail(error, UPW_BAD_USAGE, "%s wants a number above 0 and at most 200, not \"%s\"", option, argument);
}

/* One setter for each plain parameter. */
#define PARAMETER(name)                                                                                                \
    static bool set_##name(void *settings, const char *argument, upw_error *error)                                     \
    {                                                                                                                  \
        return read_positive("--" #name, argument, &((plan_settings *)settings)->name, error);                         \
    }
PARAMETER(depth)
PARAMETER(bottom)
PARAMETER(upturn)
PARAMETER(arrival)
PARAMETER(lag)
PARAMETER(half)

static bool set_baseline(void *settings, const char *argument, upw_error *error)
{
    int64_t n;
    if (!number_parse_integer(text_of(argument), &n) || n < UPW_TRAJECTORY_BASELINE_MIN || n > 10000)
        return upw_fail(error, UPW_BAD_USAGE, "--baseline wants a whole number of points, %d or more, not \"%s\"",
                        UPW_TRAJECTORY_BASELINE_MIN, argument);
    ((plan_settings *)settings)->n_baseline = (size_t)n;
    return true;
}

static bool set_rho(void *settings, const char *argument, upw_error *error)
{
    plan_settings *const s = settings;
    return (number_parse(text_of(argument), &s->rho) && s->rho >= 0 && s->rho < 1) ||
           upw_fail(error, UPW_BAD_USAGE, "--rho wants a correlation from 0 to below 1, not \"%s\"", argument);
}

static const cli_option path_options[] = {
    { "shape", .argument = "SHAPE",
      .help = "line, step, lag_line, lag_s, dim (big gains first), jcurve (worse before better; the default) or miles.",
      .set = set_shape },
    { "start", .argument = "LEVEL", .help = "Level at the start; the mean of FILE when not given.",
      .offset = AT(start) },
    { "aim", .argument = "LEVEL", .help = "Level wanted.", .offset = AT(aim) },
    { "from", .argument = "PERIOD", .help = "First period of the path; the one after the last of FILE when not given.",
      .offset = AT(from) },
    { "depth", .argument = "SHARE", .help = "jcurve: how deep, as a share of the whole way; 0.25 when not given.",
      .set = set_depth },
    { "bottom", .argument = "YEARS", .help = "jcurve: when it is worst; half way to the upturn when not given.",
      .set = set_bottom },
    { "upturn", .argument = "YEARS", .help = "jcurve: when it is back where it started; 2.5 when not given.",
      .set = set_upturn },
    { "arrival", .argument = "YEARS", .help = "When the aim is reached; 5 when not given.", .set = set_arrival },
    { "lag", .argument = "YEARS", .help = "lag_line, lag_s, step: until when nothing happens.", .set = set_lag },
    { "half", .argument = "YEARS", .help = "dim: when half of the way is done.", .set = set_half },
    { "params", .argument = "LIST",
      .help = "The same in one piece, as in a file of plans: \"D=0.25;tr=2.5;T=5\", \"kt=1/2.5/5;kg=-0.1/0/1\".",
      .offset = AT(parameters) },
};

static const cli_option measure_options[] = {
    { "unit", .argument = "WORDS", .help = "What levels are counted in: %, minutes.", .offset = AT(unit) },
    { "sigma", .argument = "NUMBER",
      .help = "Standard deviation of one period when nothing changes; from FILE when not given.", .offset = AT(sigma) },
    { "baseline", .argument = "N", .help = "How many periods there will be before the start; those of FILE, or 24.",
      .set = set_baseline },
    { "rho", .argument = "R", .help = "Correlation of neighbouring periods; 0 when not given.", .set = set_rho },
    { "per", .argument = "month|quarter",
      .help = "Without FILE: how often there is a result; every month when not given.", .offset = AT(per),
      .choices = periods },
};

static const cli_option result_options[] = {
    { "format", .argument = "csv|json|text|svg", .help = "csv when written to a file or pipe, text on a terminal.",
      .offset = AT(format), .choices = formats, .first = PLAN_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- what is planned ------------------------------------------------------------------------------------------------
 */

typedef struct planning {
    const plan_settings *settings;
    path_series path;
    bool has_sigma;
    upw_trajectory_preview preview; /* when has_sigma */
    double *power;                  /* of "nothing has changed", each period; when has_sigma */
    size_t n;                       /* periods up to the arrival */
} planning;

static bool read_level(const char *option, const char *words, bool is_percent, double *out, upw_error *error)
{
    text view = text_trim(text_of(words));
    const char *reason = "is not a number";
    if (is_percent && view.len > 0 && view.at[view.len - 1] == '%')
        view.len--;
    return cell_read_number(view, out, &reason) == CELL_NUMBER ||
           upw_fail(error, UPW_BAD_USAGE, "%s: \"%s\" %s", option, words, reason);
}

/* An option that the shape has no use for would be lost without a word. */
static bool check_options(const plan_settings *s, upw_trajectory_shape shape, upw_error *error)
{
    const struct {
        const char *option, *name;
        double given;
    } options[] = { { "--depth", "D", s->depth }, { "--bottom", "tb", s->bottom }, { "--upturn", "tr", s->upturn },
                    { "--lag", "L", s->lag },     { "--half", "H", s->half },      { "--arrival", "T", s->arrival } };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].given > 0 && !plans_has_parameter(shape, text_of(options[i].name)))
            return upw_fail(error, UPW_BAD_USAGE, "%s says nothing of the shape %s, which has the parameters %s",
                            options[i].option, upw_trajectory_get_shape(shape)->name,
                            upw_trajectory_get_shape(shape)->parameters);
    return true;
}

/* What the options say; a start may still be missing. */
static bool read_plan(const plan_settings *s, agreed_plan *out, upw_arena *arena, upw_error *error)
{
    *out = (agreed_plan){ .plan = { .shape = s->has_shape ? s->shape : UPW_TRAJECTORY_JCURVE,
                                    .arrival = s->arrival,
                                    .lag = s->lag,
                                    .half = s->half,
                                    .depth = s->depth,
                                    .bottom = s->bottom,
                                    .upturn = s->upturn },
                          .parameters = text_of(s->parameters != NULL ? s->parameters : ""),
                          .unit = unit_parse(text_of(s->unit != NULL ? s->unit : "")),
                          .has_unit = s->unit != NULL };
    const bool is_percent = out->unit.kind == UNIT_PERCENT;
    upw_error refusal = { 0 };
    const char *reason;
    if (s->aim == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "where to? --aim says which level is wanted");
    if (!read_level("--aim", s->aim, is_percent, &out->plan.aim, error))
        return false;
    if (!check_options(s, out->plan.shape, error))
        return false;
    if (!plans_parse_parameters(out->parameters, &out->plan, arena, &refusal))
        return upw_fail(error, UPW_BAD_USAGE, "--params: %s", refusal.message);
    out->has_start = s->start != NULL;
    if (out->has_start && !read_level("--start", s->start, is_percent, &out->plan.start, error))
        return false;
    out->has_from = s->from != NULL;
    if (out->has_from && !period_parse(text_of(s->from), s->input.table.order, &out->from, &reason))
        return upw_fail(error, UPW_BAD_USAGE, "--from: \"%s\" is not a period: %s", s->from, reason);
    return true;
}

/* The only series that is wanted. */
static bool choose_series(const plan_settings *s, const series_table *t, const char *file, size_t *out,
                          upw_error *error)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_series; i++)
        if (input_wants(&s->input, &t->keys[i])) {
            *out = i;
            n++;
        }
    if (n > 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has %zu series, and a plan is for one: choose with --series, --indicator or --organisation",
                        file, n);
    return n == 1 || input_complain_of_none(&s->input, t, file, error);
}

/* The first period after the last of the series. */
static bool start_after(const series_table *t, size_t series, agreed_plan *plan, upw_error *error)
{
    agreed_plan probe = *plan;
    path_calendar calendar;
    probe.has_from = true;
    if (t->offsets[series + 1] > t->offsets[series])
        probe.from = t->periods[t->offsets[series + 1] - 1];
    if (!path_find_calendar(t, series, &probe, &calendar, error))
        return false;
    plan->has_from = true;
    plan->from = path_get_period(&calendar, 2);
    return true;
}

static bool read_baseline(planning *p, const agreed_plan *plan, const char *path, upw_arena *arena, upw_error *error)
{
    const plan_settings *const s = p->settings;
    const char *const name = strcmp(path, "-") == 0 ? "standard input" : path;
    series_table table;
    table_notes notes = { 0 };
    agreed_plan own = *plan;
    size_t series = 0;
    table_source *const source = table_open(path, &s->input.table, arena, error);
    const bool is_read = source != NULL && table_read(source, arena, &table, &notes, error);
    table_close(source);
    if (!is_read || !choose_series(s, &table, name, &series, error))
        return false;
    input_say_notes(&notes, name);
    if ((!own.has_from && !start_after(&table, series, &own, error)) ||
        !path_gather(&table, series, &own, s->rho, arena, &p->path, error))
        return upw_wrap(error, "%s", name);
    if (p->path.series.n > 0)
        p->path.series.n = 0; /* what came after the start does not belong to a plan */
    return true;
}

/* A path without results: from a period, or from period 1. */
static bool make_path(planning *p, const agreed_plan *plan, upw_error *error)
{
    const plan_settings *const s = p->settings;
    if (!plan->has_start)
        return upw_fail(error, UPW_BAD_USAGE,
                        "where from? --start says the level at the start, or FILE has the results "
                        "so far");
    p->path = (path_series){ .plan = *plan, .options = { 0, s->rho }, .unit = plan->unit };
    path_calendar *const c = &p->path.calendar;
    *c = (path_calendar){ .kind = plan->has_from ? period_get_kind(plan->from) : PERIOD_NUMBER,
                          .day = 1,
                          .per_year = s->per == 1 ? 4 : 12,
                          .from = 1 };
    if (c->kind == PERIOD_DAY)
        c->kind = PERIOD_MONTH;
    if (c->kind == PERIOD_QUARTER)
        c->per_year = 4;
    else if (c->kind == PERIOD_FINANCIAL_YEAR || c->kind == PERIOD_YEAR)
        c->per_year = 1;
    else if (c->kind == PERIOD_MONTH && c->per_year == 4)
        return upw_fail(error, UPW_BAD_USAGE, "--per quarter wants a quarter in --from, for example 2026-Q2");
    int64_t position = 0;
    c->from = 0;
    if (plan->has_from && path_find_position(c, plan->from, &position))
        c->from = (int32_t)position - 1;
    else
        c->from = 1;
    p->path.noun = c->per_year == 12 ? "month" : c->per_year == 4 ? "quarter" : "year";
    p->path.series.per_year = c->per_year;
    upw_error refusal = { 0 };
    return plans_complete(&p->path.plan, &refusal) || upw_fail(error, UPW_BAD_INPUT, "%s", refusal.message);
}

static bool find_sigma(planning *p, const char *file, size_t *n_baseline, upw_error *error)
{
    const plan_settings *const s = p->settings;
    const upw_trajectory_series *const series = &p->path.series;
    double sigma = NAN;
    *n_baseline = s->n_baseline != 0 ? s->n_baseline : 24;
    if (series->n_baseline > 0) {
        upw_trajectory_judgement j;
        upw_trajectory_series before = *series;
        before.n = 0;
        upw_arena scratch;
        memory_init_arena(&scratch);
        const bool done =
            upw_trajectory_judge(&before, &p->path.plan.plan, &p->path.options, &scratch, NULL, &j, error);
        upw_arena_clear(&scratch);
        if (!done && s->sigma == NULL)
            return upw_wrap(error, "%s", file);
        if (done) {
            sigma = j.sigma;
            *n_baseline = s->n_baseline != 0 ? s->n_baseline : j.n_baseline;
        }
    }
    if (s->sigma != NULL && (!number_parse(text_of(s->sigma), &sigma) || !(sigma > 0) || !isfinite(sigma)))
        return upw_fail(error, UPW_BAD_USAGE, "--sigma wants a number above 0, not \"%s\"", s->sigma);
    p->has_sigma = sigma > 0;
    p->path.judgement.sigma = p->has_sigma ? sigma : NAN;
    return true;
}

static bool look_ahead(planning *p, const char *file, upw_arena *arena, upw_error *error)
{
    size_t n_baseline;
    const double per_year = p->path.calendar.per_year;
    const upw_trajectory_plan *const plan = &p->path.plan.plan;
    const double exact = ceil(plan->arrival * per_year - 1e-9);
    if (exact > UPW_TRAJECTORY_HORIZON_MAX)
        return upw_fail(
            error, UPW_BAD_INPUT,
            "a path must take 1 to %d periods to arrive, and this one takes %.0f; judge a longer one by the "
            "quarter",
            UPW_TRAJECTORY_HORIZON_MAX, exact);
    p->n = (size_t)exact;
    if (!find_sigma(p, file, &n_baseline, error))
        return false;
    p->path.judgement.horizon = p->n;
    if (!p->has_sigma)
        return true;
    if (!upw_trajectory_preview_plan(plan, per_year, p->path.judgement.sigma, n_baseline, p->settings->rho, arena,
                                     &p->preview, error))
        return false;
    p->path.judgement.tells_from = p->preview.tells_from[UPW_TRAJECTORY_NOTHING];
    double *const delta = MEMORY_TAKE(arena, double, p->n);
    p->power = MEMORY_TAKE(arena, double, p->n);
    for (size_t i = 0; i < p->n; i++)
        delta[i] = -fabs(plan->aim - plan->start) * upw_trajectory_find_share(plan, (double)(i + 1) / per_year) /
                   (p->path.judgement.sigma * p->preview.factor);
    return upw_trajectory_find_power(delta, p->n, p->preview.h, arena, p->power, error);
}

/* ---- writing
 * --------------------------------------------------------------------------------------------------------- */

typedef struct plan_row {
    const planning *p;
    size_t i; /* from 0 */
    upw_trajectory_light light;
    double level, share;
} plan_row;

#define ROW ((const plan_row *)row)
#define NUMBER(name, expression)                                                                                       \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_number(expression);                                                                               \
    }
NUMBER(t, (double)(ROW->i + 1) / ROW->p->path.calendar.per_year)
NUMBER(plan, ROW->level)
NUMBER(g, ROW->share)
NUMBER(power, ROW->p->has_sigma ? ROW->p->power[ROW->i] : NAN)
NUMBER(line, ROW->light.line)
NUMBER(p_red, ROW->light.red)
NUMBER(p_green, ROW->light.green)
NUMBER(low, ROW->level - 3 * ROW->p->path.judgement.sigma)
NUMBER(high, ROW->level + 3 * ROW->p->path.judgement.sigma)

static sheet_cell get_i(const void *row)
{
    return sheet_integer((int64_t)ROW->i + 1);
}

static sheet_cell get_period(const void *row)
{
    return sheet_period(path_get_period(&ROW->p->path.calendar, (int64_t)ROW->i + 1));
}

static const sheet_column columns[] = {
    { "i", get_i },
    { "t", get_t },
    { "plan", get_plan },
    { "g", get_g },
    { "power_vs_nothing", get_power },
    { "straight_line", get_line },
    { "p_red_if_on_plan", get_p_red },
    { "p_green_if_on_plan", get_p_green },
    { "period", get_period },
    { "band_low", get_low },
    { "band_high", get_high },
};

static void add_table(buffer *out, const planning *p, sheet_format format, upw_arena *arena)
{
    const sheet s = { columns, sizeof columns / sizeof *columns, format };
    const upw_trajectory_plan *const plan = &p->path.plan.plan;
    const double per_year = p->path.calendar.per_year;
    upw_trajectory_light *const lights = MEMORY_TAKE(arena, upw_trajectory_light, p->n);
    buffer rows;
    buffer_init(&rows, (size_t)1 << 24);
    upw_trajectory_find_lights(plan, NULL, p->n, per_year, p->path.judgement.sigma, 0, lights);
    sheet_begin(out, &s);
    for (size_t i = 0; i < p->n; i++) {
        const double t = (double)(i + 1) / per_year;
        sheet_add_row(
            &rows, &s,
            &(plan_row){ p, i, lights[i], upw_trajectory_find_level(plan, t), upw_trajectory_find_share(plan, t) });
    }
    buffer_add(out, buffer_text(&rows));
    buffer_add(out, sheet_end(&s));
    buffer_clear(&rows);
}

/* " %", or " minutes" behind a level. */
static const char *unit_of(const planning *p, upw_arena *arena)
{
    const unit u = p->path.unit;
    if (u.words.len == 0)
        return NULL;
    return u.kind == UNIT_SHARE ? " %" : memory_format(arena, " %.*s", TEXT_ARGS(u.words)).at;
}

/* Shares are spoken of in percent. */
static text write_preview(const planning *p, upw_arena *arena)
{
    const double scale = p->path.unit.kind == UNIT_SHARE ? 100 : 1;
    upw_trajectory_plan plan = p->path.plan.plan;
    upw_trajectory_preview preview = p->preview;
    char words[3000];
    plan.start *= scale;
    plan.aim *= scale;
    preview.sigma *= scale;
    preview.outline.lowest_level *= scale;
    upw_trajectory_write_preview(&plan, &preview, p->path.calendar.per_year, unit_of(p, arena), words, sizeof words);
    return memory_copy_text(arena, text_of(words));
}

static text write_sentences(const planning *p, upw_arena *arena)
{
    if (p->has_sigma)
        return write_preview(p, arena);
    const upw_trajectory_outline o = upw_trajectory_outline_plan(&p->path.plan.plan);
    return memory_format(
        arena,
        "In its best year this path asks for %.0f %% of the whole gain. From when one can tell whether "
        "it works depends on how much one %s varies: give results in a FILE, or --sigma.",
        100 * o.steepest_share, p->path.noun);
}

/* The row that goes into the file of plans. */
static void add_row(buffer *out, const planning *p)
{
    const upw_trajectory_plan *const plan = &p->path.plan.plan;
    const double per_year = p->path.calendar.per_year;
    const text series = p->path.key.id; /* of FILE, whose other series have other plans */
    buffer_add_literal(out, "For the file of plans:\n");
    buffer_add(out, series.len > 0 ? TEXT("series,shape,start,aim,from,params") : TEXT("shape,start,aim,from,params"));
    buffer_add(out, per_year == 12 ? TEXT("\n") : TEXT(",per_year\n")); /* 12 is taken for granted there */
    buffer row;
    buffer_init(&row, 4096);
    csv_out csv = { .out = &row };
    if (series.len > 0)
        csv_add_text(&csv, series);
    csv_add_text(&csv, text_of(upw_trajectory_get_shape(plan->shape)->name));
    buffer_add_format(&row, ",%.10g,%.10g,", plan->start, plan->aim);
    period_add(&row, path_get_period(&p->path.calendar, 1));
    buffer_add_char(&row, ',');
    if (plan->shape == UPW_TRAJECTORY_JCURVE)
        buffer_add_format(&row, "D=%.10g;tb=%.10g;tr=%.10g;", plan->depth, plan->bottom, plan->upturn);
    else if (plan->shape == UPW_TRAJECTORY_DIM)
        buffer_add_format(&row, "H=%.10g;", plan->half);
    else if (plan->shape != UPW_TRAJECTORY_LINE && plan->shape != UPW_TRAJECTORY_MILES)
        buffer_add_format(&row, "L=%.10g;", plan->lag);
    if (plan->shape == UPW_TRAJECTORY_MILES)
        buffer_add(&row, p->path.plan.parameters);
    else
        buffer_add_format(&row, "T=%.10g", plan->arrival);
    if (per_year != 12)
        buffer_add_format(&row, ",%.10g", per_year);
    buffer_add_char(&row, '\n');
    buffer_add(out, buffer_text(&row));
    buffer_clear(&row);
}

static void add_text(buffer *out, const planning *p, upw_arena *arena)
{
    double *const levels = MEMORY_TAKE(arena, double, p->n);
    for (size_t i = 0; i < p->n; i++) {
        const double level = upw_trajectory_find_level(&p->path.plan.plan, (double)(i + 1) / p->path.calendar.per_year);
        levels[i] = level;
    }
    buffer_add_format(out, "%s\n", upw_trajectory_get_shape(p->path.plan.plan.shape)->words);
    single_add_sparkline(out, levels, p->n);
    single_add_wrapped(out, write_sentences(p, arena));
    buffer_add_char(out, '\n');
    add_row(out, p);
}

static bool write_plan(planning *p, plan_format format, upw_arena *arena, upw_error *error)
{
    output *const out = output_open(p->settings->output, error);
    if (out == NULL)
        return false;
    buffer words;
    buffer_init(&words, (size_t)1 << 26);
    if (format == PLAN_TEXT)
        add_text(&words, p, arena);
    else if (format == PLAN_SVG)
        trajectory_draw_path(&words, &p->path,
                             &(path_marks){ .finding = p->has_sigma && p->preview.shows_nothing
                                                           ? "this measure cannot show whether it worked"
                                                           : "a path to agree on",
                                            .verdict = "",
                                            .name = p->path.key.id,
                                            .description = write_sentences(p, arena),
                                            .id = TEXT("path") },
                             arena);
    else
        add_table(&words, p, format == PLAN_JSON ? SHEET_JSON : SHEET_CSV, arena);
    const bool done = output_write(out, buffer_text(&words), error);
    buffer_clear(&words);
    if (!done) {
        output_abandon(out);
        return false;
    }
    return output_commit(out, error);
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const plan_settings *const s = settings;
    planning *const p = MEMORY_TAKE(arena, planning, 1);
    p->settings = s;
    agreed_plan plan;
    plan_format format = s->format;
    if (format == PLAN_AUTO)
        format = s->output == NULL && isatty(STDOUT_FILENO) ? PLAN_TEXT : PLAN_CSV;
    if (files.n > 1)
        return upw_fail(error, UPW_BAD_USAGE, "plan reads one file at most, not %zu", files.n);
    if (!read_plan(s, &plan, arena, error) ||
        !(files.n == 1 ? read_baseline(p, &plan, files.paths[0], arena, error) : make_path(p, &plan, error)) ||
        !look_ahead(p, files.n == 1 ? files.paths[0] : "", arena, error) || !write_plan(p, format, arena, error))
        return false;
    if (p->has_sigma && p->preview.shows_nothing && format != PLAN_TEXT)
        cli_say(
            "this measure cannot show whether this plan worked: the gain is small beside its variation; take a better "
            "measure, a larger denominator or a longer period");
    return true;
}

static const cli_option_group groups[] = {
    { "Path", path_options, sizeof path_options / sizeof *path_options, 0 },
    { "Measure", measure_options, sizeof measure_options / sizeof *measure_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(plan_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward plan --start 70 --aim 90 --sigma 5 --format text",
      "Worse before better over five years: what to expect, and from when one can tell." },
    { "upward plan waits.csv --aim 90 --upturn 2 --arrival 4 -o path.svg --format svg",
      "The picture of a path that starts after the last result." },
};

const cli_command plan_command = {
    .name = "plan",
    .one_line = "write down a path that is no straight line, and what it can show",
    .usage = "[FILE] --aim LEVEL [--start LEVEL] [OPTIONS]",
    .description =
        "Helps a body to write down the path it will agree: a shape and a few dates in, the curve out, with what to "
        "expect by when, the month from which results can tell whether the change works, and how many months a "
        "straight-line light would call this plan red although it is kept.\n\n"
        "FILE has the results so far, of one series: they give the level at the start and how much one period varies. "
        "When the measure cannot show whether the plan worked, that is said.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(plan_settings),
    .run = run,
};
