/* tar.c: headers of a ustar stream; nothing of the machine or the user goes into them. */
#include "issue/tar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    NAME = 0,
    MODE = 100,
    OWNER = 108,
    GROUP = 116,
    SIZE = 124,
    CHANGED = 136,
    CHECKSUM = 148,
    TYPE = 156,
    MAGIC = 257
};

void tar_header(const char *name, uint64_t size, unsigned mode, int64_t changed_at_s, char block[TAR_BLOCK])
{
    unsigned sum = 0;
    memset(block, 0, TAR_BLOCK);
    snprintf(block + NAME, 100, "%s", name);
    snprintf(block + MODE, 8, "%07o", mode);
    snprintf(block + OWNER, 8, "%07o", 0);
    snprintf(block + GROUP, 8, "%07o", 0);
    snprintf(block + SIZE, 12, "%011" PRIo64, size);
    snprintf(block + CHANGED, 12, "%011" PRIo64, (uint64_t)changed_at_s);
    memset(block + CHECKSUM, ' ', 8);
    block[TYPE] = '0';
    memcpy(block + MAGIC, "ustar\00000", 8);
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += (uint8_t)block[i];
    snprintf(block + CHECKSUM, 8, "%06o", sum);
}

size_t tar_padding(uint64_t size)
{
    return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}
