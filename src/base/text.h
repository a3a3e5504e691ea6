/* base/text.h: a view of some bytes. It never owns them and nothing follows them. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct text {
    const char *at;
    size_t len;
} text;

#define TEXT(literal) ((text){ "" literal "", sizeof(literal) - 1 })
#define TEXT_ARGS(view) (int)((view).len < 4096 ? (view).len : 4096), (view).at /* for "%.*s" */

text text_of(const char *terminated);
bool text_equal(text a, text b);
bool text_equal_ignoring_case(text a, text b); /* ASCII letters only */
int text_compare(text a, text b);              /* by bytes: < 0, 0, > 0 */
bool text_starts_with(text whole, text start);
bool text_contains(text whole, text part);
bool text_contains_ignoring_case(text whole, text part); /* ASCII letters only */
text text_trim(text view);                               /* without spaces, tabs, CR and LF (and U+00A0) at both ends */

/* Take the part of *rest before `separator` (or all of it) and move *rest behind the separator. */
text text_take_until(text *rest, char separator);

bool text_is_utf8(text view);

/* Make a terminated sentence fit to be shown, in place: control characters and line breaks become spaces, and bytes
 * that are not UTF-8 (a character that was cut in two) go. */
void text_make_showable(char *sentence);

/* How many single-character edits turn a into b (case ignored): for "did you mean". Capped at 64 characters each. */
size_t text_distance(text a, text b);

#endif
