/* The report's tables: figures that were worked out by hand, what must not be told, and files that read back. */
#include "services/appraise/report_tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "near.h"
#include "services/appraise/report_figures.h"

enum { BODIES_MAX = 60, ITEMS = 6 };

/* Items: L1, L2, G1 about the board; then the same about the office. */
enum { L1_BOARD, L2_BOARD, G1_BOARD, L1_OFFICE, L2_OFFICE, G1_OFFICE };

static const question questions[] = {
    { .id = { "L1", 2 },
      .theme = { "listening", 9 },
      .theme_title = { "Listening", 9 },
      .wording = { "{Body} listens.", 15 },
      .targets = 3 },
    { .id = { "L2", 2 },
      .theme = { "listening", 9 },
      .theme_title = { "Listening", 9 },
      .wording = { "{Body} steps in.", 16 },
      .targets = 3,
      .is_negative = true },
    { .id = { "G1", 2 },
      .theme = { "overall", 7 },
      .theme_title = { "Overall", 7 },
      .wording = { "How good is {body}?", 19 },
      .targets = 3,
      .scale = SCALE_QUALITY },
    { .id = { "X1", 2 },
      .theme = { "open", 4 },
      .theme_title = { "In your own words", 17 },
      .wording = { "What one thing?", 15 },
      .targets = 1,
      .scale = SCALE_TEXT },
};
static const questionnaire asked = { { "1", 1 }, (question *)questions, 4 };

static const report_region regions[] = { { { "R1", 2 }, { "North", 5 } }, { { "R2", 2 }, { "South", 5 } } };
static const report_office offices[] = {
    { { "O1", 2 }, { "Tyne", 4 }, 0 },
    { { "O2", 2 }, { "Wear", 4 }, 0 },
    { { "O3", 2 }, { "Kent", 4 }, 1 },
    { { "O4", 2 }, { "Avon", 4 }, 1 },
};

typedef struct scene {
    upw_arena arena;
    report_body bodies[BODIES_MAX];
    uint8_t scores[BODIES_MAX * ITEMS];
    report_last_year last[BODIES_MAX];
    double last_items[BODIES_MAX * ITEMS];
    report_facts facts;
    report_count *count;
    report_tables tables;
} scene;

static void begin(scene *c, size_t n_bodies)
{
    *c = (scene){ 0 };
    memory_init_arena(&c->arena);
    for (size_t b = 0; b < n_bodies; b++) {
        c->bodies[b] = (report_body){ .code = memory_format(&c->arena, "B%02zu", b),
                                      .name = memory_format(&c->arena, "Body %zu", b),
                                      .kind = TEXT("ccg"),
                                      .office = b % 4,
                                      .people_served = 1000,
                                      .n_invited = 40 };
        memset(&c->scores[b * ITEMS], 3, ITEMS);
    }
    c->facts = (report_facts){ .year = TEXT("2026"),
                               .board_label = TEXT("the national board"),
                               .office_label = TEXT("your local office"),
                               .body_label = TEXT("group"),
                               .questions = &asked,
                               .regions = regions,
                               .n_regions = 2,
                               .offices = offices,
                               .n_offices = 4,
                               .bodies = c->bodies,
                               .n_bodies = n_bodies,
                               .signed_scores = c->scores,
                               .least = 10 };
}

static void start_counting(scene *c)
{
    upw_error error = { 0 };
    if (!report_count_begin(&c->facts, &c->arena, &c->count, &error))
        fail_msg("%s", error.message);
}

static void add_alike(scene *c, size_t body, size_t n, uint8_t rating)
{
    uint8_t ratings[ITEMS];
    upw_error error = { 0 };
    memset(ratings, rating, sizeof ratings);
    for (size_t i = 0; i < n; i++)
        if (!report_count_add(c->count, &(report_person){ .body = body, .ratings = ratings }, &error))
            fail_msg("%s", error.message);
}

static void make(scene *c)
{
    upw_error error = { 0 };
    if (!report_tables_make(c->count, &c->tables, &error))
        fail_msg("%s", error.message);
}

static void end(scene *c)
{
    upw_arena_clear(&c->arena);
}

