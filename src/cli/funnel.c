/* upward funnel: which organisations differ by more than chance allows? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/funnel_job.h"
#include "cli/funnel_picture.h"
#include "cli/sheet_writer.h"
#include "cli/shrunken.h"
#include "report/funnel_chart.h"
#include "report/parallel.h"
#include "table/cell.h"

#define AT(field) offsetof(funnel_settings, field)

static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const rows[] = { "organisation", "funnel", "curve", NULL };
static const char *const rules[] = { "tail", "s05", "normal", NULL };
static const char *const adjusts[] = { "auto", "none", "additive", "multiplicative", "predictive", NULL };
static const char *const compats[] = { "shmi", "cqc", NULL };
static const char *const profiles[] = { "upward", "parity", NULL };

static const cli_option what_options[] = {
    { "target", .argument = "X",
      .help = "Hold organisations against this value. When not given, ratios are held against 1, all others against "
              "their own average.",
      .offset = AT(target) },
    { "per", .argument = "N", .help = "Give values for so many, for example 1000 for events per 1,000.",
      .offset = AT(per) },
    { "levels", .argument = "P[,P…]", .help = "Limits; 95%,99.8% when not given. Five at most.", .offset = AT(levels) },
    { "rule", .argument = "tail|s05|normal",
      .help = "Where a line runs between two whole counts. tail (the default) puts at most the stated share of average "
              "organisations outside; s05 is Spiegelhalter's of 2005; normal is the approximation.",
      .offset = AT(options.rule), .choices = rules },
    { "adjust", .argument = "auto|none|additive|multiplicative|predictive",
      .help = "What is done when organisations differ by more than chance. auto (the default) tests whether they do.",
      .offset = AT(options.adjust), .choices = adjusts },
    { "compat", .argument = "shmi|cqc",
      .help =
          "As a published figure is made: shmi leaves out a tenth at each end, cqc draws it in on the scale of square "
          "roots; neither corrects for that.",
      .offset = AT(compat), .choices = compats, .first = FUNNEL_AS_SHMI },
    { "profile", .argument = "upward|parity",
      .help = "parity repeats the R package FunnelPlotR: shmi for ratios, cqc's way for all others.",
      .offset = AT(profile), .choices = profiles },
};

static const cli_option result_options[] = {
    { "by", .argument = "organisation|funnel|curve",
      .help = "A row for each organisation (the default), for each funnel, or for the points of the lines to be drawn.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help =
          "csv when written to a file or pipe, text on a terminal. svg draws one funnel; --organisation picks one out.",
      .offset = AT(format), .choices = formats, .first = FUNNEL_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- what is asked for ---- */

static bool read_target(const char *words, double *out, upw_error *error)
{
    const char *reason;
    return cell_read_number(text_of(words), out, &reason) == CELL_NUMBER ||
           upw_fail(error, UPW_BAD_USAGE, "--target wants a number, not \"%.60s\"", words);
}

static bool read_levels(const char *words, upw_funnel_options *o, upw_error *error)
{
    text rest = text_of(words);
    const char *reason;
    while (rest.len > 0) {
        const text word = text_trim(text_take_until(&rest, ','));
        double *const level = &o->levels[o->n_levels];
        if (o->n_levels == UPW_FUNNEL_LEVELS_MAX || cell_read_number(word, level, &reason) != CELL_NUMBER ||
            !(*level > (o->n_levels > 0 ? level[-1] : 0.5) && *level <= 1 - 1e-9))
            return upw_fail(error, UPW_BAD_USAGE,
                            "--levels wants shares above 50%% that rise, %d at most, for example 95%%,99.8%%, not "
                            "\"%.60s\"",
                            UPW_FUNNEL_LEVELS_MAX, words);
        o->n_levels++;
    }
    return o->n_levels > 0 || upw_fail(error, UPW_BAD_USAGE, "--levels is empty; for example 95%%,99.8%%");
}

static bool check_compat(const funnel_settings *s, upw_error *error)
{
    const upw_funnel_options *const o = &s->options;
    if (s->compat == FUNNEL_OWN && s->profile == 0)
        return true;
    if (s->compat != FUNNEL_OWN && s->profile != 0)
        return upw_fail(error, UPW_BAD_USAGE, "give --compat or --profile parity, not both");
    if (s->by == FUNNEL_BY_CURVE || s->format == FUNNEL_SVG)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--by curve and --format svg draw our own lines, not those of a published method");
    if (o->adjust != UPW_FUNNEL_AUTO || o->rule != UPW_FUNNEL_TAIL || s->levels != NULL || s->target != NULL ||
        s->per != NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "a published method has its own limits and target: --adjust, --rule, --levels, --target and "
                        "--per do not go with --compat or --profile parity");
    return true;
}

