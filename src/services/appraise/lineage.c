/* What a body was in an earlier round. */
#include "services/appraise/lineage.h"

#include "base/memory.h"
#include "services/people/people.h"

enum { PEOPLE_OF_RETURN };

const store_statement lineage_statements[] = {
    [PEOPLE_OF_RETURN] = { "return_people_served",
                           "SELECT people_served FROM appraisal_return WHERE year = $1 AND body = $2", .takes = "tt",
                           .gives = "i" },
};
const size_t lineage_statements_count = sizeof lineage_statements / sizeof *lineage_statements;

typedef struct search {
    store_db *db;
    upw_arena *arena;
    text ids[LINEAGE_MAX]; /* those that are it, by way of mergers */
    size_t n;
} search;

static bool is_known(const search *s, text id)
{
    for (size_t i = 0; i < s->n; i++)
        if (text_equal(s->ids[i], id))
            return true;
    return false;
}

/* More than LINEAGE_MAX have never merged into one; the first of them are kept. */
static bool add_predecessors(search *s, text id, upw_error *error)
{
    organisation_list before;
    if (!organisations_list_predecessors(s->db, id, s->arena, &before, error))
        return false;
    for (size_t i = 0; i < before.n && s->n < LINEAGE_MAX; i++)
        if (!is_known(s, before.at[i].id))
            s->ids[s->n++] = before.at[i].id;
    return true;
}

/* Was it in the round, and how many people did it serve? */
static bool find_return(store_db *db, text year, text body, forebear *out, bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows row;
    if (!store_find(db, &lineage_statements[PEOPLE_OF_RETURN], values, &row, found, error))
        return false;
    if (*found)
        *out = (forebear){ body, store_integer(&row, 0) };
    return store_end(&row, error);
}

bool lineage_find(store_db *db, text earlier, text year, text body, upw_arena *arena, lineage *out, upw_error *error)
{
    search s = { .db = db, .arena = arena, .ids = { body }, .n = 1 };
    *out = (lineage){ .at = MEMORY_TAKE(arena, forebear, LINEAGE_MAX) };
    for (size_t i = 0; i < s.n; i++) {
        forebear it;
        bool is_there = false, was_there;
        if (i > 0 && !find_return(db, year, s.ids[i], &it, &is_there, error))
            return false;
        if (is_there)
            continue; /* in this round it speaks for itself */
        if (!find_return(db, earlier, s.ids[i], &it, &was_there, error) || !add_predecessors(&s, s.ids[i], error))
            return false;
        if (!was_there)
            continue;
        out->at[out->n++] = it;
        out->is_break = out->is_break || i > 0;
    }
    return true;
}