static const report_table *table(const scene *c, const char *name)
{
    const report_table *const t = report_tables_find(&c->tables, text_of(name));
    if (t == NULL)
        fail_msg("there is no table %s", name);
    return t;
}

/* The cell of the first row that has these words somewhere. */
static const report_cell *cell(const report_table *t, const char *row, const char *column)
{
    const size_t at = report_find_column(t, text_of(column));
    assert_true(at < t->n_columns);
    for (size_t r = 0; r < t->n_rows; r++)
        for (size_t k = 0; k < t->n_columns; k++)
            if (text_equal(report_at(t, r, k)->words, text_of(row)))
                return report_at(t, r, at);
    fail_msg("no row %s in %.*s", row, TEXT_ARGS(t->name));
    return NULL;
}

static double figure(const report_table *t, const char *row, const char *column)
{
    const report_cell *const at = cell(t, row, column);
    assert_int_equal(at->mark, REPORT_SHOWN);
    return at->number;
}

/* ---- figures ---- */

/* Four bodies of eight returned. Signed L1 = 4, 4, 2, 2 and L2 (negative) = 2, 2, 4, 4: themes 75, 75, 25, 25. */
static void scores_are_those_worked_out_by_hand(void **state)
{
    scene c;
    (void)state;
    begin(&c, 8);
    for (size_t b = 0; b < 8; b++) {
        c.bodies[b].standing = b < 4 ? REPORT_RETURNED : b == 4 ? REPORT_DECLINED : REPORT_LAPSED;
        c.bodies[b].people_served = b < 2 ? 3000 : 1000;
        c.scores[b * ITEMS + L1_BOARD] = b < 2 ? 4 : 2;
        c.scores[b * ITEMS + L2_BOARD] = b < 2 ? 2 : 4;
        c.scores[b * ITEMS + G1_BOARD] = b == 3 ? 0 : 5; /* one has no agreed view */
    }
    c.bodies[4].reason = TEXT("No time.");
    start_counting(&c);
    for (size_t b = 0; b < 8; b++)
        add_alike(&c, b, 20, b < 4 ? 5 : 4);
    make(&c);
    const report_table *const t = table(&c, "T2.1");
    assert_near(figure(t, "listening", "score"), 50, 1e-12);
    /* sd of 75, 75, 25, 25 is 28.8675; /sqrt(4) * sqrt(1 - 4/8) = 10.2062; t on 3 degrees of freedom: 3.18245 */
    assert_near(figure(t, "listening", "score_high"), 50 + 3.182446305284263 * 10.206207261596577, 1e-9);
    assert_near(figure(t, "listening", "weighted_score"), (75 * 6000.0 + 25 * 2000.0) / 8000, 1e-12);
    assert_near(figure(t, "overall", "score"), 100, 1e-12);
    assert_near(figure(t, "overall", "bodies"), 3, 1e-12);
    /* people: L1 5 or 4 is 100 or 75; L2 5 or 4 is 0 or 25: the theme is 50 for everybody */
    assert_near(figure(t, "listening", "people_score"), 50, 1e-12);
    assert_near(figure(t, "overall", "people_score"), (4 * 100 + 4 * 75) / 8.0, 1e-12);
    assert_near(figure(t, "listening", "favourable_pct"), 50, 1e-12);
    assert_near(figure(t, "overall", "person_score"), 87.5, 1e-9);
    assert_near(figure(table(&c, "T2.2"), "L1", "answered_5"), 80, 0);
    assert_near(figure(table(&c, "T2.2"), "L1", "answered_4"), 80, 0);
    assert_near(figure(table(&c, "T2.2"), "L2", "favourable_pct"), 0, 0);
    assert_near(figure(table(&c, "T1.1"), "All", "returned_pct"), 50, 1e-12);
    assert_near(figure(table(&c, "T1.1"), "All", "answered_pct"), 50, 1e-12);
    /* half are silent: from r p to r p + 1 - r */
    assert_near(figure(table(&c, "T1.4"), "L1", "low_pct"), 50, 1e-12);
    assert_near(figure(table(&c, "T1.4"), "L1", "high_pct"), 100, 1e-12);
    assert_true(text_equal(cell(table(&c, "T1.2"), "Body 4", "reason")->words, TEXT("No time.")));
    assert_true(text_equal(cell(t, "listening", "title")->words, TEXT("Listening")));
    assert_true(text_equal(cell(table(&c, "T2.2"), "L1", "wording")->words, TEXT("The national board listens.")));
    end(&c);
}

