/* /returns/{year}/{organisation}/profile: what a body's people said, for its lead and its signatory, after the close.
 * Everything here was frozen at that moment (tally.h, voices.h); no page computes from answers. */
#include "services/appraise/return_profile.h"

#include <math.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "base/number.h"
#include "chart/pictures.h"
#include "services/appraise/lineage.h"
#include "services/appraise/readers.h"
#include "services/appraise/tally.h"
#include "services/people/people.h"

enum { RATINGS = 5 };

/* ---- what is known ---- */

/* The names of those that had a profile, or of those that had none. */
static bool list_names(request *req, const lineage *was, const profile *parts, bool has_profile, text *out,
                       upw_error *error)
{
    *out = TEXT("");
    for (size_t i = 0; i < was->n; i++) {
        organisation o = { .name = was->at[i].body };
        bool found;
        if ((parts[i].n > 0) != has_profile)
            continue;
        if (!organisations_find(req->db, was->at[i].body, req->arena, &o, &found, error))
            return false;
        *out = memory_format(req->arena, "%.*s%s%.*s", TEXT_ARGS(*out), out->len > 0 ? "; " : "", TEXT_ARGS(o.name));
    }
    return true;
}

static bool note_break(request *req, return_profile *p, const lineage *was, const profile *parts, upw_error *error)
{
    text shown, missing;
    if (!list_names(req, was, parts, true, &shown, error) || !list_names(req, was, parts, false, &missing, error))
        return false;
    p->before_note =
        memory_format(req->arena,
                      "[b] Figures of %.*s are not like those of this year, since organisations have "
                      "merged. They are the answers of the people of these, taken together: %.*s.%s%.*s%s",
                      TEXT_ARGS(p->before_year), TEXT_ARGS(shown), missing.len > 0 ? " Nothing can be shown of: " : "",
                      TEXT_ARGS(missing), missing.len > 0 ? "." : "");
    p->before_year = memory_format(req->arena, "%.*s [b]", TEXT_ARGS(p->before_year));
    return true;
}

/* What the people of all that this body was in an earlier round said in it. */
static bool find_in(request *req, return_profile *p, text year, upw_error *error)
{
    lineage was;
    if (!lineage_find(req->db, year, p->subject.round.year, p->subject.ret.body, req->arena, &was, error))
        return false;
    profile *const parts = MEMORY_TAKE(req->arena, profile, was.n + 1);
    for (size_t i = 0; i < was.n; i++)
        if (!returns_find_profile(req->db, year, was.at[i].body, req->arena, &parts[i], error))
            return false;
    p->before_year = year;
    p->before = was.n == 1 ? parts[0] : tally_join(parts, was.n, req->arena);
    return p->before.n == 0 || !was.is_break || note_break(req, p, &was, parts, error);
}

/* Of the last round before it in which there is a profile. */
static bool find_before(request *req, return_profile *p, upw_error *error)
{
    appraise_rounds all;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n && p->before.n == 0; i++)
        if (text_compare(all.at[i].year, p->subject.round.year) < 0 && !find_in(req, p, all.at[i].year, error))
            return false;
    return true;
}

bool return_find_profile(request *req, return_profile *out, upw_error *error)
{
    *out = (return_profile){ 0 };
    return_subject *const s = &out->subject;
    return return_find_subject(req, s, error) &&
           questionnaire_find(req->db, s->round.questionnaire, req->arena, &out->asked, error) &&
           returns_find_profile(req->db, s->ret.year, s->ret.body, req->arena, &out->now, error) &&
           voices_find(req->db, s->ret.year, s->ret.body, req->arena, &out->said, error) &&
           find_before(req, out, error);
}

