/* Ten thousand random operations on both databases: the same answers, and in the end the same tables. */
#include "store/tests/workload.h"

enum { OPERATIONS = 10000, CHECKS = 8 };

/* A column a line: the workload reads it. Text sorts by its bytes in both. */
#define SCHEMA(TEXT_TYPE)                                                                                              \
    "CREATE TABLE ward (\n"                                                                                            \
    "id " TEXT_TYPE " NOT NULL PRIMARY KEY,\n"                                                                         \
    "kind " TEXT_TYPE " NOT NULL CHECK (kind IN ('acute', 'rehab', 'hospice')),\n"                                     \
    "beds bigint CHECK (beds >= 0),\n"                                                                                 \
    "rate double precision,\n"                                                                                         \
    "seal bytea,\n"                                                                                                    \
    "day " TEXT_TYPE "\n"                                                                                              \
    ");\n"                                                                                                             \
    "CREATE TABLE stay (\n"                                                                                            \
    "no bigint NOT NULL,\n"                                                                                            \
    "ward " TEXT_TYPE " NOT NULL REFERENCES ward (id) ON DELETE CASCADE,\n"                                            \
    "patient " TEXT_TYPE " NOT NULL,\n"                                                                                \
    "began bigint NOT NULL,\n"                                                                                         \
    "UNIQUE (no, ward)\n"                                                                                              \
    ");\n"                                                                                                             \
    "CREATE UNIQUE INDEX stay_one_at_a_time ON stay (patient) WHERE began > 1764500000000;\n"

static const store_statement statements[] = {
    { "add", "INSERT INTO ward (id, kind, beds, rate, seal, day) VALUES ($1, $2, $3, $4, $5, $6)", .takes = "ttIDBT" },
    { "add_or_change",
      "INSERT INTO ward (id, kind, beds) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET beds = excluded.beds, "
      "kind = excluded.kind RETURNING id, beds",
      .takes = "ttI", .gives = "tI" },
    { "add_once", "INSERT INTO ward (id, kind) VALUES ($1, $2) ON CONFLICT DO NOTHING", .takes = "tt" },
    { "change", "UPDATE ward SET rate = $2, day = $3 WHERE id = $1", .takes = "tDT" },
    { "add_beds", "UPDATE ward SET beds = beds + $2 WHERE id = $1 RETURNING beds", .takes = "ti", .gives = "I" },
    { "change_kinds", "UPDATE ward SET kind = $2, seal = $3 WHERE kind = $1", .takes = "ttB" },
    { "remove", "DELETE FROM ward WHERE id = $1 AND beds < $2", .takes = "ti" },
    { "begin_stay", "INSERT INTO stay (no, ward, patient, began) VALUES ($1, $2, $3, $4)", .takes = "itti" },
    { "move_stay", "UPDATE stay SET ward = $2 WHERE no = $1", .takes = "it" },
    { "end_stays", "DELETE FROM stay WHERE began <= $1 AND patient = $2", .takes = "it" },
    { "one", "SELECT id, kind, beds, rate, seal, day FROM ward WHERE id = $1", .takes = "t", .gives = "ttIDBT" },
    { "in_order", "SELECT id, day FROM ward ORDER BY day IS NULL, day, id DESC", .gives = "tT" },
    { "some", "SELECT id FROM ward WHERE id > $1 ORDER BY id LIMIT 2", .takes = "t", .gives = "t" },
    { "counted", "SELECT kind, count(*), CAST(sum(beds) AS bigint), max(day) FROM ward GROUP BY kind",
      .gives = "tiIT" },
    { "joined",
      "SELECT w.id, s.no, s.patient FROM ward w LEFT JOIN stay s ON s.ward = w.id AND s.began > $1 WHERE w.kind <> $2",
      .takes = "it", .gives = "tIT" },
    { "named",
      "SELECT lower(patient), length(patient), substr(patient, 1, 2), coalesce(day, '?') FROM stay"
      " JOIN ward ON ward.id = ward WHERE patient LIKE '%' || $1 ESCAPE '!'",
      .takes = "t", .gives = "titt" },
    { "busiest",
      "WITH n AS (SELECT ward, count(*) AS many FROM stay GROUP BY ward) SELECT ward, many FROM n"
      " ORDER BY many DESC, ward",
      .gives = "ti" },
    { "empty", "SELECT id FROM ward WHERE NOT EXISTS (SELECT 1 FROM stay WHERE stay.ward = ward.id)", .gives = "t" },
};
enum { N = sizeof statements / sizeof *statements };

static void both_databases_answer_alike(void **state)
{
    (void)state;
    if (getenv("UPWARD_POSTGRES") == NULL) {
        print_message("# there is no PostgreSQL to compare with\n");
        skip();
    }
    const place places[] = { place_new(false), place_new(true) };
    store *const s[] = { place_open(&places[0], NULL), place_open(&places[1], NULL) };
    workload w = { .a = place_connect(s[0]), .b = place_connect(s[1]), .schema = SCHEMA("text"), .random = 20261130 };
    place_script(w.a, SCHEMA("text"));
    place_script(w.b, SCHEMA("text COLLATE \"C\""));
    for (size_t i = 0; i < OPERATIONS; i++)
        workload_step_once(&w, &statements[workload_draw(&w, N)]);
    print_message("# %zu did something, %zu were refused, %zu rows were read\n", w.n_done, w.n_refused, w.n_rows);
    assert_true(w.n_done > OPERATIONS / 4);
    assert_true(w.n_refused > OPERATIONS / 50);
    assert_true(workload_assert_same_tables(&w) > 0);
    for (size_t i = 0; i < 2; i++) {
        store_disconnect(i == 0 ? w.a : w.b);
        store_close(s[i]);
        place_clear(&places[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(both_databases_answer_alike) };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
