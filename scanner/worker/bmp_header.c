/* bmp_header.c: a Windows bitmap's header: size, depth, coding, colour masks and palette. */
#include <string.h>

#include "scanner/worker/bmp.h"

/* The file's header, then the picture's, of 12 bytes in OS/2's form or 40 and more in Windows'. */
enum { FILE_HEADER = 14, OLD_HEADER = 12, HEADER_MIN = 40, HEADER_MAX = 124, MASKS_IN_HEADER = 52 };

/* biCompression */
enum { BI_RGB, BI_RLE8, BI_RLE4, BI_BITFIELDS, BI_ALPHABITFIELDS = 6 };

static uint32_t u16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static struct bmp_channel channel_of(uint32_t mask)
{
    if (mask == 0)
        return (struct bmp_channel){0};
    const unsigned shift = (unsigned)__builtin_ctz(mask);
    return (struct bmp_channel){.mask = mask, .shift = shift, .max = mask >> shift};
}

static void set_channels(struct bmp *bmp, const uint32_t masks[4])
{
    bmp->red = channel_of(masks[0]);
    bmp->green = channel_of(masks[1]);
    bmp->blue = channel_of(masks[2]);
    bmp->alpha = channel_of(masks[3]);
}

/* 16 and 32 bits without masks of their own. The fourth byte of a pixel is empty then, and no alpha. */
static void set_usual_channels(struct bmp *bmp)
{
    static const uint32_t of_16[4] = {0x7C00, 0x3E0, 0x1F, 0}, of_32[4] = {0xFF0000, 0xFF00, 0xFF, 0};
    set_channels(bmp, bmp->bits == 16 ? of_16 : of_32);
}

static bool depth_fits_coding(const struct bmp *bmp, uint32_t compression)
{
    switch (compression) {
    case BI_RGB:
        return bmp->bits == 1 || bmp->bits == 4 || bmp->bits == 8 || bmp->bits == 16 || bmp->bits == 24 ||
               bmp->bits == 32;
    case BI_RLE8:
        return bmp->bits == 8 && !bmp->top_down;
    case BI_RLE4:
        return bmp->bits == 4 && !bmp->top_down;
    case BI_BITFIELDS:
    case BI_ALPHABITFIELDS:
        return bmp->bits == 16 || bmp->bits == 32;
    default: /* a JPEG or PNG for a printer */
        return false;
    }
}

static bool read_masks(struct scan_decoding *decoding, struct bmp *bmp, const uint8_t *header, uint32_t header_len,
                       uint32_t compression)
{
    uint8_t behind[16];
    uint32_t masks[4] = {0};
    const uint8_t *at = header + HEADER_MIN;
    unsigned count = header_len > MASKS_IN_HEADER || compression == BI_ALPHABITFIELDS ? 4 : 3;
    if (header_len < MASKS_IN_HEADER) {
        if (scan_input_read(&decoding->input, behind, 4 * count) < 4 * count)
            return false;
        at = behind;
    }
    for (unsigned i = 0; i < count; i++)
        masks[i] = u32(at + 4 * i);
    set_channels(bmp, masks);
    return true;
}

static bool read_palette(struct scan_decoding *decoding, struct bmp *bmp, uint32_t count, unsigned entry_len)
{
    uint8_t entries[256 * 4];
    const size_t len = (size_t)count * entry_len;
    if (scan_input_read(&decoding->input, entries, len) < len)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *entry = entries + (size_t)i * entry_len; /* blue first */
        bmp->palette[i] = scan_grey(entry[2], entry[1], entry[0]);
    }
    return true;
}

static bool read_windows_header(struct scan_decoding *decoding, struct bmp *bmp, const uint8_t *header, uint32_t len)
{
    const uint32_t height = u32(header + 8), compression = u32(header + 16);
    uint32_t colours = u32(header + 32);
    bmp->width = u32(header + 4);
    bmp->top_down = height >> 31;
    bmp->height = bmp->top_down ? -height : height;
    bmp->bits = u16(header + 14);
    if (!depth_fits_coding(bmp, compression))
        return false;
    bmp->coding = compression == BI_RLE8 ? BMP_RLE8 : compression == BI_RLE4 ? BMP_RLE4 : BMP_PLAIN;
    set_usual_channels(bmp);
    if ((compression == BI_BITFIELDS || compression == BI_ALPHABITFIELDS) &&
        !read_masks(decoding, bmp, header, len, compression))
        return false;
    if (bmp->bits > 8)
        return true;
    if (colours == 0 || colours > 1u << bmp->bits)
        colours = 1u << bmp->bits;
    return read_palette(decoding, bmp, colours, 4);
}

static bool read_old_header(struct scan_decoding *decoding, struct bmp *bmp, const uint8_t *header)
{
    bmp->width = u16(header + 4);
    bmp->height = u16(header + 6);
    bmp->bits = u16(header + 10);
    set_usual_channels(bmp);
    return depth_fits_coding(bmp, BI_RGB) && (bmp->bits > 8 || read_palette(decoding, bmp, 1u << bmp->bits, 3));
}

bool scan_bmp_header_read(struct scan_decoding *decoding, struct bmp *bmp)
{
    uint8_t file_header[FILE_HEADER], header[HEADER_MAX];
    struct scan_input *input = &decoding->input;
    bool ok =
        scan_input_read(input, file_header, sizeof file_header) == sizeof file_header && scan_input_peek(input, 4) >= 4;
    *bmp = (struct bmp){0};
    if (ok) {
        const uint32_t len = u32(input->buffer + input->start);
        bmp->pixels_at = u32(file_header + 10);
        ok = (len == OLD_HEADER || (len >= HEADER_MIN && len <= HEADER_MAX)) &&
             scan_input_read(input, header, len) == len;
        ok = ok && (len == OLD_HEADER ? read_old_header(decoding, bmp, header)
                                      : read_windows_header(decoding, bmp, header, len));
    }
    if (!ok)
        scan_decoding_fail_here(decoding, "no bitmap header that is known");
    return ok;
}
