/* The tree of organisations as the database has it. */
#include "services/people/organisations.h"

#include <stdlib.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "services/people/organisations_internal.h"

const organisation_kind organisation_kinds[] = {
    { "national_board", "national board", LEVEL_NATIONAL_BOARD },
    { "region", "region", LEVEL_REGION },
    { "office", "local office", LEVEL_OFFICE },
    { "area_team", "area team", LEVEL_OFFICE },
    { "ccg", "clinical commissioning group", LEVEL_BODY },
    { "icb", "integrated care board", LEVEL_BODY },
    { "place", "place", LEVEL_BODY },
    { "pcn", "primary care network", LEVEL_BODY },
    { "trust", "trust", LEVEL_BODY },
    { "practice", "practice", LEVEL_BODY },
    { "coalition", "coalition", LEVEL_OTHER },
    { "regulator", "regulator", LEVEL_OTHER },
    { "supplier", "supplier", LEVEL_OTHER },
    { "department", "government department", LEVEL_OTHER },
};
const size_t organisation_kinds_count = sizeof organisation_kinds / sizeof *organisation_kinds;

#define COLUMNS "o.id, o.code, o.name, o.kind, o.parent, o.region, o.opened, o.closed, o.people_served"
#define GIVES "ttttTTtti"

const store_statement organisations_statements[ORGANISATION_STATEMENT_COUNT] = {
    [ORGANISATION_BY_ID] = { "organisation_by_id", "SELECT " COLUMNS " FROM organisation o WHERE o.id = $1",
                             .takes = "t", .gives = GIVES },
    [ORGANISATION_BY_CODE] = { "organisation_by_code",
                               "SELECT " COLUMNS " FROM organisation o WHERE o.code = $1 "
                               "ORDER BY o.closed = '' DESC, o.closed DESC, o.id LIMIT 1",
                               .takes = "t", .gives = GIVES },
    [ORGANISATIONS_ON] = { "organisations_on",
                           "SELECT " COLUMNS " FROM organisation o WHERE $1 = '' OR "
                           "(o.opened <= $1 AND (o.closed = '' OR o.closed >= $1)) ORDER BY o.name, o.id",
                           .takes = "t", .gives = GIVES },
    [ORGANISATIONS_BELOW] = { "organisations_below",
                              "SELECT " COLUMNS " FROM organisation o WHERE o.parent = $1 ORDER BY o.name, o.id",
                              .takes = "t", .gives = GIVES },
    [ORGANISATION_SUCCESSORS] = { "organisation_successors",
                                  "SELECT " COLUMNS " FROM organisation o JOIN succession s ON s.successor = o.id "
                                  "WHERE s.predecessor = $1 ORDER BY o.name, o.id",
                                  .takes = "t", .gives = GIVES },
    [ORGANISATION_PREDECESSORS] = { "organisation_predecessors",
                                    "SELECT " COLUMNS " FROM organisation o JOIN succession s ON s.predecessor = o.id "
                                    "WHERE s.successor = $1 ORDER BY o.name, o.id",
                                    .takes = "t", .gives = GIVES },
    [ORGANISATIONS_ALL] = { "organisations_all", "SELECT " COLUMNS " FROM organisation o ORDER BY o.id",
                            .gives = GIVES },
    [ORGANISATION_OF_KIND] = { "organisation_of_kind",
                               "SELECT " COLUMNS " FROM organisation o WHERE o.kind = $1 AND o.closed = '' "
                               "ORDER BY o.id LIMIT 1",
                               .takes = "t", .gives = GIVES },
    [ORGANISATION_PUT] = { "organisation_put",
                           "INSERT INTO organisation (id, code, name, kind, parent, region, opened, closed) "
                           "VALUES ($1, $2, $3, $4, NULL, NULL, $5, $6) ON CONFLICT (id) DO UPDATE SET "
                           "code = excluded.code, name = excluded.name, kind = excluded.kind, "
                           "opened = excluded.opened, closed = excluded.closed",
                           .takes = "tttttt" },
    [ORGANISATION_PLACE] = { "organisation_place", "UPDATE organisation SET parent = $2, region = $3 WHERE id = $1",
                             .takes = "tTT" },
    [ORGANISATION_PEOPLE] = { "organisation_people", "UPDATE organisation SET people_served = $2 WHERE id = $1",
                              .takes = "ti" },
    [ORGANISATION_CLOSE] = { "organisation_close", "UPDATE organisation SET closed = $2 WHERE id = $1", .takes = "tt" },
    [SUCCESSION_PUT] = { "succession_put",
                         "INSERT INTO succession (predecessor, successor, day) VALUES ($1, $2, $3) "
                         "ON CONFLICT (predecessor, successor) DO UPDATE SET day = excluded.day",
                         .takes = "ttt" },
    [SUCCESSIONS_ALL] = { "successions_all",
                          "SELECT predecessor, successor FROM succession ORDER BY predecessor, successor",
                          .gives = "tt" },
};
const size_t organisations_statements_count = ORGANISATION_STATEMENT_COUNT;

