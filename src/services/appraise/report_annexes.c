/* Chapter 10 and the annexes that are made by rule: the reply, the questionnaire, factual points, who had access, what
 * is not shown, files, corrections, differences. */
#include "base/memory.h"
#include "services/appraise/report_registers.h"
#include "services/appraise/report_view.h"
#include "services/people/people.h"
#include "services/words.h"
#include "web/layout.h"

#define N_COLUMNS(columns) (sizeof(columns) / sizeof *(columns))

static void begin(html_writer *h, nhs_table *table, nhs_table_options *options, const char *caption,
                  const nhs_column *columns, size_t n)
{
    *options = (nhs_table_options){
        .caption = text_of(caption), .columns = columns, .n_columns = n, .first_is_header = true, .is_responsive = true
    };
    nhs_begin_table(h, table, options);
}

/* People's own words, as they wrote them: lines and spaces stay. */
static void write_words(html_writer *h, text words)
{
    html_open(h, "div");
    html_attr_literal(h, "class", "upw-words nhsuk-body");
    html_text(h, words);
    html_close(h, "div");
}

/* A fingerprint is longer than a phone is wide. */
static void write_fingerprint(html_writer *h, text before, text fingerprint)
{
    html_open(h, "p");
    html_text(h, before);
    html_words(h, " ");
    html_open(h, "span");
    html_attr_literal(h, "class", "nhsuk-u-text-break-word");
    html_text(h, fingerprint);
    html_close(h, "span");
    html_close(h, "p");
}

/* Two parts with something between them; one part alone when the other is empty. */
static void write_parts_cell(nhs_table *table, text words, const char *between, text more)
{
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    html_open(table->h, "span");
    html_attr_literal(table->h, "class", "upw-words");
    html_text(table->h, words);
    if (more.len > 0) {
        html_text(table->h, text_of(between));
        html_text(table->h, more);
    }
    html_close(table->h, "span");
    nhs_end_cell(table);
}

static void write_words_cell(nhs_table *table, text words)
{
    write_parts_cell(table, words, "", TEXT(""));
}

/* ---- 10: the reply ---- */

void report_write_reply(html_writer *h, const report_view *v, const reply *it)
{
    if (it->sent_ms == 0) {
        const int64_t by_ms = it->lapsed_ms > 0 ? it->lapsed_ms : round_reply_ends_ms(v->round, v->report->shared_ms);
        nhs_inset_text(
            h, memory_format(v->arena, "No reply was received by %.*s.", TEXT_ARGS(words_of_day(by_ms - 1, v->arena))));
        return;
    }
    nhs_paragraph(h, memory_format(v->arena, "Received on %.*s, and printed word for word:",
                                   TEXT_ARGS(words_of_day(it->sent_ms, v->arena))));
    nhs_begin_inset(h);
    write_words(h, it->words);
    nhs_end_inset(h);
}

static bool write_reply(html_writer *h, const report_view *v, upw_error *error)
{
    reply it;
    bool found;
    if (!replies_find(v->db, v->report->year, v->arena, &it, &found, error))
        return false;
    report_write_reply(h, v, &it);
    return true;
}

/* ---- B: the questionnaire ---- */

static bool write_questions(html_writer *h, const report_view *v, upw_error *error)
{
    questionnaire asked;
    text theme = TEXT("");
    if (!questionnaire_find(v->db, v->round->questionnaire, v->arena, &asked, error))
        return false;
    nhs_paragraph(h, memory_format(v->arena,
                                   "%zu questions were asked, in this order. Those about the board and the "
                                   "office were asked of both.",
                                   asked.n));
    for (size_t i = 0; i < asked.n; i++) {
        const question *const q = &asked.at[i];
        if (!text_equal(theme, q->theme_title))
            nhs_heading(h, &(nhs_heading_options){ .words = q->theme_title, .level = 2, .size = NHS_M });
        theme = q->theme_title;
        for (int target = 0; target < TARGET_COUNT; target++)
            if (question_is_about(q, (question_target)target) && /* open ones have one box for both */
                (q->scale != SCALE_TEXT || (question_target)target == question_first_target(q)))
                nhs_paragraph(h,
                              memory_format(v->arena, "%.*s. %.*s%s", TEXT_ARGS(q->id),
                                            TEXT_ARGS(question_words(q, v->round, (question_target)target, v->arena)),
                                            q->scale == SCALE_TEXT ? " (in their own words)"
                                            : q->is_negative       ? " (who disagrees is in favour)"
                                                                   : ""));
    }
    return true;
}

