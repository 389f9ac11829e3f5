/* luma.h: one image as HEVC or AV1 codes it, to its plane of brightness. */
#ifndef TRC_SCAN_LUMA_H
#define TRC_SCAN_LUMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scanner/answer.h"

/* An image as it lies in a HEIF file. */
struct scan_coded {
    const uint8_t *config; /* content of the box hvcC or av1C */
    size_t config_len;
    const uint8_t *data;
    size_t len;
    uint64_t memory; /* bytes that decoded planes may take */
};

struct scan_luma {
    const uint8_t *plane;
    size_t stride; /* bytes */
    uint32_t width_px, height_px;
    unsigned bits;   /* of a sample; those of more than 8 take two bytes, in the machine's order */
    bool full_range; /* black is 0 and white the largest value, and not 16 and 235 of 255 as in video */
};

/* Takes the plane, which is borrowed for the call. */
typedef void scan_luma_taker(void *context, const struct scan_luma *luma);

/**
 * Decode one image in this thread alone, and hand its first picture over.
 *
 * @return READ when it was handed over; else DAMAGED, or NO_MEMORY.
 */
typedef enum scan_result scan_luma_decoder(const struct scan_coded *coded, scan_luma_taker *take, void *context);

scan_luma_decoder scan_hevc_decode;
scan_luma_decoder scan_av1_decode;

#endif