const organisation_kind *organisation_find_kind(text name)
{
    for (size_t i = 0; i < organisation_kinds_count; i++)
        if (text_equal(name, text_of(organisation_kinds[i].name)))
            return &organisation_kinds[i];
    return NULL;
}

static void read_row(const store_rows *row, upw_arena *arena, organisation *out)
{
    *out = (organisation){
        .id = store_copy(row, 0, arena),
        .code = store_copy(row, 1, arena),
        .name = store_copy(row, 2, arena),
        .kind = organisation_find_kind(store_text(row, 3)),
        .parent = store_copy(row, 4, arena),
        .region = store_copy(row, 5, arena),
        .opened = store_copy(row, 6, arena),
        .closed = store_copy(row, 7, arena),
        .people_served = store_integer(row, 8),
    };
    if (out->kind == NULL) /* of a later version of the program */
        out->kind = organisation_find_kind(TEXT("department"));
}

static bool find_by(store_db *db, organisation_statement statement, text key, upw_arena *arena, organisation *out,
                    bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(key) };
    if (!store_find(db, &organisations_statements[statement], values, &row, found, error))
        return false;
    if (*found)
        read_row(&row, arena, out);
    return store_end(&row, error);
}

bool organisations_find(store_db *db, text id_or_code, upw_arena *arena, organisation *out, bool *found,
                        upw_error *error)
{
    return find_by(db, ORGANISATION_BY_ID, id_or_code, arena, out, found, error) &&
           (*found || id_or_code.len == 0 || find_by(db, ORGANISATION_BY_CODE, id_or_code, arena, out, found, error));
}

bool organisations_find_of_kind(store_db *db, const char *kind, upw_arena *arena, organisation *out, bool *found,
                                upw_error *error)
{
    return find_by(db, ORGANISATION_OF_KIND, text_of(kind), arena, out, found, error);
}

