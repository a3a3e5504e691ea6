/* /coalition/{year}: where bodies stand: how many where, what somebody should look after, and all of them. */
#include <stdlib.h>

#include "base/memory.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/round_pages.h"
#include "services/words.h"
#include "web/url.h"

enum { ROWS_A_PAGE = 50 };

static void write_states(html_writer *h, request *req, const appraise_round *r, const round_counts *counts)
{
    static const nhs_column columns[] = { { .words = { "Stands at", 9 } },
                                          { .words = { "Organisations", 13 }, .is_numeric = true } };
    nhs_table table;
    const nhs_table_options options = { .caption = TEXT("Organisations by where their return stands"),
                                        .columns = columns,
                                        .n_columns = 2,
                                        .first_is_header = true };
    nhs_begin_table(h, &table, &options);
    for (workflow_state state = STATE_RETURN_NOT_STARTED; state <= STATE_RETURN_LAPSED; state++) {
        const size_t n = round_counted(counts, state);
        if (n == 0)
            continue;
        nhs_begin_row(&table);
        nhs_cell_link(&table,
                      memory_format(req->arena, "%.*s?state=%s", TEXT_ARGS(round_url(r->year, "", req->arena)),
                                    workflow_states[state].name),
                      return_standing(state));
        nhs_cell_text(&table, memory_format(req->arena, "%zu", n));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

/* What somebody should look after: a sentence for each kind, with how many. */
static void write_problems(html_writer *h, request *req, const appraise_round *r, const appraise_returns *all)
{
    size_t n_idle = 0, n_small = 0, n_asked = 0, n_late = 0;
    const bool is_on = r->life.state == STATE_ROUND_OPEN || r->life.state == STATE_ROUND_ANNOUNCED;
    for (size_t i = 0; i < all->n; i++) {
        const appraise_return *const ret = &all->at[i];
        const workflow_state state = ret->life.state;
        n_idle += state == STATE_RETURN_NOT_STARTED;
        n_small += state == STATE_RETURN_PREPARING && ret->n_electors > 0 && ret->n_electors < r->min_people;
        n_asked += state == STATE_RETURN_QUERIED;
        n_late += r->life.state == STATE_ROUND_AGREEING && workflow_offers(&ret->life, EVENT_RETURN_LAPSE, ROLE_SYSTEM);
    }
    const struct {
        size_t n;
        const char *words;
    } problems[] = {
        { is_on ? n_idle : 0, "have not begun: nobody has accepted to lead" },
        { n_small, "have fewer people on their list than can be shown" },
        { n_asked, "have an open question of yours" },
        { n_late, "have not signed yet" },
    };
    bool has_any = false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("To look after"), .level = 2, .size = NHS_M });
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        if (problems[i].n == 0)
            continue;
        if (!has_any)
            nhs_begin_list(h, false);
        has_any = true;
        html_element(
            h, "li",
            memory_format(req->arena, "%zu of %zu organisations %s", problems[i].n, all->n, problems[i].words));
    }
    if (has_any)
        nhs_end_list(h, false);
    else
        nhs_paragraph(h, TEXT("Nothing at the moment."));
}

void coalition_write_overview(html_writer *h, request *req, const appraise_round *r, const appraise_returns *all)
{
    round_counts counts;
    round_count(all, &counts);
    write_problems(h, req, r, all);
    write_states(h, req, r, &counts);
}

/* ---- all of them ---- */

typedef struct row {
    const appraise_return *ret;
    text name, url;
} row;

static int by_name(const void *a, const void *b)
{
    return text_compare(((const row *)a)->name, ((const row *)b)->name);
}

static int by_state(const void *a, const void *b)
{
    const workflow_state one = ((const row *)a)->ret->life.state, other = ((const row *)b)->ret->life.state;
    return one == other ? by_name(a, b) : one < other ? -1 : 1;
}

static int by_since(const void *a, const void *b)
{
    const int64_t one = ((const row *)a)->ret->life.since_ms, other = ((const row *)b)->ret->life.since_ms;
    return one == other ? by_name(a, b) : one < other ? -1 : 1;
}

/* The columns, by which the list can be ordered. */
enum { COLUMNS = 3 };
static const struct {
    const char *name;
    text words;
    int (*compare)(const void *a, const void *b);
} orders[COLUMNS] = {
    { "name", { "Organisation", 12 }, by_name },
    { "state", { "Stands at", 9 }, by_state },
    { "since", { "Since", 5 }, by_since },
};

static size_t find_order(const request *req)
{
    const text wanted = request_query(req, "sort");
    size_t i = COLUMNS - 1;
    while (i > 0 && !text_equal(wanted, text_of(orders[i].name)))
        i--;
    return i;
}

static bool is_wanted(const request *req, const appraise_return *ret)
{
    const text wanted = request_query(req, "state");
    return wanted.len == 0 || text_equal(wanted, text_of(workflow_states[ret->life.state].name));
}

static bool list_rows(request *req, const appraise_round *r, const appraise_returns *all, row *out, size_t *n,
                      upw_error *error)
{
    organisation_list tree;
    *n = 0;
    if (!organisations_list(req->db, TEXT(""), req->arena, &tree, error))
        return false;
    organisations_order_by_id(&tree);
    for (size_t i = 0; i < all->n; i++) {
        const organisation *const body = organisations_look_up(&tree, all->at[i].body);
        if (body != NULL && is_wanted(req, &all->at[i]))
            out[(*n)++] = (row){ &all->at[i], body->name, round_body_url(r->year, body, "", req->arena) };
    }
    if (*n > 1)
        qsort(out, *n, sizeof *out, orders[find_order(req)].compare);
    return true;
}

static text order_url(const request *req, const appraise_round *r, size_t order)
{
    const web_pair pairs[] = { { TEXT("sort"), text_of(orders[order].name) },
                               { TEXT("state"), request_query(req, "state") } };
    return url_make(round_url(r->year, "", req->arena), pairs, 2, req->arena);
}

bool coalition_write_bodies(html_writer *h, request *req, const appraise_round *r, const appraise_returns *all,
                            upw_error *error)
{
    row *const rows = MEMORY_TAKE(req->arena, row, all->n + 1);
    nhs_column columns[COLUMNS];
    size_t n;
    nhs_table table;
    if (!list_rows(req, r, all, rows, &n, error))
        return false;
    const size_t page = paging_read(req, n, ROWS_A_PAGE);
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = (nhs_column){ .words = orders[i].words,
                                   .sort = i == find_order(req) ? NHS_SORTED_UP : NHS_SORTABLE,
                                   .href = order_url(req, r, i) };
    const nhs_table_options options = { .caption = TEXT("Organisations"),
                                        .columns = columns,
                                        .n_columns = COLUMNS,
                                        .first_is_header = true,
                                        .is_responsive = true };
    if (n < all->n) {
        html_open(h, "p");
        nhs_link(h, round_url(r->year, "", req->arena), TEXT("See all organisations"));
        html_close(h, "p");
    }
    nhs_begin_table(h, &table, &options);
    for (size_t i = page * ROWS_A_PAGE; i < n && i < (page + 1) * ROWS_A_PAGE; i++) {
        nhs_begin_row(&table);
        nhs_cell_link(&table, rows[i].url, rows[i].name);
        nhs_cell_text(&table, return_standing(rows[i].ret->life.state));
        nhs_cell_text(&table, words_of_day(rows[i].ret->life.since_ms, req->arena));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    paging_write(h, req, n, ROWS_A_PAGE);
    return true;
}
