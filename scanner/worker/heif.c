/* heif.c: the images of a HEIC or AVIF file: single ones and grids of tiles, with their opacity, to grey. */
#include <stdlib.h>
#include <string.h>

#include "scanner/worker/heif_items.h"
#include "scanner/worker/luma.h"

/* A grid of more tiles is an attack, and so is one for which far more pixels are decoded than it has, or far more bytes
 * read than the file has. Tiles of one colour may share their bytes. */
enum { TILES_MAX = 1024, TILES_EXCESS = 4, TILES_BASE = 1 << 24, BYTES_BASE = 1 << 24 };

enum {
    TYPE_HVC1 = HEIF_TYPE('h', 'v', 'c', '1'),
    TYPE_AV01 = HEIF_TYPE('a', 'v', '0', '1'),
    TYPE_GRID = HEIF_TYPE('g', 'r', 'i', 'd'),
};

struct heif_job {
    struct scan_decoding *decoding;
    struct heif_items items;
    uint64_t pixels_decoded, bytes_read;
};

/* Where the plane of one coded image goes to. */
struct drawing {
    struct heif_job *job;
    struct scan_frame *frame;
    uint32_t x, y;
    uint32_t rows_done;
    int full_range; /* as the file says; -1 when it leaves that to the codec */
};

static uint32_t u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t u16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

struct size {
    uint32_t width, height;
};

/* The size of an item as the file tells it; nothing when it does not. */
static struct size size_of(const struct heif_job *job, uint32_t id)
{
    enum { VERSION = 4, LEN = 12 };
    const struct heif_span extents = scan_heif_property(&job->items, id, HEIF_TYPE('i', 's', 'p', 'e'));
    if (extents.len < LEN)
        return (struct size){0, 0};
    return (struct size){u32(extents.at + VERSION), u32(extents.at + VERSION + 4)};
}

static uint32_t id_at(struct heif_span ids, unsigned id_size, size_t i)
{
    const uint8_t *at = ids.at + i * id_size;
    return id_size == 2 ? u16(at) : u32(at);
}

static void fail(const struct heif_job *job, const char *message)
{
    scan_decoding_fail(job->decoding, SCAN_DAMAGED, message);
}

static bool is_coded(const struct heif_item *item)
{
    return item->type == TYPE_HVC1 || item->type == TYPE_AV01;
}

/* --- one coded image ---------------------------------------------------------------------------------------------- */

/* Video keeps brightness between 16 and 235. */
static void fill_greys(uint8_t grey[256], bool full_range)
{
    for (int luma = 0; luma < 256; luma++) {
        const int stretched = ((luma - 16) * 255 + 109) / 219;
        grey[luma] = (uint8_t)(full_range ? luma : luma <= 16 ? 0 : stretched > 255 ? 255 : stretched);
    }
}

static void copy_row(const struct scan_luma *luma, uint32_t y, uint32_t count, const uint8_t grey[256], uint8_t *out)
{
    const uint8_t *in = luma->plane + y * luma->stride;
    const unsigned shift = luma->bits - 8;
    for (uint32_t x = 0; x < count; x++)
        if (shift == 0) {
            out[x] = grey[in[x]];
        } else {
            uint16_t sample;
            memcpy(&sample, in + 2 * x, sizeof sample);
            out[x] = grey[(uint8_t)(sample >> shift)];
        }
}

static void draw(void *context, const struct scan_luma *luma)
{
    struct drawing *drawing = context;
    const struct scan_frame *frame = drawing->frame;
    uint8_t grey[256];
    drawing->job->pixels_decoded += (uint64_t)luma->width_px * luma->height_px;
    if (drawing->x >= frame->width_px || drawing->y >= frame->height_px || luma->bits < 8 || luma->bits > 16)
        return;
    const uint32_t right = frame->width_px - drawing->x, below = frame->height_px - drawing->y;
    const uint32_t width = luma->width_px < right ? luma->width_px : right;
    const uint32_t height = luma->height_px < below ? luma->height_px : below;
    if (drawing->y + height > drawing->rows_done) { /* white paper, should tiles be missing */
        memset(scan_frame_row(frame, drawing->rows_done), 0xFF,
               (size_t)(drawing->y + height - drawing->rows_done) * frame->width_px);
        drawing->rows_done = drawing->y + height;
    }
    fill_greys(grey, drawing->full_range < 0 ? luma->full_range : drawing->full_range);
    for (uint32_t y = 0; y < height; y++)
        copy_row(luma, y, width, grey, scan_frame_row(frame, drawing->y + y) + drawing->x);
}

