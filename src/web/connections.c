/* Who is connected, and until when. libmicrohttpd's own timeout counts idle time, which a client that sends a byte a
 * second never reaches; here each connection has a moment by which its present business must be done. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/memory.h"
#include "web/network.h"
#include "web/server_internal.h"

void connections_init(connections *all, size_t most, size_t of_a_network)
{
    *all = (connections){ .most = most, .of_a_network = of_a_network };
    pthread_mutex_init(&all->lock, NULL);
}

void connections_clear(connections *all)
{
    pthread_mutex_destroy(&all->lock);
}

static const union MHD_ConnectionInfo *ask(struct MHD_Connection *mhd, enum MHD_ConnectionInfoType what)
{
    return MHD_get_connection_info(mhd, what);
}

/* Said without reading a byte: who opens connections by the hundred does not get a request parsed for each. */
static void refuse(int socket)
{
    static const char words[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
                                "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    const ssize_t ignored = send(socket, words, sizeof words - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)ignored;
    shutdown(socket, SHUT_WR);
}

/* Under the lock. */
static bool is_one_too_many(const connections *all, const connection *c)
{
    size_t same = 0;
    for (const connection *other = all->first; other != NULL && c->is_counted; other = other->next)
        same += other->is_counted && !other->is_refused && strcmp(other->network, c->network) == 0;
    return all->n > all->most || same >= all->of_a_network;
}

static void add(web_server *server, struct MHD_Connection *mhd, void **context)
{
    connections *const all = &server->connections;
    connection *const c = memory_grow(NULL, 1, sizeof *c);
    const struct sockaddr *const address = ask(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    memset(c, 0, sizeof *c);
    c->server = server;
    c->socket = ask(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    c->is_counted = !web_network_is_proxy(address, server->options.proxies);
    web_network_of(address, c->network);
    c->deadline_ms = clock_monotonic_ms() + HEAD_MS;
    const int yes = 1;
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    pthread_mutex_lock(&all->lock);
    all->n++;
    c->is_refused = is_one_too_many(all, c);
    c->next = all->first;
    if (c->next != NULL)
        c->next->previous = c;
    all->first = c;
    pthread_mutex_unlock(&all->lock);
    if (c->is_refused) {
        atomic_fetch_add(&server->refused, 1);
        refuse(c->socket);
    }
    *context = c;
}

static void drop(web_server *server, connection *c)
{
    connections *const all = &server->connections;
    pthread_mutex_lock(&all->lock);
    *(c->previous != NULL ? &c->previous->next : &all->first) = c->next;
    if (c->next != NULL)
        c->next->previous = c->previous;
    all->n--;
    pthread_mutex_unlock(&all->lock);
    free(c);
}

void connections_on_change(void *server, struct MHD_Connection *mhd, void **context,
                           enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        add(server, mhd, context);
    else if (*context != NULL)
        drop(server, *context);
}

/* Take it from whoever has it: from the queue, or from a worker, who will find that nobody waits for the answer. */
static bool abandon(exchange *x)
{
    exchange_stage stage = EXCHANGE_WAITING;
    if (atomic_compare_exchange_strong(&x->stage, &stage, EXCHANGE_ABANDONED))
        return true;
    stage = EXCHANGE_RUNNING;
    return atomic_compare_exchange_strong(&x->stage, &stage, EXCHANGE_ABANDONED);
}

static bool is_with_workers(const exchange *x)
{
    const exchange_stage stage = atomic_load(&x->stage);
    return stage == EXCHANGE_WAITING || stage == EXCHANGE_RUNNING;
}

uint64_t connections_sweep(connections *all, int64_t now_ms, bool is_stopping)
{
    uint64_t n = 0;
    pthread_mutex_lock(&all->lock);
    for (connection *c = all->first; c != NULL; c = c->next) {
        exchange *const x = atomic_load(&c->exchange);
        const bool is_late = now_ms >= atomic_load(&c->deadline_ms);
        if (!is_late && !(is_stopping && atomic_load(&c->is_idle)))
            continue;
        if (x != NULL && is_with_workers(x)) {
            if (abandon(x))
                MHD_resume_connection(x->mhd); /* it was suspended, and only who moves it on resumes it */
        } else if (x == NULL || atomic_load(&x->stage) != EXCHANGE_ABANDONED) {
            shutdown(c->socket, SHUT_RDWR);
        }
        n += is_late;
    }
    pthread_mutex_unlock(&all->lock);
    return n;
}

size_t connections_count(connections *all)
{
    pthread_mutex_lock(&all->lock);
    const size_t n = all->n;
    pthread_mutex_unlock(&all->lock);
    return n;
}

size_t connections_count_busy(connections *all)
{
    size_t n = 0;
    pthread_mutex_lock(&all->lock);
    for (connection *c = all->first; c != NULL; c = c->next)
        n += !atomic_load(&c->is_idle) && atomic_load(&c->exchange) != NULL;
    pthread_mutex_unlock(&all->lock);
    return n;
}

void connections_abandon_all(connections *all)
{
    pthread_mutex_lock(&all->lock);
    for (connection *c = all->first; c != NULL; c = c->next) {
        exchange *const x = atomic_load(&c->exchange);
        if (x != NULL && is_with_workers(x) && abandon(x))
            MHD_resume_connection(x->mhd);
    }
    pthread_mutex_unlock(&all->lock);
}
