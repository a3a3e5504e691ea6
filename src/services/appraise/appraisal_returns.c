/* /appraisal/{year}/returns: what organisations have signed, from publication on and not before: a way to each, and all
 * of them as a file, each with its fingerprint. */
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/round_pages.h"
#include "web/url.h"

enum { ROWS_A_PAGE = 50 };

typedef struct row {
    text name, url, area;
} row;

typedef struct listing {
    row *at; /* by name */
    size_t n;
    text area; /* the name of the one area; empty: all */
} listing;

static int by_name(const void *a, const void *b)
{
    return text_compare(((const row *)a)->name, ((const row *)b)->name);
}

static const organisation *look_up(const organisation_list *tree, const appraise_return *ret)
{
    const organisation *const office = organisations_look_up(tree, ret->office);
    return office != NULL ? office : organisations_look_up(tree, ret->region);
}

static bool list_signed(request *req, const appraise_round *r, listing *out, upw_error *error)
{
    const text wanted = request_query(req, "area");
    appraise_returns all;
    organisation_list tree;
    if (!returns_list(req->db, r->year, req->arena, &all, error) ||
        !organisations_list(req->db, TEXT(""), req->arena, &tree, error))
        return false;
    organisations_order_by_id(&tree);
    *out = (listing){ .at = MEMORY_TAKE(req->arena, row, all.n + 1) };
    for (size_t i = 0; i < all.n; i++) {
        return_subject s = { .round = *r, .ret = all.at[i] };
        const organisation *const body = organisations_look_up(&tree, all.at[i].body);
        const organisation *const area = look_up(&tree, &all.at[i]);
        const text id = area != NULL ? area->id : TEXT("");
        if (body == NULL || all.at[i].life.state != STATE_RETURN_ACCEPTED ||
            (wanted.len > 0 && !text_equal(wanted, id)))
            continue;
        s.body = *body;
        out->area = wanted.len > 0 && area != NULL ? area->name : TEXT("");
        out->at[out->n++] =
            (row){ body->name, return_url(&s, "/public", req->arena), area != NULL ? area->name : TEXT("") };
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_name);
    return true;
}

static void write_table(html_writer *h, request *req, const listing *l)
{
    static const nhs_column columns[] = { { .words = { "Organisation", 12 } }, { .words = { "Area", 4 } } };
    const size_t page = paging_read(req, l->n, ROWS_A_PAGE);
    nhs_table table;
    const nhs_table_options options = { .caption = TEXT("Signed returns"),
                                        .columns = columns,
                                        .n_columns = 2,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = page * ROWS_A_PAGE; i < l->n && i < (page + 1) * ROWS_A_PAGE; i++) {
        nhs_begin_row(&table);
        nhs_cell_link(&table, l->at[i].url, l->at[i].name);
        nhs_cell_text(&table, l->at[i].area);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    paging_write(h, req, l->n, ROWS_A_PAGE);
}

/* Before publication it is as if the address were wrong. */
static bool find_published(request *req, appraise_round *out, upw_error *error)
{
    return round_find_public(req, out, error) &&
           (round_is_published(out) || upw_fail(error, UPW_NOT_FOUND, "there is no such round"));
}

static bool show(request *req, response *res, upw_error *error)
{
    appraise_round r;
    listing l;
    if (!find_published(req, &r, error) || !list_signed(req, &r, &l, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Appraisal"), TEXT("/appraisal") },
                                 { r.title, round_path(r.year, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("What organisations signed"),
                                                     .caption = l.area.len > 0 ? l.area : r.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    nhs_paragraph(h, TEXT("Each is the agreed view of an organisation, signed by two people."));
    html_open(h, "p");
    nhs_link(h, memory_format(req->arena, "%.*s/returns.jsonl", TEXT_ARGS(round_path(r.year, req->arena))),
             TEXT("Download all of them, with their fingerprints (JSON lines)"));
    html_close(h, "p");
    if (l.n > 0)
        write_table(h, req, &l);
    else
        nhs_paragraph(h, TEXT("There is none here."));
    return web_page_end(h, error);
}

/* ---- all of them as a file ---- */

static bool write_line(request *req, const appraise_return *ret, buffer *out, upw_error *error)
{
    text words;
    bool found;
    json_writer j;
    if (!returns_find_signed(req->db, ret->year, ret->body, ret->edition, req->arena, &words, &found, error))
        return false;
    if (!found)
        return true;
    json_init(&j, out);
    json_begin_object(&j);
    json_key(&j, "year");
    json_text(&j, ret->year);
    json_key(&j, "organisation");
    json_text(&j, ret->body);
    json_key(&j, "edition");
    json_integer(&j, ret->edition);
    json_key(&j, "fingerprint");
    json_text(&j, ret->fingerprint);
    json_key(&j, "signed");
    json_text(&j, words);
    json_end_object(&j);
    buffer_add_char(out, '\n');
    return true;
}

static bool download(request *req, response *res, upw_error *error)
{
    appraise_round r;
    appraise_returns all;
    if (!find_published(req, &r, error) || !returns_list(req->db, r.year, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].life.state == STATE_RETURN_ACCEPTED && !write_line(req, &all.at[i], &res->body, error))
            return false;
    res->kind = WEB_JSON_LINES;
    res->is_published = true;
    response_set_download(res, req->arena, memory_format(req->arena, "returns-%.*s.jsonl", TEXT_ARGS(r.year)));
    return true;
}

static const route routes[] = {
    { WEB_GET, "/appraisal/{year}/returns", show, .needs = PERMISSION_S1_SEE_PUBLIC_ROUND_PAGE },
    { WEB_GET, "/appraisal/{year}/returns.jsonl", download, .needs = PERMISSION_S1_SEE_PUBLIC_ROUND_PAGE,
      .rate = WEB_RATE_FILES },
};
const web_routes appraisal_returns_routes = { routes, sizeof routes / sizeof *routes };
