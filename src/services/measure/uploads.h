/* services/measure/uploads.h: files of figures on their way in (security.md, section 10).
 *
 * A file is staged: read by the input contract of docs/input.md, kept beside the figures, and shown as what it would
 * change. It is applied in one transaction by a second decision, and can be undone as a whole. Whoever applies has seen
 * the figures that are there: when they have changed since, he is told and looks again, so that two people at once lose
 * nothing. Figures that are changed keep what they were (series.h). */
#ifndef MEASURE_UPLOADS_H
#define MEASURE_UPLOADS_H

#include "services/measure/deed.h"
#include "services/measure/series.h"

enum {
    UPLOAD_BYTES_MAX = 20 << 20,
    UPLOAD_ROWS_MAX = 1000000,
    UPLOAD_FAULTS_MAX = 1000, /* that are told one by one; all are counted */
    UPLOAD_SHOWN_MAX = 200,   /* differences of a kind that a preview shows */
    UPLOADS_WAITING_MAX = 10  /* of one person */
};

typedef enum upload_state {
    UPLOAD_STAGED,
    UPLOAD_APPLIED,
    UPLOAD_UNDONE,
    UPLOAD_DISCARDED,
    UPLOAD_STATE_COUNT
} upload_state;
extern const char *const upload_state_names[UPLOAD_STATE_COUNT]; /* "staged" */

/* A file that somebody brings. */
typedef struct upload_file {
    const char *path;
    struct apart *reader; /* the process that reads it (apart/apart.h); NULL: this one, which trusts the file */
    text name;            /* as it was called: .csv, .tsv or .xlsx, which its first bytes must bear out */
    text organisation;    /* rows of others are refused; empty: none is */
    measure_key missing;  /* what a file without these columns is about; empty: then they must be there */
    period_order order;   /* how to read 03/04/2019 */
} upload_file;

typedef struct measure_upload {
    text id;
    text organisation;
    text person;
    text file_name, file_hash;
    upload_state state;
    int64_t n_rows, n_good; /* the others are faults */
    int64_t n_new, n_changed, n_same;
    text notes; /* sentences, a line each: what was passed over or looks odd */
    int64_t staged_ms, settled_ms, undone_ms;
    text settled_by, undone_by;
    int64_t version;
} measure_upload;

typedef struct measure_uploads {
    measure_upload *at;
    size_t n;
} measure_uploads;

/* Read the file and keep it beside the figures. Rows that are not as they must be become faults; that there are some
 * fails nothing. UPW_BAD_INPUT, UPW_TOO_LARGE: the file as a whole is refused, and nothing is kept. */
bool uploads_stage(store_db *db, const upload_file *file, const measure_deed *by, upw_arena *arena, measure_upload *out,
                   upw_error *error) UPW_MUST_CHECK;

bool uploads_find(store_db *db, text id, upw_arena *arena, measure_upload *out, bool *found,
                  upw_error *error) UPW_MUST_CHECK;

/* Those of an organisation (empty: all), the latest first, at most 100. */
bool uploads_list(store_db *db, text organisation, upw_arena *arena, measure_uploads *out,
                  upw_error *error) UPW_MUST_CHECK;

/* Those that wait for this person's decision. */
bool uploads_list_waiting(store_db *db, text person, upw_arena *arena, measure_uploads *out,
                          upw_error *error) UPW_MUST_CHECK;

/* A figure that is not there yet, or that would be another one. */
typedef struct upload_difference {
    measure_key key;
    period when;
    int64_t file_row;
    bool is_new;
    measure_figure was, is;
    text annotation;
} upload_difference;

typedef struct upload_fault {
    int64_t file_row; /* the header is row 1 */
    text column;
    text found;    /* what stands there; may be empty */
    text expected; /* what is wrong with it and what to do: goes on after what was found */
} upload_fault;

typedef struct upload_preview {
    int64_t n_new, n_changed, n_same, n_annotations;
    upload_difference *changed, *added; /* at most UPLOAD_SHOWN_MAX of each, in the order of the file */
    size_t n_changed_shown, n_added_shown;
    upload_fault *faults; /* at most UPLOAD_FAULTS_MAX */
    size_t n_faults_shown;
    text doubts; /* sentences, a line each */
    text seen;   /* says to uploads_apply which figures were there */
} upload_preview;

/* Of one that is staged; of others only the faults. */
bool uploads_preview(store_db *db, const measure_upload *upload, upw_arena *arena, upload_preview *out,
                     upw_error *error) UPW_MUST_CHECK;

/* What somebody decides about an upload that he saw. */
typedef struct upload_choice {
    text id;
    int64_t version;
    text seen;              /* of the preview */
    bool leaves_out_faults; /* must be said where there are any */
} upload_choice;

/* The good rows become figures, in one transaction. UPW_CONFLICT: figures have changed since the preview, or it is not
 * staged any more; UPW_BAD_INPUT: there are faults and nobody said that they are left out, or nothing good is left. */
bool uploads_apply(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;

/* All figures are as they were before it. UPW_CONFLICT names the later upload that has changed some of them since. */
bool uploads_undo(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error) UPW_MUST_CHECK;

/* It will not be applied; its rows go, its faults stay in the log. */
bool uploads_discard(store_db *db, const upload_choice *choice, const measure_deed *by,
                     upw_error *error) UPW_MUST_CHECK;

/* Those that have waited since before `before_ms` are discarded. */
bool uploads_discard_old(store_db *db, int64_t before_ms, const measure_deed *by, size_t *n,
                         upw_error *error) UPW_MUST_CHECK;

extern const store_statement uploads_statements[];
extern const size_t uploads_statements_count;

#endif
