/* One table of kinds and one function: no handler can forget a header, and none can say a different one. */
#include "web/headers.h"

#include <assert.h>

#include "base/memory.h"

/* No inline script or style, nothing of other sites, and no page may be put into a frame. */
#define PAGE_POLICY(scripts)                                                                                           \
    "default-src 'none'; script-src " scripts "; style-src 'self'; img-src 'self'; font-src 'self'; "                  \
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "             \
    "require-trusted-types-for 'script'"
#define DATA_POLICY "default-src 'none'; frame-ancestors 'none'"

static const struct {
    const char *type;
    const char *policy;
    bool is_download;
} kinds[WEB_KIND_COUNT] = {
    [WEB_HTML] = { "text/html; charset=utf-8", PAGE_POLICY("'none'"), false },
    [WEB_JSON] = { "application/json", DATA_POLICY, false },
    [WEB_PROBLEM] = { "application/problem+json", DATA_POLICY, false },
    [WEB_JSON_LINES] = { "application/jsonl", DATA_POLICY, true },
    [WEB_CSV] = { "text/csv; charset=utf-8; header=present", DATA_POLICY, true },
    [WEB_XLSX] = { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DATA_POLICY, true },
    /* The one place for inline style: a chart opened by itself carries its own, and can run nothing. */
    [WEB_SVG] = { "image/svg+xml", "default-src 'none'; style-src 'unsafe-inline'; sandbox", false },
    [WEB_PNG] = { "image/png", DATA_POLICY, false },
    [WEB_PDF] = { "application/pdf", DATA_POLICY, true },
    [WEB_TEXT] = { "text/plain; charset=utf-8", DATA_POLICY, false },
    [WEB_CSS] = { "text/css; charset=utf-8", DATA_POLICY, false },
    [WEB_SCRIPT] = { "text/javascript; charset=utf-8", DATA_POLICY, false },
    [WEB_FONT] = { "font/woff2", DATA_POLICY, false },
    [WEB_ICON] = { "image/x-icon", DATA_POLICY, false },
};

typedef struct fields {
    web_pair *at;
    size_t n;
} fields;

static void add(fields *f, const char *name, text value)
{
    assert(f->n < WEB_HEADERS_MAX);
    f->at[f->n++] = (web_pair){ text_of(name), value };
}

static text cache_words(const response *res, upw_arena *arena)
{
    if (res->cache == WEB_CACHE_FOR_EVER)
        return TEXT("public, max-age=31536000, immutable");
    if (res->cache == WEB_CACHE_NEVER)
        return TEXT("no-store");
    const unsigned most = 60; /* so that a correction, or a release at its minute, is seen */
    return memory_format(arena, "public, max-age=%u",
                         res->max_age_s > 0 && res->max_age_s < most ? res->max_age_s : most);
}

/* "no-referrer" would be said to this site, too: browsers then send "Origin: null" with a form (Fetch Standard, "append
 * a request Origin header"), which cannot be told from a forged one. So a page of someone's own says its address to
 * this site only, and one whose address is a secret says no more than the site's name. */
static text referrer_words(const response *res)
{
    return res->has_secret                 ? TEXT("strict-origin")
           : res->cache == WEB_CACHE_NEVER ? TEXT("same-origin")
                                           : TEXT("strict-origin-when-cross-origin");
}

static void add_security(fields *f, const response *res, bool is_secure)
{
    const bool has_script = res->kind == WEB_HTML && res->has_script;
    add(f, "Content-Security-Policy", has_script ? TEXT(PAGE_POLICY("'self'")) : text_of(kinds[res->kind].policy));
    add(f, "X-Content-Type-Options", TEXT("nosniff"));
    add(f, "Referrer-Policy", referrer_words(res));
    add(f, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
    add(f, "Cross-Origin-Resource-Policy", res->is_published ? TEXT("cross-origin") : TEXT("same-origin"));
    add(f, "Permissions-Policy",
        TEXT("accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"));
    if (is_secure)
        add(f, "Strict-Transport-Security", TEXT("max-age=31536000; includeSubDomains"));
    if (res->is_published)
        add(f, "Access-Control-Allow-Origin", TEXT("*"));
}

size_t web_headers_make(const response *res, bool is_secure, upw_arena *arena, web_pair out[WEB_HEADERS_MAX])
{
    fields f = { out, 0 };
    const bool is_download = res->download.len > 0 || kinds[res->kind].is_download;
    add(&f, "Content-Type", text_of(kinds[res->kind].type));
    add(&f, "Cache-Control", cache_words(res, arena));
    add_security(&f, res, is_secure);
    if (is_download && res->download.len > 0)
        add(&f, "Content-Disposition", memory_format(arena, "attachment; filename=\"%.*s\"", TEXT_ARGS(res->download)));
    else if (is_download)
        add(&f, "Content-Disposition", TEXT("attachment"));
    if (res->cache == WEB_CACHE_PUBLIC)
        add(&f, "Vary", TEXT("Cookie"));
    else if (res->constant.len > 0)
        add(&f, "Vary", TEXT("Accept-Encoding"));
    if (res->is_gzip)
        add(&f, "Content-Encoding", TEXT("gzip"));
    if (res->location.len > 0)
        add(&f, "Location", res->location);
    if (res->etag.len > 0)
        add(&f, "ETag", res->etag);
    if (res->allow.len > 0)
        add(&f, "Allow", res->allow);
    if (res->retry_after_s > 0)
        add(&f, "Retry-After", memory_format(arena, "%u", res->retry_after_s));
    for (size_t i = 0; i < res->n_cookies; i++)
        add(&f, "Set-Cookie", res->cookies[i]);
    return f.n;
}
