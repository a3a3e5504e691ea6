/* How many people answered, by nation, region and office: which of these counts must not be told, and what an attacker
 * makes of those that are (spec: rules 1, 4, 5 and 6 of product.md, section 6.7, by network flow). */
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "upward/disclose.h"

/* Rows: the nation, its regions, their offices. */
static uint32_t *list_parents(const report_facts *f, upw_arena *arena)
{
    uint32_t *const parents = MEMORY_TAKE(arena, uint32_t, 1 + f->n_regions + f->n_offices);
    parents[0] = UPW_TABLE_TOP;
    for (size_t i = 0; i < f->n_offices; i++)
        parents[1 + f->n_regions + i] = (uint32_t)(1 + f->offices[i].region);
    return parents; /* regions: 0, the nation */
}

/* A body knows how many of its own people answered once that is enough to be told (its profile): what is left of its
 * office must then be nobody, or enough. */
static bool is_told_by_a_body(const report_work *w, size_t office, int64_t answered)
{
    for (size_t b = 0; b < w->n_bodies; b++) {
        const int64_t others = answered - w->answered[b];
        if (w->facts->bodies[b].office == office && w->answered[b] >= w->least && others > 0 && others < w->least)
            return true;
    }
    return false;
}

static void hide_all(report_work *w, size_t n)
{
    for (size_t i = 0; i < n; i++)
        w->hides_answered[i] = upw_hidden_rule(UPW_HIDDEN_BESIDE);
}

bool report_hide_answered(report_work *w, upw_error *error)
{
    const report_facts *const f = w->facts;
    const size_t n = 1 + f->n_regions + f->n_offices;
    int64_t *const values = MEMORY_TAKE(w->arena, int64_t, n);
    upw_demand *const demands = MEMORY_TAKE(w->arena, upw_demand, n);
    upw_cell *const cells = MEMORY_TAKE(w->arena, upw_cell, n);
    upw_disclosure found;
    w->hides_answered = MEMORY_TAKE(w->arena, int, n);
    w->region_row = 1;
    w->office_row = 1 + f->n_regions;
    for (size_t b = 0; b < w->n_bodies; b++) {
        const size_t office = f->bodies[b].office;
        values[0] += w->answered[b];
        values[w->region_row + f->offices[office].region] += w->answered[b];
        values[w->office_row + office] += w->answered[b];
    }
    for (size_t o = 0; o < f->n_offices; o++)
        if (is_told_by_a_body(w, o, values[w->office_row + o]))
            demands[w->office_row + o] = UPW_DEMAND_HIDE;
    const upw_table_shape shape = { .parents = list_parents(f, w->arena), .n_rows = n, .n_columns = 1 };
    const upw_disclose_options options = { .threshold = w->least, .demands = demands };
    if (!upw_disclose_table(&shape, values, &options, w->arena, cells, &found, error)) {
        if (error->code != UPW_BAD_INPUT)
            return false;
        hide_all(w, n); /* nothing can be told safely: drop the column, never print it */
        return true;
    }
    for (size_t i = 0; i < n; i++)
        w->hides_answered[i] = upw_hidden_rule(cells[i].hidden);
    return true;
}

/* ---- the attacker ---- */

enum { LEVEL_NATION, LEVEL_REGION, LEVEL_OFFICE, LEVELS };
static const char *const levels[LEVELS] = { "nation", "region", "office" };

static size_t find_level(text words)
{
    size_t level = 0;
    while (level + 1 < LEVELS && !text_equal(words, text_of(levels[level])))
        level++;
    return level;
}

bool report_tables_audit(const report_table *t, int64_t least, upw_arena *arena, bool *is_safe, text *which,
                         upw_error *error)
{
    const size_t level = report_find_column(t, TEXT("level")), name = report_find_column(t, TEXT("name")),
                 answered = report_find_column(t, TEXT("people_answered"));
    uint32_t *const parents = MEMORY_TAKE(arena, uint32_t, t->n_rows + 1);
    int64_t *const values = MEMORY_TAKE(arena, int64_t, t->n_rows + 1);
    int64_t *const low = MEMORY_TAKE(arena, int64_t, t->n_rows + 1);
    int64_t *const high = MEMORY_TAKE(arena, int64_t, t->n_rows + 1);
    uint32_t above[LEVELS] = { 0 };
    size_t n_hidden = 0;
    *is_safe = true;
    *which = TEXT("");
    if (level == t->n_columns || name == t->n_columns || answered == t->n_columns || t->n_rows == 0)
        return upw_fail(error, UPW_BAD_INPUT, "this is not the table of who took part");
    for (size_t row = 0; row < t->n_rows; row++) { /* offices follow their region */
        const size_t at = find_level(report_at(t, row, level)->words);
        const report_cell *const cell = report_at(t, row, answered);
        above[at] = (uint32_t)row;
        parents[row] = at == LEVEL_NATION ? UPW_TABLE_TOP : above[at - 1];
        values[row] = cell->mark == REPORT_SHOWN ? (int64_t)cell->number : UPW_CELL_HIDDEN;
        n_hidden += cell->mark != REPORT_SHOWN;
    }
    if (n_hidden == 0 || n_hidden == t->n_rows)
        return true;
    const upw_table_shape shape = { .parents = parents, .n_rows = t->n_rows, .n_columns = 1 };
    if (!upw_attack_table(&shape, values, arena, low, high, error))
        return false;
    for (size_t row = 0; row < t->n_rows && *is_safe; row++)
        if (values[row] == UPW_CELL_HIDDEN && high[row] != UPW_CELL_NO_LIMIT && high[row] - low[row] < least) {
            *is_safe = false;
            *which = report_at(t, row, name)->words;
        }
    return true;
}
