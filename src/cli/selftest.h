/* cli/selftest.h: what a confined process tries, and must not be able to (security.md, section 16). */
#ifndef CLI_SELFTEST_H
#define CLI_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What there is to reach for. */
typedef struct selftest_scene {
    char folder[64];             /* of all this; inside it: */
    char site[80];               /* the folder that the server works in */
    char inside[100];            /* a file in that */
    char outside[100], key[100]; /* files elsewhere */
    pid_t bystander;             /* another process */
} selftest_scene;

typedef struct selftest_try {
    const char *what;                         /* "open /etc/passwd" */
    bool (*can)(const selftest_scene *scene); /* false, with errno */
} selftest_try;

enum { SELFTEST_TRIES = 12 };
extern const selftest_try selftest_tries[SELFTEST_TRIES];
extern const char selftest_open[], selftest_connect[], selftest_exec[], selftest_fork[], selftest_kill[];

#endif
