/* From the outbox to a mail server (libcurl, SMTP) or into a folder. */
#include "workflow/sender.h"

#include <string.h>

#include <curl/curl.h>

#include "base/memory.h"
#include "base/output.h"
#include "workflow/mail.h"
#include "workflow/outbox.h"

enum { CONNECT_SECONDS = 15, SEND_SECONDS = 60, MESSAGE_MAX = 4 << 20 };

typedef struct reading {
    text rest;
} reading;

static size_t read_some(char *at, size_t size, size_t n, void *context)
{
    reading *const r = context;
    const size_t room = size * n;
    const size_t taken = r->rest.len < room ? r->rest.len : room;
    memcpy(at, r->rest.at, taken);
    r->rest.at += taken;
    r->rest.len -= taken;
    return taken;
}

static bool set_up(CURL *curl, const sender_settings *settings, const char *from, struct curl_slist *to,
                   reading *message)
{
    return curl_easy_setopt(curl, CURLOPT_URL, settings->server) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_SECONDS) == CURLE_OK &&
           (settings->user == NULL || (curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user) == CURLE_OK &&
                                       curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->password) == CURLE_OK &&
                                       curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL) == CURLE_OK)) &&
           curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_some) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_READDATA, message) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L) == CURLE_OK;
}

static bool send_by_server(const sender_settings *settings, text address, text message, upw_arena *arena)
{
    CURL *const curl = curl_easy_init();
    struct curl_slist *const to = curl_slist_append(NULL, memory_format(arena, "<%.*s>", TEXT_ARGS(address)).at);
    const text from = memory_format(arena, "<%.*s>", TEXT_ARGS(settings->from_address));
    reading rest = { message };
    const bool is_sent =
        curl != NULL && to != NULL && set_up(curl, settings, from.at, to, &rest) && curl_easy_perform(curl) == CURLE_OK;
    curl_slist_free_all(to);
    curl_easy_cleanup(curl);
    return is_sent;
}

static bool write_into_folder(const sender_settings *settings, text id, text message, upw_arena *arena)
{
    const text path = memory_format(arena, "%s/%.*s.eml", settings->directory, TEXT_ARGS(id));
    output *const file = output_open_private(path.at, NULL);
    if (file == NULL)
        return false;
    if (!output_write(file, message, NULL)) {
        output_abandon(file);
        return false;
    }
    return output_commit(file, NULL);
}

/* One letter as it is; several as one, each under its subject. */
static text body_of(const outbox_due *due, upw_arena *arena)
{
    if (due->n == 1)
        return due->bodies[0];
    buffer out;
    buffer_init(&out, MESSAGE_MAX);
    for (size_t i = 0; i < due->n; i++) {
        buffer_add_format(&out, "%s%zu. ", i > 0 ? "\n\n" : "", i + 1);
        buffer_add(&out, due->subjects[i]);
        buffer_add_literal(&out, "\n\n");
        buffer_add(&out, due->bodies[i]);
    }
    const text body = memory_copy_text(arena, buffer_text(&out));
    buffer_clear(&out);
    return body;
}

static bool send_due(const sender_settings *settings, const outbox_due *due, int64_t now_ms, upw_arena *arena)
{
    const mail letter = {
        .from_name = settings->from_name,
        .from_address = settings->from_address,
        .to_address = due->address,
        .subject = due->n == 1 ? due->subjects[0] : memory_format(arena, "%zu messages from Upward today", due->n),
        .body = body_of(due, arena),
        .id = due->ids[0],
        .date_ms = now_ms,
    };
    buffer message;
    buffer_init(&message, MESSAGE_MAX);
    mail_add(&message, &letter);
    const bool is_sent =
        !message.is_full &&
        (settings->server != NULL ? send_by_server(settings, due->address, buffer_text(&message), arena)
                                  : write_into_folder(settings, due->ids[0], buffer_text(&message), arena));
    buffer_clear(&message);
    return is_sent;
}

bool sender_run(store_db *db, const sender_settings *settings, int64_t now_ms, size_t *n_sent, size_t *n_failed,
                upw_error *error)
{
    *n_sent = *n_failed = 0;
    bool found = settings->server != NULL || settings->directory != NULL;
    bool is_well = true;
    while (is_well && found) {
        upw_arena arena;
        outbox_due due;
        memory_init_arena(&arena);
        is_well = outbox_take(db, now_ms, &arena, &due, &found, error);
        if (is_well && found && due.n > 0) {
            const bool is_sent = send_due(settings, &due, now_ms, &arena);
            *(is_sent ? n_sent : n_failed) += due.n;
            is_well = outbox_settle(db, &due, is_sent, now_ms, error);
        }
        upw_arena_clear(&arena);
    }
    return is_well;
}
