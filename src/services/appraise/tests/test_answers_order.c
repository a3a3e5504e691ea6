/* What lies in the file of answers, and in its backups, tells nobody in which order answers were sent (reliability.md,
 * section 16). */
#include <math.h>

#include "answers_scene.h"
#include "services/appraise/answers_internal.h"
#include "store/backup.h"

enum { MANY = 2000, DAY_MS = 24 * 60 * 60 * 1000 };
static const double PAGE = 4096, MOST = 0.1; /* of two thousand at random 0.1 is beyond four deviations */
static const int64_t begin_ms = INT64_C(1790000000000);

/* Where something of each answer lies, in the order of sending. */
typedef struct trace {
    const char *what;
    uint8_t key[MANY][BASE32_ID_BYTES]; /* what it begins with */
    double at[MANY];
} trace;

typedef struct rank {
    double at;
    int i;
} rank;

static int compare(const void *a, const void *b)
{
    const rank *const x = a, *const y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Spearman's correlation of the places with the order of sending: in the file, or in whichever page of it. Those at one
 * place share the rank in the middle. */
static double correlate(const trace *t, double page)
{
    static rank ranks[MANY];
    double xy = 0, xx = 0, yy = 0;
    for (int i = 0; i < MANY; i++)
        ranks[i] = (rank){ fmod(t->at[i], page), i };
    qsort(ranks, MANY, sizeof *ranks, compare);
    for (int first = 0, last; first < MANY; first = last) {
        for (last = first; last < MANY && ranks[last].at == ranks[first].at;)
            last++;
        for (int i = first; i < last; i++) {
            const double x = 0.5 * (first + last) - 0.5 * MANY, y = ranks[i].i + 0.5 - 0.5 * MANY;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
    }
    return xy / sqrt(xx * yy);
}

enum { TRACES = 4, PAIRS = 1 << 16 };

/* Finds the keys of all traces in one walk. Each is there once: no copy was left behind where something was moved. */
static void find_places(trace *traces, text bytes)
{
    static int firsts[PAIRS], nexts[TRACES * MANY]; /* lists by the first two bytes, one above the key's number */
    memset(firsts, 0, sizeof firsts);
    for (int k = 0; k < TRACES * MANY; k++) {
        const uint8_t *const key = traces[k / MANY].key[k % MANY];
        int *const first = &firsts[key[0] << 8 | key[1]];
        nexts[k] = *first;
        *first = k + 1;
        traces[k / MANY].at[k % MANY] = -1;
    }
    for (size_t at = 0; at + BASE32_ID_BYTES <= bytes.len; at++)
        for (int k = firsts[(uint8_t)bytes.at[at] << 8 | (uint8_t)bytes.at[at + 1]]; k != 0; k = nexts[k - 1]) {
            trace *const t = &traces[(k - 1) / MANY];
            if (memcmp(bytes.at + at, t->key[(k - 1) % MANY], BASE32_ID_BYTES) != 0)
                continue;
            assert_true(t->at[(k - 1) % MANY] < 0);
            t->at[(k - 1) % MANY] = (double)at;
        }
}

/* ---- the collected, with the names they lie under ---- */

typedef struct part {
    uint8_t id[BASE32_ID_BYTES];
    bool is_there;
} part;

typedef struct opening {
    const scene *c;
    answers_kind kind;
    part parts[MANY]; /* by the number of whoever sent it */
    uint8_t after[BASE32_ID_BYTES];
    int n;
} opening;

static bool open_some(store_db *db, void *context, upw_error *error)
{
    opening *const o = context;
    store_rows rows;
    const store_value values[] = { STORE_TEXT(text_of(round_2026)), STORE_INTEGER(o->kind),
                                   STORE_BYTES(answers_bytes(o->after, sizeof o->after)) };
    if (!store_query(db, &answers_statements[COLLECTED_AFTER], values, &rows, error))
        return false;
    for (o->n = 0; store_next(&rows); o->n++) {
        char opened[2 * FILL_COMMENT];
        const text id = store_text(&rows, 0), sealed = store_text(&rows, 1);
        assert_true(sealed.len < sizeof opened);
        assert_int_equal(crypto_box_seal_open((uint8_t *)opened, (const uint8_t *)sealed.at, sealed.len,
                                              o->c->keys.public_key, o->c->keys.secret_key),
                         0);
        const char *const number = memmem(opened, sealed.len - crypto_box_SEALBYTES, "number ", 7);
        assert_non_null(number);
        part *const p = &o->parts[strtol(number + 7, NULL, 10)];
        assert_false(p->is_there);
        p->is_there = true;
        memcpy(p->id, id.at, sizeof p->id);
        memcpy(o->after, id.at, sizeof o->after);
    }
    return store_end(&rows, error);
}

static void find_parts(const scene *c, answers_kind kind, opening *o)
{
    *o = (opening){ .c = c, .kind = kind };
    do
        assert_done(store_group_run(c->a->group, open_some, o, error));
    while (o->n > 0);
}

/* ---- the order ---- */

static void tells_nothing(const trace *t, const char *file)
{
    for (int i = 0; i < MANY; i++)
        assert_true(t->at[i] >= 0);
    const double in_all = correlate(t, INFINITY), in_page = correlate(t, PAGE);
    print_message("# %s in %s: correlation %+.3f, within pages %+.3f\n", t->what, file, in_all, in_page);
    if (fabs(in_all) >= MOST || fabs(in_page) >= MOST)
        fail_msg("where %s lie in %s tells when they were sent", t->what, file);
}

static void look_at(scene *c, const char *path, const char *name)
{
    static trace traces[TRACES] = {
        { .what = "marks" }, { .what = "receipts" }, { .what = "ratings" }, { .what = "words" }
    };
    static opening of_ratings, of_comments;
    find_parts(c, ANSWERS_RATINGS, &of_ratings);
    find_parts(c, ANSWERS_COMMENT, &of_comments);
    for (int i = 0; i < MANY; i++) {
        const answers_ticket ticket = ticket_of(i);
        uint8_t hash[ANSWERS_KEY_BYTES];
        answers_hash_receipt(ticket.receipt, hash);
        const uint8_t *const keys[TRACES] = { ticket.spent_mark, hash, of_ratings.parts[i].id,
                                              of_comments.parts[i].id };
        for (int t = 0; t < TRACES; t++)
            memcpy(traces[t].key[i], keys[t], BASE32_ID_BYTES);
    }
    find_places(traces, read_file(path, &c->arena));
    for (int t = 0; t < TRACES; t++)
        tells_nothing(&traces[t], name);
}

static text backup_path(scene *c)
{
    return memory_format(&c->arena, "%s.backup", c->path);
}

/* A file of what stands in the backup. */
static const char *restore(scene *c, const char *name)
{
    store_manifest manifest;
    const char *const path = memory_format(&c->arena, "%s/%s", c->p.folder, name).at;
    assert_done(
        store_restore(backup_path(c).at, &(store_restore_options){ .where = path }, &c->arena, &manifest, error));
    return path;
}

static void the_order_of_sending_cannot_be_read(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    for (int i = 0; i < MANY; i++)
        assert_done(send_number(&c, i, error));
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms, false, error));
    look_at(&c, c.path, "the file");
    look_at(&c, restore(&c, "restored.db"), "its backup");
    end(&c);
}

