/* track.h: what is told of one source: a picture at once, a document page by page, a stream's codes once each. */
#ifndef TRC_SCAN_TRACK_H
#define TRC_SCAN_TRACK_H

#include "common/progress.h"
#include "scanner/feed.h"
#include "scanner/goal.h"
#include "scanner/live.h"
#include "scanner/output.h"

/** Where everything is told, and what has been told so far. */
struct scan_desk {
    const struct scan_output *output; /* borrowed */
    struct scan_tally tally;
    bool at_once;              /* a stream's codes are told when they are first seen */
    struct scan_goal goal;     /* --until */
    struct scan_live live;     /* on the screen, as is the progress, until something is told */
    struct progress *progress; /* borrowed */
    uint64_t skipped;          /* files in folders that are no pictures */
    bool folder_told;          /* something in the present folder has its line */
};

struct scan_track;

/** @param named Given by the user, rather than found in a folder. NULL when memory ran out. */
struct scan_track *scan_track_open(const char *path, bool named);

/** The source is open: it is made of this. */
void scan_track_begin(struct scan_track *track, enum scan_kind_reader form);

/** One picture has its answer, which is used up. The pictures of a source come in order. False: memory ran out. */
bool scan_track_take(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture,
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
