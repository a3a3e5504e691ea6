/* Files of libpq (PostgreSQL's documentation, sections 34.16, 34.17 and 34.19). */
#include "store/postgres_files.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *const options[] = { "passfile", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir" };
static const char *const at_home[] = { ".pgpass", ".postgresql", ".pg_service.conf" };
enum { OPTIONS = sizeof options / sizeof *options, AT_HOME = sizeof at_home / sizeof *at_home };
_Static_assert(POSTGRES_FILES_MAX == 2 * OPTIONS + AT_HOME, "each by address and by environment");

static bool is_file(const char *keyword)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strcmp(keyword, options[i]) == 0)
            return true;
    return false;
}

/* Frees `found`, which may be NULL. */
static size_t add_named(PQconninfoOption *found, upw_arena *arena, const char *files[])
{
    size_t n = 0;
    for (const PQconninfoOption *o = found; o != NULL && o->keyword != NULL; o++)
        if (is_file(o->keyword) && o->val != NULL && o->val[0] != '\0')
            files[n++] = memory_format(arena, "%s", o->val).at;
    PQconninfoFree(found);
    return n;
}

size_t postgres_list_files(const char *address, upw_arena *arena, const char *files[POSTGRES_FILES_MAX])
{
    const char *const home = getenv("HOME");
    size_t n = add_named(PQconninfoParse(address, NULL), arena, files);
    n += add_named(PQconndefaults(), arena, files + n);
    for (size_t i = 0; home != NULL && i < AT_HOME; i++)
        files[n++] = memory_format(arena, "%s/%s", home, at_home[i]).at;
    return n;
}
