/* A disk that is full, or faulty at the n-th call: is a failure told, does reading go on, and is all well afterwards?
 */
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "store/tests/ledger.h"

/* ---- full ---- */

enum { STEP_KB = 64, STEPS = 24, LEAST_KB = 96 };

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Write until there is no room; then make room, and write on over the same connection. */
static void fill_disk(const place *p, rlim_t bytes)
{
    int64_t seq = 0;
    store *const s = place_open(p, NULL);
    store_db *const db = place_connect(s);
    upw_error why = { 0 };
    ledger_change change = { 1, 0, 3000 };
    limit_files(bytes);
    do
        change.seq = seq + 1;
    while (store_transact(db, ledger_work, &change, &why) && ++seq < 10000);
    if (why.code != UPW_DISK_FULL)
        fail_msg("%lld kB: %s", (long long)bytes >> 10, why.message);
    assert_int_equal(ledger_assert_sound(db, 1), seq); /* reading goes on */
    limit_files(RLIM_INFINITY);
    assert_done(store_transact(db, ledger_work, &change, error));
    assert_int_equal(ledger_assert_sound(db, 1), seq + 1);
    store_disconnect(db);
    store_close(s);
    store *const again = place_open(p, NULL);
    store_db *const other = place_connect(again);
    assert_int_equal(ledger_assert_sound(other, 1), seq + 1);
    store_disconnect(other);
    store_close(again);
}

static void a_full_disk_is_told_and_survived(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t step = 0; step < STEPS; step++) {
        const place p = place_new(false);
        ledger_make(&p);
        fill_disk(&p, (LEAST_KB + step * STEP_KB) << 10);
        place_clear(&p);
    }
}

/* ---- faulty ---- */

/* SQLite's own way to the disk, with a fault at the n-th call. */
typedef struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
} faulty_file;

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    sqlite3_io_methods methods;
    int64_t calls, fails_at; /* 0: never */
    bool for_good, has_failed;
} disk;

static bool is_fault(void)
{
    disk.calls++;
    const bool fails =
        disk.fails_at > 0 && (disk.calls == disk.fails_at || (disk.for_good && disk.calls > disk.fails_at));
    disk.has_failed = disk.has_failed || fails;
    return fails;
}

#define REAL(file) (((faulty_file *)(file))->real)
#define CALL(file, method, ...) REAL(file)->pMethods->method(REAL(file) __VA_OPT__(, ) __VA_ARGS__)

static int close_file(sqlite3_file *file)
{
    return CALL(file, xClose);
}
static int read_file(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    return is_fault() ? SQLITE_IOERR_READ : CALL(file, xRead, out, n, at);
}
static int write_file(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    if (!is_fault())
        return CALL(file, xWrite, bytes, n, at);
    (void)CALL(file, xWrite, bytes, n / 2, at); /* torn */
    return disk.calls % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    return is_fault() ? SQLITE_IOERR_TRUNCATE : CALL(file, xTruncate, size);
}
static int sync_file(sqlite3_file *file, int flags)
{
    return is_fault() ? SQLITE_IOERR_FSYNC : CALL(file, xSync, flags);
}
static int measure_file(sqlite3_file *file, sqlite3_int64 *size)
{
    return is_fault() ? SQLITE_IOERR_FSTAT : CALL(file, xFileSize, size);
}
static int lock_file(sqlite3_file *file, int level)
{
    return is_fault() ? SQLITE_IOERR_LOCK : CALL(file, xLock, level);
}
static int unlock_file(sqlite3_file *file, int level)
{
    return CALL(file, xUnlock, level);
}
static int check_lock(sqlite3_file *file, int *is_locked)
{
    return CALL(file, xCheckReservedLock, is_locked);
}
static int control_file(sqlite3_file *file, int what, void *value)
{
    return CALL(file, xFileControl, what, value);
}
static int get_sector(sqlite3_file *file)
{
    return CALL(file, xSectorSize);
}
static int get_device(sqlite3_file *file)
{
    return CALL(file, xDeviceCharacteristics);
}
static int map_shared(sqlite3_file *file, int page, int size, int extends, void volatile **out)
{
    return is_fault() ? SQLITE_IOERR_SHMMAP : CALL(file, xShmMap, page, size, extends, out);
}
static int lock_shared(sqlite3_file *file, int offset, int n, int flags)
{
    return CALL(file, xShmLock, offset, n, flags);
}
static void order_shared(sqlite3_file *file)
{
    CALL(file, xShmBarrier);
}
static int unmap_shared(sqlite3_file *file, int removes)
{
    return CALL(file, xShmUnmap, removes);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
    (void)vfs;
    faulty_file *const f = (faulty_file *)file;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(f + 1);
    if (is_fault())
        return SQLITE_CANTOPEN;
    const int code = disk.real->xOpen(disk.real, name, f->real, flags, got);
    if (code == SQLITE_OK)
        f->base.pMethods = &disk.methods;
    return code;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int syncs)
{
    (void)vfs;
    return is_fault() ? SQLITE_IOERR_DELETE : disk.real->xDelete(disk.real, name, syncs);
}

