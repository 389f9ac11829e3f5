/* qr.h: a QR code reader for grey frames. Pure: no I/O, no clock, no allocation, no dependency; same frame, same
 * answer. */
#ifndef TRC_SCAN_QR_H
#define TRC_SCAN_QR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qr/standard.h"

#define QR_BYTES_MAX 7089 /* of one symbol's text: digits of version 40-L */
#define QR_SEGMENTS_MAX 64
#define QR_FRAME_SIDE_MAX 65535

/* One picture, 0 black to 255 white; borrowed. */
struct qr_frame {
    const uint8_t *grey;
    uint32_t width_px, height_px;
    size_t stride; /* bytes from one row to the next, at least width_px */
};

/* A place in a frame: pixel (i, j) covers [i, i+1) x [j, j+1). */
struct qr_point {
    double x, y;
};

enum qr_mode {
    QR_SEGMENT_NUMERIC = 1,
    QR_SEGMENT_ALPHANUMERIC = 2,
    QR_SEGMENT_BYTE = 4,
    QR_SEGMENT_KANJI = 8,
    QR_SEGMENT_HANZI = 13
};

#define QR_ECI_NONE UINT32_MAX

/* Consecutive bytes of one mode under one ECI. Kanji is Shift-JIS, Hanzi GB 2312, byte mode whatever the ECI says. */
struct qr_segment {
    enum qr_mode mode;
    uint32_t eci; /* QR_ECI_NONE before the first ECI */
    uint16_t start, len;
};

enum qr_fnc1 { QR_FNC1_NONE, QR_FNC1_GS1, QR_FNC1_INDUSTRY };

/* What a symbol says. */
struct qr_text {
    uint8_t bytes[QR_BYTES_MAX];
    size_t len;
    struct qr_segment segments[QR_SEGMENTS_MAX];
    size_t segment_count;
    enum qr_fnc1 fnc1;
    uint8_t industry; /* application indicator of FNC1 in second position */
    bool appended;    /* part `append_index` of `append_count`, counted from 0, with the parity of the whole text */
    uint8_t append_index, append_count, append_parity;
};

/* The ways to look at a frame, in the order in which they are tried. */
enum qr_look {
    QR_LOOK_WIDE,     /* against the mean of a large window, a large frame shrunk */
    QR_LOOK_NARROW,   /* of a smaller window: uneven light, blur */
    QR_LOOK_FINE,     /* of a small one */
    QR_LOOK_SMALL,    /* shrunk further: noise, blur */
    QR_LOOK_PAIRS,    /* for symbols of which one finder pattern is covered or gone */
    QR_LOOK_INVERTED, /* light codes on dark ground, where nothing else was found */
    QR_LOOK_LARGE,    /* with more pixels of a large frame: small modules */
    QR_LOOK_COUNT
};

#define QR_LOOKS_ALL ((1U << QR_LOOK_COUNT) - 1)

/* Clockwise from the outer corner of the top left finder pattern, unless a symbol is mirrored. */
struct qr_quad {
    struct qr_point corner[4];
};

/* A symbol's modules as they were sampled, before any error correction: what informed decoding works on. */
struct qr_grid {
    uint8_t version;
    uint8_t side;  /* modules: 17 + 4 * version */
    bool inverted; /* light modules on dark ground; `soft` is already turned */
    /* Row by row: above 0 for dark, below for light; how far from the threshold, 127 for certain. */
    int8_t soft[QR_SIDE_MAX * QR_SIDE_MAX];
    struct qr_point corners[4]; /* clockwise from the outer corner of the top left finder pattern, as sampled */
};

struct qr_warp;

/* A symbol that Reed-Solomon confirms. */
struct qr_symbol {
    struct qr_point corners[4]; /* from the outer corner of the top left finder pattern, clockwise unless mirrored */
    enum qr_look look;          /* that found it */
    uint8_t version;
    enum qr_level level;
    uint8_t mask;
    bool mirrored, inverted;
    unsigned errors_corrected;  /* codewords */
    const struct qr_warp *warp; /* the grid it was sampled on, in a view of the frame */
    double warp_scale;          /* pixels of the frame along one side of a pixel of that view */
    struct qr_text text;
};

/* Takes what is found; everything is borrowed for the call. */
struct qr_sink {
    void (*take)(void *context, const struct qr_symbol *symbol);
    void (*located)(void *context, const struct qr_grid *grid); /* found, not decoded; NULL to leave these out */
    void *context;
};

struct qr_options {
    unsigned symbols_max;        /* stop after so many; 0 for no end */
    unsigned looks;              /* which to take, a bit 1 << look for each; 0 for all */
    bool thorough;               /* take all looks for whole symbols even if no finder pattern is left over */
    const struct qr_quad *known; /* symbols that were read before, in the frame's pixels: passed over */
    unsigned known_count;
};

struct qr_found {
    unsigned symbols; /* decoded */
    unsigned left;    /* clear finder patterns that belong to no symbol, as the last look saw them */
};

/** Bytes of scratch memory that qr_read() needs for a frame of this size, whatever its looks; 0 when it is too large.
 */
size_t qr_scratch_bytes(uint32_t width_px, uint32_t height_px);

/**
 * Read every QR code in a frame: look after look, until nothing that is seen is left unread.
 *
 * @param[in]  scratch  qr_scratch_bytes() bytes, aligned as malloc aligns; contents are left undefined.
 * @param[in]  sink     Called for each symbol, in an order that depends on the frame alone.
 * Bounded: a few operations for each pixel and look, and what all attempts at symbols may cost together, which is
 * counted and not timed: about a third of a second.
 * No false reads: a symbol is handed on only when Reed-Solomon leaves a chance below 2^-30 that noise passed.
 * Thread-safe. Allocates nothing.
 * Source: ISO/IEC 18004:2015.
 */
struct qr_found qr_read(const struct qr_frame *frame, const struct qr_options *options, void *scratch,
                        size_t scratch_len, const struct qr_sink *sink);

#endif
