/* Questionnaire, population and answers of `upward score` into columns. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/score_job.h"
#include "table/cell.h"
#include "table/cells.h"

enum { ID, OFFICE, BODY, GROUP, FIRST_ITEM };

/* ---- the questionnaire ---- */

/* The first of these columns that is there; n_columns: none. */
static size_t find_column(const cells *c, const char *const *wanted)
{
    size_t at = c->n_columns;
    for (size_t i = 0; wanted[i] != NULL && at == c->n_columns; i++)
        at = cells_find(c, wanted[i]);
    return at;
}

static bool take_question(score_job *job, const cells *c, size_t row, text name, text theme, upw_error *error)
{
    const size_t scale = cells_find(c, "scale");
    const text direction = cells_get(c, row, cells_find(c, "direction"));
    if (scale < c->n_columns && text_equal(cells_get(c, row, scale), TEXT("text")))
        return true;
    if (direction.len > 0 && !text_equal(direction, TEXT("positive")) && !text_equal(direction, TEXT("negative")))
        return cells_complain(c, row, cells_find(c, "direction"), error,
                              "\"%.*s\" is no direction: positive (5 is good) or negative (5 is bad)",
                              TEXT_ARGS(direction));
    if (name.len == 0)
        return cells_complain(c, row, 0, error, "a question without a name");
    for (size_t i = 0; i < job->n_items; i++)
        if (text_equal(job->questions[i].name, name))
            return cells_complain(c, row, 0, error, "the question \"%.*s\" is there twice", TEXT_ARGS(name));
    if (job->n_items == SCORE_ITEMS_MAX)
        return cells_complain(c, row, 0, error, "more than %d questions; score them in parts", SCORE_ITEMS_MAX);
    const bool is_negative = text_equal(direction, TEXT("negative"));
    job->questions[job->n_items] = (score_question){ name, theme, is_negative };
    job->items[job->n_items++] =
        (upw_score_item){ theme.len == 0 ? UPW_SCORE_NO_THEME : (uint32_t)names_find(&job->themes, theme, job->arena),
                          is_negative };
    return true;
}

static bool read_questionnaire(score_job *job, upw_error *error)
{
    static const char *const ids[] = { "item", "id", "question", NULL };
    const char *const path = job->settings->questionnaire;
    cells c;
    if (path == NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "which columns are questions? Give --questionnaire FILE with the columns item and theme");
    if (!cells_read(path, job->arena, &c, error))
        return false;
    const size_t id = find_column(&c, ids), theme = cells_find(&c, "theme");
    if (id == c.n_columns || theme == c.n_columns)
        return upw_fail(error, UPW_BAD_INPUT, "%s needs the columns item (or id) and theme", path);
    for (size_t row = 0; row < c.n_rows; row++)
        if (!take_question(job, &c, row, cells_get(&c, row, id), cells_get(&c, row, theme), error))
            return false;
    return job->n_items > 0 || upw_fail(error, UPW_BAD_INPUT, "%s has no question with answers from 1 to 5", path);
}

/* ---- places ---- */

static size_t find_place(score_job *job, text name)
{
    const size_t known = job->places.n, place = names_find(&job->places, name, job->arena);
    if (job->places.n > job->place_capacity) {
        job->place_capacity = job->place_capacity == 0 ? 64 : 2 * job->place_capacity;
        job->office_of = memory_grow(job->office_of, job->place_capacity, sizeof *job->office_of);
        job->sizes = memory_grow(job->sizes, job->place_capacity, sizeof *job->sizes);
    }
    if (place == known) {
        job->office_of[place] = UINT32_MAX;
        job->sizes[place] = NAN;
    }
    return place;
}

/* What is known of a population file's columns. */
typedef struct census {
    cells file;
    size_t place, office, people;
    bool is_group[256];
} census;

static bool read_count(const census *c, size_t row, size_t column, double *out, upw_error *error)
{
    const text field = cells_get(&c->file, row, column);
    const char *reason;
    if (cell_read_number(field, out, &reason) == CELL_NUMBER && *out >= 0 && *out <= 1e9 && *out == floor(*out))
        return true;
    return cells_complain(&c->file, row, column, error, "\"%.*s\" is no whole number of people", TEXT_ARGS(field));
}

static bool take_place(score_job *job, const census *c, size_t row, upw_error *error)
{
    const text name = cells_get(&c->file, row, c->place);
    if (name.len == 0)
        return cells_complain(&c->file, row, c->place, error, "a place without a name");
    const size_t known = job->places.n, place = find_place(job, name);
    if (place < known)
        return cells_complain(&c->file, row, c->place, error, "\"%.*s\" is there twice", TEXT_ARGS(name));
    const text office = cells_get(&c->file, row, c->office);
    if (office.len == 0)
        return cells_complain(&c->file, row, c->office, error, "\"%.*s\" has no office", TEXT_ARGS(name));
    job->office_of[place] = (uint32_t)names_find(&job->offices, office, job->arena);
    if (!read_count(c, row, c->people, &job->sizes[place], error))
        return false;
    for (size_t column = 0; column < c->file.n_columns && column < 256; column++) {
        double n;
        if (!c->is_group[column])
            continue;
        if (!read_count(c, row, column, &n, error))
            return false;
        const size_t group = names_find(&job->groups, c->file.names[column], job->arena);
        job->group_sizes[group] += n;
    }
    return true;
}

