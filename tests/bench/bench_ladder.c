/* bench_ladder.c: the ladder beside other orders and preparations, on other people's pictures (shared/data/qr).
 *   bench_ladder [PREFIX]     codes and time of: one libzbar pass, libzbar first and then our reader, and the ladder
 *   bench_ladder -p [PREFIX]  what libzbar adds to our reader on frames prepared in different ways, and at what cost
 * All get the same decoded frames. */
#include <fcntl.h>
#include <unistd.h>

#include "bench.h"
#include "first_image.h"
#include "scanner/ladder/prepare.h"
#include "scanner/ladder/zbar.h"
#include "scanner/qr/qr.h"
#include "shared_data.h"

enum { LINE_MAX_LEN = 65536, PIXELS_MAX = 100000000, SMALL_SIDE = 1600 };

/* The places at which codes were read in one frame. */
struct places {
    struct scan_seen seen;
    double scale; /* of what is read next, in the frame's pixels */
    unsigned rungs[SCAN_RUNG_COUNT];
    unsigned fresh; /* read at a place of its own */
};

static void note(void *context, const struct scan_symbol *symbol)
{
    struct places *places = context;
    struct scan_point quad[4];
    for (unsigned i = 0; i < 4; i++)
        quad[i] = (struct scan_point){(int32_t)(symbol->quad[i].x * places->scale),
                                      (int32_t)(symbol->quad[i].y * places->scale)};
    if (symbol->symbology != SCAN_SYMBOLOGY_QR || !scan_seen_add(&places->seen, quad))
        return;
    places->fresh++;
    places->rungs[symbol->rung]++;
}

static void ignore_located(void *context, const struct scan_located *located)
{
    (void)context;
    (void)located;
}

static void climb(const struct scan_frame *frame, struct places *places)
{
    static struct scan_ladder ladder;
    memset(&ladder, 0, sizeof ladder);
    scan_ladder_read(&ladder, frame, 1, &(struct scan_sink){note, ignore_located, places});
}

static void pass_zbar(const struct scan_frame *frame, struct places *places)
{
    scan_zbar_qr(frame, &(struct scan_sink){.take = note, .context = places});
}

static void note_ours(void *context, const struct qr_symbol *symbol)
{
    struct scan_symbol out = {.symbology = SCAN_SYMBOLOGY_QR};
    for (unsigned i = 0; i < 4; i++)
        out.quad[i] = (struct scan_point){(int32_t)symbol->corners[i].x, (int32_t)symbol->corners[i].y};
    note(context, &out);
}

/* Our reader looks whatever was read before it: what it sees is needed to know whether anything is left. */
static void zbar_first(const struct scan_frame *frame, struct places *places)
{
    static struct qr_quad known[SCAN_SYMBOLS_MAX];
    const struct qr_frame view = {frame->pixels, frame->width_px, frame->height_px, frame->width_px};
    const size_t len = qr_scratch_bytes(view.width_px, view.height_px);
    void *scratch = malloc(len);
    pass_zbar(frame, places);
    for (unsigned i = 0; i < 4 * places->seen.count; i++)
        known[i / 4].corner[i % 4] =
            (struct qr_point){places->seen.quads[i / 4][i % 4].x, places->seen.quads[i / 4][i % 4].y};
    const struct qr_options options = {.known = known, .known_count = places->seen.count};
    if (scratch != NULL)
        qr_read(&view, &options, scratch, len, &(struct qr_sink){.take = note_ours, .context = places});
    free(scratch);
}

static struct scan_frame copy_of(const struct scan_frame *frame)
{
    return scan_prepare_shrunk(frame, 1);
}

static int at(const struct scan_frame *frame, int64_t x, int64_t y)
{
    const int64_t right = frame->width_px - 1, bottom = frame->height_px - 1;
    return scan_frame_row(frame, (uint32_t)(y < 0 ? 0 : y > bottom ? bottom : y))[x < 0 ? 0 : x > right ? right : x];
}

