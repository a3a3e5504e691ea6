/* web/assets_internal.h: what assets/build makes: the files themselves. */
#ifndef WEB_ASSETS_INTERNAL_H
#define WEB_ASSETS_INTERNAL_H

#include "web/assets.h"

extern const asset assets_made[];
extern const size_t assets_made_count;

#endif
