/* Links of electors, their moves, and what becomes of them at the end. */
#include <stdlib.h>

#include <sodium.h>

#include "base/memory.h"
#include "services/appraise/electors.h"
#include "services/appraise/electors_internal.h"

static void write_mark(const uint8_t mark[ANSWERS_KEY_BYTES], char hex[ELECTOR_MARK_HEX + 1])
{
    sodium_bin2hex(hex, ELECTOR_MARK_HEX + 1, mark, ANSWERS_KEY_BYTES);
}

static bool read_mark(text hex, uint8_t mark[ANSWERS_KEY_BYTES], upw_error *error)
{
    size_t n;
    return (sodium_hex2bin(mark, ANSWERS_KEY_BYTES, hex.at, hex.len, NULL, &n, NULL) == 0 && n == ANSWERS_KEY_BYTES) ||
           upw_fail(error, UPW_CONFLICT, "a link's mark is not as this program writes it");
}

/* By one key: a link's mark, or an id. */
static bool find_by(store_db *db, const store_statement *by, text key, upw_arena *arena, elector_holder *out,
                    bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, by, (store_value[]){ STORE_TEXT(key) }, &row, found, error))
        return false;
    bool is_read = true;
    if (*found) {
        *out = (elector_holder){ .id = store_copy(&row, 0, arena),
                                 .year = store_copy(&row, 1, arena),
                                 .body = store_copy(&row, 2, arena) };
        is_read = workflow_find_state(MACHINE_INVITATION, store_text(&row, 3), &out->state) ||
                  upw_fail(error, UPW_CONFLICT, "an elector stands as this program does not know");
    }
    return store_end(&row, error) && is_read;
}

bool electors_find_holder(store_db *db, const uint8_t mark[ANSWERS_KEY_BYTES], upw_arena *arena, elector_holder *out,
                          bool *found, upw_error *error)
{
    char hex[ELECTOR_MARK_HEX + 1];
    write_mark(mark, hex);
    return find_by(db, &electors_statements[HOLDER_OF], text_of(hex), arena, out, found, error);
}

bool electors_find_place(store_db *db, text id, upw_arena *arena, elector_holder *out, bool *found, upw_error *error)
{
    return find_by(db, &electors_statements[ELECTOR_PLACE], id, arena, out, found, error);
}

