/* The checks, and the differences. */
#include "services/appraise/report_checks.h"

#include <math.h>

#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/appraise/report_figures.h"
#include "services/appraise/returns.h"

enum { CHECKS_ROOM = 40, DIFFERENCES_MAX = 2000, SHOWN_MAX = 300 };

typedef struct checking {
    store_db *db;
    const appraise_round *round;
    const appraise_report *report;
    report_tables tables;
    text chapters[REPORT_PLACES];
    upw_arena *arena;
    report_checks *out;
} checking;

/* Passed when nothing is wrong: `wrong` empty. */
static void add(checking *c, const char *name, const char *passed, text wrong)
{
    report_checks *const all = c->out;
    if (all->n == CHECKS_ROOM)
        return;
    all->at[all->n++] = (report_check){ text_of(name), wrong.len == 0 ? text_of(passed) : wrong, wrong.len == 0 };
    all->all_pass = all->all_pass && wrong.len == 0;
}

/* ---- tables ---- */

static void check_presence(checking *c)
{
    static const char *const names[] = { "T0",   "T1.1", "T1.2", "T1.3", "T2.1", "T2.2", "T3.1",
                                         "T3.2", "T4.1", "T5.1", "T5.2", "T6.1", "T8.1", "T9.1" };
    text wrong = TEXT("");
    for (size_t i = 0; i < sizeof names / sizeof *names && wrong.len == 0; i++)
        if (report_tables_find(&c->tables, text_of(names[i])) == NULL)
            wrong = memory_format(c->arena, "Table %s is missing", names[i]);
    add(c, "Every table is there", "All tables of the report were made", wrong);
}

/* Of the rows of T1.1: offices add up to regions, regions to the nation, in a column that hides nothing. */
static bool adds_up(const report_table *t, size_t column)
{
    double nation = 0, regions = 0, region = 0, offices = 0;
    bool is_good = true;
    for (size_t row = 0; row < t->n_rows; row++) {
        const text level = report_at(t, row, 0)->words;
        const double number = report_at(t, row, column)->number;
        if (text_equal(level, TEXT("office"))) {
            offices += number;
            continue;
        }
        is_good = is_good && (row < 2 || offices == region);
        offices = 0;
        region = number;
        if (text_equal(level, TEXT("nation")))
            nation = number;
        else
            regions += number;
    }
    return is_good && offices == region && regions == nation;
}

static void check_sums(checking *c)
{
    static const char *const columns[] = { "bodies", "returned", "declined", "withdrawn", "lapsed", "people_invited" };
    const report_table *const t = report_tables_find(&c->tables, TEXT("T1.1"));
    text wrong = TEXT("");
    for (size_t i = 0; t != NULL && i < sizeof columns / sizeof *columns && wrong.len == 0; i++)
        if (!adds_up(t, report_find_column(t, text_of(columns[i]))))
            wrong = memory_format(c->arena, "In T1.1 the column %s does not add up", columns[i]);
    add(c, "Totals add up", "Offices add up to regions, and regions to the nation", wrong);
}

/* A score lies within its interval, and everything of a scale on it. */
static text find_outlier(checking *c, const report_table *t)
{
    for (size_t row = 0; row < t->n_rows; row++)
        for (size_t k = 0; k < t->n_columns; k++) {
            const report_cell *const cell = report_at(t, row, k);
            const report_kind kind = t->columns[k].kind;
            const bool has_scale = kind == REPORT_SCORE || kind == REPORT_PERCENT;
            if (cell->mark != REPORT_SHOWN || isnan(cell->number))
                continue;
            const bool is_bound =
                text_contains(t->columns[k].name, TEXT("low")) || text_contains(t->columns[k].name, TEXT("high"));
            if (has_scale && !is_bound && !(cell->number >= -1e-9 && cell->number <= 100 + 1e-9))
                return memory_format(c->arena, "%.*s, row %zu: %.*s is not between 0 and 100", TEXT_ARGS(t->name),
                                     row + 1, TEXT_ARGS(t->columns[k].title));
            if (k + 2 < t->n_columns && text_equal(t->columns[k + 1].title, TEXT("Low")) &&
                report_at(t, row, k + 1)->mark == REPORT_SHOWN &&
                !(report_at(t, row, k + 1)->number <= cell->number + 1e-9 &&
                  report_at(t, row, k + 2)->number >= cell->number - 1e-9))
                return memory_format(c->arena, "%.*s, row %zu: %.*s is outside its interval", TEXT_ARGS(t->name),
                                     row + 1, TEXT_ARGS(t->columns[k].title));
        }
    return TEXT("");
}

