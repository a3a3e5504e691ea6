/* The report as a whole: what is in each form of it, that it is the same whatever the threads, and what it refuses. */
#include "fixture.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "near.h"
#include "base/json.h"
#include "base/output.h"

enum { MANY = 60, MONTHS = 24, PATH_LENGTH = 256 };

/* A folder that the test may fill, and removes. */
static char folder[PATH_LENGTH];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/upward-report-XXXXXX");
    return mkdtemp(folder) != NULL ? 0 : -1;
}

/* The files in it, and what is in the one folder that a test makes in it. */
static void remove_all_in(const char *place)
{
    DIR *const list = opendir(place);
    if (list == NULL)
        return;
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        char path[4 * PATH_LENGTH];
        snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
        if (entry->d_name[0] != '.' && unlink(path) != 0) {
            remove_all_in(path);
            rmdir(path);
        }
    }
    closedir(list);
}

static int remove_folder(void **state)
{
    (void)state;
    remove_all_in(folder);
    return rmdir(folder);
}

static char *read_file(const char *name, size_t *length)
{
    char path[2 * PATH_LENGTH];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *const bytes = malloc(*length + 1);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    bytes[*length] = '\0';
    fclose(file);
    return bytes;
}

/* The report on the table; the caller frees it. */
static char *write_report(const series_table *table, const report_options *options, size_t *length)
{
    char path[2 * PATH_LENGTH];
    snprintf(path, sizeof path, "%s/out", folder);
    upw_error error = { 0 };
    output *const out = output_open(path, &error);
    assert_non_null(out);
    if (!report_write(out, table, options, &error))
        fail_msg("%s", error.message);
    assert_true(output_commit(out, &error));
    return read_file("out", length);
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(in, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

/* Many series of several bodies, of all kinds: flat, shifted, with gaps, short. */
typedef struct crowd {
    series_table table;
    series_key keys[MANY];
    size_t offsets[MANY + 1];
    period periods[MANY * MONTHS];
    double values[MANY * MONTHS];
} crowd;

static void make_crowd(crowd *c)
{
    static const text bodies[] = { { "Northmoor", 9 }, { "Eastvale", 8 }, { "Saltmarsh", 9 } };
    static char names[MANY][16], ids[MANY][16];
    size_t at = 0;
    uint32_t random = 7;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "measure %02zu", i / 3);
        snprintf(ids[i], sizeof ids[i], "series %02zu", i);
        c->keys[i] = (series_key){ text_of(ids[i]), text_of(names[i]), bodies[i % 3] };
        c->offsets[i] = at;
        const size_t n = i % 7 == 0 ? 3 : MONTHS;
        for (size_t k = 0; k < n; k++) {
            random = random * 1664525u + 1013904223u; /* Numerical Recipes' quick generator; seed 7 */
            c->periods[at] = fixture_month((int)(MONTHS - n + k));
            c->values[at] =
                k == 5 && i % 5 == 0 ? NAN : 70 + (double)(random >> 24) / 64 + (k > 12 && i % 4 == 0 ? 9 : 0);
            at++;
        }
    }
    c->offsets[MANY] = at;
    c->table = (series_table){ .n_series = MANY,
                               .n_points = at,
                               .keys = c->keys,
                               .offsets = c->offsets,
                               .periods = c->periods,
                               .values = c->values };
}

static void the_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    (void)state;
    static crowd c;
    make_crowd(&c);
    for (report_format format = REPORT_HTML; format < REPORT_FORMAT_COUNT; format++) {
        report_options options = { .format = format, .threads = 1 };
        size_t alone_length, length;
        char *const alone = write_report(&c.table, &options, &alone_length);
        options.threads = 5;
        char *const together = write_report(&c.table, &options, &length);
        assert_int_equal(length, alone_length);
        assert_memory_equal(together, alone, length);
        free(alone);
        free(together);
    }
}

