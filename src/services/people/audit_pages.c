/* The audit trail on pages: the whole for those who watch over it, their own records for everybody else; and the public
 * digest. */
#include "base/civil.h"
#include "base/csv_out.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/people/accounts.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/trail.h"
#include "web/page.h"
#include "web/search.h"
#include "web/session.h"
#include "web/url.h"

enum { FILE_ROWS_MAX = 100000, CHECKED_AT_ONCE = 5000 };

enum { BY_PERSON, BY_OBJECT, BY_ORGANISATION, BY_DAY, FILTERS };
static const char *const filters[FILTERS] = { "person", "object", "organisation", "day" };

/* ---- what is asked for ---- */

typedef struct wanted {
    web_search by[FILTERS];
    nhs_error_item errors[FILTERS];
    size_t n_errors;
    bool reads_all;
    bool knows_none; /* nobody of that address, no organisation of that code: nothing can be found */
    trail_question question;
} wanted;

/* An address, or the number of an account. */
static bool resolve_person(request *req, wanted *w, upw_error *error)
{
    account who = { 0 };
    bool found;
    const text person = w->by[BY_PERSON].wanted;
    w->question.actor = person;
    if (!text_contains(person, TEXT("@")))
        return true;
    if (!accounts_find_by_email(req->db, person, req->arena, &who, &found, error))
        return false;
    w->question.actor = who.id;
    w->knows_none = w->knows_none || !found;
    return true;
}

/* A name, a code or an id; where it is none of them it is compared as it is. */
static bool resolve_organisation(request *req, wanted *w, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    const text named = w->by[BY_ORGANISATION].wanted;
    if (named.len == 0)
        return true;
    if (!organisations_find(req->db, named, req->arena, &o, &found, error))
        return false;
    w->question.organisation = o.id;
    w->knows_none = w->knows_none || !found;
    return true;
}

static void check_day(request *req, response *res, web_search *day)
{
    int32_t ignored;
    if (day->wanted.len == 0 || civil_read_day(day->wanted, &ignored))
        return;
    nhs_error_item *const item = MEMORY_TAKE(req->arena, nhs_error_item, 1);
    *item = (nhs_error_item){ TEXT("Day must be a real date, like 2026-11-30"), TEXT("#day") };
    day->error = item->words;
    day->errors = item;
    day->n_errors = 1;
    day->wanted = TEXT("");
    res->status = 422;
}

static bool read_wanted(request *req, response *res, size_t most, wanted *w, upw_error *error)
{
    *w = (wanted){ 0 };
    for (size_t i = 0; i < FILTERS; i++) {
        w->by[i] = web_search_read(req, res, filters[i]);
        if (i == BY_DAY)
            check_day(req, res, &w->by[i]);
        if (w->by[i].n_errors > 0)
            w->errors[w->n_errors++] = w->by[i].errors[0];
    }
    if (!people_may(req, PERMISSION_ALL_READ_THE_FULL_AUDIT_TRAIL, TEXT(""), &w->reads_all, NULL, error))
        return false;
    w->question = (trail_question){ .object = w->by[BY_OBJECT].wanted, .day = w->by[BY_DAY].wanted, .most = most };
    if (!w->reads_all)
        w->question.reader = req->person->id;
    if (request_query(req, "before").len > 0 &&
        !number_parse_integer(request_query(req, "before"), &w->question.before))
        return upw_fail(error, UPW_BAD_INPUT, "There is no such page");
    return resolve_person(req, w, error) && resolve_organisation(req, w, error);
}

static bool read_rows(request *req, const wanted *w, trail_rows *rows, upw_error *error)
{
    *rows = (trail_rows){ 0 };
    return w->knows_none || trail_read(req->db, &w->question, req->arena, rows, error);
}

static text url_with(const request *req, text path, const wanted *w, int64_t before)
{
    web_pair pairs[FILTERS + 1];
    for (size_t i = 0; i < FILTERS; i++)
        pairs[i] = (web_pair){ text_of(filters[i]), w->by[i].wanted };
    pairs[FILTERS] =
        (web_pair){ TEXT("before"), before > 0 ? memory_format(req->arena, "%lld", (long long)before) : TEXT("") };
    return url_make(path, pairs, sizeof pairs / sizeof *pairs, req->arena);
}

