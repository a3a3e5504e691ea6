/* Files of figures on their way in, on both databases. */
#include "services/measure/tests/scene.h"

#define HEAD "indicator,organisation,period,value\n"

static int count_new(scene *c, const char *words)
{
    measure_upload upload;
    upload_preview preview;
    assert_done(scene_stage(c, words, &upload, error));
    assert_done(uploads_preview(c->db, &upload, &c->arena, &preview, error));
    const upload_choice choice = { .id = upload.id, .version = upload.version };
    assert_done(uploads_discard(c->db, &choice, &by_analyst, error));
    return (int)preview.n_new;
}

static void a_file_is_shown_before_it_is_applied(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load(&c, HEAD "waits,E1,2024-01,80\nwaits,E1,2024-02,81\nwaits,02S,2024-01,70.5\n");
    measure_upload upload;
    assert_done(scene_stage(
        &c, HEAD "waits,E1,2024-02,81\nwaits,E1,2024-03,82.5\nSeen within four hours,E2,2024-01,71\n", &upload, error));
    upload_preview preview;
    assert_done(uploads_preview(c.db, &upload, &c.arena, &preview, error));
    assert_int_equal(preview.n_new, 1);
    assert_int_equal(preview.n_changed, 1);
    assert_int_equal(preview.n_same, 1);
    assert_int_equal(preview.n_changed_shown, 1);
    assert_text(preview.changed[0].key.organisation, "E2");
    assert_int_equal(preview.changed[0].file_row, 4);
    assert_true(preview.changed[0].was.value == 70.5 && preview.changed[0].is.value == 71);
    assert_true(preview.added[0].is_new && preview.added[0].is.value == 82.5);
    const measure_series before = scene_read(&c, waits_at_south);
    assert_true(before.values[0] == 70.5);
    const upload_choice choice = scene_choose(&c, &upload);
    assert_done(uploads_apply(c.db, &choice, &by_analyst, error));
    const measure_series after = scene_read(&c, waits_at_south);
    assert_true(after.values[0] == 71);
    assert_true(after.are_revised[0]);
    assert_false(text_equal(before.content, after.content));
    upload = scene_find(&c, upload.id);
    assert_int_equal(upload.state, UPLOAD_APPLIED);
    assert_int_equal(upload.n_new, 1);
    assert_int_equal(upload.n_changed, 1);
    scene_close(&c);
}

static void a_corrected_figure_keeps_what_it_was_and_who_changed_it(const place *p)
{
    scene c;
    scene_open(p, &c);
    const measure_upload first = scene_load(&c, HEAD "waits,E1,2024-01,80\n");
    const measure_upload second = scene_load(&c, HEAD "waits,E1,2024-01,[c]\n");
    measure_histories history;
    assert_done(series_read_history(c.db, waits_at_north, &c.arena, &history, error));
    assert_int_equal(history.n, 1);
    assert_true(history.at[0].was.value == 80);
    assert_true(text_equal(history.at[0].was.upload, first.id));
    assert_true(text_equal(history.at[0].changed_by, second.id));
    assert_text(history.at[0].person, "p2");
    assert_int_equal(history.at[0].at_ms, 2000);
    const measure_series s = scene_read(&c, waits_at_north);
    assert_true(isnan(s.values[0]));
    assert_int_equal(s.gaps[0], GAP_SUPPRESSED);
    scene_close(&c);
}

