/* Does a table say the same whatever the order of its rows, the number of threads and the places where it is cut? */
#include "tables.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#elif defined(__has_feature)
enum { IS_SANITIZED = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) };
#else
enum { IS_SANITIZED = 0 };
#endif

static const table_options no_options = { 0 };

/* ---- a table of which everything is known ---- */

typedef enum row_order {
    ORDER_SORTED,
    ORDER_SERIES_SHUFFLED, /* each series in one piece */
    ORDER_COMES_BACK,      /* sorted, but the first row comes last */
    ORDER_BY_PERIOD,
    ORDER_ROWS_SHUFFLED,
    ORDER_COUNT
} row_order;

typedef struct made_row {
    uint32_t series, point;
} made_row;

typedef struct made_table {
    size_t n_series, n_points; /* points of each series */
    bool has_quotes;           /* names with delimiters, quotes and line breaks */
    size_t padding;            /* bytes of a column that nobody reads */
    made_row *rows;
} made_table;

static size_t count_rows(const made_table *t)
{
    return t->n_series * t->n_points;
}

static void shuffle(made_row *rows, size_t n, size_t unit, uint64_t *seed)
{
    made_row *const spare = memory_grow(NULL, unit, sizeof *spare);
    const size_t bytes = unit * sizeof *spare;
    for (size_t i = n / unit; i > 1; i--) {
        const size_t k = (size_t)(next_random(seed) % i);
        memcpy(spare, rows + (i - 1) * unit, bytes);
        memcpy(rows + (i - 1) * unit, rows + k * unit, bytes);
        memcpy(rows + k * unit, spare, bytes);
    }
    free(spare);
}

static void order_rows(made_table *t, row_order order, uint64_t seed)
{
    const size_t n = count_rows(t);
    t->rows = memory_grow(t->rows, n, sizeof *t->rows);
    for (size_t i = 0; i < n; i++)
        t->rows[i] = order == ORDER_BY_PERIOD ? (made_row){ (uint32_t)(i % t->n_series), (uint32_t)(i / t->n_series) }
                                              : (made_row){ (uint32_t)(i / t->n_points), (uint32_t)(i % t->n_points) };
    if (order == ORDER_SERIES_SHUFFLED)
        shuffle(t->rows, n, t->n_points, &seed);
    if (order == ORDER_ROWS_SHUFFLED)
        shuffle(t->rows, n, 1, &seed);
    if (order == ORDER_COMES_BACK) {
        const made_row first = t->rows[0];
        memmove(t->rows, t->rows + 1, (n - 1) * sizeof *t->rows);
        t->rows[n - 1] = first;
    }
}

static void add_name(buffer *out, const made_table *t, uint32_t series, bool is_quoted)
{
    if (t->has_quotes && series % 3 == 1)
        buffer_add_format(out, is_quoted ? "\"a,\"\"b\"\" %06u\"" : "a,\"b\" %06u", series);
    else if (t->has_quotes && series % 3 == 2)
        buffer_add_format(out, is_quoted ? "\"a\nb %06u\"" : "a\nb %06u", series);
    else
        buffer_add_format(out, "s%06u", series);
}

/* Quarters of whole numbers: what they are in decimals is known without rounding. */
static void add_value(buffer *out, made_row row)
{
    const unsigned quarters = (row.series * 31 + row.point * 7) % 997;
    static const char *const ends[] = { "", ".25", ".5", ".75" };
    buffer_add_format(out, "%u%s", quarters / 4, ends[quarters % 4]);
}

static void add_bytes(buffer *out, const made_table *t)
{
    buffer_add_literal(out, "note,series_id,period,value\n");
    char *const note = memory_grow(NULL, t->padding + 1, 1);
    memset(note, 'x', t->padding);
    for (size_t i = 0; i < count_rows(t); i++) {
        buffer_add(out, (text){ note, t->padding });
        buffer_add_char(out, ',');
        add_name(out, t, t->rows[i].series, true);
        buffer_add_format(out, ",%u,", t->rows[i].point);
        add_value(out, t->rows[i]);
        buffer_add_char(out, '\n');
    }
    free(note);
    assert_false(out->is_full);
}