/* Decodes an item of coded pixels and draws it. */
static void draw_coded(struct drawing *drawing, const struct heif_item *item)
{
    struct heif_job *job = drawing->job;
    const bool av1 = item->type == TYPE_AV01;
    const struct heif_span config =
        scan_heif_property(&job->items, item->id, av1 ? HEIF_TYPE('a', 'v', '1', 'C') : HEIF_TYPE('h', 'v', 'c', 'C'));
    struct scan_coded coded = {
        .config = config.at, .config_len = config.len, .memory = scan_decoding_memory(job->decoding) / 4 * 3};
    uint8_t *data = scan_heif_item_read(&job->items, item->id, &coded.len);
    if (data == NULL)
        return;
    coded.data = data;
    job->bytes_read += coded.len;
    const enum scan_result result = (av1 ? scan_av1_decode : scan_hevc_decode)(&coded, draw, drawing);
    free(data);
    if (result != SCAN_READ)
        scan_decoding_fail(job->decoding, result, av1 ? "an AV1 image is damaged" : "an HEVC image is damaged");
}

/* --- a grid of them ----------------------------------------------------------------------------------------------- */

static void draw_tiles(struct drawing *drawing, struct heif_span ids, unsigned id_size, uint32_t columns)
{
    struct heif_job *job = drawing->job;
    const uint64_t pixels = (uint64_t)drawing->frame->width_px * drawing->frame->height_px;
    const uint64_t file = scan_input_size(&job->decoding->input);
    const struct size tile = size_of(job, id_at(ids, id_size, 0)); /* all have the same */
    for (uint32_t i = 0; i < ids.len / id_size; i++) {
        struct heif_item item;
        drawing->x = i % columns * tile.width;
        drawing->y = i / columns * tile.height;
        if (!scan_heif_item_find(&job->items, id_at(ids, id_size, i), &item) || !is_coded(&item))
            fail(job, "a tile is missing");
        else
            draw_coded(drawing, &item);
        if (job->pixels_decoded > TILES_EXCESS * pixels + TILES_BASE || job->bytes_read > file + BYTES_BASE) {
            fail(job, "tiles are far larger than the image");
            return;
        }
    }
}

static void draw_grid(struct drawing *drawing, const struct heif_item *item)
{
    enum { ROWS_AT = 2, COLUMNS_AT = 3, GRID_MIN = 8 };
    struct heif_job *job = drawing->job;
    size_t len;
    unsigned id_size;
    uint8_t *grid = scan_heif_item_read(&job->items, item->id, &len);
    const uint32_t rows = len < GRID_MIN ? 0 : grid[ROWS_AT] + 1u, columns = len < GRID_MIN ? 0 : grid[COLUMNS_AT] + 1u;
    free(grid);
    const struct heif_span ids = scan_heif_references(&job->items, item->id, HEIF_TYPE('d', 'i', 'm', 'g'), &id_size);
    if (rows == 0 || rows * columns > TILES_MAX || ids.len != (size_t)rows * columns * id_size)
        fail(job, "a grid has not the tiles that it should");
    else
        draw_tiles(drawing, ids, id_size, columns);
}

/* --- an image with its opacity ------------------------------------------------------------------------------------ */

static bool is_image(const struct heif_item *item)
{
    return is_coded(item) || item->type == TYPE_GRID;
}

/* 1 or 0 as the file says, -1 when it does not. */
static int range_of(const struct heif_job *job, uint32_t id)
{
    enum { RANGE_AT = 10, LEN = 11 };
    const struct heif_span colours = scan_heif_property(&job->items, id, HEIF_TYPE('c', 'o', 'l', 'r'));
    return colours.len < LEN || u32(colours.at) != HEIF_TYPE('n', 'c', 'l', 'x') ? -1 : colours.at[RANGE_AT] >> 7;
}

/* @return How many rows of the frame were drawn. */
static uint32_t draw_image(struct heif_job *job, const struct heif_item *item, struct scan_frame *frame)
{
    struct drawing drawing = {.job = job, .frame = frame, .full_range = range_of(job, item->id)};
    job->pixels_decoded = job->bytes_read = 0;
    if (item->type == TYPE_GRID)
        draw_grid(&drawing, item);
    else
        draw_coded(&drawing, item);
    return drawing.rows_done;
}

