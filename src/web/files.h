/* web/files.h: the files that dress pages, under addresses that hold their fingerprints: kept by browsers for ever. */
#ifndef WEB_FILES_H
#define WEB_FILES_H

#include "web/route.h"

extern const web_routes web_file_routes;

#endif
