/* Lists of people, read and checked. */
#include "services/appraise/electors_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "table/record.h"
#include "web/form.h"

enum { NAME, EMAIL, CAPACITY, FIELDS, CAPACITY_MAX = 40, NO_COLUMN = RECORD_FIELDS_MAX };

static const char *const column_names[FIELDS] = { "name", "email", "capacity" };

/* A person's fields as those of a form: they have the same rules and the same sentences. */
static const form_field fields[FIELDS] = {
    { "name", FORM_TEXT, "name", .most = ELECTOR_NAME_MAX, .empty = MESSAGE_ENTER_PERSON_NAME,
      .length = MESSAGE_NAME_LENGTH },
    { "email", FORM_EMAIL, "email address", .empty = MESSAGE_ENTER_PERSON_EMAIL },
    { "capacity", FORM_TEXT, "how they take part", .is_optional = true, .most = CAPACITY_MAX,
      .length = MESSAGE_SELECT_CAPACITY },
};
static const form person_form = { "person", fields, FIELDS };

typedef struct reading {
    electors_reading *out;
    upw_arena *arena;
    int64_t *lines; /* of the list's people */
    size_t room;
} reading;

/* ---- faults ---- */

static void complain(reading *r, int64_t line, text sentence)
{
    electors_reading *const out = r->out;
    if (out->n_faults < ELECTORS_FAULTS_SHOWN)
        out->faults[out->n_faults] =
            line > 0 ? memory_format(r->arena, "Line %lld: %.*s", (long long)line, TEXT_ARGS(sentence)) : sentence;
    out->n_faults++;
}

/* A sentence of the table with its placeholder filled. */
static text fill(web_message message, const char *placeholder, text word, upw_arena *arena)
{
    const char *const sentence = web_message_text(message), *const at = strstr(sentence, placeholder);
    if (at == NULL)
        return text_of(sentence);
    return memory_format(arena, "%.*s%.*s%s", (int)(at - sentence), sentence, TEXT_ARGS(word),
                         at + strlen(placeholder));
}

/* ---- one person ---- */

text elector_address(text typed, upw_arena *arena)
{
    char *const lower = MEMORY_TAKE(arena, char, typed.len + 1);
    for (size_t i = 0; i < typed.len; i++)
        lower[i] = (char)(typed.at[i] >= 'A' && typed.at[i] <= 'Z' ? typed.at[i] - 'A' + 'a' : typed.at[i]);
    return (text){ lower, typed.len };
}

static void add(reading *r, int64_t line, const text given[FIELDS])
{
    web_pair sent[FIELDS];
    form_values read;
    upw_error why = { 0 };
    elector one = { 0 };
    for (size_t i = 0; i < FIELDS; i++)
        sent[i] = (web_pair){ text_of(column_names[i]), given[i] };
    if (!form_read(&person_form, (web_pairs){ sent, FIELDS }, NULL, 0, r->arena, &read, &why)) {
        complain(r, line, memory_copy_text(r->arena, text_of(why.message)));
        return;
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (read.values[i].error.len > 0) {
            complain(r, line, read.values[i].error);
            return;
        }
    one.name = read.values[NAME].text;
    one.email = elector_address(read.values[EMAIL].text, r->arena);
    if (!elector_find_capacity(read.values[CAPACITY].text, &one.capacity)) {
        complain(r, line, fill(MESSAGE_E040, "[name]", one.name, r->arena));
        return;
    }
    r->lines[r->out->list.n] = line;
    r->out->list.at[r->out->list.n++] = one;
}

static void begin(reading *r, electors_reading *out, upw_arena *arena)
{
    *out = (electors_reading){ 0 };
    *r = (reading){ .out = out, .arena = arena, .room = ELECTORS_MAX };
    out->list.at = MEMORY_TAKE(arena, elector, r->room);
    r->lines = MEMORY_TAKE(arena, int64_t, r->room);
}

/* ---- addresses that stand twice ---- */

typedef struct known {
    text email;
    int64_t line; /* 0: on the list already */
} known;

static int compare_known(const void *a, const void *b)
{
    const known *const one = a, *const other = b;
    const int order = text_compare(one->email, other->email);
    return order != 0 ? order : one->line < other->line ? -1 : one->line > other->line;
}

static void check_twice(reading *r)
{
    const size_t n = r->out->list.n;
    known *const all = MEMORY_TAKE(r->arena, known, n + 1);
    for (size_t i = 0; i < n; i++)
        all[i] = (known){ r->out->list.at[i].email, r->lines[i] };
    if (n > 1)
        qsort(all, n, sizeof *all, compare_known);
    for (size_t i = 1; i < n; i++)
        if (text_equal(all[i].email, all[i - 1].email))
            complain(r, all[i].line, fill(MESSAGE_E037, "[email]", all[i].email, r->arena));
}

/* ---- what was pasted ---- */

static char find_delimiter(text pasted)
{
    text rest = pasted;
    const text line = text_take_until(&rest, '\n');
    return text_contains(line, TEXT("\t")) ? '\t' : text_contains(line, TEXT(";")) ? ';' : ',';
}

static size_t find_column(const record *r, const char *name)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_equal_ignoring_case(text_trim(r->fields[i]), text_of(name)))
            return i;
    return NO_COLUMN;
}

