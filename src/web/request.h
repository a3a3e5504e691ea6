/* web/request.h: what a handler is given. The server builds it, or a test does, in memory; all of it lives as long as
 * the request, and everything in it was checked before the handler runs. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "web/pairs.h"

typedef enum web_method { WEB_GET, WEB_POST, WEB_METHOD_COUNT } web_method; /* HEAD is a GET whose body is not sent */

enum { WEB_REQUEST_ID_SIZE = 27 };

/* A file of a form: in a temporary file that has no name and goes away with the request. */
typedef struct web_file {
    text field; /* of the form */
    text name;  /* as the browser said, reduced to [A-Za-z0-9 ._-] and 100 characters: text, never a path */
    int descriptor;
    size_t size;
} web_file;

/* Who asks. Filled by the application (web_site.identify); ids are its own. */
typedef struct web_person {
    text id;
    text name;
    text email;
    text organisation;  /* that they work for */
    uint64_t roles;     /* a bit for each */
    bool is_privileged; /* their sessions are short (web/session.h) */
    const void *known;  /* what else the application knows of them */
} web_person;

struct form_values;
struct route;
struct store_db;
struct web_session;
struct web_site;

typedef struct request {
    upw_arena *arena;
    const struct web_site *site;
    const struct route *route;
    struct store_db *db; /* this worker's connection */
    web_method method;
    bool is_head;
    text path;             /* as sent, without the query */
    web_pairs path_values; /* {id} of the route's pattern, decoded */
    web_pairs query;       /* decoded, each name once unless the route declares it a list */
    web_pairs headers;
    web_pairs cookies;
    web_pairs fields; /* of the form, as sent */
    const web_file *files;
    size_t n_files;
    text body;                    /* of a JSON route */
    text network;                 /* "192.0.2.0/24", "2001:db8:12::/56": for rates; no address is kept */
    char id[WEB_REQUEST_ID_SIZE]; /* in the log, and shown where something went wrong */
    int64_t now_ms;
    const web_person *person;    /* NULL: nobody is signed in */
    struct web_session *session; /* NULL: none */
    const uint8_t *before;       /* WEB_SECRET_BYTES that guard the forms of someone not signed in; NULL: none */
    struct form_values *form;    /* read by the route's table; NULL: the route has none, or it is a GET */
} request;

/* The value, or empty text when it is not there. */
text request_path(const request *req, const char *name); /* must be in the route's pattern */
text request_query(const request *req, const char *name);
text request_header(const request *req, const char *name);

/* The file's bytes, in the request's memory: at most as many as the route's body_max. UPW_IO_FAILED. */
bool request_read_file(const request *req, const web_file *file, text *out, upw_error *error) UPW_MUST_CHECK;

#endif