static bool understand(const funnel_settings *given, cli_files files, funnel_settings *s, upw_error *error)
{
    *s = *given;
    if (!funnel_check_source(&s->source, files, "funnel", error) || !check_compat(s, error) ||
        (s->levels != NULL && !read_levels(s->levels, &s->options, error)) ||
        (s->per != NULL && !funnel_read_per(s->per, &s->options.per, error)) ||
        (s->target != NULL && !read_target(s->target, &s->options.target, error)))
        return false;
    s->options.has_target = s->target != NULL;
    if (s->format == FUNNEL_AUTO)
        s->format =
            s->output == NULL && isatty(STDOUT_FILENO) && s->by == FUNNEL_BY_ORGANISATION ? FUNNEL_TEXT : FUNNEL_CSV;
    if ((s->format == FUNNEL_TEXT || s->format == FUNNEL_SVG) && s->by != FUNNEL_BY_ORGANISATION)
        return upw_fail(error, UPW_BAD_USAGE, "--by %s comes as a table: --format csv or json", rows[s->by]);
    return true;
}

/* ---- fitting ---- */

static bool wrap(const funnel_table *t, const funnel_item *item, upw_error *error)
{
    const bool is_of_body = error->code != UPW_BAD_USAGE && error->row > 0;
    return funnel_wrap(t, is_of_body ? &item->bodies[error->row - 1] : NULL, error);
}

/* What the options say for this type; true where limits are to be those published for SHMI. */
static bool choose_options(const funnel_settings *s, const funnel_item *item, upw_funnel_options *o)
{
    *o = s->options;
    o->type = item->type;
    const bool is_ratio = item->type == UPW_FUNNEL_RATIO;
    const bool is_cqc = s->compat == FUNNEL_AS_CQC || (s->profile != 0 && !is_ratio);
    if (is_cqc) {
        o->scale = is_ratio ? UPW_FUNNEL_ROOT : UPW_FUNNEL_OWN;
        o->adjust = UPW_FUNNEL_ADDITIVE;
        o->trim = 0.1;
        o->least = 2;
        o->is_uncorrected = true;
    }
    return s->compat == FUNNEL_AS_SHMI || (s->profile != 0 && is_ratio);
}

static bool fit_item(const funnel_settings *s, const funnel_table *t, funnel_item *item, upw_arena *arena,
                     upw_error *error)
{
    enum { TRIM_PER_CENT = 10 };
    upw_funnel_options o;
    const bool is_shmi = choose_options(s, item, &o);
    item->found = MEMORY_TAKE(arena, upw_funnel_body, item->n);
    if (!upw_funnel_fit(&item->data, &o, arena, item->found, &item->funnel, error))
        return wrap(t, item, error);
    if (!is_shmi)
        return true;
    if (item->type != UPW_FUNNEL_RATIO)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--compat shmi is for ratios of observed to expected events (--type ratio)");
    item->published = MEMORY_TAKE(arena, upw_funnel_published_body, item->n);
    item->is_published = true;
    return upw_funnel_repeat(UPW_FUNNEL_SHMI, &item->data, TRIM_PER_CENT / 100.0, arena, item->published,
                             &item->publication, error) ||
           wrap(t, item, error);
}

/* Values drawn towards the mean stand beside the raw ones. That there are none stops no funnel. */
static void shrink_item(const funnel_settings *s, const funnel_table *t, funnel_item *item, upw_arena *arena)
{
    shrunken *const shrunk = MEMORY_TAKE(arena, shrunken, 1);
    const shrunken_options options = { .per = s->options.per };
    upw_error error = { 0 };
    if (!shrunken_fit(t, item, &options, arena, shrunk, &error))
        item->why_not_shrunk = memory_copy_text(arena, text_of(error.message));
    else if (shrunk->posteriors == NULL)
        item->why_not_shrunk = text_of(shrunk->reason);
    else {
        item->shrunk = shrunk;
        item->shrunk_position = shrunken_find_positions(shrunk, item, arena);
    }
}

/* Funnels on all cores; what they find lives in the arena of the thread that found it. */
typedef struct funnel_work {
    const funnel_settings *settings;
    const funnel_table *table;
    upw_arena *arenas;
    unsigned threads;
} funnel_work;

static bool work(void *context, size_t index, unsigned worker, upw_error *error)
{
    const funnel_work *const w = context;
    const funnel_settings *const s = w->settings;
    funnel_item *const item = &w->table->items[index];
    if (!fit_item(s, w->table, item, &w->arenas[worker], error))
        return false;
    if (s->by == FUNNEL_BY_ORGANISATION && (s->format == FUNNEL_CSV || s->format == FUNNEL_JSON))
        shrink_item(s, w->table, item, &w->arenas[worker]);
    return true;
}

/* ---- writing ---- */

static bool add_curve(const funnel_settings *s, const funnel_item *item, sheet_writer *w, upw_arena *arena,
                      upw_error *error)
{
    double sizes[CHART_FUNNEL_CURVE_MAX];
    const size_t n = funnel_chart_choose_sizes(&item->funnel, item->found, item->n, sizes);
    bool is_done = true;
    for (size_t j = 0; j < n && is_done; j++) {
        funnel_row row = { .item = item, .options = &s->options, .size = sizes[j], .arena = arena };
        upw_funnel_limits(&item->funnel, sizes[j], row.plain, row.lines);
        is_done = sheet_writer_add(w, &row, error);
    }
    return is_done;
}

