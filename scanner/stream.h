/* stream.h: the frames of a Y4M stream, each as a picture in memory. */
#ifndef TRC_SCAN_STREAM_H
#define TRC_SCAN_STREAM_H

#include "scanner/feed.h"
#include "scanner/tool.h"

struct scan_stream_source {
    int fd;                /* of the stream; taken over, unless a tool writes it */
    struct scan_tool tool; /* what writes it; taken over. pid is 0 when nothing does that is ours */
    const char *subject;   /* as for scan_tool_end(); borrowed until the feed is closed */
    const void *head;      /* bytes that have been read from it already, copied; at most SCAN_STREAM_HEAD_MAX */
    size_t head_len;
    bool live;
    uint64_t total; /* frames, or 0 */
};

#define SCAN_STREAM_HEAD_MAX 65536

/** @return NULL when memory ran out; the source is then closed. */
struct scan_feed *scan_stream_open(const struct scan_stream_source *source, const struct scan_feed_config *config);

#endif