/* Why there is nothing to see. */
static text say_nothing(const return_profile *p, upw_arena *arena)
{
    const appraise_round *const r = &p->subject.round;
    if (r->life.state == STATE_ROUND_CANCELLED)
        return TEXT("The round was cancelled. What people had sent was destroyed unread.");
    if (r->life.state == STATE_ROUND_ANNOUNCED || r->life.state == STATE_ROUND_OPEN)
        return memory_format(arena,
                             "People can answer until the end of %.*s. The profiles of all organisations appear after "
                             "that, at the same moment.",
                             TEXT_ARGS(readers_day(round_last_individual_day(r), arena)));
    if (!p->subject.ret.has_individual_stage)
        return TEXT("People were not asked one by one, so there is no profile.");
    return memory_format(arena, "Fewer than %lld people answered, so nothing can be shown.", (long long)r->min_people);
}

/* ---- figures as words ---- */

static const text hidden = { "[c]", 3 };

static text share_words(int64_t n, int64_t of, upw_arena *arena)
{
    buffer b;
    if (n < 0 || of <= 0)
        return hidden;
    buffer_init(&b, 40);
    number_add_rounded(&b, 100.0 * (double)n / (double)of, 0, false);
    buffer_add_char(&b, '%');
    return memory_keep(arena, &b);
}

static text rating_words(const profile_row *row, int64_t value, upw_arena *arena)
{
    return row->same_answer == value ? TEXT("90% or more") : share_words(row->counts[value - 1], row->n, arena);
}

static text median_words(const profile_row *row, upw_arena *arena)
{
    buffer b;
    if (row == NULL)
        return TEXT("not asked");
    if (isnan(row->median))
        return hidden;
    buffer_init(&b, 40);
    number_add_rounded(&b, row->median, 1, false);
    return memory_keep(arena, &b);
}

/* ---- the themes in one table ---- */

/* Of the answers from 1 to 5 whose spread is shown: how many were in favour. */
typedef struct favour {
    int64_t n, of;
} favour;

static void add_favour(favour *f, const question *q, const profile_row *row)
{
    if (row == NULL || !row->is_shown || row->same_answer > 0)
        return;
    f->n += q->is_negative ? row->counts[0] + row->counts[1] : row->counts[3] + row->counts[4];
    f->of += row->n;
}

static favour favour_of(const return_profile *p, const profile *year, text theme, question_target target)
{
    favour f = { 0 };
    for (size_t i = 0; i < p->asked.n; i++) {
        const question *const q = &p->asked.at[i];
        if (text_equal(q->theme, theme) && q->scale != SCALE_TEXT && question_is_about(q, target))
            add_favour(&f, q, returns_look_up_profile(year, q->id, target));
    }
    return f;
}

static bool is_first_of_theme(const questionnaire *asked, size_t i)
{
    return asked->at[i].scale != SCALE_TEXT && (i == 0 || !text_equal(asked->at[i].theme, asked->at[i - 1].theme));
}

