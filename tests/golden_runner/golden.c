/* golden [--tap] DIRECTORY: does the program print what independent implementations found?
 *
 * DIRECTORY is laid out like a family of golden files (its last name is the family) and may hold other series and only
 * some of the files. For each expected file: the rows compared, the rows off, the worst error against the tolerance.
 * Exit status 1 when a row is off, 2 when nothing could be compared. */
#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "golden.h"
#include "table/cells.h"
#include "table/hash.h"

extern char **environ;

static const golden_family *const families[] = { &golden_compare, &golden_disclosure, &golden_gaming,    &golden_rag,
                                                 &golden_scoring, &golden_spc,        &golden_trajectory };

enum { PREFIXES_MAX = 16, SHOWN_MAX = 8, PATH_LENGTH = 4096 };

typedef struct runner {
    const golden_family *family;
    const char *directory;
    const char *program, *cases_program;
    upw_arena arena;
    bool speaks_tap;
    size_t n_files, n_files_off;
} runner;

/* What a comparison finds. */
typedef struct tally {
    size_t compared, off;
    double worst; /* error of a number, in units of its tolerance */
} tally;

static bool is_there(const runner *r, const char *name)
{
    char path[PATH_LENGTH];
    snprintf(path, sizeof path, "%s/%s", r->directory, name);
    return access(path, R_OK) == 0;
}

/* "%_points.csv" with the prefix in place of "%". */
static const char *fill(runner *r, const char *pattern, const char *prefix)
{
    if (pattern[0] != '%')
        return pattern;
    return memory_format(&r->arena, "%s%s", prefix, pattern + 1).at;
}

/* ---- running the program ---- */

