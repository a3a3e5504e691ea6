/* The frame of every page. Decisions on how it looks are in docs/look.md; on what is where, in docs/pages.md. */
#include "web/layout.h"

#include <assert.h>

#include "web/assets.h"

/* Order, words and addresses of header and footer: help comes first in the footer of every page (WCAG 2.2, 3.2.6). */
static const struct {
    text word;
    text path;
} places[LAYOUT_PLACE_COUNT] = {
    [LAYOUT_APPRAISAL] = { { "Appraisal", 9 }, { "/appraisal", 10 } },
    [LAYOUT_MEASURES] = { { "Measures", 8 }, { "/measures", 9 } },
    [LAYOUT_OBSTACLES] = { { "Obstacles", 9 }, { "/obstacles", 10 } },
    [LAYOUT_CONSULTATIONS] = { { "Consultations", 13 }, { "/consult", 8 } },
    [LAYOUT_LEADERS] = { { "Leaders", 7 }, { "/leaders", 8 } },
    [LAYOUT_CHANGE] = { { "Change", 6 }, { "/change", 7 } },
    [LAYOUT_ORGANISATIONS] = { { "Organisations", 13 }, { "/organisations", 14 } },
    [LAYOUT_HELP] = { { "Get help", 8 }, { "/help", 5 } },
    [LAYOUT_ABOUT] = { { "About", 5 }, { "/about", 6 } },
    [LAYOUT_PROTECTION] = { { "How we protect answers", 22 }, { "/protection", 11 } },
    [LAYOUT_ACCESSIBILITY] = { { "Accessibility statement", 23 }, { "/accessibility", 14 } },
    [LAYOUT_PRIVACY] = { { "Privacy", 7 }, { "/privacy", 8 } },
    [LAYOUT_DATA] = { { "Data downloads", 14 }, { "/data", 5 } },
    [LAYOUT_CORRECTIONS] = { { "Corrections", 11 }, { "/corrections", 12 } },
    [LAYOUT_CONTACT] = { { "Contact", 7 }, { "/contact", 8 } },
};
enum { WORDS = LAYOUT_ORGANISATIONS, LINKS = LAYOUT_CONTACT - LAYOUT_HELP + 1 };

text layout_path(layout_place place)
{
    return places[place].path;
}

text layout_word(layout_place place)
{
    return places[place].word;
}

static bool has(const layout_site *site, layout_place place)
{
    return (site->places & LAYOUT_HAS(place)) != 0;
}

/* ---- head ---- */

/* "Error: Target – Measures – Upward": what is wrong first, then the most particular (WCAG 2.4.2). */
static void write_title(html_writer *h, const layout *page)
{
    html_open(h, "title");
    if (page->n_errors > 0)
        html_words(h, "Error: ");
    html_text(h, page->title);
    if (page->place != LAYOUT_ELSEWHERE && !page->is_place) {
        html_words(h, " – ");
        html_text(h, places[page->place].word);
    }
    html_words(h, " – Upward");
    html_close(h, "title");
}

static void write_head(html_writer *h, const layout *page)
{
    html_literal(h, "<!DOCTYPE html>\n");
    html_open(h, "html");
    html_attr(h, "lang", page->language.len > 0 ? page->language : TEXT("en-GB"));
    html_literal(h, "\n<head>\n<meta charset=\"utf-8\">\n");
    write_title(h, page);
    html_literal(h, "\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"theme-color\" content=\"#14447a\">\n");
    if (page->site->demonstration.len > 0)
        html_literal(h, "<meta name=\"robots\" content=\"noindex, nofollow\">\n");
    html_void(h, "link");
    html_attr_literal(h, "rel", "icon");
    html_attr_literal(h, "type", "image/svg+xml");
    html_attr(h, "href", asset_url("mark.svg"));
    html_void(h, "link");
    html_attr_literal(h, "rel", "stylesheet");
    html_attr(h, "href", asset_url("page.css"));
    html_literal(h, "\n</head>\n<body>\n");
    html_open(h, "script"); /* before anything is drawn */
    html_attr(h, "src", asset_url("begin.js"));
    html_close(h, "script");
    html_literal(h, "\n");
}