/* A small Gaussian; `sharpen` takes it out twice instead. */
static struct scan_frame blurred(const struct scan_frame *frame, bool sharpen)
{
    struct scan_frame out = copy_of(frame);
    for (uint32_t y = 0; y < out.height_px; y++)
        for (uint32_t x = 0; x < out.width_px; x++) {
            int sum = 0;
            for (int i = 0; i < 9; i++)
                sum += (i % 3 == 1 ? 2 : 1) * (i / 3 == 1 ? 2 : 1) *
                       at(frame, (int64_t)x + i % 3 - 1, (int64_t)y + i / 3 - 1);
            const int value = sharpen ? 3 * at(frame, x, y) - 2 * (sum / 16) : sum / 16;
            scan_frame_row(&out, y)[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    return out;
}

static struct scan_frame doubled(const struct scan_frame *frame)
{
    struct scan_frame out = {malloc(4 * (size_t)frame->width_px * frame->height_px), 2 * frame->width_px,
                             2 * frame->height_px};
    for (uint32_t y = 0; y < out.height_px; y++)
        for (uint32_t x = 0; x < out.width_px; x++) {
            const int64_t u = ((int64_t)x - 1) >> 1, v = ((int64_t)y - 1) >> 1;
            const int wu = x % 2 == 0 ? 1 : 3, wv = y % 2 == 0 ? 1 : 3; /* quarters of the left and upper pixel */
            const int top = wu * at(frame, u, v) + (4 - wu) * at(frame, u + 1, v);
            const int bottom = wu * at(frame, u, v + 1) + (4 - wu) * at(frame, u + 1, v + 1);
            scan_frame_row(&out, y)[x] = (uint8_t)((wv * top + (4 - wv) * bottom + 8) / 16);
        }
    return out;
}

enum preparation { PLAIN, SHRUNK, THRESHOLD, SMALLER, BLURRED, SHARPENED, DOUBLED, INVERTED, PREPARATION_COUNT };

static const char *const PREPARATIONS[PREPARATION_COUNT] = {
    [PLAIN] = "as it is",
    [SHRUNK] = "shrunk to 1,600 pixels",
    [THRESHOLD] = "shrunk, threshold",
    [SMALLER] = "shrunk to 1,024, threshold",
    [BLURRED] = "shrunk, blurred, threshold",
    [SHARPENED] = "shrunk, sharpened, threshold",
    [DOUBLED] = "shrunk, twice up",
    [INVERTED] = "shrunk, threshold, inverted",
};

static struct scan_frame prepare(const struct scan_frame *frame, enum preparation how, double *scale)
{
    const uint32_t factor = how == PLAIN ? 1 : scan_prepare_factor(frame, how == SMALLER ? 1024 : SMALL_SIDE);
    struct scan_frame out = scan_prepare_shrunk(frame, factor), before = out;
    *scale = factor;
    if (how == BLURRED || how == SHARPENED)
        out = blurred(&before, how == SHARPENED);
    else if (how == DOUBLED)
        out = doubled(&before);
    *scale /= how == DOUBLED ? 2 : 1;
    if (out.pixels != before.pixels)
        free(before.pixels);
    before = out;
    if (how != PLAIN && how != SHRUNK && how != DOUBLED) {
        out = scan_prepare_threshold(&before);
        free(before.pixels);
    }
    for (size_t i = 0; how == INVERTED && i < (size_t)out.width_px * out.height_px; i++)
        out.pixels[i] ^= 0xFF;
    return out;
}

struct column {
    unsigned read;
    double ms;
};

struct totals {
    unsigned pictures, codes;
    struct column ours, orders[3], preparations[PREPARATION_COUNT];
    unsigned rungs[SCAN_RUNG_COUNT];
};

static double ms_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static unsigned at_most(unsigned value, unsigned most)
{
    return value < most ? value : most;
}

static void compare_orders(const struct scan_frame *frame, unsigned codes, struct totals *totals)
{
    static void (*const ORDERS[3])(const struct scan_frame *, struct places *) = {pass_zbar, zbar_first, climb};
    static struct places places;
    for (unsigned i = 0; i < 3; i++) {
        memset(&places, 0, sizeof places);
        places.scale = 1;
        const double start = ms_now();
        ORDERS[i](frame, &places);
        totals->orders[i].ms += ms_now() - start;
        totals->orders[i].read += at_most(places.fresh, codes);
    }
    for (unsigned i = 0; i < SCAN_RUNG_COUNT; i++)
        totals->rungs[i] += places.rungs[i];
}

/* What libzbar reads beyond our reader. */
static void compare_preparations(const struct scan_frame *frame, struct totals *totals)
{
    static struct places ours, more;
    memset(&ours, 0, sizeof ours);
    ours.scale = 1;
    const struct qr_frame view = {frame->pixels, frame->width_px, frame->height_px, frame->width_px};
    const size_t len = qr_scratch_bytes(view.width_px, view.height_px);
    void *scratch = malloc(len);
    double start = ms_now();
    if (scratch != NULL)
        qr_read(&view, &(struct qr_options){0}, scratch, len, &(struct qr_sink){.take = note_ours, .context = &ours});
    totals->ours.ms += ms_now() - start;
    totals->ours.read += ours.fresh;
    free(scratch);
    for (enum preparation how = 0; how < PREPARATION_COUNT; how++) {
        more = ours;
        more.fresh = 0;
        start = ms_now();
        struct scan_frame prepared = prepare(frame, how, &more.scale);
        pass_zbar(&prepared, &more);
        totals->preparations[how].ms += ms_now() - start;
        totals->preparations[how].read += more.fresh;
        free(prepared.pixels);
    }
}

static void print_totals(const char *prefix, const struct totals *totals, bool preparations)
{
    static const char *const ORDERS[3] = {"one libzbar pass", "libzbar, then our reader", "the ladder"};
    const double pictures = totals->pictures;
    printf("%s: %u pictures, %u codes\n", prefix, totals->pictures, totals->codes);
    for (unsigned i = 0; !preparations && i < 3; i++)
        printf("  %-30s %4u read %8.1f ms a picture\n", ORDERS[i], totals->orders[i].read,
               totals->orders[i].ms / pictures);
    for (enum scan_rung i = 0; !preparations && i < SCAN_RUNG_COUNT; i++)
        printf("    rung %-12s %4u\n", scan_rung_name(i), totals->rungs[i]);
    if (preparations)
        printf("  %-30s %4u read %8.1f ms a picture\n", "our reader", totals->ours.read, totals->ours.ms / pictures);
    for (enum preparation i = 0; preparations && i < PREPARATION_COUNT; i++)
        printf("  libzbar %-30s adds %3u for %8.1f ms a picture\n", PREPARATIONS[i], totals->preparations[i].read,
               totals->preparations[i].ms / pictures);
}

int main(int argc, char **argv)
{
    static struct totals totals;
    static char line[LINE_MAX_LEN], manifest[4096], path[8192];
    const bool preparations = argc > 1 && strcmp(argv[1], "-p") == 0;
    const char *prefix = argc > 1 + preparations ? argv[1 + preparations] : "";
    if (!shared_data_path("qr/manifest.tsv", manifest, sizeof manifest))
        return 0;
    FILE *file = fopen(manifest, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        struct scan_outcome outcome;
        char *codes = strchr(line, '\t');
        if (line[0] == '#' || codes == NULL || strncmp(line, prefix, strlen(prefix)) != 0)
            continue;
        *codes++ = '\0';
        snprintf(path, sizeof path, "%.*s/%.3000s", (int)(strrchr(manifest, '/') - manifest), manifest, line);
        const int fd = open(path, O_RDONLY);
        struct scan_frame frame = first_image_read(fd, PIXELS_MAX, &outcome);
        close(fd);
        if (frame.pixels == NULL)
            continue;
        const unsigned count = (unsigned)strtoul(codes, NULL, 10);
        totals.pictures++;
        totals.codes += count;
        if (preparations)
            compare_preparations(&frame, &totals);
        else
            compare_orders(&frame, count, &totals);
        free(frame.pixels);
    }
    if (file != NULL)
        fclose(file);
    print_totals(prefix, &totals, preparations);
    return 0;
}