/* ---- C: factual points ---- */

static bool write_points(html_writer *h, const report_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Point", 5 } },
                                          { .words = { "About", 5 } },
                                          { .words = { "What was said to be wrong", 25 } },
                                          { .words = { "Outcome", 7 } } };
    points all;
    nhs_table table;
    nhs_table_options options;
    if (!points_list(v->db, v->report->year, v->arena, &all, error))
        return false;
    if (all.n == 0) {
        nhs_inset_text(h, TEXT("No factual point was raised."));
        return true;
    }
    begin(h, &table, &options, "All factual points, and what became of them", columns, N_COLUMNS(columns));
    for (size_t i = 0; i < all.n; i++) {
        const point *const p = &all.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, memory_format(v->arena, "%lld", (long long)p->number));
        nhs_cell_text(&table, p->place);
        write_parts_cell(&table, p->words, "\nEvidence: ", p->evidence);
        write_parts_cell(&table, text_of(point_outcomes[p->outcome].words), ". ", p->reason);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

/* ---- D: access before release ---- */

static bool write_access(html_writer *h, const report_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Job title", 9 } },
                                          { .words = { "Organisation", 12 } },
                                          { .words = { "Why", 3 } },
                                          { .words = { "When", 4 } } };
    recipients all;
    nhs_table table;
    nhs_table_options options;
    if (!recipients_list(v->db, v->report->year, true, v->arena, &all, error))
        return false;
    nhs_paragraph(h, TEXT("These people could read the report before everybody could. They are named by their job "
                          "title."));
    if (all.n == 0)
        return true;
    begin(h, &table, &options, "People with access before release", columns, N_COLUMNS(columns));
    for (size_t i = 0; i < all.n; i++) {
        const recipient *const r = &all.at[i];
        organisation o = { .name = r->organisation };
        bool found;
        if (!organisations_find(v->db, r->organisation, v->arena, &o, &found, error))
            return false;
        nhs_begin_row(&table);
        nhs_cell_text(&table, r->title);
        nhs_cell_text(&table, o.name);
        nhs_cell_text(&table, r->reason);
        nhs_cell_text(&table, text_of(r->is_day_list ? "The last 24 hours" : "When it was shared"));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Breaches of confidence"), .level = 2, .size = NHS_M });
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].breach.len > 0) {
            nhs_paragraph(
                h, memory_format(v->arena, "%.*s: %.*s", TEXT_ARGS(all.at[i].title), TEXT_ARGS(all.at[i].breach)));
            n++;
        }
    if (n == 0)
        nhs_paragraph(h, TEXT("None was recorded."));
    return true;
}

/* ---- E: what is not shown ---- */

static bool write_hidden(html_writer *h, const report_view *v, upw_error *error)
{
    static const char *const rules[] = {
        [0] = "",
        [1] = "Fewer people than the threshold stand behind it",
        [2] = "Nearly everybody gave the same answer",
        [3] = "A total is shown instead",
        [4] = "With it, somebody could work out what is hidden by another rule",
        [5] = "It leaves too small a range for what is hidden",
        [6] = "It differs too little from another group that is shown",
        [7] = "People could still answer",
        [8] = "It would cross more than two variables",
    };
    enum { RULES = sizeof rules / sizeof *rules };
    static const nhs_column columns[] = { { .words = { "Rule", 4 } },
                                          { .words = { "Why", 3 } },
                                          { .words = { "Cells", 5 }, .is_numeric = true } };
    report_hiddens hidden;
    size_t n[RULES] = { 0 };
    nhs_table table;
    nhs_table_options options;
    if (!reports_list_hidden(v->db, v->report, v->arena, &hidden, error))
        return false;
    for (size_t i = 0; i < hidden.n; i++)
        n[hidden.at[i].rule > 0 && hidden.at[i].rule < RULES ? hidden.at[i].rule : 0]++;
    nhs_paragraph(h, memory_format(v->arena,
                                   "No figure rests on fewer than %lld people, and none lets somebody work such a "
                                   "figure out. %zu cells of the tables are not shown for this. Counts of bodies and "
                                   "signed scores are never hidden.",
                                   (long long)v->round->min_people, hidden.n));
    if (hidden.n == 0)
        return true;
    begin(h, &table, &options, "Cells that are not shown, by rule", columns, N_COLUMNS(columns));
    for (int rule = 1; rule < RULES; rule++)
        if (n[rule] > 0) {
            nhs_begin_row(&table);
            nhs_cell_text(&table, memory_format(v->arena, "%d", rule));
            nhs_cell_text(&table, text_of(rules[rule]));
            nhs_cell_text(&table, memory_format(v->arena, "%zu", n[rule]));
            nhs_end_row(&table);
        }
    nhs_end_table(&table);
    return true;
}