/* ---- header ---- */

/* A dot that rises along a curve: flat, flat, then up. */
static void draw_mark(html_writer *h)
{
    html_literal(h, "<svg class=\"upw-mark\" viewBox=\"0 0 40 32\" width=\"40\" height=\"32\" focusable=\"false\" "
                    "aria-hidden=\"true\"><path d=\"M3 26H17C27 26 30 19 32 10\" fill=\"none\" stroke=\"currentColor\" "
                    "stroke-width=\"4\" stroke-linecap=\"round\"/><circle cx=\"33\" cy=\"6\" r=\"4.5\" "
                    "fill=\"currentColor\"/></svg> <span class=\"upw-name\">Upward</span> ");
}

static void write_demonstration(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_literal(h, "<section class=\"upw-banner\" aria-label=\"Demonstration\">");
    nhs_begin_container(h);
    html_element(h, "p", words);
    nhs_end_container(h);
    html_literal(h, "</section>\n");
}

static size_t list_words(const layout *page, nhs_nav_item *items)
{
    size_t n = 0;
    for (layout_place place = LAYOUT_APPRAISAL; place <= LAYOUT_ORGANISATIONS; place++)
        if (has(page->site, place))
            items[n++] = (nhs_nav_item){ .words = places[place].word,
                                         .href = places[place].path,
                                         .is_current = page->place == place && page->is_place,
                                         .is_active = page->place == place };
    return n;
}

/* Signing out comes last. */
static size_t list_account(const layout *page, nhs_account_item *items)
{
    const layout_site *const site = page->site;
    size_t n = 0;
    if (page->has_no_account)
        return 0;
    if (page->person.len == 0) {
        if (site->sign_in.len > 0)
            items[n++] = (nhs_account_item){ .words = TEXT("Sign in"), .href = site->sign_in };
        return n;
    }
    items[n++] = (nhs_account_item){ .words = page->person, .has_icon = true };
    if (site->your_work.len > 0)
        items[n++] = (nhs_account_item){ .words = TEXT("Your work"), .href = site->your_work };
    if (site->sign_out.len > 0)
        items[n++] = (nhs_account_item){
            .words = TEXT("Sign out"), .action = site->sign_out, .token_name = page->token_name, .token = page->token
        };
    return n;
}

static void write_header(html_writer *h, const layout *page)
{
    nhs_nav_item words[WORDS];
    nhs_account_item account[3];
    const size_t n_words = list_words(page, words), n_account = list_account(page, account);
    nhs_header(h, &(nhs_header_options){ .service = page->site->federation,
                                         .href = TEXT("/"),
                                         .logo_href = TEXT("/"),
                                         .logo_alt = TEXT("Upward"),
                                         .draw_mark = draw_mark,
                                         .items = words,
                                         .n_items = n_words,
                                         .account = account,
                                         .n_account = n_account });
    html_literal(h, "\n");
}

/* ---- main ---- */

static void write_heading(html_writer *h, const layout *page)
{
    if (page->asks)
        return;
    nhs_heading(h, &(nhs_heading_options){
                       .words = page->title, .size = NHS_XL, .caption = { .words = page->caption, .size = NHS_XL } });
    html_literal(h, "\n");
}

/* Outside main, so that screen readers do not meet it with the content, and therefore a landmark of its own. */
static void write_way_back(html_writer *h, text href)
{
    html_literal(h, "<nav aria-label=\"Back\">");
    nhs_back_link(h, &(nhs_back_link_options){ .href = href });
    html_literal(h, "</nav>");
}

