/* report/sentences_internal.h: what the files that write sentences share. One file for each thing that is spoken of;
 * each function appends its sentence, or nothing when there is nothing to say. */
#ifndef REPORT_SENTENCES_INTERNAL_H
#define REPORT_SENTENCES_INTERNAL_H

#include "report/model.h"
#include "report/signals.h"

typedef struct sentence {
    size_t offset; /* of the text in series_words */
    void (*write)(const report_series *s, buffer *b);
} sentence;

typedef struct sentence_list {
    const sentence *items;
    size_t n;
} sentence_list;

/* sentences.c: the headline */
void write_variation(const report_series *s, buffer *b);
void write_finding(const report_series *s, buffer *b);
void write_latest_period(const report_series *s, buffer *b);

/* sentences_points.c: where points are not the values themselves; nothing for POINTS_ARE_VALUES */
extern const sentence_list sentences_of_points[POINT_MEANING_COUNT];

/* sentences_target.c */
void write_assurance(const report_series *s, buffer *b);
void write_target(const report_series *s, buffer *b);
void write_target_change(const report_series *s, buffer *b);

/* sentences_values.c: the latest value, what is missing, what the limits and the runs rest on */
void write_latest(const report_series *s, buffer *b);
void write_noise(const report_series *s, buffer *b);
void write_trial(const report_series *s, buffer *b);
void write_narrow(const report_series *s, buffer *b);
void write_gaps(const report_series *s, buffer *b);
void write_runs(const report_series *s, buffer *b);

/* sentences_events.c: into s->words */
void write_steps(report_series *s, buffer *b, upw_arena *arena);
void write_history(report_series *s, buffer *b, upw_arena *arena);
void write_proposals(report_series *s, buffer *b, upw_arena *arena);

/* The text so far, kept; the buffer is empty again. */
text sentence_take(buffer *b, upw_arena *arena);
void sentence_add_integer(buffer *b, size_t n);

/* Every value of the phase is the same, and so are its limits. */
bool sentence_is_constant(const report_series *s, const upw_xmr_phase *phase);

/* Points that have a value. */
size_t sentence_count_present(const report_series *s, size_t from, size_t to);

/* Of a changing process: mean and limits are made of the time before the change and the time after it; false when they
 * rest on a baseline before it. */
bool sentence_limits_mix(const report_series *s);

/* The point that the icon speaks of has a value. */
bool sentence_has_decision(const report_series *s);

#endif
