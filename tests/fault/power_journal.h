/* power_journal.h: the journal that power_vfs.c writes and power_disk.c reads. */
#ifndef TRC_TESTS_POWER_JOURNAL_H
#define TRC_TESTS_POWER_JOURNAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NAMES_MAX = 8, FILES_MAX = 256, PATH_SIZE = 256 };
#define NO_FILE ((size_t)-1)

enum kind { WRITE, TRUNCATE, SYNC, CREATE, DELETE, SYNC_FOLDER, KINDS };

/* One thing done. A file is numbered when it is made: a name that is given again has another one. */
struct deed {
    enum kind kind;
    size_t name, file;
    uint64_t offset, len; /* TRUNCATE: `len` is the new one */
    uint8_t *bytes;
};

struct journal {
    char folder[PATH_SIZE];
    struct deed *deed;
    size_t count, room, files;
    char *name[NAMES_MAX];
    size_t file[NAMES_MAX]; /* that has this name now, or NO_FILE */
};

extern struct journal power_journal;

#endif