/* ---- F: files ---- */

static void write_file_links(nhs_table *table, const report_view *v, text name)
{
    static const struct {
        const char *ending, *words;
    } files[] = { { ".csv", "CSV" }, { ".json", "JSON" }, { "-columns.csv", "what its columns mean" } };
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (i > 0)
            html_words(table->h, ", ");
        html_open(table->h, "a");
        html_attr(table->h, "href", report_view_file(v, name, text_of(files[i].ending)));
        html_text(table->h, text_of(files[i].words));
        html_open(table->h, "span");
        html_attr_literal(table->h, "class", "nhsuk-u-visually-hidden");
        html_format(table->h, " of %.*s", TEXT_ARGS(name));
        html_close(table->h, "span");
        html_close(table->h, "a");
    }
    nhs_end_cell(table);
}

static void write_recipe(html_writer *h, const report_view *v, text sums)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Is this what was approved?"), .level = 2, .size = NHS_M });
    write_fingerprint(h, TEXT("The fingerprint of this version is"), report_hash(sums, v->arena));
    html_open(h, "p");
    html_words(h, "It is the SHA-256 of the list ");
    nhs_link(h, report_view_file(v, TEXT("SHA256SUMS"), TEXT(".txt")), TEXT("SHA256SUMS.txt"));
    html_words(h, ", which has the SHA-256 of every table and of the text of every chapter. With the files in one "
                  "folder, both can be computed anew:");
    html_close(h, "p");
    nhs_code(h, &(nhs_code_options){ .code = TEXT("sha256sum --check SHA256SUMS.txt\nsha256sum SHA256SUMS.txt") });
    html_open(h, "p");
    html_words(h, "The texts: ");
    for (int chapter = 0, n = 0; chapter < REPORT_PLACES; chapter++)
        if (report_chapter_has_text(chapter)) {
            const text file = report_chapter_file(chapter, v->arena);
            if (n++ > 0)
                html_words(h, ", ");
            nhs_link(h, report_view_file(v, file, TEXT("")), file);
        }
    html_words(h, ".");
    html_close(h, "p");
}

/* What goes on after publication. */
static bool write_registers(html_writer *h, const report_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "What", 4 } }, { .words = { "Files", 5 } } };
    report_table all[REPORT_REGISTERS];
    nhs_table table;
    nhs_table_options options;
    if (!report_registers_make(v->db, v->report, v->arena, all, error))
        return false;
    begin(h, &table, &options, "Registers, as they stand now: they are no part of the fingerprint", columns,
          N_COLUMNS(columns));
    for (size_t i = 0; i < REPORT_REGISTERS; i++) {
        nhs_begin_row(&table);
        nhs_cell_text(&table, all[i].title);
        write_file_links(&table, v, all[i].name);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    if (v->use == REPORT_PUBLIC) {
        html_open(h, "p");
        html_words(h, "What each organisation signed, with its fingerprint: ");
        nhs_link(h, memory_format(v->arena, "/appraisal/%.*s/returns.jsonl", TEXT_ARGS(v->report->year)),
                 TEXT("all signed returns (JSON lines)"));
        html_words(h, ".");
        html_close(h, "p");
    }
    return true;
}

static bool write_files(html_writer *h, const report_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Table", 5 } },
                                          { .words = { "What it shows", 13 } },
                                          { .words = { "Files", 5 } } };
    nhs_table table;
    nhs_table_options options;
    text sums;
    if (!reports_write_sums(v->db, v->report, false, v->arena, &sums, error))
        return false;
    nhs_paragraph(h, TEXT("Files are UTF-8, with a row of names, full stops for decimals, and symbols where a figure "
                          "is not shown. They may be used by anybody, for anything."));
    html_open(h, "p");
    nhs_link(h, report_view_file(v, TEXT("datapackage"), TEXT(".json")), TEXT("datapackage.json"));
    html_words(h, " says for programs what each column of each table means.");
    html_close(h, "p");
    begin(h, &table, &options, "All tables as files", columns, N_COLUMNS(columns));
    for (size_t i = 0; i < v->tables.n; i++) {
        const report_table *const t = &v->tables.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, t->name);
        nhs_cell_text(&table, t->title);
        write_file_links(&table, v, t->name);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    if (!write_registers(h, v, error))
        return false;
    write_recipe(h, v, sums);
    return true;
}