/* Does an item serve another one in this way? */
static bool refers_to(const struct heif_job *job, uint32_t from, uint32_t type, uint32_t to)
{
    unsigned id_size;
    const struct heif_span ids = scan_heif_references(&job->items, from, type, &id_size);
    for (size_t i = 0; i < ids.len / id_size; i++)
        if (id_at(ids, id_size, i) == to)
            return true;
    return false;
}

static bool is_opacity(const struct heif_job *job, const struct heif_item *item)
{
    static const char alpha[] = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", hevc[] = "urn:mpeg:hevc:2015:auxid:1";
    enum { VERSION = 4 };
    struct heif_span kind = scan_heif_property(&job->items, item->id, HEIF_TYPE('a', 'u', 'x', 'C'));
    return (kind.len >= VERSION + sizeof alpha && memcmp(kind.at + VERSION, alpha, sizeof alpha) == 0) ||
           (kind.len >= VERSION + sizeof hevc && memcmp(kind.at + VERSION, hevc, sizeof hevc) == 0);
}

static bool find_opacity(const struct heif_job *job, uint32_t of, struct heif_item *out)
{
    for (uint32_t i = 0; scan_heif_item_at(&job->items, i, out); i++)
        if (is_image(out) && refers_to(job, out->id, HEIF_TYPE('a', 'u', 'x', 'l'), of) && is_opacity(job, out))
            return true;
    return false;
}

/* Lays the image on white paper, if a second one tells how opaque it is. */
static void flatten(struct heif_job *job, uint32_t id, uint32_t rows)
{
    struct scan_frame *frame = &job->decoding->image.frame, alpha = {0};
    const struct size size = {frame->width_px, frame->height_px};
    struct heif_item item;
    if (!find_opacity(job, id, &item) || size_of(job, item.id).width != size.width ||
        size_of(job, item.id).height != size.height ||
        !scan_frame_alloc(&alpha, size.width, size.height, job->decoding->outcome))
        return;
    const bool multiplied = refers_to(job, id, HEIF_TYPE('p', 'r', 'e', 'm'), item.id);
    const uint32_t alpha_rows = draw_image(job, &item, &alpha), both = rows < alpha_rows ? rows : alpha_rows;
    for (size_t i = 0; i < (size_t)both * size.width; i++)
        frame->pixels[i] = multiplied ? scan_flatten_premultiplied(frame->pixels[i], alpha.pixels[i])
                                      : scan_flatten(frame->pixels[i], alpha.pixels[i]);
    scan_frame_free(&alpha);
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static void show_image(struct heif_job *job, const struct heif_item *item)
{
    struct scan_decoding *decoding = job->decoding;
    const struct size size = size_of(job, item->id);
    if (!scan_decoding_begin(decoding, size.width, size.height))
        return;
    const uint32_t rows = draw_image(job, item, &decoding->image.frame);
    flatten(job, item->id, rows);
    scan_frame_cut(&decoding->image.frame, rows);
    scan_decoding_show(decoding);
    decoding->image.page++;
}

/* Not a tile, a thumbnail, or the opacity or depth of another image. */
static bool is_shown(const struct heif_job *job, const struct heif_item *item)
{
    unsigned id_size;
    return is_image(item) && !item->hidden &&
           scan_heif_references(&job->items, item->id, HEIF_TYPE('t', 'h', 'm', 'b'), &id_size).at == NULL &&
           scan_heif_references(&job->items, item->id, HEIF_TYPE('a', 'u', 'x', 'l'), &id_size).at == NULL;
}

/* The main image is page 1; the others follow in the file's order. */
static void show_images(struct heif_job *job)
{
    struct heif_item item;
    if (!scan_heif_item_find(&job->items, job->items.primary, &item) || !is_image(&item)) {
        fail(job, "the main image is neither HEVC nor AV1");
        return;
    }
    show_image(job, &item);
    for (uint32_t i = 0; scan_heif_item_at(&job->items, i, &item) && job->decoding->outcome->result != SCAN_TOO_MANY;
         i++)
        if (item.id != job->items.primary && is_shown(job, &item))
            show_image(job, &item);
}

void scan_heif_read(struct scan_decoding *decoding)
{
    struct heif_job job = {.decoding = decoding};
    if (scan_heif_items_begin(&job.items, decoding))
        show_images(&job);
    scan_heif_items_end(&job.items);
}