static void every_series_has_its_row_and_its_section(void **state)
{
    (void)state;
    static crowd c;
    make_crowd(&c);
    const report_options options = { 0 };
    size_t length;
    char *const html = write_report(&c.table, &options, &length);
    assert_int_equal(count(html, "<tr role=\"row\"><th scope=\"row\""), MANY);
    assert_int_equal(count(html, "<article id="), MANY);
    assert_int_equal(count(html, "</article>"), MANY);
    assert_int_equal(count(html, "<h2 id=\"o"), 3);
    assert_int_equal(count(html, "<h1>"), 1);
    for (size_t i = 1; i <= MANY; i++) {
        char anchor[32];
        snprintf(anchor, sizeof anchor, "href=\"#s%zu\"", i);
        assert_int_equal(count(html, anchor), 2); /* in the contents and in the summary */
        snprintf(anchor, sizeof anchor, "<article id=\"s%zu\"", i);
        assert_int_equal(count(html, anchor), 1);
    }
    free(html);
}

static void exceptions_stand_on_top(void **state)
{
    (void)state;
    /* Three series of one body: ordinary, then worse, then beyond reach of its target. */
    static const double ordinary[] = { 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72 };
    static const double worse[] = { 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 40 };
    enum { N = sizeof ordinary / sizeof ordinary[0], TWICE = 2 * N, ALL = 3 * N };
    static double values[ALL];
    static period periods[ALL];
    for (size_t i = 0; i < ALL; i++) {
        values[i] = i / N == 1 ? worse[i % N] : ordinary[i % N];
        periods[i] = fixture_month((int)(i % N));
    }
    const series_key keys[] = { { TEXT("a"), TEXT("a"), TEXT("") },
                                { TEXT("b"), TEXT("b"), TEXT("") },
                                { TEXT("c"), TEXT("c"), TEXT("") } };
    const size_t offsets[] = { 0, N, TWICE, ALL };
    const indicator about[] = {
        { .id = TEXT("a"), .unit = { UNIT_PERCENT, { "%", 1 } }, .has_improvement = true },
        { .id = TEXT("b"), .unit = { UNIT_PERCENT, { "%", 1 } }, .has_improvement = true },
        { .id = TEXT("c"),
          .unit = { UNIT_PERCENT, { "%", 1 } },
          .has_improvement = true,
          .target = 90,
          .has_target = true },
    };
    const indicator_list list = { about, 3 };
    const series_table table = {
        .n_series = 3, .n_points = ALL, .keys = keys, .offsets = offsets, .periods = periods, .values = values
    };
    const report_options options = { .indicators = &list };
    size_t length;
    char *const html = write_report(&table, &options, &length);
    const char *const summary = strstr(html, "<table class=\"summary\"");
    assert_non_null(summary);
    const char *const first = strstr(summary, "href=\"#s2\""), *const second = strstr(summary, "href=\"#s3\""),
                      *const third = strstr(summary, "href=\"#s1\"");
    assert_true(first != NULL && second != NULL && third != NULL);
    assert_true(first < second && second < third);
    free(html);
}

/* 24 months around 70, then `n` months at `gain` over the agreed J-curve from 70 to 90 (NaN: at 70). */
static void analyse_beside_a_path(fixture *f, bool has_plan, double gain, size_t n, upw_arena *arena,
                                  report_series *out)
{
    static agreed_plan item;
    static plan_list plans;
    double values[FIXTURE_POINTS];
    item = (agreed_plan){ .plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 90, .depth = 0.5 },
                          .has_start = true,
                          .has_from = true,
                          .from = fixture_month(24) };
    assert_true(upw_trajectory_complete_plan(&item.plan, NULL));
    for (size_t i = 0; i < 24 + n; i++)
        values[i] = (i % 3 == 0 ? 1 : -0.5) +
                    (i < 24 ? 70 : upw_trajectory_find_level(&item.plan, (double)(i - 23) / 12) + gain);
    fixture_make(f, values, 24 + n);
    plans = (plan_list){ .file = "plans.csv", .items = &item, .n = 1 };
    assert_true(plans_make_index(&plans, arena, NULL));
    f->options.plans = has_plan ? &plans : NULL;
    assert_true(series_analyse(&f->table, 0, &f->options, arena, out, NULL));
}

