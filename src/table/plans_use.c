/* Which path is whose? Rows are found by what they are for: there may be one for every series. */
#include <stdio.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "table/hash.h"
#include "table/plans.h"

enum { KEYS = 3, PARTS };

/* What a row is for: series, indicator, organisation, of which an empty one fits anything; or, with a name alone, those
 * that choose it by that. */
typedef struct purpose {
    text parts[PARTS];
} purpose;

static purpose purpose_of(const agreed_plan *plan)
{
    purpose own = { { plan->series, plan->indicator, plan->organisation, { "", 0 } } };
    if (own.parts[0].len + own.parts[1].len + own.parts[2].len == 0)
        own.parts[KEYS] = plan->name;
    return own;
}

static bool purposes_equal(const purpose *a, const purpose *b)
{
    for (size_t k = 0; k < PARTS; k++)
        if (!text_equal(a->parts[k], b->parts[k]))
            return false;
    return true;
}

static size_t slot_of(const plan_list *list, const purpose *wanted)
{
    uint64_t hash = 0;
    for (size_t k = 0; k < PARTS; k++)
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

static bool complain_of_two(const plan_list *list, const agreed_plan *first, const agreed_plan *second,
                            upw_error *error)
{
    const text name = purpose_of(second).parts[KEYS];
    char subject[100] = "the same series has a plan";
    if (name.len > 0)
        snprintf(subject, sizeof subject, "there is a plan named \"%.*s\"", name.len < 60 ? (int)name.len : 60,
                 name.at);
    upw_fail_row(error, UPW_BAD_INPUT, second->row,
                 "%s, row %lld: %s already in row %lld; keep one of them, or say in the columns series, indicator and "
                 "organisation what each is for",
                 list->file, (long long)second->row, subject, (long long)first->row);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
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
        const size_t at = slot_of(list, &own);
        if (slots[at] != 0)
            return complain_of_two(list, &list->items[slots[at] - 1], &list->items[i], error);
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
                                   bits & 1 ? key->organisation : any, any } };
        const size_t found = list->slots[slot_of(list, &wanted)];
        if (found != 0)
            return &list->items[found - 1];
    }
    return NULL;
}

static text part_of(const series_key *key, size_t part)
{
    return part == 0 ? key->id : part == 1 ? key->indicator : key->organisation;
}

/* How closely a row fits: 1 and the bits of plans_find; 0 when it is for another series. */
static unsigned find_fit(const agreed_plan *plan, const series_key *key)
{
    const purpose own = purpose_of(plan);
    unsigned fit = 1;
    for (size_t part = 0; key != NULL && part < KEYS; part++) {
        if (own.parts[part].len > 0 && !text_equal(own.parts[part], part_of(key, part)))
            return 0;
        fit += own.parts[part].len > 0 ? 4u >> part : 0;
    }
    return fit;
}

const agreed_plan *plans_find_named(const plan_list *list, text name, const series_key *key)
{
    const agreed_plan *found = NULL;
    unsigned best = 0;
    for (size_t i = 0; i < list->n; i++) {
        const unsigned fit = text_equal(list->items[i].name, name) ? find_fit(&list->items[i], key) : 0;
        if (fit > best) {
            best = fit;
            found = &list->items[i];
        }
    }
    return found;
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
        for (size_t part = 0; part < KEYS && !is_used[i]; part++)
            if (own.parts[part].len > 0 && !is_there(own.parts[part], keys, n, part))
                return complain(list, &list->items[i], keys, n, part, error);
    }
    return true;
}
