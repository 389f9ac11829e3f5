/* replay.c: feeds every file of a corpus folder to a fuzz target, as a plain test that needs no fuzzer. */
#include <dirent.h>
#include <string.h>

#include "fuzz/fuzz.h"

#define INPUT_MAX (1u << 20)

static int replay_file(const char *path)
{
    static uint8_t input[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return -1;
    const size_t size = fread(input, 1, sizeof input, file);
    const int failed = ferror(file);
    fclose(file);
    if (failed)
        return -1;
    /* A block of just this size, so that reading past its end is seen. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return -1;
    memcpy(exact, input, size);
    const int result = LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return result;
}

int main(int argc, char **argv)
{
    unsigned replayed = 0, failed = 0;
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) {
        perror(argv[1]);
        return 1;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        replayed++;
        failed += replay_file(path) != 0;
    }
    closedir(folder);
    printf("%u inputs replayed, %u failed\n", replayed, failed);
    return replayed > 0 && failed == 0 ? 0 : 1;
}