static void a_dip_that_was_agreed_is_no_exception(void **state)
{
    (void)state;
    static const struct {
        bool has_plan;
        double gain;
        size_t n;
        report_rank rank;
        const char *says; /* NULL: not that it was agreed */
    } cases[] = {
        { false, 0, 15, RANK_CONCERN, NULL },
        { true, 0, 15, RANK_UNDECIDED, "was agreed: the path is worse than at its start until May 2024." },
        { true, -4, 15, RANK_CONCERN, NULL }, /* behind */
        { true, 4, 39, RANK_IMPROVEMENT, NULL },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        fixture f;
        upw_arena arena;
        report_series s;
        memory_init_arena(&arena);
        analyse_beside_a_path(&f, cases[c].has_plan, cases[c].gain, cases[c].n, &arena, &s);
        const text words = s.words.path;
        const bool says = text_contains(words, TEXT("was agreed"));
        if (s.rank != cases[c].rank || says != (cases[c].says != NULL) ||
            (says && !text_contains(words, text_of(cases[c].says))))
            fail_msg("case %zu: rank %d, \"%.*s\"", c, (int)s.rank, TEXT_ARGS(words));
        upw_arena_clear(&arena);
    }
}

static void the_contents_name_each_indicator_within_its_organisation(void **state)
{
    (void)state;
    static crowd c;
    make_crowd(&c);
    const report_options options = { 0 };
    size_t length;
    char *const html = write_report(&c.table, &options, &length);
    assert_non_null(strstr(html, "<summary>60 charts of 3 organisations</summary>"));
    assert_non_null(strstr(html, "<li class=\"body\"><a href=\"#o2\">Eastvale</a><ul><li><a href=\"#s2\">measure "
                                 "00</a></li>\n<li><a href=\"#s5\">measure 01</a></li>"));
    free(html);
}

static void annotations_stand_in_the_chart_and_in_the_table(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2 };
    enum { N = sizeof values / sizeof values[0] };
    static fixture f;
    fixture_make(&f, values, N);
    text words[N] = { { "", 0 } };
    words[4] = TEXT("Strike & snow");
    f.table.annotations = words;
    size_t length;
    char *html = write_report(&f.table, &f.options, &length);
    assert_int_equal(count(html, ">May 2020: Strike &amp; snow</text>"), 2); /* the wide and the narrow chart */
    assert_non_null(strstr(html, "<th scope=\"col\">Note</th>"));
    assert_int_equal(count(html, "<td>Strike &amp; snow</td>"), 1);
    assert_null(strstr(html, "Earlier notes"));
    free(html);
    for (size_t i = 0; i < N; i++)
        words[i] = TEXT("a note");
    html = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(html, "Earlier notes are in the table of numbers."));
    assert_int_equal(count(html, "<td>a note</td>"), N);
    free(html);
}

static void a_definition_ends_in_one_full_stop_on_paper(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.about.definition = TEXT("People seen, out of all who came.");
    f.about.owner = TEXT("Urgent care lead");
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(html, "<dd class=\"stopped\">People seen, out of all who came.</dd>"));
    assert_non_null(strstr(html, "<dd>Urgent care lead</dd>"));
    assert_non_null(strstr(html, "dd::after { content: \". \" } dd.stopped::after { content: \" \" }"));
    free(html);
}

static void the_table_of_limits_ends_where_the_measure_ends(void **state)
{
    (void)state;
    static const double values[] = { 1, 5, 1, 5, 1, 5, 1, 5, 1, 5, 1, 5 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.about.unit = unit_parse(TEXT("count"));
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(html, "<td class=\"number\">3</td><td class=\"number\">0</td><td class=\"number\">14"));
    free(html);
}

static void what_ended_long_ago_is_told_as_ended(void **state)
{
    (void)state;
    enum { N = 12, ALL = 2 * N };
    static double values[ALL];
    static period periods[ALL];
    for (size_t i = 0; i < ALL; i++) {
        values[i] = i % 2 == 0 ? 70 : 72;
        periods[i] = fixture_month((int)(i < N ? i : i + N));
    }
    const series_key keys[] = { { TEXT("a"), TEXT("a"), TEXT("") }, { TEXT("b"), TEXT("b"), TEXT("") } };
    const size_t offsets[] = { 0, N, ALL };
    const series_table table = {
        .n_series = 2, .n_points = ALL, .keys = keys, .offsets = offsets, .periods = periods, .values = values
    };
    const report_options options = { 0 };
    size_t length;
    char *const html = write_report(&table, &options, &length);
    assert_non_null(
        strstr(html, "Of 2 charts, 1 shows no sign of change and 1 has had no value for more than a year."));
    assert_non_null(strstr(html, "<p class=\"headline\">Last value December 2020: there is none since, and this report "
                                 "goes to December 2022."));
    free(html);
}