/* ---- words ---- */

/* What the rows mean; a move of a life cycle has its event's own name. */
static const struct {
    const char *action, *words;
} known[] = {
    { "seat.give", "Gave a role" },
    { "seat.take", "Took a role away" },
    { "account.add", "Added an account" },
    { "account.close", "Closed an account" },
    { "account.tell_unused", "Told somebody that their account will close" },
    { "account.rename", "Changed a name" },
    { "account.change_email", "Changed an email address" },
    { "account.choose_letters", "Chose how letters come" },
    { "clock.jump", "The clock jumped: publication waits" },
    { "clock.confirm", "Confirmed the clock" },
    { "invitation.send", "Invited somebody" },
    { "invitation.withdraw", "Withdrew an invitation" },
    { "key.reseal", "Sealed second factors with a new key" },
    { "organisation.add", "Added an organisation" },
    { "organisations.import", "Imported organisations" },
    { "organisations.merge", "Merged organisations" },
    { "password.remove", "Took a password away" },
    { "password.set", "Set a password" },
    { "second_factor.set", "Set up a second factor" },
    { "second_factor.remove", "Took a second factor away" },
    { "second_factor.ask_reset", "Asked to reset a second factor" },
    { "second_factor.renew_codes", "Made new recovery codes" },
    { "second_factor.use_recovery_code", "Used a recovery code" },
    { "second_factor.refuse", "Gave a wrong code of the second factor" },
    { "session.begin", "Signed in" },
    { "session.refuse", "Somebody could not sign in" },
    { "sessions.end", "Ended all sessions" },
    { "setting.change", "Changed a setting" },
    { "annotation.add", "Wrote about a point of a chart" },
    { "annotation.change", "Changed words about a point" },
    { "annotation.remove", "Took words about a point away" },
    { "indicator.add", "Added an indicator" },
    { "indicator.change", "Changed an indicator" },
    { "indicators.import", "Brought a file of indicators" },
    { "plan.agree", "Agreed a path" },
    { "plan.end", "Ended an agreed path" },
    { "rebase.agree", "Decided that limits start anew" },
    { "rebase.take_back", "Took back that limits start anew" },
    { "target.agree", "Agreed a target" },
    { "target.end", "Ended an agreed target" },
    { "upload.stage", "Brought a file of figures" },
    { "upload.apply", "Applied a file of figures" },
    { "upload.undo", "Undid a file of figures" },
    { "upload.discard", "Discarded a file of figures" },
};

static text action_words(text action, upw_arena *arena)
{
    buffer words;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_equal(action, text_of(known[i].action)))
            return text_of(known[i].words);
    text rest = action;
    const text machine = text_take_until(&rest, '.');
    buffer_init(&words, 500);
    workflow_add_words(&words, memory_copy_text(arena, rest.len > 0 ? rest : machine).at);
    if (rest.len > 0)
        buffer_add_format(&words, " (%.*s)", TEXT_ARGS(machine));
    return memory_keep(arena, &words);
}

/* "2026-11-30T14:05:00Z" as "2026-11-30 14:05:00 UTC". */
static text when_words(text at, upw_arena *arena)
{
    enum { DAY = 10, WHOLE = 20 };
    if (at.len != WHOLE)
        return at;
    return memory_format(arena, "%.*s %.*s UTC", DAY, at.at, WHOLE - DAY - 2, at.at + DAY + 1);
}

static text who_words(const trail_row *row)
{
    return row->actor_name.len > 0                  ? row->actor_name
           : text_equal(row->actor, TEXT("system")) ? TEXT("The program itself")
                                                    : row->actor;
}

/* "Ann Lead, as body lead" */
static text who_and_role(const trail_row *row, upw_arena *arena)
{
    buffer words;
    if (row->role.len == 0 || text_equal(row->role, TEXT("system")))
        return who_words(row);
    buffer_init(&words, 500);
    buffer_add(&words, who_words(row));
    buffer_add_literal(&words, ", as ");
    for (size_t i = 0; i < row->role.len; i++)
        buffer_add_char(&words, (char)(row->role.at[i] == '_' ? ' ' : row->role.at[i]));
    return memory_keep(arena, &words);
}

