/* draw.c: a grey picture with coloured marks on it, as a JPEG. */
#include "scanner/draw/draw.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs it before */
#include <stdlib.h>

#include <jpeglib.h>

#include "scanner/draw/glyphs.h"
#include "scanner/draw/paint.h"

/* A picture's longer side, in pixels: below the first it is enlarged; each of the second makes words one step larger.
 */
enum { SIDE_MIN = 900, SIDE_A_STEP = 1600, QUALITY = 85, OUT_BUFFER = 32768 };

static const uint8_t white[3] = {255, 255, 255};

struct drawing {
    const struct scan_frame *frame;
    const struct scan_mark *marks;
    size_t count;
    const struct scan_writer *writer;
    int32_t factor;     /* pixels a side of each of the frame's */
    double mark_factor; /* of each of the marks' corners */
    int32_t word_scale; /* of each of a glyph's */
    double pen_radius;
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    jmp_buf failed;
    uint8_t *rgb; /* one row */
    uint8_t out[OUT_BUFFER];
};

static _Noreturn void on_error(j_common_ptr jpeg)
{
    struct drawing *drawing = jpeg->client_data;
    longjmp(drawing->failed, 1);
}

static void on_message(j_common_ptr jpeg, int level)
{
    (void)jpeg, (void)level;
}

static void begin_buffer(j_compress_ptr jpeg)
{
    struct drawing *drawing = jpeg->client_data;
    drawing->destination.next_output_byte = drawing->out;
    drawing->destination.free_in_buffer = sizeof drawing->out;
}

static void write_out(struct drawing *drawing, size_t len)
{
    if (!drawing->writer->write(drawing->writer->context, drawing->out, len))
        longjmp(drawing->failed, 1);
}

static boolean empty_buffer(j_compress_ptr jpeg)
{
    write_out(jpeg->client_data, OUT_BUFFER);
    begin_buffer(jpeg);
    return TRUE;
}

static void end_buffer(j_compress_ptr jpeg)
{
    struct drawing *drawing = jpeg->client_data;
    if (drawing->destination.free_in_buffer < sizeof drawing->out)
        write_out(drawing, sizeof drawing->out - drawing->destination.free_in_buffer);
}

static void paint_outline(const struct drawing *drawing, const struct scan_row *row, const struct scan_mark *mark,
                          double pen_radius, const uint8_t colour[3])
{
    const double factor = drawing->mark_factor;
    for (int i = 0; i < 4; i++) {
        const struct scan_point from = mark->quad[i], to = mark->quad[(i + 1) % 4];
        scan_paint_line(row, from.x * factor, from.y * factor, to.x * factor, to.y * factor, pen_radius, colour);
    }
}

static int32_t clamp(int32_t value, int32_t most)
{
    return value > most ? (most > 0 ? most : 0) : value < 0 ? 0 : value;
}

/* A plate with the word on it, above the symbol where there is room, and always within the picture. */
static void paint_label(const struct drawing *drawing, const struct scan_row *row, const struct scan_mark *mark)
{
    const int32_t scale = drawing->word_scale, edge = 4 * scale;
    const int32_t height = SCAN_GLYPH_HEIGHT * scale, width = scan_word_width(mark->label) * scale + 2 * edge;
    int32_t left = mark->quad[0].x, top = mark->quad[0].y;
    for (int i = 1; i < 4; i++) {
        left = mark->quad[i].x < left ? mark->quad[i].x : left;
        top = mark->quad[i].y < top ? mark->quad[i].y : top;
    }
    left = clamp((int32_t)(left * drawing->mark_factor), row->width - width);
    top = clamp((int32_t)(top * drawing->mark_factor) - height - (int32_t)drawing->pen_radius,
                (int32_t)drawing->jpeg.image_height - height);
    if (mark->label[0] == '\0')
        return;
    scan_paint_rectangle(row, left, top, width, height, mark->colour);
    scan_paint_word(row, mark->label, left + edge, top, scale, white);
}

static void paint_row(struct drawing *drawing, int32_t y)
{
    const struct scan_row row = {drawing->rgb, (int32_t)drawing->jpeg.image_width, y};
    const uint8_t *grey = scan_frame_row(drawing->frame, (uint32_t)(y / drawing->factor));
    for (int32_t x = 0; x < row.width; x++)
        row.rgb[3 * x] = row.rgb[3 * x + 1] = row.rgb[3 * x + 2] = grey[x / drawing->factor];
    for (size_t i = 0; i < drawing->count; i++) {
        paint_outline(drawing, &row, &drawing->marks[i], 1.6 * drawing->pen_radius, white);
        paint_outline(drawing, &row, &drawing->marks[i], drawing->pen_radius, drawing->marks[i].colour);
    }
    for (size_t i = 0; i < drawing->count; i++)
        paint_label(drawing, &row, &drawing->marks[i]);
}

/* Everything that may end in on_error(), which comes back here. */
static bool compress(struct drawing *drawing)
{
    struct jpeg_compress_struct *jpeg = &drawing->jpeg;
    if (setjmp(drawing->failed) != 0)
        return false;
    jpeg_create_compress(jpeg);
    jpeg->dest = &drawing->destination;
    jpeg->image_width = drawing->frame->width_px * (JDIMENSION)drawing->factor;
    jpeg->image_height = drawing->frame->height_px * (JDIMENSION)drawing->factor;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, QUALITY, TRUE);
    jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1; /* thin lines keep their colour */
    drawing->rgb = jpeg->mem->alloc_large((j_common_ptr)jpeg, JPOOL_IMAGE, 3 * (size_t)jpeg->image_width);
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW row = drawing->rgb;
        paint_row(drawing, (int32_t)jpeg->next_scanline);
        jpeg_write_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_compress(jpeg);
    return true;
}

bool scan_draw_jpeg(const struct scan_frame *frame, uint32_t reduction, const struct scan_mark *marks, size_t count,
                    const struct scan_writer *writer)
{
    struct drawing *drawing = calloc(1, sizeof *drawing);
    if (drawing == NULL)
        return false;
    const int32_t longer = (int32_t)(frame->width_px > frame->height_px ? frame->width_px : frame->height_px);
    drawing->frame = frame;
    drawing->marks = marks;
    drawing->count = count;
    drawing->writer = writer;
    drawing->factor = longer >= SIDE_MIN ? 1 : (SIDE_MIN + longer - 1) / longer;
    drawing->mark_factor = (double)drawing->factor / reduction;
    drawing->word_scale = 1 + longer * drawing->factor / SIDE_A_STEP;
    drawing->pen_radius = 1.0 + longer * drawing->factor / 600.0;
    drawing->destination.init_destination = begin_buffer;
    drawing->destination.empty_output_buffer = empty_buffer;
    drawing->destination.term_destination = end_buffer;
    drawing->jpeg.err = jpeg_std_error(&drawing->errors);
    drawing->jpeg.client_data = drawing;
    drawing->errors.error_exit = on_error;
    drawing->errors.emit_message = on_message;
    const bool done = compress(drawing);
    jpeg_destroy_compress(&drawing->jpeg);
    free(drawing);
    return done;
}
