/* kind.h: what kind of file begins like this? The one table of both sides; a name or an ending is never asked. */
#ifndef TRC_SCAN_KIND_H
#define TRC_SCAN_KIND_H

#include <stddef.h>
#include <stdint.h>

/* One row: constant, name for a person, who reads it, and for videos the demuxer that ffmpeg is told to use. */
#define SCAN_KIND_MAP(X)                                                                                               \
    X(UNKNOWN, "", PICTURE, NULL)                                                                                      \
    X(PNG, "PNG", PICTURE, NULL)                                                                                       \
    X(JPEG, "JPEG", PICTURE, NULL)                                                                                     \
    X(WEBP, "WebP", PICTURE, NULL)                                                                                     \
    X(GIF, "GIF", PICTURE, NULL)                                                                                       \
    X(TIFF, "TIFF", PICTURE, NULL)                                                                                     \
    X(BMP, "BMP", PICTURE, NULL)                                                                                       \
    X(HEIC, "HEIC", PICTURE, NULL)                                                                                     \
    X(AVIF, "AVIF", PICTURE, NULL)                                                                                     \
    X(PGM, "PGM", PICTURE, NULL)                                                                                       \
    X(PPM, "PPM", PICTURE, NULL)                                                                                       \
    X(PDF, "PDF", DOCUMENT, NULL)                                                                                      \
    X(Y4M, "Y4M", FRAMES, NULL)                                                                                        \
    X(MP4, "MP4", VIDEO, "mov")                                                                                        \
    X(MATROSKA, "Matroska", VIDEO, "matroska")                                                                         \
    X(AVI, "AVI", VIDEO, "avi")                                                                                        \
    X(MPEG_TS, "MPEG-TS", VIDEO, "mpegts")                                                                             \
    X(MPEG_PS, "MPEG", VIDEO, "mpeg")                                                                                  \
    X(FLV, "FLV", VIDEO, "flv")                                                                                        \
    X(OGG, "Ogg", VIDEO, "ogg")                                                                                        \
    X(ASF, "WMV", VIDEO, "asf")

enum scan_kind {
#define SCAN_KIND_ENUM(id, name, reader, demuxer) SCAN_KIND_##id,
    SCAN_KIND_MAP(SCAN_KIND_ENUM)
#undef SCAN_KIND_ENUM
        SCAN_KIND_COUNT
};

/* Who reads it: the worker as it is, or after poppler-utils, our own parser, or ffmpeg. */
enum scan_kind_reader { SCAN_READER_PICTURE, SCAN_READER_DOCUMENT, SCAN_READER_FRAMES, SCAN_READER_VIDEO };

#define SCAN_KIND_BYTES 400 /* so many of a file's first bytes tell every kind */

/** @param bytes The file's first ones: SCAN_KIND_BYTES of them, or all. Pure. */
enum scan_kind scan_kind_of(const uint8_t *bytes, size_t len);

/** `kind` must be in range. The name of UNKNOWN is empty; the demuxer of what is no video is NULL. */
const char *scan_kind_name(enum scan_kind kind);
enum scan_kind_reader scan_kind_reader(enum scan_kind kind);
const char *scan_kind_demuxer(enum scan_kind kind);

#endif
