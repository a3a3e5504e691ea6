/* Does this processor have registers of four doubles, and does the system keep them? */
#include "wide.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <cpuid.h>

/* Asked of the processor itself: the compiler's own answer is a variable of its library. */
bool find_wide_registers(void)
{
    enum { AVX2 = 1u << 5, XSAVE_IN_USE = 1u << 27, SSE_AND_AVX = 6 };
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & XSAVE_IN_USE) == 0)
        return false;
    unsigned kept, upper;
    __asm__("xgetbv" : "=a"(kept), "=d"(upper) : "c"(0));
    return (kept & SSE_AND_AVX) == SSE_AND_AVX && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & AVX2) != 0;
}
#else
bool find_wide_registers(void)
{
    return false;
}
#endif
