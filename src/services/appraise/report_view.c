/* Chapters: text, tables and figures. */
#include "services/appraise/report_view.h"

#include "base/memory.h"
#include "services/appraise/report_figures.h"
#include "services/appraise/report_markdown.h"
#include "web/layout.h"

/* ---- what there is, and where ---- */

static void keep_rows(report_table *t, bool (*is_kept)(const report_view *v, const report_table *t, size_t row),
                      const report_view *v)
{
    size_t n = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        if (!is_kept(v, t, row))
            continue;
        for (size_t c = 0; c < t->n_columns; c++)
            t->cells[n * t->n_columns + c] = t->cells[row * t->n_columns + c];
        n++;
    }
    t->n_rows = n;
}

/* An office reads its own rows alone, of tables that have rows of offices. */
static bool is_own(const report_view *v, const report_table *t, size_t row)
{
    const size_t office = report_find_column(t, TEXT("office")), level = report_find_column(t, TEXT("level")),
                 name = report_find_column(t, TEXT("name"));
    const bool is_other_office = (office < t->n_columns && !text_equal(report_at(t, row, office)->words, v->office)) ||
                                 (level < t->n_columns && text_equal(report_at(t, row, level)->words, TEXT("office")) &&
                                  !text_equal(report_at(t, row, name)->words, v->office));
    return !is_other_office;
}

static bool is_of_theme(const report_view *v, const report_table *t, size_t row)
{
    return text_equal(report_at(t, row, report_find_column(t, TEXT("theme")))->words, v->theme);
}

/* The themes of the offices' table; it keeps the rows of the one that is read. */
static void choose_theme(report_view *v, report_table *t)
{
    const size_t id = report_find_column(t, TEXT("theme")), title = report_find_column(t, TEXT("title"));
    bool is_there = false;
    if (id == t->n_columns || title == t->n_columns)
        return;
    v->themes = MEMORY_TAKE(v->arena, report_theme, t->n_rows + 1);
    for (size_t row = 0; row < t->n_rows; row++) {
        const text one = report_at(t, row, id)->words;
        if (v->n_themes > 0 && text_equal(v->themes[v->n_themes - 1].id, one))
            continue;
        v->themes[v->n_themes++] = (report_theme){ .id = one, .title = report_at(t, row, title)->words };
        is_there = is_there || text_equal(one, v->theme);
    }
    if (!is_there && v->n_themes > 0)
        v->theme = v->themes[v->n_themes - 1].id; /* overall: questions end with it */
    keep_rows(t, is_of_theme, v);
}

static bool is_as_shared(const report_view *v)
{
    return v->use == REPORT_SHARED && !v->is_final;
}

bool report_view_load(report_view *v, upw_error *error)
{
    if (!reports_list_tables(v->db, v->report, is_as_shared(v), v->arena, &v->tables, error))
        return false;
    for (size_t i = 0; v->office.len > 0 && i < v->tables.n; i++)
        keep_rows(&v->tables.at[i], is_own, v);
    for (size_t i = 0; v->use != REPORT_FOLDER && i < v->tables.n; i++)
        if (text_equal(v->tables.at[i].name, TEXT("T3.1")))
            choose_theme(v, &v->tables.at[i]);
    return true;
}

bool report_view_has(const report_view *v, int chapter)
{
    return v->use != REPORT_SHARED || report_chapter_has_text(chapter) || chapter == REPORT_ANNEX_A + 1 ||
           chapter == REPORT_ANNEX_A + 4;
}

static const struct {
    const char *before, *after; /* the year */
} bases[] = { [REPORT_PUBLIC] = { "/report/", "" },
              [REPORT_DRAFT] = { "/coalition/", "/report/read" },
              [REPORT_SHARED] = { "/shared/", "" } };

static text query_of(const report_view *v)
{
    return v->is_earlier ? memory_format(v->arena, "?edition=%lld", (long long)v->report->edition) : TEXT("");
}