bool organisations_read_list(store_db *db, organisation_statement statement, const store_value *values,
                             upw_arena *arena, organisation_list *out, upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    *out = (organisation_list){ 0 };
    if (!store_query(db, &organisations_statements[statement], values, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == capacity) {
            organisation *const larger = MEMORY_TAKE(arena, organisation, capacity = capacity ? 2 * capacity : 64);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        read_row(&rows, arena, &out->at[out->n++]);
    }
    return store_end(&rows, error);
}

static bool list_by(store_db *db, organisation_statement statement, text key, upw_arena *arena, organisation_list *out,
                    upw_error *error)
{
    return organisations_read_list(db, statement, (const store_value[]){ STORE_TEXT(key) }, arena, out, error);
}

bool organisations_list(store_db *db, text day, upw_arena *arena, organisation_list *out, upw_error *error)
{
    return list_by(db, ORGANISATIONS_ON, day, arena, out, error);
}

static int compare_ids(const void *a, const void *b)
{
    return text_compare(((const organisation *)a)->id, ((const organisation *)b)->id);
}

void organisations_order_by_id(organisation_list *list)
{
    if (list->n > 1)
        qsort(list->at, list->n, sizeof *list->at, compare_ids);
}

const organisation *organisations_look_up(const organisation_list *by_id, text id)
{
    const organisation key = { .id = id };
    return by_id->n > 0 ? bsearch(&key, by_id->at, by_id->n, sizeof key, compare_ids) : NULL;
}

bool organisations_list_children(store_db *db, text parent, upw_arena *arena, organisation_list *out, upw_error *error)
{
    return list_by(db, ORGANISATIONS_BELOW, parent, arena, out, error);
}

bool organisations_list_successors(store_db *db, text id, upw_arena *arena, organisation_list *out, upw_error *error)
{
    return list_by(db, ORGANISATION_SUCCESSORS, id, arena, out, error);
}

bool organisations_list_predecessors(store_db *db, text id, upw_arena *arena, organisation_list *out, upw_error *error)
{
    return list_by(db, ORGANISATION_PREDECESSORS, id, arena, out, error);
}

bool organisations_list_above(store_db *db, text id, upw_arena *arena, organisation_list *out, upw_error *error)
{
    *out = (organisation_list){ MEMORY_TAKE(arena, organisation, ORGANISATION_DEPTH_MAX), 0 };
    organisation at;
    bool found;
    if (!find_by(db, ORGANISATION_BY_ID, id, arena, &at, &found, error))
        return false;
    while (found && at.parent.len > 0 && out->n < ORGANISATION_DEPTH_MAX) {
        if (!find_by(db, ORGANISATION_BY_ID, at.parent, arena, &at, &found, error))
            return false;
        if (found)
            out->at[out->n++] = at;
    }
    return true;
}

/* Successors of each, gathered beside the rows: both are in the order of ids. */
static void add_successors(csv_out *csv, store_rows *rows, bool *has_row, text id)
{
    buffer ids;
    buffer_init(&ids, 10000);
    while (*has_row && text_compare(store_text(rows, 0), id) <= 0) {
        if (text_equal(store_text(rows, 0), id)) {
            if (ids.len > 0)
                buffer_add_char(&ids, ' ');
            buffer_add(&ids, store_text(rows, 1));
        }
        *has_row = store_next(rows);
    }
    csv_add_text(csv, buffer_text(&ids));
    buffer_clear(&ids);
}

static void add_row(csv_out *csv, const organisation *o)
{
    const text cells[] = {
        o->id, o->code, o->name, text_of(o->kind->name), o->parent, o->region, o->opened, o->closed
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_add_text(csv, cells[i]);
}

/* Nothing where it is not known. */
static void add_people_served(csv_out *csv, const organisation *o)
{
    if (o->people_served > 0)
        csv_add_integer(csv, o->people_served);
    else
        csv_add_text(csv, TEXT(""));
}

bool organisations_add_csv(buffer *out, store_db *db, upw_error *error)
{
    upw_arena arena;
    organisation_list all;
    store_rows rows;
    memory_init_arena(&arena);
    bool is_read = organisations_read_list(db, ORGANISATIONS_ALL, NULL, &arena, &all, error) &&
                   store_query(db, &organisations_statements[SUCCESSIONS_ALL], NULL, &rows, error);
    if (is_read) {
        buffer_add_literal(out,
                           "org_id,ods_code,name,kind,parent_id,region_id,opened,closed,successors,people_served\n");
        csv_out csv = { .out = out };
        bool has_row = store_next(&rows);
        for (size_t i = 0; i < all.n; i++) {
            add_row(&csv, &all.at[i]);
            add_successors(&csv, &rows, &has_row, all.at[i].id);
            add_people_served(&csv, &all.at[i]);
            csv_end_row(&csv);
        }
        is_read = store_end(&rows, error);
    }
    upw_arena_clear(&arena);
    return is_read;
}
