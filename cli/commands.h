/* commands.h: the commands of trc, one file each. */
#ifndef TRC_CLI_COMMANDS_H
#define TRC_CLI_COMMANDS_H

#include "common/options.h"

struct command;

/** What every command gets: the common options, and its own row of the table. */
struct cli {
    struct common_options common;
    const struct command *command;
};

/** Run one command: argv[0] is its last word. Answers an exit code. */
typedef int command_run(struct cli *cli, int argc, char **argv);

/** `words` is one or two words; `usage` what follows them; `help` the options, a line each. */
struct command {
    const char *words;
    const char *usage;
    const char *summary;
    const char *help;
    command_run *run;
};

/** Every command in the order of the manual; ends with a row whose `words` is NULL. */
extern const struct command commands[];

command_run cmd_init, cmd_parse, cmd_verify, cmd_issue;
command_run cmd_key_new, cmd_key_list, cmd_key_revoke, cmd_key_public, cmd_key_export;
command_run cmd_product_add, cmd_product_list, cmd_product_show, cmd_product_import;
command_run cmd_registry_copy;
command_run cmd_batch_list, cmd_batch_show, cmd_batch_activate, cmd_batch_ship;
command_run cmd_history, cmd_state_set, cmd_state_undo, cmd_state_clear, cmd_recall_add, cmd_recall_list,
    cmd_recall_lift;
command_run cmd_ledger_verify, cmd_ledger_checkpoint, cmd_ledger_key;
command_run cmd_policy_show, cmd_policy_set, cmd_stats;

/** The command whose words these are, with how many of argv they take; NULL when there is none. */
const struct command *command_find(int argc, char **argv, int *words);

/** Say on stderr that these words are no command, and which ones begin alike. */
int command_refuse(int argc, char **argv);

/** Print the usage of one command on stdout; of all commands when it is NULL. */
void command_help(const struct command *command);

/**
 * Parse a command's options and print its help when asked for.
 *
 * @param min, max How many arguments it takes.
 * @return Index of the first argument; -1 when the command is to end at once with *exit_code.
 */
int command_options(struct cli *cli, int argc, char **argv, const struct option_row *rows, size_t count, int min,
                    int max, int *exit_code);

#endif
