/* picture_fixture.h: picture files made in memory by the codec libraries themselves, for tests of their reading. */
#ifndef TRC_TESTS_PICTURE_FIXTURE_H
#define TRC_TESTS_PICTURE_FIXTURE_H

#include <assert.h>
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jpeglib.h>

struct picture_file {
    unsigned char *bytes; /* free() it */
    size_t len;
};

struct png_recipe {
    uint32_t width, height;
    int colour_type, depth;
    int interlace;             /* PNG_INTERLACE_NONE or PNG_INTERLACE_ADAM7 */
    int level;                 /* of compression, 0 to 9 */
    const png_color *palette;  /* with PNG_COLOR_TYPE_PALETTE: 1 << depth colours */
    const png_byte *opacity;   /* tRNS of the palette: 1 << depth values; NULL for none */
    const png_color_16 *clear; /* tRNS of grey and RGB; NULL for none */
    size_t text_len;           /* a compressed text of so many bytes before the pixels */
};

/* `rows` is packed as PNG packs rows: the picture's own channels and depth, big-endian. */
static inline struct picture_file png_make(const struct png_recipe *recipe, const uint8_t *rows, size_t row_len)
{
    struct picture_file file = {NULL, 0};
    FILE *out = open_memstream((char **)&file.bytes, &file.len);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    assert(out != NULL && info != NULL);
    png_init_io(png, out);
    png_set_compression_level(png, recipe->level);
    png_set_IHDR(png, info, recipe->width, recipe->height, recipe->depth, recipe->colour_type, recipe->interlace,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (recipe->palette != NULL)
        png_set_PLTE(png, info, recipe->palette, 1 << recipe->depth);
    if (recipe->opacity != NULL)
        png_set_tRNS(png, info, recipe->opacity, 1 << recipe->depth, NULL);
    if (recipe->clear != NULL)
        png_set_tRNS(png, info, NULL, 0, recipe->clear);
    if (recipe->text_len > 0) {
        char key[] = "Comment", *text = malloc(recipe->text_len + 1);
        assert(text != NULL);
        memset(text, 'a', recipe->text_len);
        text[recipe->text_len] = '\0';
        png_set_text(png, info, &(png_text){.compression = PNG_TEXT_COMPRESSION_zTXt, .key = key, .text = text}, 1);
        free(text);
    }
    png_write_info(png, info);
    const int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < recipe->height; y++)
            png_write_row(png, rows + y * row_len);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(out);
    return file;
}

/* An 8-bit grey PNG, as whole as can be. */
static inline struct picture_file png_make_grey(uint32_t width, uint32_t height, const uint8_t *grey)
{
    const struct png_recipe recipe = {
        .width = width, .height = height, .colour_type = PNG_COLOR_TYPE_GRAY, .depth = 8, .level = 6};
    return png_make(&recipe, grey, width);
}

struct jpeg_recipe {
    uint32_t width, height;
    J_COLOR_SPACE in, stored;
    bool progressive, arithmetic, subsampled;
    int restart_rows;
};

/* `rows` holds the input's channels, 8 bits each. */
static inline struct picture_file jpeg_make(const struct jpeg_recipe *recipe, const uint8_t *rows)
{
    struct picture_file file = {NULL, 0};
    unsigned long len = 0;
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file.bytes, &len);
    jpeg.image_width = recipe->width;
    jpeg.image_height = recipe->height;
    jpeg.in_color_space = recipe->in;
    jpeg.input_components = recipe->in == JCS_GRAYSCALE ? 1 : recipe->in == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, recipe->stored);
    jpeg_set_quality(&jpeg, 95, TRUE);
    jpeg.arith_code = recipe->arithmetic;
    jpeg.restart_in_rows = recipe->restart_rows;
    if (!recipe->subsampled)
        jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    if (recipe->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    const size_t row_len = (size_t)recipe->width * (unsigned)jpeg.input_components;
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW row = (JSAMPROW)(uintptr_t)(rows + jpeg.next_scanline * row_len);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    file.len = len;
    return file;
}

/* A descriptor at the start of a nameless file with these bytes. */
static inline int memory_file(const void *bytes, size_t len)
{
    const int fd = memfd_create("picture", MFD_CLOEXEC);
    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    return fd;
}

#endif