static void every_body_answering_is_no_estimate(void **state)
{
    scene c;
    (void)state;
    begin(&c, 8);
    for (size_t b = 0; b < 8; b++)
        c.scores[b * ITEMS + L1_BOARD] = b % 2 == 0 ? 5 : 1;
    start_counting(&c);
    make(&c);
    const report_table *const t = table(&c, "T2.1");
    assert_near(figure(t, "listening", "score_low"), figure(t, "listening", "score"), 0);
    assert_true(text_contains(t->note, TEXT("not estimates")));
    assert_int_equal(cell(t, "listening", "people_score")->mark, REPORT_NOT_AVAILABLE);
    end(&c);
}

static void fewer_than_half_have_no_scores(void **state)
{
    scene c;
    (void)state;
    begin(&c, 9);
    for (size_t b = 0; b < 5; b++)
        c.bodies[b].standing = REPORT_LAPSED;
    start_counting(&c);
    for (size_t b = 0; b < 9; b++)
        add_alike(&c, b, 20, (uint8_t)(1 + b % 5));
    make(&c);
    assert_true(c.tables.is_thin);
    assert_int_equal(cell(table(&c, "T2.1"), "listening", "score")->mark, REPORT_LOW);
    assert_int_equal(cell(table(&c, "T2.2"), "L1", "answered_1")->mark, REPORT_SHOWN);
    assert_true(text_contains(table(&c, "T2.1")->sentence, TEXT("Fewer than half")));
    end(&c);
}

/* Last year all 50; this year half 75 and half 50, of all bodies that were there: +12.5, and no estimate. */
static void change_is_of_bodies_in_both_years(void **state)
{
    scene c;
    (void)state;
    begin(&c, 8);
    for (size_t b = 0; b < 8; b++)
        c.scores[b * ITEMS + G1_BOARD] = b < 4 ? 4 : 3;
    for (size_t i = 0; i < (size_t)8 * ITEMS; i++)
        c.last_items[i] = 50;
    for (size_t b = 0; b < 6; b++)
        c.last[b] = (report_last_year){ b, &c.last_items[b * ITEMS], b == 0 };
    c.facts.last_year = c.last;
    c.facts.n_last_year = 6;
    c.facts.n_last_bodies = 12;
    c.facts.last_year_name = TEXT("2025");
    start_counting(&c);
    make(&c);
    const report_table *const t = table(&c, "T5.1");
    assert_near(figure(t, "overall", "bodies"), 6, 0);
    assert_near(figure(t, "overall", "change"), 25 * 4 / 6.0, 1e-12);
    assert_near(figure(t, "overall", "this_year"), 50 + 25 * 4 / 6.0, 1e-12);
    assert_near(figure(t, "listening", "change"), 0, 0);
    assert_true(text_contains(cell(t, "overall", "note")->words, TEXT("[b]")));
    /* d = 25 four times, 0 twice: sd 12.9099, /sqrt(6) * sqrt(1 - 6/12), t on 5: 2.570582 */
    const double half = 2.5705818356363146 * 12.909944487358056 / sqrt(6) * sqrt(0.5);
    assert_near(figure(t, "overall", "change_low"), 25 * 4 / 6.0 - half, 1e-9);
    assert_int_equal(table(&c, "T5.2")->n_rows, 1); /* G1 about the board alone */
    end(&c);
}

