/* upward serve: the site, until somebody stops it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/confine.h"
#include "cli/site.h"
#include "web/layout.h"
#include "web/page.h"
#include "web/server.h"
#include "upward_config.h"

enum { RATE_BUCKETS = 32 * 1024, GRACE_MS = 20 * 1000, ANY_CONNECTIONS = 4096 };

typedef struct serve_settings {
    const char *listen;
    const char *database;
    const char *origin;
    const char *proxies;
    const char *temp_folder;
    const char *workers;
    const char *config;
    const char *clock;
    bool logs_requests;
    bool is_unlimited;
} serve_settings;

static const cli_option options[] = {
    { .name = "listen",
      .argument = "HOST:PORT",
      .offset = offsetof(serve_settings, listen),
      .help = "where to listen: 127.0.0.1:8080 when it is not given; unix:/run/upward/socket for a socket file" },
    { .name = "db",
      .argument = "FILE|postgresql://…",
      .offset = offsetof(serve_settings, database),
      .help = "the database" },
    { .name = "origin",
      .argument = "URL",
      .offset = offsetof(serve_settings, origin),
      .help = "how people reach the site, as in https://upward.example: requests for another host are refused. On this "
              "machine alone it follows from --listen" },
    { .name = "proxy",
      .argument = "ADDRESSES",
      .offset = offsetof(serve_settings, proxies),
      .help =
          "the reverse proxies in front, separated by commas (\"local\" for a socket file): whose X-Forwarded-For is "
          "believed. Needed wherever other machines can reach the port, since TLS ends there" },
    { .name = "temp",
      .argument = "FOLDER",
      .offset = offsetof(serve_settings, temp_folder),
      .help = "where uploaded files lie while they are read; /tmp when it is not given" },
    { .name = "workers",
      .argument = "N",
      .offset = offsetof(serve_settings, workers),
      .help = "how many requests are worked on at a time; twice the processors (4 to 16) when it is not given" },
    { .name = "config",
      .argument = "FILE",
      .offset = offsetof(serve_settings, config),
      .help = "options from a file, a line each, as in \"db = postgresql://…\", so that a password is in no command "
              "line; the "
              "file must be readable by its owner alone" },
    { .name = "log-requests",
      .offset = offsetof(serve_settings, logs_requests),
      .help = "a line in the log for each request: route, status, time, network; never an address or a query" },
    { .name = "unlimited",
      .offset = offsetof(serve_settings, is_unlimited),
      .help = "no limits of how often and from where, for measuring: only on this machine" },
    { .name = "clock",
      .argument = "FILE",
      .offset = offsetof(serve_settings, clock),
      .help = "read the time (milliseconds since 1970, UTC) from a file, for testing: only on this machine" },
};

static bool has_prefix(const char *words, const char *start)
{
    return strncmp(words, start, strlen(start)) == 0;
}

/* Passwordless cookies over plain HTTP can be read by every machine on the way. */
static bool check_exposure(const serve_settings *s, upw_error *error)
{
    bool is_local;
    if (!web_listen_is_local(s->listen, &is_local, error))
        return false;
    if (!is_local && s->proxies == NULL)
        return upw_fail(
            error, UPW_BAD_USAGE,
            "--listen %s can be reached from other machines, without TLS; listen on 127.0.0.1, or say with --proxy "
            "which reverse proxy ends TLS",
            s->listen);
    if (!is_local && (s->is_unlimited || s->clock != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "--unlimited and --clock are for 127.0.0.1 alone");
    if (s->origin == NULL && (!is_local || has_prefix(s->listen, "unix:")))
        return upw_fail(error, UPW_BAD_USAGE,
                        "say with --origin how people reach the site, as in https://upward.example");
    if (s->origin != NULL && !has_prefix(s->origin, "https://") &&
        !(is_local && (has_prefix(s->origin, "http://127.0.0.1") || has_prefix(s->origin, "http://localhost") ||
                       has_prefix(s->origin, "http://[::1]"))))
        return upw_fail(error, UPW_BAD_USAGE, "--origin must begin with https://, and is \"%s\"", s->origin);
    return true;
}

static bool check_origin(const char *origin, upw_error *error)
{
    const char *const host = strstr(origin, "://");
    return (host != NULL && host[3] != '\0' && strpbrk(host + 3, "/?# ") == NULL) ||
           upw_fail(error, UPW_BAD_USAGE, "--origin is a scheme and a host, without a path: \"%s\" is more, or less",
                    origin);
}

static bool read_workers(const char *given, unsigned *n, upw_error *error)
{
    int64_t number = 0;
    if (given != NULL && (!number_parse_integer(text_of(given), &number) || number < 1 || number > 64))
        return upw_fail(error, UPW_BAD_USAGE, "--workers must be 1 to 64, and is \"%s\"", given);
    *n = (unsigned)number;
    return true;
}

/* "127.0.0.1:0" and the port that the system chose: "http://127.0.0.1:40123". */
static const char *local_origin(const char *listen, unsigned port, upw_arena *arena)
{
    const char *const colon = strrchr(listen, ':');
    return memory_format(arena, "http://%.*s:%u", (int)(colon - listen), listen, port).at;
}

static const char *folder_of(const char *path, upw_arena *arena)
{
    const char *const slash = strrchr(path, '/');
    return slash == NULL ? "." : slash == path ? "/" : memory_format(arena, "%.*s", (int)(slash - path), path).at;
}

static void block_signals(sigset_t *stopping)
{
    sigemptyset(stopping);
    sigaddset(stopping, SIGTERM);
    sigaddset(stopping, SIGINT);
    sigaddset(stopping, SIGHUP);
    pthread_sigmask(SIG_BLOCK, stopping, NULL);
}

static void run_until_stopped(web_server *server, const sigset_t *stopping)
{
    const struct timespec second = { 1, 0 };
    while (sigtimedwait(stopping, NULL, &second) < 0)
        web_server_tick(server);
    log_write(LOG_LEVEL_INFO, "cli/serve", "stopping", LOG_INTEGER("grace_ms", GRACE_MS));
    web_server_close(server, GRACE_MS);
    log_write(LOG_LEVEL_INFO, "cli/serve", "stopped");
}

/* What the program may open while it serves: its database and what is uploaded, to write; what its libraries read. */
static bool confine(const serve_settings *s, upw_arena *arena, upw_error *error)
{
    confine_place places[10] = { { "/usr", false }, { "/lib", false },     { "/lib64", false },
                                 { "/etc", false }, { "/dev/null", true }, { "/dev/urandom", false } };
    size_t n = 6;
    int version;
    places[n++] = (confine_place){ s->temp_folder != NULL ? s->temp_folder : "/tmp", true };
    if (s->database != NULL && !has_prefix(s->database, "postgres"))
        places[n++] = (confine_place){ folder_of(s->database, arena), true };
    if (s->clock != NULL)
        places[n++] = (confine_place){ folder_of(s->clock, arena), false };
    if (!confine_memory(error) || !confine_files(places, n, &version, error))
        return false;
    if (version == 0)
        log_write(LOG_LEVEL_WARNING, "cli/serve", "this kernel has no Landlock: files are not confined");
    else
        log_write(LOG_LEVEL_INFO, "cli/serve", "confined", LOG_INTEGER("landlock", version));
    return true;
}

static bool serve(const serve_settings *s, web_site *site, web_server_options *how, upw_arena *arena, upw_error *error)
{
    unsigned port;
    sigset_t stopping;
    if (!web_listen(s->listen, &how->listener, &port, error))
        return false;
    site->origin = s->origin != NULL ? s->origin : local_origin(s->listen, port, arena);
    site->is_secure = has_prefix(site->origin, "https://");
    block_signals(&stopping);
    web_server *const server = confine(s, arena, error) ? web_server_open(how, error) : NULL;
    if (server == NULL) {
        close(how->listener);
        return false;
    }
    cli_say("%s is ready; stop it with Ctrl-C", site->origin);
    run_until_stopped(server, &stopping);
    return true;
}

static bool understand(serve_settings *s, unsigned *n_workers, upw_arena *arena, upw_error *error)
{
    if (s->config != NULL && !config_read(s->config, options, sizeof options / sizeof *options, s, arena, error))
        return false;
    if (s->listen == NULL)
        s->listen = "127.0.0.1:8080";
    return check_exposure(s, error) && (s->origin == NULL || check_origin(s->origin, error)) &&
           read_workers(s->workers, n_workers, error) && (s->clock == NULL || clock_follow_file(s->clock, error));
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    static const layout_site frame = { .version = { UPWARD_VERSION, sizeof UPWARD_VERSION - 1 } };
    serve_settings s = *(const serve_settings *)settings;
    unsigned n_workers = 0;
    (void)files;
    if (!understand(&s, &n_workers, arena, error))
        return false;
    store *const keeps = s.database != NULL ? store_open(s.database, NULL, error) : NULL;
    if (s.database != NULL && keeps == NULL)
        return false;
    web_router *const router = site_make_router(error);
    web_rates *const rates = s.is_unlimited ? NULL : web_rates_new(RATE_BUCKETS);
    web_site site = { .router = router, .rates = rates, .layout = &frame, .draw_problem = web_page_draw_problem };
    web_server_options how = { .site = &site,
                               .store = keeps,
                               .proxies = s.proxies,
                               .temp_folder = s.temp_folder,
                               .n_workers = n_workers,
                               .of_a_network = s.is_unlimited ? ANY_CONNECTIONS : 0,
                               .logs_requests = s.logs_requests };
    const bool is_done = router != NULL && serve(&s, &site, &how, arena, error);
    web_rates_free(rates);
    web_router_free(router);
    store_close(keeps);
    return is_done;
}

static const cli_option_group groups[] = { { "Serving", options, sizeof options / sizeof *options, 0 } };

static const cli_example examples[] = {
    { "upward serve", "On this machine alone, at http://127.0.0.1:8080." },
    { "upward serve --listen unix:/run/upward/socket --proxy local --origin https://upward.example",
      "Behind a reverse proxy on the same machine." },
};

const cli_command serve_command = {
    .name = "serve",
    .one_line = "the web application",
    .usage = "[OPTIONS]",
    .description =
        "Serves the site until it is stopped. It speaks plain HTTP, for a reverse proxy in front that ends TLS, or for "
        "the browser of this machine.\n\n"
        "Stopped by SIGTERM or Ctrl-C it takes no more requests, finishes those under way (at most 20 seconds) and "
        "ends. What happens is said on standard error, one JSON object a line.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(serve_settings),
    .run = run,
};
