/* reader.c: every QR code in a frame: look at it in several ways, cheapest first, until nothing is left unread. */
#include <string.h>

#include "scanner/qr/arena.h"
#include "scanner/qr/attempt.h"
#include "scanner/qr/binarise.h"
#include "scanner/qr/pair.h"

enum {
    SYMBOLS_MAX = 1024,
    LONG_SIDE = 2400, /* pixels to which a large frame is shrunk for most looks */
    LARGE_SIDE = 2 * LONG_SIDE,
    HALF_MIN = 7,
    WORK_MAX = 300 * 1000 * 1000
};

static const double LEFT_MISFIT_MAX = 0.2; /* of a finder pattern that is worth another look */

/* How the frame is looked at. */
static const struct way {
    uint32_t long_side; /* pixels to which the frame is shrunk at most */
    uint32_t share;     /* the window reaches this share of the short side each way */
} WAYS[QR_LOOK_COUNT] = {
    [QR_LOOK_WIDE] = {LONG_SIDE, 10},      [QR_LOOK_NARROW] = {LONG_SIDE, 40}, [QR_LOOK_FINE] = {LONG_SIDE, 120},
    [QR_LOOK_SMALL] = {LONG_SIDE / 2, 20}, [QR_LOOK_PAIRS] = {LONG_SIDE, 20},  [QR_LOOK_INVERTED] = {LONG_SIDE, 10},
    [QR_LOOK_LARGE] = {LARGE_SIDE, 60},
};

/* What reading one frame works on. */
struct reader {
    const struct qr_options *options;
    const struct qr_sink *sink;
    struct qr_finders finders;
    struct qr_triple triples[QR_TRIPLES_MAX];
    struct qr_attempt attempt;
    struct qr_symbol symbol;
    struct qr_located located;
    struct qr_quad quads[SYMBOLS_MAX]; /* of what was read before and now, in the frame's pixels */
    unsigned known, count;             /* of the quads, those from before, and all */
    struct qr_work work;
};

/* Finder patterns inside a symbol that was read belong to it. */
static void mark_used(struct reader *reader, unsigned from)
{
    const double scale = reader->attempt.scale;
    for (unsigned i = 0; i < reader->finders.count; i++) {
        struct qr_finder *finder = &reader->finders.at[i];
        for (unsigned k = from; k < reader->count && !finder->used; k++)
            finder->used =
                qr_located_inside(reader->quads[k].corner, finder->centre.x * scale, finder->centre.y * scale);
    }
}

/* The quads go round all the same way; of a mirrored symbol its own left and right are exchanged. */
static void hand_on(struct reader *reader, enum qr_look look)
{
    struct qr_symbol *symbol = &reader->symbol;
    if (symbol->mirrored) {
        const struct qr_point kept = symbol->corners[1];
        symbol->corners[1] = symbol->corners[3];
        symbol->corners[3] = kept;
    }
    symbol->look = look;
    memcpy(reader->quads[reader->count++].corner, symbol->corners, sizeof symbol->corners);
    reader->sink->take(reader->sink->context, symbol);
    mark_used(reader, reader->count - 1);
}

/* How many finder patterns in the view belong to no symbol that was read. */
static unsigned count_left(const struct reader *reader)
{
    unsigned left = 0;
    for (unsigned i = 0; i < reader->finders.count; i++)
        left += !reader->finders.at[i].used && !reader->finders.at[i].guessed &&
                reader->finders.at[i].misfit < LEFT_MISFIT_MAX;
    return left;
}

static bool enough(const struct reader *reader)
{
    const unsigned max = reader->options->symbols_max;
    return reader->count == SYMBOLS_MAX || (max > 0 && reader->count - reader->known >= max);
}

static bool all_unused(const struct qr_finders *finders, const struct qr_triple *triple)
{
    return !finders->at[triple->corner].used && !finders->at[triple->right].used && !finders->at[triple->below].used;
}

/* One look at the view: threshold, finder patterns, triples. */
static void look_at_view(struct reader *reader, struct qr_arena *arena, uint32_t half, enum qr_look look)
{
    const struct qr_frame *view = &reader->attempt.view;
    uint8_t *mask = qr_arena_take(arena, (size_t)view->width_px * view->height_px);
    uint32_t *runs = qr_arena_take(arena, (2 * (size_t)view->width_px + 1) * sizeof *runs);
    if (mask == NULL || runs == NULL)
        return;
    qr_binarise(view, half, runs, mask);
    qr_finder_search(view, mask, runs, &reader->work, &reader->finders);
    mark_used(reader, 0);
    const unsigned count = look == QR_LOOK_PAIRS ? qr_pair(&reader->finders, reader->triples)
                                                 : qr_group(&reader->finders, reader->triples);
    for (unsigned i = 0; i < count && reader->work.left > 0 && !enough(reader); i++) {
        const uint64_t left = reader->work.left;
        if (all_unused(&reader->finders, &reader->triples[i]) &&
            qr_attempt(&reader->attempt, &reader->finders, &reader->triples[i], &reader->symbol)) {
            reader->work.left = left; /* what is read is worth its work, and bounded by SYMBOLS_MAX */
            hand_on(reader, look);
        }
    }
}