static void the_mirror_gap_needs_ten_bodies(void **state)
{
    scene c;
    (void)state;
    for (size_t n = 9; n <= 10; n++) {
        begin(&c, n);
        for (size_t b = 0; b < n; b++)
            c.scores[b * ITEMS + G1_BOARD] = 4;
        start_counting(&c);
        for (size_t b = 0; b < n; b++)
            add_alike(&c, b, 20, b == 0 ? 4 : 3);
        make(&c);
        const report_table *const t = table(&c, "T4.1");
        if (n == 9)
            assert_int_equal(cell(t, "overall", "gap")->mark, REPORT_CONFIDENTIAL);
        else {
            assert_near(figure(t, "overall", "gap"), 22.5, 1e-12);
            assert_near(figure(t, "overall", "above_pct"), 90, 1e-12);
            assert_near(figure(t, "overall", "below_pct"), 0, 0);
        }
        end(&c);
    }
}

static void offices_of_few_bodies_have_wide_intervals(void **state)
{
    scene c;
    (void)state;
    begin(&c, 40);
    for (size_t b = 0; b < 40; b++) {
        c.bodies[b].office = b < 3 ? 0 : b < 8 ? 1 : b < 16 ? 2 : 3;
        c.scores[b * ITEMS + G1_OFFICE] = (uint8_t)(2 + b % 3);
    }
    start_counting(&c);
    make(&c);
    const report_table *const t = table(&c, "T3.1");
    double widths[4];
    for (size_t row = t->n_rows - 4, i = 0; row < t->n_rows; row++, i++) {
        assert_true(text_equal(report_at(t, row, 0)->words, TEXT("overall")));
        widths[i] = report_at(t, row, 7)->number - report_at(t, row, 6)->number;
    }
    assert_near(widths[0] * widths[0] * 3, widths[3] * widths[3] * 24, 1e-9); /* as 1/sqrt(bodies) */
    assert_true(text_equal(report_at(t, t->n_rows - 1, 9)->words, TEXT("within the limits")));
    assert_true(text_contains(t->sentence, TEXT("4 of 4 offices cannot be told apart")));
    end(&c);
}

/* ---- what must not be told ---- */

/* Two offices in the north, one with seven people: its neighbour is hidden with it, the region and the nation are not.
 */
static void a_small_office_hides_its_neighbour(void **state)
{
    scene c;
    upw_error error = { 0 };
    bool is_safe;
    text which;
    (void)state;
    begin(&c, 4);
    start_counting(&c);
    add_alike(&c, 0, 55, 4);
    add_alike(&c, 1, 7, 2);
    add_alike(&c, 2, 30, 4);
    add_alike(&c, 3, 40, 3);
    make(&c);
    const report_table *const t = table(&c, "T1.1");
    assert_int_equal(cell(t, "Wear", "people_answered")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(t, "Wear", "answered_pct")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(t, "Tyne", "people_answered")->mark, REPORT_CONFIDENTIAL);
    assert_near(figure(t, "North", "people_answered"), 62, 0);
    assert_near(figure(t, "Kent", "people_answered"), 30, 0);
    assert_int_equal(cell(table(&c, "T3.1"), "Wear", "people_score")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(table(&c, "T3.1"), "Tyne", "people")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(table(&c, "T3.1"), "Wear", "score")->mark, REPORT_SHOWN); /* organisations are no people */
    assert_true(report_tables_audit(t, 10, &c.arena, &is_safe, &which, &error));
    assert_true(is_safe);
    assert_true(c.tables.hidden.n > 0);
    assert_true(text_equal(c.tables.hidden.at[0].table, TEXT("T1.1")));
    end(&c);
}

/* A body that knows its own 20 could find the 4 of the other one in the office. */
static void what_a_body_knows_of_itself_tells_nothing_of_another(void **state)
{
    scene c;
    (void)state;
    begin(&c, 8);
    start_counting(&c);
    for (size_t b = 0; b < 8; b++)
        add_alike(&c, b, b == 4 ? 4 : 20, 4); /* body 4 is in Tyne, with body 0 */
    make(&c);
    assert_int_equal(cell(table(&c, "T1.1"), "Tyne", "people_answered")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(table(&c, "T3.1"), "Tyne", "people_score")->mark, REPORT_CONFIDENTIAL);
    end(&c);
}

