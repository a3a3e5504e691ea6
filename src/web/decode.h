/* web/decode.h: bytes from outside into text that can be trusted, and back. */
#ifndef WEB_DECODE_H
#define WEB_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

enum { WEB_PATH_MAX = 1024, WEB_SEGMENTS_MAX = 12 };

/* %41 into A, once; with `plus_is_space` also + into a space. False when an escape is not complete. */
bool web_percent_decode(text encoded, bool plus_is_space, upw_arena *arena, text *out) UPW_MUST_CHECK;

/* Everything but unreserved characters (RFC 3986, section 2.3) as %XX: a value in a query, a segment of a path. */
void web_add_percent(buffer *out, text value);

/* The path of a request into its decoded segments: "/measures/x%20y" is "measures" and "x y", "/" is none.
 *
 * At most WEB_PATH_MAX bytes and WEB_SEGMENTS_MAX segments. Decoded once; then UTF-8 without control characters, no
 * segment "." or ".." or with a slash or backslash in it, and no empty segment before the last. UPW_BAD_USAGE. */
typedef struct web_segments {
    text at[WEB_SEGMENTS_MAX];
    size_t n;
} web_segments;
bool web_path_parse(text raw, upw_arena *arena, web_segments *out, upw_error *error) UPW_MUST_CHECK;

/* May this be said in a Location header: a path on this site, "/…" but not "//…" or "/\…", without a backslash, a
 * control character or a byte above 126? */
bool web_path_is_local(text path);

/* What text from outside may hold: valid UTF-8; no control characters (C0, DEL, C1) but tab and line ends where
 * allowed; no noncharacters; no bidirectional overrides, which make a name read as another. */
typedef enum web_characters { WEB_ONE_LINE, WEB_MANY_LINES } web_characters;
bool web_text_is_clean(text view, web_characters allowed);

/* The name of somebody's file as text that is safe anywhere: what stands behind its last slash or backslash, reduced to
 * [A-Za-z0-9 ._-] (anything else is "_"), no dot at the beginning, at most 100 characters; "file" when nothing is left.
 */
text web_reduce_name(text name, upw_arena *arena);

size_t web_count_characters(text view); /* code points of valid UTF-8 */

#endif
