/* upward serve: the site, until somebody stops it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apart/apart.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/caretaker.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/confinement.h"
#include "cli/key_file.h"
#include "services/appraise/appraise.h"
#include "services/people/people.h"
#include "services/site.h"
#include "store/update.h"
#include "web/server.h"
#include "workflow/mail.h"

enum { GRACE_MS = 20 * 1000, ANY_CONNECTIONS = 4096, PAINTERS = 4, PAINTING_MS = 35 * 1000 };

typedef struct serve_settings {
    const char *listen;
    const char *database;
    const char *origin;
    const char *proxies;
    const char *temp_folder;
    const char *workers;
    const char *config;
    const char *key_file;
    bool key_is_lost;
    const char *answers;
    const char *clock;
    sender_settings mail;
    const char *mail_from;
    bool logs_requests;
    bool is_unlimited;
    bool is_unfiltered;
} serve_settings;

static const cli_option options[] = {
    { .name = "listen",
      .argument = "HOST:PORT",
      .offset = offsetof(serve_settings, listen),
      .help = "where to listen: 127.0.0.1:8080 when it is not given; unix:/run/upward/socket for a socket file" },
    { .name = "db",
      .argument = "FILE|postgresql://…",
      .offset = offsetof(serve_settings, database),
      .help =
          "the database: upward.db in this folder when it is not given. A file that is not there is made, and one of "
          "an earlier version is brought up to date, with a backup beside it" },
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
    { .name = "key-file",
      .argument = "FILE",
      .offset = offsetof(serve_settings, key_file),
      .help =
          "the installation's key, which seals secrets in the database: beside an SQLite file, with .key behind its "
          "name, when it is not given, and made at the first start. With PostgreSQL there is none unless it is given, "
          "and no second factor; several servers share one. Keep a copy apart from the backups" },
    { .name = "key-is-lost",
      .offset = offsetof(serve_settings, key_is_lost),
      .help =
          "the key file is gone for good: make a new one, and take everybody's second factor away, so that they set up "
          "others" },
    { .name = "answers",
      .argument = "FILE",
      .offset = offsetof(serve_settings, answers),
      .help = "where the answers of an appraisal are kept, apart from the database and from who gave them: beside an "
              "SQLite "
              "file, with .answers behind its name, when it is not given. With PostgreSQL there is none unless it is "
              "given, "
              "and nobody can answer here" },
    { .name = "mail-server",
      .argument = "URL",
      .offset = offsetof(serve_settings, mail.server),
      .help = "who takes letters: smtp://127.0.0.1:25, or smtps://mail.example:465. Without one they stay queued" },
    { .name = "mail-user",
      .argument = "NAME",
      .offset = offsetof(serve_settings, mail.user),
      .help = "as whom, where the mail server asks" },
    { .name = "mail-password",
      .argument = "WORDS",
      .offset = offsetof(serve_settings, mail.password),
      .help = "its password; better in the file of --config than on a command line" },
    { .name = "mail-from",
      .argument = "ADDRESS",
      .offset = offsetof(serve_settings, mail_from),
      .help = "whom letters come from: upward@ and the host of --origin when it is not given" },
    { .name = "mail-to-directory",
      .argument = "FOLDER",
      .offset = offsetof(serve_settings, mail.directory),
      .help = "write letters into a folder, a file each, instead of sending them" },
    { .name = "log-requests",
      .offset = offsetof(serve_settings, logs_requests),
      .help = "a line in the log for each request: route, status, time, network; never an address or a query" },
    { .name = "unlimited",
      .offset = offsetof(serve_settings, is_unlimited),
      .help = "no limits of how often and from where, for measuring: only on this machine" },
    { .name = "without-seccomp",
      .offset = offsetof(serve_settings, is_unfiltered),
      .help = "do without the filter of system calls: for a kernel that has none, or until the next version where an "
              "update of "
              "the system's libraries asks for a call that this one does not know. The log has a warning" },
    { .name = "clock",
      .argument = "FILE",
      .offset = offsetof(serve_settings, clock),
      .help = "read the time (milliseconds since 1970, UTC) from a file, for testing: only on this machine. A second "
              "number stands for a clock that nobody can set, so that jumps of the first can be tested" },
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

static confinement confinement_of(const serve_settings *s)
{
    return (confinement){ .database = s->database,
                          .answers = s->answers,
                          .clock = s->clock,
                          .temp_folder = s->temp_folder,
                          .letters = s->mail.directory,
                          .mail_server = s->mail.server,
                          .is_unfiltered = s->is_unfiltered };
}

/* upward@upward.example, of "https://upward.example:8443". */
static text usual_sender(const char *origin, upw_arena *arena)
{
    const char *const host = strstr(origin, "://") + 3;
    return memory_format(arena, "upward@%.*s", (int)strcspn(host, ":"), host);
}

