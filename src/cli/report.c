/* upward report: the board report of a table. */
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/since.h"
#include "report/path.h"
#include "report/report.h"
#include "table/cell.h"

typedef struct report_settings {
    input_settings input;
    const char *indicators;
    const char *scheme;
    const char *plan;
    const char *improvement;
    const char *target;
    const char *since;
    const char *title;
    const char *banner;
    const char *charts;
    const char *output;
    unsigned chart_format; /* of chart_formats */
    bool has_date;
    upw_profile profile;
    report_format format;
} report_settings;

static const char *const profiles[] = { "upward", "parity", NULL };
static const char *const formats[] = { "html", "csv", "json", NULL };
static const char *const chart_formats[] = { "svg", "png", "pdf", NULL };

#define AT(field) offsetof(report_settings, field)

static const cli_option report_options_table[] = {
    { "indicators", .argument = "FILE",
      .help = "A CSV that describes the indicators: id, name, unit, improvement, target, chart, baseline, rebase, "
              "rebase_reason and more (docs/input.md).",
      .offset = AT(indicators) },
    { "improvement", .argument = "increase|decrease|neither",
      .help = "Which way is better, for a table of one indicator and without --indicators.",
      .offset = AT(improvement) },
    { "target", .argument = "X",
      .help = "A target such as 95%, 0.95 or 18, for a table of one indicator and without --indicators.",
      .offset = AT(target) },
    { "scheme", .argument = "FILE",
      .help =
          "Also an annex \"What traffic lights would have told you\": a CSV that describes the lights that somebody "
          "uses (docs/input.md).",
      .offset = AT(scheme) },
    { "plan", .argument = "FILE",
      .help = "Also judge indicators against their agreed paths: a CSV of plans (docs/input.md).", .offset = AT(plan) },
    { "since", .argument = "DATE", .help = "Only observations of this period (2024-04, 2024, 2024/25 …) and later.",
      .offset = AT(since) },
    { "title", .argument = "TEXT", .help = "The title; made from the organisation when not given.",
      .offset = AT(title) },
    { "banner", .argument = "TEXT", .help = "A line at the top of every page, for example \"Invented figures\".",
      .offset = AT(banner) },
    { "dated",
      .help = "Print today's date in the report (left out otherwise, so that the same input gives the same file).",
      .offset = AT(has_date) },
    { "profile", .argument = "upward|parity",
      .help = "upward (the default) corrects known faults of the reference packages; parity reproduces them exactly.",
      .offset = AT(profile), .choices = profiles },
};

