/* What a body's people wrote: how many about what, and their words where enough of them wrote. */
#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "services/appraise/return_profile.h"
#include "web/url.h"

enum { WORDS_A_PAGE = 50 };

static size_t count_said(const return_profile *p, text id)
{
    size_t n = 0;
    for (size_t i = 0; i < p->said.n_said; i++)
        n += text_equal(p->said.said[i].question, id);
    return n;
}

static text title_of(const struct report_topics *topics, text id)
{
    for (size_t i = 0; i < report_topics_count(topics); i++)
        if (text_equal(report_topics_at(topics, i).id, id))
            return report_topics_at(topics, i).title;
    return id;
}

static text wording(const return_profile *p, const question *q, upw_arena *arena)
{
    return question_words(q, &p->subject.round, question_first_target(q), arena);
}

/* ---- topics ---- */

static void write_topic_table(html_writer *h, const return_profile *p, const struct report_topics *topics,
                              const question *q, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Topic", 5 } },
                                          { .words = { "People", 6 }, .is_numeric = true } };
    nhs_table table;
    bool has_any = false;
    const nhs_table_options options = { .caption = TEXT("What they wrote about"),
                                        .caption_size = NHS_S,
                                        .columns = columns,
                                        .n_columns = 2,
                                        .first_is_header = true,
                                        .is_compact = true };
    for (size_t i = 0; i < p->said.n_counts; i++) {
        const voices_count *const c = &p->said.counts[i];
        if (!text_equal(c->question, q->id) || c->topic.len == 0)
            continue;
        if (!has_any)
            nhs_begin_table(h, &table, &options);
        has_any = true;
        nhs_begin_row(&table);
        nhs_cell_text(&table, title_of(topics, c->topic));
        nhs_cell_text(&table, memory_format(arena, "%lld", (long long)c->n));
        nhs_end_row(&table);
    }
    if (has_any)
        nhs_end_table(&table);
}

static int64_t count_wrote(const return_profile *p, text id)
{
    for (size_t i = 0; i < p->said.n_counts; i++)
        if (text_equal(p->said.counts[i].question, id) && p->said.counts[i].topic.len == 0)
            return p->said.counts[i].n;
    return -1;
}

static void write_open_question(html_writer *h, request *req, const return_profile *p,
                                const struct report_topics *topics, const question *q)
{
    const int64_t n = count_wrote(p, q->id);
    nhs_heading(h, &(nhs_heading_options){ .words = wording(p, q, req->arena), .level = 3, .size = NHS_S });
    if (n < 0) {
        nhs_paragraph(h, memory_format(req->arena, "Fewer than %lld people wrote something, so nothing can be shown.",
                                       (long long)p->subject.round.min_people));
        return;
    }
    nhs_paragraph(h, memory_format(req->arena, "%lld people wrote something.", (long long)n));
    write_topic_table(h, p, topics, q, req->arena);
    if (count_said(p, q->id) == 0)
        return;
    html_open(h, "p");
    nhs_link(h, return_url(&p->subject, memory_format(req->arena, "/profile/%.*s", TEXT_ARGS(q->id)).at, req->arena),
             memory_format(req->arena, "Read what they wrote: %.*s", TEXT_ARGS(wording(p, q, req->arena))));
    html_close(h, "p");
}

void return_write_topics(html_writer *h, request *req, const return_profile *p)
{
    const struct report_topics *const topics = report_topics_load(req->arena);
    nhs_heading(h, &(nhs_heading_options){
                       .words = TEXT("In their own words"), .id = TEXT("words"), .level = 2, .size = NHS_M });
    for (size_t i = 0; i < p->asked.n; i++)
        if (p->asked.at[i].scale == SCALE_TEXT)
            write_open_question(h, req, p, topics, &p->asked.at[i]);
}

/* ---- the words ---- */

static const question *find_question(const return_profile *p, text id)
{
    for (size_t i = 0; i < p->asked.n; i++)
        if (text_equal(p->asked.at[i].id, id) && p->asked.at[i].scale == SCALE_TEXT)
            return &p->asked.at[i];
    return NULL;
}

static void write_said(html_writer *h, const return_profile *p, text id, size_t first)
{
    size_t n = 0;
    nhs_begin_list(h, false);
    for (size_t i = 0; i < p->said.n_said; i++) {
        if (!text_equal(p->said.said[i].question, id))
            continue;
        if (n >= first && n < first + WORDS_A_PAGE)
            html_element(h, "li", p->said.said[i].words);
        n++;
    }
    nhs_end_list(h, false);
}

static bool show(request *req, response *res, upw_error *error)
{
    return_profile p;
    if (!return_find_profile(req, &p, error))
        return false;
    const question *const q = find_question(&p, request_path(req, "question"));
    const size_t n = q != NULL ? count_said(&p, q->id) : 0;
    if (n == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there are no words to read here");
    layout frame = return_frame(&p.subject, wording(&p, q, req->arena), req->arena);
    frame.back = return_url(&p.subject, "/profile", req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    nhs_warning_callout(h, &(nhs_warning_options){
                               .level = 2,
                               .heading = TEXT("For the discussion, and no further"),
                               .words = TEXT("Nobody is to be asked, or guessed at, who wrote what. The order is "
                                             "shuffled, what looks as if somebody was named is left out, and nothing "
                                             "of it is ever published.") });
    write_said(h, &p, q->id, paging_read(req, n, WORDS_A_PAGE) * WORDS_A_PAGE);
    paging_write(h, req, n, WORDS_A_PAGE);
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/profile/{question}", show, RETURN_SEEN_BY_BOTH },
};
const web_routes return_voices_routes = { routes, sizeof routes / sizeof *routes };
