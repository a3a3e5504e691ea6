/* cli/commands.h: every command; the list in meson.build puts them in order. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

extern const cli_command audit_command;
extern const cli_command backup_command;
extern const cli_command casemix_command;
extern const cli_command demo_command;
extern const cli_command disclose_command;
extern const cli_command doctor_command;
extern const cli_command export_command;
extern const cli_command funnel_command;
extern const cli_command gaming_command;
extern const cli_command key_command;
extern const cli_command lights_command;
extern const cli_command migrate_command;
extern const cli_command plan_command;
extern const cli_command rank_command;
extern const cli_command report_command;
extern const cli_command restore_command;
extern const cli_command routes_command;
extern const cli_command score_command;
extern const cli_command selftest_command;
extern const cli_command serve_command;
extern const cli_command spc_command;
extern const cli_command standardise_command;
extern const cli_command surveil_command;
extern const cli_command trajectory_command;

#endif