static void complete_mail(serve_settings *s, const service_site *site, upw_arena *arena)
{
    const text who = site->frame.federation;
    s->mail.from_address = s->mail_from != NULL ? text_of(s->mail_from) : usual_sender(site->web.origin, arena);
    s->mail.from_name = who.len > 0 ? memory_format(arena, "Upward on behalf of %.*s", TEXT_ARGS(who)) : TEXT("Upward");
}

/* No account comes with the program: whoever starts it makes the first. */
static bool say_first_link(store *keeps, const service_site *site, upw_arena *arena, upw_error *error)
{
    text link;
    store_db *const db = store_connect(keeps, error);
    const bool is_done =
        db != NULL && people_make_first_link(db, site->web.origin, clock_now_ms(), arena, &link, error);
    if (is_done && link.len > 0)
        cli_say("there is no administrator yet; to become the first, open this within 24 hours: %.*s", TEXT_ARGS(link));
    store_disconnect(db);
    return is_done;
}

/* The socket is there already; confined from here on. */
static bool open_doors(serve_settings *s, service_site *site, web_server_options *how, upw_arena *arena,
                       upw_error *error)
{
    sigset_t stopping;
    const caretaker_options care = { how->store, site, &s->mail };
    const confinement given_up = confinement_of(s);
    block_signals(&stopping);
    caretaker *const keeper = confinement_begin(&given_up, arena, error) ? caretaker_start(&care, error) : NULL;
    web_server *const server = keeper != NULL ? web_server_open(how, error) : NULL;
    if (server != NULL) {
        cli_say("%s is ready; stop it with Ctrl-C", site->web.origin);
        run_until_stopped(server, &stopping);
    }
    caretaker_stop(keeper);
    return server != NULL;
}

static bool serve(serve_settings *s, service_site *site, web_server_options *how, upw_arena *arena, upw_error *error)
{
    unsigned port;
    if (!web_listen(s->listen, &how->listener, &port, error))
        return false;
    site->web.origin = s->origin != NULL ? s->origin : local_origin(s->listen, port, arena);
    site->web.is_secure = has_prefix(site->web.origin, "https://");
    complete_mail(s, site, arena);
    const bool is_done = say_first_link(how->store, site, arena, error) && open_doors(s, site, how, arena, error);
    if (!is_done)
        close(how->listener);
    return is_done;
}

static bool understand(serve_settings *s, unsigned *n_workers, upw_arena *arena, upw_error *error)
{
    if (s->config != NULL && !config_read(s->config, options, sizeof options / sizeof *options, s, arena, error))
        return false;
    if (s->listen == NULL)
        s->listen = "127.0.0.1:8080";
    if (s->database == NULL)
        s->database = "upward.db";
    if (s->mail_from != NULL && !mail_is_address(text_of(s->mail_from)))
        return upw_fail(error, UPW_BAD_USAGE, "--mail-from must be an address like upward@example.org, and is \"%s\"",
                        s->mail_from);
    return check_exposure(s, error) && (s->origin == NULL || check_origin(s->origin, error)) &&
           read_workers(s->workers, n_workers, error) && (s->clock == NULL || clock_follow_file(s->clock, error));
}