/* The columns' places, when this is a line that names them. */
static bool read_header(const record *r, size_t columns[FIELDS])
{
    size_t found[FIELDS];
    for (size_t i = 0; i < FIELDS; i++)
        found[i] = find_column(r, column_names[i]);
    if (found[NAME] == NO_COLUMN || found[EMAIL] == NO_COLUMN)
        return false;
    memcpy(columns, found, sizeof found);
    return true;
}

static bool is_blank(const record *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_trim(r->fields[i]).len > 0)
            return false;
    return true;
}

static void add_record(reading *r, int64_t line, const record *from, const size_t columns[FIELDS])
{
    text given[FIELDS] = { 0 };
    for (size_t i = 0; i < FIELDS; i++)
        if (columns[i] < from->n_fields)
            given[i] = text_trim(from->fields[columns[i]]);
    add(r, line, given);
}

static int64_t count_lines(text taken)
{
    int64_t n = 0;
    for (size_t i = 0; i < taken.len; i++)
        n += taken.at[i] == '\n';
    return n;
}

void electors_read_pasted(text pasted, upw_arena *arena, electors_reading *out)
{
    reading r;
    record one = { 0 };
    size_t columns[FIELDS] = { NAME, EMAIL, CAPACITY };
    text rest = pasted;
    const char delimiter = find_delimiter(pasted);
    int64_t line = 1;
    bool is_first = true;
    begin(&r, out, arena);
    while (rest.len > 0) {
        const char *const from = rest.at;
        if (record_take(&rest, delimiter, arena, &one) != RECORD_COMPLETE) {
            complain(&r, line, TEXT("A quotation mark is opened and not closed. Remove it, or close it"));
            return;
        }
        const bool is_person = !is_blank(&one) && !(is_first && read_header(&one, columns));
        is_first = is_first && is_blank(&one);
        if (is_person && out->list.n == r.room) {
            complain(&r, 0, text_of(web_message_text(MESSAGE_E039)));
            return;
        }
        if (is_person)
            add_record(&r, line, &one, columns);
        line += count_lines((text){ from, (size_t)(rest.at - from) });
    }
    check_twice(&r);
}

/* ---- a file ---- */

bool electors_read_cells(const cells *file, upw_arena *arena, electors_reading *out, upw_error *error)
{
    reading r;
    size_t columns[FIELDS];
    begin(&r, out, arena);
    for (size_t i = 0; i < FIELDS; i++) {
        columns[i] = cells_find(file, column_names[i]);
        if (columns[i] == file->n_columns)
            return upw_fail(error, UPW_BAD_INPUT,
                            "The file has no column \"%s\". Its first row must name the columns name, email and "
                            "capacity",
                            column_names[i]);
    }
    if (file->n_rows > r.room) {
        complain(&r, 0, text_of(web_message_text(MESSAGE_E039)));
        return true;
    }
    for (size_t row = 0; row < file->n_rows; row++) {
        text given[FIELDS];
        for (size_t i = 0; i < FIELDS; i++)
            given[i] = text_trim(cells_get(file, row, columns[i]));
        add(&r, file->rows[row], given);
    }
    check_twice(&r);
    return true;
}

/* ---- who is on a list already ---- */

bool electors_check_new(store_db *db, const appraise_return *ret, upw_arena *arena, electors_reading *out,
                        upw_error *error)
{
    reading r = { .out = out, .arena = arena };
    for (size_t i = 0; i < out->list.n; i++) {
        text body;
        bool found;
        const text email = out->list.at[i].email;
        if (!electors_find_address(db, ret->year, email, arena, &body, &found, error))
            return false;
        if (found)
            complain(
                &r, 0,
                fill(text_equal(body, ret->body) ? MESSAGE_E037 : MESSAGE_ELECTOR_ELSEWHERE, "[email]", email, arena));
    }
    return true;
}