static void only_gaps_that_are_there_are_told(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, NAN, 2, 1, NAN, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.gaps[2] = GAP_SUPPRESSED;
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(html, "2 have no value: 1 suppressed [c], 1 missing or not available [x]. They are shown"));
    assert_null(strstr(html, "[z]"));
    free(html);
}

static void names_from_outside_are_escaped_everywhere(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.key.organisation = TEXT("<b>A&E</b> \"x\"");
    f.about.name = TEXT("</script><script>alert(1)</script>");
    f.about.definition = TEXT("<i>");
    f.about.unit = unit_parse(TEXT("<u>"));
    f.options.title = TEXT("\"}</style><script>");
    f.options.banner = TEXT("<em>");
    f.options.source = TEXT("<s>.csv");
    f.options.notes = TEXT("<q>");
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    static const char *const never[] = { "<b>A", "<script>alert", "<i>", "<u>", "\"}</style>", "<em>", "<s>", "<q>" };
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        assert_null(strstr(html, never[i]));
    assert_int_equal(count(html, "<script>"), 1);
    assert_int_equal(count(html, "</style>"), 1 + count(html, "<svg><style>"));
    assert_non_null(strstr(html, "&lt;b&gt;A&amp;E&lt;/b&gt;"));
    free(html);
}

static void the_file_asks_nothing_of_the_network(void **state)
{
    (void)state;
    static crowd c;
    make_crowd(&c);
    const report_options options = { 0 };
    size_t length;
    char *const html = write_report(&c.table, &options, &length);
    static const char *const never[] = { "https://", " src=", "@import", "url(", "<link" };
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(html, never[i]) != NULL)
            fail_msg("the report contains %s", never[i]);
    assert_int_equal(count(html, "http://"),
                     count(html, "xmlns=\"http://www.w3.org/2000/svg\"")); /* a name, no address */
    free(html);
}

