/* tiff_samples.c: the samples of a TIFF page, of 1 to 16 bits, to grey. */
#include "scanner/worker/tiff.h"

#include <string.h>

#include "scanner/worker/gate.h"

static bool read_palette(TIFF *tiff, struct tiff_samples *samples)
{
    uint16_t *red, *green, *blue, all = 0;
    if (samples->bits > 8 || !TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue))
        return false;
    const unsigned count = 1u << samples->bits;
    for (unsigned i = 0; i < count; i++)
        all |= red[i] | green[i] | blue[i];
    const unsigned shift = all > 255 ? 8 : 0; /* some old programs wrote 8 bits where 16 are meant */
    for (unsigned i = 0; i < count; i++)
        samples->palette[i] = scan_grey(red[i] >> shift, green[i] >> shift, blue[i] >> shift);
    return true;
}

/* How many samples are colours; 0 for what is not known here. */
static uint16_t find_colours(TIFF *tiff, struct tiff_samples *samples)
{
    uint16_t photometric = 0, compression = 0;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric)) /* as libtiff guesses */
        photometric = samples->count >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
        samples->colours = TIFF_INVERTED;
        return 1;
    case PHOTOMETRIC_MINISBLACK:
        samples->colours = TIFF_GREY;
        return 1;
    case PHOTOMETRIC_PALETTE:
        samples->colours = TIFF_PALETTE;
        return read_palette(tiff, samples) ? 1 : 0;
    case PHOTOMETRIC_YCBCR: /* libjpeg can turn it into RGB */
        if (compression != COMPRESSION_JPEG || !TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB))
            return 0;
        samples->colours = TIFF_RGB;
        return 3;
    case PHOTOMETRIC_RGB:
        samples->colours = TIFF_RGB;
        return 3;
    case PHOTOMETRIC_SEPARATED:
        samples->colours = TIFF_CMYK;
        return 4;
    default:
        return 0;
    }
}

static enum tiff_alpha alpha_of(TIFF *tiff, const struct tiff_samples *samples, uint16_t colours)
{
    uint16_t count = 0, *kinds = NULL;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
    if (count == 0 || samples->count <= colours)
        return TIFF_OPAQUE;
    return kinds[0] == EXTRASAMPLE_ASSOCALPHA   ? TIFF_PREMULTIPLIED
           : kinds[0] == EXTRASAMPLE_UNASSALPHA ? TIFF_ALPHA
                                                : TIFF_OPAQUE;
}

bool scan_tiff_samples_of(TIFF *tiff, struct tiff_samples *samples)
{
    uint16_t planes = 0, format = 0;
    *samples = (struct tiff_samples){0};
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &samples->bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples->count);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
    const uint16_t bits = samples->bits;
    if ((bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) || format != SAMPLEFORMAT_UINT ||
        (planes != PLANARCONFIG_CONTIG && samples->count != 1))
        return false;
    const uint16_t colours = find_colours(tiff, samples);
    if (colours == 0 || samples->count < colours)
        return false;
    samples->alpha = alpha_of(tiff, samples, colours);
    return true;
}

/* Samples of any depth to 8 bits; of a palette they stay as they are. */
static const uint8_t *unpack(const struct tiff_samples *samples, const uint8_t *in, size_t count, uint8_t *out)
{
    const unsigned bits = samples->bits, most = (1u << bits) - 1;
    const unsigned scale = samples->colours == TIFF_PALETTE || bits > 8 ? 1 : 255 / most;
    if (bits == 8)
        return in;
    if (bits == 16)
        for (size_t i = 0; i < count; i++) {
            uint16_t value; /* in the machine's own order */
            memcpy(&value, in + 2 * i, sizeof value);
            out[i] = (uint8_t)((value * 255u + 32767) / 65535);
        }
    else
        for (size_t i = 0; i < count; i++)
            out[i] = (uint8_t)((in[i * bits / 8] >> (8 - bits - i * bits % 8) & most) * scale);
    return out;
}

static uint8_t grey_of(const struct tiff_samples *samples, const uint8_t *pixel)
{
    switch (samples->colours) {
    case TIFF_INVERTED:
        return 255 - pixel[0];
    case TIFF_PALETTE:
        return samples->palette[pixel[0]];
    case TIFF_RGB:
        return scan_grey(pixel[0], pixel[1], pixel[2]);
    case TIFF_CMYK:
        return scan_grey_of_inks(255 - pixel[0], 255 - pixel[1], 255 - pixel[2], 255 - pixel[3]);
    case TIFF_GREY:
    default:
        return pixel[0];
    }
}

void scan_tiff_grey(const struct tiff_samples *samples, const uint8_t *in, uint32_t width, uint8_t *spare, uint8_t *out)
{
    static const unsigned alpha_at[] = {
        [TIFF_GREY] = 1, [TIFF_INVERTED] = 1, [TIFF_PALETTE] = 1, [TIFF_RGB] = 3, [TIFF_CMYK] = 4};
    const uint8_t *pixel = unpack(samples, in, (size_t)width * samples->count, spare);
    const unsigned at = alpha_at[samples->colours];
    for (uint32_t x = 0; x < width; x++, pixel += samples->count) {
        const unsigned grey = grey_of(samples, pixel);
        if (samples->alpha == TIFF_OPAQUE)
            out[x] = (uint8_t)grey;
        else if (samples->alpha == TIFF_ALPHA)
            out[x] = scan_flatten(grey, pixel[at]);
        else
            out[x] = scan_flatten_premultiplied(grey, pixel[at]);
    }
}