/* Series in order of first appearance, points in order of their periods. */
static void add_truth(buffer *out, const made_table *t)
{
    bool *const seen = memory_grow(NULL, t->n_series, sizeof *seen);
    memset(seen, 0, t->n_series * sizeof *seen);
    for (size_t i = 0; i < count_rows(t); i++) {
        const uint32_t series = t->rows[i].series;
        for (uint32_t point = 0; point < t->n_points && !seen[series]; point++) {
            add_name(out, t, series, false);
            buffer_add_format(out, "|||%u|", point);
            add_value(out, (made_row){ series, point });
            buffer_add_literal(out, "|0\n");
        }
        seen[series] = true;
    }
    free(seen);
    assert_false(out->is_full);
}

static void check_table(made_table *t, row_order order, uint64_t seed, size_t at_least_bytes)
{
    order_rows(t, order, seed);
    buffer bytes, truth;
    buffer_init(&bytes, (size_t)1 << 30);
    buffer_init(&truth, (size_t)1 << 30);
    add_bytes(&bytes, t);
    add_truth(&truth, t);
    assert_true(bytes.len >= at_least_bytes);
    const made_file file = make_file(buffer_text(&bytes));
    static const unsigned threads[] = { 0, 2, 1, 3, 8 };
    for (size_t i = 0; i < (at_least_bytes > 32 << 20 ? 2 : sizeof threads / sizeof *threads); i++) {
        outcome o = threads[i] == 0 ? read_whole(file.path, &no_options) : stream(file.path, &no_options, threads[i]);
        char what[100];
        snprintf(what, sizeof what, "order %d, seed %" PRIu64 ", %u threads (0: read whole)", (int)order, seed,
                 threads[i]);
        if (!o.is_done)
            fail_msg("%s: %s", what, o.error.message);
        assert_same_text(buffer_text(&o.points), buffer_text(&truth), what);
        assert_int_equal(o.notes.n_rows, count_rows(t));
        buffer_clear(&o.points);
    }
    close(file.fd);
    buffer_clear(&bytes);
    buffer_clear(&truth);
    free(t->rows);
    t->rows = NULL;
}

static void the_order_of_rows_and_the_number_of_threads_change_nothing(void **state)
{
    (void)state;
    for (row_order order = 0; order < ORDER_COUNT; order++)
        for (int has_quotes = 0; has_quotes < 2; has_quotes++) {
            made_table t = { .n_series = 800, .n_points = 20, .has_quotes = has_quotes != 0, .padding = 200 };
            check_table(&t, order, 7 + order, 3 << 20);
        }
}

static void small_tables_are_no_exception(void **state)
{
    (void)state;
    uint64_t seed = 20;
    for (unsigned i = 0; i < 60; i++) {
        const uint64_t this_seed = seed;
        made_table t = { .n_series = 1 + next_random(&seed) % 9, .n_points = 1 + next_random(&seed) % 9 };
        t.has_quotes = next_random(&seed) % 2 == 0;
        check_table(&t, (row_order)(next_random(&seed) % ORDER_COUNT), this_seed, 1);
    }
}

static void a_series_may_be_longer_than_a_block(void **state)
{
    (void)state;
    made_table t = { .n_series = 4, .n_points = 8000, .has_quotes = false, .padding = 200 };
    check_table(&t, ORDER_SORTED, 1, 6 << 20);
    t.has_quotes = true;
    check_table(&t, ORDER_SERIES_SHUFFLED, 5, 6 << 20);
}

