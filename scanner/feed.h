/* feed.h: one source as a row of pictures: a file is one, a video is many, a document several for each page. */
#ifndef TRC_SCAN_FEED_H
#define TRC_SCAN_FEED_H

#include "scanner/answer.h"
#include "scanner/kind.h"

struct scan_feed_config {
    const char *confine_path; /* of trc-scan-confine; borrowed */
    uint64_t max_pixels;      /* of one picture, frame or page */
    unsigned timeout_s;       /* of computing for a page; without a frame */
    double fps;               /* frames a second to be looked at; 0: all */
    bool count;               /* say how many frames there are in a file, where that costs little */
};

/* One picture, and where in its source it comes from. */
struct scan_picture {
    int fd;                      /* a seekable file, for the pool; -1: there is none, and why is in `outcome` */
    struct scan_outcome outcome; /* when there is none; else READ, or what was found wrong before anybody looked */
    uint32_t frame;              /* of a video, from 0 */
    double at_s;                 /* of a video: seconds from its beginning */
    uint32_t page;               /* of a document, from 1; 0: the worker tells */
    uint32_t embedded;           /* of a document: which of the pictures that lie in the page, from 1; 0: the page */
};

enum scan_step {
    SCAN_STEP_PICTURE, /* there is one; its descriptor is the caller's */
    SCAN_STEP_WAIT,    /* there may be one when `watch` has come about */
    SCAN_STEP_END,     /* there are no more: feed->outcome says how it ended */
};

struct scan_feed {
    enum scan_step (*next)(struct scan_feed *feed, bool room, struct scan_picture *picture);
    void (*close)(struct scan_feed *feed);
    enum scan_kind_reader form; /* what it is made of */
    bool live;                  /* frames that no worker has room for are dropped, since they cannot be had later */
    int wait_fd;                /* after WAIT: until this can be read; -1: until the time alone */
    int64_t wait_until_us;      /* after WAIT: or until scan_now_us() says so */
    struct scan_outcome outcome;
    uint64_t seen, dropped, total; /* frames or pages so far; frames that no worker had room for; all, or 0 */
};

/**
 * Open a source: a file of any kind, "-", a stream's URL, or a camera.
 *
 * @param[out] outcome On NULL: why it cannot be read. A file that is of no known kind is a feed all the same: a worker
 *                     looks at it.
 */
struct scan_feed *scan_feed_open(const char *path, const struct scan_feed_config *config, struct scan_outcome *outcome);

/**
 * The next picture.
 *
 * @param room Is a worker free? Without one it may only be called on a live feed, and answers WAIT or END.
 */
enum scan_step scan_feed_next(struct scan_feed *feed, bool room, struct scan_picture *picture);

/** Also before its end. NULL-safe. */
void scan_feed_close(struct scan_feed *feed);

/** Fill an outcome: a result and what was said, which is cut and made printable. */
void scan_outcome_set(struct scan_outcome *outcome, enum scan_result result, const char *detail);

#endif