text report_view_url(const report_view *v, int chapter)
{
    const char *const slug = report_slug(chapter);
    if (v->use == REPORT_FOLDER)
        return memory_format(v->arena, "%s.html", chapter == 0 ? "index" : slug);
    return memory_format(v->arena, "%s%.*s%s%s%s%.*s", bases[v->use].before, TEXT_ARGS(v->report->year),
                         bases[v->use].after, chapter == 0 ? "" : "/", slug, TEXT_ARGS(query_of(v)));
}

text report_view_file(const report_view *v, text name, text ending)
{
    if (v->use == REPORT_FOLDER)
        return memory_format(v->arena, "%.*s%.*s", TEXT_ARGS(name), TEXT_ARGS(ending));
    return memory_format(v->arena, "/report/%.*s/data/%.*s%.*s%.*s", TEXT_ARGS(v->report->year), TEXT_ARGS(name),
                         TEXT_ARGS(ending), TEXT_ARGS(query_of(v)));
}

/* The same chapter about another theme. */
static text theme_url(const report_view *v, text theme)
{
    const text url = report_view_url(v, 3);
    return memory_format(v->arena, "%.*s%ctheme=%.*s", TEXT_ARGS(url), text_contains(url, TEXT("?")) ? '&' : '?',
                         TEXT_ARGS(theme));
}

static void write_themes(html_writer *h, const report_view *v)
{
    nhs_contents_item *const items = MEMORY_TAKE(v->arena, nhs_contents_item, v->n_themes + 1);
    if (v->n_themes < 2)
        return;
    nhs_paragraph(h, TEXT("Figures and table are shown for one theme at a time."));
    for (size_t i = 0; i < v->n_themes; i++)
        items[i] = (nhs_contents_item){
            .words = v->themes[i].title,
            .href = text_equal(v->themes[i].id, v->theme) ? TEXT("") : theme_url(v, v->themes[i].id),
        };
    nhs_contents_list(
        h, &(nhs_contents_list_options){
               .items = items, .n_items = v->n_themes, .aria_label = TEXT("Themes"), .hidden = TEXT("Themes") });
}

text report_view_title(const report_view *v, int chapter)
{
    const appraise_round *const r = v->round;
    return chapter == 2 ? memory_format(v->arena, "What local bodies say about %.*s", TEXT_ARGS(r->board_label))
           : chapter == 3
               ? memory_format(v->arena, "What they say about %.*s", TEXT_ARGS(round_their_office(r, v->arena)))
               : text_of(report_chapter_title(chapter));
}

static bool has_files(const report_view *v)
{
    return v->use == REPORT_PUBLIC || v->use == REPORT_FOLDER;
}

static void write_contents(html_writer *h, const report_view *v, int chapter)
{
    nhs_contents_item items[REPORT_PLACES];
    size_t n = 0;
    for (int i = 0; i < REPORT_PLACES; i++)
        if (report_view_has(v, i))
            items[n++] = (nhs_contents_item){
                .words = i >= 1 && i < REPORT_ANNEX_A
                             ? memory_format(v->arena, "%d. %.*s", i, TEXT_ARGS(report_view_title(v, i)))
                         : i == 0 ? TEXT("Summary")
                                  : report_view_title(v, i),
                .href = i == chapter ? TEXT("") : report_view_url(v, i),
            };
    if (chapter != 0) /* what one came to read stands first */
        nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("All chapters and annexes") });
    nhs_contents_list(
        h, &(nhs_contents_list_options){ .items = items, .n_items = n, .aria_label = TEXT("Chapters of the report") });
    if (chapter != 0)
        nhs_end_details(h);
}