/* "left_out: 2" as "left out: 2". What is empty says nothing, and a hash its first letters: the file has all of it. */
static text detail_words(const trail_row *row, upw_arena *arena)
{
    enum { HASH = 64, SHOWN = 12 };
    buffer words;
    buffer_init(&words, 8000);
    for (size_t i = 0; i < row->n_details; i++) {
        const text value = row->details[i].value;
        if (value.len == 0)
            continue;
        buffer_add(&words, words.len > 0 ? TEXT("; ") : TEXT(""));
        for (const char *at = row->details[i].name; *at != '\0'; at++)
            buffer_add_char(&words, (char)(*at == '_' ? ' ' : *at));
        buffer_add_literal(&words, ": ");
        buffer_add(&words, value.len == HASH ? (text){ value.at, SHOWN } : value);
        buffer_add(&words, value.len == HASH ? TEXT("…") : TEXT(""));
    }
    return memory_keep(arena, &words);
}

/* ---- the page ---- */

static void write_filter(html_writer *h, const wanted *w)
{
    static const char *const labels[FILTERS] = { "Person", "What it is about", "Organisation", "Day" };
    static const char *const hints[FILTERS] = { "Email address, or number of the account",
                                                "Its number, as the rows show it", "Its code",
                                                "In UTC, like 2026-11-30" };
    bool is_open = false;
    for (size_t i = 0; i < FILTERS; i++)
        is_open |= w->by[i].typed.len > 0;
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("Show only some rows"), .is_open = is_open });
    html_open(h, "form");
    html_attr_literal(h, "method", "get");
    html_attr_literal(h, "action", "/audit");
    for (size_t i = 0; i < FILTERS; i++)
        if (i != BY_PERSON || w->reads_all)
            nhs_input(h, &(nhs_input_options){ .name = text_of(filters[i]),
                                               .label = { text_of(labels[i]) },
                                               .hint = text_of(hints[i]),
                                               .value = w->by[i].typed,
                                               .error = w->by[i].error,
                                               .width = 30,
                                               .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Show"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
    nhs_end_details(h);
}

/* A short trail is checked each time it is looked at. */
static bool write_chain(html_writer *h, request *req, upw_error *error)
{
    audit_anchor head;
    int64_t n;
    upw_error why = { 0 };
    if (!audit_find_head(req->db, &head, error))
        return false;
    if (head.seq > CHECKED_AT_ONCE) {
        nhs_inset_text(
            h, memory_format(req->arena, "%lld rows, each with the hash of the one before it.", (long long)head.seq));
        return true;
    }
    const bool holds = trail_verify(req->db, &n, &why);
    if (!holds && why.code != UPW_CONFLICT) {
        *error = why;
        return false;
    }
    nhs_inset_text(h, holds ? memory_format(req->arena,
                                            "The chain holds: %lld rows, each with the hash of the one before it.",
                                            (long long)n)
                            : memory_format(req->arena, "The chain is broken: %s.", why.message));
    return true;
}

static void write_row(nhs_table *table, const trail_row *row, upw_arena *arena)
{
    nhs_begin_row(table);
    nhs_cell_text(table, when_words(row->at, arena));
    nhs_cell_text(table, who_and_role(row, arena));
    nhs_cell_text(table, action_words(row->action, arena));
    nhs_write_cell(table, &(nhs_cell){ .words = row->object_name.len > 0 ? row->object_name : row->object,
                                       .breaks_words = row->object_name.len == 0 });
    nhs_write_cell(table, &(nhs_cell){ .words = detail_words(row, arena), .breaks_words = true });
    nhs_end_row(table);
}

static void write_table(html_writer *h, const trail_rows *rows, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "When", 4 } },
                                          { .words = { "Who", 3 } },
                                          { .words = { "What", 4 } },
                                          { .words = { "About", 5 } },
                                          { .words = { "More", 4 } } };
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("The latest first"),
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .is_responsive = true,
                                          .is_compact = true });
    for (size_t i = 0; i < rows->n; i++)
        write_row(&table, &rows->at[i], arena);
    nhs_end_table(&table);
}

