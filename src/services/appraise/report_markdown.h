/* services/appraise/report_markdown.h: the text of a chapter as a page has it. A small part of Markdown, no more than
 * people need: headings, paragraphs, lists, **strong**, *emphasis*, [links](https://…), and "{T1.1}" on a line of its
 * own where a table or figure stands. Everything else is text; there is no way to write markup. */
#ifndef APPRAISE_REPORT_MARKDOWN_H
#define APPRAISE_REPORT_MARKDOWN_H

#include "base/html.h"

typedef struct report_markdown {
    text words;
    /* what stands at "{T1.1}", called with its name … */
    void (*place)(html_writer *h, void *context, text name);
    /* … and after each paragraph and list, counted from 1; NULL: nothing */
    void (*after)(html_writer *h, void *context, int paragraph);
    void *context;
} report_markdown;
void report_write_markdown(html_writer *h, const report_markdown *it);

#endif
