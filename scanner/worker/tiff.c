/* tiff.c: the pages of a TIFF through libtiff, by strips or tiles. */
#include "scanner/worker/tiff.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/worker/codecs.h"

/* Tiles may reach over the picture. So many times as many pixels as it has, and some, are decoded for it at most. */
enum { TILES_EXCESS = 4, TILES_BASE = 64 << 20 };

struct page {
    struct scan_decoding *decoding;
    TIFF *tiff;
    uint32_t width, height;
    struct tiff_samples samples;
    bool foreign;   /* its samples are known to libtiff alone, which makes RGBA of them */
    uint8_t *block; /* a row, a tile, or a strip or tile as RGBA */
    uint8_t *spare; /* a row of samples */
    uint32_t rows_done;
};

/* --- libtiff's calls --------------------------------------------------------------------------------------------- */

static tmsize_t read_bytes(thandle_t handle, void *out, tmsize_t len)
{
    struct scan_decoding *decoding = handle;
    return (tmsize_t)scan_input_read(&decoding->input, out, (size_t)len);
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t len)
{
    (void)handle;
    (void)bytes;
    (void)len;
    return -1;
}

static toff_t size_of(thandle_t handle)
{
    struct scan_decoding *decoding = handle;
    return scan_input_size(&decoding->input);
}

static toff_t seek_to(thandle_t handle, toff_t offset, int whence)
{
    struct scan_decoding *decoding = handle;
    if (whence == SEEK_CUR)
        offset += scan_input_tell(&decoding->input);
    else if (whence == SEEK_END)
        offset += size_of(handle);
    scan_input_seek(&decoding->input, offset);
    return offset;
}

static int close_input(thandle_t handle)
{
    (void)handle;
    return 0;
}

static int on_error(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments)
{
    char message[SCAN_DETAIL_MAX + 1];
    (void)tiff;
    (void)module;
    vsnprintf(message, sizeof message, format, arguments);
    scan_decoding_fail_here(context, message);
    return 1;
}

static int on_warning(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments)
{
    (void)tiff;
    (void)context;
    (void)module;
    (void)format;
    (void)arguments;
    return 1;
}

/* --- one page ---------------------------------------------------------------------------------------------------- */

/* Part of a page that is decoded in one go. */
struct block {
    uint32_t x, y, width, height; /* as stored; may reach over the page */
};

/* RGBA as libtiff makes it: the lowest row first, colours multiplied by their opacity. */
static void grey_of_rgba(const uint32_t *in, uint32_t width, uint8_t *out)
{
    for (uint32_t x = 0; x < width; x++)
        out[x] =
            scan_flatten_premultiplied(scan_grey(TIFFGetR(in[x]), TIFFGetG(in[x]), TIFFGetB(in[x])), TIFFGetA(in[x]));
}

static bool decode_block(struct page *page, const struct block *block)
{
    TIFF *tiff = page->tiff;
    const bool tiled = TIFFIsTiled(tiff);
    if (page->foreign)
        return tiled ? TIFFReadRGBATileExt(tiff, block->x, block->y, (uint32_t *)page->block, 1)
                     : TIFFReadRGBAStripExt(tiff, block->y, (uint32_t *)page->block, 1);
    return tiled ? TIFFReadTile(tiff, page->block, block->x, block->y, 0, 0) >= 0
                 : TIFFReadScanline(tiff, page->block, block->y, 0) >= 0;
}

/* Lays a decoded block into the frame, as far as it lies in it. */
static void put_block(struct page *page, const struct block *block)
{
    const struct scan_frame *frame = &page->decoding->image.frame;
    const uint32_t right = page->width - block->x, below = page->height - block->y;
    const uint32_t width = block->width < right ? block->width : right;
    const uint32_t height = block->height < below ? block->height : below;
    const uint32_t stored_height = TIFFIsTiled(page->tiff) ? block->height : height;
    const size_t row_len = TIFFIsTiled(page->tiff) ? (size_t)TIFFTileRowSize(page->tiff) : 0;
    if (block->y + height > page->rows_done) { /* white paper, should parts be missing */
        memset(scan_frame_row(frame, page->rows_done), 0xFF,
               (size_t)(block->y + height - page->rows_done) * page->width);
        page->rows_done = block->y + height;
    }
    for (uint32_t y = 0; y < height; y++) {
        uint8_t *out = scan_frame_row(frame, block->y + y) + block->x;
        if (page->foreign)
            grey_of_rgba((const uint32_t *)page->block + (size_t)(stored_height - 1 - y) * block->width, width, out);
        else
            scan_tiff_grey(&page->samples, page->block + y * row_len, width, page->spare, out);
    }
}

