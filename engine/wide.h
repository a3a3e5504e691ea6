/* engine/wide.h: loops compiled once more for wide registers, where the processor has them (internal to libupward).
 *
 * A loop body is an ALWAYS_INLINE function over a fixed number of lanes; it is called from a plain function and from a
 * WIDE one, and find_wide_registers says which. Both give the same bits: no operation is reordered or joined. */
#ifndef ENGINE_WIDE_H
#define ENGINE_WIDE_H

#include <stdbool.h>

#if defined(__GNUC__)
#define ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE inline
#endif

#if defined(__GNUC__) && defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#else
#define WIDE
#endif

bool find_wide_registers(void);

#endif