static void check_figures(checking *c)
{
    text wrong = TEXT("");
    for (size_t i = 0; i < c->tables.n && wrong.len == 0; i++)
        wrong = find_outlier(c, &c->tables.at[i]);
    add(c, "Figures are possible", "Scores and shares are from 0 to 100, and within their intervals", wrong);
}

/* ---- people ---- */

static void check_small_counts(checking *c)
{
    static const struct {
        const char *table, *column;
    } counts[] = { { "T1.1", "people_answered" }, { "T2.1", "people" }, { "T3.1", "people" }, { "T6.1", "answers" } };
    text wrong = TEXT("");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const report_table *const t = report_tables_find(&c->tables, text_of(counts[i].table));
        const size_t column = t != NULL ? report_find_column(t, text_of(counts[i].column)) : 0;
        for (size_t row = 0; t != NULL && column < t->n_columns && row < t->n_rows; row++) {
            const double n = report_at(t, row, column)->number;
            if (n > 0 && n < (double)c->round->min_people)
                wrong = memory_format(c->arena, "%s, row %zu shows %.0f people", counts[i].table, row + 1, n);
        }
    }
    add(c, "Nothing shows few people", "No count of people that is shown is under the threshold", wrong);
}

static bool check_audit(checking *c, upw_error *error)
{
    const report_table *const t = report_tables_find(&c->tables, TEXT("T1.1"));
    bool is_safe = false;
    text which = TEXT("the table is missing");
    if (t != NULL && !report_tables_audit(t, c->round->min_people, c->arena, &is_safe, &which, error))
        return false;
    add(c, "Nothing hidden can be worked out",
        "An attacker who knows the rules and all that is printed is left a range at least as wide as the threshold",
        is_safe ? TEXT("") : memory_format(c->arena, "The count of %.*s can be narrowed down", TEXT_ARGS(which)));
    return true;
}

static bool check_returns(checking *c, upw_error *error)
{
    appraise_returns all;
    size_t n_queried = 0;
    if (!returns_list(c->db, c->round->year, c->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        n_queried += all.at[i].life.state == STATE_RETURN_QUERIED;
    add(c, "No return has an open question", "Every return is accepted, declined, withdrawn or lapsed",
        n_queried == 0 ? TEXT("") : memory_format(c->arena, "%zu returns wait for an answer", n_queried));
    return true;
}

/* ---- text ---- */

bool report_take_place(text *rest, text *name)
{
    while (rest->len > 0) {
        if (rest->at[0] != '{') {
            rest->at++, rest->len--;
            continue;
        }
        rest->at++, rest->len--;
        text ahead = *rest;
        *name = text_take_until(&ahead, '}');
        if (name->len >= 2 && name->len <= 6 && (name->at[0] == 'T' || name->at[0] == 'F')) {
            *rest = ahead;
            return true;
        }
    }
    return false;
}

/* Where a table or figure is placed first; NULL: nowhere. */
static const char *find_place(const checking *c, text wanted)
{
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        text rest = c->chapters[chapter], name;
        while (report_take_place(&rest, &name))
            if (text_equal(name, wanted))
                return name.at;
    }
    return NULL;
}

static void check_places(checking *c)
{
    text wrong = TEXT("");
    for (int chapter = 0; chapter < REPORT_PLACES && wrong.len == 0; chapter++) {
        text rest = c->chapters[chapter], name;
        while (wrong.len == 0 && report_take_place(&rest, &name)) {
            const text table = name.at[0] == 'T' ? name : report_figure_table(name);
            if (table.len == 0 || report_tables_find(&c->tables, table) == NULL)
                wrong = memory_format(c->arena, "%s has {%.*s}, which there is not", report_chapter_title(chapter),
                                      TEXT_ARGS(name));
            else if (find_place(c, name) != name.at)
                wrong = memory_format(c->arena, "%s has {%.*s}, which the text has before",
                                      report_chapter_title(chapter), TEXT_ARGS(name));
        }
    }
    add(c, "What the text names is there", "Every table and figure placed in the text exists, and stands there once",
        wrong);
}

static void check_all_placed(checking *c)
{
    text wrong = TEXT("");
    for (size_t i = 0; i < c->tables.n && wrong.len == 0; i++)
        if (c->tables.at[i].n_rows > 0 && find_place(c, c->tables.at[i].name) == NULL)
            wrong = memory_format(c->arena, "Table %.*s stands in no chapter", TEXT_ARGS(c->tables.at[i].name));
    add(c, "No table is left out", "Every table with a row stands in a chapter", wrong);
}

static void check_words(checking *c)
{
    text wrong = TEXT("");
    for (int chapter = 0; chapter < REPORT_PLACES && wrong.len == 0; chapter++) {
        if (!report_chapter_has_text(chapter))
            continue;
        const personal_kind kind = personal_find(c->chapters[chapter]);
        if (text_trim(c->chapters[chapter]).len == 0)
            wrong = memory_format(c->arena, "%s has no text", report_chapter_title(chapter));
        else if (kind != PERSONAL_NOTHING)
            wrong = memory_format(c->arena, "%s looks like it includes %s", report_chapter_title(chapter),
                                  personal_words[kind]);
    }
    add(c, "Every chapter has a text that names nobody", "No text is empty, and none looks as if it named a person",
        wrong);
}

static void check_reasons(checking *c)
{
    const report_table *const t = report_tables_find(&c->tables, TEXT("T1.2"));
    text wrong = TEXT("");
    for (size_t row = 0; t != NULL && row < t->n_rows && wrong.len == 0; row++) {
        const personal_kind kind = personal_find(report_at(t, row, t->n_columns - 1)->words);
        if (kind != PERSONAL_NOTHING)
            wrong = memory_format(c->arena, "The reason of %.*s looks like it includes %s",
                                  TEXT_ARGS(report_at(t, row, 1)->words), personal_words[kind]);
    }
    add(c, "Reasons name nobody", "No reason for declining looks as if it named a person", wrong);
}

static bool load(checking *c, upw_error *error)
{
    if (!reports_list_tables(c->db, c->report, false, c->arena, &c->tables, error))
        return false;
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        report_chapter it;
        bool found;
        if (!reports_find_chapter(c->db, c->report, false, chapter, c->arena, &it, &found, error))
            return false;
        c->chapters[chapter] = it.words;
    }
    return true;
}

