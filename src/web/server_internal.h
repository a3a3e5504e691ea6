/* What the files behind web/server.h share: connections.c (who is connected, and for how long), exchange.c (one request
 * and its response on libmicrohttpd's threads), workers.c (the threads that answer) and server.c (the whole).
 *
 * An exchange is held by its connection, by the worker that answers it and by the response that is being sent; the last
 * one frees it. Its stage says who may touch it: */
#ifndef WEB_SERVER_INTERNAL_H
#define WEB_SERVER_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "web/multipart.h"
#include "web/server.h"

typedef enum exchange_stage {
    EXCHANGE_HEAD,      /* nothing but the address has been seen        epoll thread */
    EXCHANGE_REFUSED,   /* the response is there, and says no       epoll thread */
    EXCHANGE_BODY,      /* the body is being read                       epoll thread */
    EXCHANGE_WAITING,   /* in the queue; the connection is suspended    nobody */
    EXCHANGE_RUNNING,   /* being answered                               a worker */
    EXCHANGE_ANSWERED,  /* the response is there                        epoll thread */
    EXCHANGE_ABANDONED, /* past its time: 503, whatever the worker does the worker, if it runs */
    EXCHANGE_SENDING,   /* what is left is the network's                epoll thread */
} exchange_stage;

typedef struct connection {
    web_server *server;
    struct connection *next, *previous; /* of all; under connections.lock */
    int socket;
    char network[64];
    bool is_counted;     /* among its network's */
    bool is_refused;     /* one too many: it has had its 503 already */
    unsigned n_requests; /* epoll thread */
    _Atomic int64_t deadline_ms;
    _Atomic bool is_idle;                /* between two requests */
    _Atomic(struct exchange *) exchange; /* of the request under way; changed under connections.lock */
} connection;

typedef struct exchange {
    web_server *server;
    connection *connection;
    struct MHD_Connection *mhd;
    struct exchange *next; /* in the queue */
    atomic_int holders;
    _Atomic exchange_stage stage;
    int64_t begun_ms; /* monotonic: when its head was complete */
    upw_arena arena;
    request req;
    response res;
    web_person person;
    text target;
    uintptr_t target_end; /* where it ends in the library's own buffer */
    uint64_t body_size;   /* as declared */
    buffer body;
    web_multipart *parts; /* of a form with files */
    bool must_close;      /* the connection ends with this response */
    bool is_unreadable;   /* the body is not what it says: 400 or 413 when it has ended */
    upw_error fault;
} exchange;

enum {
    HEAD_MS = 10 * 1000,
    BODY_MS = 30 * 1000,
    BYTES_PER_MS = 100, /* a body may take longer if it keeps up with this; likewise a response */
    HANDLER_MS = 10 * 1000,
    HANDLER_OF_FILES_MS = 45 * 1000, /* reading one may take 20 (apart/apart.h), and then it is written down */
    WRITE_MS = 60 * 1000,
    IDLE_MS = 15 * 1000,
    REQUESTS_OF_A_CONNECTION = 100,
    HEADER_FIELDS_MAX = 64,
    HEADER_FIELD_BYTES_MAX = 8 * 1024,
    HEADER_BYTES_MAX = 16 * 1024,
    QUEUE_MAX = 256,
    EPOLL_THREADS = 2,
    WORKERS_MAX = 64,
};

/* ---- connections.c ---- */

typedef struct connections {
    pthread_mutex_t lock;
    connection *first;
    size_t n;
    size_t most, of_a_network;
} connections;

void connections_init(connections *all, size_t most, size_t of_a_network);
void connections_clear(connections *all);
void connections_on_change(void *server, struct MHD_Connection *mhd, void **context,
                           enum MHD_ConnectionNotificationCode code);
/* Shut what is past its time; resume exchanges that are. With `is_stopping` idle ones go, too. Returns how many. */
uint64_t connections_sweep(connections *all, int64_t now_ms, bool is_stopping);
size_t connections_count(connections *all);
/* Requests that somebody still waits for. */
size_t connections_count_busy(connections *all);
void connections_abandon_all(connections *all);

/* ---- exchange.c ---- */

static inline int64_t allow_ms(int64_t least_ms, uint64_t bytes)
{
    const int64_t needed_ms = (int64_t)(bytes / BYTES_PER_MS);
    return needed_ms > least_ms ? needed_ms : least_ms;
}

void *exchange_begin(void *server, const char *target, struct MHD_Connection *mhd);
enum MHD_Result exchange_go_on(void *server, struct MHD_Connection *mhd, const char *url, const char *method,
                               const char *version, const char *data, size_t *size, void **context);
void exchange_end(void *server, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode code);
void exchange_release(exchange *x);

/* ---- workers.c ---- */

typedef struct workers {
    web_server *server;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    exchange *first, *last;
    size_t n_waiting;
    bool is_stopping;
    pthread_t threads[WORKERS_MAX];
    store_db *databases[WORKERS_MAX];
    unsigned n, n_seated;
} workers;

bool workers_start(workers *all, web_server *server, unsigned n, store *keeps, upw_error *error) UPW_MUST_CHECK;
void workers_stop(workers *all);              /* when the queue is empty or abandoned */
bool workers_give(workers *all, exchange *x); /* false: the queue is full */
size_t workers_count_waiting(workers *all);

/* ---- the whole ---- */

struct web_server {
    web_server_options options;
    struct MHD_Daemon *daemon;
    connections connections;
    workers workers;
    _Atomic bool is_stopping;
    _Atomic uint64_t answered, refused, expired;
    _Atomic uint64_t n_requests; /* for ids */
    uint8_t id_start[8];
};

#endif
