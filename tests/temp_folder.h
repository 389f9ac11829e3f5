/* temp_folder.h: a new folder under /tmp to work in, gone afterwards with all that was put there. */
#ifndef TRC_TESTS_TEMP_FOLDER_H
#define TRC_TESTS_TEMP_FOLDER_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char temp_folder[64];

static inline int temp_folder_remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

/* A cmocka setup: makes the folder and enters it. */
static inline int temp_folder_enter(void **state)
{
    (void)state;
    strcpy(temp_folder, "/tmp/trc-test-XXXXXX");
    return mkdtemp(temp_folder) != NULL && chdir(temp_folder) == 0 ? 0 : -1;
}

/* A cmocka teardown. */
static inline int temp_folder_leave(void **state)
{
    (void)state;
    return chdir("/") == 0 ? nftw(temp_folder, temp_folder_remove_one, 8, FTW_DEPTH | FTW_PHYS) : -1;
}

/* The test fails when it cannot be written. */
static inline void temp_folder_write(const char *path, const void *bytes, size_t len)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

#endif
