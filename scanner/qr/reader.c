/* reader.c: every QR code in a frame: look at it in several ways, cheapest first, until nothing is left unread. */
#include <math.h>
#include <string.h>

#include "scanner/qr/arena.h"
#include "scanner/qr/binarise.h"
#include "scanner/qr/decode.h"
#include "scanner/qr/finder.h"
#include "scanner/qr/format.h"
#include "scanner/qr/group.h"
#include "scanner/qr/locate.h"
#include "scanner/qr/located.h"
#include "scanner/qr/refine.h"
#include "scanner/qr/sample.h"

enum {
    SYMBOLS_MAX = 512,
    VERSION_DISTANCE_MAX = 6, /* of 36 bits */
    TRIPLES_TRIED_MAX = 3000, /* in one look at a frame */
    WORK_MAX = 150,           /* samplings in one look at a frame, of symbols not yet decoded */
    LONG_SIDE = 1600          /* pixels to which a large frame is shrunk for the first look */
};

/* Shares of the fixed modules that must be right: to look on at all, to decode, to bend, to take time, and to be
 * handed on as located. */
static const double LEFT_MISFIT_MAX = 0.2; /* of a finder pattern that is worth another look */
static const double TIMING_MIN = 0.2;      /* of 1: how well timing patterns must show */
static const double HOPELESS_AGREEMENT = 0.6, DECODE_AGREEMENT = 0.7, REFINE_AGREEMENT = 0.72,
                    THOROUGH_AGREEMENT = 0.85, LOCATED_AGREEMENT = 0.8;

/* What reading one frame works on. */
struct reader {
    const struct qr_options *options;
    const struct qr_sink *sink;
    struct qr_frame view; /* what is looked at now */
    double scale;         /* of the view's pixels, in the frame's */
    bool inverted;
    struct qr_finders finders;
    struct qr_triple triples[QR_TRIPLES_MAX];
    struct qr_samples samples;
    struct qr_grid grid;
    struct qr_refine_scratch refining;
    struct qr_decode_scratch decoding;
    struct qr_symbol symbol;
    struct qr_point quads[SYMBOLS_MAX][4]; /* of what was read, in the frame's pixels */
    unsigned count;
    struct qr_located located;
    unsigned work;
};

/* Finder patterns inside a symbol that was read belong to it. */
static void mark_used(struct reader *reader, unsigned from)
{
    for (unsigned i = 0; i < reader->finders.count; i++) {
        struct qr_finder *finder = &reader->finders.at[i];
        for (unsigned k = from; k < reader->count && !finder->used; k++)
            finder->used =
                qr_located_inside(reader->quads[k], finder->centre.x * reader->scale, finder->centre.y * reader->scale);
    }
}

static void find_corners(const struct reader *reader, const struct qr_warp *warp, struct qr_point corners[4])
{
    for (unsigned i = 0; i < 4; i++) {
        const double u = i == 1 || i == 2 ? warp->side : 0, v = i >= 2 ? warp->side : 0;
        const struct qr_point at = qr_warp_at(warp, u, v);
        corners[i] = (struct qr_point){at.x * reader->scale, at.y * reader->scale};
    }
}

static void hand_on(struct reader *reader)
{
    struct qr_symbol *symbol = &reader->symbol;
    memcpy(symbol->corners, reader->grid.corners, sizeof symbol->corners);
    if (symbol->mirrored) {
        const struct qr_point kept = symbol->corners[1];
        symbol->corners[1] = symbol->corners[3];
        symbol->corners[3] = kept;
    }
    if (reader->count < SYMBOLS_MAX)
        memcpy(reader->quads[reader->count++], symbol->corners, sizeof symbol->corners);
    reader->sink->take(reader->sink->context, symbol);
    mark_used(reader, reader->count - 1);
}

/* Sample with a warp and judge; @return the share of fixed modules that are right. */
static double look(struct reader *reader, const struct qr_place *place, unsigned window, double sharpen)
{
    struct qr_grid *grid = &reader->grid;
    grid->version = (uint8_t)place->version;
    grid->side = (uint8_t)(17 + 4 * place->version);
    grid->inverted = reader->inverted;
    qr_sample_judge(&reader->samples, window, sharpen, grid);
    return qr_sample_agreement(&reader->samples, grid);
}

/* Decode the grid as it was judged last, when enough of its fixed modules are right. */
static bool decode_grid(struct reader *reader, const struct qr_place *place, double agreement, bool thorough)
{
    if (agreement < DECODE_AGREEMENT ||
        !qr_decode(&reader->grid, thorough && agreement > THOROUGH_AGREEMENT, &reader->decoding, &reader->symbol))
        return false;
    find_corners(reader, &place->warp, reader->grid.corners);
    return true;
}

