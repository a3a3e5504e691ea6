/* store/postgres.h: what PostgreSQL's binary formats are called. */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include <stdbool.h>
#include <stdint.h>

/* Numbers of types, fixed for ever (pg_type.dat). */
enum {
    POSTGRES_BOOL = 16,
    POSTGRES_BYTEA = 17,
    POSTGRES_INT8 = 20,
    POSTGRES_INT2 = 21,
    POSTGRES_INT4 = 23,
    POSTGRES_TEXT = 25,
    POSTGRES_FLOAT8 = 701,
    POSTGRES_VARCHAR = 1043,
};

enum { POSTGRES_BYTES_MAX = 1 << 29 };

/* An integer of 1, 2, 4 or 8 bytes as it travels. */
bool postgres_read_integer(const char *bytes, int length, int64_t *out);

#endif
