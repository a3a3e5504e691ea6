/* Addresses and pages of lists. */
#include "web/url.h"

#include "base/memory.h"
#include "base/number.h"
#include "web/decode.h"
#include "web/nhsuk/lists.h"
#include "web/site.h"

text url_make(text path, const web_pair *pairs, size_t n, upw_arena *arena)
{
    buffer out;
    char before = '?';
    buffer_init(&out, WEB_TARGET_MAX);
    buffer_add(&out, path);
    for (size_t i = 0; i < n; i++) {
        if (pairs[i].value.len == 0)
            continue;
        buffer_add_char(&out, before);
        web_add_percent(&out, pairs[i].name);
        buffer_add_char(&out, '=');
        web_add_percent(&out, pairs[i].value);
        before = '&';
    }
    const text kept = memory_copy_text(arena, buffer_text(&out));
    buffer_clear(&out);
    return kept;
}

static size_t count_pages(size_t n, size_t page_size)
{
    return n > 0 ? (n + page_size - 1) / page_size : 1;
}

size_t paging_read(const request *req, size_t n, size_t page_size)
{
    int64_t asked;
    if (!number_parse_integer(request_query(req, "page"), &asked) || asked < 1)
        return 0;
    const size_t n_pages = count_pages(n, page_size);
    return (uint64_t)asked > n_pages ? n_pages - 1 : (size_t)asked - 1;
}

static text link_to(const request *req, size_t page)
{
    web_pair *const pairs = MEMORY_TAKE(req->arena, web_pair, req->query.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < req->query.n; i++)
        if (!text_equal(req->query.at[i].name, TEXT("page")))
            pairs[n++] = req->query.at[i];
    if (page > 0)
        pairs[n++] = (web_pair){ TEXT("page"), memory_format(req->arena, "%zu", page + 1) };
    return url_make(req->path, pairs, n, req->arena);
}

/* The first, the last, and those beside the current one; gaps between. */
static bool is_shown(size_t page, size_t current, size_t n_pages)
{
    return page == 0 || page + 1 == n_pages || (page + 1 >= current && page <= current + 1);
}

void paging_write(html_writer *h, const request *req, size_t n, size_t page_size)
{
    enum { LINKS_MAX = 8 };
    nhs_page_link links[LINKS_MAX];
    const size_t n_pages = count_pages(n, page_size), current = paging_read(req, n, page_size);
    size_t n_links = 0;
    if (n_pages == 1)
        return;
    for (size_t page = 0; page < n_pages; page++)
        if (is_shown(page, current, n_pages))
            links[n_links++] =
                (nhs_page_link){ .number = (int)page + 1, .href = link_to(req, page), .is_current = page == current };
        else if (!links[n_links - 1].is_gap)
            links[n_links++] = (nhs_page_link){ .is_gap = true };
    nhs_pagination(h, &(nhs_pagination_options){ .previous = current > 0 ? link_to(req, current - 1) : TEXT(""),
                                                 .next = current + 1 < n_pages ? link_to(req, current + 1) : TEXT(""),
                                                 .items = links,
                                                 .n_items = n_links });
}
