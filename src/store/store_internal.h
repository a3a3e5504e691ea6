/* store/store_internal.h: what store.c and the two databases behind it know of each other. */
#ifndef STORE_STORE_INTERNAL_H
#define STORE_STORE_INTERNAL_H

#include <pthread.h>

#include "store/store.h"

typedef enum store_access { STORE_READS, STORE_WRITES } store_access;

typedef struct store_prepared {
    const store_statement *statement;
    void *handle;
    bool is_busy; /* its rows are being read */
    bool changes; /* it is no mere question (SQLite knows) */
} store_prepared;

/* A database. Each function that fails has said why in `error`; those that end something cannot fail. */
typedef struct store_driver {
    const char *name;
    bool (*connect)(store_db *db, upw_error *error);
    void (*disconnect)(store_db *db);
    bool (*prepare)(store_db *db, store_prepared *p, upw_error *error);
    void (*forget)(store_db *db, store_prepared *p);
    bool (*begin)(store_db *db, store_access access, upw_error *error);
    bool (*commit)(store_db *db, upw_error *error);
    void (*roll_back)(store_db *db);
    bool (*start)(store_rows *rows, const store_value *values, upw_error *error); /* ask; no row is read yet */
    bool (*step)(store_rows *rows, bool *is_row, upw_error *error);               /* fill rows->cells */
    void (*stop)(store_rows *rows);                                               /* fill rows->n_changed */
    bool (*run_many)(store_db *db, const store_prepared *p, const store_value *values, size_t n,
                     upw_error *error); /* NULL: one after the other */
    bool (*script)(store_db *db, const char *sql, upw_error *error);
} store_driver;

extern const store_driver store_sqlite, store_postgres;

struct store {
    const store_driver *driver;
    char *where;
    store_options options;
    pthread_mutex_t guard; /* of all below */
    pthread_cond_t turn;   /* SQLite: one writer at a time, without asking the file again and again */
    bool has_writer;
    int64_t retry_at_ms; /* PostgreSQL: no attempt to connect before (monotonic) */
    int64_t back_off_ms;
};

struct store_db {
    store *store;
    void *handle; /* NULL: the connection is lost */
    store_prepared **cache;
    size_t n_cached, capacity;
    unsigned n_open; /* rows that are being read */
    unsigned depth;  /* of store_transact and store_snapshot */
    store_access access;
    bool is_closing;     /* all that was prepared goes with the connection */
    bool has_turn;       /* is the store's writer */
    bool is_lost;        /* the connection must be made anew */
    bool is_race;        /* a race was lost: run the transaction again */
    bool is_unknown;     /* whether it was committed */
    upw_error failure;   /* of the transaction: nothing more is done in it */
    unsigned n_prepared; /* ever: names of PostgreSQL's prepared statements */
};

size_t store_count(const char *letters); /* of takes or gives */

/* Letters: 'i' for "iI". */
char store_letter(char letter);

#endif