/* Columns after the number of people that hold figures are groups of them. */
static bool read_population(score_job *job, upw_error *error)
{
    static const char *const bodies[] = { "body", "organisation", NULL }, *const offices[] = { "office", NULL },
                             *const people[] = { "N", "people", "invited", NULL };
    const char *const path = job->settings->population;
    census c = { 0 };
    if (path == NULL)
        return true;
    if (!cells_read(path, job->arena, &c.file, error))
        return false;
    c.office = find_column(&c.file, offices);
    c.place = job->has_bodies ? find_column(&c.file, bodies) : c.office;
    c.people = find_column(&c.file, people);
    if (c.place == c.file.n_columns || c.people == c.file.n_columns || c.office == c.file.n_columns)
        return upw_fail(error, UPW_BAD_INPUT, "%s needs the columns %soffice and N (people invited)", path,
                        job->has_bodies ? "body, " : "");
    for (size_t column = c.people + 1; column < c.file.n_columns && column < 256; column++) {
        double number;
        const char *reason;
        c.is_group[column] =
            c.file.n_rows > 0 && cell_read_number(cells_get(&c.file, 0, column), &number, &reason) == CELL_NUMBER;
        if (c.is_group[column] && job->group_sizes == NULL)
            job->group_sizes = MEMORY_TAKE(job->arena, double, c.file.n_columns);
    }
    for (size_t row = 0; row < c.file.n_rows; row++)
        if (!take_place(job, &c, row, error))
            return false;
    return true;
}

/* ---- answers ---- */

static void make_room(score_job *job)
{
    if (job->n < job->capacity)
        return;
    job->capacity = job->capacity == 0 ? 4096 : 2 * job->capacity;
    for (size_t j = 0; j < job->n_items; j++)
        job->answers[j] = memory_grow(job->answers[j], job->capacity, sizeof *job->answers[j]);
    job->place_of = memory_grow(job->place_of, job->capacity, sizeof *job->place_of);
    job->group_of = memory_grow(job->group_of, job->capacity, sizeof *job->group_of);
}

static bool take_answer(const records_file *file, text field, int64_t row, size_t column, uint8_t *out,
                        upw_error *error)
{
    static const struct {
        const char *words;
        uint8_t answer;
    } known[] = { { "", UPW_ANSWER_NONE },
                  { "[x]", UPW_ANSWER_NONE },
                  { "do not know", UPW_ANSWER_DO_NOT_KNOW },
                  { "don't know", UPW_ANSWER_DO_NOT_KNOW },
                  { "6", UPW_ANSWER_DO_NOT_KNOW },
                  { "does not apply", UPW_ANSWER_DOES_NOT_APPLY },
                  { "[z]", UPW_ANSWER_DOES_NOT_APPLY },
                  { "7", UPW_ANSWER_DOES_NOT_APPLY } };
    if (field.len == 1 && *field.at >= '1' && *field.at <= '5') {
        *out = (uint8_t)(*field.at - '0');
        return true;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_equal_ignoring_case(field, text_of(known[i].words))) {
            *out = known[i].answer;
            return true;
        }
    return records_complain(file, row, column, error,
                            "\"%.*s\" is no answer: 1 to 5, empty, \"do not know\" or \"does not apply\"",
                            TEXT_ARGS(field));
}

static bool take_whereabouts(score_job *job, const records_file *file, const text *fields, int64_t row,
                             upw_error *error)
{
    const text name = fields[job->has_bodies ? BODY : OFFICE];
    if (name.len == 0)
        return records_complain(file, row, job->has_bodies ? BODY : OFFICE, error, "nobody says where this person is");
    const size_t known = job->places.n, place = find_place(job, name);
    if (place == known && job->settings->population != NULL)
        return records_complain(file, row, job->has_bodies ? BODY : OFFICE, error, "\"%.*s\" is not in %s",
                                TEXT_ARGS(name), job->settings->population);
    const text office = job->has_bodies && records_has(file, OFFICE) ? fields[OFFICE] : name;
    if (job->settings->population == NULL || (job->has_bodies && records_has(file, OFFICE))) {
        const uint32_t at = (uint32_t)names_find(&job->offices, office, job->arena);
        if (job->office_of[place] != UINT32_MAX && job->office_of[place] != at)
            return records_complain(file, row, BODY, error, "\"%.*s\" is under the office %.*s elsewhere",
                                    TEXT_ARGS(name), TEXT_ARGS(job->offices.at[job->office_of[place]]));
        job->office_of[place] = at;
    }
    job->place_of[job->n] = (uint32_t)place;
    size_t group = 0;
    if (job->group_sizes != NULL && !names_look_up(&job->groups, fields[GROUP], &group))
        return records_complain(file, row, GROUP, error, "\"%.*s\" is no column of %s", TEXT_ARGS(fields[GROUP]),
                                job->settings->population);
    if (job->group_sizes == NULL && records_has(file, GROUP))
        group = names_find(&job->groups, fields[GROUP], job->arena);
    job->group_of[job->n] = (uint32_t)group;
    return true;
}