static void the_auditor_finds_a_cell_that_was_left_alone(void **state)
{
    scene c;
    upw_error error = { 0 };
    bool is_safe = true;
    text which;
    (void)state;
    begin(&c, 4);
    start_counting(&c);
    for (size_t b = 0; b < 4; b++)
        add_alike(&c, b, b == 1 ? 7 : 30, 4);
    make(&c);
    report_table t = *table(&c, "T1.1");
    for (size_t row = 0; row < t.n_rows; row++) /* as if somebody had printed the neighbour again */
        if (text_equal(report_at(&t, row, 2)->words, TEXT("Tyne")))
            t.cells[row * t.n_columns + 10] = (report_cell){ .number = 30 };
    assert_true(report_tables_audit(&t, 10, &c.arena, &is_safe, &which, &error));
    assert_false(is_safe);
    assert_true(text_equal(which, TEXT("Wear")));
    end(&c);
}

static void in_a_small_group_nearly_all_of_one_mind_only_that_is_said(void **state)
{
    scene c;
    (void)state;
    begin(&c, 4);
    start_counting(&c);
    for (size_t b = 0; b < 4; b++)
        add_alike(&c, b, 10, b == 3 ? 4 : 5);
    make(&c);
    assert_near(figure(table(&c, "T2.2"), "L1", "answered_5"), 30, 0); /* 30 of 40 is under 90 % */
    end(&c);
    begin(&c, 4);
    start_counting(&c);
    for (size_t b = 0; b < 4; b++)
        add_alike(&c, b, b == 3 ? 2 : 12, b == 3 ? 4 : 5);
    make(&c);
    const report_table *const t = table(&c, "T2.2");
    assert_true(text_equal(cell(t, "L1", "answered_5")->words, TEXT("90% or more")));
    assert_int_equal(cell(t, "L1", "answered_4")->mark, REPORT_CONFIDENTIAL);
    assert_int_equal(cell(t, "L1", "people_score")->mark, REPORT_CONFIDENTIAL);
    end(&c);
}

static void topics_of_few_answers_are_left_out(void **state)
{
    scene c;
    upw_error error = { 0 };
    (void)state;
    begin(&c, 4);
    start_counting(&c);
    for (size_t i = 0; i < 40; i++) {
        const text comment[1] = { i < 12   ? TEXT("Fewer reports, and shorter REPORTING forms")
                                  : i < 16 ? TEXT("Recruitment of nurses")
                                           : TEXT("nothing") };
        assert_true(report_count_add(c.count, &(report_person){ .comments = comment }, &error));
    }
    make(&c);
    const report_table *const t = table(&c, "T6.1");
    assert_near(figure(t, "all answers", "answers"), 40, 0);
    assert_near(figure(t, "Requests for information", "answers"), 12, 0);
    assert_near(figure(t, "Requests for information", "answers_pct"), 30, 1e-12);
    for (size_t row = 0; row < t->n_rows; row++) { /* of four answers, and of none */
        const text topic = report_at(t, row, report_find_column(t, TEXT("topic")))->words;
        assert_false(text_equal(topic, TEXT("Staff and leaders")) || text_equal(topic, TEXT("Meetings and visits")));
    }
    end(&c);
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static int64_t count_answered(const scene *c, const size_t *people, const char *office)
{
    int64_t n = 0;
    for (size_t b = 0; b < c->facts.n_bodies; b++)
        if (text_equal(offices[c->bodies[b].office].name, text_of(office)))
            n += (int64_t)people[b];
    return n;
}

static void nothing_that_is_printed_rests_on_fewer_than_ten(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        scene c;
        upw_error error = { 0 };
        uint64_t random = seed;
        size_t people[BODIES_MAX] = { 0 };
        bool is_safe;
        text which;
        begin(&c, 4 + next(&random) % 20);
        for (size_t b = 0; b < c.facts.n_bodies; b++) {
            c.bodies[b].office = next(&random) % 4;
            c.bodies[b].standing = next(&random) % 5 == 0 ? REPORT_LAPSED : REPORT_RETURNED;
            people[b] = next(&random) % 3 == 0 ? next(&random) % 10 : next(&random) % 30;
        }
        start_counting(&c);
        for (size_t b = 0; b < c.facts.n_bodies; b++)
            add_alike(&c, b, people[b], (uint8_t)(1 + next(&random) % 5));
        make(&c);
        if (!report_tables_audit(table(&c, "T1.1"), 10, &c.arena, &is_safe, &which, &error) || !is_safe)
            fail_msg("seed %llu: %.*s can be worked out (%s)", (unsigned long long)seed, TEXT_ARGS(which),
                     error.message);
        const report_table *const t = table(&c, "T3.1");
        for (size_t row = 0; row < t->n_rows; row++) {
            const report_cell *const n = report_at(t, row, 17), *const score = report_at(t, row, 18);
            const text office = report_at(t, row, 4)->words;
            const int64_t answered = count_answered(&c, people, office.at);
            if ((n->mark == REPORT_SHOWN && answered > 0 && answered < 10) ||
                (score->mark == REPORT_SHOWN && answered < 10))
                fail_msg("seed %llu: %s shows %lld people", (unsigned long long)seed, office.at, (long long)answered);
            if (n->mark == REPORT_CONFIDENTIAL)
                assert_int_equal(score->mark, REPORT_CONFIDENTIAL);
        }
        end(&c);
    }
}

