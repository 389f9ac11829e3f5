/* tar.h: files in one stream, as POSIX ustar has it. */
#ifndef TRC_CLI_ISSUE_TAR_H
#define TRC_CLI_ISSUE_TAR_H

#include <stddef.h>
#include <stdint.h>

#define TAR_BLOCK 512

/** The block before a file's bytes. @param name At most 99 bytes. @param size Below 8 GiB. */
void tar_header(const char *name, uint64_t size, unsigned mode, int64_t changed_at_s, char block[TAR_BLOCK]);

/** Zeros after a file of this size, up to the next block. */
size_t tar_padding(uint64_t size);

#endif