static void write_ways_on(html_writer *h, request *req, const wanted *w, const trail_rows *rows)
{
    if (rows->has_more || w->question.before > 0)
        nhs_pagination(
            h, &(nhs_pagination_options){
                   .previous = w->question.before > 0 ? url_with(req, TEXT("/audit"), w, 0) : TEXT(""),
                   .previous_title = TEXT("Back to the latest"),
                   .next = rows->has_more ? url_with(req, TEXT("/audit"), w, rows->at[rows->n - 1].seq) : TEXT(""),
                   .next_title = TEXT("Older rows") });
    nhs_begin_list(h, false);
    if (w->reads_all) {
        html_open(h, "li");
        nhs_link(h, TEXT("/audit/check"), TEXT("Check that nobody has changed the trail"));
        html_close(h, "li");
    }
    html_open(h, "li");
    nhs_link(h, url_with(req, TEXT("/audit.csv"), w, 0), TEXT("These rows as a file (CSV)"));
    html_close(h, "li");
    html_open(h, "li");
    nhs_link(h, TEXT("/audit/digest"), TEXT("The last hash of each day, public"));
    html_close(h, "li");
    nhs_end_list(h, false);
}

/* Who reads the whole trail shows a second factor first; one's own records need none. */
static bool must_confirm(const request *req, const wanted *w)
{
    return w->reads_all && !req->session->has_second_factor;
}

static bool show(request *req, response *res, upw_error *error)
{
    wanted w;
    trail_rows rows;
    if (!read_wanted(req, res, TRAIL_PAGE_ROWS, &w, error))
        return false;
    if (must_confirm(req, &w))
        return response_redirect(res, TEXT("/confirm?from=%2Faudit"), error);
    if (!read_rows(req, &w, &rows, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Audit trail"),
                                                     .back = TEXT("/todo"),
                                                     .is_wide = true,
                                                     .errors = w.errors,
                                                     .n_errors = w.n_errors });
    nhs_paragraph(h, w.reads_all ? TEXT("Everything that was changed, by whom and in which role. Nobody can edit or "
                                        "delete a row; what people answer is never in it.")
                                 : TEXT("What you did, what was done to your account, and what was done for the "
                                        "organisations that you lead. Nobody can edit or delete a row."));
    if (w.reads_all && !write_chain(h, req, error))
        return false;
    write_filter(h, &w);
    if (rows.n == 0)
        nhs_inset_text(h, TEXT("No row is like that."));
    else
        write_table(h, &rows, req->arena);
    write_ways_on(h, req, &w, &rows);
    return web_page_end(h, error);
}

static void add_csv_row(csv_out *csv, const trail_row *row, upw_arena *arena)
{
    const text cells[] = {
        row->at, row->actor, row->role, row->organisation, row->action, row->object, detail_words(row, arena), row->hash
    };
    csv_add_integer(csv, row->seq);
    for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
        csv_add_text(csv, cells[k]);
    csv_end_row(csv);
}

/* A piece at a time, each in memory of its own. */
static bool add_piece(csv_out *csv, store_db *db, trail_question *question, bool *more, upw_error *error)
{
    upw_arena arena;
    trail_rows rows;
    memory_init_arena(&arena);
    const bool is_read = trail_read(db, question, &arena, &rows, error);
    for (size_t i = 0; is_read && i < rows.n; i++)
        add_csv_row(csv, &rows.at[i], &arena);
    *more = is_read && rows.has_more;
    if (*more)
        question->before = rows.at[rows.n - 1].seq;
    upw_arena_clear(&arena);
    return is_read;
}

static bool send_csv(request *req, response *res, upw_error *error)
{
    wanted w;
    if (!read_wanted(req, res, TRAIL_PIECE_ROWS, &w, error))
        return false;
    if (w.n_errors > 0)
        return upw_fail(error, UPW_BAD_INPUT, "%.*s", TEXT_ARGS(w.errors[0].words));
    if (must_confirm(req, &w))
        return response_redirect(res, TEXT("/confirm?from=%2Faudit"), error);
    res->kind = WEB_CSV;
    response_set_download(res, req->arena, TEXT("audit.csv"));
    buffer_add_literal(&res->body, "seq,at,actor,role,organisation,action,object,detail,hash\n");
    csv_out csv = { .out = &res->body };
    bool more = !w.knows_none;
    for (size_t n = 0; more && n < FILE_ROWS_MAX; n += TRAIL_PIECE_ROWS)
        if (!add_piece(&csv, req->db, &w.question, &more, error))
            return false;
    return true;
}