static void every_wrong_row_says_where_and_what_was_expected(const place *p)
{
    static const struct {
        const char *row, *column, *expected;
    } cases[] = {
        { "waist,E1,2024-01,1,,", "indicator", "is not an indicator of the catalogue; write its id, its name" },
        { ",E1,2024-02,1,,", "indicator", "is empty" },
        { "waits,Nowhere,2024-03,1,,", "organisation", "is not an organisation that is known" },
        { "waits,E1,soon,1,,", "period", "is not a period: write it as 2019-04-01" },
        { "waits,E1,01/02/2024,1,,", "period", "which number is the month; write it as 2019-04-01" },
        { "waits,E1,2024-13,1,,", "period", "a month is 2019-04" },
        { "waits,E1,2024-04,many,,", "value", "is not a number" },
        { "waits,E1,2024-05,\"1.234,5\",,", "value", "comma after its point" },
        { "falls,E1,2024-06,3%,,", "value", "has a % sign, but is counted in per 1,000 bed days" },
        { "waits,E1,2024-07,,5,0", "denominator", "cannot be what 5 is out of" },
        { "waits,E1,2024-08,,5%,10", "numerator", "has a % sign" },
        { "waits,E1,2024-Q3,1,,", "period", "of another kind than the other periods of this series, which are months" },
        { "waits,E1,2024-09,1,,", "period", "stands in row 2, too" },
    };
    scene c;
    scene_open(p, &c);
    buffer b;
    buffer_init(&b, 1 << 16);
    buffer_add_literal(&b, "indicator,organisation,period,value,numerator,denominator\nwaits,E1,2024-09,80,,\n");
    const size_t n = sizeof cases / sizeof *cases;
    for (size_t i = 0; i < n; i++)
        buffer_add_format(&b, "%s\n", cases[i].row);
    buffer_add_char(&b, '\0');
    measure_upload upload;
    upload_preview preview;
    assert_done(scene_stage(&c, b.at, &upload, error));
    assert_done(uploads_preview(c.db, &upload, &c.arena, &preview, error));
    assert_int_equal(upload.n_rows, n + 1);
    assert_int_equal(upload.n_good, 1);
    assert_int_equal(preview.n_faults_shown, n);
    for (size_t i = 0; i < n; i++) {
        const upload_fault *const f = &preview.faults[i];
        assert_int_equal(f->file_row, 3 + i);
        assert_text(f->column, cases[i].column);
        if (!text_contains(f->expected, text_of(cases[i].expected)))
            fail_msg("row %zu: %.*s", i + 3, TEXT_ARGS(f->expected));
    }
    upload_choice choice = scene_choose(&c, &upload);
    choice.leaves_out_faults = false;
    assert_fails(UPW_BAD_INPUT, uploads_apply(c.db, &choice, &by_analyst, error));
    choice.leaves_out_faults = true;
    assert_done(uploads_apply(c.db, &choice, &by_analyst, error));
    assert_int_equal(scene_read(&c, waits_at_north).n, 1);
    buffer_clear(&b);
    scene_close(&c);
}

static void a_file_that_is_none_is_refused_as_a_whole(const place *p)
{
    static const struct {
        const char *name, *words, *says;
    } cases[] = {
        { "figures.pdf", HEAD "waits,E1,2024-01,1\n", "must be a CSV or XLSX" },
        { "figures.xlsm", "PK\3\4", "must be a CSV or XLSX" },
        { "figures.xlsx", HEAD "waits,E1,2024-01,1\n", "it is not a workbook" },
        { "figures.csv", "PK\3\4 and so on", "it is a workbook" },
        { "figures.csv", "", "is empty" },
        { "figures.csv", "a,b\n1,2\n", "needs a first row with the names of its columns" },
        { "figures.csv", "indicator,organisation,period,numerator\nwaits,E1,2024-01,1\n", "numerator and denominator" },
        { "figures.csv", HEAD "waits,E1,2024-01\n", "row 2 has 3 columns, the header has 4" },
        { "figures.csv", HEAD "waits,E1,2024-01,\"1\n", "quote" },
        { "figures.csv", HEAD "waits,E1,2024-01,1\n\xFF\xFE,E1,2024-02,1\n", "UTF-8" },
        { "figures.csv", HEAD, "has a header but no rows" },
    };
    scene c;
    scene_open(p, &c);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const upload_file file = { .path = scene_write(&c, "file", cases[i].words), .name = text_of(cases[i].name) };
        measure_upload upload;
        upw_error failure = { 0 };
        if (uploads_stage(c.db, &file, &by_analyst, &c.arena, &upload, &failure))
            fail_msg("case %zu was taken", i);
        if (strstr(failure.message, cases[i].says) == NULL || strstr(failure.message, c.p->folder) != NULL)
            fail_msg("case %zu: %s", i, failure.message);
    }
    measure_uploads all;
    assert_done(uploads_list(c.db, TEXT(""), &c.arena, &all, error));
    assert_int_equal(all.n, 0);
    scene_close(&c);
}

static void an_organisation_loads_its_own_figures_only(const place *p)
{
    scene c;
    scene_open(p, &c);
    const upload_file file = { .path = scene_write(&c, "f", HEAD "waits,E1,2024-01,80\nwaits,E2,2024-01,80\n"),
                               .name = TEXT("Figures.CSV"),
                               .organisation = TEXT("E1") };
    measure_upload upload;
    upload_preview preview;
    assert_done(uploads_stage(c.db, &file, &by_lead, &c.arena, &upload, error));
    assert_done(uploads_preview(c.db, &upload, &c.arena, &preview, error));
    assert_int_equal(preview.n_new, 1);
    assert_int_equal(preview.n_faults_shown, 1);
    assert_true(text_contains(preview.faults[0].expected, TEXT("whose figures you may load")));
    measure_uploads own, other;
    assert_done(uploads_list(c.db, TEXT("E1"), &c.arena, &own, error));
    assert_done(uploads_list(c.db, TEXT("E2"), &c.arena, &other, error));
    assert_int_equal(own.n, 1);
    assert_int_equal(other.n, 0);
    scene_close(&c);
}