static bool run_program(runner *r, const golden_job *job, const char *prefix, const char *result)
{
    char *arguments[ARGUMENTS_MAX + 4];
    size_t n = 0;
    const char *const program = job->cases != NULL ? r->cases_program : r->program;
    arguments[n++] = (char *)program;
    if (job->cases != NULL) {
        arguments[n++] = (char *)job->cases;
        arguments[n++] = (char *)memory_format(&r->arena, "%s/%s", r->directory, fill(r, job->expected, prefix)).at;
    }
    for (size_t i = 0; i < ARGUMENTS_MAX && job->arguments[i] != NULL; i++) {
        const char *const name = fill(r, job->arguments[i], prefix);
        const bool is_file = job->arguments[i][0] == '%';
        if (is_file && !is_there(r, name)) {
            n -= n > 1 && arguments[n - 1][0] == '-'; /* the option whose value it would be */
            continue;
        }
        arguments[n++] = is_file ? (char *)memory_format(&r->arena, "%s/%s", r->directory, name).at : (char *)name;
    }
    if (job->cases == NULL) {
        arguments[n++] = (char *)"--format";
        arguments[n++] = (char *)"csv";
    }
    arguments[n] = NULL;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, result, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child;
    int status = -1;
    const bool started = posix_spawn(&child, program, &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- comparing ---- */

/* Rows of a file by their keys. */
typedef struct row_index {
    const cells *file;
    size_t columns[KEYS_MAX];
    size_t *slots; /* row + 1; 0: free */
    size_t n_slots;
} row_index;

static bool keys_equal(const row_index *a, size_t row, const row_index *b, size_t other)
{
    for (size_t k = 0; k < KEYS_MAX; k++)
        if (!text_equal(cells_get(a->file, row, a->columns[k]), cells_get(b->file, other, b->columns[k])))
            return false;
    return true;
}

static size_t slot_of(const row_index *index, const row_index *keys, size_t row)
{
    uint64_t hash = 0;
    for (size_t k = 0; k < KEYS_MAX; k++)
        hash = hash * 31 + hash_text(cells_get(keys->file, row, keys->columns[k]));
    size_t i = hash & (index->n_slots - 1);
    while (index->slots[i] != 0 && !keys_equal(keys, row, index, index->slots[i] - 1))
        i = (i + 1) & (index->n_slots - 1);
    return i;
}

static row_index make_index(runner *r, const cells *file, const golden_job *job)
{
    row_index index = { .file = file, .n_slots = 64 };
    while (index.n_slots < 2 * file->n_rows)
        index.n_slots *= 2;
    index.slots = MEMORY_TAKE(&r->arena, size_t, index.n_slots);
    for (size_t k = 0; k < KEYS_MAX; k++)
        index.columns[k] = job->keys[k] != NULL ? cells_find(file, job->keys[k]) : file->n_columns;
    for (size_t row = 0; row < file->n_rows; row++)
        index.slots[slot_of(&index, &index, row)] = row + 1;
    return index;
}

static bool is_compared(const golden_job *job, text column)
{
    bool has_list = false;
    for (size_t i = 0; i < sizeof job->skipped / sizeof *job->skipped && job->skipped[i] != NULL; i++)
        if (text_equal(column, text_of(job->skipped[i])))
            return false;
    for (size_t i = 0; i < sizeof job->only_fields / sizeof *job->only_fields && job->only_fields[i] != NULL; i++) {
        has_list = true;
        if (text_equal(column, text_of(job->only_fields[i])))
            return true;
    }
    return !has_list;
}

static double tolerance_of(const golden_family *family, const golden_job *job, text column)
{
    for (size_t i = 0; i < TOLERANCES_MAX && job->tolerances[i].column != NULL; i++)
        if (text_equal(column, text_of(job->tolerances[i].column)))
            return job->tolerances[i].relative;
    return job->relative > 0 ? job->relative : family->relative;
}

/* The row of the diff file about this cell; its n_rows when there is none. */
static size_t find_change(const cells *diff, text series, text period, text field)
{
    size_t i = 0;
    while (i < diff->n_rows && !(text_equal(cells_get(diff, i, cells_find(diff, "series_id")), series) &&
                                 text_equal(cells_get(diff, i, cells_find(diff, "field")), field) &&
                                 text_equal(cells_get(diff, i, cells_find(diff, "period")), period)))
        i++;
    return i;
}

/* Error of a cell in units of its scale; infinite when it is simply another one. What is not defined is NA in the files
 * of R and empty in ours. */
static double cell_error(text ours, text expected, double scale)
{
    if (text_equal(ours, expected) || (ours.len == 0 && text_equal(expected, TEXT("NA"))))
        return 0;
    double a, b;
    if (!number_parse(ours, &a) || !number_parse(expected, &b))
        return HUGE_VAL;
    const double size = fmax(fabs(b), scale);
    return size > 0 ? fabs(a - b) / size : a == b ? 0 : HUGE_VAL;
}

static text round_to_nine(runner *r, text ours)
{
    double number;
    return number_parse(ours, &number) ? memory_format(&r->arena, "%.9g", number) : ours;
}

static void show(const cells *expected, size_t row, size_t column, text ours, text theirs, size_t n_before)
{
    if (n_before < SHOWN_MAX)
        printf("#   row %lld, %.*s: expected \"%.*s\", got \"%.*s\"\n", (long long)expected->rows[row],
               TEXT_ARGS(expected->names[column]), TEXT_ARGS(theirs), TEXT_ARGS(ours));
}

/* What one comparison of rows needs. */
typedef struct comparison {
    const golden_job *job;
    const cells *expected, *ours, *diff;
    row_index wanted, found;
    size_t scale_column, period_column;
} comparison;

/* Our row for an expected one, from 1; 0: there is none. */
static size_t match_row(const comparison *c, size_t row)
{
    if (c->job->keys[0] == NULL)
        return row < c->ours->n_rows ? row + 1 : 0;
    return c->found.slots[slot_of(&c->found, &c->wanted, row)];
}

/* Whether a row is off. */
static bool compare_row(runner *r, const comparison *m, size_t row, size_t ours, tally *t)
{
    const golden_job *const job = m->job;
    double scale = 0;
    number_parse(cells_get(m->expected, row, m->scale_column), &scale);
    scale = fmax(fabs(scale), job->scale_at_least);
    bool is_off = false;
    for (size_t c = 0; c < m->expected->n_columns; c++) {
        const text name = m->expected->names[c];
        if (!is_compared(job, name))
            continue;
        text mine = cells_get(m->ours, ours, cells_find(m->ours, memory_copy_text(&r->arena, name).at));
        if (job->rounded != NULL && text_equal(name, text_of(job->rounded)))
            mine = round_to_nine(r, mine);
        text theirs = cells_get(m->expected, row, c);
        const double tolerance = tolerance_of(r->family, job, name);
        double error = 0;
        if (m->diff != NULL) {
            const size_t change = find_change(m->diff, cells_get(m->expected, row, m->wanted.columns[0]),
                                              cells_get(m->expected, row, m->period_column), name);
            if (change < m->diff->n_rows) { /* it must say the same of what was before */
                error = cell_error(cells_get(m->diff, change, cells_find(m->diff, "parity_value")), theirs, scale);
                theirs = cells_get(m->diff, change, cells_find(m->diff, "upward_value"));
            }
        }
        error = fmax(error, cell_error(mine, theirs, scale)) / tolerance;
        if (error > 1) {
            show(m->expected, row, c, mine, theirs, t->off);
            is_off = true;
        }
        if (error > t->worst && error < HUGE_VAL) /* text and flags are equal or not: no error of theirs is worse */
            t->worst = error;
    }
    return is_off;
}

/* Rows that nobody expected. */
static void find_others(const comparison *c, tally *t)
{
    for (size_t i = 0; i < c->ours->n_rows; i++) {
        if (c->job->keys[0] == NULL ? i < c->expected->n_rows : c->wanted.slots[slot_of(&c->wanted, &c->found, i)] != 0)
            continue;
        if (t->off < SHOWN_MAX)
            printf("#   a row that was not expected: %.*s, %.*s\n",
                   TEXT_ARGS(cells_get(c->ours, i, c->found.columns[0])),
                   TEXT_ARGS(cells_get(c->ours, i, c->found.columns[1])));
        t->off++;
    }
}

static void compare_rows(runner *r, const golden_job *job, const cells *expected, const cells *ours, const cells *diff,
                         tally *t)
{
    const comparison c = {
        .job = job,
        .expected = expected,
        .ours = ours,
        .diff = diff,
        .wanted = make_index(r, expected, job),
        .found = make_index(r, ours, job),
        .scale_column = job->scale != NULL ? cells_find(expected, job->scale) : expected->n_columns,
        .period_column = cells_find(expected, "period"),
    };
    for (size_t i = 0; i < expected->n_rows; i++) {
        const size_t match = match_row(&c, i);
        if (match == 0 && job->is_shared)
            continue;
        t->compared++;
        if (match == 0)
            show(expected, i, 0, TEXT("no such row"), cells_get(expected, i, 0), t->off);
        t->off += match == 0 || compare_row(r, &c, i, match - 1, t);
    }
    if (!job->is_shared)
        find_others(&c, t);
    else if (t->compared < expected->n_rows)
        printf("#   %zu rows are about series that are not in this input\n", expected->n_rows - t->compared);
}

static void report(runner *r, const char *name, const char *note, const tally *t, bool ran)
{
    const bool is_good = ran && t->off == 0 && t->compared > 0;
    r->n_files++;
    r->n_files_off += !is_good;
    if (r->speaks_tap)
        printf("%s %zu - ", is_good ? "ok" : "not ok", r->n_files);
    if (ran)
        printf("%s%s: %zu rows compared, %zu off, worst error %.2g of the tolerance\n", name, note, t->compared, t->off,
               t->worst);
    else
        printf("%s%s: the program failed\n", name, note);
}

static void run_job(runner *r, const golden_job *job, const char *prefix)
{
    const char *const expected_name = fill(r, job->expected, prefix);
    if (!is_there(r, expected_name) || (job->diff != NULL && !is_there(r, job->diff)))
        return;
    char result[] = "/tmp/golden-XXXXXX";
    const int fd = mkstemp(result);
    if (fd < 0) {
        perror("golden: cannot make a temporary file");
        exit(2);
    }
    close(fd);
    upw_error error = { 0 };
    cells expected, ours, diff;
    const char *const directory = r->directory;
    bool ran = run_program(r, job, prefix, result);
    ran = ran && cells_read_exactly(result, &r->arena, &ours, &error) &&
          cells_read_exactly(memory_format(&r->arena, "%s/%s", directory, expected_name).at, &r->arena, &expected,
                             &error) &&
          (job->diff == NULL ||
           cells_read_exactly(memory_format(&r->arena, "%s/%s", directory, job->diff).at, &r->arena, &diff, &error));
    unlink(result);
    if (error.code != UPW_OK)
        printf("#   %s\n", error.message);
    tally t = { 0 };
    if (ran)
        compare_rows(r, job, &expected, &ours, job->diff != NULL ? &diff : NULL, &t);
    const char *const note = job->diff != NULL    ? memory_format(&r->arena, " (through %s)", job->diff).at
                             : job->cases != NULL ? " (by the engine alone)"
                             : *prefix == '\0'    ? " (by the program)"
                             : job->is_shared     ? memory_format(&r->arena, " (%s)", prefix).at
                                                  : "";
    report(r, expected_name, note, &t, ran);
}

/* ---- finding what is there ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t find_prefixes(runner *r, const char **prefixes)
{
    static const char ending[] = "_input.csv";
    DIR *const folder = opendir(r->directory);
    size_t n = 0;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL && n < PREFIXES_MAX;) {
        const size_t length = strlen(entry->d_name);
        if (length > sizeof ending && strcmp(entry->d_name + length - (sizeof ending - 1), ending) == 0)
            prefixes[n++] = memory_copy_text(&r->arena, (text){ entry->d_name, length - (sizeof ending - 1) }).at;
    }
    if (folder != NULL)
        closedir(folder);
    qsort(prefixes, n, sizeof *prefixes, compare_names);
    return n;
}

static const golden_family *find_family(const char *directory)
{
    char copy[PATH_LENGTH];
    snprintf(copy, sizeof copy, "%s", directory);
    const char *const name = basename(copy);
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strcmp(families[i]->name, name) == 0)
            return families[i];
    return NULL;
}

/* A program that stands beside this one. */
static const char *find_program(upw_arena *arena, const char *name)
{
    char path[PATH_LENGTH];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    return memory_format(arena, "%s/%s", dirname(path), name).at;
}

/* Everything in the directory that some job of the family knows. */
static void run_family(runner *r)
{
    const char *prefixes[PREFIXES_MAX];
    const size_t n = find_prefixes(r, prefixes);
    for (size_t j = 0; j < r->family->n_jobs; j++) {
        const golden_job *const job = &r->family->jobs[j];
        if (job->prefix == NULL)
            run_job(r, job, "");
        for (size_t p = 0; p < n && job->prefix != NULL; p++)
            if (strncmp(prefixes[p], job->prefix, strlen(job->prefix)) == 0)
                run_job(r, job, prefixes[p]);
    }
    if (r->speaks_tap)
        printf("1..%zu\n", r->n_files);
    else
        printf("%zu files, %zu off\n", r->n_files, r->n_files_off);
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "--families") == 0) {
        for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
            puts(families[i]->name);
        return 0;
    }
    runner r = { .speaks_tap = count > 1 && strcmp(arguments[1], "--tap") == 0 };
    if (count != 2 + r.speaks_tap) {
        fputs("usage: golden [--tap] DIRECTORY/FAMILY, or golden --families\n", stderr);
        return 2;
    }
    r.directory = arguments[count - 1];
    r.family = find_family(r.directory);
    if (r.family == NULL) {
        fprintf(stderr,
                "golden: no family of golden files is called like the folder %s; golden --families lists them\n",
                r.directory);
        return 2;
    }
    memory_init_arena(&r.arena);
    r.program = find_program(&r.arena, "upward");
    r.cases_program = find_program(&r.arena, "golden-cases");
    run_family(&r);
    upw_arena_clear(&r.arena);
    return r.n_files == 0 ? 2 : r.n_files_off > 0;
}