/* Decode the samples, judged in several ways. */
static bool decode_samples(struct reader *reader, const struct qr_place *place, bool thorough)
{
    static const struct {
        unsigned window;
        double sharpen;
    } WAYS[] = {{5, 0.4}, {3, 0.15}, {5, 0.9}};
    const double agreement = look(reader, place, 5, 0);
    if (agreement < HOPELESS_AGREEMENT)
        return false;
    if (decode_grid(reader, place, agreement, thorough))
        return true;
    if (!thorough)
        return false;
    if (qr_sample_equalise(&reader->samples, &reader->grid) &&
        decode_grid(reader, place, qr_sample_agreement(&reader->samples, &reader->grid), true))
        return true;
    for (unsigned i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++)
        if (decode_grid(reader, place, look(reader, place, WAYS[i].window, WAYS[i].sharpen), true))
            return true;
    return false;
}

/* Keep what was sampled last for those who know more about its text. */
static void note_located(struct reader *reader, const struct qr_place *place)
{
    const double agreement = look(reader, place, 5, 0);
    find_corners(reader, &place->warp, reader->grid.corners);
    if (reader->sink->located != NULL && agreement >= LOCATED_AGREEMENT)
        qr_located_note(&reader->located, &reader->grid, agreement);
}

/* Try a place: as it is, with the alignment pattern, and bent to fit the edges, more freely each time. */
static bool read_place(struct reader *reader, struct qr_place *place)
{
    static const double STIFFNESS[] = {3, 3, 3, 3, 3, 1, 1, 1, 0.3, 0.3, 0.1, 0.1};
    qr_sample(&reader->view, &place->warp, &reader->samples);
    if (place->version == 1 && decode_samples(reader, place, false))
        return true;
    if (qr_locate_alignment(&reader->view, place))
        qr_sample(&reader->view, &place->warp, &reader->samples);
    if (decode_samples(reader, place, false))
        return true;
    for (unsigned i = 0; i < sizeof STIFFNESS / sizeof STIFFNESS[0]; i++) {
        if (reader->work++ > WORK_MAX || look(reader, place, 5, 0) < REFINE_AGREEMENT ||
            !qr_refine(&reader->view, &reader->grid, &reader->samples, place->matches, place->match_count, STIFFNESS[i],
                       &reader->refining, &place->warp))
            break;
        qr_sample(&reader->view, &place->warp, &reader->samples);
        if (decode_samples(reader, place, i % 2 == 0))
            return true;
    }
    note_located(reader, place);
    return false;
}

/* From version 7 on a symbol names its version next to two finder patterns, where a wrong guess hardly matters. */
static bool correct_version(struct reader *reader, const struct qr_triple *triple, struct qr_place *place)
{
    unsigned distance;
    qr_sample(&reader->view, &place->warp, &reader->samples);
    look(reader, place, 5, 0);
    const unsigned version = qr_version_read(&reader->grid, &distance);
    return distance <= VERSION_DISTANCE_MAX && version != place->version &&
           qr_locate_version(&reader->view, &reader->finders, triple, version, place);
}

static bool read_triple(struct reader *reader, const struct qr_triple *triple)
{
    struct qr_place places[2];
    const unsigned count = qr_locate(&reader->view, &reader->finders, triple, places, 2);
    for (unsigned i = 0; i < count; i++)
        if (places[i].timing > TIMING_MIN && read_place(reader, &places[i]))
            return true;
    /* Timing patterns that are bent or blurred may name no version, or a wrong one. */
    return count > 0 && places[0].version >= 6 && reader->work++ < WORK_MAX &&
           correct_version(reader, triple, &places[0]) && read_place(reader, &places[0]);
}

/* Whether a finder pattern in the view belongs to no symbol that was read. */
static bool something_left(const struct reader *reader)
{
    for (unsigned i = 0; i < reader->finders.count; i++)
        if (!reader->finders.at[i].used && reader->finders.at[i].misfit < LEFT_MISFIT_MAX)
            return true;
    return false;
}

static bool enough(const struct reader *reader)
{
    return reader->options->symbols_max > 0 && reader->count >= reader->options->symbols_max;
}

