/* cli/funnel_job.h: what `upward funnel` was asked for, what it read, and how it is written (shared in this folder). */
#ifndef CLI_FUNNEL_JOB_H
#define CLI_FUNNEL_JOB_H

#include "base/output.h"
#include "cli/input_options.h"
#include "table/sheet.h"
#include "upward/funnel.h"

typedef enum funnel_format { FUNNEL_AUTO, FUNNEL_CSV, FUNNEL_JSON, FUNNEL_TEXT, FUNNEL_SVG } funnel_format;

typedef enum funnel_by { FUNNEL_BY_ORGANISATION, FUNNEL_BY_FUNNEL, FUNNEL_BY_CURVE, FUNNEL_BY_COUNT } funnel_by;

typedef enum funnel_compat { FUNNEL_OWN, FUNNEL_AS_SHMI, FUNNEL_AS_CQC } funnel_compat;

/* What organisations are read from: the same for every command that compares them. */
typedef struct funnel_source {
    input_settings input;
    unsigned type;                        /* 0: by the columns; else a upw_funnel_type and one */
    const char *spread, *variance, *risk; /* columns; NULL: by their usual names */
} funnel_source;

typedef struct funnel_settings {
    funnel_source source;
    upw_funnel_options options;
    const char *target; /* as given; NULL: none */
    const char *levels, *per;
    funnel_compat compat;
    unsigned profile; /* 1: parity */
    funnel_by by;
    funnel_format format;
    const char *output;
} funnel_settings;

/* One organisation of one funnel, its rows added up. */
typedef struct funnel_body {
    text name;
    double numerator, denominator, spread;
    int64_t first_row, n_rows;
    text missing; /* why a figure is missing: "row 7: numerator suppressed"; empty: none is */
} funnel_body;

/* The organisations of one indicator, in order of first appearance. */
typedef struct funnel_item {
    text indicator; /* empty: the file has none */
    upw_funnel_type type;
    size_t n;
    funnel_body *bodies;
    upw_funnel_data data;
    upw_funnel_body *found;
    upw_funnel funnel;
    bool is_published; /* limits of `published` stand in for our own */
    upw_funnel_published_body *published;
    upw_funnel_published publication;
    const struct shrunken *shrunk; /* cli/shrunken.h; NULL: not asked for, or there is none … */
    text why_not_shrunk;           /* … for this reason */
    const size_t *shrunk_position; /* of each body among the shrunken, and one; 0: not among them */
} funnel_item;

typedef struct funnel_table {
    const char *file;
    size_t n;
    funnel_item *items;
} funnel_table;

/* The type's name in files and options: "proportion" … */
extern const char *const funnel_types[UPW_FUNNEL_TYPE_COUNT + 1];

/* The options of a funnel_source, beside input_options. */
enum { FUNNEL_SOURCE_OPTIONS_COUNT = 4 };
extern const cli_option funnel_source_options[FUNNEL_SOURCE_OPTIONS_COUNT];

/* One file, no option that would change nothing. `command` is its name. */
bool funnel_check_source(const funnel_source *source, cli_files files, const char *command,
                         upw_error *error) UPW_MUST_CHECK;

bool funnel_read(const char *path, const funnel_source *source, upw_arena *arena, funnel_table *out,
                 upw_error *error) UPW_MUST_CHECK;

/* --organisation picks rows of a result, which is of all: is there one of that name? */
bool funnel_check_organisation(const char *wanted, const funnel_table *t, upw_error *error) UPW_MUST_CHECK;

/* The engine counts organisations; people count rows. False. */
bool funnel_wrap(const funnel_table *t, const funnel_body *body, upw_error *error);

/* Written for so many: --per. */
bool funnel_read_per(const char *words, double *out, upw_error *error) UPW_MUST_CHECK;

/* What a row of a table may be about. */
typedef struct funnel_row {
    const funnel_item *item;
    const upw_funnel_options *options;
    size_t body; /* of an organisation … */
    double size; /* … or of a point of the curve */
    upw_funnel_line plain[UPW_FUNNEL_LEVELS_MAX], lines[UPW_FUNNEL_LEVELS_MAX];
    upw_arena *arena;
} funnel_row;

/* The columns of a table; names of limits follow the levels. */
size_t funnel_list_columns(funnel_by by, const upw_funnel *funnel, upw_arena *arena, const sheet_column **out);

/* Class, method and the like, as words of a table. */
text funnel_class_of(const funnel_item *item, int class_of, upw_arena *arena);
int funnel_class_in_force(const funnel_item *item, size_t body);

/* Paragraphs for a terminal. `only` keeps one organisation; NULL: all. */
void funnel_add_words(buffer *out, const funnel_item *item, const char *only, upw_arena *arena);

#endif
