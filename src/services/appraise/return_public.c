/* /returns/{year}/{organisation}/public: the signed return as anybody reads it, from publication on and not before. */
#include "base/memory.h"
#include "services/appraise/return_pages.h"

/* Until the report is published there is nothing here, for nobody: as if the address were wrong. */
static bool find_public(request *req, return_subject *out, upw_error *error)
{
    return return_find_subject(req, out, error) &&
           ((round_is_published(&out->round) && out->ret.life.state == STATE_RETURN_ACCEPTED) ||
            upw_fail(error, UPW_NOT_FOUND, "there is no such return"));
}

static bool show(request *req, response *res, upw_error *error)
{
    return_subject s;
    if (!find_public(req, &s, error))
        return false;
    const nhs_crumb crumbs[] = {
        { TEXT("Appraisal"), TEXT("/appraisal") },
        { s.round.title, memory_format(req->arena, "/appraisal/%.*s", TEXT_ARGS(s.round.year)) },
    };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = s.body.name,
                                                     .caption = TEXT("What this organisation says of how it is served"),
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    if (!return_write_whole(h, req, &s, error))
        return false;
    html_open(h, "p");
    nhs_link(h, return_url(&s, "/public/signed.txt", req->arena), TEXT("Download what was signed, as plain text"));
    html_close(h, "p");
    return web_page_end(h, error);
}

/* Its signed returns that everybody may read, for the page of what there is about it. */
bool returns_add_links(request *req, const organisation *of, service_links *links, upw_error *error)
{
    appraise_rounds rounds;
    if (!rounds_list(req->db, req->arena, &rounds, error))
        return false;
    for (size_t i = 0; i < rounds.n; i++) {
        return_subject s = { .round = rounds.at[i], .body = *of };
        bool found;
        if (!round_is_published(&s.round))
            continue;
        if (!returns_find(req->db, s.round.year, of->id, req->arena, &s.ret, &found, error))
            return false;
        if (found && s.ret.life.state == STATE_RETURN_ACCEPTED)
            service_links_add(links, (service_link){ .words = memory_format(req->arena, "Its signed return of %.*s",
                                                                            TEXT_ARGS(s.round.year)),
                                                     .href = return_url(&s, "/public", req->arena),
                                                     .more = TEXT("what it says of how it is served") });
    }
    return true;
}

static bool download(request *req, response *res, upw_error *error)
{
    return_subject s;
    text words;
    bool found;
    if (!find_public(req, &s, error) ||
        !returns_find_signed(req->db, s.ret.year, s.ret.body, s.ret.edition, req->arena, &words, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such return");
    return_answer_signed(res, req, &s.ret, words);
    return true;
}

#define OPEN .needs = WEB_ANYONE, .scope = WEB_SCOPE_PUBLISHED

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/public", show, OPEN },
    { WEB_GET, RETURN_PLACE "/public/signed.txt", download, OPEN, .rate = WEB_RATE_FILES },
};
const web_routes return_public_routes = { routes, sizeof routes / sizeof *routes };
