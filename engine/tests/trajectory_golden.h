/* trajectory_golden.h: plans as the golden files write them, for tests only. */
#ifndef ENGINE_TESTS_TRAJECTORY_GOLDEN_H
#define ENGINE_TESTS_TRAJECTORY_GOLDEN_H

#include "upward/trajectory.h"

#include "golden_check.h"

enum { MILESTONES_MAX = 8 };

typedef struct golden_plan {
    upw_trajectory_plan plan;
    upw_trajectory_milestone milestones[MILESTONES_MAX];
} golden_plan;

static inline double parameter_of(const char *parameters, const char *name)
{
    for (const char *at = parameters; at != NULL && *at != '\0';) {
        if (strncmp(at, name, strlen(name)) == 0 && at[strlen(name)] == '=')
            return strtod(at + strlen(name) + 1, NULL);
        at = strchr(at, ';');
        at += at != NULL;
    }
    return 0;
}

static inline const char *list_of(const char *parameters, const char *name)
{
    const char *const at = strstr(parameters, name);
    return at != NULL ? at + strlen(name) : "";
}

/* Columns shape, start, aim and params of a row; `g->plan` points into *g. */
static inline void read_plan(const csv_fixture *csv, size_t row, golden_plan *g)
{
    const char *const parameters = fixture_text(csv, row, "params");
    const char *const name = fixture_text(csv, row, "shape");
    size_t shape = 0;
    while (strcmp(upw_trajectory_get_shape((upw_trajectory_shape)shape)->name, name) != 0)
        shape++;
    memset(g, 0, sizeof *g);
    const char *times = list_of(parameters, "kt="), *shares = list_of(parameters, "kg=");
    char *end;
    while (*times != '\0' && *times != ';' && g->plan.n_milestones < MILESTONES_MAX) {
        upw_trajectory_milestone *const m = &g->milestones[g->plan.n_milestones++];
        m->time = strtod(times, &end);
        times = end + (*end == '/');
        m->share = strtod(shares, &end);
        shares = end + (*end == '/');
    }
    g->plan.shape = (upw_trajectory_shape)shape;
    g->plan.start = fixture_number(csv, row, "start");
    g->plan.aim = fixture_number(csv, row, "aim");
    g->plan.arrival = parameter_of(parameters, "T");
    g->plan.lag = parameter_of(parameters, "L");
    g->plan.half = parameter_of(parameters, "H");
    g->plan.depth = parameter_of(parameters, "D");
    g->plan.bottom = parameter_of(parameters, "tb");
    g->plan.upturn = parameter_of(parameters, "tr");
    g->plan.milestones = g->milestones;
    upw_error error = { 0 };
    if (!upw_trajectory_complete_plan(&g->plan, &error))
        fail_msg("%s row %zu: %s", csv->name, row + 2, error.message);
}

#endif