static uint32_t shrink_factor(uint32_t width, uint32_t height, uint32_t long_side)
{
    const uint32_t longer = width > height ? width : height;
    return (longer + long_side - 1) / long_side;
}

/* Make the view of a look. @return false when there is nothing to be seen. */
static bool make_view(struct qr_attempt *attempt, const struct qr_frame *frame, enum qr_look look,
                      struct qr_arena *arena)
{
    const uint32_t factor = shrink_factor(frame->width_px, frame->height_px, WAYS[look].long_side);
    const uint32_t width = frame->width_px / factor, height = frame->height_px / factor;
    attempt->view = *frame;
    attempt->scale = factor;
    attempt->inverted = look == QR_LOOK_INVERTED;
    if (factor == 1 && !attempt->inverted)
        return true;
    uint8_t *grey = width > 0 && height > 0 ? qr_arena_take(arena, (size_t)width * height) : NULL;
    if (grey == NULL)
        return false;
    if (factor > 1) {
        qr_shrink(frame, factor, grey);
        attempt->view = (struct qr_frame){grey, width, height, width};
    }
    if (attempt->inverted) {
        qr_invert(&attempt->view, grey);
        attempt->view = (struct qr_frame){grey, width, height, width};
    }
    return true;
}

static void take_look(struct reader *reader, const struct qr_frame *frame, enum qr_look look, struct qr_arena *arena)
{
    const size_t kept = arena->used;
    const struct qr_frame *view = &reader->attempt.view;
    reader->finders.count = 0;
    if (make_view(&reader->attempt, frame, look, arena)) {
        const uint32_t shorter = view->width_px < view->height_px ? view->width_px : view->height_px;
        const uint32_t half = shorter / WAYS[look].share;
        /* A look that drowns in false patterns leaves as much work to those after it. */
        const uint64_t later = reader->work.left / 2;
        reader->work.left -= later;
        look_at_view(reader, arena, half < HALF_MIN ? HALF_MIN : half, look);
        reader->work.left += later;
    }
    arena->used = kept;
}

size_t qr_scratch_bytes(uint32_t width_px, uint32_t height_px)
{
    size_t most = 0;
    if (width_px == 0 || height_px == 0 || width_px > QR_FRAME_SIDE_MAX || height_px > QR_FRAME_SIDE_MAX)
        return 0;
    for (unsigned i = 0; i < QR_LOOK_COUNT; i++) {
        const uint32_t factor = shrink_factor(width_px, height_px, WAYS[i].long_side);
        const size_t pixels = qr_arena_cost((size_t)(width_px / factor) * (height_px / factor));
        const size_t cost = (factor > 1 || i == QR_LOOK_INVERTED ? 2 : 1) * pixels; /* the mask, and a frame */
        most = cost > most ? cost : most;
    }
    return qr_arena_cost(sizeof(struct reader)) + most + qr_arena_cost((2 * (size_t)width_px + 1) * sizeof(uint32_t));
}

static void begin(struct reader *reader, const struct qr_options *options, const struct qr_sink *sink)
{
    reader->options = options;
    reader->sink = sink;
    reader->work.left = WORK_MAX;
    reader->located.count = 0;
    reader->attempt.work = &reader->work;
    reader->attempt.located = sink->located != NULL ? &reader->located : NULL;
    reader->known = options->known_count < SYMBOLS_MAX ? options->known_count : SYMBOLS_MAX;
    reader->count = reader->known;
    if (reader->known > 0)
        memcpy(reader->quads, options->known, reader->known * sizeof *reader->quads);
}

/* The finder patterns of a pale or soft symbol among clear ones may show in a later look alone: then nothing seems to
 * be left over. */
static bool satisfied_by(const struct reader *reader, unsigned look, unsigned left)
{
    const bool may_be_more = reader->options->thorough && look < QR_LOOK_SMALL;
    return enough(reader) || (reader->count > 0 && left == 0 && !may_be_more);
}

struct qr_found qr_read(const struct qr_frame *frame, const struct qr_options *options, void *scratch,
                        size_t scratch_len, const struct qr_sink *sink)
{
    struct qr_arena arena = {scratch, scratch_len, 0};
    struct reader *reader = qr_arena_take(&arena, sizeof *reader);
    const size_t needed = qr_scratch_bytes(frame->width_px, frame->height_px);
    struct qr_found found = {0};
    if (reader == NULL || needed > scratch_len || needed == 0)
        return found;
    begin(reader, options, sink);
    const unsigned looks = options->looks != 0 ? options->looks : QR_LOOKS_ALL;
    bool satisfied = false;
    for (unsigned look = 0; look < QR_LOOK_COUNT && !satisfied; look++) {
        if ((looks >> look & 1) == 0 || (look == QR_LOOK_INVERTED && reader->count > 0) ||
            (look == QR_LOOK_PAIRS && found.left < 2))
            continue;
        take_look(reader, frame, (enum qr_look)look, &arena);
        found.left = count_left(reader);
        satisfied = satisfied_by(reader, look, found.left);
    }
    if (sink->located != NULL)
        qr_located_hand_on(&reader->located, reader->quads, reader->count, sink);
    found.symbols = reader->count - reader->known;
    return found;
}
