/* source.h: opening what is to be scanned. */
#ifndef TRC_SCAN_SOURCE_H
#define TRC_SCAN_SOURCE_H

#include "scanner/answer.h"
#include "scanner/kind.h"

#define SCAN_STDIN_MAX ((size_t)256 << 20) /* bytes of a file on standard input, which is held in memory */
#define SCAN_HEAD_MAX 65536

/* A source that is open. */
struct scan_opened {
    int fd; /* the caller's; programs started later do not inherit it */
    enum scan_kind kind;
    bool is_pipe; /* a Y4M stream that is still being written: what has been read of it is in `head` */
    size_t head_len;
    uint8_t head[SCAN_HEAD_MAX];
};

/**
 * Open a file for reading: a regular one, or standard input for "-". Nothing else is ever opened: a FIFO would wait for
 * a writer, and a device may act on being opened.
 *
 * A pipe on standard input that brings no Y4M is copied to memory, so that whoever reads it can go back.
 *
 * @param[out] outcome On NULL: NOT_A_FILE, NO_MEMORY, or NOT_OPENED with what the system said.
 * @return From malloc; free() it.
 */
struct scan_opened *scan_source_open(const char *path, struct scan_outcome *outcome);

/** Does the name end like that of a picture, a document or a video, of whatever kind, so that its owner expects an
 *  answer on it? */
bool scan_source_looks_like_picture(const char *path);

#endif
