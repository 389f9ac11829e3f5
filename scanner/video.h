/* video.h: what ffmpeg reads for us: video files, network streams, cameras. */
#ifndef TRC_SCAN_VIDEO_H
#define TRC_SCAN_VIDEO_H

#include "scanner/feed.h"

/**
 * A video file. Its demuxer follows from its first bytes alone, so that no file can make ffmpeg open another.
 *
 * @param      fd      Borrowed.
 * @param[out] outcome On NULL: why it cannot be read.
 */
struct scan_feed *scan_video_open_file(int fd, enum scan_kind kind, const struct scan_feed_config *config,
                                       struct scan_outcome *outcome);

/** Can it be opened by scan_video_open_stream(): rtsp://, rtsps://, http://, https:// or /dev/video...? */
bool scan_video_is_stream(const char *path);

/** @param path Borrowed until the feed is closed. */
struct scan_feed *scan_video_open_stream(const char *path, const struct scan_feed_config *config,
                                         struct scan_outcome *outcome);

#endif
