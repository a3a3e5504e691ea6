/* What is wrong with the database, in sentences. Each question has one function. */
#include "store/doctor.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <linux/magic.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/backup_internal.h"
#include "store/migrate.h"
#include "store/store_internal.h"

enum { ROOM_MIN_MB = 100, WAL_MAX_MB = 256 };

void doctor_add(doctor_findings *f, doctor_verdict verdict, const char *cure, const char *what, ...)
{
    char sentence[500];
    va_list arguments;
    if (f->n == sizeof f->at / sizeof *f->at)
        return;
    va_start(arguments, what);
    vsnprintf(sentence, sizeof sentence, what, arguments);
    va_end(arguments);
    text_make_showable(sentence);
    f->at[f->n++] = (doctor_finding){ verdict, memory_copy_text(f->arena, text_of(sentence)).at, cure };
}

/* ---- the file ---- */

static const char *folder_of(const char *path, upw_arena *arena)
{
    return dirname((char *)memory_copy_text(arena, text_of(path)).at);
}

static void look_at_permissions(const char *path, const struct stat *facts, doctor_findings *f)
{
    struct stat of_folder;
    const char *const folder = folder_of(path, f->arena);
    if ((facts->st_mode & 077) != 0)
        doctor_add(f, DOCTOR_WRONG, memory_format(f->arena, "chmod 600 %s", path).at,
                   "%s may be read or written by others on this machine (mode %03o)", path, facts->st_mode & 0777);
    else
        doctor_add(f, DOCTOR_WELL, "", "%s is for its owner alone", path);
    if (stat(folder, &of_folder) == 0 && (of_folder.st_mode & 022) != 0 && (of_folder.st_mode & S_ISVTX) == 0)
        doctor_add(f, DOCTOR_WRONG, memory_format(f->arena, "chmod go-w %s", folder).at,
                   "others may write to the folder %s, and so put another file in the database's place", folder);
    if (facts->st_uid != geteuid())
        doctor_add(f, DOCTOR_NOTE, "run this as the user that runs the server", "%s belongs to another user", path);
    if (access(path, R_OK | W_OK) != 0 || access(folder, W_OK | X_OK) != 0)
        doctor_add(f, DOCTOR_WRONG, "give the server's user the file and its folder",
                   "%s or its folder may not be written by whoever runs this", path);
}

static void look_at_disk(const char *path, const struct stat *facts, doctor_findings *f)
{
    static const struct {
        int64_t kind;
        const char *name;
    } networks[] = { { NFS_SUPER_MAGIC, "NFS" }, { 0x517B, "SMB" },    { 0xFF534D42, "CIFS" },
                     { 0xFE534D42, "SMB" },      { V9FS_MAGIC, "9p" }, { CEPH_SUPER_MAGIC, "Ceph" } };
    struct statfs disk;
    if (statfs(path, &disk) != 0)
        return;
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
        if ((int64_t)disk.f_type == networks[i].kind)
            doctor_add(f, DOCTOR_WRONG, "move the file to a disk of this machine, or use PostgreSQL",
                       "%s is on a network file system (%s), where SQLite's locks cannot be relied upon", path,
                       networks[i].name);
    const int64_t room_mb = (int64_t)((uint64_t)disk.f_bavail * (uint64_t)disk.f_bsize >> 20);
    const int64_t size_mb = (int64_t)facts->st_size >> 20;
    const bool is_short = room_mb < ROOM_MIN_MB || room_mb < size_mb * 3 / 2;
    doctor_add(f,
               room_mb < ROOM_MIN_MB ? DOCTOR_WRONG
               : is_short            ? DOCTOR_NOTE
                                     : DOCTOR_WELL,
               is_short ? "make room, or move backups elsewhere" : "",
               "the database has %" PRId64 " MB and its disk has room for %" PRId64 " MB%s", size_mb, room_mb,
               is_short ? ", too little for a backup beside it" : "");
}

