/* file_out.h: a file that gets its name only when it is whole. */
#ifndef TRC_COMMON_FILE_OUT_H
#define TRC_COMMON_FILE_OUT_H

#include <limits.h>
#include <stdio.h>
#include <sys/types.h>
#include <trc/error.h>

/** Written as PATH.part beside its final place. */
struct file_out {
    FILE *file;
    char path[PATH_MAX];
    char part[PATH_MAX];
};

/**
 * Open PATH.part, replacing one that a crash left behind.
 *
 * @return TRC_OK; TRC_ERR_BUSY when another program is writing it; TRC_ERR_RANGE when PATH is a folder, device or the
 *         like, or too long; TRC_ERR_IO, TRC_ERR_PERMISSION.
 */
TRC_MUST_USE enum trc_status file_out_open(struct file_out *out, const char *path, mode_t mode,
                                           struct trc_error *error);

/** Whether bytes and name are on the disk when the commit returns, or the caller syncs many files at once. */
enum file_out_sync { FILE_OUT_DURABLE, FILE_OUT_LAZY };

/** Write out and rename; on failure the part is removed and an older PATH stays as it was. */
TRC_MUST_USE enum trc_status file_out_commit(struct file_out *out, enum file_out_sync sync, struct trc_error *error);

/** Remove the part. */
void file_out_abandon(struct file_out *out);

#endif