/* Beyond 64 MiB a series is gathered instead of kept in one block. */
static void a_series_may_be_longer_than_any_block(void **state)
{
    (void)state;
    made_table t = { .n_series = 1, .n_points = 1100, .padding = 62000 };
    check_table(&t, ORDER_ROWS_SHUFFLED, 3, (64 << 20) + (1 << 20));
}

/* ---- complaints ---- */

/* Sorted rows, blank rows and line breaks in quotes among them, and text in the value of some. */
static int64_t add_faulty_table(buffer *out, size_t n_rows, const size_t *faults, size_t n_faults)
{
    int64_t row = 1, first_fault = 0;
    buffer_add_literal(out, "series_id,period,value,note\n");
    for (size_t i = 0; i < n_rows; i++) {
        bool is_fault = false;
        for (size_t f = 0; f < n_faults; f++)
            is_fault |= faults[f] == i;
        if (i % 500 == 250) {
            buffer_add_literal(out, "\n");
            row++;
        }
        row++;
        first_fault = is_fault && first_fault == 0 ? row : first_fault;
        buffer_add_format(out, "s%06zu,%zu,%s,%s\n", i / 25, i % 25, is_fault ? "oops" : "12.5",
                          i % 400 == 33
                              ? "\"two\nlines\""
                              : "a note that makes the row longer so that fewer rows make a block of the file");
    }
    return first_fault;
}

static void the_first_complaint_of_the_file_is_made_with_its_row(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    uint64_t seed = 11;
    for (unsigned i = 0; i < 5; i++) {
        const uint64_t this_seed = seed;
        const size_t faults[] = { next_random(&seed) % ROWS, next_random(&seed) % ROWS, ROWS - 1 - i };
        buffer bytes;
        buffer_init(&bytes, 1 << 24);
        const int64_t row = add_faulty_table(&bytes, ROWS, faults, i == 0 ? 1 : 3);
        assert_true(bytes.len > 2 << 20 && !bytes.is_full);
        const made_file file = make_file(buffer_text(&bytes));
        static const unsigned threads[] = { 0, 1, 2, 3, 8 };
        for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
            const outcome o =
                threads[k] == 0 ? read_whole(file.path, &no_options) : stream(file.path, &no_options, threads[k]);
            char words[100];
            snprintf(words, sizeof words, "%s, row %lld, column \"value\": \"oops\"", file.path, (long long)row);
            if (o.is_done || o.error.row != row || strstr(o.error.message, words) == NULL)
                fail_msg("seed %" PRIu64 ", %u threads: row %" PRId64 " is at fault, not: %s", this_seed, threads[k],
                         row, o.error.message);
        }
        close(file.fd);
        buffer_clear(&bytes);
    }
}

/* Context: the series that cannot be worked on. */
static bool refuse_some(void *context, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    (void)scratch, (void)out;
    const text *const refused = context;
    for (size_t s = 0; s < block->n_series; s++)
        for (size_t r = 0; r < 2; r++)
            if (text_equal(block->keys[s].id, refused[r])) {
                const int64_t row = block->rows[block->offsets[s] + 1];
                return upw_fail_row(error, UPW_TOO_FEW, row, "row %lld will not do", (long long)row);
            }
    return true;
}

static void complaints_of_the_work_carry_the_row_of_the_file(void **state)
{
    (void)state;
    static const table_frame frame = { { "", 0 }, { "", 0 }, { "", 0 } };
    static const row_order orders[] = { ORDER_SORTED, ORDER_COMES_BACK };
    text refused[] = { TEXT("s000999"), TEXT("s001400") };
    for (size_t i = 0; i < 2; i++) {
        made_table t = { .n_series = 1500, .n_points = 20, .padding = 100 };
        order_rows(&t, orders[i], 0);
        buffer bytes;
        buffer_init(&bytes, 1 << 24);
        add_bytes(&bytes, &t);
        const made_file file = make_file(buffer_text(&bytes));
        for (unsigned threads = 1; threads <= 4; threads++) {
            table_options options = { .threads = threads };
            outcome o = stream_with(file.path, &options, refuse_some, refused, &frame);
            assert_false(o.is_done);
            assert_int_equal(o.error.code, UPW_TOO_FEW);
            const int64_t row = 2 + 999 * 20 + 1 - (orders[i] == ORDER_COMES_BACK);
            assert_int_equal(o.error.row, row);
        }
        close(file.fd);
        buffer_clear(&bytes);
        free(t.rows);
    }
}

