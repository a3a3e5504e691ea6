/* Forged requests. */
#include "web/csrf.h"

#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "web/route.h"
#include "web/session.h"
#include "web/site.h"

enum { TOKEN_BYTES = 32 };

bool web_csrf_is_same_site(const request *req)
{
    const text origin = text_of(req->site->origin);
    const text *const site = web_pairs_find_ignoring_case(req->headers, TEXT("Sec-Fetch-Site"));
    const text *const from = web_pairs_find_ignoring_case(req->headers, TEXT("Origin"));
    const text *const page = web_pairs_find_ignoring_case(req->headers, TEXT("Referer"));
    if (site != NULL && !text_equal(*site, TEXT("same-origin")))
        return false;
    if (from != NULL)
        return text_equal(*from, origin);
    return page != NULL && text_starts_with(*page, origin) && (page->len == origin.len || page->at[origin.len] == '/');
}

/* Routes of one part of the site share a token: "measures" of "/measures/x/edit". */
static text group_of(text path)
{
    if (path.len > 0)
        path.at++, path.len--;
    return text_take_until(&path, '/');
}

/* Keyed by the secret of the session, or of the cookie of someone who is about to begin one. */
static bool make_token(const request *req, text group, bool is_before_session, char *out, size_t size)
{
    static const char label[] = "upward/csrf/v1";
    const uint8_t *const key = is_before_session ? req->before : req->session != NULL ? req->session->secret : NULL;
    if (key == NULL)
        return false;
    crypto_generichash_state state;
    uint8_t token[TOKEN_BYTES];
    crypto_generichash_init(&state, key, WEB_SECRET_BYTES, sizeof token);
    crypto_generichash_update(&state, (const uint8_t *)label, sizeof label - 1);
    crypto_generichash_update(&state, (const uint8_t *)group.at, group.len);
    crypto_generichash_final(&state, token, sizeof token);
    sodium_bin2base64(out, size, token, sizeof token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return true;
}

enum { TOKEN_ROOM = sodium_base64_ENCODED_LEN(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) };

bool web_csrf_has_token(const request *req)
{
    char expected[TOKEN_ROOM];
    const text *const field = web_pairs_find(req->fields, TEXT("csrf"));
    const text sent = field != NULL ? *field : request_header(req, "X-CSRF-Token");
    return make_token(req, group_of(req->path), (req->route->flags & WEB_BEFORE_SESSION) != 0, expected,
                      sizeof expected) &&
           sent.len == sizeof expected - 1 && sodium_memcmp(sent.at, expected, sent.len) == 0;
}

static text write_token(const request *req, text action, bool is_before_session)
{
    char token[TOKEN_ROOM];
    if (!make_token(req, group_of(action), is_before_session, token, sizeof token))
        return TEXT("");
    return memory_copy_text(req->arena, text_of(token));
}

text web_csrf_token(const request *req, text action)
{
    return write_token(req, action, req->route != NULL && (req->route->flags & WEB_BEFORE_SESSION) != 0);
}

text web_csrf_token_of_session(const request *req, text action)
{
    return write_token(req, action, false);
}