bool electors_list_marks(store_db *db, text id, uint8_t (*marks)[ANSWERS_KEY_BYTES], size_t *n, upw_error *error)
{
    store_rows rows;
    bool is_read = true;
    *n = 0;
    if (!store_query(db, &electors_statements[LINKS_OF], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (is_read && *n < ELECTOR_LINKS_MAX && store_next(&rows))
        is_read = read_mark(store_text(&rows, 0), marks[(*n)++], error);
    return store_end(&rows, error) && is_read;
}

static int compare_ids(const void *a, const void *b)
{
    return text_compare(((const elector *)a)->id, ((const elector *)b)->id);
}

void electors_order_by_id(elector_list *all)
{
    if (all->n > 0)
        qsort(all->at, all->n, sizeof *all->at, compare_ids);
}

static size_t look_up(const elector_list *all, text id)
{
    const elector key = { .id = id };
    const elector *const found = all->n > 0 ? bsearch(&key, all->at, all->n, sizeof *all->at, compare_ids) : NULL;
    return found != NULL ? (size_t)(found - all->at) : all->n;
}

bool electors_list_all_marks(store_db *db, text year, text body, const elector_list *all, upw_arena *arena,
                             elector_marks *out, upw_error *error)
{
    const size_t most = all->n * ELECTOR_LINKS_MAX;
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows rows;
    bool is_read = true;
    *out = (elector_marks){ .marks = memory_take(arena, most + 1, ANSWERS_KEY_BYTES),
                            .owners = MEMORY_TAKE(arena, size_t, most + 1) };
    if (!store_query(db, &electors_statements[LINKS_OF_BODY], values, &rows, error))
        return false;
    while (is_read && out->n < most && store_next(&rows)) {
        const size_t owner = look_up(all, store_text(&rows, 1));
        is_read = read_mark(store_text(&rows, 0), out->marks[out->n], error);
        out->owners[out->n] = owner;
        out->n += owner < all->n;
    }
    return store_end(&rows, error) && is_read;
}

bool electors_ask_used(store_db *db, answers *file, text year, text body, const elector_list *all, upw_arena *arena,
                       bool *are_used, int64_t *n_used, upw_error *error)
{
    elector_marks marks;
    *n_used = 0;
    for (size_t i = 0; i < all->n; i++)
        are_used[i] = false;
    if (!electors_list_all_marks(db, year, body, all, arena, &marks, error))
        return false;
    bool *const are_spent = MEMORY_TAKE(arena, bool, marks.n + 1);
    if (!answers_are_spent(file, marks.marks, marks.n, are_spent, error))
        return false;
    for (size_t i = 0; i < marks.n; i++) {
        *n_used += are_spent[i] && !are_used[marks.owners[i]];
        are_used[marks.owners[i]] |= are_spent[i];
    }
    return true;
}

bool electors_ask_invited(store_db *db, text year, bool *any, upw_error *error)
{
    store_rows row;
    return store_find(db, &electors_statements[LINKS_ANY], (store_value[]){ STORE_TEXT(year) }, &row, any, error) &&
           store_end(&row, error);
}

bool electors_add_link(store_db *db, text id, const uint8_t mark[ANSWERS_KEY_BYTES], upw_error *error)
{
    char hex[ELECTOR_MARK_HEX + 1];
    write_mark(mark, hex);
    return store_run(db, &electors_statements[LINK_ADD], (store_value[]){ STORE_TEXT(text_of(hex)), STORE_TEXT(id) },
                     NULL, error);
}

bool electors_end_links(store_db *db, text id, upw_error *error)
{
    return store_run(db, &electors_statements[LINKS_END], (store_value[]){ STORE_TEXT(id) }, NULL, error);
}

bool electors_move(store_db *db, text year, text body, const elector *one, workflow_event event, bool *is_moved,
                   upw_error *error)
{
    const workflow_move_row *const move = workflow_find_move(event, one->state);
    int64_t n = 0;
    *is_moved = false;
    if (move == NULL)
        return true;
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(one->id),
                                   STORE_TEXT(text_of(workflow_states[move->to].name)),
                                   STORE_TEXT(text_of(workflow_states[one->state].name)) };
    if (!store_run(db, &electors_statements[ELECTOR_STATE], values, &n, error))
        return false;
    *is_moved = n == 1;
    return true;
}

bool electors_change_address(store_db *db, text year, text body, text id, text email, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(id), STORE_TEXT(email) };
    return store_run(db, &electors_statements[ELECTOR_ADDRESS], values, NULL, error);
}

bool electors_note_reminder(store_db *db, text year, text body, int64_t n_before, bool is_sent, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_INTEGER(n_before) };
    return store_run(db, &electors_statements[is_sent ? ELECTORS_REMINDED : ELECTORS_PASSED], values, NULL, error);
}

bool electors_note_invited(store_db *db, text year, text body, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    return store_run(db, &electors_statements[RETURN_INVITED], values, NULL, error);
}

bool electors_keep_counts(store_db *db, text year, text body, const elector_list *all, upw_error *error)
{
    int64_t counts[CAPACITY_COUNT] = { 0 };
    for (size_t i = 0; i < all->n; i++)
        counts[all->at[i].capacity]++;
    for (elector_capacity c = CAPACITY_GOVERNING_BODY; c < CAPACITY_COUNT; c++) {
        const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body),
                                       STORE_TEXT(text_of(elector_capacity_names[c])), STORE_INTEGER(counts[c]) };
        if (counts[c] > 0 && !store_run(db, &electors_statements[ELECTORATE_PUT], values, NULL, error))
            return false;
    }
    return true;
}

bool electors_settle(store_db *db, text year, text body, const elector_list *all, const bool *are_used,
                     upw_error *error)
{
    for (size_t i = 0; i < all->n; i++) {
        bool is_moved;
        if (are_used[i] && !electors_move(db, year, body, &all->at[i], EVENT_INVITATION_USE, &is_moved, error))
            return false;
    }
    return store_run(db, &electors_statements[ELECTORS_EXPIRE], (store_value[]){ STORE_TEXT(year), STORE_TEXT(body) },
                     NULL, error);
}

bool electors_forget(store_db *db, text year, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year) };
    return store_run(db, &electors_statements[LINKS_FORGET], values, NULL, error) &&
           store_run(db, &electors_statements[ELECTORS_FORGET], values, NULL, error);
}
