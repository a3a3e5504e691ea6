/* Reading the design system's fixtures: options as JSON. What is taken is removed, so that in the end anything that is
 * left is an option which our functions do not have. Shared by the files of this folder. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <jansson.h>

#include "base/memory.h"
#include "web/nhsuk/nhsuk.h"

typedef struct fixture {
    upw_arena *arena;
    json_t *kept;     /* what was taken lives until the fixture is drawn */
    char reason[200]; /* why our options cannot say it; empty: they can */
} fixture;

typedef void draw_function(fixture *f, json_t *options, html_writer *h);
typedef struct component {
    const char *name;
    draw_function *draw;
} component;
extern const component form_components[], content_components[], list_components[], frame_components[];

void cannot(fixture *f, const char *what);                           /* the first reason is kept */
void cannot_say_false(fixture *f, json_t *options, const char *key); /* that it is false, where it is anyway */
void write_caller(html_writer *h); /* what a fixture writes between begin and end, in the result only */
void expect_nothing_left(fixture *f, json_t *options, const char *where);

json_t *keep(fixture *f, json_t *made);                              /* something new, for as long */
json_t *take(fixture *f, json_t *options, const char *key);          /* NULL when it is not there, null or false */
text take_text(fixture *f, json_t *options, const char *key);        /* a string or number */
const char *take_word(fixture *f, json_t *options, const char *key); /* NULL when it is not there */
int take_number(fixture *f, json_t *options, const char *key);
bool take_bool(fixture *f, json_t *options, const char *key);
bool take_false(fixture *f, json_t *options, const char *key); /* said to be false, where that means something */

/* Words given as a string or as { text } or as { html } without markup. Other options of the object are refused. */
text take_words(fixture *f, json_t *options, const char *key);
text words_of(fixture *f, json_t *given, const char *where); /* text or html of the object itself */

/* Markup, for what has an inside; the text as a paragraph of this class (NULL: as it is). */
void write_inside(fixture *f, html_writer *h, json_t *options, const char *text_class);

nhs_size take_size(fixture *f, json_t *options, const char *key);
nhs_caption take_caption(fixture *f, json_t *options, const char *key);
int take_choice(fixture *f, json_t *options, const char *key, const char *const *names, int n); /* 0 when not there */

/* { items: [ … ] } or [ … ] of links. */
const nhs_action *take_actions(fixture *f, json_t *options, const char *key, size_t *n);

nhs_tag_options take_tag(fixture *f, json_t *options);

/* Label or legend: a string or an object. */
nhs_label take_label(fixture *f, json_t *options, const char *key);

#define TAKE_MANY(f, type, n) MEMORY_TAKE((f)->arena, type, (n) > 0 ? (n) : 1)

#endif
