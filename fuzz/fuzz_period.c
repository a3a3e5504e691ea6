/* Any bytes as a period, in each order of day and month: what is read is written as something that reads the same. */
#include <assert.h>

#include "base/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(text view, period_order order)
{
    period p, again;
    const char *reason = NULL;
    if (!period_parse(view, order, &p, &reason)) {
        assert(reason != NULL);
        return;
    }
    buffer b;
    buffer_init(&b, 1000);
    period_add(&b, p);
    assert(period_parse(buffer_text(&b), order, &again, &reason) && again.code == p.code);
    period_add_for_people(&b, p);
    period_add_short(&b, p);
    assert(!b.is_full);
    buffer_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text view = { (const char *)data, size };
    check(view, PERIOD_ORDER_ISO);
    check(view, PERIOD_ORDER_DMY);
    check(view, PERIOD_ORDER_MDY);
    return 0;
}
