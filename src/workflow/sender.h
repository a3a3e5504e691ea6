/* workflow/sender.h: takes letters out of the outbox and hands them to a mail server, or writes them into a folder. */
#ifndef WORKFLOW_SENDER_H
#define WORKFLOW_SENDER_H

#include "store/store.h"

typedef struct sender_settings {
    const char *server;    /* "smtp://127.0.0.1:25" or "smtps://mail.example:465"; NULL: no server */
    const char *user;      /* NULL: the server asks for none */
    const char *password;  /* in memory that the caller guards */
    const char *directory; /* one file a letter, where there is no server; NULL: letters stay queued */
    text from_address;
    text from_name; /* "Upward on behalf of …" */
} sender_settings;

/* Send everything that is due. True also when a letter could not be sent: it is tried again later, and *n_failed counts
 * it. Fails when the database does. */
bool sender_run(store_db *db, const sender_settings *settings, int64_t now_ms, size_t *n_sent, size_t *n_failed,
                upw_error *error) UPW_MUST_CHECK;

#endif
