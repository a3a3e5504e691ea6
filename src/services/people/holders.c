/* Who holds which role for an organisation. */
#include "services/people/holders.h"

#include "base/memory.h"

enum { HOLDERS_OF };

const store_statement holders_statements[] = {
    [HOLDERS_OF] = { "holders_of",
                     "SELECT a.id, a.name, a.email, s.role FROM seat s JOIN account a ON a.id = s.account "
                     "WHERE s.organisation = $1 ORDER BY a.name, a.id, s.role LIMIT 1000",
                     .takes = "t", .gives = "tttt" },
};
const size_t holders_statements_count = sizeof holders_statements / sizeof *holders_statements;

bool people_list_holders(store_db *db, text organisation_id, upw_arena *arena, seat_holder **out, size_t *n,
                         upw_error *error)
{
    enum { MOST = 1000 };
    store_rows rows;
    const store_value values[] = { STORE_TEXT(organisation_id) };
    *out = MEMORY_TAKE(arena, seat_holder, MOST);
    *n = 0;
    if (!store_query(db, &holders_statements[HOLDERS_OF], values, &rows, error))
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
