/* bench_sheet.c: many labels of our own at once: sheets as they leave a printer or a scanner, and a photograph.
 * Each is read by the whole program, and timed in this process beside decoding and one pass of libzbar over all pixels.
 */
#include <fcntl.h>

#include "bench.h"
#include "first_image.h"
#include "label_draw.h"
#include "picture_fixture.h"
#include "random.h"
#include "run_program.h"
#include "scanner/ladder/zbar.h"
#include "scanner/worker/serve.h"

enum { COLUMNS = 12, ROWS = 20, SHEET_LABELS = COLUMNS * ROWS, PHOTO_LABELS = 12, ROUNDS = 5, PIXELS_MAX = 100000000 };

static const double PAGE_WIDTH_MM = 210, PAGE_HEIGHT_MM = 297, MARGIN_MM = 8, SYMBOL_MM = 10.5;

static struct trc_issued issued[SHEET_LABELS];
static struct trc_symbol symbols[SHEET_LABELS];

static struct scan_frame draw_sheet(unsigned dpi)
{
    const double px = dpi / 25.4, step_x = (PAGE_WIDTH_MM - 2 * MARGIN_MM) / COLUMNS,
                 step_y = (PAGE_HEIGHT_MM - 2 * MARGIN_MM) / ROWS;
    struct scan_frame page = label_frame((uint32_t)(PAGE_WIDTH_MM * px), (uint32_t)(PAGE_HEIGHT_MM * px), 255);
    for (unsigned i = 0; i < SHEET_LABELS; i++) {
        const double left = px * (MARGIN_MM + i % COLUMNS * step_x + (step_x - SYMBOL_MM) / 2);
        const double top = px * (MARGIN_MM + i / COLUMNS * step_y + (step_y - SYMBOL_MM) / 2), size = px * SYMBOL_MM;
        const struct qr_point corners[4] = {
            {left, top}, {left + size, top}, {left + size, top + size}, {left, top + size}};
        label_draw(&page, &symbols[i], corners, 0, 255);
    }
    return page;
}

/* Uneven ground and light. */
static void paint_ground(const struct scan_frame *photo)
{
    for (uint32_t y = 0; y < photo->height_px; y++)
        for (uint32_t x = 0; x < photo->width_px; x++)
            scan_frame_row(photo, y)[x] =
                (uint8_t)(110 + 40 * sin(x / 310.0) * cos(y / 170.0) + 25 * sin((x + y) / 23.0));
}

