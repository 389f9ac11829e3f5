/* codecs.h: the picture formats there are; picture.c chooses one by the first bytes. */
#ifndef TRC_SCAN_CODECS_H
#define TRC_SCAN_CODECS_H

#include "scanner/worker/gate.h"
#include "scanner/worker/input.h"
#include "scanner/worker/picture.h"

/* What one decoding works on. A codec's error handler jumps, so its results lie here and not in local variables. */
struct scan_decoding {
    struct scan_input input;
    uint64_t max_pixels;
    struct scan_image image; /* the one at hand; the first has page 1, number 0 and reduction 1 */
    const struct scan_viewer *viewer;
    struct scan_outcome *outcome;
    unsigned image_count; /* begun so far */
    uint64_t pixel_count; /* of their frames together */
};

/**
 * Decode into decoding->image.frame, and show it; so for every image that the file holds. Called with an empty frame,
 * an outcome of READ and the input at the picture's first byte; the codec passes scan_decoding_begin() right after each
 * header, and cuts off or whitens what never came.
 */
void scan_bmp_read(struct scan_decoding *decoding);
void scan_gif_read(struct scan_decoding *decoding);
void scan_heif_read(struct scan_decoding *decoding);
void scan_jpeg_read(struct scan_decoding *decoding);
void scan_png_read(struct scan_decoding *decoding);
void scan_pnm_read(struct scan_decoding *decoding);
void scan_tiff_read(struct scan_decoding *decoding);
void scan_webp_read(struct scan_decoding *decoding);

/* Frames up to this are shown as they are, those of a 50-megapixel camera among them. Of larger ones half as many
 * pixels along each side do, so that what looks at them needs no more memory than the codec did. */
#define SCAN_FRAME_PIXELS_MAX 52000000u

/**
 * Begin an image: through the gate, and get its frame, in place of that of the image before; smaller than the image by
 * decoding->image.reduction. docs/decisions/0121 says how many images there may be.
 *
 * @return false, with a result in the outcome and no frame, when there may be none of this size.
 */
bool scan_decoding_begin(struct scan_decoding *decoding, uint32_t width_px, uint32_t height_px);

/** Count one more image of this size, as scan_decoding_begin() does, without a frame of its own. */
bool scan_decoding_count(struct scan_decoding *decoding, uint32_t width_px, uint32_t height_px);

/** So many bytes may a codec have beside its frame. */
uint64_t scan_decoding_memory(const struct scan_decoding *decoding);

/** May a codec have so much memory beside its frame? @return false with a result of NO_MEMORY. */
bool scan_decoding_may_have(struct scan_decoding *decoding, uint64_t bytes);

/** Show the image at hand, if it came as far as to have a frame; a very large one at half its size. */
enum scan_look scan_decoding_show(struct scan_decoding *decoding);

/** Note how a decoding ended early: the input ran out or failed, or the codec objected (`message`). The first counts.
 */
void scan_decoding_fail(struct scan_decoding *decoding, enum scan_result result, const char *message);

/** As above, TRUNCATED when the input has run out and DAMAGED otherwise. */
void scan_decoding_fail_here(struct scan_decoding *decoding, const char *message);

/** The whole file, from malloc; NULL, with a result in the outcome, when it is too long for a codec's memory. */
uint8_t *scan_decoding_slurp(struct scan_decoding *decoding, size_t *len);

#endif
