/* The first page, and what the footer leads to: words for everybody, whoever asks. */
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/promises.h"
#include "web/page.h"

static const struct {
    layout_place place;
    text words; /* what one comes here to do */
} doors[] = {
    { LAYOUT_APPRAISAL,
      { "Each year the local bodies appraise those at the top, and the top answers in public.", 84 } },
    { LAYOUT_MEASURES,
      { "How things go, told apart from chance; no traffic lights and no straight-line targets.", 86 } },
    { LAYOUT_ORGANISATIONS, { "Care, performance and money of one place side by side.", 54 } },
};

static void write_doors(html_writer *h, const request *req)
{
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        if (req->site->layout->places & LAYOUT_HAS(doors[i].place))
            nhs_card(h, &(nhs_card_options){ .heading = layout_word(doors[i].place),
                                             .href = layout_path(doors[i].place),
                                             .is_clickable = true,
                                             .description = doors[i].words });
}

static bool show_home(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Performance management the right way up") });
    nhs_lead(
        h, TEXT("Local teams and the people who lead them appraise the centre, judge change by what chance allows, and "
                "clear what stands in the way. The centre is measured with the same instruments as everybody else."));
    write_doors(h, req);
    return web_page_end(h, error);
}

static void write_contact(html_writer *h)
{
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("Who runs this service"), layout_path(LAYOUT_CONTACT), NHS_ON_LIGHT });
}

static bool show_help(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Get help"), .place = LAYOUT_HELP, .is_place = true });
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Signing in"), .level = 2, .size = NHS_M });
    nhs_paragraph(
        h, TEXT("You sign in by an email with a link and a code; there is no password to remember. If the email does "
                "not come within a few minutes, look among unwanted mail and ask for another: only the latest "
                "one counts."));
    nhs_paragraph(
        h,
        TEXT("You stay signed in for 8 hours after the last page that you asked for, 12 at most; those who look after "
             "the service for one hour. What you have typed is not lost: send it, and you are asked to sign in "
             "and come back to it. Only files must be chosen again."));
    nhs_paragraph(
        h, TEXT("If your address has no account, ask to sign in all the same: where your organisation lets people with "
                "such "
                "addresses join, the letter comes and you say your name. Otherwise someone with the lead in your "
                "organisation, or the administrator, can invite you."));
    write_contact(h);
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Reading a chart"), .level = 2, .size = NHS_M });
    nhs_paragraph(
        h, TEXT("Most of what goes up and down is chance. The grey band shows how far a process that has not changed "
                "goes by itself. A sign of change is a point outside it, or a run that chance would hardly "
                "make; then shape and colour change, and a sentence says since when."));
    nhs_paragraph(
        h, TEXT("Whether a target will be met is a question to the process, not to the last month: if the whole band "
                "lies on the wrong side, it will not be met until something about the process is changed."));
    return web_page_end(h, error);
}

static bool show_about(request *req, response *res, upw_error *error)
{
    static const promise kept[] = { PROMISE_UNSEEN, PROMISE_OPENLY, PROMISE_SAME, PROMISE_DATE, PROMISE_RANKING };
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("About Upward"), .place = LAYOUT_ABOUT, .is_place = true });
    nhs_paragraph(
        h, TEXT("In most health services targets flow down, traffic lights flow up, and nobody appraises the centre. "
                "Upward is run by local clinical bodies for themselves and turns that round."));
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What we promise"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    promises_write_items(h, kept, sizeof kept / sizeof *kept);
    html_literal(h, "<li>No red, amber or green: a colour hides what is known and how surely.</li>"
                    "<li>No number without its denominator, and no rank without its interval.</li>"
                    "<li>Whatever measures the front line measures the centre with the same instruments.</li>");
    nhs_end_list(h, false);
    return web_page_end(h, error);
}

static bool show_accessibility(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("Accessibility statement"), .place = LAYOUT_ACCESSIBILITY, .is_place = true });
    nhs_paragraph(
        h, TEXT("This site aims at the Web Content Accessibility Guidelines 2.2, level AA. Everything works without "
                "script, with the keyboard alone, on a telephone, at 400% zoom, in forced colours and on paper."));
    nhs_paragraph(
        h, TEXT("Every chart has a sentence that says what it shows and a table of the same numbers. Colour never "
                "carries a meaning alone."));
    nhs_paragraph(
        h, TEXT("Each page is looked at by an automatic check and tried with the keyboard when the program is made. "
                "No automatic check finds everything: if something cannot be used, tell the people who run this "
                "service."));
    write_contact(h);
    return web_page_end(h, error);
}

static bool show_privacy(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Privacy"), .place = LAYOUT_PRIVACY, .is_place = true });
    nhs_paragraph(
        h,
        TEXT("Of people who sign in this site keeps a name, an address at work, their roles and the day of their last "
             "sign-in. The audit trail has the day of each sign-in, and of those who look after the service the time. "
             "What people look at is not recorded, nor are addresses of machines, and no page loads anything from "
             "elsewhere."));
    nhs_paragraph(
        h,
        TEXT("One cookie keeps you signed in. It holds a random number, ends when you sign out or close the browser, "
             "and follows you nowhere."));
    nhs_paragraph(
        h, TEXT("What you change is written into the audit trail with your account's number, and kept for seven years. "
                "On your account page you can download what is kept of you and close the account. One that is not used "
                "for a year is closed; a letter comes a month before."));
    nhs_paragraph(h, TEXT("No page needs anything that could tell who a patient is. What is kept of answers in "
                          "the appraisal stands on a page of its own."));
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("How we protect answers"), layout_path(LAYOUT_PROTECTION), NHS_ON_LIGHT });
    write_contact(h);
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/", show_home, .needs = WEB_ANYONE },
    { WEB_GET, "/help", show_help, .needs = WEB_ANYONE },
    { WEB_GET, "/about", show_about, .needs = WEB_ANYONE },
    { WEB_GET, "/accessibility", show_accessibility, .needs = WEB_ANYONE },
    { WEB_GET, "/privacy", show_privacy, .needs = WEB_ANYONE },
};
const web_routes front_routes = { routes, sizeof routes / sizeof *routes };