bool report_run_checks(store_db *db, const appraise_round *round, const appraise_report *r, upw_arena *arena,
                       report_checks *out, upw_error *error)
{
    checking c = { .db = db, .round = round, .report = r, .arena = arena, .out = out };
    *out = (report_checks){ .at = MEMORY_TAKE(arena, report_check, CHECKS_ROOM), .all_pass = true };
    if (!load(&c, error))
        return false;
    check_presence(&c);
    check_sums(&c);
    check_figures(&c);
    check_small_counts(&c);
    check_places(&c);
    check_all_placed(&c);
    check_words(&c);
    check_reasons(&c);
    return check_audit(&c, error) && check_returns(&c, error);
}

/* ---- differences ---- */

static text cut(text words, upw_arena *arena)
{
    size_t length = SHOWN_MAX;
    if (words.len <= SHOWN_MAX)
        return words;
    while (length > 0 && ((unsigned char)words.at[length] & 0xC0) == 0x80) /* no half characters */
        length--;
    return memory_format(arena, "%.*s \xE2\x80\xA6", (int)length, words.at);
}

static void add_difference(report_differences *out, text place, text before, text after, int64_t because,
                           upw_arena *arena)
{
    if (out->n == DIFFERENCES_MAX)
        return;
    out->at[out->n++] = (report_difference){ place, cut(before, arena), cut(after, arena), because };
    out->n_unexplained += because == 0;
}

/* Line by line; the point is the one of the text that has changed. */
static void compare(report_differences *out, text place, const char *unit, text before, text after, int64_t because,
                    upw_arena *arena)
{
    for (size_t line = 1; before.len > 0 || after.len > 0; line++) {
        const text was = text_take_until(&before, '\n'), is = text_take_until(&after, '\n');
        if (!text_equal(was, is))
            add_difference(out, memory_format(arena, "%.*s, %s %zu", TEXT_ARGS(place), unit, line), was, is, because,
                           arena);
    }
}

static bool compare_chapters(store_db *db, const appraise_report *r, upw_arena *arena, report_differences *out,
                             upw_error *error)
{
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        report_chapter was, is;
        bool found;
        if (!report_chapter_has_text(chapter))
            continue;
        if (!reports_find_chapter(db, r, true, chapter, arena, &was, &found, error) ||
            !reports_find_chapter(db, r, false, chapter, arena, &is, &found, error))
            return false;
        compare(out, text_of(report_chapter_title(chapter)), "line", was.words, is.words, is.point, arena);
    }
    return true;
}

bool report_find_differences(store_db *db, const appraise_report *r, upw_arena *arena, report_differences *out,
                             upw_error *error)
{
    report_file_list was;
    *out = (report_differences){ .at = MEMORY_TAKE(arena, report_difference, DIFFERENCES_MAX) };
    if (r->shared_ms == 0)
        return true;
    if (!reports_list_files(db, r, true, arena, &was, error))
        return false;
    for (size_t i = 0; i < was.n; i++) {
        report_files is = { 0 };
        bool found;
        if (!reports_find_files(db, r, false, was.at[i].name, arena, &is, &found, error))
            return false;
        compare(out, was.at[i].name, "line", was.at[i].rows, is.rows, 0, arena);
    }
    return compare_chapters(db, r, arena, out, error);
}
