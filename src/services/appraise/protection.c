/* /protection: what becomes of an answer, as docs/answering.md has it for those who answer. */
#include "services/appraise/answering.h"
#include "services/promises.h"

/* What is kept and for how long: product.md, section 5.8. answering_duties.c lets it go. */
static const struct {
    text what, until, who;
} kept[] = {
    { { "Your name, address and how you take part, on your organisation's list", 69 },
      { "30 days after the close", 23 },
      { "Your organisation's lead and signatory", 38 } },
    { { "That your link was used, without when", 37 },
      { "30 days after the close", 23 },
      { "Nobody: no page shows it", 24 } },
    { { "What you began and have not sent", 32 },
      { "You send it, or the close", 25 },
      { "Whoever has your link", 21 } },
    { { "Your ratings, with your organisation and without your name", 58 },
      { "24 months", 9 },
      { "The program, to count them after the close", 42 } },
    { { "Each comment, apart from your ratings and from your other comments", 66 },
      { "12 months", 9 },
      { "Your lead and signatory, where enough people wrote; shuffled, never published", 77 } },
};

static void write_kept(html_writer *h)
{
    static const nhs_column columns[] = { { .words = { "What", 4 } },
                                          { .words = { "Until", 5 } },
                                          { .words = { "Who can read it", 15 } } };
    const nhs_table_options options = { .caption = TEXT("What is kept, and how long"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_table table;
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        nhs_begin_row(&table);
        nhs_cell_text(&table, kept[i].what);
        nhs_cell_text(&table, kept[i].until);
        nhs_cell_text(&table, kept[i].who);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

static void write_heading(html_writer *h, text words)
{
    nhs_heading(h, &(nhs_heading_options){ .words = words, .level = 2, .size = NHS_M });
}

static bool show(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("How we protect answers"), .place = LAYOUT_PROTECTION, .is_place = true });
    nhs_lead(h, TEXT("Once a year people say what they think of those above them. They can do so freely only if nobody "
                     "can find out what they said."));
    write_heading(h, promises[PROMISE_UNSEEN].what);
    nhs_paragraph(h, promises[PROMISE_UNSEEN].how);
    nhs_paragraph(h, TEXT("You answer by a link of your own, without an account and without a cookie. When you send, "
                          "your ratings and each of your comments are sealed apart from each other and laid under "
                          "random numbers. Nowhere is there the time of an answer, the order of answers or the address "
                          "of a computer. So nobody can change, show or delete what you said, for you either."));
    write_heading(h, TEXT("What this cannot protect you from"));
    nhs_paragraph(h, promise_limits);
    nhs_paragraph(h, TEXT("Nor an employer who watches which pages a computer at work opens, or whoever reads your "
                          "mail. Answer at home if that worries you."));
    write_heading(h, TEXT("What is shown"));
    nhs_paragraph(h, TEXT("Never what only a few people said: ten must have answered, or as many as the year's page "
                          "says, never fewer than eight; that number does not change once the year is announced. "
                          "While people can answer there is one count a day, for the organisation itself, and \"fewer "
                          "than 10\" until there are ten. All profiles appear at the same moment, after the close. "
                          "What an organisation signs is not anonymous: that is its agreed view, and anybody can read "
                          "it."));
    write_kept(h);
    write_heading(h, TEXT("Was my answer counted?"));
    nhs_paragraph(h, TEXT("When you send your answers you are shown a receipt of 12 characters, once. With it you can "
                          "ask, on the page of that year's appraisal, whether an answer is there. The receipt says "
                          "nothing of what you answered, and nothing leads from it to you."));
    return web_page_end(h, error);
}

static const route routes[] = { { WEB_GET, "/protection", show, .needs = WEB_ANYONE } };
const web_routes protection_routes = { routes, sizeof routes / sizeof *routes };