/* One look at the view: threshold, finder patterns, triples. */
static void look_at_view(struct reader *reader, struct qr_arena *arena, uint32_t half, uint32_t step)
{
    const size_t kept = arena->used, pixels = (size_t)reader->view.width_px * reader->view.height_px;
    uint8_t *mask = qr_arena_take(arena, pixels);
    uint32_t *runs = qr_arena_take(arena, (2 * (size_t)reader->view.width_px + 1) * sizeof *runs);
    if (mask != NULL && runs != NULL) {
        qr_binarise(&reader->view, half, runs, mask);
        qr_finder_search(&reader->view, mask, step, runs, &reader->finders);
        mark_used(reader, 0);
        const unsigned count = qr_group(&reader->finders, reader->triples);
        unsigned tried = 0;
        for (unsigned i = 0; i < count && tried < TRIPLES_TRIED_MAX && !enough(reader); i++) {
            const struct qr_triple *triple = &reader->triples[i];
            if (reader->finders.at[triple->corner].used || reader->finders.at[triple->right].used ||
                reader->finders.at[triple->below].used)
                continue;
            tried++;
            if (read_triple(reader, triple))
                hand_on(reader);
        }
    }
    arena->used = kept;
}

/* How the frame is looked at, in this order. */
struct look {
    uint32_t long_side; /* pixels to which the frame is shrunk at most */
    uint32_t share;     /* the window reaches this share of the short side each way */
    bool inverted;
};

static void take_look(struct reader *reader, const struct qr_frame *frame, const struct look *look,
                      struct qr_arena *arena)
{
    const size_t kept = arena->used;
    const uint32_t longer = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    const uint32_t factor = (longer + look->long_side - 1) / look->long_side;
    reader->view = *frame;
    reader->scale = factor;
    reader->inverted = look->inverted;
    if (factor > 1) {
        const uint32_t width = frame->width_px / factor, height = frame->height_px / factor;
        uint8_t *grey = width > 0 && height > 0 ? qr_arena_take(arena, (size_t)width * height) : NULL;
        if (grey == NULL)
            return;
        qr_shrink(frame, factor, grey);
        reader->view = (struct qr_frame){grey, width, height, width};
    }
    if (look->inverted) {
        uint8_t *grey = qr_arena_take(arena, (size_t)reader->view.width_px * reader->view.height_px);
        if (grey == NULL)
            return;
        qr_invert(&reader->view, grey);
        reader->view.grey = grey;
        reader->view.stride = reader->view.width_px;
    }
    const uint32_t shorter =
        reader->view.width_px < reader->view.height_px ? reader->view.width_px : reader->view.height_px;
    const uint32_t half = shorter / look->share;
    reader->finders.count = reader->finders.fits = 0;
    reader->work = 0;
    look_at_view(reader, arena, half < 7 ? 7 : half, 1);
    arena->used = kept;
}

size_t qr_scratch_bytes(uint32_t width_px, uint32_t height_px)
{
    if (width_px == 0 || height_px == 0 || width_px > QR_FRAME_SIDE_MAX || height_px > QR_FRAME_SIDE_MAX)
        return 0;
    const size_t pixels = (size_t)width_px * height_px;
    /* The mask, the smaller frame and its negative. */
    return qr_arena_cost(sizeof(struct reader)) + 3 * qr_arena_cost(pixels) +
           qr_arena_cost((2 * (size_t)width_px + 1) * sizeof(uint32_t));
}

unsigned qr_read(const struct qr_frame *frame, const struct qr_options *options, void *scratch, size_t scratch_len,
                 const struct qr_sink *sink)
{
    static const struct look LOOKS[] = {{LONG_SIDE, 10, false},     {LONG_SIDE, 40, false},     {LONG_SIDE, 120, false},
                                        {LONG_SIDE / 2, 20, false}, {2 * LONG_SIDE, 60, false}, {LONG_SIDE, 10, true}};
    struct qr_arena arena = {scratch, scratch_len, 0};
    struct reader *reader = qr_arena_take(&arena, sizeof *reader);
    if (reader == NULL || qr_scratch_bytes(frame->width_px, frame->height_px) > scratch_len ||
        qr_scratch_bytes(frame->width_px, frame->height_px) == 0)
        return 0;
    reader->options = options;
    reader->sink = sink;
    reader->count = reader->located.count = 0;
    for (unsigned i = 0; i < sizeof LOOKS / sizeof LOOKS[0] && !enough(reader); i++) {
        if (reader->count > 0 && (LOOKS[i].inverted || !something_left(reader)))
            break;
        take_look(reader, frame, &LOOKS[i], &arena);
    }
    if (sink->located != NULL)
        qr_located_hand_on(&reader->located, reader->quads, reader->count, sink);
    return reader->count;
}
