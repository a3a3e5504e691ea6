/* report/sentences.h: the words of the report, made by rule from the engine's results. Each rule is tested word for
 * word in tests/test_sentences*.c, which are the best place to read what the report can say. */
#ifndef REPORT_SENTENCES_H
#define REPORT_SENTENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/period.h"
#include "base/text.h"
#include "upward/arena.h"

struct report_series;

/* Plain text, each a full sentence unless said otherwise; empty when there is nothing to say. */
typedef struct series_words {
    text finding;          /* no sentence: "better since March 2024", after the name in a title */
    text variation;        /* what happened, since when, by which rule */
    text assurance;        /* whether this process will meet its target */
    text target;           /* no sentence: "95 % or more" */
    text latest;           /* the value that decides, with its numerator and denominator */
    text latest_value;     /* no sentence: "73.2 %" */
    text latest_period;    /* no sentence: "Sep 2024" */
    text latest_counts;    /* no sentence: "7,320 of 10,000" */
    text noise;            /* what the last step from value to value is worth */
    text trial;            /* that the limits are trial limits */
    text narrow;           /* that the limits are too narrow for how counts like these vary */
    text gaps;             /* which values are missing */
    text target_change;    /* that the target was another one before */
    text runs;             /* what the runs analysis says */
    text path;             /* how it stands beside its agreed path */
    const text *proposals; /* each step change that may have happened and waits for a decision */
    size_t n_proposals;
    text proposals_note; /* what to do about them, and what speaks against them */
    const text *steps;   /* each decided step change */
    size_t n_steps;
    const text *history; /* earlier signals, the latest first */
    size_t n_history;
    size_t n_history_left_out;
} series_words;

void series_write_words(struct report_series *s, upw_arena *arena);

/* In place of what the words say of the present and of the target: that the last value lies long before `last`. */
void series_write_end(struct report_series *s, period last, upw_arena *arena);

#endif
