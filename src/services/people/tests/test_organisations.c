/* The tree of organisations, on both databases. */
#include "services/people/organisations.h"

#include "base/memory.h"
#include "store/migrate.h"
#include "store/tests/places.h"

static const workflow_actor admin = { TEXT("p1"), ROLE_ADMIN, { 0 } };

typedef struct scene {
    const place *p;
    store *s;
    store_db *db;
    upw_arena arena;
} scene;

static void open_scene(const place *p, scene *out)
{
    *out = (scene){ .p = p, .s = place_open(p, NULL) };
    assert_done(store_migrate(out->s, NULL, error));
    out->db = place_connect(out->s);
    memory_init_arena(&out->arena);
}

static void close_scene(scene *c)
{
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static bool import_words(scene *c, const char *words, organisations_counts *counts, upw_error *error)
{
    char path[80];
    snprintf(path, sizeof path, "%s/tree.csv", c->p->folder);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs(words, file);
    fclose(file);
    return organisations_import(c->db, path, &admin, 1000, counts, error);
}

#define HEAD "org_id,ods_code,name,kind,parent_id,region_id,opened,closed\n"

#define HEAD_PEOPLE "org_id,ods_code,name,kind,parent_id,region_id,opened,closed,people_served\n"

static const char *network(const char *year)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/network-%s.csv", getenv("UPWARD_DEMO"), year);
    return path;
}

static void the_networks_of_2013_and_2024_load_and_come_back(const place *p)
{
    static const struct {
        const char *year;
        size_t n;
    } cases[] = { { "2013", 241 }, { "2024", 252 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const place own = place_new(p->is_postgres);
        scene c;
        open_scene(&own, &c);
        organisations_counts counts;
        assert_done(organisations_import(c.db, network(cases[i].year), &admin, 1000, &counts, error));
        assert_int_equal(counts.n_added, cases[i].n);
        buffer exported, again;
        buffer_init(&exported, 1 << 20);
        buffer_init(&again, 1 << 20);
        assert_done(organisations_add_csv(&exported, c.db, error));
        buffer_add_char(&exported, '\0');
        assert_done(import_words(&c, exported.at, &counts, error));
        assert_int_equal(counts.n_same, cases[i].n);
        assert_done(organisations_add_csv(&again, c.db, error));
        assert_memory_equal(again.at, exported.at, again.len);
        buffer_clear(&exported);
        buffer_clear(&again);
        close_scene(&c);
        place_clear(&own);
    }
}

static void a_group_is_found_by_id_and_by_code_and_knows_who_stands_above(const place *p)
{
    scene c;
    open_scene(p, &c);
    organisations_counts counts;
    assert_done(organisations_import(c.db, network("2013"), &admin, 1000, &counts, error));
    organisation o;
    bool found;
    assert_done(organisations_find(c.db, TEXT("01C"), &c.arena, &o, &found, error));
    assert_true(found);
    assert_true(text_equal(o.id, TEXT("E38000056")));
    assert_int_equal(o.kind->level, LEVEL_BODY);
    organisation_list above;
    assert_done(organisations_list_above(c.db, o.id, &c.arena, &above, error));
    assert_int_equal(above.n, 3);
    assert_int_equal(above.at[0].kind->level, LEVEL_OFFICE);
    assert_int_equal(above.at[2].kind->level, LEVEL_NATIONAL_BOARD);
    assert_done(organisations_find(c.db, TEXT("nowhere"), &c.arena, &o, &found, error));
    assert_false(found);
    organisation_list then;
    assert_done(organisations_list(c.db, TEXT("2013-06-30"), &c.arena, &then, error));
    const size_t n_then = then.n;
    assert_done(organisations_list(c.db, TEXT("2020-06-30"), &c.arena, &then, error));
    assert_true(then.n < n_then);
    close_scene(&c);
}

static void a_wrong_row_is_named_and_nothing_is_kept(const place *p)
{
    static const struct {
        const char *words, *says;
    } cases[] = {
        { HEAD "N,,Board,national_board,,,,\nA,,,ccg,N,,,\n", "row 3, column \"name\"" },
        { HEAD "N,,Board,national_board,,,,\nA,,Leeds,hospital,N,,,\n", "row 3, column \"kind\"" },
        { HEAD "N,,Board,national_board,,,,\nA,,Leeds,ccg,M,,,\n", "row 3, column \"parent_id\": \"M\"" },
        { HEAD "A,,Leeds,ccg,B,,,\nB,,Hull,ccg,A,,,\n", "circle" },
        { HEAD "A,,Leeds,ccg,,,2013-02-29,\n", "column \"opened\"" },
        { HEAD "A,,Leeds,ccg,,,2013-04-01,2013-03-31\n", "before it opened" },
        { HEAD "A,,Leeds,ccg,,,,\nB,,Hull,ccg,,,,\nA,,York,ccg,,,,\n", "row 4, column \"org_id\"" },
        { HEAD "A b,,Leeds,ccg,,,,\n", "is not an id" },
        { HEAD_PEOPLE "A,,Leeds,ccg,,,,,many\n", "row 2, column \"people_served\": \"many\" is no number of people" },
        { HEAD_PEOPLE "A,,Leeds,ccg,,,,,-1\n", "write it as 240000" },
        { "id,name\nA,Leeds\n", "has no column \"org_id\"" },
        { HEAD, "has" },
    };
    scene c;
    open_scene(p, &c);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        organisations_counts counts;
        upw_error failure = { 0 };
        assert_false(import_words(&c, cases[i].words, &counts, &failure));
        if (strstr(failure.message, cases[i].says) == NULL)
            fail_msg("case %zu: %s", i, failure.message);
    }
    organisation_list all;
    assert_done(organisations_list(c.db, TEXT(""), &c.arena, &all, error));
    assert_int_equal(all.n, 0);
    close_scene(&c);
}