void layout_begin(html_writer *h, const layout *page)
{
    assert(page->title.len > 0);
    write_head(h, page);
    nhs_skip_link(h, (text){ "", 0 }, (text){ "", 0 });
    write_demonstration(h, page->site->demonstration);
    write_header(h, page);
    nhs_begin_container(h);
    if (page->n_crumbs > 0)
        nhs_breadcrumb(h, &(nhs_breadcrumb_options){ .items = page->crumbs, .n_items = page->n_crumbs });
    else if (page->back.len > 0)
        write_way_back(h, page->back);
    html_literal(h, "\n");
    nhs_begin_main(h, page->is_wide);
    html_literal(h, "\n");
    if (page->n_errors > 0)
        nhs_error_summary(h, &(nhs_error_summary_options){ .items = page->errors, .n_items = page->n_errors });
    else if (page->done.len > 0)
        nhs_notification_banner(h, &(nhs_banner_options){ .words = page->done, .is_success = true });
    write_heading(h, page);
}

static void write_footer(html_writer *h, const layout *page)
{
    nhs_footer_link links[LINKS];
    size_t n = 0;
    for (layout_place place = LAYOUT_HELP; place <= LAYOUT_CONTACT; place++)
        if (has(page->site, place))
            links[n++] = (nhs_footer_link){ .words = places[place].word, .href = places[place].path };
    nhs_footer(
        h, &(nhs_footer_options){
               .meta = links, .n_meta = n, .meta_hidden = TEXT("Help and about"), .copyright = page->site->version });
}

/* What assets/session.js shows five minutes before the end (WCAG 2.2, 2.2.1). Without script nothing of it is seen:
 * what is sent too late is kept all the same. */
static void write_session(html_writer *h, const layout *page)
{
    if (page->session_left_s.len == 0)
        return;
    html_literal(h, "<dialog class=\"upw-session\" id=\"session-end\" role=\"alertdialog\" "
                    "aria-labelledby=\"session-heading\" aria-describedby=\"session-words\" data-left-s=\"");
    html_text(h, page->session_left_s);
    html_literal(h, "\">");
    nhs_heading(
        h, &(nhs_heading_options){
               .words = TEXT("The end of your session"), .id = TEXT("session-heading"), .level = 2, .size = NHS_M });
    html_literal(h,
                 "<div id=\"session-words\">"
                 "<p data-when=\"soon\">It is a while since you asked for a page. At <b data-time></b> you will be "
                 "signed out, unless you stay signed in. What you have typed stays as it is.</p>"
                 "<p data-when=\"last\">At <b data-time></b> you will be signed out, as everybody is 12 hours after "
                 "signing in. What you have typed stays on this page: save it before then, or when you have signed "
                 "in again.</p>"
                 "<p data-when=\"over\">You are signed out. What you have typed is still on this page: sign in "
                 "again, close this, and save it. A file must be chosen once more.</p>"
                 "<p data-when=\"failed\">That did not work. Look whether you are connected, and try again.</p></div>");
    nhs_button(h,
               &(nhs_button_options){ .words = TEXT("Stay signed in"), .type = "button", .id = TEXT("session-stay") });
    html_literal(h, "<p data-when=\"over\">");
    nhs_link_elsewhere(h, page->site->sign_in, TEXT("Sign in"));
    html_literal(h, "</p>");
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Close"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .type = "button",
                                         .id = TEXT("session-close") });
    html_literal(h, "</dialog>\n");
}

void layout_end(html_writer *h, const layout *page)
{
    html_literal(h, "\n");
    nhs_end_main(h);
    html_literal(h, "\n");
    nhs_end_container(h);
    write_footer(h, page);
    html_literal(h, "\n");
    write_session(h, page);
    html_open(h, "script");
    html_attr_literal(h, "type", "module");
    html_attr(h, "src", asset_url("page.js"));
    html_close(h, "script");
    html_literal(h, "\n</body>\n");
    html_close(h, "html");
    html_literal(h, "\n");
}

void layout_begin_figure(html_writer *h)
{
    html_open(h, "figure");
    html_attr_literal(h, "class", "upw-figure");
}

void layout_end_figure(html_writer *h)
{
    html_close(h, "figure");
}