static void write_themes(html_writer *h, request *req, const return_profile *p)
{
    const appraise_round *const r = &p->subject.round;
    const bool has_before = p->before.n > 0;
    const text year = p->before_year;
    const text board = memory_capitalise(req->arena, r->board_label),
               office = memory_capitalise(req->arena, r->office_label);
    const nhs_column columns[] = {
        { .words = TEXT("Theme") },
        { .words = board, .is_numeric = true },
        { .words = office, .is_numeric = true },
        { .words = memory_format(req->arena, "%.*s in %.*s", TEXT_ARGS(board), TEXT_ARGS(year)), .is_numeric = true },
        { .words = memory_format(req->arena, "%.*s in %.*s", TEXT_ARGS(office), TEXT_ARGS(year)), .is_numeric = true },
    };
    nhs_table table;
    const nhs_table_options options = { .caption = TEXT("Themes: how many of the answers from 1 to 5 were in favour"),
                                        .columns = columns,
                                        .n_columns = has_before ? 5 : 3,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < p->asked.n; i++) {
        if (!is_first_of_theme(&p->asked, i))
            continue;
        nhs_begin_row(&table);
        nhs_cell_text(&table, p->asked.at[i].theme_title);
        for (unsigned k = 0; k < (has_before ? 4u : 2u); k++) {
            const favour f = favour_of(p, k < 2 ? &p->now : &p->before, p->asked.at[i].theme,
                                       k % 2 == 0 ? TARGET_NATIONAL : TARGET_LOCAL);
            nhs_cell_text(&table, share_words(f.n, f.of, req->arena));
        }
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

/* ---- a theme: its picture and its table ---- */

typedef struct section {
    const return_profile *p;
    size_t first, end; /* its questions, all on one scale */
} section;

static section section_from(const return_profile *p, size_t first)
{
    size_t end = first + 1;
    while (end < p->asked.n && text_equal(p->asked.at[end].theme, p->asked.at[first].theme) &&
           p->asked.at[end].scale == p->asked.at[first].scale)
        end++;
    return (section){ p, first, end };
}

/* Against on the left and in favour on the right, whichever way the question is put. */
static chart_lean lean_of(const section *s, const question *q, question_target target, upw_arena *arena)
{
    const profile_row *const row = returns_look_up_profile(&s->p->now, q->id, target);
    chart_lean lean = { .name = memory_format(arena, "%.*s, %s", TEXT_ARGS(q->id),
                                              target == TARGET_NATIONAL ? "the board" : "the office") };
    for (size_t k = 0; k < CHART_LEANS; k++) {
        const int64_t n = row != NULL ? row->counts[q->is_negative ? CHART_LEANS - 1 - k : k] : -1;
        lean.shares[k] = n < 0 || row->n == 0 ? NAN : (double)n / (double)row->n;
    }
    return lean;
}

/* "Listening: 14% in favour of the board, 17% of the office". */
static text find_title(const section *s, upw_arena *arena)
{
    const question *const q = &s->p->asked.at[s->first];
    const favour of_board = favour_of(s->p, &s->p->now, q->theme, TARGET_NATIONAL);
    const favour of_office = favour_of(s->p, &s->p->now, q->theme, TARGET_LOCAL);
    buffer b;
    buffer_init(&b, 400);
    buffer_add(&b, q->theme_title);
    if (of_board.of > 0)
        buffer_add_format(&b, ": %.*s in favour of the board", TEXT_ARGS(share_words(of_board.n, of_board.of, arena)));
    if (of_office.of > 0)
        buffer_add_format(&b, "%s %.*s %s the office", of_board.of > 0 ? "," : ":",
                          TEXT_ARGS(share_words(of_office.n, of_office.of, arena)),
                          of_board.of > 0 ? "of" : "in favour of");
    return memory_keep(arena, &b);
}

static void draw(html_writer *h, const section *s, upw_arena *arena)
{
    const question *const at = s->p->asked.at;
    chart_lean *const rows = MEMORY_TAKE(arena, chart_lean, TARGET_COUNT * (s->end - s->first));
    size_t n = 0;
    for (size_t i = s->first; i < s->end; i++)
        for (question_target t = 0; t < TARGET_COUNT; t++)
            if (question_is_about(&at[i], t))
                rows[n++] = lean_of(s, &at[i], t, arena);
    const chart_leans picture = {
        .head = { .title = find_title(s, arena),
                  .subtitle = TEXT("share of those who gave an answer from 1 to 5"),
                  .description = TEXT("A bar of five parts for each question. The table below has the same figures."),
                  .id = memory_format(arena, "profile-%zu", s->first) },
        .n = n,
        .rows = rows,
        .words = { TEXT("strongly against"), TEXT("against"), TEXT("neither"), TEXT("in favour"),
                   TEXT("strongly in favour") },
    };
    layout_begin_figure(h);
    chart_draw_leans_for_page(html_lend(h), &picture);
    layout_end_figure(h);
}

static void write_row(nhs_table *table, request *req, const section *s, const question *q, question_target target)
{
    const return_profile *const p = s->p;
    const profile_row *const row = returns_look_up_profile(&p->now, q->id, target);
    upw_arena *const arena = req->arena;
    if (row == NULL)
        return;
    const int64_t all = row->is_shown ? row->n + row->n_do_not_know + row->n_does_not_apply : 0;
    nhs_begin_row(table);
    nhs_cell_text(table, memory_format(arena, "%.*s. %.*s", TEXT_ARGS(q->id),
                                       TEXT_ARGS(question_words(q, &p->subject.round, target, arena))));
    for (int64_t v = 1; v <= RATINGS; v++)
        nhs_cell_text(table, rating_words(row, v, arena));
    nhs_cell_text(table, share_words(row->n_do_not_know, all, arena));
    nhs_cell_text(table, share_words(row->n_does_not_apply, all, arena));
    nhs_cell_text(table, median_words(row, arena));
    if (p->before.n > 0)
        nhs_cell_text(table, median_words(returns_look_up_profile(&p->before, q->id, target), arena));
    nhs_end_row(table);
}

static void write_table(html_writer *h, request *req, const section *s)
{
    const question *const at = s->p->asked.at;
    nhs_column columns[RATINGS + 5] = { { .words = TEXT("What was asked") } };
    size_t n = 1;
    nhs_table table;
    for (int64_t v = 1; v <= RATINGS; v++)
        columns[n++] = (nhs_column){ .words = text_of(answer_words(at[s->first].scale, v)), .is_numeric = true };
    columns[n++] = (nhs_column){ .words = TEXT("Do not know"), .is_numeric = true };
    columns[n++] = (nhs_column){ .words = TEXT("Does not apply"), .is_numeric = true };
    columns[n++] = (nhs_column){ .words = TEXT("Median, 1 to 5"), .is_numeric = true };
    if (s->p->before.n > 0)
        columns[n++] = (nhs_column){ .words = memory_format(req->arena, "Median in %.*s", TEXT_ARGS(s->p->before_year)),
                                     .is_numeric = true };
    const nhs_table_options options = { .caption = memory_format(req->arena, "%.*s: what people answered",
                                                                 TEXT_ARGS(at[s->first].theme_title)),
                                        .caption_size = NHS_S,
                                        .columns = columns,
                                        .n_columns = n,
                                        .first_is_header = true,
                                        .is_compact = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = s->first; i < s->end; i++)
        for (question_target t = 0; t < TARGET_COUNT; t++)
            if (question_is_about(&at[i], t))
                write_row(&table, req, s, &at[i], t);
    nhs_end_table(&table);
}

static void write_contents(html_writer *h, request *req, const return_profile *p)
{
    nhs_contents_item *const items = MEMORY_TAKE(req->arena, nhs_contents_item, p->asked.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->asked.n; i++)
        if (is_first_of_theme(&p->asked, i))
            items[n++] = (nhs_contents_item){ p->asked.at[i].theme_title, memory_format(req->arena, "#theme-%zu", i) };
    items[n++] = (nhs_contents_item){ TEXT("In their own words"), TEXT("#words") };
    nhs_contents_list(h, &(nhs_contents_list_options){ .items = items, .n_items = n, .aria_label = TEXT("Themes") });
}

static void write_sections(html_writer *h, request *req, const return_profile *p)
{
    for (size_t i = 0; i < p->asked.n;) {
        const section s = section_from(p, i);
        if (is_first_of_theme(&p->asked, i)) {
            nhs_heading(h, &(nhs_heading_options){ .words = p->asked.at[i].theme_title,
                                                   .id = memory_format(req->arena, "theme-%zu", i),
                                                   .level = 2,
                                                   .size = NHS_M });
        }
        if (p->asked.at[i].scale != SCALE_TEXT) {
            draw(h, &s, req->arena);
            write_table(h, req, &s);
        }
        i = s.end;
    }
}

/* ---- the page ---- */

static bool show(request *req, response *res, upw_error *error)
{
    return_profile p;
    if (!return_find_profile(req, &p, error))
        return false;
    layout frame = return_frame(&p.subject, TEXT("What your people said"), req->arena);
    frame.is_wide = true;
    html_writer *const h = web_page_begin(req, res, &frame);
    if (p.now.n == 0) {
        nhs_inset_text(h, say_nothing(&p, req->arena));
        return web_page_end(h, error);
    }
    nhs_inset_text(h, memory_format(req->arena,
                                    "%lld people answered. This is for your organisation's discussion: only you who "
                                    "lead and sign can open it, and it is never published.",
                                    (long long)p.subject.ret.n_answered));
    html_open(h, "p");
    html_format(h,
                "%.*s stands where a figure is not shown, so that nobody can be recognised: fewer than %lld people "
                "answered, or nearly all gave the same answer. ",
                TEXT_ARGS(hidden), (long long)p.subject.round.min_people);
    nhs_link(h, return_url(&p.subject, "/profile.csv", req->arena), TEXT("Download the figures (CSV)"));
    html_close(h, "p");
    if (p.before_note.len > 0)
        nhs_paragraph(h, p.before_note);
    write_contents(h, req, &p);
    write_themes(h, req, &p);
    write_sections(h, req, &p);
    return_write_topics(h, req, &p);
    return web_page_end(h, error);
}

/* ---- the file ---- */

static void add_figure(csv_out *csv, int64_t n)
{
    if (n < 0)
        csv_add_text(csv, hidden);
    else
        csv_add_integer(csv, n);
}

static void add_row(csv_out *csv, request *req, const return_profile *p, const question *q, question_target target)
{
    const profile_row *const row = returns_look_up_profile(&p->now, q->id, target);
    if (row == NULL)
        return;
    csv_add_text(csv, q->id);
    csv_add_text(csv, text_of(question_target_names[target]));
    csv_add_text(csv, q->theme_title);
    csv_add_text(csv, question_words(q, &p->subject.round, target, req->arena));
    for (int64_t v = 1; v <= RATINGS; v++)
        if (row->same_answer == v)
            csv_add_text(csv, TEXT("90% or more"));
        else
            add_figure(csv, row->counts[v - 1]);
    add_figure(csv, row->n_do_not_know);
    add_figure(csv, row->n_does_not_apply);
    add_figure(csv, row->n);
    csv_add_text(csv, median_words(row, req->arena));
    csv_end_row(csv);
}

static bool download(request *req, response *res, upw_error *error)
{
    static const char *const names[] = { "question",       "about",      "theme",      "wording",    "answered_1",
                                         "answered_2",     "answered_3", "answered_4", "answered_5", "do_not_know",
                                         "does_not_apply", "rated",      "median" };
    return_profile p;
    csv_out csv = { .out = &res->body };
    if (!return_find_profile(req, &p, error))
        return false;
    if (p.now.n == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there is no profile");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_add_text(&csv, text_of(names[i]));
    csv_end_row(&csv);
    for (size_t i = 0; i < p.asked.n; i++)
        for (question_target t = 0; p.asked.at[i].scale != SCALE_TEXT && t < TARGET_COUNT; t++)
            if (question_is_about(&p.asked.at[i], t))
                add_row(&csv, req, &p, &p.asked.at[i], t);
    res->kind = WEB_CSV;
    response_set_download(res, req->arena,
                          memory_format(req->arena, "profile-%.*s-%.*s.csv", TEXT_ARGS(p.subject.ret.year),
                                        TEXT_ARGS(p.subject.ret.body)));
    return true;
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/profile", show, RETURN_SEEN_BY_BOTH },
    { WEB_GET, RETURN_PLACE "/profile.csv", download, RETURN_SEEN_BY_BOTH, .rate = WEB_RATE_FILES },
};
const web_routes return_profile_routes = { routes, sizeof routes / sizeof *routes };