static void two_columns_are_enough_for_one_chart(const place *p)
{
    scene c;
    scene_open(p, &c);
    const upload_file file = { .path = scene_write(&c, "f", "Month,Value\nApr 2024,80%\nMay 2024,\"81.25%\"\n"),
                               .name = TEXT("figures.tsv"),
                               .missing = waits_at_north };
    measure_upload upload;
    assert_done(uploads_stage(c.db, &file, &by_lead, &c.arena, &upload, error));
    const upload_choice choice = scene_choose(&c, &upload);
    assert_done(uploads_apply(c.db, &choice, &by_lead, error));
    const measure_series s = scene_read(&c, waits_at_north);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.periods[0].code, scene_month("2024-04").code);
    assert_true(s.values[0] == 80 && s.values[1] == 81.25);
    scene_close(&c);
}

static void counts_give_the_value_in_the_unit_of_the_indicator(const place *p)
{
    scene c;
    scene_open(p, &c);
    const measure_upload upload = scene_load(&c, "indicator,organisation,period,value,numerator,denominator\n"
                                                 "waits,E1,2024-01,,30,40\nfalls,E1,2024-01,,3,1500\n"
                                                 "waits,E1,2024-02,,0,0\nwaits,E1,2024-03,75,30,80\n"
                                                 "waits,E1,2024-04,,*,50\nwaits,E1,2024-05,n/a,,\n");
    const measure_series s = scene_read(&c, waits_at_north);
    assert_true(s.values[0] == 75 && s.numerators[0] == 30 && s.denominators[0] == 40);
    assert_int_equal(s.gaps[1], GAP_ZERO_DENOMINATOR);
    assert_true(s.values[2] == 75);
    assert_int_equal(s.gaps[3], GAP_SUPPRESSED);
    assert_int_equal(s.gaps[4], GAP_NOT_AVAILABLE);
    assert_true(scene_read(&c, (measure_key){ TEXT("falls"), TEXT("E1") }).values[0] == 2);
    assert_text(upload.notes, "1 value is not the numerator out of the denominator, the first in row 5.\n");
    scene_close(&c);
}

static void dates_that_begin_months_are_months(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load(&c, HEAD "waits,E1,2024-01-01,80\nwaits,E1,2024-02-01,81\n");
    assert_int_equal(count_new(&c, HEAD "waits,E1,2024-02,81\nwaits,E1,2024-03-01,82\nwaits,E1,Apr 2024,83\n"), 2);
    scene_close(&c);
}

static void two_people_at_once_lose_nothing(const place *p)
{
    scene c;
    scene_open(p, &c);
    measure_upload one, other, elsewhere;
    assert_done(scene_stage(&c, HEAD "waits,E1,2024-01,80\n", &one, error));
    assert_done(scene_stage(&c, HEAD "waits,E1,2024-01,90\nwaits,E1,2024-02,91\n", &other, error));
    assert_done(scene_stage(&c, HEAD "waits,E2,2024-01,50\n", &elsewhere, error));
    const upload_choice first = scene_choose(&c, &one), second = scene_choose(&c, &other),
                        third = scene_choose(&c, &elsewhere);
    assert_done(uploads_apply(c.db, &first, &by_analyst, error));
    assert_fails(UPW_CONFLICT, uploads_apply(c.db, &second, &by_analyst, error));
    assert_done(uploads_apply(c.db, &third, &by_analyst, error)); /* of another chart: nobody is in its way */
    assert_true(scene_read(&c, waits_at_north).values[0] == 80);
    const upload_choice again = scene_choose(&c, &other); /* he has seen the 80 now */
    assert_done(uploads_apply(c.db, &again, &by_analyst, error));
    assert_true(scene_read(&c, waits_at_north).values[0] == 90);
    measure_histories history;
    assert_done(series_read_history(c.db, waits_at_north, &c.arena, &history, error));
    assert_int_equal(history.n, 1);
    assert_true(history.at[0].was.value == 80);
    assert_fails(UPW_CONFLICT, uploads_apply(c.db, &again, &by_analyst, error));
    scene_close(&c);
}