static void look_at_log(const char *path, doctor_findings *f)
{
    struct stat facts;
    const char *const log = memory_format(f->arena, "%s-wal", path).at;
    if (stat(log, &facts) == 0 && facts.st_size >> 20 > WAL_MAX_MB)
        doctor_add(f, DOCTOR_NOTE, "find the program that keeps reading the database and end it",
                   "%s has grown to %" PRId64 " MB: somebody has been reading for very long", log,
                   (int64_t)facts.st_size >> 20);
}

/* False: there is no file, and nothing more to look at. */
static bool look_at_file(const char *path, doctor_findings *f)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        doctor_add(f, DOCTOR_WRONG, "upward migrate --db makes a new one", "%s cannot be found: %s", path,
                   strerror(errno));
        return false;
    }
    look_at_permissions(path, &facts, f);
    look_at_disk(path, &facts, f);
    look_at_log(path, f);
    return true;
}

/* ---- what is in it ---- */

static void look_at_schema(store_db *db, doctor_findings *f)
{
    store_schema found;
    upw_error error = { 0 };
    if (!store_read_schema(db, &found, &error))
        doctor_add(f, DOCTOR_WRONG, "use the program of that version", "%s", error.message);
    else if (found.there < found.known)
        doctor_add(f, DOCTOR_WRONG, "upward migrate brings it up to date",
                   "the schema is at migration %" PRId64 " and this program is at %" PRId64, found.there, found.known);
    else
        doctor_add(f, DOCTOR_WELL, "", "the schema is up to date (migration %" PRId64 ")", found.there);
}

static void look_at_integrity(store_db *db, doctor_findings *f)
{
    upw_error error = { 0 };
    if (backup_check_sqlite(db, &error))
        doctor_add(f, DOCTOR_WELL, "", "the file is whole and every row belongs where it says");
    else
        doctor_add(f, DOCTOR_WRONG, "restore the last good backup: upward restore", "%s", error.message);
}

/* ---- the server ---- */

static const store_statement settings_of_server = {
    .name = "doctor_settings",
    .sql = "SELECT 'on', 'on', 0, 0, ''",
    .postgres = "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
                " CAST(pg_is_in_recovery() AS int), CAST(usesuper AS int), version()"
                " FROM pg_user WHERE usename = current_user",
    .gives = "ttiit",
};

static void look_at_server(store_db *db, doctor_findings *f)
{
    store_rows row;
    bool found;
    upw_error error = { 0 };
    if (!store_find(db, &settings_of_server, NULL, &row, &found, &error) || !found) {
        doctor_add(f, DOCTOR_NOTE, "", "the server does not tell its settings: %s", error.message);
        return;
    }
    doctor_add(f, DOCTOR_WELL, "", "the server answers: %.*s", TEXT_ARGS(store_text(&row, 4)));
    if (text_equal(store_text(&row, 0), TEXT("off")) || text_equal(store_text(&row, 1), TEXT("off")))
        doctor_add(f, DOCTOR_WRONG, "set fsync and full_page_writes to on in postgresql.conf",
                   "the server does not wait for its disk: a power cut may destroy the database");
    if (store_integer(&row, 2) != 0)
        doctor_add(f, DOCTOR_WRONG, "give the address of the primary", "this server is a standby and can only be read");
    if (store_integer(&row, 3) != 0)
        doctor_add(f, DOCTOR_NOTE, "make a role that owns this database and nothing else",
                   "the server is used as a superuser, which is more than is needed");
    if (!store_end(&row, &error))
        doctor_add(f, DOCTOR_NOTE, "", "%s", error.message);
}

void store_examine(const char *where, doctor_findings *f)
{
    static const store_options reading = { .is_read_only = true, .must_exist = true };
    upw_error error = { 0 };
    const bool is_address = text_contains(text_of(where), TEXT("://"));
    if (!is_address && !look_at_file(where, f))
        return;
    store *const s = store_open(where, &reading, &error);
    store_db *const db = s != NULL ? store_connect(s, &error) : NULL;
    if (db == NULL) {
        doctor_add(f, DOCTOR_WRONG, is_address ? "see that the server runs and that the address is right" : "", "%s",
                   error.message);
    } else {
        look_at_schema(db, f);
        if (is_address)
            look_at_server(db, f);
        else
            look_at_integrity(db, f);
    }
    store_disconnect(db);
    store_close(s);
}
