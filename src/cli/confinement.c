/* What the server gives up before it listens to anybody. */
#include "cli/confinement.h"

#include <string.h>

#include "apart/confine.h"
#include "base/log.h"
#include "base/memory.h"
#include "store/postgres_files.h"

static bool is_postgres(const confinement *c)
{
    return strncmp(c->database, "postgres", strlen("postgres")) == 0;
}

bool confinement_connects(const confinement *c)
{
    return c->mail_server != NULL || is_postgres(c);
}

bool confinement_check(const confinement *c, upw_error *error)
{
    const char *const missing = confine_calls_missing();
    return c->is_unfiltered || missing == NULL || confine_is_watched() ||
           upw_fail(error, UPW_NOT_FOUND,
                    "%s, and so the server's system calls cannot be confined; --without-seccomp serves all the same",
                    missing);
}

static const char *folder_of(const char *path, upw_arena *arena)
{
    const char *const slash = strrchr(path, '/');
    return slash == NULL ? "." : slash == path ? "/" : memory_format(arena, "%.*s", (int)(slash - path), path).at;
}

typedef struct places {
    confine_place at[16 + POSTGRES_FILES_MAX];
    size_t n;
} places;

static void let(places *p, const char *path, bool may_write)
{
    p->at[p->n++] = (confine_place){ .path = path, .may_write = may_write };
}

static void let_postgres(places *p, const char *address, upw_arena *arena)
{
    const char *files[POSTGRES_FILES_MAX];
    const size_t n = postgres_list_files(address, arena, files);
    for (size_t i = 0; i < n; i++)
        let(p, files[i], false);
}

/* Its database, letters and what is uploaded, to write; where it makes connections, what its libraries read of names,
 * addresses and certificates. */
static void list_places(const confinement *c, places *p, upw_arena *arena)
{
    let(p, "/dev/null", true);
    let(p, "/dev/urandom", false);
    let(p, c->temp_folder != NULL ? c->temp_folder : "/tmp", true);
    if (c->letters != NULL)
        let(p, c->letters, true);
    if (is_postgres(c))
        let_postgres(p, c->database, arena);
    else
        let(p, folder_of(c->database, arena), true);
    if (c->answers != NULL)
        let(p, folder_of(c->answers, arena), true);
    if (c->clock != NULL)
        let(p, folder_of(c->clock, arena), false);
    if (confinement_connects(c)) {
        static const char *const of_libraries[] = { "/usr", "/lib", "/lib64", "/etc", "/run/systemd/resolve" };
        for (size_t i = 0; i < sizeof of_libraries / sizeof *of_libraries; i++)
            let(p, of_libraries[i], false);
    }
}

static bool confine_what_it_asks(const confinement *c, upw_error *error)
{
    if (c->is_unfiltered || confine_is_watched()) {
        log_write(LOG_LEVEL_WARNING, "cli/serve",
                  c->is_unfiltered ? "started with --without-seccomp: system calls are not confined"
                                   : "built with sanitizers: system calls are not confined");
        return true;
    }
    return confine_calls(confinement_connects(c) ? CONFINE_CONNECTED_SERVER : CONFINE_SERVER, error);
}

bool confinement_begin(const confinement *c, upw_arena *arena, upw_error *error)
{
    places allowed = { .n = 0 };
    int version;
    list_places(c, &allowed, arena);
    if (!confine_memory(error) || !confine_files(allowed.at, allowed.n, &version, error) ||
        !confine_what_it_asks(c, error))
        return false;
    if (version == 0)
        log_write(LOG_LEVEL_WARNING, "cli/serve", "this kernel has no Landlock: files are not confined");
    log_write(LOG_LEVEL_INFO, "cli/serve", "confined", LOG_INTEGER("landlock", version));
    return true;
}
