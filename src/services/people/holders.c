/* Who holds which role for an organisation. */
#include "services/people/holders.h"

#include "base/memory.h"

enum { HOLDERS_OF, HOLDERS_OF_ROLE };

const store_statement holders_statements[] = {
    [HOLDERS_OF] = { "holders_of",
                     "SELECT a.id, a.name, a.email, s.role FROM seat s JOIN account a ON a.id = s.account "
                     "WHERE s.organisation = $1 ORDER BY a.name, a.id, s.role LIMIT 1000",
                     .takes = "t", .gives = "tttt" },
    [HOLDERS_OF_ROLE] = { "holders_of_role",
                          "SELECT DISTINCT a.id, a.name, a.email, s.role FROM seat s JOIN account a ON a.id = "
                          "s.account "
                          "WHERE s.role = $1 ORDER BY a.id LIMIT 1000",
                          .takes = "t", .gives = "tttt",
                          .open = "roles at the federation's office are for all organisations" },
};
const size_t holders_statements_count = sizeof holders_statements / sizeof *holders_statements;

static bool list(store_db *db, size_t statement, text key, upw_arena *arena, seat_holder **out, size_t *n,
                 upw_error *error)
{
    enum { MOST = 1000 };
    store_rows rows;
    const store_value values[] = { STORE_TEXT(key) };
    *out = MEMORY_TAKE(arena, seat_holder, MOST);
    *n = 0;
    if (!store_query(db, &holders_statements[statement], values, &rows, error))
        return false;
    while (*n < MOST && store_next(&rows)) {
        seat_holder *const one = &(*out)[*n];
        *one = (seat_holder){ .account = store_copy(&rows, 0, arena),
                              .name = store_copy(&rows, 1, arena),
                              .email = store_copy(&rows, 2, arena) };
        *n += workflow_find_role(store_text(&rows, 3), &one->role);
    }
    return store_end(&rows, error);
}

bool people_list_holders(store_db *db, text organisation_id, upw_arena *arena, seat_holder **out, size_t *n,
                         upw_error *error)
{
    return list(db, HOLDERS_OF, organisation_id, arena, out, n, error);
}

bool people_list_role(store_db *db, workflow_role role, upw_arena *arena, seat_holder **out, size_t *n,
                      upw_error *error)
{
    return list(db, HOLDERS_OF_ROLE, text_of(workflow_role_names[role]), arena, out, n, error);
}
