/* ladder.c: all ways to read a grey frame, the cheapest first, until everything that is seen in it is read.
 * See docs/decisions/0140 for what each rung adds and costs. */
#include "scanner/ladder/ladder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/ladder/prepare.h"
#include "scanner/ladder/text.h"
#include "scanner/ladder/zbar.h"
#include "scanner/qr/qr.h"
#include "scanner/qr/quality.h"

enum {
    BASE_SIDE = 2400,      /* pixels to which a large frame is shrunk for all rungs but the last */
    THRESHOLD_SIDE = 1024, /* and for libzbar */
    NEARLY = 5,            /* what has this share fewer pixels along a side is as good */
    LOOKS_BASE = QR_LOOKS_ALL & ~(1U << QR_LOOK_LARGE),
    LOOKS_LARGE = 1U << QR_LOOK_LARGE
};

/* One frame on its way up. */
struct climb {
    struct scan_ladder *ladder;
    const struct scan_sink *sink;
    double scale;                   /* of the pixels looked at, in the image's */
    const struct scan_frame *frame; /* as it was handed over, with all the pixels that are at hand */
    double reduction;               /* pixels of the image along one side of a pixel of it */
    enum scan_rung rung;
    struct qr_found found;                  /* by our reader, last */
    struct qr_quad known[SCAN_SYMBOLS_MAX]; /* what was read before, in the pixels looked at */
    char text[SCAN_QR_TEXT_MAX];
};

static int32_t coordinate(double value)
{
    return (int32_t)lrint(fmax(-SCAN_COORDINATE_MAX, fmin(SCAN_COORDINATE_MAX, value)));
}

static void find_quad(const struct climb *climb, const struct qr_point corners[4], struct scan_point quad[4])
{
    for (unsigned i = 0; i < 4; i++)
        quad[i] = (struct scan_point){coordinate(corners[i].x * climb->scale), coordinate(corners[i].y * climb->scale)};
}

static enum scan_rung rung_of(enum qr_look look)
{
    static const enum scan_rung RUNGS[QR_LOOK_COUNT] = {
        [QR_LOOK_WIDE] = SCAN_RUNG_WHOLE,  [QR_LOOK_NARROW] = SCAN_RUNG_NARROW, [QR_LOOK_FINE] = SCAN_RUNG_FINE,
        [QR_LOOK_SMALL] = SCAN_RUNG_SMALL, [QR_LOOK_PAIRS] = SCAN_RUNG_PAIRS,   [QR_LOOK_INVERTED] = SCAN_RUNG_INVERTED,
        [QR_LOOK_LARGE] = SCAN_RUNG_LARGE,
    };
    return RUNGS[look];
}

static uint32_t hundredths(double value, uint32_t max)
{
    return value > 0 ? (uint32_t)lrint(fmin(100 * value, max)) : 0; /* also what is no number is 0 */
}

/* Measured in the frame itself, whatever smaller view of it the symbol was read in: shrinking blurs the modules. */
static void measure(const struct climb *climb, const struct qr_symbol *symbol, struct scan_print *print)
{
    const struct scan_frame *frame = climb->frame;
    const struct qr_frame view = {frame->pixels, frame->width_px, frame->height_px, frame->width_px};
    struct qr_quality quality;
    qr_quality_measure(&view, symbol->warp, symbol->warp_scale * climb->scale / climb->reduction, symbol->inverted,
                       &quality);
    *print =
        (struct scan_print){.measured = true,
                            .contrast_milli = (uint16_t)lrint(SCAN_PRINT_MILLI_MAX * quality.contrast),
                            .modulation_milli = (uint16_t)lrint(SCAN_PRINT_MILLI_MAX * quality.modulation),
                            .quiet_zone_centi = (uint16_t)hundredths(quality.quiet_zone, SCAN_PRINT_QUIET_ZONE_MAX),
                            .module_centi = hundredths(quality.module_px * climb->reduction, SCAN_PRINT_MODULE_MAX)};
}

static void take_ours(void *context, const struct qr_symbol *symbol)
{
    struct climb *climb = context;
    struct scan_symbol out = {.symbology = SCAN_SYMBOLOGY_QR,
                              .decoder = SCAN_DECODER_TRC,
                              .rung = rung_of(symbol->look),
                              .page = 1,
                              .text = climb->text};
    find_quad(climb, symbol->corners, out.quad);
    if (!scan_seen_add(&climb->ladder->seen, out.quad))
        return;
    out.text_len = scan_text_from_qr(&symbol->text, climb->text);
    if (climb->ladder->thorough)
        measure(climb, symbol, &out.print);
    climb->sink->take(climb->sink->context, &out);
}

static void take_located(void *context, const struct qr_grid *grid)
{
    const struct climb *climb = context;
    struct scan_located out = {.page = 1, .version = grid->version, .inverted = grid->inverted, .soft = grid->soft};
    find_quad(climb, grid->corners, out.quad);
    scan_kept_add(&climb->ladder->kept, &out);
}