static bool add_rows(const funnel_settings *s, const funnel_item *item, sheet_writer *w, upw_arena *arena,
                     upw_error *error)
{
    if (s->by == FUNNEL_BY_CURVE)
        return add_curve(s, item, w, arena, error);
    const char *const only = s->source.input.organisation;
    const size_t n = s->by == FUNNEL_BY_FUNNEL ? 1 : item->n;
    bool is_done = true;
    for (size_t i = 0; i < n && is_done; i++) {
        const funnel_row row = { .item = item, .options = &s->options, .body = i, .arena = arena };
        if (s->by == FUNNEL_BY_FUNNEL || only == NULL || text_equal(item->bodies[i].name, text_of(only)))
            is_done = sheet_writer_add(w, &row, error);
    }
    return is_done;
}

static bool write_table(const funnel_settings *s, const funnel_table *t, output *file, upw_arena *arena,
                        upw_error *error)
{
    sheet table = { .format = s->format == FUNNEL_JSON ? SHEET_JSON : SHEET_CSV };
    table.n_columns = funnel_list_columns(s->by, &t->items[0].funnel, arena, &table.columns);
    sheet_writer w;
    sheet_writer_open(&w, &table, file);
    bool is_done = true;
    for (size_t k = 0; k < t->n && is_done; k++)
        is_done = add_rows(s, &t->items[k], &w, arena, error);
    return sheet_writer_close(&w, is_done, error);
}

static bool write_words(const funnel_settings *s, const funnel_table *t, output *file, upw_arena *arena,
                        upw_error *error)
{
    buffer out;
    buffer_init(&out, (size_t)1 << 40);
    bool is_done = true;
    for (size_t k = 0; k < t->n && is_done; k++) {
        buffer_empty(&out);
        funnel_add_words(&out, &t->items[k], s->source.input.organisation, arena);
        is_done = output_write(file, buffer_text(&out), error);
    }
    buffer_clear(&out);
    return is_done;
}

static bool write_picture(const funnel_settings *s, const funnel_table *t, output *file, upw_arena *arena,
                          upw_error *error)
{
    if (t->n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "a picture shows one funnel, and %s has %zu; choose with --indicator",
                        t->file, t->n);
    buffer out;
    buffer_init(&out, (size_t)1 << 26);
    const bool is_done = (funnel_add_picture(&t->items[0], s->source.input.organisation, arena, &out, error) ||
                          upw_wrap(error, "%s", t->file)) &&
                         output_write(file, buffer_text(&out), error);
    buffer_clear(&out);
    return is_done;
}

static bool write_as(const funnel_settings *s, const funnel_table *t, output *file, upw_arena *arena, upw_error *error)
{
    return s->format == FUNNEL_TEXT  ? write_words(s, t, file, arena, error)
           : s->format == FUNNEL_SVG ? write_picture(s, t, file, arena, error)
                                     : write_table(s, t, file, arena, error);
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    funnel_settings s;
    funnel_table t;
    if (!understand(settings, files, &s, error) || !funnel_read(files.paths[0], &s.source, arena, &t, error) ||
        !funnel_check_organisation(s.source.input.organisation, &t, error))
        return false;
    funnel_work w = { &s, &t, .threads = parallel_count_threads(s.source.input.table.threads) };
    w.arenas = MEMORY_TAKE(arena, upw_arena, w.threads);
    for (unsigned i = 0; i < w.threads; i++)
        memory_init_arena(&w.arenas[i]);
    output *const out = parallel_each(t.n, w.threads, work, &w, error) ? output_open(s.output, error) : NULL;
    const bool is_done = out != NULL && write_as(&s, &t, out, arena, error);
    for (unsigned i = 0; i < w.threads; i++)
        upw_arena_clear(&w.arenas[i]);
    if (is_done)
        return output_commit(out, error);
    output_abandon(out);
    return false;
}

static const cli_option_group groups[] = {
    { "Funnel", what_options, sizeof what_options / sizeof *what_options, 0 },
    { "Figures", funnel_source_options, FUNNEL_SOURCE_OPTIONS_COUNT, offsetof(funnel_settings, source) },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(funnel_settings, source.input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward funnel deaths.csv --type ratio", "Observed and expected deaths of each hospital, rows added up." },
    { "upward funnel waits.csv --where period=2019-03 --format text", "One month, in sentences." },
    { "upward funnel cases.csv --risk risk --column numerator=died", "One row a patient, each with a risk." },
};

const cli_command funnel_command = {
    .name = "funnel",
    .one_line = "which organisations differ by more than chance and ordinary variation allow",
    .usage = "FILE [OPTIONS]",
    .description =
        "Holds organisations against one target, with limits that are wide where there are few cases. Says who is "
        "higher or lower than expected, how many would be outside by chance alone, and of whom the data cannot tell. "
        "When organisations as a whole differ by more than chance, limits are widened by as much, and that is said.\n\n"
        "The file has a row for each organisation, or several that are added up, with columns organisation, numerator "
        "and denominator (or expected), and indicator when it holds several measures. Without a denominator each row "
        "is "
        "one case, and the numerator 0 or 1. Methods: docs/methods/funnel.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(funnel_settings),
    .run = run,
};
