/* source.h: opening what is to be scanned. */
#ifndef TRC_SCAN_SOURCE_H
#define TRC_SCAN_SOURCE_H

#include "scanner/answer.h"

/**
 * Open a picture for reading: a regular file, or standard input for "-". Nothing else is ever opened: a FIFO would
 * wait for a writer, and a device may act on being opened.
 *
 * @param[out] outcome On failure: NOT_A_FILE, or NOT_OPENED with what the system said.
 * @return A descriptor that programs started later do not inherit, or -1.
 */
int scan_source_open(const char *path, struct scan_outcome *outcome);

/** Does the name end like that of a picture, of whatever kind, so that its owner expects an answer on it? */
bool scan_source_looks_like_picture(const char *path);

#endif
