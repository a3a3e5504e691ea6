/* Facts about what this runs on. */
#include "services/people/installation.h"

enum { LETTERS_COUNT };

const store_statement installation_statements[] = {
    [LETTERS_COUNT] = { "letters_count",
                        "SELECT state, count(*), min(created_ms) FROM outbox GROUP BY state ORDER BY state",
                        .gives = "tiI", .open = "how many there are says nothing of anybody" },
};
const size_t installation_statements_count = sizeof installation_statements / sizeof *installation_statements;

bool installation_count_letters(store_db *db, installation_letters *out, upw_error *error)
{
    store_rows rows;
    *out = (installation_letters){ 0 };
    if (!store_query(db, &installation_statements[LETTERS_COUNT], NULL, &rows, error))
        return false;
    const struct {
        text state;
        int64_t *n;
    } counts[] = { { TEXT("queued"), &out->n_queued },
                   { TEXT("sent"), &out->n_sent },
                   { TEXT("failed"), &out->n_failed },
                   { TEXT("suppressed"), &out->n_suppressed } };
    while (store_next(&rows)) {
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            if (text_equal(store_text(&rows, 0), counts[i].state))
                *counts[i].n = store_integer(&rows, 1);
        if (text_equal(store_text(&rows, 0), TEXT("queued")))
            out->oldest_queued_ms = store_integer(&rows, 2);
    }
    return store_end(&rows, error);
}
