/* GET /assets/… : whole or as compressed ahead of time, whichever the client takes. */
#include "web/files.h"

#include "web/assets.h"

/* A weight of nought: "q=0", "q=0.000" (RFC 9110, section 12.4.2). */
static bool is_nought(text weight)
{
    weight = text_trim(weight);
    if (!text_starts_with(weight, TEXT("q=0")))
        return false;
    for (size_t i = 3; i < weight.len; i++)
        if (weight.at[i] != '.' && weight.at[i] != '0')
            return false;
    return true;
}

/* Accept-Encoding (RFC 9110, section 12.5.3) names gzip, or anything. */
static bool takes_gzip(const request *req)
{
    text rest = request_header(req, "Accept-Encoding");
    while (rest.len > 0) {
        text weight = text_take_until(&rest, ',');
        const text coding = text_trim(text_take_until(&weight, ';'));
        if (text_equal_ignoring_case(coding, TEXT("gzip")) || text_equal(coding, TEXT("*")))
            return !is_nought(weight);
    }
    return false;
}

static web_kind kind_of(text type)
{
    static const struct {
        const char *starts;
        web_kind kind;
    } kinds[] = { { "text/css", WEB_CSS },  { "text/javascript", WEB_SCRIPT }, { "font/", WEB_FONT },
                  { "image/svg", WEB_SVG }, { "image/x-icon", WEB_ICON },      { "image/png", WEB_PNG } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_starts_with(type, text_of(kinds[i].starts)))
            return kinds[i].kind;
    return WEB_TEXT;
}

static bool send_file(request *req, response *res, upw_error *error)
{
    const asset *const found = asset_find(req->path);
    if (found == NULL)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such file");
    res->kind = kind_of(text_of(found->type));
    res->cache = WEB_CACHE_FOR_EVER;
    res->is_gzip = found->squeezed.len > 0 && takes_gzip(req);
    res->constant = res->is_gzip ? found->squeezed : found->whole;
    return true;
}

static const route routes[] = {
    { WEB_GET, ASSETS_PREFIX "{name}", send_file, .needs = WEB_ANYONE, .flags = WEB_IS_STATIC },
};

const web_routes web_file_routes = { routes, sizeof routes / sizeof *routes };