static bool check(request *req, response *res, upw_error *error)
{
    int64_t n = 0;
    upw_error why = { 0 };
    const bool holds = trail_verify(req->db, &n, &why);
    if (!holds && why.code != UPW_CONFLICT) {
        *error = why;
        return false;
    }
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = holds ? TEXT("The chain holds") : TEXT("The chain is broken"), .back = TEXT("/audit") });
    html_open(h, "p");
    if (holds)
        html_format(h,
                    "All %lld rows were read. Each has the hash of the one before it, and the last of each day is "
                    "as it was published.",
                    (long long)n);
    else
        html_format(h, "%.400s. Compare with the backups, and with the digest that others have kept.", why.message);
    html_close(h, "p");
    return web_page_end(h, error);
}

/* ---- the digest ---- */

static bool show_digest(request *req, response *res, upw_error *error)
{
    enum { DAYS = 100 };
    static const nhs_column columns[] = { { .words = { "Day (UTC)", 9 } },
                                          { .words = { "Last row", 8 }, .is_numeric = true },
                                          { .words = { "Its hash", 8 } } };
    trail_anchor *days;
    size_t n;
    nhs_table table;
    if (!trail_list_anchors(req->db, text_trim(request_query(req, "before")), DAYS, req->arena, &days, &n, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Digest of the audit trail"), .is_wide = true });
    nhs_paragraph(h, TEXT("Every change on this site leaves a row in a trail, and each row has a hash of itself and "
                          "of all before it. The last hash of each day stands here for everybody to keep: history "
                          "could not be rewritten without its showing."));
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("The latest day first"),
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < n; i++) {
        nhs_begin_row(&table);
        nhs_cell_text(&table, days[i].day);
        nhs_cell_text(&table, memory_format(req->arena, "%lld", (long long)days[i].point.seq));
        nhs_write_cell(&table, &(nhs_cell){ .words = text_of(days[i].point.hash), .breaks_words = true });
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    if (n == DAYS)
        nhs_link(h, url_make(TEXT("/audit/digest"), &(web_pair){ TEXT("before"), days[n - 1].day }, 1, req->arena),
                 TEXT("Earlier days"));
    nhs_paragraph(h, TEXT(""));
    nhs_link(h, TEXT("/audit/digest.csv"), TEXT("All days as a file (CSV)"));
    return web_page_end(h, error);
}

static bool send_digest(request *req, response *res, upw_error *error)
{
    trail_anchor *days;
    size_t n;
    if (!trail_list_anchors(req->db, TEXT(""), TRAIL_ANCHORS_MAX, req->arena, &days, &n, error))
        return false;
    res->kind = WEB_CSV;
    response_set_download(res, req->arena, TEXT("digest.csv"));
    buffer_add_literal(&res->body, "day,seq,hash\n");
    csv_out csv = { .out = &res->body };
    for (size_t i = 0; i < n; i++) {
        csv_add_text(&csv, days[i].day);
        csv_add_integer(&csv, days[i].point.seq);
        csv_add_text(&csv, text_of(days[i].point.hash));
        csv_end_row(&csv);
    }
    return true;
}

static const route routes[] = {
    { WEB_GET, "/audit", show, .rate = WEB_RATE_SEARCH },
    { WEB_GET, "/audit.csv", send_csv, .rate = WEB_RATE_FILES },
    { WEB_GET, "/audit/check", check, .needs = PERMISSION_ALL_READ_THE_FULL_AUDIT_TRAIL,
      .flags = WEB_NEEDS_SECOND_FACTOR, .rate = WEB_RATE_FILES },
    { WEB_GET, "/audit/digest", show_digest, .needs = WEB_ANYONE },
    { WEB_GET, "/audit/digest.csv", send_digest, .needs = WEB_ANYONE, .rate = WEB_RATE_FILES },
};
const web_routes audit_routes = { routes, sizeof routes / sizeof *routes };