/* All blocks; of a strip that fails the rest is passed over. */
static void read_blocks(struct page *page, uint32_t width, uint32_t height, uint32_t rows_per_strip)
{
    struct block block = {.width = width, .height = height};
    while (block.y < page->height) {
        bool ok = true;
        for (block.x = 0; block.x < page->width; block.x += width) {
            ok = decode_block(page, &block);
            if (ok)
                put_block(page, &block);
        }
        block.y += ok || rows_per_strip <= height ? height : rows_per_strip - block.y % rows_per_strip;
    }
}

/* How large are blocks, and their memory? @return false when there may not be so much. */
static bool plan_blocks(struct page *page, uint32_t *width, uint32_t *height, uint32_t *rows_per_strip)
{
    TIFF *tiff = page->tiff;
    uint64_t bytes;
    *rows_per_strip = page->height;
    *width = page->width;
    *height = 1;
    if (TIFFIsTiled(tiff)) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, height);
        bytes = TIFFTileSize64(tiff);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, rows_per_strip);
        if (*rows_per_strip == 0 || *rows_per_strip > page->height)
            *rows_per_strip = page->height;
        if (page->foreign)
            *height = *rows_per_strip;
        bytes = TIFFScanlineSize64(tiff);
    }
    if (*width == 0 || *height == 0)
        return false;
    const uint64_t across = (page->width - 1) / *width + 1, down = (page->height - 1) / *height + 1;
    const uint64_t pixels = (uint64_t)*width * *height;
    if (page->foreign)
        bytes = sizeof(uint32_t) * pixels;
    if (pixels > UINT32_MAX ||
        across * down * pixels > TILES_EXCESS * (uint64_t)page->width * page->height + TILES_BASE) {
        scan_decoding_fail(page->decoding, SCAN_DAMAGED, "tiles are far larger than the page");
        return false;
    }
    const uint64_t spare = (uint64_t)*width * page->samples.count;
    if (!scan_decoding_may_have(page->decoding, bytes + spare))
        return false;
    page->block = calloc(1, (size_t)bytes + 1);
    page->spare = malloc((size_t)spare + 1);
    if (page->block == NULL || page->spare == NULL)
        scan_decoding_fail(page->decoding, SCAN_NO_MEMORY, "");
    return page->block != NULL && page->spare != NULL;
}

/* Thumbnails and masks go along with the page that they belong to. */
static bool is_page(TIFF *tiff)
{
    uint32_t kind = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
    return (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
}

static void read_page(struct scan_decoding *decoding, TIFF *tiff)
{
    struct page page = {.decoding = decoding, .tiff = tiff};
    uint32_t width, height, rows_per_strip;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_IMAGEWIDTH, &page.width);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_IMAGELENGTH, &page.height);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT); /* corners are told as stored */
    if (!scan_decoding_begin(decoding, page.width, page.height))
        return;
    page.foreign = !scan_tiff_samples_of(tiff, &page.samples);
    if (plan_blocks(&page, &width, &height, &rows_per_strip))
        read_blocks(&page, width, height, rows_per_strip);
    free(page.block);
    free(page.spare);
    scan_frame_cut(&decoding->image.frame, page.rows_done);
    scan_decoding_show(decoding);
}

static void read_pages(struct scan_decoding *decoding, TIFF *tiff)
{
    do {
        if (is_page(tiff)) {
            read_page(decoding, tiff);
            decoding->image.page++;
        } else if (!scan_decoding_count(decoding, 0, 0)) {
            return;
        }
    } while (decoding->outcome->result != SCAN_TOO_MANY && TIFFReadDirectory(tiff));
}

static TIFFOpenOptions *make_options(struct scan_decoding *decoding)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options != NULL) {
        TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)scan_decoding_memory(decoding));
        TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, decoding);
        TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, decoding);
    }
    return options;
}

void scan_tiff_read(struct scan_decoding *decoding)
{
    TIFFOpenOptions *options = make_options(decoding);
    TIFF *tiff = options == NULL ? NULL
                                 : TIFFClientOpenExt("", "rm", decoding, read_bytes, write_bytes, seek_to, close_input,
                                                     size_of, NULL, NULL, options);
    if (options != NULL)
        TIFFOpenOptionsFree(options);
    if (tiff == NULL) {
        scan_decoding_fail_here(decoding, "no TIFF that is known");
        return;
    }
    read_pages(decoding, tiff);
    TIFFClose(tiff);
}