/* A row of 1 MiB is too long wherever it stands, one byte less is not. */
static void long_rows_are_refused_by_one_rule(void **state)
{
    (void)state;
    static const struct {
        size_t before; /* rows of about 1 KiB, of one series, before the long one */
        bool is_quoted, is_last;
    } cases[] = {
        { 0, false, false },  { 600, false, false },  { 600, true, false }, { 1500, false, true },
        { 1500, true, true }, { 3000, false, false }, { 100, true, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t excess = 0; excess <= 400000; excess += excess == 0 ? 1 : 399999) {
            const size_t length = ((size_t)1 << 20) - 1 + excess;
            buffer bytes;
            buffer_init(&bytes, 1 << 25);
            buffer_add_literal(&bytes, "series_id,period,value,note\n");
            for (size_t r = 0; r < cases[i].before; r++)
                buffer_add_format(&bytes, "s,%zu,1,%1000zu\n", r, r);
            const text start = cases[i].is_quoted ? TEXT("s,900000,1,\"") : TEXT("s,900000,1,");
            buffer_add(&bytes, start);
            const size_t filling = length - start.len - cases[i].is_quoted;
            memset(buffer_reserve(&bytes, filling), 'x', filling);
            bytes.len += filling;
            if (cases[i].is_quoted)
                buffer_add_literal(&bytes, "\"");
            if (!cases[i].is_last)
                buffer_add_literal(&bytes, "\ns,900001,1,\n");
            assert_false(bytes.is_full);
            const made_file file = make_file(buffer_text(&bytes));
            for (unsigned threads = 0; threads <= 2; threads++) {
                outcome o = threads == 0 ? read_whole(file.path, &no_options) : stream(file.path, &no_options, threads);
                const int64_t row = 2 + (int64_t)cases[i].before;
                if (o.is_done != (excess == 0) || o.error.row != (excess == 0 ? 0 : row) ||
                    (excess > 0 && strstr(o.error.message, "longer than 1 MiB") == NULL))
                    fail_msg("case %zu, %zu bytes, %u threads: %s", i, length, threads, o.error.message);
                buffer_clear(&o.points);
            }
            close(file.fd);
            buffer_clear(&bytes);
        }
}

/* ---- what stands round the results ---- */

static bool write_a_word(void *context, const series_table *block, upw_arena *scratch, buffer *out, upw_error *error)
{
    (void)scratch, (void)error;
    const text *const word = context;
    if (block->n_series > 0)
        buffer_add(out, *word);
    return true;
}

static void frames_stand_round_and_between_results(void **state)
{
    (void)state;
    static const table_frame frame = { { "[", 1 }, { ",", 1 }, { "]", 1 } };
    static const row_order orders[] = { ORDER_SORTED, ORDER_SERIES_SHUFFLED, ORDER_ROWS_SHUFFLED };
    for (size_t i = 0; i < 3; i++) {
        made_table t = { .n_series = 1500, .n_points = 20, .padding = 100 };
        order_rows(&t, orders[i], 3);
        buffer bytes;
        buffer_init(&bytes, 1 << 24);
        add_bytes(&bytes, &t);
        const made_file file = make_file(buffer_text(&bytes));
        table_options options = { .threads = 2 };
        text word = TEXT("w"), nothing = TEXT("");
        outcome o = stream_with(file.path, &options, write_a_word, &word, &frame);
        assert_true(o.is_done && o.points.len >= 5 && o.points.len % 2 == 1);
        for (size_t k = 0; k < o.points.len; k++)
            assert_int_equal(o.points.at[k], k == 0 ? '[' : k + 1 == o.points.len ? ']' : k % 2 == 1 ? 'w' : ',');
        buffer_clear(&o.points);
        o = stream_with(file.path, &options, write_a_word, &nothing, &frame);
        assert_true(o.is_done);
        assert_same_text(buffer_text(&o.points), TEXT("[]"), "no results");
        buffer_clear(&o.points);
        close(file.fd);
        buffer_clear(&bytes);
        free(t.rows);
    }
}

static void keep_share(double share, void *context)
{
    double *const shares = context;
    assert_true(share >= shares[0] && share <= 1);
    shares[0] = share;
    shares[1] += 1;
}

static void progress_rises_to_the_end(void **state)
{
    (void)state;
    made_table t = { .n_series = 1500, .n_points = 20, .padding = 100 };
    order_rows(&t, ORDER_SORTED, 0);
    buffer bytes;
    buffer_init(&bytes, 1 << 24);
    add_bytes(&bytes, &t);
    const made_file file = make_file(buffer_text(&bytes));
    double shares[2] = { 0, 0 };
    table_options options = { .progress = keep_share, .progress_context = shares };
    outcome o = stream(file.path, &options, 3);
    assert_true(o.is_done);
    assert_near(shares[0], 1, 1e-12);
    assert_true(shares[1] >= 3);
    buffer_clear(&o.points);
    close(file.fd);
    buffer_clear(&bytes);
    free(t.rows);
}

/* ---- memory ---- */

/* The most that this program has held. (getrusage counts what its parent held before it became this program, too.) */
static long peak_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *const status = fopen("/proc/self/status", "r");
    while (status != NULL && kb < 0 && fgets(line, sizeof line, status) != NULL)
        if (sscanf(line, "VmHWM: %ld", &kb) != 1)
            kb = -1;
    if (status != NULL)
        fclose(status);
    assert_true(kb > 0);
    return kb;
}