static void say_backup(void *context, const char *path)
{
    (void)context;
    cli_say("the database is of an earlier version; it was kept as %s", path);
}

static bool open_keys(const serve_settings *s, store *keeps, keys **out, upw_arena *arena, upw_error *error)
{
    const char *const path = key_file_find(s->key_file, s->database, arena);
    if (path == NULL) {
        log_write(LOG_LEVEL_WARNING, "cli/serve",
                  "there is no --key-file: nobody can set up a second factor, nor reach pages that need one");
        return true;
    }
    *out = people_open_keys(keeps, path, s->key_is_lost, clock_now_ms(), error);
    return *out != NULL;
}

static bool open_answers(serve_settings *s, const store *keeps, answers **out, upw_arena *arena, upw_error *error)
{
    if (s->answers == NULL && !store_is_postgres(keeps))
        s->answers = memory_format(arena, "%s.answers", s->database).at;
    *out = s->answers != NULL ? answers_open(s->answers, error) : NULL;
    return s->answers == NULL || *out != NULL;
}

/* Beside the server: who reads files, and who makes pictures. */
typedef struct helpers {
    apart *reader, *painter;
} helpers;

static void stop_helpers(const helpers *beside)
{
    apart_stop(beside->painter);
    apart_stop(beside->reader);
}

/* Before all else: they know nothing of what comes later. */
static bool start_helpers(const serve_settings *s, helpers *beside, upw_error *error)
{
    const confinement given_up = confinement_of(s);
    const apart_limits reads = { .temp_folder = s->temp_folder, .is_unfiltered = s->is_unfiltered };
    const apart_limits draws = { .kind = APART_PAINTERS,
                                 .temp_folder = s->temp_folder,
                                 .is_unfiltered = s->is_unfiltered,
                                 .at_once = PAINTERS,
                                 .deadline_ms = PAINTING_MS };
    return confinement_check(&given_up, error) && (beside->reader = apart_start(&reads, error)) != NULL &&
           (beside->painter = apart_start(&draws, error)) != NULL;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    static service_site site;
    serve_settings s = *(const serve_settings *)settings;
    unsigned n_workers = 0;
    (void)files;
    helpers beside = { NULL, NULL };
    if (!understand(&s, &n_workers, arena, error))
        return false;
    store *const keeps = start_helpers(&s, &beside, error) ? store_open(s.database, NULL, error) : NULL;
    if (keeps == NULL) {
        stop_helpers(&beside);
        return false;
    }
    keys *secret = NULL;
    site_options how_open = { .is_unlimited = s.is_unlimited, .reader = beside.reader, .painter = beside.painter };
    web_server_options how = { .site = &site.web,
                               .store = keeps,
                               .proxies = s.proxies,
                               .temp_folder = s.temp_folder,
                               .n_workers = n_workers,
                               .of_a_network = s.is_unlimited ? ANY_CONNECTIONS : 0,
                               .logs_requests = s.logs_requests };
    how_open.is_local = s.proxies == NULL && (s.origin == NULL || !has_prefix(s.origin, "https://"));
    const bool is_done = store_update(keeps, &(store_update_options){ .backed_up = say_backup }, error) &&
                         open_keys(&s, keeps, &secret, arena, error) && (how_open.keys = secret, true) &&
                         open_answers(&s, keeps, &how_open.answers, arena, error) &&
                         site_open(&site, keeps, &how_open, arena, error) && serve(&s, &site, &how, arena, error);
    site_close(&site);
    answers_close(how_open.answers);
    keys_close(secret);
    store_close(keeps);
    stop_helpers(&beside);
    return is_done;
}

static const cli_option_group groups[] = { { "Serving", options, sizeof options / sizeof *options, 0 } };

static const cli_example examples[] = {
    { "upward serve --db upward.db", "On this machine alone, at http://127.0.0.1:8080." },
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
