/* Which of many names was meant? A short list that is kept in order while names go by. */
#include "base/nearest.h"

#include <string.h>

static bool contains_ignoring_case(text whole, text part)
{
    for (size_t i = 0; part.len >= 3 && i + part.len <= whole.len; i++)
        if (text_equal_ignoring_case((text){ whole.at + i, part.len }, part))
            return true;
    return false;
}

void nearest_offer(nearest *list, text name)
{
    if (name.len == 0)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (text_equal(list->names[i], name))
            return;
    const size_t distance = contains_ignoring_case(name, list->wanted) ? 1 : text_distance(list->wanted, name);
    size_t at = list->n;
    while (at > 0 && list->distances[at - 1] > distance)
        at--;
    if (at == NEAREST_MAX)
        return;
    if (list->n < NEAREST_MAX)
        list->n++;
    for (size_t i = list->n - 1; i > at; i--) {
        list->names[i] = list->names[i - 1];
        list->distances[i] = list->distances[i - 1];
    }
    list->names[at] = name;
    list->distances[at] = distance;
}

bool nearest_is_likely(const nearest *list)
{
    return list->n > 0 && list->distances[0] <= list->wanted.len / 2;
}

void nearest_add(buffer *out, const nearest *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const text name = list->names[i];
        buffer_add_format(out, "%s\"%.*s%s\"",
                          i == 0            ? ""
                          : i + 1 < list->n ? ", "
                                            : " or ",
                          name.len < 60 ? (int)name.len : 57, name.at, name.len < 60 ? "" : "…");
    }
}
