/* stream.c: the frames of a Y4M stream, each as a picture in memory. */
#include "scanner/stream.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scanner/clock.h"
#include "scanner/y4m.h"

enum { BUFFER = 256 * 1024, GRACE_MS = 2000 };

struct stream {
    struct scan_feed feed;
    struct scan_stream_source source;
    struct scan_feed_config config;
    struct scan_y4m y4m;
    struct scan_picture picture; /* the frame at hand; its fd is -1 when it is passed over */
    bool ended;
    int64_t began_at_us;   /* when the first frame came; 0 before */
    int64_t waiting_at_us; /* since when we wait, if we do; else 0 */
    int64_t waited_us;     /* for the next frame, while we were ready to take it */
    double due_s;          /* of the next frame to be looked at */
    const uint8_t *bytes;  /* what is not used yet, in the buffer */
    size_t len;
    uint8_t buffer[BUFFER];
};

static enum scan_step end(struct stream *stream, enum scan_result result, const char *detail)
{
    if (!stream->ended)
        scan_outcome_set(&stream->feed.outcome, result, detail);
    stream->feed.outcome.offset = stream->feed.seen;
    stream->ended = true;
    return SCAN_STEP_END;
}

/* ffmpeg is content with a file that is cut short, but says so. Of other complaints many are nobody's concern. */
static bool is_cut_short(const char *complaint)
{
    return strstr(complaint, "partial file") != NULL || strstr(complaint, "ended prematurely") != NULL ||
           strstr(complaint, "runcated") != NULL;
}

/* There is no more to read: was that all of it? */
static enum scan_step finish(struct stream *stream)
{
    char detail[SCAN_DETAIL_MAX + 1] = "";
    if (stream->source.tool.pid != 0) {
        stream->source.fd = -1; /* the tool's, and closed with it */
        if (!scan_tool_end(&stream->source.tool, GRACE_MS, stream->source.subject, detail) || is_cut_short(detail))
            return end(stream, SCAN_STREAM_FAILED, detail);
    }
    if (!scan_y4m_may_end(&stream->y4m))
        return end(stream, SCAN_STREAM_FAILED, detail[0] != '\0' ? detail : "it ends within a frame");
    return end(stream, stream->feed.seen > 0 ? SCAN_READ : SCAN_STREAM_FAILED, "it holds no frame");
}

/* Nothing to read now; nobody waits for ever but for a pipe that the user fills. */
static enum scan_step wait(struct stream *stream)
{
    const int64_t now_us = scan_now_us(), patience_us = stream->config.timeout_s * SCAN_SECOND_US;
    stream->waiting_at_us = now_us;
    if (stream->source.tool.pid == 0) {
        stream->feed.wait_until_us = INT64_MAX;
        return SCAN_STEP_WAIT;
    }
    if (stream->waited_us >= patience_us)
        return end(stream, SCAN_STALLED, "");
    stream->feed.wait_until_us = now_us + patience_us - stream->waited_us;
    return SCAN_STEP_WAIT;
}

static bool is_readable(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return poll(&polled, 1, 0) != 0; /* a failure is the reading's to tell */
}

/* Fills the buffer. @return PICTURE when there is something in it, else what to do. */
static enum scan_step refill(struct stream *stream)
{
    if (!is_readable(stream->source.fd))
        return wait(stream);
    const ssize_t got = read(stream->source.fd, stream->buffer, sizeof stream->buffer);
    if (got < 0 && errno == EINTR)
        return wait(stream);
    if (got < 0)
        return end(stream, SCAN_IO, strerror(errno));
    if (got == 0)
        return finish(stream);
    stream->bytes = stream->buffer;
    stream->len = (size_t)got;
    return SCAN_STEP_PICTURE;
}

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        const ssize_t written = write(fd, at, len);
        if (written < 0 && errno != EINTR)
            return false;
        at += written > 0 ? written : 0;
        len -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* Is a frame of this time one of those that --fps asks for? */
static bool is_due(struct stream *stream, double at_s)
{
    const double rounding_s = 1e-6;
    if (stream->config.fps <= 0)
        return true;
    if (at_s + rounding_s < stream->due_s)
        return false;
    stream->due_s += 1 / stream->config.fps;
    if (stream->due_s < at_s)
        stream->due_s = at_s;
    return true;
}

static double time_of_frame(struct stream *stream)
{
    const struct scan_y4m *y4m = &stream->y4m;
    if (!stream->feed.live)
        return y4m->rate == 0 ? 0 : (double)stream->feed.seen * y4m->rate_scale / y4m->rate;
    const int64_t now_us = scan_now_us();
    if (stream->began_at_us == 0)
        stream->began_at_us = now_us;
    return (double)(now_us - stream->began_at_us) / SCAN_SECOND_US;
}