/* ---- G: corrections ---- */

static bool write_corrections(html_writer *h, const report_view *v, upw_error *error)
{
    int64_t n = 0;
    for (int64_t edition = 2;; edition++) {
        appraise_report r;
        bool found;
        if (!reports_find(v->db, v->report->year, edition, v->arena, &r, &found, error))
            return false;
        if (!found || (r.life.state != STATE_REPORT_PUBLISHED && r.life.state != STATE_REPORT_SUPERSEDED))
            break;
        nhs_heading(h,
                    &(nhs_heading_options){ .words = memory_format(v->arena, "Version %lld, %.*s", (long long)edition,
                                                                   TEXT_ARGS(words_of_day(r.release_ms, v->arena))),
                                            .level = 2,
                                            .size = NHS_M });
        write_words(h, r.notice);
        n++;
    }
    if (n == 0) {
        nhs_inset_text(h, TEXT("Nothing has been corrected."));
        return true;
    }
    for (int64_t edition = 1; v->use != REPORT_FOLDER && edition <= n; edition++) {
        html_open(h, "p");
        nhs_link(h,
                 memory_format(v->arena, "/report/%.*s?edition=%lld", TEXT_ARGS(v->report->year), (long long)edition),
                 edition == 1 ? TEXT("The first version stays readable")
                              : memory_format(v->arena, "Version %lld stays readable", (long long)edition));
        html_close(h, "p");
    }
    return true;
}

/* ---- H: differences ---- */

static bool write_differences(html_writer *h, const report_view *v, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Where", 5 } },
                                          { .words = { "As shared", 9 } },
                                          { .words = { "As published", 12 } },
                                          { .words = { "Because of", 10 } } };
    appraise_report first;
    report_differences changed;
    bool found;
    nhs_table table;
    nhs_table_options options;
    if (!reports_find(v->db, v->report->year, 1, v->arena, &first, &found, error) ||
        !report_find_differences(v->db, &first, v->arena, &changed, error))
        return false;
    nhs_paragraph(h, TEXT("What the board was shown is what you are shown. Where anything differs, it stands here. "
                          "Later corrections stand in annex G."));
    if (first.shared_ms > 0) {
        const text day = words_of_day(first.shared_ms, v->arena);
        write_fingerprint(h, memory_format(v->arena, "Fingerprint of what was shared on %.*s:", TEXT_ARGS(day)),
                          first.shared_fingerprint);
        write_fingerprint(h, TEXT("Fingerprint of what was then published:"), first.fingerprint);
    }
    if (changed.n == 0) {
        nhs_inset_text(h, TEXT("Nothing differs."));
        return true;
    }
    begin(h, &table, &options, "Differences between the shared and the published version", columns, N_COLUMNS(columns));
    for (size_t i = 0; i < changed.n; i++) {
        const report_difference *const d = &changed.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, d->place);
        write_words_cell(&table, d->before.len > 0 ? d->before : TEXT("(nothing)"));
        write_words_cell(&table, d->after.len > 0 ? d->after : TEXT("(nothing)"));
        nhs_cell_text(&table, d->point > 0 ? memory_format(v->arena, "Factual point %lld", (long long)d->point)
                                           : TEXT("Not said"));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

bool report_write_annex(html_writer *h, const report_view *v, int chapter, upw_error *error)
{
    static bool (*const write[])(html_writer * h, const report_view *v, upw_error *error) = {
        [REPORT_CHAPTERS - 1] = write_reply,      [REPORT_ANNEX_A + 1] = write_questions,
        [REPORT_ANNEX_A + 2] = write_points,      [REPORT_ANNEX_A + 3] = write_access,
        [REPORT_ANNEX_A + 4] = write_hidden,      [REPORT_ANNEX_A + 5] = write_files,
        [REPORT_ANNEX_A + 6] = write_corrections, [REPORT_ANNEX_A + 7] = write_differences,
    };
    return write[chapter] == NULL || write[chapter](h, v, error);
}
