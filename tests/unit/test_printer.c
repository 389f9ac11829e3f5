/* test_printer.c: what printers are told in ZPL and TSPL: golden texts, bitmaps read back, and what is refused. */
#include "label_render.h"

#include <trc/printer.h>

#define CODE "HTTPS://ID.ACME.CN/01/06901234567892/21/60E6419MKAS0Q6064TT1"

/* A label of 40 x 20 mm at 203 dpi: 320 x 160 dots. */
static struct trc_arrangement arranged(unsigned side_dots)
{
    return (struct trc_arrangement){
        .label = {0, 0, 320, 160},
        .symbol = {12, 16, (int)side_dots, (int)side_dots},
        .line_height = 24,
        .line_count = 3,
        .line = {{.box = {114, 8, 196, 24}, .kind = TRC_LINE_FIXED, .text = "Tea_No^1~"},
                 {.box = {114, 32, 196, 24}, .kind = TRC_LINE_SERIAL},
                 {.box = {114, 64, 196, 28}, .kind = TRC_LINE_PIN, .text = "PIN"}},
    };
}

/* Three dark modules in the upper left corner, and one in the lower right. */
static struct trc_symbol tiny(void)
{
    struct trc_symbol symbol = {.version = 1, .side = 21, .ec = TRC_EC_M};
    symbol.row[0][0] = 3;
    symbol.row[1][0] = 1;
    symbol.row[20][0] = 1 << 20;
    return symbol;
}

struct job {
    struct trc_symbol symbol;
    struct trc_arrangement arrangement;
    struct trc_printer printer;
    struct trc_label label;
    struct memory_sink sink;
};

static void start(struct job *job, unsigned dots)
{
    *job = (struct job){.symbol = tiny(), .sink = MEMORY_SINK_INIT};
    job->arrangement = arranged(21 * dots);
    job->printer = (struct trc_printer){
        .arrangement = &job->arrangement, .print = {.dpi = 203, .dots_a_module = dots}, .gap_dots = 24};
    job->label =
        (struct trc_label){.symbol = &job->symbol, .text = CODE, .serial = "60E6419MKAS0Q6064TT1", .pin = "739 264"};
}

static void assert_text(struct job *job, const char *expected)
{
    assert_string_equal(job->sink.bytes, expected);
    assert_int_equal(job->sink.len, strlen(expected));
    free(job->sink.bytes);
    job->sink = (struct memory_sink)MEMORY_SINK_INIT;
}

/* A label's fixed picture of 320 x 160 dots: a dark row, two of one dot, and light ones. */
static const uint8_t *picture_bits(void)
{
    static uint8_t bits[40 * 160];
    memset(bits, 0xff, 40);
    bits[40] = bits[80] = 0x80;
    return bits;
}

#define ZPL_LINES                                                                                                      \
    "^FO114,11^A0N,18,18^FH^FDTea_5FNo_5E1_7E^FS\n"                                                                    \
    "^FO114,35^A0N,18,13^FH^FD60E6 419M KAS0 Q606 4TT1^FS\n"                                                           \
    "^FO114,64^GB196,28,2^FS\n"                                                                                        \
    "^FO121,69^A0N,18,18^FH^FDPIN 739 264^FS\n"