static int64_t people_of(scene *c, const char *id)
{
    organisation o;
    bool found;
    assert_done(organisations_find(c->db, text_of(id), &c->arena, &o, &found, error));
    assert_true(found);
    return o.people_served;
}

static void how_many_people_one_serves_stays_where_a_file_says_nothing_of_it(const place *p)
{
    scene c;
    organisations_counts counts;
    open_scene(p, &c);
    assert_done(import_words(&c, HEAD_PEOPLE "A,,Leeds,ccg,,,,,240000\nB,,Hull,ccg,,,,,\n", &counts, error));
    assert_int_equal(people_of(&c, "A"), 240000);
    assert_int_equal(people_of(&c, "B"), 0);
    assert_done(import_words(&c, HEAD "A,,Leeds,ccg,,,,\n", &counts, error));
    assert_int_equal(counts.n_same, 1);
    assert_int_equal(people_of(&c, "A"), 240000);
    assert_done(import_words(&c, HEAD_PEOPLE "A,,Leeds,ccg,,,,,250000\n", &counts, error));
    assert_int_equal(counts.n_changed, 1);
    assert_int_equal(people_of(&c, "A"), 250000);
    buffer exported;
    buffer_init(&exported, 10000);
    assert_done(organisations_add_csv(&exported, c.db, error));
    assert_true(text_contains(buffer_text(&exported), TEXT("A,,Leeds,ccg,,,,,,250000\nB,,Hull,ccg,,,,,,\n")));
    buffer_clear(&exported);
    close_scene(&c);
}

static void a_merger_has_predecessors_and_one_successor(const place *p)
{
    scene c;
    open_scene(p, &c);
    organisations_counts counts;
    assert_done(import_words(&c,
                             HEAD "A,,Leeds North,ccg,,,2013-04-01,\nB,,Leeds South,ccg,,,2013-04-01,\n"
                                  "L,,Leeds,ccg,,,2018-04-01,\n",
                             &counts, error));
    const text predecessors[] = { TEXT("A"), TEXT("B") };
    assert_done(organisations_merge(c.db, predecessors, 2, TEXT("L"), TEXT("2018-04-01"), &admin, 2000, error));
    organisation_list list;
    assert_done(organisations_list_predecessors(c.db, TEXT("L"), &c.arena, &list, error));
    assert_int_equal(list.n, 2);
    assert_true(text_equal(list.at[0].closed, TEXT("2018-03-31")));
    assert_done(organisations_list_successors(c.db, TEXT("A"), &c.arena, &list, error));
    assert_int_equal(list.n, 1);
    assert_true(text_equal(list.at[0].id, TEXT("L")));
    assert_fails(UPW_BAD_INPUT,
                 organisations_merge(c.db, predecessors, 1, TEXT("A"), TEXT("2018-04-01"), &admin, 3000, error));
    assert_fails(UPW_NOT_FOUND,
                 organisations_merge(c.db, predecessors, 1, TEXT("X"), TEXT("2018-04-01"), &admin, 3000, error));
    int64_t n_rows;
    assert_done(audit_verify(c.db, NULL, 0, &n_rows, error));
    assert_int_equal(n_rows, 2);
    close_scene(&c);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(the_networks_of_2013_and_2024_load_and_come_back),
        PLACE_TEST(a_group_is_found_by_id_and_by_code_and_knows_who_stands_above),
        PLACE_TEST(a_wrong_row_is_named_and_nothing_is_kept),
        PLACE_TEST(how_many_people_one_serves_stays_where_a_file_says_nothing_of_it),
        PLACE_TEST(a_merger_has_predecessors_and_one_successor),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
