/* bench_label.c: symbols and PNG files a second, beside libqrencode and libpng used as most programs use them. */
#include <png.h>
#include <qrencode.h>
#include <string.h>
#include <trc/label.h>

#include "bench/bench.h"
#include "random.h"

#define COMPACT "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1"
#define COMPACT_PATTERN "HTTPS://ID.ACME.CN/01/06901234567892/21/AAAAAAAAAAAAAAAAAAAA"
#define FULL                                                                                                           \
    "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/"                                                             \
    "60E6419MKAS0Q6064TT1?17=271231&S=H6XSKYW6FJWVKY988FMQ79VMT44W"

struct job {
    const char *text;
    struct trc_symbol symbol;
    struct trc_print print;
    struct trc_encoder *encoder;
    char code[160];
    uint64_t random;
    size_t bytes; /* written, so that no work can be left out */
};

static void expect(bool good)
{
    if (!good)
        abort();
}

static void encode(void *context, size_t count)
{
    struct job *job = context;
    for (size_t i = 0; i < count; i++)
        expect(trc_symbol_encode(job->text, strlen(job->text), TRC_EC_M, &job->symbol, NULL) == TRC_OK);
}

static void encode_peer(void *context, size_t count)
{
    const struct job *job = context;
    for (size_t i = 0; i < count; i++) {
        QRcode *qr = QRcode_encodeString(job->text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
        expect(qr != NULL);
        QRcode_free(qr);
    }
}

static bool count_bytes(void *context, const void *bytes, size_t len)
{
    (void)bytes;
    *(size_t *)context += len;
    return true;
}

static void write_png(void *context, size_t count)
{
    struct job *job = context;
    for (size_t i = 0; i < count; i++)
        expect(trc_png_write(&job->symbol, &job->print, count_bytes, &job->bytes, NULL) == TRC_OK);
}

static void on_write(png_structp png, png_bytep bytes, size_t len)
{
    count_bytes(png_get_io_ptr(png), bytes, len);
}

/* One bit a dot and every setting libpng's own. */
static void write_png_peer_once(struct job *job)
{
    const unsigned dots = job->print.dots_a_module, side = (job->symbol.side + 8u) * dots;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    uint8_t *row = malloc((side + 7) / 8);
    expect(png != NULL && info != NULL && row != NULL);
    png_set_write_fn(png, &job->bytes, on_write, NULL);
    png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(png, info, 11811, 11811, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    for (unsigned my = 0; my < job->symbol.side + 8u; my++) {
        memset(row, 0xff, (side + 7) / 8);
        for (unsigned mx = 0; mx < job->symbol.side; mx++)
            for (unsigned x = (mx + 4) * dots; x < (mx + 5) * dots; x++)
                if (trc_symbol_is_dark(&job->symbol, (int)mx, (int)my - 4))
                    row[x / 8] &= (uint8_t) ~(0x80 >> x % 8);
        for (unsigned dot = 0; dot < dots; dot++)
            png_write_row(png, row);
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    free(row);
}

static void write_png_peer(void *context, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_png_peer_once(context);
}

/* Another serial each time, as a batch has them. */
static void change_serial(struct job *job)
{
    static const char base32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (size_t i = 0; i < 20; i++)
        job->code[strlen(job->text) - 20 + i] = base32[random_below(&job->random, 32)];
}

static void label(void *context, size_t count)
{
    struct job *job = context;
    for (size_t i = 0; i < count; i++) {
        change_serial(job);
        expect(trc_encoder_encode(job->encoder, job->code, strlen(job->text), &job->symbol, NULL) == TRC_OK);
        write_png(job, 1);
    }
}

static void label_peer(void *context, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        encode_peer(context, 1);
        write_png_peer_once(context);
    }
}

static void write_svg(void *context, size_t count)
{
    struct job *job = context;
    for (size_t i = 0; i < count; i++)
        expect(trc_svg_write(&job->symbol, &job->print, count_bytes, &job->bytes, NULL) == TRC_OK);
}

int main(void)
{
    static struct job compact = {.text = COMPACT, .print = {.dpi = 300, .dots_a_module = 8}};
    static struct job full = {.text = FULL, .print = {.dpi = 300, .dots_a_module = 8}};
    bool good = true;
    encode(&compact, 1);
    encode(&full, 1);
    strcpy(compact.code, compact.text);
    expect(trc_encoder_new(COMPACT_PATTERN, strlen(COMPACT_PATTERN), TRC_EC_M, &compact.encoder, NULL) == TRC_OK);
    /* The mask search is libqrencode's and takes nearly all the time, so these two stand beside 1. */
    good &= bench_compare("encode, compact code", encode, "QRcode_encodeString", encode_peer, &compact, 400) > 0.9;
    good &= bench_compare("encode, lot, expiry, H seal", encode, "QRcode_encodeString", encode_peer, &full, 200) > 0.9;
    good &= bench_compare("PNG, 8 dots a module", write_png, "libpng, default level", write_png_peer, &full, 4000) > 20;
    good &= bench_compare_counts("encode and PNG, compact code", label, 20000, "libqrencode and libpng", label_peer,
                                 300, &compact) > 15;
    bench_compare("SVG", write_svg, "PNG", write_png, &full, 400);
    trc_encoder_free(compact.encoder);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
