/* Which path is whose? Rows are found by what they are for: there may be one for every series. */
#include "base/memory.h"
#include "base/nearest.h"
#include "table/hash.h"
#include "table/plans.h"

/* What a row is for; an empty part fits anything. */
typedef struct purpose {
    text parts[3]; /* series, indicator, organisation */
} purpose;

static purpose purpose_of(const agreed_plan *plan)
{
    return (purpose){ { plan->series, plan->indicator, plan->organisation } };
}

static bool purposes_equal(const purpose *a, const purpose *b)
{
    return text_equal(a->parts[0], b->parts[0]) && text_equal(a->parts[1], b->parts[1]) &&
           text_equal(a->parts[2], b->parts[2]);
}

static size_t slot_of(const plan_list *list, const purpose *wanted)
{
    uint64_t hash = 0;
    for (size_t k = 0; k < 3; k++)
        hash = hash * 31 + hash_text(wanted->parts[k]);
    size_t i = hash & (list->n_slots - 1);
    while (list->slots[i] != 0) {
        const purpose there = purpose_of(&list->items[list->slots[i] - 1]);
        if (purposes_equal(&there, wanted))
            break;
        i = (i + 1) & (list->n_slots - 1);
    }
    return i;
}

bool plans_make_index(plan_list *list, upw_arena *arena, upw_error *error)
{
    list->n_slots = 16;
    while (list->n_slots < 2 * list->n)
        list->n_slots *= 2;
    size_t *const slots = MEMORY_TAKE(arena, size_t, list->n_slots);
    list->slots = slots;
    for (size_t i = 0; i < list->n; i++) {
        const purpose own = purpose_of(&list->items[i]);
        if (list->items[i].name.len > 0 && own.parts[0].len + own.parts[1].len + own.parts[2].len == 0)
            continue; /* for those that choose it by its name */
        const size_t at = slot_of(list, &own);
        if (slots[at] != 0)
            return upw_fail_row(
                error, UPW_BAD_INPUT, list->items[i].row,
                "%s, row %lld: the same series has a plan already in row %lld; keep one of them, or say "
                "in the columns series, indicator and organisation what each is for",
                list->file, (long long)list->items[i].row, (long long)list->items[slots[at] - 1].row);
        slots[at] = i + 1;
    }
    return true;
}

const agreed_plan *plans_find(const plan_list *list, const series_key *key)
{
    static const text any = { "", 0 };
    /* From the closest fit to the loosest: the bits say which parts are named. */
    for (unsigned bits = 8; bits-- > 0;) {
        const purpose wanted = { { bits & 4 ? key->id : any, bits & 2 ? key->indicator : any,
                                   bits & 1 ? key->organisation : any } };
        const size_t found = list->slots[slot_of(list, &wanted)];
        if (found != 0)
            return &list->items[found - 1];
    }
    return NULL;
}

const agreed_plan *plans_find_named(const plan_list *list, text name)
{
    for (size_t i = 0; i < list->n; i++)
        if (text_equal(list->items[i].name, name))
            return &list->items[i];
    return NULL;
}

static text part_of(const series_key *key, size_t part)
{
    return part == 0 ? key->id : part == 1 ? key->indicator : key->organisation;
}

static bool is_there(text name, const series_key *keys, size_t n, size_t part)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(part_of(&keys[i], part), name))
            return true;
    return false;
}

static bool complain(const plan_list *list, const agreed_plan *plan, const series_key *keys, size_t n, size_t part,
                     upw_error *error)
{
    static const char *const nouns[] = { "series", "indicator", "organisation" };
    const purpose own = purpose_of(plan);
    nearest near = { .wanted = own.parts[part] };
    for (size_t i = 0; i < n; i++)
        nearest_offer(&near, part_of(&keys[i], part));
    buffer words;
    buffer_init(&words, 1000);
    nearest_add(&words, &near);
    upw_fail_row(error, UPW_BAD_INPUT, plan->row,
                 "%s, row %lld: the plan is for the %s \"%.*s\", which is not in the data%s%.*s", list->file,
                 (long long)plan->row, nouns[part], own.parts[part].len < 60 ? (int)own.parts[part].len : 60,
                 own.parts[part].at, near.n > 0 ? "; nearest are " : "", TEXT_ARGS(buffer_text(&words)));
    buffer_clear(&words);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

bool plans_check_used(const plan_list *list, const bool *is_used, const series_key *keys, size_t n, upw_error *error)
{
    for (size_t i = 0; i < list->n; i++) {
        const purpose own = purpose_of(&list->items[i]);
        for (size_t part = 0; part < 3 && !is_used[i]; part++)
            if (own.parts[part].len > 0 && !is_there(own.parts[part], keys, n, part))
                return complain(list, &list->items[i], keys, n, part, error);
    }
    return true;
}
