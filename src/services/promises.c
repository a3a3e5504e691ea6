/* What Upward promises. */
#include "services/promises.h"

#define WORDS(literal)                                                                                                 \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    } /* TEXT, where a constant must stand */

const promise_words promises[PROMISE_COUNT] = {
    [PROMISE_UNSEEN] = { WORDS("Nobody can see how you answered."),
                         WORDS("Not your organisation, not the board, not us. Once you send them, your answers are "
                               "kept apart from your name and we cannot put them back together.") },
    [PROMISE_OPENLY] = { WORDS("Your organisation speaks once, openly."),
                         WORDS("Its agreed view is signed by two people and can be read by anyone.") },
    [PROMISE_SAME] = { WORDS("What the board was shown is what you are shown."),
                       WORDS("If one number differs between the copy shared and the copy published, the difference is "
                             "listed.") },
    [PROMISE_DATE] = { WORDS("Nobody can hold the report back."),
                       WORDS("The publication date is set before the first question is asked. If no reply comes, the "
                             "report says so.") },
    [PROMISE_RANKING] = { WORDS("No ranking on noise."),
                          WORDS("Differences that the numbers cannot support are not shown as differences.") },
};

const text promise_limits = WORDS("Someone who had taken over the running server while you were answering, someone "
                                  "looking over your shoulder, and your own words if they give you away.");

void promises_write_items(html_writer *h, const promise *which, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        html_element(h, "strong", promises[which[i]].what);
        html_words(h, " ");
        html_text(h, promises[which[i]].how);
        html_close(h, "li");
    }
}