/* What lens and sensor do: light from one side, a little blur, noise. */
static void take_photo(const struct scan_frame *photo, uint64_t *random)
{
    struct scan_frame sharp = label_frame(photo->width_px, photo->height_px, 0);
    memcpy(sharp.pixels, photo->pixels, (size_t)photo->width_px * photo->height_px);
    for (uint32_t y = 1; y + 1 < photo->height_px; y++)
        for (uint32_t x = 1; x + 1 < photo->width_px; x++) {
            unsigned sum = 0;
            for (unsigned i = 0; i < 9; i++)
                sum += scan_frame_row(&sharp, y + i / 3 - 1)[x + i % 3 - 1];
            const double light = 0.6 + 0.35 * x / photo->width_px;
            const int noise = (int)random_below(random, 13) + (int)random_below(random, 13) - 12;
            const int value = (int)(light * sum / 9) + noise;
            scan_frame_row(photo, y)[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    free(sharp.pixels);
}

static struct scan_frame draw_photo(uint64_t *random)
{
    struct scan_frame photo = label_frame(4032, 3024, 0);
    paint_ground(&photo);
    for (unsigned i = 0; i < PHOTO_LABELS; i++) {
        const double x = 500 + 1000 * (i % 4), y = 500 + 1000 * (i / 4), size = 210 + random_below(random, 120);
        const double turn = random_below(random, 628) / 100.0;
        struct qr_point corners[4];
        for (unsigned k = 0; k < 4; k++) {
            const double angle = turn + M_PI / 2 * k, reach = size * (0.85 + random_below(random, 30) / 100.0);
            corners[k] = (struct qr_point){x + reach * cos(angle), y + 0.8 * reach * sin(angle)};
        }
        label_draw(&photo, &symbols[i], corners, 35, 225);
    }
    take_photo(&photo, random);
    return photo;
}

/* A colour JPEG as a telephone writes them. */
static struct picture_file photo_file(const struct scan_frame *photo)
{
    const struct jpeg_recipe recipe = {
        .width = photo->width_px, .height = photo->height_px, .in = JCS_RGB, .stored = JCS_YCbCr, .subsampled = true};
    const size_t pixels = (size_t)photo->width_px * photo->height_px;
    uint8_t *rgb = malloc(3 * pixels);
    fixture_need(rgb != NULL, "malloc");
    for (size_t i = 0; i < pixels; i++) {
        rgb[3 * i] = photo->pixels[i];
        rgb[3 * i + 1] = (uint8_t)(photo->pixels[i] * 19 / 20);
        rgb[3 * i + 2] = (uint8_t)(photo->pixels[i] * 17 / 20);
    }
    struct picture_file file = jpeg_make(&recipe, rgb);
    free(rgb);
    return file;
}

static struct picture_file sheet_file(const struct scan_frame *page)
{
    const struct png_recipe recipe = {
        .width = page->width_px, .height = page->height_px, .colour_type = PNG_COLOR_TYPE_GRAY, .depth = 8, .level = 1};
    return png_make(&recipe, page->pixels, page->width_px);
}

/* What was read of the labels at hand. */
struct tally {
    unsigned labels, read, other;
    bool seen[SHEET_LABELS];
};

static void count_text(void *context, const struct scan_symbol *symbol)
{
    struct tally *tally = context;
    for (unsigned i = 0; i < tally->labels; i++)
        if (symbol->text_len == issued[i].text_len && memcmp(symbol->text, issued[i].text, symbol->text_len) == 0) {
            tally->read += !tally->seen[i];
            tally->other += tally->seen[i];
            tally->seen[i] = true;
            return;
        }
    tally->other++;
}

static void ignore_located(void *context, const struct scan_located *located)
{
    (void)context;
    (void)located;
}

struct job {
    int fd;
    struct tally tally;
};

static void read_all(void *context, size_t count)
{
    struct job *job = context;
    (void)count;
    const struct scan_request request = {.max_pixels = PIXELS_MAX};
    struct scan_reply reply = {.sink = {count_text, ignore_located, &job->tally}};
    lseek(job->fd, 0, SEEK_SET);
    scan_serve_picture(job->fd, &request, &reply);
}

static void read_zbar(void *context, size_t count)
{
    struct job *job = context;
    struct scan_outcome outcome;
    (void)count;
    lseek(job->fd, 0, SEEK_SET);
    struct scan_frame frame = first_image_read(job->fd, PIXELS_MAX, &outcome);
    scan_zbar_qr(&frame, &(struct scan_sink){count_text, ignore_located, &job->tally});
    free(frame.pixels);
}

/* How many texts the whole program prints, and its time. */
static unsigned read_by_program(int fd, unsigned labels, double *ms, long *rss_kib)
{
    char path[64];
    unsigned read = 0;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), fd);
    struct program_run run = program_run((const char *const[]){TRC_SCAN, "--decode-only", "--json", "-q", path, NULL});
    for (unsigned i = 0; i < labels; i++)
        read += strstr(run.out, issued[i].text) != NULL;
    *ms = run.wall_ms;
    *rss_kib = run.max_rss_kib;
    program_run_free(&run);
    return read;
}

static void bench_picture(const char *what, struct picture_file file, unsigned labels)
{
    double ours[ROUNDS], zbar[ROUNDS], program_ms;
    long rss_kib;
    struct job our_job = {.fd = memory_file(file.bytes, file.len)}, zbar_job = our_job;
    for (unsigned i = 0; i < ROUNDS; i++) {
        our_job.tally = zbar_job.tally = (struct tally){.labels = labels};
        ours[i] = 1e3 * bench_seconds(read_all, &our_job, 1);
        zbar[i] = 1e3 * bench_seconds(read_zbar, &zbar_job, 1);
    }
    const unsigned read = read_by_program(our_job.fd, labels, &program_ms, &rss_kib);
    const double our_ms = bench_median(ours, ROUNDS), zbar_ms = bench_median(zbar, ROUNDS);
    printf("%-26s ours %3u of %u (others %u) %7.1f ms   decode and one zbar pass %3u %7.1f ms   ratio of times %.2f   "
           "trc-scan %u, %.0f ms, %ld KiB\n",
           what, our_job.tally.read, labels, our_job.tally.other, our_ms, zbar_job.tally.read, zbar_ms,
           our_ms / zbar_ms, read, program_ms, rss_kib);
    close(our_job.fd);
    free(file.bytes);
}

int main(void)
{
    static const unsigned DPI[] = {200, 300, 600};
    static struct trc_keyring ring;
    uint64_t random = random_seed();
    fixture_ring(&ring);
    for (unsigned i = 0; i < SHEET_LABELS; i++)
        label_issue(&ring, i + 1, &issued[i], &symbols[i]);
    for (unsigned i = 0; i < sizeof DPI / sizeof DPI[0]; i++) {
        char what[64];
        struct scan_frame page = draw_sheet(DPI[i]);
        snprintf(what, sizeof what, "A4 at %u dpi, 240 labels", DPI[i]);
        bench_picture(what, sheet_file(&page), SHEET_LABELS);
        free(page.pixels);
    }
    struct scan_frame photo = draw_photo(&random);
    bench_picture("JPEG of 12 MP, 12 labels", photo_file(&photo), PHOTO_LABELS);
    free(photo.pixels);
    return 0;
}
