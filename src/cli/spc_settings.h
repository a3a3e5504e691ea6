/* cli/spc_settings.h: what the command line of `upward spc` said, and whether it says one thing. */
#ifndef CLI_SPC_SETTINGS_H
#define CLI_SPC_SETTINGS_H

#include "cli/spc_job.h"

typedef enum spc_format {
    FORMAT_AUTO,
    FORMAT_CSV,
    FORMAT_JSON,
    FORMAT_TEXT,
    FORMAT_SVG,
    FORMAT_PNG,
    FORMAT_PDF,
    FORMAT_COUNT
} spc_format;

typedef enum spc_advice { ADVICE_NONE, ADVICE_STEPS, ADVICE_SSA, ADVICE_COUNT } spc_advice;

typedef struct spc_settings {
    input_settings input;
    upw_profile profile;
    unsigned off_grid;   /* of off_grid_choices */
    unsigned run_length; /* of run_lengths */
    bool no_screen;
    const char *chart, *improvement, *target, *fix_after, *rebase, *aggregate, *multiply, *centre;
    spc_advice advice;
    const char *params;
    spc_by by;
    spc_format format;
    const char *output;
} spc_settings;

/* The format that is asked for: --format, else by the ending of -o, else text on a terminal (where that can say it) and
 * csv. UPW_BAD_USAGE when --format and the ending contradict each other. */
bool spc_choose_format(const spc_settings *settings, spc_format *format, upw_error *error) UPW_MUST_CHECK;

/* UPW_BAD_USAGE for an option that this kind of result does not listen to. */
bool spc_check_options(const spc_settings *settings, const spc_request *request, spc_format format,
                       upw_error *error) UPW_MUST_CHECK;

#endif
