/* gallery.h: every component in every state, as pages that people and browsers can look at. */
#ifndef GALLERY_H
#define GALLERY_H

#include "web/layout.h"

typedef struct gallery_page {
    const char *name; /* of the file, without ".html" */
    layout layout;
    void (*write)(html_writer *h);
} gallery_page;

extern const layout_site gallery_site;
extern const gallery_page gallery_pages[];
extern const size_t gallery_pages_count;

void write_words(html_writer *h);
void write_boxes(html_writer *h);
void write_tables(html_writer *h);
void write_measures(html_writer *h);
void write_measure(html_writer *h);
void write_fields(html_writer *h);
void write_fields_with_errors(html_writer *h);
void write_question(html_writer *h);
void write_done(html_writer *h);

#endif
