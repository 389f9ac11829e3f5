/* tool.h: programs of others, such as ffmpeg, at work on one source behind trc-scan-confine. */
#ifndef TRC_SCAN_TOOL_H
#define TRC_SCAN_TOOL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "scanner/answer.h"

#define SCAN_TOOL_INPUT "/dev/fd/3" /* the path by which a tool opens its input */
#define SCAN_TOOL_ARGUMENTS_MAX 64

struct scan_tool {
    pid_t pid;  /* 0: there is no process */
    int ended;  /* a descriptor that poll() finds readable once the process has ended */
    int output; /* what it writes, when nothing else was asked for; else -1 */
    int errors; /* what it complains of */
};

struct scan_tool_plan {
    const char *confine_path;
    const char *program;          /* its path, from scan_tool_find() */
    const char *const *arguments; /* behind the program's name; NULL at the end */
    int input;                    /* found at SCAN_TOOL_INPUT; -1: none. Borrowed, as is output */
    int output;                   /* its standard output; -1: a pipe, read from tool->output */
    uint64_t memory_bytes;        /* address space; 0: no limit */
    unsigned cpu_seconds;         /* 0: no limit */
    uint64_t file_bytes;          /* of each file it writes */
    bool net;                     /* it may connect to other machines */
    const char *device;           /* it may open this for writing, too; NULL: none */
    const char *scratch;          /* a folder in which it may make files; NULL: none */
};

/** Look a program up in $PATH. @param[out] path Of the program, when true. */
bool scan_tool_find(const char *name, char path[PATH_MAX]);

/** Start a program. @return 0, or an errno; *tool is then empty. */
int scan_tool_start(struct scan_tool *tool, const struct scan_tool_plan *plan);

/**
 * Wait so long for the program to end by itself, then kill it; collect it, and empty *tool.
 *
 * @param      grace_ms 0: kill it at once.
 * @param[in]  subject What the program calls its input, which is left out before what it says of it; may be NULL.
 * @param[out] detail  On false: the last line it complained with, else how it ended. Printable ASCII.
 * @return true when it ended by itself and was content.
 */
bool scan_tool_end(struct scan_tool *tool, int grace_ms, const char *subject, char detail[SCAN_DETAIL_MAX + 1]);

/** A file in memory, which programs started later do not inherit; -1 and errno. */
int scan_memory_file(const char *name);

#endif
