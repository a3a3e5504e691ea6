/* web/server.h: the site on a socket. Behind it libmicrohttpd's epoll threads own the sockets and our workers own the
 * requests (docs/decisions says why); nothing outside knows that library.
 *
 *   open → (tick about once a second) … → close */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "upward/error.h"
#include "web/site.h"

typedef struct web_server web_server;

typedef struct web_server_options {
    const web_site *site;
    store *store;            /* each worker opens its own connection; NULL: requests have none */
    int listener;            /* from web_listen */
    const char *proxies;     /* addresses whose X-Forwarded-For is believed, separated by commas; NULL: none */
    const char *temp_folder; /* for files that are being uploaded; NULL: /tmp */
    unsigned n_workers;      /* 0: twice the processors, 4 to 16 */
    unsigned connections;    /* 0: 512 */
    unsigned of_a_network;   /* connections of one network (/24, /56), proxies aside; 0: 32 */
    bool logs_requests;      /* a line for each: route, status, milliseconds, network */
} web_server_options;

/* "127.0.0.1:8080", "[::1]:8080", "unix:/run/upward/socket": a socket that listens; with port 0 the system chooses.
 * *port is the one that it has (0 for a Unix socket). UPW_BAD_USAGE for an address that is none, UPW_IO_FAILED. */
bool web_listen(const char *where, int *listener, unsigned *port, upw_error *error) UPW_MUST_CHECK;

/* Whether only this machine can reach it; UPW_BAD_USAGE for what is no address. */
bool web_listen_is_local(const char *where, bool *is_local, upw_error *error) UPW_MUST_CHECK;

web_server *web_server_open(const web_server_options *options, upw_error *error) UPW_MUST_CHECK;

/* Ends connections and requests that are past their time. Call it about once a second. */
void web_server_tick(web_server *server);

/* Takes no more connections, lets requests under way finish for at most `grace_ms`, answers the rest with 503, and
 * ends. The listening socket is closed at once. */
void web_server_close(web_server *server, int64_t grace_ms);

typedef struct web_server_facts {
    size_t connections;
    size_t waiting; /* requests without a worker */
    uint64_t answered;
    uint64_t refused; /* because of limits of connections or of the queue */
    uint64_t expired; /* connections and requests that were past their time */
} web_server_facts;
web_server_facts web_server_tell(web_server *server);

#endif