static void become_faulty(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "faulty";
    disk.vfs.szOsFile = (int)sizeof(faulty_file) + disk.real->szOsFile;
    disk.vfs.xOpen = open_file;
    disk.vfs.xDelete = delete_file;
    disk.methods = (sqlite3_io_methods){ .iVersion = 2,
                                         .xClose = close_file,
                                         .xRead = read_file,
                                         .xWrite = write_file,
                                         .xTruncate = truncate_file,
                                         .xSync = sync_file,
                                         .xFileSize = measure_file,
                                         .xLock = lock_file,
                                         .xUnlock = unlock_file,
                                         .xCheckReservedLock = check_lock,
                                         .xFileControl = control_file,
                                         .xSectorSize = get_sector,
                                         .xDeviceCharacteristics = get_device,
                                         .xShmMap = map_shared,
                                         .xShmLock = lock_shared,
                                         .xShmBarrier = order_shared,
                                         .xShmUnmap = unmap_shared };
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

/* Three changes and a look, over a connection that is opened for it. Returns the last change that was acknowledged. */
static int64_t make_changes(const place *p)
{
    upw_error error = { 0 };
    int64_t last = 0, ignored[3];
    store *const s = store_open(p->where, NULL, &error);
    store_db *const db = s != NULL ? store_connect(s, &error) : NULL;
    for (int64_t seq = 1; db != NULL && seq <= 3; seq++) {
        ledger_change change = { 1, seq, 9000 };
        if (store_transact(db, ledger_work, &change, &error))
            last = seq;
        else
            assert_true(error.code != UPW_OK && error.message[0] != '\0' && error.code != UPW_CONFLICT);
    }
    store_rows row;
    bool found;
    if (db != NULL && store_find(db, &ledger_count, &STORE_INTEGER(1), &row, &found, &error)) {
        for (size_t i = 0; found && i < 3; i++)
            ignored[i] = store_integer(&row, i);
        assert_true(!found || ignored[2] == 2 * ignored[0]);
        found = store_end(&row, &error);
    }
    store_disconnect(db);
    store_close(s);
    return last;
}

static void a_fault_at_the_nth_call_is_told_and_survived(void **state)
{
    (void)state;
    int64_t n_faults = 0;
    become_faulty();
    for (int mode = 0; mode < 2; mode++)
        for (int64_t n = 1;; n++) {
            const place p = place_new(false);
            disk.fails_at = 0;
            ledger_make(&p);
            disk.for_good = mode == 1;
            disk.calls = 0;
            disk.has_failed = false;
            disk.fails_at = n;
            const int64_t last = make_changes(&p);
            disk.fails_at = 0;
            store *const s = place_open(&p, NULL);
            store_db *const db = place_connect(s);
            const int64_t found = ledger_assert_sound(db, 1);
            if (found < last)
                fail_msg("fault at %lld: change %lld was acknowledged and %lld is there", (long long)n, (long long)last,
                         (long long)found);
            store_disconnect(db);
            store_close(s);
            place_clear(&p);
            n_faults += disk.has_failed;
            if (!disk.has_failed)
                break;
        }
    print_message("# %lld faults\n", (long long)n_faults);
    assert_true(n_faults > 50);
    sqlite3_vfs_unregister(&disk.vfs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_is_told_and_survived),
        cmocka_unit_test(a_fault_at_the_nth_call_is_told_and_survived),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