static void write_turns(html_writer *h, const report_view *v, int chapter)
{
    int before = chapter - 1, after = chapter + 1;
    while (before >= 0 && !report_view_has(v, before))
        before--;
    while (after < REPORT_PLACES && !report_view_has(v, after))
        after++;
    nhs_pagination(h, &(nhs_pagination_options){
                          .previous = before >= 0 ? report_view_url(v, before) : TEXT(""),
                          .next = after < REPORT_PLACES ? report_view_url(v, after) : TEXT(""),
                          .previous_title = TEXT("Previous"),
                          .next_title = TEXT("Next"),
                          .previous_label = before >= 0 ? report_view_title(v, before) : TEXT(""),
                          .next_label = after < REPORT_PLACES ? report_view_title(v, after) : TEXT(""),
                      });
}

/* ---- points ---- */

static void write_raise(html_writer *h, const report_view *v, text place)
{
    if (!v->may_raise)
        return;
    html_open(h, "p");
    html_attr_literal(h, "class", "upw-aside nhsuk-body-s");
    html_open(h, "a");
    html_begin_value(h, "href");
    html_add_value(h, memory_format(v->arena, "/shared/%.*s/points?place=", TEXT_ARGS(v->report->year)));
    for (size_t i = 0; i < place.len; i++) /* letters, figures, points, commas and spaces are all there is */
        html_add_value(h, place.at[i] == ' ' ? TEXT("+") : (text){ place.at + i, 1 });
    html_end_value(h);
    html_words(h, "Raise a factual point");
    html_open(h, "span");
    html_attr_literal(h, "class", "nhsuk-u-visually-hidden");
    html_format(h, " about %.*s", TEXT_ARGS(place));
    html_close(h, "span");
    html_close(h, "a");
    html_close(h, "p");
}

/* ---- tables ---- */

/* Has a column anything to show? */
static bool is_empty(const report_table *t, size_t c)
{
    for (size_t row = 0; row < t->n_rows; row++)
        if (report_at(t, row, c)->mark != REPORT_NOT_AVAILABLE)
            return false;
    return t->n_rows > 0;
}

static bool is_by_theme(const report_view *v, const report_table *t)
{
    return v->n_themes > 0 && text_equal(t->name, TEXT("T3.1"));
}

static text caption_of(const report_view *v, const report_table *t)
{
    for (size_t i = 0; is_by_theme(v, t) && i < v->n_themes; i++)
        if (text_equal(v->themes[i].id, v->theme))
            return memory_format(v->arena, "Table %.*s. Offices: %.*s", TEXT_ARGS(t->name),
                                 TEXT_ARGS(v->themes[i].title));
    return memory_format(v->arena, "Table %.*s. %.*s", TEXT_ARGS(t->name), TEXT_ARGS(t->title));
}

/* What files have and a page need not: ids of what stands beside them in words, and what pictures are drawn from. */
static bool is_printed(const report_view *v, const report_table *t, const report_column *c)
{
    static const char *const left_out[] = {
        "code",       "level",       "good_is",    "limit_95_low", "limit_95_high", "limit_998_low", "limit_998_high",
        "pooled_low", "pooled_high", "people_low", "people_high",  "person_score",  "person_se",
    };
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (text_equal(c->name, text_of(left_out[i])))
            return false;
    if (is_by_theme(v, t) && text_equal(c->name, TEXT("title"))) /* it stands in the caption */
        return false;
    if (!is_by_theme(v, t) && text_equal(c->name, TEXT("region"))) /* rows are grouped by theme instead */
        return false;
    return !(text_equal(c->name, TEXT("theme")) && report_find_column(t, TEXT("title")) < t->n_columns) &&
           !(text_equal(c->name, TEXT("question")) && report_find_column(t, TEXT("wording")) < t->n_columns) &&
           !(text_equal(c->name, TEXT("pooled")) && t->n_columns > 12);
}