static void an_upload_is_undone_as_a_whole(const place *p)
{
    scene c;
    scene_open(p, &c);
    scene_load(&c, HEAD "waits,E1,2024-01,80\n");
    const measure_series before = scene_read(&c, waits_at_north);
    const measure_upload wrong = scene_load(&c, "indicator,organisation,period,value,annotation\n"
                                                "waits,E1,2024-01,8,typed in wrongly\nwaits,E1,2024-02,81,\n"
                                                "waits,E2,2024-01,70,\n");
    assert_text(scene_read(&c, waits_at_north).annotations[0], "typed in wrongly");
    const upload_choice choice = { .id = wrong.id, .version = wrong.version };
    assert_done(uploads_undo(c.db, &choice, &by_analyst, error));
    const measure_series after = scene_read(&c, waits_at_north);
    assert_int_equal(after.n, 1);
    assert_true(after.values[0] == 80);
    assert_true(text_equal(after.content, before.content));
    measure_entries there;
    assert_done(series_list(c.db, TEXT("waits"), TEXT(""), &c.arena, &there, error));
    assert_int_equal(there.n, 1);
    measure_histories history;
    assert_done(series_read_history(c.db, waits_at_north, &c.arena, &history, error));
    assert_int_equal(history.n, 3); /* changed, and twice undone: the changed and the new one */
    assert_true(history.at[0].is_undo);
    assert_fails(UPW_CONFLICT, uploads_undo(c.db, &choice, &by_analyst, error));
    scene_close(&c);
}

static void what_a_later_upload_changed_is_not_undone_under_it(const place *p)
{
    scene c;
    scene_open(p, &c);
    const measure_upload first = scene_load(&c, HEAD "waits,E1,2024-01,80\nwaits,E1,2024-02,81\n");
    const measure_upload second = scene_load(&c, HEAD "waits,E1,2024-02,82\n");
    const upload_choice one = { .id = first.id, .version = first.version },
                        two = { .id = second.id, .version = second.version };
    upw_error failure = { 0 };
    assert_false(uploads_undo(c.db, &one, &by_analyst, &failure));
    assert_int_equal(failure.code, UPW_CONFLICT);
    assert_string_equal(failure.message, "figures.csv has changed 1 of its figures since: undo that one first");
    assert_done(uploads_undo(c.db, &two, &by_analyst, error));
    assert_done(uploads_undo(c.db, &one, &by_analyst, error));
    measure_entries there;
    assert_done(series_list(c.db, TEXT(""), TEXT(""), &c.arena, &there, error));
    assert_int_equal(there.n, 0);
    scene_close(&c);
}

static void only_so_many_files_wait_and_not_for_ever(const place *p)
{
    scene c;
    scene_open(p, &c);
    measure_upload upload;
    for (int i = 0; i < UPLOADS_WAITING_MAX; i++)
        assert_done(scene_stage(&c, HEAD "waits,E1,2024-01,80\n", &upload, error));
    assert_fails(UPW_BAD_INPUT, scene_stage(&c, HEAD "waits,E1,2024-01,80\n", &upload, error));
    size_t n;
    assert_done(uploads_discard_old(c.db, 2000, &by_analyst, &n, error));
    assert_int_equal(n, 0);
    assert_done(uploads_discard_old(c.db, 2001, &by_analyst, &n, error));
    assert_int_equal(n, UPLOADS_WAITING_MAX);
    assert_int_equal(scene_find(&c, upload.id).state, UPLOAD_DISCARDED);
    assert_done(scene_stage(&c, HEAD "waits,E1,2024-01,80\n", &upload, error));
    scene_close(&c);
}

static void a_workbook_of_percentages_raises_a_doubt(const place *p)
{
    scene c;
    scene_open(p, &c);
    measure_upload upload;
    upload_preview preview;
    assert_done(scene_stage(&c, HEAD "waits,E1,2024-01,0.8\nwaits,E1,2024-02,0.81\n", &upload, error));
    assert_done(uploads_preview(c.db, &upload, &c.arena, &preview, error));
    assert_true(text_contains(preview.doubts, TEXT("where 0.95 means 95 %, write 95 or 95%")));
    scene_close(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_file_is_shown_before_it_is_applied),
        PLACE_TEST(a_corrected_figure_keeps_what_it_was_and_who_changed_it),
        PLACE_TEST(every_wrong_row_says_where_and_what_was_expected),
        PLACE_TEST(a_file_that_is_none_is_refused_as_a_whole),
        PLACE_TEST(an_organisation_loads_its_own_figures_only),
        PLACE_TEST(two_columns_are_enough_for_one_chart),
        PLACE_TEST(counts_give_the_value_in_the_unit_of_the_indicator),
        PLACE_TEST(dates_that_begin_months_are_months),
        PLACE_TEST(two_people_at_once_lose_nothing),
        PLACE_TEST(an_upload_is_undone_as_a_whole),
        PLACE_TEST(what_a_later_upload_changed_is_not_undone_under_it),
        PLACE_TEST(only_so_many_files_wait_and_not_for_ever),
        PLACE_TEST(a_workbook_of_percentages_raises_a_doubt),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
