/* Which file is asked for. A dozen of them: reading the list is faster than anything clever. */
#include "web/assets.h"

#include <assert.h>
#include <string.h>

#include "web/assets_internal.h"

const asset *asset_find(text path)
{
    for (size_t i = 0; i < assets_made_count; i++)
        if (text_equal(text_of(assets_made[i].path), path))
            return &assets_made[i];
    return NULL;
}

text asset_url(const char *name)
{
    size_t i = 0;
    while (strcmp(assets_made[i].name, name) != 0) {
        i++;
        assert(i < assets_made_count);
    }
    return text_of(assets_made[i].path);
}

const asset *asset_at(size_t index)
{
    return index < assets_made_count ? &assets_made[index] : NULL;
}
