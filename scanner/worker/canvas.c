/* canvas.c: the images of an animation, laid one over another on white paper as a viewer would see them. */
#include "scanner/worker/canvas.h"

#include <stdlib.h>
#include <string.h>

static uint8_t *at(const struct scan_canvas *canvas, uint32_t y)
{
    return scan_frame_row(&canvas->decoding->image.frame, canvas->place.y + y) + canvas->place.x;
}

bool scan_canvas_begin(struct scan_canvas *canvas, struct scan_decoding *decoding, uint32_t width_px,
                       uint32_t height_px)
{
    *canvas = (struct scan_canvas){.decoding = decoding};
    if (!scan_decoding_begin(decoding, width_px, height_px))
        return false;
    canvas->height_px = decoding->image.frame.height_px;
    return true;
}

void scan_canvas_clear(struct scan_canvas *canvas)
{
    for (uint32_t y = 0; y < canvas->place.height_px; y++)
        memset(at(canvas, y), 0xFF, canvas->place.width_px);
}

static void copy_place(struct scan_canvas *canvas, bool back)
{
    const size_t width = canvas->place.width_px;
    for (uint32_t y = 0; y < canvas->place.height_px; y++)
        if (back)
            memcpy(at(canvas, y), canvas->saved + y * width, width);
        else
            memcpy(canvas->saved + y * width, at(canvas, y), width);
}

static bool save(struct scan_canvas *canvas)
{
    const size_t len = (size_t)canvas->place.width_px * canvas->place.height_px;
    if (!scan_decoding_may_have(canvas->decoding, len))
        return false;
    canvas->saved = malloc(len + 1);
    if (canvas->saved == NULL) {
        scan_decoding_fail(canvas->decoding, SCAN_NO_MEMORY, "");
        return false;
    }
    copy_place(canvas, false);
    return true;
}

static void dispose(struct scan_canvas *canvas)
{
    if (canvas->place.disposal == SCAN_DISPOSAL_CLEAR)
        scan_canvas_clear(canvas);
    else if (canvas->place.disposal == SCAN_DISPOSAL_RESTORE && canvas->saved != NULL)
        copy_place(canvas, true);
    free(canvas->saved);
    canvas->saved = NULL;
}

/* White paper down to this row. */
static void unroll(struct scan_canvas *canvas, uint32_t rows)
{
    const struct scan_frame *frame = &canvas->decoding->image.frame;
    if (rows <= canvas->rows_used)
        return;
    memset(scan_frame_row(frame, canvas->rows_used), 0xFF, (size_t)(rows - canvas->rows_used) * frame->width_px);
    canvas->rows_used = rows;
}

static uint32_t clip(uint32_t at, uint32_t len, uint32_t size)
{
    return at >= size ? 0 : len > size - at ? size - at : len;
}

bool scan_canvas_place(struct scan_canvas *canvas, const struct scan_canvas_place *place)
{
    const uint32_t width = canvas->decoding->image.frame.width_px, height = canvas->height_px;
    dispose(canvas);
    canvas->decoding->pixel_count += (uint64_t)place->width_px * place->height_px;
    if (canvas->decoding->image.number > 0 && !scan_decoding_count(canvas->decoding, width, height))
        return false;
    canvas->place = *place;
    canvas->place.width_px = clip(place->x, place->width_px, width);
    canvas->place.height_px = clip(place->y, place->height_px, height);
    if (canvas->place.width_px == 0 || canvas->place.height_px == 0)
        canvas->place = (struct scan_canvas_place){0};
    unroll(canvas, canvas->place.y + canvas->place.height_px);
    return place->disposal != SCAN_DISPOSAL_RESTORE || save(canvas);
}

void scan_canvas_put(struct scan_canvas *canvas, uint32_t row, const uint8_t *grey, const uint8_t *alpha,
                     uint32_t count)
{
    if (row >= canvas->place.height_px)
        return;
    uint8_t *out = at(canvas, row);
    const uint32_t width = count < canvas->place.width_px ? count : canvas->place.width_px;
    if (alpha == NULL)
        memcpy(out, grey, width);
    else
        for (uint32_t x = 0; x < width; x++)
            out[x] = scan_blend(grey[x], out[x], alpha[x]);
}

void scan_canvas_show(struct scan_canvas *canvas)
{
    struct scan_image *image = &canvas->decoding->image;
    image->frame.height_px = canvas->height_px;
    scan_frame_cut(&image->frame, canvas->rows_used);
    if (image->frame.height_px > canvas->rows_used)
        canvas->rows_used = image->frame.height_px; /* the margin is white now */
    scan_decoding_show(canvas->decoding);
    image->frame.height_px = canvas->height_px;
    image->number++;
}

void scan_canvas_end(struct scan_canvas *canvas)
{
    free(canvas->saved);
}
