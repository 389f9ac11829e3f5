/* track.h: what is told of one source: a picture at once, a document page by page, a stream's codes once each. */
#ifndef TRC_SCAN_TRACK_H
#define TRC_SCAN_TRACK_H

#include "scanner/desk.h"
#include "scanner/feed.h"

struct scan_track;

/** @param named Given by the user, rather than found in a folder. NULL when memory ran out. */
struct scan_track *scan_track_open(const char *path, bool named);

/** The source is open: it is the next one, and made of this. */
void scan_track_begin(struct scan_track *track, struct scan_desk *desk, enum scan_kind_reader form);

/**
 * One picture has its answer, which is used up. The pictures of a source come in order. False: memory ran out.
 *
 * @param fd The picture, where drawings are wanted; the track's from here on. Else -1.
 */
bool scan_track_take(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture, int fd,
                     struct scan_answer *answer);

/** Show how far a stream is, where somebody looks. */
void scan_track_show(const struct scan_track *track, struct scan_desk *desk, const struct scan_feed *feed);

/**
 * That was all of it, and this is how it ended. False: memory ran out.
 *
 * @param outcome NULL when it was stopped before its end: what was read so far is told, but not that there was nothing,
 *                unless it is a stream.
 */
bool scan_track_end(struct scan_track *track, struct scan_desk *desk, const struct scan_outcome *outcome);

/** The end of a folder that the user named. */
void scan_track_end_folder(const struct scan_track *track, struct scan_desk *desk);

/** NULL-safe. */
void scan_track_close(struct scan_track *track);

#endif
