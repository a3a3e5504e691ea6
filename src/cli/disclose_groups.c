/* Which groups of people may be shown beside the others? */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/disclose_job.h"
#include "cli/names.h"
#include "cli/sheet_columns.h"
#include "report/single.h"
#include "table/records.h"

enum { GROUP, PERSON, PUBLISHED, FIELDS };

/* Who is where, in order of the file. */
typedef struct membership {
    uint64_t person;
    size_t group, row;
} membership;

typedef struct reading {
    names groups, people;
    membership *all;
    bool *is_published; /* [group] */
    size_t n, capacity, group_capacity;
    upw_arena *arena;
} reading;

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    if (r->n == r->capacity) {
        r->capacity = r->capacity == 0 ? 1024 : 2 * r->capacity;
        r->all = memory_grow(r->all, r->capacity, sizeof *r->all);
    }
    for (size_t k = GROUP; k <= PERSON; k++)
        if (fields[k].len == 0)
            return records_complain(file, row, k, error, "each row says who is in which group");
    const bool is_yes = text_equal_ignoring_case(fields[PUBLISHED], TEXT("yes"));
    if (!is_yes && fields[PUBLISHED].len > 0 && !text_equal_ignoring_case(fields[PUBLISHED], TEXT("no")))
        return records_complain(file, row, PUBLISHED, error, "\"%.*s\" is neither yes nor no",
                                TEXT_ARGS(fields[PUBLISHED]));
    const size_t group = names_find(&r->groups, fields[GROUP], r->arena);
    if (group == r->group_capacity) {
        r->group_capacity = r->group_capacity == 0 ? 64 : 2 * r->group_capacity;
        r->is_published = memory_grow(r->is_published, r->group_capacity, sizeof *r->is_published);
    }
    if (r->n == 0 || group + 1 == r->groups.n)
        r->is_published[group] = is_yes;
    r->is_published[group] = r->is_published[group] || is_yes;
    r->all[r->n++] = (membership){ names_find(&r->people, fields[PERSON], r->arena), group, (size_t)row };
    return true;
}

static int compare_members(const void *left, const void *right)
{
    const membership *const a = left, *const b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

typedef struct group_row {
    text name, beside;
    size_t people;
    bool is_published, is_shown, is_small;
} group_row;

#define ROW ((const group_row *)row)
TEXT_COLUMN(group, ROW->name)
INTEGER_COLUMN(people, ROW->people)
TEXT_COLUMN(published, ROW->is_published ? TEXT("yes") : TEXT("no"))
TEXT_COLUMN(shown, ROW->is_shown && !ROW->is_small ? TEXT("yes") : TEXT("no"))
TEXT_COLUMN(beside, ROW->beside)

static const sheet_column columns[] = {
    { "group", get_group }, { "people", get_people },   { "published", get_published },
    { "shown", get_shown }, { "too_near", get_beside },
};
#undef ROW

static bool judge(const reading *r, int64_t threshold, buffer *words, disclose_table *out, upw_error *error)
{
    const size_t n = r->groups.n;
    uint64_t *const members = MEMORY_TAKE(r->arena, uint64_t, r->n);
    size_t *const offsets = MEMORY_TAKE(r->arena, size_t, n + 1), *const nearest = MEMORY_TAKE(r->arena, size_t, n);
    bool *const is_shown = MEMORY_TAKE(r->arena, bool, n);
    group_row *const rows = MEMORY_TAKE(r->arena, group_row, n);
    qsort(r->all, r->n, sizeof *r->all, compare_members);
    for (size_t i = 0; i < r->n; i++) {
        members[i] = r->all[i].person;
        offsets[r->all[i].group + 1] = i + 1;
        if (i > 0 && compare_members(&r->all[i], &r->all[i - 1]) == 0)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)r->all[i].row,
                                "row %zu: somebody is twice in the group \"%.60s\"", r->all[i].row,
                                r->groups.at[r->all[i].group].at);
    }
    const upw_groups groups = { members, offsets, n, r->is_published };
    if (!upw_disclose_groups(&groups, threshold, is_shown, nearest, error))
        return false;
    for (size_t g = 0; g < n; g++) {
        const size_t people = offsets[g + 1] - offsets[g];
        rows[g] = (group_row){ r->groups.at[g], nearest[g] == SIZE_MAX ? (text){ "", 0 } : r->groups.at[nearest[g]],
                               people,          r->is_published[g],
                               is_shown[g],     (int64_t)people < threshold };
        if (words != NULL && nearest[g] != SIZE_MAX)
            single_add_wrapped(words,
                               memory_format(r->arena,
                                             "%.*s differs from %.*s by fewer than %lld people and cannot "
                                             "be shown beside it.",
                                             TEXT_ARGS(rows[g].name), TEXT_ARGS(rows[g].beside), (long long)threshold));
    }
    *out = (disclose_table){ columns, sizeof columns / sizeof *columns, (const char *)rows, sizeof *rows, n };
    return true;
}

bool disclose_groups(disclose_job *job, int64_t threshold, buffer *words, disclose_table *out, upw_error *error)
{
    static const char *const groups[] = { "group", NULL }, *const people[] = { "person", "id", NULL },
                             *const published[] = { "published", NULL };
    const record_column wanted[FIELDS] = { { "group", { "", 0 }, groups, true },
                                           { "person", { "", 0 }, people, true },
                                           { "published", { "", 0 }, published, false } };
    reading r = { .arena = job->arena };
    table_notes notes = { 0 };
    bool done = records_read(job->path, &job->settings->input.table, wanted, FIELDS, take_row, &r, &notes, error);
    if (done && r.n == 0)
        done = upw_fail(error, UPW_BAD_INPUT, "%s has no rows", job->path);
    done = done && judge(&r, threshold, words, out, error);
    names_clear(&r.groups);
    names_clear(&r.people);
    free(r.all);
    free(r.is_published);
    return done;
}
