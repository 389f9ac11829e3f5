/* pdf_logo.c: a picture on each label, in the file once. */
#include "sheet/pdf_logo.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"

#define MM_AN_INCH 25.4
#define MARGIN_MM 1.0
#define ROOM_MM_MIN 3.0 /* a smaller logo is a smudge */
#define PIXELS_MAX 4000

/* As large as the room allows, in its own proportions. */
static void fit(struct trc_pdf_logo *logo, const struct trc_box *room)
{
    const double wide = cairo_image_surface_get_width(logo->picture);
    const double high = cairo_image_surface_get_height(logo->picture);
    const double by_width = room->width / wide, by_height = room->height / high;
    const double scale = by_width < by_height ? by_width : by_height;
    if (scale * wide * scale * high <= logo->width * logo->height)
        return;
    logo->width = scale * wide;
    logo->height = scale * high;
    logo->x = room->x;
    logo->y = room->y;
}

static void try_room(struct trc_pdf_logo *logo, struct trc_box room, int least, int *highest)
{
    if (room.width >= least && room.height > *highest)
        *highest = room.height;
    if (room.width >= least && room.height >= least)
        fit(logo, &room);
}

static enum trc_status find_room(struct trc_pdf_logo *logo, const struct trc_arrangement *arrangement, unsigned dpi,
                                 struct trc_error *error)
{
    const int margin = (int)(MARGIN_MM * dpi / MM_AN_INCH + 0.5), least = (int)(ROOM_MM_MIN * dpi / MM_AN_INCH + 0.5);
    const struct trc_box *symbol = &arrangement->symbol;
    const int right = arrangement->label.width - margin, bottom = arrangement->label.height - margin;
    const int quiet = symbol->x < symbol->y ? symbol->x : symbol->y; /* at least the quiet zone: it is kept free */
    const int symbol_right = symbol->x + symbol->width + quiet, symbol_bottom = symbol->y + symbol->height + quiet;
    int highest = 0;
    if (arrangement->line_count == 0) {
        try_room(logo, (struct trc_box){symbol_right, margin, right - symbol_right, bottom - margin}, least, &highest);
        try_room(logo, (struct trc_box){margin, symbol_bottom, right - margin, bottom - symbol_bottom}, least,
                 &highest);
    } else {
        const struct trc_box *first = &arrangement->line[0].box,
                             *last = &arrangement->line[arrangement->line_count - 1].box;
        const int top = last->y + last->height + last->height / 4;
        try_room(logo, (struct trc_box){first->x, top, right - first->x, bottom - top}, least, &highest);
        if (first->x > symbol->x + symbol->width)
            try_room(logo, (struct trc_box){symbol->x, symbol_bottom, symbol->width, bottom - symbol_bottom}, least,
                     &highest);
    }
    if (logo->width > 0)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_RANGE,
                         _("The label has no room for the logo: below the text it needs %g mm, and %.1f mm are left. "
                           "Choose a higher label or fewer lines."),
                         ROOM_MM_MIN, (highest > 0 ? highest : 0) * MM_AN_INCH / dpi);
}

#define HEAD_LEN 24 /* of a PNG file, up to the height */

/* A file on its way to cairo. */
struct source {
    FILE *file;
    unsigned char head[HEAD_LEN];
    size_t head_len;
    unsigned width, height;
    bool is_huge;
};

