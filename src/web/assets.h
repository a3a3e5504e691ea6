/* web/assets.h: style sheet, scripts, letters and mark, carried by the program. Each has a name that holds its
 * fingerprint, so that browsers may keep it for ever, and was compressed ahead of time. Made by assets/build. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include <stddef.h>

#include "base/text.h"

typedef struct asset {
    const char *name; /* "page.css" */
    const char *path; /* "/assets/page-1a2b3c4d5e6f.css" */
    const char *type; /* "text/css; charset=utf-8" */
    text whole;
    text squeezed; /* gzip; empty where it would not be smaller */
} asset;

#define ASSETS_PREFIX "/assets/"

const asset *asset_find(text path);  /* by path; NULL: there is none */
text asset_url(const char *name);    /* by name; one that does not exist is a fault of the program */
const asset *asset_at(size_t index); /* all of them, in order; NULL: behind the last */

#endif
