/* Every numbered statement of the program, on both databases: it is understood, it says whose data it touches, and ten
 * thousand times with random values it gives the same answer. Whoever has statements has a line in list_folders. */
#include "store/migrate.h"
#include "store/tests/workload.h"

#include "services/appraise/appraise.h"
#include "services/appraise/closing.h"
#include "services/appraise/electors.h"
#include "services/appraise/lineage.h"
#include "services/appraise/progress.h"
#include "services/appraise/proposals.h"
#include "services/appraise/report_build.h"
#include "services/appraise/reports.h"
#include "services/appraise/voices.h"
#include "services/appraise/sharing.h"
#include "services/measure/catalogue_history.h"
#include "services/measure/kept_parts.h"
#include "services/measure/measure.h"
#include "services/measure/pages.h"
#include "services/people/accounts.h"
#include "services/people/domains.h"
#include "services/people/failures.h"
#include "services/people/holders.h"
#include "services/people/installation.h"
#include "services/people/invitations.h"
#include "services/people/organisations.h"
#include "services/people/passes.h"
#include "services/people/passwords.h"
#include "services/people/second_factor.h"
#include "services/people/settings.h"
#include "services/people/trail.h"
#include "services/people/unused.h"
#include "web/session.h"
#include "workflow/audit.h"
#include "workflow/clock_guard.h"
#include "workflow/move.h"
#include "workflow/outbox.h"

enum { OPERATIONS = 10000 };

enum { FOLDERS_MAX = 64 };

static size_t list_folders(store_statements out[FOLDERS_MAX])
{
    const store_statements all[] = {
        web_statements,
        { "workflow/audit", audit_statements, audit_statements_count },
        { "workflow/clock_guard", clock_guard_statements, clock_guard_statements_count },
        { "workflow/move", move_statements, move_statements_count },
        { "workflow/outbox", outbox_statements, outbox_statements_count },
        { "services/appraise/proposal_moves", proposal_moves_statements, proposal_moves_statements_count },
        { "services/appraise/proposals", proposals_statements, proposals_statements_count },
        { "services/appraise/closing", closing_statements, closing_statements_count },
        { "services/appraise/progress", progress_statements, progress_statements_count },
        { "services/appraise/voices", voices_statements, voices_statements_count },
        { "services/appraise/electors", electors_statements, electors_statements_count },
        { "services/appraise/questionnaire", questionnaire_statements, questionnaire_statements_count },
        { "services/appraise/questionnaire_write", questionnaire_write_statements,
          questionnaire_write_statements_count },
        { "services/appraise/lineage", lineage_statements, lineage_statements_count },
        { "services/appraise/report_build", report_build_statements, report_build_statements_count },
        { "services/appraise/reports", reports_statements, reports_statements_count },
        { "services/appraise/reports_write", reports_write_statements, reports_write_statements_count },
        { "services/appraise/sharing", sharing_statements, sharing_statements_count },
        { "services/appraise/returns", returns_statements, returns_statements_count },
        { "services/appraise/returns_write", returns_write_statements, returns_write_statements_count },
        { "services/appraise/rounds", rounds_statements, rounds_statements_count },
        { "services/appraise/rounds_write", rounds_write_statements, rounds_write_statements_count },
        { "services/measure/annotations", annotations_statements, annotations_statements_count },
        { "services/measure/catalogue", catalogue_statements, catalogue_statements_count },
        { "services/measure/catalogue_history", catalogue_history_statements, catalogue_history_statements_count },
        { "services/measure/compare", compare_statements, compare_statements_count },
        { "services/measure/data", data_statements, data_statements_count },
        { "services/measure/kept_parts", kept_parts_statements, kept_parts_statements_count },
        { "services/measure/place_totals", place_totals_statements, place_totals_statements_count },
        { "services/measure/rebases", rebases_statements, rebases_statements_count },
        { "services/measure/series", series_statements, series_statements_count },
        { "services/measure/targets", targets_statements, targets_statements_count },
        { "services/measure/uploads", uploads_statements, uploads_statements_count },
        { "services/people/accounts", accounts_statements, accounts_statements_count },
        { "services/people/accounts_change", accounts_change_statements, accounts_change_statements_count },
        { "services/people/trail", trail_statements, trail_statements_count },
        { "services/people/holders", holders_statements, holders_statements_count },
        { "services/people/invitations", invitations_statements, invitations_statements_count },
        { "services/people/installation", installation_statements, installation_statements_count },
        { "services/people/passwords", passwords_statements, passwords_statements_count },
        { "services/people/domains", domains_statements, domains_statements_count },
        { "services/people/failures", failures_statements, failures_statements_count },
        { "services/people/second_factor", second_factor_statements, second_factor_statements_count },
        { "services/people/second_factor_keys", second_factor_keys_statements, second_factor_keys_statements_count },
        { "services/people/settings", settings_statements, settings_statements_count },
        { "services/people/passes", passes_statements, passes_statements_count },
        { "services/people/unused", unused_statements, unused_statements_count },
        { "services/people/organisations", organisations_statements, organisations_statements_count },
    };
    memcpy(out, all, sizeof all);
    return sizeof all / sizeof *all;
}

/* The k-th of all; NULL behind the last. */
static const store_statement *get_statement(size_t k)
{
    store_statements folders[FOLDERS_MAX];
    const size_t n = list_folders(folders);
    for (size_t f = 0; f < n; f++) {
        if (k < folders[f].n)
            return &folders[f].at[k];
        k -= folders[f].n;
    }
    return NULL;
}