static unsigned number_at(const unsigned char *at)
{
    return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

/* A few bytes can say that gigabytes follow: the measures are looked at before cairo makes room for the pixels. */
static cairo_status_t read_source(void *context, unsigned char *bytes, unsigned len)
{
    struct source *source = context;
    if (fread(bytes, 1, len, source->file) != len)
        return CAIRO_STATUS_READ_ERROR;
    for (unsigned i = 0; i < len && source->head_len < HEAD_LEN; i++)
        source->head[source->head_len++] = bytes[i];
    if (source->head_len == HEAD_LEN) {
        source->width = number_at(source->head + 16);
        source->height = number_at(source->head + 20);
        source->is_huge = source->width > PIXELS_MAX || source->height > PIXELS_MAX;
    }
    return source->is_huge ? CAIRO_STATUS_READ_ERROR : CAIRO_STATUS_SUCCESS;
}

static enum trc_status read_picture(const char *path, cairo_surface_t **picture, struct trc_error *error)
{
    struct source source = {.file = fopen(path, "rbe")};
    if (source.file == NULL)
        return trc_error_set(error, TRC_ERR_NOT_FOUND, _("There is no logo \"%.120s\", or it may not be read."), path);
    *picture = cairo_image_surface_create_from_png_stream(read_source, &source);
    fclose(source.file);
    if (cairo_surface_status(*picture) == CAIRO_STATUS_SUCCESS)
        return TRC_OK;
    cairo_surface_destroy(*picture);
    if (source.is_huge)
        return trc_error_set(error, TRC_ERR_RANGE,
                             _("The logo \"%.80s\" is %u x %u pixels large; choose one of %d or less each way."), path,
                             source.width, source.height, PIXELS_MAX);
    /* cairo says of whatever libpng refuses that memory ran out. */
    return trc_error_set(error, TRC_ERR_DAMAGED, _("The logo \"%.120s\" is not a sound PNG picture, or too large."),
                         path);
}

enum trc_status trc_pdf_logo_open(const char *path, const struct trc_arrangement *arrangement, unsigned dpi,
                                  struct trc_pdf_logo *logo, struct trc_error *error)
{
    *logo = (struct trc_pdf_logo){0};
    enum trc_status status = read_picture(path, &logo->picture, error);
    if (status != TRC_OK) {
        logo->picture = NULL;
        return status;
    }
    status = find_room(logo, arrangement, dpi, error);
    if (status != TRC_OK)
        trc_pdf_logo_close(logo);
    return status;
}

void trc_pdf_logo_close(struct trc_pdf_logo *logo)
{
    if (logo->picture != NULL)
        cairo_surface_destroy(logo->picture);
    *logo = (struct trc_pdf_logo){0};
}

/* cairo's pixels are multiplied by their alpha already: what is missing is the white of the paper. */
static void put_pixel(struct trc_bytes *out, uint32_t pixel)
{
    const unsigned paper = 255 - (pixel >> 24);
    const char rgb[3] = {(char)((pixel >> 16 & 255) + paper), (char)((pixel >> 8 & 255) + paper),
                         (char)((pixel & 255) + paper)};
    trc_bytes_put(out, rgb, sizeof rgb);
}

/* Whatever form cairo chose for the file, drawn anew into one that is known. */
static cairo_surface_t *as_argb(cairo_surface_t *picture, int width, int height)
{
    cairo_surface_t *argb = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    cairo_t *cairo = cairo_create(argb);
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_paint(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(argb);
    return argb;
}

size_t trc_pdf_logo_write(const struct trc_pdf_logo *logo, struct trc_pdf_file *file)
{
    const int width = cairo_image_surface_get_width(logo->picture);
    const int height = cairo_image_surface_get_height(logo->picture);
    cairo_surface_t *argb = as_argb(logo->picture, width, height);
    const unsigned char *rows = cairo_image_surface_get_data(argb);
    const size_t stride = (size_t)cairo_image_surface_get_stride(argb);
    struct trc_bytes rgb = {0}, entries = {0};
    for (int y = 0; rows != NULL && y < height; y++)
        for (int x = 0; x < width; x++)
            put_pixel(&rgb, ((const uint32_t *)(const void *)(rows + (size_t)y * stride))[x]);
    trc_bytes_text(&entries, "/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8/Width ");
    trc_bytes_uint(&entries, (uint64_t)width);
    trc_bytes_text(&entries, "/Height ");
    trc_bytes_uint(&entries, (uint64_t)height);
    trc_bytes_put(&entries, "", 1);
    const size_t number = trc_pdf_file_reserve(file);
    if (rows == NULL || rgb.failed || entries.failed)
        file->failed = true;
    else
        trc_pdf_file_deflated(file, number, entries.at, rgb.at, rgb.len);
    cairo_surface_destroy(argb);
    trc_bytes_free(&rgb);
    trc_bytes_free(&entries);
    return number;
}