/* ---- files ---- */

static void tables_read_back_as_they_were_written(void **state)
{
    scene c;
    upw_error error = { 0 };
    (void)state;
    begin(&c, 8);
    c.bodies[2].standing = REPORT_DECLINED;
    c.bodies[2].reason = TEXT("=HYPERLINK(\"x\"), \"we\" said\nin two lines");
    start_counting(&c);
    for (size_t b = 0; b < 8; b++)
        add_alike(&c, b, b, 4);
    make(&c);
    for (size_t i = 0; i < c.tables.n; i++) {
        buffer rows, columns, again;
        report_table back;
        buffer_init(&rows, 1 << 20);
        buffer_init(&columns, 1 << 20);
        buffer_init(&again, 1 << 20);
        report_table_write(&c.tables.at[i], &rows);
        report_table_write_columns(&c.tables.at[i], &columns);
        assert_true(report_table_read(buffer_text(&columns), buffer_text(&rows), &c.arena, &back, &error));
        report_table_write(&back, &again);
        assert_true(text_equal(buffer_text(&rows), buffer_text(&again)));
        assert_true(c.tables.at[i].sentence.len > 0);
        buffer_clear(&rows);
        buffer_clear(&columns);
        buffer_clear(&again);
    }
    buffer csv;
    buffer_init(&csv, 1 << 20);
    report_table_write(table(&c, "T1.2"), &csv);
    assert_true(text_contains(buffer_text(&csv), TEXT("\"'=HYPERLINK(")));
    buffer_clear(&csv);
    end(&c);
}

static void the_order_in_which_people_are_added_changes_nothing(void **state)
{
    text made[2] = { 0 };
    scene c[2];
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        buffer all;
        buffer_init(&all, 1 << 22);
        begin(&c[k], 12);
        start_counting(&c[k]);
        for (size_t i = 0; i < 240; i++) {
            const size_t person = k == 0 ? i : 239 - i;
            add_alike(&c[k], person % 12, 1, (uint8_t)(1 + person % 5));
        }
        make(&c[k]);
        for (size_t i = 0; i < c[k].tables.n; i++)
            report_table_write(&c[k].tables.at[i], &all);
        made[k] = memory_keep(&c[k].arena, &all);
    }
    assert_true(text_equal(made[0], made[1]));
    end(&c[0]);
    end(&c[1]);
}

