/* y4m.h: the frames of a Y4M (YUV4MPEG2) stream, taken in whatever pieces it comes. Pure: no I/O, no allocation. */
#ifndef TRC_SCAN_Y4M_H
#define TRC_SCAN_Y4M_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_Y4M_LINE_MAX 256 /* bytes of a header, without its newline */

struct scan_y4m {
    uint32_t width_px, height_px; /* 1 to SCAN_SIDE_MAX; 0 before the header */
    uint32_t rate, rate_scale;    /* rate / rate_scale frames a second; 0 when the stream does not say */
    char trouble[80];             /* after BAD: what is wrong, for a detail; bytes of the stream may be in it */
    /* private */
    int state;
    uint64_t left;       /* bytes of this plane that are still to come */
    uint64_t chroma_len; /* bytes of colour behind each frame's luma */
    size_t line_len;
    char line[SCAN_Y4M_LINE_MAX + 1];
};

enum scan_y4m_event {
    SCAN_Y4M_MORE,      /* all bytes are used up */
    SCAN_Y4M_HEADER,    /* the stream's header is read: sizes and rate are known */
    SCAN_Y4M_FRAME,     /* a frame begins */
    SCAN_Y4M_LUMA,      /* a piece of its width * height bytes, row by row from the top, 0 black to 255 white */
    SCAN_Y4M_FRAME_END, /* it is complete */
    SCAN_Y4M_BAD,       /* this is no Y4M, or one that is not read; it stays so */
};

/** Begin a stream. */
#define SCAN_Y4M_INIT ((struct scan_y4m){0})

/**
 * Take the next bytes, up to the next event. How they are cut makes no difference.
 *
 * @param[in,out] bytes, len What has not been used yet; moved on.
 * @param[out]    luma, luma_len With LUMA: where the piece lies in the caller's bytes.
 *
 * Read are the 8-bit kinds 420, 420jpeg, 420mpeg2, 420paldv, 411, 422, 444, 444alpha and mono; others are refused by
 * their name. Source: mjpegtools, yuv4mpeg(5).
 */
enum scan_y4m_event scan_y4m_next(struct scan_y4m *y4m, const uint8_t **bytes, size_t *len, const uint8_t **luma,
                                  size_t *luma_len);

/** May the stream end here, with its last frame complete? */
bool scan_y4m_may_end(const struct scan_y4m *y4m);

#endif
