/* cli/site.h: the site that `serve` serves and `routes` prints. */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include "web/route.h"

/* Every route of the program; NULL with UPW_BAD_USAGE when the tables can never be right. */
web_router *site_make_router(upw_error *error) UPW_MUST_CHECK;

#endif