/* A frame begins. @return false when there is no memory for it. */
static bool begin_frame(struct stream *stream, bool room)
{
    char header[64];
    struct scan_picture *picture = &stream->picture;
    *picture =
        (struct scan_picture){.fd = -1, .frame = (uint32_t)stream->feed.seen, .at_s = time_of_frame(stream), .page = 1};
    stream->feed.seen++;
    stream->waited_us = 0;
    if (!is_due(stream, picture->at_s))
        return true;
    stream->feed.dropped += !room;
    if (!room)
        return true;
    picture->fd = scan_memory_file("frame");
    const int len = snprintf(header, sizeof header, "P5\n%u %u\n255\n", stream->y4m.width_px, stream->y4m.height_px);
    return picture->fd >= 0 && write_all(picture->fd, header, (size_t)len);
}

static enum scan_step check_size(struct stream *stream)
{
    const struct scan_y4m *y4m = &stream->y4m;
    stream->feed.outcome.width_px = y4m->width_px;
    stream->feed.outcome.height_px = y4m->height_px;
    if ((uint64_t)y4m->width_px * y4m->height_px <= stream->config.max_pixels)
        return SCAN_STEP_PICTURE;
    return end(stream, SCAN_TOO_LARGE, "");
}

/* The frame at hand is complete. One that was passed over gives everybody else a turn. */
static enum scan_step end_frame(struct stream *stream, struct scan_picture *picture)
{
    *picture = stream->picture;
    stream->picture.fd = -1;
    stream->feed.wait_until_us = 0;
    return picture->fd >= 0 ? SCAN_STEP_PICTURE : SCAN_STEP_WAIT;
}

/* Acts on what the parser found. @return true with what to answer, when there is something to answer. */
static bool take(struct stream *stream, bool room, struct scan_picture *picture, enum scan_step *step)
{
    const uint8_t *luma;
    size_t luma_len;
    const enum scan_y4m_event event = scan_y4m_next(&stream->y4m, &stream->bytes, &stream->len, &luma, &luma_len);
    *step = SCAN_STEP_PICTURE;
    switch (event) {
    case SCAN_Y4M_MORE:
        *step = refill(stream);
        break;
    case SCAN_Y4M_HEADER:
        *step = check_size(stream);
        break;
    case SCAN_Y4M_FRAME:
        if (!begin_frame(stream, room))
            *step = end(stream, SCAN_NO_MEMORY, "");
        break;
    case SCAN_Y4M_LUMA:
        if (stream->picture.fd >= 0 && !write_all(stream->picture.fd, luma, luma_len))
            *step = end(stream, SCAN_NO_MEMORY, "");
        break;
    case SCAN_Y4M_FRAME_END:
        *step = end_frame(stream, picture);
        return true;
    case SCAN_Y4M_BAD:
        *step = end(stream, SCAN_STREAM_FAILED, stream->y4m.trouble);
        break;
    }
    return *step != SCAN_STEP_PICTURE;
}

static enum scan_step next(struct scan_feed *feed, bool room, struct scan_picture *picture)
{
    struct stream *stream = (struct stream *)feed;
    enum scan_step step = SCAN_STEP_END;
    if (stream->waiting_at_us != 0)
        stream->waited_us += scan_now_us() - stream->waiting_at_us;
    stream->waiting_at_us = 0;
    while (!stream->ended && !take(stream, room, picture, &step))
        continue;
    return step;
}

static void close_source(struct scan_stream_source *source)
{
    char detail[SCAN_DETAIL_MAX + 1];
    if (source->tool.pid != 0)
        scan_tool_end(&source->tool, 0, NULL, detail);
    else if (source->fd >= 0)
        close(source->fd);
}

static void close_stream(struct scan_feed *feed)
{
    struct stream *stream = (struct stream *)feed;
    if (stream->picture.fd >= 0)
        close(stream->picture.fd);
    close_source(&stream->source);
    free(stream);
}

struct scan_feed *scan_stream_open(const struct scan_stream_source *source, const struct scan_feed_config *config)
{
    struct stream *stream = calloc(1, sizeof *stream);
    assert(source->head_len <= SCAN_STREAM_HEAD_MAX && SCAN_STREAM_HEAD_MAX <= BUFFER);
    if (stream == NULL) {
        struct scan_stream_source closed = *source;
        close_source(&closed);
        return NULL;
    }
    stream->feed = (struct scan_feed){.next = next,
                                      .close = close_stream,
                                      .form = SCAN_READER_FRAMES,
                                      .live = source->live,
                                      .wait_fd = source->fd,
                                      .total = source->total};
    stream->source = *source;
    stream->config = *config;
    stream->picture.fd = -1;
    stream->bytes = stream->buffer;
    stream->len = source->head_len;
    if (source->head_len > 0)
        memcpy(stream->buffer, source->head, source->head_len);
    return &stream->feed;
}
