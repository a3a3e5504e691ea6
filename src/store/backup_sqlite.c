/* A copy of an SQLite database that is in use. */
#include "store/backup_internal.h"

#include <sqlite3.h>

#include "store/store_internal.h"

enum { PAGES_A_STEP = 256, PAUSE_MS = 5, ATTEMPTS_MAX = 1000 };

static bool complain(sqlite3 *copy, int code, upw_error *error)
{
    const bool is_full = (code & 0xFF) == SQLITE_FULL || (code & 0xFF) == SQLITE_IOERR;
    return upw_fail(error, is_full ? UPW_DISK_FULL : UPW_IO_FAILED,
                    is_full ? "there is no room for the copy, or the disk is faulty: %s" : "copying failed: %s",
                    copy != NULL ? sqlite3_errmsg(copy) : sqlite3_errstr(code));
}

/* A few pages at a time, and a breath in between, so that others hardly notice. The snapshot that `from` is in keeps
 * what is written meanwhile out of the copy. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *const work = sqlite3_backup_init(to, "main", from, "main");
    if (work == NULL)
        return sqlite3_errcode(to);
    int code, n_busy = 0;
    for (;;) {
        code = sqlite3_backup_step(work, PAGES_A_STEP);
        if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED)
            break;
        n_busy += code != SQLITE_OK;
        if (n_busy == ATTEMPTS_MAX)
            break;
        sqlite3_sleep(PAUSE_MS);
    }
    const int finished = sqlite3_backup_finish(work);
    return code == SQLITE_DONE ? finished : code;
}

bool backup_copy_sqlite(store_db *db, const char *path, upw_error *error)
{
    static const char quiet[] = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;";
    /* As one file, which needs no other beside it; it becomes WAL again when it is opened to be used. */
    static const char alone[] = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE;";
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(copy, quiet, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = copy_pages(db->handle, copy);
    if (code == SQLITE_OK)
        code = sqlite3_exec(copy, alone, NULL, NULL, NULL);
    const bool done = code == SQLITE_OK || complain(copy, code, error);
    sqlite3_close(copy);
    return done;
}

static const store_statement integrity = {
    .name = "backup_integrity",
    .sql = "SELECT integrity_check FROM pragma_integrity_check(1)",
    .gives = "t",
};
static const store_statement broken_reference = {
    .name = "backup_broken_reference",
    .sql = "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1",
    .gives = "t",
};

bool backup_check_sqlite(store_db *db, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &integrity, NULL, &row, &found, error))
        return false;
    const text words = found ? store_text(&row, 0) : TEXT("it gives no answer");
    bool done = text_equal(words, TEXT("ok")) ||
                upw_fail(error, UPW_IO_FAILED, "the database is damaged: %.*s", TEXT_ARGS(words));
    if (!done && error != NULL)
        text_make_showable(error->message); /* it comes in several lines */
    if (!store_end(&row, done ? error : NULL) || !done || !store_find(db, &broken_reference, NULL, &row, &found, error))
        return false;
    done = !found || upw_fail(error, UPW_IO_FAILED, "the database is damaged: a row of %.*s belongs to nothing",
                              TEXT_ARGS(store_text(&row, 0)));
    return store_end(&row, done ? error : NULL) && done;
}