static size_t count_statements(void)
{
    size_t n = 0;
    while (get_statement(n) != NULL)
        n++;
    return n;
}

typedef struct sides {
    place places[2];
    store *stores[2];
    store_db *dbs[2];
    size_t n; /* 1 where there is no PostgreSQL */
} sides;

static sides open_sides(void)
{
    sides s = { .n = getenv("UPWARD_POSTGRES") != NULL ? 2 : 1 };
    for (size_t i = 0; i < s.n; i++) {
        s.places[i] = place_new(i == 1);
        s.stores[i] = place_open(&s.places[i], NULL);
        assert_done(store_migrate(s.stores[i], NULL, error));
        s.dbs[i] = place_connect(s.stores[i]);
    }
    return s;
}

static void close_sides(const sides *s)
{
    for (size_t i = 0; i < s->n; i++) {
        store_disconnect(s->dbs[i]);
        store_close(s->stores[i]);
        place_clear(&s->places[i]);
    }
}

static void each_statement_is_understood(void **state)
{
    (void)state;
    const sides s = open_sides();
    assert_true(count_statements() > 10);
    for (size_t k = 0; k < count_statements(); k++)
        for (size_t i = 0; i < s.n; i++) {
            upw_error why = { 0 };
            if (!store_check_statement(s.dbs[i], get_statement(k), &why))
                fail_msg("%s (%s): %s", get_statement(k)->name, i == 0 ? "SQLite" : "PostgreSQL", why.message);
        }
    close_sides(&s);
}

static void each_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (size_t k = 0; k < count_statements(); k++)
        for (size_t other = 0; other < k; other++)
            assert_string_not_equal(get_statement(k)->name, get_statement(other)->name);
}

/* ---- whose data ---- */

/* A table with one of these columns is about people. */
static bool is_about_people(const store_table *t)
{
    static const char *const columns[] = { "person", "email", "actor" };
    for (size_t c = 0; c < t->n_columns; c++)
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
            if (text_equal(t->columns[c], text_of(columns[i])))
                return true;
    return false;
}

static bool names_table(const char *sql, text table)
{
    for (text rest = text_of(sql); rest.len > 0; rest.at++, rest.len--)
        if (text_starts_with(rest, table) && (rest.at == sql || !workload_is_word(rest.at[-1])) &&
            !workload_is_word(rest.at[table.len]))
            return true;
    return false;
}

static void what_touches_people_carries_the_organisation_or_says_why_not(void **state)
{
    (void)state;
    const sides s = open_sides();
    upw_arena arena;
    store_tables tables;
    size_t n_about = 0;
    memory_init_arena(&arena);
    assert_done(store_list_tables(s.dbs[0], &arena, &tables, error));
    for (size_t k = 0; k < count_statements(); k++) {
        const store_statement *const q = get_statement(k);
        bool touches = false;
        for (size_t t = 0; t < tables.n; t++)
            touches = touches || (is_about_people(&tables.at[t]) && names_table(q->sql, tables.at[t].name));
        n_about += touches;
        if (touches && q->open == NULL && strstr(q->sql, "organisation") == NULL)
            fail_msg("%s is about people: it must carry the organisation, or say in .open why it does not", q->name);
    }
    assert_true(n_about > 0);
    upw_arena_clear(&arena);
    close_sides(&s);
}

/* ---- the same answers ---- */

static const store_statement read_schema = { "statements_schema",
                                             "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL",
                                             .gives = "t" };

static const char *copy_schema(store_db *db, upw_arena *arena)
{
    store_rows rows;
    buffer all;
    buffer_init(&all, 1 << 20);
    assert_done(store_query(db, &read_schema, NULL, &rows, error));
    while (store_next(&rows)) {
        buffer_add(&all, store_text(&rows, 0));
        buffer_add_char(&all, '\n');
    }
    assert_done(store_end(&rows, error));
    const text copy = memory_copy_text(arena, buffer_text(&all));
    buffer_clear(&all);
    return copy.at;
}

static void step_once(workload *w, const store_statement *drawn)
{
    if (strstr(drawn->sql, "measure_version") == NULL) /* whose answer each draws by lot */
        workload_step_once(w, drawn);
}

static void both_databases_answer_alike(void **state)
{
    (void)state;
    const sides s = open_sides();
    upw_arena arena;
    memory_init_arena(&arena);
    if (s.n == 2) {
        workload w = { .a = s.dbs[0], .b = s.dbs[1], .schema = copy_schema(s.dbs[0], &arena), .random = 20261130 };
        for (size_t i = 0; i < OPERATIONS; i++)
            step_once(&w, get_statement(workload_draw(&w, count_statements())));
        print_message("# %zu did something, %zu were refused, %zu rows were read\n", w.n_done, w.n_refused, w.n_rows);
        assert_true(w.n_done > OPERATIONS / 20);
        assert_true(workload_assert_same_tables(&w) > 0);
    } else {
        print_message("# there is no PostgreSQL to compare with\n");
    }
    close_sides(&s);
    upw_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_statement_is_understood),
        cmocka_unit_test(each_has_a_name_of_its_own),
        cmocka_unit_test(what_touches_people_carries_the_organisation_or_says_why_not),
        cmocka_unit_test(both_databases_answer_alike),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