static void write_symbols(html_writer *h, const report_table *t, const size_t *printed, size_t n_printed,
                          upw_arena *arena)
{
    bool is_used[REPORT_MARK_COUNT] = { false };
    buffer words;
    buffer_init(&words, 1000);
    for (size_t row = 0; row < t->n_rows; row++)
        for (size_t i = 0; i < n_printed; i++)
            is_used[report_at(t, row, printed[i])->mark] = true;
    for (int m = REPORT_SHOWN + 1; m < REPORT_MARK_COUNT; m++)
        if (is_used[m])
            buffer_add_format(&words, "%s%s %s", words.len > 0 ? "; " : "", report_mark_symbols[m],
                              report_mark_words[m]);
    if (words.len > 0)
        nhs_quiet(h, memory_keep(arena, &words));
    else
        buffer_clear(&words);
}

static void write_files(html_writer *h, const report_view *v, const report_table *t)
{
    static const struct {
        const char *ending, *words;
    } files[] = { { ".csv", "CSV" }, { ".json", "JSON" } };
    if (!has_files(v))
        return;
    html_open(h, "p");
    html_attr_literal(h, "class", "nhsuk-body-s");
    html_format(h, "Table %.*s as a file: ", TEXT_ARGS(t->name));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (i > 0)
            html_words(h, ", ");
        html_open(h, "a");
        html_attr(h, "href", report_view_file(v, t->name, text_of(files[i].ending)));
        html_text(h, text_of(files[i].words));
        html_open(h, "span");
        html_attr_literal(h, "class", "nhsuk-u-visually-hidden");
        html_format(h, " of table %.*s", TEXT_ARGS(t->name));
        html_close(h, "span");
        html_close(h, "a");
    }
    html_close(h, "p");
}

/* Do several rows in a row begin with the same words? Then the words are said once, above them. */
static bool is_grouped(const report_table *t, size_t c)
{
    size_t n_groups = 0;
    for (size_t row = 0; row < t->n_rows; row++)
        n_groups += row == 0 || !text_equal(report_at(t, row, c)->words, report_at(t, row - 1, c)->words);
    return t->columns[c].kind == REPORT_WORDS && 4 * n_groups < 3 * t->n_rows;
}

static text print_cell(const report_view *v, const report_table *t, size_t row, size_t c)
{
    const text words = report_print_cell(&t->columns[c], report_at(t, row, c), v->is_draft, v->arena);
    const size_t id = report_find_column(t, TEXT("question")), level = report_find_column(t, TEXT("level"));
    if (id < t->n_columns && text_equal(t->columns[c].name, TEXT("wording"))) /* pictures have the question's number */
        return memory_format(v->arena, "%.*s. %.*s", TEXT_ARGS(report_at(t, row, id)->words), TEXT_ARGS(words));
    if (level < t->n_columns && text_equal(t->columns[c].name, TEXT("name")) &&
        text_equal(report_at(t, row, level)->words, TEXT("region"))) /* its offices follow */
        return memory_format(v->arena, "%.*s, all", TEXT_ARGS(words));
    return words;
}

