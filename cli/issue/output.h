/* output.h: where the bytes of a batch go, and the manifest of what was written. */
#ifndef TRC_CLI_ISSUE_OUTPUT_H
#define TRC_CLI_ISSUE_OUTPUT_H

#include <stdbool.h>
#include <trc/digest.h>

#include "common/file_out.h"

/**
 * One stream of bytes to stdout, to a file, or to files of so many rows each.
 *
 * Files are named once they are whole: PATH, or for several STEM-0001.EXT and so on. The manifest has a line of SHA-256
 * and name for each, as `sha256sum --check` reads it; with several files, or when asked for, it is kept as STEM.sha256.
 */
struct output {
    char path[PATH_MAX]; /* "-" is stdout */
    mode_t mode;
    bool to_stdout, in_parts;
    unsigned part; /* from 1 */
    struct file_out file;
    struct trc_digest digest;
    struct file_out manifest; /* its `file` is NULL when none is kept */
    struct trc_digest manifest_digest;
};

/**
 * Open the first file, so that what cannot be written is refused early.
 *
 * @param fresh Refuse a path that holds something.
 */
enum output_kind { OUTPUT_WHOLE, OUTPUT_IN_PARTS, OUTPUT_WITH_OTHERS };
TRC_MUST_USE enum trc_status output_open(struct output *output, const char *path, enum output_kind kind, mode_t mode,
                                         bool fresh, struct trc_error *error);

TRC_MUST_USE enum trc_status output_write(struct output *output, const void *data, size_t len, struct trc_error *error);

/** Finish this file and open the next. */
TRC_MUST_USE enum trc_status output_cut(struct output *output, struct trc_error *error);

/** Add lines to the manifest, for files beside this one that were written by other means. */
void output_list(struct output *output, const void *lines, size_t len);

/**
 * Finish the file and the manifest, on disk.
 *
 * @param[out] digest The manifest's SHA-256; empty for stdout.
 */
TRC_MUST_USE enum trc_status output_finish(struct output *output, char digest[TRC_DIGEST_TEXT_SIZE],
                                           struct trc_error *error);

/** Drop what has no final name; harmless after output_finish(). */
void output_abandon(struct output *output);

#define OUTPUT_LINE_MAX (TRC_DIGEST_TEXT_SIZE + PATH_MAX + 4)

/** A manifest's line for a file, by its name without folders. @param[out] line OUTPUT_LINE_MAX bytes. @return Its
 * length. */
int output_manifest_line(const char *digest, const char *path, char *line);

/** The path of part 1, 2, …; and of the manifest. False when it is too long. */
bool output_part_path(const char *path, unsigned part, char out[PATH_MAX]);
bool output_manifest_path(const char *path, char out[PATH_MAX]);

#endif
