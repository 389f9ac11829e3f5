/* png.c: a symbol as a 1-bit grey PNG, row by row. The only file that sees libpng and its long jumps. */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "label/output.h"
#include "label/print.h"

/* Measured on labels of 4 to 24 dots a module: 4 to 9 times as fast as libpng's defaults; the files stay below a disk
 * block. See docs/decisions/0042-png-compression.md. */
#define COMPRESSION_LEVEL 2
#define COMPRESSION_MEMORY 5
#define COMPRESSION_WINDOW 14

/* Whatever must outlive a long jump lives here, behind a pointer, and not in a local variable. */
struct picture {
    const struct trc_symbol *symbol;
    const struct trc_print *print;
    struct trc_output *output;
    png_structp png;
    png_infop info;
    uint8_t *row;
    size_t row_len;
};

static void on_write(png_structp png, png_bytep bytes, size_t len)
{
    struct picture *picture = png_get_io_ptr(png);
    if (!trc_output_bytes(picture->output, bytes, len))
        png_error(png, "refused");
}

static void on_flush(png_structp png)
{
    (void)png;
}

static void on_error(png_structp png, png_const_charp message)
{
    (void)message; /* libpng's own handler would print it */
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void write_header(struct picture *picture, unsigned side_dots)
{
    /* Dots a metre, rounded: dpi / 0.0254. */
    const png_uint_32 dots_a_metre = (picture->print->dpi * 10000 + 127) / 254;
    png_structp png = picture->png;
    png_set_write_fn(png, picture, on_write, on_flush);
    png_set_compression_level(png, COMPRESSION_LEVEL);
    png_set_compression_mem_level(png, COMPRESSION_MEMORY);
    png_set_compression_window_bits(png, COMPRESSION_WINDOW);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(png, picture->info, side_dots, side_dots, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, picture->info, dots_a_metre, dots_a_metre, PNG_RESOLUTION_METER);
    png_write_info(png, picture->info);
}

/* The dots of module row y: white in the quiet zone, and black where a module is dark. */
static void fill_row(struct picture *picture, int y)
{
    const size_t dots = picture->print->dots_a_module;
    memset(picture->row, 0xff, picture->row_len);
    for (int x = 0; x < picture->symbol->side; x++) {
        if (!trc_symbol_is_dark(picture->symbol, x, y))
            continue;
        const size_t end = ((size_t)TRC_QUIET_ZONE + (size_t)x + 1) * dots;
        for (size_t dot = end - dots; dot < end; dot++)
            picture->row[dot / 8] &= (uint8_t) ~(0x80 >> dot % 8);
    }
}

static void write_rows(struct picture *picture)
{
    const int side = picture->symbol->side;
    for (int y = -TRC_QUIET_ZONE; y < side + TRC_QUIET_ZONE; y++) {
        fill_row(picture, y);
        for (unsigned dot = 0; dot < picture->print->dots_a_module; dot++)
            png_write_row(picture->png, picture->row);
    }
}

/* Everything of libpng that may jump happens below this frame, which has no local variables. False after a jump. */
static bool render(struct picture *picture, unsigned side_dots)
{
    if (setjmp(png_jmpbuf(picture->png)) != 0)
        return false;
    write_header(picture, side_dots);
    write_rows(picture);
    png_write_end(picture->png, NULL);
    return true;
}

enum trc_status trc_png_write(const struct trc_symbol *symbol, const struct trc_print *print, trc_sink *sink,
                              void *context, struct trc_error *error)
{
    enum trc_status status = trc_print_check(print, error);
    if (status != TRC_OK)
        return status;
    struct trc_output output;
    trc_output_start(&output, sink, context);

    const unsigned side_dots = (symbol->side + 2 * TRC_QUIET_ZONE) * print->dots_a_module;
    struct picture picture = {.symbol = symbol, .print = print, .output = &output, .row_len = (side_dots + 7) / 8};
    picture.row = malloc(picture.row_len);
    picture.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    picture.info = picture.png == NULL ? NULL : png_create_info_struct(picture.png);
    const bool ready = picture.row != NULL && picture.info != NULL;
    if (ready && (render(&picture, side_dots) || output.refused))
        status = trc_output_finish(&output, error);
    else /* libpng complains of nothing else about pictures within our limits */
        status = trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while writing the PNG picture."));

    png_destroy_write_struct(&picture.png, &picture.info);
    free(picture.row);
    return status;
}
