/* walk.h: the files behind the sources of a command line, folders gone through, in a fixed order. */
#ifndef TRC_SCAN_WALK_H
#define TRC_SCAN_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_walk;

struct scan_found {
    const char *path; /* borrowed until the next call */
    bool named;       /* given by the user, rather than found in a folder */
    bool folder_end;  /* this is a folder that was named, and all that is in it has been found */
    int error;        /* not 0: this is a folder or link that could not be read, and why (errno) */
};

/**
 * Begin to walk.
 *
 * The contents of a folder come in the byte order of their names, and whatever is no folder is found. Links to folders
 * are not followed, so that no loop is possible. Only the names of the folders that lie between a source and the
 * present file are held in memory.
 *
 * @param sources Borrowed until the walk is closed.
 * @return NULL when memory ran out.
 */
struct scan_walk *scan_walk_open(const char *const *sources, size_t count);
void scan_walk_close(struct scan_walk *walk);

/** The next file or end of a folder. @return false at the end. */
bool scan_walk_next(struct scan_walk *walk, struct scan_found *found);

/** How many links to folders were not followed. */
uint64_t scan_walk_links(const struct scan_walk *walk);

#endif