static const cli_option result_options[] = {
    { "format", .argument = "html|csv|json",
      .help = "html (the default), or one row for each indicator as csv or json.", .offset = AT(format),
      .choices = formats },
    { "charts", .argument = "DIR",
      .help = "Also write each chart as a file of its own into this folder, with an index charts.csv; charts of an "
              "earlier run go. All of them appear or none.",
      .offset = AT(charts) },
    { "charts-format", .argument = "svg|png|pdf", .help = "What those files are; png and pdf need rsvg-convert.",
      .offset = AT(chart_format), .choices = chart_formats },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- which observations ---- */

/* The series and points that were asked for, in new columns of offsets and keys; the points stay where they are. */
static bool select_series(const report_settings *s, const char *name, const series_table *all, upw_arena *arena,
                          series_table *out, upw_error *error)
{
    since_filter since;
    if (!since_read(s->since, s->input.table.order, &since, error))
        return false;
    series_key *const keys = MEMORY_TAKE(arena, series_key, all->n_series);
    series_range *const ranges = MEMORY_TAKE(arena, series_range, all->n_series);
    size_t n = 0, n_wanted = 0;
    for (size_t i = 0; i < all->n_series; i++) {
        if (!input_wants(&s->input, &all->keys[i]))
            continue;
        n_wanted++;
        size_t from = all->offsets[i];
        if (from < all->offsets[i + 1] && !since_fit(&since, all->periods[from], name, error))
            return false;
        while (from < all->offsets[i + 1] && !since_keeps(&since, all->periods[from]))
            from++;
        if (from == all->offsets[i + 1])
            continue;
        keys[n] = all->keys[i];
        ranges[n++] = (series_range){ from, all->offsets[i + 1] };
    }
    if (n_wanted == 0)
        return input_complain_of_none(&s->input, all, name, error);
    if (n == 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "nothing of %s is left to report on: no observation is as late as --since %s", name, s->since);
    series_table_select(all, keys, ranges, n, arena, out);
    return true;
}

/* A table without a column of indicators is about the only one that the indicators file describes. */
static void name_lone_indicator(series_table *table, text id, upw_arena *arena)
{
    series_key *const keys = MEMORY_TAKE(arena, series_key, table->n_series);
    for (size_t i = 0; i < table->n_series; i++) {
        keys[i] = table->keys[i];
        if (keys[i].indicator.len == 0)
            keys[i].indicator = id;
    }
    table->keys = keys;
}

/* What the file of indicators says, and what of it cannot be right, on standard error. */
static void use_indicators(const indicator_list *list, bool has_values, const char *name, series_table *all,
                           series_table *table, upw_arena *arena)
{
    buffer lines;
    buffer_init(&lines, 1 << 16);
    if (list->n == 1) {
        name_lone_indicator(all, list->items[0].id, arena);
        name_lone_indicator(table, list->items[0].id, arena);
    }
    indicators_add_unused(&lines, list, all, name);
    indicators_fit_units(list, !has_values, arena, table);
    indicators_add_doubts(&lines, list, table);
    input_say_lines(buffer_text(&lines));
    buffer_clear(&lines);
}

enum { BODIES_MIN = 10 }; /* baselines from which the correlation of neighbours can be estimated */

/* The agreed paths; each must be for something in the table. */
static bool use_plans(const report_settings *s, const series_table *all, const series_table *table,
                      const indicator_list *indicators, upw_arena *arena, plan_list *plans, const double **rhos,
                      upw_error *error)
{
    if (s->plan != NULL && !plans_read(s->plan, s->input.table.order, arena, plans, error))
        return false;
    for (size_t i = 0; i < indicators->n; i++)
        if (indicators->items[i].plan.len > 0 && plans_find_named(plans, indicators->items[i].plan, NULL) == NULL)
            return upw_fail(error, UPW_BAD_INPUT, "%s, row %lld names the plan \"%.*s\"; %s%s", indicators->file,
                            (long long)indicators->items[i].row, TEXT_ARGS(indicators->items[i].plan),
                            s->plan == NULL ? "give the file of plans with --plan" : "there is none of that name in ",
                            s->plan == NULL ? "" : s->plan);
    if (s->plan == NULL)
        return true;
    bool *const is_used = MEMORY_TAKE(arena, bool, plans->n + 1);
    for (size_t i = 0; i < all->n_series; i++) {
        const agreed_plan *const plan = plans_find(plans, &all->keys[i]);
        if (plan != NULL)
            is_used[plan - plans->items] = true;
    }
    return plans_check_used(plans, is_used, all->keys, all->n_series, error) &&
           path_find_correlations(table, plans, indicators, BODIES_MIN, arena, NULL, rhos, error);
}

static bool all_are_shares(const series_table *table)
{
    for (size_t i = 0; i < table->n_points && table->values != NULL; i++)
        if (table->values[i] < 0 || table->values[i] > 1)
            return false;
    return true;
}

/* --improvement and --target, as one row of a file of indicators would say it. */
static bool describe_only_indicator(const report_settings *s, const char *name, const series_table *table,
                                    upw_arena *arena, indicator_list *out, upw_error *error)
{
    if (s->indicators != NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--improvement and --target go without --indicators, whose file says both");
    indicator *const about = MEMORY_TAKE(arena, indicator, 1);
    for (size_t i = 0; i < table->n_series; i++) {
        if (i > 0 && !text_equal(table->keys[i].indicator, about->id))
            return upw_fail(error, UPW_BAD_USAGE,
                            "--improvement and --target are for one indicator, and %s has several: choose one with "
                            "--indicator, or describe them with --indicators FILE",
                            name);
        about->id = table->keys[i].indicator;
    }
    about->has_improvement = s->improvement != NULL;
    if (about->has_improvement && !indicators_parse_improvement(text_of(s->improvement), &about->improvement))
        return upw_fail(error, UPW_BAD_USAGE, "--improvement is increase, decrease or neither, not \"%s\"",
                        s->improvement);
    text words = text_trim(text_of(s->target != NULL ? s->target : ""));
    if (words.len > 0 && words.at[words.len - 1] == '%' && !all_are_shares(table)) {
        about->unit = unit_parse(TEXT("%")); /* the values go to 100, so 95% is 95 */
        words.len--;
    }
    const char *reason = "is not a number";
    const cell_state state = cell_read_number(words, &about->target, &reason);
    about->has_target = state == CELL_NUMBER;
    if (s->target != NULL && !about->has_target)
        return upw_fail(error, UPW_BAD_USAGE, "--target: \"%s\" %s", s->target, reason);
    *out = (indicator_list){ .items = about, .n = 1, .file = "" };
    return true;
}

/* Today's date, in universal time. */
static text today(upw_arena *arena)
{
    buffer words;
    buffer_init(&words, 64);
    period_add_for_people(&words, period_make((int32_t)(time(NULL) / 86400), PERIOD_DAY));
    const text copy = memory_copy_text(arena, buffer_text(&words));
    buffer_clear(&words);
    return copy;
}

enum { SERIES_MANY = 3000, VALUES_MANY = 300000 }; /* either makes a page of nearly 100 MB */

/* Said before the work, which may last; whoever has the machine for such a page gets it. */
static void warn_of_size(const series_table *table)
{
    size_t n_values = 0;
    for (size_t i = 0; i < table->n_series; i++)
        n_values += table->offsets[i + 1] - table->offsets[i];
    if (table->n_series <= SERIES_MANY && n_values <= VALUES_MANY)
        return;
    buffer words;
    buffer_init(&words, 512);
    buffer_add_literal(&words, "the report will hold ");
    number_add_rounded(&words, (double)table->n_series, 0, true);
    buffer_add_literal(&words, " series with ");
    number_add_rounded(&words, (double)n_values, 0, true);
    buffer_add_literal(&words, " values, a page that browsers open slowly or not at all: choose with --indicator, "
                               "--organisation or --since, or take one row for each series with --format csv");
    cli_say("%.*s", (int)words.len, words.at);
    buffer_clear(&words);
}

/* The report and its pictures: all of it or nothing. */
static bool write_report(const report_settings *s, const series_table *table, report_options options, upw_error *error)
{
    if (s->charts != NULL && (options.charts = output_set_open(s->charts, error)) == NULL)
        return false;
    output *const out = output_open(s->output, error); /* it may go to the folder of the charts */
    bool is_well = out != NULL && report_write(out, table, &options, error);
    if (is_well && s->charts != NULL && output_set_has(options.charts, s->output))
        is_well =
            upw_fail(error, UPW_BAD_USAGE, "-o %s is one of the files of --charts %s; give the report another name",
                     s->output, s->charts);
    if (!is_well) {
        output_abandon(out);
        output_set_abandon(options.charts);
        return false;
    }
    is_well = output_commit(out, error);
    if (is_well && options.charts != NULL)
        return output_set_commit(options.charts, error);
    output_set_abandon(options.charts);
    return is_well;
}

/* What is printed as it was typed; a terminal of another encoding would put bytes into the page that are no text. */
static bool check_words(const report_settings *s, upw_error *error)
{
    const struct {
        const char *option, *words;
    } typed[] = { { "title", s->title }, { "banner", s->banner } };
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (typed[i].words != NULL && !text_is_utf8(text_of(typed[i].words)))
            return upw_fail(error, UPW_BAD_USAGE, "--%s is not UTF-8; type it in a UTF-8 terminal", typed[i].option);
    return true;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const report_settings *const s = settings;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "report reads one file at a time, not %zu", files.n);
    if (!check_words(s, error))
        return false;
    indicator_list indicators = { 0 };
    if (s->indicators != NULL && (!indicators_read(s->indicators, s->input.table.order, arena, &indicators, error) ||
                                  !report_check_charts(&indicators, arena, error)))
        return false;
    scheme_list schemes = { 0 };
    if (s->scheme != NULL && !schemes_read(s->scheme, s->input.table.order, arena, &schemes, error))
        return false;
    table_options options = s->input.table;
    input_show_progress(&options);
    table_source *const source = table_open(files.paths[0], &options, arena, error);
    if (source == NULL)
        return false;
    series_table all = { 0 }, table = { 0 };
    table_notes notes = { 0 };
    const text name = text_of(table_name(source));
    const bool is_read = table_read(source, arena, &all, &notes, error);
    const bool has_values = table_has(source, COLUMN_VALUE) && !options.is_complement;
    input_end_progress();
    table_close(source);
    if (!is_read || !select_series(s, name.at, &all, arena, &table, error))
        return false;
    if (s->improvement != NULL || s->target != NULL) {
        if (!describe_only_indicator(s, name.at, &table, arena, &indicators, error))
            return false;
    } else if (s->indicators != NULL) {
        use_indicators(&indicators, has_values, name.at, &all, &table, arena);
    }
    plan_list plans = { 0 };
    const double *rhos = NULL;
    if (!use_plans(s, &all, &table, &indicators, arena, &plans, &rhos, error))
        return false;
    buffer left_out;
    buffer_init(&left_out, 4096);
    table_notes untold = notes;
    untold.n_suppressed = untold.n_zero_denominator = 0; /* the report counts these itself, with their symbols */
    table_notes_add(&left_out, &untold, name.at);
    const report_options report = {
        .title = text_of(s->title != NULL ? s->title : ""),
        .source = name,
        .made_on = s->has_date ? today(arena) : (text){ "", 0 },
        .notes = memory_copy_text(arena, buffer_text(&left_out)),
        .banner = text_of(s->banner != NULL ? s->banner : ""),
        .profile = s->profile,
        .indicators = indicators.n > 0 ? &indicators : NULL,
        .schemes = s->scheme != NULL ? &schemes : NULL,
        .plans = s->plan != NULL ? &plans : NULL,
        .path_rhos = rhos,
        .format = s->format,
        .charts_format = chart_formats[s->chart_format],
        .threads = s->input.table.threads,
    };
    buffer_clear(&left_out);
    if (s->format == REPORT_HTML)
        warn_of_size(&table);
    if (!write_report(s, &table, report, error))
        return false;
    input_say_notes(&notes, name.at);
    return true;
}

static const cli_option_group groups[] = {
    { "Report", report_options_table, sizeof report_options_table / sizeof *report_options_table, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(report_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward report my.csv -o report.html", "The board report of every series in my.csv." },
    { "upward report my.csv --indicators indicators.csv --organisation \"Northmoor\" -o northmoor.html",
      "One organisation, with names, units, targets and step changes from indicators.csv." },
    { "upward report my.xlsx --sheet Data --since 2022-04 --charts slides --charts-format png -o report.html",
      "From a workbook, the last years only, with a PNG of each chart for slides." },
};

const cli_command report_command = {
    .name = "report",
    .one_line = "the board report: one accessible HTML file of charts, icons and sentences",
    .usage = "FILE [OPTIONS]",
    .description = "Writes one HTML file that needs no network and no script: a summary table of icons with the "
                   "exceptions on top, then for each indicator a chart, what it says in sentences, and the numbers.\n\n"
                   "The input is a tidy table, CSV or XLSX: one row for each observation, with the columns indicator, "
                   "organisation, period, value and optionally numerator, denominator, target. Nothing is judged by "
                   "traffic lights: statistical process control tells what changed from what is noise.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(report_settings),
    .run = run,
};