/* What libzbar read; a QR code only where none was read before. */
static void take_zbar(void *context, const struct scan_symbol *symbol)
{
    struct climb *climb = context;
    struct scan_symbol out = *symbol;
    for (unsigned i = 0; i < 4; i++) {
        out.quad[i].x = coordinate(symbol->quad[i].x * climb->scale);
        out.quad[i].y = coordinate(symbol->quad[i].y * climb->scale);
    }
    out.rung = climb->rung;
    if (symbol->symbology != SCAN_SYMBOLOGY_QR || scan_seen_add(&climb->ladder->seen, out.quad))
        climb->sink->take(climb->sink->context, &out);
}

/* Our reader; what it found goes to `climb->found`. */
static bool read_ours(struct climb *climb, const struct scan_frame *frame, unsigned looks)
{
    const struct scan_seen *seen = &climb->ladder->seen;
    const struct qr_frame view = {frame->pixels, frame->width_px, frame->height_px, frame->width_px};
    const struct qr_options options = {
        .looks = looks, .thorough = climb->ladder->thorough, .known = climb->known, .known_count = seen->count};
    const size_t len = qr_scratch_bytes(frame->width_px, frame->height_px);
    void *scratch = malloc(len);
    for (unsigned i = 0; i < 4 * seen->count; i++)
        climb->known[i / 4].corner[i % 4] =
            (struct qr_point){seen->quads[i / 4][i % 4].x / climb->scale, seen->quads[i / 4][i % 4].y / climb->scale};
    if (scratch != NULL)
        climb->found = qr_read(&view, &options, scratch, len, &(struct qr_sink){take_ours, take_located, climb});
    free(scratch);
    return scratch != NULL;
}

/* libzbar, on a small and clear frame: it has other eyes for what stands upright and is worn. */
static bool read_threshold(struct climb *climb, const struct scan_frame *base)
{
    const double scale = climb->scale;
    const uint32_t factor = scan_prepare_factor(base, THRESHOLD_SIDE);
    struct scan_frame small = scan_prepare_shrunk(base, factor), clear = {0};
    if (small.pixels != NULL)
        clear = scan_prepare_threshold(&small);
    climb->scale = scale * factor;
    climb->rung = SCAN_RUNG_THRESHOLD;
    const bool ok =
        clear.pixels != NULL && scan_zbar_qr(&clear, &(struct scan_sink){.take = take_zbar, .context = climb});
    climb->scale = scale;
    free(small.pixels);
    free(clear.pixels);
    return ok;
}

static bool read_barcodes(struct climb *climb, const struct scan_frame *base)
{
    climb->rung = SCAN_RUNG_LINES;
    return scan_zbar_barcodes(base, &(struct scan_sink){.take = take_zbar, .context = climb});
}

/* Whether something is there that was not read, as far as can be told: in a picture without codes, always. */
static bool unread(const struct climb *climb)
{
    return climb->ladder->seen.count == 0 || climb->found.left > 0;
}

/* Shrinking may leave nothing of a frame that is a line. */
static bool empty(const struct scan_frame *frame)
{
    return frame->width_px == 0 || frame->height_px == 0;
}

/* All rungs that do with few pixels. */
static bool climb_base(struct climb *climb, const struct scan_frame *frame, uint32_t factor)
{
    struct scan_frame base = factor > 1 ? scan_prepare_shrunk(frame, factor) : *frame;
    bool ok = base.pixels != NULL;
    if (ok && !empty(&base)) {
        climb->scale *= factor;
        ok = read_ours(climb, &base, LOOKS_BASE) && (!unread(climb) || read_threshold(climb, &base)) &&
             read_barcodes(climb, &base);
        climb->scale /= factor;
    }
    if (factor > 1)
        free(base.pixels);
    return ok;
}

static bool climb_frame(struct climb *climb, const struct scan_frame *frame)
{
    struct scan_ladder *ladder = climb->ladder;
    const uint32_t factor = scan_prepare_factor(frame, BASE_SIDE);
    const uint32_t longer = (frame->width_px > frame->height_px ? frame->width_px : frame->height_px) / factor;
    climb->found.left = ladder->looked_px > 0; /* or nobody would have asked for a closer look */
    if (ladder->looked_px < longer - longer / NEARLY) {
        ladder->looked_px = longer;
        if (!climb_base(climb, frame, factor))
            return false;
    }
    return factor == 1 || !unread(climb) || read_ours(climb, frame, LOOKS_LARGE);
}

enum scan_look scan_ladder_read(struct scan_ladder *ladder, const struct scan_frame *frame, uint32_t reduction,
                                const struct scan_sink *sink)
{
    enum scan_look look = SCAN_LOOK_NO_MEMORY;
    struct climb *climb = calloc(1, sizeof *climb);
    if (climb == NULL)
        return look;
    climb->ladder = ladder;
    climb->sink = sink;
    climb->scale = climb->reduction = reduction;
    climb->frame = frame;
    if (climb_frame(climb, frame))
        look = reduction > 1 && unread(climb) ? SCAN_LOOK_CLOSER : SCAN_LOOK_DONE;
    free(climb);
    return look;
}

void scan_ladder_finish(struct scan_ladder *ladder, const struct scan_sink *sink)
{
    scan_kept_hand_on(&ladder->kept, &ladder->seen, sink);
    const bool thorough = ladder->thorough;
    memset(ladder, 0, sizeof *ladder);
    ladder->thorough = thorough;
}