/* Listening of the board over six rounds: 40, 42, 44, not shown, 48 and, as all sign the middle, 50. */
static void from_the_sixth_round_on_themes_are_shown_over_all(void **state)
{
    static const report_earlier earlier[] = {
        { { "2021", 4 }, { "listening", 9 }, TARGET_NATIONAL, 40 },
        { { "2021", 4 }, { "listening", 9 }, TARGET_LOCAL, 90 },
        { { "2022", 4 }, { "listening", 9 }, TARGET_NATIONAL, 42 },
        { { "2023", 4 }, { "listening", 9 }, TARGET_NATIONAL, 44 },
        { { "2024", 4 }, { "overall", 7 }, TARGET_NATIONAL, 70 },
        { { "2025", 4 }, { "listening", 9 }, TARGET_NATIONAL, 48 },
    };
    static const double scores[] = { 40, 42, 44, NAN, 48, 50 };
    (void)state;
    for (size_t n_earlier = 5; n_earlier <= 6; n_earlier++) { /* of five rounds and of six */
        scene c;
        buffer drawn;
        begin(&c, 8);
        for (size_t b = 0; b < 8; b++) {
            c.bodies[b].standing = REPORT_RETURNED;
            for (size_t i = 0; i < ITEMS; i++)
                c.last_items[b * ITEMS + i] = 50;
            c.last[b] = (report_last_year){ b, &c.last_items[b * ITEMS], false };
        }
        c.facts.last_year = c.last;
        c.facts.n_last_year = c.facts.n_last_bodies = 8;
        c.facts.last_year_name = TEXT("2025");
        c.facts.earlier = earlier;
        c.facts.n_earlier = n_earlier;
        start_counting(&c);
        make(&c);
        const report_table *const t = report_tables_find(&c.tables, TEXT("T5.3"));
        assert_true((t != NULL) == (n_earlier == 6));
        if (t != NULL) {
            for (size_t row = 0; row < 6; row++) {
                assert_near(report_at(t, row, 5)->number, 44, 0);
                assert_true(row == 3 ? report_at(t, row, 4)->mark == REPORT_NOT_AVAILABLE
                                     : report_at(t, row, 4)->number == scores[row]);
            }
            assert_true(text_equal(t->sentence, TEXT("Over 6 rounds, 0 of 4 themes ran higher or lower for longer than "
                                                     "chance would have it.")));
            buffer_init(&drawn, 1 << 20);
            report_draw_figure(&drawn, &(report_figure){ .name = TEXT("F5.1"), .tables = &c.tables }, true, &c.arena);
            assert_true(text_contains(buffer_text(&drawn), TEXT("Themes over the rounds")));
            assert_true(text_contains(buffer_text(&drawn), TEXT("2021")));
            assert_false(text_contains(buffer_text(&drawn), TEXT("nan")));
            buffer_clear(&drawn);
        }
        end(&c);
    }
}

static void an_answer_that_cannot_be_given_is_refused(void **state)
{
    scene c;
    upw_error error = { 0 };
    const uint8_t bad[ITEMS] = { 4, 6, 4, 4, 4, 4 }, good[ITEMS] = { 4, 8, 9, 4, 4, 4 };
    (void)state;
    begin(&c, 4);
    start_counting(&c);
    assert_false(report_count_add(c.count, &(report_person){ .body = 0, .ratings = bad }, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_false(report_count_add(c.count, &(report_person){ .body = 4, .ratings = good }, &error));
    assert_true(report_count_add(c.count, &(report_person){ .body = 3, .ratings = good }, &error));
    end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_are_those_worked_out_by_hand),
        cmocka_unit_test(every_body_answering_is_no_estimate),
        cmocka_unit_test(fewer_than_half_have_no_scores),
        cmocka_unit_test(change_is_of_bodies_in_both_years),
        cmocka_unit_test(the_mirror_gap_needs_ten_bodies),
        cmocka_unit_test(offices_of_few_bodies_have_wide_intervals),
        cmocka_unit_test(a_small_office_hides_its_neighbour),
        cmocka_unit_test(what_a_body_knows_of_itself_tells_nothing_of_another),
        cmocka_unit_test(the_auditor_finds_a_cell_that_was_left_alone),
        cmocka_unit_test(in_a_small_group_nearly_all_of_one_mind_only_that_is_said),
        cmocka_unit_test(topics_of_few_answers_are_left_out),
        cmocka_unit_test(nothing_that_is_printed_rests_on_fewer_than_ten),
        cmocka_unit_test(tables_read_back_as_they_were_written),
        cmocka_unit_test(the_order_in_which_people_are_added_changes_nothing),
        cmocka_unit_test(from_the_sixth_round_on_themes_are_shown_over_all),
        cmocka_unit_test(an_answer_that_cannot_be_given_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