/* Whether people stand in bodies is known from the first row on; the population is read then. */
static bool begin_places(score_job *job, const records_file *file, upw_error *error)
{
    job->has_bodies = records_has(file, BODY);
    if (!job->has_bodies && !records_has(file, OFFICE))
        return upw_fail(error, UPW_BAD_INPUT, "%s has no column body or office: where are these people?", job->file);
    return read_population(job, error);
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    score_job *const job = context;
    if (job->n == 0 && !begin_places(job, file, error))
        return false;
    make_room(job);
    if (!take_whereabouts(job, file, fields, row, error))
        return false;
    for (size_t j = 0; j < job->n_items; j++)
        if (!take_answer(file, fields[FIRST_ITEM + j], row, FIRST_ITEM + j, &job->answers[j][job->n], error))
            return false;
    if (job->settings->by == SCORE_BY_PERSON) {
        const text id = records_has(file, ID) ? fields[ID] : memory_format(job->arena, "%zu", job->n + 1);
        const size_t known = job->people.n;
        if (names_find(&job->people, id, job->arena) < known)
            return records_complain(file, row, ID, error, "the person \"%.*s\" is there twice", TEXT_ARGS(id));
    }
    job->n++;
    return true;
}

/* ---- sums and weights ---- */

static bool weigh(score_job *job, upw_error *error)
{
    if (job->settings->population == NULL)
        return true;
    const upw_score_targets base = { job->sizes, NULL, true },
                            full = { job->sizes, job->group_sizes, job->settings->is_untrimmed };
    if (upw_score_rake(&job->score, &base, job->arena, &job->base, error) &&
        upw_score_rake(&job->score, &full, job->arena, &job->raked, error))
        return true;
    if (error->code == UPW_BAD_INPUT && error->row > 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s: more people answered in %.*s than %s says were invited", job->file,
                        TEXT_ARGS(job->places.at[error->row - 1]), job->settings->population);
    return upw_wrap(error, "%s", job->file);
}

static bool sum_up(score_job *job, upw_error *error)
{
    const upw_score_plan plan = { job->items, job->n_items, job->themes.n, job->places.n, job->groups.n };
    const uint8_t *answers[SCORE_ITEMS_MAX];
    for (size_t j = 0; j < job->n_items; j++)
        answers[j] = job->answers[j];
    const upw_score_batch batch = { answers, job->place_of, job->group_of, job->n };
    return (upw_score_begin(&plan, job->arena, &job->score, error) && upw_score_add(&job->score, &batch, error)) ||
           upw_wrap(error, "%s", job->file);
}

bool score_read_answers(score_job *job, const char *path, upw_error *error)
{
    static const char *const ids[] = { "id", "person", "respondent", NULL }, *const offices[] = { "office", NULL },
                             *const bodies[] = { "body", "organisation", NULL },
                             *const groups[] = { "group", "capacity", NULL }, *const none[] = { NULL };
    if (!read_questionnaire(job, error))
        return false;
    record_column columns[FIRST_ITEM + SCORE_ITEMS_MAX] = {
        [ID] = { "id", { "", 0 }, ids, false },
        [OFFICE] = { "office", { "", 0 }, offices, false },
        [BODY] = { "body", job->settings->input.table.columns[COLUMN_ORGANISATION], bodies, false },
        [GROUP] = { "group", { "", 0 }, groups, false },
    };
    for (size_t j = 0; j < job->n_items; j++)
        columns[FIRST_ITEM + j] = (record_column){ "question", job->questions[j].name, none, true };
    table_options options = job->settings->input.table;
    table_notes notes = { 0 };
    input_show_progress(&options);
    const bool is_read = records_read(path, &options, columns, FIRST_ITEM + job->n_items, take_row, job, &notes, error);
    input_end_progress();
    if (!is_read)
        return false;
    input_say_notes(&notes, job->file);
    if (job->n == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s has no answers", job->file);
    return sum_up(job, error) && weigh(job, error);
}

void score_free(score_job *job)
{
    enum { N_LISTS = 5 };
    names *const all[N_LISTS] = { &job->themes, &job->offices, &job->places, &job->groups, &job->people };
    for (size_t i = 0; i < N_LISTS; i++)
        names_clear(all[i]);
    for (size_t j = 0; j < job->n_items; j++)
        free(job->answers[j]);
    free(job->place_of);
    free(job->group_of);
    free(job->office_of);
    free(job->sizes);
}
