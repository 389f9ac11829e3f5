/* test_informed_stream.c: the bits a pattern foretells are those that printers print, and the rest reads as text. */
#include "scanner/informed/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <qrencode.h>

#include "informed_fixture.h"
#include "scanner/informed/layout.h"
#include "scanner/informed/view.h"
#include "scanner/qr/format.h"

static struct trc_keyring ring;
static struct qr_grid grid;
static struct informed_layout layout;
static struct informed_pattern pattern;
static struct informed_stream stream;

/* The data codewords that a whole symbol shows. */
static void read_data(uint8_t *data)
{
    const struct qr_format format = qr_format_read(&grid, QR_FORMAT_BOTH);
    const struct informed_view view = {.grid = &grid, .level = format.level, .mask = format.mask};
    informed_layout_of(grid.version, format.level, &layout);
    for (unsigned i = 0; i < layout.data_len; i++)
        data[i] = informed_view_codeword(&view, &layout, layout.of_data[i]);
}

static unsigned disagreements(const uint8_t *data)
{
    unsigned count = 0;
    for (unsigned i = 0; i < stream.data_len; i++)
        count += (unsigned)__builtin_popcount((data[i] ^ stream.value[i]) & stream.known[i]);
    return count;
}

static unsigned known_bits(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < stream.data_len; i++)
        count += (unsigned)__builtin_popcount(stream.known[i]);
    return count;
}

static void read_text(const uint8_t *data, char *text)
{
    memset(text, 0, INFORMED_TEXT_MAX);
    memcpy(text, pattern.text, pattern.len);
    for (unsigned i = 0; i < stream.group_count; i++)
        assert_true(informed_group_read(&pattern, &stream.group[i], data, text));
}

/* One symbol: what is foretold must hold, before and after narrowing; the rest must read as the text. */
static void check(const struct informed_batch *batch, enum informed_split split, const char *issued)
{
    uint8_t data[INFORMED_DATA_MAX];
    char text[INFORMED_TEXT_MAX];
    read_data(data);
    assert_true(informed_pattern_of(batch, &pattern));
    assert_true(informed_stream_of(&pattern, split, grid.version, layout.data_len, &stream));
    assert_int_equal(disagreements(data), 0);
    const unsigned before = known_bits();
    informed_stream_narrow(&pattern, &stream);
    assert_int_equal(disagreements(data), 0);
    assert_true(known_bits() >= before && stream.host_bits >= 8 * 6);
    read_text(data, text);
    assert_string_equal(text, issued);

    struct informed_batch other = *batch; /* the control: a batch like this one, but for one digit */
    other.gtin = "06901234567885";
    assert_true(informed_pattern_of(&other, &pattern));
    assert_true(informed_stream_of(&pattern, split, grid.version, layout.data_len, &stream));
    assert_true(disagreements(data) > 0);
}

static void our_own_symbols_are_foretold(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_symbol symbol;
    unsigned checked = 0;
    for (enum trc_seal_kind seal = 0; seal < TRC_SEAL_KIND_COUNT; seal++)
        for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++)
            for (unsigned lot = 0; lot < 2; lot++) {
                struct trc_template_config config = fixture_config(seal, false);
                config.lot = lot ? config.lot : NULL;
                config.expiry = lot ? config.expiry : NULL;
                const struct informed_batch batch = informed_batch_of(&config, 0);
                fixture_issue_from(&config, &ring, 1000 * (unsigned)ec + lot, NULL, &issued);
                informed_draw(issued.text, ec, &symbol);
                if (symbol.version > INFORMED_VERSION_MAX)
                    continue;
                informed_sample(&symbol, &grid);
                check(&batch, INFORMED_SPLIT_CHEAPEST, issued.text);
                checked++;
            }
    assert_in_range(checked, 18, 24);
}

static void one_segment_symbols_are_foretold(void **state)
{
    (void)state;
    for (unsigned lot = 0; lot < 2; lot++) {
        struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
        config.lot = lot ? config.lot : NULL;
        config.expiry = lot ? config.expiry : NULL; /* "?" and "=" make it one byte segment */
        struct trc_issued issued;
        fixture_issue_from(&config, &ring, 5, NULL, &issued);
        QRinput *input = QRinput_new2(6, QR_ECLEVEL_M);
        assert_int_equal(
            QRinput_append(input, lot ? QR_MODE_8 : QR_MODE_AN, issued.text_len, (const unsigned char *)issued.text),
            0);
        QRcode *code = QRcode_encodeInput(input);
        assert_non_null(code);
        memset(&grid, 0, sizeof grid);
        grid.version = (uint8_t)code->version;
        grid.side = (uint8_t)code->width;
        for (int i = 0; i < code->width * code->width; i++)
            grid.soft[i] = code->data[i] & 1 ? 127 : -127;
        const struct informed_batch batch = informed_batch_of(&config, 0);
        check(&batch, INFORMED_SPLIT_NONE, issued.text);
        QRcode_free(code);
        QRinput_free(input);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_ED25519, false);
    const struct informed_batch batch = informed_batch_of(&config, 0);
    assert_true(informed_pattern_of(&batch, &pattern));
    assert_false(informed_stream_of(&pattern, INFORMED_SPLIT_CHEAPEST, 3, 55, &stream));
    assert_false(informed_stream_of(&pattern, INFORMED_SPLIT_NONE, 3, 55, &stream));
    assert_true(informed_stream_of(&pattern, INFORMED_SPLIT_NONE, 10, 274, &stream));
}

static int set_up(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_symbols_are_foretold),
        cmocka_unit_test(one_segment_symbols_are_foretold),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
