/* confine.h: what a program of others, such as ffmpeg, may still do when it is started for a hostile file. */
#ifndef TRC_SCAN_CONFINE_H
#define TRC_SCAN_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

#define SCAN_CONFINE_INPUT 3 /* the descriptor at which the program finds the file it is for, if there is one */

struct scan_confinement {
    const char *program;   /* path; the only one that may be executed */
    uint64_t memory_bytes; /* of address space; 0: no limit */
    uint32_t cpu_seconds;  /* 0: no limit */
    uint64_t file_bytes;   /* of each file it writes, its stdout and stderr included when they are files */
    bool net;              /* it may connect to others */
    const char *device;    /* may be opened for reading and writing; NULL: none */
    const char *scratch;   /* a folder in which files may be made; NULL: none */
};

/**
 * Give up, for this process and the program it becomes, whatever reading one file does not need. docs/decisions/0130
 * says what holds, and what a program that we did not write still has to be let.
 *
 * @return NULL, or what could not be set up, with errno.
 */
const char *scan_confine_enter(const struct scan_confinement *confinement);

/** Parts of the above: system calls refused from here on; paths that can still be reached. False with errno. */
bool scan_confine_calls(const struct scan_confinement *confinement);
bool scan_confine_paths(const struct scan_confinement *confinement);

#endif
