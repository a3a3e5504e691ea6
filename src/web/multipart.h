/* web/multipart.h: forms with files (multipart/form-data, RFC 7578), read as they arrive: fields into memory, files
 * into temporary files that have no name. The reading itself is libmicrohttpd's. */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "web/pairs.h"
#include "web/request.h"

struct MHD_Connection;
typedef struct web_multipart web_multipart;

enum { WEB_PARTS_MAX = 50 };

/* `connection` is asked for its Content-Type, no more. NULL with UPW_BAD_USAGE when that has no sound boundary. */
web_multipart *web_multipart_begin(struct MHD_Connection *connection, text content_type, const char *temp_folder,
                                   upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* False: the form cannot be read, or a part is too large; what comes is then only thrown away. */
bool web_multipart_add(web_multipart *m, text bytes, upw_error *error) UPW_MUST_CHECK;

/* At the end of the body: what it was. The files live until the request is cleared. */
bool web_multipart_end(web_multipart *m, request *req, upw_error *error) UPW_MUST_CHECK;

void web_multipart_free(web_multipart *m); /* closes the files; NULL is allowed */

#endif
