/* web/url.h: addresses of this site with questions in them, and the ways through a list of several pages. */
#ifndef WEB_URL_H
#define WEB_URL_H

#include "base/html.h"
#include "web/request.h"

/* "/organisations?q=leeds&page=2": escaped, what is empty left out. */
text url_make(text path, const web_pair *pairs, size_t n, upw_arena *arena);

/* Which page of a list is asked for (page=2), from 0; never behind the last one of `n` items. */
size_t paging_read(const request *req, size_t n, size_t page_size);

/* Links to the other pages, with the same question; nothing where there is one page. */
void paging_write(html_writer *h, const request *req, size_t n, size_t page_size);

#endif
