/* What the files of this folder share. */
#ifndef MEASURE_INTERNAL_H
#define MEASURE_INTERNAL_H

#include <sodium.h>

#include "services/measure/deed.h"
#include "store/store.h"
#include "upward/arena.h"

/* The audit row of a deed; within its transaction. */
typedef struct measure_note {
    const char *action; /* "indicator.change" */
    text object;
    audit_detail details[AUDIT_DETAILS_MAX];
    size_t n_details;
} measure_note;
bool measure_record(store_db *db, const measure_deed *by, const measure_note *note, upw_error *error) UPW_MUST_CHECK;

/* A number as an audit row has it: six decimals at most, empty where there is none. */
text measure_write_number(double number, upw_arena *arena);

/* 16 random bytes as 26 characters. */
text measure_make_id(upw_arena *arena);

/* Words that people wrote: UTF-8, no control characters, `least` to `most` characters. UPW_BAD_INPUT names the field.
 */
typedef struct measure_words {
    const char *field; /* "The reason" */
    text words;
    size_t least, most;
    bool has_lines; /* line ends are allowed */
} measure_words;
bool measure_check_words(const measure_words *words, size_t n, upw_error *error) UPW_MUST_CHECK;

size_t measure_count_characters(text words);

/* Not exactly one row was changed: UPW_CONFLICT where there is such a thing, else UPW_NOT_FOUND. */
bool measure_check_one(int64_t n_changed, bool is_there, const char *what, upw_error *error) UPW_MUST_CHECK;

/* Into a hash, texts with their lengths, so that two of them cannot change places at their border. */
void measure_hash_integer(crypto_generichash_state *state, int64_t number);
void measure_hash_text(crypto_generichash_state *state, text words);

/* The name under which trail and messages speak of a series: "waits / 01C". */
text measure_name_series(text indicator, text organisation, upw_arena *arena);

#endif
