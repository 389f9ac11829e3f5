/* gif.c: GIF, still and animated, to grey through giflib. */
#include <gif_lib.h>
#include <stdlib.h>

#include "scanner/worker/canvas.h"

struct gif_job {
    struct scan_decoding *decoding;
    GifFileType *gif;
    struct scan_canvas canvas;
    GraphicsControlBlock control; /* of the image to come */
    uint8_t grey[256], alpha[256];
    uint8_t *row, *row_alpha; /* one row: colours, then grey; and how opaque they are */
};

static int read_bytes(GifFileType *gif, GifByteType *out, int len)
{
    struct gif_job *job = gif->UserData;
    return (int)scan_input_read(&job->decoding->input, out, (size_t)len);
}

static void fail(struct gif_job *job, int error)
{
    const char *message = GifErrorString(error);
    scan_decoding_fail_here(job->decoding, message != NULL ? message : "");
}

static void set_colours(struct gif_job *job, const ColorMapObject *map)
{
    for (int i = 0; i < 256; i++) {
        const GifColorType colour = i < map->ColorCount ? map->Colors[i] : (GifColorType){0};
        job->grey[i] = scan_grey(colour.Red, colour.Green, colour.Blue);
        job->alpha[i] = i == job->control.TransparentColor ? 0 : 255;
    }
}

static bool read_row(struct gif_job *job, uint32_t y, int width)
{
    if (DGifGetLine(job->gif, job->row, width) == GIF_ERROR)
        return false;
    for (int x = 0; x < width; x++) {
        job->row_alpha[x] = job->alpha[job->row[x]];
        job->row[x] = job->grey[job->row[x]];
    }
    scan_canvas_put(&job->canvas, y, job->row, job->row_alpha, (uint32_t)width);
    return true;
}

/* Interlaced rows come in four passes. */
static bool read_rows(struct gif_job *job, const GifImageDesc *image)
{
    static const int starts[] = {0, 0, 4, 2, 1}, steps[] = {1, 8, 8, 4, 2};
    const int first = image->Interlace ? 1 : 0, last = image->Interlace ? 4 : 0;
    for (int pass = first; pass <= last; pass++)
        for (int y = starts[pass]; y < image->Height; y += steps[pass])
            if (!read_row(job, (uint32_t)y, image->Width))
                return false;
    return true;
}

/* The canvas is as large as the header says, and at least as the first image, for headers that say nothing. */
static bool begin_canvas(struct gif_job *job, const GifImageDesc *image)
{
    const int right = image->Left + image->Width, bottom = image->Top + image->Height;
    const int width = right > job->gif->SWidth ? right : job->gif->SWidth;
    const int height = bottom > job->gif->SHeight ? bottom : job->gif->SHeight;
    return scan_canvas_begin(&job->canvas, job->decoding, (uint32_t)width, (uint32_t)height);
}

static struct scan_canvas_place place_of(const struct gif_job *job, const GifImageDesc *image)
{
    return (struct scan_canvas_place){.x = (uint32_t)image->Left,
                                      .y = (uint32_t)image->Top,
                                      .width_px = (uint32_t)image->Width,
                                      .height_px = (uint32_t)image->Height,
                                      .disposal = job->control.DisposalMode == DISPOSE_BACKGROUND ? SCAN_DISPOSAL_CLEAR
                                                  : job->control.DisposalMode == DISPOSE_PREVIOUS
                                                      ? SCAN_DISPOSAL_RESTORE
                                                      : SCAN_DISPOSAL_KEEP};
}

/* @return false when that was the last image that can be read. */
static bool read_image(struct gif_job *job)
{
    GifFileType *gif = job->gif;
    if (DGifGetImageDesc(gif) == GIF_ERROR) {
        fail(job, gif->Error);
        return false;
    }
    const GifImageDesc *image = &gif->Image;
    const ColorMapObject *map = image->ColorMap != NULL ? image->ColorMap : gif->SColorMap;
    const struct scan_canvas_place place = place_of(job, image);
    if (job->decoding->image.frame.pixels == NULL && !begin_canvas(job, image))
        return false;
    if (map == NULL || (uint64_t)image->Width * (uint64_t)image->Height > job->decoding->max_pixels) {
        scan_decoding_fail(job->decoding, SCAN_DAMAGED, map == NULL ? "no colours" : "an image is too large");
        return false;
    }
    if (!scan_canvas_place(&job->canvas, &place))
        return false;
    set_colours(job, map);
    const bool whole = read_rows(job, image);
    if (!whole)
        fail(job, gif->Error);
    job->control.TransparentColor = NO_TRANSPARENT_COLOR;
    job->control.DisposalMode = DISPOSAL_UNSPECIFIED;
    scan_canvas_show(&job->canvas);
    return whole;
}

static bool read_extension(struct gif_job *job)
{
    int code;
    GifByteType *bytes;
    if (DGifGetExtension(job->gif, &code, &bytes) == GIF_ERROR)
        return false;
    while (bytes != NULL) {
        if (code == GRAPHICS_EXT_FUNC_CODE)
            DGifExtensionToGCB(bytes[0], bytes + 1, &job->control);
        if (DGifGetExtensionNext(job->gif, &bytes) == GIF_ERROR)
            return false;
    }
    return true;
}

static void read_records(struct gif_job *job)
{
    GifRecordType record;
    bool more = true;
    while (more) {
        if (DGifGetRecordType(job->gif, &record) == GIF_ERROR) {
            fail(job, job->gif->Error);
            return;
        }
        if (record == IMAGE_DESC_RECORD_TYPE) {
            more = read_image(job);
        } else if (record == EXTENSION_RECORD_TYPE) {
            more = read_extension(job);
            if (!more)
                fail(job, job->gif->Error);
        } else {
            more = false;
        }
    }
    if (job->decoding->image_count == 0)
        scan_decoding_fail_here(job->decoding, "no image");
}

void scan_gif_read(struct scan_decoding *decoding)
{
    enum { ROW_MAX = 65535 };
    struct gif_job job = {.decoding = decoding, .control = {.TransparentColor = NO_TRANSPARENT_COLOR}};
    int error = D_GIF_ERR_NOT_ENOUGH_MEM;
    job.row = malloc(ROW_MAX);
    job.row_alpha = malloc(ROW_MAX);
    if (job.row == NULL || job.row_alpha == NULL) {
        scan_decoding_fail(decoding, SCAN_NO_MEMORY, "");
    } else {
        job.gif = DGifOpen(&job, read_bytes, &error);
        if (job.gif != NULL)
            read_records(&job);
        else
            fail(&job, error);
    }
    if (job.gif != NULL)
        DGifCloseFile(job.gif, &error);
    scan_canvas_end(&job.canvas);
    free(job.row);
    free(job.row_alpha);
}
