/* feed.c: what a source is, and a file that is one picture. */
#include "scanner/feed.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scanner/pdf.h"
#include "scanner/protocol.h"
#include "scanner/source.h"
#include "scanner/stream.h"
#include "scanner/utf8.h"
#include "scanner/video.h"

void scan_outcome_set(struct scan_outcome *outcome, enum scan_result result, const char *detail)
{
    outcome->result = result;
    size_t len = 0;
    while (*detail != '\0' && len < SCAN_DETAIL_MAX) {
        uint32_t c;
        const size_t used = scan_utf8_next(detail, strlen(detail), &c);
        const bool shown = used > 0 && scan_utf8_is_shown(c);
        if (shown && len + used > SCAN_DETAIL_MAX)
            break;
        memcpy(outcome->detail + len, shown ? detail : "?", shown ? used : 1);
        len += shown ? used : 1;
        detail += used > 0 ? used : 1;
    }
    outcome->detail[len] = '\0';
}

/* A file that a worker looks at as it is. */
struct single {
    struct scan_feed feed;
    int fd; /* -1: it has been handed on */
};

static enum scan_step next_single(struct scan_feed *feed, bool room, struct scan_picture *picture)
{
    struct single *single = (struct single *)feed;
    if (single->fd < 0 || !room)
        return SCAN_STEP_END;
    *picture = (struct scan_picture){.fd = single->fd};
    single->fd = -1;
    return SCAN_STEP_PICTURE;
}

static void close_single(struct scan_feed *feed)
{
    struct single *single = (struct single *)feed;
    if (single->fd >= 0)
        close(single->fd);
    free(single);
}

static struct scan_feed *open_single(int fd)
{
    struct single *single = calloc(1, sizeof *single);
    if (single == NULL) {
        close(fd);
        return NULL;
    }
    single->feed = (struct scan_feed){
        .next = next_single, .close = close_single, .form = SCAN_READER_PICTURE, .wait_fd = -1, .total = 1};
    single->fd = fd;
    return &single->feed;
}

static struct scan_feed *open_file(const struct scan_opened *opened, const struct scan_feed_config *config,
                                   struct scan_outcome *outcome)
{
    struct scan_feed *feed = NULL;
    const struct scan_stream_source frames = {
        .fd = opened->fd, .head = opened->head, .head_len = opened->is_pipe ? opened->head_len : 0};
    outcome->result = SCAN_NO_MEMORY; /* unless anything else is said */
    switch (scan_kind_reader(opened->kind)) {
    case SCAN_READER_PICTURE:
        return open_single(opened->fd);
    case SCAN_READER_FRAMES:
        return scan_stream_open(&frames, config);
    case SCAN_READER_VIDEO:
        feed = scan_video_open_file(opened->fd, opened->kind, config, outcome);
        break;
    case SCAN_READER_DOCUMENT:
        return scan_pdf_open(opened->fd, config, outcome);
    }
    close(opened->fd);
    return feed;
}

struct scan_feed *scan_feed_open(const char *path, const struct scan_feed_config *config, struct scan_outcome *outcome)
{
    if (scan_video_is_stream(path))
        return scan_video_open_stream(path, config, outcome);
    struct scan_opened *opened = scan_source_open(path, outcome);
    struct scan_feed *feed = opened != NULL ? open_file(opened, config, outcome) : NULL;
    free(opened);
    return feed;
}

enum scan_step scan_feed_next(struct scan_feed *feed, bool room, struct scan_picture *picture)
{
    assert(room || feed->live);
    return feed->next(feed, room, picture);
}

void scan_feed_close(struct scan_feed *feed)
{
    if (feed != NULL)
        feed->close(feed);
}
