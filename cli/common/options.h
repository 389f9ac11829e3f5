/* options.h: what every program and command understands, and declarative parsing of the rest. */
#ifndef TRC_COMMON_OPTIONS_H
#define TRC_COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a program ends. Source: docs/manual, "Exit codes". */
enum exit_code { EXIT_DONE = 0, EXIT_NOT_AUTHENTIC = 1, EXIT_USAGE = 2, EXIT_UNDECIDED = 3 };

/** Options common to all commands. */
struct common_options {
    const char *home;
    const char *passphrase_file;
    const char *lang;
    bool json, quiet, help, version;
};

#define TEXT_LIST_MAX 64
struct text_list {
    size_t count;
    const char *item[TEXT_LIST_MAX];
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST, OPTION_INTEGER, OPTION_REAL, OPTION_CHOICE };

/** One option of a command: `--name`, what it takes, and where that goes. */
struct option_row {
    const char *name;
    enum option_kind kind;
    void *into;                 /* bool, const char *, struct text_list, int64_t, double or int */
    int64_t min, max;           /* OPTION_INTEGER */
    const char *const *choices; /* OPTION_CHOICE: NULL-terminated; *into is the index */
};

#define OPTION_FLAG_ROW(name, into)                                                                                    \
    {                                                                                                                  \
        name, OPTION_FLAG, into, 0, 0, NULL                                                                            \
    }
#define OPTION_TEXT_ROW(name, into)                                                                                    \
    {                                                                                                                  \
        name, OPTION_TEXT, into, 0, 0, NULL                                                                            \
    }
#define OPTION_LIST_ROW(name, into)                                                                                    \
    {                                                                                                                  \
        name, OPTION_LIST, into, 0, 0, NULL                                                                            \
    }
#define OPTION_INTEGER_ROW(name, into, min, max)                                                                       \
    {                                                                                                                  \
        name, OPTION_INTEGER, into, min, max, NULL                                                                     \
    }
#define OPTION_REAL_ROW(name, into)                                                                                    \
    {                                                                                                                  \
        name, OPTION_REAL, into, 0, 0, NULL                                                                            \
    }
#define OPTION_CHOICE_ROW(name, into, choices)                                                                         \
    {                                                                                                                  \
        name, OPTION_CHOICE, into, 0, 0, choices                                                                       \
    }

/**
 * Parse the options of one command, with the common ones mixed in. Options and arguments may stand in any order; `--`
 * ends the options; `-` is an argument.
 *
 * @param[in]     argv   argv[0] is not looked at; arguments are moved behind the options.
 * @param         rows   `count` rows of the command's own.
 * @param[in,out] common What was set before stays unless given again.
 * @param         lead   Stop at the first argument: for options that stand before a command.
 * @return Index of the first argument in argv, or -1 after a message on stderr.
 */
int options_parse(int argc, char **argv, const struct option_row *rows, size_t count, bool lead,
                  struct common_options *common);

#endif