void report_write_table(html_writer *h, const report_view *v, const report_table *t)
{
    enum { CARDS_MOST = 6 }; /* columns; wider ones scroll within their box */
    nhs_column columns[REPORT_COLUMNS_MAX];
    size_t which[REPORT_COLUMNS_MAX], n = 0, group = t->n_columns;
    nhs_table table;
    for (size_t c = 0; c < t->n_columns; c++) {
        if (!is_printed(v, t, &t->columns[c]) || is_empty(t, c))
            continue;
        if (n == 0 && group == t->n_columns && is_grouped(t, c)) {
            group = c;
            continue;
        }
        const bool is_words = t->columns[c].kind == REPORT_WORDS;
        columns[n] = (nhs_column){ .words = t->columns[c].title, .is_numeric = !is_words };
        which[n++] = c;
    }
    const nhs_table_options options = {
        .caption = caption_of(v, t),
        .caption_id = memory_format(v->arena, "table-%.*s", TEXT_ARGS(t->name)),
        .columns = columns,
        .n_columns = n,
        .first_is_header = true,
        .is_compact = true,
        .is_responsive = n <= CARDS_MOST,
        .scrolls = n > CARDS_MOST,
    };
    nhs_begin_table(h, &table, &options);
    for (size_t row = 0; row < t->n_rows; row++) {
        if (group < t->n_columns &&
            (row == 0 || !text_equal(report_at(t, row, group)->words, report_at(t, row - 1, group)->words)))
            nhs_begin_row_group(&table, memory_capitalise(v->arena, print_cell(v, t, row, group)));
        nhs_begin_row(&table);
        for (size_t i = 0; i < n; i++)
            nhs_write_cell(&table, &(nhs_cell){ .words = print_cell(v, t, row, which[i]),
                                                .is_not_numeric = report_at(t, row, which[i])->words.len > 0 });
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    write_symbols(h, t, which, n, v->arena);
    if (t->note.len > 0)
        nhs_quiet(h, t->note);
    write_files(h, v, t);
    write_raise(h, v, t->name);
}

/* ---- text ---- */

typedef struct writing {
    const report_view *v;
    int chapter;
} writing;

static void write_figure(html_writer *h, const report_view *v, text name)
{
    const report_figure figure = { .name = name, .tables = &v->tables, .is_whole = v->is_draft, .mark = v->mark };
    const report_table *const t = report_tables_find(&v->tables, report_figure_table(name));
    if (t == NULL || t->n_rows == 0)
        return;
    layout_begin_figure(h);
    report_draw_figure(html_lend(h), &figure, false, v->arena);
    layout_end_figure(h);
    write_raise(h, v, name);
}

static void write_place(html_writer *h, void *context, text name)
{
    const writing *const w = context;
    const report_table *const t = report_tables_find(&w->v->tables, name);
    if (text_equal(name, TEXT("F3.1")))
        write_themes(h, w->v);
    if (t != NULL)
        report_write_table(h, w->v, t);
    else
        write_figure(h, w->v, name);
}

static void write_after(html_writer *h, void *context, int paragraph)
{
    const writing *const w = context;
    const report_view *const v = w->v;
    write_raise(h, v,
                w->chapter == 0 ? memory_format(v->arena, "summary, paragraph %d", paragraph)
                : w->chapter == REPORT_ANNEX_A
                    ? memory_format(v->arena, "annex A, paragraph %d", paragraph)
                    : memory_format(v->arena, "chapter %d, paragraph %d", w->chapter, paragraph));
}

static bool write_chapter(html_writer *h, const report_view *v, int chapter, upw_error *error)
{
    report_chapter it;
    bool found;
    writing w = { v, chapter };
    if (!report_chapter_has_text(chapter))
        return report_write_annex(h, v, chapter, error);
    if (!reports_find_chapter(v->db, v->report, is_as_shared(v), chapter, v->arena, &it, &found, error))
        return false;
    report_write_markdown(h, &(report_markdown){ it.words, write_place, write_after, &w });
    if (chapter != 0 || v->use == REPORT_SHARED)
        return true;
    reply said;
    if (!replies_find(v->db, v->report->year, v->arena, &said, &found, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What the board says"), .level = 2 });
    html_open(h, "p");
    if (said.sent_ms > 0)
        html_words(h, "The board has replied. Its reply stands word for word in ");
    else
        html_words(h, "The board has not replied. That stands in ");
    nhs_link(h, report_view_url(v, REPORT_CHAPTERS - 1), TEXT("chapter 10"));
    html_words(h, ".");
    html_close(h, "p");
    return true;
}

bool report_write_page(html_writer *h, const report_view *v, int chapter, upw_error *error)
{
    write_contents(h, v, chapter);
    if (!write_chapter(h, v, chapter, error))
        return false;
    write_turns(h, v, chapter);
    return true;
}