static void somebodys_lights_are_held_against_the_same_figures(void **state)
{
    (void)state;
    static const double values[] = { 84, 93, 84, 93, 84, 93, 84, 93, 84, 93, 84, 93, 84, 93 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    const light_scheme light = { .name = TEXT("A & E"),
                                 .indicator = TEXT("waits"),
                                 .cut = { 85, 92, false },
                                 .unit = unit_parse(TEXT("")),
                                 .worths = { 0, 1, 2 },
                                 .sigma = NAN };
    const scheme_list schemes = { "scheme.csv", &light, 1 };
    size_t length;
    char *html = write_report(&f.table, &f.options, &length);
    assert_null(strstr(html, "traffic lights would have told"));
    free(html);
    f.options.schemes = &schemes;
    html = write_report(&f.table, &f.options, &length);
    assert_int_equal(count(html, "<h2 id=\"lights\">What traffic lights would have told you</h2>"), 1);
    assert_non_null(strstr(html, "<h3>A &amp; E: red below 85&nbsp;%, green from 92&nbsp;% up</h3>"));
    assert_non_null(strstr(html,
                           "In the last 14 months Northmoor changed colour 13 times; 0 of those changes matched a "
                           "real change on the chart and 13 did not."));
    assert_non_null(strstr(html, "<td>red&nbsp;7, amber&nbsp;0, green&nbsp;7</td><td class=\"number\">13</td>"));
    free(html);
}

static void a_light_over_nothing_is_refused(void **state)
{
    (void)state;
    static const double values[] = { 84, 93, 84, 93, 84, 93, 84, 93 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    const light_scheme light = { .indicator = TEXT("wait"), .cut = { 85, 92, false }, .sigma = NAN };
    const scheme_list schemes = { "scheme.csv", &light, 1 };
    f.options.schemes = &schemes;
    char path[2 * PATH_LENGTH];
    snprintf(path, sizeof path, "%s/out", folder);
    upw_error error = { 0 };
    output *const out = output_open(path, &error);
    assert_false(report_write(out, &f.table, &f.options, &error));
    output_abandon(out);
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_string_equal(error.message,
                        "scheme.csv: a light hangs over the indicator \"wait\", which is not in the data; "
                        "the nearest is \"waits\"");
}

static void no_traffic_light_is_in_it(void **state)
{
    (void)state;
    static crowd c;
    make_crowd(&c);
    const report_options options = { 0 };
    size_t length;
    char *const html = write_report(&c.table, &options, &length);
    static const char *const never[] = {
        "performance is", "RAG", "#f00", "#ff0000", "#0f0", "#00ff00", "underperform"
    };
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        assert_null(strstr(html, never[i]));
    free(html);
}

static void gaps_carry_the_symbols_of_official_statistics(void **state)
{
    (void)state;
    static const double values[] = { 10, NAN, 12, NAN, 11, NAN, 10, 12, 11, 10 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.gaps[1] = GAP_SUPPRESSED;
    f.gaps[3] = GAP_ZERO_DENOMINATOR;
    f.gaps[5] = GAP_NOT_AVAILABLE;
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    assert_int_equal(count(html, "<td class=\"number\">[c]</td>"), 1);
    assert_int_equal(count(html, "<td class=\"number\">[z]</td>"), 1);
    assert_int_equal(count(html, "<td class=\"number\">[x]</td>"), 1);
    assert_non_null(strstr(html, "3 have no value: 1 suppressed [c], 1 without anything to count [z], 1 missing or not "
                                 "available [x]."));
    free(html);
}

static void csv_has_a_row_for_each_series_and_all_digits(void **state)
{
    (void)state;
    static const double values[] = { 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.3 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.options.format = REPORT_CSV;
    size_t length;
    char *const csv = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(csv, "series_id,indicator,organisation,name,unit,improvement,latest_period,latest_value,"));
    assert_non_null(strstr(csv, "\nwaits / Northmoor,waits,Northmoor,Waits,%,increase,2020-08,0.29999999999999999,"));
    assert_non_null(strstr(csv, ",1,upward,0,,\n") != NULL ? csv : strstr(csv, ",0,upward,0,,\n"));
    assert_int_equal(count(csv, "\n"), 2);
    free(csv);
}

static void json_gives_null_for_what_is_undefined(void **state)
{
    (void)state;
    static const double values[] = { 5, NAN };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.options.format = REPORT_JSON;
    size_t length;
    char *const json = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(json, "\"mean\":5,\"lpl\":null,\"upl\":null"));
    assert_non_null(strstr(json, "{\"period\":\"2020-02\",\"value\":null,"));
    assert_non_null(strstr(json, "\"variation\":null"));
    assert_null(strstr(json, "nan"));
    assert_int_equal(count(json, "{"), count(json, "}"));
    free(json);
}

static void charts_go_to_a_folder_with_an_index(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    f.about.name = TEXT("Waits: ../../4 hours \xC3\xB8?");
    static char charts[2 * PATH_LENGTH];
    snprintf(charts, sizeof charts, "%s/charts", folder);
    upw_error error = { 0 };
    f.options.charts = output_set_open(charts, &error);
    assert_non_null(f.options.charts);
    size_t length;
    free(write_report(&f.table, &f.options, &length));
    assert_true(output_set_commit(f.options.charts, &error));
    char *const index = read_file("charts/charts.csv", &length);
    assert_non_null(strstr(index, "file,series_id,indicator,organisation,title,sentence,profile\n"));
    assert_non_null(strstr(index, "\n0001-northmoor-waits-4-hours.svg,waits / Northmoor,waits,Northmoor,"));
    free(index);
    char *const svg = read_file("charts/0001-northmoor-waits-4-hours.svg", &length);
    assert_non_null(strstr(svg, "<svg"));
    free(svg);
}

static void a_step_change_that_is_no_period_is_refused_with_its_neighbours(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    for (size_t i = 4; i < 8; i++)
        f.periods[i] = fixture_month((int)i + 2);
    static period rebase;
    f.about.rebases = &rebase;
    f.about.n_rebases = 1;
    static const struct {
        int month;
        const char *expected;
    } cases[] = {
        { 4, "the step change of May 2020 is no period of waits / Northmoor; the nearest are April 2020 and July 2020: "
             "choose "
             "the first period of the new stretch" },
        { 40, "the step change of May 2023 is no period of waits / Northmoor; the nearest is October 2020: choose the "
              "first "
              "period of the new stretch" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        rebase = fixture_month(cases[i].month);
        upw_error error = { 0 };
        char path[2 * PATH_LENGTH];
        snprintf(path, sizeof path, "%s/refused", folder);
        output *const out = output_open(path, &error);
        assert_non_null(out);
        assert_false(report_write(out, &f.table, &f.options, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
        assert_string_equal(error.message, cases[i].expected);
        output_abandon(out);
        assert_int_not_equal(access(path, F_OK), 0);
    }
}

static void a_step_change_before_the_first_value_is_told_and_changes_nothing(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    static period rebase;
    rebase = fixture_month(-5 + 12);
    for (size_t i = 0; i < 8; i++)
        f.periods[i] = fixture_month((int)i + 12);
    f.about.rebases = &rebase;
    f.about.n_rebases = 1;
    size_t length;
    char *const html = write_report(&f.table, &f.options, &length);
    assert_non_null(strstr(html, "<dt>Step changes before the first value</dt><dd>1; they change nothing here</dd>"));
    free(html);
}

static void a_table_without_series_is_refused(void **state)
{
    (void)state;
    const series_table table = { 0 };
    const report_options options = { 0 };
    upw_error error = { 0 };
    char path[2 * PATH_LENGTH];
    snprintf(path, sizeof path, "%s/empty", folder);
    output *const out = output_open(path, &error);
    assert_non_null(out);
    assert_false(report_write(out, &table, &options, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    output_abandon(out);
}

static void an_infinite_value_is_refused_with_its_series(void **state)
{
    (void)state;
    static const double values[] = { 1, HUGE_VAL, 1 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    upw_error error = { 0 };
    upw_arena arena;
    memory_init_arena(&arena);
    report_series s;
    assert_false(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
    assert_string_equal(error.message, "waits / Northmoor: value 2 is infinite or beyond 1e305");
    upw_arena_clear(&arena);
}

static void firsts_of_months_are_read_as_months(void **state)
{
    (void)state;
    static const double values[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    static fixture f;
    fixture_make(&f, values, sizeof values / sizeof values[0]);
    for (size_t i = 0; i < 8; i++)
        f.periods[i] = period_make(period_get_start(fixture_month((int)i)), PERIOD_DAY);
    upw_error error = { 0 };
    upw_arena arena;
    memory_init_arena(&arena);
    report_series s;
    assert_true(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
    assert_int_equal(s.cadence, CADENCE_MONTH);
    f.periods[3].code += 8; /* a day later: then they are days */
    assert_true(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
    assert_int_equal(s.cadence, CADENCE_DAY);
    upw_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(every_series_has_its_row_and_its_section),
        cmocka_unit_test(exceptions_stand_on_top),
        cmocka_unit_test(a_dip_that_was_agreed_is_no_exception),
        cmocka_unit_test(the_contents_name_each_indicator_within_its_organisation),
        cmocka_unit_test(annotations_stand_in_the_chart_and_in_the_table),
        cmocka_unit_test(a_definition_ends_in_one_full_stop_on_paper),
        cmocka_unit_test(the_table_of_limits_ends_where_the_measure_ends),
        cmocka_unit_test(what_ended_long_ago_is_told_as_ended),
        cmocka_unit_test(only_gaps_that_are_there_are_told),
        cmocka_unit_test(names_from_outside_are_escaped_everywhere),
        cmocka_unit_test(the_file_asks_nothing_of_the_network),
        cmocka_unit_test(somebodys_lights_are_held_against_the_same_figures),
        cmocka_unit_test(a_light_over_nothing_is_refused),
        cmocka_unit_test(no_traffic_light_is_in_it),
        cmocka_unit_test(gaps_carry_the_symbols_of_official_statistics),
        cmocka_unit_test(csv_has_a_row_for_each_series_and_all_digits),
        cmocka_unit_test(json_gives_null_for_what_is_undefined),
        cmocka_unit_test(charts_go_to_a_folder_with_an_index),
        cmocka_unit_test(a_step_change_that_is_no_period_is_refused_with_its_neighbours),
        cmocka_unit_test(a_step_change_before_the_first_value_is_told_and_changes_nothing),
        cmocka_unit_test(a_table_without_series_is_refused),
        cmocka_unit_test(an_infinite_value_is_refused_with_its_series),
        cmocka_unit_test(firsts_of_months_are_read_as_months),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("report", tests, make_folder, remove_folder);
}