/* A line of 2 GB, most of it a hole: refused after its first bytes, in the memory of a small file. */
static void a_line_without_end_is_refused_in_little_memory(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int64_t row;
        const char *words;
    } cases[] = {
        { "series_id,period,value\ns,1,2\n", 3, "row 3 is longer than 1 MiB" },
        { "series_id,period,value\ns,1,\"", 2, "row 2 is longer than 1 MiB" },
        { "series_id,period,value", 1, "row 1 has a NUL byte" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const made_file file = make_file(text_of(cases[i].start));
        assert_int_equal(ftruncate(file.fd, (off_t)2 << 30), 0);
        const outcome o = stream(file.path, &no_options, 2), whole = read_whole(file.path, &no_options);
        assert_true(!o.is_done && !whole.is_done);
        assert_int_equal(o.error.row, cases[i].row);
        assert_non_null(strstr(o.error.message, cases[i].words));
        assert_string_equal(o.error.message, whole.error.message);
        close(file.fd);
    }
    assert_true(IS_SANITIZED || peak_kb() < 32L << 10); /* the first test: nothing else has taken memory yet */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_without_end_is_refused_in_little_memory),
        cmocka_unit_test(the_order_of_rows_and_the_number_of_threads_change_nothing),
        cmocka_unit_test(small_tables_are_no_exception),
        cmocka_unit_test(a_series_may_be_longer_than_a_block),
        cmocka_unit_test(a_series_may_be_longer_than_any_block),
        cmocka_unit_test(the_first_complaint_of_the_file_is_made_with_its_row),
        cmocka_unit_test(complaints_of_the_work_carry_the_row_of_the_file),
        cmocka_unit_test(long_rows_are_refused_by_one_rule),
        cmocka_unit_test(frames_stand_round_and_between_results),
        cmocka_unit_test(progress_rises_to_the_end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
