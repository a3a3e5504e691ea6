/* workflow/mail.h: one plain-text letter as it travels (RFC 5322): headers in ASCII (RFC 2047), body quoted-printable
 * (RFC 2045), lines ended by CRLF. No tracking, no HTML. */
#ifndef WORKFLOW_MAIL_H
#define WORKFLOW_MAIL_H

#include <stdint.h>

#include "base/buffer.h"

typedef struct mail {
    text from_name;    /* "Upward on behalf of …" */
    text from_address; /* also names the host of the message's id */
    text to_address;
    text subject;
    text body; /* UTF-8, lines ended by \n */
    text id;   /* unique: letters and digits */
    int64_t date_ms;
} mail;

/* A line break or a control character in a header does not get through: it becomes a space. */
void mail_add(buffer *out, const mail *letter);

/* name@example.com: one @, a dot behind it, no spaces, quotes, angle brackets or control characters, at most 254 bytes.
 */
bool mail_is_address(text address);

#endif
