/* Words that somebody searches for. */
#include "web/search.h"

#include "base/memory.h"
#include "web/decode.h"
#include "web/messages.h"

web_search web_search_read(request *req, response *res, const char *name)
{
    web_search out = { .typed = text_trim(request_query(req, name)) };
    if (web_count_characters(out.typed) <= WEB_SEARCH_MAX) {
        out.wanted = out.typed;
        return out;
    }
    nhs_error_item *const item = MEMORY_TAKE(req->arena, nhs_error_item, 1);
    out.error = text_of(web_message_text(MESSAGE_E022));
    *item = (nhs_error_item){ out.error, memory_format(req->arena, "#%s", name) };
    out.errors = item;
    out.n_errors = 1;
    res->status = 422;
    return out;
}