/* ---- backups ---- */

/* How many answers stand in the backup, and how many marks. */
static int64_t n_in_backup(scene *c, const char *name, int64_t *n_marks)
{
    scene old = *c;
    int64_t n;
    *n_marks = 0;
    snprintf(old.path, sizeof old.path, "%s", restore(c, name));
    open_file(&old);
    assert_done(answers_count(old.a, text_of(round_2026), &n, error));
    for (int i = 0; i < 100; i++) {
        const answers_ticket ticket = ticket_of(i);
        bool is_spent;
        assert_done(answers_is_spent(old.a, &ticket, &is_spent, error));
        *n_marks += is_spent;
    }
    answers_close(old.a);
    return n;
}

static void send_some(scene *c, int first, int n)
{
    for (int i = first; i < first + n; i++)
        assert_done(send_number(c, i, error));
}

static void two_backups_differ_by_nothing_or_by_ten_answers(void **state)
{
    (void)state;
    scene c;
    int64_t n_marks;
    begin(&c);
    const char *const path = backup_path(&c).at;
    send_some(&c, 0, 9);
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms, false, error));
    assert_int_equal(access(path, F_OK), -1); /* nine are too few, and no backup has them */
    send_some(&c, 9, 3);
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms, false, error));
    assert_int_equal(n_in_backup(&c, "first.db", &n_marks), 12);
    assert_int_equal(n_marks, 12);
    send_some(&c, 12, 30);
    const text before = read_file(path, &c.arena);
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms + DAY_MS - 1, false, error));
    assert_true(text_equal(before, read_file(path, &c.arena)));
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms + DAY_MS, false, error));
    assert_int_equal(n_in_backup(&c, "second.db", &n_marks), 42);
    assert_int_equal(n_marks, 42);
    end(&c);
}

static void the_few_of_a_last_batch_are_in_no_backup_beside_their_marks(void **state)
{
    (void)state;
    scene c;
    int64_t n_marks;
    begin(&c);
    send_some(&c, 0, 20);
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms, false, error));
    const answers_ticket begun = ticket_of(99);
    assert_done(answers_save_draft(c.a, &begun, text_of(round_2026), TEXT("begun"), error));
    send_some(&c, 20, 3);
    assert_done(answers_collect(c.a, text_of(round_2026), begin_ms + 1, true, error));
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_DRAFTS, error));
    assert_done(answers_destroy(c.a, TEXT("2025"), ANSWERS_END_ALL, error));
    assert_int_equal(n_in_backup(&c, "close.db", &n_marks), 20);
    assert_int_equal(n_marks, 20);
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_MARKS, error));
    assert_int_equal(n_in_backup(&c, "month.db", &n_marks), 23);
    assert_int_equal(n_marks, 0);
    assert_done(
        answers_destroy(c.a, text_of(round_2026), ANSWERS_END_ALL, error)); /* what went is in no backup either */
    assert_int_equal(n_in_backup(&c, "years.db", &n_marks), 0);
    end(&c);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_sending_cannot_be_read),
        cmocka_unit_test(two_backups_differ_by_nothing_or_by_ten_answers),
        cmocka_unit_test(the_few_of_a_last_batch_are_in_no_backup_beside_their_marks),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("services/appraise/answers_order", tests, NULL, NULL);
}
