/* power_disk.h: a journal of all that SQLite does to one folder, and what a disk may hold when power is lost in it.
 *
 * While it runs, a VFS around the usual one is SQLite's default. What was synced when power was lost is there. Of each
 * write since, any sectors of 512 bytes may be there or not, or hold junk where it wrote; beside what was written,
 * bytes stay as they were (SQLite's "powersafe overwrite"). A new length, a new or a removed name may have come to the
 * disk or not, until the file or the folder is synced.
 */
#ifndef TRC_TESTS_POWER_DISK_H
#define TRC_TESTS_POWER_DISK_H

#include <stddef.h>
#include <stdint.h>

enum power_fault {
    POWER_DROPPED,  /* a write */
    POWER_TORN,     /* only some of its sectors */
    POWER_JUNK,     /* in one of its sectors */
    POWER_LENGTH,   /* the old one */
    POWER_NO_NAME,  /* a new file has none yet */
    POWER_OLD_NAME, /* a deleted file still has one */
    POWER_FAULT_COUNT
};

extern const char *const power_fault_names[POWER_FAULT_COUNT];

/** Begin an empty journal of the files of `folder`, which has none yet, or empty ones. Not nested. */
void power_disk_begin(const char *folder);

/** SQLite's own VFS is the default again; the journal stays for images. */
void power_disk_end(void);

/** How many things have been done: a moment is between two of them. */
size_t power_disk_now(void);

/** How often a file was written from its start anew without having been made anew. */
size_t power_disk_restarts(const char *name);

/** A moment up to `now`; two in three lie just after or before a sync, a new length, a new or a removed name. */
size_t power_disk_moment(uint64_t *random);

/** Write to `folder`, an empty one, what may be there when power is lost at a moment; adds up the faults. */
void power_disk_image(size_t moment, uint64_t *random, const char *folder, size_t faults[POWER_FAULT_COUNT]);

/** Forget the journal. */
void power_disk_clear(void);

#endif