static void zpl_bitmap(void **state)
{
    (void)state;
    struct job job;
    start(&job, 4);
    assert_int_equal(trc_zpl_begin(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    assert_int_equal(job.sink.len, 0); /* every label is complete */
    assert_int_equal(trc_zpl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    /* 84 dots: 11 bytes a row, 924 in all. Light rows are a comma, and each row comes four times. The last: 80 dots are
     * 20 digits of light (g), one digit of dark, one of padding. */
    assert_text(
        &job,
        "^XA\n^PW320\n^LL160\n^LH0,0\n^CI28\n"
        "^FO12,16^GFA,924,924,11,"
        "FF,:::F,:::,:::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::g0F,:::^FS\n" ZPL_LINES
        "^PQ1\n^XZ\n");
    assert_int_equal(trc_zpl_end(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    assert_int_equal(job.sink.len, 0);
}

static void zpl_own_qr(void **state)
{
    (void)state;
    struct job job;
    start(&job, 4);
    job.printer.own_qr = true;
    job.label.text = "HTTPS://A.CN/~_^,1";
    job.label.pin = "";
    job.arrangement.line[0].text[0] = '\0';
    assert_int_equal(trc_zpl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    assert_text(&job, "^XA\n^PW320\n^LL160\n^LH0,0\n^CI28\n"
                      "^FO12,16^BQN,2,4^FH^FDMA,HTTPS://A.CN/_7E_5F_5E,1^FS\n"
                      "^FO114,35^A0N,18,13^FH^FD60E6 419M KAS0 Q606 4TT1^FS\n"
                      "^PQ1\n^XZ\n");
}

static void zpl_fixed_picture(void **state)
{
    (void)state;
    struct job job;
    start(&job, 4);
    const struct trc_bitmap fixed = {.width = 320, .height = 160, .bits = picture_bits()};
    job.printer.fixed = &fixed;
    job.printer.own_qr = true;
    job.label.text = "A";
    job.arrangement.line_count = 2;
    job.arrangement.line[0].kind = TRC_LINE_PIN;
    strcpy(job.arrangement.line[0].text, "\u5bc6\u7801"); /* drawn in the picture; the PIN stands right of it */
    job.arrangement.line[1].kind = TRC_LINE_FIXED;
    strcpy(job.arrangement.line[1].text, "\u8336\u53f6");
    assert_int_equal(trc_zpl_begin(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    char expected[400] = "~DGR:TRC.GRF,6400,40,!8,:,";
    memset(expected + strlen(expected), ':', 156);
    expected[strlen(expected)] = '\n';
    assert_text(&job, expected);
    assert_int_equal(trc_zpl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    assert_text(&job, "^XA\n^PW320\n^LL160\n^LH0,0\n^CI28\n^FO0,0^XGR:TRC.GRF,1,1^FS\n"
                      "^FO12,16^BQN,2,4^FH^FDMA,A^FS\n"
                      "^FO114,8^GB196,24,2^FS\n"
                      "^FO120,11^A0N,18,18^FB184,1,0,R^FH^FD739 264^FS\n"
                      "^PQ1\n^XZ\n");
    assert_int_equal(trc_zpl_end(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    assert_text(&job, "^XA^IDR:TRC.GRF^FS^XZ\n");
}

static void tspl_own_qr(void **state)
{
    (void)state;
    struct job job;
    start(&job, 4);
    job.printer.own_qr = true;
    strcpy(job.arrangement.line[0].text, "5\" \\[L] \t1");
    assert_int_equal(trc_tspl_begin(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    assert_text(&job, "SIZE 40.0 mm,20.0 mm\r\nGAP 3.0 mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\n");
    assert_int_equal(trc_tspl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    /* The serial's 24 characters find room in the smallest font only. */
    assert_text(&job, "CLS\r\n"
                      "QRCODE 12,16,M,4,A,0,M2,S7,\"" CODE "\"\r\n"
                      "TEXT 114,14,\"1\",0,1,1,\"5\\[\"] \\ [L]  1\"\r\n"
                      "TEXT 114,38,\"1\",0,1,1,\"60E6 419M KAS0 Q606 4TT1\"\r\n"
                      "BOX 114,64,310,92,2\r\n"
                      "TEXT 121,72,\"1\",0,1,1,\"PIN 739 264\"\r\n"
                      "PRINT 1\r\n");
    job.arrangement.line_height = 32; /* characters of 24 dots: 16 x 24 where there is room, else 12 x 20 */
    job.label.serial = "60E6419MKAS";
    assert_int_equal(trc_tspl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    assert_non_null(strstr(job.sink.bytes, "TEXT 114,34,\"2\",0,1,1,\"60E6 419M KAS\"\r\n"));
    assert_non_null(strstr(job.sink.bytes, "TEXT 121,66,\"3\",0,1,1,\"PIN 739 264\"\r\n"));
    free(job.sink.bytes);
}

static const char *after(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    assert_non_null(found);
    return found + strlen(part);
}

static void tspl_fixed_picture(void **state)
{
    (void)state;
    struct job job;
    start(&job, 4);
    const struct trc_bitmap fixed = {.width = 320, .height = 160, .bits = picture_bits()};
    job.printer.fixed = &fixed;
    job.arrangement.line_count = 0;
    assert_int_equal(trc_tspl_begin(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    const char *bmp = after(job.sink.bytes, "DOWNLOAD \"TRC.BMP\",6462,");
    const size_t left = job.sink.len - (size_t)(bmp - job.sink.bytes);
    assert_int_equal(left, 6462 + 2);
    static const uint8_t head[62] = {'B', 'M', 0x3e, 0x19, 0, 0, 0,   0, 0, 0, 62,   0,    0,    0, 40, 0,
                                     0,   0,   0x40, 1,    0, 0, 160, 0, 0, 0, 1,    0,    1,    0, 0,  0,
                                     0,   0,   0x00, 0x19, 0, 0, 0,   0, 0, 0, 0,    0,    0,    0, 2,  0,
                                     0,   0,   0,    0,    0, 0, 0,   0, 0, 0, 0xff, 0xff, 0xff, 0};
    assert_memory_equal(bmp, head, sizeof head);
    const uint8_t *rows = (const uint8_t *)bmp + 62; /* from the lowest up; 1 is white */
    for (size_t i = 0; i < 6400; i++)
        assert_int_equal(rows[i], i >= 6360 ? 0 : i == 6320 || i == 6280 ? 0x7f : 0xff);
    assert_memory_equal(rows + 6400, "\r\n", 2);
    job.sink.len = 0;
    assert_int_equal(trc_tspl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    assert_memory_equal(job.sink.bytes, "CLS\r\nPUTBMP 0,0,\"TRC.BMP\"\r\nBITMAP 12,16,11,84,0,", 49);
    job.sink.len = 0;
    assert_int_equal(trc_tspl_end(&job.printer, memory_sink, &job.sink, NULL), TRC_OK);
    assert_text(&job, "KILL \"TRC.BMP\"\r\n");
}

/* ZPL's compressed hexadecimal, from the manual's description. Returns what follows the picture. */
static const char *read_hex(const char *next, size_t row_len, size_t rows, uint8_t *bits)
{
    static char digits[2 * TRC_SYMBOL_SIDE_MAX * TRC_PRINTER_DOTS_MAX];
    for (size_t row = 0; row < rows; row++) {
        size_t used = 0, count = 0;
        if (*next == ':') {
            assert_true(row > 0);
            next++;
            used = 2 * row_len; /* digits[] is still that of the row above */
        }
        while (used < 2 * row_len) {
            const char c = *next++;
            if (c >= 'G' && c <= 'Y')
                count += (size_t)(c - 'G') + 1;
            else if (c >= 'g' && c <= 'z')
                count += 20 * ((size_t)(c - 'g') + 1);
            else if (c == ',' || c == '!') {
                assert_int_equal(count, 0);
                for (; used < 2 * row_len; used++)
                    digits[used] = c == ',' ? '0' : 'F';
            } else {
                assert_non_null(strchr("0123456789ABCDEF", c));
                for (count = count == 0 ? 1 : count; count > 0; count--) {
                    assert_true(used < 2 * row_len);
                    digits[used++] = c;
                }
            }
        }
        static const char hex[] = "0123456789ABCDEF";
        for (size_t i = 0; i < row_len; i++)
            bits[row * row_len + i] =
                (uint8_t)((strchr(hex, digits[2 * i]) - hex) << 4 | (strchr(hex, digits[2 * i + 1]) - hex));
    }
    return next;
}

static void assert_bits_are(const uint8_t *bits, size_t row_len, const struct trc_symbol *symbol, unsigned dots,
                            bool dark, bool padding)
{
    for (unsigned y = 0; y < symbol->side * dots; y++) {
        if (y % dots != 0) {
            assert_memory_equal(bits + y * row_len, bits + (y - 1) * row_len, row_len);
            continue;
        }
        for (unsigned x = 0; x < 8 * row_len; x++) {
            const bool bit = bits[y * row_len + x / 8] >> (7 - x % 8) & 1;
            const bool expected = x >= symbol->side * dots                                       ? padding
                                  : trc_symbol_is_dark(symbol, (int)(x / dots), (int)(y / dots)) ? dark
                                                                                                 : !dark;
            if (bit != expected)
                fail_msg("side %d, %u dots: x %u, y %u", symbol->side, dots, x, y);
        }
    }
}

static void bitmaps_read_back(void **state)
{
    (void)state;
    static const unsigned dots[] = {1, 2, 3, 4, 5, 8, 13, 24, 64};
    static const size_t lens[] = {10, 60, 118, 500, 2900};
    uint64_t random = random_seed();
    for (size_t i = 0; i < sizeof dots / sizeof *dots; i++)
        for (size_t j = 0; j < sizeof lens / sizeof *lens; j++) {
            struct job job;
            start(&job, dots[i]);
            random_symbol(&random, lens[j], TRC_EC_L, &job.symbol);
            const unsigned side = job.symbol.side * dots[i];
            const size_t len = (side + 7) / 8;
            if (len * side > 1 << 19) /* more is more of the same */
                continue;
            job.arrangement = arranged(side);
            uint8_t *bits = malloc(len * side);
            assert_non_null(bits);

            assert_int_equal(trc_zpl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
            char head[80];
            snprintf(head, sizeof head, "^GFA,%zu,%zu,%zu,", len * side, len * side, len);
            const char *hex = after(job.sink.bytes, head), *end = read_hex(hex, len, side, bits);
            assert_memory_equal(end, "^FS\n^FO", 7);
            assert_true((size_t)(end - hex) <= 2 * len * side); /* never longer than plain hexadecimal */
            assert_bits_are(bits, len, &job.symbol, dots[i], true, false);

            job.sink.len = 0;
            assert_int_equal(trc_tspl_label(&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
            snprintf(head, sizeof head, "CLS\r\nBITMAP 12,16,%zu,%u,0,", len, side);
            assert_memory_equal(job.sink.bytes, head, strlen(head));
            const char *picture = job.sink.bytes + strlen(head);
            assert_memory_equal(picture + len * side, "\r\nTEXT ", 7);
            assert_bits_are((const uint8_t *)picture, len, &job.symbol, dots[i], false, true);
            free(bits);
            free(job.sink.bytes);
        }
}

typedef enum trc_status printer_label(const struct trc_printer *printer, const struct trc_label *label, trc_sink *sink,
                                      void *context, struct trc_error *error);
static printer_label *const languages[] = {trc_zpl_label, trc_tspl_label};

static void assert_refused(struct job *job, const char *said)
{
    for (size_t i = 0; i < 2; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(languages[i](&job->printer, &job->label, memory_sink, &job->sink, &error), TRC_ERR_RANGE);
        if (strstr(error.msg, said) == NULL)
            fail_msg("\"%s\" is not in: %s", said, error.msg);
        assert_int_equal(job->sink.calls, 0);
    }
}

static void bad_values_are_refused(void **state)
{
    (void)state;
    struct job job;
    start(&job, 11);
    job.printer.own_qr = true;
    assert_refused(&job,
                   "module of 11 dots is wider than the 10 that printers draw themselves: send the symbol as a bitmap");
    start(&job, 65);
    assert_refused(&job, "module of 65 dots is too wide for a label printer: choose 1 to 64");
    start(&job, 4);
    job.printer.print.dpi = 71;
    assert_refused(&job, "71 dpi");
    start(&job, 4);
    job.symbol.side = 25;
    assert_refused(
        &job, "symbol of 100 dots was to be printed in a place of 84 x 84 dots: arrange the label for symbols of 25");
    start(&job, 4);
    strcpy(job.arrangement.line[0].text, "\u8336");
    assert_refused(&job, "\u8336\": give a picture of the fixed lines");
    start(&job, 4);
    const struct trc_bitmap fixed = {.width = 320, .height = 159, .bits = picture_bits()};
    job.printer.fixed = &fixed;
    assert_refused(&job, "has 320 x 159 dots and the label 320 x 160");
    start(&job, 4);
    job.label.serial = "60E6419MKAS0Q6064TT160E6419MKAS0Q6064TT1";
    assert_refused(&job, "has 49 characters");
    start(&job, 4);
    job.arrangement.line[2].box.width = 40;
    assert_refused(&job, "The line of the PIN has 11 characters");
    start(&job, 4);
    job.arrangement.line[2].box.width = 40;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_zpl_label(&job.printer, &job.label, memory_sink, &job.sink, &error), TRC_ERR_RANGE);
    assert_null(strstr(error.msg, "739")); /* no message tells a PIN */
    static const char *const texts[] = {"AB\"", "AB\n", "AB\\[R]", "AB\x7f", "AB\xc3\xa4"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        start(&job, 4);
        job.label.text = texts[i];
        job.printer.own_qr = true;
        assert_refused(&job, "Byte 3 of the code");
    }
}

static void widest_of_their_own_are_taken(void **state)
{
    (void)state;
    struct job job;
    start(&job, 10);
    job.printer.own_qr = true;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(languages[i](&job.printer, &job.label, memory_sink, &job.sink, NULL), TRC_OK);
    assert_non_null(strstr(job.sink.bytes, "^BQN,2,10^FH^FDMA," CODE "^FS"));
    assert_non_null(strstr(job.sink.bytes, "QRCODE 12,16,M,10,A,0,M2,S7,"));
    free(job.sink.bytes);
}

static enum trc_status render_with(printer_label *write, const struct trc_symbol *symbol, struct memory_sink *sink,
                                   struct trc_error *error)
{
    struct job job;
    start(&job, 5);
    job.arrangement = arranged(symbol->side * 5u);
    job.label.symbol = symbol;
    return write(&job.printer, &job.label, memory_sink, sink, error);
}

static enum trc_status render_zpl(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    return render_with(trc_zpl_label, symbol, sink, error);
}

static enum trc_status render_tspl(const struct trc_symbol *symbol, struct memory_sink *sink, struct trc_error *error)
{
    return render_with(trc_tspl_label, symbol, sink, error);
}

static void closed_line_is_an_io_error(void **state)
{
    (void)state;
    refusal_at_any_byte_is_an_io_error(render_zpl);
    refusal_at_any_byte_is_an_io_error(render_tspl);
}

static void serials_in_groups(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"", ""},
                                          {"1", "1"},
                                          {"1234", "1234"},
                                          {"12345", "1234 5"},
                                          {"60E6419MKAS0Q6064TT1", "60E6 419M KAS0 Q606 4TT1"}};
    char out[TRC_LINE_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        trc_serial_grouped(rows[i][0], out);
        assert_string_equal(out, rows[i][1]);
    }
    char longest[500]; /* cut, and still a string */
    memset(longest, 'A', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    trc_serial_grouped(longest, out);
    assert_true(strlen(out) < TRC_LINE_MAX && strlen(out) > TRC_LINE_MAX - 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zpl_bitmap),
        cmocka_unit_test(zpl_own_qr),
        cmocka_unit_test(zpl_fixed_picture),
        cmocka_unit_test(tspl_own_qr),
        cmocka_unit_test(tspl_fixed_picture),
        cmocka_unit_test(bitmaps_read_back),
        cmocka_unit_test(bad_values_are_refused),
        cmocka_unit_test(widest_of_their_own_are_taken),
        cmocka_unit_test(closed_line_is_an_io_error),
        cmocka_unit_test(serials_in_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
