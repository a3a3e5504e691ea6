/* The server as a whole: opened, swept, drained, closed. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/ordered.h"
#include "web/server_internal.h"

enum {
    CONNECTIONS = 512,
    OF_A_NETWORK = 32,
    MARGIN = 64, /* connections above the limit, which are told so */
    /* A query of 3,000 parameters got no answer at all with 24 kB (security.md section 14). */
    CONNECTION_BYTES = 64 * 1024,
    BACKSTOP_S = 90, /* should the sweep not run */
    DRAIN_STEP_MS = 20,
};

/* Escapes stay as they are: we decode once, and strictly. */
static size_t leave_escaped(void *context, struct MHD_Connection *mhd, char *value)
{
    (void)context;
    (void)mhd;
    return strlen(value);
}

static unsigned choose_workers(unsigned wanted)
{
    const unsigned usual = 2 * ordered_count_cores();
    return wanted > 0 ? wanted : usual < 4 ? 4 : usual > 16 ? 16 : usual;
}

static bool start_daemon(web_server *server, upw_error *error)
{
    const struct MHD_OptionItem options[] = {
        { MHD_OPTION_LISTEN_SOCKET, server->options.listener, NULL },
        { MHD_OPTION_THREAD_POOL_SIZE, EPOLL_THREADS, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, (intptr_t)(server->connections.most + MARGIN), NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, BACKSTOP_S, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connections_on_change, server },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)exchange_end, server },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)exchange_begin, server },
        { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL,
                                      NULL, exchange_go_on, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    return server->daemon != NULL || upw_fail(error, UPW_IO_FAILED, "the server cannot start its threads");
}

web_server *web_server_open(const web_server_options *options, upw_error *error)
{
    if (sodium_init() < 0) {
        upw_fail(error, UPW_IO_FAILED, "the system has no source of random numbers");
        return NULL;
    }
    web_server *const server = memory_grow(NULL, 1, sizeof *server);
    memset(server, 0, sizeof *server);
    server->options = *options;
    if (options->temp_folder == NULL)
        server->options.temp_folder = "/tmp";
    randombytes_buf(server->id_start, sizeof server->id_start);
    connections_init(&server->connections, options->connections > 0 ? options->connections : CONNECTIONS,
                     options->of_a_network > 0 ? options->of_a_network : OF_A_NETWORK);
    if (workers_start(&server->workers, server, choose_workers(options->n_workers), options->store, error) &&
        start_daemon(server, error))
        return server;
    workers_stop(&server->workers);
    connections_clear(&server->connections);
    free(server);
    return NULL;
}

void web_server_tick(web_server *server)
{
    atomic_fetch_add(&server->expired,
                     connections_sweep(&server->connections, clock_monotonic_ms(), atomic_load(&server->is_stopping)));
}

static void wait_a_little(void)
{
    const struct timespec step = { 0, DRAIN_STEP_MS * 1000000L };
    nanosleep(&step, NULL);
}

void web_server_close(web_server *server, int64_t grace_ms)
{
    const int64_t end_ms = clock_monotonic_ms() + grace_ms;
    atomic_store(&server->is_stopping, true);
    const int listener = MHD_quiesce_daemon(server->daemon);
    if (listener >= 0)
        close(listener);
    while (connections_count_busy(&server->connections) > 0 && clock_monotonic_ms() < end_ms) {
        web_server_tick(server);
        wait_a_little();
    }
    connections_abandon_all(&server->connections);
    for (int i = 0; i < 50 && connections_count_busy(&server->connections) > 0; i++)
        wait_a_little(); /* until the last 503 is on its way */
    MHD_stop_daemon(server->daemon);
    workers_stop(&server->workers);
    connections_clear(&server->connections);
    free(server);
}

web_server_facts web_server_tell(web_server *server)
{
    return (web_server_facts){ .connections = connections_count(&server->connections),
                               .waiting = workers_count_waiting(&server->workers),
                               .answered = atomic_load(&server->answered),
                               .refused = atomic_load(&server->refused),
                               .expired = atomic_load(&server->expired) };
}
