/* shared_data.h: finding the data that nobody here wrote (../shared/data or $TRC_DATA); tests skip without it. */
#ifndef TRC_TESTS_SHARED_DATA_H
#define TRC_TESTS_SHARED_DATA_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Writes the path of `name` inside the data folder; false, after saying so, when there is no such file. */
static inline bool shared_data_path(const char *name, char *path, size_t size)
{
    const char *root = getenv("TRC_DATA");
    snprintf(path, size, "%s/%s", root != NULL ? root : TRC_SOURCE_DIR "/../shared/data", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "SKIP: %s is absent (set TRC_DATA to the shared data folder)\n", path);
        return false;
    }
    fclose(file);
    return true;
}

#endif
